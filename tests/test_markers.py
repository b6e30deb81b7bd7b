"""Marker results: each construction once, with the records it must give."""

from __future__ import annotations

import pytest

import extractor


def found(text: str) -> set[str]:
    """Return "NAME polarity" of each marker, with what is unusual: no stain, not the patient's, not asserted."""
    listed = set()
    for marker in extractor.extract(text).markers:
        extra = [marker.alteration] if marker.alteration != "expression" else []
        extra += [marker.subject] if marker.subject != "patient" else []
        extra += [marker.certainty] if marker.certainty != "asserted" else []
        listed.add(" ".join([marker.name, marker.polarity, *extra]))
    return listed


CONSTRUCTIONS = [
    (
        "list after a cue",
        "The tumor was negative for STAT6, DOG1, desmin, and Sox10.",
        {"STAT6 negative", "DOG1 negative", "desmin negative", "SOX10 negative"},
    ),
    (
        "two lists",
        "Cells were positive for CD34 and SMA, and negative for desmin.",
        {"CD34 positive", "SMA positive", "desmin negative"},
    ),
    ("a cell that denies", "Immunohistochemistry:\nCD34: no staining", {"CD34 negative"}),
    ("an amount behind the result", "Immunohistochemistry:\nDesmin: Positive 95%", {"desmin positive"}),
    ("an overall result behind the details", "Immunohistochemistry:\nER: 60 % at 2+ = NEGATIVE", {"ER negative"}),
    ("a place as the result", "Immunohistochemistry:\nCEA: canalicular", {"CEA positive"}),
    (
        "two places of one stain",
        "HER2 3+ in the micropapillary area, 1+ in the usual area.",
        {"HER2 positive", "HER2 negative"},
    ),
    (
        "a column of clones and one of controls",
        "Immunohistochemistry:\n"
        "Marker      Clone    Result    Control\n"
        "MLH1        ES05     LOST      present\n"
        "MSH2        FE11     retained  present\n",
        {"MLH1 negative", "MSH2 positive"},
    ),
    ("list before a cue", "CD3, CD20 and CD30 were negative.", {"CD3 negative", "CD20 negative", "CD30 negative"}),
    (
        "a new statement after a list",
        "They were positive for CD34 and SMA, while desmin was negative.",
        {"CD34 positive", "SMA positive", "desmin negative"},
    ),
    ("signs in parentheses", "CD34 (+), S100(-), c-erbB2 (+++).", {"CD34 positive", "S100 negative", "HER2 positive"}),
    (
        "signs behind names",
        "The blasts were CD19+, CD10+, CD20- and TdT+.",
        {"CD19 positive", "CD10 positive", "CD20 negative", "TdT positive"},
    ),
    ("unicode minus", "CD34(\u2212) and S\u2011100 (+)", {"CD34 negative", "S100 positive"}),
    ("hyphenated adjective", "It was an ALK-negative lymphoma.", {"ALK negative"}),
    (
        "suspended hyphens",
        "It was an ER-, PR- and HER2-negative carcinoma.",
        {"ER negative", "PR negative", "HER2 negative"},
    ),
    (
        "adjective in front",
        "Given positive S100 and CD34 staining, it was called benign.",
        {"S100 positive", "CD34 positive"},
    ),
    ("verb of expression", "The cells expressed vimentin, but not desmin.", {"vimentin positive", "desmin negative"}),
    (
        "but not with",
        "It stained positively with vimentin but not with desmin.",
        {"vimentin positive", "desmin negative"},
    ),
    (
        "except",
        "S-100, desmin and EMA were negative except for focal EMA.",
        {"S100 negative", "desmin negative", "EMA positive"},
    ),
    ("lack of expression of", "There was lack of expression of CD117 and CD34.", {"CD117 negative", "CD34 negative"}),
    ("did not express", "The tumor cells did not express CD3 or CD20.", {"CD3 negative", "CD20 negative"}),
    ("no expression noun behind", "No PD-L1 expression was seen.", {"PD-L1 negative"}),
    ("neither nor", "Neither desmin nor myogenin was expressed.", {"desmin negative", "myogenin negative"}),
    ("loss", "Immunostains showed loss of MLH1 and PMS2.", {"MLH1 negative", "PMS2 negative"}),
    ("retained", "INI1 was retained.", {"INI1 positive"}),
    (
        "stain noun before a verdict",
        "Staining for thyroglobulin was negative, whereas staining for PTH showed a strong reactivity.",
        {"thyroglobulin negative", "PTH positive"},
    ),
    ("stain noun present", "Diffuse staining for CK19 and CD99 was also present.", {"CK19 positive", "CD99 positive"}),
    ("labelled cells", "Scattered cells labeled for SATB2 and H3K27me3.", {"SATB2 positive", "H3K27me3 positive"}),
    ("the result was", "IHC for ALK was performed but the result was negative.", {"ALK negative"}),
    (
        "percentages",
        "The tumor was ER 90%, PR 80%, HER2 3+ and Ki-67 30%.",
        {"ER positive", "PR positive", "HER2 positive", "Ki-67 positive"},
    ),
    ("HER2 scores", "HER2 was 1+ in the core.", {"HER2 negative"}),
    (
        "amplification by FISH",
        "The tumor was negative for MDM2 amplification or FUS gene rearrangement using FISH.",
        {"MDM2 negative amplification", "FUS negative rearrangement"},
    ),
    ("rearranged", "ALK was rearranged in 64% of the nuclei.", {"ALK positive rearrangement"}),
    ("wild type", "KRAS was wild type.", {"KRAS negative mutation"}),
    ("no mutation", "No mutation of EGFR was detected.", {"EGFR negative mutation"}),
    (
        "nonsense mutations are mutations",
        "Sequencing revealed a nonsense mutation in TP53.",
        {"TP53 positive mutation"},
    ),
    (
        "loss of function",
        "Sequencing revealed a loss of function mutation of the TP53 gene.",
        {"TP53 positive mutation"},
    ),
    ("microsatellites", "The tumor was MSI-H.", {"MSI positive signature"}),
    ("table row", "CK20            Ks20.8      Negative", {"CK20 negative"}),
    ("dotted leaders", "ESTROGEN RECEPTOR (SP1) ............ POSITIVE, 95%, STRONG", {"ER positive"}),
    ("key and value", "ER: Positive (95 %, strong)", {"ER positive"}),
    (
        "detected by a stain",
        "Melan-A, S-100, and HMB45 were detected by immunohistochemical staining.",
        {"Melan-A positive", "S100 positive", "HMB45 positive"},
    ),
    (
        "positive cells with",
        "It showed positive tumor cells with TTF1 and CK7 but negative cells with CK20.",
        {"TTF-1 positive", "CK7 positive", "CK20 negative"},
    ),
    (
        "positive expressions of",
        "IHC showed negative expressions of CD15 and CD3, but positive expressions of CD30.",
        {"CD15 negative", "CD3 negative", "CD30 positive"},
    ),
    ("positive for a compartment", "EMA staining was positive for the membranous side.", {"EMA positive"}),
    ("fused prefix", "The cells were negative for pancytokeratin.", {"pan-cytokeratin negative"}),
    ("family", "Her mother had an EGFR mutation.", {"EGFR positive mutation family"}),
    (
        "coordinated nouns",
        "It was without EGFR overexpression and/or mutation or k-ras mutation.",
        {"EGFR negative", "EGFR negative mutation", "KRAS negative mutation"},
    ),
    (
        "coordinated alterations",
        "EGFR mutation and amplification were not detected.",
        {"EGFR negative mutation", "EGFR negative amplification"},
    ),
    (
        "shared noun",
        "Cells were positive for high and low molecular weight keratins.",
        {"high molecular weight cytokeratin positive", "low molecular weight cytokeratin positive"},
    ),
    ("fusion takes its own result", "CD99 was positive and CIC-DUX4 was not detected.", {"CD99 positive"}),
    (
        "gene listed with a fusion",
        "BCOR and CIC-DUX4 rearrangements were not detected.",
        {"BCOR negative rearrangement"},
    ),
    (
        "list over lines",
        "NEGATIVE:  CD3, CD5, CD10, TdT,\n           ALK, LMO2",
        {"CD3 negative", "CD5 negative", "CD10 negative", "TdT negative", "ALK negative", "LMO2 negative"},
    ),
    ("cell over lines", "HER2 FISH .......... NOT\n                     AMPLIFIED", {"HER2 negative amplification"}),
    ("answer in the next sentence", "Immunohistochemistry for ALK was performed. It was negative.", {"ALK negative"}),
    ("two sites", "MSH6 was lost in the metastasis but retained in the primary.", {"MSH6 negative", "MSH6 positive"}),
    (
        "but not there",
        "CD34 was positive in the primary but not in the metastasis.",
        {"CD34 positive", "CD34 negative"},
    ),
    (
        "after a semicolon",
        "It was positive for CK7; p40 and CK5/6 were negative.",
        {"CK7 positive", "p40 negative", "CK5/6 negative"},
    ),
    (
        "contraction",
        "The cells didn't express S-100 protein, CD34 and CDK4.",
        {"S100 negative", "CD34 negative", "CDK4 negative"},
    ),
    (
        "relative clause",
        "Staining used antibodies to CD1a and CD68 that were positive.",
        {"CD1a positive", "CD68 positive"},
    ),
    ("light chain restriction", "There were B cells with kappa light chain restriction.", {"kappa positive"}),
    ("test of a gene tells", "Sequencing of PYCR1 revealed a homozygous mutation.", {"PYCR1 positive mutation"}),
    ("test of a gene tells of none", "KIT sequencing revealed no mutation.", {"KIT negative mutation"}),
    (
        "wild-type pattern of a gene",
        "Mutational analysis of KIT and PDGFRA resulted in a wild-type pattern.",
        {"KIT negative mutation", "PDGFRA negative mutation"},
    ),
    (
        "screening that found",
        "Screening for BRCA1 mutations revealed a frameshift mutation.",
        {"BRCA1 positive mutation"},
    ),
    ("symbol that no row lists", "Immunohistochemistry showed strong staining for TMCO3.", {"TMCO3 positive"}),
    ("former symbol", "A FAM21C mutation was identified.", {"WASHC2C positive mutation"}),
    (
        "name in a list of markers",
        "The lesion was positive for CD31, ERG, FLT9 and CD34.",
        {"CD31 positive", "CD34 positive", "ERG positive", "FLT9 positive"},
    ),
    (
        "minus before the next marker",
        "The cells were CD19- CD56+ CD138+.",
        {"CD138 positive", "CD19 negative", "CD56 positive"},
    ),
    ("negative reactivity", "The cells showed negative reactivity for S100 protein.", {"S100 negative"}),
    (
        "respective results",
        "ER, PR and HER2 were negative, focally positive and negative, respectively.",
        {"ER negative", "HER2 negative", "PR positive"},
    ),
    (
        "the former and the latter",
        "Stains for desmin and myogenin were done: the former was positive, the latter negative.",
        {"desmin positive", "myogenin negative"},
    ),
    (
        "notes with commas",
        "Vimentin, positive; keratin, negative; S100, nil.",
        {"S100 negative", "cytokeratin negative", "vimentin positive"},
    ),
    (
        "with no",
        "The sarcoma was immunopositive for MDM2 and CDK4, with no desmin or myogenin.",
        {"CDK4 positive", "MDM2 positive", "desmin negative", "myogenin negative"},
    ),
    (
        "of the gene",
        "ALK was weakly expressed, but FISH showed no rearrangement of the gene.",
        {"ALK negative rearrangement", "ALK positive"},
    ),
    ("deposits", "Immunofluorescence revealed granular deposits of IgG and C1q.", {"C1q positive", "IgG positive"}),
    (
        "internal control",
        "INI1 was lost in the tumor and retained in the endothelium, which served as internal control.",
        {"INI1 negative"},
    ),
    ("none of", "None of the vascular markers (CD31, ERG) was expressed.", {"CD31 negative", "ERG negative"}),
    ("with retained", "EMA was negative with retained INI1.", {"EMA negative", "INI1 positive"}),
    (
        "altered for",
        "The tumor was wild-type for KIT and rearranged for ALK.",
        {"ALK positive rearrangement", "KIT negative mutation"},
    ),
    ("counted copies", "MYCN amplification (12 copies), no 1p loss.", {"MYCN positive amplification"}),
    ("plain result of sequencing", "EGFR exon 19 sequencing was negative.", {"EGFR negative mutation"}),
    ("stained cells", "Melan-A stained scattered cells.", {"Melan-A positive"}),
    ("signs with letters", "CK7 +ve, CK20 -ve, PAX8 +ve.", {"CK7 positive", "CK20 negative", "PAX8 positive"}),
    (
        "assay of another clause",
        "It showed nuclear FLI-1, and FISH detected an EWSR1 rearrangement.",
        {"FLI1 positive", "EWSR1 positive rearrangement"},
    ),
    ("gene beside its probe", "ALK FISH was positive in the tumor cells.", {"ALK positive rearrangement"}),
    (
        "left out of a list",
        "FISH found rearrangements of MYC and BCL2 but not of BCL6.",
        {"MYC positive rearrangement", "BCL2 positive rearrangement", "BCL6 negative rearrangement"},
    ),
    ("pair behind a slash", "No IDH1/2 mutation was found.", {"IDH1 negative mutation", "IDH2 negative mutation"}),
    ("loss in a gene panel", "Sequencing showed PTEN loss.", {"PTEN positive deletion"}),
    (
        "normal genes",
        "Sequencing was done; SDHC and SDHD were normal.",
        {"SDHC negative mutation", "SDHD negative mutation"},
    ),
    (
        "stain of a list that goes on",
        "It expressed CK7 and EMA; CK20 was absent.",
        {"CK7 positive", "EMA positive", "CK20 negative"},
    ),
    ("textbook", "Kaposiform hemangioendothelioma expresses CD31.", {"CD31 positive literature"}),
    (
        "antibodies that showed",
        "Antibodies to CD31 and ERG showed a strong and diffuse staining of the cells.",
        {"CD31 positive", "ERG positive"},
    ),
    (
        "adjective with another",
        "The mast cells were CD117 positive with aberrant CD25 expression.",
        {"CD117 positive", "CD25 positive"},
    ),
    ("wild-type pattern of a stain", "p53:       wild-type pattern", {"p53 negative"}),
    ("mutant pattern of a stain", "p53 showed a mutant pattern.", {"p53 positive"}),
    (
        "table without a colon",
        "ROS1 break-apart FISH      Negative: split signals in\n                           4% of nuclei (cut-off 15%)",
        {"ROS1 negative rearrangement"},
    ),
    ("checkboxes", "HER2 IHC (4B5) ....... [ ] 0  [ ] 1+  [X] 2+  [ ] 3+", {"HER2 equivocal"}),
    ("ratio", "HER2/CEP17 RATIO ................ 1.3", {"HER2 negative amplification"}),
    ("a disease that is excluded", "Lymphoma with MYC and BCL2 rearrangements is excluded.", set()),
    ("the other side of a comparison", "Relapse came earlier than with wild-type KIT.", set()),
    (
        "a family with its clone in a list",
        "Staining for SMA, cytokeratin (AE1/AE3), cytokeratin (CAM5.2) and CK19 was all negative.",
        {"SMA negative", "AE1/AE3 negative", "CAM5.2 negative", "CK19 negative"},
    ),
    (
        "lack of alterations",
        "There was a lack of BRAF mutation and an absence of MLH1 promoter methylation.",
        {"BRAF negative mutation", "MLH1 negative methylation"},
    ),
    ("what is lost is not tested for", "It showed loss of the wild-type allele of TP53.", set()),
    (
        "a signature in a list of stains",
        "Testing showed loss of PMS2, microsatellite instability, and no BRAF mutation.",
        {"PMS2 negative", "MSI positive signature", "BRAF negative mutation"},
    ),
    (
        "a name that says its alteration takes no other",
        "Testing showed MSI and BRAF mutations.",
        {"MSI positive signature", "BRAF positive mutation"},
    ),
    ("a domain of a protein", "A mutation was found in the tyrosine kinase domain of KIT.", {"KIT positive mutation"}),
    ("there was", "There was a KRAS mutation.", {"KRAS positive mutation"}),
    ("not enough tissue", "There was not enough tissue for EGFR mutation testing.", {"EGFR not_done mutation"}),
    ("a test that was done", "ALK immunohistochemistry was performed and was negative.", {"ALK negative"}),
    (
        "a relative clause that answers",
        "She was tested for BRCA1 mutation, which was absent.",
        {"BRCA1 negative mutation"},
    ),
    ("arms of chromosomes", "Loss of 1p and 19q was detected.", {"1p/19q positive deletion"}),
    ("an unmethylated promoter", "The MGMT promoter was unmethylated.", {"MGMT negative methylation"}),
    ("a papillomavirus by PCR", "HPV16 was detected by PCR.", {"HPV16 positive virus"}),
    ("equivocal scores", "HER2 (2+), ER (+).", {"HER2 equivocal", "ER positive"}),
    (
        "a reflex test",
        "It was positive for ER and equivocal for HER2 (2+); FISH showed no amplification.",
        {"ER positive", "HER2 equivocal", "HER2 negative amplification"},
    ),
    ("null", "These tumors showed null immunostaining for PTEN.", {"PTEN negative"}),
    (
        "genes that were tested and one answer",
        "Testing was for Cowden syndrome (PTEN gene) and Carney complex (PRKAR1A gene); no mutations were identified.",
        {"PTEN negative mutation", "PRKAR1A negative mutation"},
    ),
    (
        "an adjective does not deny the next one",
        "The tumor was CD34 negative and CD117 positive.",
        {"CD34 negative", "CD117 positive"},
    ),
    ("lost and positive", "INI1 was lost and p16 was positive.", {"INI1 negative", "p16 positive"}),
    (
        "a verb that goes on with the subject",
        "CD34 highlighted the vessels but was negative in the tumor cells.",
        {"CD34 negative"},
    ),
    # --- notes without verbs
    ("a noun with its result", "NPM1 mutation positive (VAF 42%).", {"NPM1 positive mutation"}),
    (
        "participles",
        "KRAS mutation not detected, PIK3CA mutation detected.",
        {"KRAS negative mutation", "PIK3CA positive mutation"},
    ),
    ("overexpressed", "p53 overexpressed in 30%, Ki-67 high.", {"p53 positive", "Ki-67 positive"}),
    (
        "rows on one line",
        "MLH1: loss of nuclear expression. PMS2: loss of nuclear expression. MSH2: intact.",
        {"MLH1 negative", "PMS2 negative", "MSH2 positive"},
    ),
    (
        "a section of stains and one of genes",
        "Immunohistochemistry:\nROS1 (D4D6): negative\n\nMolecular:\nMET: exon 14 skipping absent\nCEBPA - negative",
        {"ROS1 negative", "CEBPA negative mutation"},
    ),
    ("letters of a response", "Lung cancer. CT chest - PR (RECIST 1.1), -42%.", set()),
    ("a misspelled marker", "The cells were positive for synaptophisin.", {"synaptophysin positive"}),
    (
        "list of genes without a variant",
        "No reportable variant: KIT (exons 9, 11), TP53 IDH1; KRAS codons 12/13.",
        {"KIT negative mutation", "TP53 negative mutation", "IDH1 negative mutation", "KRAS negative mutation"},
    ),
    (
        "result behind a list of genes",
        "PTEN, RB1: negative for pathogenic variants",
        {"PTEN negative mutation", "RB1 negative mutation"},
    ),
    ("exons without a variant", "KIT exons 9, 11, 13: no variant", {"KIT negative mutation"}),
    (
        "list over two lines, and another row",
        "Wild type / none found: IDH2 (R172), BRAF,\nFGFR1, PTEN\nMET: low coverage",
        {f"{gene} negative mutation" for gene in ("IDH2", "BRAF", "FGFR1", "PTEN")},
    ),
    (
        "family counted up in a list",
        "No fusion in targets of: ALK, FGFR1-3, RET",
        {f"{gene} negative rearrangement" for gene in ("ALK", "FGFR1", "FGFR2", "FGFR3", "RET")},
    ),
    (
        "two lists in one line",
        "No pathogenic variant T1: KRAS, MET no pathogenic variant T2: BRAF",
        {"KRAS negative mutation", "MET negative mutation", "BRAF negative mutation"},
    ),
]


