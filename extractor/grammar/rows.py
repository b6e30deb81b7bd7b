"""Rows: lines of a table that give a result in the cell behind a marker's name, and another in each further column.

"CD34 .... neg", "CD13   dim    CD19   neg", "p63 / p40 .... - / -", "CK7   pos   neg" (two components).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractor.grammar.cells import AWAITED, UNTOLD, Cell, Value, end_of, is_line, values_of
from extractor.grammar.symbols import CELL, COLUMN, READING
from extractor.grammar.tables import Row
from extractor.grammar.targets import Target
from extractor.grammar.wording import only
from extractor.mentions import Modifier, Sentence

_MAY_BE_ROW = re.compile(r"[ .\t|,;](?:(?<= ) |(?<=\.)\.\.|(?<=\t)|(?<=\|)|(?<=[,;])(?=\S))")
_COMMA = r";(?=\S)|(?<=[^\s\d]),(?=\S)|(?<=\d),(?=[A-Za-z<>+-])"  # between the fields of an exported table
_BREAK = re.compile(r"\s*(?:\.{3,}|\t|\||\n)\s*|\s{2,}")
_FIELDS = re.compile(rf"{_BREAK.pattern}|{_COMMA}")
_EXPORTED = re.compile(r"[^\s,;]{2,12}(?:\s[\w./-]{1,8})?(?:[,;][^\s,;()][^,;()]{0,20}){1,6}[,;]?[^,;]{0,40}$")
_CLONE = re.compile(r"\([^()]{1,40}\)|\[[^\[\]]{1,30}\]")
_SIGN = re.compile(r"[+-]|−")
_CODE = re.compile(r"(?=\S{0,12}\d)[A-Z0-9][\w./-]{0,14}(?:\s?\([^()]{1,20}\))?")  # a clone, a block: "ES05", "1F"
_NUMBER = re.compile(r"[<>~]?\s?\d{1,3}(?:\s?-\s?\d{1,3})?")
_BOX = re.compile(r"[\[(]\s?(?P<mark>[xX])?\s?[\])]\s?")
_MOST_CODES = 2
_FEW_CELLS = 5  # per cent


def row_results(sentence: Sentence, targets: list[Target], row: Row) -> list[Target]:
    """Settle the targets whose results stand in the cells behind them; return the results of further columns."""
    if not _MAY_BE_ROW.search(sentence.text):
        if targets and is_line(sentence, targets[-1]) and _is_label(sentence, sentence.start, targets):
            end = targets[-1].end
            return _settle(targets, [Cell(end, sentence.end, sentence.between(end, sentence.end))], row)
        return []
    more: list[Target] = []
    cells = list(cells_of(sentence))
    is_labelled = False
    for index, cell in enumerate(cells):
        inside = [target for target in targets if cell.start <= target.start < cell.end]
        if not inside or (is_labelled and row.is_apart(cell.start)):
            continue  # a clone that is called like a stain
        is_labelled = True
        if _is_label(sentence, cell.start, inside):
            values = _behind(sentence, inside, cell, cells[index + 1 :], targets, row)
            more += _settle(inside, [v for v in values if not row.is_apart(v.start)], row, by_part=sentence.tabled)
    return more


def _behind(
    sentence: Sentence, inside: list[Target], label: Cell, cells: Sequence[Cell], targets: list[Target], row: Row
) -> list[Cell]:
    """Return the cells behind names, up to the next name: what the cell of the names adds, then the others."""
    end = inside[-1].end
    values = [Cell(end, label.end, sentence.between(end, label.end))] if end < label.end else []
    if values and (_is_joint(values[0].text) or _CLONE.fullmatch(values[0].text.strip()) is not None):
        values = []
    codes = 0
    for other in cells:
        named = [target for target in targets if other.start <= target.start < other.end]
        if named and not values and _is_named_clone(other, named, inside):
            continue
        if named:
            if values and values[-1].text.endswith(":"):
                values.pop()  # the head of the next list: "Expressed:  CD13, CD33   Not expressed:  CD7"
            break
        if not values and codes < _MOST_CODES and _is_code(other, inside, row):
            codes += 1
        elif other.start >= end and (values or not _is_clone(other, inside)):
            values.append(other)
    return values


def _is_named_clone(cell: Cell, named: Sequence[Target], inside: Sequence[Target]) -> bool:
    """True for a cell that holds nothing but the clone of a stain: "MUM1 | MUM1p"; the clone has no result."""
    clone, stain = named[0], inside[0]
    if (clone.start, clone.end) != (cell.start, cell.end) or clone.mention.id != stain.mention.id:
        return False
    if stain.own_alteration != "expression" or clone.end - clone.start == stain.end - stain.start:
        return False
    clone.silent = True
    return True


def _is_code(cell: Cell, inside: list[Target], row: Row) -> bool:
    """True for a clone or a block that says no result: "ES05", "1F"."""
    if (cell.text.isdigit() and cell.text[0] != "0") or row.is_share(cell.start) or _CODE.fullmatch(cell.text) is None:
        return False
    return values_of(cell, inside) is None


def _is_clone(cell: Cell, inside: list[Target]) -> bool:
    """True for a cell in brackets that says no result: "(SP1)", not "(+)"."""
    return _CLONE.fullmatch(cell.text) is not None and values_of(cell, inside) is None


def _is_joint(text: str) -> bool:
    """True for what stands between a name and its cell: a colon, "IHC", a bullet."""
    return only(_CLONE.sub(" ", text).strip(" :-*•>"), "markers", "row_labels") and not _SIGN.search(text)


def cells_of(sentence: Sentence) -> Iterator[Cell]:
    """Yield the cells of a line: what stands between its gaps, tabs and bars."""
    position = 0
    text = sentence.text
    gaps = _FIELDS if sentence.opens_line and _EXPORTED.match(text) else _BREAK
    for match in [*gaps.finditer(text), None]:
        end = match.start() if match is not None else len(text)
        box = _BOX.match(text, position, end)
        if box is not None and box["mark"] is not None:
            position = box.end()
        if end > position and (box is None or box["mark"] is not None):
            yield Cell(sentence.start + position, sentence.start + end, text[position:end])
        position = match.end() if match is not None else end


def _is_label(sentence: Sentence, start: int, inside: Sequence[Target]) -> bool:
    """True for a cell that begins with names, clones and words of stains: "ER (SP1)", "CD34, STAT6", "CD25 partial"."""
    rest, position = "", start
    for target in inside:
        rest += sentence.between(position, target.start) + " "
        position = max(position, target.end)
    return only(_CLONE.sub(" ", rest).strip(" :-*•>"), "markers", "row_labels")


def _settle(inside: list[Target], cells: Sequence[Cell], row: Row, *, by_part: bool = False) -> list[Target]:
    """Settle targets by the cells of their row: each column of results has a result, then perhaps its amount."""
    columns = _columns(inside, cells, row)
    if not columns:
        return []
    told = [column for column in columns if not _is_untold(column)] or columns
    several = (row.of_parts or by_part) and len(columns) > 1
    rule = READING if row.of_readings else COLUMN
    for target, value in zip(inside, told[0].values, strict=True):
        if target.polarity is None and target.alteration is None:
            _read(target, value, told[0], rule if several else CELL)
    more: list[Target] = []
    for column in told[1:]:
        for number, (target, value) in enumerate(zip(inside, column.values, strict=True)):
            others = [other.values[number] for other in told if other is not column]
            is_told = any((other.polarity, other.amount) == (value.polarity, value.amount) for other in others)
            if value.polarity in UNTOLD or (is_told and not several):
                continue
            twin = replace(target, start=column.start, end=column.end, quantity=None, alteration=None, polarity=None)
            _read(twin, value, column, rule if several else CELL)
            more.append(twin)
    return more


@dataclass(slots=True)
class _Column:
    """A column of results: where its cells stand, and what they say of each target of the row."""

    start: int
    end: int
    values: list[Value]


def _is_untold(column: _Column) -> bool:
    return all(value.polarity in UNTOLD for value in column.values)


def _columns(inside: list[Target], cells: Sequence[Cell], row: Row) -> list[_Column]:
    """Return the columns of results: "Pos   95%   strong   |  Neg   <1%" has two, and three are of three parts."""
    columns: list[_Column] = []
    has_unit = any(cell.text == "%" for cell in cells)  # "44   H   %   <30"
    for cell in cells:
        is_share = row.is_share(cell.start) or (has_unit and not columns)
        if is_share and _NUMBER.fullmatch(cell.text):
            values = values_of(cell._replace(text=f"{cell.text}%"), inside)
            values = [value._replace(end=min(value.end, cell.end)) for value in values or ()] or None
        else:
            values = values_of(cell, inside)
        if values is not None and row.dashes_are_empty:
            values = [value._replace(polarity=AWAITED) if value.dash else value for value in values]
        if values is None:
            if not columns and not row.of_parts:
                return []
        elif columns and _overrules(row, columns[-1], values):
            columns[-1].values = [v._replace(amount=b.amount) for b, v in zip(columns[-1].values, values, strict=True)]
            columns[-1].end = cell.end
        elif not columns or _is_other(row, columns[-1], cell) or not _is_of(inside, columns[-1], values, cell):
            columns.append(_Column(cell.start, cell.start + end_of(cell.text), values))
    return columns


def _overrules(row: Row, column: _Column, values: list[Value]) -> bool:
    """True for a word that denies what the share before it would say: "2   neg"."""
    before = column.values
    return not row.of_parts and all(
        _is_small(b) and v.polarity == "negative" and not v.shown and not v.dash
        for b, v in zip(before, values, strict=True)
    )


def _is_small(value: Value) -> bool:
    """True for a share of few cells that alone says a result."""
    amount = value.amount if value.shown else None
    return amount is not None and amount.unit == "%" and (amount.value or 0) <= _FEW_CELLS


def _is_other(row: Row, column: _Column, cell: Cell) -> bool:
    """True for a cell under the title of another part than the cell before it."""
    return row.of_parts and row.column(column.start) != row.column(cell.start)


def _is_of(inside: list[Target], column: _Column, values: list[Value], cell: Cell) -> bool:
    """True when a cell adds to the result before it: its amount, its shade, or in words what the amount said."""
    before = column.values
    if _is_untold(column):
        return False
    if any(value.shade for value in values) or all(v.dash and b.shown for b, v in zip(before, values, strict=True)):
        column.end = cell.end
        return True
    if all(value.shown for value in values):
        if before[0].amount is not None and not _is_grade(inside, before[0], values[0]):
            return False
        column.values = [
            b._replace(amount=v.amount, polarity=v.polarity if b.shown else b.polarity)
            for b, v in zip(before, values, strict=True)
        ]
    elif all(b.shown and b.polarity == v.polarity for b, v in zip(before, values, strict=True)):
        column.values = [b._replace(shown=False) for b in before]  # in words: "2+   EQUIVOCAL"
    else:
        return False
    column.end = cell.end
    return True


def _is_grade(inside: list[Target], before: Value, value: Value) -> bool:
    """True for the score of HER2 behind the share of cells that it is of."""
    units = [amount.unit for amount in (before.amount, value.amount) if amount is not None]
    return inside[0].mention.id == "HER2" and units == ["%", "score"]


def _read(target: Target, value: Value, column: _Column, rule: str) -> None:
    target.settle(value.polarity, Modifier(value.polarity, rule, value.start, value.end))
    target.strict = True
    target.cell = (column.start, column.end)
    if rule != CELL:
        target.start, target.end = column.start, column.end
    if value.amount is not None:
        target.quantity = value.amount
