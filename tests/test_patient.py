"""Patient: each way to write age and sex once, what is no age of the patient, and what contradicts itself."""

from __future__ import annotations

import pytest

import extractor

STATEMENTS = [
    ("A 54-year-old man was admitted.", 54, "male"),
    ("A 34-yr-old female presented with pain.", 34, "female"),
    ("A 3-month-old girl had a mass.", 0.25, "female"),
    ("An 18-month-old boy had a mass.", 1.5, "male"),
    ("A six year old male presented acutely.", 6, "male"),
    ("A fifty-six-year-old lady came.", 56, "female"),
    ("A woman aged 67 years had a melanoma.", 67, "female"),
    ("A 62 y/o man with cough.", 62, "male"),
    ("54M with a renal mass.", 54, "male"),
    ("Age: 62     Sex: F", 62, "female"),
    ("Age / Sex:      67 Y / F     Service: Pulmonary", 67, "female"),
    ("Male, 58 years. Lymphadenopathy.", 58, "male"),
    ("Ewing sarcoma in a girl of 15.", 15, "female"),
    ("An 83 years Welsh lady presented with a lump.", 83, "female"),
    ("A 69-year-old patient had a tumor.", 69, None),
    ("A woman in her sixties had a tumor.", None, "female"),
    ("The patient had a tumor. He was operated on. His recovery was good.", None, "male"),
    ("A 24-year-old gravida 2 was seen.", 24, "female"),
    ("A 45-year-old man, who had had a melanoma at the age of 15, presented.", 45, "male"),
    ("His 70-year-old mother had cancer. A 45-year-old man presented.", 45, "male"),
    ("It affects patients aged 12 years. We report a 45-year-old man.", 45, "male"),
    ("The median age was 60 years. A 45-year-old man presented.", 45, "male"),
    ("A 57-year-old woman had a 10-year-old scar.", 57, "female"),
    ("A 40-year-old man relapsed; after 11 days the patient died.", 40, "male"),
    ("An 18F-FDG PET was done in a 50-year-old man.", 50, "male"),
]


@pytest.mark.parametrize(("text", "age", "sex"), STATEMENTS)
def test_statement(text: str, age: float | None, sex: str | None) -> None:
    patient = extractor.extract(text).patient
    assert (patient.age_years, patient.sex) == (age, sex)


def conflicts(text: str) -> list[list[str]]:
    """Return the values of the conflicts about the patient."""
    return [c.values for c in extractor.extract(text).conflicts if c.field == "patient.age_years"]


CASE = "Abstract\nWe report a {} with a sarcoma.\n\nCase presentation\nA {} was admitted with a mass. {}\n"


@pytest.mark.parametrize(
    ("first", "second", "rest", "expected"),
    [
        ("24-year-old patient", "23-year-old man", "", [["24", "23"]]),
        ("24-year-old man", "24-year-old man", "", []),
        ("24-year-old man", "23-year-old woman", "", []),
        ("24-year-old man", "24-year-old man", "At the age of 15 he had had a lymphoma.", []),
        ("24-year-old man", "24-year-old man", "He is now 27 years old.", []),
        ("24-year-old man", "24-year-old man", "Case 2: a 31-year-old man had a similar mass.", []),
    ],
)
def test_conflict(first: str, second: str, rest: str, expected: list[list[str]]) -> None:
    assert conflicts(CASE.format(first, second, rest)) == expected
