"""Alterations: which gene a noun such as amplification, rearrangement or mutation speaks of."""

from __future__ import annotations

import re
from dataclasses import replace

from extractor.grammar.assays import GENE_TESTS
from extractor.grammar.targets import Target, is_among_stains, is_stained
from extractor.grammar.wording import compiled, only
from extractor.mentions import Mention, Modifier, Sentence
from extractor.rules import settings

_ASIDE = re.compile(r"\([^()]{0,40}\)|\btype\s[A-D\d]\b")
_PREDICATE = compiled("markers", r"^(?:\s?{predicate_subjects})?\s{predicate_verbs}(?:\s{predicate_words}){0,4}\s$")
_ADJECTIVE = compiled("markers", r"{adjectives}$")
_NAMED_RESULT = re.compile(r"^\s?-\s?(?:positive|negative)", re.IGNORECASE)
_LISTED = re.compile(
    r"^(?:\s?\([^()]{0,40}\))?(?:\sgenes?)?\s?(?:,|/|and|or|nor|,\s?and|,\s?or|-?,?\s?and/or|&)?\s?(?:the\s)?(?:exon\s(?:of|in)\s(?:the\s)?)?$",
    re.IGNORECASE,
)
_COORDINATED = compiled("markers", r"^(?:\s?{alteration_nouns})?(?:\s?{joins}){1,2}\s?$")
_STAIN_PATTERN = compiled("markers", r"^[\s-]?(?:\([^()]{1,20}\)\s)?{expression_patterns}")
_STAIN_WORD = compiled("markers", r"^[\s-]?(?:type\s)?(?:expression|staining|immuno|IHC)")
_OF_WHAT = re.compile(r"\s(?:of|for)\b")
_OF_NEXT = re.compile(r"\s(?:in|of|within|involving|affecting)\s(?:the\s)?")
_LONG_NAME = re.compile(r"\s(?:in|of|affecting)\s(?:the\s)?(?:[\w,/-]{1,24}\s){1,8}\(")
_OF_ANOTHER = re.compile(r"\s(?:in|of|within|involving|affecting)\s(?:the\s)?[A-Z]")
_BUT_NOT = compiled("markers", r",?\s{joins_of_flips}\snot\s(?:(?:of|in|for|the)\s){0,2}")
_JOINTS = frozenset({"-", "--", "::", "/"})
_EXONS = re.compile(r"\bexons?\s\d{1,2}(?:(?:\s?[,/&-]\s?|,?\s(?:and|or|to)\s)\d{1,2}){0,9}\b")
_TOLD = compiled(
    "markers",
    r"^(?:\s?\([^()]{0,40}\))?(?:[\s,-]{1,2}{tested_nouns}\b){0,5}:?(?:\s{telling_verbs})\b(?P<described>.*)$",
)
_LOOKED_FOR = compiled("markers", r"\b{test_nouns}\s(?:for|of)\s(?:the\s)?$")
_IS_TEST = compiled("markers", r"(?:status|\s{test_nouns})$")
_TEST_BEHIND = compiled("markers", r"\s{test_nouns}\b")
_MOST_WORDS_AHEAD = 8
_BESIDE = 12


def is_adjective(written: str) -> bool:
    """True for an alteration in the form of an adjective (amplified, wild-type), which says its result itself."""
    return _ADJECTIVE.search(written) is not None


def bind(sentence: Sentence, targets: list[Target]) -> list[Target]:
    """Bind the nouns to their targets; return the further targets that coordinated nouns make."""
    if "alteration" not in sentence.kinds:
        return []
    further: list[Target] = []
    for cue in sentence.of_kind("alteration"):
        if _is_of_what(sentence, cue):
            continue
        if cue.id == "none" or any(target.start <= cue.start < target.end for target in targets):
            continue
        if _as_pattern(sentence, targets, cue) or _behind(sentence, targets, cue) or _told(sentence, targets, cue):
            continue
        coordinated = _coordinated(sentence, targets, cue)
        if coordinated:
            further += coordinated
        else:
            _ahead(sentence, targets, cue)
    return further


