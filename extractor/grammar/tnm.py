"""TNM strings as reports write them: ypT1, pT2 N0 M0, T1b3 (DCIS) pN1a(sn), and which edition they follow."""

from __future__ import annotations

import re
from typing import NamedTuple

from extractor.grammar.wording import compiled, phrases

_PREFIX = r"(?:P(?=T[1-4])|(?:yp|yc|rp|mr|[cp])[\s-]?|[yraum](?=[TNM]))?"
_KEPT = r"\((?:m|s|sn|i[+-]|mol[+-]|\d{1,2})\)"
_DEPTH = r"\((?:is|DCIS|LCIS|SS|SE|SI|MP|SM|M|SM\d|AD|\d{1,2}/\d{1,3})\)"  # depth and counts in words add nothing
_MORE = rf"(?:\s?{_KEPT}|\s?{_DEPTH}){{0,2}}"
_GAP = r"[\s,;/.-]{0,3}"
_T = rf"(?P<t>(?<![\w-]){_PREFIX}T(?:a|is|mi|[0-4Xx](?:mic|mi)?(?:[a-d](?:[1-3i]{{1,3}})?)?){_MORE})"
_N = rf"{_PREFIX}N(?:[0-3Xx](?:mi|[a-c](?:[12i]{{1,3}})?)?|\+){_MORE}"
_M = rf"{_PREFIX}M(?:[0-1Xx](?:[a-d](?:[0-2])?)?|\+)"
_FULL = re.compile(
    rf"{_T}(?:{_GAP}(?P<n>{_N}))?(?:{_GAP}(?P<m>{_M}))?(?!(?!G[1-4X]|R[0-2X]|L[01X]|V[0-2X]|B[0-2]|S[0-3X])[\w+]|-\d)"
)
_NODES = re.compile(
    rf"(?<![\w-])(?P<n>(?P<prefix>yp|yc|rp|mr|[cp])?N(?:[0-3Xx](?:mi|[a-c])?){_MORE})(?:{_GAP}(?P<m>{_M}))?(?![\w+])"
)
_METASTASES = re.compile(r"(?<![\w-])(?P<m>(?:yp|yc|[cp])?M[01Xx][a-d]?)(?![\w+]|\s(?:segment|macroph|AML))")
_ROMAN = {"V": "5", "VI": "6", "VII": "7", "VIII": "8", "IX": "9"}
_EDITION = compiled(
    "stages",
    r"\b(?:(?P<number>\d)(?:st|nd|rd|th|ST|ND|RD|TH)\s(?:revised\s)?[Ee](?:d\b|dition|DITION|D\b)|"
    r"(?P<roman>VIII|VII|VI|V|IX)\s[Ee]d|(?P<word>{editions})\s[Ee]d|"
    r"[Ee]dition[\s:.]{1,60}(?P<after>\d)(?:st|nd|rd|th|TH)?\b|\bTNM\s?(?P<tnm>[5-9])\b|[Vv]ersion\s(?P<version>[5-9])\b|"
    r"\bv(?P<short>[5-9])\b)",
    cased=True,
)
_ORDINAL = re.compile(r"^[\s,(]{0,3}(?:(\d)(?:st|nd|rd|th|TH)|([5-9])(?![\d.]\d))\b")
_ORDINAL_WORD = compiled("stages", r"({editions})\b")
_LONGEST_EDITION = 32
_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")


class Notation(NamedTuple):
    """Something that a stage notation says at [start, end) of the text that it was found in: `tnm` or `group`."""

    kind: str
    value: str
    start: int
    end: int


def _plain(part: str) -> str:
    """Return a category without spaces and without depths and counts in parentheses: "pN1 (2/14)" is pN1."""
    return re.sub(rf"\s|(?<=[a-z])-(?=[TNM])|(?!{_KEPT})\([^()]*\)", "", part)


def compact(match: re.Match[str]) -> str:
    """Return a TNM match in one word, with a prefix that all parts share written once: pT2N1M0."""
    parts = [_plain(part) for part in (match["t"], match["n"], match["m"]) if part]
    if parts[0].startswith("PT"):
        parts[0] = f"p{parts[0][1:]}"
    prefix = parts[0][: re.search(r"[TNM]", parts[0]).start()]  # type: ignore[union-attr]
    return parts[0] + "".join(part.removeprefix(prefix) if prefix else part for part in parts[1:])


def tnms(text: str) -> list[Notation]:
    """Return the TNM strings of a text that start with a T; whether a bare T is one, its context must tell."""
    return [Notation("tnm", compact(match), match.start(), match.end()) for match in _FULL.finditer(text)]


def nodes(text: str) -> list[Notation]:
    """Return N and M categories that stand alone (pN1a, N0 M0), in the order of the text."""
    found = [
        Notation("tnm", "".join(_plain(match[part] or "") for part in ("n", "m")), match.start(), match.end())
        for match in _NODES.finditer(text)
    ]
    return found + [Notation("tnm", match["m"], match.start(), match.end()) for match in _METASTASES.finditer(text)]


def edition(text: str) -> str | None:
    """Return the edition that a text names: its number, else its year, else None."""
    match = _EDITION.search(text)
    if match is not None:
        if match["roman"]:
            return _ROMAN[match["roman"]]
        if match["word"]:
            return str(phrases("stages", "editions").index(match["word"]) + 1)
        return next(
            value
            for value in (match["number"], match["after"], match["tnm"], match["version"], match["short"])
            if value
        )
    year = _YEAR.search(text)
    return year[1] if year else None


def edition_behind(text: str) -> str | None:
    """Return the edition that a text behind the name of a system tells, be it a bare number: "UICC, 7th", "AJCC 8"."""
    text = text.lstrip(" .:\t")[:_LONGEST_EDITION]
    match = _ORDINAL.match(text)
    if match is not None:
        return match[1] or match[2]
    word = _ORDINAL_WORD.match(text)
    return str(phrases("stages", "editions").index(word[1].lower()) + 1) if word is not None else edition(text)
