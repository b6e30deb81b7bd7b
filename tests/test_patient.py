"""Patient: each way to write age and sex once, what is no age of the patient, and what contradicts itself."""

from __future__ import annotations

import pytest

import extractor

STATEMENTS = [
    ("A 54-year-old man was admitted.", 54, "male"),
    ("A 34-yr-old female presented with pain.", 34, "female"),
    ("A 3-month-old girl had a mass.", 0.25, "female"),
    ("An 18-month-old boy had a mass.", 1.5, "male"),
    ("A six year old male presented acutely.", 6, "male"),
    ("A fifty-six-year-old lady came.", 56, "female"),
    ("A woman aged 67 years had a melanoma.", 67, "female"),
    ("A 62 y/o man with cough.", 62, "male"),
    ("54M with a renal mass.", 54, "male"),
    ("Age: 62     Sex: F", 62, "female"),
    ("Age / Sex:      67 Y / F     Service: Pulmonary", 67, "female"),
    ("Male, 58 years. Lymphadenopathy.", 58, "male"),
    ("Ewing sarcoma in a girl of 15.", 15, "female"),
    ("An 83 years Welsh lady presented with a lump.", 83, "female"),
    ("A 69-year-old patient had a tumor.", 69, None),
    ("A woman in her sixties had a tumor.", None, "female"),
    ("The patient had a tumor. He was operated on. His recovery was good.", None, "male"),
    ("A 24-year-old gravida 2 was seen.", 24, "female"),
    ("A 45-year-old man, who had had a melanoma at the age of 15, presented.", 45, "male"),
    ("His 70-year-old mother had cancer. A 45-year-old man presented.", 45, "male"),
    ("It affects patients aged 12 years. We report a 45-year-old man.", 45, "male"),
    ("The median age was 60 years. A 45-year-old man presented.", 45, "male"),
    ("A 57-year-old woman had a 10-year-old scar.", 57, "female"),
    ("A 40-year-old man relapsed; after 11 days the patient died.", 40, "male"),
    ("An 18F-FDG PET was done in a 50-year-old man.", 50, "male"),
    # parts of years, and days
    ("A 3½-year-old girl fell.", 3.5, "female"),
    ("A 7 and 1/2-year-old girl fell.", 7.5, "female"),
    ("A two and a half years old boy fell.", 2.5, "male"),
    ("A boy aged 5 years and 3 months fell.", 5.25, "male"),
    ("A 2 year and 6-month boy fell.", 2.5, "male"),
    ("A 12-hour-old girl vomited.", 0.001, "female"),
    ("A male newborn was cyanotic on day 2 of life.", 0.005, "male"),
    ("A girl presented at 3 weeks of postnatal life.", 0.058, "female"),
    # other orders, other spellings
    ("F/41, known asthmatic.", 41, "female"),
    ("Case 1: F, 23 years. Case 2: M, 45 years.", 23, "female"),
    ("The proposita was aged about 26 years.", 26, "female"),
    ("This 28 weeks' preterm male was ventilated.", None, "male"),
    ("38 M. No allergies. Complains of melena.", 38, "male"),
    ("A 66yo AAF with cough.", 66, "female"),
    ("A 49 y/o M presented.", 49, "male"),
    ("A 71-old man fell.", 71, "male"),
    ("A-44-year-old woman came.", 44, "female"),
    ("A17-year-old girl came.", 17, "female"),
    ("A 62 year's old men came.", 62, "male"),
    ("Fifty years male came with a hydrocele.", 50, "male"),
    ("Mrs. K., a teacher of 51, was seen. She was well.", None, "female"),
    ("Mrs. K., a housewife of 51, was seen.", 51, "female"),
    ("A young woman of 19 years was seen.", 19, "female"),
    # headers of notes
    ("CYTOLOGY REPORT   C7-1\n69F\n\nHistory: mass.", 69, "female"),
    ("Acc. 1. Pt: 46 F\nLung mass.", 46, "female"),
    ("Both parts are reported together. Pt is 46 F.", 46, "female"),
    ("Pt 66M w/ dysphagia.", 66, "male"),
    ("Ref  P/7  |  Male 69  |  Taken 17-Nov-2020\nx", 69, "male"),
    ("NOT TESTED. AGE 58 F.\n\nTISSUE", 58, "female"),
    ("Received 2024-02-20\nAge, sex                          66, male\n\nHistory   ca.", 66, "male"),
    ("Age .......... 61\nSex .......... F\nx", 61, "female"),
    ("Clinical details. Female, 58. Lymphoma in 2018.", 58, "female"),
    ("PT: 49 Y/O F\nCLIN: fever", 49, "female"),
    ("HISTORY: 64YF breast mass.", 64, "female"),
    ("PATIENT: XX (F, 72)\nSPECIMEN", 72, "female"),
    ("Sex/Age: F 71\nx", 71, "female"),
    ("DOB/Age/Sex: 01/02/1950 (74 Y) F\nx", 74, "female"),
    ("AGE/SEX: 4Y 6M / F\nkidney", 4.5, "female"),
    ("Name: X    58/M    Ward 3\nx", 58, "male"),
    ("Temp: 98 F. Block F, 12 cassettes.", None, None),
    ("Ms A.K, 58 years, was seen.", 58, "female"),
    ("The patient turned 80 on the day of surgery. He was well.", 80, "male"),
    ("His father, 70 years old, has gout; the boy himself is 12.", 12, "male"),
    ("It began when she was 15; now, at 31, it bleeds.", 31, "female"),
    ("He had lost a kidney at age 9 and was 40 when seen by us.", 40, "male"),
    ("She was 36 weeks pregnant and her BMI was 31 at admission.", None, "female"),
    ("She had had measles at age 6 and was referred to us at the age of 44.", 44, "female"),
    ("She had a fracture at the age of 12. She is now 44 years old.", 44, "female"),
    # several patients: the first
    ("Two brothers, aged 11 and 15 years, had polyposis.", 11, "male"),
    ("Two sisters, 9 and 3 years, had the same rash.", 9, "female"),
    ("We report two cases in men aged 67, 71 and 60.", 67, "male"),
    ("Two 47-year-old Japanese men were seen.", 47, "male"),
    ("His brothers, aged 14 and 17 years, are well.", None, "male"),
    ("The median age was between 14 and 17 years.", None, None),
    ("Women aged between 40 and 50 years are affected.", None, None),
    # not the patient's age
    ("A 5-year-old implant was removed from the breast of this woman.", None, "female"),
    ("A male newborn was delivered at 38 weeks to a 31-year-old gravida 2.", None, "male"),
    ("A girl was the third child of a 29-year-old teacher.", None, "female"),
    ("Her mother was a 50-year-old woman. The girl was well.", None, "female"),
    ("A baby girl of 29 weeks' gestation was seen.", None, "female"),
    ("A girl with a gestational age of 30 weeks was seen.", None, "female"),
    ("A 36-year-old heart transplant recipient was seen. He was well.", 36, "male"),
    # sex without a noun for it
    ("A 33-year-old G3P2 was seen.", 33, "female"),
    ("A 40-year-old retired miner and father of four came.", 40, "male"),
    ("A 31-year-old lactating mother came.", 31, "female"),
    ("A 26-year-old patient came at 32 weeks of gestation.", 26, "female"),
    ("An infant was delivered at 32 weeks of gestation.", None, None),
    ("A 70-year-old patient had a prostatectomy.", 70, "male"),
    ("A 50-year-old patient had mitral regurgitation (MR).", 50, None),
    ("Two patients, a men and two women, were seen.", None, None),
]


