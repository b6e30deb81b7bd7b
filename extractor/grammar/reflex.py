"""Reflex tests: the gene test that follows an equivocal stain in the same sentence (HER2 by ASCO/CAP 2018).

"HER2 was 2+ by IHC but not amplified by FISH" says two things of HER2, and names it once.
"""

from __future__ import annotations

from extractor.grammar.assays import IN_SITU
from extractor.grammar.targets import OPPOSITE, Target
from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Modifier, Sentence

_REFLEXIVE = "HER2"
_NOT = compiled("markers", r"\b{nots}[\s-]?(?:[\w-]{1,20}\s){0,2}$")
_ANAPHORIC = compiled("markers", r"\s{anaphoric_genes}\b")
_SEVERAL = compiled("markers", r"\b{several_genes}\b")
_REACH, _BESIDE = 80, 25


def reflex_results(sentence: Sentence, targets: list[Target]) -> list[Target]:
    """Return the results of gene tests that a sentence gives behind a stain without naming the gene again."""
    found = _of_the_gene(sentence, targets)
    for index, target in enumerate(targets):
        told = any(twin.mention is target.mention for twin in found)
        if told or target.mention.id != _REFLEXIVE or target.alteration is not None or target.cue is None:
            continue
        first = max(target.end, target.cue.end)
        last = min(targets[index + 1].start if index + 1 < len(targets) else sentence.end, first + _REACH)
        said = _amplified(sentence, first, last) or _by_in_situ(sentence, first, last)
        if said is not None:
            polarity, cue = said
            twin = target.twin(polarity, Modifier(polarity, cue.source.key, cue.start, cue.end))
            twin.alteration, twin.alteration_cue = "amplification", cue
            found.append(twin)
    return found


def _of_the_gene(sentence: Sentence, targets: list[Target]) -> list[Target]:
    """Return the results of "FISH showed no rearrangement of the gene": of the stain told before."""
    found: list[Target] = []
    bound = {target.alteration_cue for target in targets}
    for cue in sentence.of_kind("alteration"):
        match = _ANAPHORIC.match(sentence.between(cue.end, cue.end + 30))
        stained = [t for t in targets if t.end <= cue.start and t.alteration is None and t.cue is not None]
        if match is None or cue in bound or not stained:
            continue
        shows = [m for m in sentence.with_late("shows") if stained[-1].end <= m.start and m.end <= cue.start]
        said = max((m for m in shows if m.id in OPPOSITE), key=lambda m: (m.end, m.end - m.start), default=None)
        if said is None:
            continue
        several = _SEVERAL.search(match[0]) is not None
        for target in stained if several else stained[-1:]:
            twin = target.twin(said.id, Modifier(said.id, said.source.key, said.start, said.end))
            twin.alteration, twin.alteration_cue, twin.quantity = cue.id, cue, None
            found.append(twin)
    return found


def _inside(sentence: Sentence, first: int, last: int, *kinds: str) -> list[Mention]:
    return [mention for mention in sentence.of_kind(*kinds) if first <= mention.start and mention.end <= last]


def _amplified(sentence: Sentence, first: int, last: int) -> tuple[str, Mention] | None:
    """Read "but not amplified", "without amplification", "no evidence of gene amplification"."""
    cue = next((m for m in _inside(sentence, first, last, "alteration") if m.id == "amplification"), None)
    if cue is None:
        return None
    ahead, written = sentence.between(first, cue.start), sentence.between(cue.start, cue.end).lower()
    denied = written.startswith(("non", "not")) or _NOT.search(ahead) is not None
    return "negative" if denied else "positive", cue


def _by_in_situ(sentence: Sentence, first: int, last: int) -> tuple[str, Mention] | None:
    """Read "FISH negative", "was negative by FISH"."""
    assay = next((m for m in _inside(sentence, first, last, "method") if m.id in IN_SITU), None)
    if assay is None:
        return None
    results = [m for m in _inside(sentence, first, last, "result") if m.id in OPPOSITE]
    near = [m for m in results if m.start - assay.end <= _BESIDE and assay.start - m.end <= _BESIDE]
    cue = min(near, key=lambda m: abs(m.start - assay.start), default=None)
    return (cue.id, cue) if cue is not None else None
