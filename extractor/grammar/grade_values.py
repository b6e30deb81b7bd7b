"""The numbers of grades as reports write them: grade 3, G2, III/IV, Gleason 3+4=7, grade group 2, TRG 1, level IV."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extractor.grammar.wording import compiled

_VALUE = r"(?:IV|V|I{1,3}|[0-5])(?:[a-dA-D](?!\w))?"
_RANGE = rf"(?P<low>{_VALUE})(?:\s?(?:-|/|to|or|and)\s?(?:grade\s)?(?P<high>{_VALUE})(?!\s?(?:/|%|mm|cm)))?"
_GRADE = re.compile(
    rf"\b(?P<word>[Gg]rad(?:e[ds]?|ing)|GRADE|[Dd]egree|[Gg]r\.?)(?P<group>\s[Gg](?:roup|ROUP)"
    rf"(?:\s\(?ISUP\)?|\s\(ISUP\))?|\sGROUP)?\)?(?:[\s.]{{0,6}}(?:of|was|is|as|:|=|\(|score|[.]{{2,9}})"
    rf")?\s{{0,6}}[(:]?\s?{_RANGE}(?![\w%]|\.\d|\s?(?:mm|cm|mg|weeks|days|months|years)\b|\s?/\s?[6-9])"
)
_SHORT = re.compile(
    r"(?:(?<![\w-])|(?<=[NM][0-3Xx]))[pc]?G(?P<low>[1-4])(?:\s?[-/]\s?G?(?P<high>[1-4]))?(?![\w.])(?<!globulin G\d)"
    r"(?!-?\s?(?:related|positive|RD\b|\+))(?!\s?(?:phase|cell cycle|checkpoint|P\d))"
)
_TRG = re.compile(r"\bTRG\s?(?:of|was|:|=)?\s?(?P<low>[0-5][a-c]?)\b")
_LEVEL = re.compile(
    r"^(?:'s|s)?\s?(?:level)?\s?(?:of|:|=)?\s?(?P<low>IV|V|I{1,3}|[1-5])(?:\s?(?:-|/|to)"
    r"\s?(?P<high>IV|V|I{1,3}|[1-5]))?\b"
)
_BEHIND = compiled(
    "grades",
    rf"^(?:'s?)?\s?(?:\(?{{behind_system}}\)?\s){{0,2}}(?:grade|classification|score|level|:|=|,)?\s?"
    rf"(?P<low>{_VALUE})(?:\s?(?:-|/|to)\s?(?P<high>{_VALUE}))?(?![\w%+.]\d|[\w%])",
    cased=True,
)
_SUM = re.compile(r"(?P<first>[1-5])\s?\+\s?(?P<second>[1-5])(?:\s?(?:=|\()\s?(?P<sum>\d{1,2})\)?)?")
_SUM_AHEAD = re.compile(r"\b(?P<first>[1-5])\s?\+\s?(?P<second>[1-5])\s$")
_TOTAL = re.compile(
    r"^(?:'s)?\s?(?:(?:combined|total)\s)?(?:score|sum|grade|pattern)?s?\s?(?:of|was|:|=|"
    r",)?\s?(?P<total>[2-9]|10)(?![\d.%/+]|\s?\+)(?:\s?\(\s?(?P<first>[1-5])\s?\+\s?(?P<second>[1-5])"
    r"\s?\))?"
)
_VERSION = re.compile(
    r"^[\s,)(]{0,3}(?:version|ver\.?|v\.?)\s?(?P<version>\d(?:\.\d{1,2})?)|^[\s,)(]{0,3}(?P<bare>\d\.\d{1,2})\b",
    re.IGNORECASE,
)
_LATER = re.compile(r"^\s?(?:=|is|means)\s?(?:grade\s)?[Gg]roup")


class Graded(NamedTuple):
    """The value of a grade at [start, end) of the text that it was found in, and the system that its words name."""

    value: str
    start: int
    end: int
    system: str | None = None
    bare: bool = False


def gleason(text: str, start: int, end: int) -> Iterator[Graded]:
    """Yield the Gleason scores that follow the name at [start, end): 3+4=7 as a sum, else the total alone."""
    behind = text[end : end + 60]
    ahead = _SUM_AHEAD.search(text[max(start - 12, 0) : start])
    if ahead is not None:
        both = int(ahead["first"]) + int(ahead["second"])
        yield Graded(f"{ahead['first']}+{ahead['second']}={both}", start - len(ahead[0]), end, "Gleason")
        return
    match = _SUM.search(behind)
    if match is not None and not re.search(r"[;.]\s|\bgroup\b", behind[: match.start()]):
        total = match["sum"] or str(int(match["first"]) + int(match["second"]))
        yield Graded(f"{match['first']}+{match['second']}={total}", start, end + match.end(), "Gleason")
        return
    match = _TOTAL.match(behind)
    if match is not None and not re.match(r"\s(?:is|means|=)\s", behind[match.end() :]):
        parts = f"{match['first']}+{match['second']}=" if match["first"] else ""
        yield Graded(parts + match["total"], start, end + match.end(), "Gleason")


def numbered(text: str, systems: Sequence[tuple[int, int, str]]) -> list[Graded]:
    """Return the numbered grades of a text in order; `systems` are (start, end, name) of systems that it names."""
    found = [
        _graded(match, "ISUP" if match["group"] else None)
        for match in _GRADE.finditer(text)
        if not match["group"] or not _defines(text, match)
    ]
    found += [_graded(match, None, bare=True) for match in _SHORT.finditer(text)]
    found += [_graded(match, None) for match in _TRG.finditer(text)]
    for start, end, name in systems:
        match = _LEVEL.match(text[end : end + 60]) if name == "Clark" else _BEHIND.match(text[end : end + 60])
        if match is not None and name not in ("CTCAE", "CTC", "WHO", "CAP"):
            value = _value(match)
            found.append(Graded(value, start, end + match.end(), name))
    kept: list[Graded] = []
    for graded in sorted(found, key=lambda g: (g.system is None, g.start)):
        if not any(other.start < graded.end and graded.start < other.end for other in kept):
            kept.append(graded)
    return sorted(kept, key=lambda g: g.start)


def _defines(text: str, match: re.Match[str]) -> bool:
    """True for an explanation of the scale: "Gleason 6 is Grade Group 1"."""
    return bool(re.search(r"\b(?:is|means)\s$", text[max(match.start() - 7, 0) : match.start()]))


def _graded(match: re.Match[str], system: str | None, *, bare: bool = False) -> Graded:
    return Graded(_value(match), match.start(), match.end(), system, bare)


def _value(match: re.Match[str]) -> str:
    high = match.groupdict().get("high")
    return f"{match['low']}-{high}" if high else match["low"]


def version(text: str) -> str | None:
    """Return the version that a text begins with: v5.0, version 4.03."""
    match = _VERSION.match(text)
    return (match["version"] or match["bare"]) if match else None
