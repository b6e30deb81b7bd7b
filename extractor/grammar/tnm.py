"""TNM strings as reports write them: ypT1, pT2 N0 M0, T1b3 (DCIS) pN1a(sn), and which edition they follow."""

from __future__ import annotations

import re
from typing import NamedTuple

from extractor.grammar.wording import compiled, phrases

_PREFIX = r"(?:P(?=T[1-4])|(?:ryp|ymp|yp|yc|rp|mr|mp|[cp])[\s-]?|[yraum](?=[TNM]))?"
_KEPT = r"\((?:m|s|sn|i[+-]|mol[+-]|\d{1,2})\)"
_DEPTH = r"\((?:is|DCIS|LCIS|SS|SE|SI|MP|SM|M|SM\d|AD|\d{1,2}/\d{1,3})\)"  # depth and counts in words add nothing
_MORE = rf"(?:\s?{_KEPT}|\s?{_DEPTH}){{0,2}}"
_GAP = r"[\s,;/.-]{0,3}"
_T = rf"(?P<t>(?<![\w-]){_PREFIX}T(?:a|is|mi|[0-4Xx](?:mic|mi)?(?:[a-d](?:[1-3i]{{1,3}})?)?){_MORE})"
_N = rf"{_PREFIX}N(?:[0-3Xx](?:mi|[a-c](?:[12i]{{1,3}})?)?|\+){_MORE}"
_M = rf"{_PREFIX}M(?:[0-1Xx](?:[a-d](?:[0-2])?)?|\+)(?:\s?{_KEPT})?(?:{_GAP}B[0-2][ab]?(?!\w))?"
_FULL = re.compile(
    rf"{_T}(?:{_GAP}(?P<n>{_N}))?(?:{_GAP}(?P<m>{_M}))?(?!(?!G[1-4X]|R[0-2X]|L[01X]|V[0-2X]|B[0-2]|S[0-3X])[\w+]|-\d)"
)
_NODES = re.compile(
    rf"(?<![\w-])(?P<n>(?P<prefix>yp|yc|rp|mr|[cp])?N(?:[0-3Xx](?:mi|[a-c])?){_MORE})(?:{_GAP}(?P<m>{_M}))?(?![\w+])"
)
_METASTASES = re.compile(r"(?<![\w-])(?P<m>(?:yp|yc|[cp])?M[01Xx][a-d]?)(?![\w+]|\s(?:segment|macroph|AML))")
_LABELLED = re.compile(
    r"(?<![\w-])(?P<prefix>yp|rp|[cp]|YP|P)(?P<letter>[TNM])(?:[\s_](?:category|Category|CATEGORY|stage|Stage|status|descriptor))?"
    r"\s?(?:[:=]|\.{2,60}|\t|\s{3,40})[\s.]{0,40}(?P<value>[0-4xX](?:[a-dA-D]\d?|mi)?|is|a)(?!\w|\.\d|%|\s?(?:cm|mm|/|of\b|nodes?\b))"
)
_ROMAN = {"V": "5", "VI": "6", "VII": "7", "VIII": "8", "IX": "9"}
_EDITION = compiled(
    "stages",
    r"\b(?:(?P<number>\d)(?:st|nd|rd|th|ST|ND|RD|TH)\s(?:revised\s)?[Ee](?:d\b|dition|DITION|D\b)|"
    r"(?P<roman>VIII|VII|VI|V|IX)\s[Ee]d|(?P<word>(?i:{editions}))\s[Ee][Dd]|"
    r"[Ee]dition[\s:.]{1,60}(?P<after>\d)(?:st|nd|rd|th|TH)?\b|\bTNM\s?(?P<tnm>[5-9])\b|[Vv]ersion\s(?P<version>[5-9])\b|"
    r"\bv(?P<short>[5-9])\b|(?:[cyp]{0,2}TNM|[Ss]tag(?:e|ing)|STAGE)\s?\((?P<paren>[6-9])(?:th|TH)?(?:\s[Ee]d\w{0,6}\.?)?\))",
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
    return parts[0] + "".join(_without(prefix, part) for part in parts[1:])


def _without(prefix: str, part: str) -> str:
    """Return a category without the prefix that it shares with those before it, in whole or in its end: rpT2 pN1."""
    own = part[: re.search(r"[TNM]", part).start()]  # type: ignore[union-attr]
    return part.removeprefix(own) if prefix.endswith(own) else part


_OWN_LINE = re.compile(
    r"^\W{0,4}(?P<prefix>)(?P<letter>[TNM])\s?(?:[:=|]|->|\.{2,60}|\t|\s{3,40})[\s.>|]{0,40}"
    r"(?P<value>[0-4xX](?:[a-d]\d?|mi)?|is)(?=\s*(?:$|[,;(|]))"
)  # "T: 3", "N = 1b"


def tnms(text: str) -> list[Notation]:
    """Return the TNM strings of a text that start with a T; whether a bare T is one, its context must tell."""
    found = [Notation("tnm", compact(match), match.start(), match.end()) for match in _FULL.finditer(text)]
    return [*found, *_labelled(text, "T")]


def _labelled(text: str, letter: str) -> list[Notation]:
    """Return the categories of a checklist whose letter is their label: "#pT: 2a", "pN category ..... 1b"."""
    return [
        Notation("tnm", match["prefix"].lower() + letter + match["value"].lower().replace("x", "X"), *match.span())
        for match in ((*_LABELLED.finditer(text), *_OWN_LINE.finditer(text)) if letter in text else ())
        if match["letter"] == letter
    ]


def nodes(text: str) -> list[Notation]:
    """Return N and M categories that stand alone (pN1a, N0 M0), in the order of the text."""
    found = [
        Notation("tnm", "".join(_plain(match[part] or "") for part in ("n", "m")), match.start(), match.end())
        for match in _NODES.finditer(text)
    ]
    found += [Notation("tnm", match["m"], match.start(), match.end()) for match in _METASTASES.finditer(text)]
    return found + _labelled(text, "N") + _labelled(text, "M")


def edition(text: str) -> str | None:
    """Return the edition that a text names: its number, else its year, else None."""
    match = _EDITION.search(text)
    if match is not None:
        if match["roman"]:
            return _ROMAN[match["roman"]]
        if match["word"]:
            return str(phrases("stages", "editions").index(match["word"].lower()) + 1)
        written = ("number", "after", "tnm", "version", "short", "paren")
        return next(match[name] for name in written if match[name])
    year = _YEAR.search(text)
    return year[1] if year else None


def edition_behind(text: str) -> str | None:
    """Return the edition that a text behind the name of a system tells, be it a bare number: "UICC, 7th", "AJCC 8"."""
    text = text.lstrip(" .:\t_=-")[:_LONGEST_EDITION]
    match = _ORDINAL.match(text)
    if match is not None:
        return match[1] or match[2]
    word = _ORDINAL_WORD.match(text)
    return str(phrases("stages", "editions").index(word[1].lower()) + 1) if word is not None else edition(text)
