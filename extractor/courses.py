"""Courses of treatment: which dose, schedule and route belong to which of the drugs of a sentence.

A drug owns what stands right behind it ("cisplatin 75 mg/m2") or right in front of it ("75 mg/m2 of cisplatin", "weekly
paclitaxel"); the drugs of a list share the interval and the cycles that stand at its end ("every 3 weeks x6") or its head.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from extractor.doses import Amount, amounts
from extractor.mentions import Mention, Modifier, Sentence
from extractor.quantities import WORD_NUMBER
from extractor.records import Dose
from extractor.rules import settings
from extractor.schedules import Part, compose, cycles, duration, parts

_CROSS = re.compile(r"[x×]\s?\d")
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[A-Za-z&]+")
# What stands in parentheses behind a drug and is no dose: a trade name with its maker, a code.
_ASIDES = (re.compile(r"\([^()]{0,90}\)"), re.compile(r"(?<=\w)[;,] [^()]{0,60}\)"))
# The long form in front of a short one: "5-fluorourasil (5-FU)".
_LONG_FORM = re.compile(r"(?:(?<=, )|(?<=and )|(?<=with )|(?<=\) ))[\w-]{3,25}(?: [\w-]{3,25})? ?\($")
_DURATION_OF = re.compile(rf"(?P<span>(?:\d{{1,3}}|{WORD_NUMBER})[\s-](?:day|week|month|year)s?)['’]?\sof\s(?:[a-z-]{{3,16}}\s){{0,2}}$", re.IGNORECASE)
# A word without a space before an amount: "thalidomide100mg".
_GLUED = re.compile(r"[A-Za-z]{1,20}$")
_RADIATION = frozenset(("Gy", "cGy"))
PER_TIME = {"day": ("times", "daily"), "week": ("interval", "weekly"), "month": ("interval", "monthly")}
_VOLUMES = frozenset(("ml", "mEq", "U", "ng"))
_SCHEDULED = re.compile(r"dail|[klyt]ly\b|every|each|(?:\b(?:per|a|alternate|divided)\s|/\s?)(?:day|d\b|j\b|24|week|month|doses)|\bq\s?\d|\b[btqo]\.?[id]?\.?d\b|\b[BTQO][ID]?D\b|\b[dD](?:ays?)?\s?\d|imes|twice|\d\s?h\b|week(?:s\s\d|ly|\s(?:cycle|inter))|hourly|night|[x×]\s?\d|th days?\b|-day|-week|bedtime|morning")


@cache
def words(name: str) -> frozenset[str]:
    """Return a list of words of patterns/treatments.toml: linking, joining, steps, measured, negated."""
    return frozenset(settings("treatments")[name].split())


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
        self.cycles = cycles(self.text) if sentence.of_kind("treatment:cycle") or (digits and _CROSS.search(self.text)) else []
        self.masked = self._mask()

    def _mask(self) -> str:
        mentions = self.sentence.of_kind("treatment:route", "treatment:not-dose")
        offset = self.sentence.start
        blanks = [(item.start, item.end) for item in (*self.amounts, *self.parts, *self.cycles)] + [(m.start - offset, m.end - offset) for m in mentions]
        text = _blank(self.text, blanks) if blanks else self.text
        if ")" not in text:
            return text
        kept = (*self.agents, *self.amounts, *self.parts)
        for expression in _ASIDES:
            asides = [match.span() for match in expression.finditer(text)]
            text = _blank(text, [(start, end) for start, end in asides if not any(start < item.end and item.start < end for item in kept)])
        return text

    def linked(self, start: int, end: int, *, joining: bool = False, limit: int = 60) -> bool:
        """True when only linking words stand between two positions (with `joining`, words that join a list too)."""
        gap = self.masked[start:end].lstrip("; ")
        if len(gap.strip()) > limit or ";" in gap or ". " in gap:
            return False
        known = words("linking")
        more = words("joining") if joining else frozenset()
        return all(word in known or word in more for word in _WORD.findall(gap.lower()))

    def leads(self, start: int, end: int) -> bool:
        """True when what ends at `start` belongs to the drug at `end`: "75 mg/m2 of cisplatin", "weekly paclitaxel"."""
        gap = self.masked[start:end].removeprefix(")")
        if end < start or len(gap) > 45 or re.search(r"[,;:()\[\]]", gap):
            return False
        joining = words("joining")
        listed = _WORD.findall(gap.lower())
        return all(word in words("linking") and word not in joining for word in listed)


def _blank(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return a text with spaces in place of some spans."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _within(part: Part, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= part.start < end for start, end in spans)


def read(sentence: Sentence, agents: list[Agent]) -> Reading:
    """Give each drug of a sentence its doses, schedule, route and cycles."""
    reading = Reading(sentence, agents)
    _group(reading)
    if reading.amounts:
        _doses(reading)
    if reading.parts:
        _schedules(reading)
    if reading.cycles:
        _cycles(reading)
    _routes(reading)
    _durations(reading)
    _of_the_whole(reading)
    return reading


def _of_the_whole(reading: Reading) -> None:
    """Give the drugs what is said of the chemotherapy that they make up ("… and three cycles of chemotherapy every 4 weeks")."""
    for index, whole in enumerate(reading.agents):
        if whole.specific or not (whole.parts or whole.cycles or whole.duration):
            continue
        if any(agent.specific and agent.group == whole.group for agent in reading.agents[index + 1 :]):
            continue
        before = [agent for agent in reading.agents[:index] if agent.specific]
        if not before or ";" in reading.text[before[-1].end : whole.start]:
            continue
        for agent in before:
            if agent.group == before[-1].group:
                known = {part.kind for part in agent.parts} | {part.kind for given in agent.doses for part in given.parts}
                agent.parts += [part for part in whole.parts if part.kind == "interval" and "interval" not in known]
                agent.cycles = agent.cycles or whole.cycles


def _group(reading: Reading) -> None:
    """Number the lists of drugs: a new list begins where more than joining words stands between two drugs."""
    group = 0
    for before, after in zip(reading.agents, reading.agents[1:], strict=False):
        gap = reading.masked[before.end : after.start]
        listed = _WORD.findall(_LONG_FORM.sub("", gap).lower())
        if (
            ";" in gap
            or ". " in gap
            or len(gap.strip()) > 80
            or any(word in words("steps") for word in listed)
            or not all(word in words("linking") or word in words("joining") for word in listed)
            or any(before.end <= count.start and reading.leads(count.end, after.start) for count in reading.cycles if count.end <= after.start)
        ):
            group += 1
        after.group = group


def _doses(reading: Reading) -> None:
    drugs = [amount for amount in reading.amounts if amount.dose.unit not in _RADIATION]
    refused = [m.end - reading.sentence.start for m in reading.sentence.of_kind("treatment:not-dose")]
    drugs = [a for a in drugs if not any(0 <= a.start - end <= 2 for end in refused)]
    if _respectively(reading, drugs):
        return
    for amount in drugs:
        owner = _owner(reading, amount)
        if owner is not None:
            given = Given(amount.start, amount.end, amount.dose)
            if amount.per_time in PER_TIME:
                given.parts.append(Part(amount.start, amount.end, *PER_TIME[amount.per_time]))
            owner.doses.append(given)
    for before, after in zip(reading.agents, reading.agents[1:], strict=False):
        if not before.doses and before.group == after.group and len(after.doses) == 1:
            tail = reading.text[after.doses[0].end : after.doses[0].end + 12].lower()
            if tail.startswith((" each", " of each")):
                before.doses = [Given(g.start, g.end, g.dose, list(g.parts)) for g in after.doses]


def _respectively(reading: Reading, drugs: list[Amount]) -> bool:
    """Pair "A and B at 3 mg/kg and 1 mg/kg, respectively" in order; True when that was done."""
    where = reading.text.find("respectively")
    if where < 0:
        return False
    listed = [amount for amount in drugs if amount.end <= where]
    if not listed:
        return False
    owners = [agent for agent in reading.agents if agent.end <= listed[0].start and agent.specific]
    owners = [agent for agent in owners if agent.group == owners[-1].group]
    owners = list({agent.mention.id: agent for agent in owners}.values())
    if len(owners) != len(listed) or len(owners) < 2:
        return False
    for agent, amount in zip(owners, listed, strict=True):
        agent.doses.append(Given(amount.start, amount.end, amount.dose))
    return True


def _owner(reading: Reading, amount: Amount) -> Agent | None:
    """Return the drug that an amount is a dose of, or None."""
    before = [agent for agent in reading.agents if agent.end <= amount.start]
    glued = _GLUED.search(reading.text[max(0, amount.start - 20) : amount.start])
    if glued is not None and glued[0].lower() not in words("linking") and not (before and before[-1].end == amount.start):
        return None
    after = next((agent for agent in reading.agents if agent.start >= amount.end), None)
    leads = after is not None and reading.leads(amount.end, after.start)
    if not leads and is_measured(reading, amount, before[-1].end if before else max(0, amount.start - 30)):
        return None
    if before and reading.linked(before[-1].end, amount.start):
        gap = reading.masked[before[-1].end : amount.start]
        if not (leads and (re.search(r"[,:]|\band\b", gap) or reading.text[amount.end :].lstrip().startswith("of "))):
            if amount.dose.unit in _VOLUMES and before[-1].doses:
                return after if leads else None
            if not before[-1].specific:
                named = [agent for agent in before if agent.specific and reading.linked(agent.end, amount.start)]
                return named[-1] if named else after if leads else before[-1]
            return before[-1]
    if leads:
        return after
    named = [agent for agent in before if agent.specific]
    if not named or amount.dose.unit in _VOLUMES:
        return None
    gap = reading.masked[named[-1].end : amount.start]
    if len(gap) > 130 or ";" in gap or ". " in gap:
        return None
    return named[-1]


def is_measured(reading: Reading, amount: Amount, start: int) -> bool:
    ahead = _WORD.findall(reading.masked[start : amount.start].lower())
    behind = _WORD.findall(reading.masked[amount.end : amount.end + 20].lower())[:2]
    if behind[:1] != ["of"]:
        behind = behind[:1]
    return any(word in words("measured") for word in (*ahead, *behind))


def _schedules(reading: Reading) -> None:
    for part in reading.parts:
        after = next((agent for agent in reading.agents if agent.start >= part.end), None)
        ends: list[tuple[int, Agent, Given | None]] = [(agent.end, agent, None) for agent in reading.agents if agent.end <= part.start]
        ends += [(given.end, agent, given) for agent in reading.agents for given in agent.doses if given.end <= part.start]
        last = max(ends, key=lambda item: item[0], default=None)
        bound = last is not None and reading.linked(last[0], part.start)
        leads = after is not None and reading.leads(part.end, after.start)
        if leads and after is not None and (last is None or not bound or last[2] is None or re.search(r",|\band\b", reading.masked[last[0] : part.start])):
            after.parts.append(part)
        elif bound and last is not None:
            (last[2].parts if last[2] is not None else last[1].parts).append(part)
    for members in groups(reading.agents):
        _share(reading, members)


def groups(agents: list[Agent]) -> list[list[Agent]]:
    """Return the drugs list by list."""
    numbered: dict[int, list[Agent]] = {}
    for agent in agents:
        numbered.setdefault(agent.group, []).append(agent)
    return list(numbered.values())


def _share(reading: Reading, members: list[Agent]) -> None:
    """Give the drugs of a list the interval at its end, or the one in front of its head."""
    if len(members) < 2:
        return
    last = members[-1]
    closing = [*last.parts, *(part for given in last.doses for part in given.parts)]
    opening = [part for part in members[0].parts if part.end <= members[0].start]
    for agent in members:
        own = {part.kind for part in agent.parts} | {part.kind for given in agent.doses for part in given.parts}
        if "interval" not in own:
            shared = [p for p in closing if p.kind == "interval" and p.start >= last.start] or [p for p in opening if p.kind == "interval"]
            agent.parts += shared[:1]
            if len(agent.doses) > 1:
                agent.parts += [part for given in agent.doses for part in given.parts if part.kind == "interval"][:1]
            if shared and not own and agent is not last:
                agent.parts += [part for part in closing if part.kind == "days"][:1]


def _cycles(reading: Reading) -> None:
    for count in reading.cycles:
        after = next((agent for agent in reading.agents if agent.start >= count.end), None)
        before = [agent for agent in reading.agents if agent.end <= count.start]
        if after is not None and reading.linked(count.end, after.start, joining=True):
            owner = after
        elif before:
            owner = before[-1]
        else:
            continue
        for agent in reading.agents:
            if agent.group == owner.group and (owner is not after or agent.start >= owner.start):
                agent.cycles = max(agent.cycles or 0, count.cycles)


def _routes(reading: Reading) -> None:
    offset = reading.sentence.start
    for mention in reading.sentence.of_kind("treatment:route"):
        if not mention.id:
            continue
        start, end = mention.start - offset, mention.end - offset
        modifier = Modifier(mention.id, mention.source.key, mention.start, mention.end)
        after = next((agent for agent in reading.agents if agent.end >= end), None)
        before = next((agent for agent in reversed(reading.agents) if agent.end <= start), None)
        if after is not None and (after.start <= start or reading.leads(end, end + len(reading.masked[end : after.start].rstrip("(: ")))):
            for agent in reading.agents:
                if agent.group == after.group and agent.start >= after.start:
                    agent.route = modifier
        elif before is not None and reading.linked(max([before.end, *(given.end for given in before.doses)]), start, joining=True):
            listed = reading.text[:start].endswith(("both ", "all ", "each ")) or any(
                part.kind == "interval" and 0 <= part.start - end <= 3 for part in reading.parts
            )
            for agent in reading.agents:
                if agent is before or (listed and agent.group == before.group):
                    agent.route = agent.route or modifier


def _durations(reading: Reading) -> None:
    if not any(unit in reading.text for unit in ("day", "week", "month", "year", "hour")):
        return
    for index, agent in enumerate(reading.agents):
        limit = reading.agents[index + 1].start if index + 1 < len(reading.agents) else len(reading.text)
        match = duration(reading.text[agent.end : limit])
        if match is not None and (match[0].startswith("after") or reading.linked(agent.end, agent.end + match.start(), joining=True)):
            agent.duration = match["span"]
        elif " of " in reading.text[max(0, agent.start - 25) : agent.start] and (ahead := _DURATION_OF.search(reading.text[max(0, agent.start - 50) : agent.start])) is not None:
            agent.duration = ahead["span"]
