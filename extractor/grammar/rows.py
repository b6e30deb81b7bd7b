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
from extractor.grammar.symbols import CELL
from extractor.grammar.targets import Target
from extractor.grammar.wording import compiled, only
from extractor.mentions import Modifier, Sentence
from extractor.records import Quantity

_MAY_BE_ROW = re.compile(r"[ .\t|](?:(?<= ) |(?<=\.)\.\.|(?<=\t)|(?<=\|))")
_BREAK = re.compile(r"\s*(?:\.{3,}|\t|\||\n)\s*|\s{2,}")
_CLONE = re.compile(r"\([^()]{1,40}\)|\[[^\[\]]{1,30}\]")
_SIGN = re.compile(r"[+-]|−")
_PARTS = re.compile(r"\s?[/,]\s?")
_SIGNS = r"(?P<equivocal>\+\s?/\s?-|-\s?/\s?\+|±)(?!\w)|(?P<plus>\+{1,4})(?![\w/+])|(?P<minus>[-–]{1,2})(?=\s|$|[;,(/])"
_WORDS = (
    r"(?:(?P<untested>{row_untested})|(?P<negative>{row_negative})|(?P<unsure>{row_equivocal})"
    r"|(?P<positive>{row_positive})|(?P<shade>{row_shades}))(?![\w-])"
)
_VALUE = rf"\s{{0,3}}[:=]?\s?(?:{_SIGNS}|(?:{{row_shades}}[,\s]{{1,2}}){{0,2}}{_WORDS})"
_SCORE = re.compile(r"\s?(?:(?P<digit>[0-3])\s?\+?|(?P<plus>\+{1,3}))(?![\w%.+])")


class _Cell(NamedTuple):
    start: int
    end: int
    text: str


class _Value(NamedTuple):
    """What a cell says: the result and an amount; `shade` when only a shade (dim) says it, `shown` by the amount."""

    polarity: str | None
    amount: Quantity | None
    shade: bool
    shown: bool
    start: int
    end: int


def row_results(sentence: Sentence, targets: list[Target]) -> list[Target]:
    """Settle the targets whose results stand in the cells behind them; return the results of further columns."""
    if not _MAY_BE_ROW.search(sentence.text):
        return []
    more: list[Target] = []
    cells = list(_cells(sentence))
    for index, cell in enumerate(cells):
        inside = [target for target in targets if cell.start <= target.start < cell.end]
        if not inside or not _is_label(sentence, cell, inside):
            continue
        end = inside[-1].end
        values = [_Cell(end, cell.end, sentence.between(end, cell.end))] if end < cell.end else []
        if values and (_is_joint(values[0].text) or _CLONE.fullmatch(values[0].text.strip()) is not None):
            values = []
        for other in cells[index + 1 :]:
            if any(other.start <= target.start < other.end for target in targets):
                break
            if other.start >= end and (values or _CLONE.fullmatch(other.text) is None):
                values.append(other)
        if values:
            more += _settle(inside, values)
    return more


def _is_joint(text: str) -> bool:
    """True for what stands between a name and its cell: a colon, "IHC", a bullet."""
    return only(_CLONE.sub(" ", text).strip(" :-*•>"), "markers", "row_labels") and not _SIGN.search(text)


def _cells(sentence: Sentence) -> Iterator[_Cell]:
    position = 0
    text = sentence.text
    for match in [*_BREAK.finditer(text), None]:
        end = match.start() if match is not None else len(text)
        if end > position:
            yield _Cell(sentence.start + position, sentence.start + end, text[position:end])
        position = match.end() if match is not None else end


def _is_label(sentence: Sentence, cell: _Cell, inside: Sequence[Target]) -> bool:
    """True for a cell that begins with names, clones and words of stains: "ER (SP1)", "CD34, STAT6", "CD25 partial"."""
    rest, position = "", cell.start
    for target in inside:
        rest += sentence.between(position, target.start) + " "
        position = max(position, target.end)
    return only(_CLONE.sub(" ", rest).strip(" :-*•>"), "markers", "row_labels")


