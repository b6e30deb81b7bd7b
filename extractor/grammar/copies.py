"""Copies: rows and clauses without verbs that give the copies of a gene, what they are called, or both.

"EGFR   10.8   AMPLIFIED", "CDKN2A/CDKN2B   0.3   HOMOZYGOUS LOSS", "PDGFRA copy 3 (low gain)", "MYC: gain, 6 copies".
"""

from __future__ import annotations

import re

from extractor.grammar.quantities import comparator, number
from extractor.grammar.targets import Target
from extractor.grammar.wording import compiled, phrases
from extractor.mentions import Modifier, Sentence
from extractor.records import Quantity

_HINT = re.compile(r"cop(?:y|ies)\b|amp|gain|loss|delet|equivocal", re.IGNORECASE)
_LABEL = r"\)?(?:\s?\((?:\d{1,2}|[XY])[pq][\d.-]{0,9}\))?[\s:=.|,]{1,40}"  # a locus, then dots or a column
_CALL = (
    r"(?:(?P<equivocal>{copies_equivocal})|(?P<kept>{copies_kept})|(?P<gained>{copies_gained})"
    r"|(?P<intact>{copies_intact})|(?P<lost>{copies_lost}))(?![\w-])"
)
_NUMBER = r"(?P<sign>[<>~≥≤])?\s?(?P<value>\d{1,3}(?:\.\d{1,2})?)(?![\d%+/]|\.\d|\s?%|\s?[cm]m\b)"
_COUNTED = (
    _LABEL
    + r"(?:(?P<noun>{copies_nouns})[\s:=]{0,3})?"
    + _NUMBER
    + r"(?P<unit>\s?copies\b)?(?:[\s,;|(–-]{1,40}"
    + _CALL
    + r")?"
)
_CALLED = (
    _LABEL + r"(?:(?P<kept>{copies_kept_alone})"
    r"|(?P<gained>{copies_gained_alone})|(?P<intact>{copies_intact})|(?P<lost>{copies_lost_alone}))(?![\w-])"
    r"(?:[\s,;(]{1,4}" + _NUMBER + r"\s?copies)?"
)
_JOINTS = frozenset({"/", " / ", ", ", " and ", " & "})
_ALTERATIONS = {"equivocal": "amplification", "kept": "amplification", "gained": "amplification"}
_POLARITIES = {"equivocal": "equivocal", "kept": "negative", "intact": "negative"}
_BOUND = (None, "amplification", "deletion")  # what the call beside a number may have been read as
_DIPLOID = (1.5, 2.5)
_AMPLIFIED = 6.0  # copies: the threshold that laboratories share (ASCO/CAP 2018 for HER2)
_REACH = 90


def copy_numbers(sentence: Sentence, targets: list[Target]) -> None:
    """Settle the genes whose copies are counted or called beside their names."""
    if not _HINT.search(sentence.text):
        return
    for index, target in enumerate(targets):
        if target.polarity is not None or target.alteration not in _BOUND or not _names_gene(sentence, target):
            continue
        found = _found(sentence, target)
        if found is None:
            continue
        alteration, polarity, quantity, end = found
        for one in _listed(sentence, targets, index):
            one.alteration = alteration or _usual(sentence, one)
            one.settle(polarity, Modifier(polarity, "copy number", target.end, target.end + end))
            one.strict, one.quantity = True, quantity


def _found(sentence: Sentence, target: Target) -> tuple[str | None, str, Quantity | None, int] | None:
    """Return the alteration, the result, the copies and where they end; no alteration for two copies alone."""
    behind = sentence.between(target.end, target.end + _REACH)
    match = compiled("markers", _COUNTED).match(behind)
    if match is not None:
        call = next((name for name in ("equivocal", "kept", "gained", "intact", "lost") if match[name]), None)
        quantity: Quantity | None = _quantity(match)
        if call is not None:
            return _ALTERATIONS.get(call, "deletion"), _POLARITIES.get(call, "positive"), quantity, match.end()
        low, high = _DIPLOID
        if match["noun"] is None and match["unit"] is None:
            return None
        value = float(match["value"])
        if match["sign"] is None and low < value < high:
            return None, "negative", quantity, match.end()
        return ("amplification", "positive", quantity, match.end()) if value >= _AMPLIFIED else None
    match = compiled("markers", _CALLED).match(behind)
    if match is None:
        return None
    call = next(name for name in ("kept", "gained", "intact", "lost") if match[name])
    quantity = _quantity(match) if match["value"] is not None else None
    if call == "intact" and quantity is None:
        return None  # a stain is not lost either
    return _ALTERATIONS.get(call, "deletion"), _POLARITIES.get(call, "positive"), quantity, match.end()


def _quantity(match: re.Match[str]) -> Quantity:
    return Quantity(value=number(match["value"]), comparator=comparator(match["sign"]), unit="copies")  # type: ignore[arg-type]


def _listed(sentence: Sentence, targets: list[Target], index: int) -> list[Target]:
    """Return a target with those that are listed before it: "CDKN2A/CDKN2B", "CDK4, MDM2, MET no amp."."""
    listed = [targets[index]]
    for before in reversed(targets[:index]):
        if before.end > listed[-1].start:
            continue
        if before.polarity is not None or sentence.between(before.end, listed[-1].start) not in _JOINTS:
            break
        listed.append(before)
    return listed


def _usual(sentence: Sentence, target: Target) -> str:
    """Return what a test of the copies of a gene looks for: the loss of a suppressor, else an amplification."""
    written = sentence.between(target.mention.start, target.mention.end)
    return "deletion" if written.upper() in phrases("markers", "lost_suppressors") else "amplification"


def _names_gene(sentence: Sentence, target: Target) -> bool:
    return target.mention.kind == "gene" or any(m.start == target.mention.start for m in sentence.of_kind("gene"))
