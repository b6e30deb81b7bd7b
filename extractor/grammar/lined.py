"""Lined documents: reports that are written in lines, labels and columns rather than in paragraphs of prose."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc

from extractor.grammar.notes import is_note
from extractor.mentions import Sentence, sentences_of

_KEY = "extractor_lined"
_FEWEST_LINES = 4
_LEAST_SHARE = 0.2


def is_lined(doc: Doc) -> bool:
    """True for a document of several lines that is a note, or of which many end without a full stop; found once."""
    known: bool | None = doc.user_data.get(_KEY)
    if known is None:
        sentences = sentences_of(doc)
        known = has_lines(sentences) or (len(_lines(sentences)) >= _FEWEST_LINES and is_note(doc, ()))
        doc.user_data[_KEY] = known
    return known


def has_lines(sentences: Sequence[Sentence]) -> bool:
    """True for sentences in several lines of which many end without a full stop."""
    lines = _lines(sentences)
    bare = sum(sentence.text[-1] not in ".?!" for sentence in lines)
    return len(lines) >= _FEWEST_LINES and bare >= _LEAST_SHARE * len(lines)


def _lines(sentences: Sequence[Sentence]) -> list[Sentence]:
    return [sentence for sentence in sentences if sentence.opens_line]
