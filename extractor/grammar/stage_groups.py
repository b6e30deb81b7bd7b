"""Stage groups as reports write them: stage IIIA, stage was IIA, FIGO (2018) IB2, BCLC-C, IIIC according to FIGO."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.grammar.tnm import Notation
from extractor.grammar.wording import compiled, phrases

_ROMAN = r"(?:IV|V(?!I)|I{1,3})"
# "IAm-POLEmut": with the molecular class of FIGO 2023
_MOLECULAR = r"(?:[A-C]?[1-3]?m[\s-]?{molecular_classes}\b)"
_LETTERS = r"(?:[\s-]?[A-D](?![\w-])|[A-Da-d](?:[1-3](?:[prm]|mi|\(?i{1,2}\)?)?)?(?=[XSE]?(?!\w)))"
_SUFFIX = rf"(?:{_MOLECULAR}|{_LETTERS}?(?:[XSE]{{1,2}}[AB]?(?![\w]))?)"
_GROUP = rf"(?:0|{_ROMAN}|[1-5]|L[12]\b|MS?\b(?=[\s.,;)]|$)|(?i:{{number_words}})\b)"
_STAGE = compiled(
    "stages",
    rf"\b(?:[cpsfy]{{0,2}}[Ss]tage|STAGE|[Ss]taging(?=\s(?:was|is|of)\b)|(?P<staged>[Ss]taged))(?P<plural>s\b|S\b)?(?:[\s-]{{stage_links}}){{0,4}}"
    rf"(?:\s?[:=(]?[\s-]?|\s?(?:\?|:|=|->|=>|→|[|/])\s{{0,60}}(?:A[.:]\s)?|\s?:?\s{{2,40}}|\s?\.{{2,60}}\s?)(?P<group>{_GROUP}{_SUFFIX})"
    rf"(?![\w%]|\.\d|\s?(?:cm|mm|weeks|months|years|days|hours)\b)",
    cased=True,
)
_RANGE = compiled(
    "stages", rf"^\s?(?:/|-|–|to|and|or)\s?(?:stage\s)?(?P<high>{_GROUP}(?:[A-Da-d][1-3]?)?)\b", cased=True
)
_CHANGE = compiled("stages", r"\bfrom\s(?:an?\s)?(?:{staging_ahead}\s)?$")
_BEHIND = (
    r"^(?:'s?|s)?\)?(?:[\s,_]{1,2}\(?(?:19|20)\d\d\)?)?(?:\s?[:,]?\s{behind_system}){0,3}"
    r"(?:[\s:(,=|>→-]{0,4}|\s{2,40}(?:->|=>|→|[:=|])\s{0,40}|\s?:?\s{2,40}|\s?\.{2,60}\s?)"
)
_BARE = compiled("stages", rf"{_BEHIND}(?P<group>(?:IV|I{{1,3}}){_SUFFIX})(?!\w|\s{{no_stage_behind}}\b)", cased=True)
_NUMBER = compiled("stages", rf"{_BEHIND}(?P<group>[0-4][Ss]?)(?![\w%/]|\.\d|\s{{no_stage_behind}}\b)", cased=True)
_LETTER = compiled("stages", rf"{_BEHIND}(?P<group>0|[A-D][1-3]?|L[12]|MS?)(?![\w'%.-]\w|\w)", cased=True)
_STAGE_LETTER = re.compile(r"\b[Ss]tage\s(?P<group>[A-D][1-3]?)(?![\w'-])")
_EXTENT = compiled("stages", r"\b(?P<group>{extents})[\s-](?:disease\s)?stage\b")
_NEXT_COLUMN = compiled("stages", rf"\s{{3,}}(?P<group>(?:IV|I{{1,3}}){_SUFFIX})(?!\w)", cased=True)
_AHEAD = compiled(
    "stages",
    rf"(?:[,(:;]\s?|\b{{before_group}}\s)(?P<group>(?:IV|I{{1,3}}){_SUFFIX}|[A-D][1-3]?)"
    rf",?\s(?:\(|{{by_system}}\s)(?:the\s)?(?:[\w-]{{1,20}}\s){{0,3}}\(?$",
    cased=True,
)
_BEHIND_TNM = re.compile(r"^[,;(\s/|=>.-]{1,4}(?P<group>(?:IV|I{1,3})(?:[A-Ca-c][1-3]?)?)(?![\w-])")
# "AJCC 8th, group III", "group at diagnosis IIIB", "clinical IB": in a sentence that tells of stages.
_GROUP_ALONE = compiled(
    "stages",
    r"\b(?:[Gg]roup(?:\s{stage_links}){0,3}\s?[:=]?\s?(?P<group>(?:IV|I{1,3})(?:[A-D]\d?)?)"
    r"|[Cc]linical(?:ly)?\s(?P<lettered>(?:IV|I{1,3})[A-C]\d?))(?![\w-])",
    cased=True,
)
REACH = 70


def groups(text: str) -> Iterator[Notation]:
    """Yield the stage groups behind the word stage; ranges (stage I-II) speak of many and are none, changes are two."""
    for match in _STAGE.finditer(text):
        if match["plural"] or (match["staged"] and not match["group"][0].isupper()):
            continue
        behind = _RANGE.match(text[match.end() : match.end() + 20])
        if behind is None:
            yield _notation(match["group"], match.start(), match.end())
        elif _CHANGE.search(text[max(match.start() - 24, 0) : match.start()]):
            yield _notation(match["group"], match.start(), match.end())
            if "tage" not in behind[0]:
                yield _notation(behind["high"], match.end() + behind.start("high"), match.end() + behind.end())


def alone(text: str) -> Iterator[Notation]:
    """Yield the groups without the word stage: "AJCC 8th, group III", "(clinical IB)"."""
    for match in _GROUP_ALONE.finditer(text):
        yield _notation(match["group"] or match["lettered"], match.start(), match.end())


def behind_tnm(text: str, end: int) -> Notation | None:
    """Return the group that stands for itself behind a TNM string that ends at `end`: "(T2aN2M0, IIIA)"."""
    match = _BEHIND_TNM.match(text[end : end + 10])
    return _notation(match["group"], end + match.start("group"), end + match.end()) if match is not None else None


def extents(text: str) -> list[Notation]:
    """Return the stages of two that some tumors have: "limited-stage small cell lung cancer"."""
    return [Notation("group", match["group"].lower(), match.start(), match.end()) for match in _EXTENT.finditer(text)]


def letters(text: str) -> list[Notation]:
    """Return the stages in letters behind the word stage: "stage D2"."""
    return [_notation(match["group"], match.start(), match.end()) for match in _STAGE_LETTER.finditer(text)]


def beside_system(text: str, start: int, end: int, kind: str) -> Notation | None:
    """Return the stage beside the name of a system at [start, end): "BCLC-C", "ISS 2", "IIE by Lugano"."""
    expressions = {"stage:letters": (_LETTER, _BARE), "stage:numbers": (_NUMBER, _BARE)}.get(kind, (_BARE,))
    for expression in expressions:
        match = expression.match(text[end : end + REACH])
        if match is not None:
            return _notation(match["group"], start, end + match.end())
    match = _AHEAD.search(text[max(start - REACH, 0) : start])
    if match is not None and (kind == "stage:letters" or match["group"][0] in "IV"):
        return _notation(match["group"], max(start - REACH, 0) + match.start("group"), end)
    return None


def in_columns(text: str, end: int) -> list[Notation]:
    """Return the groups that stand in columns behind one that ends at `end`: "FIGO 2014     IIIB     IIIC"."""
    found: list[Notation] = []
    while (match := _NEXT_COLUMN.match(text, end)) is not None:
        end = match.end()
        found.append(_notation(match["group"], match.start("group"), end))
    return found


def _notation(group: str, start: int, end: int) -> Notation:
    words = phrases("stages", "number_words")
    plain = str(words.index(group.lower()) + 1) if group.lower() in words else re.sub(r"[\s-]", "", group)
    return Notation("group", re.sub(r"m(?=POLE|p53|MMR|NSMP)", "m-", plain), start, end)
