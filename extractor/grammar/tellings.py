"""Tellings: one variant that a report tells several times, in other forms or by its exon, becomes one record."""

from __future__ import annotations

from extractor.facts import merge
from extractor.records import Variant

_KINDS = ("del", "ins", "dup")


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
