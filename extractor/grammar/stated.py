"""Stated findings: one statement of a note on a margin, a node, an invasion …, with the words that say so."""

from __future__ import annotations

from dataclasses import dataclass, field

from extractor.mentions import Sentence
from extractor.records import Number, Quantity


@dataclass(slots=True)
class Stated:
    """One statement: what it is of, what it says, and the places [start, end) of its words."""

    name: str
    rule: str
    places: list[tuple[Sentence, int, int]]
    polarity: str | None = None
    site: str | None = None
    quantity: Quantity | None = None
    distance: Number | None = None
    positive: int | None = None
    examined: int | None = None
    superseded: bool = False
    words: frozenset[str] = field(default_factory=frozenset)

    @property
    def sentence(self) -> Sentence:
        """The sentence that the statement begins in."""
        return self.places[0][0]
