"""Grades: of tumors, of adverse events and of regression, and what has grades that are no grades here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from extractor import extract

if TYPE_CHECKING:
    from spacy.language import Language

# Text → (system, version, value, of) of each grade record.
CASES: list[tuple[str, list[tuple[str | None, str | None, str, str | None]]]] = [
    ("Gr 2 diarrhea, gr 1 HTN.", [(None, None, "2", "diarrhea"), (None, None, "1", "HTN")]),
    ("A high-grade sarcoma.", [(None, None, "high", "sarcoma")]),
    (
        "The biopsy showed a moderately-differentiated tubular adenocarcinoma.",
        [(None, None, "moderately differentiated", "tubular adenocarcinoma")],
    ),
    (
        "Moderately (tub2) differentiated. Mixed moderately differentiated (tub2) and "
        "well differentiated (tub1) adenocarcinoma.",
        [
            (None, None, "moderately differentiated", "adenocarcinoma"),
            (None, None, "well differentiated", "adenocarcinoma"),
        ],
    ),
    (
        "Invasive ductal carcinoma, grade II of Scarff-Bloom-Richardson.",
        [("Scarff-Bloom-Richardson", None, "II", "Invasive ductal carcinoma")],
    ),
    ("A leiomyosarcoma grade 3 of the FNCLCC.", [("FNCLCC", None, "3", "leiomyosarcoma")]),
    ("Clear cell renal cell carcinoma, Fuhrman grade 3.", [("Fuhrman", None, "3", "Clear cell renal cell carcinoma")]),
    (
        "Adenocarcinoma, Gleason score 3 + 4 = 7 (ISUP grade group 2).",
        [("Gleason", None, "3+4=7", "Adenocarcinoma"), ("ISUP", None, "2", "Adenocarcinoma")],
    ),
    ("Prostate cancer, Gleason score 7 (4+3).", [("Gleason", None, "4+3=7", "Prostate cancer")]),
    ("Clark level IV melanoma.", [("Clark", None, "IV", "melanoma")]),
    ("Grade 1-2 follicular lymphoma.", [(None, None, "1-2", "follicular lymphoma")]),
    ("Huvos grade III necrosis of the osteosarcoma.", [("Huvos", None, "III", "necrosis")]),
    (
        "Grade 4 neutropenia according to Common Terminology Criteria for Adverse Events (CTCAE) v5.0.",
        [("CTCAE", "5.0", "4", "neutropenia")],
    ),
    (
        "The only adverse effects were grade 1 diarrhea and taste alterations.",
        [(None, None, "1", "diarrhea"), (None, None, "1", "taste alterations")],
    ),
    (
        "Visual disturbance of grade 1 and nausea of grade 2 (CTCAE v4.03).",
        [("CTCAE", "4.03", "1", "Visual disturbance"), ("CTCAE", "4.03", "2", "nausea")],
    ),
    ("Acute renal failure (grade 2/CTCAE ver4.0) occurred.", [("CTCAE", "4.0", "2", "Acute renal failure")]),
    ("A fistula was a Clavien-Dindo grade IIIa complication.", [("Clavien-Dindo", None, "IIIa", "complication")]),
    ("A sarcoma was treated without grade 3 or 4 toxicities.", []),
    ("High-grade fever, a grade 2 murmur, ECOG performance status grade 1 and grade 3 reflux in lymphoma.", []),
    ("There was no high-grade dysplasia.", []),
    ("IgG4-related disease and an immunoglobulin G4-related pseudotumor.", []),
    ("NOTE: Gleason 6 is Grade Group 1; 3+4=7 is Grade Group 2.", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[case[0][:40] for case in CASES])
def test_grades(nlp: Language, text: str, expected: list[tuple[str | None, str | None, str, str | None]]) -> None:
    found = extract(text, nlp=nlp).grades
    assert [(grade.system, grade.version, grade.value, grade.of) for grade in found] == expected


def test_two_names_of_one_tumor_are_one_grade(nlp: Language) -> None:
    text = "A poorly differentiated adenocarcinoma. The poorly differentiated gastric adenocarcinoma was resected."
    (grade,) = extract(text, nlp=nlp).grades
    assert len(grade.evidence) == 2
