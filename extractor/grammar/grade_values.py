"""The numbers of grades as reports write them: grade 3, G2, grade two, III/IV, grade group 2, TRG 1, level IV."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extractor.grammar.wording import compiled, phrases

_FIGURE = r"(?:IV|V|I{1,3}|[0-5])(?:[a-dA-D](?!\w))?"
_VALUE = rf"(?:{_FIGURE}|(?i:{{number_words}})\b)"
_MORE = r"\s?(?P<sep>-|/|to|or|and)\s?(?:grade\s)?"
_RANGE = rf"(?P<low>{_VALUE})(?:{_MORE}(?P<high>{_FIGURE})(?!\s?(?:/|%|mm|cm)))?"
_WORD = r"\b(?P<word>[Gg]rad(?:e[ds]?|ing)|GRADE|[Dd]egree|[Gg]r\.?)"
_GRADE = compiled(
    "grades",
    rf"{_WORD}(?P<group>\s[Gg](?:roup|ROUP)"
    rf"(?:\s\(?ISUP\)?|\s\(ISUP\))?|\sGROUP)?\)?(?:\sof\s(?:{{known_ahead}}\s)?(?:[\w-]{{1,20}}\s){{1,4}}?(?=was|is))?(?:[\s.]{{0,6}}(?:of|was|is|as|:|=|\(|score|[.]{{2,70}})"
    rf")?\s{{0,6}}[(:-]?\s?(?:{{at_least}}\s)?{_RANGE}(?![\w%]|\.\d|-?\s?tier|\s?(?:mm|cm|mg|weeks|days|months|years)\b|\s?/\s?[6-9])",
    cased=True,
)
_SERIES = compiled(
    "grades",
    rf"{_WORD}(?:\sof)?\s(?P<values>{_VALUE}(?:,\s?(?:grade\s)?{_VALUE}){{0,5}},?\sand\s(?:grade\s)?{_VALUE})(?!\w)",
    cased=True,
)
_ONE_VALUE = compiled("grades", rf"\b{_VALUE}", cased=True)
_ORDINAL = compiled("grades", r"\b(?P<ordinal>{ordinals})[\s-]grade\b")
_SHORT = re.compile(
    r"(?:(?<![\w-])|(?<=[TNM][0-4aXx])|(?<=T[1-4][a-d]))[pc]?G(?P<low>[1-4])(?:\s?[-/]\s?G?(?P<high>[1-4]))?"
    r"(?![\w.]\w)(?<!globulin G\d)(?!\w|-?\s?(?:related|positive|RD\b|\+))"
    r"(?!\s?(?:phase|cell cycle|checkpoint|arrest))(?![\s,;/-]{0,2}P\d)"
)
_GROUP = re.compile(r"\b(?:GG|Gr\.?\s?Gp\.?|GrGp|WHO/ISUP GG)\s?[:=#]?\s?(?P<low>[1-5])(?![\w%]|\.\d)")
_TRG = re.compile(r"\bTRG\s?(?:of|was|:|=)?\s?(?P<low>[0-5][a-c]?)\b")
_LEVEL = re.compile(
    r"^(?:'s|s)?\s?(?:level)?\s?(?:of|:|=)?\s?(?P<low>IV|V|I{1,3}|[1-5])(?:\s?(?:-|/|to)"
    r"\s?(?P<high>IV|V|I{1,3}|[1-5]))?\b"
)
_BEHIND = compiled(
    "grades",
    rf"^(?:'s?)?\s?(?:\(?{{behind_system}}\)?\s){{0,2}}(?:grade|classification|score|level|:|=|,)?\s?(?:{{grade_links}}\s)?"
    rf"(?P<low>{_VALUE})(?:\s?(?P<sep>-|/|to)\s?(?P<high>{_VALUE}))?(?![\w%+.]\d|[\w%]|\s?\+)",
    cased=True,
)
_ROMAN_BEHIND = re.compile(
    r"^\)?\s?(?:CNS\s)?[(:°]?\s?(?P<low>IV|I{1,3})(?:\s?(?:-|/|to)\s?(?P<high>IV|I{1,3}))?(?![\w-])"
)
_NEVER_BEHIND = frozenset({"CTCAE", "CTC", "CAP", "FIGO"})  # a number behind these is a version, an edition or a stage
_VERSION = re.compile(
    r"^[\s,)(]{0,3}(?:version|ver\.?|v\.?)\s?(?P<version>\d(?:\.\d{1,2})?)|^[\s,)(]{0,3}(?P<bare>\d\.\d{1,2})\b",
    re.IGNORECASE,
)
_YEAR = compiled("grades", r"^[\s,)(]{0,3}(?:{behind_system}[\s,]{1,2}){0,2}(?:of\s)?\(?(?P<year>(?:19|20)\d\d)\b")
_ORDER = ("0", "I", "II", "III", "IV", "V")


class Graded(NamedTuple):
    """The value of a grade at [start, end) of the text that it was found in, and the system that its words name."""

    value: str
    start: int
    end: int
    system: str | None = None
    bare: bool = False


def numbered(text: str, systems: Sequence[tuple[int, int, str]]) -> list[Graded]:
    """Return the numbered grades of a text in order; `systems` are (start, end, name) of systems that it names."""
    found = [
        graded
        for match in _GRADE.finditer(text)
        if not match["group"] or not _defines(text, match)
        for graded in _one_or_two(text, match)
    ]
    found += [Graded(_place("ordinals", m["ordinal"]), m.start(), m.end(), bare=True) for m in _ORDINAL.finditer(text)]
    found += [_graded(match, None, bare=True) for match in _SHORT.finditer(text)]
    found += [_graded(match, None) for match in _TRG.finditer(text)]
    found += [_graded(match, "ISUP") for match in _GROUP.finditer(text)]
    for start, end, name in systems:
        match = _expression(name).match(text[end : end + 60]) if name not in _NEVER_BEHIND else None
        if match is not None:
            found.append(Graded(_value(match), start, end + match.end(), name, name == "WHO"))
    kept: list[Graded] = []
    for graded in sorted(found, key=lambda g: (g.system is None, g.start)):
        if not any(other.start < graded.end and graded.start < other.end for other in kept):
            kept.append(graded)
    return sorted(kept, key=lambda g: g.start)


def _expression(name: str) -> re.Pattern[str]:
    """Return how the value stands behind the name of a system: Clark's level IV, WHO III, Fuhrman grade was 2."""
    return {"Clark": _LEVEL, "WHO": _ROMAN_BEHIND}.get(name, _BEHIND)


