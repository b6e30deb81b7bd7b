"""Abbreviations: a short form that the text defines is known by its long form, wherever it stands.

The decision is scispaCy's (Schwartz and Hearst's algorithm); it is asked only about the words before a parenthesis
that could hold a short form, so the cost stays linear in the text.
"""

import re
from bisect import bisect_left

from spacy.language import Language
from spacy.tokens import Doc, Span

from extractor.mentions import Mention, sentences_of, text_of

_SHORT = re.compile(r"\((?P<short>[A-Za-z][\w/-]{1,11})(?:[,;][^()]{0,40})?\)")
_NAMING = frozenset({"marker", "gene", "drug", "regimen", "method", "procedure", "tumor", "event"})


class Abbreviations:
    """Adds the mentions of short forms that the document defines, and drops those that it defines otherwise."""

    def __call__(self, doc: Doc) -> Doc:
        defined = self.definitions(doc)
        if defined:
            self.apply(doc, defined)
        return doc

    def definitions(self, doc: Doc) -> dict[str, tuple[int, int]]:
        """Return short form → span [start, end) of its long form in the document's text."""
        from scispacy.abbreviation import find_abbreviation

        text = text_of(doc)
        positions: list[int] | None = None
        found: dict[str, tuple[int, int]] = {}
        for match in _SHORT.finditer(text):
            short = match["short"]
            if short in found or not any(char.isupper() for char in short) or short.isdigit():
                continue
            if positions is None:
                positions = doc.to_array("IDX").tolist()
            opening = bisect_left(positions, match.start())
            first = bisect_left(positions, match.start("short"))
            after = bisect_left(positions, match.end("short"))
            width = min(len(short) + 5, 2 * len(short)) * 2
            candidate = Span(doc, max(0, opening - width), opening)
            _, long = find_abbreviation(candidate, Span(doc, first, after))
            if long is not None and len(long) and "\n" not in long.text:
                found[short] = (long.start_char, long.end_char)
        return found

    def apply(self, doc: Doc, defined: dict[str, tuple[int, int]]) -> None:
        """Change the mentions on all occurrences of the defined short forms."""
        means: dict[str, list[Mention]] = {}
        sentences = sentences_of(doc)
        for short, (start, end) in defined.items():
            holder = next(s for s in reversed(sentences) if s.start <= start)
            means[short] = [
                m
                for m in holder.mentions
                if m.kind in _NAMING and m.end == end and m.start >= start and m.end - m.start > 0.5 * (end - start)
            ]
        expression = re.compile(
            "|".join(rf"(?<![\w-]){re.escape(short)}(?=s?(?![\w]))" for short in sorted(defined, key=len, reverse=True))
        )
        for sentence in sentences:
            hits = list(expression.finditer(sentence.text))
            if not hits:
                continue
            for hit in hits:
                start, end = sentence.start + hit.start(), sentence.start + hit.end()
                meant = means[hit[0]]
                if not meant:
                    continue
                sentence.mentions = [
                    m
                    for m in sentence.mentions
                    if m.kind not in _NAMING or m.end <= start or m.start >= end or (m.start < start or m.end > end + 1)
                ] + [Mention(start, end, m.kind, m.id, m.source) for m in meant]
            sentence.mentions.sort(key=lambda m: (m.start, -m.end))
            sentence.kinds = {m.kind for m in sentence.mentions}


@Language.factory("extractor_abbreviations")
def make_abbreviations(nlp: Language, name: str) -> Abbreviations:
    """Create the component `extractor_abbreviations`."""
    return Abbreviations()
