"""Items of a checklist: what separates a label from its value, the cells of a row, and boxes that are not marked.

"LVI ....... not identified", "Perineural invasion: absent", "EPE  [ ] Focal  [X] Nonfocal", "Necrosis   focal   none".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extractor.grammar.labels import opening_label
from extractor.mentions import Sentence

_BOX = re.compile(
    r"\[\s?(?P<mark>[xX✓✔*]?)\s?\]|[☐☑☒✓✔]|(?<![\w_])_{1,3}(?P<line>[xX✓✔])?_{1,3}(?=\s?[A-Za-z])|\(\s(?P<open>)\)|\((?P<round>[xX])\)"
)
# Between a label and its value: a colon, dots, a tab, three spaces, a dash between spaces, an arrow,
# an equals sign, a slash behind a word, an opening bracket.
SEPARATOR = re.compile(
    r"\s?(?::(?!\d)|\?(?:\s{1,30}A[.:](?=\s))?(?=\s)|\.{2,}|\t|\s{3}|\||\s-{1,2}>?\s|[-=]{1,2}>(?=\s?\w)|→|=(?!=)|(?<=[a-z)])/\s"
    r"|\[(?=\w[^\[\]]{1,60}\]))[\s.:|>-]{0,60}"
)
_WIDE = re.compile(r"\w[\w)]\s{3,}(?=[A-Z])")  # behind an option: what another column begins with
_OPTION_CUT = re.compile(r":\s|;|\t|\s{2}|\|")
_CELLS = re.compile(r"\s{3,}|\t|\s?\|\s?")
_BULLET = re.compile(r"^[-*+•>~\s]{0,6}(?:\(?[a-z\d]\)\s)?")
_SIGNS = ("[", "(", "☐", "☑", "☒", "__", "_x", "_X")
_GAPS = (":", ": ", "\t", "   ")  # what stands between a label and a box, never between an option and its box
_MOST_BELOW = 7
_PAIR = 2
_FEW_LETTERS = 4


class Cell(NamedTuple):
    """A piece [start, end) of a text."""

    start: int
    end: int
    text: str


def visible(text: str) -> str:
    """Return a text of the same length in which the options whose boxes are not marked are blank.

    "[ ] Absent  [X] Present" keeps "[X] Present".
    """
    if not any(sign in text for sign in _SIGNS):
        return text
    boxes = list(_BOX.finditer(text))
    if not any(_is_open(box) or box["mark"] or box["line"] or box[0] in "☑☒" for box in boxes):
        return text
    shown = list(text)
    if _stand_behind(text, boxes):
        _blank_behind(text, shown, boxes)
        return "".join(shown)
    for index, box in enumerate(boxes):
        end = boxes[index + 1].start() if index + 1 < len(boxes) else len(text)
        wide = _WIDE.search(text, box.end(), end)
        last = box.end() if not _is_open(box) else end if wide is None else wide.start() + 1
        shown[box.start() : last] = " " * (last - box.start())
    return "".join(shown)


def _stand_behind(text: str, boxes: list[re.Match[str]]) -> bool:
    """True for boxes behind their options: "Well ☐   Moderate ☒"."""
    if len(boxes) < _PAIR or text[boxes[-1].end() :].strip(" ;.,"):
        return False
    return not text[: boxes[0].start()].endswith(_GAPS)


def _blank_behind(text: str, shown: list[str], boxes: list[re.Match[str]]) -> None:
    """Blank the boxes that stand behind their options, and the options that are not marked: "Yes [ ]  No [X]"."""
    position = 0
    for box in boxes:
        first = box.start()
        if _is_open(box):
            cuts = [match.end() for match in _OPTION_CUT.finditer(text, position, first)]
            unmarked = position or _first_option(text, first)
            first = max([unmarked, *(cut for cut in cuts if text[cut:first].strip())])
        shown[first : box.end()] = " " * (box.end() - first)
        position = box.end()


def _first_option(text: str, box: int) -> int:
    """Return where the option before the first box begins: behind the label, or at its own word."""
    separators = [match.end() for match in SEPARATOR.finditer(text, 0, box) if text[match.end() : box].strip()]
    return separators[-1] if separators else text.rstrip().rfind(" ", 0, box - 1) + 1


def has_boxes(text: str) -> bool:
    """True for a line of options with boxes."""
    return visible(text) != text


def _is_open(box: re.Match[str]) -> bool:
    if box[0][0] in "[_":
        return not (box["mark"] or box["line"])
    return box[0] == "☐" or box["open"] is not None


def cells(text: str, start: int = 0) -> Iterator[Cell]:
    """Yield the cells of a value that stand in columns: "Neg, 2.6 cm      Neg, 4.8 cm"."""
    position = 0
    for match in [*_CELLS.finditer(text), None]:
        end = match.start() if match is not None else len(text)
        if text[position:end].strip():
            yield Cell(start + position, start + end, text[position:end])
        position = match.end() if match is not None else end


def split_item(text: str) -> tuple[str, int] | None:
    """Return the label of a line and where its value begins; None for a line without one."""
    bullet = _BULLET.match(text)
    begin = bullet.end() if bullet is not None else 0
    label = opening_label(text)
    begin = max(begin, label.end) if label is not None and label.end < len(text) else begin
    match = SEPARATOR.search(text, begin)
    if match is None or match.end() >= len(text) or not text[begin : match.start()].strip():
        return None
    return text[begin : match.start()].strip(), match.end()


def below(sentences: Sequence[Sentence], index: int) -> Iterator[tuple[int, Sentence]]:
    """Yield the lines under a heading, with their numbers: those of its paragraph, or of the next when it is alone."""
    paragraph = sentences[index].paragraph
    if index + 1 < len(sentences) and sentences[index + 1].paragraph == paragraph + 1:
        paragraph += 1
    for number in range(index + 1, len(sentences)):
        if sentences[number].paragraph != paragraph:
            return
        yield number, sentences[number]


def _opens_with_finding(line: Sentence) -> bool:
    """True for a line that begins with the name of a finding, and not with what is said of one: "Present in DCIS"."""
    return any(m.start - line.start < _FEW_LETTERS for m in line.of_kind("finding"))


def value_below(sentences: Sequence[Sentence], index: int) -> Iterator[Sentence]:
    """Yield the lines under a label that hold its value: options with boxes, or one line without a label."""
    paragraph = sentences[index].paragraph
    for number in range(index + 1, min(index + _MOST_BELOW, len(sentences))):
        line = sentences[number]
        if line.paragraph != paragraph:
            return
        if has_boxes(line.text) and _BOX.match(line.text.lstrip("- ")):
            yield line
            continue
        if number == index + 1 and split_item(line.text) is None and not _opens_with_finding(line):
            yield line
        return
