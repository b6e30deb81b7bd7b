"""Doses as reports write them: 75 mg/m², 1,3 mg/m 2, AUC 5, 2 x 10⁶ IU, 20 Gy in two fractions.

An amount of which the words say that it is a concentration (mg/dl, U/l) is a laboratory value and no dose.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from extractor.grammar.quantities import NUMBER_WORDS, WORD_NUMBER, number
from extractor.records import Dose, Number

_NUMBER = r"(?:\d{1,3}(?:,\d{3}){1,2}(?![\d,])|\d{1,6}(?:[.,·]\d{1,3})?)"
_UNITS = {
    "mg": r"mgs?|milligrams?|milligrammes?",
    "g": r"g|G|gr|gms?|grams?|grammes?",
    "µg": r"[µμu]g|mcg|microg|micrograms?|microgrammes?",
    "ng": r"ng|nanograms?",
    "IU": r"IU|I\.U\.|iu|international units?",
    "units": r"units?",
    "U": r"U",
    "MIU": r"MIU",
    "MU": r"MU|mu",
    "million IU": r"million (?:international units?|IU)",
    "million units": r"(?:million |mega)units?|million U",
    "mEq": r"mEq",
    "ml": r"m[lL]|cc",
    "mCi": r"mCi|millicuries?",
    "MBq": r"MBq",
    "GBq": r"GBq",
    "cGy": r"cG[yY]|[cC]entigrays?",
    "GyE": r"Gy ?\(?(?:E|RBE)\)?|CGE",
    "Gy": r"Gy|[gG]rays?",
    "rad": r"rads?",
}
RADIATION = frozenset(("Gy", "cGy", "GyE", "rad"))
_UNIT_OF = [(unit, re.compile(expression)) for unit, expression in _UNITS.items()]
_PER = {
    "kg": r"kg(?: ?(?:BW|bw|body ?weight|of body ?weight))?|kilograms?|kilogrammes?",
    "m2": r"m ?\^?\(?[2²]\)?(?: (?:of )?(?:BSA|body[ -]surface(?: area)?))?"
    r"|mq|sqm|sq\.? ?m|square met(?:er|re)s?|meters? squared|BSA|body surface(?: area)?",
    "dose": r"dose|administration|pulse|injection",
    "day": r"days?|d|j|24 ?h(?:ours?|rs?)?|die",
    "week": r"weeks?|wk",
    "month": r"months?",
    "hour": r"hours?|hr?",
    "min": r"min(?:ute)?s?",
    "fraction": r"fractions?|fx|fr",
}
_PER_OF = [(per, re.compile(expression, re.IGNORECASE)) for per, expression in _PER.items()]
_UNIT = "|".join(_UNITS.values())
_SHARE = "|".join(_PER.values())
_POWERS = {"hundred": 100, "thousand": 1000}
_END = r"(?:(?![A-Za-z])|(?=(?:iv|IV|po|PO|im|IM|sc|SC)\b))"  # a unit ends there, or a route is glued to it: "80 mgiv"
_AMOUNT = re.compile(
    rf"(?<![\d.,/])(?<!\d-)(?P<low>{_NUMBER})(?!-\d{{1,4}}-\d)(?:(?:\s?(?:mg|g)?\s?(?:-|–|to)|\s?and)\s?(?P<high>{_NUMBER}))?[\s-]?(?P<unit>{_UNIT}){_END}"
    r"(?:(?<!G)|(?=\s?[xX×/]|\s(?:per|daily|twice|every|once|three|IV|iv|PO)\b))"
    rf"(?P<per>(?:\s?(?:/|per|\ba\b|each|·)\s?(?i:{_SHARE})(?![A-Za-z0-9])){{0,3}})(?!\s?/\s?(?:[dmµμ]?[lL]|lit(?:er|re)|mmol|mol|[a-z])\b)",
)
# Units in texts of capitals: "60 GY", "50 MG/M2".
_CAPITALS = re.compile(r"(?<=\d)\s?(?:MG|MCG|C?GY|ML)(?:\s?/\s?(?:M2|M²|KG|DAY|D))?(?![A-Za-z0-9])")
_AMOUNT_AHEAD = re.compile(rf"\d[\s-]?(?:{_UNIT}){_END}")  # a cheap test for the expression above
_SHARES = re.compile(r"/|\bper\b|\ba\b|\beach\b|·", re.IGNORECASE)
_TIMES = frozenset(("day", "week", "month", "hour", "min"))
_BASES = frozenset(("kg", "m2", "dose", "fraction"))
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:\.000)")
_AREA = re.compile(
    r"(?:\bAUC\)?|\barea[- ]under[- ](?:the[- ])?(?:concentration[- ]?(?:time)?[- ])?curve(?:\s?[\[(]AUC[\])])?)"
    r"[\s,]?\s?(?:of|=|:|was|to|at)?\s?(?P<low>\d(?:\.\d)?)(?:\s?(?:-|–|to)\s?(?P<high>\d(?:\.\d)?))?(?!\d)"
    r"|(?<![\d.])(?P<before>\d(?:\.\d)?)[\s-]?AUC\b",
    re.IGNORECASE,
)
_FRACTIONS = re.compile(
    rf"\b(?!an?\sdaily)(?P<count>\d{{1,2}}|{WORD_NUMBER})\s?(?:(?:equal|(?:once-)?daily|single|treatment|consecutive|separate|radiation|radiotherapy)\s)?(?:fractions?|fx|fr|sessions)\b|/\s?(?P<slash>\d{{1,2}})\s?(?:fractions?|fx|fr|f)\b|^\s?/\s?(?P<bare>\d{{1,2}})(?!\d|[./]\d|\s?(?:d|w|m))|^\s?in\s(?P<in>\d{{1,2}})(?=\s?(?:[.,;#)]|$))|\b(?P<times>\d{{1,2}})\s?[x×]\s?(?:$|\d(?:\.\d{{1,2}})?\s?c?Gy\b)|(?:^|Gy)\s?[x×]\s?(?P<factor>\d{{1,2}})\b(?!\.\d)",
    re.IGNORECASE,
)
_PER_FRACTION = re.compile(
    r"^\s?(?:/(?!\s?\d)|(?:per|a|each|daily|fractions?|once)\b|[x×])|^\s?(?:in\s)?(?:a\s)?single fraction dose",
    re.IGNORECASE,
)
_OF_FRACTION = re.compile(
    r"\b(?:(?:daily|individual|fraction(?:al|ated|ation)?)\s(?:radiation\s)?(?:doses?|size)(?:\sfractions?)?|\ba\sdaily\sfraction|daily\sfractions|(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty)\s(?:fractions|sessions))"
    r"\s?(?:of|was|:|=)?\s?$",
    re.IGNORECASE,
)
_FACTOR = re.compile(r"(?<![\d.])\d{1,2}\s?[x×]\s?$")  # in front of the dose of a fraction: "25 × 2 Gy"
_TWO = re.compile(r"\b(?:from|days?)\s$", re.IGNORECASE)  # in front of two numbers that are no range
_POWER = re.compile(
    r"(?<![\d.])(?:(?P<from>\d{1,3}(?:[.,]\d{1,2})?)\s?(?:-|–|to)\s?)?(?P<low>\d{1,3}(?:[.,]\d{1,2})?)\s?[x×]\s?10\s?(?:\^\s?|\()?(?P<power>[3-9])\)?\s?"
    rf"(?P<unit>{_UNITS['IU']}|{_UNITS['U']}|units?)(?![A-Za-z])(?P<per>\s?(?:/|per)\s?(?i:{_SHARE})(?![A-Za-z0-9]))?(?!\s?/\s?[dmµμ]?[lL]\b)"
)


_WORD = "|".join((*NUMBER_WORDS, *_POWERS))
_SPELLED_AHEAD = re.compile(r"(?:million|milligram|microgram|gram|hundred|thousand)")
_SPELLED = re.compile(  # four million units, five hundred milligrams
    rf"\b(?P<count>(?i:{_WORD})(?:(?:-|\s|\sand\s)(?:{_WORD})){{0,4}})\s"
    rf"(?P<unit>{_UNITS['million IU']}|{_UNITS['million units']}|{_UNITS['mg']}|{_UNITS['µg']}|grams?|units|IU)"
    r"(?![A-Za-z])"
    rf"(?P<per>\s?(?:/|per)\s?(?i:{_SHARE})(?![A-Za-z0-9]))?"
)


class Amount(NamedTuple):
    """A dose with its place in a text; `per_time` is the unit of time that stands in it (mg/kg/day)."""

    start: int
    end: int
    dose: Dose
    per_time: str | None


def amounts(text: str) -> list[Amount]:
    """Return the doses in a text, in order."""
    text = _CAPITALS.sub(_usual, text)
    found = []
    for match in _AMOUNT.finditer(text) if _AMOUNT_AHEAD.search(text) else ():
        unit = _unit(match["unit"])
        base, time = _shares(match["per"])
        low = (
            match["low"].replace(".", "")
            if unit in ("IU", "U", "units") and _THOUSANDS.fullmatch(match["low"])
            else match["low"]
        )
        high, start = match["high"], match.start()
        if high is not None and (two := _TWO.search(text[max(0, start - 8) : start])) is not None:
            # "on day 1 and 6 mg" has one dose; "from 40 mg to 20 mg" has two.
            if two[0].startswith("from"):
                found.append(Amount(start, match.end("low"), _dose(low, None, unit, base), time))
            low, high, start = high, None, match.start("high")
        found.append(Amount(start, match.end(), _dose(low, high, unit, base), time))
    for match in _SPELLED.finditer(text) if _SPELLED_AHEAD.search(text) else ():
        base, time = _shares(match["per"])
        dose = Dose(value=_spelled(match["count"]), unit=_unit(match["unit"]), per=base)
        found.append(Amount(match.start(), match.end(), dose, time))
    found.sort(key=lambda amount: amount.start)
    if "10" in text and ("x" in text or "×" in text):
        for match in _POWER.finditer(text):
            base, time = _shares(match["per"])
            found = [amount for amount in found if not match.start() <= amount.start < match.end()]
            first, last = (_powered(match[name], match["power"]) for name in ("from", "low"))
            dose = Dose(value=last) if first is None else Dose(low=first, high=last)
            dose.unit, dose.per = _unit(match["unit"]), base
            found.append(Amount(match.start(), match.end(), dose, time))
        found.sort(key=lambda amount: amount.start)
    if "AUC" in text or "rea under" in text or "auc" in text:
        for match in _AREA.finditer(text):
            low = match["low"] or match["before"]
            inside = (match.start(), match.end() + 4)
            found = [amount for amount in found if not inside[0] <= amount.start < inside[1]]
            found.append(Amount(match.start(), match.end(), _dose(low, match["high"], "AUC", None), None))
        found.sort(key=lambda amount: amount.start)
    return found


def _usual(match: re.Match[str]) -> str:
    """Return a unit in capitals as it is usually written: of "50 MG/M2" mg/m2, of "60 GY" Gy."""
    return match[0].lower().replace("gy", "Gy")


def _shares(written: str | None) -> tuple[str | None, str | None]:
    """Return what an amount is per (kg, m2, dose) and the unit of time in it, of "/kg/day"."""
    pers = [_per(share.strip()) for share in _SHARES.split(written) if share.strip()] if written else []
    return next((per for per in pers if per in _BASES), None), next((per for per in pers if per in _TIMES), None)


@lru_cache(1000)
def _unit(written: str) -> str:
    return next(unit for unit, expression in _UNIT_OF if expression.fullmatch(written))


@lru_cache(1000)
def _per(written: str) -> str:
    return next((per for per, expression in _PER_OF if expression.fullmatch(written)), "")


def _dose(low: str, high: str | None, unit: str, per: str | None) -> Dose:
    first = _plain(low)
    if high is None:
        return Dose(value=first, unit=unit, per=per)
    return Dose(low=first, high=_plain(high), unit=unit, per=per)


def _spelled(written: str) -> int:
    """Return the number that words stand for: 250 for "two hundred and fifty"."""
    whole = part = 0
    for word in re.findall(r"[a-z]+", written.lower()):
        if word in NUMBER_WORDS:
            part += NUMBER_WORDS[word]
        elif word == "hundred":
            part = max(part, 1) * _POWERS[word]
        elif word in _POWERS:
            whole, part = whole + max(part, 1) * _POWERS[word], 0
    return whole + part


def _powered(written: str | None, power: str) -> int | None:
    """Return a number times a power of ten: 3000000 of "3" and "6"."""
    return round(float(written.replace(",", ".")) * 10 ** int(power)) if written else None


def _plain(text: str) -> Number:
    return number(text.replace("·", "."))


def fractions(after: str, before: str) -> int | None:
    """Return the number of fractions said behind or in front of a radiation dose."""
    match = _FRACTIONS.search(after[:60]) or _FRACTIONS.search(before[-8:])
    if match is None:
        match = _FRACTIONS.search(before[-40:])
    if match is None:
        return None
    count = number(next(value for value in match.groupdict().values() if value))
    return int(count)


def is_fraction_dose(amount: Amount, after: str, before: str) -> bool:
    """True for the dose of one fraction: 2 Gy per fraction, 25 × 2 Gy, a daily dose of 2 Gy."""
    return (
        amount.dose.per == "fraction"
        or amount.per_time is not None
        or bool(_PER_FRACTION.match(after))
        or bool(_OF_FRACTION.search(before[-40:]) or _FACTOR.search(before[-6:]))
    )
