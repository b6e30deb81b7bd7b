"""Tellings: one variant that a report tells several times, in other forms or by its exon, becomes one record."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.facts import merge
from extractor.grammar.wording import compiled
from extractor.mentions import Sentence
from extractor.records import Variant

_KINDS = ("del", "ins", "dup")


_CONSEQUENCE = compiled(
    "variants", r"\b{anaphors}\s(?:[\w-]{1,20}\s){0,3}?{mutation_nouns}\b[^;]{0,150}\b{results_in}\b"
)


def name_consequences(sentence: Sentence, told: Sequence[Variant], read: Sequence[Variant]) -> None:
    """Give coding changes the proteins that they lead to in the next sentence: "The mutation results in p.Gly4Asp"."""
    own = [r for r in read if r.subject == "patient"]
    if not own or len(own) != len(told) or not _CONSEQUENCE.search(sentence.text):
        return
    if any(
        v.hgvs_p or not v.hgvs_c or v.gene != r.gene or r.hgvs_c or not r.hgvs_p for v, r in zip(told, own, strict=True)
    ):
        return
    for variant, record in zip(told, own, strict=True):
        variant.hgvs_p = record.hgvs_p


def merged(records: list[Variant]) -> list[Variant]:
    """Merge mentions of one variant; a coding and a protein form that were once written together are one variant."""
    protein_of = {(r.gene, r.hgvs_c): r.hgvs_p for r in records if r.hgvs_c and r.hgvs_p}
    for record in records:
        if record.hgvs_c and not record.hgvs_p:
            record.hgvs_p = protein_of.get((record.gene, record.hgvs_c))
    return merge(
        _specified(records),
        key=lambda r: (
            r.gene,
            r.hgvs_p or r.hgvs_c or (r.as_written or "").lower(),
            r.polarity,
            r.subject,
            r.certainty == "asserted",
        ),
    )


def _specified(records: list[Variant]) -> list[Variant]:
    """Join a variant that only its exon names with the one variant of this kind and gene that the report spells out."""
    spelled: dict[tuple[str | None, str, str, str], list[Variant]] = {}
    for record in records:
        for kind in _KINDS:
            if kind in f"{record.hgvs_p}{record.hgvs_c}":
                spelled.setdefault((record.gene, record.polarity, record.subject, kind), []).append(record)
    names = {key: {r.hgvs_p or r.hgvs_c for r in listed} for key, listed in spelled.items()}
    kept = []
    for record in records:
        written = (record.as_written or "").lower()
        kind = next((k for k in _KINDS if k in written), "")
        key = (record.gene, record.polarity, record.subject, kind)
        unnamed = record.hgvs_p is None and record.hgvs_c is None and "ex" in written
        if unnamed and len(names.get(key, ())) == 1:
            spelled[key][0].evidence += record.evidence
        else:
            kept.append(record)
    return kept
