"""Cues: which words of a sentence say a result, and where they look for the targets that it speaks of."""

from __future__ import annotations

import re

from extractor.grammar.targets import OPPOSITE, Target, is_stained
from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Modifier, Sentence
from extractor.rules import Rule

# "staining for", "was positive for": a cue that looks backward has its targets behind it when a preposition follows.
_GOES_ON = re.compile(r"(?:(?:ion|ing|ity|ive|ling|ent)\s(?:for|with|of|to|against|towards?)|\s(?:for|with))\b")
_NOUN_ENDS = frozenset({"ion", "ing", "ity", "ive", "ent"})
_VERB = compiled("markers", r"\b{result_verbs}\b(?:\s[\w-]{1,20}){0,4}\s?$")
# What may stand between a marker and its result in a table row: columns, dotted leaders, a clone, a colon.
_COLUMN = re.compile(r"^[^;.:|\t]{0,30}(?:\s{2,}|\t|\s?\|\s?|\.{2,}|:)[^;]{0,40}$")
_BESIDE = compiled(
    "markers",
    r"^(?:\s?-\s?|\s|\s?[:=(]\s?|\s?\(?{attached_nouns}?:?\s?)(?:{ways_of_telling}\s)?(?:{attached_adverbs}\s?){0,3}$",
)
# A block or part that stands between a stain and its result: "CD34 on A9 neg", "HBsAg in block 2B positive".
_PLACE = re.compile(r"\s(?:on|in|of|at)\s(?:block\s|part\s|specimen\s)?(?:[A-Z]{1,2}\d{1,2}|\d{1,2}[A-Z]\d?)\b:?")
_BESIDE_NOUN = compiled("markers", r"^\s{nouns_with_a_result}\s?-\s?$")  # NTRK fusion-positive
_NOTED = compiled("markers", r",\s(?:{attached_adverbs}\s){0,3}")
_SHOWING = compiled("markers", r"{showing}\b")
_AHEAD = compiled("markers", r"^:?\s(?:{adjective_ahead}\s){0,4}(?:anti-?\s?)?$")
_STOP = compiled("markers", r"\b{stops}\b")
_END = re.compile(r"[\s.,;)]*$|[.,;)]|\s\(|\sin\s\d")
_RESULT_WITH = compiled("markers", r"(?:positive|negative)\s(?:[\w-]{1,20}\s){0,4}with$")
_LOST_HERE = re.compile(r"\s?(?:$|[.,;)(/]|\s(?:in|on|by)\b|\sand\b)")
_JOINTS = frozenset({" ", "-"})
_TRANSITIVE = compiled("markers", r"(?<!was\s)(?<!were\s)\b{transitive_results}$")
_JOINED = compiled("markers", r"\b{joins_of_adjectives}\s$")
_BARE = compiled("markers", r"{bare_negators}")
_EXPRESSED = compiled("markers", r"{expressed}")
_LOST = compiled("markers", r"{bare_losses}")
_DIRECTLY = compiled("markers", r"(?:\s\(?{attached_nouns}\)?)?:?\s$")
_PREPOSITION = re.compile(r"\s(?:for|with)\b")
_OPEN = "open"  # what is said of a disease and not of its markers
_REACH_AHEAD, _REACH_BACK = 90, 30
_VERBS_REACH, _NEXT_ITEM, _NEXT = 160, 8, 2


def cues_of(sentence: Sentence, targets: list[Target]) -> list[Mention]:
    """Return the result and clause cues in order, without those that longer ones or names cover."""
    # "loss of" inside "loss of function mutation" is no result; so for what stands inside a target.
    names: list[Target | Mention] = [*targets, *sentence.of_kind("alteration")]
    cues = [
        mention
        for mention in sentence.with_late("result", "clause", "shows")
        if (mention.kind in ("result", "clause") or (mention.kind == "shows" and _looks(mention) == "backward"))
        and not any(name.start <= mention.start and mention.end <= name.end for name in names)
        and not any(mention.start < name.start < mention.end <= name.end for name in targets)
    ]
    results = [cue for cue in cues if cue.kind == "result"]
    return [cue for cue in cues if not _is_covered(cue, results)]


def _is_covered(cue: Mention, results: list[Mention]) -> bool:
    if cue.kind != "result":
        return any(r.start <= cue.start < r.end or r.start < cue.end <= r.end for r in results)
    return cue.id == "stain" and any(
        r is not cue and r.id != "stain" and r.start <= cue.start and cue.end <= r.end for r in results
    )


def _looks(cue: Mention) -> str:
    return cue.source.direction if isinstance(cue.source, Rule) else "both"


def looks_back(cue: Mention) -> bool:
    """True for words that speak of what stands in front of them: was detected."""
    return _looks(cue) == "backward"


def said(cue: Mention, polarity: str) -> Modifier:
    """Return a polarity with the cue that says it."""
    return Modifier(polarity, cue.source.key, cue.start, cue.end)


def stops(gap: str) -> bool:
    """True when a verb in a gap begins a new statement."""
    return _STOP.search(gap) is not None


