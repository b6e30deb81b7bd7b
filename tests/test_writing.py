"""Writing: frames with stable columns, tables that show every record, files that are whole or not there."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pandas
import pytest
from rich.console import Console

from extractor.errors import WritingError
from extractor.records import (
    SLOTS,
    CaseRecord,
    Conflict,
    Dose,
    Evidence,
    Fusion,
    FusionPartner,
    Marker,
    Measurement,
    Patient,
    Quantity,
    Reason,
    Source,
    Treatment,
)
from extractor.writing import explanations, tables
from extractor.writing.files import free_name, make_folder, write
from extractor.writing.frames import frames, to_frames
from extractor.writing.json import line, pretty
from extractor.writing.selection import select

CASE = Evidence(start=10, end=14, text="CD34", section="case_presentation")
ABSTRACT = Evidence(start=2, end=8, text="CD\n34 \x1b[31m", section="abstract")
RECORD = CaseRecord(
    source=Source(name="report", sha256="0" * 64, characters=99),
    patient=Patient(age_years=24, sex="female", evidence=[CASE]),
    markers=[
        Marker(
            name="CD34",
            genes=["CD34"],
            alteration="expression",
            polarity="positive",
            evidence=[CASE, ABSTRACT],
            reasons=[Reason(field="polarity", value="positive", rule="markers.toml: positive-for", start=1, end=4)],
        ),
        Marker(
            name="Ki-67 [index]",
            alteration="expression",
            polarity="positive",
            quantity=Quantity(low=10, high=20, unit="%", comparator="~"),
            subject="literature",
            certainty="possible",
            evidence=[ABSTRACT],
        ),
    ],
    fusions=[
        Fusion(
            name="LMNA::NTRK1",
            five_prime=FusionPartner(gene="LMNA", exon=2),
            three_prime=FusionPartner(gene="NTRK1", exon=11),
            in_frame=True,
            methods=["NGS", "FISH"],
            evidence=[CASE],
        )
    ],
    treatments=[
        Treatment(kind="drug", name="entrectinib", dose=Dose(value=600, unit="mg", per="m2"), start="2019-05"),
    ],
    measurements=[Measurement(of="tumor", dimensions_mm=[50, 45.5], evidence=[CASE])],
    conflicts=[Conflict(field="outcomes.at", values=["7 months", "12 months"], evidence=[CASE])],
    warnings=["read as cp1252"],
)
EMPTY = CaseRecord(source=Source(name="empty", sha256="1" * 64, characters=1))


def printed(show: object, record: CaseRecord) -> str:
    """Return what `show` prints on a wide console."""
    console = Console(width=200, record=True, file=open(os.devnull, "w"), highlight=False)  # noqa: SIM115, PTH123
    show(record, console)  # type: ignore[operator]
    return console.export_text()


def test_frames_have_all_types_and_stable_columns() -> None:
    full, empty = to_frames(RECORD), to_frames(EMPTY)
    assert set(full) == set(empty) == {"patient", *SLOTS, "conflicts"}
    for kind, frame in full.items():
        assert list(frame.columns) == list(empty[kind].columns)
        assert dict(frame.dtypes) == dict(empty[kind].dtypes)
        assert frame.columns[0] == "report"
        assert frame.columns.is_unique


def test_frames_hold_the_values() -> None:
    marker = to_frames(RECORD)["markers"].iloc[1]
    assert (marker["quantity_low"], marker["quantity_unit"], marker["subject"]) == (10, "%", "literature")
    assert marker["quantity_value"] is pandas.NA
    treatment = to_frames(RECORD)["treatments"].iloc[0]
    assert (treatment["start"], treatment["dose_per"], treatment["mentions"]) == ("2019-05", "m2", 0)
    fusion = to_frames(RECORD)["fusions"].iloc[0]
    assert (fusion["three_prime_exon"], fusion["in_frame"], fusion["evidence_start"]) == (11, True, 10)


def test_frames_of_many() -> None:
    together = frames(iter([RECORD, EMPTY, RECORD]))
    assert list(together["patient"]["report"]) == ["report", "empty", "report"]
    assert len(together["markers"]) == 4
    assert all(len(frame) == 0 for kind, frame in frames([]).items())


def test_tables_show_every_record_in_words() -> None:
    shown = printed(tables.show, RECORD)
    for words in (
        *("24 years, female", "Ki-67 [index]", "~10–20 %", "literature, possible", "LMNA, exon 2", "NGS, FISH"),
        *("600 mg/m2", "50 × 45.5 mm", "“CD34” (case presentation) +1", "7 months / 12 months", "read as cp1252"),
    ):
        assert words in shown
    assert "No records." in printed(tables.show, EMPTY)


def test_report_text_cannot_steer_the_terminal() -> None:
    assert tables.one_line(ABSTRACT.text) == "CD 34 [31m"
    assert "\x1b" not in printed(tables.show, RECORD)


@pytest.mark.parametrize("slot", SLOTS)
def test_table_columns_are_fields(slot: str) -> None:
    fields = {field for column in tables.COLUMNS.get(slot, {}).values() for field in column}
    assert fields <= set(SLOTS[slot].model_fields)


def test_explanations_name_rules_and_words() -> None:
    shown = printed(explanations.show, RECORD)
    assert "polarity = positive: markers.toml: positive-for at 1–4" in shown
    assert "subject = patient" in shown


def test_json_leaves_reasons_out_unless_asked() -> None:
    assert "reasons" not in json.loads(pretty(RECORD))["markers"][0]
    assert json.loads(pretty(RECORD, explain=True))["markers"][0]["reasons"]
    assert line(RECORD).count("\n") == 1
    assert CaseRecord.model_validate_json(line(RECORD, explain=True)) == RECORD


def test_selection_leaves_the_record_alone() -> None:
    before = RECORD.model_copy(deep=True)
    chosen = select(RECORD, types=["markers"], subjects=["patient"], sections=["Case presentation"])
    assert [marker.name for marker in chosen.markers] == ["CD34"]
    assert (chosen.fusions, chosen.conflicts, chosen.patient) == ([], [], Patient())
    assert before == RECORD
    assert select(RECORD) == RECORD


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "report.json"
    write(path, "old")

    def interrupted(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(WritingError, match=r"report\.json: cannot be written: no space left on device"):
        write(path, "new, but only in part")
    assert [each.name for each in tmp_path.iterdir()] == ["report.json"]
    assert path.read_text() == "old"


def test_an_interrupt_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write(tmp_path / "report.json", "new")
    assert list(tmp_path.iterdir()) == []


def test_writing_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(WritingError, match="is a file, but outputs need a folder"):
        make_folder(tmp_path / "file")
    with pytest.raises(WritingError, match="cannot be created: not a directory"):
        make_folder(tmp_path / "file" / "below")
    with pytest.raises(WritingError, match="cannot be written"):
        write(tmp_path / "file" / "report.json", "{}")


def test_free_names() -> None:
    taken: set[str] = set()
    assert [free_name(name, taken) for name in ("a", "A", "b", "a", "a-2")] == ["a", "A-2", "b", "a-3", "a-2-2"]
