"""Tables: the titles over the columns of a table, and which columns tell of no tumor: "Stroma/lymphs", "control"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from spacy.tokens import Doc

from extractor.grammar.wording import compiled
from extractor.layout import Layout
from extractor.mentions import LAYOUT, Sentence, sentences_of, text_of

_KEY = "extractor_tables"
_GAP = re.compile(r"\s{2,}|\t|\s?\|\s?")
_BYSTANDERS = r"\b{bystander_columns}\b"
_HELD = frozenset({"marker", "gene", "result"})
_SLACK = 3


class Titles(NamedTuple):
    """The places in their line where the columns of a table begin, and which of them tell of no tumor."""

    places: tuple[int, ...]
    apart: frozenset[int]

    def is_apart(self, place: int) -> bool:
        """True for a cell at a place of its line that stands under a title of no tumor."""
        nearest = max((p for p in self.places if p <= place + _SLACK), default=self.places[0])
        return nearest in self.apart


def apart_in(doc: Doc, sentence: Sentence) -> Callable[[int], bool]:
    """Return what tells of a place of a row whether it stands in a column of no tumor; found once per document."""
    tables: dict[int, Titles] | None = doc.user_data.get(_KEY)
    if tables is None:
        tables = doc.user_data[_KEY] = _tables(doc, sentences_of(doc))
    titles = tables.get(sentence.start)
    return _nowhere if titles is None else lambda position: titles.is_apart(place_of(doc, position))


def _nowhere(position: int) -> bool:
    return False


def _tables(doc: Doc, sentences: Sequence[Sentence]) -> dict[int, Titles]:
    found: dict[int, Titles] = {}
    titles: Titles | None = None
    paragraph = -1
    for sentence in sentences:
        if sentence.paragraph != paragraph:
            titles, paragraph = None, sentence.paragraph
        if sentence.opens_line and _HELD.isdisjoint(sentence.kinds) and _GAP.search(sentence.text):
            titles = _titles(doc, sentence)
        elif titles is not None:
            found[sentence.start] = titles
    return found


def _titles(doc: Doc, sentence: Sentence) -> Titles | None:
    places, apart, position = [], set(), 0
    for gap in [*_GAP.finditer(sentence.text), None]:
        end = gap.start() if gap is not None else len(sentence.text)
        place = place_of(doc, sentence.start + position)
        places.append(place)
        if compiled("markers", _BYSTANDERS).search(sentence.text[position:end]):
            apart.add(place)
        position = gap.end() if gap is not None else end
    return Titles(tuple(places), frozenset(apart)) if apart and len(apart) < len(places) else None


def place_of(doc: Doc, position: int) -> int:
    """Return the place of a character of the clean text in its line of the input."""
    layout: Layout | None = doc.user_data.get(LAYOUT)
    source = layout.source if layout is not None else text_of(doc)
    at = layout.offsets[position] if layout is not None else position
    return at - source.rfind("\n", 0, at) - 1
