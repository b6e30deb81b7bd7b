"""outcomes."""

from __future__ import annotations

from typing import Any

from spacy.tokens import Doc


def find(doc: Doc) -> list[Any]:
    """Return the outcomes of a document."""
    return []


def conflicts(doc: Doc, found: list[Any]) -> list[Any]:
    return []
