"""Grades of regression behind the name of a system or of the response: "Mandard TRG 2", "CAP score 2", "RCB-II"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extractor.grammar.grade_values import Graded
from extractor.grammar.wording import compiled, only
from extractor.mentions import Mention, Sentence

_VALUE = compiled(
    "grades",
    r"(?<![\w.<>≤≥+-])(?:{before_regression}[\s.:-]{0,2}){0,2}(?P<low>IV|I{1,3}|V|[0-5])(?P<letter>(?:[a-cA-C]|i{1,3})(?!\w))?"
    r"(?:\s?(?P<joint>-|/|to)\s?(?P<high>IV|I{1,3}|[1-5])(?!\d))?(?!\w|[%+]|\.\d|\s?(?:%|mm|cm|x\s?\d)|\s?/\s?\d\d|\s{no_regression_behind}\b)",
)
_SCALE = re.compile(r"\(?\b[0-5]\s?-\s?[0-5]\)?(?=\s{0,3}[|:)=\t])|[(\[][^()\[\]]{0,60}\d\s?-\s?\d[)\]]")
_SHORT = compiled("grades", r"(?<![\w/-]){short_systems}(?![\w-])", cased=True)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b|\b\dth\b")
_NECROSIS = "necrosis"
_FAR = 90
_NEAR = 26
_JOINED = 2  # characters between the names of systems that share a grade: "Mandard/AJCC 2"


class Regression(NamedTuple):
    """A grade of regression, the mention that it stands behind, and the systems of its sentence."""

    graded: Graded
    anchor: Mention
    systems: list[Mention]


def regressions(sentence: Sentence, text: str) -> Iterator[Regression]:
    """Yield the grades of regression of a sentence; `text` is its text without options that are not marked."""
    anchors = [m for m in sentence.of_kind("grade:response-system", "grade:response") if m.id != _NECROSIS]
    anchors = _with_short(sentence, anchors)
    systems = [m for m in anchors if m.kind == "grade:response-system"]
    taken = 0
    for index, anchor in enumerate(anchors):
        start = anchor.end - sentence.start
        start += text[start : start + 1] == "-"  # "RCB-II"
        following = [a.start - sentence.start for a in anchors[index + 1 :] if a.start >= anchor.end]
        limit = _limits(text, start, following)
        other = next((a for a in anchors[index + 1 :] if a.kind == anchor.kind == "grade:response-system"), None)
        if other is not None and other.start - anchor.end > _JOINED:
            limit = min(limit, other.start - sentence.start)  # "TRG 2 (Mandard), AJCC TRS 1"
        graded = _behind(text, start, limit)
        if graded is not None and graded.start >= taken:
            taken = graded.end
            yield Regression(graded, anchor, systems)


def _with_short(sentence: Sentence, anchors: list[Mention]) -> list[Mention]:
    """Return the anchors with systems that are one only beside them: "Mandard 1 / AJCC 0", "Regression (CAP): 2"."""
    if not anchors:
        return anchors
    found = [
        Mention(sentence.start + m.start(), sentence.start + m.end(), "grade:response-system", m[0], anchors[0].source)
        for m in _SHORT.finditer(sentence.text)
    ]
    free = [m for m in found if not any(a.start < m.end and m.start < a.end for a in anchors)]
    return sorted([*anchors, *free], key=lambda m: m.start)


def _limits(text: str, start: int, following: Sequence[int]) -> int:
    """Return how far the value of an anchor may stand."""
    end = min(start + _FAR, len(text))
    return end if not following else min(end, max(following[0] + _NEAR, start))


def _behind(text: str, start: int, end: int) -> Graded | None:
    """Return the value behind an anchor when only words of labels stand between: "(Ryan) ....... score 2"."""
    window = _YEAR.sub(_blank, _SCALE.sub(_blank, text[start:end]))
    for match in _VALUE.finditer(window):
        if not only(window[: match.start()], "grades", "regression_labels"):
            return None
        value = match["low"] + (match["letter"] or "")
        if match["high"] and match["joint"] != "/":
            value = f"{value}-{match['high']}"
        return Graded(value, start + match.start(), start + match.end())
    return None


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
