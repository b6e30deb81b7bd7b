"""Verdicts: whether a fusion or variant that a sentence names was found, not found, or only looked for."""

from __future__ import annotations

import re

from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Modifier, Sentence

FOUND = Modifier("positive", "named without a cue", 0, 0)
_VERB = compiled("verdicts", r"\b{statement_verbs}\b")
_BESIDE = compiled(
    "verdicts", r"^(?:[\s:=,()>→|-]|[<>≤≥]\s?\d{1,3}(?:\.\d{1,3})?\s?%|\.{3,60}|\([^()]{1,20}\)|\b{finding_nouns}\b)*$"
)
_BEHIND = compiled("verdicts", r"\b{new_statement}\b|[;(]\s?the\b|;")
_GOES_ON = compiled("verdicts", r"\s{no_result_goes_on}\b", cased=True)
_LIST = compiled(
    "verdicts",
    r"^(?:[\s,/&:()-]|\b(?:and|or|nor)\b|[A-Z][\w*>.]{1,14}|\b\w?[A-Z]\w*\b|\b{listed_nouns}\b)*$",
    cased=True,
)
# "a fusion that was not detected by one assay": what a relative clause denies has been found.
_RELATIVE = re.compile(r"\bthat\s?$")
# What stands between a test and what it looks for: names, and the words that join them.
_LOOKED_FOR = compiled(
    "verdicts", r"^(?:[\s,;:/&()'+-]|\b(?:{looked_for}|{finding_nouns})\b|\w*[A-Z0-9]\w*)*$", cased=True
)
_JOINT = compiled("verdicts", r",?\s{joints}\s|,\s|;\s", cased=True)
_NEW_JOINT = compiled("verdicts", r",\s{joints}\s|;\s|\sbut\s", cased=True)
_LAST_JOINT = compiled("verdicts", r"(?:,?\s{joints}|;)\s(?:[Aa]n?\s|the\s)?(?:[A-Z][\w-]{1,9}\s)?$", cased=True)
_SINGULAR = re.compile(r"(?:was|is|has|could)\b")
_VARIANT = r"(?:p\.)?[A-Z]\d{1,4}(?:[A-Z*]|fs|del|dup)\b"
_IN_BRACKETS = re.compile(rf"\s?[(\[](?:\s?{_VARIANT}\s?[,;/&])*\s?$")
_VARIANTS = compiled("verdicts", rf"(?:(?:[\s,/&]|\b{{list_joints}}\b)*{_VARIANT}){{1,6}}\s?[:=-]?\s?", cased=True)
_LONGEST_LIST = 80
_REACH = 400  # characters between a finding and a cue that speaks of it
_BESIDE_CUE = 12
_SHARE = compiled(
    "verdicts",
    r"^[^.;]{0,40}?\b{before_share}\s(?:\w{1,15}\s){0,3}\d{1,3}(?:\.\d{1,4})?\s?%"
    r"|^\s?[:=(]\s?\d{1,3}(?:\.\d{1,4})?\s?%",
    cased=True,
)
# "negative for BRAF and NRAS-mutant (Q61K)": the adjective before the name outweighs the denial of another.
_MUTANT = re.compile(r"-(?:mutant|mutated|positive)\s?\($")
_MEASURED = re.compile(r"^\s?\(\s?(?:(?:VAF|AF|MAF)\s?[:=]?\s?)?(?!0+(?:[.,]0+)?\s?%)\d{1,3}(?:[.,]\d{1,3})?\s?%\s?\)")
# "found at 34 %, BRAF V600E not": what follows the share of a finding speaks of the next one.
_SHARED = re.compile(r"(?<![<≤\d.])(?<![<≤]\s)[1-9]\d{0,2}(?:[.,]\d{1,2})?\s?%\s?[,;]\s?\w")
_SIGN_AHEAD = re.compile(r"[\[(]\s?(?P<sign>[+-])\s?[\])]\s?$")
_SIGN = re.compile(r"^(?:\s?\(\s?(?P<inner>[+-])\s?\)|-(?=[,.;)]|$|\s(?!and\b|or\b)))")


