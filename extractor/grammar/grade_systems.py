"""The system that a grade is of, its name and its version: CTCAE v5.0, 2016 WHO, FIGO as far as it names no stage."""

from __future__ import annotations

import re

from extractor.grammar.grade_values import version, year
from extractor.grammar.graded import distance
from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Sentence

_STAGE = re.compile(r"\s?(?:\d{4}\s)?(?:stag|[IV]{1,3}[A-C]?\b)")  # FIGO names stages as well as grades
_YEAR_AHEAD = re.compile(r"(?<!\bin )(?<!since )((?:19|20)\d\d)\s(?:revised\s)?$")
_FIRST_CTCAE = 3
_BESIDE = compiled("grades", r"^[\s,;(:]{0,3}(?:{by_system}\s){0,3}$")
_CLOSING = re.compile(r"^[^.;:]{0,80},\s\(?$")
_CLOSED = re.compile(r"^(?:\s(?:19|20)\d\d)?\)?(?:[.;]|$)")
_YEAR_NEAR = re.compile(r"[^.;,()]{1,24}?\b((?:19|20)\d\d)\b")
_STAGES = "FIGO"
_MOST_NAMES = 8  # of a system in one sentence


def system_of(sentence: Sentence, systems: list[Mention], start: int, end: int, own: str | None) -> Mention | None:
    """Return the system of a grade at [start, end): the one its notation names, else the nearest."""
    fitting = (
        [m for m in systems if m.id == own]
        if own
        else [
            m
            for m in systems
            if distance(m, start, end) < 90
            and m.id not in ("Gleason", "Clark")
            and not (m.id == _STAGES and _STAGE.match(sentence.between(m.end, m.end + 12)))
        ]
    )
    return min(fitting, key=lambda m: distance(m, start, end), default=None)


def name_of(system: Mention, edition: str | None) -> str:
    """Return the name of a system; the Common Toxicity Criteria are the CTCAE from their third version on."""
    later = system.id == "CTC" and edition is not None and float(edition) >= _FIRST_CTCAE
    return "CTCAE" if later else system.id


def version_of(sentence: Sentence, system: Mention) -> str | None:
    """Return the version that stands behind a system's name, here or where the sentence names it next or first."""
    named = [m for m in sentence.of_kind(system.kind)[:_MOST_NAMES] if m.id == system.id]
    of_events = system.kind == "grade:event-system"
    return next((value for m in (system, *named) if (value := _edition(sentence, m, of_events=of_events))), None)


def year_behind(sentence: Sentence, system: Mention, end: int) -> str | None:
    """Return the year of a system that stands right behind a grade: "grade three in the old 1973 system"."""
    match = _YEAR_NEAR.match(sentence.between(end, end + 40)) if system.kind == "grade:system" else None
    return match[1] if match is not None and system.end <= end else None


def _edition(sentence: Sentence, system: Mention, *, of_events: bool) -> str | None:
    """Return the version beside a system's name, of a system for tumors the year: "CTCAE v5.0", "2016 WHO"."""
    behind = sentence.between(system.end, system.end + 40)
    if of_events:
        return version(behind)
    ahead = _YEAR_AHEAD.search(sentence.between(system.start - 20, system.start))
    return year(behind) or (ahead[1] if ahead is not None else None)


def system_beside(sentence: Sentence, mention: Mention, target: Mention | None) -> Mention | None:
    """Return the system that stands beside a level: "high grade (WHO 2022)", "low grade by the IMTCGS".

    Also that which ends the words on a tumor: "high grade urothelial carcinoma, WHO 2022".
    """
    for system in sentence.of_kind("grade:system"):
        if system.id == "Gleason":
            continue
        if system.start >= mention.end:
            gap = sentence.between(mention.end, system.start)
            closes = (
                target is not None
                and _CLOSING.match(gap)
                and _CLOSED.match(sentence.between(system.end, system.end + 12))
            )
            if _BESIDE.match(gap) or closes:
                return system
        elif _BESIDE.match(sentence.between(system.end, mention.start)):
            return system
    return None
