"""Gene pairs: how a sentence joins two genes (EML4-ALK, BCR::ABL1, fusion of exon 2 of LMNA and exon 11 of NTRK1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from extractor.mentions import Mention, Sentence
from extractor.rules import Term, settings, vocabulary


@dataclass(frozen=True, slots=True)
class Partner:
    """A gene as one side of a pair: its symbol, whether the vocabulary knows it, and where it stands."""

    symbol: str
    known: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two genes joined by a notation: "::", "-", "/", ":", " " or "words" (fused to, fusion between … and …)."""

    first: Partner
    second: Partner
    joint: str
    start: int
    end: int


_NAME = r"(?:c-)?[A-Za-z][A-Za-z0-9]{1,11}(?:-\d{1,2}(?![\w/]))?(?:-?[αβγ]|[ -](?:alpha|beta|gamma)\b)?"
_EXON = r"\s?\(?\s?(?:[Ee]x(?:on)?\.?|[Ii]ntron|[Ee])\s?\d{1,2}\s?\)?"
_JOINT = r"\s?(?:::|--?|/|:)\s?|\s"
_PAIR = re.compile(
    rf"(?<![\w:-])(?P<first>{_NAME})(?P<also>/\d)?(?:{_EXON})?(?P<joint>{_JOINT})"
    rf"(?P<second>{_NAME})(?P<more>(?:/(?:{_NAME}|\d)){{0,2}}| or {_NAME}(?= fusion))(?![A-Za-z0-9])"
)
_DOUBLE_COLON = re.compile("::")
_JOINT_BEHIND = re.compile(r"\d?(?:-?[αβγ])?\s?(?:::|[-/:(]|[Ee]x|[Ee]\d|intron)")
_NAME_BEFORE = re.compile(rf"(?<![\w:-]){_NAME}(?:/\d)?(?:{_EXON})?(?:\s?(?:::|--?|/|:)\s?)?$")
_CHAIN_BEFORE = re.compile(rf"(?:(?P<name>{_NAME})/|[A-Z0-9]\s?[-/]\s?)$")
_CHAIN_AFTER = re.compile(r"^\s?(?:[-/]|::)\s?(?=(?P<name>[A-Za-z][\w]{1,11}))")
_OF_GENE = (
    r"(?:\s(?:gene|genes|oncogene|proto-oncogene|locus|kinase|tyrosine|domain|on|at|of|in|the|chromosome|"
    r"\(?\d{1,2}[pq][\d.]{0,5}\)?|exons?|intron|\d{1,2}|\([^()]{0,80}\)))"
)
_VERBAL = re.compile(
    rf"^{_OF_GENE}{{0,6}},?\s?(?:(?:was|is|were|are|being|gets|becomes)\s)?(?:in[- ]frame\s)?"
    rf"(?:fused|joined|linked|spliced|juxtaposed|translocated|fusing|joining|fuses|joins)(?:\s(?:in[- ]frame|"
    rf"together))?(?:\s(?:to|with|into))?{_OF_GENE}{{0,4}}\s$"
)
_EXON_TO_EXON = re.compile(
    rf"^{_EXON}\s?(?:-|::|/|to|joined to|fused to|fused with|and)\s?(?:(?:the\s)?(?:exon|"
    rf"intron)\s\d{{1,2}}\s(?:of\s)?(?:the\s)?)?$"
)
_PARTNER = re.compile(
    r"^\s(?:gene\s)?(?:fusion|rearrangement|translocation)(?:\sgene)?(?:\spartner)?(?:\sgene)?,?\s(?:with|to|was|"
    r"is|being|as)\s(?:the\s)?(?:gene\s)?$"
)
_FUSION_OF = re.compile(
    r"(?:\b(?:fusion|fusing|fuses|joins|joining|juxtaposes|chimera|chimeric (?:gene|transcript|protein)|"
    r"fusion (?:gene|transcript|protein|product|event))"
    r"(?:\s(?:gene|transcript|protein|product|event|oncogene|mRNA)s?)?(?:\s(?:of|between|involving|joining|linking|"
    r"comprising|containing|consisting of|from|that (?:fuses|joins)))?"
    r"|\b(?:rearrangement|translocation|juxtaposition)\s(?:between|joining|fusing)|\b(?:translocation|"
    r"rearrangement)\s(?:that|which)\s(?:fuses|joins))"
    r"(?:\s(?:the|both|a|part|portion|of|5'|3'|N-terminal|C-terminal|exons?|introns?|\d{1,2}(?:-\d{1,2})?|genes?|"
    r"and))*\s$",
    re.IGNORECASE,
)
_AND = re.compile(
    rf"^{_OF_GENE}{{0,6}},?\s(?:and|with|to)(?:\s(?:the|part|of|exons?|introns?|\d{{1,2}}|genes?|3'|5'|that|"
    rf"portion|kinase|domain))*\s$"
)