def direction(sentence: Sentence, cue: Mention, targets: list[Target]) -> str:
    """Return where a cue looks: forward, backward, anaphoric (the result was …), beside (ALK-positive) or nowhere."""
    looks = _looks(cue)
    before = [t for t in targets if t.end <= cue.start]
    after = [t for t in targets if t.start >= cue.end]
    is_next = bool(after) and after[0].start - cue.end <= _NEXT
    if cue.id == _OPEN:
        return looks
    if looks == "backward":
        if is_next and _TRANSITIVE.search(_words(sentence, cue)):
            return "forward"
        if _goes_on(sentence, cue):
            return "forward" if after and after[0].start - cue.end < _REACH_AHEAD else "backward"
        if after and after[0].start - cue.end == 1 and _SHOWING.match(_words(sentence, cue)):
            return "forward"
        return "forward" if not before and after and after[0].start - cue.end <= 2 else "backward"
    if looks == "forward" and before and _words(sentence, cue).endswith(":"):
        is_beside = _BESIDE.match(sentence.between(before[-1].end, cue.start))
        if is_beside and not (after and after[0].start - cue.end < _NEXT_ITEM):
            return "beside"
    if looks == "forward" and _BARE.fullmatch(_words(sentence, cue)):
        is_told = before or is_stained(sentence)
        return looks if is_next and is_told else "nowhere"
    if looks == "forward" and _words(sentence, cue).endswith("with") and _is_followed(sentence, cue):
        return "backward"  # "the antibody was negative with preserved ATRX"
    if looks == "forward" and cue.id == "stain" and before and not _near(after, cue):
        # "CD31 showed diffuse staining of the cells": what follows is where it stains
        shown = _SHOWING.search(sentence.between(before[-1].end, cue.start))
        return "backward" if shown else looks
    if looks == "forward" and before and _is_participle(sentence, cue, before[-1]):
        return "beside"
    if (
        looks == "forward"
        and before
        and sentence.between(before[-1].end, cue.start) in _JOINTS
        and _is_with(sentence, cue)
    ):
        return "beside"  # "the cells were CD117 positive with aberrant CD25"
    if looks == "forward" and before and not after:
        if _is_cell(sentence, cue, before):
            return "cell"
        ahead = sentence.between(max(sentence.start, cue.start - _VERBS_REACH), cue.start)
        if cue.id != "stain" and _VERB.search(ahead):
            return "backward"
    return looks if looks != "both" else _adjective(sentence, cue, before, after)


def _is_with(sentence: Sentence, cue: Mention) -> bool:
    return _RESULT_WITH.match(_words(sentence, cue)) is not None


def _is_followed(sentence: Sentence, cue: Mention) -> bool:
    """True when the next word is a result of its own."""
    return any(other.start - cue.end == 1 and other.id in OPPOSITE for other in sentence.of_kind("result"))


def _is_participle(sentence: Sentence, cue: Mention, target: Target) -> bool:
    """True for a result in a note without verbs: "p53 overexpressed in 30 %", "MLH1 lost, MSH2 intact"."""
    if not _DIRECTLY.match(sentence.between(target.end, cue.start)):
        return False
    words = _words(sentence, cue)
    if _LOST.fullmatch(words):
        return _LOST_HERE.match(sentence.between(cue.end, cue.end + 6)) is not None
    if not _EXPRESSED.fullmatch(words):
        return False
    return _END.match(sentence.between(cue.end, cue.end + 6)) is not None


def _near(after: list[Target], cue: Mention) -> bool:
    return bool(after) and after[0].start - cue.end < _REACH_BACK


def _words(sentence: Sentence, cue: Mention) -> str:
    return sentence.between(cue.start, cue.end)


def _is_cell(sentence: Sentence, cue: Mention, before: list[Target]) -> bool:
    """True for a result in a column of the row that a marker begins."""
    is_first = len(before) == 1 and (sentence.opens_line or before[0].start == sentence.start)
    return is_first and _COLUMN.match(sentence.between(before[-1].end, cue.start)) is not None


def _adjective(sentence: Sentence, cue: Mention, before: list[Target], after: list[Target]) -> str:
    """Return where an adjective or noun without a preposition looks."""
    gap = _PLACE.sub("", sentence.between(before[-1].end, cue.start)) if before else ","
    is_beside = before and (_BESIDE.match(gap) or _BESIDE_NOUN.match(gap))
    if is_beside and not _PREPOSITION.match(sentence.between(cue.end, cue.end + 5)):
        return "beside"
    if cue.id == "stain":
        return "nowhere"
    is_last = _END.match(sentence.between(cue.end, cue.end + 6)) is not None
    if before and is_last and _NOTED.fullmatch(gap):
        return "beside"  # a note: "S100, negative; HMB45, positive"
    if _is_cell(sentence, cue, before):
        return "cell"
    if before:
        ahead = sentence.between(max(sentence.start, cue.start - _VERBS_REACH), cue.start)
        if after and after[0].start - cue.end == 1 and _JOINED.search(ahead):
            return "forward"  # "desmin was negative with retained ATRX"
        if _VERB.search(ahead):
            return "backward"
    if after and _AHEAD.match(sentence.between(cue.end, after[0].start)):
        return "forward"
    if is_last and "," not in gap and len(gap) < _REACH_BACK and not stops(gap):
        return "backward"
    return "nowhere"


def _goes_on(sentence: Sentence, cue: Mention) -> bool:
    ending = sentence.between(cue.end - 3, cue.end)
    following = sentence.between(cue.end - 3, cue.end + 9)
    return _GOES_ON.match(following, 0 if ending in _NOUN_ENDS else 3) is not None


def is_inside_parenthesis(sentence: Sentence, position: int) -> bool:
    """True when a parenthesis that is open at a position began earlier in the sentence."""
    before = sentence.between(sentence.start, position)
    return before.count("(") > before.count(")")
