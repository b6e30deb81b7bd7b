"""Variant lines: a variant whose gene, notation, share and class stand in lines of their own, read as one sentence.

"GENE: TP53 / VARIANT: p.R175H / VAF: 34% / CLASS: pathogenic".
"""

from __future__ import annotations

from collections.abc import Sequence

from extractor.grammar.statements import joined
from extractor.mentions import Sentence

_LONGEST = 60  # characters of a line that gives one detail
_MOST = 4
_GENES = frozenset({"gene", "marker"})
_DETAILS = frozenset({"variant:fraction", "variant:class", "variant:tier"})


def with_lines(sentences: Sequence[Sentence], index: int, hinted: set[int]) -> Sentence:
    """Return a line with a variant, joined with the line before that names its gene and those behind with details."""
    sentence = sentences[index]
    if not sentence.opens_line:
        return sentence
    if _GENES.isdisjoint(sentence.kinds) and index and _names_gene(sentences[index - 1], sentence):
        sentence = joined(sentences[index - 1], sentence)
    for other in range(index + 1, min(index + 1 + _MOST, len(sentences))):
        if other in hinted or not _is_detail(sentences[other], sentence):
            break
        sentence = joined(sentence, sentences[other])
    return sentence


def _names_gene(line: Sentence, following: Sentence) -> bool:
    """True for a short line right before that names one gene and little else."""
    return "gene" in line.kinds and _is_short(line, following) and len({m.id for m in line.of_kind("gene")}) == 1


def _is_detail(line: Sentence, before: Sentence) -> bool:
    return _GENES.isdisjoint(line.kinds) and not _DETAILS.isdisjoint(line.kinds) and _is_short(line, before)


def _is_short(line: Sentence, other: Sentence) -> bool:
    return line.opens_line and line.paragraph == other.paragraph and len(line.text) <= _LONGEST and ":" in line.text
