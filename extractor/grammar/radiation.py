"""Radiation: which dose and how many fractions belong to which irradiation of a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.grammar.agents import wording
from extractor.grammar.doses import RADIATION, Amount, amounts, fractions, is_fraction_dose
from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Sentence
from extractor.records import Dose

_RAYS = re.compile(r"G[yY]|[gG]ray|\drad|\srad|CGE")
_NO_TREATMENT = compiled(
    "treatments",
    r"(?:\b{some_dose}\sdoses?\s(?:\w{4,9}\s)?(?:to|in|of|by)\sthe\b[^.;]{0,60}\b(?:was|were)|{no_radiation}|(?-i:BED))\b[^.;]{0,40}$",
)
_KIND_AHEAD = compiled("treatments", r"(?<![\w-])(?:{radiation_kinds}\s){1,3}$")
_LONGEST_KIND = 40
_ACTIVITIES = ("mCi", "MBq", "GBq")
_SOURCES = frozenset({"radioiodine therapy", "radioembolization", "peptide receptor radionuclide therapy"})


@dataclass(slots=True)
class Irradiation:
    """A dose of radiation with its fractions and the mention that it belongs to, if the sentence has one."""

    start: int
    end: int
    dose: Dose | None
    fractions: int | None
    mention: Mention | None


def _doses(text: str) -> list[Amount]:
    """Return the doses of radiation in a text, without those of organs and without biological equivalents."""
    listed = [amount for amount in amounts(text) if amount.dose.unit in RADIATION]
    return [a for a in listed if not _NO_TREATMENT.search(text, max(0, a.start - 120), a.start)]


def radiation_name(name: str) -> str:
    """Return the name of a kind of radiation that records tell apart (patterns/treatments.toml), or radiotherapy."""
    return name if name in wording()["radiations"] else "radiotherapy"


def irradiations(sentence: Sentence, mentions: list[Mention]) -> list[Irradiation]:
    """Return the irradiations of a sentence: one per dose, one per mention that has none."""
    text, offset = sentence.text, sentence.start
    listed = _doses(text) if _RAYS.search(text) else []
    if not listed and any(m.id in _SOURCES for m in mentions) and not sentence.of_kind("drug"):
        activities = [a for a in amounts(text) if a.dose.unit in _ACTIVITIES]
        listed = [a for a in activities if not any(0 < a.start - b.end <= 3 for b in activities)]  # "1110 MBq (30 mCi)"
    found: list[Irradiation] = []
    parts = [a for a in listed if is_fraction_dose(a, text[a.end :], text[: a.start])]
    totals = [a for a in listed if a not in parts]
    taken: set[int] = set()
    for index, amount in enumerate(totals):
        limit = totals[index + 1].start if index + 1 < len(totals) else len(text)
        mention = _owner(mentions, amount, offset)
        if mention is not None:
            taken.add(mention.start)
        before = text[totals[index - 1].end if index else 0 : amount.start]
        count = fractions(text[amount.end : limit], "") or (fractions("", before) if len(totals) == 1 else None)
        found.append(Irradiation(amount.start + offset, amount.end + offset, amount.dose, count, mention))
    for part in parts:
        mention = _owner(mentions, part, offset)
        # The dose of a fraction stands for a course when no total does: "60 Gy, and brachytherapy, 7 Gy x 4".
        alone = not found or (
            mention is not None and mention.start not in taken and part.start > found[-1].end - offset
        )
        if not alone:
            continue
        if mention is not None:
            taken.add(mention.start)
        count = fractions(text[part.end :], text[: part.start])
        dose = part.dose.model_copy(update={"per": "fraction"})
        found.append(Irradiation(part.start + offset, part.end + offset, dose, count, mention))
    if len(found) == 1 and mentions:
        return [*found, *_of_another_kind(mentions, found[0].mention)]
    for mention in mentions:
        if mention.start not in taken:
            found.append(Irradiation(mention.start, mention.end, None, None, mention))
    if len(found) == 1 and found[0].dose is None and ("fraction" in text or "session" in text):
        end = mentions[0].end - offset
        found[0].fractions = fractions(text[end:], text[:end])
    return found


def radiation_words(sentence: Sentence, mention: Mention) -> str:
    """Return an irradiation as a note names it, with the words of its kind: "mantle RT", "salvage radiation"."""
    kind = _KIND_AHEAD.search(sentence.between(max(mention.start - _LONGEST_KIND, sentence.start), mention.start))
    return sentence.between(mention.start - len(kind[0]) if kind else mention.start, mention.end)


def _of_another_kind(mentions: list[Mention], named: Mention | None) -> list[Irradiation]:
    """Return the irradiations without a dose behind one that has it: "EBRT 45 Gy plus vaginal brachytherapy"."""
    if named is None:
        return []
    others = [m for m in mentions if m.start > named.end and radiation_name(m.id) != radiation_name(named.id)]
    return [Irradiation(m.start, m.end, None, None, m) for m in others[:1]]


def _owner(mentions: list[Mention], amount: Amount, offset: int) -> Mention | None:
    before = [m for m in mentions if m.end - offset <= amount.start]
    return before[-1] if before else mentions[0] if mentions else None
