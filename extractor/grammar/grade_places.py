"""Grades as sentences tell them, and the places where they are looked for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from extractor.grammar.grade_keys import readable
from extractor.grammar.grade_values import Graded
from extractor.mentions import Mention, Sentence
from extractor.rules import Rule, rules

SYSTEMS = ("grade:system", "grade:event-system", "grade:response-system")


class Told(NamedTuple):
    """A grade of a sentence, what it is of (a mention, or a name as written), its system, and what explains it."""

    graded: Graded
    target: Mention | None
    system: Mention | None
    anchor: Mention
    of: str | None = None
    implied: str | None = None


class Place(NamedTuple):
    """A sentence with the one before it, the last tumor named before it, and its text as far as it tells grades."""

    sentence: Sentence
    before: Sentence | None
    tumor: Mention | None
    text: str
    note: bool = False
    prostate: bool = False
    taken: tuple[tuple[int, int], ...] = ()

    def knows(self, graded: Graded) -> bool:
        """True for words that another reading of the line has taken, or that are an option not marked."""
        if not self.text[graded.start : graded.end].strip():
            return True
        return any(start < graded.end and graded.start < end for start, end in self.taken)

    def knows_mention(self, mention: Mention) -> bool:
        """True for a mention that is a score of a component, or an option not marked: "necrosis 0"."""
        return not self.text[mention.start - self.sentence.start : mention.end - self.sentence.start].strip()


def place_of(
    sentence: Sentence,
    before: Sentence | None,
    tumor: Mention | None,
    taken: Sequence[Graded],
    *,
    note: bool,
    prostate: bool,
) -> Place:
    """Return a sentence as its grades are read: in a note without options that are not marked."""
    text = readable(sentence.text)
    return Place(sentence, before, tumor, text, note, prostate, tuple((graded.start, graded.end) for graded in taken))


def anchor_at(sentence: Sentence, graded: Graded) -> Mention:
    """Return what explains a sum, a grade group or an answer that stands without a name."""
    start, end = sentence.start + graded.start, sentence.start + graded.end
    return Mention(start, end, "grade:system", graded.value, _rule_of_sums())


@cache
def _rule_of_sums() -> Rule:
    return next(rule for rule in rules() if rule.kind == "grade:system" and rule.value == "Gleason")
