"""Copies: rows and clauses without verbs that give the copies of a gene, what they are called, or both.

"EGFR   10.8   AMPLIFIED", "CDKN2A/CDKN2B   0.3   HOMOZYGOUS LOSS", "PDGFRA copy 3 (low gain)", "MYC: gain, 6 copies".
"""

from __future__ import annotations

import re
from typing import NamedTuple

from extractor.grammar.quantities import counted
from extractor.grammar.scores import copies_or_ratio, implied_polarity
from extractor.grammar.targets import Target, names_gene
from extractor.grammar.wording import compiled, only, phrases
from extractor.mentions import Modifier, Sentence
from extractor.records import Quantity

_HINT = compiled("markers", r"\b{copies_hints}\b")
_LABEL = r"\)?(?:\s?\((?:\d{1,2}|[XY])[pq][\d.-]{0,9}\))?[\s:=.|,–>→-]{1,40}"  # a locus, then dots or a column
_CALL = (
    r"(?:(?P<equivocal>{copies_equivocal})|(?P<kept>{copies_kept})|(?P<gained>{copies_gained})"
    r"|(?P<intact>{copies_intact})|(?P<lost>{copies_lost}))(?![\w-])"
)
_CALL_ALONE = (
    r"(?:(?P<kept>{copies_kept})|(?P<gained>{copies_gained_alone})"
    r"|(?P<intact>{copies_intact})|(?P<lost>{copies_lost_alone}))(?![\w-])"
)
_NUMBER = r"(?P<sign>[<>~≥≤])?\s?(?P<value>\d{1,3}(?:\.\d{1,2})?)(?![\d%+/]|\.\d|\s?%|\s?[cm]m\b)"
_COUNTED = compiled(
    "markers",
    _LABEL + r"(?:(?P<noun>{copies_nouns})[\s:=]{0,3})?" + _NUMBER + r"(?P<unit>\s?{copies_units}\b)?"
    rf"(?:[\s,;|(–-]{{1,40}}{_CALL})?",
)
_CALLED = compiled("markers", _LABEL + _CALL_ALONE + r"(?:[\s,;(]{1,4}" + _NUMBER + r"\s?{copies_units}\b)?")
# What a call says: the alteration that was looked for, and whether it was found.
_CALLS = {
    "equivocal": ("amplification", "equivocal"),
    "kept": ("amplification", "negative"),
    "gained": ("amplification", "positive"),
    "intact": ("deletion", "negative"),
    "lost": ("deletion", "positive"),
}
_BOUND = (None, "amplification", "deletion")  # what the call beside a number may have been read as
_DIPLOID = (1.5, 2.5)
_REACH, _REACH_OF_LEVELS = 90, 40


class _Copies(NamedTuple):
    """What the words behind a gene say, up to `end` of them; no alteration for two copies without a call."""

    alteration: str | None
    polarity: str
    quantity: Quantity | None
    end: int


def copy_numbers(sentence: Sentence, targets: list[Target]) -> None:
    """Settle the genes whose copies are counted or called beside their names."""
    if not targets or not _HINT.search(sentence.text):
        return
    for index, target in enumerate(targets):
        if target.polarity is not None or target.alteration not in _BOUND or not names_gene(sentence, target):
            continue
        copies = _copies(sentence.between(target.end, target.end + _REACH))
        if copies is None:
            continue
        cue = Modifier(copies.polarity, "copy number", target.end, target.end + copies.end)
        for one in _listed(sentence, targets, index):
            one.alteration = copies.alteration or _usual(sentence, one)
            one.settle(copies.polarity, cue)
            one.strict, one.quantity = True, copies.quantity


def _copies(behind: str) -> _Copies | None:
    """Return what the words behind a gene say of its copies; a number that nobody calls must be one of copies."""
    match = _COUNTED.match(behind)
    if match is None:
        return _called(behind)
    quantity = counted(match, "copies")
    call = _call(match)
    if call is not None:
        return _Copies(*call, quantity, match.end())
    if match["noun"] is None and match["unit"] is None:
        return None
    low, high = _DIPLOID
    if match["sign"] is None and low < float(match["value"]) < high:
        return _Copies(None, "negative", quantity, match.end())
    implied = implied_polarity("", quantity)
    return _Copies("amplification", implied, quantity, match.end()) if implied == "positive" else None


def _called(behind: str) -> _Copies | None:
    """Return what a call without a number before it says; "no loss" needs one, as a stain is not lost either."""
    match = _CALLED.match(behind)
    if match is None or (match["intact"] and match["value"] is None):
        return None
    call = _call(match)
    quantity = counted(match, "copies") if match["value"] is not None else None
    return _Copies(*call, quantity, match.end()) if call is not None else None


def _call(match: re.Match[str]) -> tuple[str, str] | None:
    return next((said for name, said in _CALLS.items() if match.groupdict().get(name)), None)


def _listed(sentence: Sentence, targets: list[Target], index: int) -> list[Target]:
    """Return a gene with those that are listed before it: "CDKN2A/CDKN2B", "CDK4, MDM2, MET no amp."."""
    listed = [targets[index]]
    for before in reversed(targets[:index]):
        if before.end > listed[-1].start:
            continue
        gap = sentence.between(before.end, listed[-1].start)
        if before.polarity is not None or not names_gene(sentence, before) or not only(gap, "markers", "joins"):
            break
        listed.append(before)
    return listed


def _usual(sentence: Sentence, target: Target) -> str:
    """Return what a test of the copies of a gene looks for: the loss of a suppressor, else an amplification."""
    written = sentence.between(target.mention.start, target.mention.end)
    return "deletion" if written.upper() in phrases("markers", "lost_suppressors") else "amplification"


def counted_copies(sentence: Sentence, targets: list[Target]) -> None:
    """Read the copies or the ratio of a note without verbs: "MYCN amplification (>10 copies)"."""
    for target in targets:
        noun = target.alteration_cue
        if target.polarity is None and target.alteration == "amplification" and noun is not None:
            quantity = copies_or_ratio(sentence, noun.end, noun.end + _REACH_OF_LEVELS)
            if quantity is not None:
                implied = implied_polarity(target.mention.id, quantity)
                target.settle(implied, Modifier(implied, "quantity", noun.start, noun.end))