def series(text: str) -> list[list[Graded]]:
    """Return the grades that a text deals out to as many things: "of grades 3, 2 and 1, respectively"."""
    if "respectively" not in text:
        return []
    return [
        [
            Graded(_plain(value[0]), match.start("values") + value.start(), match.start("values") + value.end())
            for value in _ONE_VALUE.finditer(match["values"])
        ]
        for match in _SERIES.finditer(text)
    ]


def _defines(text: str, match: re.Match[str]) -> bool:
    """True for an explanation of the scale: "Gleason 6 is Grade Group 1"."""
    return bool(re.search(r"\b(?:is|means)\s$", text[max(match.start() - 7, 0) : match.start()]))


def _one_or_two(text: str, match: re.Match[str]) -> Iterator[Graded]:
    """Yield the grade of a match, or the two of a change: "from grade 1 to grade 3"."""
    system = "ISUP" if match["group"] else None
    if match["high"] and match["sep"] == "to" and text[: match.start()].endswith("from "):
        yield Graded(_plain(match["low"]), match.start(), match.end("low"), system)
        yield Graded(_plain(match["high"]), match.start("high"), match.end(), system)
    else:
        yield _graded(match, system)


def _graded(match: re.Match[str], system: str | None, *, bare: bool = False) -> Graded:
    return Graded(_value(match), match.start(), match.end(), system, bare)


def _value(match: re.Match[str]) -> str:
    """Return the value of a match, a range as low-high; "3/3" and "II/IV" tell how many grades there are."""
    groups = match.groupdict()
    low, high = _plain(groups["low"]), groups.get("high")
    if not high or (groups.get("sep") == "/" and _rank(_plain(high)) - _rank(low) != 1):
        return low
    return f"{low}-{_plain(high)}"


def _plain(value: str) -> str:
    """Return a value with a number word as a figure: "two" is 2."""
    return _place("number_words", value) if value.lower() in phrases("grades", "number_words") else value


def _place(table: str, word: str) -> str:
    return str(phrases("grades", table).index(word.lower()) + 1)


def _rank(value: str) -> int:
    """Return the place of a value in its scale: of II and of 2 the same."""
    figure = value.rstrip("abcdABCD")
    return int(figure) if figure.isdigit() else _ORDER.index(figure)


def version(text: str) -> str | None:
    """Return the version that a text begins with: v5.0, version 4.03."""
    match = _VERSION.match(text)
    return (match["version"] or match["bare"]) if match else None


def year(text: str) -> str | None:
    """Return the year that a text begins with: "classification of 2016", "(2019)"."""
    match = _YEAR.match(text)
    return match["year"] if match else None
