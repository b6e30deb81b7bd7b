"""Findings of a pathology note: margins, invasion, nodes and the other items of a cancer protocol."""

from __future__ import annotations

import pytest

import extractor
from extractor.records import Finding

NLP = extractor.load()
HEAD = "SPECIMENS:\nA. Left flank mass, excision\n\nSYNOPTIC REPORT\n"


def found(lines: str) -> list[Finding]:
    return extractor.extract(HEAD + lines, nlp=NLP).findings


PRESENCE = [
    ("Perineural invasion ........ not identified\n", [("perineural_invasion", "negative")]),
    ("LVI: focal\n", [("lymphovascular_invasion", "positive")]),
    ("PNI   [ ] Not identified   [X] Present\n", [("perineural_invasion", "positive")]),
    ("Ulceration: cannot be assessed\n", []),
    ("No lymphovascular or perineural invasion is seen.\n",
     [("lymphovascular_invasion", "negative"), ("perineural_invasion", "negative")]),
    ("Necrosis        focal        none\n", [("necrosis", "positive"), ("necrosis", "negative")]),
    ("There is no atypia, mitotic activity or necrosis.\n", [("necrosis", "negative")]),
    ("The tumor shows extensive necrosis.\n", [("necrosis", "positive")]),
    ("Serosa: free\n", [("serosal_involvement", "negative")]),
    ("The capsule is not breached.\n", [("capsular_invasion", "negative")]),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "expected"), PRESENCE)
def test_presence(lines: str, expected: list[tuple[str, str]]) -> None:
    assert [(f.name, f.polarity) for f in found(lines)] == expected


MARGINS = [
    ("Deep margin: negative, 4 mm\n", [("Deep", "negative", 4)]),
    ("Margins: uninvolved\n", [(None, "negative", None)]),
    ("MARGINS (cm)\n  superior ..... 2.5\n  deep ......... 0.3\n",
     [("superior", "negative", 25), ("deep", "negative", 3)]),
    ("Closest margin: lateral, 0.2 cm\n", [("lateral", "negative", 2)]),
    ("The tumor extends to the deep margin.\n", [("deep", "positive", None)]),
    ("The deep and lateral margins are free.\n", [("deep", "negative", None), ("lateral", "negative", None)]),
    ("The tumor lies 1.5 mm from the medial margin.\n", [("medial", "negative", 1.5)]),
    ("Margins: not applicable\n", []),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "expected"), MARGINS)
def test_margins(lines: str, expected: list[tuple[str | None, str, float | None]]) -> None:
    assert [(f.site, f.polarity, f.distance_mm) for f in found(lines) if f.name == "margin"] == expected


NODES = [
    ("Two of nine lymph nodes are positive.\n", [(None, "positive", 2, 9)]),
    ("Lymph nodes, right pelvic: 0/7\n", [("right pelvic", "negative", 0, 7)]),
    ("Lymph nodes examined: 12\nLymph nodes involved: 3\n", [(None, "positive", 3, 12)]),
    ("REGIONAL NODES\n  Examined     8\n  Positive     0\n", [(None, "negative", 0, 8)]),
    ("Four lymph nodes, no tumor.\n", [(None, "negative", 0, 4)]),
    ("NODES\nlevel | examined | positive\nII    |   6      |   1\nIII   |   4      |   0\n",
     [("level II", "positive", 1, 6), ("level III", "negative", 0, 4)]),
    ("Lymph nodes: none submitted\n", []),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "expected"), NODES)
def test_nodes(lines: str, expected: list[tuple[str | None, str, int, int]]) -> None:
    nodes = [f for f in found(lines) if f.name == "lymph_nodes"]
    assert [(f.site, f.polarity, f.nodes_positive, f.nodes_examined) for f in nodes] == expected


AMOUNTS = [
    ("Mitotic rate: 4 per mm2\n", "mitotic_rate", 4, "/mm2"),
    ("Mitoses 12/10 HPF\n", "mitotic_rate", 12, "/10 HPF"),
    ("Tumor size: 3.4 x 2.0 cm\n", "tumor_size", 34, "mm"),
    ("Depth of invasion: 6 mm\n", "depth_of_invasion", 6, "mm"),
    ("Tumor necrosis: present, 30%\n", "necrosis", 30, "%"),
]


@pytest.mark.parametrize(("lines", "name", "value", "unit"), AMOUNTS)
def test_amounts(lines: str, name: str, value: float, unit: str) -> None:
    quantity = next(f.quantity for f in found(lines) if f.name == name)
    assert quantity is not None
    assert (quantity.value, quantity.unit) == (value, unit)


def test_an_addendum_supersedes() -> None:
    findings = found("LVI: absent\n\nADDENDUM 1\nLVI is present.\n")
    assert [(f.polarity, f.superseded) for f in findings] == [("negative", True), ("positive", None)]


def test_a_case_report_in_prose_has_no_findings() -> None:
    text = "A woman had a renal carcinoma. CT showed necrosis. Histology of the resected tumor showed necrosis."
    assert extractor.extract(text, nlp=NLP).findings == []
