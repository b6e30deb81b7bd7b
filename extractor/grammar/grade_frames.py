"""What the words around a grade tell of it: whether it stands alone, is said twice, is denied, grades a response."""

from __future__ import annotations

import re

from extractor.grammar.grade_values import Graded
from extractor.grammar.graded import distance
from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Modifier, Sentence

_NO_NOUN = re.compile(r"\s*(?:$|[.,;)]|and\b|with\b|but\b|to\b|whereas\b|while\b)")
_SUBJECTS = compiled("grades", r"\b{graded_subjects}\b")
_SAME_IN_NUMBERS = re.compile(r"^\s?\(\s?(?:[A-Z]{2,6}\s)?(?:[Gg]rade[\s-]?|G)(?:IV|I{1,3}|[1-5])\b[^()]{0,20}\)")
_GRADED_AS = compiled("grades", r"\bgrad(?:ed|e|ing)\b\W{0,3}(?:as\s)?$")
# Of what is known to be there: "no mutation in this high-grade sarcoma".
_DEFINITE = compiled("grades", r"\b{known_ahead}\s(?:\w+\s)?$")
_PARENTHESIS_AHEAD = re.compile(r"(?P<value>[1-4])\s?[(,/]\s?(?:[A-Za-z]{1,6}\s)?$")
_RULED_OUT = compiled("grades", r"(?:\s[\w-]{1,24}){0,5}?\s[(-]?\s?{ruled_out}\b")
_REACH_BEHIND = 90
_GRADE_AHEAD = re.compile(r"(?:\b[Gg](?:rade|r\.?)?\s?(?:[1-4]|I{1,3}|IV)(?:\s?(?:of|/)\s?[34])?|[Gg]rade)\s?\(\s?$")
_BESIDE = 7
_REACH_OF_SUBJECTS = 150
_REACH_OF_RESPONSE = 30
_DIFFERS = compiled("grades", r"\b{differential_words}\b")
_REACH_OF_DIFFERENTIAL = 120


def is_response(sentence: Sentence, mention: Mention, start: int, end: int) -> bool:
    """True for a response that a grade at [start, end) is of; not of another item: "grade 3, necrosis"."""
    gap = sentence.between(end, mention.start) if mention.start >= end else ""
    return distance(mention, start, end) < _REACH_OF_RESPONSE and not re.search(r"[,;]", gap)


def is_beside(sentence: Sentence, tumor: Mention | None, start: int, end: int) -> bool:
    """True for a grade whose word alone says little and that stands beside a named tumor: "carcinoma, G2"."""
    if tumor is None:
        return False
    apart = distance(tumor, start, end)
    return tumor.kind == "tumor" or apart < _BESIDE or bool(_GRADED_AS.search(sentence.between(start - 12, start)))


def is_answer(sentence: Sentence, mention: Mention) -> bool:
    """True for an entry of a synoptic list or an item of a diagnosis line that stands for itself: "…, low grade"."""
    return bool(re.match(r"^\s*[.,;]?\s*$", sentence.between(mention.end, sentence.end))) and bool(
        re.search(r"(?:[:,]|\bgrade)\s?$", sentence.between(sentence.start, mention.start), re.IGNORECASE)
    )


def is_listed(sentence: Sentence, mention: Mention) -> bool:
    """True for a degree of differentiation that is an item between signs: "biopsy - moderately differentiated, …"."""
    return (
        mention.kind == "grade:differentiation"
        and re.search(r"[,;:(-]\s$|\d\s\($", sentence.between(mention.start - 3, mention.start)) is not None
        and re.match(r"\s?(?:[,;.)]|$)", sentence.between(mention.end, mention.end + 2)) is not None
    )


def is_whole(sentence: Sentence, mention: Mention) -> bool:
    """True for a grade that is a sentence of its own: "Well to moderately differentiated."."""
    around = sentence.between(sentence.start, mention.start) + sentence.between(mention.end, sentence.end)
    return not re.search(r"\w", around)


def is_predicate(sentence: Sentence, start: int, end: int) -> bool:
    """True for a grade that is said of something before: "The lesion was poorly differentiated"."""
    return _NO_NOUN.match(sentence.between(end, end + 12)) is not None and (
        _SUBJECTS.search(sentence.between(max(start - _REACH_OF_SUBJECTS, sentence.start), start)) is not None
    )


def says_number(sentence: Sentence, mention: Mention) -> bool:
    """True for a level in words that a number in parentheses tells again: "high-grade (grade 3) sarcoma"."""
    behind = sentence.between(mention.end, mention.end + 40)
    return mention.kind == "grade:level" and _SAME_IN_NUMBERS.match(behind) is not None


def is_said_again(text: str, graded: Graded) -> bool:
    """True for a number in parentheses that repeats the grade before it: "WHO grade 2 (NET G2)"."""
    ahead = _PARENTHESIS_AHEAD.search(text[max(graded.start - 16, 0) : graded.start])
    return graded.bare and ahead is not None and ahead["value"] == graded.value


def is_said_beside(sentence: Sentence, mention: Mention) -> bool:
    """True for a degree in parentheses beside a grade, or before one: "grade 3 (poorly differentiated)"."""
    if mention.kind != "grade:differentiation":
        return False
    ahead = sentence.between(max(mention.start - 24, sentence.start), mention.start)
    behind = sentence.between(mention.end, mention.end + 40)
    return _GRADE_AHEAD.search(ahead) is not None or _SAME_IN_NUMBERS.match(behind) is not None


def is_negated(sentence: Sentence, graded: Graded) -> bool:
    """Tell whether a negation reaches a grade; it ends at a comma that lists no alternatives."""
    position = sentence.start + graded.start
    behind = sentence.start + graded.end
    if _RULED_OUT.match(sentence.between(behind, behind + _REACH_BEHIND)):
        return True
    if _DEFINITE.search(sentence.between(position - 20, position)):
        return False
    for start, end, kind, cue in sentence.scopes:
        if kind == "negation" and start <= position < end:
            gap = sentence.between(cue.end, position) if cue.end <= position else sentence.between(position, cue.start)
            if not re.search(r"[,;]|--", gap) or re.search(r"\b(?:or|nor)\b", gap):
                return True
    return False


def differential(sentence: Sentence, start: int) -> Modifier | None:
    """Return the certainty of a grade of what is only considered: "the differential diagnosis included low-grade …"."""
    cues = [
        m
        for m in sentence.of_kind("diagnosis:differential")
        if m.end <= start < m.end + _REACH_OF_DIFFERENTIAL and _DIFFERS.search(sentence.between(m.start, m.end))
    ]
    return Modifier("possible", cues[0].source.key, cues[0].start, cues[0].end) if cues else None
