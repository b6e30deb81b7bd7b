"""Unlisted names: genes and markers that no row of the vocabulary names, in sentences that tell what was found of them.

HGNC's list of symbols names the gene; words of its alteration, or of a stain, in the same sentence make the symbol a
gene or a marker. A symbol that is also an abbreviation of daily use (CAT, MAL) counts only beside "gene" or "mutation".
Between markers of one list a word that is shaped like the name of a marker is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.grammar.assays import SEQUENCING
from extractor.grammar.stainings import STAINING
from extractor.grammar.targets import is_stained
from extractor.grammar.wording import compiled, only, pieces
from extractor.mentions import Mention, Sentence
from extractor.rules import Term, symbol

_TOLD = frozenset({"result", "alteration", "variant:noun", "fusion:noun"})
_OF_GENES = frozenset({"alteration", "variant:noun", "fusion:noun"})
_SYMBOL = re.compile(r"[A-Z](?<![\w-].)(?:[A-Z0-9]{1,9}|(?<=C)\d{1,2}orf\d{1,3})(?!\w)")
_SURE = re.compile(r"[A-Z]{2,9}\d|[A-Z]{5}")  # what no other abbreviation is likely to look like
_AHEAD = compiled("markers", r"\b{altered_gene_ahead}\s$")
_BEHIND = compiled("markers", r"[\s-]\(?{altered_gene_behind}\b")
_CODE = re.compile(r"(?<![\w-])[A-Z]{2,6}-?\d{1,3}[A-Z]?(?![\w-])")
_LONGEST_JOIN = 8


def add_unlisted(sentences: list[Sentence]) -> None:
    """Add the mentions of unlisted genes and markers to their sentences."""
    for sentence in sentences:
        if _TOLD.isdisjoint(sentence.kinds):
            continue
        has_result = "result" in sentence.kinds
        found: list[Mention] = []
        symbols = [(match, term) for match in _SYMBOL.finditer(sentence.text) if (term := symbol(match[0])) is not None]
        if symbols:
            methods = {mention.id for mention in sentence.of_kind("method")}
            of_genes = not _OF_GENES.isdisjoint(sentence.kinds) or (has_result and not methods.isdisjoint(SEQUENCING))
            of_stains = has_result and (is_stained(sentence) or not methods.isdisjoint(STAINING))
            if of_genes or of_stains:
                found += _symbols(sentence, symbols, of_genes, of_stains)
        if has_result and "marker" in sentence.kinds:
            found += _listed_with_markers(sentence, found)
        if found:
            sentence.kinds.update(mention.kind for mention in found)
            sentence.mentions = sorted([*sentence.mentions, *found], key=lambda m: (m.start, -m.end))


def _symbols(
    sentence: Sentence, symbols: list[tuple[re.Match[str], Term]], of_genes: bool, of_stains: bool
) -> Iterator[Mention]:
    """Yield the HGNC symbols of a sentence: as markers where it tells of stains, else as genes."""
    for match, term in symbols:
        if not _is_free(sentence, *match.span()):
            continue
        if term.listed("beside"):
            ahead = _AHEAD.search(sentence.text, max(match.start() - 40, 0), match.start())
            if ahead is None and _BEHIND.match(sentence.text, match.end()) is None:
                continue
        elif not of_genes and not _SURE.match(match[0]):
            continue
        start, end = sentence.start + match.start(), sentence.start + match.end()
        if of_stains and not term.listed("beside"):
            term = Term("marker", term.name, (), term.ids, term.source, term.file, {"genes": term.name})
        yield Mention(start, end, term.kind, term.name, term)


def _listed_with_markers(sentence: Sentence, found: list[Mention]) -> Iterator[Mention]:
    """Yield the words shaped like a marker that stand in a list beside one."""
    markers = sentence.of_kind("marker")
    for match in _CODE.finditer(sentence.text):
        start, end = sentence.start + match.start(), sentence.start + match.end()
        name = match[0]
        if name.lower() in pieces("markers", "no_markers") or not _is_free(sentence, *match.span()):
            continue
        if any(mention.start < end and start < mention.end for mention in found):
            continue
        if any(_is_join(sentence, m.end, start) or _is_join(sentence, end, m.start) for m in markers):
            term = Term("marker", name, source="list", file="unlisted", extra={"genes": ""})
            yield Mention(start, end, "marker", name, term)


def _is_join(sentence: Sentence, start: int, end: int) -> bool:
    gap = sentence.between(start, end)
    return 0 < end - start <= _LONGEST_JOIN and not gap.isspace() and "|" not in gap and only(gap, "markers", "joins")


def _is_free(sentence: Sentence, start: int, end: int) -> bool:
    """True when no mention of a term or cue stands at a place of a sentence."""
    start, end = start + sentence.start, end + sentence.start
    return not any(mention.start < end and start < mention.end for mention in sentence.mentions)
