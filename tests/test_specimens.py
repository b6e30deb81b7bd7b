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
    ("FINAL DIAGNOSIS\nH. pylori gastritis.\nC. difficile was not tested.", []),
    ("A 45-year-old woman had a biopsy of the left breast.", []),
]


@pytest.mark.parametrize(("text", "expected"), NOTES)
def test_parts(text: str, expected: list[tuple[str | None, ...]]) -> None:
    found = extractor.extract(text, nlp=NLP).specimens
    assert [(s.part, s.site, s.laterality, s.procedure) for s in found] == expected


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
    ("GROSS\nA1-A9 tumor, A10 nipple, A11 skin.\n\nIMMUNOSTAINS\nThe tumor is positive for ER.\n", ["A"]),
]


@pytest.mark.parametrize(("text", "expected"), PLACES)
def test_words_point_to_parts(text: str, expected: list[str]) -> None:
    markers = extractor.extract(LIST + text, nlp=NLP).markers
    assert [m.specimens for m in markers if m.name == "ER"] == [expected]


def test_an_addendum_replaces_a_result() -> None:
    text = (
        "SPECIMENS:\nA. RIGHT BREAST, CORE BIOPSY\n\nIMMUNOHISTOCHEMISTRY (BLOCK A1)\nHER2: negative\nER: positive\n\n"
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
