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
    (
        'Material received. 1) left ovary, cystectomy. 2) "omental nodule".\n\nMacroscopy. A cyst.',
        [("1", "ovary", "left", "cystectomy"), ("2", "omental nodule", None, None)],
    ),
    (
        "PARTS\n #1  RUL, lobectomy\n #2  LN 4R     #3  LN 7\n\nDIAGNOSIS\n#1 RUL: adenocarcinoma",
        [
            ("1", "upper lobe", "right", "lobectomy"),
            ("2", "lymph node 4R", None, None),
            ("3", "lymph node 7", None, None),
        ],
    ),
    (
        "What we received\n(i) Right colon, hemicolectomy; (ii) omentum; (iii) liver, wedge.\n",
        [("i", "colon", "right", "hemicolectomy"), ("ii", "omentum", None, None), ("iii", "liver", None, "wedge")],
    ),
    (
        "SPECIMENS:\n1 = Wide local excision, right forearm\n2 = Left groin, sentinel node\n\nDIAGNOSES:\n1. Melanoma.",
        [("1", "forearm", "right", "wide local excision"), ("2", "groin, sentinel node", "left", None)],
    ),
    (
        "SPEC: BM biopsy L iliac crest; aspirate; PB smear\n\nCOMMENT: none",
        [
            (None, "bone marrow, iliac crest", "left", "biopsy"),
            (None, "bone marrow, iliac crest", None, "aspirate"),
            (None, "peripheral blood", None, "smear"),
        ],
    ),
    # -- other ways to write a list --
    (
        "SPECIMEN(S) RECEIVED: A: RIGHT THYROID LOBE; B: ISTHMUS; C: LEFT LEVEL VI NODES\n\nDIAGNOSIS:\nA. Carcinoma.",
        [("A", "thyroid lobe", "right", None), ("B", "isthmus", None, None), ("C", "level VI nodes", "left", None)],
    ),
    (
        "Tissue(s): 1) RT BREAST LUMPECTOMY  2) RT SHAVE, SUPERIOR 3) RT SHAVE, DEEP\n\nDx:\n1) DCIS\n2) No DCIS",
        [
            ("1", "breast", "right", "lumpectomy"),
            ("2", "superior", "right", "shave"),
            ("3", "deep", "right", "shave"),
        ],
    ),
    (
        "#AGE=44  #SEX=F\nPART1=radical hysterectomy with vaginal cuff\nPART2=left parametrium\n"
        "DX=Squamous\nLVSI=no\nG=2",
        [("1", "uterus", None, "radical hysterectomy"), ("2", "parametrium", "left", None)],
    ),
    (
        "Specimen:  Esophagus, oesophagogastrectomy [A]\n           Proximal donut [B]\n\nDiagnosis:\n[A] Carcinoma.",
        [("A", "Esophagus", None, "oesophagogastrectomy"), ("B", "Proximal donut", None, None)],
    ),
    (
        "specimens: 1 excision right calf / 2 shave left shoulder / 3 sentinel node rt groin\n\n"
        "gross: 1: ellipse\n\nLVI: no\nPNI: no",
        [
            ("1", "calf", "right", "excision"),
            ("2", "shoulder", "left", "shave"),
            ("3", "sentinel node, groin", "right", None),
        ],
    ),
    (
        "| Part | Site | Procedure |\n|---|---|---|\n| 1 | Left breast | Lumpectomy |\n"
        "| 2 | Left axilla | Biopsy |\n\nDX: 1. IDC",
        [("1", "breast", "left", "lumpectomy"), ("2", "axilla", "left", "biopsy")],
    ),
    (
        "GI POLYPS\nJar 1 / cecum, cold snare .... 4 mm\nJar 2 / rectum, bx x2\n\n1. Tubular adenoma.\n"
        "2. Hyperplastic polyp.",
        [("1", "cecum", None, "cold snare"), ("2", "rectum", None, "biopsy")],
    ),
    (
        "PROSTATE, NEEDLE CORES\nSITE     CORES    GLEASON\nA  R BASE     0/2     --\n"
        "B  R MID      1/2     3+3=6\nC  L APEX     0/2     --",
        [
            ("A", "prostate, base", "right", "needle core biopsy"),
            ("B", "prostate, mid", "right", "needle core biopsy"),
            ("C", "prostate, apex", "left", "needle core biopsy"),
        ],
    ),
    (
        "ONCOLOGY SERVICE\na) primary adrenal (L), needle cores        b) same, resection after chemo\n\n"
        "a) neuroblastoma\nb) residual",
        [("a", "primary adrenal", "left", "needle core biopsy"), ("b", "primary adrenal", "left", "resection")],
    ),
    (
        'Thoracic Pathology\nWe received three containers. Container 1 ("right upper lobe") is a lobectomy of 16 cm.\n'
        'Container 2 is "4R", container 3 "level 7".\n\nThe lobe contains a carcinoma.',
        [("1", "upper lobe", "right", "lobectomy"), ("2", "lymph node 4R", None, None), ("3", "level 7", None, None)],
    ),
    (
        "FINAL DIAGNOSIS\n1.Stomach, antrum, biopsy:\n  Gastritis\n2.Duodenum, biopsy:\n  Normal",
        [("1", "Stomach, antrum", None, "biopsy"), ("2", "Duodenum", None, "biopsy")],
    ),
    (
        "FINAL DIAGNOSIS\nLIVER, SEGMENT 6, BIOPSY (PART 1): carcinoma.\nCOLON, BIOPSY (PART 2): adenoma.\n",
        [("1", "liver, segment 6", None, "biopsy"), ("2", "colon", None, "biopsy")],
    ),
    # -- parts without labels: fields, titles, sentences --
    (
        "COLON SYNOPTIC\nProcedure ....... Partial nephrectomy, robotic\nLaterality ...... Right\n"
        "Tumour size ..... 42 mm",
        [(None, "kidney", "right", "partial nephrectomy")],
    ),
    (
        "Lab no. 12   F / 61\nSpecimen type:     Radical prostatectomy + bilateral pelvic LND\n"
        "Gleason:     4+3\nStage:     pT3a",
        [
            (None, "prostate", None, "radical prostatectomy"),
            (None, "pelvic lymph nodes", "bilateral", "lymph node dissection"),
        ],
    ),
    (
        "NEUROPATHOLOGY REPORT\nLeft frontal lobe, re-resection // 41-year-old man\n\nGrade ...... 4\nATRX ...... lost",
        [(None, "frontal lobe", "left", "re-resection")],
    ),
    (
        "RENAL MASS, RIGHT -- PARTIAL NEPHRECTOMY (27M)     no. K 1\n\nDiagnosis: carcinoma, 3.8 cm.\n"
        "Stains   : PAX8 +",
        [(None, "kidney", "right", "partial nephrectomy")],
    ),
    (
        "FINAL DIAGNOSIS:\nPAROTID GLAND, LEFT, SUPERFICIAL PAROTIDECTOMY:\n- CARCINOMA, 1.7 CM.\n\n"
        "IHC: S100 (+), DOG1 (-)",
        [(None, "parotid gland", "left", "superficial parotidectomy")],
    ),
    (
        "Consultation letter. Your block: B1. Our number: C-1.\n\n"
        "Thank you for sending this 34-year-old man's left thigh core "
        "biopsies. They show a spindle cell neoplasm.",
        [(None, "thigh", "left", "core biopsy")],
    ),
    (
        "DICTATED, NOT READ\n\n"
        "The specimen is labeled TURBT left lateral wall and consists of chips. A second container is labeled "
        "base and holds two fragments.",
        [
            (None, "bladder, lateral wall", "left", "TURBT"),
            (None, "bladder, lateral wall, base", None, None),
        ],
    ),
    (
        "Laboratory\nClinical: s/p lumpectomy of the left breast 2015. Mother: mastectomy.\n"
        "ER: positive\nPR: negative\n",
        [],
    ),
    (
        "GI unit, form 2\nSent   1~ stomach, antrum bx   2~ duodenum bx\n\n1~ gastritis\n2~ normal",
        [("1", "stomach, antrum", None, "biopsy"), ("2", "duodenum", None, "biopsy")],
    ),
    (
        "LAB PRINT     F 60\nSPEC.....: 01 RT OVARY  02 OMENTUM\nRESULT TEXT:\n 01 SEROUS CARCINOMA\n 02 NO TUMOR",
        [("01", "ovary", "right", None), ("02", "omentum", None, None)],
    ),
    (
        "REFERENCE LABORATORY\nParts    P = core biopsy, left thigh      R = wide resection, left thigh\n",
        [("P", "thigh", "left", "core biopsy"), ("R", "thigh", "left", "wide resection")],
    ),
    (
        "SYNOPTIC REPORT\nage=58;sex=M\npart=1;site=tonsil;side=left;procedure=incisional biopsy\n"
        "part=2;site=neck node;side=left\n",
        [("1", "tonsil", "left", "incisional biopsy"), ("2", "neck node", "left", None)],
    ),
    (
        "Path worksheet   50F\nSpecimens received: [x] Uterus   [x] Both ovaries   [ ] Omentum\nGrade: 1\n",
        [(None, "Uterus", None, None), (None, "ovaries", "bilateral", None)],
    ),
    (
        "Liver pathology desk\n§1  We got\n   §1.1  a right hepatectomy, 900 g;\n   §1.2  the gallbladder.\n"
        "§2  We found\n",
        [("1.1", "liver", "right", "hepatectomy"), ("1.2", "gallbladder", None, None)],
    ),
    (
        "Skin pathology\nSkin, left cheek (excision): basal cell carcinoma.\nSkin, back (punch): melanoma in situ.\n",
        [(None, "Skin, cheek", "left", "excision"), (None, "Skin, back", None, "punch")],
    ),
    (
        "Pathology\nSpecimens\n1 ....... Left partial mastectomy\n2 ....... Left axillary nodes\n",
        [("1", "breast", "left", "partial mastectomy"), ("2", "axillary nodes", "left", None)],
    ),
    (
        "Pathology\nSPECIMEN :\n  I   | RIGHT COLON, RESECTION\n  II  | OMENTUM\n  III | LIVER, BIOPSY\n",
        [("I", "colon", "right", "resection"), ("II", "omentum", None, None), ("III", "liver", None, "biopsy")],
    ),
    (
        "Pathology\nMaterial:  I gastrectomy, total. II spleen. III distal ring of the duodenum.\n",
        [
            ("I", "stomach", None, "gastrectomy"),
            ("II", "spleen", None, None),
            ("III", "distal ring of the duodenum", None, None),
        ],
    ),
    (
        "Pathology\nSent in: 3 vessels, punch biopsies of the prostate\nVessel  Site   Cores  mm\n"
        " 1      right base    2     15\n 2      left mid      2     16\n 3      left apex     1     9\n",
        [
            ("1", "prostate, base", "right", "punch biopsy"),
            ("2", "prostate, mid", "left", "punch biopsy"),
            ("3", "prostate, apex", "left", "punch biopsy"),
        ],
    ),
    (
        "Pathology\nSpecimen(s): Left thyroid lobectomy (A); isthmus (B)\nA: Papillary carcinoma.\nB: no tumour.\n",
        [("A", "thyroid", "left", "lobectomy"), ("B", "isthmus", None, None)],
    ),
    (
        "Pathology\nSpecimens\nJar 1: left nephrectomy, lumbar route\nJar 2: stomach, ESD scar, biopsy\n\n"
        "Additional report no. 1\nJar A: liver, wedge resection. Jar B: hilar node.\n",
        [
            ("1", "kidney", "left", "nephrectomy"),
            ("2", "stomach", None, "biopsy"),
            ("A", "liver", None, "wedge resection"),
            ("B", "hilar node", None, None),
        ],
    ),
    (
        "Pathology\nSpecimens\n1. Node, level 4R\n2. Lung, core\n",
        [("1", "Node, level 4R", "right", None), ("2", "Lung", None, "core biopsy")],
    ),
    ("DIAGNOSIS\n1. Breast carcinoma, grade 2.\n2. Colon adenocarcinoma.\n3. Lung, no tumor.", []),
    ("FINAL DIAGNOSIS\nH. pylori gastritis.\nC. difficile was not tested.", []),
    ("A 45-year-old woman had a biopsy of the left breast.", []),
]


