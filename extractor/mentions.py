"""What the pipes find and the slots read: mentions of terms and cues, and the sentences that hold them.

A mention is a plain tuple and not a spaCy span: a report has hundreds, most of them cues that no record keeps, and
spans cost more to make than everything else that is done with them. The spans of the records are made at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from extractor.rules import Rule, Term


class Mention(NamedTuple):
    """Words [start, end) of the clean text that name a term (`kind` drug, `id` cisplatin) or are a cue."""

    start: int
    end: int
    kind: str
    id: str
    source: Rule | Term


class Modifier(NamedTuple):
    """A value that the context gives to a mention or a sentence, with the words that decide it."""

    value: str
    rule: str
    start: int
    end: int


# Cues that many words are and few sentences need: those of a group are found in a sentence when first asked for.
LATE = {
    "shows": "results",
    "clause": "results",
    "verdict": "results",
    "verdict:clause": "results",
    "response:shown": "responses",
    "response:amount": "responses",
    "outcome:subject": "outcomes",
    "outcome:symptom": "outcomes",
    "outcome:not": "outcomes",
    "grade:other": "grades",
}


# Cues that are looked for in pathology notes only.
OF_NOTES = frozenset({"finding", "condition", "diagnosis:noted", "diagnosis:value", "noted:subject"})


# Where a cue reaches [start, end), its category and what it says.
Scope = tuple[int, int, str, Modifier]


@dataclass(slots=True)
class Sentence:
    """A sentence of the clean text with its section, its subject and its mentions in order of position."""

    start: int
    end: int
    text: str
    section: str | None = None
    part: str | None = None
    specimen: str | None = None  # the label of the part that it tells of
    turns: list[tuple[int, str]] = field(default_factory=list)  # where in its text it turns to which part
    tabled: bool = False  # whether these turns are the columns of a table
    supplement: int = 0  # the number of the addendum or amendment that it stands in
    paragraph: int = 0
    opens_line: bool = False
    opens_section: bool = False
    subject: Modifier | None = None
    mentions: list[Mention] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    reached: list[Scope] | None = None  # the scopes of its cues, once a slot has asked
    reaching: Callable[[Sentence], list[Scope]] | None = field(default=None, repr=False, compare=False)
    stained: bool | None = None  # whether it speaks of stains, once a slot has asked
    late: Mapping[str, Callable[[str], list[Mention]]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def scopes(self) -> list[Scope]:
        """The reach of its context cues; read when first asked for, since most sentences hold no fact."""
        if self.reached is None:
            self.reached = self.reaching(self) if self.reaching is not None else []
        return self.reached

    def of_kind(self, *kinds: str) -> list[Mention]:
        """Return the mentions of these kinds, in order."""
        if self.kinds.isdisjoint(kinds):
            return []
        return [mention for mention in self.mentions if mention.kind in kinds]

    def with_late(self, *kinds: str) -> list[Mention]:
        """Return the mentions of these kinds, in order, where some are of the kinds that are looked for late."""
        for kind in kinds:
            group = LATE.get(kind)
            if group is not None and group in self.late:
                self.complete(group)
        return self.of_kind(*kinds)

    def complete(self, *groups: str) -> None:
        """Add the mentions of groups of kinds that are looked for late; without a name, of all groups."""
        wanted = groups or tuple(self.late)
        found = [mention for group in wanted for mention in self.late[group](self.text)]
        self.late = {group: find for group, find in self.late.items() if group not in wanted}
        if found:
            offset = self.start
            moved = [m._replace(start=m.start + offset, end=m.end + offset) for m in found]
            self.mentions = sorted([*self.mentions, *moved], key=lambda m: (m.start, -m.end))
            self.kinds.update(mention.kind for mention in moved)

    def between(self, start: int, end: int) -> str:
        """Return the words between two positions of the clean text."""
        first, last = start - self.start, end - self.start
        return self.text[first if first > 0 else 0 : last if last > 0 else 0]

    def specimen_at(self, position: int) -> str | None:
        """Return the label of the part that the words before a position of the clean text tell of."""
        if len({label for _, label in self.turns}) < 2:
            return self.turns[0][1] if self.turns else self.specimen
        return next((label for at, label in reversed(self.turns) if at < position - self.start), self.specimen)

    def modifier(self, mention: Mention, category: str) -> Modifier | None:
        """Return what the context says of a mention in one category (certainty, subject, negation, history)."""
        for start, end, kind, modifier in self.scopes:
            if kind == category and start <= mention.start < end:
                return modifier
        return None


SENTENCES = "extractor_sentences"
TEXT = "extractor_text"
LAYOUT = "extractor_layout"
NOTE = "extractor_note"  # that a document is a pathology note


def text_of(doc: Doc) -> str:
    """Return the text of a document; spaCy joins it from its tokens anew at each call, so ours is kept."""
    text: str | None = doc.user_data.get(TEXT)
    if text is None:
        text = doc.user_data[TEXT] = doc.text
    return text


def sentences_of(doc: Doc) -> list[Sentence]:
    """Return the sentences that the pipes left on a document."""
    sentences: list[Sentence] = doc.user_data.get(SENTENCES, [])
    return sentences


def holding(doc: Doc, *kinds: str) -> Iterator[Sentence]:
    """Yield the sentences that hold at least one mention of these kinds."""
    wanted = frozenset(kinds)
    for sentence in sentences_of(doc):
        if not wanted.isdisjoint(sentence.kinds):
            yield sentence
