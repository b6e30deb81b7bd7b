"""Amounts of a record as numbers that can be compared: quantities, doses in one base unit, schedules in days."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

# Unit as written in lower case → base unit and factor; both code points of the letter mu occur in reports.
UNITS = {
    **dict.fromkeys(("g", "gram"), ("mg", 1000.0)),
    "milligrams": ("mg", 1.0),
    **dict.fromkeys(("ug", "\u00b5g", "\u03bcg", "mcg", "microgram", "micrograms"), ("mg", 0.001)),
    "cgy": ("gy", 0.01),
}
DAYS = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 28.0}
LETTERS = {"h": "hours", "d": "days", "w": "weeks"}
DIGITS = {"two": "2", "three": "3", "four": "4", "six": "6", "eight": "8"}
ABBREVIATIONS = (
    (r"\bqd\b|\bod\b", "daily"),
    (r"\bb\.?i\.?d\b\.?", "twice daily"),
    (r"\bt\.?i\.?d\b\.?", "3 times daily"),
)
# A day of a cycle beyond this is no day but a dose or a count.
LAST_DAY = 59

Schedule = tuple[tuple[int, ...], float | None, int]


def number(value: object) -> float | None:
    """Return the number that a value states, whatever comparator or percent sign stands around it."""
    try:
        return float(str(value).strip("<>≥≤=~% "))
    except ValueError:
        return None


def same_amount(one: object, other: object) -> bool:
    """Tell whether two quantities span the same range, to one decimal and regardless of sign."""
    first, second = _range(one), _range(other)
    return first is not None and second is not None and all(map(_near, first, second))


def _near(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return one == other or abs(abs(one) - abs(other)) < 0.051


def _range(quantity: object) -> tuple[float | None, float | None] | None:
    """Return (low, high) of a quantity, a single value being its own range; None when there is no quantity."""
    if not isinstance(quantity, Mapping) or not quantity:
        return None
    value = quantity.get("value")
    return number(quantity.get("low", value)), number(quantity.get("high", value))


def in_base_unit(dose: Mapping[str, Any]) -> tuple[dict[str, float], str]:
    """Return the numbers of a dose and their unit, masses in mg and radiation in Gy."""
    unit = str(dose.get("unit") or "")
    base, factor = UNITS.get(unit.lower(), (unit, 1.0))
    values = {field: number(dose.get(field)) for field in ("value", "low", "high")}
    return {field: value * factor for field, value in values.items() if value is not None}, base


def schedule(frequency: object) -> Schedule:
    """Return (days of the cycle, interval in days, times per interval), one for "q3w" and "every 21 days" alike."""
    text = _spelled_out(str(frequency).lower())
    interval: float | None = None
    if every := re.search(r"every (?:(\d+) )?(day|week|month|hour)", text):
        interval = int(every[1] or 1) * DAYS[every[2]]
        # Its number is no day of the cycle.
        text = text.replace(every[0], " ")
    elif any(week in text for week in ("weekly", "per week", "a week")):
        interval = DAYS["week"]
    elif "monthly" in text:
        interval = DAYS["month"]
    days = _days(text)
    if interval is None and not days and "daily" in text:
        interval = DAYS["day"]
    return days, interval, _times(text)


def _spelled_out(text: str) -> str:
    for phrase in ("once daily", "per day", "a day"):
        text = text.replace(phrase, "daily")
    text = re.sub(rf"\b({'|'.join(DIGITS)})\b", lambda word: DIGITS[word[1]], text)
    text = re.sub(r"\bq\s*(\d+)\s*([dwh])\b", lambda every: f"every {every[1]} {LETTERS[every[2]]}", text)
    for abbreviation, phrase in ABBREVIATIONS:
        text = re.sub(abbreviation, phrase, text)
    return text


def _times(text: str) -> int:
    if "twice" in text:
        return 2
    times = re.search(r"(\d+) times", text)
    return int(times[1]) if times else 1


def _days(text: str) -> tuple[int, ...]:
    if not re.search(r"\bd(?:ays?)?\s*\d", text):
        return ()
    days: set[int] = set()
    for first, last in re.findall(r"(\d+)(?:\s*(?:-|\u2013|to)\s*(?:days?\s*)?(\d+))?", text):
        if int(last or first) <= LAST_DAY:
            days.update(range(int(first), int(last or first) + 1))
    return tuple(sorted(days))
