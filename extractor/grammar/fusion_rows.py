"""Fusion rows: lines of a fusion table with a column for each partner, and the details in their other columns.

"EWSR1 exon 7   FLI1 exon 6   chr22:29287134 / chr11:128807180   1,842   in-frame", "ETV6   5   NTRK3   15   in   348".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from extractor.grammar.exons import TRANSCRIPT
from extractor.grammar.partners import Pair, Partner, genes_of
from extractor.grammar.titles import TitleAt
from extractor.grammar.wording import compiled
from extractor.mentions import Sentence
from extractor.records import FusionPartner

_GAP = re.compile(r"\s{2,}|\t|\s?\|\s?")
_FIRST, _SECOND = r"{first_partner_titles}(?!\w)", r"{second_partner_titles}(?!\w)"
_EXON = re.compile(r"(?:exon|ex|e)?\.?\s?(?P<number>\d{1,2})", re.IGNORECASE)
_EXONS = re.compile(
    r"(?:exon|ex|e)\s?(?P<first>\d{1,2})\s?(?:-{1,2}|::|/|:|_)\s?(?:exon|ex|e)\s?(?P<second>\d{1,2})\b", re.IGNORECASE
)
_PLACES = re.compile(
    r"\b(?P<first>chr(?:\d{1,2}|[XY]):g?\.?\d{4,10})\s?(?:/|::|-|;|,|\s)\s?(?P<second>chr(?:\d{1,2}|[XY]):g?\.?\d{4,10})",
    re.IGNORECASE,
)
_TRANSCRIPTS = re.compile(rf"(?P<first>{TRANSCRIPT.pattern})\s?(?:/|::|;|,|and)\s?(?P<second>{TRANSCRIPT.pattern})")
_NAMES = 2


class _Cell(NamedTuple):
    start: int
    end: int
    text: str
    title: str


def row_pair(sentence: Sentence, titled: TitleAt) -> Iterator[Pair]:
    """Yield the pair of a row whose two partners stand in columns of their own."""
    if not _GAP.search(sentence.text) or not sentence.opens_line:
        return
    named: list[Partner] = []
    for gene in genes_of(sentence):
        title = titled(gene.start)
        wanted = _SECOND if named else _FIRST
        if len(named) < _NAMES and title and compiled("columns", wanted).match(title):
            named.append(gene)
    if len(named) == _NAMES:
        yield Pair(named[0], named[1], "::", named[0].start, named[1].end)


def fill_from_row(
    sentence: Sentence, titled: TitleAt, partners: tuple[FusionPartner, FusionPartner], genes: tuple[Partner, Partner]
) -> bool | None:
    """Fill exons, transcripts and breakpoints from the columns of a row; return whether it says in frame."""
    _fill_pairs(sentence, partners, genes)
    if not _GAP.search(sentence.text) or genes[0].start < sentence.start:
        return None
    frame = None
    exons = 0
    for cell in _cells(sentence, titled):
        if cell.start < genes[0].start:
            continue
        side = 0 if cell.start < genes[1].start else 1
        number = _EXON.fullmatch(cell.text)
        if number is not None and cell.title.startswith("exon"):
            if genes[0].end <= cell.start and genes[1].end <= cell.start and exons < side and partners[0].exon is None:
                side = 0
            exons += 1
            _set(partners[side], "exon", int(number["number"]))
        elif TRANSCRIPT.fullmatch(cell.text):
            _set(partners[side], "transcript", cell.text)
        elif cell.title.startswith("frame"):
            frame = _frame(cell.text)
    return frame


def _frame(text: str) -> bool | None:
    if compiled("columns", r"{said_in_frame}").fullmatch(text.strip()):
        return True
    return False if compiled("columns", r"{said_out_of_frame}").fullmatch(text.strip()) else None


def _fill_pairs(
    sentence: Sentence, partners: tuple[FusionPartner, FusionPartner], genes: tuple[Partner, Partner]
) -> None:
    """Read details that stand in pairs: "NM_001987 / NM_002530", "chr22:1 / chr11:2", "ex7--ex6"."""
    first = max(genes[1].end, sentence.start)
    behind = sentence.between(first, sentence.end)
    for field, expression in (("transcript", _TRANSCRIPTS), ("breakpoint", _PLACES), ("exon", _EXONS)):
        match = expression.search(behind)
        if match is not None:
            for partner, group in zip(partners, ("first", "second"), strict=True):
                setattr(partner, field, int(match[group]) if field == "exon" else match[group])


def _set(partner: FusionPartner, field: str, value: str | int) -> None:
    if getattr(partner, field) is None:
        setattr(partner, field, value)


def _cells(sentence: Sentence, titled: TitleAt) -> Iterator[_Cell]:
    position = 0
    for match in [*_GAP.finditer(sentence.text), None]:
        end = match.start() if match is not None else len(sentence.text)
        if end > position:
            start = sentence.start + position
            yield _Cell(start, sentence.start + end, sentence.text[position:end], titled(start))
        position = match.end() if match is not None else end
