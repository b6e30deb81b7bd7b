"""Ages as reports write them: 54-year-old, 34-yr-old, 3 months old, aged 67, 62 y/o, a six year old, 54M, F/34.

Of several ages in a row ("aged 14 and 17 years") the first is read.
"""

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
# "4.5", "2½", "3 1/2", "11 and 1/2", "four and a half"
_FRACTION = r"(?:[.,]\d{1,2}(?!\d)|\s?[½¼¾]|[\s-](?:and[\s-])?[13]/[24]|[\s-](?:and[\s-])?(?:an?[\s-])?half\b)"
_VALUE = rf"(?:\d{{1,3}}{_FRACTION}?|{_WORD}\b(?:[\s-]and[\s-](?:an?[\s-])?half\b)?)"
# A number that no other notation runs into; "A-54-year-old" and "A54-year-old" forget a space.
_NUMBER = (
    r"(?=[\deofnst])(?:(?<![\w.,/+–-])|(?<=\ba-)|(?<=\ban-)|(?<=\ba)(?=\d))"
    rf"{_VALUE}(?![\d%])"
)
_YEARS = r"(?:years?(?:['’]s?)?|yrs?\.?|y)"
_UNIT = rf"(?:{_YEARS}|months?|mths?\.?|mos?\.?|weeks?|wks?|days?|hours?|hrs?)"
_GAP = r"[\s-]{0,16}"
# "and 6 months", "and a half" behind the years
_PART_OF_YEAR = r"(?:months?|mths?\b\.?|mos?\b\.?|m\b|weeks?|days?)"
_REST = (
    rf"(?:{_GAP}(?:and|,)?{_GAP}(?P<n2>\d{{1,2}}|(?:{_words(1, 19)})){_GAP}(?P<unit2>{_PART_OF_YEAR})"
    rf"|{_GAP}and{_GAP}(?:an?{_GAP})?(?P<half>half)\b)?"
)
# "9 and" of "9 and 3 years old", "38, 56 and"
_TAIL = rf"(?:,\s{_VALUE}(?:\s{_UNIT})?){{0,4}},?\s(?:and|&)\s{_VALUE}"
_OTHERS = rf"(?P<others>-?(?:\s?(?P<own>{_UNIT}))?{_TAIL})??"


# Where a field of a header begins and ends: a line, a bar, a column, a stop
_FIELD_BEGINS = r"(?:^|(?<=[|:;.(])|(?<=[|:;.(]\s)|(?<=\s\s))"
_FIELD_ENDS = r"(?=\s?(?:$|[.,;|)]|\s{2}))"


class _Form(NamedTuple):
    """A way to write an age: cheap words that each use of it holds, and the expression to read around them."""

    hint: re.Pattern[str]
    reach: int  # characters before the hint that the expression may need
    expression: re.Pattern[str]
    cased: bool = False  # needs a capital letter; all others read the text in lower case
    beside: bool = False  # an age only beside a person
    led: bool = False  # words lead to the number that are no part of the age


