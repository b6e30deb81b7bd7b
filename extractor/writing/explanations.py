"""Why each record is there: the rule or vocabulary entry that fired, and the words that decided its fields."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.text import Text

from extractor.records import CaseRecord, Patient, Reason, Record
from extractor.writing.tables import COLUMNS, one_line, quote, value

DECIDED = ("polarity", "subject", "certainty")


def show(record: CaseRecord, console: Console) -> None:
    """Print every record with its words in the report and, below, its reasons."""
    console.rule(f"[bold]{escape(record.source.name)}[/]", align="left")
    if record.patient.evidence:
        _print("patient", record.patient, console)
    for slot, each in record.records():
        _print(slot, each, console)
    if not record.records():
        console.print("No records.")


def _print(slot: str, record: Record | Patient, console: Console) -> None:
    console.print(Text.assemble((f"{slot}: ", "dim"), (one_line(_title(slot, record)), "bold")))
    console.print(Text(f"  in the report: {quote(record.evidence)}"))
    for reason in record.reasons:
        console.print(Text(f"  {_reason(reason)}"))
    for field in DECIDED:
        if isinstance(record, Record) and field not in {reason.field for reason in record.reasons}:
            decided = getattr(record, field, None)
            if decided is not None:
                console.print(Text(f"  {field} = {decided}: no word says otherwise", style="dim"))


def _title(slot: str, record: Record | Patient) -> str:
    if isinstance(record, Patient):
        shown: tuple[str, ...] = (value("age_years", record.age_years), record.sex or "")
    else:
        columns = COLUMNS.get(slot, {"": tuple(field for field in type(record).model_fields if field == "name")})
        shown = tuple(value(field, getattr(record, field)) for fields in columns.values() for field in fields)
    return ", ".join(part for part in shown if part)


def _reason(reason: Reason) -> str:
    words = "" if reason.text is None else f", by “{one_line(reason.text)}”"
    place = "" if reason.start is None else f" at {reason.start}–{reason.end}"
    return f"{one_line(f'{reason.field} = {reason.value}')}: {reason.rule}{words}{place}"
