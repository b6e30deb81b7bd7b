"""Percentages of a sentence as runs: one value, a range (50-60%) or a list (73.3 and 48.9%) that other lists answer."""

from __future__ import annotations

import re
from typing import NamedTuple

from extractor.quantities import comparator, number
from extractor.records import Quantity

_NUMBER = r"\d{1,3}(?:[.,]\d{1,2})?"
_SIGN = (
    r"<=|>=|[≥≤<>~≈]|(?:less|more|greater|fewer|higher|lower) than|at least|up to|over|under|below|above|"
    r"approximately|about|nearly|almost|around|exceeding"
)
_VALUE = re.compile(
    rf"(?:(?P<sign>{_SIGN})\s?)?(?<![\w.,/+])(?<![A-Za-z]-)(?<!=)(?<!= )(?P<number>{_NUMBER})(?![\w/]|"
    rf"[.,]\d)(?:\s?(?P<unit>%|percent\b|per cent\b))?",
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


def runs(text: str) -> list[list[Percentage]]:
    """Return the lists of percentages of a text; a percentage that stands alone is a list of one."""
    values = list(_VALUE.finditer(text))
    found: list[list[Percentage]] = []
    index = 0
    while index < len(values):
        last = index
        while last + 1 < len(values) and _joins(text[values[last].end() : values[last + 1].start()]):
            last += 1
        while last > index and not values[last]["unit"]:
            last -= 1
        after, before = (
            text[values[last].end() : values[last].end() + 12],
            text[max(values[index].start() - 14, 0) : values[index].start()],
        )
        if values[last]["unit"] and not _INTERVAL.match(after) and not _IN_INTERVAL.search(before):
            found.append(_run(text, values[index : last + 1]))
        index = last + 1
    return found


def _joins(gap: str) -> bool:
    return len(gap) < 20 and bool(_LIST.match(gap) or _RANGE.match(gap))


def _run(text: str, values: list[re.Match[str]]) -> list[Percentage]:
    run: list[Percentage] = []
    for match in values:
        value = number(match["number"])
        if run and _RANGE.match(text[run[-1].end : match.start()]):
            first = run.pop()
            run.append(Percentage(Quantity(low=first.quantity.value, high=value, unit="%"), first.start, match.end()))
        else:
            quantity = Quantity(value=value, comparator=comparator(match["sign"]), unit="%")  # type: ignore[arg-type]
            run.append(Percentage(quantity, match.start(), match.end()))
    return run
