"""Common words of parts: what a note says once of several parts, over their list or at their diagnoses."""

from __future__ import annotations

from extractor.grammar.part_heads import CELL, SHORT, tells_of_before
from extractor.grammar.parts import Described, Part, describe, procedure_in
from extractor.grammar.runs import LINE, LOOSE, marks
from extractor.grammar.wording import compiled

_LABEL = 14  # signs of a line in which a label at its head stands


def said_of_all(first: list[str], lines: list[str]) -> Described | None:
    """Return what lines without labels say of a procedure; else the place that the first lines name."""
    for line in lines:
        if any(mark.before == LINE for mark in marks(line[:_LABEL])):
            continue
        for piece in CELL.split(_before_labels(line)):
            if len(piece) < SHORT and procedure_in(piece) and not tells_of_before(piece):
                said = describe(piece)
                return said if said.procedure else describe(piece.split(":", 1)[-1])
    return next((said for line in first[:2] for piece in CELL.split(line) if (said := describe(piece)).known), None)


def _before_labels(line: str) -> str:
    """Return what stands before the labels of a line that lists parts: "Biopsies: (1) liver (2) kidney"."""
    labels: dict[str, list[int]] = {}
    for mark in marks(line):
        labels.setdefault(mark.style, []).append(mark.start)
    return line[
        : min((starts[0] for style, starts in labels.items() if len(starts) > 1 and style not in LOOSE), default=None)
    ]


def with_procedure(found: list[Part], common: Described | None) -> list[Part]:
    """Return parts with the procedure that is said of all of them, where none names its own."""
    if common is None or common.procedure is None or any(part.described.procedure for part in found):
        return found
    if len(found) > 1 and compiled("specimens", r"\b{of_one_organ}$").search(common.procedure):
        return found
    return [part._replace(described=part.described._replace(procedure=common.procedure)) for part in found]


def completed(part: Part, diagnosed: list[list[Part]]) -> Part:
    """Return a part with the procedure and the side that only the head of its diagnosis names."""
    others = [
        other.described
        for parts in diagnosed
        for other in parts
        if other.label == part.label and other.start != part.start
    ]
    said = part.described
    procedure = said.procedure or next((other.procedure for other in others if other.procedure), None)
    side = said.laterality or next((other.laterality for other in others if other.laterality), None)
    return part._replace(described=said._replace(procedure=procedure, laterality=side))
