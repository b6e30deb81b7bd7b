"""Names of parts: the words of a note that point to a part by its side or by the place that only it names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from extractor.grammar.anatomy import places_in
from extractor.grammar.parts import Part
from extractor.grammar.wording import alternation, compiled, phrases

_WORD = re.compile(r"[a-z]{4,}")
_SIDES = {"left": "sides_left", "right": "sides_right"}
_MOST_SPACES = 4  # of a head that names a part
_REACH = 40  # characters of the head of a line


class PartNames:
    """Finds the sides and places by which a note speaks of its parts: "Left: ER 90%", "stains on the liver biopsy"."""

    def __init__(self, parts: Sequence[Part]) -> None:
        labelled = [part for part in parts if part.label is not None]
        self.labels: dict[str, str] = {}
        for find in (_sides, _places):
            told = [(part.label or "", find(part)) for part in labelled]
            counts = Counter(word for _, words in told for word in words)
            if all(words for _, words in told):
                self.labels.update({word: label for label, words in told for word in words if counts[word] == 1})
        if len(set(self.labels.values())) < 2:
            self.labels = {}
        words = "|".join(_written(word) for word in sorted(self.labels, key=len, reverse=True))
        self.expression = re.compile(rf"(?<![\w-])(?P<name>{words})(?![\w-])", re.IGNORECASE) if words else None
        joints = alternation("specimens", "pointing")
        self.pointing = re.compile(rf"(?i:(?<![\w-]){joints}\s)(?:\w+\s)?$")

    def head(self, text: str) -> str | None:
        """Return the label of the part that a line names before a colon or an equals sign: "Liver biopsy: …"."""
        end = min((at for sign in ":=" if (at := text.find(sign, 0, _REACH)) > 0), default=0)
        if self.expression is None or not end or text.count(" ", 0, end) > _MOST_SPACES:
            return None
        if compiled("specimens", r"\b{no_part_heads}\b").search(text, 0, end) is not None:
            return None
        labels = {self._label(match) for match in self.expression.finditer(text, 0, end)}
        return labels.pop() if len(labels) == 1 else None

    def found(self, text: str) -> list[tuple[int, str]]:
        """Return where the words of a sentence begin that tell of a part by its name, with its label."""
        if self.expression is None:
            return []
        return [
            (match.start(), self._label(match))
            for match in self.expression.finditer(text)
            if self.pointing.search(text, 0, match.start())
        ]

    def _label(self, match: re.Match[str]) -> str:
        word = match["name"].lower()
        side = next(
            (side for side, table in _SIDES.items() if word in map(str.lower, phrases("specimens", table))), word
        )
        return self.labels.get(side) or self.labels[side.rstrip("s")]


def _written(word: str) -> str:
    return alternation("specimens", _SIDES[word]) if word in _SIDES else rf"{word}s?"


def _sides(part: Part) -> set[str]:
    return {part.described.laterality} & _SIDES.keys() if part.described.laterality else set()


def _places(part: Part) -> set[str]:
    site = (part.described.site or "").lower()
    named = {word for start, end in places_in(site) for word in _WORD.findall(site[start:end])}
    return named - {word.rstrip("s") for word in phrases("specimens", "nodes")} - set(phrases("specimens", "nodes"))
