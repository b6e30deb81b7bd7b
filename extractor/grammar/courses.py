"""Courses of treatment: which schedule, route and number of cycles belong to which of the drugs of a sentence.

A drug owns what stands right behind it ("cisplatin 75 mg/m2 weekly") or right in front of it ("weekly paclitaxel");
the drugs of a list share the interval and the cycles that stand at its end ("every 3 weeks x6") or at its head.
"""

from __future__ import annotations

import re

from extractor.grammar.agents import WORD, Agent, Given, Reading, groups, words
from extractor.grammar.dosing import bind_doses
from extractor.grammar.quantities import WORD_NUMBER
from extractor.grammar.routes import bind_routes
from extractor.grammar.schedules import duration
from extractor.mentions import Sentence
from extractor.rules import Term

# The long form in front of a short one: "5-fluorourasil (5-FU)".
_LONG_FORM = re.compile(r"(?:(?<=, )|(?<=and )|(?<=with )|(?<=\) ))[\w-]{3,25}(?: [\w-]{3,25})? ?\($")
# A name in capitals that is no known drug, in front of one: "courses of NAC with the SOX regimen".
_CODE = re.compile(r"\b[A-Z]{2,6}\b(?=\s(?:with|using|by|therapy)\b|\s?[(:\[])")
_FOR_WITH = re.compile(
    rf"\b(?:treated|therapy|treatment)\sfor\s(?P<span>(?:\d{{1,3}}|{WORD_NUMBER})\s(?:days?|weeks?|months?|years?))"
    r"\swith\s(?:[a-z-]{3,16}\s){0,3}[(\[]?$",
    re.IGNORECASE,
)
# Cycles of something that is no known drug: "two courses of AFTV".
_OF_ANOTHER = re.compile(r"\sof\s(?:[a-z]{3,14}\s){0,1}(?-i:[A-Z][A-Z0-9-]{2,9}\b)")
# What leads from a therapy to its drugs: "(", "with", "consisting of".
_OPENS = re.compile(r"^[^;.]{0,60}(?:\(|\bwith\s|\bof\s|:\s)(?:[\w-]{1,20}\s){0,2}$")
_JOINED = frozenset(("", "and", "or", "plus", "with", "associated with", "combined with", "in combination with"))
_LONGEST_REASON = 70
_CYCLE = re.compile(r"every \d+ (?:weeks|months)|monthly")
_DURATION_OF = re.compile(
    rf"(?<!within )(?<!first )(?P<span>\b(?:\d{{1,3}}|{WORD_NUMBER})[\s-](?:day|week|month|year)s?)['’]?"
    r"(?:(?:\s(?:course|trial|period))?\sof|\s(?:treatment|therapy)\swith)\s(?:[a-z-]{3,16}\s){0,2}$",
    re.IGNORECASE,
)


def read(sentence: Sentence, agents: list[Agent]) -> Reading:
    """Give each drug of a sentence its doses, schedule, route and cycles."""
    reading = Reading(sentence, agents)
    if len(agents) > 1:
        _group(reading)
    if reading.has_digits:
        bind_doses(reading)
    if reading.parts:
        _schedules(reading)
    if reading.cycles:
        _cycles(reading)
    if "treatment:route" in sentence.kinds:
        bind_routes(reading)
    if any(unit in reading.text for unit in ("day", "week", "month", "year", "hour")):
        _durations(reading)
    if len(agents) > 1:
        _of_the_whole(reading)
        _of_the_label(reading)
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


def carried_interval(reading: Reading) -> str | None:
    """Return the interval of the cycles of a sentence that names no drug: "The cycles were repeated every 3 weeks"."""
    offset = reading.sentence.start
    for part in reading.parts:
        if part.kind != "interval" or not _CYCLE.match(part.value):
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


