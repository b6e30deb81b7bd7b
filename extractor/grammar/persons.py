"""Persons: to whom an age belongs, and whether that is one person of the report or a group, a parent or a thing."""

from __future__ import annotations

import re
from typing import Literal

from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Sentence

Sex = Literal["male", "female"]
SEXES: dict[str, Sex] = {"male": "male", "female": "female"}
_NEAR = 60
# Words between a person and the age: "a boy, 5 years", "the patient was 54 years old", "an infant of two years".
_APPOSITION = re.compile(
    r"^\.?(?-i:\s[A-Z][\w.]{0,15}){0,3}[\s,(:–-]{0,3}(?:(?:who\s)?(?:is|was)\s(?:an?\s)?|an?\s|of\s|aged\s)?$",
    re.IGNORECASE,
)
_ONE = compiled("patient", r"^$|\b(?:an?|A-|{few})\s?(?:[\w-]{1,15}\s){0,2}$")
_PHRASE_ENDS = compiled("patient", r"[,;:]\s|\b{between_age_and_person_never}\b")
_CLAUSE_ENDS = re.compile(r"[;:]\s|\.\s[A-Z]")
_MODIFIES = re.compile(r"^[\s-](?:\(\w{1,9}\)\s)?(?:\w{1,15}[\s-])?$")
_GROUP_ENDS = re.compile(r"[,;.(:]\s?")
_OWN_RELATIVES = compiled("patient", r"(?:\b{whose}|['’]s)\s(?:[\w-]{1,15}\s){0,2}$")
_TWINS = compiled("patient", r"\b{twins}\s$")
_CASES_OF = compiled("patient", r"^{cases}\s(?:of|in)\s$")
_OTHER_AGE = compiled("patient", r"\b{other_ages}\s$")
_TO_A_PARENT = compiled(
    "patient",
    r"(?:\b{birth}\b[^.;]{0,80}\b{birth_to}|\b{child_of})\s(?:an?|the|his|her|their)\s(?:[\w-]{1,15},?\s){0,3}$",
)


def person_of(sentence: Sentence, start: int, end: int) -> Mention | None:
    """Return the person whom an age belongs to: the noun behind it, else the one right before it."""
    persons = sentence.of_kind("patient:person")
    if not persons:
        return None
    blocked = min((m.start for m in others(sentence) if m.start >= end), default=sentence.end)
    limit = min(blocked, end + _NEAR)
    near = [m for m in persons if end <= m.start < limit and not _PHRASE_ENDS.search(sentence.between(end, m.start))]
    if near:
        return next((m for m in near if m.id in SEXES and m.start - near[0].end < 20), near[0])
    within = [m for m in persons if start <= m.start < end]
    ahead = [m for m in persons if m.end <= start and _APPOSITION.match(sentence.between(m.end, start))]
    return within[0] if within else ahead[-1] if ahead else None


def others(sentence: Sentence) -> list[Mention]:
    """Return what else than a person can be so old, and relatives; not "mother of two", not "transplant recipient"."""
    found = sentence.of_kind("patient:not-person")
    if not found:
        return found
    persons = sentence.of_kind("patient:person")
    return [
        m
        for m in found
        if not any(
            (p.start <= m.start and m.end <= p.end)
            or (m.id == "other" and _MODIFIES.match(sentence.between(m.end, p.start)) and m.end < p.start)
            for p in persons
        )
    ]


def is_other(sentence: Sentence, start: int, end: int) -> bool:
    """True when something else than a person is so old, or a relative: "a 5-year-old implant", "a son, 3 years old"."""
    return any(
        (0 <= m.start - end < 20 and not _PHRASE_ENDS.search(sentence.between(end, m.start)))
        or (0 <= start - m.end < 3 and ":" not in sentence.between(m.end, start))
        for m in others(sentence)
    )


def is_relative(sentence: Sentence, start: int) -> bool:
    """True when an age is said of a relative before it: "the father is a 40-year-old man", "born to a 29-year-old"."""
    before = sentence.between(start - 130, start)
    if _TO_A_PARENT.search(before) or _OTHER_AGE.search(before):
        return True
    relatives = [
        m
        for m in sentence.of_kind("patient:not-person")
        if m.id == "relative" and m.end <= start and _APPOSITION.match(sentence.between(m.end, start))
    ]
    return bool(relatives) and any(m in relatives for m in others(sentence))


def are_several(sentence: Sentence, start: int, end: int) -> bool:
    """True when an age is of a group: "patients aged 54 years", "median age 60 years"; not "two 47-year-old men"."""
    groups = sentence.of_kind("patient:several")
    if not groups:
        return False
    single = _ONE.search(sentence.between(start - 30, start)) is not None
    return any(
        ((m.start < start and start - m.end < 25) or (end <= m.start and m.start - end < 20 and not single))
        and not _TWINS.search(sentence.between(end, m.start))
        and not _CASES_OF.search(sentence.between(m.start, start))
        and not _GROUP_ENDS.search(sentence.between(min(m.end, end), max(m.start, start)))
        for m in groups
    )


def group_of(sentence: Sentence, start: int, end: int) -> Mention | None:
    """Return whose ages in a row are, each patient's own: "two brothers, 9 and 3 years"; not a mean, not relatives."""
    groups = sentence.of_kind("patient:several", "patient:group")
    if any(
        0 <= start - m.start < 40
        and (m.id == "statistics" or _OWN_RELATIVES.search(sentence.between(m.start - 30, m.start)))
        for m in groups
    ):
        return None
    near = [
        m
        for m in groups
        if -_NEAR < m.start - end < _NEAR
        and not _CLAUSE_ENDS.search(sentence.between(min(m.end, end), max(m.start, start)))
    ]
    return next((m for m in near if m.id in SEXES), near[0] if near else None)
