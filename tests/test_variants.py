"""Variants: one table of texts and the variants that they state, traps included."""

from __future__ import annotations

import pytest
from spacy.language import Language

from extractor import load
from extractor.records import Variant
from extractor.slots import variants


@pytest.fixture(scope="module")
def nlp() -> Language:
    pipeline = load()
    pipeline.remove_pipe("extractor_records")
    return pipeline


def found(nlp: Language, text: str) -> list[Variant]:
    return variants.find(nlp(text))


CASES = [
    ("short", "A BRAF V600E mutation was found.", [("BRAF", "p.V600E", None)]),
    ("HGVS", "EGFR p.L858R was detected.", [("EGFR", "p.L858R", None)]),
    ("predicted", "BRAF p.(Val600Glu) was detected.", [("BRAF", "p.V600E", None)]),
    ("three letters", "The BRAF Val600Glu mutation was found.", [("BRAF", "p.V600E", None)]),
    ("glued", "BRAFV600E was present.", [("BRAF", "p.V600E", None)]),
    ("a superscript before its gene", "The V600EBRAF mutation was present.", [("BRAF", "p.V600E", None)]),
    ("p without a dot", "BRAF pV600E mutation was present.", [("BRAF", "p.V600E", None)]),
    ("codon", "A KRAS mutation at codon 12 (Gly to Val) was found.", [("KRAS", "p.G12V", None)]),
    ("amino acids in words", "KRAS showed a glycine to valine substitution at codon 12.", [("KRAS", "p.G12V", None)]),
    ("arrow", "KRAS Gly12→Val was found.", [("KRAS", "p.G12V", None)]),
    ("deletion", "EGFR E746_A750del was found.", [("EGFR", "p.E746_A750del", None)]),
    ("deletion, old", "EGFR delE746-A750 was found.", [("EGFR", "p.E746_A750del", None)]),
    ("insertion", "EGFR D770_N771insSVD was found.", [("EGFR", "p.D770_N771insSVD", None)]),
    ("frameshift", "APC p.Gln1367Argfs*12 was found.", [("APC", "p.Q1367Rfs*12", None)]),
    ("stop", "APC R1450X mutation was found.", [("APC", "p.R1450*", None)]),
    ("coding", "TP53 c.743G>A was found.", [("TP53", None, "c.743G>A")]),
    ("coding without c", "A BRCA1 1135insA mutation was found.", [("BRCA1", None, "c.1135insA")]),
    ("splice", "TP53 c.376-2A > G was found.", [("TP53", None, "c.376-2A>G")]),
    ("both forms", "NGS found BRAF V600E (c.1799T>A).", [("BRAF", "p.V600E", "c.1799T>A")]),
    ("coding leads to protein", "ADA2 c.139G>C resulting in p.Gly47Arg was found.", [("ADA2", "p.G47R", "c.139G>C")]),
    ("list", "EGFR L858R and T790M were found.", [("EGFR", "p.L858R", None), ("EGFR", "p.T790M", None)]),
    ("gene behind", "The L265P mutation in the MYD88 gene was found.", [("MYD88", "p.L265P", None)]),
    ("gene before", "EGFR was mutated. The L858R mutation was found.", [("EGFR", "p.L858R", None)]),
    ("gene not in the vocabulary", "A p.R63W mutation in the ZZTOP1 gene was found.", [("ZZTOP1", "p.R63W", None)]),
    ("exon", "An EGFR exon 19 deletion was detected.", [("EGFR", None, None)]),
    ("exon skipping", "MET exon 14 skipping was detected.", [("MET", None, None)]),
    ("exon, spelled out", "The KIT exon 11 deletion p.V560del was found.", [("KIT", "p.V560del", None)]),
    ("promoter", "A TERT promoter mutation (C228T) was found.", [("TERT", None, "c.-124C>T")]),
    ("residue only", "A BRAF V600 mutation was found.", [("BRAF", None, None)]),
    (
        "two in one word",
        "A MEFV gene analysis was done and M694V/V726A were found.",
        [("MEFV", "p.M694V", None), ("MEFV", "p.V726A", None)],
    ),
    ("stop in capitals", "TP53 was sequenced, with a stop codon (Arg213Stop).", [("TP53", "p.R213*", None)]),
    ("frameshift after a space", "A FANCF mutation, p. G178 fs, was found.", [("FANCF", "p.G178fs", None)]),
    ("frameshift, old", "A GRN mutation (p.Pro373ArgX37) was found.", [("GRN", "p.P373Rfs*37", None)]),
    (
        "a space behind the prefix",
        "A SCN1A mutation, c. 12G>A (p. Gly4Asp), was found.",
        [("SCN1A", "p.G4D", "c.12G>A")],
    ),
    ("an arrow like a hyphen", "A HSF4 mutation c.1327+4A-G was found.", [("HSF4", None, "c.1327+4A>G")]),
    ("a symbol like a word", "Exome sequencing found c.397G>A in exon 4 of WAS.", [("WAS", None, "c.397G>A")]),
    ("mixed case", "A c.12G>A mutation of the StAR gene was found.", [("STAR", None, "c.12G>A")]),
    ("Greek", "The mutation c.12G>A in the HNF-1α gene was found.", [("HNF1A", None, "c.12G>A")]),
    ("right before", "She was heterozygous for TTR V30M.", [("TTR", "p.V30M", None)]),
    ("a verb between", "Ki-67 was 20% and IDH2 carried R172K.", [("IDH2", "p.R172K", None)]),
    ("named by itself", "The tumor had a T790M mutation.", [("EGFR", "p.T790M", None)]),
    ("everyday name", "She had factor V Leiden.", [("F5", None, None)]),
    ("nucleotides", "MTHFR C677T: homozygous.", [("MTHFR", None, "c.665C>T")]),
    ("mitochondrial", "The m.3243A>G mutation was found.", [("MT-TL1", None, None)]),
    ("mitochondrial, old", "A MELAS syndrome with the A3243G mutation.", [("MT-TL1", None, None)]),
    ("mitochondrial gene", "A m.4705T>C (MT-ND2) mutation was found.", [("MT-ND2", None, None)]),
    (
        "respectively",
        "CLCN5 c.562C>T and c.577C>T (p.Arg188Cys and p.Arg193Ter, respectively) were found.",
        [("CLCN5", "p.R188C", "c.562C>T"), ("CLCN5", "p.R193*", "c.577C>T")],
    ),
    (
        "changing",
        "A FGFR2 mutation c.755C>G was found, changing a serine (p.Ser252Trp).",
        [("FGFR2", "p.S252W", "c.755C>G")],
    ),
    (
        "transcript between",
        "HNF1B (c.1580G>A, NM_000458.3, p.Arg527Gln) was mutated.",
        [("HNF1B", "p.R527Q", "c.1580G>A")],
    ),
    (
        "a semicolon in parentheses",
        "A CALR mutation (52-bp deletion; c.1092_1143del) but no JAK2 mutation was found.",
        [("CALR", None, "c.1092_1143del")],
    ),
    (
        "its consequence behind",
        "FBN1 c.3331T>C was found. The mutation leads to a substitution (p.Cys1111Arg).",
        [("FBN1", "p.C1111R", "c.3331T>C")],
    ),
    (
        "an exon and another",
        "EGFR testing revealed an exon 19 deletion and T790M.",
        [("EGFR", None, None), ("EGFR", "p.T790M", None)],
    ),
    (
        "shares in parentheses",
        "EGFR L858R (0.8%), C797S not detected.",
        [("EGFR", "p.L858R", None), ("EGFR", "p.C797S", None)],
    ),
    ("gene called mutated", "KRAS was mutated; EGFR was wild type.", []),
    ("exon called mutated", "A KIT exon 11 mutation was found.", []),
    ("tested only", "She was tested for BRAF V600E.", []),
    ("pending", "MYD88 L265P and CD79B sequencing: pending.", []),
    ("proteins", "S100A and S100P were positive; CD30 and p53 too.", []),
    ("dosing", "Cefepime 2 g Q12H and D50W were given for KRAS mutated cancer.", []),
    ("vertebrae and stages", "EGFR mutated cancer T2N0M0 with a mass from T12L to L3S.", []),
    ("capitals", "KRAS P.G12V WAS FOUND BY PCR.", [("KRAS", "p.G12V", None)]),
    ("both forms in capitals", "RB1: C.1654C>T P.(ARG552TER), VAF 20%", [("RB1", "p.R552*", "c.1654C>T")]),
    (
        "frameshift in capitals",
        "VHL ....... C.340DUP  P.(GLY114ARGFS*18)   VAF 27%",
        [("VHL", "p.G114Rfs*18", "c.340dup")],
    ),
    ("result before the variant", "KRAS: DETECTED c.35G>A (p.Gly12Asp)", [("KRAS", "p.G12D", "c.35G>A")]),
    ("of a control", "Positive control, cell line mix (KRAS G13D, NRAS Q61K): as expected.", []),
    ("residue that was looked at", "Wild type: IDH2 (R172), H3-3A (K27)", []),
    ("no result in a dotted row", "NRAS Q61K ......... part of NGS, no result", []),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_variants(nlp: Language, text: str, expected: list[tuple[str, str | None, str | None]]) -> None:
    assert [(record.gene, record.hgvs_p, record.hgvs_c) for record in found(nlp, text)] == expected


POLARITY = [
    ("EGFR T790M was not detected.", "negative"),
    ("No BRAF V600E mutation was found.", "negative"),
    ("EGFR      p.T790M                      not detected", "negative"),
    ("JAK2 V617F negative.", "negative"),
    ("BRAF V600E was wild type.", "negative"),
    ("The BRAF V600E mutation was absent from the tumor.", "negative"),
    ("JAK2 V617F was positive.", "positive"),
    ("No ALK fusion was found; however, BRAF V600E was detected.", "positive"),
    ("The tumor had a RAF1 fusion rather than BRAF V600E.", "negative"),
    ("It was negative for the BRAF mutation and NRAS-mutant (Q61K).", "positive"),
    ("No reportable variant at the regions below:\nEGFR p.C797S (910x), KRAS", "negative"),
    ("EGFRvIII: none", "negative"),
    ("KRAS/BRAF V600E: WT", "negative"),
    ("FGFR3 PCR: no mutation detected (R248C)", "negative"),
    ("NRAS c.181C>A (p.Gln61Lys) found at 34%, and BRAF not detected", "positive"),
]


@pytest.mark.parametrize(("text", "polarity"), POLARITY)
def test_polarity(nlp: Language, text: str, polarity: str) -> None:
    assert [record.polarity for record in found(nlp, text)] == [polarity]


FRACTIONS = [
    ("NGS found BRAF V600E with an allele fraction of 38%.", 0.38),
    ("MYD88 L265P (VAF 31 %) was present.", 0.31),
    ("KRAS G12D (VAF: 0.12) was present.", 0.12),
    ("EGFR  p.L858R  c.2573T>G  23%", 0.23),
    ("BRAF V600E was found in 3 of 10 samples (30%).", None),
]


@pytest.mark.parametrize(("text", "fraction"), FRACTIONS)
def test_allele_fraction(nlp: Language, text: str, fraction: float | None) -> None:
    assert [record.allele_fraction for record in found(nlp, text)] == [fraction]


def test_table(nlp: Language) -> None:
    text = (
        "Hybrid-capture NGS of DNA.\n\nGENE      VARIANT                      VAF       TIER\n"
        "EGFR      c.2573T>G  p.Leu858Arg       31.4%     I\nSTK11     c.1062C>G  p.Phe354Leu       48%       III\n\n"
        "The TP53 R248Q variant is likely pathogenic."
    )
    rows = [(r.gene, r.hgvs_p, r.allele_fraction, r.classification, r.method) for r in found(nlp, text)]
    assert rows == [
        ("EGFR", "p.L858R", 0.314, "Tier I", "NGS"),
        ("STK11", "p.F354L", 0.48, "Tier III", "NGS"),
        ("TP53", "p.R248Q", None, "likely pathogenic", "NGS"),
    ]


def test_one_record_per_variant(nlp: Language) -> None:
    text = "BRAF V600E was found. Because of BRAF p.Val600Glu (c.1799T>A), dabrafenib was given."
    (record,) = found(nlp, text)
    assert (record.hgvs_p, record.hgvs_c, len(record.evidence)) == ("p.V600E", "c.1799T>A", 2)
    assert all(text[e.start : e.end] == e.text for e in record.evidence)


BEARERS = [
    ("same", "GENE c.12G>A was found. Her daughter had the same mutation.", ["+patient", "+family"]),
    (
        "two relatives",
        "GENE c.12G>A was present in his mother and absent in the father.",
        ["+patient", "+family", "-family"],
    ),
    (
        "later, both",
        "GENE c.12G>A was found. The mutation was present in his mother and absent in his aunt.",
        ["+patient", "+family", "-family"],
    ),
    (
        "together",
        "The proband, her father and two brothers all had the GENE c.12G>A mutation.",
        ["+patient", "+family"],
    ),
    (
        "found in",
        "GENE c.12G>A was found in the boy and his older brother, but not in his parents.",
        ["+patient", "+family", "-family"],
    ),
    ("inherited", "GENE c.12G>A, inherited from the mother, was found.", ["+patient", "+family"]),
    ("maternally", "A maternally inherited GENE c.12G>A mutation was found.", ["+patient", "+family"]),
    ("carriers", "GENE c.12G>A was found. Both parents were heterozygous carriers.", ["+patient", "+family"]),
    ("not carriers", "GENE c.12G>A was found. Neither parent carried it.", ["+patient", "-family"]),
    ("absent in both", "Sequencing found the GENE mutation c.12G>A, absent in both parents.", ["+patient", "-family"]),
    ("tested", "GENE c.12G>A was found. Her sister tested negative for this variant.", ["+patient", "-family"]),
    ("signs", "GENE c.12G>A mutation: patient +, brother +, daughter -.", ["+patient", "+family", "-family"]),
    (
        "blood of relatives",
        "GENE c.12G>A was found. It was not detected in the blood of her parents.",
        ["+patient", "-family"],
    ),
    ("only a relative", "The father was a carrier of the GENE c.12G>A mutation.", ["+family"]),
    (
        "each their own",
        "The mother carried GENE p.Gly4Asp, while the father carried GENE p.Arg9Ter.",
        ["+family", "+family"],
    ),
    (
        "a tissue",
        "The GENE c.12G>A mutation was found in the tumor but not in the leukocytes.",
        ["+patient", "-patient"],
    ),
    ("other disease", "GENE c.12G>A was found. His mother had the same disease.", ["+patient"]),
    ("other variant", "GENE c.12G>A was found. His mother had a different mutation.", ["+patient"]),
    ("other carrier", "GENE c.12G>A was found. His mother was a carrier of hepatitis B.", ["+patient"]),
    ("other gene", "GENE c.12G>A was found. His mother had the same BRCA2 mutation.", ["+patient"]),
    ("handed down something else", "A maternally inherited gain was found besides GENE c.12G>A.", ["+patient"]),
    ("which she has too", "GENE c.12G>A was found, which her sister also carries.", ["+patient", "+family"]),
    ("as his father", "He had the same GENE c.12G>A mutation as his father.", ["+patient", "+family"]),
    ("neither has it", "Neither the patient nor her mother had the GENE c.12G>A mutation.", ["-patient", "-family"]),
    ("nobody has it", "No family members carried the GENE c.12G>A mutation.", ["-family"]),
    (
        "a relative's history",
        "From his brother's history and a GENE mutation (c.12G>A) it was diagnosed.",
        ["+patient"],
    ),
    ("not yet reported", "The patient carried a not yet reported mutation in GENE (c.12G>A).", ["+patient"]),
    (
        "healthy and not",
        "GENE c.12G>A was found. Her parents are healthy and do not carry it.",
        ["+patient", "-family"],
    ),
    ("the only place", "GENE c.12G>A was undetectable in bone marrow.", ["-patient"]),
    ("untested", "GENE c.12G>A was found. Her parents declined testing for the mutation.", ["+patient"]),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in BEARERS], ids=[case[0] for case in BEARERS])
def test_those_who_carry_it(nlp: Language, text: str, expected: list[str]) -> None:
    signs = {"positive": "+", "negative": "-"}
    assert [signs[v.polarity] + v.subject for v in found(nlp, text.replace("GENE", "SCN1A"))] == expected


METHODS = [
    ("named", "PCR showed BRAF V600E.", "PCR"),
    ("plain sequencing", "The PTEN DNA sequencing test revealed c.12dupA.", "sequencing"),
    (
        "the sentence before",
        "Using next generation sequencing, we found two BMP1 mutations. One, c.12delT, is new.",
        "NGS",
    ),
    ("the sentence behind", "A TYMP mutation c.12C>A was found. Sanger sequencing confirmed the mutation.", "Sanger"),
    ("another finding before", "PCR showed BRAF V600E. A TERT C228T mutation was seen.", "PCR"),
    ("no method", "A TYMP mutation c.12C>A was found.", None),
    ("a genetic test", "Genetic testing found TYMP c.12C>A.", None),
]


@pytest.mark.parametrize(("text", "method"), [case[1:] for case in METHODS], ids=[case[0] for case in METHODS])
def test_method(nlp: Language, text: str, method: str | None) -> None:
    assert found(nlp, text)[0].method == method
