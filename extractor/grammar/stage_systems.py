"""The staging system that a stage is of, and its edition: in its sentence, or on another line of a synoptic report."""

from __future__ import annotations

import re

from extractor.grammar.tnm import edition, edition_behind
from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Sentence
from extractor.records import Stage

NAMED = ("stage:system", "stage:letters", "stage:numbers")
OF_TNM = frozenset({"AJCC", "UICC", "UICC/AJCC"})
_UNUSED = compiled("stages", r"(?:'s?)?(?:\sstage)?\s?[:=.]{1,20}\s?{not_staged}\b")
_WIDEST = 90  # from the name of a system to its edition, dots included
_LINES_BEHIND = 60  # of a synoptic report, between a category and the line that names the system


def _is_unused(sentence: Sentence, system: Mention) -> bool:
    """True for a system that a line names only to say that it does not apply: "Dukes: not applicable"."""
    return _UNUSED.match(sentence.between(system.end, system.end + 24)) is not None


def gap(start: int, end: int, first: int, last: int) -> int:
    """Return how many characters lie between [start, end) and [first, last)."""
    return start - last if start >= last else first - end


class System:
    """The staging system named nearest to a stage in its sentence, and the edition named beside the system."""

    def __init__(self, sentence: Sentence, start: int, end: int, *, only_tnm: bool = False) -> None:
        named = [m for m in sentence.of_kind(*NAMED) if not _is_unused(sentence, m)]
        named = [m for m in named if not only_tnm or m.id != "FIGO"]
        self.mention = min(named, key=lambda m: gap(m.start, m.end, start, end)) if named else None
        if self.mention is not None and gap(self.mention.start, self.mention.end, start, end) > 110:
            self.mention = None
        self.edition = (
            edition_behind(sentence.between(self.mention.end, self.mention.end + _WIDEST)) if self.mention else None
        )
        if self.mention is not None and self.edition is None:
            self.edition = edition(
                re.sub(r"\b(?:19|20)\d\d\b", "", sentence.between(self.mention.start - 40, self.mention.start))
            )
        if self.edition is None and self.mention is None:
            self.edition = edition(re.sub(r"\b(?:19|20)\d\d\b", "", sentence.between(start - 40, end + 40)))


def name_system(record: Stage, sentence: Sentence, index: int, named: list[tuple[int, System, str | None]]) -> None:
    """Give a category of a synoptic report the system that a line near it in its section names: "AJCC ... 8TH ED"."""
    near = [
        (abs(number - index), system)
        for number, system, section in named
        if section is not None
        and section == sentence.section
        and -_LINES_BEHIND <= number - index <= _LINES_BEHIND // 2
        and system.mention is not None
        and system.mention.id in OF_TNM
    ]
    if near and record.tnm and record.tnm.startswith(("p", "yp")) and sentence.opens_line:
        system = min(near, key=lambda item: item[0])[1]
        record.system = system.mention.id if system.mention is not None else None
        record.edition = record.edition or system.edition
