"""Gold is made from quotes: each is found once, in its context where need be, or said to be wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

NOTE = "A. Skin: melanoma.\nSOX10: positive\nB. Node.\nSOX10:  positive\n"


def made(folder: Path, records: list[dict[str, object]], root: Path) -> tuple[int, str, Path]:
    """Return the exit status, the complaints and the gold file of an annotation of markers."""
    (folder / "note.txt").write_text(NOTE, encoding="utf-8")
    (folder / "quoted.json").write_text(json.dumps({"markers": records}), encoding="utf-8")
    paths = [str(folder / name) for name in ("note.txt", "quoted.json", "gold.json")]
    done = subprocess.run(
        [sys.executable, str(root / "corpus" / "make_gold.py"), *paths], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stderr, folder / "gold.json"


MARKER = {"name": "SOX10", "alteration": "expression", "polarity": "positive"}


def test_a_quote_in_context_becomes_offsets(tmp_path: Path, root: Path) -> None:
    status, _, gold = made(tmp_path, [{**MARKER, "aka": ["SOX-10"], "quotes": ["Node.\n[[SOX10: positive]]"]}], root)
    data = json.loads(gold.read_text(encoding="utf-8"))
    (span,) = data["markers"][0]["evidence"]
    assert status == 0
    assert NOTE[span["start"] : span["end"]] == "SOX10:  positive"
    assert data["markers"][0]["subject"] == "patient"
    assert data["findings"] == []


@pytest.mark.parametrize(
    ("record", "complaint"),
    [
        ({**MARKER, "quotes": ["SOX10: positive"]}, "markers[0]: a quote occurs 2 times"),
        ({**MARKER, "quotes": ["SOX11"]}, "markers[0]: a quote occurs 0 times"),
        ({**MARKER, "quotes": []}, "markers[0]: no evidence"),
        ({**MARKER, "polarity": "lost", "quotes": ["melanoma"]}, "markers[0]: polarity: Input should be"),
        ({**MARKER, "colour": "red", "quotes": ["melanoma"]}, "markers[0]: colour: Extra inputs are not permitted"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_written(
    record: dict[str, object], complaint: str, tmp_path: Path, root: Path
) -> None:
    status, said, gold = made(tmp_path, [record], root)
    assert status == 1
    assert complaint in said
    assert not gold.exists()
