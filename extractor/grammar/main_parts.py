"""Main part: the one of several parts that was resected for its tumor, by the names of the procedures."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.grammar.parts import Part
from extractor.grammar.wording import compiled

_MAJOR = r"^(?!.*(?<![\w-]){minor_procedures}(?!\w)).*(?<![\w-]){major_procedures}(?!\w)"


def resected(parts: Sequence[Part]) -> str | None:
    """Return the label of the one part of a note that a resection of an organ or of a tumor obtained."""
    expression = compiled("specimens", _MAJOR)
    found = {part.label for part in parts if part.label and expression.search(part.described.procedure or "")}
    return found.pop() if len(found) == 1 else None
