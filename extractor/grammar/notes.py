"""Notes: whether a document is a pathology note, which is read by its sections and lines."""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Doc

from extractor.grammar.items import split_item
from extractor.grammar.parts import DECLARED
from extractor.mentions import Mention, sentences_of, text_of

_KIND, _HINT = "note", "hint"
_NOTE_SECTIONS = frozenset({"specimen", "final diagnosis", "synoptic", "gross", "microscopic", "addendum"})
_FEW = 2
_FEW_LINES, _FEW_ITEMS = 4, 5
_SHARE_OF_ITEMS = 0.2


def is_note(doc: Doc, mentions: Iterable[Mention]) -> bool:
    """True for a pathology note: by its headings, its parts, its lines, or two words that only notes have."""
    sentences = sentences_of(doc)
    sections = {sentence.section for sentence in sentences}
    if doc.user_data.get(DECLARED) or len(sections & _NOTE_SECTIONS) >= _FEW:
        return True
    lines = [sentence.text for sentence in sentences if sentence.opens_line]
    if len(lines) >= _FEW_LINES and _are_items(lines, len(sentences)):
        return True
    return _has_words(doc, mentions, hints=len(lines) >= _FEW_LINES)


def _are_items(lines: list[str], sentences: int) -> bool:
    """True for the lines of a form: a good share of them begin with a label, before a colon or a column."""
    items = sum(1 for line in lines if split_item(line) is not None)
    return items >= _FEW_ITEMS and items >= _SHARE_OF_ITEMS * sentences


def _has_words(doc: Doc, mentions: Iterable[Mention], *, hints: bool) -> bool:
    """True for two different words of notes; `hints` are words that count in a text of several lines only."""
    text = text_of(doc)
    words = {
        text[m.start : m.end].lower()
        for m in mentions
        if m.kind == _KIND
        and (hints or m.id != _HINT)
        and text[m.end : m.end + 1] != "-"
        and text[m.start - 1 : m.start] != "-"
    }
    return len(words) >= _FEW
