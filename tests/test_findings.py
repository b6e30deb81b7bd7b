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
    ("Not seen: lymphovascular invasion, necrosis; present: PNI.\n",
     [("lymphovascular_invasion", "negative"), ("necrosis", "negative"), ("perineural_invasion", "positive")]),
    ("Vascular and perineural invasion are both present.\n",
     [("lymphovascular_invasion", "positive"), ("perineural_invasion", "positive")]),
    ("Lymphovascular invasion was sought on D2-40 and not found.\n", [("lymphovascular_invasion", "negative")]),
    ("Vascular invasion: not to be seen.\n", [("lymphovascular_invasion", "negative")]),
    ("Vascular invasion: present\nLymphatic invasion: present\n",
     [("lymphovascular_invasion", "positive"), ("lymphovascular_invasion", "positive")]),
    ("Foci suspicious for perineural invasion are present.\n", [("perineural_invasion", "equivocal")]),
    ("The tumor infiltrates nerve bundles.\n", [("perineural_invasion", "positive")]),
    ("Capsule broken through.\n", [("capsular_invasion", "positive")]),
    ("Perineural invasion => present\n", [("perineural_invasion", "positive")]),
    ("Perineural invasion/ absent\n", [("perineural_invasion", "negative")]),
    ("Perineural invasion [present]\n", [("perineural_invasion", "positive")]),
    ("Q. Perineural invasion?      A. Not seen.\n", [("perineural_invasion", "negative")]),
    ("LVI (absent), PNI (present)\n", [("lymphovascular_invasion", "negative"), ("perineural_invasion", "positive")]),
    ("LVI/PNI: neg/pos\n", [("lymphovascular_invasion", "negative"), ("perineural_invasion", "positive")]),
    ("Visceral pleura invaded: no\n", [("serosal_involvement", "negative")]),
    ("Vessels (-); nerves (+).\n", [("lymphovascular_invasion", "negative"), ("perineural_invasion", "positive")]),
    ("Seminal vesicles: right free / left involved\n",
     [("seminal_vesicle_invasion", "negative"), ("seminal_vesicle_invasion", "positive")]),
    ("vascular invasion no / necrosis 20%\n", [("lymphovascular_invasion", "negative"), ("necrosis", "positive")]),
    ("3 of 9 nodes with metastasis, without capsular breach.\n",
     [("extranodal_extension", "negative"), ("lymph_nodes", "positive")]),
    ("The tubes show no STIC.\n", []),
    ("A melanoma, ulcerated, of the back.\n", [("ulceration", "positive")]),
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
    ("LVI    -\nPNI    +\n", [("lymphovascular_invasion", "negative"), ("perineural_invasion", "positive")]),
    ("+LVI, -PNI\n", [("lymphovascular_invasion", "positive"), ("perineural_invasion", "negative")]),
    ("Extensive LVI, no PNI\n", [("lymphovascular_invasion", "positive"), ("perineural_invasion", "negative")]),
    ("pT2 pN0 L0 V0 Pn1\n", [("lymphovascular_invasion", "negative"), ("perineural_invasion", "positive")]),
    ("Venous invasion:   Yes \u2610  No \u2612\n", [("lymphovascular_invasion", "negative")]),
    ("Nerves: no tumor seen.\n", [("perineural_invasion", "negative")]),
    ("Vasc. inv.   none\n", [("lymphovascular_invasion", "negative")]),
    ("S2.07 Ulceration: present, 2 mm across\n", [("ulceration", "positive")]),
    ("Regression: Dworak 3\n", [("treatment_effect", "positive")]),
    ("Pleural invasion: PL0\n", [("serosal_involvement", "negative")]),
    ("The tumor perforates the serosa.\n", [("serosal_involvement", "positive")]),
    ("Vessels are not invaded.\n", [("lymphovascular_invasion", "negative")]),
    ("-no PNI\n-no LVI\n", [("perineural_invasion", "negative"), ("lymphovascular_invasion", "negative")]),
    ("The tumor does not show any lymphovascular invasion.\n", [("lymphovascular_invasion", "negative")]),
    ("The tumor does not involve the serosa.\n", [("serosal_involvement", "negative")]),
    ("Features favor ADH over DCIS.\n", []),
    ("ENE: N\n", [("extranodal_extension", "negative")]),
    ("Invasive ductal carcinoma with high grade DCIS\n", [("in_situ_component", "positive")]),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "expected"), PRESENCE)
def test_presence(lines: str, expected: list[tuple[str, str]]) -> None:
    assert [(f.name, f.polarity) for f in found(lines)] == expected