@pytest.mark.parametrize(("text", "expected"), NOTES)
def test_parts(text: str, expected: list[tuple[str | None, ...]]) -> None:
    found = extractor.extract(text, nlp=NLP).specimens
    assert [(s.part, s.site, s.laterality, s.procedure) for s in found] == expected


def test_sides_and_places_point_to_parts() -> None:
    text = (
        "SURGICAL PATHOLOGY\nSPECIMENS\nA. LEFT BREAST, CORE BIOPSY\nB. RIGHT BREAST, CORE BIOPSY\n"
        "DIAGNOSIS\nA. INVASIVE DUCTAL CARCINOMA.\nB. INVASIVE LOBULAR CARCINOMA.\n"
        "BIOMARKERS\nLeft: ER 95%.\nRight: ER negative.\n"
    )
    assert [marker.specimens for marker in extractor.extract(text, nlp=NLP).markers] == [["A"], ["B"]]


def test_ordinals_point_to_parts() -> None:
    text = (
        "Surgical pathology report\nSpecimens: A: skin, left arm, shave; B: skin, right leg, punch\n"
        "Microscopic: The first specimen shows a melanoma. SOX10 is positive. The second specimen shows a "
        "dermatofibroma. Factor XIIIa is positive.\n"
    )
    assert [marker.specimens for marker in extractor.extract(text, nlp=NLP).markers] == [["A"], ["B"]]


