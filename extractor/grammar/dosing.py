"""Doses to drugs: "cisplatin 75 mg/m2", "75 mg/m2 of cisplatin", "A and B at 3 and 1 mg/kg, respectively"."""

from __future__ import annotations

import re

from extractor.grammar.agents import WORD, Agent, Given, Reading, phrases, words
from extractor.grammar.doses import RADIATION, Amount
from extractor.grammar.quantities import number
from extractor.grammar.schedules import Part
from extractor.records import Dose

PER_TIME = {"day": ("times", "daily"), "week": ("interval", "weekly"), "month": ("interval", "monthly")}
MASSES = frozenset(("mg", "g", "µg", "IU", "MIU", "MU", "million IU", "million units", "AUC"))
_VOLUMES = frozenset(("ml", "mEq", "U", "units", "ng"))
_MULTIPLE = re.compile(r"(?<![\d.,])(?P<count>[234])\s?[x×]\s?$")  # 3 x 250 mg/day
_TIMES = {"2": "twice daily", "3": "three times daily", "4": "four times daily"}
# A word without a space before an amount: "thalidomide100mg".
_GLUED = re.compile(r"[A-Za-z]{1,20}$")
_FIRST_WORDS = re.compile(r"^\)?[^,;:()\[\]]{0,20}")
_CONCENTRATION = re.compile(r"\s[a-z]{3,14}(?:\s[a-z]{3,14})?\s?/\s?(?:d?[lL]|m[lL])\b")  # 54 mg glucose/dL
_ASIDE_OF = re.compile(r"\s?[(\[]\s?(?:=|i\.e\.,?\s|or\s)?\s?")  # between "75 mg/m2" and "(120 mg)"
_BESIDE = re.compile(r"\s?(?:,|,?\s?\b(?:and|or|then)\b)\s?")
_BARE_NUMBER = re.compile(r"\s(?P<value>\d{1,4}(?:\.\d{1,2})?)\s?(?:[,/+&]|,?\s?\band)\s?")
_LONGEST_GAP = 130  # between a drug and an amount that other words part from it
_REACH_OF_DOSE = 60
_PAIR = re.compile(
    r"(?<![\d.,/])(?P<first>\d{1,4}(?:\.\d{1,2})?)\s?(?:mg\s?)?/\s?(?P<second>\d{1,4}(?:\.\d{1,2})?)\s?(?P<unit>mg|g)\b(?!\s?/)"
)
# A name that is no known drug, behind a list sign and right in front of a dose: ", RMP (450 mg/d".
_OTHER_NAME = re.compile(
    r"(?:,|\)|\b(?:and|plus|or)\b|\+|&)\s(?:[\w-]{1,20}\s){0,2}?(?P<name>[\w-]{2,30})\s?(?P<open>[(\[])?\s?$"
)


def carried_doses(reading: Reading) -> list[Given]:
    """Return the doses, with schedules, of a sentence that names no drug: "The dose was reduced to 300 mg daily"."""
    first = min(mention.start for mention in reading.sentence.of_kind("treatment:dose")) - reading.sentence.start
    listed = [
        amount
        for amount in _accepted(reading)
        if amount.dose.unit in MASSES and 0 <= amount.start - first < 120 and not is_measured(reading, amount, 0)
    ]
    found = []
    for index, amount in enumerate(listed):
        limit = listed[index + 1].start if index + 1 < len(listed) else amount.end + 40
        given = Given(amount.start, amount.end, amount.dose)
        for part in reading.parts:
            if amount.end <= part.start < limit and reading.linked(amount.end, part.start):
                given.parts.append(part)
        if not given.parts and amount.per_time in PER_TIME:
            given.parts.append(Part(amount.start, amount.end, *PER_TIME[amount.per_time]))
        found.append(given)
    return found


def _accepted(reading: Reading) -> list[Amount]:
    """Return the amounts that no words in front of them make totals or steps ("a cumulative dose of")."""
    often = [part.start for part in reading.parts if part.kind == "times"]  # "a total dose of 50 mg twice daily"
    totals = [a for a in refused(reading, "total") if not any(0 <= start - a.end <= 2 for start in often)]
    none = [*totals, *refused(reading, "step")]
    return [amount for amount in reading.amounts if amount not in none]


def refused(reading: Reading, kind: str) -> list[Amount]:
    """Return the amounts that words in front of them make totals, or steps of a change ("tapered by 5 mg")."""
    cues = [m for m in reading.sentence.of_kind("treatment:not-dose") if m.id == kind]
    ends = [cue.end - reading.sentence.start for cue in cues]
    return [amount for amount in reading.amounts if any(0 <= amount.start - end <= 2 for end in ends)]


