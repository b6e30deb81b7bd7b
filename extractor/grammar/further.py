"""Further amounts: a second amount of one stain in the same statement, of another place or by another score.

"HER2 3+ in the micropapillary area, 1+ in the usual area", "Ki-67 70% (in situ part 45%)", "TPS 25%, CPS 40".
"""

from __future__ import annotations

import re
from dataclasses import replace

from extractor.grammar.quantities import PERCENT, percentage
from extractor.grammar.scores import PROPORTIONS, implied_polarity, quantity_behind, scores_in
from extractor.grammar.targets import Target
from extractor.grammar.wording import compiled
from extractor.mentions import Modifier, Sentence
from extractor.records import Quantity

_RULE = "further amount"
_GRADE = re.compile(r"(?<![\w.+])(?P<score>[0-3])\s?\+(?![\w/])")
_CODE = r"(?:(?:block|part|specimen|slide|tumou?r)\s)?(?:[A-Z]{1,2}\d{1,2}|\d[A-Z]\d?)\b"
_PLACE = rf"(?:(?:in|at|on)\s(?:the\s)?(?!\d)[\w-]{{1,20}}|{_CODE}|{{amount_places}}\b)"
# What stands between two amounts: where the first is, a joint, and where the second is.
_JOINT = compiled(
    "markers",
    rf"(?P<first>\s?\(?(?:of\s(?:the\s)?[\w-]{{3,15}}\s?(?:cells|nuclei)?\s?)?(?:{_PLACE}(?:\s[\w-]{{1,20}}){{0,4}})?\)?)"
    r"\s?(?:[;,/(]|,?\s(?:and|but|vs\.?|versus|while|whereas))\s?"
    rf"(?P<second>(?:(?:and|but|only|focally|up to|about|approx\.?|approximately|ca\.?)\s){{0,2}}"
    rf"(?:(?:in\s(?:the\s)?)?(?:{_CODE}|{{amount_places}}\b)(?:\s[\w-]{{1,20}})?:?\s)?)",
)
_BEHIND = compiled("markers", rf"\s?\(?(?:of\s(?:the\s)?[\w-]{{3,15}}\s?(?:cells|nuclei)?\s)?{_PLACE}")
_REACH, _MOST = 110, 4


def further_amounts(sentence: Sentence, targets: list[Target]) -> list[Target]:
    """Return the targets of amounts that stand behind the first amount of a stain."""
    found: list[Target] = []
    for index, target in enumerate(targets):
        if (
            target.alteration not in (None, "expression")
            or target.silent
            or target.is_placed
            or target.end == target.start
        ):
            continue
        following = (other.start for other in targets[index + 1 :] if other.mention.id != target.mention.id)
        limit = min(next(following, sentence.end), target.end + _REACH)
        first = quantity_behind(sentence, target, limit)
        if first is None:
            continue
        end = target.end + first[2]
        if first[0].unit in PROPORTIONS[:2]:
            found += _scores(sentence, target, first[0], end, limit)
        elif first[0].unit in ("%", "score") and target.polarity is not None:
            found += _amounts(sentence, target, first[0], end, limit)
    return found


def _scores(sentence: Sentence, target: Target, first: Quantity, start: int, limit: int) -> list[Target]:
    """Return the other scores of an assay: "TPS 25% / CPS 40", "TPS 70%. Part B: TPS <1%"."""
    others = [(amount, at) for amount, at in scores_in(sentence.between(start, limit)) if amount != first]
    return [_twin(target, amount, start + at) for amount, at in others[:_MOST]]


def _amounts(sentence: Sentence, target: Target, first: Quantity, start: int, limit: int) -> list[Target]:
    found: list[Target] = []
    told = [(first.value, first.low)]
    while len(found) < _MOST:
        words = sentence.between(start, limit)
        match = _JOINT.match(words)
        amount = _amount(words, match.end(), first) if match is not None else None
        if match is None or amount is None:
            break
        quantity, end = amount
        behind = _BEHIND.match(words, end) is not None
        if not (behind or match["second"].strip()) or (quantity.value, quantity.low) in told:
            break
        found.append(_twin(target, quantity, start + match.end()))
        told.append((quantity.value, quantity.low))
        start += end
    return found


def _amount(words: str, at: int, first: Quantity) -> tuple[Quantity, int] | None:
    """Return the amount at a position, of the same unit as the first, and where it ends."""
    if first.unit == "%":
        share = PERCENT.match(words, at)
        return (percentage(share), share.end()) if share is not None else None
    grade = _GRADE.match(words, at)
    return (Quantity(value=int(grade["score"]), unit="score"), grade.end()) if grade is not None else None


def _twin(target: Target, quantity: Quantity, at: int) -> Target:
    polarity = implied_polarity(target.mention.id, quantity)
    twin = replace(target, start=at, end=at, quantity=quantity)
    twin.settle(polarity, Modifier(polarity, _RULE, at, at))
    twin.strict = True
    return twin
