"""Amendments: results that a report takes back, and the lines that put others in their place.

"CONCLUSION AS FIRST ISSUED … AMENDED CONCLUSION", "GAPP 6 (superseded)", "pN2a (previously pN1b)", and columns under
"First report    AMENDED".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.tokens import Doc

from extractor.grammar.wording import compiled
from extractor.mentions import Sentence, sentences_of, text_of

_KEY = "extractor_amended"
_HINT = re.compile(
    r"[AaRrCcSsIiOoFfPp](?:mend|MEND|evis|EVIS|orrec|ORREC|upersed|UPERSED|nterim|NTERIM|riginal|RIGINAL|irst|IRST|revious|REVIOUS|ormer|ORMER)"
)
# A line that opens what replaces results, and one that opens results which are replaced.
_OPENS_NEW = compiled("stages", r"^[\W_\d]{0,120}(?:[\w#]{1,12}\s){0,3}?(?:addendum[^.;:]{0,12}\s)?{amending}\b")
_OPENS_OLD = compiled("stages", r"^[^.;:]{0,60}\b{first_issued}\b")
_HEADER_ONLY = re.compile(r"\bsee\s(?:below|end)\b|\breport\s(?:no|date)", re.IGNORECASE)
_AHEAD = compiled("stages", r"\b{taken_back}\b(?:[^.;()\[\]]|\([^()]{0,30}\)){0,90}$")
_IN_PARENTHESIS = compiled("stages", r"[(\[]\s?{said_before}[:,]?\s[^()\[\]]{0,40}$")
_BEHIND = compiled("stages", r"^[\s\"']{0,2}[(\[]?\s?{taken_back_behind}\b")
_COLUMNS = compiled("stages", r"\b{first_column}\b.{0,40}?\s{3,}.{0,40}?\b{amending}\b")
_TITLE = 6  # sentences of the title of a report
_ABOVE = 5
_LONGEST_HEADING = 90


class Amendments:
    """Which sentences of a document replace results, and which hold results that are replaced."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self.new: set[int] = set()
        self.old: set[int] = set()
        self.columns: set[int] = set()
        state: set[int] | None = None
        for index, sentence in enumerate(sentences):
            text = sentence.text
            if _HINT.search(text):
                if _COLUMNS.search(text):
                    self.columns.update(range(sentence.start, sentence.end + _ABOVE * 120))
                elif index >= _TITLE and _HEADER_ONLY.search(text) is None:
                    state = self._opened(text, state)
                    if state is self.old and not _is_heading(sentence):
                        self.old.add(sentence.start)
                        state = None
            elif sentence.opens_section and (sentence.section == "addendum" or state is self.old):
                state = None
            if state is not None:
                state.add(sentence.start)

    def _opened(self, text: str, state: set[int] | None) -> set[int] | None:
        if _OPENS_NEW.search(text):
            return self.new
        return self.old if _OPENS_OLD.search(text) else state


def _is_heading(sentence: Sentence) -> bool:
    """True for a line that heads others: it is short and no whole sentence."""
    text = sentence.text.rstrip()
    return sentence.opens_line and len(text) <= _LONGEST_HEADING and text[-1:] not in (".", ";")


def amendments(doc: Doc) -> Amendments | None:
    """Return the amendments of a document, read once; None for a report that speaks of none."""
    if _KEY not in doc.user_data:
        doc.user_data[_KEY] = Amendments(sentences_of(doc)) if _HINT.search(text_of(doc)) else None
    known: Amendments | None = doc.user_data[_KEY]
    return known


def is_taken_back(doc: Doc, sentence: Sentence, start: int, end: int) -> bool:
    """True for a result at [start, end) that the report itself calls an earlier one: "GAPP 6 (superseded)"."""
    found = amendments(doc)
    if found is None:
        return False
    if sentence.start in found.old or _BEHIND.match(sentence.between(end, end + 30)):
        return True
    ahead = sentence.between(start - 110, start)
    if _AHEAD.search(ahead) or _IN_PARENTHESIS.search(ahead):
        return True
    return start in found.columns and re.search(r"(?:^|\S)\s{3,}\S", sentence.between(end, sentence.end)) is not None


def replaces(doc: Doc, sentence: Sentence) -> bool:
    """True for a sentence of an amendment, whose results take the place of earlier ones."""
    found = amendments(doc)
    return found is not None and sentence.start in found.new
