"""Spelled numbers: those below a hundred that are written in words: seven, fourteen, "twenty-three", "sixty two"."""

from __future__ import annotations

import re

from extractor.grammar.quantities import NUMBER_WORDS

_TEN, _TWENTY = 10, 20


def _alternatives(low: int, high: int) -> str:
    return "|".join(word for word, value in NUMBER_WORDS.items() if low <= value < high)


SPELLED = (
    rf"(?:(?:{_alternatives(_TWENTY, 100)})(?:[-\s](?:{_alternatives(1, _TEN)})\b)?"
    rf"|(?:{_alternatives(_TEN, _TWENTY)})|(?:{_alternatives(1, _TEN)}))"
)


def spelled(words: str) -> int:
    """Return the number that words tell."""
    return sum(int(NUMBER_WORDS[word]) for word in re.split(r"[-\s]+", words.lower()))
