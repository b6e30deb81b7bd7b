"""Elsewhere: the result of the same stain in another block or part, told without its name.

"p16 on A3: block positive. On D1: patchy", "HSP70 pos (nodule 1), focal (nodule 2)", "CD117 + (sem), - (EC)".
"""

from __future__ import annotations

import re
from dataclasses import replace

from extractor.grammar.cells import AWAITED, end_of, value_of
from extractor.grammar.symbols import READING
from extractor.grammar.targets import Target
from extractor.grammar.wording import compiled
from extractor.mentions import Modifier, Sentence

_CODE = r"(?:[A-Z]{1,2}\d{1,2}|\d{1,2}[A-Z]\d?|[A-H]|\d)"
_PLACE_FIRST = re.compile(rf"[.;,]\s(?:and\s)?(?:[Oo]n|[Ii]n)\s(?:block\s|part\s|slide\s)?(?P<place>{_CODE}):?\s")
_PLACE_BEHIND = compiled(
    "markers",
    r"\((?:in\s|only\s)?(?P<first>[^(){},;]{1,30})\),?\s(?:and\s|but\s)?"
    r"(?P<words>[^(){};.]{1,30}?)\s?\((?P<place>[^(){},;]{1,30})\)",
    cased=True,
)
_LESION = compiled("markers", r"{lesion_words}\b|" + _CODE + r"$")
_REACH = 120


def elsewhere(sentence: Sentence, targets: list[Target]) -> list[Target]:
    """Return the results of other places, which follow those of a stain that is named once."""
    found: list[Target] = []
    for index, target in enumerate(targets):
        if target.polarity is None or target.silent or target.own_alteration not in ("expression", "virus"):
            continue
        following = (other.start for other in targets[index + 1 :] if other.start > target.end)
        limit = min(next(following, sentence.end), target.end + _REACH)
        text = sentence.between(target.end, limit)
        if "(" in text:
            match = _PLACE_BEHIND.search(text)
            if match is not None and _is_place(match["first"]) and _is_place(match["place"]):
                found += _twin(target, match["words"], target.end + match.start("words"))
        first = _PLACE_FIRST.search(text)
        if first is not None:
            words = text[first.end() :]
            found += _twin(target, words[: end_of(words)], target.end + first.end())
    return found


def _is_place(words: str) -> bool:
    """True for a part, a nodule or a component: "nodule 1", "A3", "ductal"."""
    return _LESION.match(words) is not None


def _twin(target: Target, words: str, at: int) -> list[Target]:
    value = value_of(target, words, at)
    if (
        value is None
        or value.polarity == AWAITED
        or (value.polarity == target.polarity and value.amount == target.quantity)
    ):
        return []
    twin = replace(target, start=at, end=at + max(len(words), 1), quantity=value.amount)
    twin.settle(value.polarity, Modifier(value.polarity, READING, value.start, value.end))
    twin.strict, twin.cell = True, (at, at + len(words))
    return [twin]
