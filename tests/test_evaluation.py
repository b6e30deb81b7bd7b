"""Records against gold: one small table of cases per definition, and the reference measure on real gold."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from extractor.errors import EvaluationError
from extractor.evaluation import Tally, check_evidence, compare, evaluate
from extractor.evaluation.amounts import schedule

Document = dict[str, Any]

SHARED = Path(os.environ.get("EXTRACTOR_SHARED") or Path(__file__).resolve().parents[2] / "shared")

S100 = {"name": "S100", "alteration": "expression", "polarity": "positive", "subject": "patient"}
FUSION = {"name": "LMNA::NTRK1", "polarity": "positive", "subject": "patient"}
DRUG = {"kind": "drug", "name": "cisplatin", "subject": "patient"}
SHRINKAGE = {"measure": "tumor_size", "quantity": {"value": 30, "unit": "%"}, "subject": "patient"}
CATEGORY = {"measure": "category", "category": "PR", "subject": "patient"}
GRADE = {"value": "2", "subject": "patient"}
VARIANT = {"gene": "BRAF", "hgvs_p": "p.V600E", "polarity": "positive", "subject": "patient"}
MARGIN = {"name": "margin", "polarity": "negative", "subject": "patient"}
PATIENT = {"subject": "patient"}


def counts(slot: str, gold: list[Document], predicted: list[Document]) -> tuple[int, int, int]:
    tally = compare({slot: gold}, {slot: predicted}).tallies[slot]
    return tally.tp, tally.fp, tally.fn


# slot, gold, what the prediction changes of it, whether they are one fact
KEYS = [
    ("markers", S100, {"name": "S-100"}, True),
    ("markers", S100, {"name": "SOX10"}, False),
    ("markers", S100, {"alteration": "mutation"}, False),
    ("markers", S100, {"polarity": "negative"}, False),
    ("markers", S100, {"polarity": None}, False),
    ("markers", S100, {"subject": "literature"}, False),
    ("markers", S100 | {"polarity": None}, {"polarity": "negative"}, True),
    ("markers", S100 | {"name": "CK7", "aka": ["cytokeratin 7"]}, {"name": "Cytokeratin-7", "aka": []}, True),
    ("markers", S100 | {"name": "β-catenin"}, {"name": "b-catenin"}, True),
    ("markers", S100 | {"name": "CK7"}, {"name": "keratin", "genes": ["CK7"]}, True),
    ("markers", S100 | {"name": "NTRK1"}, {"name": "pan-TRK", "genes": ["NTRK1", "NTRK2"]}, False),
    ("fusions", FUSION, {"name": "lmna::ntrk1"}, True),
    ("fusions", FUSION, {"name": "NTRK1::LMNA"}, False),
    ("fusions", FUSION | {"aka": ["NTRK1::LMNA"]}, {"name": "NTRK1::LMNA"}, True),
    ("fusions", FUSION, {"polarity": "negative"}, False),
    ("treatments", DRUG, {"name": "Cis-Platin"}, True),
    ("treatments", DRUG, {"name": "CDDP", "as_written": "cisplatin"}, True),
    ("treatments", DRUG, {"kind": None}, False),
    ("treatments", {"name": "cisplatin"}, {"kind": "drug"}, True),
    ("treatments", DRUG, {"kind": "radiotherapy"}, False),
    ("treatments", DRUG, {"subject": "family"}, False),
    ("responses", SHRINKAGE, {"quantity": {"value": "30%"}}, True),
    ("responses", SHRINKAGE, {"quantity": {"value": -30.04}}, True),
    ("responses", SHRINKAGE, {"quantity": {"value": 30.2}}, False),
    ("responses", SHRINKAGE, {"quantity": {"low": 30, "high": 30}}, True),
    ("responses", SHRINKAGE, {"quantity": None}, False),
    ("responses", SHRINKAGE, {"measure": "necrosis"}, False),
    ("responses", SHRINKAGE | {"aka": ["necrosis"]}, {"measure": "necrosis"}, True),
    ("responses", CATEGORY, {"category": "CR"}, False),
    ("responses", CATEGORY, {"quantity": {"value": 30}}, True),
    ("grades", GRADE, {"value": "II"}, True),
    ("grades", GRADE, {"value": "Grade 2"}, True),
    ("grades", GRADE, {"value": "G2"}, True),
    ("grades", GRADE, {"value": "3"}, False),
    ("grades", GRADE | {"value": "3+4=7", "value_aka": ["7"]}, {"value": "7"}, True),
    ("grades", GRADE | {"of": "tumor"}, {"of": "tumors of the colon"}, True),
    ("grades", GRADE | {"of": "tumor"}, {"of": "neutropenia"}, False),
    ("grades", GRADE | {"of": "tumor", "aka": ["low neutrophils"]}, {"of": "neutrophils"}, True),
    ("grades", GRADE | {"of": "tumor"}, {"of": None}, True),
    ("variants", VARIANT, {"hgvs_p": "V600E"}, True),
    ("variants", VARIANT, {"hgvs_p": None, "as_written": "V600E"}, True),
    ("variants", VARIANT, {"gene": "KRAS"}, False),
    ("variants", VARIANT, {"hgvs_p": "p.V600K"}, False),
    ("variants", VARIANT, {"polarity": "negative"}, False),
    ("stages", {"tnm": "pT2N0M0"}, {"tnm": "pT2 N0, M0"}, True),
    ("stages", {"tnm": "pT2N0M0"}, {"tnm": "pT2N0"}, False),
    ("stages", {"group": "IIIA"}, {"group": "iiia"}, True),
    ("stages", {"group": "IIIA", "aka": ["T2N0"]}, {"group": None, "tnm": "T2 N0", "aka": []}, True),
    ("measurements", {"dimensions_mm": [20, 30]}, {"dimensions_mm": [30.5, 20]}, True),
    ("measurements", {"dimensions_mm": [20, 30]}, {"dimensions_mm": [20]}, False),
    ("measurements", {"quantity": {"value": 8.1}}, {"quantity": {"value": "8.1"}}, True),
    ("diagnoses", {"name": "sarcoma", "status": "final"}, {"status": "final"}, True),
    ("diagnoses", {"name": "sarcoma", "status": "final"}, {"status": "history"}, False),
    ("outcomes", {"status": "NED", "at": "12 months"}, {"at": "at 12 months"}, True),
    ("outcomes", {"status": "NED", "at": "12 months"}, {"at": "2 years"}, False),
    ("outcomes", {"status": "NED", "at": "12 months"}, {"at": None}, True),
    ("specimens", {"site": "left breast"}, {"site": "breast, upper"}, True),
    ("specimens", {"site": "left breast"}, {"site": "colon"}, False),
    ("specimens", {"site": "bowel", "aka": ["colon"]}, {"site": "colon"}, True),
    ("specimens", {"site": "breast", "laterality": "left"}, {"laterality": "right"}, False),
    ("specimens", {"site": "breast", "laterality": "left"}, {"laterality": None}, True),
    ("findings", MARGIN, {"site": "deep"}, True),
    ("findings", MARGIN | {"site": "deep margin"}, {"site": "lateral margin"}, False),
    ("findings", MARGIN | {"site": "deep margin"}, {"site": "margin"}, True),
    ("findings", MARGIN, {"name": "ulceration"}, False),
    ("findings", MARGIN, {"polarity": "positive"}, False),
]


@pytest.mark.parametrize(("slot", "gold", "change", "same"), KEYS)
def test_key_and_required_fields(slot: str, gold: Document, change: Document, same: bool) -> None:
    tally = compare({slot: [gold]}, {slot: [gold | change]}).tallies[slot]
    assert (tally.tp, tally.fn) == ((1, 0) if same else (0, 1))


# gold attribute, predicted attribute, whether they agree
ATTRIBUTES = [
    ({"method": "IHC"}, {"method": "immunohistochemistry"}, True),
    ({"method": "IHC"}, {"method": "FISH"}, False),
    ({"method": "IHC"}, {}, False),
    ({"methods": ["NGS"]}, {"methods": ["FISH", "RNA-seq"]}, True),
    ({"methods": ["NGS", "FISH"]}, {"methods": ["NGS"]}, False),
    ({"intensity": "strong"}, {"intensity": "Strong"}, True),
    ({"quantity": {"value": 30, "unit": "%"}}, {"quantity": {"value": 30, "unit": "%"}}, True),
    ({"quantity": {"value": 30, "unit": "%"}}, {"quantity": {"value": 30}}, False),
    ({"quantity": {"value": 30}}, {"quantity": {"value": 30, "unit": "score"}}, True),
    ({"quantity": {"low": 1, "high": 5}}, {"quantity": {"value": 1}}, False),
    ({"dose": {"value": 1, "unit": "g"}}, {"dose": {"value": 1000, "unit": "mg"}}, True),
    ({"dose": {"value": 50, "unit": "µg"}}, {"dose": {"value": 50, "unit": "mcg"}}, True),
    ({"dose": {"value": 50, "unit": "Gy"}}, {"dose": {"value": 5000, "unit": "cGy"}}, True),
    ({"dose": {"value": 50, "unit": "mg"}}, {"dose": {"value": 50, "unit": "Gy"}}, False),
    ({"dose": {"value": 50, "unit": "mg", "per": "m2"}}, {"dose": {"value": 50, "unit": "mg"}}, False),
    ({"dose": {"value": 50, "unit": "mg"}}, {"dose": {"value": 50, "unit": "mg", "per": "m2"}}, True),
    ({"dose": {"value": 50, "unit": "mg"}}, {"dose": "50 mg"}, False),
    ({"frequency": "every 3 weeks"}, {"frequency": "q21d"}, True),
    ({"frequency": "every 3 weeks"}, {"frequency": "weekly"}, False),
    ({"frequency": "at night"}, {"frequency": "At night."}, True),
    ({"in_frame": True}, {"in_frame": True}, True),
    ({"in_frame": True}, {"in_frame": 1}, False),
    ({"cycles": 3}, {"cycles": "3"}, True),
    ({"cycles": 3}, {"cycles": 4}, False),
    ({"criteria": "RECIST"}, {"criteria": "RECIST 1.1"}, True),
    ({"five_prime": {"gene": "LMNA", "exon": 2}}, {"five_prime": {"gene": "LMNA", "exon": 2}}, True),
    ({"five_prime": {"gene": "LMNA", "exon": 2}}, {"five_prime": {"gene": "LMNA"}}, False),
]


@pytest.mark.parametrize(("wanted", "got", "same"), ATTRIBUTES)
def test_attributes(wanted: Document, got: Document, same: bool) -> None:
    tally = compare({"treatments": [DRUG | wanted]}, {"treatments": [DRUG | got]}).tallies["treatments"]
    assert (tally.tp, tally.attr_ok, tally.attr_all) == (1, int(same), 1)


def test_what_is_no_attribute() -> None:
    beside = {"genes": ["S100B"], "certainty": "asserted", "evidence": [], "note": "", "aka": ["S100"], "method": None}
    assert compare({"markers": [S100 | beside]}, {"markers": [S100]}).tallies["markers"] == Tally(tp=1)
    assert compare({"responses": [SHRINKAGE]}, {"responses": [SHRINKAGE]}).tallies["responses"].attr_all == 0
    stable = CATEGORY | {"quantity": {"value": 5}}
    assert compare({"responses": [stable]}, {"responses": [CATEGORY]}).tallies["responses"].attr_all == 1


@pytest.mark.parametrize(
    ("text", "days", "interval", "times"),
    [
        ("daily", (), 1, 1),
        ("qd", (), 1, 1),
        ("b.i.d.", (), 1, 2),
        ("three times a day", (), 1, 3),
        ("every 8 hours", (), 8 / 24, 1),
        ("q3w", (), 21, 1),
        ("every three weeks", (), 21, 1),
        ("twice weekly", (), 7, 2),
        ("monthly", (), 28, 1),
        ("days 1, 8 every 3 weeks", (1, 8), 21, 1),
        ("days 1-3 q21d", (1, 2, 3), 21, 1),
        ("day 1 to day 3", (1, 2, 3), None, 1),
        ("at night", (), None, 1),
    ],
)
def test_schedule(text: str, days: tuple[int, ...], interval: float | None, times: int) -> None:
    assert schedule(text) == (days, interval, times)


MAYBE = {"certainty": "possible"}
OPTIONAL = {"optional": True}


@pytest.mark.parametrize(
    ("slot", "gold", "predicted", "expected"),
    [
        ("markers", [S100], [S100, S100], (1, 1, 0)),
        ("markers", [S100 | OPTIONAL], [], (0, 0, 0)),
        ("markers", [S100 | OPTIONAL], [S100, S100], (0, 0, 0)),
        ("markers", [S100 | OPTIONAL, S100], [S100], (1, 0, 0)),
        ("markers", [], [S100], (0, 1, 0)),
        ("markers", [], [S100 | MAYBE], (0, 0, 0)),
        ("markers", [S100], [S100 | MAYBE], (1, 0, 0)),
        ("responses", [CATEGORY], [CATEGORY, CATEGORY], (1, 0, 0)),
        ("responses", [SHRINKAGE], [SHRINKAGE, SHRINKAGE], (1, 1, 0)),
        ("responses", [], [{"measure": "prevalence"}], (0, 0, 0)),
        ("treatments", [], [{"kind": "surgery"}, {"kind": "transplant"}, {"kind": "drug"}], (0, 1, 0)),
        ("diagnoses", [], [{"name": "sarcoma"}], (0, 0, 0)),
    ],
)
def test_duplicates_optional_and_set_aside(
    slot: str, gold: list[Document], predicted: list[Document], expected: tuple[int, int, int]
) -> None:
    assert counts(slot, gold, predicted) == expected


def test_pairs_are_those_with_most_attributes_in_agreement() -> None:
    low, high = ({"dose": {"value": value, "unit": "mg"}} for value in (10, 20))
    compared = compare({"treatments": [DRUG | low, DRUG | high]}, {"treatments": [DRUG | high, DRUG | low]})
    assert compared.tallies["treatments"] == Tally(tp=2, attr_ok=2, attr_all=2)


@pytest.mark.parametrize(
    ("gold", "predicted", "expected"),
    [
        ({"age_years": 45, "sex": "male"}, {"age_years": 45.0, "sex": "male"}, (2, 0, 0)),
        ({"age_years": 45}, {"age_years": 46, "sex": "male"}, (0, 1, 1)),
        ({"age_years": 45}, {}, (0, 0, 1)),
        ({"age_years": None}, {"age_years": 45}, (0, 1, 0)),
        ({"age_years": None}, {}, (0, 0, 0)),
        ({"age_years": [45, 50]}, {"age_years": 50}, (1, 0, 0)),
        ({"age_years": [45, 50]}, {"age_years": [50, 45]}, (1, 0, 0)),
        ({}, {"age_years": 45}, (0, 0, 0)),
    ],
)
def test_patient(gold: Document, predicted: Document, expected: tuple[int, int, int]) -> None:
    tally = compare({"patient": gold}, {"patient": predicted}).tallies["patient"]
    assert (tally.tp, tally.fp, tally.fn) == expected


def test_a_slot_without_gold_is_not_measured() -> None:
    assert "markers" not in compare({"treatments": []}, {"markers": [S100]}).tallies


@pytest.mark.parametrize(
    ("tally", "rates"),
    [
        (Tally(), (1, 1, 1, 1)),
        (Tally(fn=2), (1, 0, 0, 1)),
        (Tally(fp=2), (0, 1, 0, 1)),
        (Tally(tp=1, fp=1, attr_ok=1, attr_all=4), (0.5, 1, 2 / 3, 0.25)),
    ],
)
def test_rates(tally: Tally, rates: tuple[float, ...]) -> None:
    assert (tally.precision, tally.recall, tally.f1, tally.attributes) == pytest.approx(rates)


def test_errors_say_what_was_wanted_and_what_came() -> None:
    gold = {"markers": [S100 | {"method": "IHC"}, S100 | {"name": "CD34"}], "patient": {"sex": "male"}}
    quoted = S100 | {"name": "CD34", "polarity": "negative", "evidence": [{"start": 0, "end": 4, "text": "CD34"}]}
    errors = compare(gold, {"markers": [S100 | {"method": "FISH"}, quoted]}, name="case").errors
    assert [(e.document, e.slot, e.kind, e.what, e.wanted, e.got, e.quote) for e in errors] == [
        ("case", "markers", "attribute", "S100 expression .method", "IHC", "FISH", None),
        ("case", "markers", "missed", "CD34 expression", "positive/patient", ["negative/patient"], None),
        ("case", "markers", "false", "CD34 expression", None, "negative/patient", "CD34"),
        ("case", "patient", "wrong", "sex", "male", None, None),
    ]


@pytest.mark.parametrize(
    ("slot", "evidence", "false"),
    [
        ("markers", [{"start": 0, "end": 4, "text": "S100"}], 0),
        ("markers", [{"start": 1, "end": 5, "text": "S100"}], 1),
        ("markers", [{"start": 0, "end": 4, "text": "S100"}, {"text": "S100"}], 1),
        ("markers", [], 1),
        ("stages", [], 0),
        ("conflicts", [{"start": 0, "end": 4, "text": "s100"}], 1),
    ],
)
def test_evidence_slices_the_input(slot: str, evidence: list[Document], false: int) -> None:
    assert len(check_evidence({slot: [S100 | {"evidence": evidence}]}, "S100\nwas positive")) == false


def test_evidence_of_the_patient_is_checked() -> None:
    patient = {"sex": "male", "evidence": [{"start": 0, "end": 3, "text": "man"}]}
    assert [str(span) for span in check_evidence({"patient": patient}, "A man", name="case")] == [
        "case: patient: : [0:3] is 'A m', not 'man'"
    ]


def write(folder: Path, documents: dict[str, Any]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, document in documents.items():
        (folder / f"{name}.json").write_text(json.dumps(document), encoding="utf-8")
    return folder


def test_folders(tmp_path: Path) -> None:
    found = {"markers": [S100], "stages": [{"tnm": "T1"}], "sha256": "0", "source": "here", "notes": ["published"]}
    gold = write(tmp_path / "gold", {"a": found, "b": {"markers": [S100]}})
    predicted = write(tmp_path / "predicted", {"a": {"markers": [S100], "stages": []}, "c": {"markers": [S100]}})
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text("S100 was positive", encoding="utf-8")
    result = evaluate(gold, predicted, tmp_path / "texts")
    assert result.rows["markers"] == result.rows["CORE"] == result.core == Tally(tp=1, fn=1)
    assert result.rows["TOTAL"] == Tally(tp=1, fn=2)
    assert result.documents == {"a": 1.0, "b": 0.0}
    assert result.not_predicted == ["b"]
    assert result.not_checked == ["b"]
    assert [span.document for span in result.false_spans] == ["a"]
    data = json.loads(json.dumps(result.to_dict()))
    assert data["rows"]["CORE"]["recall"] == 0.5
    assert {error["kind"] for error in data["errors"]} == {"missed"}
    one = evaluate(gold / "a.json", predicted / "c.json")
    assert one.documents == {"a": 1.0}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "not valid JSON"),
        (b"\xff", "not UTF-8"),
        ("[]", "one JSON object"),
        ('{"markers": null}', "is null"),
        ('{"markers": {}}', "list of objects"),
        ('{"markers": ["S100"]}', "list of objects"),
        ('{"markers": [{"aka": "S100"}]}', "'aka' must be a list"),
        ('{"markers": [{"evidence": "S100"}]}', "'evidence' must be a list"),
        ('{"treatments": [{"dose": "5 mg"}]}', "'dose' must be an object"),
        ('{"patient": []}', None),
        ('{"patient": [1]}', "'patient' must be an object"),
        ('{"grades": [{"of": "tumor"}]}', "grades[0] has no 'value'"),
    ],
)
def test_broken_gold_is_an_error_that_names_the_file(tmp_path: Path, content: str | bytes, reason: str | None) -> None:
    gold = tmp_path / "gold.json"
    gold.write_bytes(content if isinstance(content, bytes) else content.encode())
    predicted = write(tmp_path, {"predicted": {}}) / "predicted.json"
    if reason is None:
        assert evaluate(gold, predicted).core == Tally()
        return
    with pytest.raises(EvaluationError) as raised:
        evaluate(gold, predicted)
    assert str(gold) in str(raised.value)
    assert reason in str(raised.value)


@pytest.mark.parametrize(
    ("gold", "predicted", "texts", "named"),
    [
        ("absent", "full", None, "absent"),
        ("full", "absent", None, "absent"),
        ("empty", "full", None, "empty"),
        ("full", "full", "absent", "absent"),
        ("full", "full/a.json", None, "a.json"),
    ],
)
def test_missing_folders_are_errors(tmp_path: Path, gold: str, predicted: str, texts: str | None, named: str) -> None:
    write(tmp_path / "full", {"a": {}})
    write(tmp_path / "empty", {})
    with pytest.raises(EvaluationError, match=named):
        evaluate(tmp_path / gold, tmp_path / predicted, tmp_path / texts if texts else None)


def records(document: Document, *slots: str) -> Iterator[tuple[int, Document]]:
    for slot in slots or [slot for slot, value in document.items() if isinstance(value, list)]:
        yield from enumerate(document.get(slot, []))


def unchanged(document: Document) -> None:
    pass


def drop_records(document: Document) -> None:
    for value in document.values():
        if isinstance(value, list):
            del value[1::3]


def change_polarity(document: Document) -> None:
    for index, record in records(document, "markers", "fusions", "variants"):
        if index % 3 == 0:
            record["polarity"] = "negative" if record.get("polarity") == "positive" else "positive"


def change_doses(document: Document) -> None:
    for index, record in records(document, "treatments"):
        dose = record.get("dose", {})
        if dose.get("unit") == "mg" and "value" in dose:
            equal, other = {"value": dose["value"] / 1000, "unit": "g"}, {"value": dose["value"] * 2}
            record["dose"] = dose | (equal, other)[index % 2]
        elif dose:
            dose.pop("per", None)
        if record.get("frequency"):
            spelled = record["frequency"].replace("daily", "per day").replace("every 3 weeks", "q3w")
            record["frequency"] = (spelled, "every 2 weeks")[index % 2]


def rename(document: Document) -> None:
    for index, record in records(document, "markers", "treatments", "variants", "stages"):
        aka = record.pop("aka", [])
        if index % 2:
            record["name"] = aka[-1] if aka else "unheard-of"


def duplicate(document: Document) -> None:
    for value in document.values():
        if isinstance(value, list):
            value += [dict(record) for record in value[::2]]


def change_subjects(document: Document) -> None:
    for index, record in records(document):
        if index % 4 == 0:
            record["subject"] = "literature" if record.get("subject") == "patient" else "patient"


def remove_attributes(document: Document) -> None:
    for index, record in records(document):
        for name in ("method", "dose", "criteria", "five_prime", "system", "intensity")[index % 3 :: 2]:
            record.pop(name, None)
    document.get("patient", {}).pop("sex", None)


def add_records(document: Document) -> None:
    for slot, record in (("markers", S100), ("treatments", DRUG), ("responses", CATEGORY), ("findings", MARGIN)):
        document.setdefault(slot, []).extend([record | {"name": "unheard-of"}, record | MAYBE])
    document["treatments"].append({"kind": "surgery", "name": "excision", "subject": "patient"})
    document["patient"] = {"age_years": 1, "sex": "female"}


def all_together(document: Document) -> None:
    for mutate in MUTATIONS:
        if mutate is not all_together:
            mutate(document)


MUTATIONS: list[Callable[[Document], None]] = [
    unchanged,
    drop_records,
    change_polarity,
    change_doses,
    rename,
    duplicate,
    change_subjects,
    remove_attributes,
    add_records,
    all_together,
]


def reference_measure(*arguments: str | Path) -> Document:
    command = [sys.executable, str(SHARED / "score.py"), *map(str, arguments), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert not done.stderr, done.stderr
    measured: Document = json.loads(done.stdout)
    return measured


def held_out(name: str) -> bool:
    """A fifth of the development texts stays unread, as a test set."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % 5 == 0


