"""How often, how many times, how long and since when: the notations of treatment schedules."""

from __future__ import annotations

import re
from typing import NamedTuple

from extractor.grammar.quantities import WORD_NUMBER, number
from extractor.grammar.wording import compiled

_COUNT = rf"(?:\d{{1,2}}|{WORD_NUMBER})"
_MORE = r"(?:\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|twelve)"
_ORDINALS = {"other": 2, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "alternate": 2}
_NTH = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "twelfth": 12, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5, "6th": 6, "7th": 7, "8th": 8,
}  # fmt: skip
_UNITS = {"h": "hour", "hr": "hour", "wk": "week", "morning": "day", "evening": "day"}
_EACH = {
    "hour": "every hour", "day": "daily", "night": "nightly", "week": "weekly", "month": "monthly", "year": "yearly",
}  # fmt: skip
_LETTERS = {"h": "hour", "d": "day", "w": "week", "m": "month"}
_DAILY = r"(?:daily|a[\s-]day|per day|each day|every day|/\s?d(?:ay)?\b|/\s?24\s?h|in a day|day)"
_DAY_LIST = r"\d{1,2}(?:\s?(?:,|&|/|and|,\sand|-|–|to|through)\s?(?:[dD](?:ays?)?\s?)?\d{1,2}){0,9}"
_TIMES = re.compile(
    rf"\b(?P<count>once|twice|thrice|{_COUNT}[\s-]?(?:times|x|×))[\s-]?"
    rf"(?P<unit>{_DAILY}|weekly|a week|per week|each week|/\s?w(?:ee)?k\b"
    r"|/\s?month\b|monthly|a month|per month|yearly|a year)(?![a-z])"
    r"|\b(?P<latin>b\.?i\.?d|t\.?i\.?d|q\.?i\.?d|t\.?d\.?s|b\.?d|q\.?d|o\.?d|q\.?d\.?s)\b\.?(?!\s?=)"
    rf"|(?P<doses>{_COUNT})\s?(?:divided\s)?doses(?:\s(?:per|a)\sday|\sdaily)?"
    r"|[x×*]\s?(?P<cross>\d)\s?(?:/\s?d(?:ay)?\b|daily\b|per day\b|a day\b)"
    r"|(?<![\d./-])(?P<share>[2-6])\s?/\s?(?:d(?:ay)?|j|24\s?h)\b"
    r"|(?<![\d./-])(?P<doses_a_day>[0-4]-[0-4]-[0-4](?:-[0-4])?)(?![\d/-])"
    r"|(?<=\s)(?P<tablets>[1-4])\s?[x×]\s?1\b(?!\s?(?:[\d.,x×/]|c?m|g\b|mg|cycle|course|dose|tablet|day|week))",
    re.IGNORECASE,
)
_EVERY = re.compile(
    rf"\b(?:once\s|changed\s)?(?:every|each|once in|cycles of)[\s-](?:(?P<count>{_COUNT})"
    rf"(?:\s?(?:-|to|or|–)\s?(?P<upper>\d{{1,2}}|{WORD_NUMBER}))?[\s-])?"
    r"(?P<ordinal>(?:other|second|third|fourth|alternate|2nd|3rd|4th)[\s-])?"
    r"(?P<unit>hour|hr|h|day|week|wk|month|year|night|morning|evening)s?\b"
    r"|(?<![A-Za-z])q\s?(?P<q>\d{1,2})\s?-?(?P<letter>h|d|w|mo|mth|m|hour|day|week|wk|month)?(?:s|r|rs|ly|k|ks|lys)?\b"
    rf"|(?<![x×]\s)\b(?P<per>{_MORE})(?:-weekly|\sweekly(?!\s(?:courses|doses|infusions|injections|administrations))"
    r"|[\s-](?P<unit2>day|week|month)(?:ly)?[\s-](?:cycles?|intervals?|schedule|basis))"
    r"|\b(?P<hourly>\d{1,2}|four|six|eight|twelve)[\s-]?hourly|/\s?(?P<slash>\d{1,2})\s?h(?:ours?|rs?)?\b"
    rf"|(?P<alternate>\balternat(?:e|ing)[\s-]days?\b|\bq\.?o\.?d\b)|\bat\s(?P<gap>{_COUNT})[\s-](?P<unit3>day|week|month)s?\sintervals"
    rf"|\b(?P<apart>{_COUNT})\s(?P<unit4>day|week|month)s?\sapart\b",
    re.IGNORECASE,
)
# No length of time is meant, and no "five days a week".
_A = r"(?<!over )(?<!within )(?<!after )(?<!for )(?<!in )(?<!than )(?<!about )(?<!during )(?<!days )a"
_PLAIN = compiled(
    "treatments",
    r"\b(?:(?P<bi>bi-?weekly|fortnightly)|(?P<tri>tri-?weekly)"
    r"|(?P<weekly>weekly|wkly|once a week|" + _A + r" week|(?<!days )per week)"
    r"|(?P<monthly>monthly|once a month|" + _A + r" month|per month)"
    r"|(?P<nightly>{nightly})|(?P<needed>{as_needed})"
    r"|(?P<daily>{daily}|" + _A + r" day)"
    r"|(?P<yearly>yearly|annually|once a year))\b|(?P<slash>/\s?(?:day|d|j|24\s?h)\b)|(?P<slashweek>/\s?(?:week|wk)\b)",
)
_DAYS = re.compile(
    rf"(?<![A-Za-z\d-])(?:on\s)?(?:[dD]ays?|[dD])\s?(?P<days>{_DAY_LIST})"
    r"(?!\d|\.\d|\s?(?:mg|g|Gy|%|postop|after|of\s(?!each|every|the cycle|a \d))\b)"
    r"|(?P<bare>\b\d{1,2}(?:,\s?\d{1,2}){1,4})(?=\s?q\s?\d)"
    r"|\b(?P<ordinal>\d{1,2}(?:st|nd|rd|th)(?:\s?(?:,|and|&)\s?\d{1,2}(?:st|nd|rd|th)){0,4})\sdays?\b"
    r"(?!\sof\s(?!each|every|the\scycle|a\scycle))"
    # five days every 28 days, 7 days of each cycle
    rf"|\b(?:for\s)?(?P<first>\d{{1,2}}|{_MORE})\s(?:consecutive\s)?days\s(?:every|each|of\s(?:each|every|an?)|in\s(?:each|every|a))"
    rf"(?=\s(?:cycle|course|month|\d|{_MORE}))"
)
# days 1-5/28, d1-21 of 28
_DAYS_OF = re.compile(
    r"(?<![A-Za-z\d-])(?:[dD]ays?|[dD])\s?(?P<days>\d{1,2}(?:\s?(?:,|&|-|–|and|to)\s?\d{1,2}){0,6})"
    r"\s?(?:/|of|in|every)\s?(?P<cycle>14|21|28|35|42)(?:\sdays?|-days?(?:\scycles?)?)?(?!\d|\.\d)"
)
# four weeks on, two weeks off; 4-weeks-on/2-weeks-off; for 4 weeks followed by 2 weeks off
_ON_OFF = re.compile(
    rf"\b(?P<on>{_COUNT})[\s-](?P<unit>day|week)s?(?:[\s-]on\b|(?=\s(?:followed\sby|then|and)\s))"
    rf"[\s,/-]{{0,3}}(?:(?:and|then|followed\sby|with)\s)?(?P<off>{_COUNT})[\s-](?:(?P<unit2>day|week)s?[\s-])?off\b",
    re.IGNORECASE,
)
_WEEKS = re.compile(r"\b(?:at\s)?weeks?\s(?P<weeks>\d{1,2}(?:\s?(?:,|and|,\sand|&)\s?\d{1,2}){1,5})\b", re.IGNORECASE)
# What stands between a number and "cycles" is no other number, no time and no new phrase: "13 days after 2 cycles".
_NO_CYCLES = (
    "of|on|in|at|and|or|every|each|a|per|during|to|several|multiple|after|for|with|before|since|times|doses"
    "|days?|weeks?|months?|years?|hours?"
)
_CYCLES = re.compile(
    rf"\b(?P<count>{_COUNT}),?\s(?:(?!(?:{_NO_CYCLES}|{WORD_NUMBER})\b)(?:[a-z]\w{{0,13}}|\d{{1,2}}-\w{{1,6}})[\s-]){{0,3}}?"
    r"(?:cycles?|courses?|rounds?|cures|pulses)\b"
    r"|(?:(?<!\d\s)|(?<=m[2²]\s))(?<![A-Za-z\d])(?<!Gy\s)[x×]\s?(?P<cross>\d{1,2})"
    r"(?!\s?(?:\d|[.,]\d|mg|cm|mm|g\b|/|daily|per day|a day|Gy"
    r"|(?:days?|weeks?|months?|hours?|wks?|years?|yrs?|mos?|mths?|[dwm])\b))"
    r"\s?(?:cycles?|courses?)?"
    r"|(?<![\w.,/-])(?P<ahead>[1-9]|1\d)\s?[x×#]\s(?!(?:daily|weekly|monthly|normal|upper|a|per|the)\b)(?=[a-z-]{2,14}\b|[A-Z]{2}|[A-Z][a-z]{4})"
    r"|(?<=[A-Z]\s)(?P<after>[1-9]|1\d)\s?[xX×](?=\s?(?:[.,;)]|$|[A-Z]{4}))|(?<=[A-Z]\s)(?P<whole>[1-9]|1\d)/(?P=whole)(?=[\s,;.)]|$)"
    r"|\b[Cc]ycle\s\d{1,2}\s(?:of|/)\s(?P<planned>\d{1,2})\b"
    rf"|\b(?P<hyphen>{_COUNT})-(?:cycle|course)s?\b"
    rf"|\b(?:after|following|completed|completing)\s(?:the\s|(?:his|her)\s)?(?P<ordinal>{'|'.join(_NTH)})\s(?:cycles?|courses?)\b"
    rf"|\b(?P<last>{'|'.join(_NTH)})\s(?:and|or)\s(?:last|final)\s(?:cycle|course)\b"
    rf"|\btimes\s(?P<spelled>{_COUNT})\b(?!\s(?:a|per|daily|weekly|each|normal|more|higher)\b)"
    r"|\b(?:ended|stopped|discontinued|withdrawn|halted)\s(?:at|after|following)\s(?:cycle|course)\s(?P<at>\d{1,2})\b",
    re.IGNORECASE,
)
# Cheap tests that say whether the dearer expressions can match at all: words of the text in lower case, and signs.
_TIMES_WORDS = ("times", "wice", "once", "hrice", "doses", "×")
_TIMES_SIGNS = re.compile(r"[x*]\s?\d|\d\s?x|\d-\d-\d|\d\s?/\s?[dj2]|[btqo](?<![a-z].)\.?(?:[id]\.?)?[ds]\b")
_EVERY_WORDS = ("apart", "every", "each", "weekly", "hourly", "lternat", "interval", "cycle", "schedule", "basis")
_EVERY_SIGNS = re.compile(r"(?:q|/)\s?\d|q\.?o")
_PLAIN_WORDS = (
    "weekly", "wkly", "a week", "per week", "fortnight", "daily", "everyday", "monthly", "a month", "per month",
    "per day", "a day", "night", "bedtime", "nocte", "morning", "mane", "quotidian", "yearly", "annually", "a year",
    "/",
    "needed", "required", "prn", "p.r.n", "demand", "qhs", "q.h.s",
)  # fmt: skip
_DAYS_SIGNS = re.compile(r"[dD](?:ays?)?\s?\d|\d(?:st|nd|rd|th)|q\s?\d|days (?:every|each|of|in)\b")
_PLAIN_VALUES = {
    "bi": "every 2 weeks", "tri": "every 3 weeks", "slash": "daily", "slashweek": "weekly", "needed": "as needed",
}  # fmt: skip
_TIMES_VALUES = frozenset(("daily", "nightly"))
_LAST_DAY = 21  # of a cycle: "three times daily on day 28" tells when that began
_ONE_DAY = re.compile(r"day (?!1$)(\d{1,2})")  # what happened that day, beside "every 12 hours": "stopped on day 6"
_TIMES_A_DAY = {"b": 2, "t": 3, "q": 4}


