"""Names of tumors and other diagnoses: the vocabulary's, as the text spells them, with organ and qualities."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from extractor.grammar.wording import compiled, phrases
from extractor.mentions import Mention, Sentence
from extractor.rules import Term, vocabulary

_OF_SITE = compiled(
    "diagnoses",
    r"^(?:\s\([\w\s-]{1,20}\))?\s(?:of|in|from|arising\sin|arising\sfrom)\s(?:the\s|his\s|her\s|"
    r"a\s)?(?:{sides}\s){0,2}$",
)
_BEFORE = compiled(
    "diagnoses",
    r"(?:(?<![\w-])(?:{qualities}|[\w-]{2,20}-{relations}|\w{2,16}{endings})(?:,\s{0,3}|/|\s{1,3}(?:(?:and|to)\s)?|-)){1,6}$",
)
_BEHIND = compiled(
    "diagnoses",
    r"(?:(?:,?\s{1,3}|-)(?:\(\s?)?(?:(?:{qualities}|{behind}|[\w-]{2,20}-{relations})(?![\w-])"
    r"|(?:[\w/-]{2,20}\s){0,3}{kinds}(?![\w-])(?:\s(?-i:[A-Z]\d?|[IVX]{1,3}|\d)(?![\w.-]))?"
    r")\)?){1,4}",
)
_WITH = compiled("diagnoses", r",?\s{1,3}{joints}\s(?:[\w/-]{1,20}\s){0,4}?{ends}(?![\w-])(?:\s\d)?")
_ARISING = compiled("diagnoses", r",?\s{1,3}{arising}\s(?:(?:a|an|the)\s)?[\w-]{2,20}(?:[\s/]{1,2}[\w-]{2,20}){0,4}")
_ABBREVIATED = compiled("diagnoses", r"\b(?P<stem>adeno)?{carcinoma}\.?$")
_METASTATIC = compiled("diagnoses", r"\b{metastatic}\b")
_CAPITALS = re.compile(r"\b[A-Z]{2,8}s?\b")
_SHORT = re.compile(r"^(?=.*[A-Z].*[A-Z])[A-Za-z0-9/-]{2,10}(?:\s[IVX\d/-]{1,6})?$")
_LETTERS = re.compile(r"\b[BCDF-HJ-NP-TV-XZ]{3,5}\b")  # an abbreviation among words in capitals: it has no vowel
_NOT = re.compile(r"\bnon-?$", re.IGNORECASE)
_PLURALS = ("mas", "tumors", "tumours", "neoplasms", "cancers", "lesions")
_FAR = 90  # more than stands between a tumor and its organ
_WIDE = 80  # more than the words that qualify a name take
_CODE = "OncoTree:"


class Named(NamedTuple):
    """A tumor's name as the report writes it, with its organ, and the vocabulary's, at [start, end) of the text."""

    name: str
    key: str
    oncotree: str | None
    start: int
    end: int
    written: str | None = None  # with the words that qualify it
    core: str = ""  # the words of the name alone


def is_short(words: str) -> bool:
    """True for a name with an abbreviation in it: "GIST", "jejunal GISTs"."""
    return _SHORT.match(words) is not None or (not words.isupper() and _CAPITALS.search(words) is not None)


def named(sentence: Sentence, mention: Mention) -> Named:
    """Return the name of a tumor, joined with the organ beside it."""
    term = mention.source
    assert isinstance(term, Term)
    if (denied := _NOT.search(sentence.between(mention.start - 5, mention.start))) is not None:
        start = mention.start - len(denied[0])  # "non-mucinous adenocarcinoma" is none of the mucinous ones
        words = sentence.between(start, mention.end).lower()
        return Named(words, words, None, start, mention.end)
    for site in sentence.of_kind("site"):
        behind = 0 <= site.start - mention.end < _FAR and _OF_SITE.match(sentence.between(mention.end, site.start))
        ahead = site.end + 1 == mention.start and sentence.between(site.end, mention.start) in (" ", "-")
        if not behind and not ahead:
            continue
        known = _tumor_of(site.id, term.name)
        start, end = min(mention.start, site.start), max(mention.end, site.end)
        if known is not None:
            short = _SHORT.match(sentence.between(mention.start, mention.end)) is not None
            return Named(
                known.name if short else _written(sentence.between(start, end), known),
                known.name,
                oncotree(known),
                start,
                end,
            )
        if behind and " " not in term.name:  # "carcinoma of the left breast"; more special names need no organ
            organ = sentence.between(mention.end, end).lower()
            name = _written(sentence.between(mention.start, mention.end), term) + organ
            return Named(name, name, oncotree(term), start, end)
    return Named(
        _written(sentence.between(mention.start, mention.end), term),
        term.name,
        oncotree(term),
        mention.start,
        mention.end,
    )


def _extent(sentence: Sentence, name: Named) -> tuple[int, int]:
    start, end = _before(sentence, name.start), _behind(sentence, name.end)
    words = sentence.between(start, end).rstrip(" ,(/-")
    open_parenthesis = words.count("(") > words.count(")") and words.rfind("(")
    return start, start + len(words[:open_parenthesis].rstrip(" ,") if open_parenthesis else words)


def qualified(sentence: Sentence, name: Named) -> Named:
    """Return a name of a note with the words that qualify it; one of a tumor that has spread says so."""
    start, end = _extent(sentence, name)
    core = sentence.between(name.start, name.end)
    ahead = _METASTATIC.search(sentence.between(start, name.start))
    plain = name.key if is_short(core) else _abbreviated(name.name)
    whole = name._replace(start=start, end=end, written=" ".join(sentence.between(start, end).split()), core=core)
    if ahead is not None and _METASTATIC.search(plain) is None:
        spread = f"{ahead[0].lower()} {plain}"
        return whole._replace(name=spread, key=spread)
    return whole._replace(name=plain)


def shortened(term: Term) -> Term | None:
    """Return a tumor under the names that notes shorten: "colon ca" for colon carcinoma or cancer, "ca breast"."""
    short: dict[str, None] = {}
    for phrase in (term.name, *term.synonyms):
        words = phrase.lower()
        for long, abbreviated in _abbreviations():
            if words.endswith(f" {long}") and not phrase.startswith("="):
                short[phrase[: -len(long)] + abbreviated] = None
            for of in (f"{long} of the ", f"{long} of "):
                if words.startswith(of):
                    short[f"{abbreviated} {phrase[len(of) :]}"] = None
                    break
    return replace(term, synonyms=tuple(short)) if short else None


@cache
def _abbreviations() -> list[tuple[str, str]]:
    return [tuple(pair.split(" = ")) for pair in phrases("diagnoses", "abbreviations")]  # type: ignore[misc]


def _before(sentence: Sentence, start: int) -> int:
    """Return where the words before a name begin that qualify it, an organ among them."""
    match = _BEFORE.search(sentence.between(max(sentence.start, start - _WIDE), start))
    first = start - len(match[0]) if match is not None else start
    for site in sentence.of_kind("site"):
        if site.end + 1 == first and sentence.between(site.end, first) == " ":
            return site.start
    return first


def _behind(sentence: Sentence, end: int) -> int:
    """Return where the words behind a name end that qualify it; they belong to the next name where they reach it."""
    words = sentence.between(end, end + _WIDE)
    follow = (m.start for m in sentence.of_kind("tumor", "condition") if m.start >= end)
    limit = min((_before(sentence, start) for start in follow), default=end + _WIDE)
    match = _BEHIND.match(words[: max(limit - end, 0)])
    last = match.end() if match is not None else 0
    for expression in (_WITH, _ARISING):
        found = expression.match(words, last)
        last = found.end() if found is not None else last
    return end + last


def _abbreviated(name: str) -> str:
    """Return a name with its last word spelled out: "basal cell ca" is a carcinoma."""
    match = _ABBREVIATED.search(name)
    return f"{name[: match.start()]}{match['stem'] or ''}carcinoma" if match is not None else name


def _written(words: str, term: Term) -> str:
    """Return a name as written, in lower case and the singular, and an abbreviation spelled out."""
    if _SHORT.match(words) or words.lower() == term.name.lower() or (words.isupper() and _LETTERS.search(words)):
        return term.name
    plain = words if any(char.isupper() for char in term.name) and not words.isupper() else words.lower()
    return plain[:-1] if plain.endswith(_PLURALS) else plain


@cache
def _tumor_of(site: str, tumor: str) -> Term | None:
    """Return the vocabulary's tumor of an organ: lung and adenocarcinoma are lung adenocarcinoma."""
    for spelling in (f"{site} {tumor}", f"{tumor} of the {site}"):
        for term in vocabulary().lookup(spelling):
            if term.kind == "tumor":
                return term
    return None


def oncotree(term: Term) -> str | None:
    """Return the OncoTree code of a term."""
    return next((code.removeprefix(_CODE) for code in term.ids if code.startswith(_CODE)), None)
