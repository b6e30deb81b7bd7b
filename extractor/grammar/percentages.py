"""Percentages of a sentence as runs: one value, a range (50-60%) or a list (73.3 and 48.9%) that other lists answer."""

from __future__ import annotations

import re
from typing import NamedTuple

from extractor.grammar.quantities import COMPARATOR, comparator, number
from extractor.records import Quantity

_NUMBER = r"\d{1,3}(?:[.,]\d{1,2})?"
_SIGN = re.compile(rf"(?P<sign>(?:\b(?=\w)|(?!\w))(?:{COMPARATOR}))\s?$", re.IGNORECASE)
_VALUE = re.compile(
    rf"(?<![\w.,/+])(?<![A-Za-z]-)(?<!=)(?<!= )(?P<number>{_NUMBER})(?![\w/]|[.,]\d)"
    r"(?:\s?(?P<unit>%|percent\b|per cent\b))?",
    re.IGNORECASE,
)
_LIST = re.compile(r"^\s?(?:,|,?\s?and|/|vs\.?|versus|,?\s?(?:as\s)?compared (?:with|to)|or)\s?$")
_RANGE = re.compile(r"^\s?(?:-|to)\s?$")
_INTERVAL = re.compile(r"^\s?\(?(?:CI|confidence|C\.I\.)")
_IN_INTERVAL = re.compile(r"(?:\bCI|interval|C\.I\.)\)?\s?[:,=]?\s?(?:of\s)?[\[(]?$")


class Percentage(NamedTuple):
    """A quantity in per cent at [start, end) of the text that it was found in."""

    quantity: Quantity
    start: int
    end: int


class _Value(NamedTuple):
    start: int  # of its sign, when it has one
    end: int
    number: str
    is_percent: bool
    sign: str | None


def runs(text: str) -> list[list[Percentage]]:
    """Return the lists of percentages of a text; a percentage that stands alone is a list of one."""
    values = [_value(text, match) for match in _VALUE.finditer(text)]
    found: list[list[Percentage]] = []
    index = 0
    while index < len(values):
        last = index
        while last + 1 < len(values) and _joins(text[values[last].end : values[last + 1].start]):
            last += 1
        while last > index and not values[last].is_percent:
            last -= 1
        after = text[values[last].end : values[last].end + 12]
        before = text[max(values[index].start - 14, 0) : values[index].start]
        if values[last].is_percent and not _INTERVAL.match(after) and not _IN_INTERVAL.search(before):
            found.append(_run(text, values[index : last + 1]))
        index = last + 1
    return found


def _value(text: str, match: re.Match[str]) -> _Value:
    start = match.start()
    sign = _SIGN.search(text[max(start - 14, 0) : start])
    if sign is not None:
        start -= min(start, 14) - sign.start()
    return _Value(start, match.end(), match["number"], match["unit"] is not None, sign["sign"] if sign else None)


def _joins(gap: str) -> bool:
    return len(gap) < 20 and bool(_LIST.match(gap) or _RANGE.match(gap))


def _run(text: str, values: list[_Value]) -> list[Percentage]:
    run: list[Percentage] = []
    for value in values:
        amount = number(value.number)
        if run and _RANGE.match(text[run[-1].end : value.start]):
            first = run.pop()
            run.append(Percentage(Quantity(low=first.quantity.value, high=amount, unit="%"), first.start, value.end))
        else:
            quantity = Quantity(value=amount, comparator=comparator(value.sign), unit="%")  # type: ignore[arg-type]
            run.append(Percentage(quantity, value.start, value.end))
    return run