@cache
def _settings() -> dict[str, Any]:
    return settings("fusions")


@cache
def known_pairs() -> frozenset[tuple[str, str]]:
    """Return the recurrent fusions that a notation alone identifies (patterns/fusions.toml)."""
    return frozenset(tuple(pair.split("::")) for pair in _settings()["recurrent"])  # type: ignore[misc]


@cache
def never_pairs() -> frozenset[tuple[str, str]]:
    """Return the pairs of genes that are named together for other reasons (patterns/fusions.toml)."""
    return frozenset(tuple(pair.split("::")) for pair in _settings()["never"])  # type: ignore[misc]


@cache
def always_second() -> frozenset[str]:
    """Return the genes that are the 3′ partner of nearly all their fusions (patterns/fusions.toml)."""
    return frozenset(_settings()["three_prime"])


@cache
def gene_named(written: str) -> str | None:
    """Return the symbol of a gene by any spelling of the vocabulary or of a partner in fusions, or None."""
    alias = _settings()["aliases"].get(written)
    if alias:
        return str(alias)
    plain = re.sub(r"\s+", " ", written)
    if plain.islower() and not any(char.isdigit() for char in plain):
        return None
    for term in vocabulary().lookup(plain):
        if term.kind == "gene" and term.name.replace("-", "").isalnum():
            return term.name
    return None


def _resolved(written: str, start: int) -> Partner | None:
    """Resolve a name; a stray digit behind a known name is dropped (YWHAE1)."""
    symbol = gene_named(written)
    if symbol is None and len(written) > 4 and written[-1].isdigit() and written[-2].isalpha():
        symbol = gene_named(written[:-1])
    return Partner(symbol, True, start, start + len(written)) if symbol else None


_SYMBOL = re.compile(r"(?:[A-Z][A-Z0-9]{2,11}|C\d{1,2}orf\d{1,3}|[A-Z]{2,5}\d{1,3}[A-Z]?\d?)")


def _unknown(written: str, start: int) -> Partner | None:
    """Take a word that is shaped like a gene symbol and is no everyday abbreviation as an unknown partner."""
    if (
        not _SYMBOL.fullmatch(written)
        or written.upper() in _settings()["no_genes"]
        or re.fullmatch(r"CD\d{1,3}[A-Za-z]?|[A-Z]\d+", written)
    ):
        return None
    return Partner(written, False, start, start + len(written))


def pairs(sentence: Sentence) -> list[Pair]:
    """Return the gene pairs of a sentence in order; whether a pair is a fusion is for the slot to decide."""
    found = list(_notations(sentence))
    found += _frames(sentence, found)
    found.sort(key=lambda pair: pair.start)
    return found


def _notations(sentence: Sentence) -> Iterator[Pair]:
    position = 0
    for start in _openings(sentence):
        if start < position:
            continue
        match = _PAIR.match(sentence.text, start)
        pair_list = _read(sentence, match) if match is not None else []
        if match is not None and pair_list:
            yield from pair_list
            position = match.end()