def verdict(sentence: Sentence, start: int, end: int, *, wild_type: bool = False) -> Modifier | None:
    """Return positive, negative or equivocal for the finding [start, end), or None when it was only looked for.

    With `wild_type`, "wild type" says that the finding is absent; a fusion can be wild type and present.
    """
    ahead_sign = _SIGN_AHEAD.search(sentence.between(max(start - 5, sentence.start), start))
    sign = _SIGN.match(sentence.between(end, end + 6))
    if sign is not None:
        value = "positive" if sign["inner"] == "+" else "negative"
        return Modifier(value, "sign behind the name", end + sign.start(), end + sign.end())
    if ahead_sign is not None:
        value = "positive" if ahead_sign["sign"] == "+" else "negative"
        return Modifier(value, "sign before the name", start - len(ahead_sign[0]), start)
    share = _MEASURED.match(sentence.between(end, end + 24))
    if share is not None:
        return Modifier("positive", "share behind the name", end + share.start(), end + share.end())
    denied_list = _denied_list(sentence, start, wild_type)
    if denied_list is not None:
        return denied_list
    if _MUTANT.search(sentence.between(start - 12, start)):
        return Modifier("positive", "called mutant", start, start)
    cues = _cues(sentence, start, end, wild_type)
    left, right = _clause(sentence, start, end)
    behind = _behind(sentence, end, right, cues)
    ahead = _ahead(sentence, start, left, cues)
    if behind is not None and ahead is not None:
        if _is_of_next(sentence, ahead, behind, start, end):
            return ahead
        if _is_told_itself(sentence, ahead, behind, left, start, end):
            return behind
    if behind is not None and behind.value in ("negative", "equivocal"):
        if ahead is not None and ahead.value == "positive" and _RELATIVE.search(sentence.between(end, behind.start)):
            return ahead
        return behind
    beside = behind is not None and _BESIDE.match(sentence.between(end, behind.start)) is not None
    denied = ahead is not None and ahead.value == "negative"
    if behind is not None and beside and behind.value == "positive":
        # "no response of BCR-ABL positive leukemia": the adjective beside the name outweighs the denial before it.
        adjective = "positive" in sentence.between(behind.start, behind.end)
        return behind if adjective or not denied else ahead
    if denied:
        return ahead
    if behind is not None:
        return behind if behind.value != "none" else _anaphoric(sentence, end, cues)
    if ahead is not None and ahead.value == "none":
        share = _SHARE.match(sentence.between(end, right))
        if share is not None:
            return Modifier("positive", "share behind the name", end + share.start(), end + share.end())
        return _anaphoric(sentence, end, cues)
    return ahead or FOUND


def _denied_list(sentence: Sentence, start: int, wild_type: bool) -> Modifier | None:
    """Return the denial whose brackets list a variant: "no mutation detected (R248C, S249C)"."""
    match = _IN_BRACKETS.search(sentence.between(max(sentence.start, start - _LONGEST_LIST), start))
    if match is None:
        return None
    opened = start - len(match[0])
    for cue in _cues(sentence, start, start, wild_type):
        if cue.end == opened and cue.id == "negative" and _direction(cue) == "backward":
            return _modifier(cue)
    return None


def _is_of_next(sentence: Sentence, ahead: Modifier, behind: Modifier, start: int, end: int) -> bool:
    """True for a verb that speaks of the next finding: "NGS revealed BRAF V600E, and no ALK fusion was found"."""
    gap = sentence.between(end, behind.start)
    if ahead.value not in ("positive", "negative") or start - ahead.end > _BESIDE_CUE or not _JOINT.search(gap):
        return False
    return _NEW_JOINT.search(gap) is not None or _SINGULAR.match(sentence.between(behind.start, behind.end)) is not None


def _is_told_itself(sentence: Sentence, ahead: Modifier, behind: Modifier, left: int, start: int, end: int) -> bool:
    """True for a finding with a verb of its own behind a denial: "had no ALK fusion, and BRAF V600E was found"."""
    if ahead.value != "negative" or behind.value != "positive" or not sentence.between(left, ahead.start).strip():
        return False
    if not _BESIDE.match(sentence.between(end, behind.start)):
        return False
    joint = list(_JOINT.finditer(sentence.between(ahead.end, start)))
    if not joint or not _LAST_JOINT.search(sentence.between(ahead.end, start)):
        return False
    return joint[-1][0].startswith(",") or _SINGULAR.match(sentence.between(behind.start, behind.end)) is not None


