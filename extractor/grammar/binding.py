"""Genes of variants: which gene a variant notation belongs to, by its place in the sentence and by what went before."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from extractor.grammar.partners import Partner, always_second, gene_named, genes_of
from extractor.grammar.variation import Notation
from extractor.grammar.wording import compiled, phrases
from extractor.mentions import Sentence
from extractor.rules import symbol

_LINK = compiled(
    "variants", r"^(?:[\s,:;/()\[\]|+&='%-]|\b(?:{between_gene_and_variant}|[NX]M_\d+(?:\.\d+)?)\b|\d{1,3}|~)*$"
)
_IN_GENE = compiled(
    "variants",
    r"^[)\]]?,?(?:\s\([^()]{0,40}\))?(?:\s{behind_variant})*,?\s{into_gene}(?:\s(?:{before_gene}|"
    r"\d{1,2}))*\s(?:gene\s)?$",
)
_BESIDE = 300  # characters between a gene and the last of the notations listed behind it
_SHAPE = r"[A-Z][A-Za-z0-9]{1,9}(?:-?\d?[αβγδ])?"
_SEPARATE = re.compile(r",|\band\b")
_OTHER_GENE = compiled(
    "variants",
    r"\b(?P<gene>[A-Z][A-Z0-9]{2,9}|C\d{1,2}orf\d{1,3})(?=\s{behind_unknown_gene}|\s?[(,:]?\s?(?:NM_|c\.|p\.))"
    r"|(?:\b{before_unknown_gene}\s(?:in|of)\s(?:the\s)?|\bin\s(?:the\s)?)(?P<named>[A-Z][A-Z0-9]{2,9})(?![\w-]|\sfamily)",
    cased=True,
)
# Symbols that other words are written like count only where the words say gene: "the StAR gene", "(GARS) gene", "in
# exon 4 of WAS".
_CALLED_GENE = compiled(
    "variants",
    r"(?<![\w-])(?:(?P<first>{symbol_shape})\)?\s[Gg]enes?\b|(?<=[Gg]ene\s\()(?P<second>{symbol_shape})(?=[),;])"
    r"|(?<=\sof\s)(?P<third>[A-Z][A-Z0-9]{1,9})(?![\w-]))".replace("{symbol_shape}", _SHAPE),
    cased=True,
)
_PART_OF = compiled("variants", r"\b{parts_of_gene}\s(?:\d{1,3}\s)?of\s$")


@dataclass
class Known:
    """What earlier sentences have said: the gene of each notation, and the gene bound last, with its sentence."""

    by_notation: dict[str, str] = field(default_factory=dict)
    last: str | None = None
    index: int = -1

    def keep(self, notation: str, gene: str, index: int) -> None:
        """Remember the gene of a notation in the sentence number `index`."""
        self.by_notation[notation] = gene
        self.last, self.index = gene, index


def _spoken_of(sentences: Sequence[Sentence], index: int, known: Known) -> str | None:
    """Return the gene of the nearest sentence before, in this paragraph, that binds one or tells its mutations."""
    for position in range(index - 1, max(-1, index - 9), -1):
        other = sentences[position]
        if other.paragraph != sentences[index].paragraph:
            return None
        if position == known.index:
            return known.last
        if any(mention.kind == "variant:noun" for mention in other.mentions):
            symbols = {gene.symbol for gene in genes_of(other)} or {gene for *_, gene in _called_genes(other)}
            symbols = (symbols & always_second()) or symbols
            if len(symbols) == 1:
                return symbols.pop()
    return None


def _kinase(sentence: Sentence, genes: Sequence[Partner]) -> str:
    """Return the first of some genes, or the kinase behind it when it is the other half of a fusion (EML4-ALK)."""
    if (
        len(genes) > 1
        and genes[1].symbol in always_second()
        and sentence.between(genes[0].end, genes[1].start).strip() in ("-", "::", "/")
    ):
        return genes[1].symbol
    return genes[0].symbol


def gene_of(
    sentences: Sequence[Sentence], index: int, notation: Notation, found: Sequence[Notation],
    genes: Sequence[Partner], known: Known,
) -> str | None:  # fmt: skip
    """Return the gene of a notation: written onto it, beside it, behind it (in the EGFR gene), or nearest."""
    sentence = sentences[index]
    if notation.gene is not None:
        return notation.gene or None
    if notation.glued:
        return gene_named(sentence.between(notation.start - notation.glued, notation.start).rstrip("p")) or None
    if notation.glued_behind:
        return gene_named(sentence.between(notation.end, notation.end + notation.glued_behind))
    before = [gene for gene in genes if gene.end <= notation.start]
    after = [gene for gene in genes if gene.start >= notation.end]
    beside = _gap(sentence, before[-1].end, notation.start, found) if before else ""
    if before and _LINK.match(beside) and not _SEPARATE.search(beside):
        return before[-1].symbol
    if after and _IN_GENE.match(_gap(sentence, notation.end, after[0].start, found)):
        return _kinase(sentence, after)
    if before and _LINK.match(beside):
        return before[-1].symbol
    other = _other_gene(sentence, notation, found)
    if other is not None:
        return other
    direct = _DIRECT.search(sentence.between(notation.start - 16, notation.start))
    if direct is not None and direct["gene"] not in phrases("variants", "no_genes"):
        term = symbol(direct["gene"])
        if term is not None:
            return term.name
    if before and not _is_separate(sentence, before, notation):
        return before[-1].symbol
    key = notation.protein or notation.coding
    if key in known.by_notation:
        return known.by_notation[key]
    if after and len(sentence.between(notation.end, after[0].start)) < 60:
        return _kinase(sentence, after)
    return (_spoken_of(sentences, index, known) or _tested(sentences, index)) if not notation.bare else None


_MOST_ROWS, _INDENT = 25, 4
_ROW = compiled(
    "variants", r"[\W\d]{0,6}(?:{exon_words}\s\d{1,2}\s)?(?:p\.|c\.|[A-Z]\d{1,4}[A-Z]\b|{exon_words}\s\d|{exon_events})"
)


def _tested(sentences: Sequence[Sentence], index: int) -> str | None:
    """Return the only gene of the test above a row that begins with an exon or a residue: "EGFR mutation test"."""
    if not sentences[index].opens_line or _ROW.match(sentences[index].text) is None:
        return None
    for other in reversed(sentences[max(0, index - _MOST_ROWS) : index]):
        symbols = {gene.symbol for gene in genes_of(other)}
        if symbols and not {"method", "variant:noun"}.isdisjoint(other.kinds):
            return symbols.pop() if len(symbols) == 1 else None
    return None


# A symbol right before its variant: TTR V30M, TTR: p.Val50Met, TTR (V30M.
_DIRECT = re.compile(r"(?<![\w-])(?P<gene>[A-Z][A-Z0-9]{1,9})(?:\s|:\s?|\s\()$")
_NEAR_GENE, _ONLY_GENE = 160, 300


def _is_separate(sentence: Sentence, before: Sequence[Partner], notation: Notation) -> bool:
    """True when too much stands between a gene and a notation; a semicolon inside its parentheses is not."""
    gap = sentence.between(before[-1].end, notation.start)
    if len(gap) >= (_NEAR_GENE if len({gene.symbol for gene in before}) > 1 else _ONLY_GENE):
        return True
    opened = gap.rfind("(")
    return ";" in (gap[:opened] if opened > gap.rfind(")") else gap)


def _gap(sentence: Sentence, start: int, end: int, found: Sequence[Notation]) -> str:
    """Return the words between two positions without the variant notations in them."""
    text, position = "", start
    for index in range(bisect_left(found, start, key=_start), len(found)):
        notation = found[index]
        if notation.end > end:
            break
        text += sentence.between(position, notation.start - notation.glued)
        position = notation.end
    return text + sentence.between(position, end)


def _start(notation: Notation) -> int:
    return notation.start


def _other_gene(sentence: Sentence, notation: Notation, found: Sequence[Notation]) -> str | None:
    """Return a gene that the vocabulary lacks where the words leave no doubt: "the SCN1A gene", "FLNA, c.3578T>C"."""
    no_genes = phrases("variants", "no_genes")
    loose: list[str] = []
    behind: str | None = None
    ahead: str | None = None
    for name, place, gene in (*_named_beside(sentence), *_called_genes(sentence)):
        start = sentence.start + place
        end = start + len(name)
        if name in no_genes or any(n.start - n.glued <= start < n.end for n in found):
            continue
        loose.append(gene)
        if end <= notation.start and _LINK.match(_gap(sentence, end, notation.start, found)):
            ahead = gene
        if behind is None and start >= notation.end and _IN_GENE.match(_gap(sentence, notation.end, start, found)):
            behind = gene
    return behind or ahead or (loose[0] if len(set(loose)) == 1 else None)


def _named_beside(sentence: Sentence) -> Iterator[tuple[str, int, str]]:
    """Yield names in capitals beside the words of a gene and its variants, each with its place and symbol."""
    for match in _OTHER_GENE.finditer(sentence.text):
        name = match["gene"] or match["named"]
        yield name, match.start("gene" if match["gene"] else "named"), gene_named(name) or name


def _called_genes(sentence: Sentence) -> Iterator[tuple[str, int, str]]:
    """Yield the symbols that a sentence calls genes, also those written like other words."""
    if "gene" not in sentence.text.lower() and " of " not in sentence.text:
        return
    for match in _CALLED_GENE.finditer(sentence.text):
        group = match.lastgroup or "first"
        if group == "third" and not _PART_OF.search(sentence.text, max(0, match.start() - 40), match.start()):
            continue
        gene = _symbol_of(match[group])
        if gene is not None:
            yield match[group], match.start(group), gene


def _symbol_of(name: str) -> str | None:
    """Return the symbol of a gene as written, in other capitals or with a Greek letter: StAR, HNF-1α."""
    plain = name.replace("-", "").translate(_GREEK)
    if sum(char.isupper() or char.isdigit() for char in plain) < 2:
        return None
    term = symbol(plain) or symbol(plain.upper())
    return gene_named(name) or gene_named(plain) or (term.name if term is not None else None)


_GREEK = str.maketrans("αβγδ", "ABGD")


def stands_beside(sentence: Sentence, gene: Partner, notation: Notation, found: Sequence[Notation]) -> bool:
    """True when only joining words and other notations stand between a gene and the notation behind it."""
    if not 0 <= notation.start - gene.end <= _BESIDE:
        return False
    return _LINK.match(_gap(sentence, gene.end, notation.start, found)) is not None


def backed_genes(
    sentence: Sentence, bound: Sequence[tuple[Notation, str | None]], genes: Sequence[Partner]
) -> set[str | None]:
    """Return the genes that stand right beside one of their notations."""
    listed = [notation for notation, _ in bound]
    return {
        gene
        for notation, gene in bound
        if any(g.symbol == gene and stands_beside(sentence, g, notation, listed) for g in genes)
    }


def is_in_table(sentence: Sentence, notation: Notation) -> bool:
    """True for a row of a test that begins with a residue and says whether it was found: "T790M   DETECTED"."""
    begins = sentence.opens_line and notation.start - sentence.start <= _INDENT
    return begins and any(m.start >= notation.end for m in sentence.with_late("verdict"))
