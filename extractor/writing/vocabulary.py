"""Vocabulary entries as a table for reading on a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from extractor.rules import Term


def show(terms: Iterable[Term], console: Console) -> None:
    """Print each entry's kind, canonical name, synonyms, identifiers, further columns and source."""
    table = Table("Kind", "Name", "Also written", "Identifiers", "More", "Source", box=SIMPLE_HEAD)
    for term in terms:
        more = "\n".join(f"{column}: {content}" for column, content in term.extra.items() if content)
        cells = (term.kind, term.name, ", ".join(term.synonyms), ", ".join(term.ids), more, term.source)
        table.add_row(*map(Text, cells))
    console.print(table)
