"""Blood: results that are laboratory values of serum, titers or concentrations and not of the tissue."""

from __future__ import annotations

import re

from extractor.grammar.assays import IN_SITU
from extractor.grammar.targets import Target, is_stained
from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Modifier, Sentence
from extractor.rules import Rule, Term, settings

_NEAR, _REACH = 25, 120
_IN_SITU = re.compile(r"\bEBER|-encoded|\bISH\b|in situ")  # a probe for the RNA of a virus is put on tissue
_TISSUE = frozenset({"tumor", "response:lesion"})
_TISSUE_WORDS = compiled("markers", r"\b{tissue_words}\b")
_TISSUE_METHODS = frozenset({"IHC", "flow cytometry"})
_TISSUE_SECTIONS = frozenset({"immunohistochemistry", "microscopic", "flow cytometry"})
_TABLE_SECTIONS = _TISSUE_SECTIONS | {"synoptic"}  # where a name with a cell is a stain


def is_in_blood(sentence: Sentence, target: Target) -> bool:
    """True when the result is a laboratory value: its clause speaks of serum, titers or units of concentration."""
    if target.cell is not None and sentence.section in _TABLE_SECTIONS:
        return False
    name = target.mention if target.is_placed else target
    in_situ = _IN_SITU.search(sentence.between(name.start, name.end)) is not None
    if target.alteration is None and not in_situ and _may_be_serology(target) and not _is_in_tissue(sentence):
        return True
    if "serum" not in sentence.kinds or target.alteration is not None:
        return False
    cue = target.cue
    if cue is not None and cue.rule == "quantity" and "%" in sentence.between(target.start, cue.end):
        return False
    if cue is not None and _describes_tumor(sentence, target, cue):
        return False
    # "the Ki-67 level is 50 %" is of Ki-67, and no level of what is told before it
    others = {m.end + 1 for m in sentence.of_kind("marker") if m.start != target.mention.start}
    clause = sentence.start + sentence.text.rfind(";", 0, target.start - sentence.start)
    named = [
        m
        for m in sentence.of_kind("serum")
        if m.id != "none" and m.start >= clause and abs(m.start - target.start) < _REACH and m.start not in others
    ]
    if not _is_serological(target.mention):  # antibodies against a marker of tissue are reagents
        named = [m for m in named if not sentence.between(m.start, m.end).lower().startswith("antibod")]
    if not named:
        return False
    if any(
        m.start - target.end <= _NEAR
        and target.start - m.end <= _NEAR
        and compiled("markers", "{near_blood}").match(sentence.between(m.start, m.end))
        for m in named
    ):
        return True
    return not any(m.id in _TISSUE_METHODS for m in sentence.of_kind("method")) and not is_stained(sentence)


def _may_be_serology(target: Target) -> bool:
    """True for viruses and classes of immunoglobulins, which are tested for in blood more often than in tissue.

    Papillomaviruses are not: they stay in the epithelium that they infect.
    """
    term = target.mention.source
    is_virus = isinstance(term, Term) and term.extra.get("alteration") == "virus" and not term.name.startswith("HPV")
    return is_virus or _is_serological(target.mention)


def _is_serological(mention: Mention) -> bool:
    return mention.id in settings("markers")["serology"]["markers"]


def _reads_protein(term: Rule | Term) -> bool:
    return isinstance(term, Term) and term.extra.get("alteration") == "expression"


def _is_in_tissue(sentence: Sentence) -> bool:
    """True when a sentence speaks of a tumor, of tissue or of a stain: a virus found elsewhere is an infection."""
    if sentence.section in _TISSUE_SECTIONS:
        return True
    named = not sentence.kinds.isdisjoint(_TISSUE) or _TISSUE_WORDS.search(sentence.text)
    if named or is_stained(sentence):
        return True
    if any(_reads_protein(m.source) and not _is_serological(m) for m in sentence.of_kind("marker")):
        return True
    return any(m.id in _TISSUE_METHODS or m.id in IN_SITU for m in sentence.of_kind("method"))


def _describes_tumor(sentence: Sentence, target: Target, cue: Modifier) -> bool:
    """True for a result in front of the name of a tumor: HHV8-positive Castleman disease."""
    if cue.start - target.end > 1:
        return False
    return any(0 <= tumor.start - cue.end <= _NEAR for tumor in sentence.of_kind("tumor"))
