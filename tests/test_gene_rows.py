"""Rows of genes, signatures and fusions in reports that are written in lines."""

from __future__ import annotations

import pytest
from spacy.language import Language

import extractor

HEAD = "Molecular pathology report\nMaterial: block A1\nMethod: NGS, 50 genes\n"
ROWS = [
    ("PBRM1, SETD2   neg.", {"PBRM1 mutation negative", "SETD2 mutation negative"}),
    ("ERBB2      amplification, estimated 14 copies", {"ERBB2 amplification positive"}),
    ("EGFR | Amplification | 9", {"EGFR amplification positive"}),
    ("PTEN       deep deletion", {"PTEN deletion positive"}),
    ("MET amplification: not detected", {"MET amplification negative"}),
    ("amp|CDK4|11|", {"CDK4 amplification positive"}),
    ("FLT3-ITD   POSITIVE, ratio 0.4", {"FLT3 mutation positive"}),
    (
        "A2 negative: KRAS, NRAS, ALK",
        {"KRAS mutation negative", "NRAS mutation negative", "ALK rearrangement negative"},
    ),
    ("IGH FR1    clonal", {"IGH rearrangement positive"}),
    ("TCR gamma  polyclonal", {"TRG rearrangement negative"}),
    ("MSI-High: NOT DETECTED", {"MSI signature negative"}),
    ("Microsatellite instability: 1.2 % unstable sites (stable)", {"MSI signature negative"}),
    ("HTLV-1 PCR: negative", {"HTLV-1 virus negative"}),
    ("Fusion ........ none found (RET, PPARG)", {"RET rearrangement negative", "PPARG rearrangement negative"}),
    ("No NTRK1/2/3 fusion", {f"NTRK{n} rearrangement negative" for n in (1, 2, 3)}),
    ("MYC rearrangement - insufficient cells", set()),
    ("HRAS codon 12/13/61 wild-type", {"HRAS mutation negative"}),
    ("KIT exon 9-11, PDGFRA exon 12-18: wild type", {"KIT mutation negative", "PDGFRA mutation negative"}),
    ("RB1 ................................. loss, homozygous", {"RB1 deletion positive"}),
    ("MGMT promoter methylation (pyrosequencing): 3%, unmethylated", {"MGMT methylation negative"}),
    ("Fusions (RNA): none of ALK, RET detected", {"ALK rearrangement negative", "RET rearrangement negative"}),
    ("EGFR/CEP7: no amplification; polysomy 7 in 31%", {"EGFR amplification negative"}),
    ("BCL6 rearrangement not seen", {"BCL6 rearrangement negative"}),
]


@pytest.mark.parametrize(("line", "expected"), ROWS, ids=[line[:30] for line, _ in ROWS])
def test_row(nlp: Language, line: str, expected: set[str]) -> None:
    markers = extractor.extract(f"{HEAD}{line}\nReported by the laboratory\n", nlp=nlp).markers
    shown = {(m.genes[0] if len(m.genes) == 1 else m.name, m.alteration, m.polarity) for m in markers}
    assert {" ".join(map(str, one)) for one in shown if one[2] != "not_done"} == expected


def test_variant_table_without_percent_signs(nlp: Language) -> None:
    text = (
        "MUTATION PROFILE\nGENE     PROTEIN         CDNA          AF      CLASS\n"
        "KRAS     p.G12D          c.35G>A       0.23    PATHOGENIC\n"
        "TET2     p.H1881R        c.5642A>G     0.48    VUS\n"
    )
    rows = [(v.gene, v.allele_fraction, v.classification) for v in extractor.extract(text, nlp=nlp).variants]
    assert rows == [("KRAS", 0.23, "pathogenic"), ("TET2", 0.48, "VUS")]


def test_column_of_references_is_no_result(nlp: Language) -> None:
    text = (
        "TEST                      RESULT                  REFERENCE\n"
        "JAK2 V617F (ddPCR)        21.5 % mutant allele    not detected\n"
    )
    (variant,) = extractor.extract(text, nlp=nlp).variants
    assert (variant.polarity, variant.allele_fraction) == ("positive", 0.215)


def test_fusion_table(nlp: Language) -> None:
    text = (
        "RNA panel (NGS)\n  5' partner     3' partner     breakpoint                        reads   frame\n"
        "  SS18 exon 10   SSX1 exon 6    chr18:26024567 / chrX:48258999      210     in-frame\n"
        "Not detected: CIC fusions; EWSR1::FLI1\n"
    )
    told = {f.name: f for f in extractor.extract(text, nlp=nlp).fusions}
    found = told["SS18::SSX1"]
    assert (found.five_prime.exon, found.three_prime.exon, found.in_frame) == (10, 6, True)
    assert (found.five_prime.breakpoint, found.three_prime.breakpoint) == ("chr18:26024567", "chrX:48258999")
    assert told["EWSR1::FLI1"].polarity == "negative"


