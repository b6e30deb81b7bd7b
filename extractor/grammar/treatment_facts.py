"""Facts of treatments: mentions of one drug or procedure at one dose, and what the report tells of a regimen's name."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Hashable
from functools import cache
from operator import itemgetter

from extractor.facts import absorb
from extractor.grammar.irradiation_times import courses_of
from extractor.records import Dose, Treatment
from extractor.rules import Term, vocabulary

_REACH_OF_LIST = 140
_SAME_COURSE = 250  # characters within which an irradiation without a dose is the one whose dose follows


def merged(records: list[Treatment]) -> list[Treatment]:
    """Merge mentions into facts; what says no dose joins the dosed record of the same drug that it follows."""
    dosed: dict[Hashable, list[tuple[int, Treatment]]] = {}
    for record in records:
        if record.dose is not None:
            rivals = dosed.setdefault((record.kind, record.name, record.subject), [])
            insort(rivals, (record.evidence[0].start, record), key=itemgetter(0))
    facts: dict[Hashable, Treatment] = {}
    spans: dict[int, set[tuple[int, int]]] = {}
    courses = courses_of(records)
    for record in sorted(records, key=lambda r: r.dose is None):
        base = (record.kind, record.name, record.subject)
        dose = record.dose
        if dose is None and base in dosed:
            before = bisect_right(dosed[base], record.evidence[0].start, key=itemgetter(0))
            if before or record.kind != "radiotherapy" or dosed[base][0][0] - record.evidence[0].end < _SAME_COURSE:
                dose = dosed[base][max(before - 1, 0)][1].dose
        course = courses.get(id(record)) if dose is None else None
        target = facts.setdefault((*base, _amount(dose), course), record)
        if target is not record:
            if id(target) not in spans:
                spans[id(target)] = {(e.start, e.end) for e in target.evidence}
            _join(target, record, spans[id(target)])
    return sorted(facts.values(), key=lambda r: r.evidence[0].start)


def of_regimens(records: list[Treatment]) -> list[Treatment]:
    """Give the drugs of a regimen the cycles that the report tells of its name: "six courses of XELOX"."""
    named = {record.name: record for record in records if record.kind == "drug" and record.cycles}
    for name, regimen in named.items():
        term = _regimens().get(name)
        if term is None:
            continue
        parts = [r for r in records if r.name in term.listed("drugs") and r.subject == regimen.subject]
        if {part.name for part in parts} == set(term.listed("drugs")) and not any(part.cycles for part in parts):
            for part in parts:
                part.cycles = regimen.cycles
    return [record for record in records if not _is_spelled_out(record, records)]


def _is_spelled_out(record: Treatment, records: list[Treatment]) -> bool:
    """True for a regimen behind whose name the report lists its drugs: "TCHP x6 (docetaxel, carboplatin, …)"."""
    term = _regimens().get(record.name or "") if record.kind == "drug" else None
    if term is None or len(record.evidence) > 1:
        return False
    end = record.evidence[0].end
    listed = {
        other.name
        for other in records
        if other.subject == record.subject and any(end < e.start < end + _REACH_OF_LIST for e in other.evidence)
    }
    return len(term.listed("drugs")) > 1 and listed.issuperset(term.listed("drugs"))


@cache
def _regimens() -> dict[str, Term]:
    return {term.name.removesuffix(" regimen"): term for term in vocabulary().terms if term.kind == "regimen"}


def _join(target: Treatment, record: Treatment, seen: set[tuple[int, int]]) -> None:
    """Join a mention to a fact: the last status that is said holds, the largest number of cycles is the whole."""
    cycles = max(target.cycles or 0, record.cycles or 0) or None
    later = record.evidence[0].start > target.evidence[0].start
    status = (record.status or target.status) if later else (target.status or record.status)
    absorb(target, record, seen)
    seen.update((e.start, e.end) for e in record.evidence)
    target.cycles, target.status = cycles, status


def _amount(dose: Dose | None) -> Hashable:
    return None if dose is None else (dose.value, dose.low, dose.high, dose.unit, dose.per)
