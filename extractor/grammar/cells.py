"""Cells: what the cell of a table says of the marker in front of it: a result, an amount, or both ("pos, 30 %")."""

from __future__ import annotations

import re
from typing import NamedTuple

from extractor.grammar.quantities import PERCENT, number, percentage
from extractor.grammar.scores import PROLIFERATION, RECEPTORS, implied_polarity, scores_in
from extractor.grammar.targets import Target
from extractor.grammar.wording import compiled, only
from extractor.mentions import Sentence
from extractor.records import Quantity
from extractor.rules import settings

AWAITED = "awaited"  # what will be known later is no result
UNTOLD = frozenset({"not_done", AWAITED})
_PARTS = re.compile(r"\s?[/,]\s?")
_SIGNS = (
    r"(?P<equivocal>\+\s?/\s?-|-\s?/\s?\+|±)(?!\w)|(?P<plus>\+{1,4})(?![\w/+])(?!\s?ve\b)"
    r"|(?P<minus>[-–]{1,2})(?![-–])(?=\s{0,3}(?:$|[;,()/|.\n])|\s{2})"
    r"|(?P<plus_ve>\+\s?ve)\b|(?P<minus_ve>[-–]\s?ve)\b|(?P<zero>0)(?![\w/%+-]|[.,]\d)|(?P<empty>[-–—]{3,}|—)(?=\s|$)"
)
_WORDS = (
    r"(?:(?P<no>no)(?=\s?(?:$|[.;,(]))|(?P<untested>{row_untested})|(?P<awaited>{row_awaited}|{row_bystanders})|(?P<negative>{row_negative})"
    r"|(?P<unsure>{row_equivocal})|(?P<positive>{row_positive})|(?P<shade>{row_shades}))(?![\w-])"
)
_AMOUNT = r"[<>~≥≤]?\s?\d{1,3}(?:\s?(?:-|to)\s?\d{1,3})?\s?%"
# What may stand before the result itself: "membranous +++", "tumour cells positive", "nuclear loss".
_LEADS = rf"(?:(?:{{row_shades}}|{{row_leads}})[\s,&]{{1,3}}|{_AMOUNT}(?:\s[-=])?\s){{0,4}}"
_JOINT = r"\s{0,3}(?:[:=]|[-=]{1,2}>|→)?\s{0,2}[(\[]?"
_VALUE = rf"{_JOINT}(?:(?P<partly>{{row_partly}})(?![\w-])|{_LEADS}(?:{_SIGNS}|{_WORDS}))"
# "thymic epithelium only, tumor neg": what a cell says of the tumor, behind something else.
_OF_TUMOR = compiled("markers", rf"[;,]\s(?:the\s)?{{row_tumors}}:?(?={_VALUE})")
# Cells that are not of the tumor: "rare B cells only", "focal, vessels".
_BYSTANDERS = compiled("markers", r"[^;.]{0,40}?\b{row_bystanders}\b")
_SCORE = re.compile(r"[\s:=]{0,3}(?:[Ss]core\s)?(?:(?P<digit>[0-3])\s?\+?|(?P<plus>\+{1,3}))(?![\w%+]|\.\d)")
_GRADE = re.compile(r"[\s:=]{0,3}(?:[a-z]{4,8}[,\s]{1,2})?(?P<grade>[0-4])\s?\+(?:\s?/\s?[34])?(?![\w%])")
_ALLRED = re.compile(r"[\s:=]{0,3}(?:[a-z]{4,8}[,\s]{1,2})?(?P<allred>[0-8])\s?/\s?8\b")
_INDEX = re.compile(r"[\s:=]{0,3}[<>~≥≤]?\s?(?P<low>\d{1,3}(?:[.,]\d)?)(?:\s?-\s?(?P<high>\d{1,3}))?(?=\s*$|\s?[;,(])")
_SHARE = re.compile(r"[\s:=]{0,3}(?P<low>[1-9]\d|100)(?:\s?-\s?(?P<high>\d{2,3}))?(?=\s*$|\s?[;,(])")  # "ER 95, PR 40"
_SHARE_LEADS = compiled("markers", r"[\s:=]{0,3}(?:(?:{row_shades}|{row_leads})[\s,:]{1,2}){0,3}(?=[<>~≥≤]?\s?\d)")
_GRADED_IN = re.compile(r"[\s:=]{0,3}[1-3]\+\s(?:in|of)\s")  # "3+ in 90 %"
_CALLED = compiled("markers", r"[\s,(=-]{1,4}{row_equivocal}")
_CUT = re.compile(r"[a-z]-$")  # a word that the end of its line cuts
_WILD = compiled("markers", r"\bwild[\s-]type|\bwt\b")
_LEVELS = frozenset({"normal", "present"})
_BEHIND_LABEL = re.compile(r"(?:\s?[(\[][^()\[\]]{1,24}[)\]])?(?:\s?\.{3,}|\s?[:=|,;/]|\s?-{1,2}>?(?=\s)|\s?→)?\s*")
_END = re.compile(r"\s?;|\.\s|$")