def _openings(sentence: Sentence) -> list[int]:
    """Return where a pair may begin: at a gene with a joint behind it, and at the name before a joint and a gene."""
    text = sentence.text
    starts = {m.start - sentence.start for m in sentence.mentions if m.kind in ("gene", "marker")}
    found: set[int] = set()
    joints = {m.start() for m in _DOUBLE_COLON.finditer(text)} if "::" in text else set()
    for mention in sentence.mentions:
        if mention.kind not in ("gene", "marker"):
            continue
        start, end = mention.start - sentence.start, mention.end - sentence.start
        if end + 1 in starts or _JOINT_BEHIND.match(text, end) or "-" in text[start:end] or "/" in text[start:end]:
            found.add(start)
        if start and text[start - 1] in "-/: ":
            joints.add(start)
    for joint in joints:
        offset = max(0, joint - 32)
        name = _NAME_BEFORE.search(text[offset:joint])
        if name is not None:
            found.add(offset + name.start())
    return sorted(found)


def _read(sentence: Sentence, match: re.Match[str]) -> list[Pair]:
    joint = match["joint"].strip() or " "
    offset = sentence.start
    first_text, second_text = match["first"], match["second"]
    if joint == " " and (first_text.islower() or second_text.islower()):
        return []
    first = _resolved(first_text, offset + match.start("first"))
    second = _resolved(second_text, offset + match.start("second"))
    if joint not in (" ", ":"):
        if first is None and (second is not None or joint == "::"):
            first = _unknown(first_text, offset + match.start("first"))
        if second is None and (first is not None or joint == "::"):
            second = _unknown(second_text, offset + match.start("second"))
    if first is None or second is None or first.symbol == second.symbol:
        return []
    also = match["also"] or ""
    chain = _CHAIN_BEFORE.search(sentence.text[max(0, match.start() - 14) : match.start()])
    if chain is not None:
        also = f"/{chain['name']}" if chain["name"] else ""
        if not also or (gene_named(chain["name"]) or "")[:2] != first.symbol[:2]:
            return []
    after = sentence.text[match.end() : match.end() + 14]
    chained = _CHAIN_AFTER.match(after)
    if chained and joint != "::" and not chained["name"].islower() and gene_named(chained["name"]):
        return []
    firsts = [first, *_alternatives(also, first)]
    seconds = _seconds(match["more"], second)
    start, end = offset + match.start(), offset + match.end()
    return [Pair(one, other, joint, start, end) for one in firsts for other in seconds]


def _alternatives(written: str, partner: Partner) -> list[Partner]:
    """Read what a slash adds to a partner: PAX3/7, SSX1/SSX2."""
    found = []
    for part in re.split(r"/| or ", written):
        name = partner.symbol.rstrip("0123456789") + part if part.isdigit() else part
        symbol = gene_named(name) if name else None
        if symbol is not None:
            found.append(Partner(symbol, True, partner.start, partner.end))
    return found


def _seconds(more: str, second: Partner) -> list[Partner]:
    added = _alternatives(more, second)
    return [second, *(partner for partner in added if partner.symbol[:2] == second.symbol[:2])]


def genes_of(sentence: Sentence) -> list[Partner]:
    """Return the single genes that a sentence mentions, in order."""
    found: dict[int, Partner] = {}
    for mention in sentence.of_kind("gene", "marker"):
        symbol = symbol_of(mention)
        if symbol is not None and (mention.start not in found or mention.kind == "gene"):
            found[mention.start] = Partner(symbol, True, mention.start, mention.start + _name_length(sentence, mention))
    return [found[start] for start in sorted(found)]


def _name_length(sentence: Sentence, mention: Mention) -> int:
    """Return the length of the gene's name in a mention that says more (KIT exon 11, IDH1 R132H)."""
    written = sentence.between(mention.start, mention.end)
    head = re.split(r"[\s(]", written, maxsplit=1)[0]
    return len(head) if mention.kind == "marker" and head != written and gene_named(head) else len(written)


