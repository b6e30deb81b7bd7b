"""Anatomy: which words of a text name a place of the body, and which only say whereabouts in it."""

from __future__ import annotations

import re
from functools import cache

from extractor.grammar.wording import compiled, phrases
from extractor.rules import vocabulary

_WORD = re.compile(r"[^\W\d_]+")
_PIECE = re.compile(r"[\w'.:]*\w")
_NUMBERED = re.compile(r"[IVXivx]{1,4}[ab]?|[LRTCS]?\d{1,2}(?:[:.]\d\d)?[A-Za-z]?")
# Stations of lymph nodes, levels of the neck and the spine: "station 4R", "level II", "11L".
_STATIONS = compiled(
    "specimens",
    r"(?<![\w-])(?:{stations}\s?#?(?:\d{1,2}[A-Za-z]?(?!\w)|[IVX]{1,4}(?!\w))"
    r"|(?:[LR]\s?)?(?:[2-9]|1[0-4])[LR](?!\w|\s?\d))",
    cased=True,
)


def _folded(word: str) -> str:
    """Return a word as names are compared: lower case, American spelling, singular."""
    word = word.lower()
    if "e" in word:
        word = word.replace("oe", "e").replace("ae", "e")
    return word[:-1] if len(word) > 3 and word[-1] == "s" and word[-2] not in "sui" else word


@cache
def _names() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return the names of places as rows of words, by their first word, the longest first."""
    written = [name for term in vocabulary().terms if term.kind == "site" for name in (term.name, *term.synonyms)]
    rows = {tuple(map(_folded, _WORD.findall(name))) for name in (*written, *phrases("specimens", "place_words"))}
    named: dict[str, list[tuple[str, ...]]] = {}
    for row in sorted(rows, key=len, reverse=True):
        if row:
            named.setdefault(row[0], []).append(row)
    return {first: tuple(listed) for first, listed in named.items()}


def places_in(text: str) -> list[tuple[int, int]]:
    """Return where a text names places of the body, with numbered stations and levels among them."""
    words = [(match.start(), match.end(), _folded(match[0])) for match in _WORD.finditer(text)]
    names, index = _names(), 0
    stations = _STATIONS.finditer(text)
    found = [(station.start(), station.end()) for station in stations]
    while index < len(words):
        for row in names.get(words[index][2], ()):
            if row == tuple(word for _, _, word in words[index : index + len(row)]):
                found.append((words[index][0], words[index + len(row) - 1][1]))
                index += len(row) - 1
                break
        index += 1
    return sorted(found)


def names_place(text: str) -> bool:
    """True when a text names a place of the body."""
    return bool(places_in(text))


def says_whereabouts(text: str) -> bool:
    """True for words that only say where in an organ: "lateral wall", "10:00", "segment VI", "proximal end"."""
    words = _PIECE.findall(text)
    known = _whereabouts()
    return bool(words) and all(word.lower() in known or _NUMBERED.fullmatch(word) for word in words)


@cache
def _whereabouts() -> frozenset[str]:
    return frozenset(word.lower() for word in phrases("specimens", "whereabouts"))
