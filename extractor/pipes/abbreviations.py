"""Abbreviations: a short form that the text defines is known by its long form, wherever it stands.

The decision is scispaCy's (Schwartz and Hearst's algorithm); it is asked only about the words before a parenthesis
that could hold a short form, so the cost stays linear in the text.
"""

import re
from bisect import bisect_left, bisect_right

from spacy.language import Language
from spacy.tokens import Doc, Span

from extractor.mentions import Mention, sentences_of, text_of

_SHORT = re.compile(r"\((?P<short>[A-Za-z][\w/-]{1,11})(?:[,;][^()]{0,40})?\)")
_WORD = re.compile(r"(?<![\w-])[A-Za-z][\w/-]{1,24}")
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
            holder = sentences[max(bisect_right(sentences, start, key=lambda sentence: sentence.start) - 1, 0)]
            means[short] = [
                m
                for m in holder.mentions
                if m.kind in _NAMING and m.end == end and m.start >= start and m.end - m.start > 0.5 * (end - start)
            ]
        for sentence in sentences:
            changed = False
            for hit in _WORD.finditer(sentence.text):
                short = _defined_form(hit[0], means)
                if short is None or not means[short]:
                    continue
                start = sentence.start + hit.start()
                end = start + len(short)
                sentence.mentions = [m for m in sentence.mentions if not _is_replaced(m, start, end)]
                sentence.mentions += [Mention(start, end, m.kind, m.id, m.source) for m in means[short]]
                changed = True
            if changed:
                sentence.mentions.sort(key=lambda m: (m.start, -m.end))
                sentence.kinds = {m.kind for m in sentence.mentions}


def _defined_form(word: str, defined: dict[str, list[Mention]]) -> str | None:
    """Return the defined short form that a word is or begins with: IMTs and IMT-related are IMT."""
    while word:
        if word in defined:
            return word
        if word[-1] == "s" and word[:-1] in defined:
            return word[:-1]
        cut = max(word.rfind("-"), word.rfind("/"))
        word = word[:cut] if cut > 0 else ""
    return None


def _is_replaced(mention: Mention, start: int, end: int) -> bool:
    """True for a name on a defined short form; longer names around it stay."""
    overlaps = mention.kind in _NAMING and mention.start < end and start < mention.end
    return overlaps and mention.start >= start and mention.end <= end + 1


@Language.factory("extractor_abbreviations")
def make_abbreviations(nlp: Language, name: str) -> Abbreviations:
    """Create the component `extractor_abbreviations`."""
    return Abbreviations()
