"""Sizes of tumors in the words of a diagnosis or of the gross description: "CARCINOMA, 4.6 CM", "a 5 cm mass"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.grammar.sizes import sizes_in
from extractor.grammar.stated import Stated
from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Sentence
from extractor.records import Quantity

_APART = compiled("findings", r"\b(?:{not_of_tumor}|at(?=\s?$))\b|[;]|\.\s|\n")
_FOLLOWED = re.compile(
    r"\s?\)?\s(?:from|off|away|short|clear|beyond|above|ab\sano|deep|to\s(?:the\s)?(?:nearest|closest|margin|ink))\b"
)
_BREAK = re.compile(r"[.;]\s")
_LINE = re.compile(
    r"[-*+•>~\s]{0,6}(?=\d{1,2}(?:\.\d{1,2})?(?:\s?[x×]\s?\d{1,2}(?:\.\d{1,2})?){0,2}\s?[cm]m\s?(?:[,;.]|$))"
)
_BENIGN = compiled("findings", r"\b{no_masses}\b")
_OF_WHOLE = re.compile(r"\d\s?(?:mm\s)?(?:of|/|out\sof)\s(?:an?\s)?$")
_ASIDE = re.compile(r"\([^()]{0,60}\)")
_AHEAD = 12
_DIAGNOSES = ("final diagnosis", "case", "synoptic", "addendum")
_SILENT = (
    "gross", "microscopic", "specimen", "clinical history", "family history", "key", "preliminary diagnosis",
    "immunohistochemistry", "molecular", "flow cytometry", "introduction", "methods", "references",
)  # fmt: skip


def described_sizes(sentences: Sequence[Sentence]) -> list[Stated]:
    """Return the sizes of the tumors of a note that has no item for them: by its diagnosis, else its description."""
    for wanted in (_is_diagnosis, _is_gross, _is_other):
        found = [
            one
            for before, sentence in zip([None, *sentences], sentences, strict=False)
            if wanted(sentence)
            for one in (*_of_sentence(sentence), *_of_line(before, sentence))
        ]
        if found:
            return found
    return []


def _is_diagnosis(sentence: Sentence) -> bool:
    return sentence.section in _DIAGNOSES


def _is_gross(sentence: Sentence) -> bool:
    return sentence.section in ("gross", "microscopic")


def _is_other(sentence: Sentence) -> bool:
    section = sentence.section or ""
    return section not in (*_DIAGNOSES, *_SILENT) and not compiled("findings", r"\b{letters}\b").search(section)


def _of_sentence(sentence: Sentence) -> Iterator[Stated]:
    nouns = [
        m
        for m in sentence.of_kind("tumor", "measure:noun")
        if (m.kind == "tumor" or compiled("findings", r"\b{masses}\b").search(sentence.between(m.start, m.end)))
        and not _BENIGN.search(sentence.between(max(sentence.start, m.start - _AHEAD), m.end))
    ]
    if not nouns or not re.search(r"\d\s?[cm]m", sentence.text, re.IGNORECASE):
        return
    last: int | None = None
    for size in sizes_in(sentence.text):
        if last is not None and not _BREAK.search(sentence.text, last, size.start):
            continue  # a further size in the words on one tumor
        if _FOLLOWED.match(sentence.text, size.end) or _OF_WHOLE.search(sentence.text, 0, size.start):
            continue
        start, end = sentence.start + size.start, sentence.start + size.end
        noun = _noun(sentence, nouns, start, end)
        if noun is not None:
            yield Stated(
                "tumor_size",
                noun.source.key,
                [(sentence, min(start, noun.start), max(end, noun.end))],
                quantity=Quantity(value=max(size.millimetres), unit="mm"),
            )
            last = size.end


def _of_line(before: Sentence | None, sentence: Sentence) -> Iterator[Stated]:
    """Read the size that begins a line under the name of a tumor: "- 1.9 cm, mostly cystic"."""
    match = _LINE.match(sentence.text) if sentence.opens_line and before is not None else None
    if match is None or before is None:
        return
    nouns = [m for m in before.of_kind("tumor") if not _BENIGN.search(before.text)]
    size = next(iter(sizes_in(sentence.text)), None)
    if nouns and size is not None and size.start == match.end():
        yield Stated(
            "tumor_size",
            nouns[0].source.key,
            [(sentence, sentence.start + size.start, sentence.start + size.end)],
            quantity=Quantity(value=max(size.millimetres), unit="mm"),
        )


def _noun(sentence: Sentence, nouns: Sequence[Mention], start: int, end: int) -> Mention | None:
    """Return the tumor that a size is said of: before it without a break, or right behind it."""
    for noun in reversed(nouns):
        gap = _ASIDE.sub("", sentence.between(noun.end, start))
        if noun.end <= start and len(gap) < 90 and not _APART.search(gap):
            return noun
    for noun in nouns:
        gap = sentence.between(end, noun.start)
        if noun.start >= end and len(gap.split()) <= 4 and not _APART.search(gap) and "," not in gap:
            return noun
    return None
