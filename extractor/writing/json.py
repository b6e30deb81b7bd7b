"""Records as the contract's JSON."""

from __future__ import annotations

import json

from extractor.records import CaseRecord, Model


def pretty(record: Model, *, explain: bool = False) -> str:
    """Return an indented JSON object with a line end."""
    return json.dumps(record.to_dict(explain=explain), ensure_ascii=False, indent=2) + "\n"


def line(record: Model, *, explain: bool = False) -> str:
    """Return a JSON object on one line, for JSON Lines."""
    return json.dumps(record.to_dict(explain=explain), ensure_ascii=False) + "\n"


def schema() -> str:
    """Return the JSON Schema of the contract."""
    return json.dumps(CaseRecord.model_json_schema(), ensure_ascii=False, indent=2) + "\n"