class Part(NamedTuple):
    """A piece of a schedule, written in the contract's words: `kind` is times, days or interval."""

    start: int
    end: int
    kind: str
    value: str


def parts(text: str) -> list[Part]:
    """Return the pieces of schedules in a text, in order, none inside another."""
    lower = text.lower()
    says = lower.__contains__
    found: list[Part] = []
    if any(map(says, _TIMES_WORDS)) or _TIMES_SIGNS.search(lower):
        for match in _TIMES.finditer(text):
            if value := _times(match):
                kind = "times" if "da" in value or "hour" in value else "interval"
                found.append(Part(match.start(), match.end(), kind, value))
    if any(map(says, _EVERY_WORDS)) or _EVERY_SIGNS.search(lower):
        for match in _EVERY.finditer(text):
            if value := _every(match):
                kind = "times" if "hour" in value or value in _TIMES_VALUES else "interval"
                found.append(Part(match.start(), match.end(), kind, value))
    if _DAYS_SIGNS.search(text):
        cycles_named = list(_DAYS_OF.finditer(text))
        for match in cycles_named:
            found.append(Part(match.start(), match.start("cycle"), "days", _days(match["days"])))
            interval = f"every {int(match['cycle']) // 7} weeks"
            found.append(Part(match.start("cycle"), match.end(), "interval", interval))
        for match in _DAYS.finditer(text):
            if any(named.start() < match.end() and match.start() < named.end() for named in cycles_named):
                continue
            days = _days(match["days"] or match["bare"] or match["ordinal"] or f"1-{int(number(match['first']))}")
            found.append(Part(match.start(), match.end(), "days", days))
    if " off" in lower or "-off" in lower:
        found += [Part(m.start(), m.end(), "interval", _on_off(m)) for m in _ON_OFF.finditer(text)]
    if "week" in lower:
        found += [Part(m.start(), m.end(), "days", f"weeks {m['weeks']}") for m in _WEEKS.finditer(text)]
    if any(map(says, _PLAIN_WORDS)):
        for match in _PLAIN.finditer(text):
            if not any(part.start < match.end() and match.start() < part.end for part in found):
                group = match.lastgroup or ""
                value = _PLAIN_VALUES.get(group, group)
                kind = "need" if value == "as needed" else "times" if value in _TIMES_VALUES else "interval"
                found.append(Part(match.start(), match.end(), kind, value))
    found.sort()
    return found


