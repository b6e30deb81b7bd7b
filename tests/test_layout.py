"""Layout repair: what is joined, what stays, and that offsets always lead back to the input."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.layout import repair

JOINED = [
    ("word cut by a hyphen", "the patient was started on entrec-\ntinib at once", "entrectinib"),
    (
        "word cut by a non-breaking hyphen",
        "classified as rare mesenchymal neo\u2011\nplasms of soft tissue",
        "neoplasms",
    ),
    ("capitalised word cut", "approved by the agency for this use. Entrec-\ntinib crosses the barrier", "Entrectinib"),
    ("name cut at its hyphen", "sequencing revealed the fusion of both genes, LMNA-\nNTRK1, in frame", "LMNA-NTRK1"),
    ("acronym keeps its hyphen", "patients whose tumors were NTRK-\npositive were enrolled here", "NTRK-positive"),
    ("prefix keeps its hyphen", "treated for metastatic soft-\ntissue sarcoma of the left thigh", "soft-tissue"),
    (
        "the report's own spelling wins",
        "a coiled-coil domain, and another coiled-\ncoil domain was found",
        "another coiled-coil",
    ),
    ("soft wrap", "the tumor cells showed positivity for CD34,\npan-TRK and S-100 by stains", "CD34, pan-TRK"),
    ("double space", "a dose of 600  mg daily", "600 mg"),
    ("no-break space", "a dose of 600\u00a0mg daily", "600 mg"),
    ("soft hyphen and zero width", "imati\u00adnib and ima\u200btinib", "imatinib and imatinib"),
    ("ligature", "e\ufb03cacy", "efficacy"),
    ("dashes", "EML4\u2013ALK", "EML4-ALK"),
]


@pytest.mark.parametrize(("source", "clean"), [case[1:] for case in JOINED], ids=[case[0] for case in JOINED])
def test_repair_joins(source: str, clean: str) -> None:
    assert clean in repair(source).text


KEPT = [
    "FINAL DIAGNOSIS:\nA. Lung, right upper lobe, biopsy:\n- Adenocarcinoma\n- Margins negative",
    "ER: Positive (95 %, strong)\nPR: Positive (80 %, moderate)\nHER2: Negative (1+)",
    "Marker    Result     Intensity\nER        positive   strong\nPR        negative   -",
    "gene|copies|sample|call\namp|MDM2|14|T1 of the left thigh\nloss|RB1|0|T2 of the left thigh",
    "One sentence on its line.\nAnother sentence on its line.",
    "Background\nLipofibromatosis is a rare tumor of childhood that is seen in the hands and feet.",
]


@pytest.mark.parametrize("source", KEPT)
def test_repair_keeps_lines_of_notes(source: str) -> None:
    assert repair(source).text == source


PAGE = """He had an excellent response to the drug that he took, with a 45%

Fig. 2 Biopsy before treatment. The tumor cells were spindle shaped, see the arrows.
Bars = 100 um
 reduction in tumor size by the criteria, measuring 4.0 cm, and the scan that was made
later on showed no other lesion.

Therefore he went to surgery."""


def test_caption_inside_a_sentence_moves_behind_the_paragraph() -> None:
    layout = repair(PAGE)
    assert "with a 45% reduction in tumor size" in layout.text
    assert layout.text.index("no other lesion.") < layout.text.index("Fig. 2") < layout.text.index("Therefore")
    start = layout.text.index("45%")
    spans = layout.to_source(start, start + len("45% reduction"))
    assert [PAGE[s:e] for s, e in spans] == ["45%", "reduction"]


def test_page_break_inside_a_sentence() -> None:
    source = (
        "Further testing was done, and a clinically validated and\n"
        "anchored panel of several genes, designed for multiplex\n"
        "use in tissue that is fixed, and run with the multiplex\n\n"
        "PCR-based kit, revealed a fusion of two genes here that is\nin frame."
    )
    assert "multiplex PCR-based kit" in repair(source).text


def test_to_source_spans_a_joined_word_whole() -> None:
    source = "started on entrec-\ntinib"
    layout = repair(source)
    start = layout.text.index("entrectinib")
    assert [source[s:e] for s, e in layout.to_source(start, start + 11)] == ["entrec-\ntinib"]


def test_to_source_refuses_spans_outside() -> None:
    with pytest.raises(ValueError, match="outside"):
        repair("short").to_source(0, 99)


REPORT_LIKE = st.lists(
    st.sampled_from(
        [
            "tumor", "cells were", "CD34,", "S-100", "entrec-", "tinib", "\n", "\n\n", "\n ", "Fig. 2 A scan.", "45%",
            "  ", "\r\n", "(1, 2).", "The patient", "Background", "ER: positive", "- item", "\u00ad", "\ufb01", "\t",
            "LMNA\u2011", "a wide line of words that goes on",
        ]
    ),
    max_size=40,
).map(" ".join)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), REPORT_LIKE))
def test_offsets_lead_back_and_repair_is_stable(source: str) -> None:
    layout = repair(source)
    assert len(layout.offsets) == len(layout.text)
    assert all(0 <= offset < max(len(source), 1) for offset in layout.offsets)
    assert repair(layout.text).text == layout.text
    for start in range(0, len(layout.text), 7):
        end = min(start + 11, len(layout.text))
        for left, right in layout.to_source(start, end):
            assert 0 <= left < right <= len(source)


@pytest.mark.parametrize(
    "lines",
    [
        "CA IX = faint and only in vessels of the stroma\nCK20 = 0",
        "FLOW | blasts: CD34+, CD117+, CD19-, CD56-\nCYTOGENETICS | 46,XX",
    ],
)
def test_lines_of_results_stay_apart(lines: str) -> None:
    assert repair(lines).text == lines
