"""Diagnoses: each status once, and how names are spelled."""

from __future__ import annotations

import pytest

import extractor


def found(text: str) -> set[str]:
    """Return "STATUS NAME" of each diagnosis, with the subject when it is not the patient."""
    return {
        " ".join([d.status, d.name, *([d.subject] if d.subject != "patient" else [])])
        for d in extractor.extract(text).diagnoses
    }


STATEMENTS = [
    ("The patient was diagnosed with synovial sarcoma.", {"final synovial sarcoma"}),
    ("The initial diagnosis was nodular fasciitis.", {"initial nodular fasciitis"}),
    ("It was initially misdiagnosed as nodular fasciitis.", {"initial nodular fasciitis"}),
    (
        "The differential diagnosis included schwannoma and neurofibroma.",
        {"differential schwannoma", "differential neurofibroma"},
    ),
    ("The lesion was suspicious for melanoma.", {"differential melanoma"}),
    (
        "Synovial sarcoma and rhabdomyosarcoma were excluded.",
        {"excluded synovial sarcoma", "excluded rhabdomyosarcoma"},
    ),
    ("TTF-1 was negative, which excludes metastatic thyroid carcinoma.", {"excluded metastatic thyroid carcinoma"}),
    ("She had a history of breast cancer.", {"history breast cancer"}),
    ("She had a history of breast cancer and presented with a melanoma.", {"history breast cancer", "final melanoma"}),
    ("Her mother had ovarian carcinoma.", {"history ovarian carcinoma family"}),
    ("A lymphoma was suspected. The biopsy confirmed a lymphoma.", {"final lymphoma"}),
    ("He had a GIST.", {"final gastrointestinal stromal tumor"}),
    ("He had an adenocarcinoma of the lung. The adenocarcinoma was resected.", {"final adenocarcinoma of the lung"}),
    ("The anaplastic lymphoma kinase gene was tested.", set()),
]


@pytest.mark.parametrize(("text", "expected"), STATEMENTS)
def test_statement(text: str, expected: set[str]) -> None:
    assert found(text) == expected


def test_code_is_that_of_the_tumor_and_its_organ() -> None:
    (record,) = extractor.extract("He had an adenocarcinoma of the lung.").diagnoses
    assert record.oncotree == "LUAD"


NOTE_STATUS = [
    ('CLINICAL HISTORY: Biopsy elsewhere: "carcinoma".\n\nGROSS: Fat.\n', ("carcinoma", "initial")),
    ("CLINICAL HISTORY: R/O lymphoma.\n\nGROSS: Fat.\n", ("lymphoma", "differential")),
    ("CLINICAL HISTORY: Hx colon ca.\n\nGROSS: Fat.\n", ("colon ca", "history")),
]


@pytest.mark.parametrize(("text", "expected"), NOTE_STATUS)
def test_status_in_notes(text: str, expected: tuple[str, str]) -> None:
    assert [(d.name, d.status) for d in extractor.extract(text).diagnoses] == [expected]
