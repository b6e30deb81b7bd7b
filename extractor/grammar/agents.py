"""The drugs of a sentence, and the sentence with everything blanked that is not words.

What stands between a drug and a dose decides whether they belong together; so doses, schedules, routes and asides are
blanked, and what remains is compared with the words of patterns/treatments.toml.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from extractor.grammar.doses import Amount, amounts
from extractor.grammar.schedules import Count, Part, compose, cycles, parts
from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Modifier, Sentence
from extractor.records import Dose
from extractor.rules import Rule, Term, settings

WORD = re.compile(r"[A-Za-z&]+")
_DIGIT = re.compile(r"\d|\b(?:million|hundred|thousand|(?:milli|micro)?grams?)\b")
_CROSS = re.compile(r"[xX×]\s?\d|\d\s?[xX×#](?:\s|[.,;)])|\d/\d|of\s\d")
_NOTATION = re.compile(  # q3w, d1-5, x 2, /day, 1-0-1
    r"(?:[qQdDxX×/]|[dD]ays?)\s?\d|\d(?:st|nd|rd|th|\s?[x×])|/\s?[djw]|\d-\d-\d|[- ]off\b|[qQ]\.?[oO]"
)
_ONE_DAY = re.compile(r"day (?!1$)\d{1,2}")  # of a drug without a dose: the day on which it was started or stopped
_BREAK = re.compile(r"[,;:()\[\]+]")
# What stands behind a drug and is no dose: in parentheses, a trade name with its maker, a code; a relative clause.
_ASIDES = (
    re.compile(r"\([^()]{0,90}\)"),
    re.compile(r"(?<=\w)[;,] [^()]{0,60}\)"),
    re.compile(r", which\s[^,;:.()]{1,60},"),
)
_TREATMENT_WITH = compiled("treatments", r"\s{treatments_with}\swith\s+$", cased=True)
# An amount per volume or in percent, which is the strength of a preparation: "10 mg/mL", "5 %", "(0.5 mg)/0.05 mL".
_STRENGTH = re.compile(r",?\s\d[\d.]{0,6}\s?(?:%|(?:m?g|[µμ]g|mcg|IU|U)\s?/\s?m[lL]\b),?|/\s?\d[\d.]{0,5}\s?m[lL]\b")


@cache
def wording() -> dict[str, Any]:
    """Return the tables of patterns/treatments.toml."""
    return settings("treatments")


@cache
def words(name: str) -> frozenset[str]:
    """Return a list of words of patterns/treatments.toml: linking, joining, steps, measured, negated."""
    return frozenset(wording()[name].split())


@cache
def phrases(name: str) -> re.Pattern[str]:
    """Return an expression for any of the phrases of a list of patterns/treatments.toml."""
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, wording()[name]))})\b", re.IGNORECASE)


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
    route: Modifier | None = None
    duration: str | None = None
    begin: str | None = None


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
        told = compose([*(given.parts if given else ()), *self.parts])
        return None if self.status is not None and given is None and told and _ONE_DAY.fullmatch(told) else told


class Reading:
    """A sentence with its drugs; what is not words is blanked, so that the words between two things can be read."""

    def __init__(self, sentence: Sentence, agents: list[Agent]) -> None:
        self.sentence = sentence
        self.text = text = sentence.text
        self.agents = agents
        self.has_digits = _DIGIT.search(text) is not None
        self.amounts = amounts(text) if self.has_digits else []
        self.parts: list[Part] = []
        if "treatment:schedule" in sentence.kinds or (self.has_digits and _NOTATION.search(text)):
            # A schedule inside a dose (mg/day) belongs to the dose.
            inside = [(amount.start, amount.end) for amount in self.amounts]
            self.parts = [p for p in parts(text) if not any(start <= p.start < end for start, end in inside)]
        counted = "treatment:cycle" in sentence.kinds or " times " in text or (self.has_digits and _CROSS.search(text))
        self.cycles = cycles(text) if counted else []
        self._masked: str | None = None

    @property
    def masked(self) -> str:
        """The text with spaces in place of doses, schedules, routes and asides; made when it is first asked for."""
        if self._masked is None:
            self._masked = self._mask()
        return self._masked

    def _mask(self) -> str:
        offset = self.sentence.start
        placed: list[Amount | Part | Count] = [*self.amounts, *self.parts, *self.cycles]
        blanks = [(item.start, item.end) for item in placed]
        blanks += [(agent.start, agent.end) for agent in self.agents if not agent.specific]
        for mention in self.sentence.of_kind("treatment:route", "treatment:not-dose"):
            blanks.append((mention.start - offset, mention.end - offset))
        text = _blank(self.text, blanks)
        if "%" in text or "/" in text:
            text = _blank(text, [match.span() for match in _STRENGTH.finditer(text)])
        if ")" not in text and ", which" not in text:
            return text
        kept: list[Agent | Amount | Part] = [*self.agents, *self.amounts, *self.parts]
        for expression in _ASIDES:
            asides = [match.span() for match in expression.finditer(text)]
            text = _blank(text, [span for span in asides if not any(_overlap(span, item) for item in kept)])
        return text

    def linked(self, start: int, end: int, *, joining: bool = False, limit: int = 60) -> bool:
        """True when only linking words stand between two positions (with `joining`, words that join a list too)."""
        gap = self.masked[start:end].lstrip("; ")
        if len(gap.strip()) > limit or ";" in gap or ". " in gap:
            return False
        known, more = words("linking"), words("joining") if joining else frozenset()
        return all(word in known or word in more for word in WORD.findall(gap.lower()))

    def said_of_all(self, start: int, end: int) -> bool:
        """True when the words between a list of drugs and what stands behind say it of all of them ("were given")."""
        return phrases("of_all").search(self.text, start, end) is not None

    def leads(self, start: int, end: int) -> bool:
        """True when what ends at `start` belongs to the drug at `end`: "75 mg/m2 of cisplatin", "weekly paclitaxel"."""
        gap = _TREATMENT_WITH.sub(" ", self.masked[start:end].removeprefix(")"))
        if end < start or len(gap) > 45 or _BREAK.search(gap):
            return False
        known, joining = words("linking"), words("joining")
        return all(word in known and word not in joining for word in WORD.findall(gap.lower()))


def groups(agents: list[Agent]) -> list[list[Agent]]:
    """Return the drugs list by list."""
    numbered: dict[int, list[Agent]] = {}
    for agent in agents:
        numbered.setdefault(agent.group, []).append(agent)
    return list(numbered.values())


def _blank(text: str, spans: list[tuple[int, int]]) -> str:
    """Return a text with spaces in place of some spans."""
    if not spans:
        return text
    pieces, done = [], 0
    for start, end in sorted(spans):
        if end > done:
            pieces += [text[done:start], " " * (end - max(start, done))]
            done = end
    return "".join([*pieces, text[done:]])


def _overlap(span: tuple[int, int], item: Agent | Amount | Part) -> bool:
    return span[0] < item.end and item.start < span[1]
