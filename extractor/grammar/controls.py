"""Controls: results of control tissue, which are none of the lesion.

"INI1 was lost in the tumor cells and retained in the endothelium, which served as internal control."
"""

from __future__ import annotations

import re

from extractor.grammar.targets import OPPOSITE, Target
from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Modifier, Sentence

# "performed with appropriate controls: CK7 (positive)"
_PERFORMED = re.compile(
    r"^[^:()]{0,120}\b(?:with|using|along with|including|and)\s(?:[\w-]{1,20}\s){0,3}$", re.IGNORECASE
)
_JOINT = re.compile(r"\b(?:and|but|while|whereas|with)\b|[,;(]")
_DEFINITION = "definition"
_DEFINED = compiled("markers", r"\s?[:=]?\s?(?:{row_positive}|{row_negative})\s?(?:if\b|when\b|>=|≥)")
_UNCHECKED = re.compile(r"[\s-]{0,4}(?:\[\s{0,2}\]|\(\s{1,2}\)|☐|_{2,4}\s)(?!.{0,80}(?:\[\s?[xX]\s?\]|☒))")
_BOX = re.compile(r"(?P<empty>\[\s{0,2}\]|☐)|\[\s?[xX]\s?\]|☒|☑")
_BOX_SIGNS = ("[", "☐")
_GRADE_IS = re.compile(r"\b(?:G|grade\s)[1-4]\s?[:=]\s?$", re.IGNORECASE)
_REACH, _AHEAD = 40, 12


def _is_apart(sentence: Sentence, cue: Modifier, control: Mention) -> bool:
    """True for a control of its own clause: "retained, with endothelium as internal control"."""
    between = sentence.between(cue.end, control.start)
    opening = between.rfind("(")
    if opening > between.rfind(")"):
        is_all = not between[opening + 1 :].strip()
        if not (is_all and sentence.between(control.end, control.end + 1) == ")"):
            return True  # "(internal controls adequate)", not "(control)"
    return re.search(r"(?:\bwith|;)\s(?:[\w-]{1,20}\s){0,4}(?:as\s|serving as\s)?(?:an?\s)?$", between) is not None


def _is_in_cell(sentence: Sentence, cell: tuple[int, int], control: Mention) -> bool:
    """True for a control that a cell is of: "positive (control)", and not "lost (control adequate)"."""
    if not cell[0] <= control.start < cell[1]:
        return False
    opening = sentence.between(cell[0], control.start).rfind("(")
    if opening < 0:
        return True
    is_all = not sentence.between(cell[0] + opening + 1, control.start).strip()
    return is_all and sentence.between(control.end, control.end + 1) == ")"


def is_unchecked(sentence: Sentence) -> bool:
    """True for a line whose box is not ticked: "[ ] ER negative"."""
    return sentence.opens_line and _UNCHECKED.match(sentence.text) is not None


def is_in_empty_box(sentence: Sentence, target: Target) -> bool:
    """True for a result behind a box that is not ticked, in a line of boxes: "[x] mutated  [ ] wild type"."""
    if target.cue is None or not any(sign in sentence.text for sign in _BOX_SIGNS) or sentence.text[-1] in "]☐☒☑":
        return False
    told = target.cue if target.cue.start >= sentence.start and target.cue.end > target.start else target
    boxes = list(_BOX.finditer(sentence.text, 0, max(told.end - sentence.start, 0)))
    return bool(boxes) and boxes[-1]["empty"] is not None


def is_defined(sentence: Sentence, target: Target) -> bool:
    """True for a name in a key that says from when on it is called positive: "ER/PR: pos >=10%", "G1 = Ki-67 <3%"."""
    if _DEFINED.match(sentence.between(target.end, target.end + _REACH)) is not None:
        return True
    return _GRADE_IS.search(sentence.between(target.start - _AHEAD, target.start)) is not None


def is_of_control(sentence: Sentence, target: Target, controls: list[Mention]) -> bool:
    """True for a result of a control: the last result in front of its words, or any of a sentence with one result."""
    if any(control.id == _DEFINITION for control in controls):
        return True
    if all(_PERFORMED.search(sentence.between(sentence.start, control.start)) for control in controls):
        return False
    results = [mention for mention in sentence.of_kind("result") if mention.id in OPPOSITE]
    control = controls[0]
    if target.cell is not None and not any(_is_in_cell(sentence, target.cell, control) for control in controls):
        return False
    if target.cue is not None and target.cue.end <= control.start and _is_apart(sentence, target.cue, control):
        return False
    ahead = [mention for mention in results if mention.end <= control.start]
    if len(ahead) < 2 or target.cue is None or target.cue.end > control.start:
        return True
    last = ahead[-1]
    joint = [match.start() for match in _JOINT.finditer(sentence.text, 0, last.start - sentence.start)]
    return not joint or target.cue.start >= sentence.start + joint[-1]