# The forms in order of trust; a later form does not read what an earlier one has read.
_FORMS = [
    _Form(
        re.compile(r"[oal](?<=[\s.rysho-].)(?:ld|ged\b|(?<=of.a)ge\b|ife\b)"),
        80,
        compiled(
            "patient",
            rf"(?P<n>{_NUMBER}){_OTHERS}{_GAP}(?P<unit>{_UNIT}){_REST}"
            rf"{_GAP}(?:old|olds|of[\s-]age|aged|of\s(?:{{after_birth}}\s)?life)\b",
            cased=True,
        ),
    ),
    # "day 2 of life", "on the 3rd day of life", "day of life 5"
    _Form(
        re.compile(r"life\b(?<=\s....)"),
        40,
        compiled(
            "patient",
            r"\b(?:(?P<unit>day)\s(?P<n>\d{1,2})|(?P<n_1>\d{1,2})(?:st|nd|rd|th)\s(?P<unit_1>day|week|month))"
            r"\sof\s(?:{after_birth}\s)?life\b|\b(?P<unit_2>day)\sof\slife\s(?P<n_2>\d{1,2})\b",
            cased=True,
        ),
    ),
    _Form(re.compile(r"y[./]?\s?o\b"), 40, re.compile(rf"(?P<n>{_NUMBER})[\s-]?(?P<unit>y)[./]?\s?o\b\.?")),
    _Form(
        re.compile(r"[MF]\b(?<=[\d\syorsYORS./].)"),
        12,
        re.compile(
            r"(?P<n>(?<![\w.,/+–-])(?<!\d[Yy]\s)(?<!\d\s[Yy]\s)\d{1,3})\s?(?P<unit>y?)(?i:y?(?:/?o|rs?\.?)?\)?\s?[/,]?\s?)(?P<sex>[MF])"
            r"\b(?![-–]|\s?/\s?[MF]\b|\s?(?:sheath|catheter|cannula|FDG|French))"
        ),
        cased=True,
    ),
    # a field of its own: "Lab no. 7 | Male 69 | Ward 2", "Clinical details. Woman, 47.", "Patient: 66, male"
    _Form(
        re.compile(r"(?:m(?:ale|an)|boy|girl)\b"),
        8,
        re.compile(
            rf"{_FIELD_BEGINS}(?:(?:(?:fe)?male|(?:wo)?man|boy|girl)(?:\s?[/,]\s?|\s)(?P<n>\d{{2,3}})(?P<unit>)"
            rf"|(?P<n_1>\d{{2,3}})(?:\s?[/,]\s?|\s)(?:(?:fe)?male|(?:wo)?man|boy|girl)\b){_FIELD_ENDS}"
        ),
    ),
    # "F/34", "Male/60 years", "M, 45 years"
    _Form(
        re.compile(r"(?:[MFe]\s?/|[MF],)\s?\d"),
        10,
        re.compile(
            r"(?<![\w/:.-])(?P<sex>[MF]|(?:[Ff]em|[Mm])ale)(?:"
            r"\s?/\s?(?P<n>\d{1,3})(?!\d|[./%]\w)\s?(?P<unit>y(?:rs?|ears?)?\b)?"
            r"|,\s(?P<n_1>\d{1,3})(?:[\s-]?(?P<unit_1>y(?:rs?|ears?|o)?\b)|(?=\))))"
        ),
        cased=True,
    ),
    _Form(
        re.compile(r"age(?<!\w...)"),
        0,
        compiled(
            "patient",
            rf"\bage[ds]?(?:(?:\s?[/&,]\s?|\sand\s)(?:sex|gender))?(?:\s?\((?:in\s)?{_UNIT}\)|\sin\syears)?"
            rf"(?:\s{{age_of_what}})?(?:\s?[:=-]|\s{{age_is}}|\s?\.{{2,60}})?\s{{0,60}}(?:{{nearly}}\s|(?P<sex>[mf]|(?:fe)?male)[\s,/]{{1,3}})?"
            rf"(?P<n>(?<![\d.]){_VALUE})(?!\d|[./]\d|%|\s?[-–]\s?\d|\sto\s\d)(?:\s?-?(?P<unit>{_UNIT}\b){_REST})?"
            rf"(?P<others>{_TAIL}(?:\s(?P<unit_1>{_UNIT}\b))?)?",
            cased=True,
        ),
    ),
    # "he is 11", "who was 36 when we saw him", "turned 70", "now, at 38,", "He had had a fracture and was 36 when …"
    _Form(
        re.compile(r"\d(?<=[dgst]\s.)"),
        110,
        compiled(
            "patient",
            r"(?:\b{who_is}|^{the_patient_is}|^{opens_with}\s[^,;:]{2,80}\sand\swas)\s(?:{nearly}\s)?(?P<n>\d{1,3})(?P<unit>)"
            r"(?=\s?(?:[,;:)]|\.(?!\d)|$)|\s{behind_bare_age}\b)",
            cased=True,
        ),
        led=True,
    ),
    # "83 years lady", "Girl, 5 years", "two brothers, 9 and 3 years": only beside a person
    _Form(
        re.compile(r"[ymwdh](?<=[\d\s½¼¾-].)(?:(?<=y)|(?<=m)o|(?<=w)(?:ee)?k|(?<=d)ay|(?<=h)ou)"),
        60,
        compiled(
            "patient",
            rf"(?P<n>{_NUMBER}){_OTHERS}[\s-]?(?P<unit>{_UNIT})\b{_REST}(?!['’]?\s{{no_age_behind}}\b)",
            cased=True,
        ),
        beside=True,
    ),
    # "a 73-old man", "a 41-old-year woman"
    _Form(
        re.compile(r"old\b(?<=\d-old)"),
        4,
        re.compile(rf"(?P<n>{_NUMBER})-old(?:-years?)?(?P<unit>)\b"),
        beside=True,
    ),
    # "a girl of 15", "a housewife of 47 who"
    _Form(
        re.compile(r"of\s\d(?<=\sof\s.)"),
        12,
        compiled(
            "patient",
            r"(?<!\bcase\s)\bof\s(?P<n>\d{1,3})(?P<unit>)(?=\s?(?:[,;:)]|\.(?!\d)|$)|\s{behind_bare_age}\b)",
            cased=True,
        ),
        beside=True,
    ),
]
_BEHIND = 60  # characters from the beginning of a hint to where its expression and what it looks ahead at end
_PER_YEAR = {"m": 12, "w": 52, "d": 365, "h": 8760}
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "1/2": 0.5, "1/4": 0.25, "3/4": 0.75, "half": 0.5}
_PARTS = re.compile(r"\d+(?:[.,]\d+)?(?!/)(?<!/\d)|[13]/[24]|[½¼¾]|[a-z]+")
_ROUND_TO_DAYS = 0.1  # years; younger than that the days count


