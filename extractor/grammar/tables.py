"""Tables: the titles over the columns of a table, and what follows from them and from its cells for a row.

Columns under "Stroma/lymphs" or "control", and a population whose light chains are polytypic tell of no tumor.
Where no title names an attribute ("Result", "Intensity"), each column tells of another part or component. A dash is an
empty cell in a table that says "negative" in words and never "+".
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from spacy.tokens import Doc

from extractor.grammar.parts import DECLARED, Part
from extractor.grammar.wording import compiled
from extractor.layout import Layout
from extractor.mentions import LAYOUT, Sentence, sentences_of, text_of

_KEY = "extractor_tables"
_GAP = re.compile(r"\s{2,}|\t|\s?\|\s?|\.{3,}")
_BYSTANDERS = compiled("markers", r"\b{bystander_columns}\b")
_ATTRIBUTES = compiled("markers", r"[\s(]*{attribute_columns}(?!\w)")
_MAKING = compiled("markers", r"\(?{making_columns}(?:\s(?:no\.?|number|clone))?\)?:?")
_BESIDES = compiled(
    "markers",
    r"\(?(?:{making_columns}(?:\s(?:no\.?|number|clone))?|{remark_columns}|{bystander_columns}[\w\s-]{0,20})\)?:?",
)
_SHARES = compiled("markers", r"{percent_columns}")
_READINGS = compiled("markers", r"\b{reading_columns}\b")
_NORMAL = compiled("markers", r"{normal_cells}\b")
_NEGATIVE = compiled("markers", r"(?:{row_negative})(?![\w-])")
_LABEL = re.compile(r"(?<![A-Z0-9])(?P<part>[A-Z]|\d{1,2}|[IVX]{2,4})(?:-?(?:\d{1,2}|[A-Z]\d?))?(?![A-Z0-9])")
_PLUS = re.compile(r"\+(?!\s?ve)")
_NAMES = frozenset({"marker", "gene"})
_STAIN = "stain"  # a word for stains that says no result
_SLACK = 3
_SEPARATORS = ("\t", "|")
_WIDTH = 1000  # more than any line of a table is long


@dataclass(slots=True)
class Table:
    """The columns of a table: the places in their line where they begin, and which of them tell of no tumor."""

    places: list[int] = field(default_factory=list)
    apart: set[int] = field(default_factory=set)
    shares: set[int] = field(default_factory=set)  # columns whose numbers are percentages
    labels: dict[int, str] = field(default_factory=dict)  # of the parts that columns tell of
    of_parts: bool = False
    of_readings: bool = False
    words: bool = False  # "negative" is said in words
    signs: bool = False  # "positive" is said by a sign

    @property
    def dashes_are_empty(self) -> bool:
        """True when a dash can hardly mean "negative"."""
        return self.words and not self.signs

    def column(self, place: int) -> int | None:
        """Return where the column begins that holds a place of a line."""
        if not self.places:
            return None
        return max((p for p in self.places if p <= place + _SLACK), default=self.places[0])


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, whose cells are asked for by their places in the clean text."""

    doc: Doc
    table: Table
    starts: tuple[int, ...] = ()  # where its cells begin, where it has as many as titles

    def is_apart(self, position: int) -> bool:
        """True for a cell that stands in a column of no tumor."""
        return bool(self.table.apart) and self.column(position) in self.table.apart

    def column(self, position: int) -> int | None:
        """Return where the column begins that holds a position of the clean text."""
        if self.starts:
            number = bisect_right(self.starts, position) - 1
            return self.table.places[max(number, 0)]
        return self.table.column(place_of(self.doc, position))

    def is_share(self, position: int) -> bool:
        """True for a number that its title makes a percentage."""
        return bool(self.table.shares) and self.column(position) in self.table.shares

    def specimen_at(self, position: int) -> str | None:
        """Return the label of the part that the column at a position tells of."""
        column = self.column(position) if self.table.labels else None
        return self.table.labels.get(column) if column is not None else None

    @property
    def of_readings(self) -> bool:
        """True when its columns read one tumor again: "1st run", "outside"."""
        return self.table.of_readings

    @property
    def of_parts(self) -> bool:
        """True when each column tells of another part or component."""
        return self.table.of_parts

    @property
    def dashes_are_empty(self) -> bool:
        """True when a dash can hardly mean "negative"."""
        return self.table.dashes_are_empty


def row_of(doc: Doc, sentence: Sentence) -> Row:
    """Return the row of a table that a sentence is; the tables of a document are read once."""
    tables: dict[int, Table] | None = doc.user_data.get(_KEY)
    if tables is None:
        tables = doc.user_data[_KEY] = _tables(doc, sentences_of(doc))
    table = tables.get(sentence.start) or _NONE
    cells = _cells(sentence.text) if table.places else []
    as_many = len(cells) == len(table.places) and not any(sign in sentence.text for sign in _SEPARATORS)
    return Row(doc, table, tuple(sentence.start + at for at, _ in cells) if as_many else ())


_NONE = Table()


