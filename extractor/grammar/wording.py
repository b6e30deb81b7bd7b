"""Words of patterns/NAME.toml, table `words`, as sets and inside expressions: syntax in Python, words as data.

In a table `#` stands for a number, `*` for the rest of a word, `[option]` and `(one|other)` as in rules.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, partial
from typing import Any, ClassVar, cast

from extractor.phrases import expand, split_words
from extractor.rules import settings

_TABLE = re.compile(r"\{([a-z_]{3,30})\}")
_NUMBER = re.compile(r"\d+")
_PIECE = re.compile(r"[^\W\d_#]+#?|#|[^\w\s]")


@cache
def _tables(name: str) -> dict[str, list[str]]:
    tables: dict[str, list[str]] = settings(name)["words"]
    return tables


@cache
def phrases(name: str, table: str) -> tuple[str, ...]:
    """Return the phrases of one table, options written out; a single sign stands for itself."""
    listed = (expand(phrase) if len(phrase) > 1 else [phrase] for phrase in _tables(name)[table])
    return tuple(dict.fromkeys(written for phrase in listed for written in phrase))


@cache
def pieces(name: str, table: str) -> frozenset[str]:
    """Return the single words and signs of one table."""
    return frozenset(piece for phrase in phrases(name, table) for piece in _PIECE.findall(phrase.lower()))


class Late:
    """An expression that is compiled when it is first asked for: a report needs few of them, and start-up none."""

    __slots__ = ("_make", "finditer", "fullmatch", "match", "search", "sub")
    waiting: ClassVar[list[Late]] = []  # those that may not be compiled yet

    def __init__(self, make: Callable[[], re.Pattern[str]]) -> None:
        self._make: Callable[[], re.Pattern[str]] | None = make
        for method in self.__slots__[1:]:
            setattr(self, method, partial(self._first, method))
        self.waiting.append(self)

    def compile(self) -> None:
        """Put the methods of the compiled expression in place of those that wait for it."""
        if self._make is not None:
            expression = self._make()
            self._make = None
            for name in self.__slots__[1:]:
                setattr(self, name, getattr(expression, name))

    def _first(self, method: str, *arguments: Any) -> Any:
        self.compile()
        return getattr(self, method)(*arguments)


def compile_all() -> None:
    """Compile every expression that waits: many reports will need them, and the first ones are not to pay for it."""
    while Late.waiting:
        Late.waiting.pop().compile()


def late(expression: str, flags: int = 0) -> re.Pattern[str]:
    """Return an expression that is compiled when it is first asked for."""
    return cast("re.Pattern[str]", Late(lambda: re.compile(expression, flags)))


@cache
def compiled(name: str, template: str, *, cased: bool = False) -> re.Pattern[str]:
    """Return an expression in which `{table}` stands for the phrases of that table; letter case counts if `cased`."""
    return cast("re.Pattern[str]", Late(lambda: _compiled(name, template, cased)))


def _compiled(name: str, template: str, cased: bool) -> re.Pattern[str]:
    return re.compile(_TABLE.sub(lambda match: alternation(name, match[1]), template), 0 if cased else re.IGNORECASE)


def words_of(phrases: list[str]) -> re.Pattern[str]:
    """Compile the phrases of a table of a file's own (`*` for the rest of a word) into one search."""
    return re.compile(r"\b(?:" + "|".join(_expression(phrase) for phrase in phrases) + r")\b", re.IGNORECASE)


@cache
def alternation(name: str, table: str) -> str:
    """Return an expression for the phrases of a table, the longest first; options are not written out in it.

    Written out, the choices of a phrase would multiply, and an expression takes long to compile.
    """
    written: dict[str, int] = {}
    for phrase in _tables(name)[table]:
        listed = expand(phrase) if len(phrase) > 1 else [phrase]
        grouped = _grouped(phrase) if len(listed) > 1 else None
        if grouped is not None:
            written[grouped] = max(map(len, listed))
        else:
            written.update((_expression(one), len(one)) for one in listed)
    return "(?:" + "|".join(sorted(written, key=lambda one: written[one], reverse=True)) + ")"


def _grouped(phrase: str) -> str | None:
    """Return the expression of a phrase of words, `[options]`, `(choices)`; None where a choice is part of a word."""
    words = split_words(phrase)
    if words is None or all(word[0] == "[" for word in words):
        return None
    expression, solid = "", False  # solid: a word stands before, and the next one follows it behind a space
    for word in words:
        if word[0] in "[(":
            choices = sorted(word[1:-1].split("|"), key=len, reverse=True)
            if not all(choices):
                return None
            one = _expression(choices[0]) if len(choices) == 1 else f"(?:{'|'.join(map(_expression, choices))})"
        else:
            one = _expression(word)
        if word[0] == "[":
            expression += rf"(?:\s{one})?" if solid else rf"(?:{one}\s)?"
        else:
            expression += rf"\s{one}" if solid else one
            solid = True
    return expression


def _expression(phrase: str) -> str:
    return re.escape(phrase).replace(r"\#", r"\d{1,4}").replace(r"\*", r"\w{0,20}").replace(r"\ ", r"\s")


def only(gap: str, name: str, table: str) -> bool:
    """True when a gap between two things holds nothing but words and signs of a table."""
    if not gap or gap.isspace():
        return True
    allowed = pieces(name, table)
    return all(piece in allowed for piece in _PIECE.findall(_NUMBER.sub("#", gap.lower())))
