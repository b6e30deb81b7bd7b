"""Ages as reports write them: 54-year-old, 34-yr-old, 3 months old, aged 67, 62 y/o, Age: 62, a six year old, 54M."""

from __future__ import annotations

import re
from typing import NamedTuple

from extractor.records import Number

_UNITS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = {word: value for value, word in enumerate([*_UNITS, *_TEENS], start=1)} | {
    word: 10 * value for value, word in enumerate(_TENS, start=2)
}
_WORD = rf"(?:(?:{'|'.join(_TENS)})(?:[\s-](?:{'|'.join(_UNITS)}))?|{'|'.join(_TEENS)}|{'|'.join(_UNITS)})"
_NUMBER = (
    rf"(?<!\w)(?=[\deofnstEOFNST])(?:(?<![.,/+–-])|(?<=\b[Aa]-))"
    rf"(?:\d{{1,3}}(?:[.,]\d|\s?[½¼¾])?|{_WORD}(?:[\s-]and[\s-](?:a[\s-])?half)?)(?![\d%])"
)
_YEARS = r"(?:years?|yrs?\.?|y)"
_UNIT = rf"(?:{_YEARS}|months?|mos?\.?|weeks?|wks?|days?)"

# The forms in order of trust; a later form does not read what an earlier one has read.
_FORMS = [
    re.compile(
        rf"(?P<n>{_NUMBER})[\s-]*(?P<unit>{_UNIT})(?:[\s-]*(?:and|,)?[\s-]*(?P<n2>\d{{1,2}})[\s-]*(?P<unit2>months?))?[\s-]*(?:old|olds|of[\s-]age|aged)\b",
        re.IGNORECASE,
    ),
    re.compile(rf"(?P<n>{_NUMBER})[\s-]?(?P<unit>y)[./]?\s?o\b\.?", re.IGNORECASE),
    re.compile(
        r"(?P<n>(?<![\w.,/+–-])\d{1,3})\s?(?P<unit>y?)(?:o|rs?\.?)?\s?/?\s?(?P<sex>[MF])\b(?![-–]|\s?(?:sheath|catheter|cannula|FDG|French))"
    ),
    re.compile(
        rf"\bage[ds]?(?:\s?/\s?(?:sex|gender))?(?:\s?(?:\(years\)|at\s(?:diagnosis|presentation|onset)|of\sthe\spatient))?\s?(?:[:=]|of|was|is)?\s*(?P<n>(?<![\d.])(?:\d{{1,3}}|{_WORD}))(?![\d.]\d|%|\s?[-–]\s?\d)\s?-?(?P<unit>{_UNIT}\b)?",
        re.IGNORECASE,
    ),
    # "83 years lady", "Girl, 5 years": only beside a person
    re.compile(
        rf"(?P<n>{_NUMBER})[\s-]?(?P<unit>{_UNIT})\b(?!\s(?:ago|later|after|before|earlier|previously|prior|history|of|and|for|post|in|since|follow|survival))",
        re.IGNORECASE,
    ),
    # "a girl of 15"
    re.compile(
        r"\b(?:man|woman|boy|girl|lady|gentleman|patient|child)\sof\s(?P<n>\d{1,3})(?P<unit>)(?![\d%]|\.\d|\s?(?:cm|mm|kg|g|months|weeks|days)\b)",
        re.IGNORECASE,
    ),
]
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
    found: list[Age] = []
    for form, expression in enumerate(_FORMS):
        for match in expression.finditer(text):
            if any(match.start() < age.end and age.start < match.end() for age in found):
                continue
            years = _years(match)
            if years is not None:
                letter = match["sex"] if "sex" in expression.groupindex else None
                sex = {"M": "male", "F": "female"}.get(letter or "")
                found.append(Age(match.start(), match.end(), years, form, sex))
    return sorted(found)


def _years(match: re.Match[str]) -> Number | None:
    value = _number(match["n"])
    unit = (match["unit"] or "y").lower()[0]
    if unit != "y":
        value /= _PER_YEAR[unit]
    if not 0 <= value <= 115:
        return None
    return int(value) if value >= 1 or value == 0 else round(value, 2)


def _number(text: str) -> float:
    plain = text.lower().replace(",", ".").rstrip("½¼¾ ")
    if plain[0].isdigit():
        return float(plain)
    return float(sum(_WORDS.get(word, 0) for word in re.split(r"[\s-]", plain)))
