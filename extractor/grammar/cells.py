"""Cells: what the cell of a table says of the marker in front of it: a result, an amount, or both ("pos, 30 %")."""

from __future__ import annotations

import re
from typing import NamedTuple

from extractor.grammar.quantities import PERCENT, percentage
from extractor.grammar.scores import implied_polarity
from extractor.grammar.targets import Target
from extractor.grammar.wording import compiled
from extractor.mentions import Sentence
from extractor.records import Quantity
from extractor.rules import settings

AWAITED = "awaited"  # what will be known later is no result
UNTOLD = frozenset({"not_done", AWAITED})
_PARTS = re.compile(r"\s?[/,]\s?")
_SIGNS = r"(?P<equivocal>\+\s?/\s?-|-\s?/\s?\+|±)(?!\w)|(?P<plus>\+{1,4})(?![\w/+])|(?P<minus>[-–]{1,2})(?=\s|$|[;,(/])"
_WORDS = (
    r"(?:(?P<untested>{row_untested})|(?P<awaited>{row_awaited})|(?P<negative>{row_negative})|(?P<unsure>{row_equivocal})"
    r"|(?P<positive>{row_positive})|(?P<shade>{row_shades}))(?![\w-])"
)
_VALUE = rf"\s{{0,3}}[:=]?\s?(?:{_SIGNS}|(?:{{row_shades}}[,\s]{{1,2}}){{0,2}}{_WORDS})"
# "thymic epithelium only, tumor neg": what a cell says of the tumor, behind something else.
_OF_TUMOR = rf"[;,]\s(?:the\s)?{{row_tumors}}:?(?={_VALUE})"
_SCORE = re.compile(r"\s?(?:(?P<digit>[0-3])\s?\+?|(?P<plus>\+{1,3}))(?![\w%.+])")
_WILD = r"\bwild[\s-]type"


class Cell(NamedTuple):
    """Words [start, end) of the clean text between two gaps of a row."""

    start: int
    end: int
    text: str


class Value(NamedTuple):
    """What a cell says: the result and an amount; `shade` when only a shade (dim) says it, `shown` by the amount."""

    polarity: str
    amount: Quantity | None
    shade: bool
    shown: bool
    start: int
    end: int


def values_of(cell: Cell, inside: list[Target]) -> list[Value] | None:
    """Return what a cell says of each of the targets before it: the same, or a part for each ("- / +")."""
    if len(inside) > 1:
        parts = _PARTS.split(cell.text)
        if len(parts) == len(inside):
            read, position = [], 0
            for target, part in zip(inside, parts, strict=True):
                position = cell.text.index(part, position)
                read.append(value_of(target, part, cell.start + position))
                position += len(part)
            if all(value is not None for value in read):
                return [value for value in read if value is not None]
    found = [value_of(target, cell.text, cell.start) for target in inside]
    return [value for value in found if value is not None] if None not in found else None


def value_of(target: Target, text: str, start: int) -> Value | None:
    """Return what words that stand at a position say of a target."""
    score = _SCORE.match(text) if target.mention.id == "HER2" else None
    if score is not None:
        amount = Quantity(value=int(score["digit"]) if score["digit"] else len(score["plus"]), unit="score")
        return Value(implied_polarity("HER2", amount), amount, False, True, start, start + score.end())
    match = compiled("markers", _VALUE).match(text)
    if match is not None:
        return _said(match, text, start)
    share = PERCENT.match(text)
    if share is not None:
        amount = percentage(share)
        polarity = implied_polarity(target.mention.id, amount)
        if target.mention.id in settings("markers")["stained_patterns"]["markers"]:
            polarity = "negative" if compiled("markers", _WILD).search(text) else polarity
        return Value(polarity, amount, False, True, start, start + share.end())
    of_tumor = compiled("markers", _OF_TUMOR).search(text) if ", " in text or "; " in text else None
    match = compiled("markers", _VALUE).match(text, of_tumor.end()) if of_tumor is not None else None
    return _said(match, text, start) if match is not None else None


def _said(match: re.Match[str], text: str, start: int) -> Value:
    end = start + match.end()
    start += match.start()
    if match["untested"] or match["awaited"]:
        return Value("not_done" if match["untested"] else AWAITED, None, False, False, start, end)
    if match["equivocal"] or match["unsure"]:
        return Value("equivocal", None, False, False, start, end)
    if match["minus"] or match["negative"]:
        return Value("negative", _amount(text), False, False, start, end)
    return Value("positive", _amount(text), match["shade"] is not None, False, start, end)


def _amount(text: str) -> Quantity | None:
    """Return the share of cells that a cell adds to its result: "pos, 30 %"."""
    share = PERCENT.search(text) if "%" in text else None
    return percentage(share) if share is not None else None


def is_line(sentence: Sentence, target: Target) -> bool:
    """True for a line that holds a name and its result, and nothing else: "PMS2 present"."""
    if not sentence.opens_line or sentence.text[: target.start - sentence.start].strip(" -*•"):
        return False
    match = compiled("markers", _VALUE).match(sentence.between(target.end, sentence.end))
    rest = sentence.between(target.end, sentence.end)[match.end() :] if match is not None else "?"
    return not rest.strip(" .;,")
