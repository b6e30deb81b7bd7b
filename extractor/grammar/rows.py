"""Rows: lines of a table that give a result in the cell behind a marker's name, and another in each further column.

"CD34 .... neg", "CD13   dim    CD19   neg", "p63 / p40 .... - / -", "CK7   pos   neg" (two components).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from extractor.grammar.quantities import PERCENT, percentage
from extractor.grammar.scores import implied_polarity
from extractor.grammar.targets import Target
from extractor.grammar.wording import compiled, only
from extractor.mentions import Modifier, Sentence
from extractor.records import Quantity

_MAY_BE_ROW = re.compile(r"[ .\t|](?:(?<= ) |(?<=\.)\.\.|(?<=\t)|(?<=\|))")
_BREAK = re.compile(r"\s*(?:\.{3,}|\t|\||\n)\s*|\s{2,}")
_CLONE = re.compile(r"\([^()]{1,40}\)|\[[^\[\]]{1,30}\]")
_PARTS = re.compile(r"\s?[/,]\s?")
_SIGNS = r"(?P<equivocal>\+\s?/\s?-|-\s?/\s?\+|±)(?!\w)|(?P<plus>\+{1,4})(?![\w/+])|(?P<minus>[-–]{1,2})(?=\s|$|[;,(/])"
_WORDS = (
    r"(?:(?P<untested>{row_untested})|(?P<negative>{row_negative})|(?P<unsure>{row_equivocal})"
    r"|(?P<positive>{row_positive})|(?P<shade>{row_shades}))(?![\w-])"
)
_VALUE = rf"\s?(?:{_SIGNS}|{_WORDS})"
_RULE = "cell of a table"


class _Cell(NamedTuple):
    start: int
    end: int
    text: str


class _Value(NamedTuple):
    """What a cell says: the result, a quantity, and whether only a shade (dim, bright) says it."""

    polarity: str | None
    quantity: Quantity | None
    shade: bool
    start: int
    end: int


def row_results(sentence: Sentence, targets: list[Target]) -> list[Target]:
    """Settle the targets whose results stand in the cells behind them; return the results of further columns."""
    if not _MAY_BE_ROW.search(sentence.text):
        return []
    more: list[Target] = []
    cells = list(_cells(sentence))
    for index, cell in enumerate(cells):
        inside = [target for target in targets if cell.start <= target.start and target.end <= cell.end]
        if not inside or not _is_label(sentence, cell, inside):
            continue
        values = []
        for other in cells[index + 1 :]:
            if any(other.start <= target.start < other.end for target in targets):
                break
            values.append(other)
        if values:
            more += _settle(inside, values)
    return more


def _cells(sentence: Sentence) -> Iterator[_Cell]:
    position = 0
    text = sentence.text
    for match in [*_BREAK.finditer(text), None]:
        end = match.start() if match is not None else len(text)
        if end > position:
            yield _Cell(sentence.start + position, sentence.start + end, text[position:end])
        position = match.end() if match is not None else end


def _is_label(sentence: Sentence, cell: _Cell, inside: Sequence[Target]) -> bool:
    """True for a cell that holds nothing but names, clones and words of stains: "ER (SP1)", "CD34, STAT6"."""
    rest, position = "", cell.start
    for target in inside:
        rest += sentence.between(position, target.start) + " "
        position = max(position, target.end)
    rest += sentence.between(position, cell.end)
    return only(_CLONE.sub(" ", rest).strip(" :-*•>"), "markers", "row_labels")


def _settle(inside: Sequence[Target], cells: Sequence[_Cell]) -> list[Target]:
    first = _values(cells[0], len(inside))
    if first is None:
        return []
    for target, value in zip(inside, first, strict=True):
        if value.polarity is not None and target.polarity is None and target.alteration is None:
            _read(target, value)
    more: list[Target] = []
    for cell in cells[1:]:
        later = _values(cell, len(inside))
        for target, before, value in zip(inside, first, later or (), strict=False):
            is_result = value.polarity is not None and not value.shade
            if not is_result or (value.quantity is not None and before.quantity is None):
                continue  # the amount of the result before it: "Positive   95%"
            twin = replace(target, start=cell.start, end=cell.start, quantity=None, alteration=None, polarity=None)
            _read(twin, value)
            if (twin.polarity, twin.quantity) != (before.polarity, before.quantity):
                more.append(twin)
    return more


def _read(target: Target, value: _Value) -> None:
    polarity = value.polarity or ""
    if (
        target.mention.id == "HER2"
        and value.quantity is None
        and value.end - value.start > 1
        and polarity == "positive"
    ):
        return  # a score: "++"
    target.settle(polarity, Modifier(polarity, _RULE, value.start, value.end))
    target.strict = True
    if value.quantity is not None:
        target.quantity = value.quantity


def _values(cell: _Cell, count: int) -> list[_Value] | None:
    """Return what a cell says of each of the targets before it: the same, or a part for each ("- / +")."""
    if count > 1:
        parts = _PARTS.split(cell.text)
        if len(parts) == count:
            read, position = [], 0
            for part in parts:
                position = cell.text.index(part, position)
                read.append(_value(part, cell.start + position))
                position += len(part)
            if all(value is not None for value in read):
                return [value for value in read if value is not None]
    value = _value(cell.text, cell.start)
    return [value] * count if value is not None else None


def _value(text: str, start: int) -> _Value | None:
    match = compiled("markers", _VALUE).match(text)
    if match is not None:
        end = start + match.end()
        if match["untested"]:
            return _Value(None, None, False, start, end)
        if match["equivocal"] or match["unsure"]:
            return _Value("equivocal", None, False, start, end)
        if match["minus"] or match["negative"]:
            return _Value("negative", None, False, start, end)
        return _Value("positive", None, match["shade"] is not None, start, end)
    share = PERCENT.match(text)
    if share is None:
        return None
    quantity = percentage(share)
    return _Value(implied_polarity("", quantity), quantity, False, start, start + share.end())
