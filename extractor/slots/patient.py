"""Patient: age in years and sex of the person whom the report is about (first statement that gives them)."""

from __future__ import annotations

from spacy.tokens import Doc

from extractor.records import Patient


def find(doc: Doc) -> Patient:
    """Return the patient's age and sex as the report first states them."""
    return Patient()
