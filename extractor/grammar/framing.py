"""Framing: pairs of genes that words join (A fused to B, fusion between exon 2 of A and exon 11 of B)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from extractor.grammar.partners import EXON, Pair, Partner, gene_named, genes_of, unknown
from extractor.grammar.wording import compiled
from extractor.mentions import Sentence

_SYMBOL = r"(?:[A-Z][A-Z0-9]{2,11}|C\d{1,2}orf\d{1,3})"
_OF_GENE = r"(?:\s(?:{gene_parts}|\(?\d{1,2}[pq][\d.]{0,5}\)?|\d{1,2}|\([^()]{0,80}\)))"
_VERBAL = compiled(
    "fusions",
    rf"^{_OF_GENE}{{0,6}},?\s?(?:{{joining_auxiliaries}}\s)?(?:in[- ]frame\s)?{{joining_verbs}}(?:\s(?:in[- ]frame|"
    rf"together))?(?:\s(?:to|with|into))?{_OF_GENE}{{0,4}}\s$",
    cased=True,
)
_EXON_TO_EXON = re.compile(
    rf"^{EXON}\s?(?:-|::|/|to|joined to|fused to|fused with|and)\s?(?:(?:the\s)?(?:exon|"
    rf"intron)\s\d{{1,2}}\s(?:of\s)?(?:the\s)?)?$"
)
_PARTNER = re.compile(
    r"^\s(?:gene\s)?(?:fusion|rearrangement|translocation)(?:\sgene)?(?:\spartner)?(?:\sgene)?,?\s(?:with|to|was|"
    r"is|being|as)\s(?:the\s)?(?:gene\s)?$"
)
_FUSION_OF = compiled(
    "fusions",
    r"(?:\b{pair_announced}(?:\s{announced_things})?(?:\s{announcing_links})?"
    r"|\b(?:rearrangement|translocation|juxtaposition)\s(?:between|joining|fusing)|\b(?:translocation|"
    r"rearrangement)\s(?:that|which)\s(?:fuses|joins))"
    r"(?!\sand\s)(?:\s(?:{before_partner}|\d{1,2}(?:-\d{1,2})?))*\s$",
)
_AND = compiled(
    "fusions", rf"^{_OF_GENE}{{0,6}},?\s(?:and|with|to)(?:\s(?:{{before_partner}}|\d{{1,2}}))*\s$", cased=True
)
_FUSION_WORD = re.compile(r"(?:fus|chim|join|juxtap|rearr|transl)", re.IGNORECASE)
_JOINING = re.compile(
    r"[fjsEe](?<!\w.)(?:(?<=f)us(?:ed|es|ing)|(?<=j)oin(?:ed|s|ing)|(?<=s)pliced|(?<=j)"
    r"uxtapos\w{2,8}|(?<=[Ee])x(?:on)?\.?\s?\d)"
)
_OTHER_NOUN = compiled("fusions", r"^\s?(?:{no_fusion_behind}|[A-Z]\d{2,4}[A-Z])", cased=True)
_ALSO_KNOWN = re.compile(r"^\s?\(?(?:also |now |currently |formerly |previously )?(?:known as |called |aka |= ?)?$")
_AND_UNKNOWN = compiled(
    "fusions",
    rf"^{_OF_GENE}{{0,6}},?\s(?:and|with|to)(?:\s(?:{{before_partner}}|\d{{1,2}}))*\s(?P<name>{_SYMBOL})(?![\w/-])",
    cased=True,
)
_UNKNOWN_AND = compiled(
    "fusions",
    rf"\s(?P<name>{_SYMBOL})(?P<gap>{_OF_GENE}{{0,6}},?\s(?:and|with|to)(?:\s(?:{{before_partner}}|\d{{1,2}}))*\s)$",
    cased=True,
)


def framed_pairs(sentence: Sentence, found: list[Pair]) -> Iterator[Pair]:
    """Yield the pairs that words join: A fused to B, fusion of A and B, A exon 7 - B exon 6."""
    if "fusion:noun" not in sentence.kinds and not _JOINING.search(sentence.text):
        return
    genes = _one_name(sentence, genes_of(sentence))
    for gene in genes:
        yield from _with_unknown(sentence, gene, genes, found)
    for first, second in pairwise(genes):
        gap = sentence.between(first.end, second.start)
        if (
            first.symbol == second.symbol
            or len(gap) > 130
            or (len(gap) < 3 and not _are_long(sentence, first, second))
            or any(p.start <= first.start and second.end <= p.end for p in found)
        ):
            continue
        before = sentence.between(sentence.start, first.start)[-90:]
        start = first.start
        if _are_long(sentence, first, second) or _are_joined(sentence, second, gap):
            pass
        elif _VERBAL.match(gap) or _EXON_TO_EXON.match(gap) or _PARTNER.match(gap):
            if "fusion" in gap and any(p.first == first or p.start <= first.start < p.end for p in found):
                continue
        elif _AND.match(gap) and (opening := _opening(before)) is not None:
            start = first.start - len(before) + opening
        else:
            continue
        if _OTHER_NOUN.match(sentence.between(second.end, second.end + 20)):
            continue
        exon = re.match(
            r"^(?:\s\([^()]{0,40}\))?\s?\(?(?:exon|ex)\s?\d{1,2}\)?", sentence.between(second.end, second.end + 50)
        )
        yield Pair(first, second, "words", start, second.end + (exon.end() if exon else 0))


_HYPHEN = re.compile(r"^\s?(?:-|–|/|::)\s?$")
_BOTH_JOINED = compiled(
    "fusions", r"^\s(?:genes?\s)?(?:were|are|was|being)\s(?:\w{1,12}\s){0,3}?{joined_together}\b(?!\s(?:to|with))"
)


def _are_long(sentence: Sentence, first: Partner, second: Partner) -> bool:
    """True for names in full with a hyphen and the word behind them: "… kinase-B-cell lymphoma 2 fusion"."""
    if not _HYPHEN.match(sentence.between(first.end, second.start)):
        return False
    names = sentence.between(first.start, first.end), sentence.between(second.start, second.end)
    noun = next((m for m in sentence.of_kind("fusion:noun") if 0 < m.start - second.end <= 8), None)
    return noun is not None and any(" " in name for name in names)


def _are_joined(sentence: Sentence, second: Partner, gap: str) -> bool:
    """True for two genes that one verb joins: "the ETV6 and NTRK3 genes were fused"."""
    is_pair = re.match(r"^\s(?:gene\s)?and\s(?:the\s)?$", gap) is not None
    return is_pair and _BOTH_JOINED.match(sentence.between(second.end, second.end + 60)) is not None


def _opening(before: str) -> int | None:
    """Return where words that announce two partners begin ("fusion between exon 2 of"), if they end the text."""
    return next((m.start() for m in _FUSION_WORD.finditer(before) if _FUSION_OF.match(before, m.start())), None)


def _one_name(sentence: Sentence, genes: list[Partner]) -> list[Partner]:
    """Take a gene and its other name in parentheses as one: C11orf95 (now known as ZFTA)."""
    merged: list[Partner] = []
    for gene in genes:
        before = merged[-1] if merged else None
        if (
            before is not None
            and before.symbol == gene.symbol
            and _ALSO_KNOWN.match(sentence.between(before.end, gene.start))
        ):
            end = gene.end + (sentence.between(gene.end, gene.end + 1) == ")")
            merged[-1] = Partner(gene.symbol, True, before.start, end)
        else:
            merged.append(gene)
    return merged


def _with_unknown(sentence: Sentence, gene: Partner, genes: list[Partner], found: list[Pair]) -> Iterator[Pair]:
    """Yield a fusion in words whose other partner the vocabulary lacks: fusion between BRAF and CUL1."""
    before = sentence.between(sentence.start, gene.start)[-90:]
    match = _AND_UNKNOWN.match(sentence.between(gene.end, min(gene.end + 110, sentence.end)))
    opening = _opening(before) if match is not None else None
    if opening is not None:
        start = gene.end + match.start("name") if match else 0
        other = unknown(match["name"], start) if match and gene_named(match["name"]) is None else None
        if other is not None:
            yield Pair(gene, other, "words", gene.start - len(before) + opening, other.end)
        return
    match = _UNKNOWN_AND.search(before) if _FUSION_WORD.search(before) else None
    if match is None or gene_named(match["name"]) is not None:
        return
    opening = _opening(before[: match.start("name")])
    other = unknown(match["name"], gene.start - len(before) + match.start("name"))
    if opening is not None and other is not None and not any(p.start <= other.start < p.end for p in found):
        yield Pair(other, gene, "words", gene.start - len(before) + opening, gene.end)
