"""Make a gold file from an annotation that quotes its evidence: `make_gold.py NOTE.txt QUOTED.json GOLD.json`.

QUOTED.json holds `patient` and one list per record type; each record has the fields of the contract, the keys of gold
(`optional`, `aka`, `value_aka`, `note`) and `quotes`, the words of the note that say it. A quote occurs once in the
note, white space apart; where its words occur more often, it stands in its context, in double brackets: "HER2:
[[Negative]] (part B)". Gold holds the offsets of the quotes and no words. What is wrong is listed on standard error,
nothing is written then, and the exit status is 1.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from extractor.records import SLOTS

_GOLD_ONLY = frozenset({"aka", "value_aka", "optional", "note"})
_IN_CONTEXT = re.compile(r"(.*?)\[\[(.*?)\]\](.*)", re.DOTALL)


def main(note: Path, quoted: Path, gold: Path) -> int:
    """Write the gold of a note and return the exit status."""
    raw = note.read_bytes()
    text, annotation = raw.decode("utf-8"), json.loads(quoted.read_text(encoding="utf-8"))
    errors = [f"unknown record type {kind!r}" for kind in annotation if kind not in ("patient", *SLOTS)]
    data: dict[str, Any] = {"report": note.name, "sha256": hashlib.sha256(raw).hexdigest()}
    data["patient"] = _placed(text, annotation.get("patient", {}), "patient", errors)
    for slot, model in SLOTS.items():
        data[slot] = []
        for number, record in enumerate(annotation.get(slot, ())):
            label = f"{slot}[{number}]"
            placed = {"subject": "patient", **_placed(text, record, label, errors)}
            errors += _faults(model, slot, placed, label)
            data[slot].append(placed)
    for error in errors:
        print(f"{quoted}: {error}", file=sys.stderr)
    if not errors:
        gold.write_text(_written(data), encoding="utf-8")
    return int(bool(errors))


def spans(text: str, quote: str) -> list[tuple[int, int]]:
    """Return where the words of a quote stand in a text."""
    match = _IN_CONTEXT.fullmatch(quote)
    before, words, behind = match.groups() if match is not None else ("", quote.strip(), "")
    parts = (r"\s+".join(map(re.escape, re.split(r"\s+", part))) for part in (before, words, behind))
    expression = re.compile("({})({})({})".format(*parts))
    return [match.span(2) for match in expression.finditer(text)]


def _placed(text: str, record: dict[str, Any], label: str, errors: list[str]) -> dict[str, Any]:
    """Return a record with offsets in place of its quotes."""
    evidence = []
    for quote in record.get("quotes", ()):
        found = spans(text, quote)
        if len(found) == 1:
            evidence.append({"start": found[0][0], "end": found[0][1]})
        else:
            errors.append(f"{label}: a quote occurs {len(found)} times")
    if not evidence and record and not record.get("optional"):
        errors.append(f"{label}: no evidence")
    rest = {key: value for key, value in record.items() if key != "quotes"}
    return {**rest, "evidence": sorted(evidence, key=lambda span: span["start"])}


def _faults(model: Any, slot: str, record: dict[str, Any], label: str) -> Iterator[str]:
    """Yield what the contract does not accept of a record."""
    data = {key: value for key, value in record.items() if key not in _GOLD_ONLY}
    data["evidence"] = [{"text": "", **span} for span in record["evidence"]]
    if slot == "fusions":
        five, _, three = str(record.get("name", "")).partition("::")
        data = {"five_prime": {"gene": five}, "three_prime": {"gene": three}, **data}
    try:
        model.model_validate(data, strict=True)
    except ValidationError as error:
        yield from (f"{label}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())


def _written(data: dict[str, Any]) -> str:
    """Return gold with a line for each record."""
    lines = []
    for key, value in data.items():
        if isinstance(value, list):
            records = ",\n  ".join(json.dumps(record, ensure_ascii=False) for record in value)
            lines.append(f' "{key}": [\n  {records}\n ]' if value else f' "{key}": []')
        else:
            lines.append(f' "{key}": {json.dumps(value, ensure_ascii=False)}')
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit("usage: make_gold.py NOTE.txt QUOTED.json GOLD.json")
    sys.exit(main(*map(Path, sys.argv[1:])))
