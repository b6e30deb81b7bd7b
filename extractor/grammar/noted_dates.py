"""Dates as forms and print-outs write them: 28-DEC-2023, Mar-26, 2023-Dec-28, 2026.06."""

from __future__ import annotations

import re

from extractor.grammar.quantities import MONTHS

_CENTURY = r"(?:19|20)\d\d"
_MONTH = rf"(?:{'|'.join(month[:3] for month in MONTHS)})[a-z]{{0,6}}\.?"
_BEHIND = r"(?![\w/-]|\.\d)"
NOTED = re.compile(
    rf"(?<![\w/.-])(?:(?:(?P<day1>[0-3]?\d)(?:st|nd|rd|th)?[-\s/.])?(?P<month1>{_MONTH})"
    rf"(?:[-\s/](?P<year1>{_CENTURY})|[-/\s]?['’-](?P<short>\d\d)){_BEHIND}"
    rf"|(?P<year2>{_CENTURY})[-\s/.](?P<month2>{_MONTH})(?:[-\s/.](?P<day2>[0-3]?\d))?{_BEHIND}"
    rf"|(?P<year3>{_CENTURY})\.(?P<month3>0[1-9]|1[0-2])(?:\.(?P<day3>[0-3]\d))?{_BEHIND})",
    re.IGNORECASE,
)
SIGN = re.compile(rf"[A-Za-z.][-/'’]\s?\d\d|[A-Z]{{3}}\s{_CENTURY}|{_CENTURY}[-\s/.][A-Za-z0-1]")
_SHORT = [month[:3].lower() for month in MONTHS]


def noted_dates(text: str) -> list[tuple[int, int, str]]:
    """Return the dates of a text in these ways to write them, with their places, as partial ISO dates."""
    if not SIGN.search(text):
        return []
    return [(match.start(), match.end(), _iso(match)) for match in NOTED.finditer(text)]


def _iso(match: re.Match[str]) -> str:
    year = match["year1"] or match["year2"] or match["year3"] or f"20{match['short']}"
    named = match["month1"] or match["month2"]
    month = _SHORT.index(named[:3].lower()) + 1 if named else int(match["month3"])
    day = match["day1"] or match["day2"] or match["day3"]
    return f"{year}-{month:02d}" + (f"-{int(day):02d}" if day else "")
