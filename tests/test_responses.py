"""Responses: categories of the patient, percentages, rates of groups, and what is no response of a tumor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from extractor import extract
from extractor.grammar.percentages import runs
from extractor.grammar.timepoints import timepoints

if TYPE_CHECKING:
    from spacy.language import Language

# Text → (category, criteria, timepoint) of each category record.
CATEGORIES: list[tuple[str, list[tuple[str | None, str | None, str | None]]]] = [
    ("CT of the tumor showed a partial response after 6 cycles.", [("PR", None, "6 cycles")]),
    ("At week 8 the tumor had a partial response according to RECIST 1.1.", [("PR", "RECIST 1.1", "week 8")]),
    ("Lung cancer, on gefitinib from March 2018, PD Jan 2020.", [("PD", None, "Jan 2020")]),
    (
        "GIST. Imatinib 400 mg daily, partial response at 3 months then PD.",
        [("PR", None, "3 months"), ("PD", None, None)],
    ),
    ("AML, in CR1 since chemotherapy, now cytopenia.", [("CR", None, None)]),
    ("Neuroblastoma. Response by INRC on MIBG: partial.", [("PR", "INRC", None)]),
    ("Melanoma. A published case had a partial response to imatinib.", [("PR", None, None)]),
    ("She achieved stable disease with docetaxel.", [("SD", None, None)]),
    ("According to RECIST 1.1, the best response was a partial response.", [("PR", "RECIST 1.1", None)]),
    ("He was in complete remission after rituximab.", []),
    ("Lung cancer on docetaxel. 9/2021: PD in lungs.", [("PD", None, None)]),
    ("Lymphoma. R-ICE x2 -> PR -> CAR-T.", [("PR", None, None)]),
    ("A total of 9 lung metastases disappeared.", []),
    ("By RECIST 1.1, 2 of 5 metastases disappeared, which was considered PD.", [("PD", "RECIST 1.1", None)]),
    ("The lymphoma was in complete metabolic response (Lugano criteria).", [("CR", "Lugano", None)]),
    ("CT of the cancer was determined as stable disease (SD) by RECIST.", [("SD", "RECIST", None)]),
    ("The patient achieved a CR of her lymphoma after chemotherapy.", [("CR", None, None)]),
    ("Resection of the sarcoma revealed a pathological complete response.", [("pCR", None, None)]),
    ("After 3 months of therapy CT showed a complete regression of the metastases.", [("CR", None, "3 months")]),
    ("The brain metastases had totally resolved 3 weeks later.", [("CR", None, "3 weeks")]),
    ("The liver metastasis remained stable.", [("SD", None, None)]),
    ("CT showed progression of the liver metastases.", [("PD", None, None)]),
    ("At 18 months the lung cancer progressed.", [("PD", None, "18 months")]),
    ("Half the dose could not control tumor progression.", [("PD", None, None)]),
    ("The tumor failed to achieve complete response or partial response.", []),
    ("There was no disease progression of the sarcoma.", []),
    ("Imatinib was continued until disease progression in GIST.", []),
    ("Progression-free survival matters in lymphoma.", []),
    ("There was a nearly complete regression of the lung tumors.", []),
    ("With lymphoma, complete resolution of the pneumothorax and disappearance of pain were seen.", []),
    ("The sarcoma was resected; vital signs remained stable.", []),
    ("ER and PR were positive in the breast carcinoma. The PD-L1 test and the SD of the mean.", []),
    ("He had nephrotic syndrome in complete remission.", []),
    ("The lung metastases could no longer be seen on CT after six cycles.", [("CR", None, "six cycles")]),
    ("The lymphoma went into remission, complete on PET, after two courses.", [("CR", None, "two courses")]),
    ("The response was rated as complete by PERCIST.", [("CR", "PERCIST", None)]),
    ("The metastasis was completely gone after radiotherapy.", [("CR", None, None)]),
    (
        "No residual carcinoma was found in the specimen, i.e. a pathologically complete response.",
        [("pCR", None, None)],
    ),
    (
        "The response of the sarcoma was partial at 6 weeks and complete at 3 months.",
        [("PR", None, "6 weeks"), ("CR", None, "3 months")],
    ),
    ("The patient with melanoma has been in CR for 20 months.", [("CR", None, "20 months")]),
    ("A complete metabolic and morphologic response of the lymphoma was noted.", [("CR", None, None)]),
    ("The lymphoma responded only partially.", [("PR", None, None)]),
    (
        "Melanoma: dacarbazine (4 cycles, PD), then ipilimumab (CR, ongoing).",
        [("PD", None, None), ("CR", None, None)],
    ),
    ("CT revealed progression in the liver and the bones in the breast cancer.", [("PD", None, None)]),
    ("The response to antibiotics was complete in the child with leukaemia.", []),
    ("He was in PR on sunitinib.", [("PR", None, None)]),
    (
        "mRECIST two months after TACE: CR of the larger nodule, SD of the other.",
        [
            ("CR", "mRECIST", "two months"),
            ("SD", "mRECIST", "two months"),
        ],
    ),
    ("For want of any response (PD after 3 cycles of docetaxel), therapy was changed.", [("PD", None, "3 cycles")]),
    ("Because of PD the treatment of the sarcoma was switched to trabectedin.", [("PD", None, None)]),
    ("Lenvatinib kept the disease stable for a year in this thyroid cancer.", [("SD", None, "a year")]),
    ("The liver metastases were judged stable at 3 months.", [("SD", None, "3 months")]),
    ("Imaging showed stable lung metastases.", [("SD", None, None)]),
    ("He progressed on crizotinib after 10 months.", [("PD", None, "10 months")]),
    ("Progression of the carcinoma was seen in each scan.", [("PD", None, None)]),
    ("At progression, osimertinib was started for the adenocarcinoma.", [("PD", None, None)]),
    ("MRI revealed progress of the melanoma.", [("PD", None, None)]),
    ("The neuroblastoma was rapidly progressive despite therapy.", [("PD", None, None)]),
    ("Due to tumor progression he was discharged and died six weeks after surgery.", [("PD", None, None)]),
    (
        "At the 9-month visit, all of the measurable and most of the other lesions of lung, liver and bones "
        "had a different size than before therapy, which by RECIST was PD.",
        [("PD", "RECIST", "9-month")],
    ),
    ("The patient with pancreatic cancer underwent PD with portal vein resection, and chemotherapy followed.", []),
    ("The breast carcinoma had lost PR after endocrine therapy.", []),
    ("A man with stable angina had lung cancer.", []),
    ("The cortisol response was partial in the patient with the pituitary adenoma.", []),
    ("The pain responded completely to radiotherapy of the metastasis.", []),
    ("Stable disease was not achieved in the melanoma.", []),
    ("A mass of the neck had progressed over the past year; lymphoma was diagnosed.", []),
    ("The tumor was resected; the periodontal disease remained stable.", []),
    ("Tumor necrosis factor was blocked and complete remission achieved.", []),
    ("The sarcoidosis went into complete remission with prednisone.", []),
    ("Retinoic acid inhibits the progression of certain cancers.", []),
    ("Paclitaxel was given until progression 9 months later.", [("PD", None, "9 months")]),
    ("Erlotinib was given until disease progression in April 2013.", [("PD", None, "April 2013")]),
    ("Erlotinib is given until progression or toxicity.", []),
    ("Sorafenib for liver cancer: a PR by mRECIST was confirmed 6 weeks later.", [("PR", "mRECIST", "6 weeks")]),
    ("In March 2015, CT showed progressive disease of the melanoma.", [("PD", None, "March 2015")]),
    ("By June the PET showed complete remission of the lymphoma.", [("CR", None, "June")]),
    ("The MDS was stable disease by IWG 2006 criteria.", [("SD", "IWG 2006", None)]),
    ("After chemotherapy a CT scan showed progressive disease.", [("PD", None, None)]),
    ("Ipilimumab at 3-week intervals led to progressive disease of the melanoma.", [("PD", None, None)]),
    (
        "Two years later, he was treated for a lymphoma. R-CHOP led to complete remission of the disease.",
        [("CR", None, None)],
    ),
]

# Text → (measure, value or (low, high), n, timepoint) of each percentage.
PERCENTAGES: list[tuple[str, list[tuple[str, object, int | None, str | None]]]] = [
    ("There was a 45% reduction in tumor size at week 12.", [("tumor_size", 45, None, "week 12")]),
    ("The lung nodules of the melanoma had increased by 34%.", [("tumor_size", 34, None, None)]),
    ("Pathology of the tumor revealed > 95% necrosis.", [("necrosis", 95, None, None)]),
    ("The sarcoma had extensive treatment response (> 95%).", [("pathologic_response", 95, None, None)]),
    ("The resected GIST had 10% viable tumor.", [("viable_tumor", 10, None, None)]),
    ("The dose was reduced by 25% during therapy of the lymphoma.", []),
    ("Entrectinib had a 57% ORR among 54 patients with sarcoma.", [("objective_response_rate", 57, 54, None)]),
    (
        "Patients with sarcoma (n = 12) reported an objective response rate (ORR) of 50%, including 17% complete "
        "responses, with a disease control rate (DCR) of 100%.",
        [
            ("objective_response_rate", 50, 12, None),
            ("complete_response_rate", 17, 12, None),
            ("disease_control_rate", 100, 12, None),
        ],
    ),
    (
        "Patients with sarcoma (n = 7) reported lower ORR and DCR (14 and 86% respectively).",
        [("objective_response_rate", 14, 7, None), ("disease_control_rate", 86, 7, None)],
    ),
    (
        "In sarcoma, progression-free survival at 1-year and 2-year (1-yr/2-yr PFS) was of 73.3 and 48.9% in positive "
        "patients compared to 53.6 and 35.7% in negative ones.",
        [
            ("progression_free_survival_rate", 73.3, None, "1-year"),
            ("progression_free_survival_rate", 48.9, None, "2-year"),
            ("progression_free_survival_rate", 53.6, None, "1-year"),
            ("progression_free_survival_rate", 35.7, None, "2-year"),
        ],
    ),
    (
        "In lung cancer, alectinib (n = 152) was compared with crizotinib (n = 151); the "
        "objective response rates were 82.9 and 75.5 %.",
        [("objective_response_rate", 82.9, 152, None), ("objective_response_rate", 75.5, 151, None)],
    ),
    (
        "The tumor shrank by 30% after two cycles and by 65% after six cycles.",
        [("tumor_size", 30, None, "two cycles"), ("tumor_size", 65, None, "six cycles")],
    ),
    ("The volume reduction of the neurofibroma was 28% at 1 year.", [("tumor_size", 28, None, "1 year")]),
    (
        "Viable tumour cells made up less than 10% of the sarcoma, whereas necrosis amounted to 85%.",
        [("viable_tumor", 10, None, None), ("necrosis", 85, None, None)],
    ),
    ("The resected carcinoma had less than 5% residual tumour.", [("viable_tumor", 5, None, None)]),
    ("MRI showed a reduction of the tumor volume from 12 to 3 mL (75%).", [("tumor_size", 75, None, None)]),
    (
        "Of 15 patients with thymoma given octreotide, 5 (33%) had PR and 6 (40%) had SD.",
        [("partial_response_rate", 33, 15, None)],
    ),
    ("PD-L1 was positive in 60% of viable tumor cells of the lung cancer.", []),
    ("Ki-67 was 30% and necrosis was present in the carcinoma.", []),
    ("The carcinoma had solid growth in 60%.", []),
    (
        "In that trial of melanoma, 40% of patients responded and 12% (5/42) had a complete remission.",
        [("objective_response_rate", 40, None, None), ("complete_response_rate", 12, 42, None)],
    ),
    ("Of 30 patients with sarcoma, 6 (20%) achieved a partial response.", [("partial_response_rate", 20, 30, None)]),
    (
        "In the literature, the 5-year survival of patients with osteosarcoma is 60%, the disease-free survival 50%.",
        [("overall_survival_rate", 60, None, "5-year")],
    ),
    (
        "An overall response rate (ORR) of about 50–60% is reported in sarcoma.",
        [("objective_response_rate", (50, 60), None, None)],
    ),
    (
        "Disease control rate and median PFS for docetaxel were 48% and 3.1 months, respectively.",
        [("disease_control_rate", 48, None, None)],
    ),
    ("Chemotherapy-induced necrosis amounted to 90% (Huvos grade III).", [("necrosis", 90, None, None)]),
]


@pytest.mark.parametrize(("text", "expected"), CATEGORIES, ids=[case[0][:40] for case in CATEGORIES])
def test_categories(nlp: Language, text: str, expected: list[tuple[str | None, str | None, str | None]]) -> None:
    found = extract(text, nlp=nlp).responses
    assert [(r.category, r.criteria, r.timepoint) for r in found if r.measure == "category"] == expected


@pytest.mark.parametrize(("text", "expected"), PERCENTAGES, ids=[case[0][:40] for case in PERCENTAGES])
def test_percentages(nlp: Language, text: str, expected: list[tuple[str, object, int | None, str | None]]) -> None:
    found = [r for r in extract(text, nlp=nlp).responses if r.quantity is not None and r.measure != "prevalence"]
    quantities = [
        r.quantity.value if r.quantity.low is None else (r.quantity.low, r.quantity.high) for r in found if r.quantity
    ]
    assert [(r.measure, value, r.n, r.timepoint) for r, value in zip(found, quantities, strict=True)] == expected


def test_rates_are_of_the_literature_and_name_their_treatment(nlp: Language) -> None:
    (rate,) = extract("Entrectinib had a 57% ORR among 54 patients with sarcoma.", nlp=nlp).responses
    assert (rate.subject, rate.of) == ("literature", "Entrectinib")


def test_a_share_of_cases_is_a_prevalence(nlp: Language) -> None:
    (share,) = extract("Discussion\nNTRK fusions are found in > 90% of secretory breast carcinomas.", nlp=nlp).responses
    assert (share.measure, share.of, share.subject) == ("prevalence", "secretory breast carcinomas", "literature")


def test_mentions_that_complete_each_other_are_one_response(nlp: Language) -> None:
    text = (
        "He had an excellent response, with a 45% reduction in tumor size by RECIST criteria. Surgery followed.\n\n"
        "Fig. 5 Response to therapy as assessed by RECIST 1.1. At week 12 there was a 45% decrease of the lesion."
    )
    (response,) = extract(text, nlp=nlp).responses
    assert (response.criteria, response.timepoint, len(response.evidence)) == ("RECIST 1.1", "week 12", 2)


def test_percentages_in_lists_and_ranges() -> None:
    listed = runs("73.3 and 48.9% in one group, 5-25% in the other (95% CI 3-30%), n = 440, 78.0 and 74.0 %")
    values = [[(p.quantity.value, p.quantity.low, p.quantity.high) for p in run] for run in listed]
    assert values == [[(73.3, None, None), (48.9, None, None)], [(None, 5, 25)], [(78, None, None), (74, None, None)]]


def test_times_share_their_unit() -> None:
    assert [
        t.written for t in timepoints("The one, two, and five-year survival; a 21-year-old man; after two cycles")
    ] == [
        "one-year",
        "two-year",
        "five-year",
        "two cycles",
    ]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("at the 4th and 8th months of therapy", ["4th and 8th months"]),
        ("the marrow on day +28", ["day +28"]),
        ("after 2-3 cycles", ["2-3 cycles"]),
        ("several months later", ["several months"]),
        ("after half a year", ["half a year"]),
        ("doxorubicin on day 1 in the 26th week of gestation", []),
    ],
)
def test_times_as_written(text: str, written: list[str]) -> None:
    assert [time.written for time in timepoints(text)] == written


def test_a_regimen_shows_that_a_response_is_of_a_tumor(nlp: Language) -> None:
    (response,) = extract("Complete remission after R-CHOP.", nlp=nlp).responses
    assert response.category == "CR"
    assert not extract("Complete remission after HRZE.", nlp=nlp).responses


# Text of a note → measure and value of each response.
NOTES: list[tuple[str, list[tuple[str, float | None]]]] = [
    ("Viable tumour ............ 20 %", [("viable_tumor", 20)]),
    ("| Viable | > 90% of bed", [("viable_tumor", 90)]),
    ("Necrosis post chemotherapy ........ 93 %", [("necrosis", 93)]),
    ("Hyalinized stroma 25% of tumor, viable 45%.", [("viable_tumor", 45)]),
    ("Residual sarcoma, 35% viable, 50% necrosis/fibrosis.", [("viable_tumor", 35), ("necrosis", 50)]),
    ("Sunitinib: PR (RECIST 1.1, -38%).", [("category", None), ("tumor_size", 38)]),
    ("Viable tumor makes up roughly 25% of the bed.", [("viable_tumor", 25)]),
    ("Pazopanib: PR by RECIST 1.1 at week 8 (target lesions -44%).", [("category", None), ("tumor_size", 44)]),
    ("After chemotherapy complete response at 3 months not achieved.", []),
    ("ER - positive, 80%. PR - positive, 30%, patchy. Chemotherapy given.", []),
    ("Carcinoma with necrosis, about 40%.", []),
    ("About 70% of the viable tumor is solid.", []),
    ("DCIS with comedo-type necrosis, 10%. S/p neoadjuvant therapy.", []),
]


@pytest.mark.parametrize(("text", "expected"), NOTES, ids=[case[0][:40] for case in NOTES])
def test_responses_of_notes(nlp: Language, text: str, expected: list[tuple[str, float | None]]) -> None:
    note = f"SPECIMEN: Left femur, resection\nFINAL DIAGNOSIS\nSarcoma\nGROSS\nMass\nMICROSCOPIC\n{text}\n"
    found = [(r.measure, r.quantity.value if r.quantity else None) for r in extract(note, nlp=nlp).responses]
    assert sorted(found, key=str) == sorted(expected, key=str)


NOTED = [
    ("FOLFIRI + bev x 8 = PR; then PD", "category PR; category PD"),
    ("Response=CR (Deauville 2)", "category CR"),
    ("Response -> pCR", "category pCR"),
    ("Day 28 after 7+3: morphologic CR", "category CR"),
    ("After chemotherapy RVT 8% -> MPR", "viable_tumor 8; pathologic_response -"),
    ("Tumor shrinkage on CT: 35%", "tumor_size 35"),
]


@pytest.mark.parametrize(("text", "expected"), NOTED, ids=[case[0][:40] for case in NOTED])
def test_responses_of_histories(nlp: Language, text: str, expected: str) -> None:
    note = f"SURGICAL PATHOLOGY REPORT\nSPECIMEN: Lung, resection\n\nCLINICAL HISTORY\nCarcinoma.\n{text}\n"
    found = extract(note, nlp=nlp).responses
    told = [f"{r.measure} {r.category or (r.quantity.value if r.quantity else '-')}" for r in found]
    assert sorted(told) == sorted(expected.split("; "))


def test_necrosis_before_a_treatment_is_the_tumor_s_own(nlp: Language) -> None:
    first = "SURGICAL PATHOLOGY REPORT\nFINAL DIAGNOSIS\nTestis: embryonal carcinoma.\nTumor necrosis: 25%.\n"
    later = "ADDENDUM\nFour cycles of BEP were given. Node: teratoma with 60% necrosis.\n"
    found = extract(first + "Rete testis and cord free of tumor.\n" * 25 + later, nlp=nlp).responses
    assert [r.quantity.value for r in found if r.measure == "necrosis" and r.quantity] == [60]