class Cell(NamedTuple):
    """Words [start, end) of the clean text between two gaps of a row."""

    start: int
    end: int
    text: str


class Value(NamedTuple):
    """What a cell says: the result and an amount; `shade` when only a shade (dim) says it, `shown` by the amount."""

    polarity: str
    amount: Quantity | None
    shade: bool
    shown: bool
    start: int
    end: int
    dash: bool = False  # nothing but a dash


def values_of(cell: Cell, inside: list[Target]) -> list[Value] | None:
    """Return what a cell says of each of the targets before it: the same, or a part for each ("- / +")."""
    if len(inside) > 1:
        parts = _PARTS.split(cell.text)
        if len(parts) == len(inside):
            read, position = [], 0
            for target, part in zip(inside, parts, strict=True):
                position = cell.text.index(part, position)
                read.append(value_of(target, part, cell.start + position))
                position += len(part)
            if all(value is not None for value in read):
                return [value for value in read if value is not None]
    found = [value_of(target, cell.text, cell.start) for target in inside]
    return [value for value in found if value is not None] if None not in found else None


def value_of(target: Target, text: str, start: int) -> Value | None:
    """Return what words that stand at a position say of a target."""
    if _CUT.search(text):
        return None
    score = _SCORE.match(text) if target.mention.id == "HER2" else None
    if score is not None:
        amount = Quantity(value=int(score["digit"]) if score["digit"] else len(score["plus"]), unit="score")
        return Value(implied_polarity("HER2", amount), amount, False, True, start, start + score.end())
    of_tumor = _OF_TUMOR.search(text) if ", " in text or "; " in text else None
    match = compiled("markers", _VALUE).match(text)
    said = _said(match, text, start, target) if match is not None else None
    if said is not None and (of_tumor is None or said.polarity != AWAITED):
        return said
    shown = _shown(target, text, start) if match is None else None
    if shown is not None:
        return shown
    match = compiled("markers", _VALUE).match(text, of_tumor.end()) if of_tumor is not None else None
    return _said(match, text, start, target) if match is not None else said


def _shown(target: Target, text: str, start: int) -> Value | None:
    """Return what an amount alone says: a share of cells, a score, an index without its sign."""
    name = target.mention.id
    lead = _SHARE_LEADS.match(text) if _is_share(text) else None
    graded = _GRADED_IN.match(text) if "%" in text and name != "HER2" else None
    lead = graded or lead
    share = PERCENT.match(text, lead.end()) if lead is not None else None
    if share is not None:
        amount, end = percentage(share), share.end()
        polarity = implied_polarity(name, amount)
        if _has_patterns(target) and _WILD.search(text):
            polarity = "negative"
        return Value(polarity, amount, False, True, start, start + end)
    if "CPS" in text or "TPS" in text:
        for scored, _ in scores_in(text)[:1] if name == "PD-L1" else []:
            return Value(implied_polarity(name, scored), scored, False, True, start, start + len(text))
    match = _ALLRED.match(text) if name in RECEPTORS else None
    if match is not None:
        amount = Quantity(value=int(match["allred"]), unit="Allred")
        return Value(implied_polarity(name, amount), amount, False, True, start, start + match.end())
    match = _GRADE.match(text)
    if match is not None:
        amount = Quantity(value=int(match["grade"]), unit="score")
        called = _CALLED.match(text, match.end())
        polarity = "equivocal" if called is not None else "positive" if amount.value else "negative"
        return Value(polarity, amount, False, True, start, start + match.end())
    match = _INDEX.match(text) if name == PROLIFERATION else _SHARE.match(text) if name in RECEPTORS[:2] else None
    if match is not None:
        low, high = number(match["low"]), number(match["high"]) if match["high"] else None
        amount = Quantity(low=low, high=high, unit="%") if high else Quantity(value=low, unit="%")
        return Value(implied_polarity(name, amount), amount, False, True, start, start + match.end())
    return None


