"""Findings: margins, invasion, nodes, necrosis and the other items of a cancer protocol (CAP)."""

from __future__ import annotations

from spacy.tokens import Doc

from extractor.records import Finding


def find(doc: Doc) -> list[Finding]:
    """Return the findings of a pathology note."""
    return []
