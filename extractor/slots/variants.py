"""Variants: small variants that a report names, bound to their gene, in one-letter HGVS where that is certain.

A gene that is only called mutated or wild type is a marker. A notation that no gene and no word such as "mutation"
accompanies is no record, and neither is a variant that was only looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from spacy.tokens import Doc

from extractor.grammar.assays import usual_test
from extractor.grammar.binding import Known, backed_genes, gene_of, is_in_table, stands_beside
from extractor.grammar.columns import (
    class_named,
    class_of,
    confirmed_by,
    fraction_of,
    method_of,
    no_sequence_tests,
    transcript_of,
)
from extractor.grammar.forms import notations, spells_out
from extractor.grammar.heredity import Share, Told, told_again, told_in, told_of
from extractor.grammar.notes import reads_as_note
from extractor.grammar.panels import panel_at, panels_of
from extractor.grammar.partners import Partner, genes_of
from extractor.grammar.places import sentences_with
from extractor.grammar.targets import is_stained
from extractor.grammar.tellings import merged, name_consequences
from extractor.grammar.titles import titles_over, without_reference
from extractor.grammar.variant_lines import with_lines
from extractor.grammar.variation import HINTS, Notation
from extractor.grammar.verdicts import verdict
from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Modifier, Sentence, sentences_of, text_of
from extractor.records import Variant
from extractor.rules import Term, settings
from extractor.slots import evidence as ev

_GENE_BEFORE = 12  # characters between a gene and a variant that one evidence covers
_NEAR, _FAR = 2, 8  # sentences between variants that are told together, and between one and what is said of it
_SOURCE = Term(kind="variant", name="variant notation")


@cache
def _named() -> dict[str, str]:
    return {str(name): str(value) for name, value in settings("variants")["named"].items()}


def find(doc: Doc) -> list[Variant]:
    """Return the named variants of a document, one per variant, polarity and subject."""
    records: list[Variant] = []
    known, told = Known(), _Told()
    unclassified: dict[tuple[str | None, str], list[Variant]] = {}
    hinted = sentences_with(doc, text_of(doc), *HINTS)
    sentences = list(sentences_of(doc))
    in_note = reads_as_note(doc)
    for index in range(min(hinted, default=len(sentences)), len(sentences)):
        found = notations(sentences[index]) if index in hinted else []
        if found and in_note:
            sentences[index] = with_lines(sentences, index, hinted)
        read = list(_read(doc, sentences, index, found, known)) if found else []
        if read:
            name_consequences(sentences[index], told.recent(index, _NEAR), read)
        for record in read:
            records.append(record)
            if record.polarity == "positive" and record.classification is None:
                unclassified.setdefault((record.gene, record.subject), []).append(record)
        told.keep(read, index)
        if read:
            continue
        if unclassified and "variant:class" in sentences[index].kinds:
            _classify_later(doc, sentences[index], unclassified)
        spoken_of = told.recent(index)
        if not spoken_of:
            continue
        if "method" in sentences[index].kinds:
            _confirm(doc, sentences[index], spoken_of)
        for variant, share in told_again(sentences[index], spoken_of):
            records.append(_shared(doc, sentences[index], variant, share))
    return merged(records)


@dataclass
class _Told:
    """The patient's variants that were told last, and the sentence that told them."""

    variants: list[Variant] = field(default_factory=list)
    index: int = 0

    def keep(self, records: Sequence[Variant], index: int) -> None:
        """Remember what a sentence tells; what two neighbors tell of one gene is told together."""
        own = [r for r in records if r.subject == "patient" and r.polarity == "positive"]
        if own:
            near = index - self.index <= _NEAR and {r.gene for r in self.variants} == {r.gene for r in own}
            self.variants, self.index = [*(self.variants if near else []), *own], index

    def recent(self, index: int, reach: int = _FAR) -> list[Variant]:
        """Return the variants that a sentence may speak of in general words."""
        return self.variants if index - self.index <= reach else []


def _read(
    doc: Doc, sentences: Sequence[Sentence], index: int, found: list[Notation], known: Known
) -> Iterator[Variant]:
    sentence = sentences[index]
    genes = genes_of(sentence)
    bound: list[tuple[Notation, str | None]] = []
    for notation in found:
        gene = gene_of(sentences, index, notation, found, genes, known)
        if gene is None and bound and not notation.exon and not notation.bare:
            gene = bound[-1][1]
        bound.append((notation, gene or _gene_meant(sentence, notation)))
    told = told_in(sentence, found)
    backed = backed_genes(sentence, bound, genes)
    for position, (notation, gene) in enumerate(bound):
        if not _is_variant(sentence, notation, gene, bound, genes, backed):
            continue
        key = notation.protein or notation.coding or sentence.between(notation.start, notation.end)
        if gene is not None:
            known.keep(key, gene, index)
        yield from _records(doc, sentences, index, position, bound, genes, told)


