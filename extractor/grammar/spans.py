"""Spans of time with both their ends: from June to July 2014, between 3 and 14 March 2014, 2008-2012 in parentheses."""

from __future__ import annotations

import re
from typing import NamedTuple

from extractor.grammar.quantities import DATE, partial_date

_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_MONTH = r"(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?)"
_TO = r"\s?(?:\bto|\band|\buntil|\btill|\bthrough|-|–)\s?(?:the\s)?"
_CENTURY = r"(?:19|20)\d\d"
_FIRST = re.compile(
    rf"(?:\b(?:[Ff]rom|[Bb]etween)\s(?:the\s)?(?P<first>{_DAY}\s{_MONTH}|{_MONTH}\s{_DAY}|{_DAY}|{_MONTH})(?P<year>,?\s{_CENTURY})?"
    rf"|(?<=\()(?P<noted>{_MONTH}|{_MONTH}\s{_CENTURY})){_TO}(?=[A-Z\d])"
)
_YEARS = re.compile(
    rf"\b(?:[Ff]rom|[Bb]etween)\s(?P<first>{_CENTURY})\s(?:to|and|until|through)\s(?P<last>{_CENTURY})\b"
    rf"|\((?P<noted>{_CENTURY})\s?[-–]\s?(?P<end>{_CENTURY})\)"
)
_HINT = re.compile(r"[Ff]rom\s|[Bb]etween\s|\([A-Z12]")


class Span(NamedTuple):
    """A span of time as partial ISO dates, and where its words begin in a text."""

    start: int
    begin: str
    finish: str


def spans_in(text: str) -> list[Span]:
    """Return the spans of time in a text whose ends are both told: "between 3 and 14 March 2014", "(2008-2012)"."""
    if not _HINT.search(text):
        return []
    found = []
    for match in _FIRST.finditer(text):
        last = DATE.match(text, match.end())
        first = _first(match, last) if last is not None else None
        if first is not None and last is not None:
            found.append(Span(match.start(), partial_date(first), partial_date(last)))
    for years in _YEARS.finditer(text):
        found.append(Span(years.start(), years["first"] or years["noted"], years["last"] or years["end"]))
    return found


def _first(match: re.Match[str], last: re.Match[str]) -> re.Match[str] | None:
    """Return the date at which a span begins; what it does not tell is that of its end: "3 to 14 March 2014"."""
    written = match["first"] or match["noted"]
    month = "" if re.search(r"[A-Z]", written) else f" {last['month']}"
    year = match["year"] or ("" if re.search(_CENTURY, written) else f" {last['year']}")
    return DATE.match(f"{written}{month}{year}".replace(",", ""))
