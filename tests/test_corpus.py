"""The corpus is consistent in itself: reports and gold belong together, offsets hold, fields follow the contract."""

from __future__ import annotations

import hashlib
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from extractor.records import SLOTS, Patient

ROOT = Path(__file__).resolve().parent.parent
REPORTS = ROOT / "corpus" / "reports"
GOLD = ROOT / "corpus" / "gold"
SHARED = Path(os.environ.get("EXTRACTOR_SHARED") or ROOT.parent / "shared")

# Gold says more than a record does: which other names count, and whether a miss costs anything.
GOLD_ONLY = {"aka", "value_aka", "optional", "note"}
OF_NOTES = {"specimens", "findings"}  # record types that only the gold of pathology notes has
FRAME = {"report", "sha256", "patient", *SLOTS}
PERSONAL = re.compile(
    r"(?-i:\b(?:Mr|Mrs|Ms|Miss|Dr|Prof)\b\.?\s+[A-Z])"
    r"|\b(?:patient|physician|pathologist)(?:'s)? name\b"
    r"|\b(?:signed|dictated|reviewed) by(?-i:\s[A-Z][a-z])"
    r"|\b(?:M\.D\.|MRN\W{0,3}\d|SSN)"
    r"|\b(?:date of birth|DOB)\W{0,3}(?:\d{1,2}[-./ ]|(?!yr|year)[a-z]{3,9}\s\d)"
    r"|[\w.]+@[\w.]+"
    r"|\(?\b\d{3}\)?[ -]\d{3}-\d{4}\b",
    re.IGNORECASE,
)

report_paths = sorted(REPORTS.rglob("*.txt"))
gold_paths = sorted(GOLD.rglob("*.json"))
own_gold = [path for path in gold_paths if not path.stem.startswith("published-")]
published_gold = [path for path in gold_paths if path.stem.startswith("published-")]

each_report = pytest.mark.parametrize("path", report_paths, ids=lambda path: path.stem)
each_gold = pytest.mark.parametrize("path", gold_paths, ids=lambda path: path.stem)
each_own_gold = pytest.mark.parametrize("path", own_gold, ids=lambda path: path.stem)
each_published_gold = pytest.mark.parametrize("path", published_gold, ids=lambda path: path.stem)


def load(path: Path) -> dict[str, Any]:
    """Return one gold file."""
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


def report_of(path: Path) -> Path:
    """Return the report of a gold file."""
    return (REPORTS / path.relative_to(GOLD)).with_suffix(".txt")