@pytest.mark.parametrize(("text", "expected"), [c[1:] for c in CONSTRUCTIONS], ids=[c[0] for c in CONSTRUCTIONS])
def test_construction(text: str, expected: set[str]) -> None:
    assert found(text) == expected


NO_RESULT = [
    "The echocardiogram showed moderate AR and mild PR of the valves.",
    "All exons of the GLA gene were amplified by PCR.",
    "ALK and ROS1 testing is recommended.",
    "Stains for S100 and SOX10 were performed.",
    "Sections were stained with antibodies to CD3, CD20 and CD30.",
    "Serum CEA was negative.",
    "HBsAg and anti-HCV test results were negative.",
    "He was treated with an ALK inhibitor.",
    "Benign glands: p63 positive (internal control).",
    "The progression-free survival was 12 months.",
]


@pytest.mark.parametrize("text", NO_RESULT)
def test_mentioned_is_not_found(text: str) -> None:
    assert found(text) == set() or all("hypothetical" in result for result in found(text))


# What users of other systems complain about (issue numbers are theirs).
COMPLAINTS = [
    ("medspaCy 232", "The tumor is negative for CD34.", {"CD34 negative"}),
    (
        "biomedicus 96, negspacy 14, CLAMP 73",
        "Negative for CD3, CD20, and CD30.",
        {"CD3 negative", "CD20 negative", "CD30 negative"},
    ),
    ("biomedicus 100", "CD34 was negative but desmin was positive.", {"CD34 negative", "desmin positive"}),
    ("negspacy 44", "CD34: negative", {"CD34 negative"}),
    ("OpenMed 782", "CD34 was negative. Desmin was positive.", {"CD34 negative", "desmin positive"}),
    ("spaCy 13620", "The cells were positive for ALK. Desmin was negative.", {"ALK positive", "desmin negative"}),
    ("spaCy 2726, saber 45", "CD34-/S100+ cells were seen.", {"CD34 negative", "S100 positive"}),
]


