"""Folders of predicted records against folders of gold: rates per slot, per document and over all.

What is counted, and how, is said in `comparison`; when two records agree, in `agreement`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from extractor.errors import EvaluationError, ReadingError
from extractor.evaluation.comparison import (
    CORE,
    LISTS,
    SLOTS,
    Comparison,
    Disagreement,
    FalseSpan,
    Tally,
    check_evidence,
    compare,
    total,
)
from extractor.reading import discover, read

__all__ = ["Comparison", "Disagreement", "Evaluation", "FalseSpan", "Tally", "check_evidence", "compare", "evaluate"]

# Without these a gold record has no key that a prediction could agree with.
KEY_FIELDS = {"fusions": "name", "responses": "measure", "grades": "value", "findings": "name"}
NESTED = ("quantity", "dose", "five_prime", "three_prime")


@dataclass(frozen=True)
class Evaluation:
    """A folder of predictions against a folder of gold.

    `rows` has a tally per slot and for CORE and TOTAL; `documents` the core F1 per document; `not_predicted` the
    documents without prediction, all of whose gold records count as missed; `not_checked` those whose text was not
    found, so that their evidence could not be checked.
    """

    rows: dict[str, Tally]
    documents: dict[str, float]
    errors: list[Disagreement] = field(default_factory=list)
    false_spans: list[FalseSpan] = field(default_factory=list)
    not_predicted: list[str] = field(default_factory=list)
    not_checked: list[str] = field(default_factory=list)

    @property
    def core(self) -> Tally:
        """The core slots together."""
        return self.rows["CORE"]

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON data."""
        return {
            "rows": {slot: tally.to_dict() for slot, tally in self.rows.items()},
            "documents": {name: round(f1, 4) for name, f1 in self.documents.items()},
            "errors": [asdict(error) for error in self.errors],
            "false_spans": [asdict(span) for span in self.false_spans],
            "not_predicted": list(self.not_predicted),
            "not_checked": list(self.not_checked),
        }


def evaluate(gold: Path, predicted: Path, texts: Path | None = None) -> Evaluation:
    """Compare NAME.json of two folders (or two files); with `texts`, check evidence against the report NAME there.

    Raises EvaluationError when a folder is missing, there is no gold, or a file is no document of records, and
    ReadingError when a text cannot be read.
    """
    comparisons: dict[str, Comparison] = {}
    false_spans: list[FalseSpan] = []
    not_predicted, not_checked = [], []
    sources = _sources(texts) if texts is not None and texts.is_dir() else {}
    for gold_file, predicted_file in _file_pairs(gold, predicted, texts):
        name = gold_file.stem
        document: dict[str, Any] = {}
        if predicted_file.exists():
            document = _read_records(predicted_file)
        else:
            not_predicted.append(name)
        comparisons[name] = compare(_read_gold(gold_file), document, name=name)
        if texts is not None:
            source = sources.get(name, texts / name) if texts.is_dir() else texts
            if not source.is_file():
                not_checked.append(name)
            elif document:
                # Read as extraction reads it: offsets count the characters of the text as decoded, line ends and all.
                false_spans += check_evidence(document, read(source).text, name=name)
    tallies = {slot: total(each.tallies.get(slot, Tally()) for each in comparisons.values()) for slot in SLOTS}
    return Evaluation(
        rows={**tallies, "CORE": total(tallies[slot] for slot in CORE), "TOTAL": total(tallies.values())},
        documents={name: each.core.f1 for name, each in comparisons.items()},
        errors=[error for each in comparisons.values() for error in each.errors],
        false_spans=false_spans,
        not_predicted=not_predicted,
        not_checked=not_checked,
    )


def _file_pairs(gold: Path, predicted: Path, texts: Path | None) -> Iterator[tuple[Path, Path]]:
    """Yield each gold file with the place of its prediction, which may not exist."""
    for path in (gold, predicted):
        if not path.exists():
            raise EvaluationError(f"{path}: no such file or folder")
    if texts is not None and not texts.exists():
        raise EvaluationError(f"{texts}: no such folder of texts")
    if texts is not None and gold.is_dir() and not texts.is_dir():
        raise EvaluationError(f"{texts}: is one file, but the gold is a folder; give a folder of texts")
    if gold.is_dir() and not predicted.is_dir():
        raise EvaluationError(f"{predicted}: is one file, but the gold is a folder; give a folder of NAME.json")
    gold_files = sorted(gold.glob("*.json")) if gold.is_dir() else [gold]
    if not gold_files:
        raise EvaluationError(f"{gold}: no gold in this folder; gold files are called NAME.json")
    for gold_file in gold_files:
        yield gold_file, predicted / gold_file.name if predicted.is_dir() else predicted


def _sources(texts: Path) -> dict[str, Path]:
    """Return the reports of a folder by name, the first of each name."""
    try:
        reports = discover([texts])
    except ReadingError:
        return {}
    return {path.stem: path for path in reversed(reports)}


def _read_text(path: Path) -> str:
    try:
        # Some editors put a byte order mark before JSON.
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise EvaluationError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise EvaluationError(f"{path}: is not UTF-8 (byte {error.start})") from error


def _read_gold(path: Path) -> dict[str, Any]:
    """Return a gold document whose every record has a key."""
    document = _read_records(path)
    for slot in LISTS:
        if slot in document and document[slot] is None:
            raise EvaluationError(f"{path}: {slot!r} is null; write [] for none, leave it out when not annotated")
        for index, record in enumerate(document.get(slot, ())):
            if slot in KEY_FIELDS and record.get(KEY_FIELDS[slot]) is None:
                raise EvaluationError(f"{path}: {slot}[{index}] has no {KEY_FIELDS[slot]!r}")
            for field_name in NESTED:
                if not isinstance(record.get(field_name) or {}, dict):
                    raise EvaluationError(f"{path}: {slot}[{index}]: {field_name!r} must be an object")
    return document


def _read_records(path: Path) -> dict[str, Any]:
    """Return a document whose slots hold objects, with lists where the comparison reads lists."""
    try:
        document = json.loads(_read_text(path))
    except json.JSONDecodeError as error:
        raise EvaluationError(f"{path}: is not valid JSON: {error.msg}, line {error.lineno}") from error
    if not isinstance(document, dict):
        raise EvaluationError(f"{path}: must hold one JSON object, the records of one document")
    patient = document.get("patient") or {}
    if not isinstance(patient, dict) or not _is_list_of_objects(patient.get("evidence")):
        raise EvaluationError(f"{path}: 'patient' must be an object, its 'evidence' a list of objects")
    for slot in (*LISTS, "conflicts"):
        if not _is_list_of_objects(document.get(slot)):
            raise EvaluationError(f"{path}: {slot!r} must be a list of objects")
        for index, record in enumerate(document.get(slot) or []):
            if not _is_list_of_objects(record.get("evidence")):
                raise EvaluationError(f"{path}: {slot}[{index}]: 'evidence' must be a list of objects")
            for field_name in ("aka", "value_aka", "genes", "dimensions_mm"):
                if not isinstance(record.get(field_name) or [], list):
                    raise EvaluationError(f"{path}: {slot}[{index}]: {field_name!r} must be a list")
    return document


def _is_list_of_objects(value: Any) -> bool:
    return value is None or (isinstance(value, list) and all(isinstance(item, dict) for item in value))
