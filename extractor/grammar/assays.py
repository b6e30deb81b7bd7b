"""Assays: by which method a marker was tested: as the sentence says, else its paragraph, else the report."""

from __future__ import annotations

import re
from bisect import bisect_left

from spacy.tokens import Doc

from extractor.grammar.notes import reads_as_note
from extractor.grammar.stainings import STAINING, staining_of
from extractor.grammar.targets import PROBED, Target
from extractor.mentions import Mention, Modifier, Sentence, sentences_of, text_of
from extractor.rules import Term, settings

IN_SITU = frozenset({"FISH", "CISH", "ISH"})
SEQUENCING = frozenset({"sequencing", "NGS", "Sanger", "pyrosequencing"})
GENE_TESTS = frozenset(
    {"FISH", "CISH", "SISH", "ISH", "NGS", "PCR", "RT-PCR", "Sanger", "array", "MLPA", "pyrosequencing"}
)
_READABLE = frozenset({"mutation", "deletion", "amplification", "rearrangement", "signature"})
_EARLIER = frozenset({"clinical history"})
_NO_MARKER_TEST = frozenset({"histochemistry", "electron microscopy"})
_BY_PROBE = re.compile(r"\bISH\b|in situ hybrid|\bEBER", re.IGNORECASE)  # in the name: EBER in situ hybridization
_BY_ANTIBODY = re.compile(r"\bIHC\b|\bimmuno(?:stain|histo)", re.IGNORECASE)
_ASIDE = re.compile(r"\([^()]+\)")
_PROBES = frozenset({"CISH", "ISH"})
_NEXT_PROBE, _BESIDE_PROBE = 60, 20
_READ = frozenset({"NGS", "Sanger", "pyrosequencing", "PCR", "RT-PCR", "ddPCR", "mass spectrometry"})
_COUNTING = frozenset({"NGS", "FISH", "CISH", "array", "MLPA", "RT-PCR"})
_COUNTABLE = frozenset({"deletion", "amplification", "rearrangement"})
_NAMED = "extractor_named_tests"
_MOLECULAR = "molecular"
_READING = "extractor_reading_tests"
_PARAGRAPHS = "extractor_gene_tests"


# Assays that cannot show an alteration, wherever they are named.
_CANNOT_SHOW = {"mutation": IN_SITU | {"SISH"}, "methylation": IN_SITU | STAINING | {"SISH"}}


def method_of(doc: Doc, sentence: Sentence, target: Target, alteration: str) -> Modifier | None:
    """Return the assay of a result with the words that name it; a stain's may stand anywhere in the report."""
    found = _named_assay(doc, sentence, target, alteration)
    if found is None or found.value in _CANNOT_SHOW.get(alteration, ()):
        return None
    if found.value == "sequencing" and "sequenc" not in text_of(doc)[found.start : found.end].lower():
        return None  # "genetic testing" does not say how
    is_stain = alteration == "mutation" and found.value in STAINING
    return None if is_stain and target.mention.id not in settings("markers")["stained_mutants"]["markers"] else found


def _named_assay(doc: Doc, sentence: Sentence, target: Target, alteration: str) -> Modifier | None:
    if (
        alteration in ("virus", "expression")
        and target.mention.id != "HER2"
        and _BY_PROBE.search(_written(sentence, target))
    ):
        return Modifier("ISH", target.mention.source.key, target.mention.start, target.mention.end)
    if "FISH" in sentence.between(target.start, target.end):
        return Modifier("FISH", target.mention.source.key, target.start, target.end)
    own = [mention for mention in sentence.of_kind("method") if mention.id not in _NO_MARKER_TEST]
    stain = alteration == "expression"
    if stain and target.mention.id in settings("markers")["dyes"]["markers"]:
        return Modifier("histochemistry", target.mention.source.key, target.mention.start, target.mention.end)
    if stain and _BY_ANTIBODY.search(_written(sentence, target)):
        return Modifier("IHC", target.mention.source.key, target.mention.start, target.mention.end)
    if stain and target.mention.id in settings("markers")["probed_rna"]["markers"]:
        probes = [m for m in own if m.id in _PROBES and m.start - target.start < _NEXT_PROBE]
        beside = [m for m in probes if 0 <= m.start - target.end < _BESIDE_PROBE]
        if beside or (probes and not any(mention.id in STAINING for mention in own)):
            return _named((beside or probes)[0])
    fitting = own
    if alteration != "virus":
        fitting = [m for m in own if (m.id in STAINING) == stain or m.id == "flow cytometry"]
        if not fitting and not stain:
            fitting = own
    if fitting:
        return _named(min(fitting, key=lambda mention: abs(mention.start - target.start)))
    if not stain:
        return _gene_test(doc, sentence, target, alteration)
    return staining_of(doc, sentence)


def _gene_test(doc: Doc, sentence: Sentence, target: Target, alteration: str) -> Modifier | None:
    """Return the test of a gene that a sentence does not name: its paragraph's, else the usual one of the note."""
    test = _paragraph_test(doc, sentence, alteration)
    if (
        _is_probed(target)
        or alteration not in _READABLE
        or (test is not None and test.value not in _CANNOT_SHOW.get(alteration, ()))
    ):
        return test
    usual = usual_test(doc, target.start, alteration)
    return _named(usual) if usual is not None and sentence.section not in _EARLIER else test


def _written(sentence: Sentence, target: Target) -> str:
    """Return the name of a target as written, with what is read as part of it."""
    name = target.mention if target.is_placed else target
    return sentence.between(name.start, name.end)