def _times(match: re.Match[str]) -> str:
    if match["latin"]:
        latin = match["latin"].replace(".", "").lower()
        if latin in ("qd", "od"):
            return "daily"
        return {2: "twice daily", 3: "three times daily", 4: "four times daily"}[
            2 if latin == "bd" else 3 if latin == "tds" else _TIMES_A_DAY[latin[0]]
        ]
    if match["doses_a_day"]:
        taken = sum(dose != "0" for dose in match["doses_a_day"].split("-"))
        return "" if taken == 0 else _a_day(taken)
    count = match["count"] or match["doses"] or match["cross"] or match["share"] or match["tablets"]
    unit = (match["unit"] or "daily").lower()
    if match["doses"] and not re.search(r"day|daily", match[0], re.IGNORECASE):
        return ""
    plain = re.sub(r"[\s-]?(?:times|x|×)$", "", count.lower())
    times = {"once": 1, "twice": 2, "thrice": 3}.get(plain) or int(number(plain))
    period = "weekly" if "week" in unit else "monthly" if "month" in unit else "yearly" if "year" in unit else "daily"
    return _a_day(times, period)


def _a_day(times: int, period: str = "daily") -> str:
    """Return a number of times in the contract's words: daily, twice daily, three times weekly."""
    count = {3: "three", 4: "four"}.get(times, str(times))
    return period if times == 1 else f"twice {period}" if times == 2 else f"{count} times {period}"