@pytest.mark.parametrize(("text", "expected"), [c[1:] for c in COMPLAINTS], ids=[c[0] for c in COMPLAINTS])
def test_complaint_about_others(text: str, expected: set[str]) -> None:
    assert found(text) == expected


ATTRIBUTES = [
    (
        "The cells were strongly positive for S-100 and focally positive for CD1a.",
        "S100",
        {"intensity": "strong", "distribution": None},
    ),
    (
        "The cells were strongly positive for S-100 and focally positive for CD1a.",
        "CD1a",
        {"intensity": None, "distribution": "focal"},
    ),
    ("TTF-1 showed diffuse nuclear staining.", "TTF-1", {"distribution": "diffuse", "localization": "nuclear"}),
    (
        "It expressed CD117 (strong, diffuse), DOG1 and CD34.",
        "CD117",
        {"intensity": "strong", "distribution": "diffuse"},
    ),
    ("It expressed CD117 (strong, diffuse), DOG1 and CD34.", "CD34", {"intensity": None, "distribution": None}),
    ("By immunohistochemistry CD34 was positive.", "CD34", {"method": "IHC"}),
    ("The cells were positive for CD99 in a membranous pattern.", "CD99", {"localization": "membranous"}),
    ("CK7 was positive by immunohistochemistry, and MGMT was methylated.", "MGMT", {"method": None}),
]


