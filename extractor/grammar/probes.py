"""Probes: rows of tests in situ, each with its name, its alteration, its call and its amount.

"ALK   2p23   break apart   0/50   >15%   NEGATIVE", "11q23 : cen11 ... balanced", "MYCN/CEP2 ... 2.3/2.1 = 1.1".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from extractor.grammar.partners import known_pairs
from extractor.grammar.probe_labels import LOCUS, Label, label_of
from extractor.grammar.probe_values import Told, is_awaited, told_of
from extractor.grammar.symbols import fused_only, genes_of
from extractor.grammar.targets import PROBED, Target
from extractor.grammar.titles import TitleAt
from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Modifier, Sentence
from extractor.rules import Term, settings, vocabulary

_MAY_HOLD = compiled(
    "probes",
    r"\b(?:[1-9]|1\d|2[0-2]|[XY])[pq]\d{0,2}\b|\bD\d{1,2}[SZ]\d|\bC[EA][PN][\s-]?\d|\bcen\s?\d|ISH\b|\bt\(\d"
    r"|\b{row_hints}\b",
)
_ASSAY = re.compile(r"[FCS]ISH\b|D-?DISH\b|HER-?2[^;:]{0,12}\bISH\b")
_ITEM = re.compile(r"\s//\s|;\s|\n")
_NOTATION = re.compile(r"\bish\s?\(|\bish\s[A-Z]|\]/\d\d,|^\d\d,X")
_COUNTED = "trisomy"
_ENDS = compiled("probes", r"\b{ends_label}\b")


class Probe(NamedTuple):
    """One item of a row: its label and what it tells."""

    label: Label
    told: Told | None
    start: int
    end: int


def probes_of(sentence: Sentence, titled: TitleAt, *, among: bool = False) -> list[Probe]:
    """Return the items of a row of tests in situ in order; `among` tells that the rows around it are such."""
    text = sentence.text
    if not (among and "gene" in sentence.kinds) and not _MAY_HOLD.search(text):
        return []
    found: list[Probe] = []
    bounds = [0, *(at for match in _ITEM.finditer(text) for at in match.span()), len(text)]
    in_situ = False
    for start, end in zip(bounds[::2], bounds[1::2], strict=True):
        item = text[start:end]
        if not item.strip() or _NOTATION.search(item) or _ENDS.search(item):
            continue
        first, last = sentence.start + start, sentence.start + end
        label = label_of(sentence, first, last)
        if label is not None and found and _is_reference(label):
            label = None
        if label is None and found and sentence.between(found[-1].end, first).strip() in (";", ""):
            found[-1] = _probe(sentence, found[-1].label, found[-1].start, last, titled)
            continue
        in_situ |= label is not None and _ASSAY.search(sentence.between(first, label.end)) is not None
        if label is not None and _is_row(
            sentence, label, last, in_situ or (among and _is_usual(sentence, label, last))
        ):
            found.append(_probe(sentence, label, first, last, titled))
    return found


def _is_row(sentence: Sentence, label: Label, end: int, in_situ: bool) -> bool:
    """True for a label of a test in situ with words behind it that tell of no other gene."""
    if not (label.located or in_situ):
        return False
    behind = sentence.between(label.end, end)
    return bool(behind.strip(" .:|-")) and not any(m.start >= label.end for m in _others(sentence, label, end))


def _is_reference(label: Label) -> bool:
    """True for a chromosome that is counted beside a gene: "mean HER2 2.1; mean CEP17 1.8; ratio 1.2"."""
    sources = [name.source for name in label.names]
    return all(isinstance(term, Term) and term.source == LOCUS and term.name.startswith(_COUNTED) for term in sources)


def _is_usual(sentence: Sentence, label: Label, end: int) -> bool:
    """True for genes that tests in situ are usually made for, by their symbols, and words that tell of no sequence."""
    if not sentence.between(label.names[0].start, label.end + 1).rstrip(" :.|=-\t\n").isupper():
        return False
    if compiled("probes", r"\b{not_probed}").search(sentence.between(label.end, end)):
        return False
    usual = settings("markers")["usual_in_situ"]
    genes = {gene for name in label.names for gene in genes_of(Target(name, name.start, name.end))}
    return bool(genes) and genes <= fused_only().union(*usual.values(), settings("probes")["usual"]["deletion"])


def _probe(sentence: Sentence, label: Label, start: int, end: int, titled: TitleAt) -> Probe:
    told = told_of(sentence.between(label.end, end), label.end, label.looks_for, titled)
    if told is None and label.noun is not None:  # "TP53 deletion 34%": what is looked for is what was found
        told = told_of(sentence.between(label.noun, end), label.noun, label.looks_for, titled)
    return Probe(label, told, start, end)


def _others(sentence: Sentence, label: Label, end: int) -> list[Mention]:
    """Return the other genes behind a label, of which its words may tell."""
    named = {name.id for name in label.names}
    found = [m for m in sentence.of_kind("gene") if label.end <= m.start < end and m.id not in named]
    genes = {gene for name in label.names for gene in genes_of(Target(name, name.start, name.end))}
    return [mention for mention in found if mention.id not in genes]


def with_probes(sentence: Sentence, targets: Sequence[Target], titled: TitleAt, *, among: bool) -> list[Target]:
    """Return the targets of a sentence with those of its rows of tests in situ in place of all that stand in these."""
    probes = [
        probe
        for probe in probes_of(sentence, titled, among=among)
        if probe.told is not None or _is_awaited(sentence, probe)
    ]
    if not probes:
        return list(targets)
    kept = [t for t in targets if not any(p.start <= t.start < p.end for p in probes)]
    made = [target for probe in probes for target in _targets(probe)]
    return sorted([*kept, *made], key=lambda target: target.start)


def _is_awaited(sentence: Sentence, probe: Probe) -> bool:
    return is_awaited(sentence.between(probe.label.end, probe.end)) or is_fusion(probe.label)


def _targets(probe: Probe) -> list[Target]:
    label, told = probe.label, probe.told
    if told is None or is_fusion(label):
        return []
    is_one = label.paired and (label.bands != 1 or label.looks_for == "rearrangement")
    names = label.names[:1] if is_one else label.names
    if told.polarity == "not_done" and not genes_of(Target(names[0], names[0].start, names[0].end)):
        return []
    return [target for name in names for target in _target(name, label, told)]


def is_fusion(label: Label) -> bool:
    """True for a row of two partners: "PAX3/FOXO1 dual fusion", "RUNX1::RUNX1T1"."""
    if not label.paired or label.counted or label.looks_for not in ("fusion", "rearrangement", None):
        return False
    return label.looks_for == "fusion" or label.joined or (label.names[0].id, label.names[1].id) in known_pairs()


def _target(name: Mention, label: Label, told: Told) -> list[Target]:
    target = Target(name, name.start, name.end)
    target.alteration = _alteration(target, label, told)
    if isinstance(name.source, Term) and name.source.source == LOCUS:
        lost = vocabulary().lookup(f"{name.id} loss") if target.alteration == "deletion" else []
        own = replace(name.source, extra={"alteration": target.alteration})
        term = next((term for term in lost if term.kind == "marker"), own)
        target.mention = name._replace(source=term)
    target.settle(told.polarity, Modifier(told.polarity, PROBED, told.start, told.end))
    target.strict = target.final = True
    target.quantity = told.amount
    if told.second is None or told.second[0] == target.alteration:
        return [target]
    alteration, polarity, amount = told.second
    other = replace(target, alteration=alteration, quantity=amount)
    other.settle(polarity, Modifier(polarity, PROBED, told.start, told.end))
    return [target, other]


def _alteration(target: Target, label: Label, told: Told) -> str:
    """Return what was looked for: what the probe or the call names, else what is usual for the gene."""
    looks_for = "rearrangement" if label.looks_for == "fusion" else label.looks_for
    if looks_for == "rearrangement":
        return looks_for
    if told.alteration is not None and (looks_for is None or told.alteration != "rearrangement"):
        return told.alteration if looks_for is None or told.polarity == "positive" else looks_for
    if looks_for is not None:
        return looks_for
    genes = set(genes_of(target))
    if not genes or genes & set(settings("probes")["usual"]["deletion"]):
        return "deletion"
    return "amplification" if label.counted else _usual(genes)


def _usual(genes: set[str]) -> str:
    usual = settings("markers")["usual_in_situ"]
    return next((name for name, listed in usual.items() if genes <= set(listed)), "rearrangement")
