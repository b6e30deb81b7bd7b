"""What the words of a part of a pathology note say: its site, its side and the noun of the procedure."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from extractor.grammar.anatomy import names_place, places_in, says_whereabouts
from extractor.grammar.stops import stop_or
from extractor.grammar.wording import compiled, only
from extractor.mentions import Sentence
from extractor.rules import settings, vocabulary

DECLARED = "extractor_parts"  # where a document keeps its parts


class Described(NamedTuple):
    """What the words of a part say: site without side, side, and the noun of the procedure.

    `known` when the site, or the procedure's own name, names a place of the body.
    """

    site: str | None
    laterality: str | None
    procedure: str | None
    known: bool = False


class Part(NamedTuple):
    """A part that the note declares: its label, and the words [start, end) of the clean text that describe it."""

    label: str | None
    sentence: Sentence  # in which the words begin
    start: int
    end: int
    words: str
    described: Described


_PROCEDURE = compiled(
    "specimens", r"(?<![\w-])(?:{procedure_modifiers}[\s-]){0,3}(?:\w{3,12}-)?{procedure_nouns}(?!\w|\s{scars}\b)"
)
_LEFT, _RIGHT, _BOTH, _MIDDLE = (
    rf"(?<![\w.-]){{{table}}}(?![\w'-])" for table in ("sides_left", "sides_right", "sides_both", "sides_middle")
)
_SIDE_FIRST = compiled("specimens", r"^(?:{sides_left}|{sides_right}|{sides_both})\s")
_APPROACHES = r"(?<![\w-]){approaches}(?![\w-])"
_LEADS = compiled("specimens", r"^(?:{part_leads}(?!\w)|[\s,:;=?|/.-]|[x\d]{1,2}\s){1,8}")
_BLOCK = compiled("specimens", r"\b{block_words}\b|\d{3}")
_ASIDE = re.compile(r"\([^()]{0,80}\)|\[[^\[\]]{0,60}\]")
_QUOTED = re.compile(r"\(\s?\"([^\"()]{1,60})\"\s?\)")
_NUMBER = re.compile(
    r"#\s?\d+|\bx\s?\d+\b|\b\d+\s?m[Ll]\b"
    r"|\b\d+(?:\.\d+)?\s?(?:(?:x|by)\s?\d+(?:\.\d+)?\s?)*(?:cm|mm|g|gm|grams?)(?![\w])"
)
_SHORT = re.compile(r"(?<![\w-])(?P<word>[A-Za-z]{2,5})(?![\w-])(?P<stop>\.?)")
_ENDS = (r"\.{3,}", r"\s-{1,2}\s", r"\s?[-=]{1,3}>", r"\s--", r":(?!\d)")  # of the words of a part
_CAPITALS = re.compile(r"(?<![\w])(?![IVX]{1,4}(?!\w))[A-Z]{2,}|(?<=[A-Z])[A-Z]{2,}|(?<![\w])A(?!\w)")
_STATION = re.compile(r"[LR]?\d{1,2}[LRlr]?")
_ADJECTIVE = re.compile(r"(?i:[a-z-]{3,20}(?:ic|al|ar|ary|ine|ian|ous|eal))")
_JOINTS = re.compile(r"^[\s,;:.&+/|?*=-]+|[\s,;:.&+/|*=-]+$")
_LOOSE = compiled("specimens", r"(?:(?:^|\s){loose_words}){1,3}(?=\s*$)|^(?:{loose_words}\s)+")


def describe(words: str) -> Described:
    """Return site, side and procedure of a part's words: "Left breast, core biopsy" is left, breast, core biopsy."""
    words = _QUOTED.sub(r" \1, ", words).replace('"', " ")
    words = _LEADS.sub("", words)
    text = _NUMBER.sub(" ", _spelled_out(stop_or(*_ENDS).split(words)[0]))
    procedure = procedure_in(text)
    plain = _ASIDE.sub(" ", text)
    received = compiled("specimens", r"[,;(]?\s*\b{received}(?!\w)").search(plain)
    if received is not None and received.start() > 0:
        plain = plain[: received.start()]
    beside = compiled("specimens", r"\s{beside_words}").search(plain)
    if beside is not None and procedure is not None and procedure.start() < beside.start():
        plain = plain[: beside.start()]
    site = _PROCEDURE.sub(",", plain)
    site = compiled("specimens", r"\b(?:and\s)?{part_verbs}\b").sub(",", site)
    for expression in (_APPROACHES, _BOTH, _LEFT, _RIGHT, _MIDDLE):
        site = compiled("specimens", expression).sub(" ", site)
    kept, known = _places([_bare(piece) for piece in re.split(r"[,;|]|\s{3,}", site)])
    if procedure is not None and not known:
        organ = _organ(procedure[0])
        if organ:
            kept, known = _whole(organ, kept if says_whereabouts(kept) else ""), True
    noun = _noun(procedure[0]) if procedure is not None else None
    if not known and "(" in text:
        inside = describe(", ".join(aside[0][1:-1] for aside in _ASIDE.finditer(text)))
        if inside.known:
            return inside._replace(procedure=noun or inside.procedure)
    if _STATION.fullmatch(kept):
        kept = f"lymph node {kept}"
    return Described(
        (_lowered(kept) if words.isupper() else kept) or None,
        _side(plain) or _aside(text) or _of_station(text),
        noun,
        known,
    )


