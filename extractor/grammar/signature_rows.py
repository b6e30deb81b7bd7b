"""Signature rows: signatures and viruses with the result behind a colon, a column or dots, whatever stands between.

"MSI-High: NOT DETECTED", "Microsatellite instability: 2.1 % unstable sites (stable)", "HTLV-1 PCR: negative".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.grammar.quantities import number
from extractor.grammar.targets import Target
from extractor.grammar.wording import compiled
from extractor.mentions import Modifier, Sentence
from extractor.records import Quantity

SIGNED = "row of a signature"  # the rule of its results
_LOOKED_FOR = ("signature", "virus")
_TO_VALUE = (
    r"\)?(?:\s?\([^()]{0,70}\)|\s(?:{signature_details})(?!\w)){0,8}"
    r"\s?(?::|=|\.{2,}|=?->|=>|→|\||\s{2,}|\t|\s[-–/]\s|\?)[\s.:]{0,60}"
)
_VALUE = (
    r"(?P<lead>(?:(?!\s{3}|{signature_negative}|{signature_positive}|{signature_unsure})[^.;:]|\.(?=\d)){0,40}?(?<![\w-]))"
    r"(?:(?P<unsure>{signature_unsure})|(?P<untold>{signature_untold})|(?P<negative>{signature_negative})"
    r"|(?P<positive>{signature_positive}))(?![\w-])"
)
_SIGN_CELL = re.compile(
    r"(?:\s?\([^()]{1,30}\))?\s{0,2}(?:[:=|]|\s{2,}|\t)\s{0,40}(?P<sign>\+{1,3}|-)(?=\s{2,}|\t|\s?[|;,.]|\s?$)"
)
_TOLD_AT_END = compiled(
    "gene_rows",
    r"(?P<lead>(?:\s?\([^()]{0,70}\)|\s(?:{signature_details})(?!\w)){0,4}(?:\s\d{1,3}(?:\.\d)?,?)?\s)"
    r"(?:(?P<unsure>{signature_unsure})|(?P<untold>{signature_untold})|(?P<negative>{signature_negative})"
    r"|(?P<positive>{signature_positive}))(?=\s?(?:$|[.;,|(]))",
)
_STABLE = compiled("gene_rows", r"\({said_stable}\)")
_NONE_OF = re.compile(r"\b0\s?(?:/|of|out of)\s?\d{1,3}\b|\bno\b", re.IGNORECASE)  # "0/5 unstable"
_SCORE = r"(?:^|\D{1,4})(?P<value>\d{1,3})(?![\d.,]?\d|\s?%)"
_SCORED = "HRD"
_NEAR = 30  # a colon so near ends the name, and another column is another thing
_REACH = 130
_REPAIR = "MMR"


def signature_rows(sentence: Sentence, targets: Sequence[Target]) -> None:
    """Settle the signatures and viruses whose results stand apart from their names."""
    for index, target in enumerate(targets):
        is_told = target.own_alteration == "virus" and target.strict and target.cell is not None
        if target.own_alteration not in _LOOKED_FOR or target.mention.id == _REPAIR or target.final or is_told:
            continue
        limit = next((t.start for t in targets[index + 1 :] if t.mention.id != target.mention.id), sentence.end)
        behind = sentence.between(target.end, min(limit, target.end + _REACH))
        if target.mention.id == _SCORED:
            _score(target, sentence.between(target.start, target.end + _NEAR + _NEAR))
        match = compiled("gene_rows", _TO_VALUE + _VALUE).match(
            behind.split("   ")[0] if ":" in behind[:_NEAR] else behind
        )
        sign = _SIGN_CELL.match(behind)
        if sign is not None:
            value = "positive" if "+" in sign["sign"] else "negative"
            target.settle(
                value, Modifier(value, SIGNED, target.end + sign.start("sign"), target.end + sign.end("sign"))
            )
            target.strict = True
            continue
        match = match or _TOLD_AT_END.match(behind)
        if match is None or match["untold"]:
            continue
        value = "equivocal" if match["unsure"] else "negative" if match["negative"] else "positive"
        if value == "positive" and (_STABLE.search(behind) or _NONE_OF.search(match["lead"])):
            value = "negative"
        target.settle(value, Modifier(value, SIGNED, target.end, target.end + match.end()))
        target.strict = True


def _score(target: Target, behind: str) -> None:
    """Read the score that says a deficiency of homologous recombination: "POSITIVE; genomic instability score 58"."""
    match = compiled("gene_rows", r"{score_nouns}" + _SCORE).search(behind)
    if match is not None:
        target.quantity = Quantity(value=number(match["value"]), unit="score")
