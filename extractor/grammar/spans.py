"""Spans of time with both their ends: from June to July 2014, between 3 and 14 March 2014, 2008-2012 in parentheses."""

from __future__ import annotations

import re
from typing import NamedTuple

from extractor.grammar.quantities import DATE, partial_date

_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_MONTH = r"(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?)"
_TO = r"\s?(?:\bto|\band|\buntil|\btill|\bthrough|-|–)\s?(?:the\s)?"
_CENTURY = r"(?:19|20)\d\d"
_UP_TO = r"(?:-|–|to|until|till|through|up to(?: and including)?)"
_FIRST = re.compile(
    rf"(?:(?<![A-Za-z-])(?P<bare>{_MONTH}(?:\s{_CENTURY})?)|\b(?:[Ff]rom|[Bb]etween)\s(?:the\s)?(?P<first>{_DAY}\s{_MONTH}|{_MONTH}\s{_DAY}|{_DAY}|{_MONTH})(?P<year>,?\s{_CENTURY})?"
    rf"|(?<=\()(?P<noted>{_MONTH}|{_MONTH}\s{_CENTURY})){_TO}(?=[A-Z\d])"
)
_YEARS = re.compile(
    rf"\b(?:[Ff]rom|[Bb]etween)\s(?P<first>{_CENTURY})\s(?:to|and|until|through)\s(?P<last>{_CENTURY})\b"
    rf"|\((?P<noted>{_CENTURY})\s?[-–]\s?(?P<end>{_CENTURY})\)"
)
_BARE = re.compile(
    rf"(?<![\w/.-])(?P<first>{_CENTURY})\s?-\s?(?P<last>{_CENTURY}|(?!0\d|1[0-2])\d\d)(?![\w/-]|\.\d)"
    rf"|(?<![\w/.-])(?P<month>0?[1-9]|1[0-2])\s?-\s?(?P<end>0?[1-9]|1[0-2])/(?P<year>{_CENTURY})\b"
    rf"|(?<![\w/.-])(?P<m1>0?[1-9]|1[0-2])[/.-](?P<y1>{_CENTURY})\s?{_UP_TO}\s?(?P<m2>0?[1-9]|1[0-2])[/.-](?P<y2>{_CENTURY})\b"
    rf"|(?<![\w/.-])(?P<m3>0[1-9]|1[0-2])/(?P<y3>\d\d)\s?(?:-|to)\s?(?P<m4>0[1-9]|1[0-2])/(?P<y4>\d\d)(?![\w/-]|\.\d)"
)
_HINT = re.compile(
    r"[a-z\d]\s?(?:-|to|until|through)\s?[A-Z][a-z]{2}|[Ff]rom\s|[Bb]etween\s|\([A-Z12]|\d\s?[-–]\s?\d|\d\s(?:to|till|until|through|including)\s\d|\d\sup\sto\s"
)


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
    known = {span.start for span in found}
    return [*found, *(span for span in map(_bare, _BARE.finditer(text)) if span.start - 1 not in known)]


def _bare(match: re.Match[str]) -> Span:
    """Return a span in figures: "2014-19", "03-05/2024", "03/2023 - 01/2024"."""
    if match["m3"]:
        return Span(match.start(), *(f"20{match[y]}-{match[m]}" for m, y in (("m3", "y3"), ("m4", "y4"))))
    if match["first"]:
        last = match["last"]
        return Span(match.start(), match["first"], last if len(last) > 2 else match["first"][:2] + last)
    first, last = (match["month"], match["end"]) if match["month"] else (match["m1"], match["m2"])
    years = (match["year"], match["year"]) if match["month"] else (match["y1"], match["y2"])
    return Span(match.start(), f"{years[0]}-{int(first):02d}", f"{years[1]}-{int(last):02d}")


def _first(match: re.Match[str], last: re.Match[str]) -> re.Match[str] | None:
    """Return the date at which a span begins; what it does not tell is that of its end: "3 to 14 March 2014"."""
    written = match["first"] or match["noted"] or match["bare"]
    month = "" if re.search(r"[A-Z]", written) else f" {last['month']}"
    year = match["year"] or ("" if re.search(_CENTURY, written) else f" {last['year']}")
    return DATE.match(f"{written}{month}{year}".replace(",", ""))
