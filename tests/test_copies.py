"""Copy numbers of genes in rows and clauses without verbs."""

from __future__ import annotations

import pytest

import extractor

CASES = [
    (
        "COPY NUMBER\ngene            copies   call\n"
        "FGFR1            9.2     AMPLIFIED\nCDK4             2.1     not amplified\n",
        {"FGFR1 amplification positive 9.2", "CDK4 amplification negative 2.1"},
    ),
    (
        "CNV\n  CDKN2A/CDKN2B    0.2     HOMOZYGOUS LOSS\n  MYCL             5.1     EQUIVOCAL\n",
        {"CDKN2A deletion positive 0.2", "CDKN2B deletion positive 0.2", "MYCL amplification equivocal 5.1"},
    ),
    ("PDGFRA copy 4 (low gain)", {"PDGFRA amplification positive 4"}),
    (
        "MDM2 (12q15) copy 2; CDK6, FGFR2 no amp.",
        {"MDM2 amplification negative 2", "CDK6 amplification negative None", "FGFR2 amplification negative None"},
    ),
    ("10q (PTEN) copy 2.", {"PTEN deletion negative 2"}),
    ("Copies of genes: CCND1 no gain, 2.2 copies", {"CCND1 amplification negative 2.2"}),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_copies(text: str, expected: set[str]) -> None:
    found = extractor.extract(text).markers
    told = {f"{m.name} {m.alteration} {m.polarity} {m.quantity.value if m.quantity else None}" for m in found}
    assert told == expected


@pytest.mark.parametrize("text", ["MET copy 3", "FGFR1 17 to 20 nuclei", "KRAS    2.5 mm"])
def test_no_result_is_guessed(text: str) -> None:
    assert not extractor.extract(text).markers
