"""Courses of treatment: which schedule, route and number of cycles belong to which of the drugs of a sentence.

A drug owns what stands right behind it ("cisplatin 75 mg/m2 weekly") or right in front of it ("weekly paclitaxel");
the drugs of a list share the interval and the cycles that stand at its end ("every 3 weeks x6") or at its head.
"""

from __future__ import annotations

import re

from extractor.grammar.agents import WORD, Agent, Given, Reading, groups, words
from extractor.grammar.dosing import bind_doses
from extractor.grammar.quantities import WORD_NUMBER
from extractor.grammar.schedules import duration
from extractor.mentions import Modifier, Sentence
from extractor.rules import Term

# The long form in front of a short one: "5-fluorourasil (5-FU)".
_LONG_FORM = re.compile(r"(?:(?<=, )|(?<=and )|(?<=with )|(?<=\) ))[\w-]{3,25}(?: [\w-]{3,25})? ?\($")
# Routes that hold for all drugs of a list ("intrathecal methotrexate and cytarabine").
_SHARED = frozenset(("oral", "IV", "SC", "IM", "intrathecal", "intraperitoneal", "intra-arterial", "intravitreal"))
_TREATED_WITH = re.compile(r"(?:treated|therapy|chemotherapy|treatment|infusions?|injections?) with(?: \d{1,2} ?%)?$")
# Cycles of something that is no known drug: "two courses of AFTV".
_OF_ANOTHER = re.compile(r"\sof\s(?:[a-z]{3,14}\s){0,1}(?-i:[A-Z][A-Z0-9-]{2,9}\b)")
_DURATION_OF = re.compile(
    rf"(?P<span>(?:\d{{1,3}}|{WORD_NUMBER})[\s-](?:day|week|month|year)s?)['’]?(?:\s(?:course|trial|period))?\sof\s(?:[a-z-]{{3,16}}\s){{0,2}}$",
    re.IGNORECASE,
)


def read(sentence: Sentence, agents: list[Agent]) -> Reading:
    """Give each drug of a sentence its doses, schedule, route and cycles."""
    reading = Reading(sentence, agents)
    if len(agents) > 1:
        _group(reading)
    if reading.amounts:
        bind_doses(reading)
    if reading.parts:
        _schedules(reading)
    if reading.cycles:
        _cycles(reading)
    if "treatment:route" in sentence.kinds:
        _routes(reading)
    if any(unit in reading.text for unit in ("day", "week", "month", "year", "hour")):
        _durations(reading)
    if len(agents) > 1:
        _of_the_whole(reading)
    return reading


def inherit(reading: Reading) -> None:
    """Give drugs what the sentence says of the regimen that they are part of (VDC from 03/2016: vincristine …)."""
    listed = {agent.mention.id for agent in reading.agents if agent.mention.kind == "drug"}
    for regimen in reading.agents:
        term = regimen.mention.source
        if regimen.mention.kind != "regimen" or not isinstance(term, Term):
            continue
        parts = listed & set(term.listed("drugs"))
        for agent in reading.agents if len(parts) > 1 else ():
            if agent.mention.id in parts:
                agent.begin = agent.begin or regimen.begin
                agent.cycles = agent.cycles or regimen.cycles
                agent.status = agent.status or regimen.status


def _of_the_whole(reading: Reading) -> None:
    """Give the drugs what is said of the chemotherapy that they make up ("… chemotherapy every 4 weeks")."""
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
                known = {part.kind for part in agent.parts} | {
                    part.kind for given in agent.doses for part in given.parts
                }
                agent.parts += [part for part in whole.parts if part.kind == "interval" and "interval" not in known]
                agent.cycles = agent.cycles or whole.cycles


def _group(reading: Reading) -> None:
    """Number the lists of drugs: a new list begins where more than joining words stands between two drugs."""
    group = 0
    steps, known = words("steps"), words("linking") | words("joining")
    for before, after in zip(reading.agents, reading.agents[1:], strict=False):
        if reading.text[before.end : after.start].strip(" ,/+&-") in ("", "and", "or", "plus", "with"):
            after.group = group
            continue
        gap = reading.masked[before.end : after.start]
        listed = WORD.findall(_LONG_FORM.sub("", gap).lower())
        if (
            ";" in gap
            or ". " in gap
            or len(" ".join(listed)) > 80
            or any(word in steps or word not in known for word in listed)
            or any(
                before.end <= count.start and reading.leads(count.end, after.start)
                for count in reading.cycles
                if count.end <= after.start
            )
        ):
            group += 1
        after.group = group


