"""Exons, transcripts and breakpoints that a sentence gives for the two partners of a fusion."""

from __future__ import annotations

import re

from extractor.grammar.partners import Pair, Partner
from extractor.mentions import Sentence
from extractor.records import FusionPartner

# An exon, or those that a partner keeps: "exons 1-5 of YAP1" ends at 5 in front of the junction.
_EXON = re.compile(
    r"\b(?:exons?|ex\.?|introns?)\s?(?P<number>\d{1,2})(?:\s?[-–]\s?(?P<last>\d{1,2}))?\b", re.IGNORECASE
)
TRANSCRIPT = re.compile(r"\b(?:[NX]M_\d{6,9}(?:\.\d{1,2})?|ENST\d{11}(?:\.\d{1,2})?)")
_GLUED = re.compile(r"ex(?:on)?(?P<number>\d{1,2})\b")  # NAB2ex4
_CODED = re.compile(r"\s?\((?P<number>\d{1,2})\)")  # ETV6(5)::NTRK3(15)
_JUNCTION = re.compile(r"\b(?:b[23]a[23]|e\d{1,2}a[23])\b")
_BREAKPOINT = re.compile(r"\bchr(?:\d{1,2}|[XY]):g?\.?\d[\d,]{4,12}")
_EXON_PAIR = re.compile(
    r"\b(?P<one>[A-Za-z]{1,5}?)(?P<first>\d{1,2})\s?(?:;|:|-|::|/)?\s?(?P<two>[A-Za-z]{1,5}?)(?P<second>\d{1,2})\b"
)
# "EWSR1-FLI1 (exon 7 to exon 6)": the exons of both behind the pair.
_EXONS_BEHIND = re.compile(
    r"[^.;]{0,40}?\bex(?:ons?)?\.?\s(?P<first>\d{1,2})\s?(?:[-–/:;&+]|to|with|and|(?:fused|joined)\s(?:to|with))\s?(?:ex(?:on)?\.?\s)?(?P<second>\d{1,2})\b",
    re.IGNORECASE,
)


def fill_details(
    sentence: Sentence, partners: tuple[FusionPartner, FusionPartner], genes: tuple[Partner, Partner], pair: Pair
) -> None:
    """Fill exons, transcripts and breakpoints, each from the gene that it stands beside."""
    if not any(char.isdigit() for char in sentence.text):
        return
    if partners[0].gene == "BCR" and partners[1].gene == "ABL1":
        junction = _JUNCTION.search(sentence.text)
        if junction is not None:
            partners[0].transcript = junction[0]
            if junction[0].startswith("b"):
                return  # b3a2 counts exons of the breakpoint region, not of the gene
    for partner, gene in zip(partners, genes, strict=True):
        glued = _GLUED.match(sentence.between(gene.end, gene.end + 8))
        if glued is None and pair.joint == "::":
            glued = _CODED.match(sentence.between(gene.end, gene.end + 6))
        if glued is not None:
            partner.exon = int(glued["number"])
    places = _places(sentence, genes)
    behind = _EXONS_BEHIND.match(sentence.between(pair.end, pair.end + 90))
    inside = _EXON.search(sentence.between(genes[0].end, genes[1].start))  # "EML4 (exons 1-13) and ALK (exons 20-29)"
    if (
        behind is not None
        and inside is None
        and not any(pair.end <= place[0] < pair.end + behind.end() + 12 for place in places)
    ):
        partners[0].exon, partners[1].exon = int(behind["first"]), int(behind["second"])
    for field, expression in (("exon", _EXON), ("transcript", TRANSCRIPT), ("breakpoint", _BREAKPOINT)):
        for match in expression.finditer(sentence.text):
            side = _side(sentence, places, sentence.start + match.start(), sentence.start + match.end())
            if side is not None and getattr(partners[side], field) is None:
                setattr(partners[side], field, _junction_exon(match, side) if field == "exon" else match[0])
    if partners[0].exon is None and partners[1].exon is None:
        first = pair.start - 25
        after = sentence.between(first, min(pair.end + 60, sentence.end))
        first = max(first, sentence.start)
        for match in _EXON_PAIR.finditer(after):
            if any(first + match.start() < place[1] and place[0] < first + match.end() for place in places):
                continue
            if _stands_for(match["one"], partners[0]) and _stands_for(match["two"], partners[1]):
                partners[0].exon, partners[1].exon = int(match["first"]), int(match["second"])
                break


def _junction_exon(match: re.Match[str], side: int) -> int:
    """Return the exon at the junction: of several that the 5' partner keeps the last, of the 3' partner the first."""
    kept = match["last"] if side == 0 and match[0][:5].lower() == "exons" else None
    return int(kept or match["number"])


def _stands_for(letters: str, partner: FusionPartner) -> bool:
    """True when letters before an exon number mean a gene: E13;A20 (initials), e14a2, ex6."""
    return letters.lower() in ("e", "ex", "exon") or partner.gene.upper().startswith(letters.upper())


def _places(sentence: Sentence, genes: tuple[Partner, Partner]) -> list[tuple[int, int, int]]:
    """Return where each partner is named in a sentence: (start, end, side)."""
    found = {(gene.start, gene.end): side for side, gene in enumerate(genes)}
    for mention in sentence.of_kind("gene", "marker"):
        for side, gene in enumerate(genes):
            if mention.kind == "gene" and mention.id == gene.symbol:
                found.setdefault((mention.start, mention.end), side)
    return sorted((start, end, side) for (start, end), side in found.items())


_OF = re.compile(r"^\)?\s?(?:\([^()]{0,30}\)\s)?(?:of|in|from)\s(?:the\s)?(?:human\s)?$")
_TO_NAME = re.compile(r"^\s?\(\s?$|^:\s?$|^\s$")


def _side(sentence: Sentence, places: list[tuple[int, int, int]], start: int, end: int) -> int | None:
    """Return which partner a detail belongs to: "exon 2 of LMNA", "LMNA (…, exon 2)", "chr1:1 (LMNA, exon 2)"."""
    following = next((place for place in places if place[0] >= end), None)
    before = next((place for place in reversed(places) if place[1] <= start), None)
    if following is not None:
        gap = sentence.between(end, following[0])
        if (
            _OF.match(gap)
            or (gap.strip() == "(" and before is None)
            or (gap == " (" and not _opens(sentence, before, start))
        ):
            return following[2]
    if before is not None:
        gap = sentence.between(before[1], start)
        if len(gap) <= 70 and not re.search(r"\b(?:and|with|to)\b", gap):
            return before[2]
    return None


def _opens(sentence: Sentence, place: tuple[int, int, int] | None, start: int) -> bool:
    """True when a detail stands in the parenthesis right behind a gene."""
    return place is not None and re.match(r"^\s?\([^()]*$", sentence.between(place[1], start)) is not None
