"""Anaphora: a result in the next sentence that names no marker ("ALK was stained for. It was negative.")."""

from __future__ import annotations

from extractor.grammar.cues import said
from extractor.grammar.targets import OPPOSITE, Target
from extractor.grammar.wording import compiled
from extractor.mentions import Sentence

_TARGETS = frozenset({"marker", "gene", "drug", "tumor"})
_ANAPHOR = compiled("markers", r"^(?:however|but|and)?,?\s?{anaphors}\b")
_MOST_TARGETS = 6
_LONGEST_ANSWER = 90


def answers(sentence: Sentence, targets: list[Target]) -> None:
    """Settle the targets of the sentence before, when none has a result and this one gives it in general words."""
    if "result" not in sentence.kinds or not _TARGETS.isdisjoint(sentence.kinds):
        return
    open_targets = [target for target in targets if not target.silent]
    if not open_targets or len(open_targets) > _MOST_TARGETS or any(t.polarity is not None for t in open_targets):
        return
    if len(sentence.text) > _LONGEST_ANSWER or not _ANAPHOR.match(sentence.text):
        return
    cue = next((mention for mention in sentence.of_kind("result") if mention.id in OPPOSITE), None)
    if cue is not None:
        for target in open_targets:
            target.settle(cue.id, said(cue, cue.id))
