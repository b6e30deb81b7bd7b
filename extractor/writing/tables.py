"""Records as tables for reading on a terminal, one per record type."""

from __future__ import annotations

from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from extractor.records import SLOTS, CaseRecord, Evidence, Model, Record

# Column headings with the fields below them; a record type that is not listed shows each field in a column of its own.
COLUMNS: dict[str, dict[str, tuple[str, ...]]] = {
    "markers": {
        "Marker": ("name",),
        "Result": ("polarity",),
        "Amount": ("quantity", "intensity", "distribution", "localization"),
        "Tested": ("alteration", "method"),
    },
    "fusions": {
        "Fusion": ("name",),
        "Result": ("polarity",),
        "5′ partner": ("five_prime",),
        "3′ partner": ("three_prime",),
        "In frame": ("in_frame",),
        "Methods": ("methods",),
    },
    "variants": {
        "Gene": ("gene",),
        "Variant": ("hgvs_p", "hgvs_c"),
        "Result": ("polarity",),
        "Class": ("classification",),
        "Allele fraction": ("allele_fraction",),
        "Method": ("method",),
    },
    "treatments": {
        "Treatment": ("name",),
        "Kind": ("kind",),
        "Dose": ("dose", "frequency", "route", "fractions", "cycles"),
        "Time": ("start", "end", "duration"),
        "Status": ("status",),
    },
    "responses": {
        "Measure": ("measure",),
        "Value": ("category", "quantity", "direction"),
        "Of": ("of", "n"),
        "When": ("timepoint",),
        "Criteria": ("criteria",),
    },
    "grades": {"Grade": ("value",), "Of": ("of",), "System": ("system", "version")},
    "stages": {"TNM": ("tnm",), "Stage": ("group",), "System": ("system", "edition")},
    "measurements": {
        "Of": ("of",),
        "Size or value": ("dimensions_mm", "quantity"),
        "Site": ("site",),
        "Date": ("date",),
    },
    "diagnoses": {"Diagnosis": ("name",), "Status": ("status",), "OncoTree": ("oncotree",)},
    "outcomes": {"Outcome": ("status",), "At": ("at",)},
    "specimens": {"Part": ("part",), "Site": ("site",), "Side": ("laterality",), "Procedure": ("procedure",)},
    "findings": {
        "Finding": ("name",),
        "Result": ("polarity",),
        "Of": ("site",),
        "Amount": ("quantity", "distance_mm", "nodes_positive", "nodes_examined"),
    },
}
NOT_COLUMNS = ("subject", "certainty", "specimens", "superseded", "evidence", "reasons")
# A bare number would not say what it counts.
COUNTED = {
    "fractions": "{} fractions",
    "cycles": "{} cycles",
    "n": "n = {}",
    "exon": "exon {}",
    "edition": "edition {}",
    "distance_mm": "clear by {} mm",
    "nodes_positive": "{} positive",
    "nodes_examined": "of {}",
}
STYLES = {"positive": "bold green", "negative": "red", "equivocal": "yellow", "not_done": "dim"}
QUOTE = 60


def show(record: CaseRecord, console: Console) -> None:
    """Print a record's heading, one table per record type that has records, its conflicts and its warnings."""
    console.rule(f"[bold]{escape(record.source.name)}[/]", align="left")
    if patient := _patient(record):
        console.print(_plain(f"Patient: {patient}"))
    for slot in SLOTS:
        records: list[Record] = getattr(record, slot)
        if records:
            console.print(_table(slot, records))
    if not record.records():
        console.print("No records.")
    for conflict in record.conflicts:
        console.print(_plain(f"Conflict in {conflict.field}: {' / '.join(conflict.values)}", style="yellow"))
    for warning in record.warnings:
        console.print(_plain(f"Warning: {warning}", style="yellow"))


def value(field: str, content: Any) -> str:
    """Return a field's content in the words of a report: "600 mg", "50 × 45 mm", "10–20 %"."""
    if content is None or content == []:
        return ""
    if field in COUNTED:
        return COUNTED[field].format(content)
    if field == "dimensions_mm":
        return " × ".join(f"{number:g}" for number in content) + " mm"
    if isinstance(content, bool):
        return "yes" if content else "no"
    if isinstance(content, list):
        return ", ".join(map(str, content))
    if isinstance(content, Model):
        return _nested(content.model_dump(exclude_none=True))
    return str(content).replace("_", " ")


def quote(evidence: list[Evidence]) -> str:
    """Return the first mention's words on one line, its section, and how many mentions there are beside it."""
    if not evidence:
        return ""
    words = one_line(evidence[0].text)
    shown = words if len(words) <= QUOTE else words[: QUOTE - 1] + "…"
    section = f" ({value('section', evidence[0].section)})" if evidence[0].section else ""
    more = f" +{len(evidence) - 1}" if len(evidence) > 1 else ""
    return f"“{shown}”{section}{more}"


def one_line(text: str) -> str:
    """Return text without line breaks and without the control characters that would steer a terminal."""
    return "".join(character for character in " ".join(text.split()) if character.isprintable())


def _table(slot: str, records: list[Record]) -> Table:
    columns = COLUMNS.get(slot) or {
        field.replace("_", " ").capitalize(): (field,)
        for field in type(records[0]).model_fields
        if field not in NOT_COLUMNS
    }
    # The patient's own facts first; otherwise as in the report.
    ordered = sorted(records, key=lambda record: (record.subject != "patient", record.certainty != "asserted"))
    rows = [[_cell(record, fields) for fields in columns.values()] for record in ordered]
    used = [index for index in range(len(columns)) if any(row[index].plain for row in rows)]
    table = Table(title=slot.capitalize(), title_justify="left", title_style="bold", box=SIMPLE_HEAD)
    for index in used:
        table.add_column(list(columns)[index])
    table.add_column("Whose")
    table.add_column("In the report", overflow="fold", style="dim")
    for record, row in zip(ordered, rows, strict=True):
        whose = record.subject if record.certainty == "asserted" else f"{record.subject}, {record.certainty}"
        table.add_row(*(row[index] for index in used), Text(whose), Text(quote(record.evidence)))
    return table


def _cell(record: Record, fields: tuple[str, ...]) -> Text:
    shown = [value(field, getattr(record, field)) for field in fields]
    style = STYLES.get(str(getattr(record, fields[0])), "") if fields == ("polarity",) else ""
    return _plain(", ".join(part for part in shown if part), style=style)


def _nested(content: dict[str, Any]) -> str:
    """Return a quantity or dose as comparator, value or range, unit; anything else as its fields in a row."""
    if not {"value", "low", "high"} & content.keys():
        shown = {name: each for name, each in content.items() if name != "as_written"}
        return ", ".join(value(name, each) for name, each in shown.items())
    number = "–".join(str(content[name]) for name in ("value", "low", "high") if name in content)
    unit = f" {content['unit']}" if "unit" in content else ""
    per = f"/{content['per']}" if "per" in content else ""
    return f"{content.get('comparator', '')}{number}{unit}{per}"


def _patient(record: CaseRecord) -> str:
    patient = record.patient
    age = "" if patient.age_years is None else f"{patient.age_years:g} years"
    said = ", ".join(part for part in (age, patient.sex or "") if part)
    return f"{said} {quote(patient.evidence)}".rstrip() if said else ""


def _plain(text: str, *, style: str = "") -> Text:
    return Text(one_line(text), style=style)
