"""Scalars: the numbers of values that imaging measures: 35 HU, SUVmax of 5.6, HU dropping from 200 to 55."""

from __future__ import annotations

import re

from extractor.grammar.quantities import comparator, number
from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Sentence
from extractor.records import Quantity

_VALUE = r"(?P<low>-?\d{1,4}(?:\.\d{1,2})?)(?:\s?(?:-|–|to)\s?(?P<high>-?\d{1,4}(?:\.\d{1,2})?))?(?![\w%]|\.\d)"
_BEFORE = re.compile(rf"(?<![\w.])(?P<sign>[<>~≥≤])?\s?{_VALUE}\s?\(?$")
_LINK = r"[\s):(=,]*(?:\b(?:SUV\s?-?max|{before_value})\b[\s):(=,]*){0,5}"
_BEHIND = compiled("measurements", rf"^{_LINK}(?P<sign>[<>~≥≤])?\s?{_VALUE}", cased=True)
_CHANGE = compiled(
    "measurements",
    rf"^{_LINK}(?:\b{{changes}}\s)?from\s(?P<first>-?\d{{1,4}}(?:\.\d{{1,2}})?(?:\s?[-–]\s?\d{{1,4}})?)(?![\w%])"
    rf"[^;.]{{0,60}}?\bto\s(?P<second>-?\d{{1,4}}(?:\.\d{{1,2}})?(?:\s?[-–]\s?\d{{1,4}}(?:\.\d{{1,2}})?)?)(?![\w%])",
)
_AND = re.compile(rf"^[^;.,\d]{{0,40}}\band\s{_VALUE}(?=\s(?:at|on|after|in)\b)")


def scalars_of(sentence: Sentence, cue: Mention, limit: int, stop: int) -> list[tuple[Quantity, int, int]]:
    """Return the values of a scalar with their places: 35 HU; SUVmax of 5.6; HU dropping from 200 to 55–60."""
    after = sentence.between(cue.end, min(stop, cue.end + 110))
    unit = cue.id
    change = _CHANGE.match(after)
    if change is not None:
        return [
            (_quantity(change[name], unit), cue.end + change.start(name), cue.end + change.end(name))
            for name in ("first", "second")
        ]
    found = []
    if unit == "HU":
        before = sentence.between(max(limit, cue.start - 25), cue.start)
        match = _BEFORE.search(before)
        if match is not None:
            offset = cue.start - len(before)
            found.append((_quantity(match[0], unit), offset + match.start("low"), cue.start))
            second = _AND.match(after)
            if second is not None:
                found.append(
                    (
                        _quantity(second[0][second.start("low") :], unit),
                        cue.end + second.start("low"),
                        cue.end + second.end(),
                    )
                )
            return found
    match = _BEHIND.match(after)
    if match is not None and not re.match(
        r"\s?(?:mg|g|cm|mm|years?|months?|weeks?|minutes?|min|hours?|h)\b", after[match.end() :]
    ):
        found.append(
            (
                _quantity((match["sign"] or "") + match[0][match.start("low") :], unit),
                cue.end + match.start("low"),
                cue.end + match.end(),
            )
        )
    return found


def _quantity(text: str, unit: str) -> Quantity:
    sign = text[0] if text[0] in "<>~≥≤" else None
    values = re.findall(r"(?<!\d)-?\d{1,4}(?:\.\d{1,2})?", text)
    if len(values) > 1:
        return Quantity(low=number(values[0]), high=number(values[1].lstrip("-")), unit=unit)
    return Quantity(value=number(values[0]), comparator=comparator(sign), unit=unit)  # type: ignore[arg-type]