def symbol_of(mention: Mention) -> str | None:
    """Return the one gene that a gene or marker mention stands for."""
    if mention.kind == "gene":
        return mention.id
    genes = mention.source.listed("genes") if isinstance(mention.source, Term) else []
    return genes[0] if len(genes) == 1 else None


def _frames(sentence: Sentence, found: list[Pair]) -> Iterator[Pair]:
    """Yield the pairs that words join: A fused to B, fusion of A and B, A exon 7 - B exon 6."""
    genes = _one_name(sentence, genes_of(sentence))
    if not any(m.kind == "fusion:noun" for m in sentence.mentions) and not _JOINING.search(sentence.text):
        return
    for gene in genes:
        yield from _with_unknown(sentence, gene, genes, found)
    for first, second in pairwise(genes):
        gap = sentence.between(first.end, second.start)
        if (
            first.symbol == second.symbol
            or len(gap) > 130
            or len(gap) < 3
            or any(p.start <= first.start and second.end <= p.end for p in found)
        ):
            continue
        before = sentence.between(sentence.start, first.start)[-90:]
        start = first.start
        if _VERBAL.match(gap) or _EXON_TO_EXON.match(gap) or _PARTNER.match(gap):
            if "fusion" in gap and any(p.first == first or p.start <= first.start < p.end for p in found):
                continue
        elif (opening := _FUSION_OF.search(before)) and _AND.match(gap):
            start = first.start - len(before) + opening.start()
        else:
            continue
        if _OTHER_NOUN.match(sentence.between(second.end, second.end + 20)):
            continue
        exon = re.match(
            r"^(?:\s\([^()]{0,40}\))?\s?\(?(?:exon|ex)\s?\d{1,2}\)?", sentence.between(second.end, second.end + 50)
        )
        yield Pair(first, second, "words", start, second.end + (exon.end() if exon else 0))


_JOINING = re.compile(r"\b(?:fus(?:ed|es|ing)|join(?:ed|s|ing)|spliced|juxtapos\w{2,8}|[Ee]x(?:on)?\.?\s?\d)")
_OTHER_NOUN = re.compile(
    r"^\s?(?:mutation|mutant|amplification|expression|overexpression|positiv|negativ|wild|loss|deletion|"
    r"[A-Z]\d{2,4}[A-Z])"
)
_ALSO_KNOWN = re.compile(r"^\s?\(?(?:also |now |currently |formerly |previously )?(?:known as |called |aka |= ?)?$")
_AND_UNKNOWN = re.compile(
    rf"^{_OF_GENE}{{0,6}},?\s(?:and|with|to)(?:\s(?:the|part|of|exons?|introns?|\d{{1,2}}|genes?|3'|"
    rf"5'))*\s(?P<name>[A-Z][A-Z0-9]{{2,11}}|C\d{{1,2}}orf\d{{1,3}})(?![\w/-])"
)
_UNKNOWN_AND = re.compile(
    rf"\s(?P<name>[A-Z][A-Z0-9]{{2,11}}|C\d{{1,2}}orf\d{{1,3}})(?P<gap>{_OF_GENE}{{0,6}},?\s(?:and|with|"
    rf"to)(?:\s(?:the|of|exons?|introns?|\d{{1,2}}|genes?))*\s)$"
)


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
    opening = _FUSION_OF.search(before)
    if opening is not None:
        match = _AND_UNKNOWN.match(sentence.between(gene.end, min(gene.end + 110, sentence.end)))
        start = gene.end + match.start("name") if match else 0
        other = _unknown(match["name"], start) if match and gene_named(match["name"]) is None else None
        if other is not None:
            yield Pair(gene, other, "words", gene.start - len(before) + opening.start(), other.end)
        return
    match = _UNKNOWN_AND.search(before)
    if match is None or gene_named(match["name"]) is not None:
        return
    opening = _FUSION_OF.search(before[: match.start("name")])
    other = _unknown(match["name"], gene.start - len(before) + match.start("name"))
    if opening is not None and other is not None and not any(p.start <= other.start < p.end for p in found):
        yield Pair(other, gene, "words", gene.start - len(before) + opening.start(), gene.end)
