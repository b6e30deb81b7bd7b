"""Times of an assessment as reports write them: week 12, three months, 6 cycles, 1-year."""

from __future__ import annotations

import re
from typing import NamedTuple

from extractor.quantities import WORD_NUMBER

_UNIT = r"(?:days?|weeks?|months?|years?|yrs?|cycles?|courses?|wks?|mos?)"
_COUNT = rf"(?:\d{{1,3}}(?:\.\d)?|{WORD_NUMBER})"
TIMEPOINT = re.compile(
    rf"\b(?:(?P<named>(?:(?<=at )day|(?<=by )day|week|month|cycle|year)\s\d{{1,3}})\b"
    rf"|(?P<ahead>(?:after|at|within|by|for|following|in|over|completed|received)\s(?:(?:the|a|only|"
    rf"about|approximately|around|nearly|almost|over|more than|completion of|completing|a total of|"
    rf"further|another|initial|first|last|full)\s){{0,3}})?"
    rf"(?P<count>{_COUNT})(?P<gap>[\s-])(?P<more>(?:consecutive|full|additional|further|complete)"
    rf"\s)?(?P<unit>{_UNIT})\b"
    rf"(?P<behind>\s?(?:later|after|of (?:[\w-]{{1,20}}\s){{0,3}}(?:therapy|treatment|chemotherapy|"
    rf"follow)|follow|post|into|thereafter|on (?:therapy|treatment)|PFS|OS))?)",
    re.IGNORECASE,
)
_COORDINATED = re.compile(rf"\b(?P<counts>{_COUNT}\b(?:-?,\s{_COUNT}\b){{0,3}}-?,?\s(?:and|or|/)\s)$", re.IGNORECASE)
_AGE = re.compile(r"^[\s-]?(?:old|of age|history|ago|earlier|before|previously|prior)\b")


class Timepoint(NamedTuple):
    """A time as written, at [start, end) of the text that it was found in."""

    written: str
    start: int
    end: int


def timepoints(text: str) -> list[Timepoint]:
    """Return the times of a text that say when or for how long; ages and times past are none."""
    found = []
    for match in TIMEPOINT.finditer(text):
        if match["named"]:
            found.append(Timepoint(match["named"], match.start("named"), match.end("named")))
        elif (match["ahead"] or match["behind"] or match["gap"] == "-" or _coordinated(text, match)) and not _AGE.match(
            text[match.end("unit") : match.end("unit") + 14]
        ):
            found += _coordinated(text, match)
            found.append(
                Timepoint(text[match.start("count") : match.end("unit")], match.start("count"), match.end("unit"))
            )
    return found


def _coordinated(text: str, match: re.Match[str]) -> list[Timepoint]:
    """Return the times that share the unit of a match: one and two of "one, two and five-year"."""
    start = max(match.start("count") - 40, 0)
    before = _COORDINATED.search(text[start : match.start("count")])
    if before is None:
        return []
    unit = match["gap"] + match["unit"]
    return [
        Timepoint(
            count[0] + unit,
            start + before.start("counts") + count.start(),
            start + before.start("counts") + count.end(),
        )
        for count in re.finditer(rf"\b{_COUNT}\b", before["counts"], re.IGNORECASE)
    ]
