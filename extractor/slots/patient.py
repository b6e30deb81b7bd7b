"""Patient: age in years and sex of the person whom the report is about (first statement that gives them).

The age is the one at presentation. Ages of relatives, of cohorts and of cases that others reported are none; an age at
an earlier or later event counts only when the report gives no other.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Literal, NamedTuple

from spacy.tokens import Doc

from extractor.grammar.ages import BESIDE_PERSON, Age, ages_in
from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Modifier, Sentence, holding, sentences_of
from extractor.records import Conflict, Evidence, Number, Patient, Reason
from extractor.slots import evidence as ev

Sex = Literal["male", "female"]
_SEXES: dict[str, Sex] = {"male": "male", "female": "female"}
_FIELD = re.compile(
    r"^\s?(?:[:=/]|\bis\b)?\s*(?:\d{1,3}\s?(?:y\w{0,4})?\s?/\s?)?(?P<sex>male|female|[MF])\b", re.IGNORECASE
)
_MAYBE_AGE = re.compile(r"\d(?:[\s-]?(?:[yY]|mo|we|wk|da)|(?<=\sof\s.))")
_STATEMENTS = "extractor_patient_statements"
# Words between an age and the person that it belongs to.
_APPOSITION = re.compile(r"^[\s,(-]{0,3}(?:(?:who\s)?(?:is|was)\s(?:a|an)?\s?|(?:a|an)\s)?$", re.IGNORECASE)
_COMPARED = compiled("patient", r"(?:[<>≥≤=±]|\b{compared_ahead})\s?$")
_RANGE_BEHIND = re.compile(
    r"^\s?(?:[-–]\s?\d|to\s(?:\d|the)|and\s(?:older|above|over|younger|below)|or\s(?:older|younger|more|less))",
    re.IGNORECASE,
)
_ONE = re.compile(r"^$|\b(?:an?|A-)\s?(?:[\w-]{1,15}\s){0,2}$", re.IGNORECASE)
_DEFINITE = re.compile(r"\b(?:the|this|our)\s$", re.IGNORECASE)
_AT = re.compile(r"\bat\s(?:about\s)?$", re.IGNORECASE)
_PHRASE_ENDS = compiled("patient", r"[,;:]\s|\b{between_age_and_person_never}\b")


class Statement(NamedTuple):
    """What one place of the report says of the patient's age; `event` when it is the age at another time."""

    years: Number
    sex: Sex | None
    sentence: Sentence
    start: int
    end: int
    subject: str
    event: bool
    named: bool  # the age stands right in front of the person: "a 54-year-old retired man"


def find(doc: Doc) -> Patient:
    """Return the patient's age and sex as the report first states them."""
    first = _first(statements(doc))
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
        sex = _SEXES[cue.value]
        evidence += ev.evidence(doc, sentence, cue.start, cue.end)
        reasons += ev.reasons(doc, ("sex", cue))
    return Patient(age_years=first.years if first is not None else None, sex=sex, evidence=evidence, reasons=reasons)


