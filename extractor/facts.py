"""From mentions to facts: one record per distinct fact and subject, with all its evidence; and what disagrees."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from itertools import permutations
from typing import Any, NamedTuple, TypeVar

from extractor.records import CaseRecord, Conflict, Evidence, Marker, Model, Quantity, Record, Specimen, Stage, Variant

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
            _join_specimens(value, other)
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


def _join_specimens(known: list[Evidence], other: list[Evidence]) -> None:
    """Give evidence the specimens of the same words told of another: one row of a table tells of several."""
    for evidence in other:
        if evidence.specimen is None:
            continue
        same = next((e for e in known if (e.start, e.end) == (evidence.start, evidence.end)), None)
        if same is not None and evidence.specimen not in (same.specimen or "").split(", "):
            same.specimen = f"{same.specimen}, {evidence.specimen}" if same.specimen else evidence.specimen


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
            len(marker.genes) == 1
            and marker.name in (*marker.genes, "HER2")
            and (marker.genes[0], marker.alteration, marker.polarity, marker.subject) in said
        )
        and not (
            len(marker.genes) > 1
            and marker.alteration == "mutation"
            and any((gene, "mutation", marker.polarity, marker.subject) in said for gene in marker.genes)
        )
    ]


class Telling(NamedTuple):
    """How a place of a report tells a fact: in which addendum, and whether it corrects or is replaced."""

    supplement: int
    corrects: bool
    replaced: bool
    of_history: bool


# What makes two records of a slot tell of one thing; the fields that may differ are all others that `_differ` compares.
# Stages and findings are left to their slots, which know what of a table or a line is replaced.
_SAME = {
    "markers": ("name", "alteration"),
    "fusions": ("name",),
    "variants": ("gene", "hgvs_p", "hgvs_c"),
    "grades": ("system", "of"),
}
_VALUES = ("polarity", "value", "quantity")


class _Tellings:
    """How records are told, looked up once for those that another one may replace."""

    def __init__(self, told: Callable[[Evidence], Telling]) -> None:
        self._told = told
        self._known: dict[int, list[Telling]] = {}

    def of(self, item: Record) -> list[Telling]:
        """Return how the evidence of a record is told."""
        known = self._known.get(id(item))
        if known is None:
            known = self._known[id(item)] = [self._told(evidence) for evidence in item.evidence]
        return known


def supersede(record: CaseRecord, told: Callable[[Evidence], Telling]) -> None:
    """Mark what an addendum or a correction replaces: the same thing with another value, told before or as replaced."""
    tellings = _Tellings(told)
    for slot, fields in _SAME.items():
        things: dict[Hashable, list[Record]] = {}
        for item in getattr(record, slot):
            if item.subject == "patient" and item.evidence:
                things.setdefault(tuple(_folded(getattr(item, name)) for name in fields), []).append(item)
        for items in things.values():
            for earlier, later in permutations(items, 2):
                if (
                    not later.superseded
                    and _differ(earlier, later)
                    and _replaces(tellings.of(later), tellings.of(earlier), earlier, later)
                ):
                    earlier.superseded = True
    _sequenced_again(record, tellings)
    for _, item in record.records():
        if item.subject == "patient" and item.evidence and not isinstance(item, Specimen | Stage):
            told_of = tellings.of(item)
            if all(telling.replaced and not telling.of_history for telling in told_of):
                item.superseded = True


def _sequenced_again(record: CaseRecord, tellings: _Tellings) -> None:
    """Mark a gene without mutation in which a later addendum finds a variant."""
    found: dict[str | None, list[Variant]] = {}
    for variant in record.variants:
        if variant.polarity == "positive" and variant.subject == "patient":
            found.setdefault(variant.gene, []).append(variant)
    for marker in record.markers:
        if marker.alteration == "mutation" and marker.polarity == "negative" and len(marker.genes) == 1:
            for variant in found.get(marker.genes[0], ()):
                if _replaces(tellings.of(variant), tellings.of(marker), marker, variant):
                    marker.superseded = True


def _replaces(later: list[Telling], earlier: list[Telling], known: Record, other: Record) -> bool:
    if known.specimens and other.specimens and set(known.specimens).isdisjoint(other.specimens):
        return False
    if any(telling.replaced for telling in earlier):
        return not all(telling.replaced or telling.of_history for telling in later)
    first = min(earlier, key=lambda telling: telling.supplement)
    last = min(later, key=lambda telling: telling.supplement)
    if first.of_history or last.of_history:
        return False
    return first.supplement < last.supplement and last.corrects


def _folded(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _differ(one: Record, other: Record) -> bool:
    """True when two records give one field in two ways; amounts of other units are not compared."""
    for name in _VALUES:
        value, second = getattr(one, name, None), getattr(other, name, None)
        if value is None or second is None or value == second:
            continue
        if isinstance(value, Quantity):
            if value.unit == second.unit and (value.value, value.low) != (second.value, second.low):
                return True
        elif _folded(value) != _folded(second):
            return True
    return False


def conflicts(record: CaseRecord) -> list[Conflict]:
    """Return what the report says in two ways that exclude each other."""
    found: list[Conflict] = []
    by_result: dict[tuple[str, str], dict[str, list[Evidence]]] = {}
    for marker in record.markers:
        if (
            marker.certainty == "asserted"
            and marker.polarity in ("positive", "negative")
            and marker.subject == "patient"
            and not marker.superseded
        ):
            sides = by_result.setdefault((marker.name, marker.alteration), {})
            sides.setdefault(marker.polarity, []).extend(marker.evidence)
    for (name, alteration), sides in by_result.items():
        if len(sides) > 1:
            found.append(_conflict(f"markers.{name}.{alteration}", sides))
    return found


def _conflict(field: str, sides: dict[str, list[Evidence]]) -> Conflict:
    return Conflict(field=field, values=list(sides), evidence=[e for side in sides.values() for e in side])
