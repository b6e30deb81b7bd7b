"""Statements: sentences that tell results, each with the lines that continue it and the sentence that answers it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractor.grammar.labelled import is_labelled
from extractor.grammar.wording import compiled
from extractor.mentions import Sentence

_TARGETS = frozenset({"marker", "gene"})
_VERDICT = frozenset({"result", "alteration", "intensity", "distribution", "localization"})
_UNFINISHED = compiled("markers", r"(?:,|\b{unfinished})$")
_SCORES = re.compile(r"(?:[\w ]{1,12}[,:]\s?){0,2}(?:TPS|CPS)\b")  # "CPS 12", "T2, 1H: TPS <1%"
_FIELD = compiled("markers", r"{result_fields}\s?[:=]")
_VERDICT_SIGN = re.compile(r"(?:=>?|-{1,2}>|→|⇒)\s?\w")
_ANSWERED = re.compile(r"[:=?]\s?\w{2,3}$")  # "fusion: no"
_OPEN_END = compiled("markers", r"^\s?(?:{unfinished_amounts}\s?)?$")
_RESULT_AHEAD = re.compile(r"\(?[<>~≥≤]?\s?\d{1,3}(?:\s?-\s?\d{1,3})?\s?%|\(?[+-]{1,4}(?=\s|$|[,;.)])")
_SIGNS_ONLY = re.compile(r"[\W\d]*")
_ELSEWHERE = re.compile(r"[OI]n\s(?:block\s|part\s|slide\s)?(?:[A-Z]{1,2}\d{1,2}|\d{1,2}[A-Z]\d?|[A-H]|\d):?\s")
_HEADS = re.compile(r"\s?[:=|]\s?[A-Z]|\s{2,}[A-Z]|\t")  # the result is the head of another list
_BULLETS = ("- ", "+ ")
_MOST_LINES = 6
_LONGEST_VERDICT = 60


def statements(sentences: Sequence[Sentence]) -> Iterator[tuple[Sentence, Sentence | None]]:
    """Yield the sentences that hold a marker or gene, joined with the lines that continue them, and the next one."""
    index, count = 0, len(sentences)
    while index < count:
        sentence = sentences[index]
        index += 1
        if _TARGETS.isdisjoint(sentence.kinds):
            continue
        lines = 1
        while index < count and lines < _MOST_LINES and _continues(sentence, sentences[index]):
            sentence = joined(sentence, sentences[index])
            index += 1
            lines += 1
        following = sentences[index] if index < count else None
        yield sentence, following if following is not None and following.paragraph == sentence.paragraph else None


def _continues(sentence: Sentence, following: Sentence) -> bool:
    """True for a line that continues a list, a cell of a table or a row with nothing but its verdict."""
    if following.paragraph == sentence.paragraph and (
        _is_scored(sentence, following)
        or _is_field(sentence, following)
        or _is_last_word(sentence, following)
        or _is_elsewhere(sentence, following)
    ):
        return True
    if not following.opens_line or following.paragraph != sentence.paragraph or following.start - sentence.end > 1:
        return False
    is_open = _UNFINISHED.search(sentence.text[-12:]) and not _ANSWERED.search(sentence.text[-6:])
    if is_open or _is_result_of(sentence, following):
        return True
    if _VERDICT_SIGN.match(following.text) or (_TARGETS.isdisjoint(following.kinds) and is_labelled(following.text)):
        return True
    return sentence.opens_line and sentence.text[-1] not in ".;" and _is_verdict(following)


def _is_result_of(sentence: Sentence, following: Sentence) -> bool:
    """True for a line that begins with the result of the name that ends the line before: "Ki-67 about / 10%"."""
    named = sentence.of_kind(*_TARGETS)
    if not named or not _OPEN_END.match(sentence.between(named[-1].end, sentence.end)):
        return False
    results = following.of_kind("result", "intensity", "distribution", "localization")
    if results and results[0].start == following.start:
        return _HEADS.match(following.between(results[0].end, following.end)) is None
    is_bullet = following.text.startswith(_BULLETS) and not _TARGETS.isdisjoint(following.kinds)
    return not is_bullet and _RESULT_AHEAD.match(following.text) is not None


def _is_scored(sentence: Sentence, following: Sentence) -> bool:
    """True for a score of PD-L1 behind the sentence that names it: "PD-L1, part A: TPS 70%. Part B: TPS <1%"."""
    return (
        _TARGETS.isdisjoint(following.kinds)
        and _SCORES.match(following.text) is not None
        and any(mention.id == "PD-L1" for mention in sentence.of_kind("marker"))
    )


def _is_field(sentence: Sentence, following: Sentence) -> bool:
    """True for a field of a form behind the name that it tells of: "Biomarker: FOLR1. Result: POSITIVE."."""
    return _TARGETS.isdisjoint(following.kinds) and _FIELD.match(following.text) is not None


def _is_elsewhere(sentence: Sentence, following: Sentence) -> bool:
    """True for the result of another block behind the sentence that names the stain: "On D1: not detected"."""
    return (
        _TARGETS.isdisjoint(following.kinds)
        and _ELSEWHERE.match(following.text) is not None
        and following.start - sentence.end == 1
    )


def _is_last_word(sentence: Sentence, following: Sentence) -> bool:
    """True for a verdict in capitals behind the details of a stain in its line: "… 5% of nuclei. INDETERMINATE"."""
    return sentence.opens_line and not following.opens_line and following.text.isupper() and _is_verdict(following)


def _is_verdict(sentence: Sentence) -> bool:
    """True for a line that holds only words of results: EQUIVOCAL, MEMBRANOUS."""
    if (
        len(sentence.text) > _LONGEST_VERDICT
        or "result" not in sentence.kinds
        or not _TARGETS.isdisjoint(sentence.kinds)
        or sentence.text.endswith(":")
    ):
        return False
    rest, position = "", sentence.start
    for mention in sentence.of_kind(*_VERDICT):
        rest += sentence.between(position, mention.start)
        position = max(position, mention.end)
    return _SIGNS_ONLY.fullmatch(rest + sentence.between(position, sentence.end)) is not None


def joined(sentence: Sentence, following: Sentence) -> Sentence:
    """Return two adjoining sentences as one; the subject is the first one's."""
    sentence.complete()
    following.complete()
    gap = "\n" * (following.start - sentence.end)
    return replace(
        sentence,
        stained=None,
        end=following.end,
        text=f"{sentence.text}{gap}{following.text}",
        mentions=[*sentence.mentions, *following.mentions],
        kinds=sentence.kinds | following.kinds,
        reached=[*sentence.scopes, *following.scopes],
    )
