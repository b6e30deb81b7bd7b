"""Stainings: the method of stains by the heading over them, by the name of the test, and by what the report says."""

from __future__ import annotations

import pytest

import extractor

METHODS = [
    (
        "Immuno: CK7 pos.\n\nFLOW (F24-9)\nB cells are CD5+, CD10-.",
        {"CK7": "IHC", "CD5": "flow cytometry", "CD10": "flow cytometry"},
    ),
    (
        "Immunohistochemistry: CK7 pos.\n\nFlow cytometry: CD5+.\n\nNote: SOX10 was negative.",
        {"CK7": "IHC", "CD5": "flow cytometry", "SOX10": "IHC"},
    ),
    ("IMMUNOPHENOTYPING\nPopulation A (58% of WBC), gated\nCD5\tPositive", {"CD5": "flow cytometry"}),
    ("IHC: CD138 pos. Congo red negative.", {"CD138": "IHC", "Congo red": "histochemistry"}),
    ("IHC: CD138 pos; kappa restricted by ISH.", {"CD138": "IHC", "kappa": "ISH"}),
]


@pytest.mark.parametrize(("text", "expected"), METHODS)
def test_method(text: str, expected: dict[str, str]) -> None:
    assert {marker.name: marker.method for marker in extractor.extract(text).markers} == expected