@pytest.mark.parametrize(("text", "age", "sex"), STATEMENTS)
def test_statement(text: str, age: float | None, sex: str | None) -> None:
    patient = extractor.extract(text).patient
    assert (patient.age_years, patient.sex) == (age, sex)


def conflicts(text: str) -> list[list[str]]:
    """Return the values of the conflicts about the patient."""
    return [c.values for c in extractor.extract(text).conflicts if c.field == "patient.age_years"]


CASE = "Abstract\nWe report a {} with a sarcoma.\n\nCase presentation\nA {} was admitted with a mass. {}\n"


@pytest.mark.parametrize(
    ("first", "second", "rest", "expected"),
    [
        ("24-year-old patient", "23-year-old man", "", [["24", "23"]]),
        ("24-year-old man", "24-year-old man", "", []),
        ("24-year-old man", "23-year-old woman", "", []),
        ("24-year-old man", "24-year-old man", "At the age of 15 he had had a lymphoma.", []),
        ("24-year-old man", "24-year-old man", "He is now 27 years old.", []),
        ("24-year-old man", "24-year-old man", "Case 2: a 31-year-old man had a similar mass.", []),
    ],
)
def test_conflict(first: str, second: str, rest: str, expected: list[list[str]]) -> None:
    assert conflicts(CASE.format(first, second, rest)) == expected


