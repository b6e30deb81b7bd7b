"""Status and dates of treatments: started in May 2019, stopped, continued until June 2020."""

from __future__ import annotations

import re
from itertools import pairwise

from extractor.grammar.agents import Agent, Reading, groups, phrases, reaches
from extractor.grammar.noted_dates import NOTED, SIGN, noted_dates
from extractor.grammar.quantities import DATE, partial_date
from extractor.grammar.spans import spans_in
from extractor.grammar.wording import compiled
from extractor.mentions import Modifier, Sentence

_SLASH_DATE = re.compile(r"\b(?:(?P<day>[0-3]?\d)[/.])?(?P<month>0?[1-9]|1[0-2])[/.-](?P<year>(?:19|20)\d\d)\b")
_NUMERIC = re.compile(
    r"(?<![\w/.-])(?P<year>(?:19|20)\d\d)-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>[0-3]\d))?(?![\w/-]|\.\d)"
)
_YEAR = re.compile(r"(?<=\b(?:[Ii]n|om)\s)(?P<year>(?:19|20)\d\d)\b|(?<=since\s)(?P<year2>(?:19|20)\d\d)\b")
_YEAR_BEHIND = re.compile(r"\s(?P<year>(?:19|20)\d\d)(?![\w/-]|\.\d)")
_SHORT_SPAN = re.compile(r"\d/\d\d\s?(?:-|to)\s?\d\d/\d\d")
_CENTURY = re.compile(r"(?:19|20)\d\d")
_SINCE = re.compile(r"\b(?:from|since|starting|beginning|as of)\s(?:in\s|on\s|early\s|late\s|mid\s)?$", re.IGNORECASE)
_UNTIL = re.compile(
    r"\b(?:until|till|through|up to(?: and including)?)\s(?:the end of\s|early\s|late\s)?$", re.IGNORECASE
)
_FROM_TO = re.compile(r"\bfrom\s[^.;,]{4,22}\sto\s$", re.IGNORECASE)
_IN_BEHIND = re.compile(r"\s(?:again\s)?(?:(?:in|on)\s)?(?:early\s|late\s|mid\s)?", re.IGNORECASE)
_IN = re.compile(r"\b(?:in|on)\s(?:early\s|late\s|mid\s)?$", re.IGNORECASE)
# What may stand between drugs and "in 2009" behind them, and between "In 2009" and the words of giving.
_TO_DATE = compiled("treatments", r"[\s)\],]*(?:{given_between}\s)*(?:in|on)\s(?:early\s|late\s|mid\s)?")
_OPENING = compiled("treatments", r"[^,;.]{3,14},?\s(?:{opening}\s){0,3}")
# Beside drugs of a list of treatments without verbs: "tamoxifen 20 mg 2015", "R-CHOP x6 (2019)", "2018 -> sunitinib".
_YEAR_NOTED = re.compile(r"(?<![\w/.-])(?P<year>(?:19|20)\d\d)(?![\w/-]|\.\d|\s(?:mg|ml|cGy|IU|U)\b)")
_DATE_BEHIND = re.compile(r"[\s)\],(]{1,24}")
_DATE_AHEAD = compiled("treatments", r"\s?(?:-{1,2}>|=>|→|[:=,;-])?\s?(?:{opening_notes}\s(?:w/\s?)?){0,2}")
_CLOSES = re.compile(r"\s?(?:$|[.,;)]|-\s|\d|(?:in|on|since|after)\s\d)")  # "bicalutamide 50 mg daily stopped."
_ENDS = re.compile(r"\s?\.?$")
_REST_OF_ASIDE = re.compile(r"^[^()]{0,99}\)")  # "(A 70 mg + B 80 mg; 45 Gy) from June to July 2014"
_ENDED_BEHIND = compiled("treatments", r"[^;]*;\s{stopped}\s(?:in\s|on\s)?")  # "from May 2023; stopped Dec 2023"
_REACH = 40
_REACH_OF_GIVEN = 60
_SAME_MONTH = re.compile(r"\bin (?:the|that) same month\b")
_MONTH = re.compile(r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b")


def read_statuses(reading: Reading) -> None:
    """Give each list of drugs its status: the cue in front of its head, else the one behind its end."""
    cues = reading.sentence.of_kind("treatment:status")
    offset = reading.sentence.start
    text = reading.text
    for members in groups(reading.agents):
        first, last = members[0].start, members[-1].end
        found = None
        for cue in cues:
            start, end = cue.start - offset, cue.end - offset
            on_date = text[start:end].endswith(" on") and DATE.match(text, end + 1) is not None
            ahead = reaches(cue) == "forward" and end <= first and reading.linked(end, first, joining=True)
            closes = start >= last and (_ENDS if cue.id == "planned" else _CLOSES).match(text, end) is not None
            behind = (reaches(cue) == "backward" or on_date or closes) and start >= last and found is None
            refused = cue.id == "refused" and start - last < 60
            if ahead or (behind and (refused or reading.linked(last, start, joining=True))):
                found = cue
        if found is not None:
            alone = text[found.start - offset :].startswith(("which was ", "which he ", "which she ", "which has "))
            for agent in members[-1:] if alone else members:
                agent.status = Modifier(found.id, found.source.key, found.start, found.end)


def dates_in(text: str) -> list[tuple[int, int, str]]:
    """Return the dates of a text with their places: "3 May 2019", "05/2019", "in 2019"."""
    spans = [(m.start(), m.end(), partial_date(m)) for m in DATE.finditer(text)]
    for match in (*_SLASH_DATE.finditer(text), *_NUMERIC.finditer(text)):
        day = f"-{int(match['day']):02d}" if match["day"] else ""
        spans.append((match.start(), match.end(), f"{match['year']}-{int(match['month']):02d}{day}"))
    known = [(start, end) for start, end, _ in spans]
    spans += [span for span in noted_dates(text) if not any(span[0] < end and start < span[1] for start, end in known)]
    known = [(start, end) for start, end, _ in spans]
    spans += [
        (m.start(), m.end(), m["year"] or m["year2"])
        for m in _YEAR.finditer(text)
        if not any(start <= m.start() < end for start, end in known)
    ]
    dated = [(start, end) for start, end, _ in spans]
    for match in _YEAR_NOTED.finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in dated):
            spans.append((match.start(), match.end(), match["year"]))
    for verb in (match for words in ("begun", "ended") for match in phrases(words).finditer(text)):
        year = _YEAR_BEHIND.match(text, verb.end())
        if year is not None:
            spans.append((year.start("year"), year.end(), year["year"]))
    return spans


