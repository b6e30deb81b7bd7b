"""Outcomes: the state of the disease at a time — NED, alive with disease, recurrence, progression, metastasis, dead.

A recurrence that is feared, prevented or absent is none; "no recurrence" and "no evidence of disease" are NED. What is
generally true of a disease is no outcome: of the literature only what happened to a case at a time is told.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from spacy.tokens import Doc

from extractor.facts import merge
from extractor.grammar.times import Time, times_in
from extractor.grammar.wording import compiled
from extractor.mentions import NOTE, Mention, Modifier, Sentence, holding, sentences_of
from extractor.records import Conflict, Evidence, Outcome
from extractor.slots import evidence as ev
from extractor.slots.patient import is_series

_NEAR = 70  # characters between a negation and what it negates
_CLAUSE = re.compile(r"[,;]|\b(?:and|but|then|with)\b")
_STATEMENT = compiled("outcomes", r"[,;.]|\b{clause_words}\b", cased=True)
_CUES = ("outcome", "outcome:verb", "outcome:adjective", "outcome:said")
_YEAR = re.compile(r"[\s(]{1,2}((?:19|20)\d\d)\b")
_END = re.compile(r"\s{0,2}(?:[,;.)]|$)")
_BEHIND = re.compile(r",\s{1,3}")
_STATEMENTS = "extractor_outcome_statements"
# Sections of a pathology note that tell of a specimen: a metastasis in a node is no state of the disease.
_OF_SPECIMEN = frozenset(
    {
        "specimen", "final diagnosis", "gross", "microscopic", "synoptic", "immunohistochemistry", "molecular",
        "flow cytometry", "addendum", "amended report", "key", "comment", "intraoperative consultation",
    }
)  # fmt: skip
_OF_COURSE = ("metastasis", "progression", "recurrence")
_TELLINGS = ("abstract", "introduction", "conclusion")


class Statement(NamedTuple):
    """An outcome as one place of the report tells it."""

    record: Outcome
    sentence: Sentence
    time: Time | None
    proof: tuple[Evidence, ...]  # its own; the record's grows when facts are merged


class FollowUp(NamedTuple):
    """A follow-up some months after an event (surgery, diagnosis; "" when not said)."""

    months: float
    anchor: str
    statement: Statement


def find(doc: Doc) -> list[Outcome]:
    """Return the outcomes of a document, one per status, time and subject."""
    if next(holding(doc, "tumor"), None) is None:
        return []
    return _facts(statements(doc))


def conflicts(doc: Doc, found: list[Outcome]) -> list[Conflict]:
    """Return disagreements between two tellings of the last follow-up: NED at 12 months in the abstract, at 7 later."""
    if sum((r.status, r.subject) == ("NED", "patient") and r.at is not None for r in found) < 2 or is_series(doc):
        return []
    telling = _tellings(sentences_of(doc))
    told: dict[int, list[FollowUp]] = {}
    for statement in statements(doc):
        record, time = statement.record, statement.time
        if (record.status, record.subject) == ("NED", "patient") and time is not None and time.months is not None:
            follow_up = FollowUp(time.months, time.anchor, statement)
            told.setdefault(telling[statement.sentence.start], []).append(follow_up)
    for first, second in combinations(told.values(), 2):
        pair = _latest(first), _latest(second)
        if _disagree(pair[0], second) and _disagree(pair[1], first):
            values = [str(p.statement.record.at) for p in pair]
            proof = [e for p in pair for e in p.statement.proof]
            return [Conflict(field="outcomes.NED.at", values=values, evidence=proof)]
    return []


def _latest(told: list[FollowUp]) -> FollowUp:
    return max(told, key=lambda follow_up: follow_up.months)


def _disagree(last: FollowUp, others: list[FollowUp]) -> bool:
    """True when none of the follow-ups of another telling is at the time of this one, counted from the same event."""
    return not any(abs(last.months - other.months) <= 0.1 * last.months for other in others) and all(
        not last.anchor or not other.anchor or last.anchor == other.anchor for other in others
    )


def _tellings(sentences: list[Sentence]) -> dict[int, int]:
    """Number the tellings of the story (abstract, then report) by the sections that begin one; key: sentence start."""
    number, before = 0, None
    numbers = {}
    for sentence in sentences:
        if sentence.section != before and (
            sentence.section in _TELLINGS or (sentence.section == "case" and not number)
        ):
            number += 1
        before = sentence.section
        numbers[sentence.start] = number
    return numbers


def statements(doc: Doc) -> list[Statement]:
    """Return every statement of an outcome, in order; read once per document."""
    found: list[Statement] | None = doc.user_data.get(_STATEMENTS)
    if found is None:
        found = doc.user_data[_STATEMENTS] = list(_statements(doc))
    return found


def _statements(doc: Doc) -> Iterator[Statement]:
    in_note = bool(doc.user_data.get(NOTE))
    for sentence in holding(doc, *_CUES):
        cues = sentence.of_kind(*_CUES)
        said = [(cue, status) for cue in cues if (status := _status(sentence, cue)) is not None]
        times = times_in(sentence.text) if said else []
        for cue, status in said:
            time = (_year_behind(sentence, status) if in_note else None) or _time(sentence, status, times, said)
            if in_note and time is None and _is_of_specimen(sentence, cue, status):
                continue
            if sentence.section in _OF_SPECIMEN and not in_note and status.value in _OF_COURSE:
                continue
            statement = _statement(doc, sentence, cue, status, time)
            if statement is not None:
                yield statement


def _year_behind(sentence: Sentence, status: Modifier) -> Time | None:
    """Return the bare year behind an outcome, as notes write it: "lung mets 2018"."""
    match = _YEAR.match(sentence.text, status.end - sentence.start)
    return Time(match.start(1), match.end(1), match[1], None, "") if match is not None else None


def _is_of_specimen(sentence: Sentence, cue: Mention, status: Modifier) -> bool:
    """True for words that tell of what a specimen holds: a metastasis in a node is no state of the disease."""
    if status.value == "metastasis":
        return True
    return sentence.section in _OF_SPECIMEN and status.value in _OF_COURSE and cue.kind != "outcome:said"


def _status(sentence: Sentence, cue: Mention) -> Modifier | None:
    """Return the status that a cue says in its sentence, or None when it says none."""
    status = cue.id
    if sentence.text.endswith("?") or _otherwise(sentence, cue):
        return None
    if (cue.kind == "outcome:verb" and not _of_tumor(sentence, cue)) or (
        cue.kind == "outcome:adjective" and not _before_tumor(sentence, cue)
    ):
        return None
    negation = _negation(sentence, cue)
    if status == "evidence":
        return negation and Modifier("NED", cue.source.key, negation.start, cue.end)
    if negation is not None and status != "NED":
        if status != "recurrence":
            return None
        start, end = min(cue.start, negation.start), max(cue.end, negation.end)
        return Modifier("NED", cue.source.key, start, end)
    if negation is not None and not sentence.between(cue.start, cue.end).lower().startswith(("no ", "without")):
        return None
    return Modifier(status, cue.source.key, cue.start, cue.end)


def _negation(sentence: Sentence, cue: Mention) -> Modifier | None:
    """Return the nearest negation outside a cue that reaches it."""
    reaching = [
        modifier
        for start, end, category, modifier in sentence.scopes
        if category == "negation"
        and start <= cue.start < end
        and (modifier.end <= cue.start or cue.end <= modifier.start)
        and " / " not in sentence.between(modifier.end, cue.start)
    ]
    nearest = min(reaching, key=lambda m: max(cue.start - m.end, m.start - cue.end), default=None)
    return nearest if nearest is not None and max(cue.start - nearest.end, nearest.start - cue.end) <= _NEAR else None


def _of_tumor(sentence: Sentence, cue: Mention) -> bool:
    """True when what recurred or progressed is a tumor, or the patient; symptoms do so too."""
    near = [
        m
        for m in sentence.with_late("outcome:subject", "outcome:symptom", "tumor", "event")
        if 0 <= cue.start - m.end < (60 if cue.id == "recurrence" else 30)
    ]
    return bool(near) and near[-1].kind in ("outcome:subject", "tumor")


def _before_tumor(sentence: Sentence, cue: Mention) -> bool:
    """True when an adjective is of a tumor that is no cue by itself: "recurrent rectal tumor", "tumor, recurrent"."""
    return any(
        (0 < m.start - cue.end < 40 and _CLAUSE.search(sentence.between(cue.end, m.start)) is None)
        or (
            _BEHIND.fullmatch(sentence.between(m.end, cue.start))
            and _END.match(sentence.text, cue.end - sentence.start)
        )
        for m in sentence.of_kind("tumor")
    ) and not any(m.start < cue.end and cue.start < m.end for m in sentence.of_kind("outcome", "outcome:verb"))


def _otherwise(sentence: Sentence, cue: Mention) -> bool:
    """True when the words around a cue make it something else: a risk, a rate, a survival."""
    for other in sentence.with_late("outcome:not"):
        if other.id == "inside" and other.start < cue.end and cue.start < other.end:
            return True
        if other.id == "ahead" and cue.id not in ("NED", "evidence", "dead") and 0 <= cue.start - other.end < 25:
            words = sentence.between(other.end, cue.start)
            if not _STATEMENT.search(words):
                return True
        if other.id == "behind" and 0 <= other.start - cue.end <= 1:
            return True
    return False


def _statement(doc: Doc, sentence: Sentence, cue: Mention, status: Modifier, time: Time | None) -> Statement | None:
    subject, certainty = _subject(sentence, cue), ev.certainty_of(sentence, cue)
    if certainty.value == "hypothetical":
        return None
    if subject.value == "literature" and (time is None or sentence.modifier(cue, "subject") is not None):
        return None
    start, end = status.start, status.end
    bounds = [start, end]
    if time is not None:
        first, last = sentence.start + time.start, sentence.start + time.end
        if first > end or last < start:
            bounds += [first, last]
    record = Outcome(
        status=status.value,  # type: ignore[arg-type]
        at=time.text if time is not None else None,
        subject=subject.value,  # type: ignore[arg-type]
        certainty=certainty.value,  # type: ignore[arg-type]
        evidence=ev.evidence(doc, sentence, *bounds),
        reasons=ev.reasons(doc, ("status", status), ("subject", subject), ("certainty", certainty)),
    )
    return Statement(record, sentence, time, tuple(record.evidence))


def _subject(sentence: Sentence, cue: Mention) -> Modifier:
    """Return whose outcome it is; a cue such as "father died" names both."""
    for other in sentence.of_kind("context:subject"):
        if other.id == "family" and other.start < cue.end and cue.start < other.end:
            return Modifier("family", other.source.key, other.start, other.end)
    return ev.subject_of(sentence, cue)


def _time(sentence: Sentence, status: Modifier, times: list[Time], said: list[tuple[Mention, Modifier]]) -> Time | None:
    """Return the time that belongs to a statement: the nearest date, else the nearest duration.

    A time that stands by another outcome belongs to that one; one at the head of the sentence belongs to all.
    """
    start, end = status.start - sentence.start, status.end - sentence.start
    others = [cue.start - sentence.start for cue, other in said if other is not status]
    first = min([start, *others])

    def distance(time: Time) -> int:
        return max(time.start - end, start - time.end, 0)

    def belongs(time: Time) -> bool:
        if time.end <= first:
            return (time.start < 40 or distance(time) <= 100) and ";" not in sentence.text[time.end : first]
        text = sentence.text
        if distance(time) > 100 or ";" in text[min(end, time.end) : max(start, time.start)]:
            return False
        if time.end <= start:
            return not any(other < time.start or time.end <= other < start for other in others)
        return not any(
            (end <= other < time.start and _CLAUSE.search(text[end:other]))
            or (0 < other - time.end < 12 and not _CLAUSE.search(text[time.end : other]))
            for other in others
        )

    near = [time for time in times if belongs(time)]
    return min(near, key=lambda time: (time.months is not None, distance(time), time.start < start), default=None)


def _facts(said: list[Statement]) -> list[Outcome]:
    """Merge statements: equal times are one fact, and a statement without a time joins the nearest that has one."""
    timed: dict[tuple[str, str, str], dict[int, Time]] = {}
    for statement in said:
        if statement.time is not None:
            timed.setdefault(_kind(statement.record), {}).setdefault(statement.proof[0].start, statement.time)
    positions = {kind: sorted(times) for kind, times in timed.items()}
    times: dict[int, str | None] = {}
    for record, _, time, proof in said:
        kind = _kind(record)
        if time is None and kind in timed:
            time = timed[kind][_nearest(positions[kind], proof[0].start)]
        times[id(record)] = time and (f"{time.months:.1f} months" if time.months is not None else time.text.lower())
    return merge((statement.record for statement in said), key=lambda record: (*_kind(record), times[id(record)]))


def _nearest(positions: list[int], position: int) -> int:
    """Return the nearest of some positions in order, of two as near the first."""
    index = bisect_left(positions, position)
    return min(positions[max(index - 1, 0) : index + 1], key=lambda other: abs(other - position))


def _kind(record: Outcome) -> tuple[str, str, str]:
    return record.status, record.subject, record.certainty