def bind_doses(reading: Reading) -> None:
    """Give each dose of a sentence to its drug."""
    drugs = [amount for amount in _accepted(reading) if amount.dose.unit not in RADIATION]
    if _respectively(reading, drugs):
        return
    owners = [_owner(reading, amount) for amount in drugs]
    for index in range(len(drugs) - 2, -1, -1):  # "190 mg, 175 mg and 196 mg of methotrexate"
        owner, between = owners[index + 1], reading.text[drugs[index].end : drugs[index + 1].start]
        if (
            owners[index] is None
            and owner is not None
            and owner.start >= drugs[index].end
            and _BESIDE.fullmatch(between)
        ):
            owners[index] = owner
    for index in range(len(drugs) - 1):  # "3.7 GBq (100 mCi) of I-131"
        if owners[index] is None and _is_same(reading, drugs[index], drugs[index + 1]):
            owners[index] = owners[index + 1]
    for index, (amount, owner) in enumerate(zip(drugs, owners, strict=True)):
        if owner is None or (index and owners[index - 1] is owner and _is_same(reading, drugs[index - 1], amount)):
            continue
        given = Given(amount.start, amount.end, amount.dose)
        times = _MULTIPLE.search(reading.text[max(0, amount.start - 8) : amount.start])
        if times is not None and amount.per_time == "day":
            given.parts.append(Part(amount.start, amount.end, "times", _TIMES[times["count"]]))
        elif amount.per_time in PER_TIME:
            given.parts.append(Part(amount.start, amount.end, *PER_TIME[amount.per_time]))
        owner.doses.append(given)
    if "/" in reading.text and len(reading.agents) > 1:
        _pairs(reading)
    for before, after in zip(reading.agents, reading.agents[1:], strict=False):
        if not before.doses and before.group == after.group and len(after.doses) == 1:
            tail = reading.text[after.doses[0].end : after.doses[0].end + 12].lower()
            if tail.startswith((" each", " of each")):
                before.doses = [Given(g.start, g.end, g.dose, list(g.parts)) for g in after.doses]
    _bare_numbers(reading)


def _bare_numbers(reading: Reading) -> None:
    """Read a number whose unit stands at the next drug: "doxorubicin 60 and cyclophosphamide 600 mg/m2"."""
    for before, after in zip(reading.agents[-2::-1], reading.agents[:0:-1], strict=True):
        if before.doses or before.group != after.group or not after.doses:
            continue
        number_behind = _BARE_NUMBER.fullmatch(reading.text, before.end, after.start)
        given = after.doses[0]
        if number_behind is not None and given.dose.unit in ("mg", "g") and after.end <= given.start:
            dose = Dose(value=number(number_behind["value"]), unit=given.dose.unit, per=given.dose.per)
            before.doses = [Given(*number_behind.span("value"), dose)]


def _is_same(reading: Reading, before: Amount, amount: Amount) -> bool:
    """True when an amount tells the one before it in another unit: "75 mg/m2 (120 mg)", "3.7 GBq (100 mCi)"."""
    differs = before.dose.per != amount.dose.per or before.dose.unit != amount.dose.unit
    return differs and bool(_ASIDE_OF.fullmatch(reading.text, before.end, amount.start))


def _pairs(reading: Reading) -> None:
    """Give the two drugs in front of "200/300 mg" a dose each."""
    for match in _PAIR.finditer(reading.text):
        before = [agent for agent in reading.agents if agent.end <= match.start()][-2:]
        if len(before) < 2 or before[0].group != before[1].group or any(agent.doses for agent in before):
            continue
        if reading.linked(before[1].end, match.start()):
            shared: list[Part] = []  # the schedule behind holds for both
            for agent, name in zip(before, ("first", "second"), strict=True):
                dose = Dose(value=number(match[name]), unit=match["unit"])
                agent.doses.append(Given(match.start(), match.end(), dose, shared))


def _respectively(reading: Reading, drugs: list[Amount]) -> bool:
    """Pair "A and B at 3 mg/kg and 1 mg/kg, respectively" in order; True when that was done."""
    where = reading.text.find("respectively")
    if where < 0:
        return False
    listed = [amount for amount in drugs if amount.end <= where]
    if not listed:
        return False
    if phrases("totals").search(reading.text, 0, listed[0].start):
        return True
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
    if _CONCENTRATION.match(reading.text, amount.end):
        return None
    before = [agent for agent in reading.agents if agent.end <= amount.start]
    glued = _GLUED.search(reading.text[max(0, amount.start - 20) : amount.start])
    if (
        glued is not None
        and glued[0].lower() not in words("linking")
        and not (before and before[-1].end == amount.start)
    ):
        return None  # glued to the name of something else
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
    told = any(named[-1].end <= place < amount.start <= place + _REACH_OF_DOSE for place in _dose_words(reading))
    if len(gap) > (_LONGEST_GAP + _REACH_OF_DOSE if told else _LONGEST_GAP) or (";" in gap and not told) or ". " in gap:
        return None
    other = _OTHER_NAME.search(gap)
    if (
        other is not None
        and other["name"].lower() not in words("linking")
        and (other["open"] or other["name"].isupper())
    ):
        return None
    return named[-1]


def _dose_words(reading: Reading) -> list[int]:
    """Return where a sentence speaks of a dose in words ("the dose was doubled to")."""
    return [mention.start - reading.sentence.start for mention in reading.sentence.of_kind("treatment:dose")]


def is_measured(reading: Reading, amount: Amount, start: int) -> bool:
    """True when words in front of an amount (from `start`) or behind it make it a measurement: "weighing 80 kg"."""
    ahead = WORD.findall(reading.masked[start : amount.start].lower())
    first = _FIRST_WORDS.match(reading.masked[amount.end : amount.end + 20].lower())
    behind = WORD.findall(first[0])[:2] if first is not None else []
    if behind[:1] != ["of"]:
        behind = behind[:1]
    return any(word in words("measured") for word in (*ahead, *behind))
