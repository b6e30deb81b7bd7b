"""The share of a record that somebody asked for."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from extractor.records import SLOTS, CaseRecord, Evidence, Patient

TYPES = (*SLOTS, "patient")


def select(
    record: CaseRecord,
    *,
    types: Collection[str] = (),
    subjects: Collection[str] = (),
    sections: Collection[str] = (),
) -> CaseRecord:
    """Return a copy with the records of these types, subjects and sections only; an empty choice means all.

    A section is met by any part of its name: "case" meets "case_presentation".
    """

    def wanted(kind: str, subject: str, evidence: Iterable[Evidence]) -> bool:
        return (
            (not types or kind in types)
            and (not subjects or subject in subjects)
            and (not sections or any(_meets(mention.section, sections) for mention in evidence))
        )

    kept: dict[str, object] = {
        slot: [each for each in getattr(record, slot) if wanted(slot, each.subject, each.evidence)] for slot in SLOTS
    }
    kept["patient"] = record.patient if wanted("patient", "patient", record.patient.evidence) else Patient()
    # A conflict's field starts with its record type: "outcomes.at".
    kept["conflicts"] = [
        conflict
        for conflict in record.conflicts
        if wanted(conflict.field.partition(".")[0], "patient", conflict.evidence)
    ]
    return record.model_copy(update=kept)


def _meets(section: str | None, sections: Iterable[str]) -> bool:
    return section is not None and any(_folded(part) in _folded(section) for part in sections)


def _folded(name: str) -> str:
    return re.sub(r"[\W_]+", " ", name).casefold().strip()