def _every(match: re.Match[str]) -> str:
    if match["alternate"]:
        return "every other day"
    if match["hourly"] or match["slash"]:
        return f"every {int(number(match['hourly'] or match['slash']))} hours"
    if match["q"]:
        count, letter = int(match["q"]), (match["letter"] or "d")[0].lower()
        if not match["letter"] and count < 7:
            return ""
        unit = _LETTERS[letter]
    elif match["per"]:
        count, unit = int(number(match["per"])), (match["unit2"] or "week").lower()
    elif match["apart"]:
        count, unit = int(number(match["apart"])), match["unit4"].lower()
    elif match["gap"]:
        count, unit = int(number(match["gap"])), match["unit3"].lower()
    else:
        unit = match["unit"].lower()
        ordinal = (match["ordinal"] or "").strip(" -").lower()
        if ordinal in ("other", "second", "alternate") and unit == "day":
            return "every other day"
        count = _ORDINALS[ordinal] if ordinal else int(number(match["count"])) if match["count"] else 1
        unit = _UNITS.get(unit, unit)
    if count == 0:
        return ""
    if match["upper"]:
        return f"every {count}-{int(number(match['upper']))} {unit}s"
    if count == 1:
        return _EACH[unit]
    if unit == "day" and count % 7 == 0:
        return "weekly" if count == 7 else f"every {count // 7} weeks"
    return f"every {count} {unit}s"


