"""Heads of parts: what of an entry's words describes its part, and which words tell of a disease or of before."""

from __future__ import annotations

import re

from extractor.grammar.anatomy import says_whereabouts
from extractor.grammar.parts import procedure_in
from extractor.grammar.stops import stop_or
from extractor.grammar.wording import compiled

ENDS = (r":(?!\d|:)", r"\s-{1,2}(?:\s|$)", r"[-=]{1,2}>", r"\.{3,}", r"\s/{1,2}\s", r"\.{1,2}:")  # of a head
CELL = re.compile(r"\s{3,}|\t|\s\|\s|\s{2,}(?=\S)")
DIAGNOSIS = r"(?<![\w-])(?!{no_disease}\b){no_part}(?![\w-])"
SHORT = 110
_SHORT_PIECE = 60
_NAMED = compiled("specimens", r'(?:{part_leads}\s)?{labelled}\s(?:{named_with}\s)?"[^"\n]{2,80}"')
_ASIDE = re.compile(r"\([^()]{0,80}\)")


def head(words: str) -> str:
    """Return the head of an entry: its first cell and the next ones that name a procedure, up to a colon."""
    end = stop_or(*ENDS).search(words)
    if end is not None and end.start() > 1:
        words = words[: end.start()]
    words = words[: _unopened(words)]
    named = _NAMED.match(words)
    if named is not None and procedure_in(words[named.end() :]) is None:
        return words[: named.end()]
    received = compiled("specimens", r"[,;(]\s*{received}(?!\w)").search(words)
    if received is not None and received.start() > 2:
        words = words[: received.start()]
    cells = list(CELL.finditer(words))
    if not cells:
        return words
    at = cells[0].start()
    for cell, after in zip(cells, [*cells[1:], None], strict=True):
        piece = words[cell.end() : after.start() if after is not None else len(words)]
        if is_diagnosis(piece) or len(piece) > SHORT or not (procedure_in(piece) or says_whereabouts(piece)):
            break
        at = after.start() if after is not None else len(words)
    return words[:at]


def behind_head(words: str, end: int) -> str:
    """Return what stands behind the sign that closes a head, where it only names a procedure: "Liver": biopsy."""
    sign = stop_or(*ENDS, '"').match(words, end)
    if sign is None:
        return ""
    rest = words[sign.end() :].lstrip(' :"-')
    stop = stop_or(*ENDS, ",", ";").search(rest)
    piece = rest[: stop.start()] if stop is not None else rest
    told = len(piece) < _SHORT_PIECE and procedure_in(piece) is not None
    return piece if told and not is_diagnosis(piece) and not tells_of_before(piece) else ""


def _unopened(words: str) -> int:
    """Return where a bracket closes that was opened before the words; else their length."""
    depth = 0
    for index, sign in enumerate(words):
        depth += (sign == "(") - (sign == ")")
        if depth < 0:
            return index
    return len(words)


def is_diagnosis(words: str) -> bool:
    """True for words that name a disease or a result, and no part."""
    return compiled("specimens", DIAGNOSIS).search(_ASIDE.sub(" ", words)) is not None


def tells_of_before(words: str) -> bool:
    """True for words that tell of what was done before, elsewhere, or may be done."""
    return compiled("specimens", r"(?<![\w-]){before_now}(?![\w-])").search(words) is not None
