"""Parts of a pathology note: their labels (A, [B], Part 1:, IV) and what stands behind one: site, side, procedure."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from extractor.grammar.wording import compiled
from extractor.mentions import Sentence
from extractor.rules import settings

DECLARED = "extractor_parts"  # where a document keeps its parts
_WORD = r"(?:(?:[Pp]art|PART|[Ss]pecimen|SPECIMEN|[Ss]pec\.?|SPEC\.?|[Jj]ar|JAR|[Cc]ontainer|CONTAINER)(?:\s#?\s?|#))"
_LETTERS = r"(?:[A-Z]|[a-z](?![a-z])|\d{1,2}|FS\d|I{1,3}|IV|VI{0,3}|IX)"
# A label that opens a line or an entry: "A.", "A)", "[A]", "(a)", "Part A:", "B - ", "II   ".
_OPENING = re.compile(
    rf"[-*>\s]{{0,6}}(?:(?P<word>{_WORD})(?P<said>{_LETTERS})(?:\s?[.:)]|\s[-–]|,|\s(?=\()|\s{{2,}}|$)"
    rf"|[\[(](?P<enclosed>{_LETTERS})[\])][.:]?|(?P<plain>{_LETTERS})(?:[.:)]|\s[-–]\s|\s{{3,}}))\s{{0,20}}"
)
_NEXT = re.compile(rf"(?:(?<=[.;:]\s)|(?<=\s\s))(?=(?:{_WORD}?{_LETTERS}[.:)]\s|[\[(]{_LETTERS}[\])]\s))")
_BLOCK = re.compile(r"(?<![\w-])(?P<label>[A-Z]|[a-z]|I{1,3}|IV|V)-?\d{1,3}(?![\w%])")


class Label(NamedTuple):
    """The label of a part at [start, end) of a text; `sure` when a word like "Part" stands before it."""

    start: int
    end: int
    label: str
    sure: bool


def opening_label(text: str, start: int = 0) -> Label | None:
    """Return the label of a part that a line or an entry opens with."""
    match = _OPENING.match(text, start)
    if match is None or match.end() == start:
        return None
    label = match["said"] or match["enclosed"] or match["plain"]
    return Label(
        start, match.end(), label.upper() if label.isalpha() and len(label) == 1 else label, bool(match["word"])
    )


def entries(text: str, start: int = 0) -> list[tuple[Label, str]]:
    """Return the labelled entries of a line with their words: "A. Right kidney. B. Fat"."""
    starts = [start, *(match.start() for match in _NEXT.finditer(text, start + 1))]
    found = []
    for here, after in zip(starts, [*starts[1:], len(text)], strict=True):
        label = opening_label(text, here)
        if label is not None:
            found.append((label, text[label.end : after]))
    return found


def block_label(text: str) -> str | None:
    """Return the label of the part that a block belongs to: A of "block A4"."""
    match = _BLOCK.search(text)
    return match["label"].upper() if match is not None else None


class Described(NamedTuple):
    """What the words of a part say: site without side, side, and the noun of the procedure."""

    site: str | None
    laterality: str | None
    procedure: str | None


class Part(NamedTuple):
    """A part that the note declares: its label, the sentence and the words [start, end) that describe it."""

    label: str | None
    sentence: Sentence
    start: int
    end: int
    described: Described


_PROCEDURE = r"(?<![\w-])(?:{procedure_modifiers}[\s-]){0,3}(?:\w{3,12}-)?{procedure_nouns}(?!\w)"
_LEFT, _RIGHT, _BOTH, _MIDDLE = (
    rf"(?<![\w.-]){{{table}}}(?![\w'-])" for table in ("sides_left", "sides_right", "sides_both", "sides_middle")
)
_ASIDE = re.compile(r"\([^()]{0,80}\)|\[[^\[\]]{0,60}\]|\"[^\"]{0,80}\"")
_NUMBER = re.compile(r"#\s?\d+|\bx\s?\d+\b|\b\d+\s?mL\b|\b\d+(?:\.\d+)?\s?(?:x\s?\d+(?:\.\d+)?\s?)*(?:cm|mm|g)\b")
_CUT = re.compile(r"\.{3,}|\s-{1,2}\s|:(?!\d)|\.\s")
_JOINTS = re.compile(r"^[\s,;:.&+/-]+|[\s,;:.&+/-]+$")
_LOOSE = re.compile(
    r"(?:^|\s)(?:and|with|of|the|for|from|including|plus|by|via)(?=\s*$)|^(?:and|with|of|the|for|from|plus)\s",
    re.IGNORECASE,
)


def describe(words: str) -> Described:
    """Return site, side and procedure of a part's words: "Left breast, core biopsy" is left, breast, core biopsy."""
    text = _NUMBER.sub(" ", _CUT.split(words)[0])
    procedure = next(iter(compiled("specimens", _PROCEDURE).finditer(text)), None)
    side = _side(text)
    plain = _ASIDE.sub(" ", text)
    received = compiled("specimens", r"[,;(]?\s*\b{received}\b").search(plain)
    if received is not None and received.start() > 0:
        plain = plain[: received.start()]
    site = compiled("specimens", _PROCEDURE).sub(",", plain)
    for expression in (_BOTH, _LEFT, _RIGHT, _MIDDLE):
        site = compiled("specimens", expression).sub(" ", site)
    pieces = [_LOOSE.sub("", _JOINTS.sub("", piece)) for piece in re.split(r"[,;]|\s{3,}", site)]
    kept = ", ".join(" ".join(piece.split()) for piece in pieces if re.search(r"[A-Za-z]{2}", piece))
    if not kept and procedure is not None:
        kept = next((organ for stem, organ in _organs().items() if stem in procedure[0].lower()), "")
    return Described(
        (kept.lower() if kept.isupper() else kept) or None,
        side,
        " ".join(procedure[0].split()).lower() if procedure is not None else None,
    )


@cache
def _organs() -> dict[str, str]:
    """Return the organ that the name of a procedure names, by its stem (nephrectomy: kidney)."""
    organs: dict[str, str] = settings("specimens")["organs"]
    return organs


def _side(text: str) -> str | None:
    left, right = (compiled("specimens", expression).search(text) for expression in (_LEFT, _RIGHT))
    if compiled("specimens", _BOTH).search(text) or (left and right and not re.search(r"\bof\b", text)):
        return "bilateral"
    if left is not None and (right is None or left.start() < right.start()):
        return "left"
    if right is not None:
        return "right"
    return "midline" if compiled("specimens", _MIDDLE).search(text) else None
