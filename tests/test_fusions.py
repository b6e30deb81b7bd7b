"""Fusions: one table of texts and the fusions that they state, traps included."""

from __future__ import annotations

import pytest
from spacy.language import Language

from extractor import load
from extractor.records import Fusion
from extractor.slots import fusions


@pytest.fixture(scope="module")
def nlp() -> Language:
    pipeline = load()
    pipeline.remove_pipe("extractor_records")
    return pipeline


def found(nlp: Language, text: str) -> list[Fusion]:
    return fusions.find(nlp(text))


CASES = [
    ("hyphen and noun", "NGS revealed an LMNA-NTRK1 fusion.", {"LMNA::NTRK1": "positive"}),
    ("double colon", "The tumor harbored EWSR1::FLI1.", {"EWSR1::FLI1": "positive"}),
    ("slash", "FISH confirmed the BCR/ABL1 fusion.", {"BCR::ABL1": "positive"}),
    ("en dash", "A YWHAE–ROS1 rearrangement was found.", {"YWHAE::ROS1": "positive"}),
    ("obsolete symbols", "RT-PCR was positive for SYT-SSX2.", {"SS18::SSX2": "positive"}),
    ("EWS-FLI1", "EWS-FLI1 transcript was detected.", {"EWSR1::FLI1": "positive"}),
    ("TLS-CHOP", "The TLS-CHOP fusion transcript was found.", {"FUS::DDIT3": "positive"}),
    ("Greek letter", "PML-RARα was positive.", {"PML::RARA": "positive"}),
    ("MLL-AF9", "The leukemia carried MLL-AF9.", {"KMT2A::MLLT3": "positive"}),
    ("NPM-ALK", "NPM-ALK fusion was confirmed.", {"NPM1::ALK": "positive"}),
    ("TEL-AML1", "TEL-AML1 was detected by FISH.", {"ETV6::RUNX1": "positive"}),
    ("hyphen in a symbol", "The EWS/FLI-1 fusion was present.", {"EWSR1::FLI1": "positive"}),
    ("stray digit", "We found the YWHAE1-ROS1 fusion.", {"YWHAE::ROS1": "positive"}),
    ("unknown partner", "An in-frame XYZQ2-ALK fusion was detected.", {"XYZQ2::ALK": "positive"}),
    ("unknown partner, double colon", "RNA sequencing found ABCD7::NTRK3.", {"ABCD7::NTRK3": "positive"}),
    ("two in a list", "PAX3/7-FOXO1 fusion was found.", {"PAX3::FOXO1": "positive", "PAX7::FOXO1": "positive"}),
    ("kinase first", "An ALK-EML4 rearrangement was found.", {"EML4::ALK": "positive"}),
    ("in words", "There was a fusion between exon 8 of EWSR1 and exon 4 of ATF1.", {"EWSR1::ATF1": "positive"}),
    ("fused to", "The NAB2 gene was fused to STAT6.", {"NAB2::STAT6": "positive"}),
    ("karyotype with genes", "The karyotype showed t(9;22)(q34;q11.2) with BCR-ABL1.", {"BCR::ABL1": "positive"}),
    ("absent", "No BCR-ABL fusion was detected.", {"BCR::ABL1": "negative"}),
    ("negative for", "It was negative for SYT-SSX by RT-PCR.", {"SS18::SSX": "negative"}),
    ("neither nor", "Neither SYT-SSX1 nor SYT-SSX2 was found.", {"SS18::SSX1": "negative", "SS18::SSX2": "negative"}),
    ("adjective", "It was a BCR-ABL-negative myeloproliferative neoplasm.", {"BCR::ABL1": "negative"}),
    ("share", "The analysis of the BCR-ABL shows 94% in the blood.", {"BCR::ABL1": "positive"}),
    (
        "denied by one assay only",
        "It had an EML4::NTRK3 fusion that was not detected by FISH.",
        {"EML4::NTRK3": "positive"},
    ),
    ("tested only", "She was tested for BCR-ABL.", {}),
    ("pending", "EML4-ALK fusion testing is pending.", {}),
    ("a partner apart", "NTRK3 rearrangement was shown by FISH, the partner being ETV6.", {"ETV6::NTRK3": "positive"}),
    ("called the partner", "FISH showed a NUTM1 split, and BRD3 was the partner.", {"BRD3::NUTM1": "positive"}),
    (
        "a partner named later",
        "An ALK rearrangement was found. The fusion partner was EML4.",
        {"EML4::ALK": "positive"},
    ),
    ("no partner found", "A USP6 rearrangement was found, but the partner gene could not be identified.", {}),
    ("no rearrangement", "No ALK rearrangement was found; EML4 is its usual partner.", {}),
    ("exons written onto it", "The NAB2ex4-STAT6ex2 fusion was found.", {"NAB2::STAT6": "positive"}),
    ("joined by one verb", "The ETV6 and NTRK3 genes were fused.", {"ETV6::NTRK3": "positive"}),
    (
        "names in full",
        "An echinoderm microtubule-associated protein-like 4-anaplastic lymphoma kinase fusion gene was found.",
        {"EML4::ALK": "positive"},
    ),
    ("but not", "RT-PCR detected SYT/SSX2, but not SYT/SSX1.", {"SS18::SSX2": "positive", "SS18::SSX1": "negative"}),
    ("karyotype alone", "The karyotype showed t(9;22)(q34;q11.2).", {}),
    ("drug", "She was given a BCR-ABL inhibitor.", {}),
    ("both negative", "The tumor was ALK/ROS1-negative.", {}),
    ("one gene, two names", "HER2/neu was positive.", {}),
    ("stains", "CD10/BCL6 and CK5/6 were positive; p16/Ki-67 dual stain was negative.", {}),
    ("checkpoint", "The PD-1/PD-L1 axis was blocked.", {}),
    ("pathway", "The EGFR-KRAS pathway was activated.", {}),
    ("mismatch repair", "MSH2-MSH6 and MLH1-PMS2 were retained.", {}),
    ("double hit", "MYC/BCL2 rearrangements define double-hit lymphoma.", {}),
    ("two kinases", "No ALK/RET fusion was found.", {}),
    ("image", "PET-CT fusion and RT-PCR were done for ALK.", {}),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_fusions(nlp: Language, text: str, expected: dict[str, str]) -> None:
    assert {record.name: record.polarity for record in found(nlp, text)} == expected


def test_details(nlp: Language) -> None:
    text = (
        "Next-generation sequencing revealed a fusion between exon 2 of LMNA (NM_005572.3; chr1:156100564) and exon 11 "
        "of NTRK1 (NM_002529.3; chr1:156844698), predicted to encode an in-frame LMNA-NTRK1 fusion protein. The fusion "
        "transcripts were confirmed with RT-PCR and Sanger sequencing."
    )
    (record,) = found(nlp, text)
    assert record.name == "LMNA::NTRK1"
    assert record.in_frame is True
    assert record.methods == ["NGS", "RT-PCR", "Sanger"]
    five, three = record.five_prime, record.three_prime
    assert (five.exon, five.transcript, five.breakpoint) == (2, "NM_005572.3", "chr1:156100564")
    assert (three.exon, three.transcript, three.breakpoint) == (11, "NM_002529.3", "chr1:156844698")
    assert all(text[e.start : e.end] == e.text for e in record.evidence)


EXONS = [
    ("A fusion of EWSR1 exon 7 – FLI1 exon 6 was found.", (7, 6)),
    ("EWSR1 exon 7 was joined to FLI1 exon 6.", (7, 6)),
    ("An EWSR1-FLI1 fusion (exon 7 & exon 6) was found.", (7, 6)),
    ("The EWSR1::FLI1 fusions consisted of EWSR1 exons 1-7 fused to FLI1 exons 6-9.", (7, 6)),
    ("It was a fusion gene of EWSR1 (exons 1-7) and FLI1 (exons 6-9).", (7, 6)),
    ("The EWSR1 (exon 7)-FLI1 (exon 6) fusion was found.", (7, 6)),
    ("An EML4-ALK fusion (E13;A20) was found.", (13, 20)),
    ("RT-PCR found BCR-ABL1 fusion (e14a2).", (14, 2)),
    ("It found an EWSR1/FLI1 fusion transcript (exon 7 to exon 6).", (7, 6)),
    ("The NAB2ex4-STAT6ex2 fusion was found.", (4, 2)),
    ("The ETV6-NTRK3 fusion was found.", (None, None)),
]


@pytest.mark.parametrize(("text", "exons"), EXONS)
def test_exons(nlp: Language, text: str, exons: tuple[int | None, int | None]) -> None:
    (record,) = found(nlp, text)
    assert (record.five_prime.exon, record.three_prime.exon) == exons


def test_junction(nlp: Language) -> None:
    record = found(nlp, "RT-PCR showed the BCR-ABL1 b3a2 transcript.")[0]
    assert (record.five_prime.transcript, record.five_prime.exon) == ("b3a2", None)


def test_as_written(nlp: Language) -> None:
    (record,) = found(nlp, "The YWHAE1-ROS1 fusion was found.")
    assert (record.five_prime.gene, record.five_prime.as_written) == ("YWHAE", "YWHAE1")


def test_subjects_are_kept_apart(nlp: Language) -> None:
    text = "Our patient had an ETV6-NTRK3 fusion. ETV6-NTRK3 fusions have been reported in 90% of secretory carcinomas."
    assert [record.subject for record in found(nlp, text)] == ["patient", "literature"]
