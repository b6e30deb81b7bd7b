"""Measurements: each notation once, and what is no measurement."""

from __future__ import annotations

import pytest

import extractor
from extractor.records import Measurement


def found(text: str) -> list[Measurement]:
    """Return the measurements of a text."""
    return extractor.extract(text).measurements


SIZES = [
    ("The lesion measured 8.7 cm × 3.9 cm × 6.9 cm.", [[87, 39, 69]]),
    ("MRI showed a lesion of 50 × 45 × 60 mm.", [[50, 45, 60]]),
    ("An abscess of 5 x 4cm was seen.", [[50, 40]]),
    ("A 4 by 3 cm mass was palpable.", [[40, 30]]),
    ("A 15 mm × 1.2 cm nodule was seen.", [[15, 12]]),
    ("A nodule 3 cm in diameter was seen.", [[30]]),
    ("There was a 2.5-cm mass.", [[25]]),
    ("The melanoma was 4.6 mm thick.", [[4.6]]),
    ("A spleen of 16 cm was found.", [[160]]),
    ("LARGEST NODAL DEPOSIT .............. 6 mm", [[6]]),
    ("One mass (40 × 30 mm) lay in the thigh and another mass (19 × 21 mm) in the liver.", [[40, 30], [19, 21]]),
]
NOTHING = [
    "Measurement bar = 1 cm",
    "Bar = 100 µm, 10×.",
    "The tumor was resected through an 8 cm skin incision.",
    "It lay 5 cm from the anal verge.",
    "The mass was excised with a 2 cm margin.",
    "Blood pressure was 120 mmHg.",
    "Nodules ranged from 2 to 5 cm.",
    "The tumor was treated with imatinib 400 mg.",
    "CT with 5 mm slices showed a mass.",
    "There was no lymph node larger than 1 cm.",
]
SCALARS = [
    ("The node was avid (SUVmax 11.6).", [(11.6, None, "SUVmax")]),
    ("The node was avid (SUV max 23).", [(23, None, "SUVmax")]),
    ("The maximum standardized uptake value (SUVmax) was 5.3.", [(5.3, None, "SUVmax")]),
    ("SUVmax decreased from 12.1 to 3.4.", [(12.1, None, "SUVmax"), (3.4, None, "SUVmax")]),
    ("The mass had a density of 35 HU.", [(35, None, "HU")]),
    (
        "The mass lost density, with the hounsfield units dropping from 200 on the initial scan to 55–60 at follow up.",
        [(200, None, "HU"), (55, 60, "HU")],
    ),
    (
        "It measured 200 hounsfield units on the initial scan and 55–60 at follow up.",
        [(200, None, "HU"), (55, 60, "HU")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), SIZES)
def test_size(text: str, expected: list[list[float]]) -> None:
    assert [record.dimensions_mm for record in found(text)] == expected


@pytest.mark.parametrize("text", NOTHING)
def test_no_measurement(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(("text", "expected"), SCALARS)
def test_scalar(text: str, expected: list[tuple[float, float | None, str]]) -> None:
    quantities = [record.quantity for record in found(text)]
    assert [(q.low if q.value is None else q.value, q.high, q.unit) for q in quantities if q] == expected


def test_of_site_and_date() -> None:
    (record,) = found("In May 2018 CT showed a left thigh mass of 5 x 4 cm.")
    assert (record.of, record.site, record.date) == ("left thigh mass", "thigh", "2018-05")


def test_same_size_in_two_places_is_two_records() -> None:
    text = "A nodule of the liver measured 40 × 30 mm. A nodule of the thigh measured 40 × 30 mm."
    assert len(found(text)) == 2


NOTE_SIZES = [
    ("GROSS DESCRIPTION\nA: Ileum 8.0 cm, colon 24 cm with a mass 2 cm from the valve.\n", [[80], [240]]),
    ("SYNOPTIC REPORT\nTumor size: 4.6 cm\nAdditional dimensions: 4.1 x 3.8 cm\n", [[46, 41, 38]]),
    ("SYNOPTIC REPORT\nDeep margin: negative, 4 mm\nDepth of invasion: 5 mm\nLargest deposit: 6 mm\n", [[6]]),
    ("GROSS DESCRIPTION\nSkin ellipse 7.2 x 3.4 cm, to a depth of 2.1 cm.\n", [[72, 34, 21]]),
    ("GROSS DESCRIPTION\nTwo cysts of 0.9 and 1.5 cm.\n", [[9], [15]]),
    ("GROSS DESCRIPTION\nRight lobe cm 5,5 x 3,0 x 2,2 with a nodule of cm 0,7.\n", [[55, 30, 22], [7]]),
]


@pytest.mark.parametrize(("text", "expected"), NOTE_SIZES)
def test_sizes_of_notes(text: str, expected: list[list[float]]) -> None:
    assert [m.dimensions_mm for m in extractor.extract(text).measurements] == expected
