"""Heads of the sections of a note: at the head of a line, in capitals, before a colon, a column or a full stop."""

from __future__ import annotations

import re
from typing import NamedTuple

from extractor.grammar.wording import only

_BRACKETED = re.compile(r"\s?\([^()]{0,80}\)|\s?\[[^\[\]]{0,80}\]")
_SPACED = re.compile(r"\b[A-Z](?:\s[A-Z]){4,20}\b")
# A letter that a scanner took for a digit: "DIAGN0SIS", "Cl1nical".
_ZERO = re.compile(r"(?<=[A-Za-z])0(?=[A-Za-z]|$|\s)")
_ONE = re.compile(r"(?<=[A-Za-z])1(?=[a-z])")
_LONGEST = 110
_NUMBERING = r"(?:[A-Z§]?\s?\d{1,2}(?:\.\d{1,2}){0,2}\.?\s+|[IVX]{1,4}\.\s+)?"
_HEAD = re.compile(
    rf"(?:[>=*#_-]{{2,60}}\s{{0,3}}|>\s?)?{_NUMBERING}(?P<words>[A-Za-z][A-Za-z0-9 ,&/()#'.+-]{{1,46}}?)"
    r"(?P<joint>\s*:|\scolon(?=\s)|\s{2,}|\t|\s-{1,2}\s|\s*[=*_-]{3,}|\.?\s*$)"
)
# In capitals before words that are not: "GROSS Two pieces of fat".
_CAPITALS = re.compile(r"(?P<words>[A-Z]{3,}(?:\s[A-Z]{3,}){0,2})\s(?=[A-Z]?[a-z]{2}|[A-Z][a-z]?\d?[\s.:)]|\d)")
_SENTENCE = re.compile(r"(?P<words>[A-Z][A-Za-z /&-]{2,60}?)(?:,\s[^.:;]{1,40})?\s?[.:]?\s*$")
_DATE = re.compile(r"\s*(?:\d{1,4}[-./]|\d{1,2}\s?[A-Z]|\[?on file|[A-Z]{1,3}\d{2}-)")


class Head(NamedTuple):
    """The words of a head; `alone` when nothing follows, `capitals` when written so, `rest` what follows."""

    words: str
    alone: bool
    capitals: bool
    rest: str
    sign: str


def plain(text: str) -> str:
    """Return the head of a line without brackets, spaced letters and digits that are letters: "F I N A L  D X"."""
    head = text[:_LONGEST]
    if "(" in head or "[" in head:
        head = _BRACKETED.sub(_gap, head).rstrip()
    if "0" in head or "1" in head:
        head = _ONE.sub("i", _ZERO.sub("O", head))
    return _SPACED.sub(lambda match: match[0].replace(" ", ""), head)


def _gap(bracket: re.Match[str]) -> str:
    """Return what stands for a bracket: behind a head in capitals the gap of a column, "GROSS (short) Two cores"."""
    return "  " if bracket.string[: bracket.start()].isupper() else ""


def head_of(text: str) -> Head | None:
    """Return the head that a line begins with: "GROSS", "IHC / ISH   block A4", "Clinical: mass"."""
    line = plain(text)
    match = _HEAD.match(line)
    if match is None:
        match = _CAPITALS.match(line)
        return Head(match["words"], False, True, line[match.end() :].strip(), " ") if match is not None else None
    words, rest = match["words"].strip(" .-"), line[match.end() :].strip(" =*_-")
    in_capitals = (words.isupper() and len(words) > 2) or match["joint"] == "\t"  # a column as good as capitals
    return Head(words, not rest, in_capitals, rest, match["joint"].strip())


def sentence_head(text: str) -> str | None:
    """Return the words of a head that is a sentence of its own: "Material received.", "Stains, block 1D."."""
    if len(text) > _LONGEST:
        return None
    match = _SENTENCE.match(plain(text))
    if match is None or not only(match["words"], "sections", "heading_words"):
        return None
    return match["words"].lower()


def is_dated(rest: str) -> bool:
    """True when what follows a head is a date or a number of the laboratory: "RECEIVED: 14-SEP-2020"."""
    return _DATE.match(rest) is not None