def test_exons_in_parentheses(nlp: Language) -> None:
    (fusion,) = extractor.extract("ETV6(5)::NTRK3(15), in-frame, 800 reads.", nlp=nlp).fusions
    assert (fusion.name, fusion.five_prime.exon, fusion.three_prime.exon) == ("ETV6::NTRK3", 5, 15)


def test_stain_of_a_mutant_protein_is_no_variant(nlp: Language) -> None:
    assert not extractor.extract("BRAF V600E (VE1 immunohistochemistry): negative.", nlp=nlp).variants


def test_carrier_of_what(nlp: Language) -> None:
    (marker,) = extractor.extract("Genetic testing showed that she was a carrier of a BRCA1 mutation.", nlp=nlp).markers
    assert (marker.name, marker.alteration, marker.polarity) == ("BRCA1", "mutation", "positive")


NOTE = "Molecular pathology report\nMaterial: block A1\nMethod: NGS, 50 genes\n"
CALLS = [
    ("KRAS / codon 12 / wt", {"KRAS mutation negative"}),
    ("KRAS, NRAS, BRAF: all wild-type", {f"{gene} mutation negative" for gene in ("KRAS", "NRAS", "BRAF")}),
    ("Result: KRAS G12V mut, NRAS wt, BRAF no mutation", {"NRAS mutation negative", "BRAF mutation negative"}),
    ("MLH1 promoter, pyrosequencing: hypermethylated, mean 42% (cut-off 10%)", {"MLH1 methylation positive 42"}),
    ("MGMT promoter - not methylated", {"MGMT methylation negative"}),
    ("amplification of MYC (8 copies)", {"MYC amplification positive 8"}),
    ("ERBB2 - copy number 18", {"ERBB2 amplification positive 18"}),
    ("[x] KRAS mutated  [ ] KRAS wild type", {"KRAS mutation positive"}),
    ("HPV 16 DNA (PCR) found.", {"HPV16 virus positive"}),
    ("MCPyV PCR....negative", {"MCPyV virus negative"}),
    ("EBER (ISH)     -        control present", {"EBV virus negative"}),
    ("HRD score = 12 (negative)", {"HRD signature negative 12"}),
    ("Tumor mutational burden: 3 mut/Mb", {"TMB signature negative 3"}),
]


@pytest.mark.parametrize(("line", "expected"), CALLS, ids=[line[:30] for line, _ in CALLS])
def test_call(nlp: Language, line: str, expected: set[str]) -> None:
    markers = extractor.extract(f"{NOTE}{line}\nReported by the laboratory\n", nlp=nlp).markers
    shown = {
        f"{m.genes[0] if len(m.genes) == 1 else m.name} {m.alteration} {m.polarity} "
        f"{m.quantity.value if m.quantity else ''}".strip()
        for m in markers
    }
    assert shown == expected


def test_variant_in_lines(nlp: Language) -> None:
    text = f"{NOTE}GENE: TP53\nVARIANT: p.R175H\nVAF: 34%\nCLASS: pathogenic\n"
    (variant,) = extractor.extract(text, nlp=nlp).variants
    assert (variant.gene, variant.allele_fraction, variant.classification) == ("TP53", 0.34, "pathogenic")


@pytest.mark.parametrize("words", ["KIT deletion W557_K558 was found.", "KIT W557_K558 deletion was found."])
def test_deletion_in_words(nlp: Language, words: str) -> None:
    assert [v.hgvs_p for v in extractor.extract(words, nlp=nlp).variants] == ["p.W557_K558del"]


def test_partners_behind_labels(nlp: Language) -> None:
    text = f"{NOTE}Fusion detected\n5' gene: SS18 (exon 10)\n3' gene: SSX2 (exon 6)\nReads: 412\n"
    (fusion,) = extractor.extract(text, nlp=nlp).fusions
    assert (fusion.name, fusion.five_prime.exon, fusion.three_prime.exon) == ("SS18::SSX2", 10, 6)


def test_signs_and_answers_tell_of_fusions(nlp: Language) -> None:
    text = f"{NOTE}[+] SS18::SSX1   [-] EWSR1::FLI1\nNAB2-STAT6 fusion: no\nKIF5B-RET fusion: yes\n"
    told = {(f.name, f.polarity) for f in extractor.extract(text, nlp=nlp).fusions}
    assert told == {
        ("SS18::SSX1", "positive"),
        ("EWSR1::FLI1", "negative"),
        ("NAB2::STAT6", "negative"),
        ("KIF5B::RET", "positive"),
    }
