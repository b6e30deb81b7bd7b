"""Records as pandas tables: one frame per record type, with the same columns and column types for every report."""

from __future__ import annotations

import types
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin

from extractor.records import SLOTS, CaseRecord, Conflict, Model, Patient

if TYPE_CHECKING:
    import pandas

MODELS: dict[str, type[Model]] = {"patient": Patient, **SLOTS, "conflicts": Conflict}
# The first mention stands in columns of its own; all of them, and the reasons, are in the JSON.
EVIDENCE = {
    "evidence_start": "Int64",
    "evidence_end": "Int64",
    "evidence_text": "string",
    "evidence_section": "string",
    "mentions": "Int64",
}
NOT_COLUMNS = ("evidence", "reasons")
COLUMN_TYPES = {str: "string", int: "Int64", float: "Float64", bool: "boolean"}


def to_frames(record: CaseRecord) -> dict[str, pandas.DataFrame]:
    """Return the record's frames by record type; see `frames`."""
    return frames([record])


def frames(records: Iterable[CaseRecord]) -> dict[str, pandas.DataFrame]:
    """Return one frame per record type, also for types without records.

    Column `report` names the report; nested fields are flattened (`quantity_value`, `five_prime_gene`); the
    columns `evidence_…` are the first of a record's `mentions`. Missing values are `pandas.NA`.
    """
    import pandas  # only here: reading and printing records does without

    rows: dict[str, list[dict[str, Any]]] = {kind: [] for kind in MODELS}
    for record in records:
        for kind in MODELS:
            value = getattr(record, kind)
            for each in value if isinstance(value, list) else [value]:
                rows[kind].append({"report": record.source.name, **_row(each)})
    return {
        kind: pandas.DataFrame(
            {
                name: pandas.Series([row.get(name) for row in rows[kind]], dtype=dtype)
                for name, dtype in {"report": "string", **_columns(model), **EVIDENCE}.items()
            }
        )
        for kind, model in MODELS.items()
    }


def _row(record: Model) -> dict[str, Any]:
    row = _flat(record)
    mentions = getattr(record, "evidence", [])
    if mentions:
        row.update({f"evidence_{name}": value for name, value in mentions[0]})
    return {**row, "mentions": len(mentions)}


def _flat(model: Model, prefix: str = "") -> dict[str, Any]:
    row: dict[str, Any] = {}
    for name in type(model).model_fields:
        value = getattr(model, name)
        if isinstance(value, Model):
            row.update(_flat(value, f"{prefix}{name}_"))
        elif name not in NOT_COLUMNS:
            row[prefix + name] = value
    return row


def _columns(model: type[Model], prefix: str = "") -> dict[str, Any]:
    """Return column names with pandas types, from the model's annotations."""
    columns: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        if name in NOT_COLUMNS:
            continue
        choices = [choice for choice in _choices(field.annotation) if choice is not type(None)]
        if isinstance(choices[0], type) and issubclass(choices[0], Model):
            columns.update(_columns(choices[0], f"{prefix}{name}_"))
        elif choices[0] is list or get_origin(choices[0]) is list:
            columns[prefix + name] = object
        else:
            columns[prefix + name] = COLUMN_TYPES[float if float in choices else _plain(choices[0])]
    return columns


def _choices(annotation: Any) -> tuple[Any, ...]:
    return get_args(annotation) if get_origin(annotation) in (Union, types.UnionType) else (annotation,)


def _plain(annotation: Any) -> type:
    # A Literal has values instead of a type.
    return annotation if isinstance(annotation, type) else type(get_args(annotation)[0])