def _group(reading: Reading) -> None:
    """Number the lists of drugs: a new list begins where more than joining words stands between two drugs."""
    group = 0
    steps, known = words("steps"), words("linking") | words("joining")
    for before, after in zip(reading.agents, reading.agents[1:], strict=False):
        if reading.text[before.end : after.start].strip(" ,/+&-") in _JOINED:
            after.group = group
            continue
        gap = reading.masked[before.end : after.start]
        listed = WORD.findall(_LONG_FORM.sub("", gap).lower())
        if (
            ";" in gap
            or ". " in gap
            or len(" ".join(listed)) > 80
            or any(word in steps or word not in known for word in listed)
            or ("to" in listed and "addition" not in listed)
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
        elif bound and last is not None:
            (last[2].parts if last[2] is not None else last[1].parts).append(part)
    for members in groups(reading.agents):
        if len(members) > 1:
            _share(members)
            _share_times(reading, members)


def _share_times(reading: Reading, members: list[Agent]) -> None:
    """Give the drugs of a list how often they are taken a day: "A and B were given twice daily", "daily A and B"."""
    last = members[-1]
    end = max([last.end, *(given.end for given in last.doses)])
    closing = [*last.parts, *(part for given in last.doses for part in given.parts)]
    shared = [p for p in closing if p.kind == "times" and p.start >= end and reading.said_of_all(end, p.start)]
    if not shared and not any(agent.doses for agent in members):
        shared = [part for part in members[0].parts if part.kind == "times" and part.end <= members[0].start]
    for agent in members:
        if not any(part.kind == "times" for part in (*agent.parts, *(p for given in agent.doses for p in given.parts))):
            agent.parts += shared[:1]


def _share(members: list[Agent]) -> None:
    """Give the drugs of a list the interval at its end, or the one in front of its head."""
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
            # "160 mg daily and azithromycin weekly": the interval is a cycle only when it is longer than a week.
            shared = [p for p in shared if "times" not in own or _CYCLE.match(p.value)]
            agent.parts += shared[:1]
            if shared and not own and agent is not last and not any(part.kind == "times" for part in closing):
                agent.parts += [part for part in closing if part.kind == "days"][:1]


def _cycles(reading: Reading) -> None:
    factor_end = 0  # of the last factor: "R-CHOP x 6, methotrexate x 4"
    for count in reading.cycles:
        after = next((agent for agent in reading.agents if agent.start >= count.end), None)
        before = [agent for agent in reading.agents if agent.end <= count.start]
        if _is_of_procedure(reading, count.end):
            continue
        is_factor = bool(before) and reading.text[count.start] in "xX×"  # "R-CHOP x 6 then methotrexate"
        if (
            after is not None
            and not is_factor
            and (reading.linked(count.end, after.start, joining=True) or _after_code(reading, count.end, after.start))
        ):
            owner = after
        elif before and not _OF_ANOTHER.match(reading.text, count.end):
            owner = before[-1]
        else:
            continue
        first = owner.start if owner is after else factor_end
        last = count.start if is_factor else len(reading.text)
        factor_end = count.end if is_factor else factor_end
        for agent in reading.agents:
            if agent.group == owner.group and first <= agent.start < last:
                agent.cycles = max(agent.cycles or 0, count.cycles)


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


def _durations(reading: Reading) -> None:
    for index, agent in enumerate(reading.agents):
        limit = reading.agents[index + 1].start if index + 1 < len(reading.agents) else len(reading.text)
        if len(agent.doses) > 1:
            _durations_of_doses(reading, agent, limit)
            continue
        match = duration(reading.text[agent.end : limit])
        if match is not None and (
            match[0].startswith("after") or _goes_on(reading, agent.end, agent.end + match.start())
        ):
            agent.duration = match["span"]
            last = max([agent.end, *(given.end for given in agent.doses)])
            members = [other for other in reading.agents if other.group == agent.group]
            if (
                agent is members[-1]
                or agent.mention.kind == "regimen"
                or reading.said_of_all(last, agent.end + match.start())
            ):
                for other in reading.agents[:index]:
                    if other.group == agent.group and not _days_of_one(agent, other):
                        other.duration = other.duration or agent.duration
        elif (ahead := _duration_ahead(reading.text[max(0, agent.start - 90) : agent.start])) is not None:
            agent.duration = ahead["span"]


def _days_of_one(agent: Agent, other: Agent) -> bool:
    """True for the days of a daily drug in a list of others: "rituximab 375 mg, prednisone 100 mg/day for 5 days"."""
    return bool(
        agent.duration and "day" in agent.duration and _is_daily(agent) and other.doses and not _is_daily(other)
    )


def _is_daily(agent: Agent) -> bool:
    parts = [*agent.parts, *(part for given in agent.doses for part in given.parts)]
    return any(part.kind == "times" for part in parts)


def _goes_on(reading: Reading, start: int, end: int) -> bool:
    """True when no new step of treatment begins between two positions: "given niacin for dyslipidemia for 5 months"."""
    if reading.linked(start, end, joining=True):
        return True
    gap = reading.masked[start:end]
    if len(gap) > _LONGEST_REASON or re.search(r"[;:]|\.\s", gap) or not re.search(r"\bfor\b", gap):
        return False
    return not any(word in words("steps") for word in WORD.findall(gap.lower()))


def _duration_ahead(ahead: str) -> re.Match[str] | None:
    """Return the length of time in front of a drug: "a three-day course of", "treated for 6 months with"."""
    if not any(word in ahead[-50:] for word in (" of ", " with ")):
        return None
    return _DURATION_OF.search(ahead[-50:]) or _FOR_WITH.search(ahead)


def _durations_of_doses(reading: Reading, agent: Agent, limit: int) -> None:
    """Give each dose of a drug the length of time behind it: "200 mg for two weeks followed by 400 mg"."""
    for given, after in zip(agent.doses, [*agent.doses[1:], None], strict=True):
        end = after.start if after is not None else limit
        start = agent.end if given.end <= agent.start else given.end
        match = duration(reading.text[start:end])
        if match is None or match[0].startswith("after"):
            continue
        if reading.linked(start, start + match.start(), joining=True):
            given.duration = match["span"]
