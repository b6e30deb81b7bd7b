"""Shared schedules: what the drugs of a list share of how often they are given ("A 25 mg and B 5 mg once daily")."""

from __future__ import annotations

import re

from extractor.grammar.agents import Agent, Reading, class_of
from extractor.grammar.dosing import MASSES
from extractor.grammar.schedules import Part

CYCLE = re.compile(r"every \d+ (?:weeks|months)|monthly")
_OFTEN = frozenset(("times", "days"))


def share_times(reading: Reading, members: list[Agent]) -> None:
    """Give the drugs of a list how often they are taken a day: "A and B were given twice daily", "daily A and B"."""
    last = members[-1]
    end = max([last.end, *(given.end for given in last.doses)])
    closing = [*last.parts, *(part for given in last.doses for part in given.parts)]
    shared = [p for p in closing if p.kind in _OFTEN and p.start >= end and reading.said_of_all(end, p.start)]
    if not shared and _are_taken_alike(members):
        shared = [part for part in closing if part.kind == "times" and part.start >= end]
    if not shared and not any(agent.doses for agent in members):
        shared = [part for part in members[0].parts if part.kind == "times" and part.end <= members[0].start]
    both = any(reading.text[end : part.start].strip(" ,").startswith("both") for part in shared)
    for agent in members[-2:] if both else members:
        if agent.mention.kind == "regimen":
            continue
        known = (*agent.parts, *(part for given in agent.doses for part in given.parts))
        if not any(part.kind in _OFTEN for part in known):
            agent.parts += shared[:1]


def _are_taken_alike(members: list[Agent]) -> bool:
    """True for drugs with amounts of which only the last says how often: "A 25 mg and B 2.5 mg once daily"."""
    if any(agent.parts or len(agent.doses) != 1 or agent.doses[0].parts for agent in members[:-1]):
        return False
    # Drugs against tumors are given by cycles, each on days of its own.
    plain = all(given.dose.per is None and given.dose.unit in MASSES for agent in members for given in agent.doses)
    return plain and len({class_of(agent.mention) == "antineoplastic" for agent in members}) == 1


def _of_the_first(members: list[Agent]) -> list[Part]:
    """Return the cycle of the first drug of a list dosed by weight or surface: "A 10 mg/kg biweekly, B 60 mg/m2"."""
    if not all(agent.doses and all(g.dose.per or g.dose.unit == "AUC" for g in agent.doses) for agent in members):
        return []
    parts = [part for given in members[0].doses for part in given.parts]
    return [part for part in parts if part.kind == "interval" and CYCLE.match(part.value)]


def share_intervals(members: list[Agent]) -> None:
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
            shared = (
                [p for p in closing if p.kind == "interval" and p.start >= last.start]
                or [p for p in opening if p.kind == "interval"]
                or _of_the_first(members)
            )
            # "160 mg daily and azithromycin weekly": the interval is a cycle only when it is longer than a week, and
            # what is taken daily has cycles when it is dosed by weight or surface, or on certain days.
            cyclic = "days" in own or any(given.dose.per for given in agent.doses)
            shared = [p for p in shared if "times" not in own or (cyclic and CYCLE.match(p.value))]
            agent.parts += shared[:1]
            if shared and not own and agent is not last and not any(part.kind == "times" for part in closing):
                agent.parts += [part for part in closing if part.kind == "days"][:1]
