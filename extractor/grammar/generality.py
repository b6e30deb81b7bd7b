"""Generality: statements on a disease of some grade or stage that tell what it usually does, and are no case's fact."""

from __future__ import annotations

from extractor.grammar.wording import compiled
from extractor.mentions import Modifier, Sentence

_USUALLY = compiled("grades", r"\b(?:{generic_verbs}|{generic_adverbs}(?!\s\w+ed\b))\b")
_OF_ONE = compiled("grades", r"\b{of_one}\b")
_ONE_AHEAD = compiled("grades", r"\b{one_ahead}\s(?:[\w-]{1,20}\s){0,2}$")
_MOST = compiled("grades", r"\b{most}\b")
_MOST_AHEAD = compiled("grades", r"\b{most}\s$")
_WINDOW = 60
_REACH = 200


def general(sentence: Sentence, start: int) -> Modifier | None:
    """Return the subject of a general statement that names a disease at `start`: "High-grade sarcomas often recur"."""
    ahead = sentence.between(max(start - _WINDOW, sentence.start), start)
    begin = max(start - _REACH, sentence.start)
    around = sentence.between(begin, start + _REACH)
    match = _USUALLY.search(around) or (_MOST.search(around) if _MOST_AHEAD.search(ahead) else None)
    if match is None or _OF_ONE.search(around) or _ONE_AHEAD.search(ahead):
        return None
    return Modifier("literature", "grades.toml: in general", begin + match.start(), begin + match.end())