def records(gold: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Return every gold record with a label that a failing test can show."""
    return [(f"{slot}[{i}]", record) for slot in SLOTS for i, record in enumerate(gold.get(slot, ()))]


def spans(gold: dict[str, Any]) -> list[tuple[str, int, int]]:
    """Return every evidence span with the label of its record."""
    labelled = [("patient", gold["patient"]), *records(gold)]
    return [(label, span["start"], span["end"]) for label, record in labelled for span in record.get("evidence", [])]


def as_model(slot: str, record: dict[str, Any]) -> dict[str, Any]:
    """Return a gold record as its model takes it: gold-only keys gone, evidence with a text, partners from the name."""
    data = {key: value for key, value in record.items() if key not in GOLD_ONLY}
    data["evidence"] = [{"text": "", **span} for span in record.get("evidence", [])]
    if slot == "fusions":
        five, three = record["name"].split("::")
        data = {"five_prime": {"gene": five}, "three_prime": {"gene": three}, **data}
    return data


def published_texts() -> dict[str, str]:
    """Return the published reports by the SHA-256 of their bytes; skips where they are not at hand."""
    folder = SHARED / "reports"
    if not folder.is_dir():
        pytest.skip(f"published reports are not redistributed and {folder} is missing: set EXTRACTOR_SHARED")
    files = (path.read_bytes() for path in sorted(folder.glob("*.txt")))
    return {hashlib.sha256(raw).hexdigest(): raw.decode("utf-8") for raw in files}


def test_each_report_has_gold_and_each_gold_its_report() -> None:
    assert report_paths
    reports = {path.relative_to(REPORTS).with_suffix("") for path in report_paths}
    assert reports == {path.relative_to(GOLD).with_suffix("") for path in own_gold}


def test_readme_lists_every_report() -> None:
    readme = (ROOT / "corpus" / "README.md").read_text(encoding="utf-8")
    for heading, folder in (("The reports", REPORTS), ("The notes", REPORTS / "notes")):
        section = readme.split(f"## {heading}\n")[1].split("\n## ")[0]
        listed = re.findall(r"^\| `([a-z0-9-]+)` \|", section, re.MULTILINE)
        assert listed == [path.stem for path in sorted(folder.glob("*.txt"))]


@each_report
def test_report_is_named_in_kebab_case(path: Path) -> None:
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", path.stem)


@each_report
def test_report_names_no_person(path: Path) -> None:
    found = PERSONAL.search(path.read_text(encoding="utf-8"))
    assert found is None, f"{path.name}: characters {found.span() if found else ''} look like a personal detail"


@pytest.mark.parametrize(
    "text", ["Mr. X was seen", "seen by Dr. Y", "Patient name: X", "MRN 1234", "DOB: 03.04.1957", "call 555-010-1234"]
)
def test_personal_details_are_noticed(text: str) -> None:
    assert PERSONAL.search(text)


@each_gold
def test_gold_has_the_frame(path: Path) -> None:
    gold = load(path)
    published = path in published_gold
    assert set(gold) | OF_NOTES == FRAME | ({"source"} if published else set())
    assert re.fullmatch(r"[0-9a-f]{64}", gold["sha256"])


@each_own_gold
def test_gold_belongs_to_the_bytes_of_its_report(path: Path) -> None:
    gold = load(path)
    assert gold["report"] == f"{path.stem}.txt"
    assert gold["sha256"] == hashlib.sha256(report_of(path).read_bytes()).hexdigest()


@each_gold
def test_patient_follows_the_contract(path: Path) -> None:
    patient = load(path)["patient"]
    ages, sexes = (
        value if isinstance(value := patient.get(field), list) else [value] for field in ("age_years", "sex")
    )
    # A report of several patients accepts any of them, so gold may hold lists where a record holds one value.
    assert ages
    assert sexes
    others = {key: value for key, value in as_model("patient", patient).items() if key not in ("age_years", "sex")}
    for age in ages:
        for sex in sexes:
            Patient.model_validate({**others, "age_years": age, "sex": sex}, strict=True)


@each_gold
def test_records_follow_the_contract(path: Path) -> None:
    gold = load(path)
    for slot, model in SLOTS.items():
        for record in gold.get(slot, ()):
            model.model_validate(as_model(slot, record), strict=True)
            assert "subject" in record, f"{slot}: {record} does not say whose fact it is"
            assert record.get("optional") in (None, True)
            for key in ("aka", "value_aka"):
                assert all(isinstance(name, str) and name for name in record.get(key, []))


@each_gold
def test_required_records_have_evidence(path: Path) -> None:
    missing = [
        label for label, record in records(load(path)) if not record.get("optional") and not record.get("evidence")
    ]
    assert missing == []


@each_gold
def test_gold_holds_offsets_and_no_text(path: Path) -> None:
    gold = load(path)
    for record in [gold["patient"], *(record for _, record in records(gold))]:
        assert all(set(span) == {"start", "end"} for span in record.get("evidence", []))


def check_spans(gold: dict[str, Any], text: str) -> None:
    """Fail for spans that are empty, outside the text, or that start or end in white space."""
    for label, start, end in spans(gold):
        assert 0 <= start < end <= len(text), f"{label}: [{start}:{end}] is outside the text"
        assert text[start:end] == text[start:end].strip(), f"{label}: [{start}:{end}] starts or ends in white space"


@each_own_gold
def test_evidence_lies_in_the_report(path: Path) -> None:
    gold = load(path)
    check_spans(gold, report_of(path).read_bytes().decode("utf-8"))


@each_published_gold
def test_published_gold_belongs_to_the_published_text(path: Path) -> None:
    gold = load(path)
    texts = published_texts()
    assert gold["sha256"] in texts, f"no published report has the SHA-256 that {path.name} names"
    check_spans(gold, texts[gold["sha256"]])
