"""The data of patterns/ as checked terms and rules: vocabulary rows, cues and lists of words.

Rules are phrases (see phrases.py) or bounded regular expressions.
"""

from __future__ import annotations

import csv
import re
import sys
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from extractor.errors import PatternError
from extractor.phrases import fold, pieces, spelling, with_lists
from extractor.resources import folder

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

# Vocabulary file → kind of its terms.
KINDS = {
    "markers": "marker",
    "genes": "gene",
    "methods": "method",
    "drugs": "drug",
    "regimens": "regimen",
    "tumors": "tumor",
    "conditions": "condition",
    "procedures": "procedure",
    "adverse_events": "event",
    "sites": "site",
}
_COLUMNS = ("name", "synonyms", "ids", "source")
_RULE_KEYS = frozenset(
    {
        "id",
        "kind",
        "value",
        "direction",
        "terms",
        "regex",
        "match",
        "no_match",
        "max_scope",
        "terminated_by",
        "only_with",
        "only_words",
        "reach",
    }
)
REACH = 400
DIRECTIONS = ("forward", "backward", "both", "terminate", "pseudo", "sentence", "anaphoric")


@dataclass(frozen=True, slots=True)
class Term:
    """One concept of the vocabulary."""

    kind: str
    name: str
    synonyms: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    source: str = ""
    file: str = ""
    extra: dict[str, str] = field(default_factory=dict, hash=False)

    @property
    def key(self) -> str:
        """Where the term stands: `vocabulary/markers.tsv: S100`."""
        return f"vocabulary/{self.file}: {self.name}"

    def listed(self, column: str) -> list[str]:
        """Return the values of a further column that holds a list."""
        return [value for value in self.extra.get(column, "").split("|") if value]


@dataclass(frozen=True, slots=True)
class Rule:
    """One cue: words that say something about the terms near them."""

    id: str
    kind: str
    value: str
    file: str
    direction: str = "both"
    terms: tuple[str, ...] = ()
    regex: re.Pattern[str] | None = None
    match: tuple[str, ...] = ()
    no_match: tuple[str, ...] = ()
    max_scope: int | None = None
    terminated_by: frozenset[str] = frozenset()
    only_with: tuple[str, ...] = ()
    only_words: frozenset[str] = frozenset()
    reach: int = REACH  # characters on either side of one of its only words that its expression can match or look at

    @property
    def key(self) -> str:
        """Where the rule stands: `markers.toml: positive-for`."""
        return f"{self.file}: {self.id}"


@cache
def fillers() -> frozenset[str]:
    """Return the words that `~` in a phrase may stand for (patterns/sentences.toml)."""
    return frozenset(fold(word) for word in settings("sentences")["fillers"])


@dataclass(frozen=True)
class Vocabulary:
    """All terms, findable by any of their spellings."""

    terms: tuple[Term, ...]

    def lookup(self, query: str) -> list[Term]:
        """Return the terms that are written like `query`, whatever its case and hyphens."""
        return list(self.by_spelling.get(tuple(pieces(query)), ()))

    @cached_property
    def by_spelling(self) -> dict[tuple[str, ...], list[Term]]:
        """The terms of each spelling; made when first asked for."""
        found: dict[tuple[str, ...], list[Term]] = {}
        for term in self.terms:
            for phrase in dict.fromkeys((term.name, *term.synonyms)):
                entry = found.setdefault(spelling(phrase.removeprefix("=")), [])
                if term not in entry:
                    entry.append(term)
        return found


def read_terms(path: Path, kind: str | None = None) -> list[Term]:
    """Read one vocabulary file; raises PatternError that names file, line and reason."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            rows = list(csv.reader(handle, delimiter="\t", quoting=csv.QUOTE_NONE))
    except (OSError, UnicodeDecodeError) as error:
        raise PatternError(path, None, f"cannot be read: {why(error)}") from error
    header = rows[0] if rows else []
    missing = [column for column in ("name",) if column not in header]
    if missing:
        raise PatternError(path, None, f"the first line lacks the column {missing[0]!r}")
    terms = []
    for line, row in enumerate(rows[1:], start=2):
        if not any(row):
            continue
        if len(row) != len(header):
            column = header.index("name")
            name = row[column] if column < len(row) else ""
            raise PatternError(path, name or f"line {line}", f"line {line} has {len(row)} fields, not {len(header)}")
        fields = dict(zip(header, row, strict=True))
        own_kind = kind or fields.get("kind", "")
        if not fields["name"].strip() or own_kind not in KINDS.values():
            reason = (
                "has no name"
                if not fields["name"].strip()
                else f"kind {own_kind!r} is none of {sorted(KINDS.values())}"
            )
            raise PatternError(path, fields["name"] or f"line {line}", f"line {line} {reason}")
        terms.append(
            Term(
                kind=own_kind,
                name=fields["name"],
                synonyms=_listed(fields.get("synonyms", "")),
                ids=_listed(fields.get("ids", "")),
                source=fields.get("source", ""),
                file=path.name,
                extra={column: value for column, value in fields.items() if column not in _COLUMNS},
            )
        )
    return terms


def why(error: Exception) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(value.strip() for value in cell.split("|") if value.strip())


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary of patterns/vocabulary; raises PatternError for a broken file."""
    return Vocabulary(
        tuple(
            term
            for name, kind in KINDS.items()
            for term in read_terms(folder("patterns") / "vocabulary" / f"{name}.tsv", kind)
        )
    )


