"""Sizes as reports write them: 8.7 cm × 3.9 cm × 6.9 cm, 50 × 45 × 60 mm, 5 x 4cm, 2.5-cm, 3 by 2 cm."""

from __future__ import annotations

import re
from typing import NamedTuple

from extractor.grammar.quantities import number
from extractor.records import Number

# The expressions begin with a digit and look back behind it: what begins with one set of characters is found fast.
_DECIMALS = r"(?:[.,]\d{1,3})?"
_NUMBER = rf"\d{{1,3}}{_DECIMALS}"
_UNIT = r"(?:cms?|mms?|centimet(?:er|re)s?|millimet(?:er|re)s?)"
_AXIS = r"(?:\s?\(?(?:AP|TR|CC|ML|SI|LL|DV|W|H|L|D|wide|long|deep|high|thick|in\s(?:length|width|height|depth))\)?)?"
_END = r"(?![\w²³^/]|\.\d|\s?(?:Hg|H2O|HG)\b)"
_TIMES = r"\s?,?\s?(?:[x×X✕*]|by)\s?"
SIZE = re.compile(
    rf"(?P<first>\d(?<![\w.,].)\d{{0,2}}{_DECIMALS})[\s-]?(?P<unit1>{_UNIT})?{_AXIS}"
    rf"{_TIMES}(?P<second>{_NUMBER})[\s-]?(?P<unit2>{_UNIT})?{_AXIS}"
    rf"(?:{_TIMES}(?P<third>{_NUMBER})[\s-]?(?P<unit3>{_UNIT})?{_AXIS})?{_END}",
    re.IGNORECASE,
)
LENGTH = re.compile(
    rf"(?P<first>\d(?<![\w.,×–-].)(?<!\d\s.)\d{{0,2}}{_DECIMALS})(?P<range>\s?(?:-|–|to)"
    rf"\s?{_NUMBER})?[\s-]?(?P<unit1>{_UNIT})\b{_END}",
    re.IGNORECASE,
)


class Size(NamedTuple):
    """Dimensions in millimetres at [start, end) of a text, in the order written."""

    start: int
    end: int
    millimetres: list[Number]


def sizes_in(text: str) -> list[Size]:
    """Return the sizes and single lengths in a text, in order; ranges of lengths are none."""
    found = []
    for match in SIZE.finditer(text):
        unit = match["unit3"] or match["unit2"] or match["unit1"]
        if unit is None:
            continue
        parts = [(match["first"], match["unit1"]), (match["second"], match["unit2"]), (match["third"], match["unit3"])]
        if match["unit2"] is None and match["unit3"] is None:
            continue
        found.append(Size(match.start(), match.end(), [_millimetres(n, u or unit) for n, u in parts if n is not None]))
    for match in LENGTH.finditer(text):
        if match["range"] is None and not any(size.start < match.end() and match.start() < size.end for size in found):
            found.append(Size(match.start(), match.end(), [_millimetres(match["first"], match["unit1"])]))
    return sorted(found)


def _millimetres(text: str, unit: str) -> Number:
    value = number(text) * (10 if unit[0] in "cC" else 1)
    value = round(value, 2)
    return int(value) if float(value).is_integer() else value
