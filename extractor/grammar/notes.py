"""Notes: whether a document is a pathology note, which is read by its sections and lines."""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Doc

from extractor.grammar.parts import DECLARED
from extractor.mentions import Mention, sentences_of, text_of

_KIND = "note"
_NOTE_SECTIONS = frozenset({"specimen", "final diagnosis", "synoptic", "gross", "microscopic", "addendum"})
_FEW = 2


def is_note(doc: Doc, mentions: Iterable[Mention]) -> bool:
    """True for a pathology note: by its headings, its parts, or two words among its mentions that only notes have."""
    sections = {sentence.section for sentence in sentences_of(doc)}
    return bool(doc.user_data.get(DECLARED)) or len(sections & _NOTE_SECTIONS) >= _FEW or _has_words(doc, mentions)


def _has_words(doc: Doc, mentions: Iterable[Mention]) -> bool:
    text = text_of(doc)
    words = {
        text[m.start : m.end].lower()
        for m in mentions
        if m.kind == _KIND and text[m.end : m.end + 1] != "-" and text[m.start - 1 : m.start] != "-"
    }
    return len(words) >= _FEW
