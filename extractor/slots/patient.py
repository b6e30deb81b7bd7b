"""Patient: age in years and sex of the person whom the report is about (first statement that gives them).

The age is the one at presentation. Ages of relatives, of cohorts and of cases that others reported are none; an age at
an earlier or later event counts only when the report gives no other.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from spacy.tokens import Doc

from extractor.grammar.ages import Age, ages_in
from extractor.grammar.demographics import given
from extractor.grammar.persons import SEXES, Sex, are_several, group_of, is_other, is_relative, person_of
from extractor.grammar.sexes import field, sex_cues, sex_in
from extractor.grammar.wording import compiled
from extractor.mentions import NOTE, Mention, Modifier, Sentence, holding, sentences_of
from extractor.records import Conflict, Evidence, Number, Patient, Reason
from extractor.slots import evidence as ev

# A cheap sign of an age in a sentence that names a person but has no word for ages.
_MAYBE_AGE = re.compile(
    r"[\s\d½-](?:[Yy](?:ea|r|o\b|[./])|[Mm]o(?:nth|s?\b)|[Ww](?:eek|k)|[Dd]ay|[Hh](?:our|r))"
    r"|-old\b|/\s?\d|(?:\sof|\bi?s|\bwas|ned|ged|ning)\s\d"
)
_A_NUMBER = re.compile(r"[\d½¼¾]|(?:[Oo]ne|[Tt]wo|hree|[Ff]our|[Ff]ive|[Ss]ix|ven|ight|ine|[Tt]en|teen|ty|elve|half)\b")
_NEAR = 24
_COLUMN = re.compile(r"[^\d.]{0,12}?[\s.]{4,60}\d")  # "Age, sex          66, male"
_WIDEST = 80
_OTHER_TIME = 2  # see _moment
_STATEMENTS = "extractor_patient_statements"
_COMPARED = compiled("patient", r"(?:[<>≥≤=±]|\b{compared_ahead})\s?$")
_RANGE_BEHIND = re.compile(
    r"^\s?(?:[-–]\s?\d|to\s(?:\d|the)|and\s(?:older|above|over|younger|below)|or\s(?:older|younger|more|less))",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_DEFINITE = re.compile(r"\b(?:the|this|our)\s$", re.IGNORECASE)
_AT = re.compile(r"\bat\s(?:about\s)?$", re.IGNORECASE)
_CAME_AT = compiled("patient", r"\b{came}\s(?:{to_us}\s)?(?:at\s(?:the\s)?)?$")


class Statement(NamedTuple):
    """What one place of the report says of the patient's age; `moment` the time it is the age of."""

    years: Number
    sex: Sex | None
    sentence: Sentence
    start: int
    end: int
    subject: str
    moment: int  # see _moment
    named: bool  # the age stands right in front of the person: "a 54-year-old retired man"


def find(doc: Doc) -> Patient:
    """Return the patient's age and sex as the report first states them."""
    first = _first(statements(doc))
    if first is not None and first.moment == _OTHER_TIME and _head_gives_age(doc):
        first = None
    evidence: list[Evidence] = []
    reasons: list[Reason] = []
    if first is not None:
        evidence += ev.evidence(doc, first.sentence, first.start, first.end)
        age = Modifier(str(first.years), "patient.toml: age", first.start, first.end)
        reasons += ev.reasons(doc, ("age_years", age))
    sex = first.sex if first is not None else None
    found = _sex(doc) if sex is None else None
    if found is not None:
        sentence, cue = found
        sex = SEXES[cue.value]
        evidence += ev.evidence(doc, sentence, cue.start, cue.end)
        reasons += ev.reasons(doc, ("sex", cue))
    years = first.years if first is not None else None
    if years is None or sex is None:
        years, sex = _headed(doc, years, sex, evidence, reasons)
    return Patient(age_years=years, sex=sex, evidence=evidence, reasons=reasons)


def _head_gives_age(doc: Doc) -> bool:
    return bool(doc.user_data.get(NOTE)) and any(one.years is not None for one in given(sentences_of(doc)))


def _headed(
    doc: Doc, years: Number | None, sex: Sex | None, evidence: list[Evidence], reasons: list[Reason]
) -> tuple[Number | None, Sex | None]:
    """Return age and sex with what only the head of a note gives of them, and add its words to what proves them."""
    sentences = sentences_of(doc)
    if not doc.user_data.get(NOTE):
        return years, sex
    for one in given(sentences):
        tells = (years is None and one.years is not None, sex is None and one.sex is not None)
        if any(tells) and not (years is not None and one.years not in (None, years)):
            field = Modifier(str(one.years), "patient.toml: head of a note", one.start, one.end)
            evidence += ev.evidence(doc, one.sentence, one.start, one.end)
            reasons += ev.reasons(doc, ("age_years" if tells[0] else "sex", field))
            years, sex = (one.years if tells[0] else years), (one.sex if tells[1] else sex)
    return years, sex


