"""Main part: the one of several parts that was resected for its tumor, by the names of procedures and sites."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.grammar.parts import Part
from extractor.grammar.wording import compiled

_MAJOR = compiled("specimens", r"^(?!.*(?<![\w-]){minor_procedures}(?!\w)).*(?<![\w-]){major_procedures}(?!\w)")
_MINOR = compiled("specimens", r"(?<![\w-])(?:{nodes}|{minor_sites})(?!\w)")


_WORD = re.compile(r"[a-z]{4,}")
_TITLE = 60


class Resected:
    """The one part of a note that a resection obtained, else its only organ, where no procedure is told."""

    def __init__(self, parts: Sequence[Part]) -> None:
        labelled = [part for part in parts if part.label]
        found = [part for part in labelled if _MAJOR.search(part.described.procedure or "")]
        found = found or [part for part in labelled if _is_organ(part)]
        self.sites = {part.label: set(_WORD.findall((part.described.site or "").lower())) for part in found}
        self.label = found[0].label if len({part.label for part in found}) == 1 else None
        self.alone = not any(_tells_of_nodes(part.described.site or "") for part in labelled if part not in found)

    def named(self, title: str) -> str | None:
        """Return the label of the one of several resections whose site a title names: "SYNOPTIC - VULVA"."""
        words = set(_WORD.findall(title[:_TITLE].lower()))
        labels = [label for label, site in self.sites.items() if site & words] if len(self.sites) > 1 else []
        return labels[0] if len(labels) == 1 else None

    def told(self, text: str) -> str | None:
        """Return the label of the part for words that name none; not for nodes, where other parts hold them."""
        return self.label if self.alone or not _tells_of_nodes(text) else None


def _is_organ(part: Part) -> bool:
    said = part.described
    return said.known and said.procedure is None and not _MINOR.search(said.site or "")


def _tells_of_nodes(text: str) -> bool:
    return compiled("specimens", r"(?<![\w-]){nodes}(?!\w)").search(text) is not None
