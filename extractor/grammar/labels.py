"""Labels of the parts of a note (A, [B], Part 1:, #2, iv, S1), their order, and the words that point back to one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from extractor.grammar.wording import alternation, compiled, phrases

_ONE = r"(?:[IVX]{2,4}|[ivx]{2,4}|[A-Z]\d?|[a-z]|\d{1,2})"
_SEVERAL = rf"{_ONE}(?:\s?(?:,|/|&|\+|-|\band\b)\s?#?{_ONE}){{0,5}}"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")
NUMERALS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_MARKED = frozenset(
    {"enclosed", "headed", "sized", "numbered", "noted"}
)  # pointers whose signs tell them from names like "T2"


_SIGNS = (")", ".", ":", "/")
_INNER = {
    sign: re.compile(
        rf"(?<=\s)\(?(?P<label>[IVX]{{1,4}}|[ivx]{{1,4}}|[A-Za-z]\d?|\d{{1,2}})\s?{re.escape(sign)}\s?(?=\S)"
    )
    for sign in _SIGNS
}


_CODE = r"(?:[IVX]{2,4}|[A-Z]\d{0,2}|\d{1,2}[A-Z]?)(?!\w)"
_TITLE = compiled(
    "specimens",
    r"[^\W\d][^:.;()\n]{1,50}?(?:,?\s?\((?:(?:{part_words}|{block_words})\s)?#?(?P<enclosed>"
    + _CODE
    + r")\)|\s-{1,2}\s(?:(?:{part_words}|{block_words})\s)?(?P<dashed>"
    + _CODE
    + r"))\s?(?::|$|\+-)",
)


class Label(NamedTuple):
    """The label of a part, or of several, at [start, end) of a text; `sure` behind a word like "Part"."""

    start: int
    end: int
    labels: tuple[str, ...]
    sure: bool

    @property
    def label(self) -> str:
        """The label, or those of several parts with commas between them, as sentences carry them."""
        return ", ".join(self.labels)


@cache
def _opening() -> re.Pattern[str]:
    word = rf"(?i:{alternation('specimens', 'part_words')})(?:\s?#\s?|\s)"
    return re.compile(
        rf"[-*>|\s]{{0,6}}(?:(?:{word}|#)(?P<word>{_SEVERAL}|(?i:{'|'.join(NUMERALS)})\b)(?:\s?[.:)=]|\s[-=]|,|(?=\s\()|\s|$)"
        rf"|[\[(](?P<enclosed>{_SEVERAL})[\])][.:]?(?=\s)|(?P<plain>{_SEVERAL})(?:[.:)]{{1,2}}(?=\s|$)|\s?(?:[-=]{{0,2}}>|//|~)\s|\s/\s|(?<=\d)/(?=[A-Za-z]{{3}})|\s(?=\([^()]{{1,60}}\)\s?:)|\s[-=]\s|\s?=\s|\s\|\s|\s?\.{{3,40}}\s|\s{{2,}}|\t))"
        r"\s{0,20}"
    )


def opening_label(text: str, start: int = 0) -> Label | None:
    """Return the label of a part that a line or an entry opens with: "A.", "[B]", "Pot 2 -", "C, D."."""
    match = _opening().match(text, start)
    if match is None or match.end() == start:
        return None
    said = match["word"] or match["enclosed"] or match["plain"]
    labels = (str(NUMERALS.index(said.lower()) + 1),) if said.lower() in NUMERALS else _listed(said)
    return Label(start, match.end(), labels, bool(match["word"]))


def _listed(said: str) -> tuple[str, ...]:
    """Return the labels of a list or a range: "C, D", "D-G"."""
    labels = re.findall(_ONE, re.sub(r"\band\b", ",", said))
    if len(labels) == 2 and "-" in said:
        for row in _rows(labels[0]):
            if labels[1] in row[row.index(labels[0]) :][:12]:
                return row[row.index(labels[0]) : row.index(labels[1]) + 1]
    return tuple(labels)


def _rows(label: str) -> list[tuple[str, ...]]:
    """Return the rows that a label may stand in: I is a letter and a number."""
    if label.isdigit():
        return [tuple(map(str, range(1, 41)))]
    if len(label) > 1 and label[1:].isdigit():
        return [tuple(f"{label[0]}{number}" for number in range(1, 21))]
    lower = label.islower()
    rows = [tuple(_LETTERS.lower() if lower else _LETTERS), tuple(map(str.lower, _ROMAN)) if lower else _ROMAN]
    return [row for row in rows if label in row]


class Pointers:
    """Finds the words of a note that point to one of its parts: "block A4", "part B", "(C)", "slides 1D"."""

    def __init__(self, labels: Iterable[str]) -> None:
        self.labels = list(labels)
        self.known = {label.upper(): label for label in self.labels}
        for label in list(self.known.values()):
            if len(label) > 1 and label[0].isalpha() and label[1:].isdigit():
                self.known.setdefault(label[1:], label)
        tables = ("part_words", "block_words")
        initials = "".join(sorted({phrase[0] for table in tables for phrase in phrases("specimens", table)}))
        word = rf"(?i:(?=[{initials}])(?:{'|'.join(alternation('specimens', table) for table in tables)}))"
        ordinal = "|".join(phrases("specimens", "ordinals"))
        self.expression = re.compile(
            rf"(?<![\w.-])(?:(?P<ordinal>(?i:{ordinal}))\s{word}(?![\w-])"
            rf"|{word}\s#?(?P<word>{'|'.join(NUMERALS)}|[A-Z]\d?|[ivxIVX]{{1,4}}|[a-z]|\d{{1,2}})(?:-?\d{{1,2}})?(?!\w)"
            r"|(?P<letter>[A-Z]|[a-z])\d{1,2}(?![\w%]|-\d)|(?P<number>\d{1,2})[A-KMNOS-Z]{1,2}(?![\w%/]|-\d(?!\d?[A-Z]))"
            r"|(?P<roman>[IVX]{1,4}|[ivx]{1,4})-\d{1,2}(?!\w)|#(?P<hash>\d{1,2})(?!\w)"
            r"|(?:[Oo]f|[Ii]n|[Ff]rom|FROM|[Oo]n|[Ww]ith)\s(?P<single>[A-Z])(?=[\s,.;:)])(?!\s[a-z]?[A-Z])|ON\s(?P<upper>[A-Z])(?=[,.;:)]))"
            r"|(?:[Oo]n|[Oo]f|[Ff]rom|ON|OF)\s(?P<numbered>\d{1,2})(?=:)|\((?P<noted>\d{1,2})\)(?=:)"
            r"|\((?P<enclosed>[A-Z]|[IVX]{2,4}|[ivx]{2,4})[\s,)]|(?<=[,;:.]\s)(?P<headed>[A-Z]|\d)(?=:)"
            r"|(?<!\S)(?P<sized>[A-Z])\s(?=\d{1,2}(?:\.\d)?\s?(?:x|X|cm|CM)\b)"
        )

    def inner(self, text: str, own: Label) -> list[tuple[int, str]]:
        """Return where further labels stand in a line that begins with one, written as it is: "1) … 2) …"."""
        sign = text[own.start : own.end].strip()[-1:]
        if sign not in _SIGNS or len(own.labels) > 1:
            return []
        turns = [(0, own.labels[0])]
        for match in _INNER[sign].finditer(text, own.end):
            label = self.label(match["label"])
            if label in self.labels and self.labels.index(label) == self.labels.index(turns[-1][1]) + 1:
                turns.append((match.start(), label))
        return turns if len(turns) > 1 else []

    def label(self, written: str) -> str | None:
        """Return a label of the note as the note writes it."""
        return self.known.get(written.upper())

    def title(self, text: str) -> str | None:
        """Return the label at the end of the title of a section: "Microscopy (a)", "IHC -- B:", "Stains (block 2F)"."""
        match = _TITLE.match(text) if "(" in text or " -" in text else None
        if match is None:
            return None
        said = match["enclosed"] or match["dashed"]
        return self.label(said) or self.label(said[0] if said[0].isalpha() else said.rstrip(_LETTERS))

    def found(self, text: str) -> list[tuple[int, str]]:
        """Return where the words of a sentence begin that tell of each part, with its label."""
        turns: list[tuple[int, str]] = []
        position = 0
        while (match := self.expression.search(text, position)) is not None:
            begin = match.start()
            if match.lastgroup not in _MARKED and _no_block().match(text, begin):
                position = begin + 1
                continue
            position = match.end()
            label = self._meant(match)
            if label is None or _apart().search(text, max(0, begin - 12), begin):
                continue
            if text.rfind("(", 0, begin + 1) > text.rfind(")", 0, begin + 1):
                begin = _clause(text, text.rfind("(", 0, begin + 1))
            turns.append((begin, label))
        return turns

    def _meant(self, match: re.Match[str]) -> str | None:
        """Return the label that words mean: of "A14" A, of "S2" S2 where that is a label."""
        group = match.lastgroup or ""
        if group == "ordinal":
            index = phrases("specimens", "ordinals").index(match[group].lower())
            return self.labels[index] if index < len(self.labels) else None
        if match[group] in NUMERALS:
            return self.known.get(str(NUMERALS.index(match[group]) + 1))
        said = match[0].split()[-1].strip("#(),") if group in ("word", "letter") else match[group]
        return (
            self.known.get(said.upper())
            or self.known.get(match[group].upper())
            or self.known.get(match[group][0].upper())
        )


@cache
def _no_block() -> re.Pattern[str]:
    return re.compile(rf"{alternation('specimens', 'no_blocks')}(?!\w)")


@cache
def _apart() -> re.Pattern[str]:
    return re.compile(rf"(?i:\b{alternation('specimens', 'no_block_behind')}\s$)")


def _clause(text: str, end: int) -> int:
    """Return where the clause before a bracket begins."""
    found = ((text.rfind(sign, 0, end), sign) for sign in (";", ", ", ". ", "   "))
    return max((at + len(sign) for at, sign in found if at >= 0), default=0)
