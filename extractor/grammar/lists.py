"""Lists of drugs: which drugs of a sentence are told of together, so that they share a schedule, a route, a date."""

from __future__ import annotations

import re

from extractor.grammar.agents import WORD, Agent, Reading, words
from extractor.grammar.wording import compiled

# The long form in front of a short one: "5-fluorourasil (5-FU)".
_LONG_FORM = re.compile(r"(?:(?<=, )|(?<=and )|(?<=with )|(?<=\) ))[\w-]{3,25}(?: [\w-]{3,25})? ?\($")
# Between two doses of one drug, which are blanked: "8 mg/kg then 6 mg/kg, and".
_NEXT_DOSE = re.compile(r"\b(?:and\s)?(?:then|followed\sby)\s{5,}(?=[,)]|(?:and|plus|along|with)\b)")
_JOINED = frozenset(
    ("", "and", "or", "plus", "with", "alternating with", "associated with", "combined with", "in combination with")
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")  # "A in 2011, and B since 2014" are two lists
_WHOLE = re.compile(r",\s(?P<which>both|all)\b")
_LONGEST_LIST = 160


def number_lists(reading: Reading) -> None:
    """Number the lists of drugs: a new list begins where more than joining words stands between two drugs."""
    group = 0
    steps, known = words("steps"), words("linking") | words("joining")
    for before, after in zip(reading.agents, reading.agents[1:], strict=False):
        if reading.text[before.end : after.start].strip(" ,/+&-") in _JOINED:
            after.group = group
            continue
        gap = reading.masked[before.end : after.start]
        listed = WORD.findall(_NEXT_DOSE.sub(" ", _LONG_FORM.sub("", gap)).lower())
        if (
            (";" in gap and not _is_listed(reading, after, gap))
            or ". " in gap
            or _YEAR.search(gap)
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
    _join_whole(reading)


def _is_listed(reading: Reading, after: Agent, gap: str) -> bool:
    """True when a semicolon only parts the drugs of a list in parentheses: "(A, 1000 mg; B, 2 mg)"."""
    ahead = reading.text[: after.start]
    return ahead.count("(") > ahead.count(")") and gap.strip(" ,;(") in _JOINED


def _join_whole(reading: Reading) -> None:
    """Make one list of drugs of which words behind speak together: "A was dosed at 5 mg and B at 2 mg, both weekly"."""
    for match in _WHOLE.finditer(reading.text):
        before = [agent for agent in reading.agents if agent.end <= match.start()]
        before = before[-2:] if match["which"] == "both" else before
        if len(before) < 2 or not reading.linked(before[-1].end, match.start()):
            continue
        between = reading.text[before[0].end : before[-1].start]
        if len(between) < _LONGEST_LIST and not compiled("treatments", r"[;.]\s|\b(?:{replaced}|{next_step})\b").search(
            between
        ):
            for agent in before:
                agent.group = before[-1].group
