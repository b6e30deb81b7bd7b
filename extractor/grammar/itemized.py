"""Itemized results: names each with what stands behind an equals sign, a colon or nothing but a space.

"CK7 = neg", "CD10 = 0 . AMACR = + faint", "OCT2 weak, BOB.1 0", "p53: strong, mutant pattern; p16 patchy".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from extractor.grammar.cells import AWAITED, UNTOLD, Value, value_of
from extractor.grammar.quantities import PERCENT, percentage
from extractor.grammar.stainings import STAINS
from extractor.grammar.symbols import CELL, COLUMN
from extractor.grammar.targets import Target, is_among_stains, names_gene
from extractor.grammar.wording import compiled, only
from extractor.mentions import Modifier, Sentence
from extractor.rules import settings

_PLACE = r"(?:(?:on|in|at)\s)?(?:block\s|part\s|slide\s)?(?:[A-Z]{1,2}\d{0,2}|\d{1,2}[A-Z]?\d{0,2})"
_JOINT = re.compile(
    r"\s?(?i:\b(?:IHC|stain|(?:m?RNA\s|DNA\s)?C?ISH)\b\s?)?(?:x\s?\d\s?)?(?:[(\[][^()\[\]]{1,60}[)\]]\s?)?"
    rf"(?i:\b(?:IHC|stain|C?ISH)\b\s?)?(?:\b(?:on|in)\s{_PLACE}\s?)?\s{{0,2}}"
    r"(?P<sign>={1,2}|[-=]{1,2}>|[→⇒➔»]|:(?!\d)|-{2,3}(?=\s)|-(?=\s\w))\s{0,2}"
)
_CLONE = re.compile(r"\s?[(\[](?=[^()\[\]]{0,20}\d)[^()\[\]]{1,20}[)\]]")
_BOX = re.compile(r"\[\s?[xX]?\s?\]|[☐☒☑]|\(\s?[xX]?\s?\)")
_CHECKED = re.compile(r"(?:\[\s?[xX]\s?\]|[☒☑]|\(\s?[xX]\s?\))\s?")
_RETOLD = compiled(
    "markers", r"(?:\s?\([^()]{1,20}\))?\s{tests_repeated}\b[^:;.]{0,60}:\s"
)  # "was repeated on block A6: positive"
_BOXED = re.compile(r"\s{1,3}(?=\[\s?[xX]?\s?\]|\(\s?[xX]?\s?\)|[☐☒☑])")
_MAY_JOIN = re.compile(r"[=:>→⇒➔»☐☒☑]|\s-{1,3}\s|[(\[]\s?[xX]?\s?[)\]]")
_LISTED = re.compile(r"\s?(?:,|/|&|\band\b|,\s?and\b)\s?")
_AND_LAST = re.compile(r",?\s(?:and|&)\s|\s?&\s?")
_OPENS_ITEM = re.compile(r"(?:^|[;.:]\s|\n)[\s*•-]{0,3}$")
_FURTHER = re.compile(r",\s(?P<words>[^,;.()\n]{1,30}(?:\([^()]{1,20}\))?)(?=[,;.\n]|$)")
_KEY = compiled(
    "markers",
    r"[^;]{0,40}?(?:(?:{row_positive}|{row_negative}|{row_equivocal}|high|low)\s?(?:\(\s?)?(?:[<>≥≤]|if\b|when\b|[0-3]\+\s)"
    r"|[0-3]\+?\s?(?:/|,|and)\s?[0-3]\+\s?[:=(]?\s?(?:{row_positive}|{row_negative}|{row_equivocal}))",
)
_CHANGED = compiled("markers", r"\s{row_changes}\b")  # as a laboratory value is
_MOLECULAR = "molecular"
_ENDS = re.compile(r"\s?;|\s?\.(?:\s|$)|\s/\s|\s\|\s|\n|\t")
_BAR = " | "
_ENDS_PARTS = re.compile(r"\s?;|\n|\.(?:\s|$)|$")
_MOST_PARTS = 6
_ENDS_ITEM = re.compile(r"[,;/\n|]|\s-\s|\.(?:\s|$)|\s{2,}|$")
_AHEAD = re.compile(r"(?:^|[;:.,/|(>\n-]\s{0,3}|[+)]\s|\s{2,}|\s(?:and|&)\s)$")
_LED = re.compile(r"\w{2}[\s-]$")
_LEAD = compiled("markers", r"(?:^|[;.]\s)[\s*•-]{0,3}{item_leads}\s?$")
_SIGNS_OF_AMOUNTS = re.compile(r"[<>~≥≤]|\((?=[^()]{1,40}\))|(?<=\w)\)$")
_DEFINED = re.compile(r"\b[A-Z]{1,3}\d?\s?=\s?$")  # "G1 = Ki-67 <3%"
_CLOSED = re.compile(r"\s?(?:\([^()]{1,16}\))?\s?(?:$|[.,;])")
_SHADED = compiled(
    "markers", r"(?:^|[.;:,]\s|\n)(?:and\s)?(?P<lead>(?:{row_shades}(?:[\s,]{1,2}(?:and\s)?)){1,3}|(?P<no>no)\s)$"
)
_UNCHECKED = re.compile(r"(?:\[\s{0,2}\]|☐)\s{0,2}$")
_REACH, _LEFT, _NEAR = 100, 24, 14


def joined_results(sentence: Sentence, targets: list[Target]) -> list[Target]:
    """Settle the targets that a sign joins with their result: "CK7 = neg", "MLH1, PMS2: retained".

    Return the results of further parts, which bars set apart: "SOX10 = + | - ;".
    """
    more: list[Target] = []
    if _MAY_JOIN.search(sentence.text) is None:
        return more
    for index, target in enumerate(targets):
        if not _is_open(sentence, target) or not (_begins(sentence, target) or _follows(targets, index)):
            continue
        text = _behind(sentence, targets, index)
        joint = _JOINT.match(text) or _RETOLD.match(text) or _BOXED.match(text)
        if joint is None:
            continue
        match = _ENDS.search(text, joint.end())
        words = text[joint.end() : match.start() if match is not None else len(text)]
        at = target.end + joint.end()
        if (box := _CHECKED.search(words)) is not None:
            at, words = at + box.end(), _BOX.split(words[box.end() :])[0]
        value = value_of(target, words, at) if not _is_key(text[joint.end() :]) else None
        if match is not None and match[0] == _BAR:
            more += _of_parts(sentence, target, value, target.end + match.end())
        if value is None or (value.shade and words.count("(") > words.count(")")):
            continue
        if not _take(target, value, at, at + len(words)):
            continue
        for right, left in pairwise(reversed(targets[: index + 1])):
            if not _LISTED.fullmatch(sentence.between(left.end, right.start)) or not _is_open(sentence, left):
                break
            _take(left, value, at, at + len(words))
    return more


def _of_parts(sentence: Sentence, target: Target, first: Value | None, start: int) -> Iterator[Target]:
    """Yield the results behind the first of an item with bars, each another, where all of its fields say results."""
    stop = _ENDS_PARTS.search(sentence.text, start - sentence.start)
    fields = sentence.text[start - sentence.start : stop.start() if stop is not None else None].split(_BAR)
    if first is None or len(fields) > _MOST_PARTS:
        return
    said = {first.polarity}
    for field in fields:
        value = value_of(target, field, start)
        if value is None or not field.strip():
            return
        if value.polarity not in (*UNTOLD, *said):
            said.add(value.polarity)
            end = start + len(field)
            twin = replace(target, start=start, end=end, quantity=value.amount, strict=True, cell=(start, end))
            twin.settle(value.polarity, Modifier(value.polarity, COLUMN, value.start, value.end))
            yield twin
        start += len(field) + len(_BAR)


def led_results(sentence: Sentence, targets: list[Target]) -> None:
    """Settle the stains of items that nothing but a shade or a "no" leads: "Strong CD20, weak CD79a. No CD3."."""
    for target in targets:
        if not _is_open(sentence, target) or _CLOSED.match(sentence.between(target.end, target.end + _LEFT)) is None:
            continue
        ahead = sentence.between(max(sentence.start, target.start - _LEFT), target.start)
        match = _SHADED.search(ahead)
        if match is None or not (_is_whole(sentence, target, match["lead"]) or is_among_stains(sentence)):
            continue
        value = "negative" if match["no"] else "positive"
        start = target.start - len(ahead) + match.start("lead")
        target.settle(value, Modifier(value, CELL, start, target.start))
        target.strict, target.cell = True, (start, target.end)


def _is_whole(sentence: Sentence, target: Target, lead: str) -> bool:
    """True for a sentence of a note that holds a stain and the words before it alone: "Focal CA125."."""
    return (
        sentence.section is not None
        and f"{lead}{sentence.between(target.start, target.end)}" == sentence.text.strip(" .;")
    )


def leave_unchecked(sentence: Sentence, targets: list[Target]) -> None:
    """Silence the targets of choices that were not made: "[x] ER positive  [ ] ER negative"."""
    if "[" not in sentence.text and "☐" not in sentence.text:
        return
    for target in targets:
        if _UNCHECKED.search(sentence.between(max(sentence.start, target.start - _NEAR), target.start)):
            target.silent = True


def bare_results(sentence: Sentence, targets: list[Target]) -> None:
    """Settle the targets that nothing but a result follows, up to the end of the item: "OCT2 weak, BOB.1 0"."""
    for index, target in enumerate(targets):
        if not _is_open(sentence, target) or not _begins(sentence, target) or _may_be_serology(sentence, target):
            continue
        text = _behind(sentence, targets, index)
        clone = _CLONE.match(text)
        start = clone.end() if clone is not None else 0
        end = _ENDS_ITEM.search(text, start + 1)
        item = text[start : end.start()] if end is not None else text[start:]
        at = target.end + start
        close = _ENDS.search(text, start + 1)
        words = text[start : close.start()] if close is not None else text[start:]
        value = value_of(target, words, at) if item[:1].isspace() and item.strip() and not _is_key(words) else None
        if value is None or _CHANGED.match(item) or not _is_said_of(item[max(value.end - at, 0) :]):
            continue
        stop = end.start() if end is not None else len(text)
        while (match := _FURTHER.match(text, stop)) is not None and _is_said_of(match["words"]):
            stop = match.end()
        _take(target, value, at, target.end + stop)
        for left in _listed_before(sentence, targets[: index + 1]):
            _take(left, value, at, target.end + stop)
        if target.quantity is None and "%" in text[start:stop]:
            share = PERCENT.search(text, start, stop)
            target.quantity = percentage(share) if share is not None else None


def _listed_before(sentence: Sentence, targets: list[Target]) -> list[Target]:
    """Return the open targets that an item lists with its last one: "EMA, GFAP and PR without staining"."""
    found: list[Target] = []
    for right, left in pairwise(reversed(targets)):
        gap = sentence.between(left.end, right.start)
        if not _LISTED.fullmatch(gap) or not _is_open(sentence, left):
            break
        if not found and _AND_LAST.fullmatch(gap) is None:
            return []
        found.append(left)
    first = found[-1].start if found else sentence.start
    return found if _OPENS_ITEM.search(sentence.between(max(sentence.start, first - _NEAR), first)) else []


def _is_said_of(words: str) -> bool:
    return only(_SIGNS_OF_AMOUNTS.sub(" ", words), "markers", "between_stain_and_modifier")


def _is_key(words: str) -> bool:
    """True for a definition of what is called positive: "pos >=10%", "0 / 1+ neg, 2+ equivocal"."""
    return _KEY.match(words) is not None


def _may_be_serology(sentence: Sentence, target: Target) -> bool:
    """True for a name that is a laboratory value as often, where nothing speaks of stains."""
    return target.mention.id in settings("markers")["serology"]["markers"] and sentence.section != STAINS


def _is_open(sentence: Sentence, target: Target) -> bool:
    if target.silent or target.cell is not None:
        return False
    if _is_pattern(sentence, target):
        return True
    if target.polarity is not None or target.alteration is not None:
        return False
    if sentence.section == _MOLECULAR and names_gene(sentence, target):
        return False
    return target.own_alteration in ("expression", "virus")


def _is_pattern(sentence: Sentence, target: Target) -> bool:
    """True for a stain whose pattern is called after the gene: "p53: mutant", "p53 - wild type"."""
    cue = target.alteration_cue
    return (
        target.alteration == "mutation"
        and cue is not None
        and 0 < cue.start - target.end <= _NEAR
        and target.mention.id in settings("markers")["stained_patterns"]["markers"]
        and sentence.section != _MOLECULAR
        and sentence.between(target.mention.start, target.mention.end).lower() == target.mention.id
    )


def _begins(sentence: Sentence, target: Target) -> bool:
    """True for a name that begins a line or an item."""
    ahead = sentence.between(max(sentence.start, target.start - _LEFT), target.start)
    if _LED.search(ahead) is not None:
        lead = _LEAD.search(sentence.between(max(sentence.start, target.start - _REACH), target.start))
        if lead is not None:
            return True
    return _AHEAD.search(ahead) is not None and _DEFINED.search(ahead) is None


def _follows(targets: list[Target], index: int) -> bool:
    """True for a name right behind the result of the name before it: "CA IX = 0 CK20 = 0"."""
    cell = targets[index - 1].cell if index else None
    return cell is not None and cell[1] >= targets[index].start


def _behind(sentence: Sentence, targets: list[Target], index: int) -> str:
    target = targets[index]
    following = next((other.start for other in targets[index + 1 :] if other.start >= target.end), sentence.end)
    return sentence.between(target.end, min(following, target.end + _REACH))


def _take(target: Target, value: Value, start: int, end: int) -> bool:
    """Settle a target by a value and the words [start, end) that tell of it; False where these tell of nothing."""
    if value.polarity == AWAITED:
        return False
    target.alteration = target.alteration_cue = None
    target.settle(value.polarity, Modifier(value.polarity, CELL, value.start, value.end))
    target.strict, target.cell = True, (start, end)
    if value.amount is not None:
        target.quantity = value.amount
    return True