def test_labels_within_a_line_begin_parts() -> None:
    text = (
        "Surgical pathology\nSpecimens: 1) colon 2) liver biopsy\n"
        "Diagnosis: 1) adenocarcinoma 2) metastatic adenocarcinoma\n"
    )
    assert [found.specimens for found in extractor.extract(text, nlp=NLP).diagnoses] == [["1"], ["2"]]


def test_records_name_their_specimens() -> None:
    text = (
        "SPECIMENS:\nA. LEFT BREAST, CORE BIOPSY\nB. RIGHT BREAST, CORE BIOPSY\n\n"
        "IMMUNOHISTOCHEMISTRY (BLOCK A1)\nER: positive\n\nIMMUNOHISTOCHEMISTRY (BLOCK B2)\nER: negative\n"
    )
    markers = extractor.extract(text, nlp=NLP).markers
    assert [(m.polarity, m.specimens) for m in markers] == [("positive", ["A"]), ("negative", ["B"])]


LIST = "SPECIMENS:\nA. LEFT BREAST, MASTECTOMY\nB. SENTINEL NODE, LEFT AXILLA\n\n"
PLACES = [
    ("DIAGNOSIS:\nA. Carcinoma.\n\nSTAINS, BLOCK A3\nER: positive\n", ["A"]),
    ("IMMUNO:\nOn block B2 the tumor is positive for ER.\n", ["B"]),
    ("IMMUNO:\nCytokeratin (B1) shows single cells. The tumor cells (A2) are positive for ER.\n", ["A"]),
    ("PART B: ER is positive in the metastasis.\n", ["B"]),
    ("Microscopy (B)\nOne node.\nImmunohistochemistry: ER is positive.\n\nMolecular\nNo mutation.\n", ["B"]),
    ("IHC -- B\nER ..... positive\n", ["B"]),
    ("GROSS\nA1-A9 tumor, A10 nipple, A11 skin.\n\nIMMUNOSTAINS\nThe tumor is positive for ER.\n", ["A"]),
]


