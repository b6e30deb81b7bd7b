"""Dictation: punctuation that was spoken and typed as words, written as signs with a map of offsets back.

"OCT3 slash 4 positive comma D2 dash 40 negative period" is "OCT3/4 positive, D2-40 negative.".
"""

from __future__ import annotations

import re
from functools import cache

from extractor.phrases import expand
from extractor.rules import settings

_COMMA = re.compile(r"\bcomma\b(?!-)", re.IGNORECASE)
_LEAST = 3  # that many commas are words in no other text
_LABEL = re.compile(r"(?:^|[.\n])\s*(?:[\w-]{1,20}\s{1,3}){1,4}$")
_LAST_WORD = re.compile(r"([\w-]{1,20})\s*$")
_NEXT_WORD = re.compile(r"\s*([\w-]{1,20})")
_PART_OF_NAME = re.compile(r"(?=\w{0,8}[\dA-Z])\w{1,9}")
_BLANK_LINE = re.compile(r"\n\s*\n")
_PLAIN_WORD = re.compile(r"\s{0,3}[a-z](?=[a-z]{2})")
_REACH = 80


def written(source: str) -> tuple[str, list[int]] | None:
    """Return a dictated text with signs for their names, and the place of each character; None for any other text."""
    if source.lower().count("comma") < _LEAST or len(_COMMA.findall(source)) < _LEAST:
        return None
    text, offsets, position = "", list[int](), 0
    ends: list[int] = []
    expression, signs = _spoken()
    for match in expression.finditer(source):
        if match.start() < position:
            continue
        sign = signs[" ".join(match[0].lower().split())]
        before = source[position : match.start()]
        if _is_word(text[-_REACH:] + before, source, match, sign):
            continue
        tight_before, tight_behind = _tight(before, source, match, sign)
        kept = before.rstrip() if tight_before else before
        text += kept + sign
        offsets += [*range(position, position + len(kept)), *[match.start()] * len(sign)]
        position = match.end()
        if sign in ".\n\n":
            ends.append(len(text))
        while tight_behind and source[position : position + 1].isspace():
            position += 1
    text += source[position:]
    return _with_capitals(text, ends), [*offsets, *range(position, len(source))]


def _with_capitals(text: str, ends: list[int]) -> str:
    """Return a text whose sentences, lines and paragraphs begin with capitals, which is how they are told apart."""
    characters = list(text)
    for end in (*ends, *(match.end() for match in _BLANK_LINE.finditer(text))):
        first = _PLAIN_WORD.match(text, end)
        if first is not None:
            characters[first.end() - 1] = characters[first.end() - 1].upper()
    return "".join(characters)


@cache
def _spoken() -> tuple[re.Pattern[str], dict[str, str]]:
    """Return an expression for the names of signs, and the sign of each (patterns/layout.toml)."""
    listed: dict[str, list[str]] = settings("layout")["spoken"]
    signs = {name: sign for sign, phrases in listed.items() for phrase in phrases for name in expand(phrase)}
    names = "|".join(re.escape(name).replace(r"\ ", r"\s{1,3}") for name in sorted(signs, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{names})(?![\w-])", re.IGNORECASE), signs


def _is_word(ahead: str, source: str, match: re.Match[str], sign: str) -> bool:
    """True for a word that means itself: "a period of two years", "sigmoid colon, biopsy"."""
    words = settings("layout")["no_signs"]
    last, following = _LAST_WORD.search(ahead), _NEXT_WORD.match(source, match.end())
    if last is not None and last[1].lower() in words["behind"]:
        return True
    after = following[1].lower() if following is not None else ""
    if sign == ":" and after != "new" and _LABEL.search(ahead) is None:
        return True
    return sign in ".:" and after in words["before"]


def _tight(before: str, source: str, match: re.Match[str], sign: str) -> tuple[bool, bool]:
    """Tell whether a sign stands close to the word before it and to the one behind."""
    if sign in "/-":
        last, following = _LAST_WORD.search(before), _NEXT_WORD.match(source, match.end())
        names = [word for word in (last, following) if word is not None and _PART_OF_NAME.fullmatch(word[1])]
        return sign == "/" or bool(names), sign == "/" or bool(names)
    return sign != "(", sign == "(" or sign.isspace()
