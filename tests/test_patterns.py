"""Every rule of patterns/ fires on its examples, and the vocabulary says what its sources say."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from extractor.errors import PatternError
from extractor.matching import build_matcher
from extractor.phrases import expand, pieces
from extractor.records import SLOTS
from extractor.rules import KINDS, Rule, read_rules, read_terms, rules, vocabulary

RULES = [rule for rule in rules() if rule.direction != "pseudo" or rule.match]
_MATCHER = build_matcher((), rules())


def fired(text: str) -> set[str]:
    """Return the keys of the rules that fire in a text."""
    return {mention.source.key for mention in _MATCHER.find(text)}


@pytest.mark.parametrize("rule", RULES, ids=[rule.key for rule in RULES])
def test_rule_fires_on_its_examples(rule: Rule) -> None:
    for text in rule.match:
        assert rule.key in fired(text), text
    for text in rule.no_match:
        assert rule.key not in fired(text), text


def test_every_slot_has_its_module_its_patterns_and_its_test(root: Path) -> None:
    for slot in ("patient", *SLOTS):
        for place in (f"extractor/slots/{slot}.py", f"patterns/{slot}.toml", f"tests/test_{slot}.py"):
            assert (root / place).is_file(), f"{slot} lacks {place}"


def test_phrases_do_not_explode() -> None:
    for rule in rules():
        written = sum(len(expand(term)) for term in rule.terms)
        assert written <= 2500, f"{rule.key} stands for {written} phrases"


@pytest.mark.parametrize("name", sorted(KINDS))
def test_vocabulary_lists_a_spelling_once(name: str, root: Path) -> None:
    seen: dict[tuple[str, ...], str] = {}
    for term in read_terms(root / "patterns" / "vocabulary" / f"{name}.tsv", KINDS[name]):
        for phrase in (term.name, *term.synonyms):
            spelling = tuple(pieces(phrase.removeprefix("=")))
            assert seen.setdefault(spelling, term.name) == term.name, f"{phrase!r}: {seen[spelling]} and {term.name}"


def test_hgnc_ids_are_hgncs(shared: Path) -> None:
    with (shared / "vocabulary" / "hgnc.tsv").open(encoding="utf-8") as handle:
        known = {row["hgnc_id"] for row in csv.DictReader(handle, delimiter="\t")}
    for term in vocabulary().terms:
        for identifier in term.ids:
            if identifier.startswith("HGNC:"):
                assert identifier in known, f"{term.key}: {identifier}"


def test_oncotree_codes_are_oncotrees(shared: Path) -> None:
    with (shared / "vocabulary" / "oncotree.tsv").open(encoding="utf-8") as handle:
        known = {row["code"] for row in csv.DictReader(handle, delimiter="\t")}
    for term in vocabulary().terms:
        for identifier in term.ids:
            if identifier.startswith("OncoTree:"):
                assert identifier.removeprefix("OncoTree:") in known, f"{term.key}: {identifier}"


def test_vocabulary_is_at_the_fields_scale() -> None:
    count = {kind: sum(term.kind == kind for term in vocabulary().terms) for kind in KINDS.values()}
    assert count["marker"] >= 450
    assert count["gene"] >= 800
    assert count["drug"] >= 700
    assert count["regimen"] >= 120


BROKEN = [
    ("[[rule]]\nkind = 'x'\nvalue = 'y'\nterms = ['z']\nmatch = 'z'", None, "has no id"),
    ("[[rule]]\nid = 'a'\nkind = 'x'\nvalue = 'y'\nterms = ['z']", "a", "match"),
    ("[[rule]]\nid = 'a'\nkind = 'x'\nvalue = 'y'\nregex = 'z+'\nmatch = 'z'", "a", "bounded"),
    ("[[rule]]\nid = 'a'\nkind = 'x'\nvalue = 'y'\nregex = '(z'\nmatch = 'z'", "a", "regular expression"),
    ("[[rule]]\nid = 'a'\nkind = 'x'\nvalue = 'y'\nterms = ['z']\nmatch = 'z'\ncolour = 1", "a", "colour"),
    ("[[rule]]\nid = 'a'\nkind = 'x'\nvalue = 'y'\nterms = ['z']\nmatch = 'z'\ndirection = 'up'", "a", "direction"),
    ("[[rule]", None, "cannot be read"),
]


@pytest.mark.parametrize(("text", "rule", "reason"), BROKEN)
def test_broken_rule_file_names_file_rule_and_reason(tmp_path: Path, text: str, rule: str | None, reason: str) -> None:
    path = tmp_path / "broken.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PatternError) as caught:
        read_rules(path)
    message = str(caught.value)
    assert "broken.toml" in message
    assert reason in message
    assert rule is None or rule in message


def test_broken_vocabulary_names_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.tsv"
    path.write_text("kind\tname\tsynonyms\ndrug\tfoobarinib\n", encoding="utf-8")
    with pytest.raises(PatternError, match=r"mine\.tsv.*foobarinib.*line 2 has 2 fields"):
        read_terms(path)
