"""Grids: tables whose titles are the names of stains and whose rows are blocks, parts or tumors.

"Block   TTF-1   p40   Ki-67" over "A1   +++   neg   90%": each cell is a result of the name over it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from spacy.tokens import Doc

from extractor.grammar.cells import AWAITED, Cell, end_of, value_of
from extractor.grammar.rows import cells_of
from extractor.grammar.symbols import COLUMN
from extractor.grammar.tables import place_of
from extractor.grammar.targets import Target, targets_of
from extractor.mentions import Modifier, Sentence, sentences_of, text_of

_FEWEST = 2
_NAMED = 0.6  # so many of the titles are names
_SLACK = 6  # a cell may begin so many signs beside its title
_SEPARATED = ("\t", "|")


class Grid(NamedTuple):
    """A row of a grid: the words from its titles to its end as one sentence, and the results of its cells."""

    sentence: Sentence
    targets: list[Target]


def grids_of(doc: Doc) -> Iterator[Grid]:
    """Yield the rows of the grids of a document."""
    titles: Sentence | None = None
    columns: dict[int, Target] = {}
    for sentence in sentences_of(doc):
        if titles is not None and (sentence.paragraph != titles.paragraph or not sentence.opens_line):
            titles = None
        if not sentence.opens_line or not any(char.isalnum() for char in sentence.text):
            continue
        if "marker" in sentence.kinds or "gene" in sentence.kinds:
            columns = _titles(doc, sentence)
            titles = sentence if columns else None
        elif titles is not None:
            targets = _row(doc, sentence, columns)
            if targets:
                yield Grid(_joined(doc, titles, sentence), targets)


def _titles(doc: Doc, sentence: Sentence) -> dict[int, Target]:
    """Return the names over the columns of a grid by their places; none where a line is no line of names."""
    cells = list(cells_of(sentence))
    targets = [target for target in targets_of(sentence) if not target.silent]
    if len(cells) < _FEWEST + 1 or len(targets) < _FEWEST:
        return {}
    found: dict[int, Target] = {}
    for cell in cells:
        inside = [target for target in targets if cell.start <= target.start < cell.end]
        if inside and (len(inside) > 1 or not _is_name(sentence, cell, inside[0])):
            return {}
        if inside:
            found[place_of(doc, cell.start)] = inside[0]
    return found if len(found) >= _NAMED * len(cells) else {}


def _is_name(sentence: Sentence, cell: Cell, target: Target) -> bool:
    """True for a cell that holds a name and at most its clone or its unit: "Ki-67 (%)"."""
    rest = sentence.between(cell.start, target.start) + sentence.between(target.end, cell.end)
    rest = rest.strip(" :|")
    return not rest or (rest[0] in "([%" and rest[-1] in ")]%") or rest in ("IHC", "%")


def _row(doc: Doc, sentence: Sentence, columns: dict[int, Target]) -> list[Target]:
    """Return the results of a row: what stands under each name; none where a cell says no result."""
    found: list[Target] = []
    told = 0
    for cell in list(cells_of(sentence)):
        target = _over(place_of(doc, cell.start), columns, exact=any(sign in sentence.text for sign in _SEPARATED))
        value = value_of(target, cell.text, cell.start) if target is not None else None
        if target is None:
            continue
        if value is None:
            told -= 1
            continue
        told += 1
        if value.polarity == AWAITED:
            continue
        one = replace(target, start=cell.start, end=cell.end, quantity=value.amount, strict=True)
        one.cell = (cell.start, cell.start + end_of(cell.text))
        one.settle(value.polarity, Modifier(value.polarity, COLUMN, value.start, value.end))
        found.append(one)
    return found if told > 0 else []


def _over(place: int, columns: dict[int, Target], *, exact: bool) -> Target | None:
    if exact:
        return columns.get(place)
    nearest = min(columns, key=lambda column: abs(column - place))
    return columns[nearest] if abs(nearest - place) <= _SLACK else None


def _joined(doc: Doc, titles: Sentence, row: Sentence) -> Sentence:
    """Return the words from the titles to the end of a row as one sentence, which tells of the part of the row."""
    row.complete()
    return replace(
        titles,
        end=row.end,
        text=text_of(doc)[titles.start : row.end],
        mentions=[*titles.mentions, *row.mentions],
        kinds=titles.kinds | row.kinds,
        specimen=row.specimen,
        turns=[],
        stained=None,
        reached=[*titles.scopes, *row.scopes],
    )


def rows_of(grids: Sequence[Grid]) -> frozenset[int]:
    """Return where the sentences of the titles of grids begin."""
    return frozenset(grid.sentence.start for grid in grids)