def _is_of_what(sentence: Sentence, cue: Mention) -> bool:
    """True for "a carrier of the BRCA1 mutation", where the noun behind says what is altered."""
    if compiled("markers", r"{carriers}").fullmatch(sentence.between(cue.start, cue.end)) is None:
        return False
    return _OF_WHAT.match(sentence.between(cue.end, cue.end + 5)) is not None


def _as_pattern(sentence: Sentence, targets: list[Target], cue: Mention) -> bool:
    """Read "p53 wild-type pattern" as what it is: a stain that is not abnormal."""
    written = sentence.between(cue.start, cue.end)
    if cue.id != "mutation" or not is_adjective(written):
        return False
    if not _STAIN_PATTERN.match(sentence.between(cue.end, cue.end + 40)):
        return _as_stain(sentence, targets, cue)
    near = [t for t in targets if t.mention.kind == "marker" and -60 < t.start - cue.end < 25]
    if not near:
        return False
    target = min(near, key=lambda t: abs(t.start - cue.start))
    is_named = _STAIN_WORD.match(sentence.between(cue.end, cue.end + 40)) is not None
    if not is_named and not is_stained(sentence) and not _shows_patterns(target):
        return False
    _settle_pattern(target, cue, written)
    return True


def _settle_pattern(target: Target, cue: Mention, written: str) -> None:
    value = "negative" if written.lower().startswith("wild") else "positive"
    target.alteration = "expression"
    target.settle(value, Modifier(value, cue.source.key, cue.start, cue.end))
    target.strict = True


def _as_stain(sentence: Sentence, targets: list[Target], cue: Mention) -> bool:
    """Read "p53 wild type" among stains: the name of the protein, and no test of the gene in its sentence."""
    patterned = settings("markers")["stained_patterns"]["markers"]
    beside = (t for t in targets if 0 <= cue.start - t.end <= _BESIDE or 0 <= t.start - cue.end <= _BESIDE)
    target = next((target for target in beside if target.mention.id in patterned), None)
    if target is None:
        return False
    written = sentence.between(target.mention.start, target.mention.end)
    if not (written[0].islower() and only(_between(sentence, target, cue), "markers", "between_protein_and_pattern")):
        return False
    if not is_among_stains(sentence) or not GENE_TESTS.isdisjoint(m.id for m in sentence.of_kind("method")):
        return False
    _settle_pattern(target, cue, sentence.between(cue.start, cue.end))
    return True


def _between(sentence: Sentence, target: Target, cue: Mention) -> str:
    return sentence.between(min(target.end, cue.end), max(target.start, cue.start))


def _shows_patterns(target: Target) -> bool:
    """True for a marker whose patterns are those of a stain by themselves (p53, mutant proteins)."""
    tables = settings("markers")
    return any(target.mention.id in tables[table]["markers"] for table in ("stained_patterns", "stained_mutants"))


def _behind(sentence: Sentence, targets: list[Target], cue: Mention) -> bool:
    """Bind a noun to the target before it and to those listed with that one: MDM2 and CDK4 amplification."""
    before = [target for target in targets if target.end <= cue.start]
    if not before:
        return False
    gap = sentence.between(before[-1].end, cue.start)
    if ";" in gap:
        return False
    if not only(_ASIDE.sub(" ", gap), "markers", "between_gene_and_alteration") and not (
        is_adjective(sentence.between(cue.start, cue.end)) and _PREDICATE.match(gap)
    ):
        return False
    _take(sentence, before, cue)
    return True


def _told(sentence: Sentence, targets: list[Target], cue: Mention) -> bool:
    """Bind a noun to the gene whose test tells of it: "sequencing of KIT revealed a mutation"."""
    before = [target for target in targets if target.end <= cue.start]
    if not before or _OF_ANOTHER.match(sentence.between(cue.end, cue.end + 20)):
        return False
    match = _TOLD.match(_EXONS.sub("exon", sentence.between(before[-1].end, cue.start)))
    if match is None or not only(match["described"], "markers", "before_alterations"):
        return False
    _take(sentence, before, cue)
    return True


