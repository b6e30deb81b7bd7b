"""T, N and M categories: what is one of a patient, and what is a key, a signal, a vertebra or an option not marked."""

from __future__ import annotations

import re

from extractor.grammar.items import visible
from extractor.grammar.tnm import Notation
from extractor.grammar.wording import compiled

_STAGED = compiled("stages", r"\b(?:{staging_ahead}|(?:primary )?tumou?r(?: \(\w{1,3}\))?)\b[^.;]{0,30}$")
_GRADED = re.compile(r"\s?(?:G[1-4]|[HL]G)\b")  # T1G3, Ta LG
_GRADED_BEHIND = re.compile(r",\s(?:high|low|G[1-4]|grade)\b")
_OF_GRADE = re.compile(r",?\s(?:high|low)[\s-]grade\b", re.IGNORECASE)
_IMAGING = compiled("stages", r"\b(?:{imaging}|\w{2,5}intens\w{1,4}|T\d{1,2}-[TL]\d|FT[34])\b")
_NOT_T = compiled("stages", r"^[\s-]?(?:{no_category_behind}|WI\b|W\b|pre\b|to\sT|-\s?T\d|/\s?[Pp]?T\d|and\sT\d)")
_OPTION_AHEAD = re.compile(r"T[0-4][A-Da-d]?\s?/\s?$")
_OF_TUMOR = compiled("stages", r"\s(?:[a-z-]{3,16}\s){0,3}{staged_tumors}\b")  # a T2 breast cancer
_SPINE = compiled("stages", r"\b(?:{spine}|T\d{1,2}-[TL]\d)\b")
_LABEL = re.compile(r"^\s?(?:\([^()]{1,30}\)\s?)?[:=]")  # "T1 (mass): adenocarcinoma"
_OWN_LABEL = re.compile(r"^\W{0,4}p?T(?:\s(?:category|stage))?\s?[:.\s]{1,60}$")  # "T: T3"
_KEY_AHEAD = compiled("stages", r"\b{key_ahead}\s(?:to|of|for)?\s?$")
_KEY_BEHIND = re.compile(
    r"^[\s:,=]{0,3}(?:[<>≤≥]|=(?!\s?(?:[sS]tage\s)?(?:IV|I{1,3})(?:[A-C]|\b))|\d[\d.]{0,4}\s?(?:-|to|mm|cm))"
)  # pT1 <= 2, N1a, 1-2 nodes
_CATEGORY = re.compile(r"\b[cp]?T[0-4Xx]")
_MANY = 3
_BARE_T = 2
_CAPITALS = re.compile(
    r"(?<![A-Z\d])(?:Y?[PC]|MR|R|A)?(?:T(?:A|IS|MI|X|[0-4](?:[A-D]\d?|MI)?)|[NM](?:X|[0-3](?:[A-D]|MI)?))"
    r"(?:[NM](?:X|[0-3](?:[A-D]|MI)?)){0,2}(?![A-Z\d])"
)
_VESSELS = re.compile(r"\b(?:[LV][0-2X],?|PNI:?)\s{1,4}$")
_OF_BLADDER = compiled("stages", r"\b{ta_tumors}")
_SMALL = re.compile(r"\b(y?[pc])([tn])((?:is|x|[0-4](?:mi|[a-d])?)\b)")  # as dictated: "pt4a pn0"
# Categories side by side, which nothing else can be, in a line of other letter case.
_SHOUTED = re.compile(r"\bY?PT[0-4X][A-D]?[\s,;/]{1,3}Y?PN[0-3X]")
_WHISPERED = re.compile(r"\by?pt[0-4x][a-d]?[\s,;/]{1,3}y?pn[0-3x]")
_LETTER = re.compile(r"T\s?[^\w\s]|T\s{3}|T\t")  # of a form: "T: 3"
_UPPER = re.compile(r"[tnx]|m(?![ir])")


def readable(text: str) -> str:
    """Return a line of the same length in which categories are written as usual and unmarked options are blank.

    "[ ] PT1A  [X] PT1B" is read as pT1b; in texts of capitals only, since PT is also a patient or a blood test.
    """
    shown = visible(text)
    if shown is not text or text.isupper() or _SHOUTED.search(text):
        shown = _CAPITALS.sub(_usual, shown)
    elif text.islower() or _WHISPERED.search(text):
        shown = _SMALL.sub(lambda match: match[1] + match[2].upper() + match[3], shown)
    return shown


def _usual(match: re.Match[str]) -> str:
    if match[0].startswith("PN") and _VESSELS.search(match.string[max(match.start() - 6, 0) : match.start()]):
        return f"Pn{match[0][2:]}"  # "L0 V0 PN1": of nerves and not of nodes
    return _UPPER.sub(lambda letter: letter[0].upper(), match[0].lower())


def is_category(text: str, notation: Notation) -> bool:
    """Accept a T category: with N or M, with a prefix or a letter of its own, or where a stage is spoken of."""
    after, before = text[notation.end : notation.end + 16], text[max(notation.start - 60, 0) : notation.start]
    if _NOT_T.match(after) or _OPTION_AHEAD.search(before) or explains(text, notation):
        return False
    if _LETTER.match(text, notation.start):
        return True
    if (
        text[notation.start] == "P"
        and text[notation.start + 1 : notation.start + 3].strip(" \t.:=|T")
        and not _STAGED.search(before)
    ):
        return False
    if re.search(r"[NM]", notation.value):
        return len(notation.value) > _BARE_T
    if notation.start == 0 and _LABEL.match(text[notation.end : notation.end + 40]):
        return notation.value[0] != "T"
    if notation.value[0] != "T" or _GRADED.match(after) or _OF_GRADE.match(after) or _is_of_tumor(text, notation):
        return True
    if notation.value == "Ta" and re.match(r"\s?[,;)]", after) and _OF_BLADDER.search(text):
        return True
    if re.match(r"T(?:is|[1-4][a-d])", notation.value):
        return not _IMAGING.search(text)
    return not _IMAGING.search(text) and (
        bool(_STAGED.search(before))
        or _OWN_LABEL.match(before) is not None
        or (before.endswith("(") and _GRADED_BEHIND.match(after) is not None)
    )


def explains(text: str, notation: Notation) -> bool:
    """True for a category or group of a key: "pT1 <= 2 cm, pT2 > 2-5 cm", "Key to T3: …", "IIIB, > 5 mm"."""
    if _KEY_BEHIND.match(text[notation.end : notation.end + 12]):
        return True
    return _KEY_AHEAD.search(text[max(notation.start - 16, 0) : notation.start]) is not None


def _is_of_tumor(text: str, notation: Notation) -> bool:
    """True for a T category that stands as an adjective of a tumor, and of no vertebra or signal: "a T2 carcinoma"."""
    match = _OF_TUMOR.match(text, notation.end)
    return match is not None and not (_IMAGING.search(text[notation.end : match.end() + 16]) or _SPINE.search(text))


def lists_scale(text: str) -> bool:
    """True for a line of many different T categories, none of them a choice: a scale, or tumors of many."""
    return len({match[0] for match in _CATEGORY.finditer(text)}) > _MANY