@pytest.mark.parametrize(("text", "expected"), PLACES)
def test_words_point_to_parts(text: str, expected: list[str]) -> None:
    markers = extractor.extract(LIST + text, nlp=NLP).markers
    assert [m.specimens for m in markers if m.name == "ER"] == [expected]


def test_an_addendum_replaces_a_result() -> None:
    text = (
        "SPECIMENS:\nA. RIGHT BREAST, CORE BIOPSY\n\nIMMUNOHISTOCHEMISTRY (BLOCK A1)\nHER2: negative\n"
        "ER: positive\n\n"
        "ADDENDUM 1 (03/04/2022)\nThe HER2 stain was repeated. HER2: positive.\n"
    )
    record = extractor.extract(text, nlp=NLP)
    told = {(m.name, m.polarity): m.superseded for m in record.markers}
    assert told == {("HER2", "negative"): True, ("HER2", "positive"): None, ("ER", "positive"): None}
    assert not record.conflicts


def test_an_addendum_that_corrects_nothing_replaces_nothing() -> None:
    text = (
        "SPECIMENS:\nA. RIGHT BREAST, CORE BIOPSY\nB. LEFT BREAST, CORE BIOPSY\n\nIMMUNOHISTOCHEMISTRY (BLOCK A1)\n"
        "HER2: negative\n\nADDENDUM 1 (03/04/2022)\nBlock B1. HER2 is positive.\n"
    )
    assert [m.superseded for m in extractor.extract(text, nlp=NLP).markers] == [None, None]