def read_dates(reading: Reading, month: str | None) -> None:
    """Read when the drugs were started and ended; `month` is the one that was named last."""
    text = reading.text
    dated = reading.has_digits and (_CENTURY.search(text) or _SHORT_SPAN.search(text) or SIGN.search(text))
    if "same month" not in text and not dated:
        return
    spans = dates_in(text)
    periods = spans_in(text)
    same = _SAME_MONTH.search(text)
    month_start = same.start() if same is not None else -1
    if same is not None and month is not None:
        spans.append((same.start(), same.end(), month))
    places = [span[0] for span in spans] + [span.start for span in periods]
    for members in _apart(groups(reading.agents), places):
        begin = finish = None
        status = next((agent.status.value for agent in members if agent.status), None)
        # What stands behind the drugs comes first: "progressed in June, and crizotinib was started in December".
        for start, _, date in sorted(spans, key=lambda span: (span[0] < members[-1].end, span[0])):
            ahead = text[max(0, start - 40) : start]
            if not _near(reading, members, start):
                continue
            if (
                _UNTIL.search(ahead)
                or (_is_ended(ahead) and (begin or start >= members[-1].end))
                or (begin and _FROM_TO.search(ahead))
            ):
                finish = finish or date
            elif (
                _SINCE.search(ahead)
                or _is_begun(reading, members, start)
                or (status in ("started", "resumed") and (_IN.search(ahead) or start == month_start))
            ):
                begin = begin or (date if status != "resumed" else None)
            elif status in ("stopped", "completed") and _IN.search(ahead) and not _resumed(reading, start):
                finish = finish or date
            elif status not in ("planned", "refused", "resumed", "stopped") and _is_given_in(reading, members, start):
                begin = begin or date
        told = next((span for span in periods if _is_span_of(reading, members, span.start)), None)
        begin, finish = (told.begin, told.finish) if told is not None else (begin, finish)
        for agent in members:
            agent.begin, agent.finish = begin, finish
            if len(agent.doses) > 1:
                _date_doses(reading, agent, spans)


def _apart(lists: list[list[Agent]], places: list[int]) -> list[list[Agent]]:
    """Return lists of drugs divided where a date stands between: "sunitinib (2018-2019), cabozantinib from 2/2020"."""
    parts: list[list[Agent]] = []
    for members in lists:
        parts.append(members[:1])
        for before, agent in pairwise(members):
            if any(before.end <= place < agent.start for place in places):
                parts.append([])
            parts[-1].append(agent)
    return parts


def _date_doses(reading: Reading, agent: Agent, spans: list[tuple[int, int, str]]) -> None:
    """Give the doses of a drug their own dates: "20 mg from May 2012, raised to 30 mg in November 2012"."""
    limits = [*(given.start for given in agent.doses[1:]), len(reading.text)]
    for given, limit in zip(agent.doses, limits, strict=True):
        for start, _, date in spans:
            since = _SINCE.search(reading.text[given.end : start])
            if given.end <= start < min(limit, given.end + _REACH) and (
                since or (given is not agent.doses[0] and _TO_DATE.fullmatch(reading.masked, given.end, start))
            ):
                given.begin = date


