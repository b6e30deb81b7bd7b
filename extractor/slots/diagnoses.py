"""Diagnoses: named tumors and what they are to the person — final, initial, differential, excluded, history.

The name is the vocabulary's, so abbreviations are spelled out; a tumor and its organ ("adenocarcinoma of the lung")
are one name. A bare mention is a final diagnosis unless the report gives the same tumor another status.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import NamedTuple

from spacy.tokens import Doc

from extractor.facts import merge
from extractor.mentions import Mention, Modifier, Sentence, holding
from extractor.records import Diagnosis
from extractor.rules import Term, vocabulary
from extractor.slots import evidence as ev

_OF_SITE = re.compile(
    r"^(?:\s\([\w\s-]{1,20}\))?\s(?:of|in|from|arising\sin|arising\sfrom)\s(?:the\s|his\s|her\s|a\s)?(?:(?:left|right|upper|lower|distal|proximal|anterior|posterior)\s){0,2}$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"[;]|,\s(?:but|however|which|and\s(?:was|he|she|the)|with\sa\sdiagnosis)\b|\b(?:but|however|whereas|although|while|presenting|presented|who|that\ssubsequently)\b",
    re.IGNORECASE,
)
_PAST_YEAR = re.compile(r"(?<![/.\d-])(?:19|20)\d\d\b|\btreated\b")
_METASTATIC = re.compile(r"\bmetastatic\s$", re.IGNORECASE)
_SAMPLE = re.compile(r"biops|cytolog|aspirat|\btissue\b|\bspecimen", re.IGNORECASE)
_SHORT = re.compile(r"^(?=.*[A-Z].*[A-Z])[A-Za-z0-9/-]{2,10}$")
_AHEAD = tuple(f"diagnosis:{status}" for status in ("final", "initial", "differential", "excluded", "history"))
_REACH = 110
_CODE = "OncoTree:"


class Named(NamedTuple):
    """A tumor's name as the report writes it, with its organ, and the vocabulary's, at [start, end) of the text."""

    name: str
    key: str
    oncotree: str | None
    start: int
    end: int


class Statement(NamedTuple):
    """A diagnosis as one place tells it; `cued` when words say its status, `sampled` beside a biopsy."""

    record: Diagnosis
    key: str
    cued: bool
    sampled: bool


def find(doc: Doc) -> list[Diagnosis]:
    """Return the diagnoses of a document, one per name, status and subject."""
    said = _settled([_statement(doc, sentence, m) for sentence in holding(doc, "tumor") for m in _tumors(sentence)])
    keys = {id(s.record): (s.key, s.record.status, s.record.subject) for s in said}
    fullest: dict[tuple[str, str, str], str] = {}
    for statement in said:
        identity, name = keys[id(statement.record)], statement.record.name
        fullest[identity] = max(fullest.get(identity, ""), name, key=len)
    for record in (merged := merge((s.record for s in said), key=lambda record: keys[id(record)])):
        record.name = fullest[keys[id(record)]]
    return merged


def _tumors(sentence: Sentence) -> list[Mention]:
    """Return the tumors that a sentence names, without those inside the name of a gene, a marker or a drug."""
    taken = [(m.start, m.end) for m in sentence.of_kind("gene", "marker", "drug", "regimen", "method")]
    blocks = sentence.of_kind("diagnosis:not")
    found: dict[tuple[int, int], Mention] = {}
    for mention in sentence.of_kind("tumor"):
        if any(
            start <= mention.start and mention.end <= end and (start, end) != (mention.start, mention.end)
            for start, end in taken
        ):
            continue
        if any(
            0 <= block.start - mention.end <= 1 if block.id == "behind" else 0 <= mention.start - block.end <= 2
            for block in blocks
        ):
            continue
        found.setdefault((mention.start, mention.end), mention)
    return list(found.values())


def _statement(doc: Doc, sentence: Sentence, mention: Mention) -> Statement:
    subject = ev.subject_of(sentence, mention)
    certainty = ev.certainty_of(sentence, mention)
    status, cued = _status(sentence, mention, subject.value, certainty)
    named = _named(sentence, mention)
    if status.value == "excluded" and (match := _METASTATIC.search(sentence.between(named.start - 12, named.start))):
        words = f"{match[0].lower()}{named.name}"
        named = named._replace(name=words, key=words, start=named.start - len(match[0]))
    record = Diagnosis(
        name=named.name,
        status=status.value,  # type: ignore[arg-type]
        oncotree=named.oncotree,
        subject=subject.value,  # type: ignore[arg-type]
        certainty=certainty.value,  # type: ignore[arg-type]
        evidence=ev.evidence(doc, sentence, named.start, named.end),
        reasons=ev.reasons(
            doc,
            ("name", Modifier(named.name, mention.source.key, mention.start, mention.end)),
            ("status", status),
            ("subject", subject),
        ),
    )
    return Statement(record, named.key, cued, _SAMPLE.search(sentence.text) is not None)


def _status(sentence: Sentence, mention: Mention, subject: str, certainty: Modifier) -> tuple[Modifier, bool]:
    """Return the status of a mention and whether words say it: the nearest cue that reaches it."""
    nearest: tuple[int, Mention] | None = None
    for cue in sentence.of_kind(*_AHEAD, "diagnosis:behind"):
        forward = cue.kind != "diagnosis:behind"
        low, high = (cue.end, mention.start) if forward else (mention.end, cue.start)
        words = sentence.between(low, high)
        limit = cue.source.max_scope  # type: ignore[union-attr]
        if not 0 <= high - low <= _REACH or _CLAUSE.search(words) or (limit is not None and len(words.split()) > limit):
            continue
        # what stands behind a list ("A, B and C were excluded") speaks of it more surely than what stands before it
        distance = high - low - (0 if forward or cue.id == "final" else 60) + (40 if cue.id == "final" else 0)
        if nearest is None or distance < nearest[0]:
            nearest = (distance, cue)
    if subject == "family":
        return Modifier("history", "family", mention.start, mention.start), True
    if nearest is not None and nearest[1].id != "final":
        return _modifier(nearest[1]), True
    said_at = nearest[1].start if nearest is not None and nearest[1].end <= mention.start else -1
    negation, history = (_reaching(sentence, mention, category, said_at) for category in ("negation", "history"))
    if negation is not None and mention.start - negation.end < 60:
        return negation._replace(value="excluded"), True
    if history is not None:
        return history._replace(value="history"), True
    if certainty.value == "possible":
        return certainty._replace(value="differential"), True
    if sentence.section == "clinical history" and nearest is None and _PAST_YEAR.search(sentence.text):
        return Modifier("history", "sections.toml: clinical history", sentence.start, sentence.start), True
    if nearest is not None:
        return _modifier(nearest[1]), True
    return Modifier("final", "no cue", mention.start, mention.start), sentence.section == "final diagnosis"


def _reaching(sentence: Sentence, mention: Mention, category: str, since: int) -> Modifier | None:
    """Return the context of a mention when its cue stands behind `since` and in the mention's clause."""
    modifier = sentence.modifier(mention, category)
    if modifier is None or modifier.start <= since or _CLAUSE.search(sentence.between(modifier.end, mention.start)):
        return None
    return modifier


