"""What the words of a part of a pathology note say: its site, its side and the noun of the procedure."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from extractor.grammar.wording import compiled, only
from extractor.mentions import Sentence
from extractor.rules import settings

DECLARED = "extractor_parts"  # where a document keeps its parts


class Described(NamedTuple):
    """What the words of a part say: site without side, side, and the noun of the procedure."""

    site: str | None
    laterality: str | None
    procedure: str | None


class Part(NamedTuple):
    """A part that the note declares: its label, the sentence and the words [start, end) that describe it."""

    label: str | None
    sentence: Sentence
    start: int
    end: int
    described: Described


_PROCEDURE = r"(?<![\w-])(?:{procedure_modifiers}[\s-]){0,3}(?:\w{3,12}-)?{procedure_nouns}(?!\w)"
_LEFT, _RIGHT, _BOTH, _MIDDLE = (
    rf"(?<![\w.-]){{{table}}}(?![\w'-])" for table in ("sides_left", "sides_right", "sides_both", "sides_middle")
)
_APPROACHES = r"(?<![\w-]){approaches}(?![\w-])"
_WITH = re.compile(r"\s(?:with\s|w/)", re.IGNORECASE)
_BLOCK = re.compile(r"\bblocks?\b|\d{3}", re.IGNORECASE)
_ASIDE = re.compile(r"\([^()]{0,80}\)|\[[^\[\]]{0,60}\]")
_NUMBER = re.compile(r"#\s?\d+|\bx\s?\d+\b|\b\d+\s?mL\b|\b\d+(?:\.\d+)?\s?(?:x\s?\d+(?:\.\d+)?\s?)*(?:cm|mm|g)\b")
_SHORT = re.compile(r"(?<![\w-])[A-Z][A-Za-z]{1,4}(?![\w-])")
_CUT = re.compile(r"\.{3,}|\s-{1,2}\s|:(?!\d)|\.\s")
_JOINTS = re.compile(r"^[\s,;:.&+/-]+|[\s,;:.&+/-]+$")
_LOOSE = re.compile(
    r"(?:^|\s)(?:and|with|of|the|for|from|including|plus|by|via)(?=\s*$)|^(?:and|with|of|the|for|from|plus)\s",
    re.IGNORECASE,
)


def describe(words: str) -> Described:
    """Return site, side and procedure of a part's words: "Left breast, core biopsy" is left, breast, core biopsy."""
    text = _NUMBER.sub(" ", _spelled_out(_CUT.split(words.replace('"', " "))[0]))
    procedure = next(iter(compiled("specimens", _PROCEDURE).finditer(text)), None)
    plain = _ASIDE.sub(" ", text)
    received = compiled("specimens", r"[,;(]?\s*\b{received}(?!\w)").search(plain)
    if received is not None and received.start() > 0:
        plain = plain[: received.start()]
    beside = _WITH.search(plain)
    if beside is not None and procedure is not None and procedure.start() < beside.start():
        plain = plain[: beside.start()]
    side = _side(plain)
    site = compiled("specimens", _PROCEDURE).sub(",", plain)
    for expression in (_APPROACHES, _BOTH, _LEFT, _RIGHT, _MIDDLE):
        site = compiled("specimens", expression).sub(" ", site)
    pieces = [_LOOSE.sub("", _JOINTS.sub("", piece)) for piece in re.split(r"[,;]|\s{3,}", site)]
    kept = ", ".join(" ".join(piece.split()) for piece in pieces if _names_place(piece))
    if not kept and procedure is not None:
        kept = next((organ for stem, organ in _organs().items() if stem in procedure[0].lower()), "")
    return Described(
        (kept.lower() if kept.isupper() else kept) or None,
        side,
        _noun(procedure[0]) if procedure is not None else None,
    )


def _names_place(piece: str) -> bool:
    return (
        re.search(r"[A-Za-z]{2}", piece) is not None
        and not _BLOCK.search(piece)
        and not only(piece, "specimens", "no_site")
    )


def _spelled_out(words: str) -> str:
    """Return the words of a part with its abbreviations written out: "RUL" is right upper lobe."""
    return _SHORT.sub(lambda match: _abbreviations().get(match[0], match[0]), words)


def _noun(procedure: str) -> str:
    """Return the noun of a procedure: "robotic partial nephrectomy" is partial nephrectomy, "core bx" core biopsy."""
    plain = " ".join(compiled("specimens", r"\b{approaches}(?:[\s-]|$)").sub("", procedure).lower().split())
    named: dict[str, str] = settings("specimens")["procedures"]
    return named.get(plain) or re.sub(r"[a-z&]+", lambda match: named.get(match[0], match[0]), plain)


@cache
def _abbreviations() -> dict[str, str]:
    short: dict[str, str] = settings("specimens")["abbreviations"]
    return short


@cache
def _organs() -> dict[str, str]:
    """Return the organ that the name of a procedure names, by its stem (nephrectomy: kidney)."""
    organs: dict[str, str] = settings("specimens")["organs"]
    return organs


def _side(text: str) -> str | None:
    left, right = (compiled("specimens", expression).search(text) for expression in (_LEFT, _RIGHT))
    if compiled("specimens", _BOTH).search(text) or (left and right and not re.search(r"\bof\b", text)):
        return "bilateral"
    if left is not None and (right is None or left.start() < right.start()):
        return "left"
    if right is not None:
        return "right"
    return "midline" if compiled("specimens", _MIDDLE).search(text) else None
