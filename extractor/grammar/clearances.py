"""Clearances: the distance between a tumor and a margin: 4 mm, 0.3 cm, < 1 mm, within 0.2 mm, 1.5 (in a list in cm)."""

from __future__ import annotations

import re
from typing import NamedTuple

from extractor.grammar.quantities import number
from extractor.records import Number

_FACTORS = {"m": 1.0, "c": 10.0, "u": 0.001, "μ": 0.001, "µ": 0.001}
_DISTANCE = re.compile(
    r"(?:(?<![\w.,/x×-])|(?<=\.\.))(?P<value>\d{1,3}(?:[.,]\d{1,2})?)(?:\s?(?:-|–|to)\s?\d{1,3}(?:\.\d{1,2})?)?"
    r"[\s-]?(?P<unit>mm|cm|um|[μµ]m|millimet(?:er|re)s?|centimet(?:er|re)s?)\b(?!\s?[x×²2]|\s?\^|\s(?:in|of)\s(?:linear\s)?(?:length|extent|contact)\b)",
    re.IGNORECASE,
)
_BARE = re.compile(r"^\s*[<>~≥≤]?\s?(?P<value>\d{1,2}(?:\.\d{1,2})?)(?![\w.%/]|\s?(?:[x×/]|o'clock|[cm]m))")
_BARE_LAST = re.compile(r"(?<=[a-z])\s[<>~≥≤]{0,2}\s?(?P<value>\d{1,2}(?:\.\d{1,2})?)\s?$")


_EXACT = re.compile(
    r"\s?\((?:actual(?:ly)?\s|exact(?:ly)?\s)?(?P<value>\d{1,2}(?:\.\d{1,2})?)(?:\s?mm)?\)", re.IGNORECASE
)
_SIGNS = ("<", ">", "≤", "≥")


class Clearance(NamedTuple):
    """A distance in millimetres at [start, end) of a text."""

    start: int
    end: int
    millimetres: Number


def clearances(text: str, unit: str | None = None) -> list[Clearance]:
    """Return the distances in a text; with the unit of a list ("cm"), also bare numbers."""
    found = [_clearance(match, match["unit"]) for match in _DISTANCE.finditer(text)]
    if not found and unit is not None:
        found = [_clearance(match, unit) for match in (*_BARE.finditer(text), *_BARE_LAST.finditer(text))][:1]
    return found


def _precise(match: re.Match[str]) -> str:
    """Return the number of a distance, or the exact one in brackets behind it: "<1 mm (0.4)", ">1 mm (2 mm)"."""
    exact = _EXACT.match(match.string, match.end()) if match.string[: match.start()].rstrip()[-1:] in _SIGNS else None
    return exact["value"] if exact is not None else match["value"]


def _clearance(match: re.Match[str], unit: str) -> Clearance:
    value = round(float(number(_precise(match))) * _FACTORS[unit[0].lower()], 3)
    return Clearance(match.start(), match.end(), int(value) if value.is_integer() else value)