HEADS = [
    ("CASE: 12 | F | 46Y | DEPT OF PATHOLOGY", 46, "female"),
    ("Lab no 24 | F | 47y", 47, "female"),
    ("Pathology no. 7     M, age 64", 64, "male"),
    ("S24-1  M 70   RT KIDNEY pathology", 70, "male"),
    ("Pathology    Mme, 54 ans", 54, "female"),
    ("Pathology: Homme, 42 ans", 42, "male"),
    ("24BR-1; DOB yr 1975 (49); sex: F", 49, "female"),
    ("Patient: female / DOB year 1981 (44 years)", 44, "female"),
    ("Clinical data: Patient, female, born 1961, 62 years.", 62, "female"),
    ("ACCESSION....: 24     AGE....: 47Y     SEX....: F", 47, "female"),
    ("Pt: 61 F -- metastatic carcinoma", 61, "female"),
    ("Clinical details: PMB. 68 yrs. Pipelle", 68, None),
    ("Age at sampling 52", 52, None),
    ("Clin: 63M erythrodermic patches", 63, "male"),
    ("TESTIS TUMOUR  29yo  //  T-1", 29, None),
    ("Follow-up 5 years. KRAS G12D", None, None),
    ("Patient: 62-y-o F", 62, "female"),
    ("(58/f)", 58, "female"),
    ("58yo f w/ breast mass", 58, "female"),
    ("Alter: 58 Jahre, Geschlecht: w", 58, "female"),
    ("Gender: Male     Age: 61 Y 3 M", 61.25, "male"),
    ("Final report. Patient 29 F", 29, "female"),
    ("Letter: your patient (f, 33 years)", 33, "female"),
    ("Pat. 1951, m, 74 J.", 74, "male"),
    ("Age (years) | 73\nGender | male", 73, "male"),
    ("SEX/AGE.....: FEM / 53 A        ORIGIN: SURGERY 2", 53, "female"),
    ("patient: homme/male, 29 ans/years\nOrchidopexy at age 4.", 29, "male"),
]


@pytest.mark.parametrize(("head", "age", "sex"), HEADS)
def test_heads_of_notes(head: str, age: float | None, sex: str | None) -> None:
    text = f"{head}\nSpecimen: liver, core biopsy\n\nDiagnosis\nHepatitis.\n\nGross\nTwo cores.\n"
    patient = extractor.extract(text).patient
    assert (patient.age_years, patient.sex) == (age, sex)


@pytest.mark.parametrize(
    ("head", "years", "sex"),
    [
        ("HISTOLOGY  <Age> 64   <Sex> F", 64, "female"),
        ("HISTOLOGY ~ 69M", 69, "male"),
        ("HISTOLOGY  Ref 1  77/M ex-smoker", 77, "male"),
        ("HISTOLOGY\nMs K., 38", 38, "female"),
        ("HISTOLOGY   (F, 1956, 68 y)", 68, "female"),
        ("HISTOLOGY\nSex: [ ] M [x] F   Age: 45", 45, "female"),
        ("HISTOLOGY\nAge (yrs): 55    Sex (M/F): F", 55, "female"),
        ("HISTOLOGY  Patient age: 3 mths. Girl.", 0.25, "female"),
    ],
)
def test_heads_of_notes_in_more_forms(head: str, years: float, sex: str) -> None:
    patient = extractor.extract(head + "\nSpecimen: omentum\n").patient
    assert (patient.age_years, patient.sex) == (years, sex)
