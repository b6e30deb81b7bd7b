"""When radiation was given: its dates, how often its fractions were given, and which mentions are one course."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.grammar.lengths import duration, spelled
from extractor.grammar.periods import dates_in, is_until
from extractor.grammar.radiation import Irradiation
from extractor.grammar.schedules import compose, parts
from extractor.grammar.spans import spans_in
from extractor.grammar.wording import compiled
from extractor.mentions import Sentence
from extractor.records import Treatment

_REACH_OF_FRACTIONS = 110
_NOT_THEN = compiled("treatments", r"\b{no_beginning}\s(?:[\w-]{2,20}\s){0,3}$")
_CENTURY = re.compile(r"(?:19|20)\d\d")
_REACH_OF_LENGTH = 120
_SLASH_LENGTH = re.compile(
    r"\s?/\s?\d{1,2}\s?(?:fractions|fx|fr)\s?/\s?(?P<span>\d{1,2}\s?(?:days|weeks|wks|d|w))\b"
)  # 45 Gy/25 fr/5 weeks
_TO_DATE = re.compile(r"[^,;.]{0,30}\s(?:in|on|until|till|from|since)\s")
_LONGEST_COURSE = 3  # months


def radiation_dates(sentence: Sentence, item: Irradiation) -> tuple[str | None, str | None] | None:
    """Return start and end of an irradiation by the one date of its sentence, or right behind it: "until June 2009"."""
    text = sentence.text
    for told in spans_in(text):
        return told.begin, told.finish
    dates = dates_in(text) if _CENTURY.search(text) else []
    start = (item.mention.start if item.mention is not None else item.start) - sentence.start
    end = (item.mention.end if item.mention is not None else item.end) - sentence.start
    beside = [date for date in dates if _TO_DATE.fullmatch(text, end, date[0])] if len(dates) > 1 else dates
    if len(beside) != 1 or _NOT_THEN.search(text, max(0, start - 50), start):
        return None
    place, _, date = beside[0]
    return (None, date) if is_until(text[:place]) else (date, None)


def radiation_length(sentence: Sentence, item: Irradiation) -> str | None:
    """Return for how long radiation was given, as the words behind say: "50 Gy in 25 fractions over five weeks"."""
    behind = sentence.between(item.end, min(item.end + _REACH_OF_LENGTH, sentence.end))
    lasted = duration(behind)
    if lasted is None:
        slash = _SLASH_LENGTH.match(behind)
        return spelled(slash["span"]) if slash is not None else None
    return lasted.span if compiled("treatments", r"\b{not_lasting}\b").search(behind, 0, lasted.start) is None else None


def daily(sentence: Sentence, item: Irradiation) -> str | None:
    """Return how often fractions are given, as the words around a dose of radiation say: "one fraction per day"."""
    drugs = sentence.of_kind("drug", "regimen")
    first = max((drug.end for drug in drugs if drug.end <= item.start), default=sentence.start)
    last = min((drug.start for drug in drugs if drug.start >= item.end), default=sentence.end)
    near = sentence.between(max(item.start - _REACH_OF_FRACTIONS, first), min(item.end + _REACH_OF_FRACTIONS, last))
    return compose([part for part in parts(near) if part.kind == "times" and "hours" not in part.value][:1])


def courses_of(records: Sequence[Treatment]) -> dict[int, int]:
    """Return the number of the course of each radiotherapy without a dose, by its identity: months apart are two.

    What has no date belongs to the course that was told of last, and in front of all to the first.
    """
    courses: dict[int, int] = {}
    begun: list[int] = []  # the month of each course, and its last one
    ended: list[int] = []
    current = 0
    for record in records:
        if record.kind != "radiotherapy" or record.dose is not None:
            continue
        date = record.start or record.end
        if date is not None and len(date) > len("2009"):
            month = 12 * int(date[:4]) + int(date[5:7])
            near = [n for n, other in enumerate(begun) if abs(other - month) <= _LONGEST_COURSE and month <= ended[n]]
            current = near[0] if near else len(begun)
            if not near:
                begun.append(month)
                ended.append(month if record.start is None else month + _LONGEST_COURSE)
        courses[id(record)] = current
    return courses
