"""Diagnoses: named tumors and what they are to the person — final, initial, differential, excluded, history.

The name is the vocabulary's, so abbreviations are spelled out; a tumor and its organ ("adenocarcinoma of the lung")
are one name. A bare mention is a final diagnosis unless the report gives the same tumor another status.
"""

from __future__ import annotations

import re

from spacy.tokens import Doc

from extractor.grammar.diagnosis_heads import HEADING, told_at, told_by_headings
from extractor.grammar.diagnosis_status import status_in_note, status_of
from extractor.grammar.settling import Statement, settle, settle_note
from extractor.grammar.supplements import corrects
from extractor.grammar.tumor_names import Named, is_short, named, qualified
from extractor.grammar.tumor_types import KIND, is_ticked, is_unticked, typed
from extractor.grammar.wording import compiled
from extractor.mentions import NOTE, Mention, Modifier, Sentence, holding, sentences_of
from extractor.records import Certainty, Diagnosis
from extractor.slots import evidence as ev

_METASTATIC = re.compile(r"\bmetastatic\s$", re.IGNORECASE)
# Sections of a note that describe what was sent in: what they name besides tumors is no diagnosis.
_OF_MATERIAL = frozenset({"specimen", "gross"})
_OF_DETAILS = frozenset({"microscopic", "synoptic"})  # where "no tumor" is said of margins and vessels
_OF_PATIENT = ("initial", "history", "excluded")  # what no note says of the literature
_NEAR = 40  # characters between a general name ("malignancy") and the words that exclude it
_FEW = 3
_SEVERAL = 2
_OF_ARTICLES = frozenset({"discussion", "references", "back matter", "methods"})
_CERTAINTIES: tuple[Certainty, ...] = ("asserted", "possible", "hypothetical")


def find(doc: Doc) -> list[Diagnosis]:
    """Return the diagnoses of a document, one per name, status and subject."""
    facts: dict[tuple[str, str, str], list[Statement]] = {}
    if doc.user_data.get(NOTE) and _OF_ARTICLES.isdisjoint(sentence.section for sentence in sentences_of(doc)):
        said = _noted(doc)
    else:
        said = [_statement(sentence, m) for sentence in holding(doc, "tumor") for m in _tumors(sentence)]
        if said:
            settle(said)
    for statement in said:
        facts.setdefault(statement.fact, []).append(statement)
    return [_record(doc, group) for told in facts.values() for group in _by_part(told)]


def _by_part(said: list[Statement]) -> list[list[Statement]]:
    """Return the statements of a diagnosis apart where the diagnoses of several parts name it in several ways."""
    parts: dict[str, set[str]] = {}
    for statement in said:
        part = statement.sentence.specimen_at(statement.named.end)
        if statement.sentence.section == "final diagnosis" and part is not None:
            parts.setdefault(statement.named.name, set()).add(part)
    if len(parts) < _SEVERAL or len(set().union(*parts.values())) < sum(map(len, parts.values())):
        return [said]
    longest = max(parts, key=len)
    groups: dict[str, list[Statement]] = {name: [] for name in parts}
    for statement in said:
        groups[statement.named.name if statement.named.name in parts else longest].append(statement)
    return list(groups.values())


def _noted(doc: Doc) -> list[Statement]:
    """Return the statements of a pathology note, which names conditions other than tumors as well."""
    sentences = sentences_of(doc)
    told = told_by_headings(sentences)
    material = _OF_MATERIAL if any(s.section == "final diagnosis" for s in sentences) else _OF_MATERIAL - {"specimen"}
    said = [
        statement
        for sentence in sentences
        for mention in _named_in(sentence, is_of_material=sentence.section in material)
        if (statement := _in_note(sentence, mention, told.get(sentence.start))) is not None
    ]
    settle_note(said)
    return said


def _named_in(sentence: Sentence, *, is_of_material: bool) -> list[Mention]:
    """Return the tumors and conditions that a sentence of a note names, the longest where they overlap."""
    conditions = sentence.of_kind("condition") if not is_of_material else []
    found = [*_tumors(sentence), *conditions]
    if found and is_ticked(sentence.text):
        found = [mention for mention in found if not is_unticked(sentence, mention)]
    if all(mention.source.extra.get("only") for mention in found):  # type: ignore[union-attr]
        found += typed(sentence)
    return [
        mention
        for index, mention in enumerate(found)
        if not any(
            other.start <= mention.start
            and mention.end <= other.end
            and (other.end - other.start, -place) > (mention.end - mention.start, -index)
            for place, other in enumerate(found)
            if place != index
        )
    ]


