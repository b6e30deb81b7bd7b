"""Titles: what stands over the columns of a table, by the place of a cell in its line or by its number."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from spacy.tokens import Doc

from extractor.grammar.tables import place_of
from extractor.grammar.wording import compiled
from extractor.mentions import Sentence, sentences_of

_KEY = "extractor_titles"
_GAP = re.compile(r"\s{2,}|\t|\s?\|\s?")
_TITLE = compiled("columns", r"(?:{column_titles})(?!\w)")
_REFERENCE = compiled("columns", r"{reference_titles}(?!\w)")
_MOST_ROWS = 40
_FEWEST = 2
_SLACK = 3

TitleAt = Callable[[int], str]


def titles_over(doc: Doc, sentence: Sentence) -> TitleAt:
    """Return what tells the title (in lower case, or "") over a position of a row; found once per document."""
    heads: dict[int, Sentence] | None = doc.user_data.get(_KEY)
    if heads is None:
        heads = doc.user_data[_KEY] = dict(_heads(sentences_of(doc)))
    head = heads.get(sentence.start)
    if head is None:
        return untitled
    if "|" in head.text and "|" in sentence.text:
        return lambda position: _numbered(head.text, sentence.between(sentence.start, position))
    return lambda position: _placed(doc, head, position)


def untitled(position: int) -> str:
    """Return the title over a place of a line that stands in no table."""
    return ""


def without_reference(sentence: Sentence, position: int, titled: TitleAt) -> Sentence:
    """Return a row up to the column of what is expected: "JAK2 V617F   28.6 %   *   not detected" has one behind."""
    if titled is untitled:
        return sentence
    for gap in _GAP.finditer(sentence.text, max(position - sentence.start, 0)):
        if _REFERENCE.match(titled(sentence.start + gap.end())):
            end = sentence.start + gap.start()
            kept = [mention for mention in sentence.mentions if mention.end <= end]
            return replace(sentence, end=end, text=sentence.text[: gap.start()], mentions=kept)
    return sentence


def _heads(sentences: Sequence[Sentence]) -> list[tuple[int, Sentence]]:
    """Return the starts of the lines that stand under titles, each with the line of the titles."""
    found: list[tuple[int, Sentence]] = []
    head: Sentence | None = None
    rows = 0
    for sentence in sentences:
        if _is_head(sentence):
            head, rows = sentence, 0
        elif head is not None and rows == 0 and not sentence.opens_line:
            blank = " " * (sentence.start - head.end)  # titles with a dot ("c.", "p.") end no line
            head = replace(head, end=sentence.end, text=f"{head.text}{blank}{sentence.text}")
        elif head is not None:
            if sentence.paragraph > head.paragraph + 1 or rows > _MOST_ROWS:
                head = None
                continue
            rows += 1
            found.append((sentence.start, head))
    return found


def _is_head(sentence: Sentence) -> bool:
    if not sentence.opens_line or not _GAP.search(sentence.text):
        return False
    cells = [cell.strip(" *-") for cell in _GAP.split(sentence.text)]
    named = [cell for cell in cells if _TITLE.match(cell)]
    return len(named) >= _FEWEST and 2 * len(named) >= len([cell for cell in cells if cell])


def _numbered(head: str, before: str) -> str:
    cells = [cell.strip().lower() for cell in head.strip("| ").split("|")]
    number = before.lstrip("| ").count("|")
    return cells[number] if number < len(cells) else ""


def _placed(doc: Doc, head: Sentence, position: int) -> str:
    place = place_of(doc, position)
    title, start = "", head.start
    for gap in [*_GAP.finditer(head.text), None]:
        end = head.start + gap.start() if gap is not None else head.end
        if end > start and place_of(doc, start) <= place + _SLACK:
            title = head.between(start, end)
        start = head.start + gap.end() if gap is not None else end
    return title.lower()
