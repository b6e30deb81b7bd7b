"""Treatments: drugs and how they were given, radiotherapy, surgery; and mentions that are no treatments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import extractor
from extractor.grammar.doses import amounts
from extractor.grammar.lengths import duration
from extractor.grammar.schedules import compose, cycles, parts
from extractor.grammar.spans import spans_in
from extractor.rules import settings

if TYPE_CHECKING:
    from spacy.language import Language

# Text → what its drugs are: (name, dose, frequency, further fields), doses written value/unit/per.
GIVEN: list[tuple[str, list[tuple[str, str | None, str | None, dict[str, Any]]]]] = [
    (
        "She received cisplatin 75 mg/m2 and pemetrexed 500 mg/m2 every 3 weeks.",
        [("cisplatin", "75/mg/m2", "every 3 weeks", {}), ("pemetrexed", "500/mg/m2", "every 3 weeks", {})],
    ),
    (
        "The patient started crizotinib (250 mg orally, twice daily) in May 2019.",
        [("crizotinib", "250/mg", "twice daily", {"route": "oral", "start": "2019-05", "status": "started"})],
    ),
    (
        "He was treated with entrectinib. He received a dose of 600 mg daily.",
        [("entrectinib", "600/mg", "daily", {})],
    ),
    (
        "He received 40 mg of docetaxel and 150 mg of carboplatin.",
        [("docetaxel", "40/mg", None, {}), ("carboplatin", "150/mg", None, {})],
    ),
    (
        "She was given FOLFIRINOX (oxaliplatin 85 mg/mq, irinotecan 180 mg/mq and leucovorin 400 mg/mq, q14).",
        [
            ("FOLFIRINOX", None, "every 2 weeks", {}),
            ("oxaliplatin", "85/mg/m2", "every 2 weeks", {}),
            ("irinotecan", "180/mg/m2", "every 2 weeks", {}),
            ("folinic acid", "400/mg/m2", "every 2 weeks", {}),
        ],
    ),
    (
        "He received six cycles of cyclophosphamide, doxorubicin, vincristine and prednisone (CHOP).",
        [
            ("cyclophosphamide", None, None, {"cycles": 6}),
            ("doxorubicin", None, None, {"cycles": 6}),
            ("vincristine", None, None, {"cycles": 6}),
            ("prednisone", None, None, {"cycles": 6}),
            ("CHOP", None, None, {"cycles": 6}),
        ],
    ),
    (
        "She was treated with nivolumab and ipilimumab at 3 mg/kg and 1 mg/kg, respectively.",
        [("nivolumab", "3/mg/kg", None, {}), ("ipilimumab", "1/mg/kg", None, {})],
    ),
    (
        "Imatinib was started at 400 mg daily. The dose was reduced to 300 mg daily.",
        [("imatinib", "400/mg", "daily", {"status": "started"}), ("imatinib", "300/mg", "daily", {})],
    ),
    ("She received weekly paclitaxel at a dose of 80 mg/m².", [("paclitaxel", "80/mg/m2", "weekly", {})]),
    ("He was given carboplatin (AUC 5) on day 1.", [("carboplatin", "5/AUC", "day 1", {})]),
    ("She received bortezomib 1,3 mg/m 2 subcutaneously.", [("bortezomib", "1.3/mg/m2", None, {"route": "SC"})]),
    ("She took letrozole for five years.", [("letrozole", None, None, {"duration": "5 years"})]),
    (
        "Vincristine 1.4 mg/m2 (maximum 2 mg) was given.",
        [("vincristine", "1.4/mg/m2", None, {})],
    ),
    ("He completed a six-week course of ceftazidime.", [("ceftazidime", None, None, {"duration": "6 weeks"})]),
    (
        "She uses topical clobetasol and leflunomide.",
        [("clobetasol", None, None, {"route": "topical"}), ("leflunomide", None, None, {"route": None})],
    ),
    ("She was treated with insulin.", [("insulin", None, None, {})]),
    ("He did not respond to imatinib.", [("imatinib", None, None, {})]),
    ("He was given 100,000 IU of cholecalciferol monthly.", [("cholecalciferol", "100000/IU", "monthly", {})]),
    ("She continued to receive pembrolizumab.", [("pembrolizumab", None, None, {"status": "ongoing"})]),
    ("He was in the group receiving estrogen patches.", [("estrogen", None, None, {"route": "transdermal"})]),
    (
        "After three cycles of anticancer chemotherapy he had retinitis.",
        [("chemotherapy", None, None, {"cycles": 3})],
    ),
    (
        "Following conventional chemotherapy, two courses of AFTV were given.",
        [("chemotherapy", None, None, {"cycles": None})],
    ),
    (
        "Imatinib was stopped but recommenced in February 2003.",
        [("imatinib", None, None, {"end": None})],
    ),
    ("He developed bleomycin-induced pneumonitis.", [("bleomycin", None, None, {"subject": "patient"})]),
    ("High-dose glucocorticoid therapy was given.", [("corticosteroids", None, None, {})]),
    ("He declined tamoxifen.", [("tamoxifen", None, None, {"status": "refused", "certainty": "hypothetical"})]),
    # --- doses of several drugs, several doses of one drug
    (
        "He received 190 mg, 175 mg and 196 mg of methotrexate.",
        [
            ("methotrexate", "190/mg", None, {}),
            ("methotrexate", "175/mg", None, {}),
            ("methotrexate", "196/mg", None, {}),
        ],
    ),
    (
        "He started emtricitabine and tenofovir 200/300 mg daily.",
        [("emtricitabine", "200/mg", "daily", {}), ("tenofovir", "300/mg", "daily", {})],
    ),
    (
        "Methylprednisolone was reduced from 40 mg to 20 mg i.v. every 6 hours.",
        [
            ("methylprednisolone", "40/mg", "every 6 hours", {}),
            ("methylprednisolone", "20/mg", "every 6 hours", {"route": "IV"}),
        ],
    ),
    (
        "She had dexamethasone (13.2 mg on day 1 and 6.6 mg on days 2 and 3).",
        [("dexamethasone", "13.2/mg", "day 1", {}), ("dexamethasone", "6.6/mg", "days 2, 3", {})],
    ),
    ("She received cisplatin 75 mg/m2 (120 mg).", [("cisplatin", "75/mg/m2", None, {})]),
    ("He was given allopurinol (300 mg/d) and XYZ (450 mg/d).", [("allopurinol", "300/mg", "daily", {})]),
    (
        "After administration of isosorbide dinitrate (5 mg), blood pressure fell.",
        [("isosorbide dinitrate", "5/mg", None, {})],
    ),
    (
        "He took oral warfarin anticoagulation therapy (2.5 mg per day).",
        [("warfarin", "2.5/mg", "daily", {"route": "oral"})],
    ),
    (
        "She was given 1,000 mg methylprednisolone i.v. for 3 days and continued with 1 mg/kg orally.",
        [
            ("methylprednisolone", "1000/mg", None, {"route": "IV", "duration": "3 days"}),
            ("methylprednisolone", "1/mg/kg", None, {"route": "oral", "duration": None}),
        ],
    ),
    (
        "He took imatinib 200 mg/day for two weeks followed by 400 mg/day.",
        [
            ("imatinib", "200/mg", "daily", {"duration": "2 weeks"}),
            ("imatinib", "400/mg", "daily", {"duration": None}),
        ],
    ),
    # --- schedules
    ("He took tranilast (300 mg per day, three times a day).", [("tranilast", "300/mg", "three times daily", {})]),
    (
        "He took bactrim 160 mg daily and azithromycin 1200 mg weekly.",
        [("trimethoprim/sulfamethoxazole", "160/mg", "daily", {}), ("azithromycin", "1200/mg", "weekly", {})],
    ),
    (
        "Ciprofloxacin and metronidazole were administered intravenously twice daily.",
        [
            ("ciprofloxacin", None, "twice daily", {"route": "IV"}),
            ("metronidazole", None, "twice daily", {"route": "IV"}),
        ],
    ),
    (
        "She took 600 mg rifampicin once daily for 7 days on ritonavir.",
        [("rifampicin", "600/mg", "daily", {"duration": "7 days"}), ("ritonavir", None, None, {})],
    ),
    ("He took phenytoin 3 x 100 mg/day.", [("phenytoin", "100/mg", "three times daily", {})]),
    ("He was on clozapine, on a total dose of 50 mg twice daily.", [("clozapine", "50/mg", "twice daily", {})]),
    (
        "She received mFOLFOX6 and bevacizumab.",
        [("mFOLFOX6", None, None, {"cycles": None}), ("bevacizumab", None, None, {})],
    ),
    ("She took daily isoniazid and rifampin.", [("isoniazid", None, "daily", {}), ("rifampicin", None, "daily", {})]),
    (
        "She received cisplatin (60 mg/m2 body surface area on day 1).",
        [("cisplatin", "60/mg/m2", "day 1", {})],
    ),
    ("He received eight weekly courses of rituximab.", [("rituximab", None, "weekly", {"cycles": 8})]),
    (
        "He received cisplatin 75 mg/m2. The cycles were repeated every 3 weeks.",
        [("cisplatin", "75/mg/m2", "every 3 weeks", {})],
    ),
    # --- cycles
    (
        "She received gemcitabine (1000 mg/m2 IV on days 1, 8, 15 on a 28-day cycle for six cycles).",
        [("gemcitabine", "1000/mg/m2", "days 1, 8, 15 every 4 weeks", {"route": "IV", "cycles": 6})],
    ),
    (
        "She had 4 courses of AC (doxorubicin/cyclophosphamide).",
        [("doxorubicin", None, None, {"cycles": 4}), ("cyclophosphamide", None, None, {"cycles": 4})],
    ),
    (
        "Thirteen days after 2 cycles of cisplatin, he took lenvatinib before three courses of radioiodine therapy.",
        [("cisplatin", None, None, {"cycles": 2}), ("lenvatinib", None, None, {"cycles": None})],
    ),
    ("He took hydroxychloroquine 200 mg 3/day.", [("hydroxychloroquine", "200/mg", "three times daily", {})]),
    ("She took bicalutamide 50 mg 1 x 1.", [("bicalutamide", "50/mg", None, {"cycles": None})]),
    # --- routes and lengths of time
    (
        "She was switched from intravenous dexamethasone to prednisone 60 mg daily.",
        [("dexamethasone", None, None, {"route": "IV"}), ("prednisone", "60/mg", "daily", {"route": None})],
    ),
    (
        "He was treated with intravenous fluids and ceftriaxone.",
        [("intravenous fluids", None, None, {"route": "IV"}), ("ceftriaxone", None, None, {"route": None})],
    ),
    (
        "She had a 30 days' treatment with venlafaxine 75 mg/day.",
        [("venlafaxine", "75/mg", "daily", {"duration": "30 days"})],
    ),
    (
        "The rash resolved within one week of zinc sulfate supplementation.",
        [("zinc sulfate", None, None, {"duration": None})],
    ),
    (
        "Pembrolizumab was initiated in March 2018 and stopped in May 2019.",
        [("pembrolizumab", None, None, {"start": "2018-03", "end": "2019-05"})],
    ),
    (
        "Nivolumab was started on 5 May 2017.",
        [("nivolumab", None, None, {"start": "2017-05-05", "status": "started"})],
    ),
    (
        "He was on imatinib from January 2010 to June 2012.",
        [("imatinib", None, None, {"start": "2010-01", "end": "2012-06"})],
    ),
    (
        "He was given prednisolone 1 mg/kg/day for two weeks, tapered over a month.",
        [("prednisolone", "1/mg/kg", "daily", {"duration": "2 weeks"})],
    ),
    (
        "R-CHOP x 6 cycles then methotrexate 3.5 g/m2 x 2.",
        [("R-CHOP", None, None, {"cycles": 6}), ("methotrexate", "3.5/g/m2", None, {"cycles": 2})],
    ),
    (
        "Cytarabine 100 mg/m2/day x 7 days and daunorubicin 60 mg/m2 x 3 days.",
        [
            ("cytarabine", "100/mg/m2", "daily", {"duration": "7 days", "cycles": None}),
            ("daunorubicin", "60/mg/m2", None, {"duration": "3 days", "cycles": None}),
        ],
    ),
    (
        "He received rituximab 375 mg/m2 and prednisone 100 mg daily for 5 days, every 3 weeks.",
        [
            ("rituximab", "375/mg/m2", "every 3 weeks", {"duration": None}),
            ("prednisone", "100/mg", "every 3 weeks", {"duration": "5 days"}),
        ],
    ),
    (
        "The patient received 4 series of chemotherapy (doxorubicin 80 mg IV).",
        [("doxorubicin", "80/mg", None, {"subject": "patient"})],
    ),
    # --- lengths of time, notations of schedules
    ("He took imatinib 400 mg daily, 10 days.", [("imatinib", "400/mg", "daily", {"duration": "10 days"})]),
    ("Ceftriaxone 2 g q12h x 5 d was given.", [("ceftriaxone", "2/g", "every 12 hours", {"duration": "5 days"})]),
    (
        "He took 50 mg of doxycycline, which was half the dose, within a 4-day period.",
        [("doxycycline", "50/mg", None, {"duration": "4 days"})],
    ),
    ("After 9 months on gefitinib she progressed.", [("gefitinib", None, None, {"duration": "9 months"})]),
    ("He was given isoniazid prophylaxis for six months.", [("isoniazid", None, None, {"duration": "6 months"})]),
    ("He was on imatinib and remained well for 2 years.", [("imatinib", None, None, {"duration": None})]),
    (
        "He takes bisoprolol 5 mg 1-0-0 and metformin 500 mg 1-0-1.",
        [("bisoprolol", "5/mg", "daily", {}), ("metformin", "500/mg", "twice daily", {})],
    ),
    ("Topiramate 25 mg 2x1 was started.", [("topiramate", "25/mg", "twice daily", {"cycles": None})]),
    (
        "She took temozolomide (150 mg/m2, 5 days every 28 days).",
        [("temozolomide", "150/mg/m2", "days 1-5 every 4 weeks", {"duration": None})],
    ),
    ("He took capecitabine 825 mg/m2 BID, 5 days a week.", [("capecitabine", "825/mg/m2", "twice daily", {})]),
    ("She was given rituximab 375 mg/m2 × 4 weekly.", [("rituximab", "375/mg/m2", "weekly", {"cycles": 4})]),
    ("She takes melatonin 2 mg at bedtime.", [("melatonin", "2/mg", "nightly", {})]),
    ("He uses inhaled salbutamol as needed.", [("salbutamol", None, "as needed", {"route": "inhaled"})]),
    (
        "He was given infliximab 5 mg/kg at weeks 0, 2, 6 and every 8 weeks.",
        [("infliximab", "5/mg/kg", "weeks 0, 2, 6 every 8 weeks", {})],
    ),
    ("Monthly treatment with oral ibandronate was given.", [("ibandronic acid", None, "monthly", {"route": "oral"})]),
    ("He was given 3 cures of gemcitabine.", [("gemcitabine", None, None, {"cycles": 3})]),
    # --- doses told in other ways
    ("She received benzylpenicillin four million units daily.", [("benzylpenicillin", "4/million units", "daily", {})]),
    ("Doxorubicin 75 mgiv was given.", [("doxorubicin", "75/mg", None, {})]),
    (
        "He received AC (doxorubicin 60, cyclophosphamide 600 mg/m2).",
        [("doxorubicin", "60/mg/m2", None, {}), ("cyclophosphamide", "600/mg/m2", None, {})],
    ),
    (
        "Imatinib 400 mg daily was given; on progression the dose was raised to 800 mg.",
        [("imatinib", "400/mg", "daily", {}), ("imatinib", "800/mg", "daily", {})],
    ),
    (
        "Octreotide, 20 mg IM monthly from May 2012, 30 mg from June 2013.",
        [
            ("octreotide", "20/mg", "monthly", {"route": "IM", "start": "2012-05"}),
            ("octreotide", "30/mg", "monthly", {"route": "IM", "start": "2013-06"}),
        ],
    ),
    ("Triamcinolone, 10 mg/mL, was injected monthly.", [("triamcinolone", None, "monthly", {})]),
    # --- what is said of several drugs
    (
        "Cisplatin was dosed at 75 mg/m2 and docetaxel at 60 mg/m2, both intravenously every three weeks.",
        [
            ("cisplatin", "75/mg/m2", "every 3 weeks", {"route": "IV"}),
            ("docetaxel", "60/mg/m2", "every 3 weeks", {"route": "IV"}),
        ],
    ),
    (
        "Vancomycin 1 g IV + meropenem 2 g was started.",
        [("vancomycin", "1/g", None, {"route": "IV"}), ("meropenem", "2/g", None, {"route": None})],
    ),
    (
        "HIPEC with mitomycin (35 mg) and cisplatin was done.",
        [
            ("mitomycin", "35/mg", None, {"route": "intraperitoneal"}),
            ("cisplatin", None, None, {"route": "intraperitoneal"}),
        ],
    ),
    (
        "A rectal tumor was treated with capecitabine.",
        [("capecitabine", None, None, {"route": None})],
    ),
    (
        "Cisplatin was replaced by carboplatin after two courses.",
        [("cisplatin", None, None, {"cycles": 2}), ("carboplatin", None, None, {"cycles": None})],
    ),
    (
        "For the past ten years he had been taking lithium.",
        [("lithium carbonate", None, None, {"duration": "10 years"})],
    ),
    ("Imatinib was stopped after 3 months.", [("imatinib", None, None, {"duration": "3 months"})]),
    (
        "Doxycycline was started and finished 2 weeks later.",
        [("doxycycline", None, None, {"duration": "2 weeks", "status": "started"})],
    ),
    ("VAC had to be ended at cycle 3.", [("VAC", None, None, {"cycles": 3})]),
    (
        "Aflibercept 2 mg/0.05 mL was injected into the vitreous of the left eye at monthly intervals.",
        [("aflibercept", "2/mg", "monthly", {"route": "intravitreal"})],
    ),
    ("Enoxaparin, 60 mg every 12 hours, was stopped on day 6.", [("enoxaparin", "60/mg", "every 12 hours", {})]),
    (
        "Interferon (3 to 6 × 106 U/week) and ribavirin (100 mg/day) were prescribed.",
        [("interferon", "3000000/6000000/U", "weekly", {}), ("ribavirin", "100/mg", "daily", {})],
    ),
    # --- substances of the body that were given
    ("He started pegylated interferon (IFN)-alpha.", [("peginterferon alfa", None, None, {"status": "started"})]),
    ("Insulin was stopped and glucagon given.", [("insulin", None, None, {}), ("glucagon", None, None, {})]),
    ("Estrogen and progesterone were stopped.", [("estrogen", None, None, {}), ("progesterone", None, None, {})]),
    # --- dates
    (
        "He received a course of chemotherapy (ifosfamide, 2 g; etoposide, 100 mg) in 2011.",
        [("ifosfamide", "2/g", None, {"start": "2011"}), ("etoposide", "100/mg", None, {"start": "2011"})],
    ),
    ("In March 2011 he was treated with imatinib.", [("imatinib", None, None, {"start": "2011-03"})]),
    (
        "She received imatinib in May 2010 and sunitinib in 2012.",
        [("imatinib", None, None, {"start": "2010-05"}), ("sunitinib", None, None, {"start": "2012"})],
    ),
    ("He progressed on imatinib in 2010.", [("imatinib", None, None, {"start": None})]),
    ("Interferon alfa was completed in 1999.", [("interferon alfa", None, None, {"end": "1999"})]),
    # --- names that stand beside a dose or other drugs
    (
        "Home drugs: lisinopril 10 mg, ASA 81 mg.",
        [("lisinopril", "10/mg", None, {}), ("aspirin", "81/mg", None, {})],
    ),
    ("She was then given CVP.", [("CVP", None, None, {})]),
    ("Neither sunitinib nor pazopanib had any effect.", [("sunitinib", None, None, {}), ("pazopanib", None, None, {})]),
    ("He was given temozolamide.", [("temozolomide", None, None, {"as_written": "temozolamide"})]),
    ("She received the new inhibitor zabritinib.", [("zabritinib", None, None, {})]),
    (
        "Enalapril 10 mg and torasemide 5 mg once daily were added.",
        [("enalapril", "10/mg", "daily", {}), ("torasemide", "5/mg", "daily", {})],
    ),
    (
        "He took goserelin 10.8 mg every 3 months and abiraterone 1000 mg daily.",
        [("goserelin", "10.8/mg", "every 3 months", {}), ("abiraterone", "1000/mg", "daily", {})],
    ),
    (
        "Flutamide 250 mg three times daily and goserelin 10.8 mg every 3 months were given.",
        [("flutamide", "250/mg", "three times daily", {}), ("goserelin", "10.8/mg", "every 3 months", {})],
    ),
    (
        "Rituximab, 375 mg/m2 then 500 mg/m2, along with bendamustine 90 mg/m2, was given four-weekly.",
        [
            ("rituximab", "375/mg/m2", "every 4 weeks", {}),
            ("rituximab", "500/mg/m2", "every 4 weeks", {}),
            ("bendamustine", "90/mg/m2", "every 4 weeks", {}),
        ],
    ),
    ("She had six courses of R-CHOP-14.", [("R-CHOP", None, "every 2 weeks", {"cycles": 6})]),
    ("He was treated with IVIG 1 g/kg.", [("immune globulin", "1/g/kg", None, {"route": "IV"})]),
    (
        "Levodopa/carbidopa 200/50 mg twice daily was tried.",
        [("levodopa", "200/mg", "twice daily", {}), ("carbidopa", "50/mg", "twice daily", {})],
    ),
    (
        "Sunitinib 50 mg, four weeks on and two weeks off, was started.",
        [("sunitinib", "50/mg", "4 weeks on, 2 weeks off", {})],
    ),
    ("Every-other-day prednisone 20 mg was given.", [("prednisone", "20/mg", "every other day", {})]),
    (
        "Bromocriptine was increased from 1.25 to 2.5 mg twice daily.",
        [("bromocriptine", "1.25/mg", "twice daily", {}), ("bromocriptine", "2.5/mg", "twice daily", {})],
    ),
    (
        "Prednisone 1 mg/kg/day was tapered by 5 mg every week.",
        [("prednisone", "1/mg/kg", "daily", {})],
    ),
    (
        "Dasatinib was started at 100 mg daily in May 2010 and raised to 140 mg daily in June 2011.",
        [
            ("dasatinib", "100/mg", "daily", {"start": "2010-05"}),
            ("dasatinib", "140/mg", "daily", {"start": "2011-06"}),
        ],
    ),
    ("Etanercept 50 mg weekly, started in 2011, helped.", [("etanercept", "50/mg", "weekly", {"start": "2011"})]),
    (
        "Treatment with regorafenib (160 mg/day) was therefore initiated on May 3, 2018.",
        [("regorafenib", "160/mg", "daily", {"start": "2018-05-03"})],
    ),
    ("She took imatinib from 2008 to 2012.", [("imatinib", None, None, {"start": "2008", "end": "2012"})]),
    (
        "He had amiodarone, which he stopped himself in 2015.",
        [("amiodarone", None, None, {"status": "stopped", "end": "2015"})],
    ),
    (
        "A 3-week induction phase with amphotericin B and flucytosine followed.",
        [("amphotericin B", None, None, {"duration": "3 weeks"}), ("flucytosine", None, None, {"duration": "3 weeks"})],
    ),
    (
        "Two weeks after treatment with rituximab she was well.",
        [("rituximab", None, None, {"duration": None})],
    ),
    (
        "Timolol 0.25% eye drops twice daily were prescribed.",
        [("timolol", "0.25/%", "twice daily", {"route": "topical"})],
    ),
    ("She was given lidocaine 2%.", [("lidocaine", None, None, {})]),
    (
        "Eculizumab: 900 mg weekly, 1200 mg at week 5, then 1200 mg every 2 weeks.",
        [("eculizumab", "900/mg", "weekly", {}), ("eculizumab", "1200/mg", "every 2 weeks", {})],
    ),
    ("She received four cycles of adjuvant AC.", [("AC", None, None, {"cycles": 4})]),
    (
        "It was planned to give six cycles of ABVD, but after the third cycle he moved.",
        [("ABVD", None, None, {"cycles": 3})],
    ),
    ("He was switched to oral linezolid 600 mg twice daily on day 25.", [("linezolid", "600/mg", "twice daily", {})]),
    ("Hydrocortisone 20 mg daily (10-5-5 mg) was given.", [("hydrocortisone", "20/mg", "daily", {})]),
]

NOT_GIVEN = [
    "The patient was allergic to penicillin.",
    "He had a history of penicillin allergy.",
    "She was treated without cisplatin.",
    "The patient did not receive doxorubicin.",
    "The low-dose dexamethasone suppression test was normal.",
    "Methicillin-resistant Staphylococcus aureus grew in the culture.",
    "Serum calcium was 9.8 mg/dl and insulin was 12 IU/l.",
    "The tumor cells expressed the insulin receptor.",
    "Oxacillin, clindamycin and vancomycin were tested by disc diffusion.",
    "The serum level of digoxin was high.",
    "An iodine-131-metaiodobenzylguanidine scintigraphy was negative.",
    "He was not suitable for alemtuzumab.",
    "The fluid contained 54 mg glucose/dL.",
    "She was not treated with cisplatin.",
    "He was never given tamoxifen.",
    "The tracer was metabolized into acetaminophen.",
    "Cisplatin was avoided because of renal failure.",
    "He would have received cisplatin, but renal function was poor.",
    "There was no indication for adjuvant radiotherapy.",
    "Protein induced by vitamin K absence was normal.",
    "The radiotherapy-naïve tumor was left in place.",
    "The cells were incubated with 2 µM sorafenib.",
    "The ICE score was 7.",
    "The cells did not mark with anti-CD8 or anti-CD20.",
    "ICE (immune effector cell encephalopathy) was recorded.",
    "A CVP of 12 mmHg was measured.",
    "Botulinum toxin A was isolated from his stools.",
    "She had a history of opioid dependence.",
    "He denied any use of herbal products or over-the-counter NSAIDs.",
]


def written(record: extractor.records.Treatment) -> str | None:
    """Return a dose as value/unit/per."""
    if record.dose is None:
        return None
    return "/".join(str(value) for value in record.dose.to_dict().values())


@pytest.mark.parametrize(("text", "expected"), GIVEN, ids=[text[:40] for text, _ in GIVEN])
def test_drugs(nlp: Language, text: str, expected: list[tuple[str, str | None, str | None, dict[str, Any]]]) -> None:
    found = [t for t in extractor.extract(text, nlp=nlp).treatments if t.kind == "drug"]
    assert [(t.name, written(t), t.frequency) for t in found] == [tuple(item[:3]) for item in expected]
    for record, (_, _, _, fields) in zip(found, expected, strict=True):
        assert {name: getattr(record, name) for name in fields} == fields
        assert all(text[e.start : e.end] == e.text for e in record.evidence)


@pytest.mark.parametrize("text", NOT_GIVEN)
def test_mentions_that_are_no_treatments(nlp: Language, text: str) -> None:
    assert extractor.extract(text, nlp=nlp).treatments == []


@pytest.mark.parametrize("text", ["She declined radiotherapy.", "Surgery was refused by the patient."])
def test_refused_procedures(nlp: Language, text: str) -> None:
    (record,) = extractor.extract(text, nlp=nlp).treatments
    assert (record.status, record.certainty) == ("refused", "hypothetical")


def test_activity_is_the_dose_of_radioiodine(nlp: Language) -> None:
    (record,) = extractor.extract("She received radioiodine therapy of 1110 MBq (30 mCi).", nlp=nlp).treatments
    assert (record.name, written(record)) == ("radioiodine therapy", "1110/MBq")


@pytest.mark.parametrize(
    ("text", "count"),
    [("She received neoadj RT 50 Gy/25 fx.", 1), ("RT-PCR was done; samples were kept at RT for 2 h.", 0)],
)
def test_letters_of_radiotherapy(nlp: Language, text: str, count: int) -> None:
    assert len(extractor.extract(text, nlp=nlp).treatments) == count


GENERAL_CAUSES = [
    "Bleomycin-induced pneumonitis is a rare complication.",
    "Methotrexate-related lymphoproliferative disorders regress after withdrawal.",
    "Cisplatin-induced nephrotoxicity has been reported by Smith et al. in the literature.",
]


@pytest.mark.parametrize("text", GENERAL_CAUSES)
def test_drug_that_only_causes_something_in_general(nlp: Language, text: str) -> None:
    (record,) = extractor.extract(text, nlp=nlp).treatments
    assert (record.subject, record.certainty) == ("literature", "possible")


def test_radiation_dose_is_not_the_drugs(nlp: Language) -> None:
    text = "She received cisplatin and palliative radiotherapy of the spine (20 Gy in two fractions)."
    drug, radiation = extractor.extract(text, nlp=nlp).treatments
    assert (drug.name, drug.dose) == ("cisplatin", None)
    assert (radiation.kind, radiation.name, written(radiation), radiation.fractions) == (
        "radiotherapy",
        "radiotherapy",
        "20/Gy",
        2,
    )


@pytest.mark.parametrize(
    ("text", "dose", "fractions"),
    [
        ("He had radiotherapy at a dose of 30 Gy and recovered.", "30/Gy", None),
        ("He had radiotherapy (TD 20 Gy/5F).", "20/Gy", 5),
        ("Radiotherapy of 50.4 Gy in 28 fractions, at a daily dose fraction of 1.8 Gy.", "50.4/Gy", 28),
        ("Radiotherapy, 28 fractions of 1.8 Gy (total 50.4 Gy), was given.", "50.4/Gy", 28),
        ("Salvage RT (66 Gy) was given.", "66/Gy", None),
        ("The orbit received 45Gy/25fr/5weeks.", "45/Gy", 25),
        ("A total of 54 Gy (1.8 Gy/day) was delivered.", "54/Gy", None),
        ("Proton therapy, 72 GyE, was given.", "72/GyE", None),
        ("She had been given radiotherapy (3000 rads).", "3000/rad", None),
        ("The recurrence had re-irradiation to 40 Gy (20 × 2 Gy).", "40/Gy", 20),
        ("She had high-dose-rate brachytherapy, 6 Gy x 5.", "6/Gy/fraction", 5),
    ],
)
def test_radiation(nlp: Language, text: str, dose: str, fractions: int | None) -> None:
    (record,) = extractor.extract(text, nlp=nlp).treatments
    assert (record.kind, written(record), record.fractions) == ("radiotherapy", dose, fractions)


@pytest.mark.parametrize(
    "text",
    [
        "The mean doses to the lungs and the heart were 12 Gy and 4 Gy in 30 fractions.",
        "The biologically effective dose of 100 Gy was delivered in 5 fractions.",
    ],
)
def test_doses_of_organs_are_no_treatment(nlp: Language, text: str) -> None:
    assert extractor.extract(text, nlp=nlp).treatments == []


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("given between 3 and 14 March 2014", ("2014-03-03", "2014-03-14")),
        ("from March 3 to April 10, 2014", ("2014-03-03", "2014-04-10")),
        ("from June to July 2014", ("2014-06", "2014-07")),
        ("between May 2014 and February 2015", ("2014-05", "2015-02")),
        ("imatinib (2008-2012)", ("2008", "2012")),
        ("sunitinib (May–July 2013)", ("2013-05", "2013-07")),
    ],
)
def test_spans_of_time(text: str, span: tuple[str, str]) -> None:
    assert [(found.begin, found.finish) for found in spans_in(text)] == [span]


def test_external_radiation_and_brachytherapy(nlp: Language) -> None:
    text = "She had radiotherapy, 45 Gy/25 fractions, with weekly cisplatin and brachytherapy, 7 Gy x 4."
    found = [t for t in extractor.extract(text, nlp=nlp).treatments if t.kind == "radiotherapy"]
    assert [(t.name, written(t), t.fractions) for t in found] == [
        ("radiotherapy", "45/Gy", 25),
        ("brachytherapy", "7/Gy/fraction", 4),
    ]


def test_courses_of_radiotherapy_that_are_apart(nlp: Language) -> None:
    text = (
        "He had radiotherapy until March 2012. Bone metastases were irradiated in May 2014. Radiotherapy was tolerated."
    )
    found = extractor.extract(text, nlp=nlp).treatments
    assert [(t.start, t.end, len(t.evidence)) for t in found] == [(None, "2012-03", 1), ("2014-05", None, 2)]


def test_letters_of_radiotherapy_in_a_list(nlp: Language) -> None:
    found = extractor.extract("She had surgery, RT, and tamoxifen.", nlp=nlp).treatments
    assert [t.name for t in found] == ["surgery", "radiotherapy", "tamoxifen"]


def test_surgery_and_transplant(nlp: Language) -> None:
    text = "He underwent vertebrectomy. Later he had an autologous stem cell transplantation."
    found = [(t.kind, t.name) for t in extractor.extract(text, nlp=nlp).treatments]
    assert found == [("surgery", "vertebrectomy"), ("transplant", "autologous stem cell transplantation")]


def test_literature_is_not_the_patient(nlp: Language) -> None:
    text = "In the literature, crizotinib and ceritinib have been reported by Smith et al. to be active."
    assert {(t.name, t.subject) for t in extractor.extract(text, nlp=nlp).treatments} == {
        ("crizotinib", "literature"),
        ("ceritinib", "literature"),
    }


def test_another_patient_of_a_discussion_is_not_the_patient(nlp: Language) -> None:
    text = (
        "Discussion\n\nIn 2015, a patient with a sarcoma entered a phase I trial of larotrectinib and had a response."
    )
    assert [(t.name, t.subject) for t in extractor.extract(text, nlp=nlp).treatments] == [
        ("larotrectinib", "literature")
    ]


def test_a_mention_without_dose_joins_the_dosed_record(nlp: Language) -> None:
    text = "Imatinib 400 mg daily was started. Imatinib was stopped in June 2020."
    (record,) = extractor.extract(text, nlp=nlp).treatments
    assert (written(record), record.status, record.end, len(record.evidence)) == ("400/mg", "stopped", "2020-06", 2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("24mg / m 2 / week", [(24, None, "mg", "m2", "week")]),
        ("1,200 mg/m2", [(1200, None, "mg", "m2", None)]),
        ("500,000 IU", [(500000, None, "IU", None, None)]),
        ("40-60 mg", [(None, (40, 60), "mg", None, None)]),
        ("50 mg/kg/day", [(50, None, "mg", "kg", "day")]),
        ("4500 cGY", [(4500, None, "cGy", None, None)]),
        ("area under the curve of 5 mg per milliliter", [(5, None, "AUC", None, None)]),
        ("1 mg/Kg/j", [(1, None, "mg", "kg", "day")]),
        ("25 Gray", [(25, None, "Gy", None, None)]),
        ("3 x 106 international units", [(3000000, None, "IU", None, None)]),
        ("2 to 4 x 106 U", [(None, (2000000, 4000000), "U", None, None)]),
        ("two hundred and fifty micrograms", [(250, None, "µg", None, None)]),
        ("Seventy-five milligrams", [(75, None, "mg", None, None)]),
        ("2 mu", [(2, None, "MU", None, None)]),
        ("an MIC of 32 mg/liter", []),
        ("albumin 25g/L, CRP 74 mg/L, glucose 100 mg/dl, LDH 612 U/l", []),
    ],
)
def test_amounts(text: str, expected: list[tuple[Any, ...]]) -> None:
    found = amounts(text)
    told = [
        (
            a.dose.value,
            (a.dose.low, a.dose.high) if a.dose.low is not None else None,
            a.dose.unit,
            a.dose.per,
            a.per_time,
        )
        for a in found
    ]
    assert told == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("q3w", "every 3 weeks"),
        ("q21d", "every 3 weeks"),
        ("d1-5, q3w", "days 1-5 every 3 weeks"),
        ("on day 1 and 8 every 21 days", "days 1, 8 every 3 weeks"),
        ("days 1, 8, and 15 of a 28-day cycle", "days 1, 8, 15 every 4 weeks"),
        ("b.i.d.", "twice daily"),
        ("twice weekly", "twice weekly"),
        ("three times a day", "three times daily"),
        ("six times daily", "6 times daily"),
        ("every 12 h", "every 12 hours"),
        ("every other day", "every other day"),
        ("every second week", "every 2 weeks"),
        ("weeks 0, 2 and 6", "weeks 0, 2 and 6"),
        ("every 4 to 6 weeks", "every 4-6 weeks"),
        ("in cycles of 28 days", "every 4 weeks"),
        ("days 1 through 5", "days 1-5"),
        ("4 mg once/month", "monthly"),
        ("everyday", "daily"),
        ("for months", None),
    ],
)
def test_frequencies(text: str, expected: str | None) -> None:
    assert compose(parts(text)) == expected


def test_counts_and_lengths() -> None:
    assert [count.cycles for count in cycles("six 3-weekly cycles, then four courses and q3w x6")] == [6, 4, 6]
    match = duration("for the past 3 months")
    assert match is not None
    assert match.span == "3 months"


def test_word_lists_are_in_lower_case() -> None:
    data = settings("treatments")
    for name in ("linking", "joining", "steps", "measured", "negated", "denied"):
        assert data[name] == data[name].lower(), name


# Clinical history of a note → name and some fields of each treatment.
HISTORIES: list[tuple[str, list[tuple[str, dict[str, Any]]]]] = [
    (
        "DCIS 2011, tamoxifen 20 mg daily x 5 yrs (completed 2016).",
        [("tamoxifen", {"duration": "5 years", "end": "2016"})],
    ),
    ("BREAST CANCER. DOCETAXEL 75 MG/M2.", [("docetaxel", {"dose.value": 75})]),
    ("Carcinoma, adj. RT 66 Gy/33.", [("radiotherapy", {"dose.value": 66, "fractions": 33})]),
    (
        "Carcinoma. ADJUVANT RADIOTHERAPY 60 GY IN 30 FRACTIONS.",
        [("radiotherapy", {"dose.value": 60, "fractions": 30})],
    ),
    ("GIST. Imatinib 400 mg daily was begun 7/2021, discontinued 11/2021.", [("imatinib", {"end": "2021-11"})]),
    ("Melanoma. Medroxyprogesterone 150 mg IM q3mo.", [("medroxyprogesterone", {"frequency": "every 3 months"})]),
    ("Bladder cancer, BCG weekly times six.", [("BCG", {"cycles": 6})]),
    (
        "Breast cancer. TCHP x6 (docetaxel, carboplatin, trastuzumab).",
        [
            ("TCHP", {}),
            ("docetaxel", {}),
            ("carboplatin", {}),
            ("trastuzumab", {}),
        ],
    ),
    (
        "Breast cancer. TAC x6 (docetaxel, doxorubicin, cyclophosphamide).",
        [
            ("docetaxel", {}),
            ("doxorubicin", {}),
            ("cyclophosphamide", {}),
        ],
    ),
    ("Colon cancer. Tamoxifen: never. Niraparib never taken.", []),
    ("Rectal cancer: [x] capecitabine   [ ] oxaliplatin", [("capecitabine", {})]),
    (
        "SPECIMEN: lung\nFINAL DIAGNOSIS\nCarcinoma\nMOLECULAR\n"
        "Therapies with benefit: osimertinib (potential benefit)",
        [],
    ),
    ("SPECIMEN: 2x heparin, 2x EDTA\nFINAL DIAGNOSIS\nLeukemia", []),
    ("Osteosarcoma, s/p NACT - MAP x 2 cycles (methotrexate 12 g/m2).", [("methotrexate", {"dose.value": 12})]),
    (
        "Breast cancer: AC x4, whole breast RT 42.56 Gy in 16.",
        [("AC", {"cycles": 4}), ("radiotherapy", {"fractions": 16})],
    ),
    ("Melanoma, nivolumab 2021-2022.", [("nivolumab", {"start": "2021", "end": "2022"})]),
    ("Specimen: bone marrow, RT iliac crest. Lymphoma.", []),
    ("TEST      RESULT     FLAG   UNITS\nLeukemia", []),
]


@pytest.mark.parametrize(("text", "expected"), HISTORIES, ids=[case[0][:40] for case in HISTORIES])
def test_histories(nlp: Language, text: str, expected: list[tuple[str, dict[str, Any]]]) -> None:
    found = [t for t in extractor.extract(text, nlp=nlp).treatments if t.kind in ("drug", "radiotherapy")]
    assert sorted(str(t.name) for t in found) == sorted(name for name, _ in expected)
    for name, fields in expected:
        record = next(t for t in found if t.name == name)
        for field, value in fields.items():
            whole, _, part = field.partition(".")
            told = getattr(record, whole)
            assert (getattr(told, part) if part else told) == value, field


HISTORIES = [
    (
        "sunitinib 50 mg (2018-2019), cabozantinib 60 mg/d from 2/2020",
        "sunitinib 2018 2019 -; cabozantinib 2020-02 - -",
    ),
    ("bicalutamide 50 mg daily stopped. Tamoxifen d/c'd 2019.", "bicalutamide - - stopped; tamoxifen - 2019 stopped"),
    ("Letrozole 2.5 mg ongoing", "letrozole - - ongoing"),
    ("2018 -> sunitinib 50 mg daily", "sunitinib 2018 - -"),
    ("gefitinib 250 mg daily 2015", "gefitinib 2015 - -"),
    ("durvalumab 1500 mg q4w Mar 2022 - Jan 2023", "durvalumab 2022-03 2023-01 -"),
    ("FOLFIRI x6 (last 2024-06-11)", "FOLFIRI - 2024-06-11 -"),
    ("AC-T 12/22-04/23", "AC-T 2022-12 2023-04 -"),
    ("Atezolizumab 1200 mg IV q3w commenced 2021-Nov-08.", "atezolizumab 2021-11-08 - started"),
    ("Sorafenib 400 mg bid from 2020.03.", "sorafenib 2020-03 - -"),
    ("Cetuximab, last dose JUN-22.", "cetuximab - 2022-06 -"),
    ("Lapatinib, 02-2019 up to and including 07-2019.", "lapatinib 2019-02 2019-07 -"),
    ("Vemurafenib 960 mg bd from May 2018; stopped Aug 2018, rash.", "vemurafenib 2018-05 2018-08 -"),
]


@pytest.mark.parametrize(("text", "expected"), HISTORIES, ids=[case[0][:40] for case in HISTORIES])
def test_dates_and_statuses_of_histories(nlp: Language, text: str, expected: str) -> None:
    found = [t for t in extractor.extract(f"{NOTE}{text}\n", nlp=nlp).treatments if t.kind == "drug"]
    assert "; ".join(f"{t.name} {t.start or '-'} {t.end or '-'} {t.status or '-'}" for t in found) == expected


NOTE = "SURGICAL PATHOLOGY REPORT\nSPECIMEN: Lung, biopsy\n\nCLINICAL HISTORY\nCarcinoma. "


@pytest.mark.parametrize(
    ("text", "cycles"),
    [
        ("6x FEC", 6),
        ("4# FEC", 4),
        ("FLOT 4X PLANNED", 4),
        ("3 x HiDAC", 3),
        ("R-CHOP, cycle 2 of 6", 6),
    ],
)
def test_cycles_of_histories(nlp: Language, text: str, cycles: int) -> None:
    assert [t.cycles for t in extractor.extract(f"{NOTE}{text}\n", nlp=nlp).treatments if t.kind == "drug"] == [cycles]


def test_the_background_of_a_note_is_its_patient_s(nlp: Language) -> None:
    note = "PATHOLOGY REPORT\nSPECIMEN: Femur, resection\n\nBackground\nDoxorubicin 75 mg/m2, stable disease.\n"
    record = extractor.extract(note, nlp=nlp)
    drugs = [t for t in record.treatments if t.kind == "drug"]
    assert [found.subject for found in (*drugs, *record.responses)] == ["patient", "patient"]


def test_days_of_a_cycle_and_what_is_only_considered(nlp: Language) -> None:
    text = f"{NOTE}Lenalidomide 10 mg d1-21/28. Consider olaparib 300 mg bid.\n"
    first, second = (t for t in extractor.extract(text, nlp=nlp).treatments if t.kind == "drug")
    assert first.frequency == "days 1-21 every 4 weeks"
    assert second.certainty == "hypothetical"


def test_treatments_behind_a_family_history(nlp: Language) -> None:
    note = (
        "SURGICAL PATHOLOGY REPORT\nFamily history: sister, breast cancer, on tamoxifen.\n"
        "Goserelin 3.6 mg was started; lung metastases in an uncle.\nGefitinib 250 mg daily was given.\n"
        "\nDIAGNOSIS\nLung, biopsy: carcinoma.\n"
    )
    found = {t.name: t.subject for t in extractor.extract(note, nlp=nlp).treatments if t.kind == "drug"}
    assert (found["tamoxifen"], found["gefitinib"]) == ("family", "patient")


def test_a_donor_is_no_relative_whose_treatment_is_told(nlp: Language) -> None:
    text = f"{NOTE}Allogeneic transplant from brother planned after cytarabine 3 g/m2.\n"
    assert {t.subject for t in extractor.extract(text, nlp=nlp).treatments} == {"patient"}


def test_cycles_between_signs_are_those_of_the_drug_before(nlp: Language) -> None:
    text = (
        f"{NOTE}Now pemetrexed 500 mg/m2, four cycles, and folic acid 1 mg. Topotecan on days 1-5 of 21, six cycles.\n"
    )
    found = {t.name: t.cycles for t in extractor.extract(text, nlp=nlp).treatments}
    assert (found["pemetrexed"], found["topotecan"]) == (4, 6)


def test_irradiations_of_notes(nlp: Language) -> None:
    text = f"{NOTE}EBRT 46 Gy / 23# given, plus vaginal brachytherapy. In 2001 mantle RT 36 Gy.\n"
    found = [t for t in extractor.extract(text, nlp=nlp).treatments if t.kind == "radiotherapy"]
    assert [t.as_written for t in found] == ["EBRT", "vaginal brachytherapy", "mantle RT"]


def test_drugs_in_the_row_of_a_gene_are_not_given(nlp: Language) -> None:
    text = f"{NOTE}\nTHERAPIES\nMET amplification | CAPMATINIB, TEPOTINIB | -\nNot eligible for pembrolizumab access.\n"
    assert not [t.name for t in extractor.extract(text, nlp=nlp).treatments if t.kind == "drug"]


def test_units_as_written(nlp: Language) -> None:
    text = f"{NOTE}Insulin glargine 18 units at night. G-CSF 5 microg/kg daily s.c.\n"
    found = [t.dose.unit for t in extractor.extract(text, nlp=nlp).treatments if t.dose is not None]
    assert found == ["units", "µg"]
