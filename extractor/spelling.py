"""Spelling: the known name that a misspelled word stands for, one letter away (calcretinin: calretinin).

A word is looked up by what remains of it when one letter is left out, which finds a letter too many, one too few, one
changed and two exchanged in time independent of how many names are known.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping

SHORTEST = 8
# Words that are written together with the name before them: "gemcitabineand".
_TAILS = ("and", "was", "with", "for", "from", "were", "in", "or", "at", "by")


class Spelling:
    """Names of eight letters and more with what each names, findable with one wrong letter.

    `exceptions` are words that are no misspellings.
    """

    def __init__(self, names: Mapping[str, Hashable], exceptions: frozenset[str]) -> None:
        self._names = {name: of for name, of in names.items() if len(name) >= SHORTEST and name.isalpha()}
        self._exceptions = exceptions
        self._remains: dict[str, str | None] = {}
        for name in sorted(self._names):
            for remain in _remains(name):
                known = self._remains.setdefault(remain, name)
                if known is not None and self._names[known] != self._names[name]:
                    self._remains[remain] = None  # two names are equally near

    def nearest(self, word: str) -> str | None:
        """Return the one name that a word in lower case misspells, or None."""
        if len(word) < SHORTEST or word in self._exceptions or not word.isalpha():
            return None
        if word.endswith(_TAILS):
            for tail in _TAILS:
                if word.endswith(tail) and word[: -len(tail)] in self._names:
                    return word[: -len(tail)]
        remains = _remains(word)
        if self._remains.keys().isdisjoint(remains):
            return None
        near = {name for remain in remains if (name := self._remains.get(remain)) and _is_near(word, name)}
        return min(near) if len({self._names[name] for name in near}) == 1 else None


def _remains(word: str) -> list[str]:
    return [word, *[word[:index] + word[index + 1 :] for index in range(len(word))]]


def _is_near(word: str, name: str) -> bool:
    """True for words of the same first letter that one letter more, less or other, or two exchanged, make equal."""
    if word[0] != name[0] or abs(len(word) - len(name)) > 1:
        return False
    first = next((i for i, (a, b) in enumerate(zip(word, name, strict=False)) if a != b), min(len(word), len(name)))
    if len(word) == len(name):
        exchanged = word[first + 1 : first + 2] + word[first : first + 1] + word[first + 2 :]
        return word[first + 1 :] == name[first + 1 :] or exchanged == name[first:]
    longer, shorter = (word, name) if len(word) > len(name) else (name, word)
    return longer[first + 1 :] == shorter[first:]
