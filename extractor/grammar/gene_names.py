"""Gene names: the genes that a row of a gene test begins with, listed one behind the other."""

from __future__ import annotations

import re

from extractor.grammar.partners import gene_named
from extractor.grammar.symbols import genes_of
from extractor.grammar.targets import Target
from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Sentence
from extractor.rules import Term, settings, symbol, vocabulary

_JOINT = compiled(
    "gene_rows",
    r"(?:/[A-D2-9]){0,3}(?:\s?\([^()]{0,30}\)|\s{parts_read}\s\d[\d\s,/-]{0,12}(?<!\s))?"
    r"(?:\s?[,/&+]\s?(?:{joints}\s)?|\s{joints}\s)",
)
SYMBOL = re.compile(r"[A-Z][A-Z0-9]{2,7}(?:-\d)?(?!\w)")


def names_at(sentence: Sentence, start: int, end: int) -> list[Mention]:
    """Return the genes that a row begins with, listed one behind the other."""
    named = genes_by_place(sentence)
    names: list[Mention] = []
    position = start
    while position < end:
        rest = sentence.between(position, end)
        mention = _receptor(rest, position) or named.get(position) or _symbol(rest, position)
        if mention is None:
            break
        names.append(mention)
        joint = _JOINT.match(sentence.between(mention.end, end))
        if joint is None:
            break
        position = mention.end + joint.end()
    return names


def genes_by_place(sentence: Sentence) -> dict[int, Mention]:
    """Return the genes of a sentence by their places, a marker where only it says what is looked for."""
    found: dict[int, Mention] = {}
    for mention in sentence.of_kind("gene", "marker"):
        term = mention.source
        if mention.kind == "marker" and not (
            sought(mention) in ("mutation", "deletion") or mention.id == "HER2" or mention.start not in found
        ):
            continue
        if (
            mention.kind == "marker"
            and isinstance(term, Term)
            and len(term.listed("genes")) != 1
            and sought(mention) != "deletion"
        ):
            continue
        known = found.get(mention.start)
        if known is None or sought(known) not in ("mutation", "deletion"):
            found[mention.start] = mention
    return found


def sought(mention: Mention) -> str | None:
    """Return what the name of a marker says is looked for."""
    term = mention.source
    return term.extra.get("alteration") if isinstance(term, Term) and mention.kind == "marker" else None


def symbols_of(mention: Mention) -> list[str]:
    """Return the genes that a name of a row stands for."""
    return genes_of(Target(mention, mention.start, mention.end))


def _receptor(rest: str, position: int) -> Mention | None:
    """Return the gene of a lymphocyte receptor by a spelling that is no symbol: TCR gamma."""
    for written, name in settings("gene_rows")["receptors"]["spelled"].items():
        if rest.startswith(written) and not rest[len(written) : len(written) + 1].isalnum():
            term = symbol(name) or next((t for t in vocabulary().lookup(name) if t.kind == "gene"), None)
            return Mention(position, position + len(written), "gene", name, term) if term is not None else None
    return None


def _symbol(rest: str, position: int) -> Mention | None:
    match = SYMBOL.match(rest)
    term = symbol(match[0]) if match is not None and gene_named(match[0]) is None else None
    return Mention(position, position + match.end(), "gene", term.name, term) if term and match else None
