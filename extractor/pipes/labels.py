"""Labels: abbreviations that name a stain only where they label its result: "RCC   +", "PAP: neg", "TM = pos".

Elsewhere they name other things (a tumor, a smear, a scan); patterns/markers.toml lists them under `labels`.
"""

from __future__ import annotations

import re
from functools import cache

from extractor.grammar.cells import labelled_result
from extractor.grammar.stainings import STAINS
from extractor.mentions import Mention, Sentence
from extractor.rules import Term, settings, vocabulary

_AHEAD = r"(?:^|[;,|/(>\n*•-]\s{0,3}|[.:]\s{1,3}|\s{2,}|\s(?:neg|pos|[+-])\s)"
_SHORT = 2  # letters of a label that says something only among stains


@cache
def _labels() -> dict[str, str]:
    """Return the name of the marker of each label."""
    return {label: name for name, labels in settings("markers")["labels"].items() for label in labels}


@cache
def _label() -> re.Pattern[str]:
    written = "|".join(sorted(map(re.escape, _labels()), key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?P<label>{written})(?=[\s:=(\[|.+,;>→/-])")


@cache
def _opening() -> re.Pattern[str]:
    return re.compile(_AHEAD + "$")


def add_labels(sentences: list[Sentence]) -> None:
    """Add the stains that labels name to the sentences of a note."""
    for sentence in sentences:
        found = [mention for match in _label().finditer(sentence.text) if (mention := _mention(sentence, match))]
        if not found:
            continue
        sentence.mentions = sorted([*sentence.mentions, *found], key=lambda m: (m.start, -m.end))
        sentence.kinds.add("marker")


def _mention(sentence: Sentence, match: re.Match[str]) -> Mention | None:
    """Return the stain of a label that begins an item and has a result behind it."""
    if _opening().search(sentence.text, max(match.start() - 8, 0), match.start()) is None:
        return None
    if len(match["label"]) <= _SHORT and sentence.section != STAINS:
        return None
    start, end = sentence.start + match.start(), sentence.start + match.end()
    if any(m.kind == "marker" and m.start < end and start < m.end for m in sentence.mentions):
        return None
    if not labelled_result(sentence.text[match.end() : match.end() + 60]):
        return None
    term = _term(_labels()[match["label"]])
    return Mention(start, end, "marker", term.name, term)


@cache
def _term(name: str) -> Term:
    """Return the marker of a name; raises KeyError where the vocabulary has none."""
    for term in vocabulary().lookup(name):
        if term.kind == "marker":
            return term
    raise KeyError(name)
