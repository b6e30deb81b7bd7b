"""Facts that are told in part here and in part there: records that contradict each other in nothing become one."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from extractor.facts import absorb
from extractor.records import Record

R = TypeVar("R", bound=Record)


def merge_alike(records: Iterable[R], bucket: Callable[[R], Hashable], agree: Callable[[R, R], bool]) -> list[R]:
    """Merge each record into the first of its bucket that it agrees with, in order of appearance."""
    buckets: dict[Hashable, list[tuple[R, set[tuple[int, int]]]]] = {}
    merged: list[R] = []
    for record in records:
        known = buckets.setdefault(bucket(record), [])
        match = next((pair for pair in known if agree(pair[0], record)), None)
        if match is None:
            match = (record, set())
            known.append(match)
            merged.append(record)
        else:
            absorb(match[0], record, match[1])
        match[1].update((e.start, e.end) for e in record.evidence)
    return merged
