"""Plain words on genes that were tested: lost in an NGS report is deleted, normal is without a mutation."""

from __future__ import annotations

import re

from extractor.grammar.assays import GENE_TESTS, SEQUENCING
from extractor.grammar.symbols import is_apart
from extractor.grammar.targets import Target, is_stained, names_gene
from extractor.grammar.wording import compiled, only
from extractor.mentions import Modifier, Sentence

_LOSS = re.compile(r"\bloss\b|\blost\b", re.IGNORECASE)
_NORMAL = compiled("markers", r"(?:\s{tested_nouns}){0,4}\s{normal_genes}\b")
_TESTED = compiled("markers", r"\b{test_nouns}\b")


def lost_genes(sentence: Sentence, targets: list[Target]) -> None:
    """Read "CDKN2A deletion, PTEN loss" of a gene test as the loss of the gene, and not of its stain."""
    if not _has_test(sentence) or is_stained(sentence):
        return
    for target in targets:
        if all(is_apart(sentence, target, method) for method in sentence.of_kind("method")):
            continue
        if target.polarity == "negative" and target.alteration is None and target.cue is not None:
            said = sentence.between(target.cue.start, target.cue.end)
            if _LOSS.search(said) and names_gene(sentence, target):
                target.alteration = "deletion"
                target.settle("positive", target.cue._replace(value="positive"))


def normal_genes(sentence: Sentence, targets: list[Target]) -> None:
    """Read "sequencing of WT1 and SRY was normal" as genes without a mutation."""
    if "normal" not in sentence.text:
        return
    listed: list[Target] = []
    for target in targets:
        if listed and not only(sentence.between(listed[-1].end, target.start), "markers", "joins"):
            listed = []
        listed.append(target)
        match = _NORMAL.match(sentence.between(target.end, target.end + 60))
        if match is None:
            continue
        is_tested = _has_test(sentence) or _TESTED.search(sentence.text) is not None
        cue = Modifier("negative", "normal gene", target.end, target.end + match.end())
        for one in listed:
            is_plain = one.alteration is None or one.alteration == "mutation"
            if one.polarity is None and is_plain and is_tested and names_gene(sentence, one):
                one.alteration = "mutation"
                one.settle("negative", cue)


def _has_test(sentence: Sentence) -> bool:
    return any(mention.id in GENE_TESTS or mention.id in SEQUENCING for mention in sentence.of_kind("method"))
