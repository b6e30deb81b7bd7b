"""Findings: what a sentence says of the alterations of genes: shown, shown not to be, or only tested for."""

from __future__ import annotations

import re
from itertools import pairwise

from extractor.grammar.alterations import is_adjective
from extractor.grammar.targets import OPPOSITE, Target
from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Modifier, Sentence
from extractor.rules import Rule

_NOT = compiled("markers", r"\b{nots}\b")
_NEGATIVE_ADJECTIVE = compiled("markers", r"^{negative_adjectives}")
_FOUND_BETWEEN = compiled("markers", r"\b(?:was|were)\s(?P<not>not\s)?{shown_verbs}\b")
_NONE = compiled(
    "markers",
    r"^\W*(?:{sentence_openers},?\s)?{none_openers}\b"
    r"|\b(?:{none_openers}|none of)\s(?:[\w/-]{1,20}[\s,]{1,2}){0,6}$",
)
_COMPARED = compiled("markers", r"\b{comparisons}\s(?:[\w-]{1,16}\s){0,3}$")
_LOST = re.compile(r"\b(?:(?P<loss>loss)|lack|absence) of (?:the )?(?:remaining |normal |second )?$", re.IGNORECASE)
_STAIN = re.compile(r"loss|[^.]{0,40}(?:stain|immuno|expression)", re.IGNORECASE)
_LOOKED_FOR = frozenset({"virus", "signature", "rearrangement", "mutation", "deletion", "methylation", "amplification"})
_NEW = compiled("markers", r"\b{new_findings}\s|[,;]\s")
_TOLD = compiled("markers", r"\b(?:{shown}|{result_verbs})\s$")
_SINGULAR = re.compile(r"(?:was|is|has)\b")
_NEVER = re.compile(r"\b(?:not|never)\b", re.IGNORECASE)
_RELATIVE_CLAUSE = re.compile(
    r"\s?(?:\([^()]{1,20}\))?,\s(?:which|that|who|known|a|an|one|two|both|including)\s[^,;]{3,110},"
)
_JOINT = re.compile(r"\s?[:-]?\s")
_PARTICIPLE = compiled("markers", r"{noted}")
_END = re.compile(r"\s?(?:[.,;)(]|$)|\s(?:in|by|on|with)\b")
_LONGEST_ASIDE = 130
_NEXT_WORD = 3
_REACH_BEHIND, _REACH_AHEAD = 30, 120


def settle_alterations(sentence: Sentence, targets: list[Target]) -> None:
    """Settle the genes with an alteration that no result cue governs."""
    shows = sentence.with_late("shows")
    if "alteration" not in sentence.kinds and not shows:
        return
    for target in targets:
        cue = target.alteration_cue or _own_alteration(target)
        if cue is not None and _is_loss(sentence, target, cue):
            target.polarity = target.cue = None  # "loss of the wild-type allele" tells of no test for mutations
        elif cue is not None:
            if _is_no_stain(sentence, target, cue):
                target.polarity = target.cue = None
            found = _finding(sentence, target, cue, shows, targets)
            if found is not None:
                target.settle(found.value, found)
    for left, right in pairwise(targets):
        if right.start == left.start and right.polarity is None and left.polarity and left.cue:
            right.settle(left.polarity, left.cue)


def _is_loss(sentence: Sentence, target: Target, cue: Mention) -> bool:
    """True for what is lost and not absent: "loss of the mutation", "lack of the wild-type allele"."""
    lost = _LOST.search(sentence.between(cue.start - 30, min(cue.start, target.start)))
    return lost is not None and (bool(lost["loss"]) or is_adjective(sentence.between(cue.start, cue.end)))


def _is_no_stain(sentence: Sentence, target: Target, cue: Mention) -> bool:
    """True for a signature in a list that begins with stains: "loss of PMS2, microsatellite instability"."""
    if cue is not target.mention or target.own_alteration != "signature" or target.cue is None:
        return False
    return _STAIN.match(sentence.between(target.cue.start, target.cue.end)) is not None


def _own_alteration(target: Target) -> Mention | None:
    """Return the mention of a marker whose name says what is looked for: HPV, T-cell receptor gene rearrangement."""
    return target.mention if target.own_alteration in _LOOKED_FOR else None


def _finding(
    sentence: Sentence, target: Target, cue: Mention, shows: list[Mention], targets: list[Target]
) -> Modifier | None:
    """Return what is said of an alteration, or None to leave it as it is."""
    written = sentence.between(cue.start, cue.end)
    if _is_compared(sentence, min(cue.start, target.start)):
        return None
    is_negated = cue.start > target.end and _NOT.search(sentence.between(target.end, cue.start))
    if is_negated or _NEGATIVE_ADJECTIVE.match(written):
        return Modifier("negative", cue.source.key, cue.start, cue.end)
    if is_adjective(written) and cue.start >= target.end and target.polarity in (None, "positive"):
        first = min(t.start for t in targets if t is target or t.alteration_cue is cue)  # of its list
        ahead = sentence.between(max(sentence.start, first - 12), first)
        value = "negative" if _NOT.search(ahead) else "positive"
        return Modifier(value, cue.source.key, cue.start, cue.end)
    if is_adjective(written) and sentence.between(cue.end, target.start) == " for ":
        return Modifier("negative" if _is_wild(written) else "positive", cue.source.key, cue.start, cue.end)
    if target.polarity is not None:
        return None
    return (
        _found_between(sentence, target, cue, shows)
        or _told_between(sentence, target, cue, shows)
        or _shown(sentence, shows, targets, min(target.start, cue.start), max(target.end, cue.end))
    )


