"""Respective results: a list of results that answers a list of markers in order.

"CD3, CD20 and CD56 were, respectively, positive, weakly positive and negative." "Both BRG1 and INI1 were stained: the
former was lost, the latter retained."
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from extractor.grammar.targets import Target
from extractor.grammar.wording import compiled, only
from extractor.mentions import Modifier, Sentence

_WORD = "respectively"
_RESULT = compiled(
    "markers",
    r"(?:(?:\w{1,15}ly|{attached_adverbs})\s){0,3}"
    r"(?:(?P<positive>{positive_answers})|(?P<negative>{negative_answers}))\b",
)
_NEXT = re.compile(r"(?:,|,?\sand|;)\s")
_ANAPHOR = re.compile(r"\bthe (?P<which>former|latter)\b", re.IGNORECASE)
_REACH = 60


def respective_results(sentence: Sentence, targets: list[Target]) -> None:
    """Settle the markers of a list by the results of a list of the same length behind it."""
    if _WORD not in sentence.text:
        return
    for run in _runs(sentence):
        first = sentence.start + run[0].start()
        listed = [target for target in targets if target.end <= first][-len(run) :]
        near = sentence.text.find(_WORD, max(run[0].start() - 20, 0), run[-1].end() + 20) >= 0
        if not near or len(listed) != len(run) or first - listed[-1].end > _REACH or not _is_list(sentence, listed):
            continue
        for target, match in zip(listed, run, strict=True):
            value = "positive" if match["positive"] else "negative"
            cue = Modifier(value, "respective results", sentence.start + match.start(), sentence.start + match.end())
            target.settle(value, cue)
            target.strict = True


def _runs(sentence: Sentence) -> list[list[re.Match[str]]]:
    """Return the lists of two and more results in a sentence."""
    runs: list[list[re.Match[str]]] = []
    for match in _RESULT.finditer(sentence.text):
        previous = runs[-1][-1] if runs else None
        if previous is not None and _NEXT.fullmatch(sentence.text, previous.end(), match.start()):
            runs[-1].append(match)
        else:
            runs.append([match])
    return [run for run in runs if len(run) > 1]


def _is_list(sentence: Sentence, listed: list[Target]) -> bool:
    gaps = (sentence.between(left.end, right.start) for left, right in pairwise(listed))
    return all(only(gap, "markers", "between_listed") for gap in gaps)


def former_and_latter(sentence: Sentence, targets: list[Target]) -> list[Target]:
    """Return the targets that "the former" and "the latter" stand for, at their places."""
    found = []
    for match in _ANAPHOR.finditer(sentence.text) if "the " in sentence.text else ():
        start, end = sentence.start + match.start(), sentence.start + match.end()
        before = [target for target in targets if target.end <= start][-2:]
        if len(before) == 2:
            meant = before[0] if match["which"].lower() == "former" else before[1]
            found.append(replace(meant, start=start, end=end))
    return found
