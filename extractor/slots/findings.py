"""Findings: margins, invasion, nodes, necrosis and the other items of a cancer protocol (CAP).

One record per finding, place and result, merged over the diagnosis, the checklist and the description; what an addendum
changes stays as a record that is superseded. What is not applicable, not assessed or only defined is no record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from spacy.tokens import Doc

from extractor.facts import absorb
from extractor.grammar.extents import extents
from extractor.grammar.margins import margins
from extractor.grammar.mitoses import mitoses
from extractor.grammar.nodes import nodes, part_counts
from extractor.grammar.parts import DECLARED, Part
from extractor.grammar.presence import presences
from extractor.grammar.sameness import merged, name_sums, replaced
from extractor.grammar.stated import Stated
from extractor.grammar.tumor_sizes import described_sizes
from extractor.mentions import Mention, Modifier, Sentence, sentences_of
from extractor.records import Finding
from extractor.slots import evidence as ev

_DEFINES = re.compile(r"\b\d\s?(?:=|[<>≥≤]|none\b)[^,;]{0,60}[,;]\s?\d\s?[=<>≥≤]")  # a key: "0 none, 1 <50%, 2 >=50%"
_SILENT = frozenset({"key", "references", "back matter", "methods", "introduction", "family history"})


def find(doc: Doc) -> list[Finding]:
    """Return the findings of a pathology note; other documents are not searched for their words."""
    sentences = sentences_of(doc)
    if not any("finding" in sentence.kinds for sentence in sentences):
        return []
    parts = {part.label: _words(part) for part in doc.user_data.get(DECLARED, []) if part.label is not None}
    stated = [
        one
        for index, sentence in enumerate(sentences)
        if "finding" in sentence.kinds and _speaks(sentence)
        for one in _of(sentences, index, parts)
        if _is_patients(one)
    ]
    stated += [
        one
        for sentence in sentences
        if sentence.specimen in parts and "/" in sentence.text and _is_silent_on_nodes(sentence) and _speaks(sentence)
        for one in part_counts(sentence, parts[sentence.specimen])
    ]
    if not any(one.name == "tumor_size" for one in stated):
        stated += described_sizes(sentences)
    name_sums(stated)
    replaced(stated)
    return [_record(doc, group) for group in merged(stated)]


def _is_silent_on_nodes(sentence: Sentence) -> bool:
    return not any(mention.id == "lymph_nodes" for mention in sentence.of_kind("finding"))


def _words(part: Part) -> str:
    return part.words


def _speaks(sentence: Sentence) -> bool:
    if _DEFINES.search(sentence.text):
        return False
    return sentence.section not in _SILENT and (sentence.subject is None or sentence.subject.value == "patient")


def _of(sentences: Sequence[Sentence], index: int, parts: dict[str, str]) -> Iterator[Stated]:
    yield from presences(sentences, index)
    yield from margins(sentences, index, parts)
    yield from nodes(sentences, index, parts)
    yield from mitoses(sentences, index)
    yield from extents(sentences, index)


def _is_patients(one: Stated) -> bool:
    """True unless the context gives a statement to somebody else or makes it a plan."""
    sentence, start, end = one.places[0]
    if not sentence.mentions:
        return True
    mention = Mention(start, end, "finding", one.name, sentence.mentions[0].source)
    return (
        ev.subject_of(sentence, mention).value == "patient"
        and ev.certainty_of(sentence, mention).value != "hypothetical"
    )


def _record(doc: Doc, group: Sequence[Stated]) -> Finding:
    """Return the record of statements of one fact."""
    records = [
        Finding(
            name=one.name,  # type: ignore[arg-type]
            site=one.site,
            polarity=one.polarity,  # type: ignore[arg-type]
            quantity=one.quantity,
            distance_mm=one.distance,
            nodes_positive=one.positive,
            nodes_examined=one.examined,
            superseded=one.superseded or None,
            evidence=[span for sentence, start, end in one.places for span in ev.evidence(doc, sentence, start, end)],
            reasons=ev.reasons(doc, ("name", Modifier(one.name, one.rule, one.places[0][1], one.places[0][2]))),
        )
        for one in group
    ]
    for record in records[1:]:
        absorb(records[0], record)
    return records[0]
