"""Lined documents: reports that are written in lines, labels and columns rather than in paragraphs of prose."""

from __future__ import annotations

from spacy.tokens import Doc

from extractor.grammar.notes import is_note
from extractor.mentions import sentences_of

_KEY = "extractor_lined"
_FEWEST_LINES = 4
_LEAST_SHARE = 0.2


def is_lined(doc: Doc) -> bool:
    """True for a document of several lines that is a note, or of which many end without a full stop; found once."""
    known: bool | None = doc.user_data.get(_KEY)
    if known is None:
        lines = [sentence for sentence in sentences_of(doc) if sentence.opens_line]
        bare = sum(sentence.text[-1] not in ".?!" for sentence in lines)
        known = len(lines) >= _FEWEST_LINES and (bare >= _LEAST_SHARE * len(lines) or is_note(doc, ()))
        doc.user_data[_KEY] = known
    return known
