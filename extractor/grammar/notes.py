"""Notes: whether a document is a pathology note, which is read by its sections and lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from spacy.tokens import Doc

from extractor.grammar.items import split_item
from extractor.grammar.parts import DECLARED
from extractor.grammar.wording import compiled, phrases
from extractor.mentions import NOTE, Mention, Sentence, sentences_of, text_of

_KIND, _HINT = "note", "hint"
_NOTE_SECTIONS = frozenset({"specimen", "final diagnosis", "synoptic", "gross", "microscopic", "addendum"})
_FIELDS, _FIELD = 12, 30  # sentences of a head, characters of the name of a field
_FEW = 2
_FEWEST_LINES = 3
_LONGEST_TITLE = 140
_EARLY = 1500  # characters: what was received is told early
_LETTERS = re.compile(r"[a-z]+")
_LOOSE = 0.22
_WORDS = 8
_MANY = 40
_COLUMNS = ("   ", " | ", "\t")
_LONGEST_SHORT, _SHORT_TITLE = 3000, 80
_FEW_LINES, _FEW_ITEMS = 4, 5
_SHARE_OF_ITEMS = 0.2
_LEAST_BARE = 0.2
_MOST_SENTENCES = 150
_SHARE_OF_LINES = 0.3
_READS = "extractor_reads_as_note"


def may_be_note(sentences: Sequence[Sentence]) -> bool:
    """True for a document with a section that only notes have, or a field that names a specimen: it may list parts."""
    if any(sentence.section in _NOTE_SECTIONS for sentence in sentences):
        return True
    lines = [sentence.text for sentence in sentences[:_FIELDS] if sentence.opens_line and ":" in sentence.text[:_FIELD]]
    return any(compiled("specimens", r"{specimen_fields}\s?:").match(line) for line in lines)


def is_like_note(sentences: Sequence[Sentence]) -> bool:
    """True for a document that has the form of a note or speaks of what a laboratory received."""
    return _has_form(sentences) or speaks_of_material(sentences)


def _has_form(sentences: Sequence[Sentence]) -> bool:
    """True for a document with several sections of notes, in lines that are no prose, or under a laboratory's title."""
    sections = {sentence.section for sentence in sentences}
    return len(sections & _NOTE_SECTIONS) >= _FEW or is_laid_out(sentences) or is_titled(sentences)


def is_titled(sentences: Sequence[Sentence]) -> bool:
    """True when the first line of several is the title of a laboratory's report: "MOLECULAR PATHOLOGY - LETTER"."""
    first = sentences[0].text if sentences else ""
    if len(first) > _LONGEST_TITLE or first[-1:] == "." or not any(s.opens_line for s in sentences[1:]):
        return False
    return (
        compiled("sections", r"\b{title_words}\b").search(first) is not None
        and compiled("sections", r"\b{no_title_words}\b").search(first) is None
    )


def speaks_of_material(sentences: Sequence[Sentence]) -> bool:
    """True for prose that speaks early of what a laboratory received: slides, blocks, containers, an opinion."""
    head, length = [], 0
    for sentence in sentences:
        head.append(sentence.text)
        length += len(sentence.text)
        if length > _EARLY:
            break
    text = " ".join(head).lower()
    words, keys = set(_LETTERS.findall(text)), _material_keys()
    told = [phrase for word in words & keys.keys() for phrase in keys[word] if phrase in text]
    if len(told) < _FEW:
        return False
    return len({match[0] for match in compiled("sections", r"\b{material_words}\b").finditer(text)}) >= _FEW


@cache
def _material_keys() -> dict[str, list[str]]:
    """Return what a laboratory writes of its material, by the longest word of each phrase."""
    keys: dict[str, list[str]] = {}
    for phrase in phrases("sections", "material_words"):
        keys.setdefault(max(_LETTERS.findall(phrase.lower()), key=len), []).append(phrase.lower())
    return keys


