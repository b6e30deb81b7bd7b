"""Tables of stains: rows of names, columns of parts and of readings, and grids with names as titles."""

from __future__ import annotations

import pytest

import extractor
from extractor.records import Marker

PARTS = "SPECIMENS:\nA. Left breast, core biopsy\nB. Right breast, core biopsy\n\nIMMUNOHISTOCHEMISTRY\n"


def told(text: str) -> set[str]:
    """Return "NAME polarity" of each result of a text, with its amount, description and specimens."""
    return {_told(marker) for marker in extractor.extract(text).markers}


def _told(marker: Marker) -> str:
    amount = marker.quantity
    words = [marker.name, marker.polarity]
    words += [f"{amount.low or amount.value}{amount.unit}"] if amount is not None else []
    words += [word for word in (marker.intensity, marker.distribution, marker.localization) if word]
    words += ["/".join(marker.specimens)] if marker.specimens else []
    return " ".join(words)


TABLES = [
    (
        "a column for each part",
        PARTS
        + "              A (left)        B (right)\n"
        + "ER            90%, strong     neg\n"
        + "p120          membranous      cytoplasmic\n",
        {
            "ER positive 90% strong A",
            "ER negative B",
            "p120 catenin positive membranous A",
            "p120 catenin positive cytoplasmic B",
        },
    ),
    (
        "the same result in two parts is one",
        PARTS + "              A1              B2\nGATA3         pos             pos\n",
        {"GATA3 positive A/B"},
    ),
    (
        "columns between bars",
        "IHC\nStain | Component 1 | Component 2\nCK7 | pos | neg\np63 | neg | focal pos\n",
        {"CK7 positive", "CK7 negative", "p63 negative", "p63 positive focal"},
    ),
    (
        "attributes of one tumor",
        "IHC\nAntibody\tClone\tResult\tIntensity\nCK7\tOV-TL\tPositive\tstrong\nTTF-1\t8G7\tNegative\t-\n",
        {"CK7 positive strong", "TTF-1 negative"},
    ),
    (
        "a title makes numbers shares",
        "IHC\nAntibody  Result   %\nCK7    Positive   80\n",
        {"CK7 positive 80%"},
    ),
    (
        "a dash where negative is a word",
        "IHC\nStain | 1st run | 2nd run\nMSH2 | Preserved | -\nPMS2 | Absent | -\n",
        {"MSH2 positive", "PMS2 negative"},
    ),
    (
        "a population of normal cells",
        "Flow cytometry\nAntigen\tPopulation A\tPopulation B\n"
        "CD19\tPositive\tPositive\nCD5\tPositive\tNegative\nKappa\tDim\tPolytypic\n",
        {"CD19 positive", "CD5 positive", "kappa positive weak"},
    ),
    (
        "a grid of names over blocks",
        PARTS + "Block\tCK7\tp40\tKi-67\nA1\t+++\tneg\t80%\nB1\tneg\tweak\t5-10\n",
        {
            "CK7 positive 3score strong A",
            "p40 negative A",
            "Ki-67 positive 80% A",
            "CK7 negative B",
            "p40 positive weak B",
            "Ki-67 positive 5% B",
        },
    ),
    (
        "two names to a line",
        "IHC\nsynaptophysin   + diffuse        chromogranin    + patchy\n",
        {"synaptophysin positive diffuse", "chromogranin positive patchy"},
    ),
    (
        "cells that tell of other cells",
        "IHC\nCD20     rare B cells only\nCD31     vessels\nCD30     <5%, scattered\n",
        {"CD30 positive 5% scattered"},
    ),
    (
        "words of cells",
        "IHC\nCD56 ........ +ve, strong\nCD20 ........ -ve\nCD117 ....... NR\n"
        "CD5 ......... partial loss\nCD7 ......... failed\n",
        {"CD56 positive strong", "CD20 negative", "CD117 negative", "CD5 positive focal", "CD7 not_done"},
    ),
]


@pytest.mark.parametrize(("text", "expected"), [c[1:] for c in TABLES], ids=[c[0] for c in TABLES])
def test_table(text: str, expected: set[str]) -> None:
    assert told(text) == expected
