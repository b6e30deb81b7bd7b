"""Row amounts: what rows of genes count behind their calls: copies, allelic ratios, shares of methylation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.grammar.probe_values import CUT_OFF
from extractor.grammar.quantities import PERCENT, counted, number, percentage
from extractor.grammar.scores import copies_or_ratio
from extractor.grammar.titles import TitleAt
from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Sentence
from extractor.records import Quantity

_COPIES = compiled(
    "gene_rows",
    r"(?:\b{copies_said}[\s:=]{1,3}(?P<value>\d{1,3}(?:\.\d{1,2})?)"
    r"|(?<![\w.])(?P<after>\d{1,3}(?:\.\d{1,2})?)\s{copies_said}\b)",
)
_RATIO = compiled("gene_rows", r"\b{row_ratio}[\s:=]{1,3}(?P<sign>[<>~])?(?P<value>\d{1,2}(?:\.\d{1,3})?)(?![\d%])")
_BARE = re.compile(r"(?<![\w.])(?P<value>\d{1,3}(?:\.\d{1,2})?)(?![\w.%])")
_IN_PARENTHESES = re.compile(r"\s?\((?P<value>\d{1,2}(?:\.\d{1,2})?)\)")
_REACH = 60


def amount_of(
    sentence: Sentence, behind: str, start: int, alteration: str, names: Sequence[Mention], titled: TitleAt
) -> Quantity | None:
    """Return the amount behind the call of a row: copies, a ratio, or the share that is methylated."""
    if alteration == "methylation":
        share = PERCENT.search(compiled("probes", CUT_OFF).sub("", behind[:_REACH]))
        return percentage(share) if share is not None else None
    if alteration in ("amplification", "deletion"):
        copies = copies_in(behind[:_REACH])
        if copies is not None:
            return Quantity(value=number(copies), unit="copies")
        beside = _IN_PARENTHESES.match(behind)
        if beside is not None:
            return Quantity(value=number(beside["value"]), unit="copies")
        if alteration == "amplification" and (told := copies_or_ratio(sentence, start, start + _REACH)) is not None:
            return told
        for bare in _BARE.finditer(behind):
            if compiled("gene_rows", r"{copies_said}(?!\w)").search(titled(start + bare.start())):
                return Quantity(value=number(bare["value"]), unit="copies")
    if alteration == "mutation" and "FLT3" in names[0].id:
        match = _RATIO.search(behind)
        return counted(match, "ratio") if match is not None else None
    return None


def copies_in(text: str) -> str | None:
    """Return the copies that words tell, before or behind the word for them."""
    match = _COPIES.search(text)
    return match["value"] or match["after"] if match is not None else None
