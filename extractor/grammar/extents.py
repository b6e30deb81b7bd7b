"""Extents: the size of a tumor and the depth of its invasion as items and diagnoses give them, in millimetres."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.grammar.clearances import Clearance, clearances
from extractor.grammar.items import SEPARATOR, cells, value_below, visible
from extractor.grammar.quantities import comparator
from extractor.grammar.sizes import Size, in_millimetres, sizes_in
from extractor.grammar.stated import Stated
from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Sentence
from extractor.records import Number, Quantity

SIZE, DEPTH = "tumor_size", "depth_of_invasion"
_SIGN = re.compile(
    r"(?P<sign>[<>≤≥~]=?|at least|less than|more than|greater than|approximately|about|up to)\s?$", re.IGNORECASE
)
_ITEM_END = re.compile(r"[;,.|/&]\s{0,3}$")
_NOT_TUMOR = compiled("findings", r"\b{measured_otherwise}\b")
_LABEL_UNIT = re.compile(r"^[\w\s,]{0,20}[,(\s](?P<unit>cm|mm)\)?\s{0,3}$", re.IGNORECASE)
_ONLY_NUMBER = re.compile(r"\s*(?P<value>\d{1,3}(?:\.\d{1,2})?)(?:\s?[x×]\s?\d{1,3}(?:\.\d{1,2})?){0,2}\s*$")
_PART_OF = re.compile(
    r"(?<![\d.])(?P<value>\d{1,2}(?:\.\d{1,2})?)\s?(?:[cm]m)?\s?(?:/|of|out\sof|in)\s?(?:a\s|total\s)?"
    r"\d{1,2}(?:\.\d{1,2})?\s?(?P<unit>mm|cm)\b"
)
_OTHER = re.compile(
    r"\badditional|\bother\b|\bgross\b|\bof\s(?:the\s)?(?:tissue|specimen|sample|fragment)|deposit|metasta",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"\d{1,3}(?:\.\d{1,2})?")
_UNIT_AHEAD = re.compile(r"\s?[\w\s']{0,12}?[,(]\s?(?:in\s)?(?P<unit>mm|cm)\)?", re.IGNORECASE)
_BARE_DEPTH = re.compile(r"[\s:=.|]{1,60}(?P<value>\d{1,2}(?:\.\d{1,2})?)(?![\w/%]|\.\d)")
_IN = re.compile(r"[\s(,]{1,2}(?:in\s|is\s)?(?:its\s|the\s)?")
_JOINED, _AHEAD = 4, 40
_BEGINS = re.compile(r"(?:\s{3}|[;,|]\s|\t)$")
_REACH = 75


def extents(sentences: Sequence[Sentence], index: int) -> Iterator[Stated]:
    """Yield the sizes and depths that a sentence gives behind their names."""
    sentence = sentences[index]
    mentions = sentence.of_kind("finding")
    text = visible(sentence.text)
    for number, mention in enumerate(mentions):
        if mention.id not in (SIZE, DEPTH):
            continue
        start = mention.end - sentence.start
        following = [m for m in mentions[number + 1 :] if m.id != "other" and m.start - mention.end > _JOINED]
        right = following[0].start - sentence.start if following else len(text)
        if mention.id == SIZE:
            yield from _sizes(sentences, index, mention, text, start, right)
        else:
            yield from _depths(sentence, mention, text, start, right)


def _sizes(
    sentences: Sequence[Sentence], index: int, mention: Mention, text: str, start: int, right: int
) -> Iterator[Stated]:
    sentence = sentences[index]
    begin = mention.start - sentence.start
    ahead = text[:begin].strip(" -*+•#=:123.|[(")
    if (
        text[begin:start].lower() == "size"
        and ahead
        and (not _ITEM_END.search(text[:begin]) or _NOT_TUMOR.search(ahead))
    ):
        return  # the size of something else: "specimen weight / size"
    separator = SEPARATOR.search(text, start, min(right, start + 45))
    seen: set[Number] = set()
    columns = list(cells(text[separator.end() : right], separator.end())) if separator is not None else []
    if separator is None:
        columns = list(cells(text[start : min(right, start + 60)], start))[:1]
    if not text[start:].strip(" :.-") and sentence.opens_line:
        yield from _below(sentences, index, mention)
        return
    unit = _LABEL_UNIT.match(text[start : separator.start()]) if separator is not None else None
    before = _size_before(text, begin) if not any(_first(cell.text) for cell in columns) else None
    if before is not None:
        yield Stated(
            SIZE,
            mention.source.key,
            [(sentence, sentence.start + before.start, mention.end)],
            quantity=Quantity(value=max(before.millimetres), unit="mm"),
        )
        return
    for cell in columns:
        found = _first(cell.text) or (_bare(cell.text, unit["unit"]) if unit is not None else None)
        if found is None or found[0] in seen or _OTHER.search(text[mention.start - sentence.start : cell.start]):
            continue
        value, first, last = found
        seen.add(value)
        yield Stated(
            SIZE,
            mention.source.key,
            [(sentence, mention.start, sentence.start + cell.start + last)],
            quantity=Quantity(value=value, comparator=_comparator(cell.text[:first]), unit="mm"),  # type: ignore[arg-type]
        )


def _below(sentences: Sequence[Sentence], index: int, mention: Mention) -> Iterator[Stated]:
    """Read the size in the line under its label: "Tumor size / 18 mm"."""
    for line in value_below(sentences, index):
        found = _first(line.text)
        if found is not None and found[1] < _JOINED:
            yield Stated(
                SIZE,
                mention.source.key,
                [(sentences[index], mention.start, mention.end), (line, line.start + found[1], line.start + found[2])],
                quantity=Quantity(value=found[0], unit="mm"),
            )
        return


def _size_before(text: str, begin: int) -> Size | None:
    """Return the size right before its name: "2.2 cm greatest dimension", "2.2 cm in greatest dimension"."""
    first = max(0, begin - _AHEAD)
    sizes = sizes_in(text[first:begin])
    if not sizes or not _IN.fullmatch(text[first + sizes[-1].end : begin]):
        return None
    return sizes[-1]._replace(start=first + sizes[-1].start, end=first + sizes[-1].end)


def _first(text: str) -> tuple[Number, int, int] | None:
    """Return the greatest dimension of the first size in a text, with its place."""
    sizes: list[Size] = sizes_in(text)
    if not sizes or sizes[0].start > 45:
        return None
    return max(sizes[0].millimetres), sizes[0].start, sizes[0].end


def row_sizes(sentence: Sentence) -> list[Size]:
    """Return the sizes in the cells of a row whose label gives the unit: "Size (cm)    4.1    1.4"."""
    mention = next((m for m in sentence.of_kind("finding") if m.id == SIZE), None)
    if mention is None:
        return []
    text, start = visible(sentence.text), mention.end - sentence.start
    separator = SEPARATOR.search(text, start, start + 45)
    unit = _LABEL_UNIT.match(text[start : separator.start()]) if separator is not None else None
    if separator is None or unit is None:
        return []
    found = []
    for cell in cells(text[separator.end() :], separator.end()):
        bare = _bare(cell.text, unit["unit"])
        if bare is not None:
            values = [in_millimetres(n, unit["unit"]) for n in _AMOUNT.findall(cell.text[bare[1] : bare[2]])]
            found.append(Size(cell.start + bare[1], cell.start + bare[2], values))
    return found


def _bare(text: str, unit: str) -> tuple[Number, int, int] | None:
    """Return the number of a cell whose label gives the unit: "Size (cm)    4.1"."""
    match = _ONLY_NUMBER.match(text)
    return (in_millimetres(match["value"], unit), match.start("value"), match.end()) if match is not None else None


def _comparator(ahead: str) -> str | None:
    match = _SIGN.search(ahead)
    if match is None:
        return None
    return ">=" if match["sign"].lower() == "at least" else comparator(match["sign"])


def _depths(sentence: Sentence, mention: Mention, text: str, start: int, right: int) -> Iterator[Stated]:
    """Read a depth behind its name: "Depth of invasion: 4 mm", "Breslow at least 1.1 mm"."""
    if (
        getattr(mention.source, "id", "") == "depth-label"
        and (not sentence.opens_line or mention.start - sentence.start > 4)
        and not _BEGINS.search(text, 0, mention.start - sentence.start)
    ):
        return
    window = text[start : min(right, start + _REACH)]
    window = re.split(r";|\.\s(?=[A-Z])", window)[0]
    found = clearances(window)
    part = _PART_OF.search(window)
    if part is not None and (not found or found[0].start >= part.start()):  # "6 of 15 mm", "9/17 mm"
        found = [Clearance(part.start(), part.end(), in_millimetres(part["value"], part["unit"]))]
    label = _UNIT_AHEAD.match(window)
    if not found and (label is not None or "reslow" in sentence.between(mention.start, mention.end).lower()):
        bare = _BARE_DEPTH.match(window, label.end() if label is not None else 0)
        unit = label["unit"] if label is not None else "mm"
        if bare is not None:
            found = [Clearance(bare.start("value"), bare.end(), in_millimetres(bare["value"], unit))]
    if not found:
        return
    yield Stated(
        DEPTH,
        mention.source.key,
        [(sentence, mention.start, sentence.start + start + found[0].end)],
        quantity=Quantity(value=found[0].millimetres, comparator=_comparator(window[: found[0].start]), unit="mm"),  # type: ignore[arg-type]
    )
