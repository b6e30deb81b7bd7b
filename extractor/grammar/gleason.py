"""Gleason scores as reports write them: 3+4=7, score 7 (3+4), score of 7/10, 4 + 5 = 9 on the Gleason scale."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.grammar.grade_values import Graded
from extractor.grammar.wording import compiled

_SUM = re.compile(r"(?P<first>[1-5])\s?\+\s?(?P<second>[1-5])(?:\s?(?:=|\()\s?(?P<sum>\d{1,2})\)?)?")
_NEXT = re.compile(r"^\s?(?:,|/|;|and|or)\s")
_SUM_AHEAD = re.compile(
    r"\b(?P<first>[1-5])\s?\+\s?(?P<second>[1-5])(?:\s?(?:=|\()\s?\d{1,2}\)?)?(?:,?\s(?:on|by|in)\sthe)?\s$"
)
_TOTAL = re.compile(
    r"^(?:'s)?\s?(?:(?:combined|total)\s)?(?:score|sum|grade|pattern)?s?\s?(?:of|was|:|=|"
    r",)?\s?(?P<total>[2-9]|10)(?:/10)?(?!\d|\.\d|%|/|\+|\s?\+)(?:\s?\(\s?(?P<first>[1-5])\s?\+\s?(?P<second>[1-5])"
    r"\s?\))?"
)
_WHOLE_SUM = re.compile(
    r"(?<![\d+.])(?P<first>[3-5])\s?\+\s?(?P<second>[3-5])(?:\s?=\s?(?P<sum>[6-9]|10)(?![\d.+%])|(?=\s{3}|\t|\s?\||\s?\(|\s?[,;.)]|\s?$))(?!\s?(?:\+|=|is\b|means\b))"
)
_NEXT_COLUMN = re.compile(r"(?:\s{3,40}|\t|\s?\|\s{0,20})(?P<group>[1-5])(?=\s{3}|\t|\s?\||$)")
_GROUPS = {(3, 4): 2, (4, 3): 3}
_GROUPS_OF_SUMS = {6: 1, 8: 4, 9: 5, 10: 5}
_NO_SCORE_BEHIND = re.compile(r"\s(?:is|means|=)\s|\s?[:=(,]?\s?[<>~]?\d{1,3}\s?%")  # "Gleason pattern 4: 20%"
_OF_PATTERN = compiled("grades", r"\b{pattern_ranks}\s$")
_LONGEST_AHEAD = 24


def gleason(text: str, start: int, end: int) -> Iterator[Graded]:
    """Yield the Gleason scores that follow the name at [start, end): 3+4=7 as a sum, else the total alone."""
    behind = text[end : end + 60]
    ahead = _SUM_AHEAD.search(text[max(start - _LONGEST_AHEAD, 0) : start])
    if ahead is not None:
        both = int(ahead["first"]) + int(ahead["second"])
        yield Graded(f"{ahead['first']}+{ahead['second']}={both}", start - len(ahead[0]), end, "Gleason")
        return
    match = _SUM.search(behind)
    if match is not None and not re.search(r"[;.]\s|\bgroup\b", behind[: match.start()]):
        total = match["sum"] or str(int(match["first"]) + int(match["second"]))
        yield Graded(f"{match['first']}+{match['second']}={total}", start, end + match.end(), "Gleason")
        yield from _further(text, end + match.end())
        return
    if _OF_PATTERN.search(text[max(start - _LONGEST_AHEAD, 0) : start]):
        return
    match = _TOTAL.match(behind)
    if match is not None and "attern" in match[0] and not match["first"]:
        return
    if match is not None and not _NO_SCORE_BEHIND.match(behind[match.end() :]):
        parts = f"{match['first']}+{match['second']}=" if match["first"] else ""
        yield Graded(parts + match["total"], start, end + match.end(), "Gleason")


def _further(text: str, position: int) -> Iterator[Graded]:
    """Yield the sums listed behind a sum: "Gleason scores 3+3 and 4+4"."""
    joint = _NEXT.match(text[position : position + 8])
    match = _SUM.match(text, position + joint.end()) if joint is not None else None
    if match is not None:
        total = match["sum"] or str(int(match["first"]) + int(match["second"]))
        yield Graded(f"{match['first']}+{match['second']}={total}", match.start(), match.end(), "Gleason")
        yield from _further(text, match.end())


def sums(text: str) -> Iterator[Graded]:
    """Yield the sums of a note on a prostate that stand without the name: "Adenocarcinoma 3+4=7", "4 + 3 = 7 | 3"."""
    if "+" not in text:
        return
    for match in _WHOLE_SUM.finditer(text):
        first, second = match["first"], match["second"]
        if int(match["sum"] or int(first) + int(second)) == int(first) + int(second):
            yield Graded(f"{first}+{second}={int(first) + int(second)}", match.start(), match.end(), "Gleason")


def group_beside(text: str, graded: Graded) -> Graded | None:
    """Return the grade group that stands in the column behind a sum, when it is the group of that sum."""
    match = _NEXT_COLUMN.match(text, graded.end)
    first, second = int(graded.value[0]), int(graded.value[2])
    if match is None or int(match["group"]) != _GROUPS.get((first, second), _GROUPS_OF_SUMS.get(first + second)):
        return None
    return Graded(match["group"], match.start("group"), match.end(), "ISUP")
