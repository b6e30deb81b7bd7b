"""Staining: how strong, how far and where in the cell a marker stains, as the words around it say."""

from __future__ import annotations

import re

from extractor.grammar.targets import OPPOSITE, Target
from extractor.grammar.wording import compiled, only
from extractor.mentions import Mention, Modifier, Sentence

KINDS = ("intensity", "distribution", "localization")
_DESCRIBED = compiled(
    "markers", r"^(?:\s{attached_nouns})?(?:\s{describing_verbs})?(?:[:,]\s|\s\(|\s)(?:a\s|only\s|just\s)?$"
)
_BEHIND_DESCRIPTION = compiled("markers", r"\s?(?:[,;.)(]|$|{behind_description}\b)")
_SHOWN_AHEAD = compiled("markers", r"\b{showing}\s(?:[\w-]{1,20}\s){0,4}$")
_END = re.compile(r"[.,;)]|$")
_IN_PATTERN = re.compile(r"\s(?:in|with)\s(?:an?\s)?(?:[\w-]{1,20}\s(?:and\s)?){0,2}$")
_PATTERN = re.compile(r"(?:\s(?:and\s)?[\w-]{1,20}){0,2}\s(?:pattern|distribution|fashion|manner)\b")
_BEGUN = re.compile(r"^(?:\s?protein)?\s?\+{0,3}\s?(?:\([^()]{0,40}|:\s[^,;]{0,30})$")
_COLUMN = re.compile(r"\s{2,}|\.{3,}|:\s|\s\|\s")
_JOINTS = frozenset({" ", ", ", " & ", " and ", "/", "-"})
_SIGNS = re.compile(r"\+{2,4}\s?[)\]]?$")
_MODERATE = 2  # so many signs of a scale of three
_GRADED_IN = re.compile(
    r"^[\s:=(]{0,3}(?:pos(?:itive)?[,\s(]{1,3})?"
    r"(?:(?P<grade>[1-3])\+\s(?:in|of)\s|[<>~]?\s?\d{1,3}\s?%,?\s\(?(?P<behind>[1-3])\+)"
)
_GRADES = {"1": "weak", "2": "moderate", "3": "strong"}
_WITHIN = 24
CONCLUDED = "overall result"  # the rule of a result that the report concludes from what it describes
_ADVERB_AHEAD = re.compile(r",?\s(?:\w{3,12}ly\s(?:and|&)\s)?$")
_ADVERB_BEHIND = re.compile(r"(?:\s(?:and|&)\s\w{3,12}ly)?\s?(?:[,.;)]|$)")
_NEXT = 2
_LABEL = 26  # so far before the end of a name in a cell words of its label may begin
_BESIDE, _AT_CUE, _IN_ROW = 1, 2, 3  # how closely words belong to a target; the closer wins


def describe(sentence: Sentence, targets: list[Target]) -> None:
    """Read an intensity or extent right behind a marker as a positive result: CD99 strong, BCL2 was weak in 30 %."""
    if sentence.kinds.isdisjoint(KINDS):
        return
    for target in targets:
        if target.polarity is None and target.alteration is None and not target.silent:
            mention = _description(sentence, target) or _described_ahead(sentence, target)
            if mention is not None:
                target.settle("positive", Modifier("positive", mention.source.key, mention.start, mention.end))


def _description(sentence: Sentence, target: Target) -> Mention | None:
    for mention in sentence.of_kind(*KINDS):
        gap = sentence.between(target.end, mention.start)
        if mention.start >= target.end and len(gap) < 20 and _DESCRIBED.match(gap):
            end = mention.end
            for other in sentence.of_kind(*KINDS):  # "MUC4, diffuse cytoplasmic", "diffuse & strong"
                end = other.end if sentence.between(end, other.start) in _JOINTS and other.start > end else end
            behind = sentence.between(end, end + 9)
            return mention if _BEHIND_DESCRIPTION.match(behind) else None
    return None


