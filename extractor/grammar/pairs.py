"""Gene pairs: how a sentence joins two genes (EML4-ALK, BCR::ABL1, fusion of exon 2 of LMNA and exon 11 of NTRK1)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.grammar.framing import framed_pairs
from extractor.grammar.partners import EXON, Pair, Partner, gene_named, resolved, unknown
from extractor.mentions import Sentence

_NAME = r"(?:c-)?[A-Za-z][A-Za-z0-9]{1,11}(?:-\d{1,2}(?![\w/]))?(?:-?[αβγ]|[ -](?:alpha|beta|gamma)\b)?"
_JOINT = r"\s?(?:::|--?|/|:)\s?|\s"
_CODED = (
    r"\s?\(\d{1,2}\)(?:\s{1,9}[NX]M_\d{6,9}(?:\.\d{1,2})?)?"  # "ETV6(5)::NTRK3(15)", "CCDC6(1) NM_005436.5 :: RET(12)"
)
_PAIR = re.compile(
    rf"(?<![\w:-])(?P<first>{_NAME})(?P<also>/\d)?(?:{EXON}|{_CODED}(?=\s{{0,9}}::))?(?P<joint>\s{{0,9}}::\s{{0,3}}|{_JOINT})"
    rf"(?P<second>{_NAME})(?P<more>(?:/(?:{_NAME}|\d)){{0,2}}| or {_NAME}(?= fusion))(?![A-Za-z0-9])"
)
_DOUBLE_COLON = re.compile("::")
_JOINT_BEHIND = re.compile(r"\d?(?:-?[αβγ])?\s?(?:::|[-/:(]|[Ee]x|[Ee]\d|intron)")
# NAB2ex4-STAT6ex2: exons written onto both genes.
_GLUED_EXONS = re.compile(
    r"(?<![\w-])(?P<first>[A-Z][A-Z0-9]{1,9})ex(?:on)?\d{1,2}(?P<joint>\s?(?:::|--?|/)\s?)(?P<second>[A-Z][A-Z0-9]{1,9})ex(?:on)?\d{1,2}\b"
)
_NAME_BEFORE = re.compile(rf"(?<![\w:-]){_NAME}(?:/\d)?(?:{EXON}|{_CODED})?\s{{0,9}}(?:(?:::|--?|/|:)\s?)?$")
_CHAIN_BEFORE = re.compile(rf"(?:(?P<name>{_NAME})/|[A-Z0-9]\s?[-/]\s?)$")
_CHAIN_AFTER = re.compile(r"^\s?(?:[-/]|::)\s?(?=(?P<name>[A-Za-z][\w]{1,11}))")


def pairs(sentence: Sentence) -> list[Pair]:
    """Return the gene pairs of a sentence in order; whether a pair is a fusion is for the slot to decide."""
    found = list(_notations(sentence))
    found += framed_pairs(sentence, found)
    found.sort(key=lambda pair: pair.start)
    return found


def _notations(sentence: Sentence) -> Iterator[Pair]:
    position = 0
    if "ex" in sentence.text and "fusion:noun" in sentence.kinds:
        for glued in _GLUED_EXONS.finditer(sentence.text):
            first, second = (resolved(glued[n], sentence.start + glued.start(n)) for n in ("first", "second"))
            if first is not None and second is not None:
                start, end = (sentence.start + at for at in glued.span())
                yield Pair(first, second, glued["joint"].strip(), start, end)
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
    genes = sentence.of_kind("gene", "marker")
    starts = {m.start - sentence.start for m in genes}
    found: set[int] = set()
    joints = {m.start() for m in _DOUBLE_COLON.finditer(text)} if "::" in text else set()
    for mention in genes:
        start, end = mention.start - sentence.start, mention.end - sentence.start
        if end + 1 in starts or _JOINT_BEHIND.match(text, end) or "-" in text[start:end] or "/" in text[start:end]:
            found.add(start)
        if start > 1 and (text[start - 1] in "-/:" or (text[start - 1] == " " and text[start - 2] in "-/:")):
            joints.add(start)
    for joint in joints:
        offset = max(0, joint - 48)
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
    first = resolved(first_text, offset + match.start("first"))
    second = resolved(second_text, offset + match.start("second"))
    if joint not in (" ", ":"):
        if first is None and (second is not None or joint == "::"):
            first = unknown(first_text, offset + match.start("first"))
        if second is None and (first is not None or joint == "::"):
            second = unknown(second_text, offset + match.start("second"))
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
