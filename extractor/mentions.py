"""What the pipes find and the slots read: mentions of terms and cues, and the sentences that hold them.

A mention is a plain tuple and not a spaCy span: a report has hundreds, most of them cues that no record keeps, and
spans cost more to make than everything else that is done with them. The spans of the records are made at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
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


# Cues of kinds that many words are and few sentences need: found in a sentence when a slot first asks for one of them.
LATE = frozenset({"shows", "verdict", "verdict:clause", "response:shown", "measure:noun", "measure:not"})


@dataclass(slots=True)
class Sentence:
    """A sentence of the clean text with its section, its subject and its mentions in order of position."""

    start: int
    end: int
    text: str
    section: str | None = None
    part: str | None = None
    paragraph: int = 0
    opens_line: bool = False
    subject: Modifier | None = None
    mentions: list[Mention] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    scopes: list[tuple[int, int, str, Modifier]] = field(default_factory=list)
    late: Callable[[str], list[Mention]] | None = field(default=None, repr=False, compare=False)

    def of_kind(self, *kinds: str) -> list[Mention]:
        """Return the mentions of these kinds, in order."""
        if self.late is not None and not LATE.isdisjoint(kinds):
            self.complete()
        if self.kinds.isdisjoint(kinds):
            return []
        return [mention for mention in self.mentions if mention.kind in kinds]

    def complete(self) -> None:
        """Add the mentions of the kinds that are looked for only where they are asked for."""
        find, self.late = self.late, None
        found = find(self.text) if find is not None else []
        if found:
            offset = self.start
            moved = [m._replace(start=m.start + offset, end=m.end + offset) for m in found]
            self.mentions = sorted([*self.mentions, *moved], key=lambda m: (m.start, -m.end))
            self.kinds.update(mention.kind for mention in moved)

    def between(self, start: int, end: int) -> str:
        """Return the words between two positions of the clean text."""
        return self.text[max(start - self.start, 0) : max(end - self.start, 0)]

    def modifier(self, mention: Mention, category: str) -> Modifier | None:
        """Return what the context says of a mention in one category (certainty, subject, negation, history)."""
        for start, end, kind, modifier in self.scopes:
            if kind == category and start <= mention.start < end:
                return modifier
        return None


SENTENCES = "extractor_sentences"
TEXT = "extractor_text"


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