def _described_ahead(sentence: Sentence, target: Target) -> Mention | None:
    """Read "showed strong Melan-A and weak TFE3 expression": an intensity in front of a marker that is shown."""
    for mention in sentence.of_kind(*KINDS):
        if mention.end + 1 == target.start and sentence.between(mention.end, target.start) == " ":
            ahead = sentence.between(max(sentence.start, mention.start - 60), mention.start)
            return mention if _SHOWN_AHEAD.search(ahead) else None
    return None


def modifiers(sentence: Sentence, target: Target, targets: list[Target]) -> dict[str, Modifier]:
    """Return intensity, distribution and localization that the words around target and cue give to this target."""
    cue = target.cue
    if cue is None or target.polarity not in OPPOSITE or (target.cell is None and sentence.kinds.isdisjoint(KINDS)):
        return {}
    found: dict[str, tuple[int, Modifier]] = {}
    starts = [other.start for other in targets if other.start != target.start]
    tumors = sentence.of_kind("tumor")
    for mention in sentence.of_kind(*KINDS):
        if _is_of_other(sentence, mention, target, targets):
            continue
        if any(tumor.start <= mention.start < tumor.end for tumor in tumors):
            continue  # EBV-positive diffuse large B-cell lymphoma
        rank = _BESIDE if target.cell is not None else _rank(sentence, mention, target, cue, starts)
        if rank and (mention.kind not in found or rank < found[mention.kind][0]):
            found[mention.kind] = rank, Modifier(mention.id, mention.source.key, mention.start, mention.end)
    for line in target.lines:
        described = next((m for m in sentence.of_kind(line.value) if line.start <= m.start < line.end), None)
        if described is not None:
            found[line.value] = _BESIDE, Modifier(described.id, described.source.key, described.start, described.end)
    graded = _graded(sentence, target, cue, starts) if "intensity" not in found else None
    if graded is not None:
        found["intensity"] = _IN_ROW, graded
    is_all = target.polarity in ("positive", "equivocal") or cue.rule == CONCLUDED
    told = KINDS if is_all else ("localization",)  # what is lost, was nuclear
    return {kind: modifier for kind, (_, modifier) in found.items() if kind in told}


def _graded(sentence: Sentence, target: Target, cue: Modifier, starts: list[int]) -> Modifier | None:
    """Return the intensity that signs or a grade beside a share of cells tell: "+++", "3+ in 90 %", "90 %, 3+"."""
    signs = _SIGNS.search(sentence.between(cue.start, cue.end)) if target.cell is not None else None
    if signs is not None:
        return cue._replace(value="strong" if signs[0].count("+") > _MODERATE else "moderate")
    grade = _GRADED_IN.search(sentence.between(target.end, target.end + _WITHIN))
    if grade is None or target.mention.id == "HER2" or _between(starts, target.end, target.end + grade.end()):
        return None
    return cue._replace(value=_GRADES[grade["grade"] or grade["behind"]])


def _is_of_other(sentence: Sentence, mention: Mention, target: Target, targets: list[Target]) -> bool:
    """True for words outside the cell of a target, in that of another one, or in the name of another one."""
    if target.cell is not None and not _is_in_cell(sentence, mention, target, target.cell):
        return True
    if any(_tells_of(other, mention) for other in targets if other.start != target.start and other.cell != target.cell):
        return True
    if mention.end <= target.start and _END.match(sentence.between(mention.end, mention.end + 1)):
        behind = (sentence.between(other.end, mention.start) for other in targets if other.end < mention.start)
        if any(gap == " " for gap in behind):
            return True  # "EMA multifocal, keratin"
    names = [name for name in sentence.of_kind("marker") if name.start != target.mention.start]
    return any(name.start < mention.end and mention.start < name.end for name in names)  # "surface kappa"


def _tells_of(target: Target, mention: Mention) -> bool:
    """True for words in the item or cell of a target."""
    return target.cell is not None and target.cell[0] <= mention.start < target.cell[1]


