"""Columns of a table that belong to parts: "ER   (A) 95%   (B) 0%" under the heads "(A) RIGHT   (B) LEFT"."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence

from extractor.grammar.wording import compiled
from extractor.mentions import Sentence

_BAR = re.compile(r"\s?\|\s?|\t")
_GAP = re.compile(r"\s{3,}(?:[=/:]\s)?|\s=\s{1,3}")
_HEAD = compiled(
    "specimens",
    r"(?:{part_names}\s?#?)?[(\[]?(?P<label>[A-Za-z]|\d{1,2}|[IVX]{1,4}|[ivx]{1,4})[)\]]?"
    r"(?:(?<=[)\]])\s.{0,40}|\s?-?(?:[A-Z]?\d{1,2}|CB)?(?:\s{0,2}\(.{0,30}\))?|\s?[=:,-]\s.{0,40}|\s\w[\w\s]{0,24})",
)
_SLACK = 6  # a cell may begin so many signs before the head of its column


class Columns:
    """The columns of the table that a line stands in: `place` tells where in its line a character stands."""

    def __init__(self, labels: Iterable[str], place: Callable[[int], int]) -> None:
        self.known = {label.upper(): label for label in labels}
        self.place = place
        self.heads: list[tuple[int, int, str]] = []  # index of the cell, place in the line, label
        self.barred = False

    def end(self) -> None:
        """Forget the table."""
        self.heads = []

    def of(self, sentence: Sentence, named: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
        """Return where the cells of a line begin that belong to parts, with their labels; a line of heads begins one.

        `named` is where words of the line point to parts: several such words in cells of their own are heads, too.
        """
        barred = _BAR.search(sentence.text) is not None
        cells = _cells(sentence.text, _BAR if barred else _GAP)
        if len(cells) < 2:
            return []
        heads = self._heads(sentence, cells) or self._pointers(sentence, cells, named)
        if heads:
            self.heads, self.barred = heads, barred
            return [(cells[index][0], label) for index, _, label in heads]
        if not self.heads:
            return []
        found = [
            (start, label) for index, (start, _) in enumerate(cells) if (label := self._label(sentence, index, start))
        ]
        return [(max(start - 1, 1), label) for start, label in found]

    def _pointers(
        self, sentence: Sentence, cells: list[tuple[int, str]], named: Sequence[tuple[int, str]]
    ) -> list[tuple[int, int, str]]:
        if len({label for _, label in named}) < 2:
            return []
        starts = [start for start, _ in cells]
        found = {max(bisect_right(starts, at) - 1, 0): label for at, label in named}
        return [(index, self.place(sentence.start + starts[index]), label) for index, label in sorted(found.items())]

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
        found: list[tuple[int, int, str]] = []
        titled = compiled("specimens", r"(?:{row_heads})?").fullmatch(cells[0][1].strip()) is not None
        for index, (start, words) in enumerate(cells):
            match = _HEAD.fullmatch(words.strip())
            if (
                match is not None
                and match["label"] == words.strip()
                and not (titled or match["label"].isupper() or found)
            ):
                match = None
            label = self.known.get(match["label"].upper()) if match is not None else None
            if label is not None:
                found.append((index, self.place(sentence.start + start), label))
            elif index:
                return []
        if len({label for _, _, label in found}) < 2 or len(found) < len(cells) - 1:
            return []
        return [] if found[0][2].isdigit() and found[0][2].lstrip("0") != "1" else found


def _cells(text: str, gap: re.Pattern[str]) -> list[tuple[int, str]]:
    """Return the cells of a line with where each begins; a bar at its head opens no cell."""
    cells, start = [], 0
    for match in [*gap.finditer(text), None]:
        end = match.start() if match is not None else len(text)
        if end > start or start > 0:
            cells.append((start, text[start:end]))
        start = match.end() if match is not None else end
    return cells
