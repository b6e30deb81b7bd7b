"""Points in time of a course, as reports write them: 12 months post-operatively, a year later, July 2020, 02/2018."""

from __future__ import annotations

import re
from typing import NamedTuple

from extractor.grammar.places import lowered, matches_near
from extractor.grammar.quantities import DATE, WORD_NUMBER, number

_UNIT_MONTHS = {"y": 12.0, "m": 1.0, "w": 12 / 52, "d": 12 / 365}
_ANCHOR = (
    r"(?:\s(?:later|afterwards?|thereafter|(?:of|at)\s(?:the\s)?(?:last\s)?(?:clinical\s)?follow[\s-]?up|follow[\s-]?up"
    r"|post[\s-]?(?:operatively|operative(?:\sfollow-up)?|surgery|surgical|treatment|transplant(?:ation)?|diagnosis|resection)"
    r"|(?:after|from|following|since|of)\s(?:the\s|his\s|her\s|initial\s|first\s|last\s){0,2}(?:surgery|operation|surgical\s\w{1,12}|resection|excision|diagnosis|treatment|therapy|chemotherapy|radiotherapy|transplant(?:ation)?|presentation|discharge|\w{3,15}ectomy)))?"
)
_DURATION = re.compile(
    rf"(?<![\w.,-])(?P<n>\d{{1,3}}(?:\.\d)?|(?:{WORD_NUMBER})\b)(?:\sand\s(?:a\s)?half)?[\s-](?P<unit>years?|months?|weeks?|days?|yrs?|mos?)\b(?![\s-](?:old|of\sage|history|cycles?|courses?|interval\sbetween))(?:\sand\s(?P<n2>\d{{1,2}})\smonths?)?{_ANCHOR}"
)
_NUMERIC = re.compile(r"(?<![\d/.])(?:(?:0?[1-9]|[12]\d|3[01])[/.])?(?:0?[1-9]|1[0-2])[/.](?:19|20)\d\d(?![\d/])")
_YEAR = re.compile(r"(?<=\b[Ii]n\s)(?:19|20)\d\d\b")
_MONTH_NAMES = "January|February|March|April|May|June|July|August|September|October|November|December"
_MONTHS = _MONTH_NAMES.lower().split("|")
_MONTH = re.compile(
    rf"(?<=\b(?:in|by|of)\s)(?:late\s|early\s|mid-)?(?:{_MONTH_NAMES})\b(?!,?\s(?:of\s)?\d)",
    re.IGNORECASE,
)
# What every date and every duration holds.
_YEAR_HINT = re.compile(r"19\d\d|20\d\d")
_UNIT_HINT = re.compile(r"[ymwd](?<=[\s-].)(?:(?<=y)(?:ear|r)|(?<=m)o|(?<=w)eek|(?<=d)ay)")
_REPEATED = re.compile(
    r"\b(?:every|each|per|aged?|age\sof|once|twice|(?:man|woman|boy|girl|male|female|patient)(?:,|\sof))\s$",
    re.IGNORECASE,
)


class Time(NamedTuple):
    """A point in time at [start, end) of a text as written; `months` of a duration, None of a date; its anchor."""

    start: int
    end: int
    text: str
    months: float | None
    anchor: str


def times_in(text: str) -> list[Time]:
    """Return the dates and durations in a text, dates first."""
    plain = lowered(text)
    expressions: list[re.Pattern[str]] = [DATE, _NUMERIC, _YEAR] if _YEAR_HINT.search(text) else []
    if any(month in plain for month in _MONTHS):
        expressions.append(_MONTH)
    found = [
        Time(match.start(), match.end(), match[0], None, "")
        for expression in expressions
        for match in expression.finditer(text)
    ]
    for match in matches_near(_UNIT_HINT, plain, _DURATION, reach=40):
        if _REPEATED.search(text[max(0, match.start() - 12) : match.start()]):
            continue
        months = float(number(match["n"])) * _UNIT_MONTHS[match["unit"][0]] + float(match["n2"] or 0)
        written = text[match.start() : match.end()]
        found.append(Time(match.start(), match.end(), written, months, _anchor(plain[match.end("unit") : match.end()])))
    return found


def _anchor(words: str) -> str:
    """Return the event that a duration is counted from, by words in lower case; "" when they name none."""
    return next((name for name, stems in _ANCHORS.items() if any(stem in words for stem in stems)), "")


_ANCHORS = {
    "diagnosis": ("diagnos", "present"),
    "surgery": ("operat", "surg", "section", "excision", "ectomy", "transplant"),
    "treatment": ("treatment", "therapy"),
}
