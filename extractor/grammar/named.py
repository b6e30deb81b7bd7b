"""Named results: markers whose words carry their result (MSS, dMMR, TMB-high), and levels and clones behind names."""

from __future__ import annotations

from extractor.grammar.targets import OPPOSITE, Target
from extractor.grammar.wording import compiled
from extractor.mentions import Modifier, Sentence
from extractor.rules import Term, settings

_REPAIR = "MMR"
_REACH_OF_LEVELS = 60
_LACKING = compiled("markers", r"MMR[\s-]{lacking_repair}")
_LEVEL = compiled(
    "markers",
    r"^(?:\s?\([^()]{1,15}\))?(?:\s(?:status|testing|analysis))?"
    r"(?:\s?[:=|]\s?|\s{to_be}\s|\s?\.{3,}\s?|\s{2,}(?:\d{1,3}(?:\.\d)?\s?%\s{2,})?|\s?\t\s?)"
    r"(?:(?P<low>{low_levels})|{high_levels})\b",
)


def named_results(sentence: Sentence, targets: list[Target]) -> None:
    """Read names that carry their result: MSS, MSI-H, dMMR, TMB-high."""
    for target in targets:
        level = _level_behind(sentence, target)
        if level is not None:
            target.settle(level.value, level)
            target.strict = True
    for cue in sentence.of_kind("status"):
        for target in targets:
            if target.start <= cue.start < target.end or cue.start <= target.start < cue.end:
                # the status of deficient repair is positive, and its proteins are lost
                value = OPPOSITE[cue.id] if target.mention.id == _REPAIR else cue.id
                target.settle(value, Modifier(value, cue.source.key, cue.start, cue.end))
                target.strict = True


def _level_behind(sentence: Sentence, target: Target) -> Modifier | None:
    """Read the level of a signature that a verb or a column joins to its name: "the MSI status was low"."""
    term = target.mention.source
    if not isinstance(term, Term) or term.extra.get("alteration") != "signature":
        return None
    match = _LEVEL.match(sentence.between(target.end, target.end + _REACH_OF_LEVELS))
    if match is None:
        return None
    return Modifier("negative" if match["low"] else "positive", "level", target.end, target.end + match.end())


def is_repair_status(sentence: Sentence, target: Target) -> bool:
    """True for mismatch repair as a whole, called deficient or by a name that carries its result: "dMMR", "pMMR".

    Results of "mismatch repair proteins", and an intact mismatch repair, are those of their stains.
    """
    cue = target.cue
    if target.mention.id != _REPAIR or target.alteration is not None or cue is None:
        return False
    if target.polarity == "positive" and cue.start >= target.end:
        return False
    if _LACKING.match(sentence.between(target.start, target.start + _REACH_OF_LEVELS)):
        return False  # "MMR deficient": its proteins are lost
    return "protein" not in sentence.between(target.mention.start, target.mention.end).lower()


def clonal_results(sentence: Sentence, targets: list[Target]) -> None:
    """Read "clonal" and "polyclonal" as the results of lymphocyte receptor genes."""
    cues = sentence.of_kind("clonality")
    if not cues:
        return
    for target in targets:
        if target.mention.id in settings("markers")["clonality"]["markers"]:
            cue = min(cues, key=lambda cue: abs(cue.start - target.start))
            target.settle(cue.id, Modifier(cue.id, cue.source.key, cue.start, cue.end))
            target.strict = True