MARGINS = [
    ("Bile duct, proximal enteric, distal enteric margins: negative.\n",
     [("Bile duct", "negative", None), ("proximal enteric", "negative", None), ("distal enteric", "negative", None)]),
    ("Uninvolved margins: posterior and lateral.\n",
     [("posterior", "negative", None), ("lateral", "negative", None)]),
    ("Clearance: lateral 4 mm; deep 2 mm.\n", [("lateral", "negative", 4), ("deep", "negative", 2)]),
    ("All other margins are > 5 mm.\n", [("All other margins", "negative", 5)]),
    ("Apical margin positive, left, 2 mm in length.\n", [("Apical", "positive", None)]),
    ("Margins: nearest anterior 2 mm, others >5 mm.\n", [("anterior", "negative", 2), ("others", "negative", 5)]),
    ("Excision margins. Lateral 12 mm. Deep 3 mm.\n", [("Lateral", "negative", 12), ("Deep", "negative", 3)]),
    ("Margins (mm): ant 3, post 5, inf 0\n",
     [("anterior", "negative", 3), ("posterior", "negative", 5), ("inferior", "positive", 0)]),
    ("Proximal and distal margins clear (62 and 71 mm).\n",
     [("Proximal", "negative", 62), ("distal", "negative", 71)]),
    ("Soft tissue margins: free, closest popliteal <3 mm (2.5)\n",
     [("Soft tissue", "negative", None), ("popliteal", "negative", 2.5)]),
    ("pT3 pN1 L0 V0 R0\n", [(None, "negative", None)]),
    ("Base: clear by 4 mm\n", [("Base", "negative", 4)]),
    ("Deep margin: negative, 4 mm\n", [("Deep", "negative", 4)]),
    ("Margins: uninvolved\n", [(None, "negative", None)]),
    ("MARGINS (cm)\n  superior ..... 2.5\n  deep ......... 0.3\n",
     [("superior", "negative", 25), ("deep", "negative", 3)]),
    ("Closest margin: lateral, 0.2 cm\n", [("lateral", "negative", 2)]),
    ("The tumor extends to the deep margin.\n", [("deep", "positive", None)]),
    ("The deep and lateral margins are free.\n", [("deep", "negative", None), ("lateral", "negative", None)]),
    ("The tumor lies 1.5 mm from the medial margin.\n", [("medial", "negative", 1.5)]),
    ("Margins: not applicable\n", []),
    ("Margin, parenchymal .... uninvolved (0.2 cm)\n", [("parenchymal", "negative", 2)]),
    ("[margins]      free (staple line 0.4 cm)\n", [(None, "negative", None), ("staple line", "negative", 4)]),
    ("Final margins: superior neg, 4 mm / inferior neg / deep 6 mm\n",
     [("superior", "negative", 4), ("inferior", "negative", None), ("deep", "negative", 6)]),
    ("margins (mm)   anterior 8 | medial 6 | deep 1\n",
     [("anterior", "negative", 8), ("medial", "negative", 6), ("deep", "negative", 1)]),
    ("Resection margins: 12 o'clock, 9 mm; 3 o'clock (lateral), 3.5 mm; deep, 4 mm\n",
     [("12 o'clock", "negative", 9), ("3 o'clock", "negative", 3.5), ("deep", "negative", 4)]),
    ("Uncinate margin | + (0 mm)\n", [("Uncinate", "positive", 0)]),
    ("Closest margin is posterior at 2.5 mm.\n", [("posterior", "negative", 2.5)]),
    ("The tumor is 7 mm from the nearest (deep) margin.\n", [("deep", "negative", 7)]),
    ("Incompletely excised at the deep margin.\n", [("deep", "positive", None)]),
    ("Radial margin <1 mm, considered positive\n", [("Radial", "positive", 1)]),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "expected"), MARGINS)
def test_margins(lines: str, expected: list[tuple[str | None, str, float | None]]) -> None:
    assert [(f.site, f.polarity, f.distance_mm) for f in found(lines) if f.name == "margin"] == expected


