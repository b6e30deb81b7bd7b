"""Notes that a machine took down with their signs as words."""

from __future__ import annotations

import extractor
from extractor.dictation import written

DICTATED = (
    "Specimen colon biopsy period Sections show a poorly differentiated tumor comma positive for CK20 period "
    "New line immunostains colon OCT3 slash 4 negative comma D2 dash 40 negative comma CDX2 positive period "
    "The margins are free period"
)


def test_spoken_signs_become_signs() -> None:
    result = written(DICTATED)
    assert result is not None
    text, offsets = result
    assert "OCT3/4 negative, D2-40 negative, CDX2 positive." in text
    assert len(text) == len(offsets)
    assert DICTATED[offsets[text.index("CDX2")] :].startswith("CDX2")


def test_evidence_of_dictated_words_is_as_read() -> None:
    record = extractor.extract(DICTATED)
    results = {marker.name: marker for marker in record.markers}
    assert results["CDX2"].polarity == "positive"
    assert all(DICTATED[e.start : e.end] == e.text for marker in record.markers for e in marker.evidence)


def test_words_of_signs_in_prose_stay() -> None:
    assert (
        written("The patient was in a coma for a period of three days, then read on in a comma-separated list.") is None
    )
