"""Addenda and amendments: which lines open one, which words correct, and which words tell what they replace."""

from __future__ import annotations

import re

from extractor.grammar.headings import plain
from extractor.grammar.wording import compiled

# "ADDENDUM #2 (11/01/2021)", "Amendment, 17 April.", "SUPPL. 1", "VI. ADDENDUM 28.Oct.2022": not "ADDENDUM TO FOLLOW".
_OPENING = compiled(
    "sections",
    r"(?:[>=*#_\s-]{1,60})?(?:[IVX]{1,4}\.\s)?(?:[\w&]{2,20}\s){0,2}?{supplements}"
    r"(?=\s*$|[\s#]{0,3}\d|\s?[,:.(]|\s{2,}|\s?[-–/=]|\s{revised_things}\b)",
)
_REVISED = compiled("sections", r"[\w\s]{3,40}?(?:\s?[-–:]\s?|\s|\()(?:{revised})\b\s?[-–:]?\s?\(?\d")


def opens_supplement(text: str) -> bool:
    """True when a line opens an addendum or an amendment; `text` is the line."""
    if text[:1] == "[":
        text = text[1:].replace("]", ":", 1)
    head = plain(text)[:70]
    return (_OPENING.match(head) is not None and compiled("sections", r"\b{no_supplement}\b").search(head) is None) or (
        head.isupper() and _REVISED.match(head) is not None
    )


_FAR = 60
_PARENTHESIS = re.compile(r"\([^()]*\)")
_ENTRY = re.compile(r"[;,(](?!\s?(?:19|20)?\d\d\b)")
_RESULT = re.compile(r"[%+]")
_ASIDE = re.compile(r"\s{0,2}[(\[]")


def corrects(text: str) -> bool:
    """True for words that correct what the report said before: "Replaces the count above", "now given as 2 %"."""
    return compiled("sections", r"\b{correcting}\b").search(text) is not None


def is_replaced(text: str, start: int, end: int) -> bool:
    """True when the words [start, end) of a sentence are told as replaced: "(first report: 1.6 cm; corrected)"."""
    before = _ENTRY.split(_PARENTHESIS.sub("", text[max(0, start - _FAR) : start]))[-1]
    said = compiled("sections", r"\b{replaced_before}\b").search(before)
    if said is not None and _RESULT.search(before, said.end()) is None:
        return True
    behind = text[end : end + _FAR]
    aside = _ASIDE.match(behind)
    if aside is not None:
        return compiled("sections", r"{replaced_behind}\b").match(behind, aside.end()) is not None
    behind = re.split(r"[;,.](?:\s|$)|[(\[]", behind)[0]
    return compiled("sections", r"\b{replaced_behind}\b").search(behind) is not None
