"""Runs of labels: the parts that a note lists in one style, over lines or within one: "A. … B. …", "pot 1 … pot 2"."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from typing import NamedTuple

from extractor.grammar.anatomy import names_place
from extractor.grammar.labels import NUMERALS
from extractor.grammar.wording import alternation, phrases

_LABEL = r"(?:[IVX]{1,4}|[ivx]{1,4}|[A-Z]\d?|[a-z]|\d{1,2})"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")
LINE, GAP, SPACE = range(3)  # what stands before a label: a line break, a gap or a sign, a space
_BREAK = re.compile(r"(?:^|\n)[-*>•|\s\"]{0,8}$")
_APART = re.compile(r"(?:\s\s|\t|[.;:,/|>)\]-]\s{0,3}|\sand\s|[\"(]|\s&\s|\s\+\s)$")
_PARTED = re.compile(r"(?:[/|;:]\s{0,3}|\s\s|\t)$")
_ROMAN_APART = re.compile(r"(?:[/|;:.,]\s{0,3}|\s\s|\t)$")


_QUOTED = re.compile(r"\"[^\"\n]{2,90}\"(?!\s{0,2}[-,;:(])")  # a whole label, and nothing that goes on
LOOSE = ("gap", "bare")  # styles without a sign
_JOINED = ("=", "->", "=>", ":")  # styles of labels that a sign joins with their words
_BEHIND = "(part"  # the style of labels that stand in brackets behind the words: "stomach, biopsy (part 1)"
_COUNTED = "counted"  # the style of numerals: "One: …"
_OPENING, _CLOSING = ("(", "["), (")", "]")


class Mark(NamedTuple):
    """A label at [start, end) of a text, written in a style; `end` is where its words begin."""

    start: int
    end: int
    label: str
    style: str
    before: int


class Entry(NamedTuple):
    """The words [start, end) that a label stands for; `sure` behind a word like "Part", `loose` without signs."""

    label: str
    start: int
    end: int
    sure: bool
    loose: bool = False


@cache
def _ordinals() -> tuple[str, ...]:
    return phrases("specimens", "ordinals")


@cache
def _marks() -> re.Pattern[str]:
    word = rf"(?i:{alternation('specimens', 'part_names')})"
    numeral, ordinal = "|".join(NUMERALS), "|".join(_ordinals())
    total = rf"\s?{alternation('specimens', 'of_total')}"
    return re.compile(
        rf"(?<![\w#-])(?<!\w\.)(?:(?P<word>{word})(?:[^\S\n]?#\s?|\s?[Nn]o\.?\s?|[^\S\n]\"?|(?=\d))"
        rf"(?:(?P<said>{_LABEL})(?![\w'-]|\.\d)|(?P<numeral>(?i:{numeral}))(?!\w))(?i:{total})?\"?(?P<worded>\s?[.:)=/,-]{{0,2}})"
        rf"|(?P<open>[\[(\"])(?P<enclosed>{_LABEL})(?P<close>[\])\"])(?:[.:=]?(?=\s|$|\w)|[;,](?=\s))"
        rf"|\#\s?(?P<hash>{_LABEL})(?=[.:)\s])[.:)]?|§\s?(?P<clause>\d{{1,2}}\.\d{{1,2}})(?=\s)"
        rf"|(?P<ordinal>(?i:{ordinal}))\s{word}(?=[\s:,(])[:,]?"
        rf"|(?P<counted>(?i:{numeral}))(?=:\s):"
        rf"|(?P<plain>{_LABEL})(?:(?P<sign>[.):]{{1,2}}(?=\s|$|[A-Z][A-Za-z]{{2}})|-(?=[A-Z]{{3}})|\s?=(?![=>])|\s?(?:[-=]{{0,2}}>|//)(?=\s)|~(?=\s)|\s[-/~*–](?=\s)|/(?=[A-Z]{{3}})|(?<=\d)/(?=[a-z]{{4}})|\s{{1,6}}\||\s?\.{{3,40}}(?=\s))|(?P<gap>\s{{2,}}|\t)|(?P<bare>\s(?=[A-Za-z(\"]))))"
    )


def marks(text: str) -> list[Mark]:
    """Return everything in a text that may be the label of a part."""
    found = []
    for match in _marks().finditer(text):
        start = match.start()
        ahead = text[max(0, start - 10) : start]
        before = LINE if _BREAK.search(ahead) or start == 0 else GAP if _APART.search(ahead) else SPACE
        if match["word"]:
            label = match["said"] or str(NUMERALS.index(match["numeral"].lower()) + 1)
            style = f"{match['word'].lower().rstrip('.')}"
            if (
                ahead[-1:] in _OPENING
                and (match["worded"].strip()[:1] or text[match.end() : match.end() + 1]) in _CLOSING
            ):
                style = _BEHIND
        elif match["open"]:
            label, style = match["enclosed"], match["open"] + match["close"]
        elif match["hash"]:
            label, style = match["hash"], "#"
        elif match["ordinal"]:
            label, style = str(_ordinals().index(match["ordinal"].lower()) + 1), _COUNTED
        elif match["counted"]:
            label, style = str(NUMERALS.index(match["counted"].lower()) + 1), _COUNTED
        elif match["clause"]:
            label, style = match["clause"], "§" + match["clause"].split(".")[0]
        else:
            label, style = match["plain"], (match["sign"] or "").strip() or ("gap" if match["gap"] else "bare")
            apart = _ROMAN_APART if label in _ROMAN[1:] else _PARTED
            parted = before == LINE or label[0] == "0" or apart.search(ahead) is not None
            if style == "bare" and (label.islower() or not parted):
                continue
            if style == "gap" and before == SPACE:
                continue
        found.append(Mark(start, match.end(), label, style, before))
    return found


def _rows(label: str) -> list[list[str]]:
    """Return the rows that a label may begin: I is a letter and a number."""
    if "." in label:
        whole, part = label.split(".")
        return [[f"{whole}.{number}" for number in range(1, 21)]] if part == "1" else []
    if label.isdigit():
        width = len(label)
        return [[str(number).zfill(width) for number in range(1, 41)]] if int(label) == 1 else []
    if len(label) > 1 and label[1:].isdigit():
        return [[f"{label[0]}{number}" for number in range(1, 21)]] if label[1:] == "1" else []
    lower = label.islower()
    rows = [list(_LETTERS), list(_ROMAN)]
    return [[one.lower() for one in row] if lower else row for row in rows if row[0] == label.upper()]


def runs(text: str) -> list[list[Entry]]:
    """Return the runs of labels of a text in the order in which they begin."""
    by_style: dict[str, list[Mark]] = {}
    for mark in marks(text):
        by_style.setdefault(mark.style, []).append(mark)
    found = []
    for style, listed in by_style.items():
        if style == _BEHIND:
            continue
        for index, first in enumerate(listed):
            if first.before == SPACE and style not in ("()", "[]") and style[:1].isalpha() is False:
                continue
            for row in _rows(first.label):
                chosen, restart = _row(listed, index, row)
                found.append(_entries(text, chosen, restart, style))
                if style in LOOSE and first.before == LINE and any(mark.before != LINE for mark in chosen):
                    lines, restart = _row([mark for mark in listed[index:] if mark.before == LINE], 0, row)
                    found.append(_entries(text, lines, restart, style))
    return sorted(found, key=lambda run: (run[0].start, -len(run)))


def _row(listed: list[Mark], first: int, row: list[str]) -> tuple[list[Mark], int | None]:
    """Return the marks that go on from the first in order, and where the first label begins another run.

    One label may be left out at the head of a line.
    """
    chosen, last = [listed[first]], 0
    for mark in islice(listed, first + 1, None):
        if mark.label == row[0] and mark.before != SPACE:
            return chosen, mark.start
        if mark.label in row[last + 1 : last + (3 if mark.before == LINE else 2)]:
            chosen.append(mark)
            last = row.index(mark.label)
    return chosen, None


def _entries(text: str, chosen: list[Mark], restart: int | None, style: str) -> list[Entry]:
    """Return the entries of a run: what stands behind each label up to the next one or the end of its line."""
    found = []
    loose = style in LOOSE
    sure = style[:1].isalpha() and not loose
    last = restart if restart is not None and restart > chosen[-1].start else len(text)
    ends = [mark.start for mark in chosen[1:]] + [last]
    for mark, end in zip(chosen, ends, strict=True):
        start = mark.end + len(text[mark.end :]) - len(text[mark.end :].lstrip(' \t"|:=-'))
        if text[start : start + 1] == "\n":
            start += len(text[start:]) - len(text[start:].lstrip())
        line = text.find("\n", start, end)
        quoted = _QUOTED.match(text, start - 1)
        end = quoted.end() - 1 if quoted is not None and quoted.end() <= end else end if line < 0 else line
        found.append(Entry(mark.label, start, end, sure, loose))
    return found


def unordered(text: str, start: int, end: int) -> list[Entry]:
    """Return the entries of a passage of a list whose labels follow no order: "P = core biopsy  R = resection"."""
    by_style: dict[str, list[Mark]] = {}
    for mark in marks(text[start:end]):
        by_style.setdefault(mark.style, []).append(mark)
    for style in _JOINED:
        listed = by_style.get(style, [])
        if len(listed) > 1 and len({mark.label for mark in listed}) == len(listed):
            begins = [mark.start for mark in listed[1:]]
            return [
                Entry(mark.label, start + mark.end, start + stop, True)
                for mark, stop in zip(listed, [*begins, end - start], strict=True)
            ]
    return []


def trailing(text: str, start: int, end: int) -> list[Entry]:
    """Return the entries of a passage whose labels stand behind them: "Esophagus, resection [A] Distal donut [B]"."""
    by_style: dict[str, list[Mark]] = {}
    for mark in marks(text[start:end]):
        by_style.setdefault(mark.style, []).append(mark)
    for style, listed in by_style.items():
        rows = _rows(listed[0].label)
        if style not in ("()", "[]") or not rows or not text[start : start + listed[0].start].strip():
            continue
        chosen, _ = _row(listed, 0, rows[0])
        if text[start + chosen[-1].end : end].strip(" .,;:\n"):
            continue
        begins = [0, *(mark.end for mark in chosen[:-1])]
        return [
            Entry(mark.label, start + begin, start + mark.start, True)
            for begin, mark in zip(begins, chosen, strict=True)
        ]
    return []


def behind(text: str) -> list[Entry]:
    """Return the entries of lines whose labels stand in brackets behind them: "stomach, antrum, biopsy (part 1): …"."""
    listed = [mark for mark in marks(text) if mark.style == _BEHIND]
    rows = _rows(listed[0].label) if listed else []
    if not rows:
        return []
    found: list[Entry] = []
    for mark in _row(listed, 0, rows[0])[0]:
        begins = [text.rfind(sign, 0, mark.start) + len(sign) for sign in ("\n", "; ", ". ")]
        before = found[-1].end if found else 0
        begin = max(*begins, before)
        if not names_place(text[begin : mark.start - 1]):
            begin = max(begins[0], before)
        words = text[begin : mark.start - 1]
        found.append(Entry(mark.label, begin + len(words) - len(words.lstrip()), mark.start - 1, True))
    return found