def _is_in_cell(sentence: Sentence, mention: Mention, target: Target, cell: tuple[int, int]) -> bool:
    """True for words in the cell of a result, or for a place in the cell of the name: "BAP1 (nuclear)   lost"."""
    if cell[0] <= mention.start < cell[1]:
        return True
    name = target.mention
    if mention.kind != "localization" or not -_LABEL <= mention.start - name.end <= _NEXT or mention.end > cell[0]:
        return False
    return mention.end > name.start or sentence.between(mention.end, name.start).isspace()


def _rank(sentence: Sentence, mention: Mention, target: Target, cue: Modifier, starts: list[int]) -> int:
    """Rank how closely words belong to a target: beside it, at its cue, in its row, or 0 for not at all."""
    if mention.start < target.mention.start < mention.end:
        return _BESIDE
    if _is_beside(sentence, mention, target, cue, starts):
        return _BESIDE
    if _is_at_cue(sentence, mention, target, cue, starts):
        return _AT_CUE
    is_row = sentence.opens_line and not starts and mention.start >= target.end
    return _IN_ROW if is_row and _COLUMN.search(sentence.between(target.end, mention.start)) else 0


def _is_beside(sentence: Sentence, mention: Mention, target: Target, cue: Modifier, starts: list[int]) -> bool:
    if mention.end <= target.start:
        gap = sentence.between(mention.end, target.start)
        if gap.startswith(",") and sentence.between(mention.end - 2, mention.end) == "ly":
            return False  # "for calcitonin, strongly and diffusely, and CEA"
        is_first = cue.start >= target.end or mention.start >= cue.start
        return (
            is_first
            and len(gap) < 25
            and "%" not in gap
            and not _between(starts, mention.start, target.end)
            and _is_near(gap)
        )
    if mention.start < target.end or _between(starts, target.start, mention.end):
        return False
    gap = sentence.between(target.end, mention.start)
    if _ADVERB_AHEAD.match(gap) and sentence.between(mention.end - 2, mention.end) == "ly":
        return _ADVERB_BEHIND.match(sentence.between(mention.end, mention.end + 20)) is not None
    if gap == " " and (
        _END.match(sentence.between(mention.end, mention.end + 1)) or _leads_to_shade(sentence, mention)
    ):
        return True
    if _IN_PATTERN.match(gap) and _PATTERN.match(sentence.between(mention.end, mention.end + 50)):
        return True
    return len(gap) < 45 and _BEGUN.match(gap) is not None


def _leads_to_shade(sentence: Sentence, mention: Mention) -> bool:
    """True for the first of two words that describe a stain: "strong diffuse"."""
    return any(
        0 < other.start - mention.end <= _NEXT for other in sentence.of_kind(*KINDS) if other.kind != mention.kind
    )


def _is_at_cue(sentence: Sentence, mention: Mention, target: Target, cue: Modifier, starts: list[int]) -> bool:
    if mention.start >= cue.start and (mention.end <= cue.end or mention.start < cue.end):
        return True
    if mention.end <= cue.start:
        gap = sentence.between(mention.end, cue.start)
        if len(gap) >= 40 or not _is_near(gap):
            return False
        if len(gap) < 30 and not cue.start > target.end > mention.start:
            return True
        return mention.start >= target.end and not _between(starts, mention.end, cue.start)
    if 0 < mention.start - cue.end <= _NEXT and cue.end < target.start:
        return sentence.between(mention.start, mention.end).endswith("ly")  # "expressed strongly A, B and C"
    if mention.start < cue.end or cue.start <= target.start or mention.start - cue.end >= 25:
        return False
    return _is_near(sentence.between(cue.end, mention.start))


def _between(starts: list[int], first: int, last: int) -> bool:
    """True when another target begins between two positions."""
    return any(first < start < last for start in starts)


def _is_near(gap: str) -> bool:
    return only(gap, "markers", "between_stain_and_modifier")
