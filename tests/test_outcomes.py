"""Outcomes: each construction once, and what is no outcome."""

from __future__ import annotations

import pytest

import extractor

# Outcomes are of a tumor, so every text names one.
TUMOR = "A 50-year-old man had a sarcoma. "


def found(text: str) -> set[str]:
    """Return "STATUS at TIME" of each outcome, with the subject when it is not the patient."""
    return {
        " ".join([o.status, *(["at " + o.at] if o.at else []), *([o.subject] if o.subject != "patient" else [])])
        for o in extractor.extract(TUMOR + text).outcomes
    }


STATEMENTS = [
    ("He remains NED and on imatinib 12 months post-operatively.", {"NED at 12 months post-operatively"}),
    ("He is without evidence of recurrence at 7 months.", {"NED at 7 months"}),
    ("There was no recurrence after three years.", {"NED at three years"}),
    ("He has been free of disease for 48 months.", {"NED at 48 months"}),
    ("He didn't have any recurrence at 1 year of follow-up.", {"NED at 1 year of follow-up"}),
    ("In April 2021 he was without symptoms or radiological evidence of disease.", {"NED at April 2021"}),
    ("He remained in complete remission in June 2022.", {"NED at June 2022"}),
    ("He is well without any signs of recurrence 18 months after surgery.", {"NED at 18 months after surgery"}),
    ("Biopsy confirmed a recurrent GIST.", {"recurrence"}),
    ("Due to disease progression, pazopanib was started.", {"progression"}),
    ("In July 2020 MRI showed local recurrence.", {"recurrence at July 2020"}),
    ("The tumor recurred after 8 months and he died.", {"recurrence at 8 months", "dead"}),
    ("He died of progression at 9 months.", {"dead at 9 months", "progression at 9 months"}),
    ("In May 2016, after 14 months, there was progressive disease.", {"progression at May 2016"}),
    ("CT showed multiple lung metastases.", {"metastasis"}),
    ("He is alive with disease two years after surgery.", {"alive with disease at two years after surgery"}),
    ("His father died of leukemia.", {"dead family"}),
    (
        "No recurrence was seen at 6 months. There was no recurrence at 12 months.",
        {"NED at 6 months", "NED at 12 months"},
    ),
    ("A recurrence was resected. The recurrence of July 2020 had been small.", {"recurrence at July 2020"}),
]
NOTHING = [
    "Radiotherapy was given to reduce the risk of recurrence.",
    "There was local recurrence risk.",
    "CT showed no evidence of metastasis.",
    "Progression-free survival was 12 months.",
    "His back pain recurred after 3 months.",
    "His weakness had progressed over two months.",
    "He had recurrent pneumonia.",
    "If he relapses, pazopanib will be given.",
    "New primary versus metastasis?",
    "The margins were tumor free.",
]


@pytest.mark.parametrize(("text", "expected"), STATEMENTS)
def test_statement(text: str, expected: set[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize("text", NOTHING)
def test_no_outcome(text: str) -> None:
    assert found(text) == set()


TWICE = "Abstract\n{}\n\nBackground\nSarcomas are rare.\n\nCase presentation\nA man had a sarcoma. {}\n"


@pytest.mark.parametrize(
    ("abstract", "case", "expected"),
    [
        (
            "He remains NED 12 months after surgery.",
            "There is no recurrence at 7 months.",
            [["12 months after surgery", "7 months"]],
        ),
        ("He remains NED at one year.", "He is NED at 12 months.", []),
        ("He remains NED at 12 months.", "There was no recurrence at 6 months. He is NED at 12 months.", []),
        ("He remains NED 12 months after diagnosis.", "He is NED 7 months after surgery.", []),
        ("He did well.", "There was no recurrence at 6 months. He is NED at 12 months.", []),
    ],
)
def test_conflict(abstract: str, case: str, expected: list[list[str]]) -> None:
    record = extractor.extract(TWICE.format(abstract, case))
    assert [c.values for c in record.conflicts if c.field == "outcomes.NED.at"] == expected


def test_a_metastasis_in_a_specimen_is_no_outcome() -> None:
    text = "FINAL DIAGNOSIS:\nA. Colon, resection: adenocarcinoma; one lymph node with metastasis (1/17).\n"
    assert not extractor.extract(text).outcomes


IN_NOTES = [
    ("Lung mets 2018.", [("metastasis", "2018")]),
    ("Imatinib was stopped for progression.", [("progression", None)]),
    ("First relapse of lymphoma.", [("recurrence", None)]),
    ("A bladder tumor, recurrent.", [("recurrence", None)]),
    ("Metastasis of melanoma in a node.", []),
]


@pytest.mark.parametrize(("words", "expected"), IN_NOTES)
def test_outcome_of_a_note(words: str, expected: list[tuple[str, str | None]]) -> None:
    text = f"CLINICAL HISTORY: Melanoma. {words}\n\nGROSS: Fat.\n\nMICROSCOPIC: Melanoma.\n"
    assert [(o.status, o.at) for o in extractor.extract(text).outcomes] == expected
