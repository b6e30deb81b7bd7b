"""Rows of tests in situ: labels, calls, amounts and cut-offs."""

from __future__ import annotations

import pytest
from spacy.language import Language

import extractor

# text, and the markers found: name, alteration, polarity, value and unit of the amount
ROWS = [
    (
        "FISH\nEWSR1 (22q12) break-apart ....... rearranged, 61% of nuclei",
        [("EWSR1", "rearrangement", "positive", 61, "%")],
    ),
    ("ALK      2p23    break apart    3/100    >15%    NEGATIVE", [("ALK", "rearrangement", "negative", 3, "%")]),
    (
        "RET (10q11) break-apart: 2/50 cells split (4%); threshold 15%; not rearranged",
        [("RET", "rearrangement", "negative", 4, "%")],
    ),
    ("MDM2 (12q15) / CEN12 ..... ratio 7.4, amplified", [("MDM2", "amplification", "positive", 7.4, "ratio")]),
    ("MYCN/CEP2 .... 2.2/2.0 = 1.1 ---> non-amp", [("MYCN", "amplification", "negative", 1.1, "ratio")]),
    ("11q23 : cen11 ..... balanced", [("11q23", "deletion", "negative", None, None)]),
    ("17q21 : cen17 ..... ratio 2.1, gain", [("17q21", "amplification", "positive", 2.1, "ratio")]),
    ("D20S108 (20q12): normal", [("D20S108", "deletion", "negative", None, None)]),
    ("cen8: three signals in 30/100 nuclei", [("trisomy 8", "amplification", "positive", 30, "%")]),
    ("D8Z2 (cen 8): trisomy in 2% - within normal limits", [("trisomy 8", "amplification", "negative", 2, "%")]),
    ("TP53 (17p13) deletion: no deletion, 3%", [("TP53", "deletion", "negative", 3, "%")]),
    (
        "TFEB (6p21) - not rearranged, not amplified",
        [("TFEB", "amplification", "negative", None, None), ("TFEB", "rearrangement", "negative", None, None)],
    ),
    (
        "CLL FISH panel: del(13q14) 55%; ATM normal",
        [("13q14", "deletion", "positive", 55, "%"), ("ATM", "deletion", "negative", None, None)],
    ),
    ("ETV6 (12p13): deferred", [("ETV6", "rearrangement", "not_done", None, None)]),
    ("nuc ish(MYCx2)[200],(CDKN2Ax2,D9Z1x2)[200]", []),
]


@pytest.mark.parametrize(("text", "expected"), ROWS, ids=[text[:30] for text, _ in ROWS])
def test_row(nlp: Language, text: str, expected: list[tuple[object, ...]]) -> None:
    found = [
        (m.name, m.alteration, m.polarity, m.quantity and m.quantity.value, m.quantity and m.quantity.unit)
        for m in extractor.extract(text, nlp=nlp).markers
    ]
    assert sorted(found, key=str) == sorted(expected, key=str)


def test_titles_tell_amounts_from_cut_offs(nlp: Language) -> None:
    text = (
        "FISH\nPROBE (LOCUS)            PATTERN    % ABN   CUT-OFF   RESULT\n"
        "TP53/CEP17 (17p13)       1R2G         44      9.0     ABNORMAL  TP53 deletion\n"
        "IGH/MAF dual fusion      2R3G          0      1.5     NORMAL    no fusion\n"
    )
    record = extractor.extract(text, nlp=nlp)
    told = [(m.name, m.alteration, m.polarity, m.quantity.value if m.quantity else None) for m in record.markers]
    assert told == [("TP53", "deletion", "positive", 44)]
    assert [(f.name, f.polarity) for f in record.fusions] == [("IGH::MAF", "negative")]


def test_pipes_count_columns(nlp: Language) -> None:
    text = (
        "FISH results\n| part | probe | mean target | mean control | ratio | conclusion |\n"
        "| 2 | CDK4 (12q14) / CEN12 | 12.0 | 2.0 | 6.0 | amplified |\n"
        "| 2 | FUS (16p11) break-apart | 3/100 split | - | - | not rearranged |\n"
    )
    told = [
        (m.name, m.polarity, m.quantity.value if m.quantity else None) for m in extractor.extract(text, nlp=nlp).markers
    ]
    assert told == [("CDK4", "positive", 6), ("FUS", "negative", 3)]


def test_rows_among_tests_in_situ(nlp: Language) -> None:
    text = (
        "FISH report\nMaterial: block B2\nResults:\nEWSR1: pos, 78/100 cells\nFUS: neg\nDDIT3 intact.\n"
        "HER2/CEP17 = 1.2, HER2 copies 2.3 per cell: not amplified\nRET (10q11) - break-apart - not interpretable\n"
    )
    told = {
        (m.name, m.alteration, m.polarity, m.quantity and m.quantity.value)
        for m in extractor.extract(text, nlp=nlp).markers
    }
    assert told == {
        ("EWSR1", "rearrangement", "positive", 78),
        ("FUS", "rearrangement", "negative", None),
        ("DDIT3", "rearrangement", "negative", None),
        ("HER2", "amplification", "negative", 1.2),
        ("RET", "rearrangement", "not_done", None),
    }