def _on_off(match: re.Match[str]) -> str:
    """Return weeks of treatment and of rest in one wording: "4 weeks on, 2 weeks off"."""
    lengths = (match["on"], match["unit"]), (match["off"], match["unit2"] or match["unit"])
    counted = ((int(number(count)), unit.lower()) for count, unit in lengths)
    on, off = (f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in counted)
    return f"{on} on, {off} off"


def _days(written: str) -> str:
    plain = re.sub(
        r"\s?(?:-|–|to|through)\s?(?:[dD](?:ays?)?\s?)?", "-", re.sub(r"(?<=\d)(?:st|nd|rd|th)", "", written)
    )
    days = re.sub(r"\s?(?:,?\sand|,|&|/)\s?(?:[dD](?:ays?)?\s?)?", ", ", plain)
    return f"day {days}" if days.isdigit() else f"days {days}"


def compose(listed: list[Part]) -> str | None:
    """Return one frequency from its pieces: times a day, days of the cycle, interval, when needed."""
    chosen: dict[str, str] = {}
    for part in listed:
        chosen.setdefault(part.kind, part.value)
        if part.kind == "times" and chosen["times"] == "daily":
            chosen["times"] = part.value  # "300 mg per day, three times a day"
    if len(chosen) > 1 and chosen.get("times") == "daily":
        del chosen["times"]
    day = _ONE_DAY.fullmatch(chosen.get("days", ""))
    if day is not None and ("hours" in chosen.get("times", "") or ("times" in chosen and int(day[1]) > _LAST_DAY)):
        del chosen["days"]
    return " ".join(chosen[kind] for kind in ("times", "days", "interval", "need") if kind in chosen) or None


def with_interval(frequency: str | None, interval: str | None) -> str | None:
    """Return a frequency with the interval of the cycles, unless it has one: day 1, every 3 weeks."""
    if frequency is None or interval is None:
        return frequency or interval
    return (
        frequency if "every" in frequency or "week" in frequency or "month" in frequency else f"{frequency} {interval}"
    )


class Count(NamedTuple):
    """A number of cycles with its place in a text."""

    start: int
    end: int
    cycles: int


def cycles(text: str) -> list[Count]:
    """Return the numbers of cycles in a text."""
    found = []
    for match in _CYCLES.finditer(text):
        if nth := match["ordinal"] or match["last"]:
            found.append(Count(match.start(), match.end(), _NTH[nth.lower()]))
            continue
        written = match["count"] or match["cross"] or match["hyphen"] or match["at"] or match["spelled"]
        written = written or match["ahead"] or match["after"] or match["whole"] or match["planned"]
        if written.lower() in ("a", "an", "once", "twice", "zero"):
            continue
        if 0 < number(written) < 60:
            found.append(Count(match.start(), match.end(), int(number(written))))
    return found
