"""From mentions to facts: one record per distinct fact and subject, with all its evidence; and what disagrees."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any, TypeVar

from extractor.records import CaseRecord, Conflict, Evidence, Marker, Model, Record, Variant

R = TypeVar("R", bound=Record)


def merge(records: Iterable[R], key: Callable[[R], Hashable]) -> list[R]:
    """Merge records with the same key in order of appearance; an empty field takes a later mention's value."""
    merged: dict[Hashable, tuple[R, set[tuple[int, int]]]] = {}
    for record in records:
        known, seen = merged.setdefault(key(record), (record, set()))
        if known is not record:
            absorb(known, record, seen)
        seen.update((e.start, e.end) for e in record.evidence)
    return [record for record, _ in merged.values()]


_MOST_REASONS = 60  # of a fact that is told again and again, the first tellings explain it
_ORDER = ("asserted", "possible", "hypothetical")


def absorb(known: R, record: R, seen: set[tuple[int, int]] | None = None) -> None:
    """Fill empty fields of `known` from `record`, join the evidence not `seen` yet; the surest certainty wins."""
    for name in type(known).model_fields:
        value, other = getattr(known, name), getattr(record, name)
        if name == "evidence":
            known_spans = {(e.start, e.end) for e in value} if seen is None else seen
            value += [e for e in other if (e.start, e.end) not in known_spans]
        elif name == "reasons":
            value += other if len(value) < _MOST_REASONS else []
        elif name == "certainty":
            known.certainty = min(value, other, key=_ORDER.index)
        elif isinstance(value, list):
            value += [item for item in other if item not in value]
        elif value is None and other is not None:
            setattr(known, name, other)
        elif isinstance(value, Model) and other is not None:
            _fill(value, other)


def _fill(value: Any, other: Any) -> None:
    for name in type(value).model_fields:
        if getattr(value, name) is None and getattr(other, name) is not None:
            setattr(value, name, getattr(other, name))


def _is_of_exon(variant: Variant) -> bool:
    return "exon" in (variant.as_written or "").lower()


def without_repeats(record: CaseRecord) -> list[Marker]:
    """Return the markers without those that only repeat a named variant of the same gene, polarity and subject.

    An event of an exon that was found (exon 19 deletion) is not specific: it stays a mutation of its gene as well.
    """
    named = [v for v in record.variants if v.hgvs_p or v.hgvs_c or v.polarity != "positive" or not _is_of_exon(v)]
    said = {(v.gene, "mutation", v.polarity, v.subject) for v in named}
    return [
        marker
        for marker in record.markers
        if not (
            len(marker.genes) == 1 and (marker.genes[0], marker.alteration, marker.polarity, marker.subject) in said
        )
    ]


def conflicts(record: CaseRecord) -> list[Conflict]:
    """Return what the report says in two ways that exclude each other."""
    found: list[Conflict] = []
    by_result: dict[tuple[str, str], dict[str, list[Evidence]]] = {}
    for marker in record.markers:
        if (
            marker.certainty == "asserted"
            and marker.polarity in ("positive", "negative")
            and marker.subject == "patient"
        ):
            sides = by_result.setdefault((marker.name, marker.alteration), {})
            sides.setdefault(marker.polarity, []).extend(marker.evidence)
    for (name, alteration), sides in by_result.items():
        if len(sides) > 1:
            found.append(_conflict(f"markers.{name}.{alteration}", sides))
    return found


def _conflict(field: str, sides: dict[str, list[Evidence]]) -> Conflict:
    return Conflict(field=field, values=list(sides), evidence=[e for side in sides.values() for e in side])