@pytest.mark.parametrize(("text", "name", "expected"), ATTRIBUTES)
def test_attributes(text: str, name: str, expected: dict[str, str | None]) -> None:
    marker = next(m for m in extractor.extract(text).markers if m.name == name)
    assert {field: getattr(marker, field) for field in expected} == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Ki-67 labeling index was 30%.", {"value": 30, "unit": "%"}),
        ("PD-L1 TPS 65% was found.", {"value": 65, "unit": "TPS"}),
        ("HER2 was 3+ by immunohistochemistry.", {"value": 3, "unit": "score"}),
        ("It was HER2+ (3+).", {"value": 3, "unit": "score"}),
        ("There was staining for HER2 (score 3+) in 90% of cells.", {"value": 3, "unit": "score"}),
        ("The tumor had a PD-L1 combined positive score (CPS) of 10.", {"value": 10, "unit": "CPS"}),
        ("The MIB1 labeling index ranged from 5% to 10%.", {"low": 5, "high": 10, "unit": "%"}),
        ("HER2 FISH was not amplified (ratio 1.1).", {"value": 1.1, "unit": "ratio"}),
        ("Ki-67 was less than 2% in the tumor.", {"value": 2, "unit": "%", "comparator": "<"}),
        ("HER2 FISH: not amplified\nHER2/CEP17 RATIO ........ 1.3", {"value": 1.3, "unit": "ratio"}),
        ("HER2 was amplified, with 12 copies per cell.", {"value": 12, "unit": "copies"}),
        ("HER2 IHC ....... [ ] 0  [ ] 1+  [X] 2+  [ ] 3+", {"value": 2, "unit": "score"}),
        ("MYC break-apart           REARRANGED, 62% of nuclei", {"value": 62, "unit": "%"}),
        ("ROS1 break-apart FISH      Negative: split signals in 4% of nuclei (cut-off 15%)", {"value": 4, "unit": "%"}),
        ("IgG4 positive plasma cells > 50/HPF were seen.", {"value": 50, "unit": "/HPF", "comparator": ">"}),
        ("ALK immunohistochemistry gave a strong cytoplasmic reaction (3+).", {"value": 3, "unit": "score"}),
        ("The PD-L1 immunohistochemical assay gave a combined positive score of 20.", {"value": 20, "unit": "CPS"}),
        ("PD-L1 was expressed in most tumor cells (TPS 60-70%).", {"low": 60, "high": 70, "unit": "TPS"}),
        ("HER2 was overexpressed (3+).", {"value": 3, "unit": "score"}),
        ("The Ki-67 index did not exceed 3%.", {"value": 3, "comparator": "<=", "unit": "%"}),
        ("MET was amplified (MET/CEP7 ratio, 4.2).", {"value": 4.2, "unit": "ratio"}),
    ],
)
def test_quantities(text: str, expected: dict[str, object]) -> None:
    quantity = extractor.extract(text).markers[0].quantity
    assert quantity is not None
    assert quantity.to_dict() == expected
