"""Routes of administration: which route belongs to which of the drugs of a sentence, or to which of its doses."""

from __future__ import annotations

from extractor.grammar.agents import Agent, Reading
from extractor.grammar.wording import compiled
from extractor.mentions import Modifier

# Routes that hold for all drugs of a list ("intrathecal methotrexate and cytarabine").
_SHARED = frozenset(
    ("oral", "IV", "SC", "IM", "intrathecal", "intraperitoneal", "intra-arterial", "intravitreal", "inhaled")
)
_TREATED_WITH = compiled("treatments", r"{treated}\s(?:with|using)(?:\s+of)?\s*$")


def bind_routes(reading: Reading) -> None:
    """Give the drugs of a sentence their routes."""
    offset = reading.sentence.start
    own: set[int] = set()  # drugs whose route stands beside them
    for mention in reading.sentence.of_kind("treatment:route"):
        if not mention.id:
            continue
        start, end = mention.start - offset, mention.end - offset
        modifier = Modifier(mention.id, mention.source.key, mention.start, mention.end)
        after = next((agent for agent in reading.agents if agent.end >= end), None)
        before = next((agent for agent in reversed(reading.agents) if agent.end <= start), None)
        if after is not None and (after.start <= start or _heads(reading, end, after)):
            # A route inside a name is not that of the next in the list: "intravenous fluids and ceftriaxone".
            head = not after.specific and not reading.text[after.end :].lstrip().startswith((",", "and "))
            shared = after.start > start or head
            for agent in reading.agents:
                if agent is after or (
                    shared and agent.group == after.group and agent.start > after.start and modifier.value in _SHARED
                ):
                    agent.route = modifier
            own.add(after.start)
            continue
        if before is None:
            continue
        doses = [given for given in before.doses if given.end <= start]
        last = max([before.end, *(given.end for given in doses)])
        if reading.linked(last, start, joining=True):
            if len(before.doses) > 1 and doses:
                doses[-1].route = modifier
                continue
            listed = (
                reading.text[:start].endswith(("both ", "all ", "each "))
                or any(part.kind == "interval" and 0 <= part.start - end <= 3 for part in reading.parts)
                or reading.said_of_all(last, start)
            )
            for agent in reading.agents:
                if agent is before or (listed and agent.group == before.group):
                    agent.route = (agent.route if agent.start in own or agent is not before else None) or modifier
            own.add(before.start)


def _heads(reading: Reading, end: int, agent: Agent) -> bool:
    """True when a route stands at the head of a list: "intrathecal therapy (methotrexate …", "orally treated with"."""
    gap = _TREATED_WITH.sub("", reading.masked[end : agent.start].rstrip("(: "))
    return reading.leads(end, end + len(gap))