def conflicts(doc: Doc, patient: Patient) -> list[Conflict]:
    """Return the disagreement of the report's statements of its one patient's age, if there is any."""
    if patient.age_years is None:
        return []
    sides: dict[Number, Statement] = {}
    for statement in statements(doc):
        if (
            statement.subject == "patient"
            and statement.named
            and not statement.event
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
    return min(said, key=lambda s: (order[s.subject] + 2 * s.event, s.start), default=None)


def statements(doc: Doc) -> list[Statement]:
    """Return all statements of a single person's age that is no relative's, in order; read once per document."""
    found: list[Statement] | None = doc.user_data.get(_STATEMENTS)
    if found is None:
        found = doc.user_data[_STATEMENTS] = [
            statement
            for sentence in holding(doc, "patient:age", "patient:person")
            if "patient:age" in sentence.kinds or _MAYBE_AGE.search(sentence.text)
            for age in ages_in(sentence.text)
            if (statement := _statement(sentence, age)) is not None
        ]
    return found


def _statement(sentence: Sentence, age: Age) -> Statement | None:
    start, end = sentence.start + age.start, sentence.start + age.end
    before, after = sentence.between(start - 60, start), sentence.between(end, end + 60)
    if _COMPARED.search(before[-12:]) or _RANGE_BEHIND.match(after) or _several(sentence, start, end):
        return None
    person = _person(sentence, start, end)
    if person is None and (age.form == BESIDE_PERSON or _other(sentence, start, end)):
        return None
    anchor = Mention(start, end, "age", "", (person or sentence.mentions[0]).source)
    subject = ev.subject_of(sentence, anchor).value
    if subject == "family":
        return None
    event = (person is None or person.end <= start) and (
        _AT.search(before) is not None
        or any(m.start <= end and start - m.end < 12 for m in sentence.of_kind("patient:event"))
    )
    first, last = start, end
    sex: Sex | None = _SEXES.get(age.sex or "")
    if person is not None:
        first, last = min(first, person.start), max(last, person.end)
        sex = sex or _SEXES.get(person.id) or _field(sentence)
    named = person is not None and person.start >= end
    return Statement(age.years, sex or _field(sentence), sentence, first, last, subject, event, named)


def _several(sentence: Sentence, start: int, end: int) -> bool:
    """True when an age is of a group: "patients aged 54 years", "median age 60 years"."""
    groups = sentence.of_kind("patient:several")
    if not groups:
        return False
    single = _ONE.search(sentence.between(start - 30, start)) is not None
    return any(
        ((m.end <= start and start - m.end < 25) or (end <= m.start and m.start - end < 20 and not single))
        and not re.search(r"[,;.(:]\s?", sentence.between(min(m.end, end), max(m.start, start)))
        for m in groups
    )


def _other(sentence: Sentence, start: int, end: int) -> bool:
    """True when something else than a person is so old, or a relative."""
    return any(
        (0 <= m.start - end < 20 and not _PHRASE_ENDS.search(sentence.between(end, m.start))) or 0 <= start - m.end < 3
        for m in sentence.of_kind("patient:not-person")
    )


def _person(sentence: Sentence, start: int, end: int) -> Mention | None:
    """Return the person whom an age belongs to: the noun behind it, else the one right before it."""
    persons = sentence.of_kind("patient:person")
    if not persons:
        return None
    blocked = min((m.start for m in sentence.of_kind("patient:not-person") if m.start >= end), default=sentence.end)
    limit = min(blocked, end + 60)
    near = [m for m in persons if end <= m.start < limit and not _PHRASE_ENDS.search(sentence.between(end, m.start))]
    if near:
        return next((m for m in near if m.id in _SEXES and m.start - near[0].end < 20), near[0])
    within = [m for m in persons if start <= m.start < end]
    ahead = [m for m in persons if m.end <= start and _APPOSITION.match(sentence.between(m.end, start))]
    return within[0] if within else ahead[-1] if ahead else None


def _field(sentence: Sentence) -> Sex | None:
    """Return the sex that a form field of the sentence gives: "Sex: F", "Age / Sex: 67 Y / F"."""
    for cue in sentence.of_kind("patient:header"):
        match = _FIELD.match(sentence.between(cue.end, cue.end + 30))
        if match is not None:
            return "male" if match["sex"][0] in "mM" else "female"
    return None


def _sex(doc: Doc) -> tuple[Sentence, Modifier] | None:
    """Return the sex that the report gives apart from an age: a field, a noun, and last the pronouns."""
    nouns: list[tuple[Sentence, Modifier]] = []
    pronouns: list[tuple[Sentence, Modifier]] = []
    for sentence in sentences_of(doc):
        for mention in sentence.of_kind("patient:header", "patient:person", "patient:pronoun"):
            cue = Modifier(mention.id, mention.source.key, mention.start, mention.end)
            if mention.kind == "patient:header":
                sex = _field(sentence)
                if sex is not None:
                    return sentence, cue._replace(value=sex)
            elif mention.id in _SEXES and ev.subject_of(sentence, mention).value == "patient":
                (nouns if mention.kind == "patient:person" else pronouns).append((sentence, cue))
    if nouns:
        return nouns[0]
    counted = Counter(cue.value for _, cue in pronouns)
    if not counted:
        return None
    winner = counted.most_common(1)[0][0]
    return next((sentence, cue) for sentence, cue in pronouns if cue.value == winner)
