"""States: what words say of a finding, and the words before or behind its name that speak of it.

"Present, 4 vessels", "no definite LVI", "PNI was not identified".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from extractor.grammar.wording import compiled

_STATE = compiled(
    "findings",
    r"(?<![\w-])(?:(?P<none>{no_result})|(?P<equivocal>{unsure})|(?P<negative>{not_found})|(?P<positive>{found}))(?![\w])"
    r"|(?<![^\s:=|(])(?:(?P<plus>\(?\+{1,3})(?=[\s,;.)]|$)|(?P<minus>\(?[-–−])(?=[,;.)]|\s{2}|\t|$))",
)
_SIGNED = {"plus": "positive", "minus": "negative"}
_CUE = compiled(
    "findings",
    r"(?:(?<![\w-])|(?<=^-))(?:(?P<equivocal>{doubts_before})|(?P<negative>{denies_before})|(?P<degree>{degrees})"
    r"|(?P<positive>{affirms_before}))(?![\w-])",
)
_BREAK = compiled("findings", r"[;:]|\.\s|\b{breaks}\b")
CHOICE = re.compile(r"\b(?:or|nor|and/or)\b", re.IGNORECASE)
_LINK = re.compile(
    r"(?:\s?\([^()]{0,60}\))?(?:\s(?:in|of|within|by|at|around|into|on|along)\s[^,;.:]{2,45}?)?"
    r"(?:,?\s(?:is|was|are|were|has\sbeen|have\sbeen|be|all|both|each|likewise|also|therefore|only|clearly|thus))*[,\s]{1,2}"
    r"|\s(?:is|was|are|were)\s(?:sought|searched\sfor|looked\sfor)[^,;.]{0,30}(?:,|\sand|\sbut)\s(?:is\s|was\s|were\s)?"
    r"|(?:,\s[\w-]{2,15}){1,2},\s|(?:\s[\w-]{3,12},){1,2}\s|\slooks\s",
    re.IGNORECASE,
)
_VERB_DENIED = re.compile(r"(?P<main>do|does|did)?\w*\snot$", re.IGNORECASE)
_FEW, _FEWER = 3, 1
_DENIAL = re.compile(r"no|without|negative|lacking", re.IGNORECASE)
_MOST_WORDS = 3
_PIECE = re.compile(r"[^/;,]{2,40}")
_SIDE = compiled("findings", r"\W*(?P<side>{sides})(?![\w-])")
_OPENS, _LONGEST_ASIDE = (" (", "("), 40
_ENDS_ITEM = re.compile(r"\s?[/|)\]]")


class State(NamedTuple):
    """What words at [start, end) of a text say: positive, negative, equivocal, or none for no result."""

    start: int
    end: int
    value: str


def state_in(text: str, start: int = 0, end: int | None = None) -> State | None:
    """Return the first state in a text: "Present, 4 vessels" is positive, "n/a" none."""
    match = _STATE.search(text, start, len(text) if end is None else end)
    if match is None:
        return None
    value = next(name for name, words in match.groupdict().items() if words is not None)
    if value == "minus" and end is not None and text[match.end() : end + 2].lstrip(")")[:2].strip():
        return None  # a dash before the next item
    return State(match.start(), match.end(), _SIGNED.get(value, value))


def state_ahead(text: str, start: int, end: int) -> State | None:
    """Return what the nearest cue before a name says of it: "no definite", "with focal"."""
    cue = denial = None
    for match in _CUE.finditer(text, max(0, start - 110), start):
        if match["negative"]:
            denial = match
        if not (match["degree"] and denial is not None and _reaches(text[denial.end() : match.start()])):
            cue = match  # "no comedo-type or confluent necrosis": the degree is denied
    if cue is None:
        return None
    value = next(name for name, words in cue.groupdict().items() if words is not None)
    gap = text[cue.end() : start]
    if _BREAK.search(gap) or (value != "negative" and "," in gap):
        return None
    if _ENDS_ITEM.match(gap):
        return None  # the value of an item before: "invasion no / necrosis 20%"
    verb = _VERB_DENIED.search(cue[0]) if value == "negative" else None
    if verb is not None and ("," in gap or len(gap.split()) > (_FEW if verb["main"] else _FEWER)):
        return None  # "was not scored in DCIS", "does not exceed 10%, criteria for a response are met"
    if value == "negative" and "," in gap:
        listed = re.search(r"\b(?:or|nor|and)\s$", gap) or CHOICE.search(text[end : end + 60])
        if not listed and max(len(piece.split()) for piece in gap.split(",")) > _MOST_WORDS:
            return None
    if value == "positive" and denial is not None and _reaches(text[denial.end() : cue.start()]):
        return None  # "no high-grade areas with necrosis"
    return State(cue.start(), cue.end(), "positive" if value == "degree" else value)


def _reaches(gap: str) -> bool:
    return "," not in gap and not _BREAK.search(gap)


def state_behind(text: str, end: int, right: int) -> State | None:
    """Return the state behind a name that speaks of it: "… was not identified", "…, present"."""
    state = state_in(text, end, min(right, end + 110))
    if state is None:
        return None
    gap = text[end : state.start]
    if gap in _OPENS:  # "LVI (present), PNI (absent)"
        return state if text.find(")", state.end, state.end + _LONGEST_ASIDE) > 0 else None
    if not _LINK.fullmatch(gap):
        return None
    if right < len(text) and not text[state.end : right].strip() and _DENIAL.fullmatch(text, state.start, state.end):
        return None  # it denies what follows: "extensive LVI, no PNI"
    return state


def sides(text: str, offset: int = 0) -> Iterator[tuple[str, State]]:
    """Yield what a value says of each side or size apart: "right free / left involved", "micro - yes; macro - no"."""
    for piece in _PIECE.finditer(text):
        side = _SIDE.match(piece[0])
        state = state_in(piece[0], side.end()) if side is not None else None
        if side is not None and state is not None and state.value != "none":
            yield side["side"].lower(), State(offset + piece.start(), offset + piece.end(), state.value)
