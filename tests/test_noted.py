"""Grades of notes: checklists, boxes, columns, keys and regression scores of many laboratories."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from extractor import extract

if TYPE_CHECKING:
    from spacy.language import Language

# Diagnosis of a note → system and value of each grade.
CASES: list[tuple[str, str]] = [
    ("Gleason score\t4+4=8\tGrade group\t4\nAcinar adenocarcinoma of prostate", "Gleason 4+4=8; ISUP 4"),
    ("Prostate, right: adenocarcinoma 3 + 4 (GG2)", "Gleason 3+4=7; ISUP 2"),
    ("Prostatic adenocarcinoma, Gleason's 3+3 (score 6)", "Gleason 3+3=6"),
    ("Prostatic adenocarcinoma, grade group 5 (Gleason 4+5=9), perineural invasion", "Gleason 4+5=9; ISUP 5"),
    ("Prostate ca. ISUP GG: 1, Gleason: 6 (3+3)", "Gleason 3+3=6; ISUP 1"),
    ("Gleason pattern 4: 20%. Prostate carcinoma.", ""),
    ("Invasive breast carcinoma (NST)\nNHG: 3 (3+2+3)", "Nottingham 3"),
    ("Invasive ductal carcinoma\nElston grade 2 (T3 N2 M1)", "Nottingham 2"),
    ("Invasive carcinoma NST, B-R grade: 2/3", "Scarff-Bloom-Richardson 2"),
    ("IDC, mBR gr 3 (8/9)", "Nottingham 3"),
    ("Invasive carcinoma\nTUBULES: 3  NUCLEI: 3  MITOSES: 3  TOTAL: 9  GRADE: 3", "Nottingham 3"),
    ("Nottingham Score: 7/9 (Grade 2). Ductal carcinoma", "Nottingham 2"),
    ("Modified Bloom-Richardson grade: II (of III). Ductal carcinoma", "Nottingham II"),
    ("Kidney: papillary RCC, ISUP nucleolar grade 3 of 4", "ISUP 3"),
    ("RCC, Fuhrman's nuclear gr. II/IV", "Fuhrman II"),
    ("RCC, WHO / ISUP Grade: G2", "WHO/ISUP 2"),
    ("Histologic grade (WHO/ISUP): GX - cannot be assessed. RCC", ""),
    ("Anaplastic astrocytoma (WHO grade III)", "WHO III"),
    ("Diffuse glioma, WHO II-III", "WHO II-III"),
    ("Oligodendroglioma, CNS WHO grade 3, IDH-mutant", "WHO 3"),
    ("Ependymoma; WHO CNS grade: 2", "WHO 2"),
    ("Carcinoma.\nDifferentiation poor\nTumor size 3 cm", "- poorly differentiated"),
    ("Grade / moderate\nCarcinoma", "- moderately differentiated"),
    ("Q. Grade?              A. G2 (low mitotic rate)\nCarcinoma", "- 2"),
    ("FNCLCC | 3 of 3\nLeiomyosarcoma", "FNCLCC 3"),
    ("Leiomyosarcoma.\nFNCLCC grade \u2192 2", "FNCLCC 2"),
    ("Osteosarcoma, 95% necrosis, Huvos grade III = good responder", "Huvos III"),
    ("Regression: TRG2 (Mandard), AJCC TRS 1. Carcinoma", "AJCC 1; Mandard 2"),
    ("Two neuroendocrine tumors.\n(a) 31 mm, tail, G2 -- 8 mitoses\n(b) 7 mm, body, G1", "- 1; - 2"),
    ("Adenocarcinoma of the prostate.\nR base: 5+4\nL base: GS 7 (3+4)", "Gleason 3+4=7; Gleason 5+4=9"),
    ("Prostate: adenocarcinoma. Gleason pattern 4 at ink", ""),
    ("Melanoma. After two doses colitis G3 -> stopped", "- 3"),
    ("Grade: WHO/ISUP 4? not applicable to this carcinoma", ""),
    ("Pituitary adenoma, grade 1b. Meningioma (CNS WHO G1)", "- 1b; WHO 1"),
    ("GIST, G1 (mitoses 2/5 mm2)", "- 1"),
    ("Histologic Grade: G2, High grade; mitotic rate >5/5 mm2. GIST", "- 2"),
    ("Liposarcoma, myxoid. FNCLCC: tumour differentiation 3, mitosis 1, necrosis 0: total 4 -> grade 2", "FNCLCC 2"),
    ("French Federation (FNCLCC) grade 1. Liposarcoma.", "FNCLCC 1"),
    ("Osteosarcoma, high grade, Huvos grade 2", "- high; Huvos 2"),
    ("Chondrosarcoma, Grade: 1-2 / 3", "- 1-2"),
    ("Endometrioid carcinoma. FIGO grade 1 (<5% solid)", "FIGO 1"),
    ("Serous carcinoma, HG, of ovary", "- high"),
    ("High-grade serous ca of the ovary", "- high"),
    ("Mucinous borderline tumor; immature teratoma grade 3", "- 3"),
    ("Cervix: squamous cell carcinoma, G2 (moderately differentiated)", "- 2"),
    ("Differentiation grade: G3\nCarcinoma", "- 3"),
    ("Histological differentiation\tModerate\nCarcinoma", "- moderately differentiated"),
    ("Degree of differentiation: well-moderate. Carcinoma", "- well to moderately differentiated"),
    ("Carcinoma; differentiation (predominant / worst): moderate / poor", "- moderately to poorly differentiated"),
    ("Tumor grade: 2 (intermediate)\nCarcinoma", "- 2"),
    ("Grade - III. Carcinoma", "- III"),
    ("Grade III / III ductal carcinoma", "- III"),
    ("Histologic grade (3-tier): 3. Carcinoma.", "- 3"),
    ("Colonic adenocarcinoma, low-grade (G1-G2)", "- 1-2"),
    ("Invasive SCC, moderately-differentiated, keratinizing", "- moderately differentiated"),
    ("SCC (MD)", "- moderately differentiated"),
    ("Adenocarcinoma, p.d.", ""),
    ("CRS score: 3 (omentum). Carcinoma.", "CRS 3"),
    ("Chemotherapy response score (Bohm): 1", "CRS 1"),
    ("Response to therapy: TRG 1 (Mandard). Carcinoma.", "Mandard 1"),
    ("Tumor Regression Score: 2 (partial response)", "- 2"),
    ("Treatment effect: No known presurgical therapy", ""),
    (
        "Treatment Effect: Present, with residual cancer showing evident tumor regression (partial response, score 2)",
        "- 2",
    ),
    ("AJCC tumor regression grade 1; modified Ryan 1", "AJCC 1; modified Ryan 1"),
    ("Rectal carcinoma; Dworak TRG: 3; Rödel 3", "Dworak 3; Rödel 3"),
    ("TRG (Becker): Ib", "Becker Ib"),
    ("Regression grade according to Becker: 2", "Becker 2"),
    ("Evans grade: IIa", "Evans IIa"),
    ("Miller & Payne: grade 4/5", "Miller-Payne 4"),
    ("RCB index: 1.21, RCB class: I", "RCB I"),
    ("RCB-III (3.45)", "RCB III"),
    ("Sataloff: TB NC", ""),
    ("Lung adenocarcinoma: IASLC grade: 2", "IASLC 2"),
    ("Adenocarcinoma, acinar predominant, grade 2 (IASLC)", "IASLC 2"),
    ("Follicular lymphoma (grade 3a of 3)", "- 3a"),
    ("Urothelial carcinoma in situ; papillary carcinoma, low-grade (WHO 2016)", "WHO low"),
    ("pTa LG urothelial carcinoma", "- low"),
    ("T1 HG papillary carcinoma of bladder", "- high"),
    ("NET, grade 1 (ki67 1%), WHO 2022", "WHO 1"),
    ("Well-differentiated NET (G2)", "- 2; - well differentiated"),
    ("NEC, large cell, high grade", "- high"),
    ("Thymoma type B2. No grade applies.", ""),
    ("ASA grade 2. Adenocarcinoma. ECOG 1.", ""),
    ("Steatohepatitis grade 2, fibrosis stage 3.", ""),
    ("Cirrhosis (METAVIR A2 F4). HCC grade 2 (Edmondson).", "Edmondson-Steiner 2"),
    ("Clark level IV melanoma, Breslow 2.1 mm", "Clark IV"),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[case[0][:40] for case in CASES])
def test_grades_of_notes(nlp: Language, text: str, expected: str) -> None:
    note = f"SURGICAL PATHOLOGY REPORT\nSPECIMEN: Right breast, excision\n\nFINAL DIAGNOSIS\n{text}\n"
    found = [f"{grade.system or '-'} {grade.value}" for grade in extract(note, nlp=nlp).grades]
    assert "; ".join(sorted(found)) == expected


def test_a_note_keeps_grades_of_two_kinds_of_tumor_apart(nlp: Language) -> None:
    diagnoses = "A. Invasive ductal carcinoma, grade 3\nB. Invasive lobular carcinoma, grade 3"
    assert len(extract(f"FINAL DIAGNOSIS\n{diagnoses}\n\nGROSS\nTwo breasts.\n", nlp=nlp).grades) == 2


def test_a_checklist_joins_the_grade_of_the_diagnosis(nlp: Language) -> None:
    synoptic = "SYNOPTIC\nTumor size: 4 cm\nGrade (WHO/ISUP) ..... G3\n"
    (grade,) = extract(f"FINAL DIAGNOSIS\nClear cell RCC, WHO/ISUP grade 3\n\n{synoptic}", nlp=nlp).grades
    assert len(grade.evidence) == 2
