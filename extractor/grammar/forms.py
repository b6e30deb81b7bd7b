"""Forms: the coding and the protein form of one variant, told side by side or one as what the other results in."""

from __future__ import annotations

from dataclasses import replace

from extractor.grammar.variation import Notation, read_notations
from extractor.grammar.wording import compiled
from extractor.mentions import Sentence


def notations(sentence: Sentence) -> list[Notation]:
    """Return the variant notations of a sentence that holds a hint, protein and coding forms of one variant joined."""
    found = read_notations(sentence.text)
    return [_moved(notation, sentence.start) for notation in _joined(_paired(found, sentence.text), sentence.text)]


def _moved(notation: Notation, offset: int) -> Notation:
    parts = tuple((start + offset, end + offset) for start, end in notation.parts)
    return replace(notation, start=notation.start + offset, end=notation.end + offset, parts=parts)


_SAME = compiled(
    "variants",
    r"^[\s,;:()\[\]/|=>-]{0,40}(?:[NX]M_\d{6,9}(?:\.\d{1,2})?[\s,;:()]{1,3})?(?:(?:{same_variant}\s?,?\s?){1,2}[(\[]?)?$",
    cased=True,
)


_RESULTS_IN = compiled(
    "variants", r"^[^.;]{0,90}(?:;\s(?:which|that|this)\s)?\b{results_in}\b(?:(?! and )[^.;]){0,70}$", cased=True
)


def _joined(found: list[Notation], text: str) -> list[Notation]:
    """Join the coding and the protein form of one variant where they stand side by side."""
    joined: list[Notation] = []
    for notation in found:
        before = joined[-1] if joined else None
        if before is not None and not notation.exon and not before.exon and not notation.glued:
            gap = text[before.end : notation.start]
            one_each = (before.protein is None) != (notation.protein is None) and (before.coding is None) != (
                notation.coding is None
            )
            same = (len(gap) <= 60 and _SAME.match(gap)) or (
                notation.protein is not None and len(gap) <= 150 and _RESULTS_IN.match(gap)
            )
            if one_each and not before.bare and not notation.bare and same:
                first, second = (before, notation) if before.protein else (notation, before)
                spread = not _SAME.match(gap)
                closes = text[notation.end : notation.end + 1] in (")", "]") and ("(" in gap or "[" in gap)
                end = before.end if spread else notation.end + closes
                joined[-1] = _union(first, second, before.start, end)
                continue
        joined.append(notation)
    return joined


def _union(protein: Notation, coding: Notation, start: int, end: int) -> Notation:
    """Return the variant of a protein form and a coding form, as written at [start, end)."""
    parts = ((protein.start, protein.end), (coding.start, coding.end))
    return replace(
        coding, start=start, end=end, protein=protein.protein, coding=coding.coding, marked=True, parts=parts
    )


_RESPECTIVELY = compiled("variants", r"^[^.;]{0,40}\b{respectively}\b")


def _paired(found: list[Notation], text: str) -> list[Notation]:
    """Join two lists of one length told "respectively": "c.1A>G and c.2T>C (p.Arg3Cys and p.Arg9Ter, respectively)"."""
    plain = [n for n in found if not n.exon and not n.bare and (n.coding is None) != (n.protein is None)]
    half = len(plain) // 2
    if len(plain) != 2 * half or half < 2 or not _RESPECTIVELY.match(text[plain[-1].end :]):
        return found
    codings, proteins = plain[:half], plain[half:]
    if not (all(n.coding for n in codings) and all(n.protein for n in proteins)):
        return found
    unions = {id(c): _union(p, c, c.start, c.end) for c, p in zip(codings, proteins, strict=True)}
    return [unions.get(id(n), n) for n in found if not any(n is p for p in proteins)]


_EVENTS = {
    "del": ("del",),
    "ins": ("ins", "dup"),
    "dup": ("dup", "ins"),
    "skip": ("del", ">", "ins"),
    "indel": ("del", "ins"),
}


def spells_out(notation: Notation, written: str) -> bool:
    """True for a variant that may be the deletion, insertion or skipping that an exon is said to have."""
    forms = f"{notation.protein or ''}{notation.coding or ''}"
    events = [sign for event, signs in _EVENTS.items() if event in written.lower() for sign in signs]
    return bool(forms) and any(sign in forms for sign in events)
