"""Treated tumors: which words tell of a treatment that is given for a tumor, even where no tumor is named."""

from __future__ import annotations

from functools import cache

from extractor.grammar.agents import class_of
from extractor.mentions import Mention
from extractor.rules import Term, settings, vocabulary

TREATMENTS = ("drug", "regimen")


def is_antineoplastic(mention: Mention) -> bool:
    """True for a drug against tumors or a regimen that holds one."""
    return bool(_antineoplastic(mention))


def is_for_tumors_alone(mention: Mention) -> bool:
    """True for an antineoplastic drug, or a regimen that holds one, with which no other disease is treated."""
    return not _other_uses().issuperset(_antineoplastic(mention))


@cache
def _other_uses() -> frozenset[str]:
    return frozenset(settings("responses")["other_uses"]["drugs"])


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
