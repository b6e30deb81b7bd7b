"""Numbers with units: percentages, ranges, scores, sizes and dates, as reports write them."""

from __future__ import annotations

import re

from extractor.records import Number, Quantity

NUMBER = r"\d{1,6}(?:[.,]\d{1,3})?"
_COMPARATOR = r"(?P<comparator><=|>=|≥|≤|<|>|~|≈|(?:less|more|greater|fewer) than|at least|up to|over|under|below|above|approximately|about|nearly|almost|around|exceeding)?"
PERCENT = re.compile(
    rf"{_COMPARATOR}\s?(?<![\w.])(?P<low>{NUMBER})\s?(?:%\s?)?(?:(?:-|to|and|–)\s?(?P<high>{NUMBER})\s?)?(?:%|percent\b|per cent\b)",
    re.IGNORECASE,
)
_SIGNS = {
    "≥": ">=",
    "≤": "<=",
    "at least": ">=",
    "up to": "<=",
    "≈": "~",
    "over": ">",
    "above": ">",
    "exceeding": ">",
    "under": "<",
    "below": "<",
}
_WORDS = {
    name: value
    for value, name in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
} | {"a": 1, "an": 1, "single": 1, "once": 1, "twice": 2, "thirty": 30, "forty": 40, "fifty": 50}
WORD_NUMBER = "|".join(sorted(_WORDS, key=len, reverse=True))
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
DATE = re.compile(
    r"\b(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?\s(?:of\s)?)?(?P<month>(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6})\.?(?:\s(?P<day2>\d{1,2})(?:st|nd|rd|th)?,?)?,?\s(?:of\s)?(?P<year>(?:19|20)\d\d)\b"
)


def number(text: str) -> Number:
    """Return the number that digits or a number word stand for; a decimal comma is a decimal point."""
    plain = text.strip().lower()
    if plain in _WORDS:
        return _WORDS[plain]
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+", plain):
        return int(plain.replace(",", ""))
    value = float(plain.replace(",", "."))
    return int(value) if value.is_integer() else value


def comparator(text: str | None) -> str | None:
    """Return the comparator sign of a word or sign, or None."""
    if not text:
        return None
    plain = text.strip().lower()
    if plain in ("<", ">", "<=", ">=", "~"):
        return plain
    if plain in _SIGNS:
        return _SIGNS[plain]
    if plain.endswith("than"):
        return "<" if plain.startswith(("less", "fewer")) else ">"
    return "~"


def percentage(match: re.Match[str]) -> Quantity:
    """Return the quantity of a PERCENT match."""
    low = number(match["low"])
    if match["high"] is not None:
        return Quantity(low=low, high=number(match["high"]), unit="%")
    return Quantity(value=low, comparator=comparator(match["comparator"]), unit="%")  # type: ignore[arg-type]


def partial_date(match: re.Match[str]) -> str:
    """Return a DATE match as a partial ISO date (2019-05)."""
    month = _MONTHS.index(match["month"][:3].lower()) + 1
    day = match["day"] or match["day2"]
    return f"{match['year']}-{month:02d}" + (f"-{int(day):02d}" if day else "")