def _is_wild(written: str) -> bool:
    return written.lower().startswith(("wild", "un", "non", "not"))


def _is_compared(sentence: Sentence, position: int) -> bool:
    """True for the other side of a comparison: "more often than in patients wild-type for DNMT3A"."""
    return _COMPARED.search(sentence.between(position - 50, position)) is not None


def _found_between(sentence: Sentence, target: Target, cue: Mention, shows: list[Mention]) -> Modifier | None:
    """Read "mutations were not found in EGFR": the verb stands between the alteration and the gene."""
    if cue.end >= target.start:
        return None
    match = _FOUND_BETWEEN.search(sentence.between(cue.end, target.start))
    if match is None:
        return None
    value = "negative" if match["not"] or _negated_ahead(shows, sentence.start, cue.start) else "positive"
    return Modifier(value, cue.source.key, cue.end + match.start(), cue.end + match.end())


def _told_between(sentence: Sentence, target: Target, cue: Mention, shows: list[Mention]) -> Modifier | None:
    """Read "sequencing of KIT revealed a mutation": the verb stands between the gene and the alteration."""
    told = [m for m in shows if m.id in OPPOSITE and target.end <= m.start and m.end <= cue.start]
    told = [m for m in told if _looks(m) == "forward"]
    if not told:
        return None
    nearest = max(told, key=lambda m: (m.end, m.end - m.start))
    return Modifier(nearest.id, nearest.source.key, nearest.start, nearest.end)


def _shown(sentence: Sentence, shows: list[Mention], targets: list[Target], first: int, last: int) -> Modifier | None:
    """Return what the nearest showing cue in the clause of [first, last) says."""
    clause = max((m.end for m in sentence.with_late("clause") if m.end <= first), default=sentence.start)
    aside = _RELATIVE_CLAUSE.match(sentence.between(last, last + _LONGEST_ASIDE))
    end = last + aside.end() if aside is not None else last
    behind = [m for m in shows if _looks(m) == "backward" and end <= m.start < end + _REACH_BEHIND]
    behind = behind or [m for m in shows if _is_participle(sentence, end, m)]
    ahead = [m for m in shows if _looks(m) == "forward" and clause <= m.start and m.end <= first + 1]
    nearest = max(ahead, key=lambda m: (m.end, m.end - m.start)) if ahead else None
    of_next = nearest is not None and behind and _is_of_next(sentence, targets, nearest, behind[0], first, last)
    if behind and not of_next and ";" not in sentence.between(last, behind[0].start):
        cue = behind[0]
        negated = _NEVER.search(sentence.between(last, cue.end)) or _is_denied(sentence, shows, clause, first)
        return Modifier("negative" if negated else "positive", cue.source.key, cue.start, cue.end)
    if nearest is None:
        return None
    cue = nearest
    if first - cue.end > _REACH_AHEAD or cue.id not in OPPOSITE:
        return None
    value = cue.id
    start = max(clause, sentence.start + sentence.text.rfind(";", 0, cue.start - sentence.start))
    if value == "positive" and _negated_ahead(shows, start, cue.start, within=12):
        value = "negative"
    return Modifier(value, cue.source.key, cue.start, cue.end)


def _is_of_next(
    sentence: Sentence, targets: list[Target], ahead: Mention, behind: Mention, first: int, last: int
) -> bool:
    """True for a verb that speaks of the next gene: "found no MET amplification, and EGFR mutation was found"."""
    following = [target for target in targets if last <= target.start and target.end <= behind.start]
    if not following or ahead.id not in OPPOSITE or "that" in sentence.between(ahead.end, first):
        return False
    is_new = _NEW.search(sentence.between(last, following[-1].start))
    return is_new is not None or _SINGULAR.match(sentence.between(behind.start, behind.end)) is not None


def _is_denied(sentence: Sentence, shows: list[Mention], clause: int, first: int) -> bool:
    """True for what a "no" at the head of its statement denies, and not one that an earlier verb has had."""
    none = _NONE.search(sentence.between(clause, first))
    if none is None:
        return False
    start = clause + none.start()
    between = sentence.between(start, first)
    if ";" in between or any(_looks(m) == "backward" and start <= m.start and m.end <= first for m in shows):
        return False
    is_told = _TOLD.search(sentence.between(clause, start))
    return not (is_told and _NEW.search(between))


def _is_participle(sentence: Sentence, end: int, cue: Mention) -> bool:
    """True for a result in a note without verbs: "PIK3CA mutation detected"."""
    gap = sentence.between(end, cue.start)
    return (
        0 < cue.start - end <= _NEXT_WORD
        and _JOINT.fullmatch(gap) is not None
        and _PARTICIPLE.fullmatch(sentence.between(cue.start, cue.end)) is not None
        and _END.match(sentence.between(cue.end, cue.end + 6)) is not None
    )


def _looks(cue: Mention) -> str:
    return cue.source.direction if isinstance(cue.source, Rule) else ""


def _negated_ahead(shows: list[Mention], start: int, end: int, within: int = 40) -> bool:
    """True when a showing cue that denies stands right before a position."""
    return any(m.id == "negative" and start <= m.start and m.end <= end and end - m.end <= within for m in shows)
