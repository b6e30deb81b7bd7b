"""Expressions made of words: a table stands for its phrases, and each table is used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from extractor.grammar.wording import alternation, compiled, phrases
from extractor.rules import settings

SLOTS = [
    "diagnoses",
    "fusions",
    "grades",
    "measurements",
    "outcomes",
    "patient",
    "responses",
    "stages",
    "variants",
    "verdicts",
]


@pytest.mark.parametrize("name", SLOTS)
def test_tables_of_words_are_used(name: str, root: Path) -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (root / "extractor").rglob("*.py"))
    rules = (root / "patterns" / f"{name}.toml").read_text(
        encoding="utf-8"
    )  # their phrases may name a table, in braces
    for table in settings(name)["words"]:
        assert f"{{{table}}}" in code + rules or f'"{table}"' in code, f"{name}.toml: {table} is not used"


def test_table_stands_for_its_phrases() -> None:
    expression = compiled("patient", r"a {twins}")
    assert expression.match("A triplet")
    assert [match[0] for match in expression.finditer("a twin and a triplet")] == ["a twin", "a triplet"]
    assert not compiled("patient", r"a {twins}", cased=True).match("A triplet")


@pytest.mark.parametrize("name", [*SLOTS, "context", "markers", "treatments"])
def test_longest_phrase_of_a_table_is_read_first(name: str) -> None:
    for table in settings(name)["words"]:
        expression = re.compile(alternation(name, table), re.IGNORECASE)
        for phrase in phrases(name, table):
            written = phrase.replace("#", "12").replace("*", "y")
            match = expression.match(written)
            assert match is not None, f"{name}.toml, {table}: {phrase}"
            assert match[0] == written, f"{name}.toml, {table}: {phrase}"
