"""medspaCy's rule files as they are: ConText rules and section headings (JSON)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Any

from extractor.errors import PatternError
from extractor.rules import DIRECTIONS, Rule, why

# Category of a medspaCy ConText rule → our category and value; any other category is kept under its own name.
CONTEXT_CATEGORIES = {
    "NEGATED_EXISTENCE": ("negation", "negated"),
    "POSSIBLE_EXISTENCE": ("certainty", "possible"),
    "HYPOTHETICAL": ("certainty", "hypothetical"),
    "HISTORICAL": ("history", "historical"),
    "FAMILY": ("subject", "family"),
}


def read_context_rules(path: Path) -> list[Rule]:
    """Read a medspaCy ConText file (JSON, `context_rules`) as it is; raises PatternError for a broken rule."""
    return list(_context_rules(path))


def _context_rules(path: Path) -> Iterator[Rule]:
    for number, entry in enumerate(_json_list(path, "context_rules"), start=1):
        name = str(entry.get("literal") or f"number {number}")
        category, direction = entry.get("category"), str(entry.get("direction", "BIDIRECTIONAL")).lower()
        if not category or not isinstance(category, str):
            raise PatternError(path, name, "needs a category")
        direction = {"bidirectional": "both"}.get(direction, direction)
        if direction not in DIRECTIONS:
            raise PatternError(path, name, f"direction {direction!r} is none of ConText's")
        kind, value = CONTEXT_CATEGORIES.get(category.upper(), (category.lower(), category.lower()))
        pattern = entry.get("pattern")
        expression = None
        terms: tuple[str, ...] = (name,)
        if isinstance(pattern, str):
            try:
                expression, terms = re.compile(pattern, re.IGNORECASE), ()
            except re.error as error:
                raise PatternError(path, name, f"not a valid regular expression: {error}") from error
        elif isinstance(pattern, list):
            terms = tuple(_token_phrases(path, name, pattern))
        yield Rule(
            id=f"{number} {name}",
            kind=f"context:{kind}",
            value=value,
            file=path.name,
            direction=direction,
            terms=tuple(re.sub(r"[\[\]()|]", "", term) for term in terms),
            regex=expression,
            max_scope=entry.get("max_scope"),
            terminated_by=frozenset(
                CONTEXT_CATEGORIES.get(other, (other.lower(),))[0] for other in entry.get("terminated_by") or ()
            ),
        )


def _token_phrases(path: Path, rule: str, pattern: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Write out a spaCy token pattern made of LOWER/TEXT/LEMMA, IN and the operator `?` as phrases."""
    choices: list[list[str]] = []
    for token in pattern:
        words = next((token[key] for key in ("LOWER", "TEXT", "ORTH", "LEMMA") if key in token), None)
        listed: list[Any] = (words.get("IN") or []) if isinstance(words, dict) else [words]
        if not listed or not all(isinstance(word, str) for word in listed) or token.get("OP", "1") not in ("1", "?"):
            raise PatternError(path, rule, "only LOWER, TEXT or LEMMA with a text or IN, and OP '?', are understood")
        choices.append([*listed, ""] if token.get("OP") == "?" else list(listed))
    for choice in product(*choices):
        yield " ".join(word for word in choice if word)


def read_section_rules(path: Path) -> dict[str, str]:
    """Read a medspaCy section file (JSON, `section_rules`): heading in lower case → category."""
    headings = {}
    for number, entry in enumerate(_json_list(path, "section_rules"), start=1):
        literal, category = entry.get("literal"), entry.get("category")
        if not isinstance(literal, str) or not literal or not isinstance(category, str):
            raise PatternError(path, str(literal or f"number {number}"), "needs a literal and a category")
        headings[literal.rstrip(":").strip().lower()] = category
    return headings


def _json_list(path: Path, key: str) -> list[dict[str, Any]]:
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise PatternError(path, None, f"cannot be read: {why(error)}") from error
    listed = data.get(key) if isinstance(data, dict) else None
    if not isinstance(listed, list) or not all(isinstance(item, dict) for item in listed):
        raise PatternError(path, None, f"needs a list {key!r} of objects")
    return listed
