"""The drugs of a sentence, and the sentence with everything blanked that is not words.

What stands between a drug and a dose decides whether they belong together; so doses, schedules, routes and asides are
blanked, and what remains is compared with the words of patterns/treatments.toml.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from extractor.grammar.doses import Amount, amounts
from extractor.grammar.schedules import Count, Part, compose, cycles, parts
from extractor.mentions import Mention, Modifier, Sentence
from extractor.records import Dose
from extractor.rules import Rule, Term, settings

WORD = re.compile(r"[A-Za-z&]+")
_DIGIT = re.compile(r"\d")
_CROSS = re.compile(r"[x×]\s?\d")
# What stands in parentheses behind a drug and is no dose: a trade name with its maker, a code.
_ASIDES = (re.compile(r"\([^()]{0,90}\)"), re.compile(r"(?<=\w)[;,] [^()]{0,60}\)"))
# A cheap test whether a sentence holds a schedule at all.
_SCHEDULED = re.compile(
    r"dail|[klyt]ly\b|every|each|(?:\b(?:per|a|alternate|divided)\s|/\s?)(?:day|d\b|j\b|24|week|month|doses)|\bq\s?\d"
    r"|\b[btqo]\.?[id]?\.?d\b|\b[BTQO][ID]?D\b|\b[dD](?:ays?)?\s?\d|imes|twice|\d\s?h\b|week(?:s\s\d|ly|\s(?:cycle|inter))"
    r"|hourly|night|[x×]\s?\d|th days?\b|-day|-week|bedtime|morning"
)


@cache
def words(name: str) -> frozenset[str]:
    """Return a list of words of patterns/treatments.toml: linking, joining, steps, measured, negated."""
    return frozenset(settings("treatments")[name].split())


def class_of(mention: Mention) -> str:
    """Return the class of a drug (antineoplastic, supportive, endogenous, class …), or the empty text."""
    return mention.source.extra.get("class") or "" if isinstance(mention.source, Term) else ""


def reaches(cue: Mention) -> str:
    """Return the direction in which a cue reaches: forward, backward or both."""
    return cue.source.direction if isinstance(cue.source, Rule) else "both"


@dataclass(slots=True)
class Given:
    """A dose of a drug with its place in the sentence and the pieces of its schedule."""

    start: int
    end: int
    dose: Dose
    parts: list[Part] = field(default_factory=list)


@dataclass(slots=True)
class Agent:
    """A drug of a sentence, at [start, end) of its text, with what the sentence says of how it was given."""

    mention: Mention
    start: int
    end: int
    specific: bool
    group: int = 0
    doses: list[Given] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    route: Modifier | None = None
    cycles: int | None = None
    duration: str | None = None
    status: Modifier | None = None
    begin: str | None = None
    finish: str | None = None

    def frequency(self, given: Given | None) -> str | None:
        """Return the frequency of one of the doses, or of the drug itself."""
        return compose([*(given.parts if given else ()), *self.parts])


class Reading:
    """A sentence with its drugs; what is not words is blanked, so that the words between two things can be read."""

    def __init__(self, sentence: Sentence, agents: list[Agent]) -> None:
        self.sentence = sentence
        self.text = sentence.text
        self.agents = agents
        digits = _DIGIT.search(self.text) is not None
        self.amounts = amounts(self.text) if digits else []
        scheduled = _SCHEDULED.search(self.text) is not None
        inside = [(a.start, a.end) for a in self.amounts]
        self.parts = [p for p in parts(self.text) if not _within(p, inside)] if scheduled else []
        self.cycles = (
            cycles(self.text) if sentence.of_kind("treatment:cycle") or (digits and _CROSS.search(self.text)) else []
        )
        self.masked = self._mask()

    def _mask(self) -> str:
        mentions = self.sentence.of_kind("treatment:route", "treatment:not-dose")
        offset = self.sentence.start
        placed: list[Amount | Part | Count] = [*self.amounts, *self.parts, *self.cycles]
        blanks = [(item.start, item.end) for item in placed] + [(m.start - offset, m.end - offset) for m in mentions]
        text = _blank(self.text, blanks) if blanks else self.text
        if ")" not in text:
            return text
        kept: list[Agent | Amount | Part] = [*self.agents, *self.amounts, *self.parts]
        for expression in _ASIDES:
            asides = [match.span() for match in expression.finditer(text)]
            text = _blank(
                text,
                [
                    (start, end)
                    for start, end in asides
                    if not any(start < item.end and item.start < end for item in kept)
                ],
            )
        return text

    def linked(self, start: int, end: int, *, joining: bool = False, limit: int = 60) -> bool:
        """True when only linking words stand between two positions (with `joining`, words that join a list too)."""
        gap = self.masked[start:end].lstrip("; ")
        if len(gap.strip()) > limit or ";" in gap or ". " in gap:
            return False
        known = words("linking")
        more = words("joining") if joining else frozenset()
        return all(word in known or word in more for word in WORD.findall(gap.lower()))

    def leads(self, start: int, end: int) -> bool:
        """True when what ends at `start` belongs to the drug at `end`: "75 mg/m2 of cisplatin", "weekly paclitaxel"."""
        gap = self.masked[start:end].removeprefix(")")
        if end < start or len(gap) > 45 or re.search(r"[,;:()\[\]]", gap):
            return False
        joining = words("joining")
        listed = WORD.findall(gap.lower())
        return all(word in words("linking") and word not in joining for word in listed)


def groups(agents: list[Agent]) -> list[list[Agent]]:
    """Return the drugs list by list."""
    numbered: dict[int, list[Agent]] = {}
    for agent in agents:
        numbered.setdefault(agent.group, []).append(agent)
    return list(numbered.values())


def _blank(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return a text with spaces in place of some spans."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _within(part: Part, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= part.start < end for start, end in spans)
