"""Ages as reports write them: 54-year-old, 34-yr-old, 3 months old, aged 67, 62 y/o, Age: 62, a six year old, 54M."""

from __future__ import annotations

import re
from typing import NamedTuple

from extractor.grammar.places import lowered
from extractor.grammar.quantities import NUMBER_WORDS
from extractor.grammar.wording import compiled
from extractor.records import Number


def _words(low: int, high: int) -> str:
    """Return the words of the numbers from `low` to `high` as alternatives."""
    return "|".join(word for word, value in NUMBER_WORDS.items() if low <= value <= high)


_WORD = rf"(?:(?:{_words(20, 90)})(?:[\s-](?:{_words(1, 9)}))?|{_words(10, 19)}|{_words(1, 9)})"
_NUMBER = (
    rf"(?=[\deofnst])(?<!\w)(?:(?<![.,/+–-])|(?<=\ba-))"
    rf"(?:\d{{1,3}}(?:[.,]\d|\s?[½¼¾])?|{_WORD}(?:[\s-]and[\s-](?:a[\s-])?half)?)(?![\d%])"
)
_YEARS = r"(?:years?|yrs?\.?|y)"
_UNIT = rf"(?:{_YEARS}|months?|mos?\.?|weeks?|wks?|days?)"


class _Form(NamedTuple):
    """A way to write an age: cheap words that each use of it holds, and the expression to read around them."""

    hint: re.Pattern[str]
    reach: int  # characters before the hint that the expression may need
    expression: re.Pattern[str]


# The forms in order of trust; a later form does not read what an earlier one has read. All but the third, which needs
# a capital letter, read the text in lower case.
_FORMS = [
    _Form(
        re.compile(r"[oa](?<=[\s.ryshok-].)(?:ld|ged\b|(?<=of.a)ge\b)"),
        60,
        re.compile(
            rf"(?P<n>{_NUMBER})[\s-]{{0,16}}(?P<unit>{_UNIT})"
            rf"(?:[\s-]{{0,16}}(?:and|,)?[\s-]{{0,16}}(?P<n2>\d{{1,2}})[\s-]{{0,16}}(?P<unit2>months?))?"
            rf"[\s-]{{0,16}}(?:old|olds|of[\s-]age|aged)\b"
        ),
    ),
    _Form(re.compile(r"y[./]?\s?o\b"), 40, re.compile(rf"(?P<n>{_NUMBER})[\s-]?(?P<unit>y)[./]?\s?o\b\.?")),
    _Form(
        re.compile(r"[MF]\b(?<=[\d\syors./].)"),
        12,
        re.compile(
            r"(?P<n>(?<![\w.,/+–-])\d{1,3})\s?(?P<unit>y?)(?:o|rs?\.?)?\s?/?\s?(?P<sex>[MF])"
            r"\b(?![-–]|\s?(?:sheath|catheter|cannula|FDG|French))"
        ),
    ),
    _Form(
        re.compile(r"age(?<!\w...)"),
        0,
        re.compile(
            rf"\bage[ds]?(?:\s?/\s?(?:sex|gender))?"
            rf"(?:\s?(?:\(years\)|at\s(?:diagnosis|presentation|onset)|of\sthe\spatient))?\s?(?:[:=]|of|was|is)?"
            rf"\s{{0,16}}(?P<n>(?<![\d.])(?:\d{{1,3}}|{_WORD}))(?![\d.]\d|%|\s?[-–]\s?\d)\s?-?(?P<unit>{_UNIT}\b)?"
        ),
    ),
    # "83 years lady", "Girl, 5 years": only beside a person
    _Form(
        re.compile(r"[ymwd](?<=[\d\s½¼¾-].)(?:(?<=y)|(?<=m)o|(?<=w)(?:ee)?k|(?<=d)ay)"),
        40,
        compiled(
            "patient",
            rf"(?P<n>{_NUMBER})[\s-]?(?P<unit>{_UNIT})\b(?!\s{{no_age_behind}})",
            cased=True,
        ),
    ),
    # "a girl of 15"
    _Form(
        re.compile(r"of\s\d(?<=\sof\s.)"),
        10,
        compiled(
            "patient",
            r"\b{persons}\sof\s(?P<n>\d{1,3})(?P<unit>)(?![\d%]|\.\d|\s?(?:cm|mm|kg|g|months|weeks|days)\b)",
            cased=True,
        ),
    ),
]
_WITH_SEX = 2
_BEHIND = 60  # characters from the beginning of a hint to where its expression and what it looks ahead at end
BESIDE_PERSON = 4
_PER_YEAR = {"m": 12, "w": 52, "d": 365}


class Age(NamedTuple):
    """An age in years at [start, end) of a text, the form that it was written in, and a sex letter beside it."""

    start: int
    end: int
    years: Number
    form: int
    sex: str | None


def ages_in(text: str) -> list[Age]:
    """Return the ages in a text in order; fractions of a year below one year, else completed years."""
    plain = lowered(text)
    found: list[Age] = []
    for number, (hints, reach, expression) in enumerate(_FORMS):
        read = text if number == _WITH_SEX else plain
        position = 0
        for hint in hints.finditer(read):
            start = hint.start()
            if start < position or _overlap(found, start, start + 1):
                continue
            match = expression.search(read, max(position, start - reach), start + _BEHIND)
            if match is None:
                continue
            position = match.end()
            years = _years(match)
            if years is None or _overlap(found, match.start(), position):
                continue
            sex = {"M": "male", "F": "female"}[match["sex"]] if number == _WITH_SEX else None
            found.append(Age(match.start(), position, years, number, sex))
    return sorted(found) if len(found) > 1 else found


def _overlap(found: list[Age], start: int, end: int) -> bool:
    return bool(found) and any(start < age.end and age.start < end for age in found)


def _years(match: re.Match[str]) -> Number | None:
    value = _number(match["n"])
    unit = (match["unit"] or "y")[0]
    if unit != "y":
        value /= _PER_YEAR[unit]
    if not 0 <= value <= 115:
        return None
    return int(value) if value == int(value) else round(value, 2)


def _number(text: str) -> float:
    plain = text.replace(",", ".").rstrip("½¼¾ ")
    if plain[0].isdigit():
        return float(plain)
    return float(sum(NUMBER_WORDS.get(word, 0) for word in re.split(r"[\s-]", plain)))
