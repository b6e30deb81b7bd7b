"""Abbreviations: a short form that the text defines is known by its long form, wherever it stands.

The decision is scispaCy's (Schwartz and Hearst's algorithm); it is asked only about the words before a parenthesis
that could hold a short form, so the cost stays linear in the text.
"""

import re

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from extractor.mentions import Mention, Sentence, sentences_of
from extractor.pipes.tokens import Tokenizer

_SHORT = re.compile(r"\((?P<short>[A-Za-z][\w/-]{1,11})(?:[,;][^()]{0,40})?\)")
_LONGEST = 200  # characters before a parenthesis that can belong to a long form
_WORD = re.compile(r"(?<![\w-])(?=[\w/-]{0,24}[A-Z])[A-Za-z][\w/-]{1,24}")  # a short form has a capital letter
_NAMING = frozenset({"marker", "gene", "drug", "regimen", "method", "procedure", "tumor", "event"})


class Abbreviations:
    """Adds the mentions of short forms that the document defines, and drops those that it defines otherwise."""

    def __init__(self, vocab: Vocab) -> None:
        self.tokenizer = Tokenizer(vocab)

    def __call__(self, doc: Doc) -> Doc:
        sentences = sentences_of(doc)
        defined = self.definitions(sentences)
        if defined:
            for sentence in sentences:
                if any(map(sentence.text.__contains__, defined)):
                    _apply(sentence, defined)
        return doc

    def definitions(self, sentences: list[Sentence]) -> dict[str, list[Mention]]:
        """Return what each short form that the sentences define stands for; the first definition counts."""
        defined: dict[str, list[Mention]] = {}
        for sentence in sentences:
            if "(" not in sentence.text or _NAMING.isdisjoint(sentence.kinds):
                continue
            for match in _SHORT.finditer(sentence.text):
                short, opening = match["short"], sentence.start + match.start()
                named = [m for m in sentence.mentions if opening - 1 <= m.end <= opening and m.kind in _NAMING]
                if not named or short in defined or not any(char.isupper() for char in short):
                    continue
                start = self._long_form(sentence.text[: match.start()], short)
                if start is None:
                    continue
                length = opening - 1 - (sentence.start + start)
                meant = [m for m in named if m.start >= sentence.start + start and m.end - m.start > 0.5 * length]
                if meant:
                    defined[short] = meant
        return defined

    def _long_form(self, before: str, short: str) -> int | None:
        """Return where in the words before a parenthesis the long form of its content begins, by scispaCy's rule."""
        from scispacy.abbreviation import find_abbreviation

        doc = self.tokenizer(f"{before[-_LONGEST:].rstrip()} {short}")
        cut = max(len(before) - _LONGEST, 0)
        opening = len(doc.text) - len(short)
        first = next(token.i for token in doc if token.idx >= opening)
        width = min(len(short) + 5, 2 * len(short)) * 2
        _, long = find_abbreviation(Span(doc, max(0, first - width), first), Span(doc, first, len(doc)))
        return cut + long.start_char if long is not None and len(long) else None


def _apply(sentence: Sentence, defined: dict[str, list[Mention]]) -> None:
    """Change the mentions on the occurrences of the defined short forms in a sentence."""
    changed = False
    for hit in _WORD.finditer(sentence.text):
        short = _defined_form(hit[0], defined)
        if short is None:
            continue
        start = sentence.start + hit.start()
        end = start + len(short)
        sentence.mentions = [m for m in sentence.mentions if not _is_replaced(m, start, end)]
        sentence.mentions += [Mention(start, end, m.kind, m.id, m.source) for m in defined[short]]
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
    return Abbreviations(nlp.vocab)
