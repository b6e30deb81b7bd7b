"""Heads of lines in notes, and what they say of the diagnoses behind them."""

from __future__ import annotations

import pytest

import extractor
from extractor.records import Diagnosis

NLP = extractor.load(lazy=True)


def diagnoses(lines: str) -> list[Diagnosis]:
    text = f"HISTOPATHOLOGY REPORT\n{lines}\nGross: a piece of tissue of 12 mm in formalin.\nMicroscopic: see above.\n"
    return extractor.extract(text, nlp=NLP).diagnoses


def told(lines: str) -> set[tuple[str, str, str]]:
    return {(d.name, d.status, d.subject) for d in diagnoses(lines)}


@pytest.mark.parametrize("sign", [":", " =", " -", " ->", "\t", " ...", " |", "   "])
def test_any_sign_ends_a_head(sign: str) -> None:
    found = told(f"History{sign} seminoma\nDiagnosis{sign} lipoma")
    assert found == {("seminoma", "history", "patient"), ("lipoma", "final", "patient")}


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("Pre-op dx: melanoma", "initial"),
        ("Frozen: melanoma", "initial"),
        ("PMH: melanoma", "history"),
        ("Background: melanoma", "history"),
        ("Considered, rejected: melanoma", "excluded"),
        ("DDx: melanoma", "differential"),
        (":: hx :: melanoma", "history"),
        ("1.2  Clinical   melanoma", "history"),
    ],
)
def test_heads_of_lines(line: str, status: str) -> None:
    assert ("melanoma", status, "patient") in told(f"{line}\nDiagnosis: blue nevus")


def test_opening_tells_of_the_person() -> None:
    found = told("A 60-year-old man with seminoma. Orchiectomy was done.\n\nDiagnosis: embryonal carcinoma")
    assert ("seminoma", "history", "patient") in found
    assert ("embryonal carcinoma", "final", "patient") in found


def test_fields_of_one_line_have_heads_of_their_own() -> None:
    found = told("PMH: seminoma | Dx: lipoma")
    assert found == {("seminoma", "history", "patient"), ("lipoma", "final", "patient")}


@pytest.mark.parametrize(
    "line", ["Mo: melanoma", "FHx - melanoma (dad)", "Dtr: melanoma", "Strong FH of melanoma", "Grandson had melanoma"]
)
def test_relatives(line: str) -> None:
    assert ("melanoma", "history", "family") in told(f"{line}\nDiagnosis: blue nevus")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Tumor type: [x] Endometrioid  [ ] Serous  [ ] Carcinosarcoma", {"endometrioid carcinoma"}),
        ("Histology = clear cell", {"clear cell carcinoma"}),
        ("Type: [ ] ductal  [x] lobular", {"invasive lobular carcinoma"}),
        ("Type of specimen: core", set()),
        ("Diagnosis: [ ] lipoma  [x] melanoma", {"melanoma"}),
    ],
)
def test_types_of_forms(line: str, expected: set[str]) -> None:
    assert {d.name for d in diagnoses(line)} == expected


def test_denial_of_another_thing_in_a_list() -> None:
    assert ("psammomatous meningioma", "final", "patient") in told(
        "Micro: psammomatous meningioma, necrosis not found.\nDiagnosis: see above"
    )


def test_corrected_diagnosis_is_superseded() -> None:
    found = diagnoses("AMENDED REPORT: previously reported as fibroadenoma.\nDiagnosis: phyllodes tumor")
    assert [(d.name, d.superseded) for d in found] == [("fibroadenoma", True), ("phyllodes tumor", None)]