@pytest.mark.skipif(
    not (SHARED / "score.py").is_file() or not (SHARED / "dev" / "gold").is_dir(),
    reason=f"needs the reference measure and the development gold: no {SHARED}; set EXTRACTOR_SHARED to their folder",
)
@pytest.mark.parametrize("mutate", MUTATIONS)
def test_reference_measure_agrees(tmp_path: Path, mutate: Callable[[Document], None]) -> None:
    read = (path for path in sorted((SHARED / "dev" / "gold").glob("*.json")) if not held_out(path.stem))
    golds = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in read}
    predictions, texts = {}, tmp_path / "texts"
    texts.mkdir()
    for name, gold in golds.items():
        document = json.loads(json.dumps(gold))
        mutate(document)
        # The records need evidence; one in five slices something else, one in five is missing.
        for index, record in records(document):
            record["evidence"] = [{"start": index, "end": index + 3, "text": "abcdefghi"[index % 5 : index % 5 + 3]}]
            if index % 5 == 4:
                record["evidence"] = []
        predictions[name] = document
        (texts / f"{name}.txt").write_text("abcdeabcde" * 50, encoding="utf-8")
    if mutate is drop_records:
        del predictions[min(predictions)]
    gold_folder, predicted = write(tmp_path / "gold", golds), write(tmp_path / "predicted", predictions)

    reference = reference_measure(gold_folder, predicted, "--texts", texts)
    ours = evaluate(gold_folder, predicted, texts)

    assert ours.to_dict()["rows"] == reference["rows"]
    assert ours.to_dict()["documents"] == reference["documents"]
    assert [f"{name}.json" for name in ours.not_predicted] == reference["not_predicted"]
    wrong = [tuple(line.split(": ")[:2]) for line in reference["false_spans"]]
    assert [(span.document, span.slot) for span in ours.false_spans] == wrong
    assert wrong
    assert reference["rows"]["CORE"]["tp"] > 0
    assert (reference["rows"]["CORE"]["fp"] + reference["rows"]["CORE"]["fn"] == 0) == (
        mutate in (unchanged, change_doses, remove_attributes)
    )
