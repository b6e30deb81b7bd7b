"""Markers: results of stains and gene tests (CAP biomarker reporting; HGNC names).

A marker record needs a result. A marker that is only mentioned, a test that is planned, an antibody in a list of
methods give no record. Serum tumor markers and serology are laboratory values and no markers of the tissue.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Any

from spacy.tokens import Doc

from extractor.grammar.alike import merge_alike
from extractor.grammar.alterations import bind
from extractor.grammar.anaphora import answers
from extractor.grammar.assays import among_probes, among_sequences, method_of
from extractor.grammar.blood import is_in_blood
from extractor.grammar.bystanders import is_of_bystanders
from extractor.grammar.controls import is_defined, is_in_empty_box, is_of_control, is_unchecked
from extractor.grammar.copies import copy_numbers, counted_copies
from extractor.grammar.elsewhere import elsewhere
from extractor.grammar.findings import settle_alterations
from extractor.grammar.further import further_amounts
from extractor.grammar.gene_rows import gene_rows, with_gene_rows
from extractor.grammar.grids import grids_of, rows_of
from extractor.grammar.headed import headed_results, listed_under
from extractor.grammar.itemized import bare_results, joined_results, leave_unchecked, led_results
from extractor.grammar.labelled import labelled_amounts
from extractor.grammar.named import clonal_results, is_repair_status, named_results
from extractor.grammar.notes import may_hold_rows
from extractor.grammar.overall import overall_results
from extractor.grammar.panels import counted_members, listed, panels_of
from extractor.grammar.plain import lost_genes, normal_genes
from extractor.grammar.polarity import govern
from extractor.grammar.probes import with_probes
from extractor.grammar.reflex import reflex_results
from extractor.grammar.respective import former_and_latter, respective_results
from extractor.grammar.rows import row_results
from extractor.grammar.scores import (
    PROPORTIONS,
    copies_or_ratio,
    quantity_behind,
    read_quantities,
    share_of_cells,
)
from extractor.grammar.signature_rows import SIGNED, signature_rows
from extractor.grammar.staining import KINDS, describe, modifiers
from extractor.grammar.statements import statements
from extractor.grammar.symbols import COLUMN, genes_of, name_of, plain_alteration, usual_alteration
from extractor.grammar.tables import Row, row_of
from extractor.grammar.targets import OPPOSITE, PROBED, Target, targets_of
from extractor.grammar.titles import titles_over
from extractor.grammar.wording import compiled
from extractor.mentions import Modifier, Sentence, sentences_of
from extractor.records import Evidence, Marker, Quantity
from extractor.rules import Term, settings
from extractor.slots import evidence as ev

_REACH_OF_COUNTS = 90
_REACH_OF_EXON = 14
_OF_GENES = ("rearrangement", "amplification", "deletion")
_STAINED = ("expression", "virus")
_DYED = compiled("markers", r"{stained_with}")


def find(doc: Doc) -> list[Marker]:
    """Return the marker results of a document, one per marker, alteration, polarity, amount and subject."""
    return merge_alike(_results(doc), _bucket, _same_amount)


def _bucket(record: Marker) -> list[Hashable]:
    asserted = record.certainty == "asserted"
    return [(record.name, record.alteration, record.polarity, record.subject, asserted)]


def _same_amount(known: Marker, record: Marker) -> bool:
    """True unless both give an amount and these differ: 95 % in one part and 60 % in another, TPS beside CPS."""
    one, other = known.quantity, record.quantity
    if _are_columns(known, record) and any(getattr(known, kind) != getattr(record, kind) for kind in KINDS):
        return False
    if one is None or other is None:
        return True
    if one.unit != other.unit and not {one.unit, other.unit} <= set(PROPORTIONS):
        return True
    if one.unit != other.unit and "CPS" in (one.unit, other.unit):
        return False
    return (one.value, one.low, one.high) == (other.value, other.low, other.high)


def _are_columns(known: Marker, record: Marker) -> bool:
    """True for two results that stand in columns of parts or components."""
    return all(any(r.rule == COLUMN and r.field == "polarity" for r in m.reasons) for m in (known, record))


def _results(doc: Doc) -> Iterator[Marker]:
    """Yield one record per mention of a result."""
    panels = panels_of(doc)
    grids = list(grids_of(doc))
    titles = rows_of(grids)
    in_rows = may_hold_rows(doc)
    for sentence, targets in grids:
        yield from _told(doc, sentence, targets)
    for sentence, following in statements(sentences_of(doc)):
        if sentence.start in titles:
            continue
        targets = settled(sentence, following, row_of(doc, sentence))
        listed_under(doc, sentence, targets)
        if in_rows:
            targets = _with_rows(doc, sentence, targets)
            signature_rows(sentence, targets)
        targets = listed(panels, sentence, targets) if panels else targets
        yield from _told(doc, sentence, [one for target in targets for one in counted_members(sentence, target)])
    if in_rows:
        yield from _loci(doc)


def _with_rows(doc: Doc, sentence: Sentence, targets: list[Target]) -> list[Target]:
    """Return the targets of a sentence of a note with the results of its rows of probes and of genes."""
    titled = titles_over(doc, sentence)
    targets = with_probes(sentence, targets, titled, among=among_probes(doc, sentence))
    return with_gene_rows(sentence, targets, gene_rows(sentence, titled, sequenced=among_sequences(doc, sentence)))


def _loci(doc: Doc) -> Iterator[Marker]:
    """Yield the results of rows that name loci and no gene: "11q23 : cen11 .... balanced"."""
    for sentence in sentences_of(doc):
        if not sentence.kinds.isdisjoint(("gene", "marker")):
            continue
        targets = _with_rows(doc, sentence, [])
        for target in targets:
            record = _record(doc, sentence, target, targets)
            if record is not None:
                yield record


def _told(doc: Doc, sentence: Sentence, targets: list[Target]) -> Iterator[Marker]:
    """Yield the records of the targets of a sentence that have a result of the tissue."""
    controls = sentence.of_kind("control")
    if is_unchecked(sentence):
        return
    for target in targets:
        if controls and is_of_control(sentence, target, controls):
            continue
        if target.polarity not in OPPOSITE or target.silent or is_of_bystanders(sentence, target):
            continue
        if is_in_empty_box(sentence, target):
            continue
        if not _is_of_blood(sentence, target) and not is_defined(sentence, target):
            record = _record(doc, sentence, target, targets)
            if record is not None:
                yield record


def settled(sentence: Sentence, following: Sentence | None, row: Row) -> list[Target]:
    """Return the targets of a sentence with what it, or the sentence that answers it, says of them."""
    targets = targets_of(sentence)
    if not targets:
        return []
    leave_unchecked(sentence, targets)
    targets += former_and_latter(sentence, targets)
    coordinated = bind(sentence, targets)
    named_results(sentence, targets)
    clonal_results(sentence, targets)
    copy_numbers(sentence, targets)
    columns = row_results(sentence, targets, row)
    if columns:
        targets = sorted([*targets, *columns], key=lambda target: target.start)
    headed_results(sentence, targets)
    targets = sorted([*targets, *joined_results(sentence, targets)], key=lambda target: target.start)
    read_quantities(sentence, targets)
    respective_results(sentence, targets)
    doubled = govern(sentence, targets)
    bare_results(sentence, targets)
    led_results(sentence, targets)
    reflex = reflex_results(sentence, targets)
    if coordinated or doubled or reflex:
        targets = sorted([*targets, *coordinated, *doubled, *reflex], key=lambda target: target.start)
    settle_alterations(sentence, targets)
    lost_genes(sentence, targets)
    normal_genes(sentence, targets)
    describe(sentence, targets)
    overall_results(sentence, targets)
    more = [*further_amounts(sentence, targets), *elsewhere(sentence, targets)]
    targets = sorted([*targets, *more], key=lambda target: target.start)
    labelled_amounts(sentence, targets)
    counted_copies(sentence, targets)
    if following is not None:
        answers(following, targets)
    return targets


def _record(doc: Doc, sentence: Sentence, target: Target, targets: list[Target]) -> Marker | None:
    genes = genes_of(target)
    alteration = target.alteration or plain_alteration(sentence, target, genes)
    if alteration == "deletion" and _is_exon(sentence, target, genes):
        alteration = "mutation"
    if alteration == "any":
        alteration = usual_alteration(genes)
    if alteration == "rearrangement" and genes and set(genes) <= set(settings("markers")["never_fused"]["genes"]):
        alteration = "mutation"  # a list of genes whose last members are told to be fused
    name = name_of(target, genes, alteration) if alteration is not None else None
    if alteration is None or name is None or target.cue is None or _is_dye(sentence, target):
        return None
    polarity = target.polarity
    if alteration in _OF_GENES and target.polarity == "positive" and not target.final and _is_intact(sentence, target):
        polarity = "negative"
    if alteration == "expression" and is_repair_status(sentence, target):
        alteration, polarity = "signature", OPPOSITE[str(polarity)]
    noun = target.alteration_cue
    method = method_of(doc, sentence, target, alteration)
    if method is None and target.cue.rule == PROBED:
        method = target.cue._replace(value="FISH")
    described = modifiers(sentence, target, targets) if alteration in _STAINED else {}
    subject, certainty = ev.subject_of(sentence, target.mention), ev.certainty_of(sentence, target.mention)
    decided: list[tuple[str, Modifier | None]] = [
        ("name", Modifier(target.mention.id, target.mention.source.key, target.mention.start, target.mention.end)),
        ("alteration", Modifier(alteration, noun.source.key, noun.start, noun.end) if noun is not None else None),
        ("polarity", target.cue._replace(value=str(polarity))),
        ("subject", subject),
        ("certainty", certainty),
        ("method", method),
        *described.items(),
    ]
    bounds = (target.start, target.end) if target.end > target.start else (target.mention.start, target.mention.end)
    values: dict[str, Any] = {field: modifier.value for field, modifier in described.items()}
    return Marker.model_construct(
        name=name,
        as_written=sentence.between(target.mention.start, target.mention.end),
        genes=genes,
        alteration=alteration,
        polarity=polarity,
        method=method.value if method is not None else None,
        quantity=_quantity(sentence, target, targets, alteration) if polarity != "not_done" else None,
        subject=subject.value,
        certainty=certainty.value,
        evidence=_evidence(doc, sentence, target, target.cue.end, *bounds),
        reasons=ev.reasons(doc, *decided),
        **values,
    )


def _is_of_blood(sentence: Sentence, target: Target) -> bool:
    """True for a laboratory value, which a row of a molecular report is not."""
    in_row = target.cue is not None and target.cue.rule == SIGNED
    if in_row and (target.own_alteration == "signature" or sentence.section == "molecular"):
        return False
    if in_row and "method" in sentence.kinds and "serum" not in sentence.kinds:
        return False  # "MCPyV PCR: negative"
    return is_in_blood(sentence, target)


def _is_intact(sentence: Sentence, target: Target) -> bool:
    """True for a gene that is called intact: "ETV6 FISH intact"."""
    cue = target.cue
    return (
        cue is not None
        and compiled("markers", r"{intact_words}").fullmatch(sentence.between(cue.start, cue.end)) is not None
    )


def _evidence(doc: Doc, sentence: Sentence, target: Target, told: int, *bounds: int) -> list[Evidence]:
    """Return where a result stands that is told at a place; in a column, of the part that its title names."""
    found = ev.evidence(doc, sentence, *bounds, told=told)
    specimen = row_of(doc, sentence).specimen_at(target.start) if target.is_placed else None
    if specimen is None:
        return found
    return [evidence.model_copy(update={"specimen": specimen}) for evidence in found]


def _is_exon(sentence: Sentence, target: Target, genes: list[str]) -> bool:
    """True for a deletion within an exon that activates an oncogene: "an exon 19 deletion of EGFR"."""
    noun = target.alteration_cue
    if noun is None or not set(genes) <= set(settings("markers")["activated_by_deletion"]["genes"]):
        return False
    first, last = min(noun.start, target.start), max(noun.end, target.end)
    return "exon" in sentence.between(first - _REACH_OF_EXON, last + _REACH_OF_EXON).lower()


def _is_dye(sentence: Sentence, target: Target) -> bool:
    """True for a histochemical stain that slides were stained with: its result is not told."""
    term, cue = target.mention.source, target.cue
    if not isinstance(term, Term) or term.kind != "marker" or term.listed("genes") or cue is None:
        return False
    return _DYED.fullmatch(sentence.between(cue.start, cue.end)) is not None


def _quantity(sentence: Sentence, target: Target, targets: list[Target], alteration: str) -> Quantity | None:
    """Return the quantity that belongs to a target: what stands behind it, before the next target."""
    if target.quantity is not None or target.final or target.is_placed:
        return target.quantity
    genes = set(genes_of(target))
    others = [other for other in targets if other.start > target.start and genes.isdisjoint(genes_of(other))]
    limit = min((other.start for other in others), default=sentence.end)
    noun = target.alteration_cue
    if noun is None:
        found = quantity_behind(sentence, target, limit)
        if found is not None or alteration != "amplification" or target.cue is None:
            return found[0] if found is not None else None
        start = max(target.end, target.cue.end)
        return copies_or_ratio(sentence, start, min(limit, start + _REACH_OF_COUNTS))
    start = max(target.end, noun.end)
    limit = min(limit, start + _REACH_OF_COUNTS)
    counted = share_of_cells(sentence, start, limit)
    if counted is None and alteration == "amplification":
        counted = copies_or_ratio(sentence, start, limit)
    return counted
