"""Notes: whether a document is a pathology note, which is read by its sections and lines."""

from __future__ import annotations

from spacy.tokens import Doc

from extractor.grammar.parts import DECLARED
from extractor.grammar.wording import compiled
from extractor.mentions import sentences_of, text_of

_KEY = "extractor_note"
_NOTE_SECTIONS = frozenset({"specimen", "final diagnosis", "synoptic", "gross", "microscopic", "addendum"})
_FEW = 2


def is_note(doc: Doc) -> bool:
    """True for a pathology note: by its headings, its parts, or two words that only notes have."""
    known: bool | None = doc.user_data.get(_KEY)
    if known is None:
        known = doc.user_data[_KEY] = _is_note(doc)
    return known


def _is_note(doc: Doc) -> bool:
    sections = {sentence.section for sentence in sentences_of(doc)}
    if doc.user_data.get(DECLARED) or len(sections & _NOTE_SECTIONS) >= _FEW:
        return True
    found = compiled("findings", r"(?<![\w-]){note_words}(?![\w-])").finditer(text_of(doc))
    return len({match[0].lower() for match in found}) >= _FEW
