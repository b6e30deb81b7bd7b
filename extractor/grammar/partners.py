"""Partners: genes as sides of a pair, resolved by every spelling of the vocabulary and by what fusions are known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from extractor.mentions import Mention, Sentence
from extractor.rules import Term, settings, vocabulary

# An exon or intron as it stands behind a gene: exon 7, (ex. 7), E7.
EXON = r"\s?\(?\s?(?:[Ee]x(?:on)?\.?|[Ii]ntron|[Ee])\s?\d{1,2}\s?\)?"


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


@cache
def _settings() -> dict[str, Any]:
    return settings("fusions")


@cache
def known_pairs() -> frozenset[tuple[str, str]]:
    """Return the recurrent fusions that a notation alone identifies (patterns/fusions.toml)."""
    return frozenset(tuple(pair.split("::")) for pair in _settings()["recurrent"])


@cache
def never_pairs() -> frozenset[tuple[str, str]]:
    """Return the pairs of genes that are named together for other reasons (patterns/fusions.toml)."""
    return frozenset(tuple(pair.split("::")) for pair in _settings()["never"])


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


def resolved(written: str, start: int) -> Partner | None:
    """Resolve a name; a stray digit behind a known name is dropped (YWHAE1)."""
    symbol = gene_named(written)
    if symbol is None and len(written) > 4 and written[-1].isdigit() and written[-2].isalpha():
        symbol = gene_named(written[:-1])
    return Partner(symbol, True, start, start + len(written)) if symbol else None


_SYMBOL = re.compile(r"(?:[A-Z][A-Z0-9]{2,11}|C\d{1,2}orf\d{1,3}|[A-Z]{2,5}\d{1,3}[A-Z]?\d?)")


def unknown(written: str, start: int) -> Partner | None:
    """Take a word that is shaped like a gene symbol and is no everyday abbreviation as an unknown partner."""
    if (
        not _SYMBOL.fullmatch(written)
        or written.upper() in _settings()["no_genes"]
        or re.fullmatch(r"CD\d{1,3}[A-Za-z]?|[A-Z]\d+", written)
    ):
        return None
    return Partner(written, False, start, start + len(written))


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
