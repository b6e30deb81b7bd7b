"""Items: names with their results behind signs, in strings, in boxes, on lines of their own and of other places."""

from __future__ import annotations

import pytest

import extractor

ITEMS = [
    (
        "equals signs",
        "IHC\nCK7 = neg\nCD10 = 0 . AMACR = + faint . CA IX = 0",
        {"CK7 negative", "CD10 negative", "p504S positive weak", "CA IX negative"},
    ),
    (
        "names before one result",
        "MLH1, PMS2, MSH2 and MSH6: nuclear expression retained.",
        {f"{name} positive nuclear" for name in ("MLH1", "PMS2", "MSH2", "MSH6")},
    ),
    (
        "bare words",
        "IHC: OCT2 weak, BOB.1 0, CD3-, PAX5+.",
        {"OCT2 positive weak", "BOB.1 negative", "CD3 negative", "PAX5 positive"},
    ),
    (
        "a string of signs",
        "IHC: BCL2+ CD43+(weak) IRTA1 focal / CD5- BCL6- SOX11- LEF1-",
        {
            "BCL2 positive",
            "CD43 positive weak",
            "CD307 positive focal",
            "CD5 negative",
            "BCL6 negative",
            "SOX11 negative",
            "LEF1 negative",
        },
    ),
    (
        "signs apart from names",
        "IHC: PAX8 +  vimentin -  CAIX -  SDHB retained",
        {"PAX8 positive", "vimentin negative", "CA IX negative", "SDHB positive"},
    ),
    ("boxes", "ER: [X] positive  [ ] negative\nPR: [ ] positive  [X] negative", {"ER positive", "PR negative"}),
    (
        "lines that tell more",
        "Estrogen receptor: Positive\n  Percentage of cells: 95%\n  Average intensity: strong",
        {"ER positive 95% strong"},
    ),
    ("a pattern called after the gene", "p53: mutant (overexpression, >90%)", {"p53 positive 90%"}),
    ("another block", "p16 on A3: block positive. On D1: negative.", {"p16 positive diffuse", "p16 negative"}),
    ("other lesions", "Glypican 3 pos (nodule 1), neg (nodule 2).", {"glypican-3 positive", "glypican-3 negative"}),
    ("a key", "IHC: ER 40%. ER/PR: pos >=10%; neg <1%.", {"ER positive 40%"}),
    (
        "a share behind a verb",
        "The lymphoma cells are neg for CD10. c-Myc marks 50-60% of nuclei.",
        {"CD10 negative", "c-MYC positive 50% nuclear"},
    ),
    (
        "a list under its result",
        "IHC: Positive - EMA, p63 (focal). Negative - S100.",
        {"EMA positive", "p63 positive focal", "S100 negative"},
    ),
    ("a share in words", "Ki-67 is forty-five percent.", {"Ki-67 positive 45%"}),
    ("what was done and how it ended", "SOX10 was also done on A2 and is nonreactive.", {"SOX10 negative"}),
    (
        "described by a verb of its own",
        "The cells do not stain for thyroglobulin, PAX8 is patchy.",
        {"thyroglobulin negative", "PAX8 positive patchy"},
    ),
    ("reactive cells", "CD20: diffuse. CD3 highlights small reactive T cells only.", {"CD20 positive diffuse"}),
    ("a grade in a share of cells", "IHC: ER: 3+ in 90%.", {"ER positive 90% strong"}),
    ("a loss in a share of cells", "CD3 positive; CD7 lost in > 80 %.", {"CD3 positive", "CD7 negative 80%"}),
    ("dashes", "IHC -- CD34 -- pos ; S100 -- neg", {"CD34 positive", "S100 negative"}),
    ("arrows", "IHC: desmin → strong; myogenin => neg", {"desmin positive strong", "myogenin negative"}),
    (
        "lists under lines with their result",
        "Positive for:\n- CK7\n- GATA3\nNegative for:\n- CK20\n- TTF-1",
        {"CK7 positive", "GATA3 positive", "CK20 negative", "TTF-1 negative"},
    ),
    (
        "a sign in brackets before its list",
        "(+) CD19, CD20  (-) CD5, CD10",
        {"CD19 positive", "CD20 positive", "CD5 negative", "CD10 negative"},
    ),
    ("signs in front", "IHC: +CD19, +CD20, -CD5", {"CD19 positive", "CD20 positive", "CD5 negative"}),
    ("plain numbers", "IHC: ER 95, PR 40, HER2 0.", {"ER positive 95%", "PR positive 40%", "HER2 negative 0score"}),
    (
        "a shade alone",
        "IHC: Strong CD20, weak CD79a. No CD3.",
        {"CD20 positive strong", "CD79a positive weak", "CD3 negative"},
    ),
    ("choices not made", "[x] ER positive  [ ] PR positive", {"ER positive"}),
    ("boxes without a sign", "PR  ( ) Pos  (X) Neg", {"PR negative"}),
    ("an answer", "IHC\nLoss of BAP1: No\nLoss of MLH1: Yes", {"BAP1 positive", "MLH1 negative"}),
    ("labels", "IHC\nRCC      pos\nPAP      neg", {"RCC antigen positive", "PSAP negative"}),
    (
        "parts behind bars",
        "IHC: S100 = 3+ | 2+ ; SOX10 = + | -",
        {"SOX10 positive", "SOX10 negative", "S100 positive 3score"},
    ),
    ("exported fields", "Antibody,Block,Result\nCD20,A1,Positive\nCD5,A1,Negative", {"CD20 positive", "CD5 negative"}),
    ("fields of a form", "Biomarker: TROP2 IHC. Result: POSITIVE.", {"TROP2 positive"}),
    (
        "clones and controls in columns",
        "Antibody | Clone | Tumor cells | Control\nMUM1 | MUM1p | positive | neg\nCD56 | 123C3 | negative | pos",
        {"MUM1 positive", "CD56 negative"},
    ),
]


def told(text: str) -> set[str]:
    """Return "NAME polarity" of each result with its amount and description."""
    found = set()
    for marker in extractor.extract(text).markers:
        amount = marker.quantity
        words = [marker.name, marker.polarity]
        words += [f"{amount.low or amount.value}{amount.unit}"] if amount is not None else []
        words += [word for word in (marker.intensity, marker.distribution, marker.localization) if word]
        found.add(" ".join(words))
    return found


@pytest.mark.parametrize(("text", "expected"), [c[1:] for c in ITEMS], ids=[c[0] for c in ITEMS])
def test_item(text: str, expected: set[str]) -> None:
    assert told(text) == expected