_CONSEQUENCE = compiled("variants", r"\b{consequences}\s(?:to|in|by|the|an?)?\s?(?:the\s)?$", cased=True)


def _gene_meant(sentence: Sentence, notation: Notation) -> str | None:
    """Return the gene of a variant that is known by its name alone: "a T790M mutation"."""
    gene = settings("variants")["gene_of"].get(notation.protein)
    return str(gene) if gene and _is_genetic(sentence) else None


_PLURAL = re.compile(r"[^n]s$")  # insertions, but not "ins"
_GENETIC = compiled("variants", r"\b{genetic_words}")


def _is_genetic(sentence: Sentence) -> bool:
    return "variant:noun" in sentence.kinds or _GENETIC.search(sentence.text) is not None


def _is_variant(
    sentence: Sentence,
    notation: Notation,
    gene: str | None,
    bound: Sequence[tuple[Notation, str | None]],
    genes: Sequence[Partner],
    backed: set[str | None],
) -> bool:
    written = sentence.between(notation.start, notation.end)
    if notation.exon:
        specific = any(own == gene and spells_out(other, written) for other, own in bound if other is not notation)
        return (
            gene is not None
            and not specific
            and not _CONSEQUENCE.search(sentence.between(notation.start - 25, notation.start))
        )
    if any(abs(m.start - notation.end) < 20 for m in sentence.of_kind("variant:other")) or _of_control(
        sentence, notation
    ):
        return False
    noun = _is_genetic(sentence)
    if notation.bare:
        direct = any(
            g.end <= notation.start
            and re.fullmatch(r"(?:\sgene)?[\s(:-]{1,2}", sentence.between(g.end, notation.start))
            for g in genes
        )
        return direct and noun and not re.match(r"\w", sentence.between(notation.end, notation.end + 1))
    if notation.gene is not None:
        return True
    if notation.marked or notation.glued or notation.glued_behind:
        return gene is not None or (notation.marked and noun and written[:2] in ("p.", "c."))
    return gene is not None and (noun or gene in backed or is_in_table(sentence, notation))


_OF_CONTROL = 90


def _of_control(sentence: Sentence, notation: Notation) -> bool:
    """True for what a control or a cell line carries: "positive control, cell line mix (EGFR L858R, KRAS G12D)"."""
    controls = [m for m in sentence.of_kind("variant:control") if 0 <= notation.start - m.end <= _OF_CONTROL]
    beside = any(abs(m.start - notation.end) < 20 for m in sentence.of_kind("variant:control"))
    return beside or any(not re.search(r"[.;]\s", sentence.between(m.end, notation.start)) for m in controls)


def _records(
    doc: Doc, sentences: Sequence[Sentence], index: int, position: int, bound: Sequence[tuple[Notation, str | None]],
    genes: Sequence[Partner], told: Told,
) -> Iterator[Variant]:  # fmt: skip
    """Yield the record of a notation and those of others who carry it or lack it."""
    sentence = sentences[index]
    notation, gene = bound[position]
    panel = panel_at(panels_of(doc), notation.start)
    if panel is not None and notation.bare:
        return  # "wild type: IDH2 (R172)": where was looked
    told_here = without_reference(sentence, notation.end, titles_over(doc, sentence))
    polarity = panel.cue if panel else verdict(told_here, notation.start, notation.end, wild_type=True)
    if polarity is None or _stained(sentence, notation) or (notation.bare and polarity.value == "negative"):
        return
    if (
        notation.exon
        and polarity.value == "negative"
        and _PLURAL.search(sentence.between(notation.start, notation.end))
    ):
        return  # "no exon 20 insertions": a kind of mutation was looked for
    literal = notation.parts[0] if notation.parts else (notation.start, notation.end)
    as_written = sentence.between(*literal)
    protein, coding = notation.protein, notation.coding
    everyday = _named().get(f"{gene} {as_written}")
    if everyday:
        protein, coding = None, everyday
    mention = Mention(notation.start, notation.end, "variant", as_written, _SOURCE)
    subject, certainty = ev.subject_of(sentence, mention), ev.certainty_of(sentence, mention)
    subject, polarity, shares = told_of(sentence, notation, told.by_notation[position], told.asides, subject, polarity)
    limit = bound[position + 1][0].start if position + 1 < len(bound) else sentence.end
    negative = polarity.value == "negative"
    titled = titles_over(doc, sentence)
    fraction = None if negative else fraction_of(sentences, index, notation, limit, titled)
    classified = class_of(sentences, index, notation, bound, titled)
    method = method_of(sentences, index, notation)
    if method is None and subject.value == "patient" and certainty.value == "asserted":
        method = usual_test(doc, notation.start)
    transcript = transcript_of(sentence, notation, [n for n, _ in bound])
    listed = [n for n, _ in bound]
    near = [g for g in genes if g.symbol == gene and 0 <= notation.start - g.end < _GENE_BEFORE]
    named = [g for g in near if stands_beside(sentence, g, notation, listed)]
    start = named[-1].start if named else notation.start - notation.glued
    end = notation.end + notation.glued_behind
    if (
        sentence.between(start, end).count("(") > sentence.between(start, end).count(")")
        and sentence.between(end, end + 1) == ")"
    ):
        end += 1
    record = Variant(
        gene=gene,
        hgvs_p=notation.alternatives[0] if negative and notation.alternatives else protein,
        hgvs_c=coding,
        as_written=as_written,
        polarity=polarity.value,  # type: ignore[arg-type]
        allele_fraction=fraction,
        transcript=transcript,
        classification=classified.value if classified else None,
        method=method.id if method else None,
        subject=subject.value,  # type: ignore[arg-type]
        certainty=certainty.value,  # type: ignore[arg-type]
        evidence=ev.evidence(doc, sentence, start, end),
        reasons=ev.reasons(
            doc,
            ("as_written", Modifier(as_written, "variant notation", *literal)),
            ("polarity", polarity),
            ("subject", subject),
            ("certainty", certainty),
            ("classification", classified),
            ("method", Modifier(method.id, method.source.key, method.start, method.end) if method else None),
        ),
    )
    yield record
    if negative:
        yield from (record.model_copy(update={"hgvs_p": other}, deep=True) for other in notation.alternatives[1:])
    yield from (_shared(doc, sentence, record, share) for share in shares)