def _settle(inside: Sequence[Target], cells: Sequence[_Cell]) -> list[Target]:
    """Settle targets by the cells of their row: each column of results has a result, then perhaps its amount."""
    columns = _columns(inside, cells)
    if not columns:
        return []
    for target, value in zip(inside, columns[0][1], strict=True):
        if value.polarity is not None and target.polarity is None and target.alteration is None:
            _read(target, value)
    more: list[Target] = []
    for cell, values in columns[1:]:
        for number, (target, value) in enumerate(zip(inside, values, strict=True)):
            told = [(before[number].polarity, before[number].amount) for _, before in columns if before is not values]
            if value.polarity is None or (value.polarity, value.amount) in told:
                continue
            twin = replace(target, start=cell.start, end=cell.start, quantity=None, alteration=None, polarity=None)
            _read(twin, value)
            more.append(twin)
    return more


def _columns(inside: Sequence[Target], cells: Sequence[_Cell]) -> list[tuple[_Cell, list[_Value]]]:
    """Return the columns of results, each with its first cell: "Pos   95%   strong   |  Neg   <1%" has two."""
    columns: list[tuple[_Cell, list[_Value]]] = []
    for cell in cells:
        values = _values(cell, inside)
        if not columns:
            if values is None:
                return []
            columns.append((cell, values))
        elif values is not None and not any(value.shade for value in values):
            before = columns[-1][1]
            is_amount = all(value.shown for value in values)
            if is_amount and before[0].amount is None:  # the amount of the result before it: "Positive   95%"
                columns[-1] = columns[-1][0], [b._replace(amount=v.amount) for b, v in zip(before, values, strict=True)]
            elif not is_amount and all(
                b.shown and b.polarity == v.polarity for b, v in zip(before, values, strict=True)
            ):
                columns[-1] = columns[-1][0], [b._replace(shown=False) for b in before]  # in words: "2+   EQUIVOCAL"
            else:
                columns.append((cell, values))
    return columns


def _read(target: Target, value: _Value) -> None:
    polarity = value.polarity or ""
    target.settle(polarity, Modifier(polarity, CELL, value.start, value.end))
    target.strict = True
    if value.amount is not None:
        target.quantity = value.amount


def _values(cell: _Cell, inside: Sequence[Target]) -> list[_Value] | None:
    """Return what a cell says of each of the targets before it: the same, or a part for each ("- / +")."""
    if len(inside) > 1:
        parts = _PARTS.split(cell.text)
        if len(parts) == len(inside):
            read, position = [], 0
            for target, part in zip(inside, parts, strict=True):
                position = cell.text.index(part, position)
                read.append(_value(target, part, cell.start + position))
                position += len(part)
            if all(value is not None for value in read):
                return [value for value in read if value is not None]
    found = [_value(target, cell.text, cell.start) for target in inside]
    return [value for value in found if value is not None] if None not in found else None


def _value(target: Target, text: str, start: int) -> _Value | None:
    score = _SCORE.match(text) if target.mention.id == "HER2" else None
    if score is not None:
        amount = Quantity(value=int(score["digit"]) if score["digit"] else len(score["plus"]), unit="score")
        return _Value(implied_polarity("HER2", amount), amount, False, True, start, start + score.end())
    match = compiled("markers", _VALUE).match(text)
    if match is not None:
        end = start + match.end()
        if match["untested"]:
            return _Value(None, None, False, False, start, end)
        if match["equivocal"] or match["unsure"]:
            return _Value("equivocal", None, False, False, start, end)
        if match["minus"] or match["negative"]:
            return _Value("negative", _amount(text), False, False, start, end)
        return _Value("positive", _amount(text), match["shade"] is not None, False, start, end)
    share = PERCENT.match(text)
    if share is None:
        return None
    amount = percentage(share)
    return _Value(implied_polarity(target.mention.id, amount), amount, False, True, start, start + share.end())


def _amount(text: str) -> Quantity | None:
    """Return the share of cells that a cell adds to its result: "pos, 30 %"."""
    share = PERCENT.search(text) if "%" in text else None
    return percentage(share) if share is not None else None
