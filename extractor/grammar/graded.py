"""What a grade is of: the tumor or the adverse events that its words stand beside."""

from __future__ import annotations

import re

from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Sentence

_TUMORS = ("tumor", "grade:lesion")
_EVENTS = ("event", "grade:event")
_LISTED = re.compile(r"^\s?(?:,|and|as well as|with|,\s?and|&)\s?$")
_OWN_GRADE = re.compile(r"^\s?\(?,?\s?(?:of\s|was\s)?(?:CTC\w{0,2},?\s)?[Gg](?:rade|\d)")
_VERB = compiled("grades", r"[.;]|\b{statement_verbs}\b", cased=True)
_OF_GRADE = re.compile(r"^\s?(?:\(|,|:|=)?\s?(?:(?:CTC\w{0,2}|NCI)[\s,]{1,2})?(?:of|was)?\s?$")
_ENDS_AHEAD = compiled("grades", r"[.;,:()]|\b{behind_grade_ends}\b", cased=True)
_NEXT_PLACE = re.compile(r"\b(?:in|at|on|and)\b")
_PARENTHESIS = re.compile(r"\([^()]{0,20}\)")


def distance(mention: Mention, start: int, end: int) -> int:
    """Return how many characters lie between a mention and words at [start, end)."""
    return mention.start - end if mention.start >= end else max(start - mention.end, 0)


def tumor_of(sentence: Sentence, start: int, end: int) -> Mention | None:
    """Return the tumor that words at [start, end) grade: the next one without a verb between, else the one before."""
    tumors = [m for m in sentence.of_kind(*_TUMORS) if m.end - m.start > 2]
    around = [m for m in tumors if m.start <= start and end <= m.end]
    if around:
        return around[0]
    after = [
        m
        for m in tumors
        if m.start >= end - 1
        and m.start - end < 60
        and not _ENDS_AHEAD.search(_PARENTHESIS.sub("", sentence.between(end, m.start)))
    ]
    before = [
        m
        for m in tumors
        if m.end <= start + 1
        and start - m.end < 90
        and not re.search(r"[;]|\.\s|\bbut\b|\bwhich\b", sentence.between(m.end, start))
    ]
    nearest = max(before, key=lambda m: (m.end, m.end - m.start), default=None)
    if after:
        first = min(after, key=lambda m: (m.start, m.start - m.end, m.kind != "tumor"))
        # "lobular carcinoma grade II in one breast and ductal carcinoma": the grade belongs to what it follows.
        follows = nearest is not None and start - nearest.end < 3
        return nearest if follows and _NEXT_PLACE.search(sentence.between(end, first.start)) else first
    if nearest is not None:
        return nearest
    loose = [m for m in tumors if end <= m.start < end + 50 and not _VERB.search(sentence.between(end, m.start))]
    return min(loose, key=lambda m: (m.start, m.start - m.end), default=None)


def events_of(sentence: Sentence, start: int, end: int) -> list[Mention]:
    """Return the adverse events that a grade at [start, end) is of: those listed behind it, else the one before."""
    events = [m for m in _widest(sentence.of_kind(*_EVENTS)) if not is_other(sentence, start, end, m)]
    beside = [
        m for m in events if m.end <= start and start - m.end < 14 and _OF_GRADE.match(sentence.between(m.end, start))
    ]
    after = [
        m
        for m in events
        if m.start >= end
        and m.start - end < 45
        and not _VERB.search(sentence.between(end, m.start))
        and not re.search(r"[,)]", sentence.between(end, m.start))
    ]
    if beside and (not after or re.match(r"\s?(?:and|or|,|in)\b", sentence.between(end, after[0].start))):
        return beside[-1:]
    if after:
        listed = [after[0]]
        for event in events:
            is_next = event.start >= listed[-1].end and _LISTED.match(sentence.between(listed[-1].end, event.start))
            if is_next and not _OWN_GRADE.match(sentence.between(event.end, event.end + 14)):
                listed.append(event)
        return listed
    before = [
        m
        for m in events
        if m.end <= start and start - m.end < 40 and not re.search(r"[;]|\.\s", sentence.between(m.end, start))
    ]
    return before[-1:]


def _widest(mentions: list[Mention]) -> list[Mention]:
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def is_other(sentence: Sentence, start: int, end: int, target: Mention | None) -> bool:
    """True when something that is no tumor stands nearer to a grade than the tumor does."""
    others = [distance(m, start, end) for m in sentence.of_kind("grade:other") if distance(m, start, end) < 30]
    return bool(others) and (target is None or min(others) < distance(target, start, end))
