"""Lesions: which words mean a tumor or what may be one, which treatments are of tumors alone, and what else changes.

A response is one of a tumor; in a document that speaks of none, and in sentences whose subject is something else, the
same words tell of another disease.
"""

from __future__ import annotations

from functools import cache

from spacy.tokens import Doc

from extractor.grammar.agents import class_of
from extractor.mentions import Mention, Sentence, sentences_of
from extractor.rules import Term, settings, vocabulary

TREATMENTS = ("drug", "regimen")
LESIONS = ("response:lesion", "tumor")
OTHERS = ("response:other", "event")
_OF_TUMORS = ("response:criteria", "response:of-tumor")


def speaks_of_tumor(doc: Doc) -> bool:
    """Tell whether a document names a tumor, or else a treatment or an assessment that is one of tumors alone."""
    return any(
        mention.kind in _OF_TUMORS
        or mention.id == "chemotherapy"
        or (names_tumor(mention) if mention.kind in LESIONS else _is_for_tumors(mention))
        for sentence in sentences_of(doc)
        for mention in sentence.of_kind(*LESIONS, *TREATMENTS, *_OF_TUMORS)
    )


def is_lesion(mention: Mention | None) -> bool:
    """True for a word that means a tumor or may mean one: "melanoma", "metastases", "mass", "nodes"."""
    return mention is not None and mention.kind in LESIONS and not _is_none(mention)


def names_tumor(mention: Mention) -> bool:
    """True for a word that means a tumor by itself, which "lesion" and "node" do not."""
    return mention.id == "tumor" or (mention.kind == "tumor" and not _is_none(mention))


def nearest(sentence: Sentence, start: int, end: int, *, last: bool) -> Mention | None:
    """Return the first or last mention of a lesion or of something else inside [start, end)."""
    inside = [m for m in sentence.of_kind(*LESIONS, *OTHERS) if start <= m.start and m.end <= end]
    if not inside:
        return None
    if last:
        return max(inside, key=lambda m: (m.end, not is_lesion(m)))
    return min(inside, key=lambda m: (m.start, -m.end))


def is_antineoplastic(mention: Mention) -> bool:
    """True for a drug against tumors or a regimen that holds one."""
    return bool(_antineoplastic(mention))


def _is_for_tumors(mention: Mention) -> bool:
    """True for an antineoplastic drug, or a regimen that holds one, with which no other disease is treated."""
    return not _listed("other_uses", "drugs").issuperset(_antineoplastic(mention))


def _is_none(mention: Mention) -> bool:
    """True for what bears the name of a tumor or stands among them and is none: tumor necrosis factor, sarcoidosis."""
    return mention.id == "none" or mention.id in _listed("no_tumors", "names")


@cache
def _listed(table: str, key: str) -> frozenset[str]:
    return frozenset(settings("responses")[table][key])


def _antineoplastic(mention: Mention) -> frozenset[str]:
    """Return the names of the antineoplastic drugs that a mention names."""
    if mention.kind == "regimen" and isinstance(mention.source, Term):
        return _of_regimen(tuple(mention.source.listed("drugs")))
    return frozenset({mention.id} if class_of(mention) == "antineoplastic" else ())


@cache
def _of_regimen(drugs: tuple[str, ...]) -> frozenset[str]:
    known = vocabulary()
    return frozenset(
        drug
        for drug in drugs
        if any(t.kind == "drug" and t.extra.get("class") == "antineoplastic" for t in known.lookup(drug))
    )
