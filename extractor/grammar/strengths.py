"""Strengths: the percentage of a preparation for the skin or the eye, which is its dose ("timolol 0.5% eye drops")."""

from __future__ import annotations

from extractor.grammar.agents import Given, Reading
from extractor.grammar.quantities import number
from extractor.grammar.wording import compiled
from extractor.records import Dose

_PERCENT = r"(?<![\d.,])(?P<value>\d{1,2}(?:[.,]\d{1,3})?)\s?%"
_BEHIND = compiled("treatments", rf",?\s[(\[]?{_PERCENT}(?P<form>,?\s(?:[a-z]{{3,12}}\s)?{{preparations}}\b)?")
_FORM_FIRST = compiled("treatments", rf"\s(?P<form>{{preparations}})\s[(\[]?{_PERCENT}")  # "clobetasol ointment 0.05%"
_AHEAD = compiled("treatments", rf"{_PERCENT}\s(?:topical\s)?$")
_FORM_BEHIND = compiled("treatments", r"\s(?:[a-z]{3,12}\s)?{preparations}\b")
_FORM_IN_NAME = compiled("treatments", r"\s{preparations}$")
_TOPICAL = compiled("treatments", r"\btopical(?:ly)?\s(?:[a-z-]{3,14}\s){0,2}$")


def bind_strengths(reading: Reading) -> None:
    """Give the drugs that have no dose the strength of their preparation."""
    text = reading.text
    for agent in reading.agents:
        if agent.doses or not agent.specific:
            continue
        is_form = _FORM_IN_NAME.search(text, agent.start, agent.end) is not None
        match = _FORM_FIRST.match(text, agent.end) or _BEHIND.match(text, agent.end)
        if match is not None and not (is_form or match["form"] or _TOPICAL.search(text[: agent.start])):
            match = None
        if match is None and (is_form or _FORM_BEHIND.match(text, agent.end)):
            match = _AHEAD.search(text[: agent.start])
        if match is not None:
            dose = Dose(value=number(match["value"]), unit="%")
            agent.doses.append(Given(match.start("value"), match.end("value") + 1, dose))
