"""Times of an assessment as reports write them: week 12, three months, 6 cycles, 1-year."""

from __future__ import annotations

import re
from typing import NamedTuple

from extractor.grammar.places import lowered, matches_near
from extractor.grammar.quantities import WORD_NUMBER
from extractor.grammar.wording import compiled

_UNIT = r"(?:days?|weeks?|months?|years?|yrs?|cycles?|courses?|wks?|mos?)"
_COUNT = (
    r"(?:\d{1,3}(?:\.\d)?(?:\s?(?:[-–]|to|or)\s?\d{1,3})?|half\san?|several|a\sfew"
    rf"|(?:{WORD_NUMBER})(?:\sand\sa\shalf)?)"
)
_TIME = re.compile(
    rf"\b(?P<count>{_COUNT})(?P<gap>[\s-])(?:(?:consecutive|full|additional|further|complete)\s)?(?P<unit>{_UNIT})\b",
)
# A bare day is one of a treatment's own days: only later ones ("on day 28", "at day +28") are those of an assessment.
_NAMED = re.compile(
    r"\b(?:(?:(?<=at )|(?<=by )|(?<=nt )|(?<=py ))day\s\+?|(?<=on )day\s(?:\+|(?=\d\d))"
    r"|(?:week|month|cycle|year)\s\+?)\d{1,3}\b(?!\s?%|\.\d)"
)
_NTH = r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|\d{1,2}(?:st|nd|rd|th))"
_ORDINAL = re.compile(
    rf"\b{_NTH}(?:\s(?:and|or|to)\s{_NTH})?[\s-](?:cycle|course|week|month|day|year)s?\b(?!\sof\sgestation)"
)
_ORDINAL_HINT = re.compile(r"[a-z](?<=st|nd|rd|th)[\s-](?:cycle|course|week|month|day|year)s?\b")
_NAMED_HINT = re.compile(r"(?:day|week|month|cycle|year)\s\+?\d")
_UNIT_HINT = re.compile(r"[dwmyc](?<=[\s-].)(?:(?<=d)ay|(?<=w)(?:ee)?k|(?<=m)o|(?<=y)(?:ea)?r|(?<=c)(?:ycle|ourse))")
_AHEAD = compiled("responses", r"\b{time_prepositions}\s(?:{before_time}\s){0,3}$")
_BEHIND = compiled(
    "responses", r"\s?(?:{behind_time}|of (?:[\w-]{1,20}\s){0,3}(?:therapy|treatment|chemotherapy|follow))"
)
_COORDINATED = re.compile(rf"\b(?P<counts>{_COUNT}\b(?:-?,\s{_COUNT}\b){{0,3}}-?,?\s(?:and|or|/)\s)$", re.IGNORECASE)
_AGE = compiled("responses", r"^[\s-]?{no_time_behind}\b", cased=True)


class Timepoint(NamedTuple):
    """A time as written, at [start, end) of the text that it was found in."""

    written: str
    start: int
    end: int


def timepoints(text: str) -> list[Timepoint]:
    """Return the times of a text that say when or for how long; ages and times past are none."""
    plain = lowered(text)
    found = [
        Timepoint(text[match.start() : match.end()], match.start(), match.end())
        for match in matches_near(_NAMED_HINT, plain, _NAMED, reach=0)
    ]
    found += [
        Timepoint(text[match.start() : match.end()], match.start(), match.end())
        for match in matches_near(_ORDINAL_HINT, plain, _ORDINAL, reach=28)
    ]
    for match in matches_near(_UNIT_HINT, plain, _TIME, reach=40):
        start, end = match.span()
        others = _coordinated(text, match)
        dated = (
            others or match["gap"] == "-" or _AHEAD.search(text[max(start - 60, 0) : start]) or _BEHIND.match(text, end)
        )
        if dated and not _AGE.match(text[end : end + 14]):
            found += [*others, Timepoint(text[start:end], start, end)]
    return sorted(found, key=lambda time: time.start)


def _coordinated(text: str, match: re.Match[str]) -> list[Timepoint]:
    """Return the times that share the unit of a match: one and two of "one, two and five-year"."""
    start = max(match.start("count") - 40, 0)
    before = _COORDINATED.search(text[start : match.start("count")])
    if before is None:
        return []
    unit = match["gap"] + text[match.start("unit") : match.end("unit")]
    return [
        Timepoint(
            count[0] + unit,
            start + before.start("counts") + count.start(),
            start + before.start("counts") + count.end(),
        )
        for count in re.finditer(rf"\b{_COUNT}\b", before["counts"], re.IGNORECASE)
    ]
