"""Courses of treatment: which schedule, route and number of cycles belong to which of the drugs of a sentence.

A drug owns what stands right behind it ("cisplatin 75 mg/m2 weekly") or right in front of it ("weekly paclitaxel");
the drugs of a list share the interval and the cycles that stand at its end ("every 3 weeks x6") or at its head.
"""

from __future__ import annotations

import re

from extractor.grammar.agents import WORD, Agent, Given, Reading, groups, words
from extractor.grammar.dosing import bind_doses, refused
from extractor.grammar.lasting import bind_lengths, is_daily
from extractor.grammar.lists import number_lists
from extractor.grammar.routes import bind_routes
from extractor.grammar.schedules import Count, Part
from extractor.grammar.sharing import CYCLE, share_intervals, share_times
from extractor.grammar.strengths import bind_strengths
from extractor.grammar.wording import compiled
from extractor.mentions import Sentence
from extractor.rules import Term

# A name in capitals that is no known drug, in front of one: "courses of NAC with the SOX regimen".
_CODE = re.compile(r"\b[A-Z]{2,6}\b(?=\s(?:with|using|by|therapy)\b|\s?[(:\[])")
# Cycles of something that is no known drug: "two courses of AFTV".
_OF_ANOTHER = re.compile(r"\sof\s(?:[a-z]{3,14}\s){0,1}(?-i:[A-Z][A-Z0-9-]{2,9}\b)")
# What leads from a therapy to its drugs: "(", "with", "consisting of".
_OPENS = re.compile(r"^[^;.]{0,60}(?:\(|\bwith\s|\bof\s|:\s)(?:[\w-]{1,20}\s){0,2}$")
_REACH_OF_PLAN = 15
_AND_THEN = frozenset(("and", "then", "and then", ""))
_DAYS_OF_NAME = re.compile(r"[A-Za-z][\s-]?(14|21|28)$")
_FROM_TO = re.compile(r"\s?(?:[a-zµμ]{1,3}\s)?to\s")
_SIGN_BEHIND = re.compile(r"\s?[,;(]")
_ONCE = re.compile(r"\s(?:at|on|in)\s(?:week|day|month|cycle)s?\s\d")  # "1200 mg at week 5"


def read(sentence: Sentence, agents: list[Agent]) -> Reading:
    """Give each drug of a sentence its doses, schedule, route and cycles."""
    reading = Reading(sentence, agents)
    if len(agents) > 1:
        number_lists(reading)
    if reading.has_digits:
        bind_doses(reading)
        if "%" in reading.text:
            bind_strengths(reading)
    _name_intervals(reading)
    if reading.parts:
        _schedules(reading)
    if reading.cycles:
        _cycles(reading)
    if "treatment:route" in sentence.kinds:
        bind_routes(reading)
    bind_lengths(reading)
    for agent in agents:
        _carry_on(reading.text, agent)
    if len(agents) > 1:
        _of_the_whole(reading)
        _of_the_label(reading)
    return reading


def _carry_on(text: str, agent: Agent) -> None:
    """Give a later dose the schedule and route of the one before: "20 mg i.m. monthly, then 30 mg"."""
    for before, after in zip(agent.doses, agent.doses[1:], strict=False):
        if not before.parts and _FROM_TO.fullmatch(text, before.end, after.start):
            before.parts = list(after.parts)  # "raised from 0.5 to 1 mg twice weekly"
        elif not after.parts and after.route is None and not _ONCE.match(text, after.end):
            after.parts, after.route = list(before.parts), before.route or agent.route


def _name_intervals(reading: Reading) -> None:
    """Read the days of a cycle that the name of a regimen tells: R-CHOP-21 is given every three weeks."""
    for agent in reading.agents:
        days = _DAYS_OF_NAME.search(reading.text[agent.start : agent.end]) if agent.mention.kind == "regimen" else None
        if days is not None:
            agent.parts.append(Part(agent.start, agent.end, "interval", f"every {int(days[1]) // 7} weeks"))


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


def carried_interval(reading: Reading) -> str | None:
    """Return the interval of the cycles of a sentence that names no drug: "The cycles were repeated every 3 weeks"."""
    offset = reading.sentence.start
    for part in reading.parts:
        if part.kind != "interval" or not CYCLE.match(part.value):
            continue
        for cue in reading.sentence.of_kind("treatment:cycle"):
            start, end = cue.start - offset, cue.end - offset
            if (end <= part.start and reading.linked(end, part.start)) or (
                part.end <= start and reading.linked(part.end, start)
            ):
                return part.value
    return None


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


