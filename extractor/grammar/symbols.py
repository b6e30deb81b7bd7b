"""Symbols: the genes that a marker reads, the name of a family of genes, and what a plain "positive" means for them."""

from __future__ import annotations

import re
from functools import cache

from extractor.grammar.assays import IN_SITU, SEQUENCING
from extractor.grammar.stainings import STAINING, STAINS
from extractor.grammar.targets import Target, is_among_stains, is_stained
from extractor.grammar.wording import compiled, phrases
from extractor.mentions import Mention, Sentence
from extractor.rules import Term, settings, vocabulary

_EXPRESSED = compiled("markers", r"{expression_words}")
_NEW_CLAUSE = compiled("markers", r";|,\s{new_clauses}\b|\b{contrasting}\b")
_PROBED = compiled("markers", r"\s{probed}\s(?:the\s)?")
_MISSING = compiled("markers", r"\b{missing_genes}\b")
_SCORED = re.compile(r"\s?\(?(?:score\s)?[0-3]\+")  # a score of a stain behind the name: HER2 (2+)
_CLUSTER = re.compile(r"CD\d")  # a cluster of differentiation is a protein of the surface
_MOLECULAR = "molecular"
COLUMN = "cell of a column of its own"  # the rule of a result in one of several columns of parts or components
SIGN = "sign behind the name"
READING = "cell of a column of readings"
CELL = "cell of a table"  # the rule of a result that stands in the cell behind its name
_SCORING = frozenset({"quantity", CELL, COLUMN, READING})
_GENE_LEVEL = frozenset({"rearrangement", "amplification", "mutation", "deletion", "methylation"})


@cache
def _members() -> dict[str, tuple[str, ...]]:
    """Return the genes of each gene family (NTRK: NTRK1, NTRK2, NTRK3)."""
    return {
        term.name: tuple(term.listed("members"))
        for term in vocabulary().terms
        if term.kind == "gene" and term.extra.get("members")
    }


@cache
def _families() -> dict[frozenset[str], str]:
    return {frozenset(members): name for name, members in _members().items()}


@cache
def _usual(table: str) -> dict[str, frozenset[str]]:
    """Return the genes whose plain "positive" means an alteration, by a table of patterns/markers.toml."""
    return {alteration: frozenset(genes) for alteration, genes in settings("markers")[table].items()}


def fused_only() -> frozenset[str]:
    """Return the genes that a panel tests for fusions rather than for mutations."""
    return _usual("usual").get("rearrangement", frozenset()) | {"ALK"}


def genes_of(target: Target) -> list[str]:
    """Return the HGNC symbols that a target stands for."""
    term = target.mention.source
    if not isinstance(term, Term):
        return []
    return term.listed("genes") if term.kind == "marker" else list(_members().get(term.name, (term.name,)))


def name_of(target: Target, genes: list[str], alteration: str) -> str | None:
    """Return the name of a result: of the marker, but of the gene where a gene is altered; None without a gene."""
    name = target.mention.id
    if alteration not in _GENE_LEVEL:
        return name
    if not genes:
        return name if target.own_alteration == alteration else None
    if target.mention.kind != "marker" or name == "HER2":
        return name
    if genes == ["ERBB2"]:
        return "HER2"
    return genes[0] if len(genes) == 1 else _families().get(frozenset(genes), name)


def usual_alteration(genes: list[str]) -> str:
    """Return what an unspecified alteration of a gene usually is: a rearrangement of ALK, a mutation of TP53."""
    symbols = frozenset(genes)
    tables = (_usual("usual"), _usual("usual_in_situ"))
    usual = any(symbols and symbols <= table.get("rearrangement", frozenset()) for table in tables)
    return "rearrangement" if usual else "mutation"


def is_apart(sentence: Sentence, target: Target, method: Mention) -> bool:
    """True for an assay of another clause: "nuclear FLI-1, and FISH detected an EWSR1 rearrangement"."""
    first, last = sorted(((target.start, target.end), (method.start, method.end)))
    return _NEW_CLAUSE.search(sentence.between(first[1], last[0])) is not None


def _is_probed(sentence: Sentence, target: Target) -> bool:
    """True for a gene beside its assay in situ: "ALK FISH was positive", "FISH for ALK was positive"."""
    if not _is_gene(sentence, target):
        return False
    assays = [mention for mention in sentence.of_kind("method") if mention.id in IN_SITU]
    gaps = (sentence.between(*sorted((end, start))) for m in assays for end, start in ((target.end, m.start),))
    return any(gap == " " for gap in gaps) or any(
        _PROBED.fullmatch(sentence.between(m.end, target.start)) for m in assays
    )


