"""Partnered genes: a rearranged gene whose partner is told apart: "ALK was rearranged, the partner being EML4"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractor.grammar.partners import Pair, Partner, genes_of
from extractor.grammar.verdicts import verdict
from extractor.grammar.wording import compiled
from extractor.mentions import Sentence

_CALLED = compiled("fusions", r"\b{partner_nouns}(?:[\s,:(]{1,2}(?:{partner_links}))*[\s,:(]{1,2}$")
_CALLED_BEHIND = compiled(
    "fusions", r"^\)?(?:\s{gene_nouns})?,?\s(?:(?:{partner_links}|{partner_adjectives})\s){1,6}{partner_nouns}\b"
)
_FIRST_LABEL = r"(?<!\w){first_labels}(?:\s{label_nouns})?\s?[:=]?\s?$"
_SECOND_LABEL = r"(?<!\w){second_labels}(?:\s{label_nouns})?\s?[:=]?\s?$"
_REACH, _LABEL = 60, 36


def labelled(sentence: Sentence) -> Iterator[Pair]:
    """Yield the fusion whose partners each stand behind a label: "5' gene: SS18 (exon 10) 3' gene: SSX2 (exon 6)"."""
    if not _has_label(sentence, "second_labels"):
        return
    genes = genes_of(sentence)
    sides = []
    for label in (_FIRST_LABEL, _SECOND_LABEL):
        sides.append(next((gene for gene in genes if compiled("fusions", label).search(_before(sentence, gene))), None))
    first, second = sides
    if first is not None and second is not None and first.end <= second.start:
        yield Pair(first, second, "::", first.start, second.end)


def is_first_part(sentence: Sentence, following: Sentence) -> bool:
    """True for a line that names the first partner of a fusion where the next one names the second."""
    return (
        "gene" in following.kinds
        and _has_label(sentence, "first_labels")
        and not _has_label(sentence, "second_labels")
        and _has_label(following, "second_labels")
    )


def _has_label(sentence: Sentence, labels: str) -> bool:
    return compiled("fusions", rf"\b{{{labels}}}(?!\w)").search(sentence.text) is not None


def _before(sentence: Sentence, gene: Partner) -> str:
    return sentence.between(max(sentence.start, gene.start - _LABEL), gene.start)


def partnered(sentence: Sentence, before: Sequence[Sentence]) -> Iterator[Pair]:
    """Yield the fusion of a gene called the partner with the gene rearranged in its sentence or the one before."""
    if "partner" not in sentence.text:
        return
    genes = genes_of(sentence)
    partner = next((gene for gene in genes if _is_partner(sentence, gene)), None)
    if partner is None:
        return
    for other in (sentence, *before):
        if other.paragraph != sentence.paragraph:
            return
        near = [g for g in _of_clause(other, partner) if g.symbol != partner.symbol and _is_rearranged(other)]
        if len({gene.symbol for gene in near}) == 1:
            verdict_of_first = verdict(other, near[0].start, near[0].end)
            if verdict_of_first is not None and verdict_of_first.value == "positive":
                yield Pair(near[0], partner, "words", partner.start, partner.end)
            return


def _of_clause(sentence: Sentence, partner: Partner) -> list[Partner]:
    """Return the other genes of the clause that calls a gene the partner, else of the whole sentence."""
    genes = [gene for gene in genes_of(sentence) if gene.symbol != partner.symbol]
    start = sentence.start + sentence.between(sentence.start, partner.start).rfind(";") + 1
    return [gene for gene in genes if gene.start >= start] or genes


def _is_partner(sentence: Sentence, gene: Partner) -> bool:
    ahead = sentence.between(max(sentence.start, gene.start - _REACH), gene.start)
    if _CALLED.search(ahead):
        return True
    behind = sentence.between(gene.end, min(sentence.end, gene.end + _REACH))
    return _CALLED_BEHIND.match(behind) is not None


def _is_rearranged(sentence: Sentence) -> bool:
    return compiled("fusions", r"\b{rearranged}").search(sentence.text) is not None