def _take(sentence: Sentence, before: list[Target], cue: Mention) -> None:
    """Bind a noun to the last of the targets before it and to those that are listed with it."""
    following = cue.start
    for target in reversed(before):
        is_taken = _is_named_other(target, cue) or (target.alteration is not None and not _is_assay(sentence, target))
        gap = _EXONS.sub("exon", sentence.between(target.end, following))
        if is_taken or not (target is before[-1] or _LISTED.match(gap) or (target.silent and gap.strip() in _JOINTS)):
            break
        target.alteration, target.alteration_cue = cue.id, cue
        following = target.start


def _coordinated(sentence: Sentence, targets: list[Target], cue: Mention) -> list[Target]:
    """Return the targets that a second noun makes: "EGFR overexpression and/or mutation"."""
    before = [target for target in targets if target.end <= cue.start]
    if not before:
        return []
    after = next((target for target in targets if target.start >= cue.end), None)
    if after is not None and _OF_NEXT.fullmatch(sentence.between(cue.end, after.start)):
        return []
    last = before[-1]
    noun = last.alteration_cue
    if noun is not None and noun.start < last.start:
        return []
    end = last.end if noun is None else noun.end
    if not _COORDINATED.match(sentence.between(end, cue.start)):
        return []
    return [
        replace(target, alteration=cue.id, alteration_cue=cue)
        for target in before
        if target is last or (noun is not None and target.alteration_cue is noun)
    ]


def _ahead(sentence: Sentence, targets: list[Target], cue: Mention) -> None:
    """Bind a noun to the targets behind it: rearrangement of MYC, BCL2 and BCL6."""
    after = [target for target in targets if target.start >= cue.end]
    if not after or _NAMED_RESULT.match(sentence.between(after[0].end, after[0].end + 10)):
        return
    gap = sentence.between(cue.end, after[0].start)
    gap = _EXONS.sub("exon", gap)
    if ":" in gap and sentence.between(cue.start, cue.end).lower().startswith("variant"):
        return  # "mantle cell lymphoma, blastoid variant: CD20"
    if _LONG_NAME.fullmatch(gap):
        gap = ""  # "a mutation in the tumor protein p53 (TP53) gene"
    if len(gap.split()) > _MOST_WORDS_AHEAD or not only(gap, "markers", "between_alteration_and_gene"):
        return
    following = after[0].start
    for target in after:
        if target.alteration is not None or _is_named_other(target, cue):
            break
        if not _LISTED.match(sentence.between(following, target.start)):
            break
        if target is not after[0] and any(0 < noun.start - target.end <= 1 for noun in sentence.of_kind("alteration")):
            break  # "deletion of CDKN2A and EGFR mutation"
        target.alteration, target.alteration_cue = cue.id, cue
        following = target.end
    _except(sentence, after, following, cue)


def _except(sentence: Sentence, after: list[Target], end: int, cue: Mention) -> None:
    """Read what a list of altered genes leaves out: "rearrangements of MYC and BCL2 but not of BCL6"."""
    for target in after:
        if target.start >= end and target.alteration is None:
            match = _BUT_NOT.fullmatch(sentence.between(end, target.start))
            if match is not None:
                target.alteration, target.alteration_cue = cue.id, cue
                target.settle("negative", Modifier("negative", cue.source.key, end, target.start))
                target.strict = True
            return


def _is_named_other(target: Target, cue: Mention) -> bool:
    """True for a name that says another alteration than the noun: MSI and BRAF mutation."""
    return target.own_alteration not in (None, "", "expression", cue.id)


def _is_assay(sentence: Sentence, target: Target) -> bool:
    """True when a target is bound only to the name of its assay, which is no finding yet.

    A break-apart probe, a mutation analysis, the mutational status.
    """
    cue = target.alteration_cue
    if cue is None:
        return False
    written = sentence.between(cue.start, cue.end)
    return (
        written.lower().startswith("break")
        or _IS_TEST.search(written) is not None
        or _TEST_BEHIND.match(sentence.between(cue.end, cue.end + 20)) is not None
        or _LOOKED_FOR.search(sentence.between(target.start - 30, target.start)) is not None
    )
