"""Labelled amounts: lines that tell the share of cells and the intensity of the stain on the line before them.

"Estrogen receptor: Positive / Percentage of cells: 95% / Average intensity: strong".
"""

from __future__ import annotations

import re

from extractor.grammar.quantities import PERCENT, percentage
from extractor.grammar.targets import Target
from extractor.grammar.wording import compiled
from extractor.mentions import Modifier, Sentence

_LINE = compiled(
    "markers", r"[\s>*•-]{0,4}(?:(?P<share>{share_labels})|(?P<intensity>{intensity_labels}))[^:=\n]{0,45}[:=]"
)
_NEXT_LINE = re.compile(r"\n")


def is_labelled(text: str) -> bool:
    """True for a line that tells more of the stain on the line before it."""
    return _LINE.match(text) is not None


def labelled_amounts(sentence: Sentence, targets: list[Target]) -> None:
    """Give the last stain of a statement what the lines behind it tell of it."""
    if "\n" not in sentence.text or not targets:
        return
    target = targets[-1]
    for line in _NEXT_LINE.finditer(sentence.text, max(target.end - sentence.start, 0)):
        match = _LINE.match(sentence.text, line.end())
        if match is None:
            continue
        end = sentence.text.find("\n", match.end())
        end = end if end >= 0 else len(sentence.text)
        share = PERCENT.search(sentence.text, match.end(), end) if match["share"] else None
        if share is not None and target.polarity in ("positive", "negative", "equivocal"):
            target.quantity = percentage(share)
        if match["intensity"]:
            start, stop = sentence.start + match.end(), sentence.start + end
            target.lines.append(Modifier("intensity", "line of its own", start, stop))
