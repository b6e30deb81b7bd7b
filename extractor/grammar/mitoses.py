"""Mitotic rates: 3 mitoses per 10 HPF, 31/10 HPF, <1 per 2 mm2, five mitoses in one square millimetre."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.grammar.items import SEPARATOR, cells
from extractor.grammar.quantities import COMPARATOR, WORD_NUMBER, comparator, number
from extractor.grammar.stated import Stated
from extractor.mentions import Mention, Sentence
from extractor.records import Quantity

NAME = "mitotic_rate"
_AREA = (
    r"(?:(?P<area>\d{1,3}(?:[.,]\d{1,2})?|one|two|five|ten|fifty)\s?)?(?P<unit>HPFs?\b|h\.?p\.?f\.?\b|high[\s-]power(?:ed)?(?:\s(?:microscopic\s)?fields?)?"
    r"|mm\s?\^?[2²]|sq(?:uare)?\.?\s?(?:mm|millimet(?:er|re)s?)|fields?\b)"
)
_RATE = re.compile(
    rf"(?P<sign>{COMPARATOR})?\s?(?<!\w)(?<!\d\.)(?P<low>\d{{1,3}}(?:\.\d{{1,2}})?|\b(?:{WORD_NUMBER}|no)\b)"
    rf"(?:\s?(?:-|–|to)\s?(?P<high>\d{{1,3}}))?"
    rf"\s?(?:(?:mitos[ie]s|mitotic\sfigures?|mits?|figures?|\(s\))\s?)?(?:/|per\b|in\b|within\b|of\b|over\b)\s?(?:a\s|an?\sarea\sof\s)?{_AREA}",
    re.IGNORECASE,
)
_SHORT = re.compile(r"(?<![\w./])(?P<low>\d{1,3})\s?/\s?(?P<area>10|50)(?![\d/.%])(?!\s?(?:HPF|mm))")
_LABEL_AREA = re.compile(rf"(?:/|\bper\b|\bin\b)\s?{_AREA}", re.IGNORECASE)
_ALONE = re.compile(rf"\s*(?P<sign>{COMPARATOR})?\s?(?P<low>\d{{1,3}})(?![\w/.%]|\s?(?:/|per\b))", re.IGNORECASE)
_LONGEST_LABEL = 50
_AREA_FIRST = re.compile(rf"\b{_AREA}[^;.]{{0,60}}?\b(?P<low>\d{{1,3}})\smitos[ie]s", re.IGNORECASE)


def mitoses(sentences: Sequence[Sentence], index: int) -> Iterator[Stated]:
    """Yield the mitotic rates of a sentence that speaks of mitoses."""
    sentence = sentences[index]
    mentions = [mention for mention in sentence.of_kind("finding") if mention.id == NAME]
    if not mentions:
        return
    text = sentence.text
    seen = False
    for match in _RATE.finditer(text):
        if match["unit"].lower().startswith("field") and match["area"] is None:
            continue
        if not any(_belongs(text, m.start - sentence.start, m.end - sentence.start, match) for m in mentions):
            continue
        seen = True
        nearest = min(mentions, key=lambda m: abs(m.start - sentence.start - match.start()))
        start = (
            min(match.start(), nearest.start - sentence.start)
            if nearest.start - sentence.start < match.end()
            else match.start()
        )
        yield Stated(
            NAME,
            nearest.source.key,
            [(sentence, sentence.start + start, sentence.start + match.end())],
            quantity=_quantity(match),
        )
    in_row = [] if seen else list(_of_row(sentence, text, mentions[0]))
    yield from in_row
    if not seen and not in_row:
        yield from _shortened(sentence, text, mentions[0].end - sentence.start, mentions[0].source.key)


def _of_row(sentence: Sentence, text: str, mention: Mention) -> Iterator[Stated]:
    """Read numbers whose label gives the area: "Mitoses (per 10 HPF)   7", "Mitoses per 2 mm2 | <2 | 6"."""
    start = mention.end - sentence.start
    separator = SEPARATOR.search(text, start, start + _LONGEST_LABEL)
    area = _LABEL_AREA.search(text, start, separator.start()) if separator is not None else None
    if separator is None or area is None:
        return
    seen: set[str] = set()
    for cell in cells(text[separator.end() :], separator.end()):
        match = _ALONE.match(cell.text)
        if match is None or match[0] in seen:
            continue
        seen.add(match[0])
        quantity = Quantity(
            value=number(match["low"]),
            comparator=comparator(match["sign"]),  # type: ignore[arg-type]
            unit=_unit(area),
        )
        yield Stated(
            NAME,
            mention.source.key,
            [(sentence, sentence.start + cell.start, sentence.start + cell.start + match.end())],
            quantity=quantity,
        )


def _belongs(text: str, start: int, end: int, match: re.Match[str]) -> bool:
    """True for a rate near the word for mitoses, with no other thing counted in between."""
    if match.start() <= start < match.end():
        return True
    gap = text[end : match.start()] if match.start() >= end else text[match.end() : start]
    return len(gap) < 70 and not re.search(r";|\.\s|lymphocyt|eosinophil|Ki-?67|\bbuds?\b", gap, re.IGNORECASE)


def _shortened(sentence: Sentence, text: str, end: int, rule: str) -> Iterator[Stated]:
    """Read a rate without its unit, or behind its area: "mitotic count 6/10", "in 10 HPF, there are 4 mitoses"."""
    match = _SHORT.search(text, end, end + 40)
    if match is not None:
        quantity = Quantity(value=int(match["low"]), unit=f"/{match['area']} HPF")
    else:
        match = _AREA_FIRST.search(text)
        if match is None:
            return
        quantity = Quantity(value=int(match["low"]), unit=_unit(match))
    yield Stated(
        NAME, rule, [(sentence, sentence.start + match.start(), sentence.start + match.end())], quantity=quantity
    )


def _quantity(match: re.Match[str]) -> Quantity:
    low = 0 if match["low"].lower() == "no" else number(match["low"])
    unit = _unit(match)
    if match["high"]:
        return Quantity(low=low, high=number(match["high"]), unit=unit)
    return Quantity(value=low, comparator=comparator(match["sign"]), unit=unit)  # type: ignore[arg-type]


def _unit(match: re.Match[str]) -> str:
    """Return the unit as records write it: "/10 HPF", "/mm2", "/5 mm2"."""
    name = "HPF" if match["unit"][0].lower() in "hf" else "mm2"
    area = str(number(match["area"])) if match["area"] else "1"
    return f"/{name}" if area == "1" else f"/{area} {name}"