def _is_serological(target: Target) -> bool:
    return target.mention.id in settings("markers")["serology"]["markers"]


def _has_patterns(target: Target) -> bool:
    """True for a marker whose stain has a wild-type pattern."""
    return target.mention.id in settings("markers")["stained_patterns"]["markers"]


def _said(match: re.Match[str], text: str, start: int, target: Target) -> Value | None:
    end = start + match.end()
    start += match.start()
    if match["untested"] or match["awaited"] or match["empty"]:
        return Value("not_done" if match["untested"] else AWAITED, None, False, False, start, end)
    if match["equivocal"] or match["unsure"]:
        return Value("equivocal", _amount(text), False, False, start, end)
    if match["negative"] and _WILD.match(match["negative"]) and not _has_patterns(target):
        return None
    if match["positive"] and match["positive"].lower() in _LEVELS and _is_serological(target):
        return None  # "CA19-9: normal"
    if match["minus"] or match["negative"] or match["minus_ve"] or match["zero"] or match["no"]:
        return Value("negative", _amount(text), False, False, start, end, match["minus"] is not None)
    shade = match["shade"] is not None and match["partly"] is None
    if shade and _BYSTANDERS.match(text, match.start("shade")):
        return Value(AWAITED, None, False, False, start, end)
    amount = _amount(text) or _graded(match, target)
    if shade and amount is not None and implied_polarity(target.mention.id, amount) == "negative":
        return Value("negative", amount, False, False, start, end)
    return Value("positive", amount, shade, False, start, end)


def _graded(match: re.Match[str], target: Target) -> Quantity | None:
    """Return the score that several signs or a score behind the word are: "+++", "pos, 4+", "strong 8/8"."""
    behind = match.string[match.end() :]
    allred = _ALLRED.match(behind) if target.mention.id in RECEPTORS else None
    if allred is not None:
        return Quantity(value=int(allred["allred"]), unit="Allred")
    grade = _GRADE.match(behind.lstrip(",( "))
    if grade is not None:
        return Quantity(value=int(grade["grade"]), unit="score")
    return Quantity(value=len(match["plus"]), unit="score") if len(match["plus"] or "") > 1 else None


def end_of(text: str) -> int:
    """Return where the words of a cell about the tumor end: before a semicolon or a full stop."""
    match = _END.search(text)
    if match is None or only(text[match.end() :], "markers", "between_stain_and_modifier"):
        return len(text)  # "normal; patchy"
    return match.start()


def _is_share(text: str) -> bool:
    """True for words that may hold a percentage."""
    return "%" in text or "cent" in text.lower()


def _amount(text: str) -> Quantity | None:
    """Return the share of cells that a cell adds to its result: "pos, 30 %"."""
    share = PERCENT.search(text) if _is_share(text) else None
    return percentage(share) if share is not None else None


def labelled_result(text: str) -> bool:
    """True for words behind a label that begin with the result of a stain: " (clone)   neg", ": 40 %"."""
    gap = _BEHIND_LABEL.match(text)
    behind = text[gap.end() :] if gap is not None else text
    match = compiled("markers", _VALUE).match(behind)
    if match is None:
        return PERCENT.match(behind) is not None
    return not (match["awaited"] or match["empty"])


def is_line(sentence: Sentence, target: Target) -> bool:
    """True for a line that holds a name and its result, and nothing else: "PMS2 present"."""
    if not sentence.opens_line or sentence.text[: target.start - sentence.start].strip(" -*•"):
        return False
    match = compiled("markers", _VALUE).match(sentence.between(target.end, sentence.end))
    rest = sentence.between(target.end, sentence.end)[match.end() :] if match is not None else "?"
    return not rest.strip(" .;,")