def read_rules(path: Path) -> list[Rule]:
    """Read one rule file (TOML, table array `rule`); raises PatternError that names file, rule and reason."""
    data = _tables(path)
    rules = []
    seen: set[str] = set()
    for number, entry in enumerate(data.get("rule", ()), start=1):
        rule = _rule(path, entry, number, data.get("words", {}))
        if rule.id in seen:
            raise PatternError(path, rule.id, "the id is used twice")
        seen.add(rule.id)
        rules.append(rule)
    return rules


def _rule(path: Path, entry: dict[str, Any], number: int, lists: dict[str, list[str]]) -> Rule:
    name = entry.get("id")
    if not isinstance(name, str) or not name:
        raise PatternError(path, f"number {number}", "has no id")
    unknown = sorted(set(entry) - _RULE_KEYS)
    if unknown:
        raise PatternError(path, name, f"unknown key {unknown[0]!r}; known are {sorted(_RULE_KEYS)}")
    for key in ("kind", "value"):
        if not isinstance(entry.get(key), str):
            raise PatternError(path, name, f"needs a text for {key!r}")
    direction = entry.get("direction", "both")
    if direction not in DIRECTIONS:
        raise PatternError(path, name, f"direction {direction!r} is none of {DIRECTIONS}")
    if ("regex" in entry) == ("terms" in entry):
        raise PatternError(path, name, "needs either 'terms' or 'regex'")
    match, no_match = _texts(path, name, entry, "match"), _texts(path, name, entry, "no_match")
    if not match:
        raise PatternError(path, name, "needs at least one 'match' example")
    return Rule(
        id=name,
        kind=entry["kind"],
        value=entry["value"],
        file=path.name,
        direction=direction,
        terms=_terms(path, name, entry, lists),
        regex=_bounded(path, name, entry["regex"]) if "regex" in entry else None,
        match=match,
        no_match=no_match,
        max_scope=entry.get("max_scope"),
        terminated_by=frozenset(entry.get("terminated_by", ())),
        only_with=_texts(path, name, entry, "only_with"),
        only_words=frozenset(_texts(path, name, entry, "only_words")),
        reach=entry.get("reach", REACH),
    )


def _texts(path: Path, rule: str, entry: dict[str, Any], key: str) -> tuple[str, ...]:
    value = entry.get(key, [])
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(item, str) and item for item in listed):
        raise PatternError(path, rule, f"{key!r} must be a text or a list of texts")
    return tuple(listed)


def _terms(path: Path, rule: str, entry: dict[str, Any], lists: dict[str, list[str]]) -> tuple[str, ...]:
    try:
        return tuple(written for term in _texts(path, rule, entry, "terms") for written in with_lists(term, lists))
    except KeyError as error:
        raise PatternError(path, rule, f"the table [words] lacks {error}") from error


_UNBOUNDED = re.compile(r"(?<!\\)(?:\\\\)*(?:[*+](?![^\[]*\])|\{\d*,\})")


def _bounded(path: Path, rule: str, expression: str) -> re.Pattern[str]:
    """Compile an expression whose repetitions are all bounded, so that its cost stays linear in the text."""
    if _UNBOUNDED.search(expression):
        raise PatternError(path, rule, "repetition must be bounded: write {0,40} instead of * or +")
    try:
        return re.compile(expression)
    except re.error as error:
        raise PatternError(path, rule, f"not a valid regular expression: {error}") from error


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules of all patterns/*.toml that hold any."""
    return tuple(rule for path in sorted(folder("patterns").glob("*.toml")) for rule in read_rules(path))


@cache
def settings(name: str) -> dict[str, Any]:
    """Return the plain tables of patterns/NAME.toml beside its rules; raises PatternError for a broken file."""
    return _tables(folder("patterns") / f"{name}.toml")


@cache
def _tables(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PatternError(path, None, f"cannot be read: {why(error)}") from error


@cache
def _symbols() -> dict[str, tuple[str, ...]]:
    """Return the rows of symbols.tsv by their symbols and former symbols; read when first asked for."""
    path = folder("patterns") / "vocabulary" / "symbols.tsv"
    found: dict[str, tuple[str, ...]] = {}
    try:
        for line in path.read_text(encoding="utf-8").split("\n")[1:]:
            if line:
                row = tuple(line.split("\t"))
                for written in (row[0], *row[2].split("|")):
                    found[written] = row
    except (OSError, UnicodeDecodeError, IndexError) as error:
        raise PatternError(path, None, f"cannot be read: {error}") from error
    return found


@cache
def symbol(written: str) -> Term | None:
    """Return the gene of an HGNC symbol, present or former, that genes.tsv does not list, or None."""
    row = _symbols().get(written)
    if row is None:
        return None
    name, identifier, former, beside = row
    return Term("gene", name, _listed(former), (identifier,), "HGNC", "symbols.tsv", {"beside": beside})


@cache
def stems() -> tuple[Term, ...]:
    """Return the endings that make a word a drug (International Nonproprietary Names of the WHO)."""
    return tuple(read_terms(folder("patterns") / "vocabulary" / "stems.tsv", "drug"))
