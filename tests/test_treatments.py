"""Treatments: drugs and how they were given, radiotherapy, surgery; and mentions that are no treatments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import extractor
from extractor.grammar.doses import amounts
from extractor.grammar.schedules import compose, cycles, duration, parts
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
    ("She took letrozole for five years.", [("letrozole", None, None, {"duration": "five years"})]),
    (
        "Vincristine 1.4 mg/m2 (maximum 2 mg) was given.",
        [("vincristine", "1.4/mg/m2", None, {})],
    ),
    ("He completed a six-week course of ceftazidime.", [("ceftazidime", None, None, {"duration": "six-week"})]),
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
    "Bleomycin-induced pneumonitis is a rare complication.",
    "Methotrexate-related lymphoproliferative disorders regress after withdrawal.",
    "Cisplatin-induced nephrotoxicity has been reported by Smith et al. in the literature.",
    "An iodine-131-metaiodobenzylguanidine scintigraphy was negative.",
    "He was not suitable for alemtuzumab.",
    "She was not treated with cisplatin.",
    "He was never given tamoxifen.",
    "The tracer was metabolized into acetaminophen.",
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
        ("six times daily", "six times daily"),
        ("every 12 h", "every 12 hours"),
        ("every other day", "every other day"),
        ("every second week", "every 2 weeks"),
        ("weeks 0, 2 and 6", "weeks 0, 2 and 6"),
        ("for months", None),
    ],
)
def test_frequencies(text: str, expected: str | None) -> None:
    assert compose(parts(text)) == expected


def test_counts_and_lengths() -> None:
    assert [count.cycles for count in cycles("six 3-weekly cycles, then four courses and q3w x6")] == [6, 4, 6]
    match = duration("for the past 3 months")
    assert match is not None
    assert match["span"] == "3 months"


def test_word_lists_are_in_lower_case() -> None:
    data = settings("treatments")
    for name in ("linking", "joining", "steps", "measured", "negated", "denied"):
        assert data[name] == data[name].lower(), name
