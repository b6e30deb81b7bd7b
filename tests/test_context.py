"""Whose fact, how sure: subjects of sentences and scopes of cues."""

from __future__ import annotations

import pytest

import extractor
from extractor.mentions import SENTENCES

NLP = extractor.load()


def subjects(text: str) -> list[str]:
    doc = NLP.make_doc(text)
    for name, component in NLP.pipeline:
        if name != "extractor_records":
            doc = component(doc)
    return [sentence.subject.value for sentence in doc.user_data[SENTENCES]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Discussion\n\nSuch tumors have been reported in the literature.", "literature"),
        ("Discussion\n\nOur patient was positive for CD34.", "patient"),
        ("Case presentation\n\nThe tumor was positive for CD34.", "patient"),
        ("Case presentation\n\nSimilar cases have been reported by Smith et al.", "literature"),
        ("Background\n\nThese tumors are positive for CD34.", "literature"),
        ("Follow-up findings\n\nThe tumor was positive for CD34.", "patient"),
        ("Review of published cases\n\nCD34 was positive.", "literature"),
        ("A 40-year-old woman had a mass. CD34 was positive.", "patient"),
        ("A woman had a mass. Unlike previously reported cases, our tumor was negative for p16.", "patient"),
        ("A woman had a mass. The KEYNOTE-024 trial was of tumors positive for PD-L1.", "literature"),
        ("A woman had sarcoma. No recurrence of the CD34-positive tumor has been observed.", "patient"),
        ("A man had sarcoma. It was CD34-positive, as previously reported in the literature.", "patient"),
        ("Two patients were diagnosed with melanoma at our hospital. Two cases had a BRAF mutation.", "patient"),
        ("Two cases had a BRAF mutation.", "literature"),
        (
            "In this study, 45 synovial sarcomas were tested. CD34 was positive in one.",
            "literature",
        ),
        ("Of 26 lung adenocarcinoma samples four were studied. One was positive for CD34.", "literature"),
        ("BaF3 cells were transduced with the gene. They were positive for CD34.", "literature"),
        ("We report two patients with fibrosarcoma. The tumor was positive for CD34.", "patient"),
        ("This study tells of a woman with fibrosarcoma. The tumor was positive for CD34.", "patient"),
        ("Of the five cases, four had a BRAF mutation.", "patient"),
        ("Sequencing revealed a previously described BRAF mutation.", "patient"),
        ("Previously described BRAF mutations are frequent.", "literature"),
        ("We found a deletion that has not been reported in the literature.", "patient"),
        ("The study of the PTEN gene revealed a deletion.", "patient"),
    ],
)
def test_subject_of_the_last_sentence(text: str, expected: str) -> None:
    assert subjects(text)[-1] == expected


def test_patient_carries_over_in_a_discussion() -> None:
    text = "Discussion\n\nOur patient had an excellent response. Post-operative pathology revealed CD34 positivity."
    assert subjects(text)[-1] == "patient"


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("The cells were positive for CD34.", "asserted"),
        ("Suspected ALK rearrangement was present in the tumor.", "possible"),
        ("To exclude lymphoma, staining for CD45 was performed and found negative.", "asserted"),
    ],
)
def test_certainty(text: str, certainty: str) -> None:
    assert extractor.extract(text).markers[0].certainty == certainty


def test_defined_abbreviation_is_known_by_its_long_form() -> None:
    text = "Transducin-like enhancer of split 1 (TLES1) was stained. TLES1 was negative."
    assert [(m.name, m.polarity) for m in extractor.extract(text).markers] == [("TLE1", "negative")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Our tumor was positive for CD34, whereas most sarcomas are negative for S100.", ["patient", "literature"]),
        ("Although most melanomas express S100, this tumor was negative for CD34.", ["literature", "patient"]),
        ("GISTs usually express CD117; however, CD34 was negative in our case.", ["literature", "patient"]),
        ("His brother was positive for CD34 while the patient tested negative for S100.", ["family", "patient"]),
        (
            "He received trastuzumab for a CD34-positive tumor, which has been shown to help in S100-positive disease.",
            ["patient", "literature"],
        ),
    ],
)
def test_clauses_of_one_sentence(text: str, expected: list[str]) -> None:
    markers = sorted(extractor.extract(text).markers, key=lambda marker: marker.evidence[0].start)
    assert [marker.subject for marker in markers] == expected
