"""Heads: what the headings and the heads of lines of a note say of the diagnoses behind them.

A heading is whatever opens a line before a sign: "History:", "PMH - ", "clinical = ", ":: hx ::", "Rejected   ".
"""

from __future__ import annotations

import re

from extractor.grammar.wording import compiled
from extractor.mentions import Sentence

HEADING = "a heading"
OPENING = "opening"  # prose before all headings that tells of the person
_HEAD = 60  # characters of a line in which a heading ends
_LEAD = re.compile(r"(?:[^\w(]|_|\d(?:[\d.]{0,6}(?=[\s.):])|[./)]))*(?:[QA][.:]\s+)?")
_SIGNS = re.compile(r"[:\t|=?→»]|\.{2,}:?|\.\s|\s{2}|\s(?:[-–—/]{1,3}|[-=]+>)\s|/\s|[-=]+>")
_ITEM = re.compile(r"\|?(?:[\w /()#,-]{1,40}?(?::|\t|\s{3}|\.{2}|\s\||\s?=|\s?-+>)|[A-Z0-9]{1,3}[.):/-])")
_HEADS = (
    ("initial", r"^\W{0,3}(?:\w{1,15}\s){0,3}{initial_heads}(?!\w)"),
    ("history", r"^\W{0,3}{history_heads}\b"),
    ("excluded", r"^\W{0,3}(?:[\w/]{1,15},?\s){0,3}?{excluded_heads}\W{0,3}$"),
    ("differential", r"^\W{0,3}{differential_heads}\W{0,3}$"),
    ("family", r"^\W{0,3}{family_heads}\W{0,3}$"),
    ("clinical", r"^\W{0,3}{clinical_heads}\b"),
    (OPENING, r"^\W{0,3}{opening_heads}\b"),
    ("material", r"\b{material_heads}\W{0,3}$"),
    ("final", r"^\W{0,3}{final_openings}\b|\b{final_heads}\W{0,3}$"),
)
_ENDS = (".", ";", ":")
_MOST_WORDS = 10
_FIELDS = (" | ", "//", "; ", " / ")
_FEW = 4  # sentences that may go on about the person
_OPENS = frozenset({None, "clinical history", "specimen"})
_NOTHING = ("final", "material")  # heads of lines that end what the heads above them say


def told_by_headings(sentences: list[Sentence]) -> dict[int, str]:
    """Return what headings and heads of lines say of the diagnoses behind them, by the start of the sentence.

    A heading alone on its line speaks of its section, one with words behind it of these and of what goes on below them.
    """
    told: dict[int, str] = {}
    current: str | None = None
    section: str | None = None
    alone = ended = False
    opening, of_person = True, 0  # the sentences that may still tell of the person
    for sentence in sentences:
        said: str | None = None
        if sentence.opens_section or sentence.section != section:
            head, alone, _ = _head(sentence)
            said = _by_head(head, opening=opening) if sentence.opens_section else None
            current, section, of_person = said, sentence.section, 0
        elif sentence.opens_line:
            head, is_heading, is_item = _head(sentence)
            said = _by_head(head, opening=opening)
            of_person = 0 if is_item else of_person
            if said is not None or (not alone and (ended or is_item)):
                current, alone = said, is_heading
        ended = sentence.text.rstrip().endswith(_ENDS)
        opening = opening and said != "final" and _may_open(section)
        of_person = (_FEW if "patient:person" in sentence.kinds else of_person - 1) if opening else 0
        if current is not None and current not in _NOTHING:
            told[sentence.start] = current
        elif of_person > 0:
            told[sentence.start] = OPENING
    return told


def told_at(sentence: Sentence, position: int, told: str | None) -> str | None:
    """Return what is told of a diagnosis at a position, by the head of its field where a line has several: "| Dx: "."""
    before = sentence.text[: position - sentence.start]
    field = max(((before.rfind(sign), len(sign)) for sign in _FIELDS), default=(-1, 0))
    if field[0] < 0:
        return told
    parts = _SIGNS.split(before[sum(field) :].lstrip()[:_HEAD], maxsplit=1)
    said = _by_head(parts[0].strip(), opening=False) if len(parts) > 1 else None
    return told if said is None else None if said in _NOTHING else said


def _may_open(section: str | None) -> bool:
    """True for a section in which a note may begin: without a name, or under the title of the report."""
    return section in _OPENS or compiled("sections", r"\b{title_words}\b").search(section or "") is not None


def _head(sentence: Sentence) -> tuple[str, bool, bool]:
    """Return the words of the head of a line, whether nothing stands behind it, and whether the line is an item."""
    lead = _LEAD.match(sentence.text, 0, _HEAD)
    start = lead.end() if lead is not None else 0
    text = sentence.text[start : start + _HEAD]
    is_item = bool(sentence.text[:start].strip()) or _ITEM.match(text) is not None
    parts = _SIGNS.split(text, maxsplit=1)
    if len(parts) > 1:
        return parts[0], not parts[1].strip(" .:\t-=>"), is_item
    if text.count(" ") < _MOST_WORDS and sentence.kinds.isdisjoint(("tumor", "condition")):
        return parts[0], True, is_item
    return "", False, is_item


def _by_head(head: str, *, opening: bool) -> str | None:
    for status, words in _HEADS:
        if len(head) < _HEAD and compiled("diagnoses", words).search(head) is not None:
            if status == OPENING:
                return "clinical" if opening else None
            return status
    return None
