"""Sentences: split at punctuation and at the line breaks that layout repair has left, never inside abbreviations."""

import re
from bisect import bisect_left
from typing import Any

import numpy
from spacy.language import Language
from spacy.tokens import Doc

from extractor.mentions import SENTENCES, Sentence, text_of
from extractor.rules import settings

# An expression that begins with one set of signs is several times faster than one that begins with alternatives.
_BOUNDARY = re.compile(
    r"""[.!?\n](?:(?<=[.!?])(?:(?<!\.\..)(?<!\s\.\.)["')\]]{0,2}(?:\s?\[[\d,\s-]{1,24}\])?(?P<gap>\s+)(?=["'(\[]?[A-Z0-9\u0391-\u03c9]|\((?:[a-h]|[ivx]{1,4})\)\s)"""
    r"""|(?<!\..)["')\]]{0,2}(?P<end>\s+)(?=["'(\[]?(?:[a-z]{1,3}[A-Z0-9]|p\d|c-|pan-)))"""
    r"""|(?<=\n)(?P<line>\s*))"""
)
_INITIAL = re.compile(r"(?:Dr\.|Prof\.|by|and) [A-Z]\.$")
# i.v., b.i.d.: such an abbreviation ends a sentence only before a capital letter.
_DOTTED = re.compile(r"\b(?:[a-z]\.){2,4}$")
# "p. Arg558Cys", "c. 722C>T": the prefix of a variant and not the end of a sentence.
_VARIANT = re.compile(
    r"(?<![\w.])[cp]\.\s[(\[]{0,2}(?:[A-Z](?:[a-z]{2})?\d{1,5}|[*-]?\d{1,6}(?:\s?[_+-]\s?\d{1,6})?\s?(?:[ACGT]|del|dup|ins))"
)
_LABEL = re.compile(r"[-*\s]{0,4}(?:[A-Z]|\d{1,2})\.")
_ANSWER = re.compile(r"A[.:)]\s")  # "Q. Grade? A. Moderate": one item of a questionnaire
_LONGEST_LABEL = 8
_LONGEST_QUESTION, _ANSWER_LABEL = 90, 42
_ANSWER = re.compile(r"\?[ \t]{1,40}(?:A[.:]\s|[^.?!\n]{1,60}\.?(?:\n|$))")
_BEFORE_LABEL = (": ", "  ")
_PREFIXES = ("c", "p")
_LAST_WORD = re.compile(r"[\w.'-]+\.$")


class Sentences:
    """Finds the sentences of a document and leaves them for the components that follow."""

    def __init__(self) -> None:
        self.abbreviations = frozenset(settings("sentences")["abbreviations"])

    def __call__(self, doc: Doc) -> Doc:
        doc.user_data[SENTENCES] = self.split(text_of(doc))
        mark_sentences(doc, [sentence.start for sentence in doc.user_data[SENTENCES]])
        return doc

    def split(self, text: str) -> list[Sentence]:
        """Return the sentences of a text, numbered by paragraph."""
        sentences: list[Sentence] = []
        start = paragraph = 0
        opens_line = True
        for match in _BOUNDARY.finditer(text):
            group = match.lastgroup or "gap"
            gap = match.start() if group == "line" else match.start(group)
            lines = text.count("\n", gap, match.end())
            if not lines and (self._is_abbreviation(text, match.start()) or _is_label(text, start, match.start())):
                continue
            if not lines and _is_question(text, start, match.start()):
                continue
            if group == "end" and _DOTTED.search(text, max(0, match.start() - 8), match.start() + 1):
                continue
            if not lines and text[match.start()] == "?" and _ANSWER.match(text, match.end()):
                continue
            end = gap
            while end > start and text[end - 1] in " \t":
                end -= 1
            if end > start:
                sentences.append(Sentence(start, end, text[start:end], paragraph=paragraph, opens_line=opens_line))
            start = match.end()
            opens_line = lines > 0
            if lines > 1:
                paragraph += 1
        end = len(text.rstrip())
        if end > start:
            sentences.append(Sentence(start, end, text[start:end], paragraph=paragraph, opens_line=opens_line))
        return sentences

    def _is_abbreviation(self, text: str, dot: int) -> bool:
        if text[dot] != ".":
            return False
        before = text[dot - 1 : dot]
        if before in _PREFIXES and _VARIANT.match(text, max(dot - 1, 0)):
            return True
        match = _LAST_WORD.search(text, max(0, dot - 12), dot + 1)
        if match is None:
            return False
        if match[0].lower() in self.abbreviations:
            return True
        return before.isupper() and _INITIAL.search(text, max(0, dot - 8), dot + 1) is not None


def _is_label(text: str, start: int, dot: int) -> bool:
    """True for the dot behind the label of a part or a list: "A. Right kidney", "Parts: A. Right kidney. B. Fat"."""
    if text[dot] != "." or not (text[dot - 1].isdigit() or text[dot - 1].isupper()):
        return False
    if dot - start < _LONGEST_LABEL and _LABEL.fullmatch(text, start, dot + 1):
        return True
    return text[dot - 1].isupper() and text[max(dot - 3, start) : dot - 1] in _BEFORE_LABEL


def _is_question(text: str, start: int, sign: int) -> bool:
    """True for a question of a form and its answer: "Perineural invasion? Present", "Q. Nodes? A. 0/8"."""
    if sign - start > _LONGEST_QUESTION:
        return False
    mark = text.rfind("?", start, sign + 1)
    return mark >= sign - _ANSWER_LABEL and _ANSWER.match(text, mark) is not None


def mark_sentences(doc: Doc, starts: list[int]) -> None:
    """Set the sentence starts of a document's tokens from character positions."""
    if not len(doc):
        return
    positions = doc.to_array("IDX").tolist()
    flags: Any = numpy.full(len(doc), -1, dtype="int64")
    for start in (0, *starts):
        flags[min(bisect_left(positions, start), len(doc) - 1)] = 1
    doc.from_array("SENT_START", flags.astype("uint64"))


@Language.factory("extractor_sentences")
def make_sentences(nlp: Language, name: str) -> Sentences:
    """Create the component `extractor_sentences`."""
    return Sentences()
