"""Grades: of tumors, of adverse events and of regression, and what has grades that are no grades here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from extractor import extract

if TYPE_CHECKING:
    from spacy.language import Language

# Text → (system, version, value, of) of each grade record.
CASES: list[tuple[str, list[tuple[str | None, str | None, str, str | None]]]] = [
    ("Gr 2 diarrhea, gr 1 HTN.", [(None, None, "2", "diarrhea"), (None, None, "1", "HTN")]),
    ("A high-grade sarcoma.", [(None, None, "high", "sarcoma")]),
    (
        "The biopsy showed a moderately-differentiated tubular adenocarcinoma.",
        [(None, None, "moderately differentiated", "tubular adenocarcinoma")],
    ),
    (
        "Moderately (tub2) differentiated. Mixed moderately differentiated (tub2) and "
        "well differentiated (tub1) adenocarcinoma.",
        [
            (None, None, "moderately differentiated", "adenocarcinoma"),
            (None, None, "well differentiated", "adenocarcinoma"),
        ],
    ),
    (
        "Invasive ductal carcinoma, grade II of Scarff-Bloom-Richardson.",
        [("Scarff-Bloom-Richardson", None, "II", "Invasive ductal carcinoma")],
    ),
    ("A leiomyosarcoma grade 3 of the FNCLCC.", [("FNCLCC", None, "3", "leiomyosarcoma")]),
    ("Clear cell renal cell carcinoma, Fuhrman grade 3.", [("Fuhrman", None, "3", "Clear cell renal cell carcinoma")]),
    (
        "Adenocarcinoma, Gleason score 3 + 4 = 7 (ISUP grade group 2).",
        [("Gleason", None, "3+4=7", "Adenocarcinoma"), ("ISUP", None, "2", "Adenocarcinoma")],
    ),
    ("Prostate cancer, Gleason score 7 (4+3).", [("Gleason", None, "4+3=7", "Prostate cancer")]),
    ("Clark level IV melanoma.", [("Clark", None, "IV", "melanoma")]),
    ("Grade 1-2 follicular lymphoma.", [(None, None, "1-2", "follicular lymphoma")]),
    ("Huvos grade III necrosis of the osteosarcoma.", [("Huvos", None, "III", "necrosis")]),
    (
        "Grade 4 neutropenia according to Common Terminology Criteria for Adverse Events (CTCAE) v5.0.",
        [("CTCAE", "5.0", "4", "neutropenia")],
    ),
    (
        "The only adverse effects were grade 1 diarrhea and taste alterations.",
        [(None, None, "1", "diarrhea"), (None, None, "1", "taste alterations")],
    ),
    (
        "Visual disturbance of grade 1 and nausea of grade 2 (CTCAE v4.03).",
        [("CTCAE", "4.03", "1", "Visual disturbance"), ("CTCAE", "4.03", "2", "nausea")],
    ),
    ("Acute renal failure (grade 2/CTCAE ver4.0) occurred.", [("CTCAE", "4.0", "2", "Acute renal failure")]),
    ("A fistula was a Clavien-Dindo grade IIIa complication.", [("Clavien-Dindo", None, "IIIa", "complication")]),
    (
        "The biopsy disclosed a sarcoma which proved to be poorly to moderately differentiated.",
        [(None, None, "moderately to poorly differentiated", "sarcoma")],
    ),
    ("Type and grade: urothelial carcinoma, G3.", [(None, None, "3", "urothelial carcinoma")]),
    ("The ileal NET was graded G2.", [(None, None, "2", "NET")]),
    ("A grade two endometrioid carcinoma.", [(None, None, "2", "endometrioid carcinoma")]),
    ("A second-grade thrombocytopenia followed.", [(None, None, "2", "thrombocytopenia")]),
    ("Grade-3 neutropenia and grade-II diarrhea.", [(None, None, "3", "neutropenia"), (None, None, "II", "diarrhea")]),
    (
        "Vomiting, fatigue and anemia of grades 3, 2 and 1, respectively, were seen.",
        [(None, None, "3", "Vomiting"), (None, None, "2", "fatigue"), (None, None, "1", "anemia")],
    ),
    ("Mucositis worsened from grade 2 to grade 3.", [(None, None, "2", "Mucositis"), (None, None, "3", "Mucositis")]),
    (
        "A low-grade glioma. It had progressed from grade II to III.",
        [(None, None, "low", "glioma"), (None, None, "II", "glioma"), (None, None, "III", "glioma")],
    ),
    ("An oligodendroglioma, WHO grade II/IV.", [("WHO", None, "II", "oligodendroglioma")]),
    ("The ependymoma had become a (WHO III) lesion.", [("WHO", None, "III", "ependymoma")]),
    ("The meningioma, which was at first WHO grade I, recurred.", [("WHO", None, "I", "meningioma")]),
    ("A neuroendocrine tumor, grade 2 by WHO 2019 criteria.", [("WHO", "2019", "2", "neuroendocrine tumor")]),
    ("A high-grade (grade 3) myxofibrosarcoma.", [(None, None, "3", "myxofibrosarcoma")]),
    (
        "Liposarcoma (intermediate grade, i.e. grade 2).",
        [(None, None, "intermediate", "Liposarcoma"), (None, None, "2", "Liposarcoma")],
    ),
    ("DCIS of high nuclear grade.", [(None, None, "high", "DCIS")]),
    ("Nuclear grade 2, necrosis present: DCIS.", [(None, None, "2", "DCIS")]),
    ("The sarcoma had a low degree of differentiation.", [(None, None, "poorly differentiated", "sarcoma")]),
    (
        "Poor differentiation and a large size marked the breast carcinoma.",
        [(None, None, "poorly differentiated", "breast carcinoma")],
    ),
    (
        "An adenocarcinoma was resected. The lesion was poorly differentiated and ulcerated.",
        [(None, None, "poorly differentiated", "adenocarcinoma")],
    ),
    (
        "Four of the carcinomas were well differentiated and one of his adenomas was large.",
        [(None, None, "well differentiated", "carcinomas")],
    ),
    (
        "An intraductal carcinoma of solid type and a low grade involving adenosis.",
        [(None, None, "low", "intraductal carcinoma")],
    ),
    ("A carcinoma in situ beside a high-grade papillary tumor.", [(None, None, "high", "tumor")]),
    (
        "A well-differentiated liposarcoma (grade I).",
        [(None, None, "well differentiated", "liposarcoma"), (None, None, "I", "liposarcoma")],
    ),
    ("Broders grade of the carcinoma according to Broders was III.", [("Broders", None, "III", "carcinoma")]),
    ("SBR grade II carcinoma of the breast.", [("SBR", None, "II", "carcinoma of the breast")]),
    ("A sarcoma of grade 2 in the Trojani system.", [("Trojani", None, "2", "sarcoma")]),
    ("Hyams grade III olfactory neuroblastoma.", [("Hyams", None, "III", "olfactory neuroblastoma")]),
    ("A renal cell carcinoma of WHO/ISUP grade 3.", [("WHO/ISUP", None, "3", "renal cell carcinoma")]),
    ("Colitis, grade 3 per NCI-CTC version 4.0.", [("CTCAE", "4.0", "3", "Colitis")]),
    ("Adenocarcinoma of the prostate, Gleason score 9/10.", [("Gleason", None, "9", "Adenocarcinoma of the prostate")]),
    ("Prostate cancer, 4 + 3 = 7 on the Gleason scale.", [("Gleason", None, "4+3=7", "Prostate cancer")]),
    (
        "Severe (grade 4) neutropenia and mild (grade 1) alopecia.",
        [(None, None, "4", "neutropenia"), (None, None, "1", "alopecia")],
    ),
    (
        "Grade 3 adverse events included rash and fatigue.",
        [(None, None, "3", "rash"), (None, None, "3", "fatigue")],
    ),
    ("Elevation of ALT (grade 3) was noted.", [(None, None, "3", "Elevation of ALT")]),
    (
        "Prostate cancer, Gleason scores 3+3 and 4+4.",
        [("Gleason", None, "3+3=6", "Prostate cancer"), ("Gleason", None, "4+4=8", "Prostate cancer")],
    ),
    ("Bladder cancer pT1G3.", [(None, None, "3", "Bladder cancer")]),
    ("Cervical cancer (FIGO IIB).", []),
    ("Fuhrman grade of the renal cell carcinoma was II.", [("Fuhrman", None, "II", "renal cell carcinoma")]),
    ("Histologic type: adenocarcinoma. Histologic grade: high.", [(None, None, "high", "adenocarcinoma")]),
    ("Most high-grade gliomas recur.", []),
    ("There was no amplification in this high-grade sarcoma.", [(None, None, "high", "sarcoma")]),
    ("High-grade osteosarcomas usually metastasize early.", []),
    ("Low grade FDG uptake of the sarcoma.", []),
    ("A grade 3 papilledema, facial palsy grade III and TIMI grade 2 flow.", []),
    ("A Ki-67 proliferation index of 2% in the low-grade area.", []),
    ("A G2 P1 woman had a tumor.", []),
    ("A sarcoma was treated without grade 3 or 4 toxicities.", []),
    ("High-grade fever, a grade 2 murmur, ECOG performance status grade 1 and grade 3 reflux in lymphoma.", []),
    ("There was no high-grade dysplasia.", []),
    ("IgG4-related disease and an immunoglobulin G4-related pseudotumor.", []),
    ("NOTE: Gleason 6 is Grade Group 1; 3+4=7 is Grade Group 2.", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[case[0][:40] for case in CASES])
def test_grades(nlp: Language, text: str, expected: list[tuple[str | None, str | None, str, str | None]]) -> None:
    found = extract(text, nlp=nlp).grades
    assert [(grade.system, grade.version, grade.value, grade.of) for grade in found] == expected


def test_two_names_of_one_tumor_are_one_grade(nlp: Language) -> None:
    text = "A poorly differentiated adenocarcinoma. The poorly differentiated gastric adenocarcinoma was resected."
    (grade,) = extract(text, nlp=nlp).grades
    assert len(grade.evidence) == 2


def test_a_grade_in_a_differential_diagnosis_is_possible(nlp: Language) -> None:
    (grade,) = extract("The differential diagnosis included a low-grade myofibroblastic sarcoma.", nlp=nlp).grades
    assert grade.certainty == "possible"


def test_a_grade_of_a_disease_in_general_is_of_the_literature(nlp: Language) -> None:
    (grade,) = extract("Well-differentiated thyroid carcinoma usually responds to radioiodine.", nlp=nlp).grades
    assert grade.subject == "literature"


# Diagnosis of a note → system and value of each grade.
NOTES: list[tuple[str, str]] = [
    (
        "Infiltrating duct carcinoma, Nottingham histologic grade 2 (tubules 3, nuclei 2, mitoses 1; total score 6/9).",
        "Nottingham 2",
    ),
    (
        "Histologic type: Invasive ductal carcinoma\n"
        "Histologic Grade (Nottingham Histologic Score)\n"
        "  Glandular (Acinar) / Tubular Differentiation: Score 3\n"
        "  Nuclear Pleomorphism: Score 2\n"
        "  Mitotic Rate: Score 1\n"
        "  Overall Grade: Grade 2 (scores of 6 or 7)",
        "Nottingham 2",
    ),
    (
        "HISTOLOGIC GRADE:\n"
        "   ___ G1: Well differentiated\n"
        "   _X_ G2: Moderately differentiated\n"
        "   ___ G3: Poorly differentiated",
        "- 2",
    ),
    ("Histologic Grade:  [ ] G1   [x] G2   [ ] G3   [ ] GX", "- 2"),
    ("Grade: ( ) well ( ) moderate (x) poor", "- poorly differentiated"),
    ("Renal cell carcinoma, clear cell type\nNuclear grade (Fuhrman): 2 of 4", "Fuhrman 2"),
    ("Clear cell RCC. Grade, WHO/ISUP ................... 3", "WHO/ISUP 3"),
    ("ISUP/WHO nucleolar grade - 2\nRenal cell carcinoma.", "WHO/ISUP 2"),
    ("Tumour grade (FNCLCC): 2 (differentiation 2, mitoses 1, necrosis 1)", "FNCLCC 2"),
    ("Leiomyosarcoma, FNCLCC grade 3/3 (differentiation score 2, mitotic score 3, necrosis score 1).", "FNCLCC 3"),
    ("FNCLCC: D2 M3 N1 = 6, grade 3. Leiomyosarcoma.", "FNCLCC 3"),
    ("Adenocarcinoma of colon, mod diff.", "- moderately differentiated"),
    ("ADENOCARCINOMA, MOD. TO POORLY DIFF, INVADING SUBMUCOSA", "- moderately to poorly differentiated"),
    ("Squamous cell ca, well to mod diff", "- well to moderately differentiated"),
    ("Differentiation : Poor\nType : Adenocarcinoma", "- poorly differentiated"),
    ("Differentiation by worst area: moderate", "- moderately differentiated"),
    ("Differentiation\twell / moderate\nType\tadenocarcinoma", "- well to moderately differentiated"),
    ("Tumour type: SCC; Grade: moderately differentiated (G2); size 2 cm", "- 2"),
    ("Adenocarcinoma, low grade (well to moderately differentiated).", "- low"),
    ("Histologic grade = High-grade", "- high"),
    ("Acinar adenocarcinoma of prostate. Gleason score: 4 + 3 = 7 (Grade Group 3).", "Gleason 4+3=7; ISUP 3"),
    ("Prostatic adenocarcinoma, Gleason grade 3+4, score 7, WHO Grade Group 2", "Gleason 3+4=7; ISUP 2"),
    (
        "Prostate. Primary Gleason pattern: 3; secondary Gleason pattern: 4; Total Gleason score: 7; Grade group: 2",
        "Gleason 7; ISUP 2",
    ),
    (
        "Prostate adenocarcinoma (3+3=6, GG1) in 2 of 12 cores; 4+4=8 (GG4) in 1 core",
        "Gleason 3+3=6; Gleason 4+4=8; ISUP 1; ISUP 4",
    ),
    ("Prostate left base: Gleason 3+4 = 7 (ISUP grade group 2), 40% of core", "Gleason 3+4=7; ISUP 2"),
    ("Diffuse astrocytoma, IDH-mutant, CNS WHO grade 2", "WHO 2"),
    ("Meningioma, CNS WHO Gr. 1", "WHO 1"),
    ("WHO Grade (CNS5): 4\nGlioblastoma.", "WHO 4"),
    ("Well differentiated neuroendocrine tumor, grade 2 (NET G2), Ki67 5%", "- 2; - well differentiated"),
    ("NET, WHO G1 (Ki-67 <2%)", "WHO 1"),
    ("Neuroendocrine tumour. WHO grade: G2 (WHO 2019).", "WHO 2"),
    ("Endometrioid adenocarcinoma, FIGO G1.", "FIGO 1"),
    ("Endometrioid carcinoma. FIGO grade: 2 of 3", "FIGO 2"),
    ("DCIS, nuclear grade 3, comedo type", "- 3"),
    ("DCIS: nuclear grade: high; necrosis: present", "- high"),
    ("DCIS, int. nuclear grade", "- intermediate"),
    ("DCIS, intermediate to high nuclear grade", "- intermediate to high"),
    ("Papillary urothelial ca., HG, non-invasive", "- high"),
    ("Papillary urothelial carcinoma, low grade (WHO/ISUP 2004)", "WHO/ISUP low"),
    ("Follicular lymphoma, grade 3A", "- 3A"),
    ("Follicular lymphoma, gr 1-2 (of 3)", "- 1-2"),
    ("Hepatocellular carcinoma, Edmondson-Steiner grade II-III", "Edmondson-Steiner II-III"),
    ("Tumor regression grade (Mandard): TRG 3", "Mandard 3"),
    ("Regression grade: 2 (modified Ryan)", "modified Ryan 2"),
    ("Treatment effect: Present, moderate response (CAP score 2)", "CAP 2"),
    ("Dworak regression grade 3", "Dworak 3"),
    ("TRG (Dworak) = 2; TRG (Mandard) = 4", "Dworak 2; Mandard 4"),
    ("Becker 1a", "Becker 1a"),
    ("Tumour regression: Becker grade 3 (>50% residual tumour)", "Becker 3"),
    ("Residual Cancer Burden: RCB-II (score 2.3)", "RCB II"),
    ("RCB class: III, RCB index 3.8", "RCB III"),
    ("RCB 0", "RCB 0"),
    ("Miller-Payne grade: 3", "Miller-Payne 3"),
    ("Chemotherapy response score (CRS): 3", "CRS 3"),
    ("Omentum with high grade serous carcinoma, CRS1", "- high; CRS 1"),
    ("Necrosis: 95% (Huvos grade III)", "Huvos III"),
    ("Osteosarcoma. Response to chemotherapy: Huvos II (80% necrosis)", "Huvos II"),
    ("mrTRG 4 on restaging", "mrTRG 4"),
    ("Grade: cannot be assessed", ""),
    ("Histologic grade: not applicable", ""),
    ("Grade: GX", ""),
    ("Grading key: G1 well, G2 moderate, G3 poor.", ""),
    ("TRG 0 = no residual, TRG 1 = single cells, TRG 2 = residual, TRG 3 = extensive", ""),
    ("No high grade dysplasia seen. Tubular adenoma with low grade dysplasia.", ""),
    ("Adenocarcinoma, grade 2/3, arising in a tubular adenoma with high grade dysplasia", "- 2"),
    ("GRADE II/III INFILTRATING DUCTAL CARCINOMA", "- II"),
    ("Carcinoma, Bloom-Richardson grade II (score 7)", "Scarff-Bloom-Richardson II"),
    ("Invasive lobular carcinoma, Elston & Ellis grade 1", "Nottingham 1"),
    ("Nottingham score 3+2+1=6, grade 2. Invasive carcinoma NST.", "Nottingham 2"),
    ("Nottingham combined grade: II (total 7/9)", "Nottingham II"),
    ("Squamous cell carcinoma, keratinising, grade I-II", "- I-II"),
    ("Grade III invasive ductal carcinoma with grade 2 DCIS", "- 2; - III"),
    ("Adenocarcinoma NOS, Grade : 2", "- 2"),
    ("Tumor Grade ......... High", "- high"),
    ("Tumour differentiation: moderate/poor", "- moderately to poorly differentiated"),
    ("Sarcoma, grade: intermediate (2/3)", "- 2"),
    ("Pleomorphic sarcoma, high grade (FNCLCC grade 3).", "FNCLCC 3"),
    ("Chondrosarcoma grade II", "- II"),
    ("Combined grade (Nottingham): 3 | Ki-67: 45%", "Nottingham 3"),
    ("| Histologic grade | 2 |\n| Size | 2 cm |", "- 2"),
    ("Gr. II invasive ductal ca", "- II"),
    ("adenocarcinoma G2-G3", "- 2-3"),
    ("adenocarcinoma (G2)", "- 2"),
    ("pT2 N1 G3 L1 V0 R0 adenocarcinoma", "- 3"),
    ("ypT2 ypN0 G2. Adenocarcinoma.", "- 2"),
    ("Grade 3 (poorly differentiated) adenocarcinoma", "- 3"),
    ("The adenocarcinoma is poorly differentiated (grade 3).", "- 3"),
    ("Immature teratoma, grade 2 (Norris)", "- 2"),
    ("Neck margin: low grade pancreatic intraepithelial neoplasia.", "- low"),
    ("IPMN with high grade dysplasia.", "- high"),
    ("Papillary adenoma / low grade papillary neoplasm, 8 mm.", "- low"),
    ("Paraganglioma. The GAPP score is 5 (moderately differentiated).", "- moderately differentiated; GAPP 5"),
    ("Oncocytic adrenal. Weiss score 5. Fuhrman grade III.", "Fuhrman III"),
]


@pytest.mark.parametrize(("text", "expected"), NOTES, ids=[case[0][:40] for case in NOTES])
def test_grades_of_notes(nlp: Language, text: str, expected: str) -> None:
    note = f"SURGICAL PATHOLOGY REPORT\nSPECIMEN: Right breast, excision\n\nFINAL DIAGNOSIS\n{text}\n"
    found = [f"{grade.system or '-'} {grade.value}" for grade in extract(note, nlp=nlp).grades]
    assert "; ".join(sorted(found)) == expected


def test_what_grades_of_notes_are_of(nlp: Language) -> None:
    note = (
        "SURGICAL PATHOLOGY REPORT\nClinical: prostate cancer, biopsy Gleason 3+4 (GG2), MRI PI-RADS 5.\n\n"
        "DIAGNOSIS\nAdenocarcinoma with mucinous features (short of colloid carcinoma), Gleason 4+5=9.\n"
        "Pancreas: IPMN with low grade dysplasia.\n"
    )
    found = {(g.value, g.of) for g in extract(note, nlp=nlp).grades}
    assert {("3+4=7", "biopsy"), ("4+5=9", "Adenocarcinoma"), ("low", "IPMN")} <= found
    assert "2" in {value for value, _ in found}