def is_laid_out(sentences: Sequence[Sentence]) -> bool:
    """True when much of a document stands in lines that are no prose: fields, rows of tables, heads."""
    lines: list[list[Sentence]] = []
    for sentence in sentences:
        if sentence.opens_line or not lines:
            lines.append([])
        lines[-1].append(sentence)
    if len(lines) < _FEWEST_LINES:
        return False
    loose = sum(line[-1].end - line[0].start for line in lines if not _is_prose(line))
    return loose > _LOOSE * sum(line[-1].end - line[0].start for line in lines)


def _is_prose(line: list[Sentence]) -> bool:
    last = line[-1].text
    words = sum(sentence.text.count(" ") + 1 for sentence in line)
    flows = (last[-1:] == "." and words >= _WORDS) or (words >= _MANY and len(line) > _FEW)
    return flows and not any(sign in s.text for s in line for sign in _COLUMNS)


def is_note(doc: Doc, mentions: Iterable[Mention]) -> bool:
    """True for a pathology note: by its headings, its parts, its lines, or two words that only notes have."""
    sentences = sentences_of(doc)
    if doc.user_data.get(DECLARED) or _has_form(sentences):
        return True
    lines = [sentence.text for sentence in sentences if sentence.opens_line]
    if len(lines) >= _FEW_LINES and _are_items(lines, len(sentences)):
        return True
    return _has_words(doc, mentions, hints=len(lines) >= _FEW_LINES or _is_short(sentences))


def _is_short(sentences: Sequence[Sentence]) -> bool:
    """True for a short text under a title of its own, or one that begins with the heading of a section of notes."""
    if not sentences or sentences[-1].end > _LONGEST_SHORT:
        return False
    first = sentences[0]
    titled = len(sentences) > 1 and sentences[1].opens_line and first.text[-1] not in ".,;"
    return (titled and first.end - first.start < _SHORT_TITLE) or (first.section in _NOTE_SECTIONS)


def _are_items(lines: list[str], sentences: int) -> bool:
    """True for the lines of a form: a good share of them begin with a label, before a colon or a column."""
    items = sum(1 for line in lines if split_item(line) is not None)
    return items >= _FEW_ITEMS and items >= _SHARE_OF_ITEMS * sentences


def _has_words(doc: Doc, mentions: Iterable[Mention], *, hints: bool) -> bool:
    """True for two different words of notes; `hints` are words that count in a text of several lines only."""
    text = text_of(doc)
    words = {
        text[m.start : m.end].lower()
        for m in mentions
        if m.kind == _KIND
        and (hints or m.id != _HINT)
        and text[m.end : m.end + 1] != "-"
        and text[m.start - 1 : m.start] != "-"
    }
    return len(words) >= _FEW


def has_lines(sentences: Sequence[Sentence]) -> bool:
    """True for sentences in several lines of which many end without a full stop."""
    lines = [sentence for sentence in sentences if sentence.opens_line]
    bare = sum(sentence.text[-1] not in ".?!" for sentence in lines)
    return len(lines) >= _FEW_LINES and bare >= _LEAST_BARE * len(lines)


def is_form(sentences: Sequence[Sentence]) -> bool:
    """True for a short text most of whose sentences begin a line: a form, and no article."""
    lines = sum(sentence.opens_line for sentence in sentences)
    return lines >= _FEW_LINES and len(sentences) <= _MOST_SENTENCES and lines >= _SHARE_OF_LINES * len(sentences)


def reads_as_note(doc: Doc) -> bool:
    """True for a document that the mentions have shown to be a pathology note, or that is written as a form."""
    known: bool | None = doc.user_data.get(_READS)
    if known is None:
        known = doc.user_data[_READS] = bool(doc.user_data.get(NOTE)) or is_form(sentences_of(doc))
    return known


def may_hold_rows(doc: Doc) -> bool:
    """True for a document whose lines may be rows without verbs: a note, a form, or a few lines of either."""
    return len(sentences_of(doc)) <= _FEWEST_LINES or reads_as_note(doc)
