"""Diagnoses: named tumors and what they are to the person — final, initial, differential, excluded, history.

The name is the vocabulary's, so abbreviations are spelled out; a tumor and its organ ("adenocarcinoma of the lung")
are one name. A bare mention is a final diagnosis unless the report gives the same tumor another status.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from spacy.tokens import Doc

from extractor.grammar.diagnosis_heads import HEADING, told_by_headings
from extractor.grammar.diagnosis_status import status_in_note, status_of
from extractor.grammar.supplements import corrects
from extractor.grammar.tumor_names import Named, is_short, named, qualified
from extractor.grammar.wording import compiled
from extractor.mentions import NOTE, Mention, Modifier, Sentence, holding, sentences_of
from extractor.records import Certainty, Diagnosis
from extractor.slots import evidence as ev

_METASTATIC = re.compile(r"\bmetastatic\s$", re.IGNORECASE)
_SAMPLE = re.compile(r"biops|cytolog|aspirat|\btissue\b|\bspecimen", re.IGNORECASE)
# Sections of a note that describe what was sent in: what they name besides tumors is no diagnosis.
_OF_MATERIAL = frozenset({"specimen", "gross"})
_OF_DETAILS = frozenset({"microscopic", "synoptic"})  # where "no tumor" is said of margins and vessels
_OF_PATIENT = ("initial", "history", "excluded")  # what no note says of the literature
_LOCAL = (
    "context.toml: negation",
    "context.toml: negation-before",
    "diagnoses.toml: noted-excluded",
    "diagnoses.toml: noted-excluded-behind",
    "diagnoses.toml: noted-excluded-value",
)  # what denies a name where it stands only
_DENIED = {"excluded", "differential"}
_NEAR = 40  # characters between a general name ("malignancy") and the words that exclude it
_FEW = 3
_SEVERAL = 2
_OF_ARTICLES = frozenset({"discussion", "references", "back matter", "methods"})
_CERTAINTIES: tuple[Certainty, ...] = ("asserted", "possible", "hypothetical")


@dataclass(slots=True)
class Statement:
    """A diagnosis as one place tells it; `cued` when words say its status, `cue` the words that do."""

    sentence: Sentence
    mention: Mention
    named: Named
    status: str
    cue: Modifier
    cued: bool
    subject: Modifier
    certainty: Certainty

    @property
    def fact(self) -> tuple[str, str, str]:
        """What makes two statements one diagnosis."""
        return self.named.key, self.status, self.subject.value


def find(doc: Doc) -> list[Diagnosis]:
    """Return the diagnoses of a document, one per name, status and subject."""
    facts: dict[tuple[str, str, str], list[Statement]] = {}
    if doc.user_data.get(NOTE) and _OF_ARTICLES.isdisjoint(sentence.section for sentence in sentences_of(doc)):
        said = _noted(doc)
    else:
        said = [_statement(sentence, m) for sentence in holding(doc, "tumor") for m in _tumors(sentence)]
        if said:
            _settle(said)
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
    told = told_by_headings(sentences_of(doc))
    said = [
        statement
        for sentence in holding(doc, "tumor", "condition")
        for mention in _named_in(sentence)
        if (statement := _in_note(sentence, mention, told.get(sentence.start))) is not None
    ]
    _settle_note(said)
    return said


def _named_in(sentence: Sentence) -> list[Mention]:
    """Return the tumors and conditions that a sentence of a note names, the longest where they overlap."""
    conditions = sentence.of_kind("condition") if sentence.section not in _OF_MATERIAL else []
    found = [*_tumors(sentence), *conditions]
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
    if told == "family":
        subject = Modifier("family", HEADING, sentence.start, sentence.start)
    name = qualified(sentence, named(sentence, mention))
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
        superseded=_is_replaced(said) or None,
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


def _settle_note(said: list[Statement]) -> None:
    """Give each statement of a note that no words decide the status that its section or the others give it."""
    decided = {s.named.key for s in said if s.cued and s.status == "final"}
    told: dict[tuple[str, str], set[str]] = {}
    for statement in said:
        if statement.cued and statement.cue.rule not in _LOCAL:
            told.setdefault((statement.named.key, statement.subject.value), set()).add(statement.status)
    known = any(s.status == "final" and s.subject.value == "patient" for s in said)
    for statement in said:
        others = told.get((statement.named.key, statement.subject.value), set())
        if statement.status == "differential" and statement.named.key in decided:
            statement.status, statement.certainty = "final", "asserted"
        elif not known and _may_be_final(statement):
            statement.status = "final"
        if not statement.cued and statement.status == "final" and others and others <= _DENIED:
            statement.status = min(others)

    _specialize(said, [s for s in said if _is_general(s)])


def _is_general(statement: Statement) -> bool:
    """True for a bare general name of a tumor behind the diagnoses of a note: "margins free of carcinoma"."""
    name = statement.named
    bare = " " not in name.key and len(name.core) == name.end - name.start
    return bare and statement.status == "final" and statement.sentence.section not in ("final diagnosis", None)


def _may_be_final(statement: Statement) -> bool:
    """True for a diagnosis of the patient that only its heading calls an earlier one."""
    return statement.subject.value == "patient" and (not statement.cued or statement.cue.rule == HEADING)


def _settle(said: list[Statement]) -> None:
    """Give the statements one status where a report only seems to give several.

    A bare mention follows the status that the same tumor has elsewhere; what was suspected and then diagnosed is
    final; a general name ("adenocarcinoma") beside a special one is the special one; the uncoded diagnosis of a biopsy
    beside another tumor that the report is about is the initial one.
    """
    by_name: dict[tuple[str, str], list[Statement]] = {}
    for statement in said:
        by_name.setdefault((statement.named.key, statement.subject.value), []).append(statement)
    for statements in by_name.values():
        cued = [statement.status for statement in statements if statement.cued]
        follows = bool(cued) and (cued[0] in ("initial", "history") or 2 * len(cued) >= len(statements))
        for statement in statements:
            if "final" in cued and statement.status == "differential":
                statement.status, statement.certainty = "final", "asserted"
            elif "final" not in cued and not statement.cued and follows:
                statement.status = cued[0]
    sampled = [
        statement
        for statement in said
        if statement.named.oncotree is None
        and (statement.status, statement.subject.value) == ("final", "patient")
        and _SAMPLE.search(statement.sentence.text)
    ]
    main, times = Counter(s.named.key for s in said).most_common(1)[0] if sampled else ("", 0)
    for statement in sampled:
        if times > 2 and statement.named.key != main:
            statement.status = "initial"
    _specialize(said, [s for s in said if " " not in s.named.key and s.status in ("final", "history")])


def _specialize(said: list[Statement], general: list[Statement]) -> None:
    """Give a general name the special name that the report has for a tumor of the same status."""
    named_by = {statement.fact: statement.named for statement in said} if general else {}
    special: dict[tuple[str, str, str], Named | None] = {}
    for statement in general:
        fact = key, status, subject = statement.fact
        if fact not in special:
            special[fact] = next(
                (
                    named
                    for (other, *same), named in named_by.items()
                    if other != key and other.endswith(key) and same == [status, subject]
                ),
                None,
            )
        named = special[fact]
        if named is not None:
            statement.named = named._replace(start=statement.named.start, end=statement.named.end)
