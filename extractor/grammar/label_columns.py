"""Columns of a table that belong to parts: "ER   (A) 95%   (B) 0%" under the heads "(A) RIGHT   (B) LEFT"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from extractor.grammar.wording import compiled
from extractor.mentions import Sentence

_BAR = re.compile(r"\s?\|\s?|\t")
_GAP = re.compile(r"\s{3,}")
_HEAD = (
    r"(?:{part_names}\s?#?)?[(\[]?(?P<label>[A-Za-z]|\d{1,2}|[IVX]{1,4}|[ivx]{1,4})[)\]]?"
    r"(?:(?<=[)\]])\s.{0,40}|\s?-?(?:[A-Z]?\d{1,2}|CB)?(?:\s\(.{0,30}\))?|\s?[=:,-]\s.{0,40}|\s\w[\w\s]{0,24})"
)
_SLACK = 6  # a cell may begin so many signs before the head of its column


class Columns:
    """The columns of the table that a line stands in: `place` tells where in its line of the input a character stands."""

    def __init__(self, labels: Iterable[str], place: Callable[[int], int]) -> None:
        self.known = {label.upper(): label for label in labels}
        self.place = place
        self.heads: list[tuple[int, int, str]] = []  # index of the cell, place in the line, label
        self.barred = False

    def end(self) -> None:
        """Forget the table."""
        self.heads = []

    def of(self, sentence: Sentence) -> list[tuple[int, str]]:
        """Return where the cells of a line begin that belong to parts, with their labels; a line of heads begins a table."""
        barred = _BAR.search(sentence.text) is not None
        cells = _cells(sentence.text, _BAR if barred else _GAP)
        if len(cells) < 2:
            return []
        heads = self._heads(sentence, cells)
        if heads:
            self.heads, self.barred = heads, barred
            return [(cells[index][0], label) for index, _, label in heads]
        if not self.heads:
            return []
        found = [(start, label) for index, (start, _) in enumerate(cells) if (label := self._label(sentence, index, start))]
        return [(max(start - 1, 1), label) for start, label in found]

    def _label(self, sentence: Sentence, index: int, start: int) -> str | None:
        """Return the label over a cell; the first cell of a row names the row."""
        if index == 0:
            return None
        if self.barred:
            return next((label for at, _, label in self.heads if at == index), None)
        place = self.place(sentence.start + start)
        return next((label for _, at, label in reversed(self.heads) if at <= place + _SLACK), None)

    def _heads(self, sentence: Sentence, cells: list[tuple[int, str]]) -> list[tuple[int, int, str]]:
        """Return the cells that name parts, where at least two do and none but the first names anything else."""
        found = []
        for index, (start, words) in enumerate(cells):
            match = compiled("specimens", _HEAD).fullmatch(words.strip())
            label = self.known.get(match["label"].upper()) if match is not None else None
            if label is not None:
                found.append((index, self.place(sentence.start + start), label))
            elif index:
                return []
        return found if len({label for _, _, label in found}) > 1 and len(found) >= len(cells) - 1 else []


def _cells(text: str, gap: re.Pattern[str]) -> list[tuple[int, str]]:
    """Return the cells of a line with where each begins; a bar at its head opens no cell."""
    cells, start = [], 0
    for match in [*gap.finditer(text), None]:
        end = match.start() if match is not None else len(text)
        if end > start or start > 0:
            cells.append((start, text[start:end]))
        start = match.end() if match is not None else end
    return cells
