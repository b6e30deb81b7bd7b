"""Places: where an expression can match at all, found by hints that cost little (a letter, a sign, a short word)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from operator import attrgetter

from spacy.tokens import Doc

from extractor.mentions import Sentence, sentences_of

_start = attrgetter("start")
_NAMES_TUMOR = "extractor_names_tumor"


def lowered(text: str) -> str:
    """Return a text in lower case with every character at its place."""
    return text.replace("\u0130", "I").lower()  # the one letter that grows in lower case


def sentences_with(doc: Doc, text: str, *hints: re.Pattern[str]) -> set[int]:
    """Return the numbers of the sentences in which a hint begins; `text` is the document's, or it `lowered`.

    Far cheaper than a search in every sentence when few of them hold a hint, as each search is a call.
    """
    return {number for hint in hints for number in _holders(sentences_of(doc), text, hint)}


def _holders(sentences: list[Sentence], text: str, hint: re.Pattern[str]) -> Iterator[int]:
    number = 0
    match = hint.search(text)
    while match is not None:
        number = max(bisect_right(sentences, match.start(), lo=number, key=_start) - 1, number)
        inside = number < len(sentences) and sentences[number].start <= match.start() < sentences[number].end
        if inside:
            yield number
        match = hint.search(text, sentences[number].end if inside else match.end())


def matches_near(
    hints: re.Pattern[str], text: str, expression: re.Pattern[str], reach: int, behind: int = 120
) -> Iterator[re.Match[str]]:
    """Yield the matches of an expression in order, each of which holds a hint.

    A match begins at most `reach` characters before its hint, and with what it looks ahead at it ends at most `behind`
    characters after the hint's beginning.
    """
    position = 0
    for hint in hints.finditer(text):
        start = hint.start()
        if start >= position:
            match = expression.search(text, max(position, start - reach), start + behind)
            if match is not None:
                position = match.end()
                yield match


def names_tumor(doc: Doc) -> bool:
    """Tell whether a document names a tumor: without one, words of response and stage speak of something else."""
    known: bool | None = doc.user_data.get(_NAMES_TUMOR)
    if known is None:
        known = doc.user_data[_NAMES_TUMOR] = any(
            "tumor" in sentence.kinds or any(m.id == "tumor" for m in sentence.of_kind("response:lesion"))
            for sentence in sentences_of(doc)
        )
    return known