def _schedules(reading: Reading) -> None:
    for part in reading.parts:
        after = next((agent for agent in reading.agents if agent.start >= part.end), None)
        ends: list[tuple[int, Agent, Given | None]] = [
            (agent.end, agent, None) for agent in reading.agents if agent.end <= part.start
        ]
        ends += [
            (given.end, agent, given) for agent in reading.agents for given in agent.doses if given.end <= part.start
        ]
        last = max(ends, key=lambda item: item[0], default=None)
        bound = last is not None and reading.linked(last[0], part.start)
        leads = after is not None and reading.leads(part.end, after.start)
        if (
            leads
            and after is not None
            and (
                last is None
                or not bound
                or last[2] is None
                or re.search(r",|\band\b", reading.masked[last[0] : part.start])
            )
        ):
            after.parts.append(part)
        elif bound and last is not None:
            (last[2].parts if last[2] is not None else last[1].parts).append(part)
    for members in groups(reading.agents):
        _share(reading, members)


def _share(reading: Reading, members: list[Agent]) -> None:
    """Give the drugs of a list the interval at its end, or the one in front of its head."""
    if len(members) < 2:
        return
    last = members[-1]
    closing = [*last.parts, *(part for given in last.doses for part in given.parts)]
    opening = [part for part in members[0].parts if part.end <= members[0].start]
    for agent in members:
        dosed = [part for given in agent.doses for part in given.parts]
        own = {part.kind for part in (*agent.parts, *dosed)}
        if "interval" in own:
            agent.parts += [part for part in dosed if part.kind == "interval"][:1]
        else:
            shared = [p for p in closing if p.kind == "interval" and p.start >= last.start] or [
                p for p in opening if p.kind == "interval"
            ]
            agent.parts += shared[:1]
            if shared and not own and agent is not last:
                agent.parts += [part for part in closing if part.kind == "days"][:1]


def _cycles(reading: Reading) -> None:
    for count in reading.cycles:
        after = next((agent for agent in reading.agents if agent.start >= count.end), None)
        before = [agent for agent in reading.agents if agent.end <= count.start]
        if after is not None and reading.linked(count.end, after.start, joining=True):
            owner = after
        elif before and not _OF_ANOTHER.match(reading.text, count.end):
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
        if after is not None and (after.start <= start or _heads(reading, end, after)):
            for agent in reading.agents:
                if agent is after or (
                    agent.group == after.group and agent.start > after.start and modifier.value in _SHARED
                ):
                    agent.route = modifier
        elif before is not None and reading.linked(
            max([before.end, *(given.end for given in before.doses)]), start, joining=True
        ):
            listed = reading.text[:start].endswith(("both ", "all ", "each ")) or any(
                part.kind == "interval" and 0 <= part.start - end <= 3 for part in reading.parts
            )
            for agent in reading.agents:
                if agent is before or (listed and agent.group == before.group):
                    agent.route = agent.route or modifier


def _heads(reading: Reading, end: int, agent: Agent) -> bool:
    """True when a route stands at the head of a list: "intrathecal therapy (methotrexate …", "orally treated with"."""
    gap = _TREATED_WITH.sub("", reading.masked[end : agent.start].rstrip("(: "))
    return reading.leads(end, end + len(gap))


def _durations(reading: Reading) -> None:
    for index, agent in enumerate(reading.agents):
        limit = reading.agents[index + 1].start if index + 1 < len(reading.agents) else len(reading.text)
        match = duration(reading.text[agent.end : limit])
        if match is not None and (
            match[0].startswith("after") or reading.linked(agent.end, agent.end + match.start(), joining=True)
        ):
            agent.duration = match["span"]
        elif (
            " of " in reading.text[max(0, agent.start - 25) : agent.start]
            and (ahead := _DURATION_OF.search(reading.text[max(0, agent.start - 50) : agent.start])) is not None
        ):
            agent.duration = ahead["span"]
