"""Facts that are told in part here and in part there: records that contradict each other in nothing become one."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from extractor.facts import absorb
from extractor.records import Record

R = TypeVar("R", bound=Record)


def merge_alike(
    records: Iterable[R], buckets: Callable[[R], Iterable[Hashable]], agree: Callable[[R, R], bool]
) -> list[R]:
    """Merge each record into the first one that it shares a bucket and agrees with, in order of appearance.

    Only records of a common bucket are compared: name buckets so finely that each holds few different facts.
    """
    listed: dict[Hashable, dict[int, tuple[R, set[tuple[int, int]]]]] = {}
    merged: list[R] = []
    for record in records:
        near = dict(item for bucket in buckets(record) for item in listed.get(bucket, {}).items())
        number = next((n for n in sorted(near) if agree(near[n][0], record)), len(merged))
        match = near.get(number)
        if match is None:
            match = (record, set())
            merged.append(record)
        else:
            absorb(match[0], record, match[1])
        match[1].update((e.start, e.end) for e in record.evidence)
        for bucket in buckets(match[0]):
            listed.setdefault(bucket, {}).setdefault(number, match)
    return merged
