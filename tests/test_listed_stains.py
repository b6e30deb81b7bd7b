"""Listed stains: lists behind their result, items of several stains, and what ends a list."""

from __future__ import annotations

import pytest

import extractor

LISTS = [
    ("FLOW\n  Expressed:    CD13, CD33 (bright)\n  Not expressed:    CD34, CD7", "CD13+ CD33+ CD34- CD7-"),
    ("FLOW\nAntigens present: CD2, CD7. Antigens absent: CD4, CD8.", "CD2+ CD7+ CD4- CD8-"),
    ("IMMUNOHISTOCHEMISTRY\nEMA, GFAP and PR without staining.", "EMA- GFAP- PR-"),
    ("IMMUNOHISTOCHEMISTRY\nBCL2 strong, and S100 and CD34 were all negative.", "BCL2+ S100- CD34-"),
    ("IMMUNOHISTOCHEMISTRY\nCells with CD138 and kappa; lambda and CD20 are absent.", "lambda- CD20-"),
    ("IMMUNOHISTOCHEMISTRY\np63 and CK5/6 were done on A5: both are absent.", "p63- CK5/6-"),
    ("MOLECULAR\nNone of ALK, ROS1, RET rearranged by FISH.", "ALK- ROS1- RET-"),
    ("MOLECULAR\nFusions (RNA): none of ALK, ROS1 detected.", "ALK- ROS1-"),
    ("MOLECULAR\nNRAS codon 12/13 wild-type. KIT wild-type.", "NRAS- KIT-"),
]


@pytest.mark.parametrize(("text", "expected"), LISTS)
def test_list(text: str, expected: str) -> None:
    signs = {"positive": "+", "negative": "-"}
    found = [f"{marker.name}{signs[marker.polarity]}" for marker in extractor.extract(text).markers]
    assert sorted(found) == sorted(expected.split())
