"""Points in time of a course, as reports write them: 12 months post-operatively, a year later, July 2020, 02/2018."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from extractor.grammar.places import lowered, matches_near
from extractor.grammar.quantities import DATE, MONTHS, WORD_NUMBER, number
from extractor.grammar.wording import compiled
from extractor.rules import settings

_UNIT_MONTHS = {"y": 12.0, "m": 1.0, "w": 12 / 52, "d": 12 / 365}
_ANCHOR = (
    r"(?:\s(?:later|afterwards?|thereafter|(?:(?:of|at)\s(?:the\s)?(?:last\s)?(?:clinical\s)?)?follow[\s-]?up"
    r"|post[\s-]?{after_event}|(?:after|from|following|since|of)\s(?:(?:the|his|her|initial|first|last)\s){0,2}"
    r"(?:{events}|surgical\s\w{1,12}|\w{3,15}ectomy)))?"
)
_DURATION = compiled(
    "outcomes",
    rf"(?<![\w.,-])(?P<n>\d{{1,3}}(?:\.\d)?|(?:{WORD_NUMBER})\b)(?:\sand\s(?:a\s)?half)?[\s-]"
    rf"(?P<unit>years?|months?|weeks?|days?|yrs?|mos?)\b(?![\s-]{{no_duration_behind}})"
    rf"(?:\sand\s(?P<n2>\d{{1,2}})\smonths?)?{_ANCHOR}",
    cased=True,
)
_NUMERIC = re.compile(r"(?<![\d/.])(?:(?:0?[1-9]|[12]\d|3[01])[/.])?(?:0?[1-9]|1[0-2])[/.](?:19|20)\d\d(?![\d/])")
_YEAR = re.compile(r"(?<=\b[Ii]n\s)(?:19|20)\d\d\b")
_MONTHS = [month.lower() for month in MONTHS]
_MONTH = re.compile(
    rf"(?<=\b(?:in|by|of)\s)(?:late\s|early\s|mid-)?(?:{'|'.join(MONTHS)})\b(?!,?\s(?:of\s)?\d)", re.IGNORECASE
)
# What every date and every duration holds.
_YEAR_HINT = re.compile(r"19\d\d|20\d\d")
_UNIT_HINT = re.compile(r"[ymwd](?<=[\s-].)(?:(?<=y)(?:ear|r)|(?<=m)o|(?<=w)eek|(?<=d)ay)")
_REPEATED = compiled("outcomes", r"\b{repeated}\s$")


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


@cache
def _anchors() -> dict[str, list[str]]:
    anchors: dict[str, list[str]] = settings("outcomes")["anchors"]
    return anchors


def _anchor(words: str) -> str:
    """Return the event that a duration is counted from, by words in lower case; "" when they name none."""
    return next((name for name, stems in _anchors().items() if any(stem in words for stem in stems)), "")