COLUMNS = [
    (
        "STAINS\n           A          B\nER         +          -\nPR         +          +",
        {("ER", "positive"): ["A"], ("ER", "negative"): ["B"], ("PR", "positive"): ["A", "B"]},
    ),
    (
        "Item | A | B\nER | + | -\nPR | - | -",
        {("ER", "positive"): ["A"], ("ER", "negative"): ["B"], ("PR", "negative"): ["A", "B"]},
    ),
    (
        "Stain      Breast (A1)     Node (B2)\nER         +               -",
        {("ER", "positive"): ["A"], ("ER", "negative"): ["B"]},
    ),
    (
        "STAINS\n           A1 (left)       B2 (node)\nER         +               -",
        {("ER", "positive"): ["A"], ("ER", "negative"): ["B"]},
    ),
]


@pytest.mark.parametrize(("table", "expected"), COLUMNS)
def test_columns_belong_to_parts(table: str, expected: dict[tuple[str, str], list[str]]) -> None:
    markers = extractor.extract(LIST + table + "\n", nlp=NLP).markers
    assert {(m.name, m.polarity): m.specimens for m in markers} == expected


SYNOPTIC = [
    ("A. Cervix, radical hysterectomy\nB. Vulva, wide local excision", ["B"]),
    ("A. Thyroid, total thyroidectomy\nB. Central nodes, dissection", ["A"]),
    ("A. Gallbladder\nB. Pancreas, Whipple procedure", ["B"]),
    ("A. Right breast, mastectomy\nB. Left breast, mastectomy", None),
    ("A. Uterus and ovaries\nB. Omental biopsy", ["A"]),
]


@pytest.mark.parametrize(("parts", "expected"), SYNOPTIC)
def test_a_synoptic_report_tells_of_the_resection(parts: str, expected: list[str] | None) -> None:
    text = f"Pathology\nSpecimens\n{parts}\n\nSYNOPTIC - VULVA\nLymphovascular invasion: present\nLymph nodes: 0/4\n"
    found = {one.name: one.specimens for one in extractor.extract(text, nlp=NLP).findings}
    assert found["lymphovascular_invasion"] == expected
