"""Specimens: the parts of a pathology note as submitted (CAP: specimen, site, laterality, procedure).

One record per part; a note whose list is missing is read by the heads of its diagnoses.
"""

from __future__ import annotations

from spacy.tokens import Doc

from extractor.grammar.parts import DECLARED, Part
from extractor.mentions import Modifier
from extractor.records import Specimen
from extractor.slots import evidence as ev


def find(doc: Doc) -> list[Specimen]:
    """Return the parts that a note declares, in order."""
    parts: list[Part] = doc.user_data.get(DECLARED, [])
    return [_record(doc, part) for part in parts]


def _record(doc: Doc, part: Part) -> Specimen:
    start, end = part.start, part.end
    return Specimen(
        part=part.label,
        site=part.described.site,
        laterality=part.described.laterality,  # type: ignore[arg-type]
        procedure=part.described.procedure,
        evidence=ev.evidence(doc, part.sentence, start, end),
        reasons=ev.reasons(doc, ("part", Modifier(part.label or "", "label of a part", start, end))),
    )
