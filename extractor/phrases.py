"""Phrases: how the words of rules and vocabulary are written down, and which spellings count as one.

In a phrase, `[option]` may be absent, `(one|other)` is a choice, `{table}` stands for the phrases of a table and `~`
for up to four filler words. Letter case, hyphens, Greek letters and British spelling are folded.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import product

MOST_KNOWN = 200_000  # words whose reading is kept, so that memory stays flat over any number of reports
# Words of Latin letters first: they are most, and listed letters are found faster than letters of any kind.
PIECE = re.compile(
    r"[a-zA-Z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]+|\d+|[^\w\s\u0370-\u03ff]|[^\W\d_\u0370-\u03ff]+|[\u0370-\u03ff_]"
)
_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "ο": "omicron", "π": "pi",
    "ρ": "rho", "σ": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
}  # fmt: skip
_GREEK["ς"] = "sigma"
_SPELLING = [
    (re.compile(r"umour"), "umor"),
    (re.compile(r"aem"), "em"),
    (re.compile(r"^oe(?=strogen|dema|soph)"), "e"),
    (re.compile(r"(?<=rrh)oe"), "e"),
    (re.compile(r"olour"), "olor"),
    (re.compile(r"aec"), "ec"),
    (re.compile(r"paed"), "ped"),
    (re.compile(r"isation$"), "ization"),
    (re.compile(r"ised$"), "ized"),
    (re.compile(r"fibre"), "fiber"),
    (re.compile(r"sulph"), "sulf"),
    (re.compile(r"ll(ed|ing)$"), r"l\1"),
    (re.compile(r"anaesth"), "anesth"),
    (re.compile(r"oedem"), "edem"),
    (re.compile(r"naev"), "nev"),
    (re.compile(r"^coeli(?=a)"), "celi"),
    (re.compile(r"goitre"), "goiter"),
]


_BRITISH = re.compile("|".join(f"(?:{expression.pattern})" for expression, _ in _SPELLING))


_folded: dict[str, str] = {}


def fold(piece: str) -> str:
    """Fold the spelling of one piece: lower case, Greek letters by name, American spelling."""
    known = _folded.get(piece)
    if known is not None:
        return known
    text = piece.lower()
    if text in _GREEK:
        text = _GREEK[text]
    elif len(text) > 4 and _BRITISH.search(text):
        for expression, plain in _SPELLING:
            text = expression.sub(plain, text)
    if len(_folded) < MOST_KNOWN:
        _folded[piece] = text
    return text


@cache
def spelling(phrase: str) -> tuple[str, ...]:
    """Return the pieces of a phrase of the patterns, kept as the matcher and the vocabulary both ask for them."""
    return tuple(pieces(phrase))


def pieces(text: str) -> list[str]:
    """Return the folded pieces of a phrase without hyphens: letters, digits and signs apart."""
    return [fold(piece) for piece in PIECE.findall(text) if piece != "-"]


_LIST = re.compile(r"\{([a-z_]{2,30})\}")


def with_lists(phrase: str, lists: dict[str, list[str]]) -> list[str]:
    """Return the phrases that `{table}` stands for: one for each entry of the table; raises KeyError without one."""
    match = _LIST.search(phrase)
    if match is None:
        return [phrase]
    entries = [phrase[: match.start()] + entry + phrase[match.end() :] for entry in lists[match[1]]]
    return [written for entry in entries for written in with_lists(entry, lists)]


_GROUPED = re.compile(r"(?<!\S)(?:\[[^\]]*\]|\([^)]*\)|[^\s\[\]()]+)(?!\S)")


def split_words(phrase: str) -> list[str] | None:
    """Return the words, `[options]` and `(choices)` of a phrase; None where a choice is part of a word."""
    words = _GROUPED.findall(phrase)
    return words if " ".join(words) == " ".join(phrase.split()) else None


def choices(phrase: str) -> list[list[tuple[str, ...]]] | None:
    """Return the pieces of each choice of a phrase in small letters; None where a choice is part of a word.

    The same phrases as those of `expand`, without writing each of them out.
    """
    if not phrase.islower() or phrase[0] == "=":
        return None
    words = split_words(phrase)
    if words is None:
        return None
    found: list[list[tuple[str, ...]]] = []
    for word in words:
        if word[0] == "[":
            found.append([(), *(spelling(choice) for choice in word[1:-1].split("|"))])
        elif word[0] == "(":
            found.append([spelling(choice) for choice in word[1:-1].split("|")])
        else:
            found.append([spelling(word)])
    return found


def expand(phrase: str) -> list[str]:
    """Return all phrases that `[option]` and `(one|other)` stand for."""
    if "(" not in phrase and "[" not in phrase:
        return [phrase]
    parts: list[list[str]] = []
    for token in re.findall(r"\[[^\]]*\]|\([^)]*\)|[^\[(]+", phrase):
        if token[0] == "[":
            parts.append(["", *token[1:-1].split("|")])
        elif token[0] == "(":
            parts.append(token[1:-1].split("|"))
        else:
            parts.append([token])
    written = (" ".join("".join(choice).split()) for choice in product(*parts))
    return list(dict.fromkeys(phrase.rstrip(" ~") for phrase in written))  # no filler ends a phrase: "lost and"
