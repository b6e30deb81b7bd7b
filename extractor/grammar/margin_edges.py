"""Edges without the word for margins: codes of the residual tumor, tumors that are transected or wholly excised."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.grammar.margin_values import sites_in
from extractor.grammar.stated import Stated
from extractor.mentions import Mention, Sentence

NAME = "margin"
CUT, EXCISED = "transected-itself", "excised-completely"
CODE_FREE, CODE_HIT = "code-of-residual-tumor-absent", "code-of-residual-tumor-itself"
_NOT = re.compile(r"\b(?:not|is not|nowhere)\s$", re.IGNORECASE)


def of_codes(sentence: Sentence, mentions: Sequence[Mention]) -> Iterator[Stated]:
    """Read the code of the residual tumor: "L0 V0 Pn0 R0"."""
    for mention in mentions:
        rule = getattr(mention.source, "id", "")
        if rule in (CODE_FREE, CODE_HIT):
            polarity = "negative" if rule == CODE_FREE else "positive"
            yield Stated(NAME, mention.source.key, [(sentence, mention.start, mention.end)], polarity=polarity)


def of_cut(sentence: Sentence, text: str, mention: Mention) -> Stated:
    """Read a tumor that reaches an edge: "transected at the base", "extends to lateral edge"."""
    end = mention.end - sentence.start
    site = sites_in(text[mention.start - sentence.start : end]) or sites_in(text[end : end + 25].split(",")[0])
    if getattr(mention.source, "id", "") == EXCISED:
        return Stated(NAME, mention.source.key, [(sentence, mention.start, mention.end)], polarity="negative")
    polarity = "negative" if _NOT.search(text, 0, mention.start - sentence.start) else "positive"
    return Stated(NAME, mention.source.key, [(sentence, mention.start, mention.end)], polarity=polarity, site=site)
