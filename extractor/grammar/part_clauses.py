"""Clauses of parts: what a clause says of a part submitted now, without a history, a disease or a sentence."""

from __future__ import annotations

import re
from itertools import takewhile

from extractor.grammar.anatomy import places_in, says_whereabouts
from extractor.grammar.part_heads import is_diagnosis, tells_of_before
from extractor.grammar.parts import Described, describe, procedure_in
from extractor.grammar.wording import compiled

_SHORT = 60
_QUALIFIED = re.compile(r"(?:\S+\s){1,2}$")


def names_only_place(words: str) -> bool:
    return len(words) < _SHORT and procedure_in(words) is None and describe(words).known


def said_of(words: str, *, fluids: bool = False) -> Described | None:
    """Return what a clause says of a part: its place and its procedure, or a fluid alone; None for what was before."""
    pieces = re.split(r",\s", compiled("specimens", r"\b{now_words}(?!\w)").sub(" ", words))
    now = takewhile(lambda piece: not tells_of_before(piece), pieces)
    kept = ", ".join(piece for piece in now if not is_diagnosis(piece))
    said = describe(kept)
    if not said.known or said.site is None:
        return None
    if said.procedure is None and not (fluids and compiled("specimens", r"^{fluids}(?!\w)").match(said.site)):
        return None
    return said._replace(site=_trimmed(said.site))


def _trimmed(site: str) -> str:
    """Return a site without the words of a sentence around it: from its first place, with what qualifies it."""
    pieces = []
    for piece in site.split(", "):
        places = places_in(piece)
        if not places:
            pieces.append(piece)
            continue
        first = places[0][0]
        before = _QUALIFIED.search(piece[:first])
        while before is not None and not says_whereabouts(before[0]):
            before = re.search(r"\S+\s$", before[0]) if before[0].count(" ") > 1 else None
        last = places[-1][1]
        behind = takewhile(says_whereabouts, piece[last:].split())
        start = first - (len(before[0]) if before is not None else 0)
        words = " ".join([piece[start:last], *behind])
        pieces.append(compiled("specimens", r"(?:\s{loose_words})+$").sub("", words))
    return ", ".join(pieces)
