"""Misspelled names: which word is found for which, and what is left alone."""

from __future__ import annotations

import pytest

from extractor.spelling import Spelling

NAMES = {"calretinin": "calretinin", "imatinib": "imatinib", "gemcitabine": "gemcitabine", "cefazolin": "cefazolin"}


@pytest.fixture(scope="module")
def spelling() -> Spelling:
    return Spelling(NAMES, frozenset({"imatinid"}))


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("calcretinin", "calretinin"),
        ("gemcitabne", "gemcitabine"),
        ("calretanin", "calretinin"),
        ("gemcitabien", "gemcitabine"),
        ("gemcitabineand", "gemcitabine"),
    ],
    ids=["a letter too many", "one too few", "another", "two exchanged", "the next word written on"],
)
def test_nearest(spelling: Spelling, word: str, name: str) -> None:
    assert spelling.nearest(word) == name


@pytest.mark.parametrize(
    "word",
    ["imatinb", "xalretinin", "imatinid", "calretxxin", "gem-itabine"],
    ids=["too short to tell", "the first letter counts", "an exception", "two letters", "no word"],
)
def test_no_misspelling(spelling: Spelling, word: str) -> None:
    assert spelling.nearest(word) is None


def test_two_names_equally_near_are_none() -> None:
    spelling = Spelling({"cefoxitin": "cefoxitin", "cefixitin": "another"}, frozenset())
    assert spelling.nearest("cefaxitin") is None


def test_two_spellings_of_one_name_are_one() -> None:
    spelling = Spelling({"cefoxitin": "cefoxitin", "cefixitin": "cefoxitin"}, frozenset())
    assert spelling.nearest("cefaxitin") in ("cefoxitin", "cefixitin")