def _of_the_label(reading: Reading) -> None:
    """Give the drugs what is said of the therapy that they are: "hormonal therapy for 5 years (tamoxifen 20 mg)"."""
    for index, whole in enumerate(reading.agents[:-1]):
        after = reading.agents[index + 1]
        if whole.specific or not after.specific or not _OPENS.search(reading.text[whole.end : after.start]):
            continue
        for agent in reading.agents[index + 1 :]:
            if agent.group == after.group:
                agent.duration = agent.duration or whole.duration
                agent.cycles = agent.cycles or whole.cycles
                agent.route = agent.route or whole.route


def _schedules(reading: Reading) -> None:
    previous: tuple[int, list[Part]] | None = None  # where the last piece ended, and the list that took it
    steps = [amount.end for amount in refused(reading, "step")]
    for part in reading.parts:
        if any(0 <= part.start - end <= 2 for end in steps):
            continue  # "tapered by 10 mg every two weeks"
        if previous is not None and reading.text[previous[0] : part.start].strip(" ,") in _AND_THEN:
            previous[1].append(part)  # "at weeks 0 and 2 and every 8 weeks"
            previous = part.end, previous[1]
            continue
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
            bound
            and last is not None
            and after is not None
            and part.start - last[0] <= 2
            and after.start - part.end > 5
        ):
            leads = False  # "rifampicin once daily for 7 days on repaglinide"
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
            previous = part.end, after.parts
        elif bound and last is not None:
            taken = last[2].parts if last[2] is not None else last[1].parts
            taken.append(part)
            previous = part.end, taken
        else:
            previous = None
    for members in groups(reading.agents):
        if len(members) > 1:
            share_intervals(members)
            share_times(reading, members)


def _cycles(reading: Reading) -> None:
    planned = [
        cue.end - reading.sentence.start for cue in reading.sentence.of_kind("treatment:status") if cue.id == "planned"
    ]
    factor_end = 0  # of the last factor: "R-CHOP x 6, methotrexate x 4"
    for count in reading.cycles:
        after = next((agent for agent in reading.agents if agent.start >= count.end), None)
        before = [agent for agent in reading.agents if agent.end <= count.start]
        if _is_of_procedure(reading, count.end):
            continue
        if count is not reading.cycles[-1] and any(0 <= count.start - end <= _REACH_OF_PLAN for end in planned):
            continue  # "six cycles were planned to be given, but after the second …"
        is_factor = bool(before) and reading.text[count.start] in "xX×"  # "R-CHOP x 6 then methotrexate"
        if (
            after is not None
            and not is_factor
            and not (before and _trails(reading.text, count))
            and (reading.linked(count.end, after.start, joining=True) or _after_code(reading, count.end, after.start))
        ):
            owner = after
        elif before and not _OF_ANOTHER.match(reading.text, count.end):
            owner = before[-2] if _is_of_replaced(reading, before, count.start) else before[-1]
        else:
            continue
        first = owner.start if owner is after else factor_end
        last = count.start if is_factor else len(reading.text)
        factor_end = count.end if is_factor else factor_end
        for agent in reading.agents:
            # "four cycles of AC and tamoxifen 20 mg daily": what is taken daily is no part of the cycles of a regimen.
            beside = agent is not owner and owner.mention.kind == "regimen" and is_daily(agent)
            if agent.group == owner.group and first <= agent.start < last and not beside:
                agent.cycles = max(agent.cycles or 0, count.cycles)


def _trails(text: str, count: Count) -> bool:
    """True for cycles between signs, which are those of the drug before: "10 mg/m2, five cycles, and isotretinoin"."""
    return text[: count.start].endswith(", ") and _SIGN_BEHIND.match(text, count.end) is not None


def _is_of_replaced(reading: Reading, before: list[Agent], start: int) -> bool:
    """True for the cycles of the drug before: "cisplatin was replaced by carboplatin after 2 cycles"."""
    if len(before) < 2 or not reading.text[:start].rstrip().endswith("after"):
        return False
    return compiled("treatments", r"\b{replaced}\s").search(reading.text, before[-2].end, before[-1].start) is not None


def _is_of_procedure(reading: Reading, end: int) -> bool:
    """True when a number of cycles is that of a procedure: "three courses of radioiodine therapy"."""
    if not reading.text.startswith(" of ", end):
        return False
    place = reading.sentence.start + end
    return any(0 <= mention.start - place <= 25 for mention in reading.sentence.of_kind("procedure")) and not any(
        0 <= agent.start - end <= 25 for agent in reading.agents
    )


def _after_code(reading: Reading, start: int, end: int) -> bool:
    """True when a name in capitals and linking words stand between: "4 courses of AC (doxorubicin"."""
    gap = reading.masked[start:end]
    code = _CODE.search(gap)
    if code is None or len(gap) > 40 or not gap.startswith(" of "):
        return False
    rest = WORD.findall((gap[: code.start()] + gap[code.end() :]).lower())
    return all(word in words("linking") or word in words("joining") for word in rest)
