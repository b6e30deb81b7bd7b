"""Boxes of a checklist: "[ ] PT1A  [X] PT1B", "☐ pT1 ☑ pT2"."""

from __future__ import annotations

import re

_BOX = re.compile(r"\[\s?(?P<mark>[xX✓✔*]?)\s?\]|[☐☑☒]|_{2,5}(?=\s?p?T)|_[xX]_|\((?:\s|(?P<round>[xX]))\)")


def visible(text: str) -> str:
    """Return a text of the same length in which boxes, and the options whose boxes are not marked, are blank."""
    boxes = list(_BOX.finditer(text))
    if not boxes:
        return text
    shown = list(text)
    for index, box in enumerate(boxes):
        following = boxes[index + 1].start() if index + 1 < len(boxes) else len(text)
        end = box.end() if _is_marked(box) else following
        shown[box.start() : end] = " " * (end - box.start())
    return "".join(shown)


def _is_marked(box: re.Match[str]) -> bool:
    return bool(box["mark"] or box["round"]) or box[0] in {"☑", "☒"} or "x" in box[0].lower()
