"""Addenda and amendments: which lines open one."""

from __future__ import annotations

import re

from extractor.grammar.headings import plain
from extractor.grammar.wording import compiled

# "ADDENDUM #2 (11/01/2021)", "Amendment, 17 April.", "SUPPL. 1", "VI. ADDENDUM 28.Oct.2022": not "ADDENDUM TO FOLLOW".
_OPENING = (
    r"(?:[>=*#_\s-]{1,60})?(?:[IVX]{1,4}\.\s)?(?:[\w&]{2,20}\s){0,2}?{supplements}"
    r"(?=\s*$|[\s#]{0,3}\d|\s?[,:.(]|\s{2,}|\s?[-–/=]|\s{revised_things}\b)"
)
_REVISED = r"[\w\s]{3,40}?(?:\s?[-–:]\s?|\s|\()(?:{revised})\b\s?[-–:]?\s?\(?\d"


def opens_supplement(text: str) -> bool:
    """True when a line opens an addendum or an amendment; `text` is the line."""
    head = plain(text)[:70]
    return (
        compiled("sections", _OPENING).match(head) is not None
        and compiled("sections", r"\b{no_supplement}\b").search(head) is None
    ) or (head.isupper() and compiled("sections", _REVISED).match(head) is not None)