def _is_given_in(reading: Reading, members: list[Agent], start: int) -> bool:
    """True when drugs were given at a date: "received A and B (10 mg) in 2009", "In 2009, he was treated with A"."""
    text, offset = reading.text, reading.sentence.start
    first, last = members[0].start, members[-1].end
    if _is_noted_at(reading, members, start):
        return True
    if not _IN.search(text[max(0, start - 12) : start]):
        return False
    cues = [cue for cue in reading.sentence.of_kind("treatment:given") if cue.id == "given"]
    if start < first:
        told = [c for c in cues if reaches(c) == "forward" and start <= c.start - offset and c.end - offset <= first]
        return bool(told) and _OPENING.fullmatch(text, start, told[0].start - offset) is not None
    last = max([last, *(given.end for given in members[-1].doses)])
    if not _TO_DATE.fullmatch(reading.masked, last, start):
        return False
    ahead = compiled("treatments", r"\b{no_beginning}\s(?:[\w-]{2,20}\s){0,3}$")
    noted = not reading.sentence.of_kind("treatment:given", "treatment:status")  # "gefitinib in 2012, then erlotinib"
    return ahead.search(text, max(0, first - 60), first) is None and (
        noted
        or any(
            (reaches(c) == "forward" and first - _REACH_OF_GIVEN <= c.end - offset <= first)
            or (last <= c.start - offset and c.end - offset <= start)
            for c in cues
        )
    )


def _is_noted_at(reading: Reading, members: list[Agent], start: int) -> bool:
    """True for a date right beside drugs in words without verbs: "tamoxifen 2015-", "2018 -> sunitinib 50 mg"."""
    first, last = members[0].start, max([members[-1].end, *(given.end for given in members[-1].doses)])
    if start >= last:
        if reading.sentence.of_kind("treatment:given", "treatment:status"):
            return False
        return _DATE_BEHIND.fullmatch(reading.masked, last, start) is not None
    end = next((at for at in (_date_end(reading.text, start),) if at is not None), start)
    return end <= first and _DATE_AHEAD.fullmatch(reading.masked, end, first) is not None


def _date_end(text: str, start: int) -> int | None:
    """Return where a date that begins at a position ends."""
    for expression in (DATE, _SLASH_DATE, _NUMERIC, NOTED, _YEAR_NOTED):
        match = expression.match(text, start)
        if match is not None:
            return match.end()
    return None


def _is_begun(reading: Reading, members: list[Agent], start: int) -> bool:
    """True when a verb between drugs and a date says that they began then: "5 mg weekly, started in 2012"."""
    last = max([members[-1].end, *(given.end for given in members[-1].doses)])
    return any(
        _IN_BEHIND.fullmatch(reading.text, match.end(), start) and reading.linked(last, match.start(), joining=True)
        for match in phrases("begun").finditer(reading.text, last, start)
    )


def _is_ended(ahead: str) -> bool:
    """True when the words in front of a date say that the treatment ended then: "and stopped in"."""
    return any(_IN_BEHIND.fullmatch(ahead, match.end()) for match in phrases("ended").finditer(ahead))


def is_until(ahead: str) -> bool:
    """True when the words in front of a date say that something ended then: "until", "completed"."""
    return _UNTIL.search(ahead) is not None or _is_ended(ahead)


def _resumed(reading: Reading, position: int) -> bool:
    """True when words of resumption stand in front of a date: "was stopped but resumed in May 2019"."""
    offset = reading.sentence.start
    return any(
        cue.id == "resumed" and cue.end - offset <= position for cue in reading.sentence.of_kind("treatment:status")
    )


def _near(reading: Reading, members: list[Agent], position: int) -> bool:
    """True when a date belongs to a list of drugs: no other list stands between, and no semicolon."""
    first, last = members[0].start, members[-1].end
    low, high = (last, position) if position >= last else (position, first)
    between = _REST_OF_ASIDE.sub("", reading.text[low:high])
    if high - low > 100 or (";" in between and not _ENDED_BEHIND.fullmatch(between)):
        return False
    return not any(low <= agent.start < high for agent in reading.agents if agent not in members)


def _is_span_of(reading: Reading, members: list[Agent], start: int) -> bool:
    """True when a span of time is that of a list of drugs: behind it, or in front of all drugs of the sentence."""
    opens = not any(agent.end <= start for agent in reading.agents)
    return (opens or start >= members[-1].end) and _near(reading, members, start)


def last_month(sentence: Sentence, month: str | None) -> str | None:
    """Return the month that a sentence names last, for "in the same month"; else the one known before."""
    dates = list(DATE.finditer(sentence.text)) if _CENTURY.search(sentence.text) else []
    if dates:
        month = partial_date(dates[-1])[:7]
    bare = list(_MONTH.finditer(sentence.text)) if month is not None else []
    if bare and month is not None and (not dates or bare[-1].start() > dates[-1].end()):
        match = DATE.match(f"{bare[-1][0]} {month[:4]}")
        month = partial_date(match) if match else month
    return month
