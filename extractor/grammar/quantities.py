"""Numbers with units: percentages, ranges, comparators and dates, as reports write them."""

from __future__ import annotations

import re

from extractor.records import Number, Quantity
from extractor.rules import settings

_SETTINGS = settings("quantities")
NUMBER_WORDS: dict[str, int] = _SETTINGS["numbers"]
_WORDS: dict[str, int] = NUMBER_WORDS | _SETTINGS["counts"]
# Comparator as a record has it, by each of its spellings.
_COMPARATORS: dict[str, str] = {
    spelling: sign for sign, spellings in _SETTINGS["comparators"].items() for spelling in (sign, *spellings)
}
WORD_NUMBER = "|".join(sorted(_WORDS, key=len, reverse=True))
NUMBER = r"\d{1,6}(?:[.,]\d{1,3})?"
COMPARATOR = "|".join(sorted(_COMPARATORS, key=len, reverse=True))
PERCENT = re.compile(
    rf"(?P<comparator>{COMPARATOR})?\s?(?<![\w.])(?P<low>{NUMBER})\s?(?:%\s?)?"
    rf"(?:(?:-|to|and|–)\s?(?P<high>{NUMBER})\s?)?(?:%|percent\b|per cent\b)",
    re.IGNORECASE,
)
MONTHS: list[str] = _SETTINGS["months"]
_SHORT_MONTHS = [month[:3] for month in MONTHS]
DATE = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?)?(?P<month>(?:{'|'.join(_SHORT_MONTHS)})[a-z]{{0,6}})\.?"
    r"(?:\s(?P<day2>\d{1,2})(?:st|nd|rd|th)?,?)?,?\s(?:of\s)?(?P<year>(?:19|20)\d\d)\b"
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
    return _COMPARATORS.get(text.strip().lower(), "~") if text and text.strip() else None


def percentage(match: re.Match[str]) -> Quantity:
    """Return the quantity of a PERCENT match."""
    low = number(match["low"])
    if match["high"] is not None:
        return Quantity(low=low, high=number(match["high"]), unit="%")
    return Quantity(value=low, comparator=comparator(match["comparator"]), unit="%")  # type: ignore[arg-type]


def counted(match: re.Match[str], unit: str) -> Quantity:
    """Return the quantity of a match with the groups `value` and `sign`, in a unit."""
    return Quantity(value=number(match["value"]), comparator=comparator(match["sign"]), unit=unit)  # type: ignore[arg-type]


def partial_date(match: re.Match[str]) -> str:
    """Return a DATE match as a partial ISO date (2019-05)."""
    month = _SHORT_MONTHS.index(match["month"][:3].title()) + 1
    day = match["day"] or match["day2"]
    return f"{match['year']}-{month:02d}" + (f"-{int(day):02d}" if day else "")
