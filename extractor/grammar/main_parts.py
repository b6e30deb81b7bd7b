"""Main part: the one of several parts that was resected for its tumor, by the names of procedures and sites."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.grammar.parts import Part
from extractor.grammar.wording import compiled

_MAJOR = r"^(?!.*(?<![\w-]){minor_procedures}(?!\w)).*(?<![\w-]){major_procedures}(?!\w)"
_MINOR = r"(?<![\w-])(?:{nodes}|{minor_sites})(?!\w)"


class Resected:
    """The one part of a note that a resection obtained, else its only organ, where no procedure is told."""

    def __init__(self, parts: Sequence[Part]) -> None:
        labelled = [part for part in parts if part.label]
        found = [part for part in labelled if compiled("specimens", _MAJOR).search(part.described.procedure or "")]
        found = found or [part for part in labelled if _is_organ(part)]
        self.label = found[0].label if len({part.label for part in found}) == 1 else None
        self.alone = not any(_tells_of_nodes(part.described.site or "") for part in labelled if part not in found)

    def told(self, text: str) -> str | None:
        """Return the label of the part for words that name none; not for nodes, where other parts hold them."""
        return self.label if self.alone or not _tells_of_nodes(text) else None


def _is_organ(part: Part) -> bool:
    said = part.described
    return said.known and said.procedure is None and not compiled("specimens", _MINOR).search(said.site or "")


def _tells_of_nodes(text: str) -> bool:
    return compiled("specimens", r"(?<![\w-]){nodes}(?!\w)").search(text) is not None
