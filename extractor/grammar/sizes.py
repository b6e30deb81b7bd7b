"""Sizes as reports write them: 8.7 cm × 3.9 cm × 6.9 cm, 50 × 45 × 60 mm, 5 x 4cm, 2.5-cm, 3 by 2 cm."""

from __future__ import annotations

import re
from typing import NamedTuple

from extractor.grammar.quantities import number
from extractor.grammar.spelled import SPELLED, spelled
from extractor.records import Number

# The expressions begin with a digit and look back behind it: what begins with one set of characters is found fast.
_DECIMALS = r"(?:[.,]\d{1,3})?"
_NUMBER = rf"\d{{1,3}}{_DECIMALS}"
_UNIT = r"(?:cms?|mms?|centimet(?:er|re)s?|millimet(?:er|re)s?)"
_AXIS = (
    r"(?:\s?\(?(?:AP|TR|TV|CC|ML|SI|LL|DV|W|H|L|D|wide|long|deep|high|thick|in\s(?:length|width|height|depth))\)?"
    r"|\s\([a-z][a-z\s]{2,22}\))?"
)
_END = r"(?![\w²³^/]|\.\d|\s?(?:Hg|H2O|HG)\b)"
_TIMES = r"\s?,?\s?(?:[x×X✕*]|by)\s?"
SIZE = re.compile(
    rf"(?P<first>\d(?<![\w.,].)\d{{0,2}}{_DECIMALS}){_AXIS}[\s-]?(?P<unit1>{_UNIT})?{_AXIS}"
    rf"{_TIMES}(?P<second>{_NUMBER}){_AXIS}[\s-]?(?P<unit2>{_UNIT})?{_AXIS}"
    rf"(?:{_TIMES}(?P<third>{_NUMBER}){_AXIS}[\s-]?(?P<unit3>{_UNIT})?{_AXIS})?{_END}",
    re.IGNORECASE,
)
LENGTH = re.compile(
    rf"(?P<first>\d(?<![\w.,×–-].)(?<!\d\s.)\d{{0,2}}{_DECIMALS})(?P<range>\s?(?:-|–|to)"
    rf"\s?{_NUMBER})?[\s-]?(?P<unit1>{_UNIT})\b{_END}",
    re.IGNORECASE,
)


# "7.2 x 3.4 cm, to a depth of 2.1 cm", "24 x 19 mm across, 11 mm in depth": a third dimension in words.
_DEEP = re.compile(
    rf"(?:\sacross)?,?\s(?:and\s)?(?:(?:excised\s)?(?:to|with)\sa\s(?:depth|thickness)\sof|raised|elevated|depth|thickness|deep)\s(?P<ahead>{_NUMBER})\s?(?P<unit1>{_UNIT})\b"
    rf"|(?:\sacross)?,?\s(?:and\s)?(?P<behind>{_NUMBER})\s?(?P<unit2>{_UNIT})\s(?:in\s(?:depth|thickness)|thick|deep)\b",
    re.IGNORECASE,
)


_JOINTS = (" and ", " & ", "-> ")
_RANGED = re.compile(r"\b(?:between|from|ranging|range)\b", re.IGNORECASE)
# "two nodes, 0.9 and 1.5 cm", "cores of 12, 14 and 9 mm", "41 -> 22 mm"
_PAIR = re.compile(
    rf"\d(?<![\w.,×–-].)\d?{_DECIMALS}(?:\s(?:and|&)\s|\s-{{1,2}}>\s|,\s(?=(?:{_NUMBER},\s){{0,4}}{_NUMBER}\s(?:and|&)))"
    rf"(?=(?:{_NUMBER},\s){{0,4}}(?:{_NUMBER}\s(?:and|&)\s)?{_NUMBER}\s?(?P<unit>{_UNIT})\b{_END})",
    re.IGNORECASE,
)


# "sixty by forty-five by twenty-eight millimetres"
_IN_WORDS = re.compile(
    rf"\b(?P<first>{SPELLED})(?:\sby\s(?P<second>{SPELLED}))?(?:\sby\s(?P<third>{SPELLED}))?\s(?P<unit>{_UNIT})\b",
    re.IGNORECASE,
)


# "cm 5,5 x 3,0 x 2,2", "of cm 0,7": the unit ahead
_LED = re.compile(
    rf"(?<![\w(.])(?<!\d\s)(?P<unit>cm|mm)\.?\s(?P<first>{_NUMBER})(?:\s?[x×]\s?(?P<second>{_NUMBER}))?"
    rf"(?:\s?[x×]\s?(?P<third>{_NUMBER}))?(?!\w|[.,/]\d|\s?(?:[x×%+-]|[cm]m\b))",
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
        end, values = match.end(), [in_millimetres(n, u or unit) for n, u in parts if n is not None]
        deep = _DEEP.match(text, end) if len(values) == 2 else None
        if deep is not None:
            end = deep.end()
            values.append(in_millimetres(deep["ahead"] or deep["behind"], deep["unit1"] or deep["unit2"]))
        found.append(Size(match.start(), end, values))
    for match in LENGTH.finditer(text):
        if match["range"] is None and not any(size.start < match.end() and match.start() < size.end for size in found):
            found.append(Size(match.start(), match.end(), [in_millimetres(match["first"], match["unit1"])]))
    if any(joint in text for joint in _JOINTS):
        for match in _PAIR.finditer(text):
            ranged = _RANGED.search(text, max(0, match.start() - 24), match.start()) is not None
            if not ranged and not any(size.start < match.end() and match.start() < size.end for size in found):
                first = match[0].split()[0].rstrip(",")
                found.append(Size(match.start(), match.start() + len(first), [in_millimetres(first, match["unit"])]))
    for match in _LED.finditer(text) if "m " in text.lower() else ():
        if not any(size.start < match.end() and match.start() < size.end for size in found):
            numbers = [n for n in match.group("first", "second", "third") if n is not None]
            found.append(Size(match.start(), match.end(), [in_millimetres(n, match["unit"]) for n in numbers]))
    if "imet" in text:
        for match in _IN_WORDS.finditer(text):
            words = [word for word in match.group("first", "second", "third") if word is not None]
            factor = 10 if match["unit"][0] in "cC" else 1
            found.append(Size(match.start(), match.end(), [spelled(word) * factor for word in words]))
    return sorted(found)


def in_millimetres(text: str, unit: str) -> Number:
    """Return a number with its unit in millimetres."""
    value = number(text) * (10 if unit[0] in "cC" else 1)
    value = round(value, 2)
    return int(value) if float(value).is_integer() else value
