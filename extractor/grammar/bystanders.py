"""Bystanders: results of cells that are not of the tumor, by the words that a line or a clause begins with.

"MONOS   1.2   CD14+ CD64+", "Background T cells are CD3+", "CD3 highlights small reactive T cells only".
"""

from __future__ import annotations

import re

from extractor.grammar.targets import Target
from extractor.grammar.wording import compiled
from extractor.mentions import Sentence

_MAY_BE = compiled("markers", r"\b(?:{bystander_hints})")
_ROW = compiled("markers", r"[\s>*•|-]{0,4}{bystander_rows}(?=\s?[:(]|\s{2,}|\t|\s?\|)")
_SUBJECT = compiled(
    "markers",
    r"(?:^|[;.]\s|,\s{clause_openers}\s)(?:{determiners}\s){0,2}{bystander_subjects}\b",
)
_SAYS_NORMAL = compiled("markers", r"\b{normal_populations}\b")
_POPULATION = compiled("markers", r"[\s>*•-]{0,4}{populations}\b")
_CLAUSE = re.compile(r"[;.]\s")
_WITHIN_NORMAL = compiled("markers", r"%\sof\s(?:the\s)?{cells_of_blood}\b.{0,160}\bwithin\snormal\b")
_SIGNED = compiled(
    "markers", r"(?:\s?\+|\spositive)\s(?:{bystander_subjects}|{bystander_objects})\b"
)  # "CD138+ polyclonal plasma cells"
_REACH = 60
_BEHIND = compiled("markers", r"[^;.]{0,40}?\b(?:{bystander_verbs})\s(?:only\s)?(?:the\s)?{bystander_objects}\b")


def is_of_bystanders(sentence: Sentence, target: Target) -> bool:
    """True for a result that the words before or behind it tell of reactive, background or normal cells."""
    if _MAY_BE.search(sentence.text) is None:
        return False
    if sentence.opens_line and _ROW.match(sentence.text):
        return True
    if _POPULATION.match(sentence.text) and _SAYS_NORMAL.search(sentence.text):
        return True
    if _WITHIN_NORMAL.search(sentence.text):
        return True
    if _SIGNED.match(sentence.between(target.end, target.end + _REACH)):
        return True
    start = _clause(sentence, target.start)
    words = sentence.text[start : max(target.start - sentence.start, start)]
    subjects = [match.end() for match in _SUBJECT.finditer(words)]
    if subjects and len(words) - subjects[-1] < _REACH:
        return True
    return _BEHIND.match(sentence.between(target.end, target.end + _REACH + _REACH)) is not None


def _clause(sentence: Sentence, position: int) -> int:
    """Return where the clause of a position begins, as a place in the text of the sentence."""
    ends = [match.start() for match in _CLAUSE.finditer(sentence.text, 0, max(position - sentence.start, 0))]
    return ends[-1] if ends else 0