def _modifier(cue: Mention) -> Modifier:
    return Modifier(cue.id, cue.source.key, cue.start, cue.end)


def _named(sentence: Sentence, mention: Mention) -> Named:
    """Return the name of a tumor, joined with the organ beside it."""
    term = mention.source
    assert isinstance(term, Term)
    for site in sentence.of_kind("site"):
        behind = site.start >= mention.end and _OF_SITE.match(sentence.between(mention.end, site.start))
        ahead = site.end <= mention.start and sentence.between(site.end, mention.start) in (" ", "-")
        if not behind and not ahead:
            continue
        known = _tumor_of(site.id, term.name)
        start, end = min(mention.start, site.start), max(mention.end, site.end)
        if known is not None:
            short = _SHORT.match(sentence.between(mention.start, mention.end)) is not None
            return Named(
                known.name if short else _written(sentence.between(start, end), known),
                known.name,
                _oncotree(known),
                start,
                end,
            )
        if behind and " " not in term.name:  # "carcinoma of the left breast"; more special names need no organ
            organ = sentence.between(mention.end, end).lower()
            name = _written(sentence.between(mention.start, mention.end), term) + organ
            return Named(name, name, _oncotree(term), start, end)
    return Named(
        _written(sentence.between(mention.start, mention.end), term),
        term.name,
        _oncotree(term),
        mention.start,
        mention.end,
    )


def _written(words: str, term: Term) -> str:
    """Return a name as written, in lower case and the singular, and an abbreviation spelled out."""
    if _SHORT.match(words) or words.lower() == term.name.lower():
        return term.name
    plain = words if any(char.isupper() for char in term.name) and not words.isupper() else words.lower()
    return plain[:-1] if plain.endswith(("mas", "tumors", "tumours", "neoplasms", "cancers", "lesions")) else plain


@cache
def _tumor_of(site: str, tumor: str) -> Term | None:
    """Return the vocabulary's tumor of an organ: lung and adenocarcinoma are lung adenocarcinoma."""
    for spelling in (f"{site} {tumor}", f"{tumor} of the {site}"):
        for term in vocabulary().lookup(spelling):
            if term.kind == "tumor":
                return term
    return None


def _oncotree(term: Term) -> str | None:
    return next((code.removeprefix(_CODE) for code in term.ids if code.startswith(_CODE)), None)


def _settled(said: list[Statement]) -> list[Statement]:
    """Return the statements with one status where a report only seems to give several.

    A bare mention follows the status that the same tumor has elsewhere; what was suspected and then diagnosed is
    final; a general name ("adenocarcinoma") beside a special one is the special one; the uncoded diagnosis of a biopsy
    beside another tumor that the report is about is the initial one.
    """
    by_name: dict[tuple[str, str], list[Statement]] = {}
    for statement in said:
        by_name.setdefault((statement.key, statement.record.subject), []).append(statement)
    for statements in by_name.values():
        statuses = [s.record.status for s in statements if s.cued]
        final = "final" in statuses
        bare = len(statements) - len(statuses)
        for record, _, cued, _ in statements:
            if final and record.status == "differential":
                record.status, record.certainty = "final", "asserted"
            elif (
                not cued and statuses and not final and (statuses[0] in ("initial", "history") or bare <= len(statuses))
            ):
                record.status = statuses[0]
    main = Counter(s.key for s in said).most_common(1)
    for record, key, _, sampled in said:
        if (
            main[0][1] > 2
            and sampled
            and (record.status, record.subject, record.oncotree) == ("final", "patient", None)
            and key != main[0][0]
        ):
            record.status = "initial"
    return [_specialized(statement, said) for statement in said]


def _specialized(statement: Statement, said: list[Statement]) -> Statement:
    """Return a statement under the special name of its general tumor where the report has one of the same status."""
    record, key, _, _ = statement
    if " " in key or record.status not in ("final", "history"):
        return statement
    for other, special, _, _ in said:
        if (
            special != key
            and special.endswith(key)
            and (other.status, other.subject) == (record.status, record.subject)
        ):
            record.name, record.oncotree = other.name, other.oncotree
            return statement._replace(key=special)
    return statement
