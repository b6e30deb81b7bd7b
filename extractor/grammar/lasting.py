"""How long drugs were given: which length of time belongs to which of the drugs of a sentence, or of its doses."""

from __future__ import annotations

import re

from extractor.grammar.agents import WORD, Agent, Reading, words
from extractor.grammar.lengths import Length, bare_duration, duration, duration_ahead, until_end
from extractor.grammar.wording import compiled

_UNITS = ("day", "week", "month", "year", "hour", "wk", " yr", " mo", " mth")
_LETTER = re.compile(r"[x×]\s?\d{1,2}\s?[dwm]\b")
_OF_ONE = frozenset("xX×,; ")  # how a length begins that is said of the drug beside it alone: "x 5 d", ", 10 days"
_LONGEST_REASON = 70
_MOST_OTHERS = 3  # words that may stand there as well: "isoniazid prophylaxis for 6 months"


def bind_lengths(reading: Reading) -> None:
    """Give the drugs of a sentence, or their doses, how long they were taken."""
    if not (any(unit in reading.text for unit in _UNITS) or (reading.has_digits and _LETTER.search(reading.text))):
        return
    for index, agent in enumerate(reading.agents):
        limit = reading.agents[index + 1].start if index + 1 < len(reading.agents) else len(reading.text)
        if len(agent.doses) > 1:
            _lengths_of_doses(reading, agent, limit)
            continue
        found = _behind(reading, agent, limit) or _to_end(reading, agent, limit)
        if found is None:
            ahead = duration_ahead(reading.text[max(0, agent.start - 90) : agent.start])
            if ahead is not None:  # "a 2-week course of A and B"
                for other in reading.agents[index:]:
                    if other.group == agent.group:
                        other.duration = ahead.span
            continue
        agent.duration = found.span
        if reading.text[found.start] in _OF_ONE:
            continue
        last = max([agent.end, *(given.end for given in agent.doses)])
        members = [other for other in reading.agents if other.group == agent.group]
        if agent is members[-1] or agent.mention.kind == "regimen" or reading.said_of_all(last, found.start):
            for other in reading.agents[:index]:
                if other.group == agent.group and not _days_of_one(agent, other):
                    other.duration = other.duration or agent.duration


def _behind(reading: Reading, agent: Agent, limit: int) -> Length | None:
    """Return the length of time behind a drug and its dose."""
    found = duration(reading.text[agent.end : limit])
    if found is not None and (found.after or _goes_on(reading, agent.end, agent.end + found.start)):
        return found._replace(start=found.start + agent.end, end=found.end + agent.end)
    ends = [part.end for part in (*agent.parts, *(part for given in agent.doses for part in given.parts))]
    end = max([agent.end, *(given.end for given in agent.doses), *ends])
    return bare_duration(reading.text, end) if end > agent.end else None


def _to_end(reading: Reading, agent: Agent, limit: int) -> Length | None:
    """Return after which time a drug was stopped: "imatinib was discontinued after 3 months"."""
    begun = any(cue.id == "started" for cue in reading.sentence.of_kind("treatment:status"))
    found = until_end(reading.text, agent.end, limit, begun=begun)
    if found is None or not reading.linked(agent.end, found.start, joining=True):
        return None
    return found


def _days_of_one(agent: Agent, other: Agent) -> bool:
    """True for the days of a daily drug in a list of others: "rituximab 375 mg, prednisone 100 mg/day for 5 days"."""
    return bool(agent.duration and "day" in agent.duration and is_daily(agent) and other.doses and not is_daily(other))


def is_daily(agent: Agent) -> bool:
    """True for a drug that is taken every day, or several times a day."""
    parts = [*agent.parts, *(part for given in agent.doses for part in given.parts)]
    return any(part.kind == "times" for part in parts)


def _goes_on(reading: Reading, start: int, end: int) -> bool:
    """True when nothing new is told between two positions: "given niacin for dyslipidemia for 5 months"."""
    if reading.linked(start, end, joining=True):
        return True
    gap = reading.masked[start:end]
    if len(gap) > _LONGEST_REASON or re.search(r"[;:]|\.\s", gap):
        return False
    said = WORD.findall(gap.lower())
    if re.search(r"\bfor\b", gap):
        return not any(word in words("steps") for word in said)
    others = [word for word in said if word not in words("linking") and word not in words("joining")]
    return (
        len(others) <= _MOST_OTHERS and "," not in gap and not compiled("treatments", r"\b{not_lasting}\b").search(gap)
    )


def _lengths_of_doses(reading: Reading, agent: Agent, limit: int) -> None:
    """Give each dose of a drug the length of time behind it: "200 mg for two weeks followed by 400 mg"."""
    for given, after in zip(agent.doses, [*agent.doses[1:], None], strict=True):
        end = after.start if after is not None else limit
        start = agent.end if given.end <= agent.start else given.end
        found = duration(reading.text[start:end])
        if found is None or found.after:
            continue
        if reading.linked(start, start + found.start, joining=True):
            given.duration = found.span
