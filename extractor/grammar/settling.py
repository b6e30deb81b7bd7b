"""Settling: one status for what a document seems to give several, and one name for a tumor told in general words."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from extractor.grammar.diagnosis_heads import HEADING
from extractor.grammar.tumor_names import Named
from extractor.mentions import Mention, Modifier, Sentence
from extractor.records import Certainty

_SAMPLE = re.compile(r"biops|cytolog|aspirat|\btissue\b|\bspecimen", re.IGNORECASE)
_LOCAL = (
    "context.toml: negation",
    "context.toml: negation-before",
    "diagnoses.toml: noted-excluded",
    "diagnoses.toml: noted-excluded-behind",
    "diagnoses.toml: noted-excluded-value",
)  # what denies a name where it stands only
_DENIED = {"excluded", "differential"}


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


def settle_note(said: list[Statement]) -> None:
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


def settle(said: list[Statement]) -> None:
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