def _organ(procedure: str) -> str:
    """Return the place that the name of a procedure names: "nephrectomy" the kidney, "endometrial biopsy" its own."""
    organ = next((organs for stem, organs in _organs() if stem in procedure.lower()), "")
    places = places_in(procedure)
    if not places:
        return organ
    named = procedure[places[0][0] : places[-1][1]]
    if organ in settings("specimens")["words"]["nodes"]:
        return f"{named} {organ}"
    return organ or _noun_of(named)


def _bare(piece: str) -> str:
    """Return a piece of a site without the words and signs around it that name nothing: "specimen of the", "** "."""
    piece = compiled("specimens", r"^(?:{piece_leads}\s){1,3}").sub("", _JOINTS.sub("", piece))
    return _LOOSE.sub("", _JOINTS.sub("", piece))


def _whole(organ: str, whereabouts: str) -> str:
    """Return the site of an organ and the words that say where in it: "left lower lobectomy" is of the lower lobe."""
    if organ.startswith("lobe") or not whereabouts:
        return f"{whereabouts} {organ}".strip()
    return f"{organ}, {whereabouts}"


def _noun_of(piece: str) -> str:
    """Return the name of the place that an adjective stands for: "omental" is omentum, "renal mass" the kidney."""
    plain = compiled("specimens", r"\s(?:{masses})$").sub("", piece)
    if " " in plain or not _ADJECTIVE.fullmatch(plain):
        return piece
    named = [term.name for term in vocabulary().lookup(plain) if term.kind == "site"]
    return next((name for name in named if plain == piece or name.lower() != plain.lower()), piece)


def procedure_in(text: str) -> re.Match[str] | None:
    """Return the first procedure that a text names, with what tells it closer."""
    return _PROCEDURE.search(text)


def _places(pieces: list[str]) -> tuple[str, bool]:
    """Return the pieces that name the site, and whether they name a place of the body; else all that may name one."""
    pieces = [" ".join(piece.split()) for piece in pieces if _may_name_place(piece)]
    named = {piece for piece in pieces if names_place(piece)}
    if named:
        pieces = [piece for piece in pieces if piece in named or not only(piece, "specimens", "masses")]
        nodes = compiled("specimens", r"\b{nodes}\b")
        plain = any(nodes.search(piece) for piece in pieces)
        pieces = [
            piece if plain else _noun_of(piece)
            for piece in pieces
            if piece in named or says_whereabouts(piece) or _ADJECTIVE.fullmatch(piece)
        ]
    pieces = [_lowered(piece) if piece.isupper() else piece for piece in pieces]
    return ", ".join(pieces), bool(named)


def _lowered(site: str) -> str:
    """Return a site in lower case; numerals and stations stay as they are: "neck levels II-IV", "station 4R"."""
    return _CAPITALS.sub(lambda match: match[0].lower(), site)


def _aside(text: str) -> str | None:
    """Return the side that stands alone in brackets: "adrenal (L)"."""
    asides = (match[0][1:-1].strip() for match in _ASIDE.finditer(text))
    return next((side for aside in asides if len(aside) < 6 and (side := _side(aside))), None)


def _of_station(text: str) -> str | None:
    """Return the side that the name of a station tells: "level 4R"."""
    match = compiled("specimens", r"\b{stations}\s\d{1,2}(?P<side>[RL])\b", cased=True).search(text)
    return None if match is None else "left" if match["side"] == "L" else "right"


def _may_name_place(piece: str) -> bool:
    return (
        (re.search(r"[A-Za-z]{2}", piece) is not None or names_place(piece))
        and not _BLOCK.search(piece)
        and not only(piece, "specimens", "no_site")
    )


def _spelled_out(words: str) -> str:
    """Return the words of a part with its abbreviations written out: "RUL" is right upper lobe, "seg." segment."""
    short = _abbreviations()

    def written(match: re.Match[str]) -> str:
        full = short.get(match["word"])
        if full is None:
            return match[0]
        return full if match["word"].islower() else full + match["stop"]

    return _SHORT.sub(written, words)


def _noun(procedure: str) -> str:
    """Return the noun of a procedure: "robotic partial nephrectomy" is partial nephrectomy, "core bx" core biopsy."""
    plain = " ".join(compiled("specimens", r"\b{approaches}(?:[\s-]|$)").sub("", procedure).lower().split())
    plain = _SIDE_FIRST.sub("", plain)
    places = places_in(plain) if not compiled("specimens", r"\b{placed_nouns}\b").search(plain) else []
    if places and plain[places[-1][1] :].strip():
        plain = plain[places[-1][1] :].strip()
    named: dict[str, str] = settings("specimens")["procedures"]
    if plain in named:
        return named[plain]
    *before, last = plain.split(" ")
    return " ".join([*before, named.get(last, last)]).replace("core core", "core")


@cache
def _abbreviations() -> dict[str, str]:
    short: dict[str, str] = settings("specimens")["abbreviations"]
    return short


@cache
def _organs() -> list[tuple[str, str]]:
    """Return the stems of the names of procedures and the organ that each names (nephrectomy: kidney)."""
    organs: dict[str, str] = settings("specimens")["organs"]
    return sorted(organs.items(), key=lambda pair: -len(pair[0]))


def _side(text: str) -> str | None:
    left, right = (compiled("specimens", expression).search(text) for expression in (_LEFT, _RIGHT))
    if compiled("specimens", _BOTH).search(text) or (left and right and not re.search(r"\bof\b", text)):
        return "bilateral"
    if left is not None and (right is None or left.start() < right.start()):
        return "left"
    if right is not None:
        return "right"
    return "midline" if compiled("specimens", _MIDDLE).search(text) else None
