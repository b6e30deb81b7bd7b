"""Diagnoses: named tumors and what they are to the person — final, initial, differential, excluded, history.

The name is the vocabulary's, so abbreviations are spelled out; a tumor and its organ ("adenocarcinoma of the lung")
are one name. A bare mention is a final diagnosis unless the report gives the same tumor another status.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from spacy.tokens import Doc

from extractor.facts import merge
from extractor.mentions import Mention, Modifier, Sentence, holding
from extractor.records import Diagnosis
from extractor.rules import Term, vocabulary
from extractor.slots import evidence as ev

_OF_SITE = re.compile(r"^(?:\s\([\w\s-]{1,20}\))?\s(?:of|in|from|arising\sin|arising\sfrom)\s(?:the\s|his\s|her\s|a\s)?(?:(?:left|right|upper|lower|distal|proximal|anterior|posterior)\s){0,2}$", re.IGNORECASE)
_CLAUSE = re.compile(r"[;]|,\s(?:but|however|which|and\s(?:was|he|she|the)|with\sa\sdiagnosis)\b|\b(?:but|however|whereas|although|while)\b", re.IGNORECASE)
_REACH = 110
_CODE = "OncoTree:"


class Named(NamedTuple):
    """A tumor's name with its organ, at [start, end) of the text."""

    name: str
    oncotree: str | None
    start: int
    end: int


class Statement(NamedTuple):
    """A diagnosis as one place tells it; `cued` when words say its status."""

    record: Diagnosis
    cued: bool


def find(doc: Doc) -> list[Diagnosis]:
    """Return the diagnoses of a document, one per name, status and subject."""
    said: list[Statement] = []
    for sentence in holding(doc, "tumor"):
        for mention in _tumors(sentence):
            said.append(_statement(doc, sentence, mention))
    return merge(_settled(said), key=lambda record: (record.name.lower(), record.status, record.subject))


def _tumors(sentence: Sentence) -> list[Mention]:
    """Return the tumors that a sentence names, without those inside the name of a gene, a marker or a drug."""
    taken = [(m.start, m.end) for m in sentence.of_kind("gene", "marker", "drug", "regimen", "method")]
    blocks = sentence.of_kind("diagnosis:not")
    found: dict[tuple[int, int], Mention] = {}
    for mention in sentence.of_kind("tumor"):
        if any(start <= mention.start and mention.end <= end and (start, end) != (mention.start, mention.end) for start, end in taken):
            continue
        if any(
            0 <= block.start - mention.end <= 1 if block.id == "behind" else 0 <= mention.start - block.end <= 2 for block in blocks
        ):
            continue
        found.setdefault((mention.start, mention.end), mention)
    return list(found.values())


def _statement(doc: Doc, sentence: Sentence, mention: Mention) -> Statement:
    subject = ev.subject_of(sentence, mention)
    certainty = ev.certainty_of(sentence, mention)
    status, cued = _status(sentence, mention, subject.value, certainty)
    named = _named(sentence, mention)
    record = Diagnosis(
        name=named.name,
        status=status.value,  # type: ignore[arg-type]
        oncotree=named.oncotree,
        subject=subject.value,  # type: ignore[arg-type]
        certainty="possible" if status.value == "differential" and certainty.value == "asserted" else certainty.value,  # type: ignore[arg-type]
        evidence=ev.evidence(doc, sentence, named.start, named.end),
        reasons=ev.reasons(doc, ("name", Modifier(named.name, mention.source.key, mention.start, mention.end)), ("status", status), ("subject", subject)),
    )
    return Statement(record, cued)


def _status(sentence: Sentence, mention: Mention, subject: str, certainty: Modifier) -> tuple[Modifier, bool]:
    """Return the status of a mention and whether words say it: the nearest cue that reaches it."""
    nearest: tuple[int, Mention] | None = None
    for cue in sentence.of_kind("diagnosis"):
        forward = cue.source.direction == "forward"  # type: ignore[union-attr]
        low, high = (cue.end, mention.start) if forward else (mention.end, cue.start)
        if not 0 <= high - low <= _REACH or _CLAUSE.search(sentence.between(low, high)):
            continue
        # what stands behind a list ("A, B and C were excluded") speaks of it more surely than what stands before it
        distance = high - low - (0 if forward or cue.id == "final" else 60) + (40 if cue.id == "final" else 0)
        if nearest is None or distance < nearest[0]:
            nearest = (distance, cue)
    if subject == "family":
        return Modifier("history", "family", mention.start, mention.start), True
    if nearest is not None and nearest[1].id != "final":
        return _modifier(nearest[1]), True
    negation = sentence.modifier(mention, "negation")
    if negation is not None and mention.start - negation.end < 60:
        return negation._replace(value="excluded"), True
    history = sentence.modifier(mention, "history")
    if history is not None:
        return history._replace(value="history"), True
    if certainty.value == "possible":
        return certainty._replace(value="differential"), True
    if sentence.section == "clinical history" and nearest is None:
        return Modifier("history", "sections.toml: clinical history", sentence.start, sentence.start), True
    if nearest is not None:
        return _modifier(nearest[1]), True
    return Modifier("final", "no cue", mention.start, mention.start), sentence.section == "final diagnosis"


def _modifier(cue: Mention) -> Modifier:
    return Modifier(cue.id, cue.source.key, cue.start, cue.end)


def _named(sentence: Sentence, mention: Mention) -> Named:
    """Return the name of a tumor, joined with the organ beside it."""
    term = mention.source
    assert isinstance(term, Term)
    for site in sentence.of_kind("site"):
        if site.start >= mention.end and _OF_SITE.match(sentence.between(mention.end, site.start)):
            known = _tumor_of(site.id, term.name)
            if known is not None:
                return Named(known.name, _oncotree(known), mention.start, site.end)
            return Named(f"{term.name}{sentence.between(mention.end, site.end)}", _oncotree(term), mention.start, site.end)
        if site.end <= mention.start and sentence.between(site.end, mention.start) in (" ", "-"):
            known = _tumor_of(site.id, term.name)
            if known is not None:
                return Named(known.name, _oncotree(known), site.start, mention.end)
    return Named(term.name, _oncotree(term), mention.start, mention.end)


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


def _settled(said: list[Statement]) -> list[Diagnosis]:
    """Return the records with one status where a report only seems to give several.

    A bare mention follows the status that the same tumor has elsewhere; what was suspected and then diagnosed is
    final; a general name ("adenocarcinoma") beside a special one of the same status is the special one.
    """
    by_name: dict[tuple[str, str], list[Statement]] = {}
    for statement in said:
        by_name.setdefault((statement.record.name.lower(), statement.record.subject), []).append(statement)
    for statements in by_name.values():
        statuses = [s.record.status for s in statements if s.cued]
        final = "final" in statuses
        for record, cued in statements:
            if final and record.status == "differential":
                record.status, record.certainty = "final", "asserted"
            elif not cued and statuses and not final:
                record.status = statuses[0]
                record.certainty = "possible" if record.status == "differential" else record.certainty
    special = {(s.record.subject, s.record.status, s.record.name.lower()): s.record for s in said}
    for record, _ in said:
        for (subject, status, name), other in special.items():
            if (subject, status) == (record.subject, record.status) and name.endswith(f" {record.name.lower()}"):
                record.name, record.oncotree = other.name, other.oncotree
                break
    return [statement.record for statement in said]
