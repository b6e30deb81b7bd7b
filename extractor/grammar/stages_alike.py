"""Stages of one document: which are one, and which an amendment puts in the place of others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from extractor.records import Stage

_TUMOR = re.compile(r"[a-z]{0,2}T(?:is|a|[0-4X](?:mic?|[a-d]\d?)?)(?:\((?:m|\d{1,2})\))?", re.IGNORECASE)
_PARTS = re.compile(r"(?P<prefix>[a-z]*)(?P<t>T[^NM]*)?(?P<n>N[^M]*)?(?P<m>M.*)?")


class Found(NamedTuple):
    """A stage, where it was read, whether it is surely of a tumor, and whether it stands in an amendment."""

    record: Stage
    start: int
    sure: bool
    new: bool


def supersede(found: Sequence[Found]) -> None:
    """Mark the stages that an amendment changes: those before it of its kind with another category or group."""
    for number, stage in enumerate(found):
        if stage.new and not stage.record.superseded:
            for older in found[:number]:
                if not older.new and _changes(older.record, stage.record):
                    older.record.superseded = True
                    stage.record.system = stage.record.system or older.record.system
                    stage.record.edition = stage.record.edition or older.record.edition


def _changes(older: Stage, newer: Stage) -> bool:
    if older.subject != newer.subject:
        return False
    if older.tnm and newer.tnm:
        one, other = (_PARTS.fullmatch(tnm) for tnm in (older.tnm, newer.tnm))
        if one is None or other is None or one["prefix"] != other["prefix"] or "p" not in one["prefix"]:
            return False
        return any(one[part] and other[part] and one[part] != other[part] for part in ("t", "n", "m"))
    return bool(
        older.group
        and newer.group
        and older.group != newer.group
        and older.system == newer.system
        and older.edition in {None, newer.edition}
    )


def buckets(record: Stage) -> list[tuple[object, ...]]:
    """Return where stages alike are found: under the T category of their TNM string, and under the group."""
    whose = record.subject, record.certainty == "asserted", bool(record.superseded)
    tumor = _TUMOR.match(record.tnm) if record.tnm else None
    said = (tumor[0] if tumor is not None else record.tnm, record.group)
    return [(*whose, text.lower()) for text in said if text]


def agree(known: Stage, record: Stage) -> bool:
    """Tell whether two stages share a group or a TNM string, one of it perhaps in part, and differ in nothing."""
    if known.group and record.group and known.group.lower() != record.group.lower():
        return False
    fits = all(
        not getattr(known, f) or not getattr(record, f) or getattr(known, f) == getattr(record, f)
        for f in ("system", "edition")
    )
    if not fits:
        return False
    if known.tnm and record.tnm:
        short, full = sorted((known.tnm.lower(), record.tnm.lower()), key=len)
        if short != full and not (full.startswith(short) and full[len(short)] in "nm(" and "p" in short):
            return False
        known.tnm = max(known.tnm, record.tnm, key=len)
        return True
    return bool(known.group and record.group)
