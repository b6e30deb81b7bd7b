"""What of a line on grades tells none: explanations of a scale, the scores that a grade is the sum of, empty boxes."""

from __future__ import annotations

import re

from extractor.grammar.grade_values import Graded
from extractor.grammar.items import visible
from extractor.grammar.wording import compiled

_SCALE = compiled("grades", r"^\W{0,4}(?:[\w/&.()-]{1,24}[\s_]{1,2}){0,4}?\(?{scale_heads}\b[^:=.]{0,40}[:=.]")
_COMPONENT = compiled(
    "grades",
    r"\b{component_words}(?:\s(?:score|count|rate|activity|formation))?(?:\s?[:=]\s?|\s|-)(?:score\s)?[0-3]"
    r"(?![\d.%]|\s?(?:mm|cm|per\b|/\s?[1-9]\d))",
)
_SUM = re.compile(
    r"(?<!\d)[1-3]\s?\+\s?[1-3]\s?\+\s?[0-3](?!\d)(?:\s?=\s?\d(?:\s?(?:/|of)\s?9)?)?|\b[3-9]\s?(?:/|of)\s?9\b"
)
_BREAST = compiled("grades", r"\b{breast_components}\b")
_SARCOMA = compiled("grades", r"\b{sarcoma_components}\b")
_MITOTIC = compiled("grades", r"\b{mitotic_components}\b")
# Of a key: "Huvos I - <50 %", "G2 2-20 or 3-20%", "grade 1, nucleoli absent"; never in parentheses: "Becker 2 (<50%)".
_KEY_BEHIND = re.compile(
    r"\s?(?:(?:[-=:,](?!>)|is|means)\s{0,2})?(?:[<>≤≥]|\d{1,2}\s?-\s?\d|\d\+(?!\d))|\s?=\s?\d\s?\+"
)
_EQUALS_BEHIND = re.compile(r"\s?=\s?[A-Za-z]")
_KEY_AHEAD = re.compile(r"\d\s?-\s?\d{1,2}\s?=\s?$")
_DEFINED = re.compile(r"(?:\b[Gg]rade\s?|\bG)[1-4]\s?[=:,]")
_LEVEL_DEFINED = compiled("grades", r"\b{levels}\b[^,;.]{0,24}?\b\d{1,2}(?:\s?-\s?\d|\+|\s?points)")
_FEW = 2


def explains_scale(text: str) -> bool:
    """True for a line that only defines grades: "Grade criteria: G1 <2 mitoses", "TRG scale: 1 complete / 2 rare"."""
    if _SCALE.match(text) is not None:
        return True
    numbers, levels = (sum(1 for _ in expression.finditer(text)) for expression in (_DEFINED, _LEVEL_DEFINED))
    return numbers > _FEW or levels >= _FEW


def is_defined(text: str, graded: Graded) -> bool:
    """True for a grade of a key: "3-5 = grade 1", "Huvos I - <50 %", "GG1 = Gleason <=6"."""
    behind, ahead = text[graded.end : graded.end + 12], text[max(graded.start - 10, 0) : graded.start]
    if behind[:1] == "?":
        return True
    if _EQUALS_BEHIND.match(behind) is not None and (text.count("=") >= _FEW or not text[: graded.start].strip(" -*")):
        return True
    return _KEY_BEHIND.match(behind) is not None or _KEY_AHEAD.search(ahead) is not None


def readable(text: str) -> str:
    """Return a line of the same length without the options that are not marked and without scores of components.

    "Tubules 3, nuclei 2, mitoses 1: grade 2" keeps the grade.
    """
    shown = visible(text)
    if len(components(shown)) >= _FEW:
        shown = _COMPONENT.sub(_blank, shown)
    return _SUM.sub(_blank, shown)


def components(text: str) -> list[tuple[int, int]]:
    """Return where the scores stand that a grade is the sum of: "differentiation 3, mitoses 2, necrosis 0"."""
    found = [match.span() for match in _COMPONENT.finditer(text)]
    return found if len(found) >= _FEW else []


def component(text: str) -> str | None:
    """Return the score of a component that a line gives: "Mitotic rate: Score 1"."""
    match = _COMPONENT.search(text)
    return match[0] if match is not None else None


def implied_system(text: str) -> str | None:
    """Return the system whose components a line lists: tubules, nuclei and mitoses, or differentiation and mitoses."""
    words = [text[start:end] for start, end in components(text)]
    if not any(_MITOTIC.search(word) for word in words):
        return None
    if any(_BREAST.search(word) for word in words):
        return "Nottingham"
    return "FNCLCC" if any(_SARCOMA.search(word) for word in words) else None


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