def _in_note(sentence: Sentence, mention: Mention, told: str | None) -> Statement | None:
    """Return the statement of a mention in a note, or None for a general name that no words exclude."""
    subject, certainty = ev.subject_of(sentence, mention), ev.certainty_of(sentence, mention)
    told = told_at(sentence, mention.start, told)
    if told == "family":
        subject = Modifier("family", HEADING, sentence.start, sentence.start)
    name = qualified(sentence, named(sentence, mention))
    if mention.kind == KIND:
        name = name._replace(name=mention.id, key=mention.id)
    cue, cued = status_in_note(sentence, mention, subject.value, certainty, told, name.end)
    if subject.value == "literature" and (
        cue.value in _OF_PATIENT or sentence.section == "final diagnosis" or subject.rule.startswith("sections.toml")
    ):
        subject = Modifier("patient", "a note", mention.start, mention.start)
    if cue.value == "final" and compiled("diagnoses", r"{bare}$").match(name.written or "") is not None:
        return None
    if mention.kind == "condition" and not is_short(name.core):
        name = name._replace(key=name.name.lower())
    if mention.source.extra.get("only") and not (cue.value != "final" and _has_site(sentence, name)):  # type: ignore[union-attr]
        if cue.value != mention.source.extra["only"] or sentence.section in _OF_DETAILS:  # type: ignore[union-attr]
            return None
        before, behind = sentence.between(cue.end, mention.start), sentence.between(mention.end, cue.start)
        if len(before) > _NEAR or sum(map(str.isalpha, behind)) > _FEW:
            return None
    return Statement(sentence, mention, name, cue.value, cue, cued, subject, certainty.value)  # type: ignore[arg-type]


def _has_site(sentence: Sentence, name: Named) -> bool:
    """True for a general name that an organ makes a special one: "lung metastasis"."""
    return any(name.start <= site.start and site.end <= name.end for site in sentence.of_kind("site"))


def _record(doc: Doc, said: list[Statement]) -> Diagnosis:
    """Return the record of a diagnosis under the fullest of the names that the report gives it."""
    spelled = [s.named for s in said if not is_short(s.named.core or s.sentence.between(s.named.start, s.named.end))]
    name = max(spelled or [statement.named for statement in said], key=lambda named: len(named.name))
    teller = next((statement for statement in said if statement.cued), said[0])
    term = Modifier(name.name, teller.mention.source.key, teller.mention.start, teller.mention.end)
    return Diagnosis(
        name=name.name,
        as_written=max((s.named.written or s.sentence.between(s.named.start, s.named.end) for s in said), key=len),
        status=teller.status,  # type: ignore[arg-type]
        oncotree=name.oncotree,
        superseded=(doc.user_data.get(NOTE) and _is_replaced(said)) or None,
        subject=teller.subject.value,  # type: ignore[arg-type]
        certainty=min((s.certainty for s in said), key=_CERTAINTIES.index),
        evidence=[e for s in said for e in ev.evidence(doc, s.sentence, s.named.start, s.named.end)],
        reasons=ev.reasons(
            doc, ("name", term), ("status", teller.cue._replace(value=teller.status)), ("subject", teller.subject)
        ),
    )


def _is_replaced(said: list[Statement]) -> bool:
    """True for what a note says that this laboratory once issued and took back: "amended, previously reported as"."""
    return said[0].status == "initial" and all(
        s.status == "initial"
        and corrects(s.sentence.text)
        and compiled("diagnoses", r"\b{elsewhere}\b").search(s.sentence.text) is None
        for s in said
    )


def _tumors(sentence: Sentence) -> list[Mention]:
    """Return the tumors that a sentence names, without those inside the name of a gene, a marker or a drug."""
    taken = [(m.start, m.end) for m in sentence.of_kind("gene", "marker", "drug", "regimen", "method")]
    blocks = sentence.of_kind("diagnosis:not")
    tumors = sentence.of_kind("tumor")
    if not taken and not blocks and len(tumors) == 1:
        return tumors
    found: dict[tuple[int, int], Mention] = {}
    for mention in tumors:
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


def _statement(sentence: Sentence, mention: Mention) -> Statement:
    subject, certainty = ev.subject_of(sentence, mention), ev.certainty_of(sentence, mention)
    cue, cued = status_of(sentence, mention, subject.value, certainty)
    name = named(sentence, mention)
    told = cue.value == "excluded" or (cue.value == "final" and sentence.section == "final diagnosis")
    if told and (match := _METASTATIC.search(sentence.between(name.start - 12, name.start))):
        words = f"{match[0].lower()}{name.name}"
        name = name._replace(name=words, key=words, start=name.start - len(match[0]))
    return Statement(sentence, mention, name, cue.value, cue, cued, subject, certainty.value)  # type: ignore[arg-type]