class Age(NamedTuple):
    """An age in years at [start, end) of a text, and how it was written."""

    start: int
    end: int
    years: Number
    sex: str | None  # of a letter beside it: "54M"
    beside: bool  # an age only beside a person: "83 years"
    listed: bool  # the first of several: "14 and 17 years old"


def ages_in(text: str) -> list[Age]:
    """Return the ages in a text in order, in years and parts of them."""
    plain = lowered(text)
    found: list[Age] = []
    read_already = bytearray(len(text))
    for form in _FORMS:
        read = text if form.cased else plain
        position = 0
        for hint in form.hint.finditer(read):
            start = hint.start()
            if start < position or read_already[start]:
                continue
            match = form.expression.search(read, max(position, start - form.reach), start + _BEHIND)
            if match is None:
                continue
            position = match.end()
            given = match.groupdict()
            years = _years(given)
            first = match.start("n") if form.led else match.start()
            if years is None or read_already.find(1, first, position) >= 0:
                continue
            read_already[first:position] = b"\1" * (position - first)
            sex = given.get("sex")
            found.append(
                Age(
                    first,
                    position,
                    years,
                    None if sex is None else "male" if sex[0] in "mM" else "female",
                    form.beside,
                    given.get("others") is not None,
                )
            )
    return sorted(found) if len(found) > 1 else found


def _years(given: dict[str, str | None]) -> Number | None:
    """Return the years of the parts of a match, or None for more than anybody lives."""
    number = next(text for name in ("n", "n_1", "n_2") if (text := given.get(name)))
    unit = next((text for name in ("own", "unit", "unit_1", "unit_2") if (text := given.get(name))), "y")
    value = _number(number) + (0.5 if given.get("half") else 0)
    if unit[0] != "y":
        value /= _PER_YEAR[unit[0]]
    rest, part = given.get("n2"), given.get("unit2")
    if rest and part:
        value += _number(rest) / _PER_YEAR[part[0]]
    if not 0 <= value <= 115:
        return None
    return int(value) if value == int(value) else round(value, 2 if value >= _ROUND_TO_DAYS else 3)


def _number(text: str) -> float:
    """Return the number that digits, words and fractions stand for: "2½", "four and a half", "thirty-six"."""
    value = 0.0
    for part in _PARTS.findall(text):
        if part in _FRACTIONS:
            value += _FRACTIONS[part]
        elif part[0].isdigit():
            value += float(part.replace(",", "."))
        else:
            value += NUMBER_WORDS.get(part, 0)
    return value