def _is_gene(sentence: Sentence, target: Target) -> bool:
    """True for the name of a gene (KIT), and not of its protein alone (CD117) or of a family of genes."""
    if target.mention.id in _members():
        return False
    return target.mention.kind == "gene" or any(m.start == target.mention.start for m in sentence.of_kind("gene"))


def _is_among_genes(sentence: Sentence, target: Target) -> bool:
    """True for the symbol of a gene in a molecular section, beside no stain and without the sign of a stain."""
    if sentence.section != _MOLECULAR or (target.cue is not None and target.cue.rule == SIGN):
        return False
    if _CLUSTER.match(sentence.between(target.mention.start, target.mention.end)):
        return False
    stains = [
        m
        for m in sentence.of_kind("marker")
        if isinstance(m.source, Term) and m.source.extra.get("alteration") == "expression"
    ]
    return all(sentence.between(m.start, m.end) in m.source.listed("genes") for m in stains)  # type: ignore[union-attr]


def plain_alteration(sentence: Sentence, target: Target, genes: list[str]) -> str | None:
    """Return what a result means where no alteration is named: a stain, or for some genes their usual alteration."""
    methods = {mention.id for mention in sentence.of_kind("method") if not is_apart(sentence, target, mention)}
    is_marker = target.mention.kind == "marker"
    term = target.mention.source
    own = term.extra.get("alteration") or "expression" if isinstance(term, Term) and is_marker else None
    if own in _GENE_LEVEL and target.mention.id not in settings("markers")["clonality"]["markers"]:
        return own
    if is_marker and _is_probed(sentence, target):
        return usual_alteration(genes)
    in_table = target.cue is not None and target.cue.rule in (CELL, COLUMN, READING) and sentence.section != _MOLECULAR
    written = sentence.between(target.mention.start, target.mention.end)
    is_symbol = own == "expression" and written in phrases("markers", "symbols_of_genes")
    is_symbol = is_symbol or (own == "expression" and written in genes and _is_among_genes(sentence, target))
    if is_symbol and in_table and target.cue is not None:
        is_symbol = sentence.between(target.cue.start, target.cue.end).strip(" :=(.")[:1] not in ("+", "-")
    if is_symbol and not (is_stained(sentence) or sentence.section == STAINS or methods & STAINING):
        own = None  # "TP53" among genes is not "p53" among stains
    if own is not None and ((in_table and not methods & (IN_SITU | SEQUENCING)) or "(" in target.mention.id):
        return own
    mutants = settings("markers")["mutant_proteins"]["markers"]
    if (
        own is not None
        and target.mention.id in mutants
        and sentence.section != _MOLECULAR
        and is_among_stains(sentence)
    ):
        return own
    stained = methods & STAINING or is_stained(sentence) or (sentence.section == STAINS and not methods & IN_SITU)
    if own is not None and stained:
        is_antigen = own == "virus" and target.mention.id in settings("markers")["stained_viruses"]["markers"]
        return "expression" if is_antigen else own
    if own is not None and _SCORED.match(sentence.between(target.end, target.end + 12)):
        return own
    if own is not None and target.cue is not None:
        said = sentence.between(target.cue.start, target.cue.end)
        is_score = target.cue.rule in _SCORING and "+" in said  # 0 to 3+ are scores of a stain
        if is_score or _EXPRESSED.search(said):
            return own
    if (
        in_table
        and target.mention.kind == "gene"
        and sentence.section == STAINS
        and not methods & (IN_SITU | SEQUENCING)
    ):
        return "expression"
    symbols = frozenset(genes)
    is_tested = symbols and methods & SEQUENCING and not methods & IN_SITU and _is_gene(sentence, target)
    if is_tested and target.cue is not None:
        said = sentence.between(target.cue.start, target.cue.end)
        if _EXPRESSED.search(said):
            return "expression"
        if _MISSING.search(said):
            return None
        return "rearrangement" if symbols <= fused_only() else "mutation"
    if methods & IN_SITU:
        for alteration, usual in _usual("usual_in_situ").items():
            if symbols and symbols <= usual:
                return alteration
    for alteration, usual in _usual("usual").items():
        if symbols and symbols <= usual:
            return alteration
    if own is not None:
        return own
    if methods & STAINING and is_stained(sentence):
        return "expression"
    if sentence.section == _MOLECULAR:
        return "rearrangement" if methods & IN_SITU else "mutation"
    return "rearrangement" if methods & IN_SITU else None
