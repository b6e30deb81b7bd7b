"""Tumor types in forms: the adjective that a field of a note gives as the type of a tumor.

"Tumor type: endometrioid", "TYPE [x] serous  [ ] mucinous", "Histology = clear cell": a form leaves out "carcinoma".
"""

from __future__ import annotations

import re

from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Sentence
from extractor.rules import Term, vocabulary

KIND = "type"
_HEAD = 40  # characters in which the name of the field stands
_FIELD = compiled("diagnoses", r"^[\W\d_]{0,8}(?:\w{1,12}\s){0,3}?{type_heads}\b[^\w\[]{0,30}")
_VALUE = compiled(
    "diagnoses", r"(?:\[(?P<box>[xX ✓✔■]?)\]|[☒☑])?\s{0,3}(?P<type>{types})(?![\w-])(?!\s(?:carcinoma|tumou?r)\b)"
)
_NEAR = 30  # characters between a box and a name, with the words that qualify it
_EMPTY = re.compile(r"(?:\[\s{0,3}\]|☐)[^\[\]☐☒☑]*$")
_TICKED = re.compile(r"\[[xX✓✔■]\]\s?|[☒☑]\s?")


def typed(sentence: Sentence) -> list[Mention]:
    """Return the carcinoma whose type a line of a form gives; for one that names no tumor."""
    if not sentence.opens_line:
        return []
    head = _FIELD.match(sentence.text)
    if head is None or head.end() > _HEAD:
        return []
    ticked = _TICKED.search(sentence.text, head.end() - 1)
    value = _VALUE.match(sentence.text, ticked.start() if ticked is not None else head.end())
    if value is None or value["box"] == " ":
        return []
    term = _carcinoma(" ".join(value["type"].lower().split()))
    if term is None:
        return []
    start, end = value.span("type")
    return [Mention(sentence.start + start, sentence.start + end, KIND, term.name, term)]


def is_ticked(text: str) -> bool:
    """True for a text with boxes of which one is ticked."""
    return ("[" in text or "☐" in text) and _TICKED.search(text) is not None


def is_unticked(sentence: Sentence, mention: Mention) -> bool:
    """True for a name behind an empty box: "[ ] carcinosarcoma"."""
    return _EMPTY.search(sentence.between(mention.start - _NEAR, mention.start)) is not None


def _carcinoma(type_: str) -> Term | None:
    for noun in ("carcinoma", "adenocarcinoma"):
        for term in vocabulary().lookup(f"{type_} {noun}"):
            if term.kind == "tumor":
                return term
    return None
