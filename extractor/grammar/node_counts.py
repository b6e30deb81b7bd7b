"""Counts of nodes: how many were examined and how many are involved, as notes write it.

"2/18", "0 of 2", "one of five nodes", "21 examined, 2 positive", "Nodes examined: 21", "six nodes, no tumor".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractor.grammar.quantities import number
from extractor.grammar.spelled import SPELLED, spelled
from extractor.grammar.wording import compiled

_SINGLE = ("single", "solitary")
_WORDS = "|".join((SPELLED, *_SINGLE))
_MOST = 150  # nodes of one dissection
_COUNT = rf"(?:\d{{1,3}}|\b(?:{_WORDS}|none|neither)\b)"
_FRACTION = re.compile(
    r"(?:(?<![\d/.,-])|(?<=\.\.))(?P<positive>\d{1,3})\+?\s?/\s?(?P<examined>\d{1,3})(?![\d/%]|\.\d|\s?(?:hpf|cm\b|mm))",
    re.IGNORECASE,
)
_OF = re.compile(
    rf"(?<![\w./-])(?P<positive>{_COUNT})\s(?:(?:positive|pos|involved|metastatic|\+ve|micromet(?:astas[ie]s)?|macromet(?:astas[ie]s)?"
    rf"|nodes?|met(?:astas[ie]s)?)\s)?(?:\([^()]{{1,20}}\)\s{{1,8}}|\s{{1,7}})?(?:(?:out\s)?of|among)\s{{1,8}}(?:the\s|a\stotal\s(?:of\s)?|these\s|all\s)?"
    rf"(?P<examined>{_COUNT})(?![\w%.]\w|\s?(?:[cm]m\b|%|hpf))",
    re.IGNORECASE,
)
# "Of twenty-three lymph nodes four are replaced"
_AMONG = re.compile(
    rf"\bof\s(?:the\s|all\s|these\s)?(?P<examined>{_COUNT})\s(?:[\w-]{{3,16}}\s){{0,3}}?(?:nodes|lns?)\b(?:\s(?:examined|found|retrieved|identified|dissected))?"
    rf",?\s(?P<positive>{_COUNT})(?=\s(?!of\b|nodes?\b|[cm]m\b))",
    re.IGNORECASE,
)
_REVERSED = re.compile(
    r"\b(?:examined|exam|total|sampled)\s?/\s?(?:positive|pos|involved|metastatic)\)?[\s:=.]{1,40}$", re.IGNORECASE
)
_TIMES = re.compile(r"\s?[x×]\s?(?P<times>\d{1,2})(?!\w)|\s\((?P<aside>\d{1,2})\)")
_BEFORE = (
    r"(?<![\w-])(?P<label>{labels})(?![\w-])\s{0,3}(?:\([^()]{{1,40}}\)\s?)?(?:[:=#.>→|\[]|-{1,2}>|\s-\s|\s|\bis\b|\bare\b){0,60}"
    r"(?P<count>\d{1,3})(?![\w/%-]|\.\d|\s?(?:/\s?\d|of\b|[cm]m\b))"
)
_BEHIND = (
    r"(?<![\w./-])(?P<count>\d{1,3}|\b(?:{numbers}|none)\b)\s(?:[\w-]{{2,14}}\s){{0,2}}?(?P<label>{labels})(?![\w-])"
)
_NODES = compiled("findings", r"(?<![\w-]){node_nouns}(?![\w-])")
_SOME = compiled(
    "findings",
    rf"(?<![\w./-])(?P<examined>{_COUNT})\s(?:(?!of\b|with\b|in\b)[\w/-]{{2,20}},?\s){{0,4}}?{{node_nouns}}(?![\w-])",
)
_STATE = compiled("findings", r"(?<![\w-])(?:(?P<negative>{node_clear})|(?P<positive>{node_hit}))(?![\w-])")
_ITC = re.compile(r"\bITCs?\b|isolated tumou?r cells?|\(i\+\)", re.IGNORECASE)


@dataclass(slots=True)
class Count:
    """Numbers of nodes at [start, end) of a text; a number that is not said is None."""

    start: int
    end: int
    positive: int | None
    examined: int | None


def counts_in(text: str) -> list[Count]:
    """Return the counts of a text in which nodes are counted, in order: "2/18", "one of five"."""
    found: list[Count] = []
    for expression in (_FRACTION, _OF, _AMONG):
        for match in expression.finditer(text):
            positive, examined = _number(match["positive"]), _number(match["examined"])
            if _REVERSED.search(text, 0, match.start()) is not None:
                positive, examined = examined, positive
            if positive is None or examined is None or not positive <= examined or not 0 < examined <= _MOST:
                continue
            if compiled("findings", r"\b{pages}[.\s]{1,2}$").search(text, max(0, match.start() - 12), match.start()):
                continue
            if not any(known.start < match.end() and match.start() < known.end for known in found):
                found.append(Count(match.start(), match.end(), positive, examined))
    return sorted(found, key=lambda count: count.start)


def labelled(text: str) -> Count | None:
    """Return the numbers behind or before words for examined and involved: "Examined: 21", "1 examined, 0 positive"."""
    start, end = len(text), 0
    numbers: dict[str, int] = {}
    for name in ("positive", "examined"):
        for template in (_BEFORE, _BEHIND):
            match = compiled("findings", _template(template, name)).search(text)
            value = _number(match["count"]) if match is not None else None
            if match is not None and value is not None:
                numbers[name] = value
                start, end = min(start, match.start()), max(end, match.end())
                break
    if not numbers or max(numbers.values()) > _MOST:
        return None
    return Count(start, end, numbers.get("positive"), numbers.get("examined"))


def _template(template: str, name: str) -> str:
    return (
        template.replace("{labels}", f"{{node_{name}}}")
        .replace("{numbers}", _WORDS)
        .replace("{{", "{")
        .replace("}}", "}")
    )


def some_nodes(text: str) -> Count | None:
    """Return nodes counted once, with what is said of them: "six nodes, no tumor", "two nodes with metastasis"."""
    for match in _SOME.finditer(text):
        examined = _number(match["examined"])
        state = state_of(text, match.end(), match.end() + 70)
        ahead = _ALL_CLEAR.search(text[max(0, match.start() - 28) : match.start()])
        if ahead is not None or re.search(r"\b(?:benign|negative|reactive)\s", match[0], re.IGNORECASE):
            return Count(match.start(), match.end(), 0, examined) if examined else None
        if examined is None or not 0 < examined <= _MOST or state is None:
            continue
        value, end = state
        if value == "negative":
            return Count(match.start(), end, 0, examined)
        more = _FEW.search(text, match.end(), match.end() + 60) or _IN_FEW.search(text, match.end(), match.end() + 60)
        if more is not None and _number(more["positive"]) is not None:
            return Count(match.start(), more.end(), _number(more["positive"]), examined)
        return Count(match.start(), end, examined, None)
    return None


_ALL_CLEAR = re.compile(
    r"\b(?:all|negative|benign|reactive|no (?:malignancy|tumou?r|carcinoma|metastas[ie]s|malignant cells))"
    r"\W*(?:in\s|among\s)?(?:(?:all|any)\s)?(?:of\s)?(?:the\s|these\s)?$",
    re.IGNORECASE,
)
_FEW = re.compile(
    rf"(?<![\w./-])(?P<positive>{_COUNT})\s(?:of\s(?:them|these|which)\s)?(?:is\s|are\s)?(?:with|w/|positive|involved|containing|contains?)\b",
    re.IGNORECASE,
)


def state_of(text: str, start: int, end: int) -> tuple[str, int] | None:
    """Return what is said of nodes in a stretch of text, and where the words end."""
    match = _STATE.search(text, start, min(end, len(text)))
    if match is None:
        return None
    return ("negative" if match["negative"] else "positive"), match.end()


def times(text: str, start: int, end: int) -> int | None:
    """Return how many nodes a sign behind their name tells: "SLN x3", "lymph nodes (17)", "negative x 4"."""
    match = _TIMES.match(text, start) or _TIMES.match(text, end)
    return int(match["times"] or match["aside"]) if match is not None else None


def isolated_cells(text: str) -> bool:
    """True where a text tells of isolated tumor cells in a node."""
    return _ITC.search(text) is not None


def nouns(text: str) -> Iterator[re.Match[str]]:
    """Yield the words for nodes in a text."""
    return _NODES.finditer(text)


_IN_FEW = re.compile(
    rf"\bin\s(?:only\s)?(?P<positive>{_COUNT})(?=\s?(?:[,;.)]|$)|\s(?:of\s(?:them|these|which)|nodes?)\b)",
    re.IGNORECASE,
)


def _number(text: str) -> int | None:
    plain = text.lower()
    if plain in _SINGLE:
        return 1
    if plain in ("none", "neither", "no"):
        return 0
    if plain[0].isalpha():
        return spelled(plain)
    value = number(plain)
    return int(value) if float(value).is_integer() else None