def conflicts(doc: Doc, patient: Patient) -> list[Conflict]:
    """Return the disagreement of the report's statements of its one patient's age, if there is any."""
    if patient.age_years is None:
        return []
    sides: dict[Number, Statement] = {}
    for statement in statements(doc):
        if (
            statement.subject == "patient"
            and statement.named
            and not statement.moment
            and (statement.sex is None or patient.sex is None or statement.sex == patient.sex)
            and all(_retold(known, statement) for known in sides.values() if known.years != statement.years)
        ):
            sides.setdefault(statement.years, statement)
    if len(sides) < 2 or is_series(doc):
        return []
    proof = [e for s in sides.values() for e in ev.evidence(doc, s.sentence, s.start, s.end)]
    return [Conflict(field="patient.age_years", values=[str(years) for years in sides], evidence=proof)]


def is_series(doc: Doc) -> bool:
    """True when a report tells of several patients of its own."""
    return any(
        sentence.part != "literature" and sentence.subject is not None and sentence.subject.value == "patient"
        for sentence in holding(doc, "patient:series")
    )


def _retold(known: Statement, later: Statement) -> bool:
    """True when a later statement speaks of the same patient: in another section, or as "this 54-year-old man"."""
    if known.sentence is later.sentence:
        return False
    return (
        known.sentence.section != later.sentence.section
        or _DEFINITE.search(later.sentence.between(later.start - 12, later.start)) is not None
    )


def _first(said: list[Statement]) -> Statement | None:
    """Return the statement that tells the age at presentation: the patient's own before anything else."""
    order = {"patient": 0, "literature": 1}
    return min(said, key=lambda s: (order[s.subject] + 2 * s.moment, s.start), default=None)


def statements(doc: Doc) -> list[Statement]:
    """Return all statements of a single person's age that is no relative's, in order; read once per document."""
    found: list[Statement] | None = doc.user_data.get(_STATEMENTS)
    if found is None:
        found = doc.user_data[_STATEMENTS] = [
            statement
            for sentence in holding(doc, "patient:age", "patient:person", "patient:group")
            if _may_tell_age(sentence)
            for age in ages_in(sentence.text)
            if (statement := _statement(sentence, age)) is not None
        ]
    return found


def _may_tell_age(sentence: Sentence) -> bool:
    """True when something like an age stands near a person: a sentence on a patient tells of many other lengths."""
    return any(
        (_A_NUMBER if m.kind == "patient:age" else _MAYBE_AGE).search(
            sentence.between(max(m.start - _NEAR, sentence.start), m.end + _NEAR)
        )
        or _COLUMN.match(sentence.between(m.end, m.end + _WIDEST))
        for m in sentence.of_kind("patient:age", "patient:person", "patient:group")
    )


def _statement(sentence: Sentence, age: Age) -> Statement | None:
    """Return what an age says of the patient, or None for that of a group, a relative or a thing."""
    start, end = sentence.start + age.start, sentence.start + age.end
    before, after = sentence.between(start - 60, start), sentence.between(end, end + 60)
    if _COMPARED.search(before[-12:]) or _RANGE_BEHIND.match(after) or is_relative(sentence, start):
        return None
    group = group_of(sentence, start, end) if age.listed else None
    if group is None and are_several(sentence, start, end):
        return None
    person = person_of(sentence, start, end)
    if person is None and group is None and (age.beside or (age.sex is None and is_other(sentence, start, end))):
        return None
    anchor = Mention(start, end, "age", "", (person or sentence.mentions[0]).source)
    subject = ev.subject_of(sentence, anchor).value
    if subject == "family":
        if group is None:
            return None
        subject = "patient"
    moment = _moment(sentence, start, end, before) if person is None or person.end <= start else 0
    first, last = start, end
    sex: Sex | None = SEXES.get(age.sex or "")
    if person is not None:
        first, last = min(first, person.start), max(last, person.end)
    belongs = person or group
    if belongs is not None:
        sex = sex or SEXES.get(belongs.id)
    named = person is not None and person.start >= end
    return Statement(age.years, sex or field(sentence), sentence, first, last, subject, moment, named)


def _moment(sentence: Sentence, start: int, end: int, before: str) -> int:
    """Return how far from the visit an age is: 0 at it, 1 "referred at the age of 9", "now 12", 2 "menarche at 12"."""
    events = [
        m.id
        for m in sentence.of_kind("patient:event")
        if m.start <= end and start - m.end < 12 and not _DIGIT.search(sentence.between(m.end, start))
    ]
    if not events and not _AT.search(before):
        return 0
    return 1 if "now" in events or _CAME_AT.search(before) else 2


def _sex(doc: Doc) -> tuple[Sentence, Modifier] | None:
    """Return the sex that the report gives apart from an age."""
    return sex_in([(s, m) for s, m in sex_cues(sentences_of(doc)) if ev.subject_of(s, m).value == "patient"])