def _tables(doc: Doc, sentences: Sequence[Sentence]) -> dict[int, Table]:
    found: dict[int, Table] = {}
    table = Table()
    paragraph = -1
    begun = False  # a row has followed the titles
    for sentence in sentences:
        if sentence.paragraph != paragraph:
            table, paragraph, begun = Table(), sentence.paragraph, False
        if not sentence.opens_line or not _GAP.search(sentence.text) or not any(map(str.isalnum, sentence.text)):
            continue
        cells = _cells(sentence.text)
        if _is_title_line(sentence, cells):
            if not begun or _may_be_titles(doc, sentence, table, cells):
                table, begun = _titled(doc, sentence, cells), False
        else:
            found[sentence.start], begun = table, True
            _learn(doc, sentence, table, cells[1:])
    return found


def _cells(text: str) -> list[tuple[int, str]]:
    cells, position = [], 0
    for gap in [*_GAP.finditer(text), None]:
        end = gap.start() if gap is not None else len(text)
        if end > position:
            cells.append((position, text[position:end]))
        position = gap.end() if gap is not None else end
    return cells


def _is_title_line(sentence: Sentence, cells: Sequence[tuple[int, str]]) -> bool:
    """True for a line without names and results; "positive" may stand in the title of a share."""
    if not _NAMES.isdisjoint(sentence.kinds):
        return False
    if all(mention.id == _STAIN for mention in sentence.of_kind("result")):
        return True
    return any(_SHARES.fullmatch(text) for _, text in cells[1:])


def _may_be_titles(doc: Doc, sentence: Sentence, table: Table, cells: Sequence[tuple[int, str]]) -> bool:
    """True for a line among rows that can begin a table of its own: it names attributes, or has no label of a row."""
    if any(_ATTRIBUTES.match(text) for _, text in cells):
        return True
    first = place_of(doc, sentence.start + cells[0][0])
    return len(cells) > 1 and (not table.places or first >= table.places[0] > _SLACK)


def _titled(doc: Doc, sentence: Sentence, cells: Sequence[tuple[int, str]]) -> Table:
    """Return the table that a line of titles begins."""
    table = Table()
    for at, text in cells:
        if _is_aside(text) and table.places:
            continue  # "A1  (left, invasive)"
        place = place_of(doc, sentence.start + at)
        table.places.append(place)
        is_making = len(table.places) > 1 and _MAKING.fullmatch(text)
        if is_making or _BYSTANDERS.search(text):
            table.apart.add(place)
        if _SHARES.fullmatch(text):
            table.shares.add(place)
    if len(table.apart) == len(table.places):
        table.apart.clear()
    titles = [text for number, (_, text) in enumerate(cells) if not (number and _is_aside(text))]
    told = [text for text in titles if not _BESIDES.fullmatch(text.strip())]
    table.of_parts = len(told) > 1 and not any(_ATTRIBUTES.match(text) for text in told)
    table.of_readings = any(_READINGS.search(text) for text in titles)
    if table.of_parts and len(titles) == len(table.places):
        table.labels = _labels(doc, titles, table.places, len(told))
    return table


def _is_aside(text: str) -> bool:
    """True for a title in brackets that belongs to the one before it: "A1  (left)", not "(A) left"."""
    return text.startswith("(") and text.endswith(")")


def _labels(doc: Doc, titles: Sequence[str], places: Sequence[int], told: int) -> dict[int, str]:
    """Return the labels of the parts that titles name, each another: "A1 (left)", "2-B1 (ILC)", "Nodule 3"."""
    parts: list[Part] = doc.user_data.get(DECLARED, [])
    known = {part.label.upper(): part.label for part in parts if part.label}
    if not known:
        return {}
    found: dict[int, str] = {}
    for title, place in zip(titles, places, strict=True):
        label = next((known[said] for said in _said(title) if said in known), None)
        if label is not None:
            found[place] = label
    return found if len(set(found.values())) == len(found) >= told - 1 else {}


def _said(title: str) -> Iterator[str]:
    """Yield what in a title may be the label of a part, as it stands and without the number of a block."""
    for match in _LABEL.finditer(title.upper()):
        yield match[0]
        yield match["part"]


def _learn(doc: Doc, sentence: Sentence, table: Table, cells: Sequence[tuple[int, str]]) -> None:
    """Learn from the cells of a row how its table says a result, and which population is not of the tumor."""
    for at, text in cells:
        table.words = table.words or _NEGATIVE.match(text) is not None
        table.signs = table.signs or _PLUS.match(text) is not None
        if table.of_parts and _NORMAL.match(text):
            column = table.column(place_of(doc, sentence.start + at))
            if column is not None and column != table.places[0]:
                table.apart.add(column)


def place_of(doc: Doc, position: int) -> int:
    """Return the place of a character of the clean text in its line of the input, where tabs or bars: of its cell."""
    layout: Layout | None = doc.user_data.get(LAYOUT)
    source = layout.source if layout is not None else text_of(doc)
    at = layout.offsets[position] if layout is not None else position
    start, end = source.rfind("\n", 0, at) + 1, source.find("\n", at)
    line = source[start : end if end >= 0 else len(source)]
    for sign in _SEPARATORS:
        if sign in line:
            return _WIDTH * line.count(sign, 0, at - start)
    return at - start
