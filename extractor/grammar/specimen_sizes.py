"""Sizes as pathology notes give them: organs in a gross description, further dimensions on a line of their own."""

from __future__ import annotations

import re

from extractor.grammar.sizes import Size, in_millimetres
from extractor.grammar.wording import compiled
from extractor.mentions import Sentence

DESCRIBING = frozenset({"gross", "specimen"})
_SUMMARIES = frozenset({"final diagnosis", "synoptic"})
_UNNAMED = frozenset({None, "case"})
OF_NOTES = frozenset(
    {
        "clinical history", "gross", "specimen", "final diagnosis", "microscopic", "synoptic", "addendum",
        "amended report",
        "comment",
        "immunohistochemistry", "molecular", "intraoperative consultation", "key",
    }
)  # fmt: skip
_BEFORE = 60
_BEHIND = 30
_NEAR_START = 6
_CLAUSE = re.compile(r"[;.]\s")
# "Additional dimensions: 5.1 x 1.9 cm", "(add'l 2.2 x 1.7)": what a greatest dimension has been given before.
_FURTHER = compiled(
    "measurements",
    r"(?:^[-+\s]{0,4}|\(){further}\b[^\d;]{0,60}(?P<first>\d{1,3}(?:\.\d{1,2})?)\s?[x×X]\s?"
    r"(?P<second>\d{1,3}(?:\.\d{1,2})?)(?:\s?(?P<unit>cm|mm)\b)?",
)
_BARE = re.compile(
    r"\d(?<![\w.,/].)\d?\.\d\s?[x×X]\s?\d{1,2}\.\d(?:\s?[x×X]\s?\d{1,2}\.\d)?(?![\w/]|\.\d|\s?(?:cm|mm|[x×X]))",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"\d{1,2}\.\d")
_LISTED = re.compile(r",\s{1,3}$")
_ENDS = re.compile(r"\s?(?:$|[,;(.](?!\d))")
_THING = re.compile(r"(?:^|[\s(\"])(?P<word>[A-Za-z]{2,18}|[A-Z]|\([a-z]\))[.):,]{0,2}\s{1,40}$")


def is_thing_described(sentence: Sentence, size: Size, *, in_note: bool = False) -> bool:
    """True for a length right behind or before what is measured: "Ileum 8.0 cm", "(c) 1.1 cm", "Carcinoma, 1 cm"."""
    behind = sentence.text[size.end : size.end + _BEHIND]
    if sentence.section in _SUMMARIES or (in_note and sentence.section in _UNNAMED):
        if compiled("measurements", r"^[-+\s]{0,4}(?:\w+\s){0,3}{size_rows}\b").search(sentence.text) is not None:
            return True
        listed = _LISTED.search(sentence.text[: size.start])
        if listed is None or _ENDS.match(behind) is None:
            return False
        return compiled("measurements", r"\b{margin_states}$").search(sentence.text[: listed.start()]) is None
    if sentence.section not in DESCRIBING:
        return False
    if compiled("measurements", r"^[\s,(]{0,2}{apart}\b").search(behind):
        return False
    thing = _THING.search(sentence.text[max(0, size.start - 40) : size.start])
    if thing is not None:
        word = thing["word"]
        if (word.isupper() and len(word) == 1) or compiled("measurements", r"^{no_thing}$").match(word) is None:
            return True
    before = sentence.text[max(0, size.start - 40) : size.start]
    if compiled("measurements", r"\b{things}\sof\s$").search(before) is not None:
        return True
    return size.start < _NEAR_START or compiled("measurements", r"^\s(?:of\s)?{things}\b").search(behind) is not None


def is_of_finding(sentence: Sentence, size: Size) -> bool:
    """True for a length in a note that is a depth, a clearance or an extension and no size."""
    if (sentence.section not in OF_NOTES and "finding" not in sentence.kinds) or len(size.millimetres) > 1:
        return False
    text = sentence.text
    if sentence.section == "key" or text[max(0, size.start - 2) : size.start].strip()[-1:] in ("<", ">"):
        return True
    before = _CLAUSE.split(text[max(0, size.start - _BEFORE) : size.start])[-1]
    if compiled("measurements", r"\b{of_finding}\b").search(before) is not None:
        return True
    if sentence.section == "synoptic" and compiled("measurements", r"\b{directions}\b").search(before) is not None:
        return True
    behind = text[size.end : size.end + _BEHIND]
    return compiled("measurements", r"^\s?\(?{beyond}\b").search(behind) is not None


def further_dimensions(sentence: Sentence) -> tuple[int, int, list[int | float]] | None:
    """Return where a line gives further dimensions, in millimetres: "Additional dimensions: 5.1 x 1.9 cm"."""
    match = _FURTHER.search(sentence.text)
    if match is None:
        return None
    unit = (match["unit"] or "cm").lower()
    return match.start("first"), match.end(), [in_millimetres(n, unit) for n in match.group("first", "second") if n]


def bare_sizes(sentence: Sentence, unit: str | None) -> list[Size]:
    """Return sizes of a gross description that leave out the unit which its other sizes have: "B 1.8 x 1.2 x 0.4."."""
    if sentence.section != "gross" or unit is None:
        return []
    return [
        Size(match.start(), match.end(), [in_millimetres(n, unit) for n in _AMOUNT.findall(match[0])])
        for match in _BARE.finditer(sentence.text)
    ]