def _is_probed(target: Target) -> bool:
    return target.cue is not None and target.cue.rule == PROBED


def _named(mention: Mention) -> Modifier:
    return Modifier(mention.id, mention.source.key, mention.start, mention.end)


def _start(mention: Mention) -> int:
    return mention.start


def _paragraph_test(doc: Doc, sentence: Sentence, alteration: str) -> Modifier | None:
    """Return the last gene test named before a sentence in its paragraph, or over the table that it is a row of."""
    among_stains = alteration == "virus" and any(_is_stain(mention) for mention in sentence.of_kind("marker"))
    tests = _paragraph_tests(doc, stains=among_stains, shared=alteration != "virus")
    named = tests.get(sentence.paragraph)
    if not named and "  " in sentence.text:
        named = tests.get(sentence.paragraph - 1)
    if not named:
        return None
    index = bisect_left(named, sentence.start, key=_start)
    return _named(named[index - 1]) if index else None


def _paragraph_tests(doc: Doc, *, stains: bool, shared: bool) -> dict[int, list[Mention]]:
    """Return the gene tests of each paragraph, with `stains` also those of stains; `shared`: none of one result."""
    key = f"{_PARAGRAPHS}_{stains}_{shared}"
    tests: dict[int, list[Mention]] | None = doc.user_data.get(key)
    if tests is None:
        tests = doc.user_data[key] = {}
        wanted = GENE_TESTS | STAINING if stains else GENE_TESTS
        for sentence in sentences_of(doc):
            for mention in sentence.of_kind("method"):
                if mention.id in wanted and not (shared and is_own_test(sentence, mention)):
                    tests.setdefault(sentence.paragraph, []).append(mention)
    return tests


def is_own_test(sentence: Sentence, test: Mention) -> bool:
    """True for a test of what its sentence tells alone: of a virus, or in parentheses behind a gene or marker."""
    viruses = [m for m in sentence.of_kind("marker") if _looks_for(m) == "virus"]
    if viruses and "gene" not in sentence.kinds:
        return True
    named = any(m.end <= test.start for m in sentence.of_kind("gene", "marker"))
    return (
        named
        and sentence.between(test.start - 1, test.start) == "("
        and sentence.between(test.end, test.end + 1) == ")"
    )


def _looks_for(mention: Mention) -> str | None:
    return mention.source.extra.get("alteration") if isinstance(mention.source, Term) else None


def _is_stain(mention: Mention) -> bool:
    return _looks_for(mention) == "expression"


def usual_test(doc: Doc, position: int, alteration: str = "mutation") -> Mention | None:
    """Return the test of a note that may have shown an alteration: the last one named before, else the next.

    What reads sequences is NGS where a note names that, else its only test of that kind. None where it is no note.
    """
    if not reads_as_note(doc):
        return None
    tests: dict[bool, list[Mention]] | None = doc.user_data.get(_READING)
    if tests is None:
        tests = doc.user_data[_READING] = _reading_tests(doc)
    named = tests[alteration in _COUNTABLE]
    if not named:
        return None
    return named[max(bisect_left(named, position, key=_start) - 1, 0)]


def among_sequences(doc: Doc, sentence: Sentence) -> bool:
    """True where the last test that a note names up to a sentence reads sequences, in the same part of it."""
    if not reads_as_note(doc):
        return False
    named = _named_tests(doc)
    index = bisect_left(named, sentence.end, key=_place) - 1
    if index >= 0 and (named[index][1] == sentence.section or sentence.section == _MOLECULAR):
        return named[index][2] in _READ or named[index][2] == "sequencing"
    return sentence.section == _MOLECULAR


def among_probes(doc: Doc, sentence: Sentence) -> bool:
    """True where the last test that a note names up to a sentence is one in situ, where no stain is named."""
    if not reads_as_note(doc):
        return False
    named = _named_tests(doc)
    index = bisect_left(named, sentence.end, key=_place) - 1
    if index < 0 or named[index][2] not in IN_SITU:
        return False
    stained = {section for _, section, test in named if test in STAINING}
    return sentence.section not in stained if named[index][1] == sentence.section else not stained


def _named_tests(doc: Doc) -> list[tuple[int, str | None, str]]:
    """Return the tests that a document names, each with its place and section; found once."""
    named: list[tuple[int, str | None, str]] | None = doc.user_data.get(_NAMED)
    if named is None:
        named = doc.user_data[_NAMED] = [
            (mention.start, other.section, mention.id)
            for other in sentences_of(doc)
            for mention in other.of_kind("method")
            if mention.id not in _NO_MARKER_TEST
        ]
    return named


def _place(named: tuple[int, str | None, str]) -> int:
    return named[0]


def _reading_tests(doc: Doc) -> dict[bool, list[Mention]]:
    """Return the tests of a note that read sequences, and (True) those that show copies and breaks."""
    found = [
        mention
        for sentence in sentences_of(doc)
        if sentence.part in (None, "patient")
        for mention in sentence.of_kind("method")
        if mention.id in _READ or mention.id in _COUNTING
    ]
    reading = [mention for mention in found if mention.id in _READ]
    panels = [mention for mention in reading if mention.id == "NGS"]
    is_one = len({mention.id for mention in reading}) == 1
    counting = [mention for mention in found if mention.id in _COUNTING]
    return {False: panels or (reading if is_one else []), True: counting}
