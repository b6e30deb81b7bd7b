"""Rows: lines of a table that give a result in the cell behind a marker's name, and another in each further column.

"CD34 .... neg", "CD13   dim    CD19   neg", "p63 / p40 .... - / -", "CK7   pos   neg" (two components).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from extractor.grammar.cells import UNTOLD, Cell, Value, is_line, values_of
from extractor.grammar.symbols import CELL
from extractor.grammar.targets import Target
from extractor.grammar.wording import only
from extractor.mentions import Modifier, Sentence

_MAY_BE_ROW = re.compile(r"[ .\t|](?:(?<= ) |(?<=\.)\.\.|(?<=\t)|(?<=\|))")
_BREAK = re.compile(r"\s*(?:\.{3,}|\t|\||\n)\s*|\s{2,}")
_CLONE = re.compile(r"\([^()]{1,40}\)|\[[^\[\]]{1,30}\]")
_SIGN = re.compile(r"[+-]|−")
_CODE = re.compile(r"(?=\S{0,12}\d)[A-Z0-9][\w./-]{0,14}(?:\s?\([^()]{1,20}\))?")  # a clone, a block: "ES05", "1F"
_MOST_CODES = 2


def row_results(sentence: Sentence, targets: list[Target], is_apart: Callable[[int], bool]) -> list[Target]:
    """Settle the targets whose results stand in the cells behind them; return the results of further columns.

    `is_apart` tells which places stand in a column of no tumor.
    """
    if not _MAY_BE_ROW.search(sentence.text):
        if targets and is_line(sentence, targets[-1]) and _is_label(sentence, sentence.start, targets):
            end = targets[-1].end
            return _settle(targets, [Cell(end, sentence.end, sentence.between(end, sentence.end))])
        return []
    more: list[Target] = []
    cells = list(_cells(sentence))
    for index, cell in enumerate(cells):
        inside = [target for target in targets if cell.start <= target.start < cell.end]
        if inside and _is_label(sentence, cell.start, inside):
            values = _behind(sentence, inside, cell, cells[index + 1 :], targets)
            more += _settle(inside, [v for v in values if not is_apart(v.start)], by_part=sentence.tabled)
    return more


def _behind(
    sentence: Sentence, inside: list[Target], label: Cell, cells: Sequence[Cell], targets: list[Target]
) -> list[Cell]:
    """Return the cells behind names, up to the next name: what the cell of the names adds, then the others."""
    end = inside[-1].end
    values = [Cell(end, label.end, sentence.between(end, label.end))] if end < label.end else []
    if values and (_is_joint(values[0].text) or _CLONE.fullmatch(values[0].text.strip()) is not None):
        values = []
    codes = 0
    for other in cells:
        if any(other.start <= target.start < other.end for target in targets):
            break
        if not values and codes < _MOST_CODES and _CODE.fullmatch(other.text) and values_of(other, inside) is None:
            codes += 1
        elif other.start >= end and (values or _CLONE.fullmatch(other.text) is None):
            values.append(other)
    return values


def _is_joint(text: str) -> bool:
    """True for what stands between a name and its cell: a colon, "IHC", a bullet."""
    return only(_CLONE.sub(" ", text).strip(" :-*•>"), "markers", "row_labels") and not _SIGN.search(text)


def _cells(sentence: Sentence) -> Iterator[Cell]:
    position = 0
    text = sentence.text
    for match in [*_BREAK.finditer(text), None]:
        end = match.start() if match is not None else len(text)
        if end > position:
            yield Cell(sentence.start + position, sentence.start + end, text[position:end])
        position = match.end() if match is not None else end


def _is_label(sentence: Sentence, start: int, inside: Sequence[Target]) -> bool:
    """True for a cell that begins with names, clones and words of stains: "ER (SP1)", "CD34, STAT6", "CD25 partial"."""
    rest, position = "", start
    for target in inside:
        rest += sentence.between(position, target.start) + " "
        position = max(position, target.end)
    return only(_CLONE.sub(" ", rest).strip(" :-*•>"), "markers", "row_labels")


def _settle(inside: list[Target], cells: Sequence[Cell], *, by_part: bool = False) -> list[Target]:
    """Settle targets by the cells of their row: each column of results has a result, then perhaps its amount.

    Equal results count once, unless the columns are those of parts.
    """
    columns = _columns(inside, cells)
    if not columns:
        return []
    for target, value in zip(inside, columns[0][1], strict=True):
        if target.polarity is None and target.alteration is None:
            _read(target, value)
    more: list[Target] = []
    for cell, values in columns[1:]:
        for number, (target, value) in enumerate(zip(inside, values, strict=True)):
            told = [(before[number].polarity, before[number].amount) for _, before in columns if before is not values]
            if value.polarity in UNTOLD or (not by_part and (value.polarity, value.amount) in told):
                continue
            twin = replace(target, start=cell.start, end=cell.start, quantity=None, alteration=None, polarity=None)
            _read(twin, value)
            more.append(twin)
    return more


def _columns(inside: list[Target], cells: Sequence[Cell]) -> list[tuple[Cell, list[Value]]]:
    """Return the columns of results, each with its first cell: "Pos   95%   strong   |  Neg   <1%" has two."""
    columns: list[tuple[Cell, list[Value]]] = []
    for cell in cells:
        values = values_of(cell, inside)
        if not columns:
            if values is None:
                return []
            columns.append((cell, values))
        elif values is not None and (
            not any(value.shade for value in values) or all(v.polarity in UNTOLD for _, told in columns for v in told)
        ):
            before = columns[-1][1]
            is_amount = all(value.shown for value in values)
            is_told = before[0].polarity not in UNTOLD
            # the amount of the result before it: "Positive   95%"
            if is_amount and is_told and before[0].amount is None:
                columns[-1] = columns[-1][0], [b._replace(amount=v.amount) for b, v in zip(before, values, strict=True)]
            elif not is_amount and all(
                b.shown and b.polarity == v.polarity for b, v in zip(before, values, strict=True)
            ):
                columns[-1] = columns[-1][0], [b._replace(shown=False) for b in before]  # in words: "2+   EQUIVOCAL"
            else:
                columns.append((cell, values))
    return columns


def _read(target: Target, value: Value) -> None:
    target.settle(value.polarity, Modifier(value.polarity, CELL, value.start, value.end))
    target.strict = True
    if value.amount is not None:
        target.quantity = value.amount