def _shared(doc: Doc, sentence: Sentence, variant: Variant, share: Share) -> Variant:
    """Return the record of another who carries a variant or lacks it."""
    bearing = share.bearing
    said = Modifier(share.polarity, "said of who carries it", bearing.first, bearing.last)
    return Variant(
        gene=variant.gene,
        hgvs_p=variant.hgvs_p,
        hgvs_c=variant.hgvs_c,
        as_written=variant.as_written,
        polarity=share.polarity,  # type: ignore[arg-type]
        transcript=variant.transcript,
        classification=variant.classification,
        subject=share.subject,  # type: ignore[arg-type]
        evidence=ev.evidence(doc, sentence, bearing.first, bearing.last),
        reasons=ev.reasons(doc, ("polarity", said), ("subject", said._replace(value=share.subject))),
    )


_BY_STAIN = compiled("variants", r"[\s:,-]{0,3}(?:\((?:[\w.]{1,12}[\s,/]{1,2}){0,2})?{mutant_stains}\b")
_REACH_OF_STAIN = 45


def _confirm(doc: Doc, sentence: Sentence, variants: Sequence[Variant]) -> None:
    """Take over the test of a later sentence: "Sanger sequencing confirmed the mutation"."""
    test = confirmed_by(sentence) if variants else None
    for variant in variants:
        if test is not None and variant.method in (None, "sequencing"):
            variant.method = test.id
            variant.reasons += ev.reasons(doc, ("method", Modifier(test.id, test.source.key, test.start, test.end)))


def _stained(sentence: Sentence, notation: Notation) -> bool:
    """True for an antibody against a mutant protein in a list of stains: that result is a marker."""
    if _BY_STAIN.match(sentence.between(notation.end, notation.end + _REACH_OF_STAIN)):
        return True
    marker = next((m for m in sentence.of_kind("marker") if m.start <= notation.start and notation.end <= m.end), None)
    methods = {m.id for m in sentence.of_kind("method")}
    if marker is None or not methods <= no_sequence_tests():
        return False
    return "IHC" in methods or is_stained(sentence) or sentence.section == "immunohistochemistry"


def _classify_later(doc: Doc, sentence: Sentence, unclassified: dict[tuple[str | None, str], list[Variant]]) -> None:
    """Take over a class that a later sentence gives by the gene: "The STK11 change is of uncertain significance"."""
    genes = {gene.symbol for gene in genes_of(sentence)}
    if len(genes) != 1 or ("variant:noun" not in sentence.kinds and "change" not in sentence.text):
        return
    waiting = unclassified.get((genes.pop(), sentence.subject.value if sentence.subject else "patient"), [])
    if len(waiting) == 1:
        cue = sentence.of_kind("variant:class")[0]
        record = waiting.pop()
        record.classification = class_named(sentence, cue)
        record.reasons += ev.reasons(doc, ("classification", Modifier(cue.id, cue.source.key, cue.start, cue.end)))
