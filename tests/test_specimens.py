"""Specimens: the parts of a note, from its list or from the heads of its diagnoses."""

from __future__ import annotations

import pytest

import extractor

NLP = extractor.load()

NOTES = [
    (
        "SPECIMENS:\nA. LEFT BREAST, CORE BIOPSY\nB. SENTINEL LYMPH NODE, LEFT AXILLA, EXCISION\n\n"
        "DIAGNOSIS:\nA. Carcinoma.",
        [("A", "breast", "left", "core biopsy"), ("B", "sentinel lymph node, axilla", "left", "excision")],
    ),
    (
        "TISSUE SENT: A. RIGHT KIDNEY, PARTIAL NEPHRECTOMY. B. PERIHILAR FAT.\n\nFINAL DX\n A. Carcinoma.",
        [("A", "kidney", "right", "partial nephrectomy"), ("B", "perihilar fat", None, None)],
    ),
    (
        "FINAL DIAGNOSIS:\nA) RIGHT OVARY, OOPHORECTOMY:\n   - Serous carcinoma\n"
        "B) OMENTUM, OMENTECTOMY:\n   - No tumor",
        [("A", "ovary", "right", "oophorectomy"), ("B", "omentum", None, "omentectomy")],
    ),
    ("A 45-year-old woman had a biopsy of the left breast.", []),
]


@pytest.mark.parametrize(("text", "expected"), NOTES)
def test_parts(text: str, expected: list[tuple[str | None, ...]]) -> None:
    found = extractor.extract(text, nlp=NLP).specimens
    assert [(s.part, s.site, s.laterality, s.procedure) for s in found] == expected


def test_records_name_their_specimens() -> None:
    text = (
        "SPECIMENS:\nA. LEFT BREAST, CORE BIOPSY\nB. RIGHT BREAST, CORE BIOPSY\n\n"
        "IMMUNOHISTOCHEMISTRY (BLOCK A1)\nER: positive\n\nIMMUNOHISTOCHEMISTRY (BLOCK B2)\nER: negative\n"
    )
    markers = extractor.extract(text, nlp=NLP).markers
    assert [(m.polarity, m.specimens) for m in markers] == [("positive", ["A"]), ("negative", ["B"])]
