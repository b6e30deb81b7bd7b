"""Two statements in one sentence: every pair of ways to say a result, in either order, with every joint."""

from __future__ import annotations

from itertools import product

import pytest
from spacy.language import Language

import extractor

SHOWN = {"CD117": "positive", "desmin": "positive"}
ABSENT = {"CK7": "negative", "S100": "negative"}

AHEAD_POSITIVE = ["positive for {}", "immunoreactive for {}", "strongly positive for {}", "expressing {}"]
AHEAD_NEGATIVE = ["negative for {}", "devoid of {}", "not immunoreactive for {}", "lacking {}"]
BEHIND_POSITIVE = [
    "{} were positive",
    "{} were expressed",
    "{} showed strong staining",
    "{} stained positively",
    "{} immunostains were positive",
    "{} expression was retained",
]
BEHIND_NEGATIVE = [
    "{} were negative",
    "{} were not expressed",
    "{} showed no staining",
    "{} did not stain",
    "{} immunostains were negative",
    "{} were lost",
]
VERB_POSITIVE = ["showed positivity for {}", "expressed {}", "stained with {}", "revealed {} expression"]
VERB_NEGATIVE = ["showed no expression of {}", "did not express {}", "lacked {}", "showed loss of {}"]
JOINTS = [" and ", " but ", ", and ", ", but ", ", while ", ", whereas "]

DETECTED = [
    "{0} {1} was detected",
    "NGS revealed a {0} {1}",
    "the tumor harbored a {0} {1}",
    "sequencing showed {1} of {0}",
    "there was {0} {1}",
    "{0} {1} was positive",
    "the tumor was positive for {0} {1}",
    "we identified a {1} in the {0} gene",
]
NOT_DETECTED = [
    "{0} {1} was not detected",
    "NGS revealed no {0} {1}",
    "the tumor did not harbor {0} {1}",
    "sequencing showed no {1} of {0}",
    "there was no {0} {1}",
    "{0} {1} was negative",
    "the tumor was negative for {0} {1}",
    "analysis failed to detect {0} {1}",
    "the tumor lacked {0} {1}",
]
GENES = [(("EGFR", "mutation"), ("ALK", "rearrangement")), (("MET", "amplification"), ("CDKN2A", "deletion"))]


def orders(first: str, second: str, joint: str, opening: str = "") -> list[str]:
    """Return both orders of two statements as sentences."""
    listed = [f"{opening}{one}{joint}{other}." for one, other in ((first, second), (second, first))]
    return [sentence[0].upper() + sentence[1:] for sentence in listed]


def stains(nlp: Language, text: str) -> dict[str, str]:
    return {marker.name: marker.polarity for marker in extractor.extract(text, nlp=nlp).markers}


@pytest.mark.parametrize(
    ("positive", "negative", "opening"),
    [
        (AHEAD_POSITIVE, AHEAD_NEGATIVE, "the tumor cells were "),
        (BEHIND_POSITIVE, BEHIND_NEGATIVE, "in the tumor, "),
        (VERB_POSITIVE, VERB_NEGATIVE, "the tumor cells "),
    ],
    ids=["ahead", "behind", "verbs"],
)
def test_stains(nlp: Language, positive: list[str], negative: list[str], opening: str) -> None:
    wrong = {
        text: found
        for one, other, joint in product(positive, negative, JOINTS)
        for text in orders(one.format("CD117 and desmin"), other.format("CK7 and S100"), joint, opening)
        if (found := stains(nlp, text)) != {**SHOWN, **ABSENT}
    }
    assert wrong == {}


def test_a_verb_behind_ends_the_list_of_a_cue_ahead(nlp: Language) -> None:
    sentences = [
        f"The tumor cells were {ahead.format(one)}{joint}{behind.format(other)}."
        for aheads, behinds, one, other in (
            (AHEAD_POSITIVE, BEHIND_NEGATIVE, "CD117 and desmin", "CK7 and S100"),
            (AHEAD_NEGATIVE, BEHIND_POSITIVE, "CK7 and S100", "CD117 and desmin"),
        )
        for ahead, behind, joint in product(aheads, behinds, JOINTS)
    ]
    assert {text: found for text in sentences if (found := stains(nlp, text)) != {**SHOWN, **ABSENT}} == {}


@pytest.mark.parametrize("joint", [" and ", ", but ", "; ", ", and ", ", whereas "])
def test_alterations(nlp: Language, joint: str) -> None:
    wrong = {}
    for (shown, absent), one, other in product(GENES, DETECTED, NOT_DETECTED):
        for text in orders(one.format(*shown), other.format(*absent), joint):
            markers = extractor.extract(text, nlp=nlp).markers
            found = {(marker.name, marker.alteration): marker.polarity for marker in markers}
            if found != {shown: "positive", absent: "negative"}:
                wrong[text] = found
    assert wrong == {}


FINDINGS = [
    (("BRAF V600E mutation", "BRAF p.V600E"), ("EML4-ALK fusion", "EML4::ALK")),
    (("ETV6::NTRK3 fusion", "ETV6::NTRK3"), ("EGFR p.L858R", "EGFR p.L858R")),
]
FOUND = ["{} was detected", "NGS revealed {}", "there was a {}", "the tumor was positive for {}", "{} was present"]
NOT_FOUND = ["{} was not detected", "NGS revealed no {}", "there was no {}", "{} was negative", "PCR excluded {}"]


@pytest.mark.parametrize("joint", [" and ", ", but ", "; ", ", and ", ", whereas "])
def test_variants_and_fusions(nlp: Language, joint: str) -> None:
    wrong = {}
    for (shown, absent), one, other in product(FINDINGS, FOUND, NOT_FOUND):
        for text in orders(one.format(shown[0]), other.format(absent[0]), joint):
            record = extractor.extract(text, nlp=nlp)
            found = {f"{variant.gene} {variant.hgvs_p}": variant.polarity for variant in record.variants}
            found |= {fusion.name: fusion.polarity for fusion in record.fusions}
            if found != {shown[1]: "positive", absent[1]: "negative"}:
                wrong[text] = found
    assert wrong == {}