def _cues(sentence: Sentence, start: int, end: int, wild_type: bool) -> list[Mention]:
    """Return the verdict cues outside the finding, without those that a longer or a pseudo cue covers."""
    cues = [
        m._replace(id="negative") if m.id == "wild type" and wild_type else m
        for m in sentence.with_late("verdict")
        if start - _REACH <= m.end <= start or end <= m.start <= end + _REACH
    ]
    return [
        cue
        for cue in cues
        if not any(
            o is not cue and o.start <= cue.start and cue.end <= o.end and (o.end - o.start > cue.end - cue.start)
            for o in cues
        )
        and cue.id not in ("pseudo", "wild type")
    ]


def _direction(cue: Mention) -> str:
    return str(getattr(cue.source, "direction", ""))


def _modifier(cue: Mention) -> Modifier:
    return Modifier(cue.id, cue.source.key, cue.start, cue.end)


def _clause(sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    """Return the bounds of the clause around [start, end)."""
    left, right = sentence.start, sentence.end
    for mention in sentence.with_late("verdict:clause"):
        if mention.end <= start:
            left = max(left, mention.start)
        elif mention.start >= end:
            right = min(right, mention.start)
    before, after = sentence.between(left, start), sentence.between(end, right)
    if ";" in before and before.count("(", before.rfind(";")) >= before.count(")", before.rfind(";")):
        left += before.rfind(";") + 1
    if ";" in after:
        right = end + after.index(";")
    return left, right


def _ahead(sentence: Sentence, start: int, left: int, cues: list[Mention]) -> Modifier | None:
    """Return the nearest cue before a finding that reaches it."""
    for cue in reversed(cues):
        if cue.end > start or _direction(cue) != "forward":
            continue
        if cue.start < left:
            return None
        gap = sentence.between(cue.end, start)
        if len(gap) > 170 or (len(gap) > 2 and _VERB.search(gap)):
            return None
        if cue.id == "none" and not _LOOKED_FOR.match(gap):
            continue
        return _modifier(cue)
    return None


def _behind(sentence: Sentence, end: int, right: int, cues: list[Mention]) -> Modifier | None:
    """Return the first cue behind a finding that looks back at it."""
    for cue in cues:
        if cue.start < end:
            continue
        if cue.start >= right:
            return None
        gap = sentence.between(end, cue.start)
        direction = _direction(cue)
        if direction == "forward":
            if cue.id in ("negative", "none") and cue.start > end:
                return None
            continue
        if direction != "backward":
            continue
        if len(gap) > 150 or _BEHIND.search(gap) or (cue.id in ("negative", "equivocal") and _SHARED.search(gap)):
            return None
        if cue.id == "none" and _GOES_ON.match(sentence.between(cue.end, cue.end + 12)):
            return None
        bare = (
            " " not in sentence.between(cue.start, cue.end)
            or cue.id == "none"
            or sentence.between(cue.start, cue.start + 3) == "no "
        )
        if sentence.between(cue.start, cue.start + 3).lower() == "no " and re.match(
            r"\s(?:of|in|for|was|were)\b", sentence.between(cue.end, cue.end + 6)
        ):
            return None
        if bare and not _BESIDE.match(gap) and not _listed(sentence, end, cue):
            continue
        return _modifier(cue)
    return None


def _listed(sentence: Sentence, end: int, cue: Mention) -> bool:
    """True when only names and commas stand between a finding and an adjective: FUS-DDIT3, EWSR1-DDIT3 not detected."""
    gap = sentence.between(end, cue.start)
    if gap.startswith("/") and cue.id == "negative":
        return _LIST.match(gap) is not None  # "C228T/C250T absent"
    if cue.id == "negative" and _VARIANTS.fullmatch(gap):
        return True  # "G12C, G12D and G12V absent"
    if cue.id == "positive" or (cue.id != "none" and " " not in sentence.between(cue.start, cue.end)):
        return False
    return _LIST.match(gap) is not None


def _anaphoric(sentence: Sentence, end: int, cues: list[Mention]) -> Modifier | None:
    """Return what the sentence says later of the result of a test: BCR-ABL was tested and the result was negative."""
    return next((_modifier(cue) for cue in cues if cue.start >= end and _direction(cue) == "anaphoric"), None)
