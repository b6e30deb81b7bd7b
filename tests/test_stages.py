"""Stages: what is one, how it is written, and what only looks like one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from extractor import extract

if TYPE_CHECKING:
    from spacy.language import Language

# Text → (tnm, group, system, edition) of each stage record.
CASES: list[tuple[str, list[tuple[str | None, str | None, str | None, str | None]]]] = [
    ("The carcinoma was staged as pT2, pN1, M0.", [("pT2N1M0", None, None, None)]),
    ("Pathological staging was pT2N1M0, stage IIB.", [("pT2N1M0", "IIB", None, None)]),
    ("The heart failure was stage III.", []),
    ("She had a T2 breast cancer.", [("T2", None, None, None)]),
    ("MRI showed a T2 hyperintense tumor.", []),
    ("Histology: ypT1 ypN1 M1 stage IV carcinoma.", [("ypT1N1M1", "IV", None, None)]),
    ("The residual sarcoma (TNM: ypT1, according to UICC—VIII ed. 2017).", [("ypT1", None, "UICC", "8")]),
    ("Breast carcinoma pT1c(m)N0(sn)M0 (AJCC 8th edition).", [("pT1c(m)N0(sn)M0", None, "AJCC", "8")]),
    ("Gallbladder cancer (stage II, T2 N0 M0, per UICC 7th edition).", [("T2N0M0", "II", "UICC", "7")]),
    (
        "Primary tumor of the colon: pT3\nRegional lymph nodes: pN2b\nDistant metastasis: pM1",
        [("pT3N2bM1", None, None, None)],
    ),
    ("PATHOLOGIC STAGE OF CARCINOMA (AJCC 8TH ED.) .... pT2 N1a", [("pT2N1a", None, "AJCC", "8")]),
    ("Endometrial carcinoma, FIGO 2018 stage IIIC1.", [(None, "IIIC1", "FIGO", "2018")]),
    # synoptic reports: boxes, capitals, lines and columns
    ("RENAL CARCINOMA\nPT ......... [ ] PT1A  [X] PT1B  [ ] PT2A\nPN ......... PNX\n", [("pT1bNX", None, None, None)]),
    ("#pT: 2a\n#pN: 1\nCarcinoma of the colon", [("pT2aN1", None, None, None)]),
    ("pT category: 3. pN category: 1b. Carcinoma of the colon.", [("pT3N1b", None, None, None)]),
    ("Carcinoma, rpT2 pNX.", [("rpT2NX", None, None, None)]),
    ("Prostate cancer. CLINICAL STAGE T1C", [("cT1c", None, None, None)]),
    ("Carcinoma of the tongue. Stage, AJCC8: pT4a pN3b", [("pT4aN3b", None, "AJCC", "8")]),
    ("Carcinoma. pTNM (8th): pT2 N0", [("pT2N0", None, None, "8")]),
    ("SQUAMOUS CARCINOMA, PT2 PN0 BY THE EIGHTH EDITION OF AJCC", [("pT2N0", None, "AJCC", "8")]),
    ("COLON CARCINOMA PT3 PN1 (1/28) L1 V0 PN0 R0", [("pT3N1", None, None, None)]),
    ("dictated: adenocarcinoma of the colon, pt3 pn1a.", [("pT3N1a", None, None, None)]),
    ("Cervical carcinoma\nFIGO_2018=IIIC1p", [(None, "IIIC1p", "FIGO", "2018")]),
    ("Neuroblastoma, INRG M, INSS stage 4.", [(None, "M", "INRG", None), (None, "4", "INSS", None)]),
    ("Rectal carcinoma, ypT0 ypN0 (TNM 8). Dukes: not applicable", [("ypT0N0", None, None, "8")]),
    ("Bladder cancer (low grade, Ta, 2015).", [("Ta", None, None, None)]),
    ("UROTHELIAL CARCINOMA, TA HIGH GRADE", [("Ta", None, None, None)]),
    ("TNM (AJCC 8) of the melanoma: pT3b pN1a(sn)\nStage group: IIIC", [("pT3bN1a(sn)", "IIIC", "AJCC", "8")]),
    (
        "Carcinoma. pT1a1 pNX (8th ed) / FIGO 2018 stage IA1",
        [("pT1a1NX", None, None, "8"), (None, "IA1", "FIGO", "2018")],
    ),
    (
        "Ovarian carcinoma\nFIGO 2014          IIB          IIIC",
        [(None, "IIB", "FIGO", "2014"), (None, "IIIC", "FIGO", "2014")],
    ),
    ("Endometrial carcinoma. FIGO 2023: IAm-POLEmut", [(None, "IAm-POLEmut", "FIGO", "2023")]),
    ("Nodal carcinoma: pT2 pN1 (2/14)", [("pT2N1", None, None, None)]),
    ("Sarcoma, ypT3\n\nNodes: ypN0. Sarcoma staged ypT3 ypN0.", [("ypT3N0", None, None, None)]),
    ("Carcinoma. Does not support stage IV.", []),
    ("Carcinoma key: pT1 <= 2 cm, pT2 > 2-5 cm.", []),
    ("Ann Arbor stage IVB Hodgkin lymphoma.", [(None, "IVB", "Ann Arbor", None)]),
    ("A Dukes' C carcinoma of the colon.", [(None, "C", "Dukes", None)]),
    (
        "Chronic lymphocytic leukemia, Binet stage A, Rai stage 0.",
        [(None, "A", "Binet", None), (None, "0", "Rai", None)],
    ),
    ("Masaoka stage III thymoma.", [(None, "III", "Masaoka", None)]),
    ("Esophageal cancer, cStage II.", [(None, "II", None, None)]),
    ("She had stage IV B-cell lymphoma.", [(None, "IV", None, None)]),
    ("A T4N1M1 lesion. The stage was again T4 N1 M1 for this cancer.", [("T4N1M1", None, None, None)]),
    ("HCC of BCLC intermediate stage B.", [(None, "B", "BCLC", None)]),
    ("The hepatocellular carcinoma belonged to BCLC-C.", [(None, "C", "BCLC", None)]),
    (
        "Clinical stage was therefore IIB. At surgery it turned out to be stage IVA.",
        [(None, "IIB", None, None), (None, "IVA", None, None)],
    ),
    ("The lung cancer progressed from stage II to stage IV.", [(None, "II", None, None), (None, "IV", None, None)]),
    ("Lung cancer, stage of the disease IIIB.", [(None, "IIIB", None, None)]),
    ("The colon cancer was of stage three.", [(None, "3", None, None)]),
    ("Myeloma, R-ISS 3, Durie-Salmon IIIA.", [(None, "3", "R-ISS", None), (None, "IIIA", "Durie-Salmon", None)]),
    ("A neuroblastoma, INSS 4.", [(None, "4", "INSS", None)]),
    ("Nephroblastoma, SIOP stage V.", [(None, "V", "SIOP", None)]),
    ("FIGO (2018) IB2 carcinoma of the cervix, clinically T1b2.", [("T1b2", "IB2", "FIGO", "2018")]),
    ("Ovarian cancer was IIIC according to FIGO.", [(None, "IIIC", "FIGO", None)]),
    ("Gastric lymphoma, IIE by the Ann Arbor classification.", [(None, "IIE", "Ann Arbor", None)]),
    ("Masaoka-Koga stage IIa thymoma.", [(None, "IIa", "Masaoka-Koga", None)]),
    ("Jewett-Marshall stage B1 prostate cancer.", [(None, "B1", "Jewett-Marshall", None)]),
    ("Stage D2 prostate cancer.", [(None, "D2", None, None)]),
    ("Astler-Coller B2 rectal carcinoma.", [(None, "B2", "Astler-Coller", None)]),
    ("The tumor (T3) was node-positive (N1) without metastases (M0).", [("T3N1M0", None, None, None)]),
    ("Rectal cancer staged by MRI as mrT3bN1.", [("mrT3bN1", None, None, None)]),
    ("The stage of the carcinoma was IIB.", [(None, "IIB", None, None)]),
    ("Lung cancer (cT4N2M0, IIIB).", [("cT4N2M0", "IIIB", None, None)]),
    ("Rectal cancer pT3 pN2a (6/18) pM0.", [("pT3N2aM0", None, None, None)]),
    ("A TaG2 tumor of the bladder.", [("Ta", None, None, None)]),
    ("FIGO stage at diagnosis was IIIC for the ovarian cancer.", [(None, "IIIC", "FIGO", None)]),
    ("Oropharyngeal cancer, stage I per AJCC 8.", [(None, "I", "AJCC", "8")]),
    ("A lung cancer patient had stage 3 chronic kidney disease.", []),
    ("Hurley stage III hidradenitis and a carcinoma.", []),
    ("IRS IV protocol for rhabdomyosarcoma.", []),
    ("Limited-stage small cell lung cancer.", [(None, "limited", None, None)]),
    ("Mycosis fungoides (T2N0M0B0).", [("T2N0M0B0", None, None, None)]),
    ("Gallbladder cancer, pT2 pN0 (UICC, 7th).", [("pT2N0", None, "UICC", "7")]),
    ("MRI was in keeping with a T2 rectal carcinoma.", [("T2", None, None, None)]),
    ("Fractures and spinal metastasis at T4, T6 tumor of the vertebral body.", []),
    ("Carcinomas of this site usually show a poor outcome with stage IV disease.", []),
    ("A sarcoma and CKD stage V.", []),
    ("T1-weighted images of the tumor, T2 hyperintense, at the level of T4 and T12-L1.", []),
    ("He had stage 3 chronic kidney disease, a stage IV sacral ulcer and prostate cancer.", []),
    ("Survival of patients with stage III-IV lymphoma, and of stages I and II, was poor.", []),
    ("The second stage of the operation for cancer, free T4 and T3 were normal.", []),
]


FORMS = [
    ("FIGO 2018          -> IIIC2r", "- IIIC2r"),
    ("FIGO stage IIIC1ii (2023)", "- IIIC1ii"),
    ("T: 3\nN: 1b\nM: 0\nStage: IIIB", "T3N1bM0 -; - IIIB"),
    ("pT2 (28 mm) pN1a (1/12)  Stage IIB", "pT2N1a IIB"),
    ("pT -> pT3\npN -> pN2a\nAJCC prognostic stage group -> IIIB", "pT3N2a IIIB"),
    ("TUMOR STAGE|PT2\nNODE STAGE|PN1A\nSTAGE GROUP|IIB", "pT2N1a IIB"),
    ("PT             3A\nPN             0", "pT3aN0 -"),
    ("Q. Stage?              A. IIB", "- IIB"),
    ("ypT2 ypN0 ypM1a / IVA (AJCC 8)", "ypT2N0M1a IVA"),
    ("Carcinoma of the tongue, pt2 pn2b", "pT2N2b -"),
    ("Stage: pT1 pN1, AJCC 8th, group III", "pT1N1 III"),
    ("Clinical staging cT3 N1 M0 = IIIB", "cT3N1M0 IIIB"),
]


@pytest.mark.parametrize(("text", "expected"), FORMS, ids=[case[0][:40] for case in FORMS])
def test_stages_of_forms(nlp: Language, text: str, expected: str) -> None:
    note = f"SURGICAL PATHOLOGY REPORT\nSPECIMEN: Colon, resection\n\nFINAL DIAGNOSIS\n{text}\n"
    assert "; ".join(f"{s.tnm or '-'} {s.group or '-'}" for s in extract(note, nlp=nlp).stages) == expected


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[case[0][:40] for case in CASES])
def test_stages(
    nlp: Language, text: str, expected: list[tuple[str | None, str | None, str | None, str | None]]
) -> None:
    found = extract(text, nlp=nlp).stages
    assert [(stage.tnm, stage.group, stage.system, stage.edition) for stage in found] == expected


def test_evidence_of_a_stage_slices_the_report(nlp: Language) -> None:
    text = "Breast carcinoma,\nstage IIB (T2 N1 M0)."
    (stage,) = extract(text, nlp=nlp).stages
    assert [text[e.start : e.end] for e in stage.evidence] == ["stage IIB (T2 N1 M0"]


def test_amended(nlp: Language) -> None:
    """What an amendment changes is superseded, what it repeats is not."""
    text = (
        "DIAGNOSIS\nColon carcinoma.\nNodes: 3 of 21.\nMargins free.\nNo deposits.\nOther: none.\npT: pT3\npN: pN1b\n\n"
        "AMENDED REPORT\nMore nodes found.\nRevised pN: pN2a (previously pN1b)\npT: pT3 (no change)\n"
    )
    assert [(s.tnm, s.superseded) for s in extract(text, nlp=nlp).stages] == [("pT3N1b", True), ("pT3N2a", None)]
