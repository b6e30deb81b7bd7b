"""What a correction of the same laboratory replaces, in records of all types."""

from __future__ import annotations

import pytest

import extractor
from extractor.grammar.supplements import is_replaced

NLP = extractor.load(lazy=True)


@pytest.mark.parametrize(
    ("text", "words", "replaced"),
    [
        ("Ki-67: 24% (was 34% in error)", "24%", False),
        ("PD-L1 60% (initial read; withdrawn).", "60%", True),
        ("PD-L1 60% (withdrawn).", "60%", True),
        ("Version 2 (supersedes v1): MSS.", "MSS", False),
        ("Version 1: MSI-H.", "MSI-H", True),
        ("v1 also carried NECTIN4 amplification, deleted later.", "NECTIN4", True),
        ("Corrected from 9%.", "9%", True),
        ("Nodes 1/12 corrected to 2/12.", "1/12", True),
        ("Original HER2 2+, HER2 3+ now.", "3+", False),
    ],
)
def test_words_told_as_replaced(text: str, words: str, replaced: bool) -> None:
    start = text.index(words)
    assert is_replaced(text, start, start + len(words)) is replaced


def test_replaced_marker_needs_no_other_value() -> None:
    text = (
        "HISTOPATHOLOGY REPORT\nFINAL DIAGNOSIS\nUrothelial carcinoma.\n"
        "Amendment: v1 also carried NECTIN4 amplification, deleted in v2.\nGross: tissue of 12 mm.\n"
    )
    record = extractor.extract(text, nlp=NLP)
    assert {(m.name, m.superseded) for m in record.markers} == {("NECTIN4", True)}


@pytest.mark.parametrize(
    ("line", "subjects"),
    [
        ("Fam: CDH1 c.1003C>T in cousin", {"family"}),
        ("Cousin with MTC and RET C634R", {"family"}),
        ("The CDH1 c.1003C>T variant was also found in her cousin", {"patient", "family"}),
    ],
)
def test_variants_of_relatives_in_notes(line: str, subjects: set[str]) -> None:
    text = (
        f"HISTOPATHOLOGY REPORT\nSpecimen: stomach\nHistory: {line}.\nDiagnosis: gastritis\nGross: tissue of 12 mm.\n"
    )
    assert {v.subject for v in extractor.extract(text, nlp=NLP).variants} == subjects
