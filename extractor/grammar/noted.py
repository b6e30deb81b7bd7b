"""Grades as pathology notes write them: in checklists, behind the names of regression scores, beside their systems."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extractor.grammar.grade_items import Item, items, opens_value, value_at
from extractor.grammar.grade_keys import component, components, explains_scale, implied_system, is_defined, readable
from extractor.grammar.grade_places import anchor_at
from extractor.grammar.grade_systems import system_of
from extractor.grammar.grade_values import Graded
from extractor.grammar.graded import distance, is_other, tumor_of
from extractor.grammar.items import value_below
from extractor.grammar.regressions import Regression, regressions
from extractor.grammar.wording import compiled, phrases, pieces
from extractor.mentions import Mention, Sentence

_IN_FULL = "tumor regression"
_NEAR_SYSTEM = 45
_MOST_ABOVE = 6
_GROUP = re.compile(r"\b(?:group|GG|Gr?Gp|gp)\b", re.IGNORECASE)
_SYSTEM = "grade:system"


class Noted(NamedTuple):
    """A grade of a sentence with what it is of, its system, and the mention that explains it."""

    sentence: Sentence
    graded: Graded
    of: str | None
    target: Mention | None
    system: Mention | None
    implied: str | None
    anchor: Mention
    also: str | None = None


def noted(sentences: Sequence[Sentence], index: int) -> Iterator[Noted]:
    """Yield the grades that a line of a note gives behind labels and regression scores."""
    sentence = sentences[index]
    if explains_scale(sentence.text):
        return
    text = readable(sentence.text)
    taken: list[Graded] = []
    for found in regressions(sentence, text):
        if not is_defined(text, found.graded):
            taken.append(found.graded)
            yield Noted(sentence, found.graded, *_of_response(sentence, found), None, found.anchor)
    if not _is_grade_line(sentence, text):
        return
    if opens_value(text):
        yield from _below(sentences, index)
    for item in items(text):
        graded = item.graded
        if not is_defined(text, graded) and not any(t.start < graded.end and graded.start < t.end for t in taken):
            yield from _item(sentences, index, item)


def _is_grade_line(sentence: Sentence, text: str) -> bool:
    return (
        not sentence.kinds.isdisjoint({"grade:word", _SYSTEM, "grade:differentiation"})
        or _DIFF.search(text) is not None
    )


_DIFF = compiled("grades", r"\b{grade_heads}\b")


def _below(sentences: Sequence[Sentence], index: int) -> Iterator[Noted]:
    """Yield the grade that stands on the line under its label."""
    for line in value_below(sentences, index):
        text = readable(line.text)
        start = len(text) - len(text.lstrip(" -*[(xX])☒☑✓\t"))
        graded = value_at(text, start)
        if graded is not None:
            system = system_of(sentences[index], sentences[index].of_kind(_SYSTEM), line.start, line.end, None)
            anchor = system or next(iter(sentences[index].of_kind("grade:word", "grade:differentiation")), None)
            if anchor is not None:
                yield Noted(line, graded, None, None, system, None, anchor)
            return


def _item(sentences: Sequence[Sentence], index: int, item: Item) -> Iterator[Noted]:
    sentence = sentences[index]
    graded = item.graded
    start, end = sentence.start + graded.start, sentence.start + graded.end
    head = sentence.start + item.label
    if is_other(sentence, head, end, None):
        return
    tumor = tumor_of(sentence, head, end)
    if tumor is not None and (tumor.start >= head or _is_general(sentence, tumor)):
        tumor = None
    system = system_of(sentence, sentence.of_kind(_SYSTEM), start, end, None) or _above(sentences, index)
    anchor = system or tumor or next(iter(sentence.of_kind("grade:word", "grade:differentiation", "grade:level")), None)
    implied = "ISUP" if _GROUP.search(sentence.between(head, start)) else implied_system(sentence.text)
    yield Noted(sentence, graded, None, tumor, system, implied, anchor or anchor_at(sentence, graded), item.also)


def _above(sentences: Sequence[Sentence], index: int) -> Mention | None:
    """Return the system of the label over a list of components: "Histologic grade (Nottingham)", "Overall grade: 2"."""
    between = False
    for line in reversed(sentences[max(index - _MOST_ABOVE, 0) : index]):
        if line.paragraph != sentences[index].paragraph:
            return None
        systems = line.of_kind(_SYSTEM)
        if systems and (opens_value(line.text) or between or components(line.text)):
            return systems[0]
        if component(line.text) is None:
            return None
        between = True
    return None


def _is_general(sentence: Sentence, tumor: Mention) -> bool:
    """True for a word such as "tumor", which stands in labels and names none."""
    return sentence.between(tumor.start, tumor.end).lower() in pieces("grades", "any_tumor")


def _of_response(sentence: Sentence, found: Regression) -> tuple[str | None, Mention | None, Mention | None]:
    """Return what a grade of regression is of, as written, and its system."""
    anchor, graded = found.anchor, found.graded
    start, end = sentence.start + graded.start, sentence.start + graded.end
    said = [m for m in sentence.of_kind("grade:response") if m.end <= end and m.id != "necrosis"]
    behind = [m for m in sentence.of_kind("grade:response") if end <= m.start <= end + 2]
    said = said[-1:] or behind[:1]
    words = sentence.between(said[0].start, said[0].end) if said else None
    if words in pieces_as_written():
        words = _IN_FULL
    if anchor.kind == "grade:response-system":
        return words, None, anchor
    systems = found.systems
    inside = [m for m in systems if anchor.start <= m.start and m.end <= start + len(graded.value)]
    if inside:
        return words, None, inside[-1]
    near = [m for m in systems if distance(m, start, end) < _NEAR_SYSTEM]
    return words, None, min(near, key=lambda m: distance(m, start, end), default=None)


def pieces_as_written() -> tuple[str, ...]:
    """Return the abbreviations of tumor regression grade."""
    return phrases("grades", "regression_letters")
