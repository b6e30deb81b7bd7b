"""Diagnoses: each status once, and how names are spelled."""

from __future__ import annotations

import pytest

import extractor


def found(text: str) -> set[str]:
    """Return "STATUS NAME" of each diagnosis, with the subject when it is not the patient."""
    return {
        " ".join([d.status, d.name, *([d.subject] if d.subject != "patient" else [])])
        for d in extractor.extract(text).diagnoses
    }


STATEMENTS = [
    ("The patient was diagnosed with synovial sarcoma.", {"final synovial sarcoma"}),
    ("The initial diagnosis was nodular fasciitis.", {"initial nodular fasciitis"}),
    ("It was initially misdiagnosed as nodular fasciitis.", {"initial nodular fasciitis"}),
    (
        "The differential diagnosis included schwannoma and neurofibroma.",
        {"differential schwannoma", "differential neurofibroma"},
    ),
    ("The lesion was suspicious for melanoma.", {"differential melanoma"}),
    (
        "Synovial sarcoma and rhabdomyosarcoma were excluded.",
        {"excluded synovial sarcoma", "excluded rhabdomyosarcoma"},
    ),
    ("TTF-1 was negative, which excludes metastatic thyroid carcinoma.", {"excluded metastatic thyroid carcinoma"}),
    ("She had a history of breast cancer.", {"history breast cancer"}),
    ("She had a history of breast cancer and presented with a melanoma.", {"history breast cancer", "final melanoma"}),
    ("Her mother had ovarian carcinoma.", {"history ovarian carcinoma family"}),
    ("There was no family history of melanoma.", {"excluded melanoma family"}),
    ("He had a non-mucinous adenocarcinoma.", {"final non-mucinous adenocarcinoma"}),
    ("A lymphoma cannot be excluded.", {"differential lymphoma"}),
    ("A lymphoma was suspected. The biopsy confirmed a lymphoma.", {"final lymphoma"}),
    ("He had a GIST.", {"final gastrointestinal stromal tumor"}),
    ("He had an adenocarcinoma of the lung. The adenocarcinoma was resected.", {"final adenocarcinoma of the lung"}),
    ("The anaplastic lymphoma kinase gene was tested.", set()),
]


@pytest.mark.parametrize(("text", "expected"), STATEMENTS)
def test_statement(text: str, expected: set[str]) -> None:
    assert found(text) == expected


def test_code_is_that_of_the_tumor_and_its_organ() -> None:
    (record,) = extractor.extract("He had an adenocarcinoma of the lung.").diagnoses
    assert record.oncotree == "LUAD"


NOTE_STATUS = [
    ('CLINICAL HISTORY: Biopsy elsewhere: "carcinoma".\n\nGROSS: Fat.\n', ("carcinoma", "initial")),
    ("CLINICAL HISTORY: R/O lymphoma.\n\nGROSS: Fat.\n", ("lymphoma", "differential")),
    ("CLINICAL HISTORY: Hx colon ca.\n\nGROSS: Fat.\n\nMICROSCOPIC: Fat.\n", ("colon carcinoma", "history")),
]


@pytest.mark.parametrize(("text", "expected"), NOTE_STATUS)
def test_status_in_notes(text: str, expected: tuple[str, str]) -> None:
    assert [(d.name, d.status) for d in extractor.extract(text).diagnoses] == [expected]