NODES = [
    ("Nodes:  st. 13   3 (+)  out of  8\n        st. 14   0      out of  5\n        sum      3/13\n",
     [("st. 13", "positive", 3, 8), ("st. 14", "negative", 0, 5), ("total", "positive", 3, 13)]),
    ("Total nodes examined      3\nNodes with macrometastases   1\nNodes with micrometastases   1\n",
     [(None, "positive", 2, 3)]),
    ("No tumor in any of 14 nodes.\n", [(None, "negative", 0, 14)]),
    ("Twenty-one nodes recovered; metastasis in one.\n", [(None, "positive", 1, 21)]),
    ("Of twenty-three lymph nodes four are replaced.\n", [(None, "positive", 4, 23)]),
    ("No. of nodes retrieved -> 31; no. involved -> 4\n", [(None, "positive", 4, 31)]),
    ("Station 4R: no malignancy in 3 nodes.\n", [("Station 4R", "negative", 0, 3)]),
    ("Two of nine lymph nodes are positive.\n", [(None, "positive", 2, 9)]),
    ("Lymph nodes, right pelvic: 0/7\n", [("right pelvic", "negative", 0, 7)]),
    ("Lymph nodes examined: 12\nLymph nodes involved: 3\n", [(None, "positive", 3, 12)]),
    ("REGIONAL NODES\n  Examined     8\n  Positive     0\n", [(None, "negative", 0, 8)]),
    ("Four lymph nodes, no tumor.\n", [(None, "negative", 0, 4)]),
    ("NODES\nlevel | examined | positive\nII    |   6      |   1\nIII   |   4      |   0\n",
     [("level II", "positive", 1, 6), ("level III", "negative", 0, 4)]),
    ("Lymph nodes: none submitted\n", []),
    ("Lymph nodes: Station 3 - 1/6 ; Station 5/6 - 0/4 ; TOTAL 1/10\n",
     [("Station 3", "positive", 1, 6), ("Station 5/6", "negative", 0, 4), ("total", "positive", 1, 10)]),
    ("Nodes\tlevel I 0/4\tlevel II 2/9\n", [("level I", "negative", 0, 4), ("level II", "positive", 2, 9)]),
    ("nodes   lev I    1/4\n        lev II   0/7\n        all      1/11\n",
     [("lev I", "positive", 1, 4), ("total", "positive", 1, 11), ("lev II", "negative", 0, 7)]),
    ("Total nodes 24, total positive 5\n", [(None, "positive", 5, 24)]),
    ("Lymph nodes: 17 found, none contain tumor.\n", [(None, "negative", 0, 17)]),
    ("Right axillary SLN x3: negative\n", [("Right axillary SLN", "negative", 0, 3)]),
    ("Five lymph nodes; two positive.\n", [(None, "positive", 2, 5)]),
    ("Three of twenty-two lymph nodes involved\n", [(None, "positive", 3, 22)]),
    ("Station\tpositive\texamined\n4R\t0\t3\n7\t1\t2\n", [("4R", "negative", 0, 3), ("7", "positive", 1, 2)]),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "expected"), NODES)
def test_nodes(lines: str, expected: list[tuple[str | None, str, int, int]]) -> None:
    nodes = [f for f in found(lines) if f.name == "lymph_nodes"]
    assert [(f.site, f.polarity, f.nodes_positive, f.nodes_examined) for f in nodes] == expected


AMOUNTS = [
    ("Tumor size\n  18 mm\n", "tumor_size", 18, "mm"),
    ("Carcinoma, 2.2 cm greatest dimension\n", "tumor_size", 22, "mm"),
    ("the invasive component accounts for 1.8 cm\n", "tumor_size", 18, "mm"),
    ("Carcinoma invading 8 of 21 mm of the myometrium.\n", "depth_of_invasion", 8, "mm"),
    ("Mits ......9/mm2\n", "mitotic_rate", 9, "/mm2"),
    ("Mitotic rate: 4 per mm2\n", "mitotic_rate", 4, "/mm2"),
    ("Mitoses 12/10 HPF\n", "mitotic_rate", 12, "/10 HPF"),
    ("Tumor size: 3.4 x 2.0 cm\n", "tumor_size", 34, "mm"),
    ("Depth of invasion: 6 mm\n", "depth_of_invasion", 6, "mm"),
    ("Tumor necrosis: present, 30%\n", "necrosis", 30, "%"),
    ("Mitoses (per 10 HPF)    7\nLVI: none\n", "mitotic_rate", 7, "/10 HPF"),
    ("Size (cm)    4.1    1.4\n", "tumor_size", 41, "mm"),
    ("Myometrial invasion 6 of 15 mm (40%)\n", "depth_of_invasion", 6, "mm"),
    ("Breslow (mm) 1.3\n", "depth_of_invasion", 1.3, "mm"),
    ("ENE+ major (3.5 mm)\n", "extranodal_extension", 3.5, "mm"),
]


@pytest.mark.parametrize(("lines", "name", "value", "unit"), AMOUNTS)
def test_amounts(lines: str, name: str, value: float, unit: str) -> None:
    quantity = next(f.quantity for f in found(lines) if f.name == name)
    assert quantity is not None
    assert (quantity.value, quantity.unit) == (value, unit)


def test_an_addendum_supersedes() -> None:
    findings = found("LVI: absent\n\nADDENDUM 1\nLVI is present.\n")
    assert [(f.polarity, f.superseded) for f in findings] == [("negative", True), ("positive", None)]


NOTES = [
    "#DX=squamous carcinoma\n#AGE=50\nSIZE=20 mm\nPNI=absent\nLVI=none\nLN=0/8\n",
    "dictated by resident\nreceived in two pots\npot one is a parotid\nthere is no perineural invasion.\n",
]


@pytest.mark.parametrize("text", NOTES)
def test_short_notes_are_notes(text: str) -> None:
    findings = extractor.extract(text, nlp=NLP).findings
    assert ("perineural_invasion", "negative") in [(f.name, f.polarity) for f in findings]


def test_a_case_report_in_prose_has_no_findings() -> None:
    text = "A woman had a renal carcinoma. CT showed necrosis. Histology of the resected tumor showed necrosis."
    assert extractor.extract(text, nlp=NLP).findings == []
