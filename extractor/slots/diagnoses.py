"""Diagnoses: named tumors and what they are to the person — final, initial, differential, excluded, history.

The name is the vocabulary's, so abbreviations are spelled out; a tumor and its organ ("adenocarcinoma of the lung")
are one name. A bare mention is a final diagnosis unless the report gives the same tumor another status.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from spacy.tokens import Doc

from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Modifier, Sentence, holding
from extractor.records import Certainty, Diagnosis
from extractor.rules import Term, vocabulary
from extractor.slots import evidence as ev

_OF_SITE = compiled(
    "diagnoses",
    r"^(?:\s\([\w\s-]{1,20}\))?\s(?:of|in|from|arising\sin|arising\sfrom)\s(?:the\s|his\s|her\s|"
    r"a\s)?(?:{sides}\s){0,2}$",
)
_CLAUSE = compiled(
    "diagnoses", r"[;]|,\s(?:but|however|which|and\s(?:was|he|she|the)|with\sa\sdiagnosis)\b|\b{new_clause}\b"
)
_PAST_YEAR = re.compile(r"(?<![/.\d-])(?:19|20)\d\d\b|\btreated\b")
_METASTATIC = re.compile(r"\bmetastatic\s$", re.IGNORECASE)
_SAMPLE = re.compile(r"biops|cytolog|aspirat|\btissue\b|\bspecimen", re.IGNORECASE)
_CAPITALS = re.compile(r"\b[A-Z]{2,8}s?\b")
_SHORT = re.compile(r"^(?=.*[A-Z].*[A-Z])[A-Za-z0-9/-]{2,10}$")
_AHEAD = tuple(f"diagnosis:{status}" for status in ("final", "initial", "differential", "excluded", "history"))
_PRELIMINARY = frozenset({"preliminary diagnosis", "intraoperative consultation"})
_REACH = 110
_FAR = 90  # more than stands between a tumor and its organ
_CERTAINTIES: tuple[Certainty, ...] = ("asserted", "possible", "hypothetical")
_CODE = "OncoTree:"


class Named(NamedTuple):
    """A tumor's name as the report writes it, with its organ, and the vocabulary's, at [start, end) of the text."""

    name: str
    key: str
    oncotree: str | None
    start: int
    end: int


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
    said = [_statement(sentence, m) for sentence in holding(doc, "tumor") for m in _tumors(sentence)]
    if said:
        _settle(said)
    for statement in said:
        facts.setdefault(statement.fact, []).append(statement)
    return [_record(doc, said) for said in facts.values()]


def _record(doc: Doc, said: list[Statement]) -> Diagnosis:
    """Return the record of a diagnosis under the fullest of the names that the report gives it."""
    spelled = [s.named for s in said if not _is_short(s.sentence.between(s.named.start, s.named.end))]
    named = max(spelled or [statement.named for statement in said], key=lambda named: len(named.name))
    teller = next((statement for statement in said if statement.cued), said[0])
    term = Modifier(named.name, teller.mention.source.key, teller.mention.start, teller.mention.end)
    return Diagnosis(
        name=named.name,
        status=teller.status,  # type: ignore[arg-type]
        oncotree=named.oncotree,
        subject=teller.subject.value,  # type: ignore[arg-type]
        certainty=min((s.certainty for s in said), key=_CERTAINTIES.index),
        evidence=[e for s in said for e in ev.evidence(doc, s.sentence, s.named.start, s.named.end)],
        reasons=ev.reasons(
            doc, ("name", term), ("status", teller.cue._replace(value=teller.status)), ("subject", teller.subject)
        ),
    )


def _is_short(words: str) -> bool:
    """True for a name with an abbreviation in it: "GIST", "jejunal GISTs"."""
    return _SHORT.match(words) is not None or (not words.isupper() and _CAPITALS.search(words) is not None)


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
    cue, cued = _status(sentence, mention, subject.value, certainty)
    named = _named(sentence, mention)
    told = cue.value == "excluded" or (cue.value == "final" and sentence.section == "final diagnosis")
    if told and (match := _METASTATIC.search(sentence.between(named.start - 12, named.start))):
        words = f"{match[0].lower()}{named.name}"
        named = named._replace(name=words, key=words, start=named.start - len(match[0]))
    return Statement(sentence, mention, named, cue.value, cue, cued, subject, certainty.value)  # type: ignore[arg-type]


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
    if sentence.section == "clinical history" and nearest is None:
        if _PAST_YEAR.search(sentence.text):
            return Modifier("history", "sections.toml: clinical history", sentence.start, sentence.start), True
        if _is_quoted(sentence, mention) and compiled("diagnoses", r"\b{sampled}\b").search(sentence.text) is not None:
            return Modifier("initial", "sections.toml: clinical history", sentence.start, sentence.start), True
    if sentence.section in _PRELIMINARY and nearest is None:
        return Modifier("initial", f"sections.toml: {sentence.section}", sentence.start, sentence.start), True
    if nearest is not None:
        return _modifier(nearest[1]), True
    return Modifier("final", "no cue", mention.start, mention.start), sentence.section == "final diagnosis"


def _is_quoted(sentence: Sentence, mention: Mention) -> bool:
    """True for words of another report: "read as "clear cell carcinoma"."""
    return sentence.between(sentence.start, mention.start).count('"') % 2 == 1


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
        behind = 0 <= site.start - mention.end < _FAR and _OF_SITE.match(sentence.between(mention.end, site.start))
        ahead = site.end + 1 == mention.start and sentence.between(site.end, mention.start) in (" ", "-")
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
    _specialize(said)


def _specialize(said: list[Statement]) -> None:
    """Give a general name the special name that the report has for a tumor of the same status."""
    general = [s for s in said if " " not in s.named.key and s.status in ("final", "history")]
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