HISTORY = "CLINICAL HISTORY: {}\n\nGROSS: Fat.\n\nMICROSCOPIC: Fat.\n"
DIAGNOSIS = "GROSS: Fat.\n\nFINAL DIAGNOSIS:\n{}\n"
IN_NOTES = [
    # conditions, with what excludes general names
    (DIAGNOSIS, "Gallbladder: Chronic cholecystitis.", {"final chronic cholecystitis"}),
    (DIAGNOSIS, "Cervix: CIN III.", {"final cervical intraepithelial neoplasia grade 3"}),
    (DIAGNOSIS, "Skin: Intradermal naevus.", {"final intradermal naevus"}),
    (DIAGNOSIS, "Stomach: Chronic gastritis, no dysplasia.", {"final chronic gastritis", "excluded dysplasia"}),
    (DIAGNOSIS, "Skin: Scar. Negative for malignancy.", {"excluded malignancy"}),
    (DIAGNOSIS, "Malignancy.", set()),
    (DIAGNOSIS, "Crohn disease: no evidence of.", {"excluded Crohn disease"}),
    (DIAGNOSIS, "Lichen planus: absent.", {"excluded lichen planus"}),
    (DIAGNOSIS, "Seborrheic keratosis, irritated. Margins are not seen.", {"final seborrheic keratosis, irritated"}),
    # spread and what went before
    (DIAGNOSIS, "Node: Metastatic adenocarcinoma.", {"final metastatic adenocarcinoma"}),
    (DIAGNOSIS, 'Melanoma (previously reported as "Spitz nevus").', {"final melanoma", "initial Spitz nevus"}),
    # whose and when
    (HISTORY, "Mother breast ca 50, brother melanoma.", {"history breast carcinoma family", "history melanoma family"}),
    (HISTORY, "Sister Mary Joseph nodule, Hx melanoma.", {"history melanoma"}),
    (HISTORY, "Prostate cancer 2012.", {"history prostate cancer"}),
    (HISTORY, "A lipoma excised from the back in 2001.", {"history lipoma"}),
    (DIAGNOSIS, "Melanoma was considered and is not supported.", {"excluded melanoma"}),
    (HISTORY, "FHx neg for colon ca.", {"excluded colon carcinoma family"}),
    (HISTORY, "?Melanoma.", {"differential melanoma"}),
    (HISTORY, "K/c/o hypothyroidism.", {"history hypothyroidism"}),
    (
        "PRE-OP DX: {}\n\nGROSS: Fat.\n\nFINAL DIAGNOSIS: Lipoma.\n",
        "Schwannoma",
        {"initial schwannoma", "final lipoma"},
    ),
    (
        "GROSS: Fat.\n\nFINAL DIAGNOSIS: Lipoma.\nExcluded: {}\n",
        "GIST",
        {"excluded gastrointestinal stromal tumor", "final lipoma"},
    ),
]


@pytest.mark.parametrize(("form", "words", "expected"), IN_NOTES)
def test_diagnosis_of_a_note(form: str, words: str, expected: set[str]) -> None:
    assert found(form.format(words)) == expected


WRITTEN = [
    ("High grade papillary urothelial carcinoma.", "High grade papillary urothelial carcinoma"),
    ("Squamous cell carcinoma, keratinizing type.", "Squamous cell carcinoma, keratinizing type"),
    ("Tubular adenoma with focal high grade dysplasia.", "Tubular adenoma with focal high grade dysplasia"),
    ("Residual adenocarcinoma arising in a tubular adenoma.", "Residual adenocarcinoma arising in a tubular adenoma"),
    ("SDH-deficient RCC, grade 3.", "SDH-deficient RCC"),
    ("Thymoma, type B2, 5 cm.", "Thymoma, type B2"),
    ("Melanoma, clear cell RCC.", "Melanoma"),
]


@pytest.mark.parametrize(("words", "written"), WRITTEN)
def test_name_is_kept_as_written(words: str, written: str) -> None:
    assert extractor.extract(DIAGNOSIS.format(words)).diagnoses[0].as_written == written


def test_what_one_part_lacks_another_may_have() -> None:
    text = "MICROSCOPIC: Lichen planus surrounds the ulcer.\n\n" + DIAGNOSIS.format("Margin: lichen planus not seen.")
    assert found(text) == {"final lichen planus", "excluded lichen planus"}


def test_parts_keep_their_names() -> None:
    text = (
        "SPECIMEN:\nA. Bladder dome, biopsy\nB. Bladder neck, biopsy\n\nFINAL DIAGNOSIS:\n"
        "A. Bladder dome: Papillary urothelial carcinoma.\nB. Bladder neck: Urothelial carcinoma.\n"
    )
    assert found(text) == {"final papillary urothelial carcinoma", "final urothelial carcinoma"}
