"""Lengths of time for which a treatment was given, as reports write them: for two weeks, over a 3-day period, x 5 d."""

from __future__ import annotations

import re
from typing import NamedTuple

from extractor.grammar.quantities import NUMBER_WORDS, WORD_NUMBER
from extractor.grammar.wording import compiled

_COUNT = rf"(?:\d{{1,3}}(?:\.\d)?|{WORD_NUMBER}|several)"
_MORE = rf"(?:\d{{1,3}}|{'|'.join(NUMBER_WORDS)})"
_UNIT = r"(?:hours?|days?|weeks?|months?|years?|mos?|wks?|yrs?|mths?)"
_DURATION = compiled(
    "treatments",
    r"(?:(?:\b{for_a_time}|\bafter(?=[\w\s]{3,14}\sof\s(?:therapy|treatment))|\b(?:in|within)(?=\san?\s\w{1,6}-\w{3,5}\speriod))\s"
    r"|(?<=\s)[x×]\s?(?=\d))(?:a\s)?(?:{about}\s){0,3}"
    rf"(?P<span>{_COUNT}(?:\s?(?:-|–|to|or)\s?{_MORE}|\sand\s(?:a\s)?half)?[\s-](?:{{consecutive}}\s)?{_UNIT})\b"
    r"(?!\s(?:ago|earlier|later|prior|every|of\s(?:each|every|follow)|follow|(?:a|per|each)\sweek|weekly)\b|\s?/\s?w)"
    r"|(?<=\s)[x×]\s?(?P<short>\d{1,2}\s?[dwm])\b",
)
# Behind a dose or a schedule, without any preposition: ", 10 days".
_BARE = compiled(
    "treatments",
    rf"[,;]?\s(?P<span>(?:\d{{1,2}}|{'|'.join(NUMBER_WORDS)})\s{_UNIT})(?=\s?(?:[).,;]|$)|\s(?:and|with|then)\b)",
)
_AHEAD = compiled(
    "treatments",
    rf"(?<!within )(?<!first )(?P<span>\b(?:\d{{1,3}}|{WORD_NUMBER})[\s-](?:day|week|month|year)s?)['’]?"
    r"(?:(?:\s(?:induction|initial|maintenance|consolidation|loading))?(?:\s(?:course|trial|period|phase))?\s(?:of|on)|\s(?:(?:induction|initial|maintenance|combination|combined)\s)?(?:treatment|therapy|phase|course|regimen)\swith)\s(?:[a-z-]{3,16}\s){0,2}$",
)
_FOR_WITH = re.compile(
    rf"\b(?:treated|therapy|treatment)\sfor\s(?P<span>(?:\d{{1,3}}|{WORD_NUMBER})\s(?:days?|weeks?|months?|years?))"
    r"\swith\s(?:[a-z-]{3,16}\s){0,3}[(\[]?$",
    re.IGNORECASE,
)
# "for the past 20 years he had been taking"
_FOR_TAKING = compiled(
    "treatments",
    rf"\bfor\s(?:{{about}}\s){{0,2}}(?P<span>{_COUNT}\s{_UNIT}),?\s(?:{{opening}}\s){{1,4}}{{taking}}\s(?:[a-z-]{{3,16}}\s){{0,2}}$",
)
# "was stopped after 3 months", "and finished 3 weeks later"
_UNTIL_END = compiled(
    "treatments",
    rf"\b{{stopped}}\s(?:{{about}}\s)?(?:after\s(?P<span>{_COUNT}\s{_UNIT})\b|(?P<later>{_COUNT}\s{_UNIT})\slater)",
)
_LENGTH = compiled("treatments", rf"(?P<count>[^,;]{{1,24}}?)[\s-]?(?:{{consecutive}}\s)?(?P<unit>{_UNIT}|[dwm])")
_WORD = re.compile(rf"\b(?:{'|'.join((*NUMBER_WORDS, 'an', 'a'))})\b", re.IGNORECASE)
_UNITS = {"h": "hour", "d": "day", "w": "week", "m": "month", "y": "year"}


class Length(NamedTuple):
    """A length of time: where its words stand in a text, and as records write it; `after` a point of the therapy."""

    start: int
    end: int
    span: str
    after: bool = False


def duration(text: str) -> Length | None:
    """Return the first length of time in a text: "for two weeks", "over a 3-day period", "x 5 d"."""
    match = _DURATION.search(text)
    return _length(match, after=match[0].lower().startswith("after")) if match is not None else None


def bare_duration(text: str, start: int) -> Length | None:
    """Return the length of time that stands at a position without a preposition: ", 10 days"."""
    match = _BARE.match(text, start)
    return _length(match) if match is not None else None


def until_end(text: str, start: int, end: int, *, begun: bool) -> Length | None:
    """Return how long what ended then had lasted: "stopped after 3 months", if it is `begun` "2 weeks later"."""
    match = _UNTIL_END.search(text, start, end)
    if match is None or not (match["span"] or begun):
        return None
    return Length(match.start(), match.end(), spelled(match["span"] or match["later"]))


def duration_ahead(ahead: str) -> Length | None:
    """Return the length of time in front of a drug: "a three-day course of", "treated for 6 months with"."""
    near = ahead[-50:]
    match = None
    if any(word in near for word in (" of ", " on ", " with ")):
        match = _AHEAD.search(near) or _FOR_WITH.search(ahead)
    if match is None and "or " in ahead:
        match = _FOR_TAKING.search(ahead)
    return _length(match) if match is not None else None


def _length(match: re.Match[str], *, after: bool = False) -> Length:
    return Length(match.start(), match.end(), spelled(match["span"] or match["short"]), after)


def spelled(written: str) -> str:
    """Return a length of time as records write it: "3 days" for three-day, "2 weeks" for 2 wks."""
    match = _LENGTH.fullmatch(written)
    if match is None or " and " in written:
        return written
    count = _WORD.sub(lambda word: str(NUMBER_WORDS.get(word[0].lower(), 1)), match["count"])
    unit = _UNITS[match["unit"][0].lower()]
    return f"{count} {unit}" if count == "1" else f"{count} {unit}s"
