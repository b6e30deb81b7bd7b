"""Grades of checklists: a label, what separates it from its value, and the value in numbers, letters or words.

"Histologic grade (WHO/ISUP) ...... G3", "DIFF=moderate to poor (G2-3)", "WHO 2022 grade | G1 | G2", "Grade: 2 of 3".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from extractor.grammar.grade_values import Graded
from extractor.grammar.wording import compiled, only
from extractor.rules import settings

_HEAD = compiled("grades", r"(?<![\w-]){grade_heads}(?![\w/-])")
_BEHIND = compiled(
    "grades", r"[\].]?(?:[\s_]{0,2}(?:\b{label_behind}(?!\w)|[(\[][^()\[\]]{1,40}[)\]]|\d{4}|,|/|-)){0,8}"
)
_SEPARATOR = re.compile(
    r"\s{0,3}(?:[:=|?→»…\t]|\.{2,70}|\s{3,70}|->|=>)[\s.:=|>_→-]{0,70}(?:[AR][.:)]\s)?|\s[/–—-]{1,2}>?\s{1,3}"
    r"|-(?=[A-Za-z])|\s?[(\[](?=\w)|\s(?=G[1-4]\b|(?![IVX]{1,4}\b)[A-Za-z]{2})"
)
_CELL = re.compile(r"[^|\t\n]{0,40}?(?:\s?\|\s{0,40}|\t|\s{3,60})")
_FIGURE = r"(?:IV|I{2,3}|(?-i:I|V)|[1-5])"
_NUMBER = compiled(
    "grades",
    rf"[\[(\"']?(?:{{before_value}}[\s:]{{0,2}}){{0,3}}G?(?P<low>{_FIGURE})(?P<letter>[a-c](?!\w))?"
    rf"(?:\s?(?P<joint>-|/|to|or)\s?(?P<again>G)?(?P<high>{_FIGURE}))?"
    r"(?![\w+%]|\.\d|-?\s?tier|\s?(?:mm|cm|mg|x\s?\d)|\s?/\s?(?:[5-9]|\d\d)|\s?-\s?\d|,\d)",
)
_OF = re.compile(r"\s?(?:/|of|\(of)\s?(?:III|IV|[34])\b")
_BOUNDARY = re.compile(r"[;:=|\t\n•]|\.{2,}|\s{3,}|\.\s|[a-z\d)],\s")
_BESIDE = re.compile(r"[\s,;:(/=-]{0,4}(?:i\.e\.|e\.g\.)?,?\s?\(?")
_WORD_BEHIND = compiled("grades", r"(?:[\s-]?(?:differentiated|differentiation|diff\b\.?|grade))?")
_JOINT = re.compile(r"(?:ly)?\s?(?:-|/|to|and|or|\sto\s)\s?")
_RANGES = {"/": False}
_MOST_CELLS = 6


class Item(NamedTuple):
    """A grade [start, end) of a checklist; `label` is where its label begins, `also` the same grade in words."""

    graded: Graded
    label: int
    also: str | None = None


def items(text: str) -> list[Item]:
    """Return the grades that a line gives behind labels."""
    found: list[Item] = []
    for head in _HEAD.finditer(text):
        if found and head.start() < found[-1].graded.end:
            continue
        position = _value_of(text, head)
        value = value_at(text, position) if position is not None else None
        if value is None or position is None:
            continue
        found.append(Item(value, head.start(), _also(text, value)))
        found += [Item(cell, cell.start, _also(text, cell)) for cell in _further(text, value.end)]
    return found


def _also(text: str, value: Graded) -> str | None:
    """Return the degree in words beside a number: of "G3, poorly differentiated" the second."""
    if not value.value[0].isdigit() and value.value[0] not in "IV":
        return None
    number = _number(text, value.start)
    words = _words(text, value.start) if number is None else _beside(text, number.end, _words)
    return words.value if words is not None else None


def opens_value(text: str) -> bool:
    """True for a line that is a label alone, whose value stands below: "Histologic grade:"."""
    head = next(iter(_HEAD.finditer(text)), None)
    if head is None or not _is_label(text, head):
        return False
    behind = _BEHIND.match(text, head.end())
    return behind is not None and not text[behind.end() :].strip(" :.=_-*")


def _value_of(text: str, head: re.Match[str]) -> int | None:
    """Return where the value of a label begins."""
    behind = _BEHIND.match(text, head.end())
    if behind is None:
        return None
    separator = _SEPARATOR.match(text, behind.end()) or _SEPARATOR.match(text, head.end())
    if separator is None or (not _is_label(text, head) and not _is_field(text, head, separator)):
        return None
    return separator.end()


def _is_field(text: str, head: re.Match[str], separator: re.Match[str]) -> bool:
    """True for a field in capitals: "keratinizing DIFF=moderate"."""
    return head[0].isupper() and len(head[0]) > 1 and separator[0].startswith("=")


def _is_label(text: str, head: re.Match[str]) -> bool:
    """True for the head of a label: before it only words of labels back to where the line or a field begins."""
    ahead = text[max(head.start() - 90, 0) : head.start()]
    ends = [match.end() for match in _BOUNDARY.finditer(ahead)]
    return only(ahead[ends[-1] if ends else 0 :].replace("*", " "), "grades", "label_ahead")


def _further(text: str, position: int) -> Iterator[Graded]:
    """Yield the values of further columns: "G1 | G2"."""
    for _ in range(_MOST_CELLS):
        cell = _CELL.match(text, position)
        value = value_at(text, cell.end()) if cell is not None else None
        if value is None:
            return
        yield value
        position = value.end


def value_at(text: str, position: int) -> Graded | None:
    """Return the value that begins at a position: a number rather than a level, a level rather than a word."""
    number = _number(text, position)
    if number is not None:
        beside = _beside(text, number.end, _words)
        return number._replace(end=beside.end) if beside is not None else number
    word = _words(text, position)
    if word is None:
        return None
    beside = _beside(text, word.end, _number) or _beside(text, word.end, _words)
    if beside is None:
        return word
    better = beside if beside.value[0].isdigit() or beside.value[0] in "IV" or " " in word.value else word
    return better._replace(start=word.start, end=beside.end)


def _number(text: str, position: int) -> Graded | None:
    match = _NUMBER.match(text, position)
    if match is None:
        return None
    low, high = match["low"].upper() + (match["letter"] or ""), match["high"]
    out_of = _OF.match(text, match.end())
    is_range = high and (match["joint"] != "/" or match["again"] or out_of is not None)
    value = f"{low}-{high.upper()}" if is_range else low
    return Graded(value, match.start(), out_of.end() if out_of is not None else match.end())


def _beside(text: str, position: int, read: object) -> Graded | None:
    """Return another value in parentheses or behind a comma: "G2, moderately differentiated", "moderate (G2)"."""
    gap = _BESIDE.match(text, position)
    if gap is None or not gap[0].strip() or not callable(read):
        return None
    return read(text, gap.end())  # type: ignore[no-any-return]


def _words(text: str, position: int) -> Graded | None:
    """Return a degree in words, or two as a range: "moderate to poor", "mod-poorly diff."."""
    first = _degree(text, position)
    if first is None:
        return None
    value, end = first
    joint = _JOINT.match(text, end)
    second = _degree(text, joint.end()) if joint is not None and joint[0].strip() else None
    if second is not None:
        value, end = _range(value, second[0]), second[1]
    behind = _WORD_BEHIND.match(text, end)
    return Graded(value, position, behind.end() if behind is not None else end)


def _range(first: str, second: str) -> str:
    order = list(_degrees())
    low, high = sorted((first, second), key=order.index)
    if low == high:
        return low
    return f"{low.removesuffix(' differentiated')} to {high}"


def _degree(text: str, position: int) -> tuple[str, int] | None:
    for value, expression in _degrees().items():
        match = expression.match(text, position)
        if match is not None:
            return value, match.end()
    return None


@cache
def _degrees() -> dict[str, re.Pattern[str]]:
    degrees: dict[str, list[str]] = settings("grades")["degrees"]
    return {
        value: re.compile(
            r"[\[(\"']?(?:" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + r")(?![\w+])",
            re.IGNORECASE,
        )
        for value, words in degrees.items()
    }
