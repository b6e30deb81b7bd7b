"""Bearers: of whom a sentence says that they carry a variant: the patient, relatives, or a tissue without it.

"Both mutations were present in his mother and absent in the father", "the proband and her sister had the same change",
"inherited from the mother", "not detected in leukocyte DNA". Persons that one sentence names together share what it
says of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.grammar.variation import Notation
from extractor.grammar.wording import compiled, only, phrases
from extractor.mentions import Sentence

_PERSON = compiled(
    "variants",
    r"\b(?:(?P<series>{several}\s(?:{several}\s)?affected\s{siblings}"
    r"|(?<!his )(?<!her )(?<!their )(?:two|three|four)\ssiblings)|(?P<relative>{relatives}|{of_whom}\s(?:\w{1,12}\s)"
    r"{0,2}{relatives_of_whom})|(?P<patient>{patients}|{several}\s(?:\w{1,12}\s){0,2}{groups_of_patients}|case[\s-]\d)"
    r"(?!['’]s)(?:\s\d\b)?|(?P<tissue>{tissues}))\b(?!['’-])",
)
_OF_RELATIVE = compiled("variants", r"\b{relatives}['’]s?\s(?:\w{1,12}\s)?$")  # "in the mother's blood"
_OF_PATIENT = compiled("variants", r"\b(?:{relatives})\sof\s(?:{determiners}\s){0,3}$")
# -- what stands before persons: "absent in the blood of both", "inherited from his" --
_AGE = r"\d{1,2}(?:[\s-](?:year|month|week|day)s?(?:[\s-]old)?)?"
_PLACED = compiled(
    "variants", rf"\b(?P<place>{{placing}})(?:[\s,(]{{1,2}}(?:{{beside_persons}}|{{placing}}|{{tissues}}|{_AGE}))*\s?$"
)
_DENIED_PLACE = compiled(
    "variants", r"\b(?P<denied>{no_bearers})(?:\s{placing})?(?:\s(?:{beside_persons}|{placing}|{tissues}))*\s?$"
)
_FOUND = compiled(
    "variants",
    r"(?:\b(?P<denied>{no_bearers})\s(?:[\w-]{1,15}\s){0,2})?\b(?P<word>{placed_words})"
    r"(?:\s(?:[\w-]{1,15}\s){0,4}{mutation_nouns})?(?:\s(?:{adverbs}|by\s[\w-]{1,12}\s?[\w-]{0,12}))*,?\s?$",
)
_SAME_AS = compiled("variants", r"\bsame\b[^;]{0,70}\s(?P<as>as)\s(?:{beside_persons}\s){0,4}$")
_NOTHING_BETWEEN = compiled("variants", r"(?:^|[\s)\]]|{mutation_nouns}|\d)\s?$")
_INHERITED = compiled("variants", r"{inheriting}")
_OF_PARENT = compiled(
    "variants",
    r"\b(?P<parent>{parental})[\s-]{parental_words}\b(?=[,.;:)]|$|\sand\b|\s(?:[\w-]{1,20}\s){0,4}{mutation_nouns}\b"
    r"|(?:(?!\bwas\b|\bwere\b)[^.;]){0,60}\s\(?[cp]\.)",
)
# -- what stands behind them: "also had the same mutation", "were heterozygous carriers" --
_TOKEN = re.compile(r"[\w’'-]+|[^\w\s]")
_ASIDE = re.compile(r"^\s?(?:\([^()]{0,60}\)|,[^,;.]{1,60},(?=\s(?!and\b|or\b)))")
_SIGN = re.compile(r"^\s?\(?(?P<sign>[+-])\)?(?=[,.;)]|\s?$|\sand\b)")
_MOST_TOKENS = 14
_REACH = 130


@dataclass(frozen=True, slots=True)
class Bearing:
    """Persons [start, end) of a sentence, whether they carry a variant, and the words [first, last) that say so."""

    subjects: frozenset[str]  # patient, family, tissue
    positive: bool
    start: int
    end: int
    first: int
    last: int
    ahead: bool  # the persons come first: "his mother carried the mutation"
    inherited: bool = False
    general: bool = False  # says it without an object: "were heterozygous carriers"


_TO_NEXT = 60  # how far behind "maternally inherited" its variant may stand


def borne(found: Sequence[Notation], listed: Sequence[Bearing], sentence: Sentence) -> list[list[Bearing]]:
    """Return for each notation of a sentence what the sentence says of those who carry it."""
    concerned: list[list[Bearing]] = [[] for _ in found]
    position = sentence.start
    last: list[int] = []
    for number, bearing in enumerate(listed):
        limit = listed[number + 1].first if number + 1 < len(listed) else sentence.end
        before = [i for i, n in enumerate(found) if n.end <= bearing.first]
        chosen = [i for i in before if found[i].start >= position]
        if bearing.ahead:
            behind = [i for i, n in enumerate(found) if bearing.end <= n.start < limit]
            chosen = behind if behind and not (bearing.general and before) else before
        elif bearing.start == bearing.first and not _touches(sentence, bearing, found, chosen):
            chosen = [i for i, n in enumerate(found) if 0 <= n.start - bearing.end <= _TO_NEXT][:1]
        elif not chosen:
            chosen = last
        for index in chosen:
            concerned[index].append(bearing)
        position, last = bearing.end, chosen
    return concerned


def _touches(sentence: Sentence, bearing: Bearing, found: Sequence[Notation], chosen: list[int]) -> bool:
    """True for an adjective right behind its variant: "c.12G>A (p.Gly4Asp), maternally inherited"."""
    return bool(chosen) and len(sentence.between(found[chosen[-1]].end, bearing.start).split()) <= 3


@dataclass(frozen=True, slots=True)
class Persons:
    """Persons that a sentence names together at [start, end)."""

    subjects: frozenset[str]
    start: int
    end: int


def bearings(sentence: Sentence, groups: Sequence[Persons]) -> list[Bearing]:
    """Return what a sentence says of its persons who carry a variant, in order."""
    found = list(_of_parents(sentence))
    if not groups and not found:
        return []
    for index, group in enumerate(groups):
        left = groups[index - 1].end if index else sentence.start
        right = groups[index + 1].start if index + 1 < len(groups) else sentence.end
        before = _before(sentence, group, left)
        if before is None or before.general:
            before = _behind(sentence, group, right) or before
        if before is not None:
            found.append(before)
    return sorted(found, key=lambda bearing: bearing.first)


def persons(sentence: Sentence) -> list[Persons]:
    """Return the persons and tissues of a sentence; those that are listed together as one group."""
    groups: list[Persons] = []
    text, offset = sentence.text, sentence.start
    for match in _PERSON.finditer(text):
        kind = "family" if match["relative"] else "tissue" if match["tissue"] else "patient"
        before = text[max(0, match.start() - 40) : match.start()]
        if kind == "patient" and _OF_PATIENT.search(before):
            continue
        start, end = match.start() + offset, match.end() + offset
        if kind == "tissue" and _OF_RELATIVE.search(before):
            kind = "family"
        last = groups[-1] if groups else None
        if last is not None and _is_of_persons(sentence, last, start):
            if kind == "patient":
                continue
            groups.pop()
            last = groups[-1] if groups else None
        if last is not None and _are_listed(sentence, last, kind, start):
            groups[-1] = Persons(last.subjects | {kind}, last.start, end)
        else:
            groups.append(Persons(frozenset({kind}), start, end))
    return groups


def _are_listed(sentence: Sentence, last: Persons, kind: str, start: int) -> bool:
    gap = sentence.between(last.end, start)
    listed = "and" in gap or "," in gap or "or" in gap or "well" in gap or "nor" in gap
    return (kind == "tissue") == ("tissue" in last.subjects) and listed and only(gap, "variants", "between_persons")


_OF_PERSONS = compiled("variants", r"^\s(?:(?:{beside_persons}|{placing}|{tissues})\s){1,8}$")


def _is_of_persons(sentence: Sentence, last: Persons, start: int) -> bool:
    """True for a tissue of the persons behind it: "in the blood of both parents"."""
    gap = sentence.between(last.end, start)
    return "tissue" in last.subjects and _OF_PERSONS.match(gap) is not None


def _of_parents(sentence: Sentence) -> Iterator[Bearing]:
    """Yield what adjectives say: "maternally inherited", "of paternal origin"."""
    if "ternal" not in sentence.text:
        return
    for match in _OF_PARENT.finditer(sentence.text):
        start, end = match.start() + sentence.start, match.end() + sentence.start
        yield Bearing(frozenset({"family"}), True, start, end, start, end, ahead=False, inherited=True)


def _before(sentence: Sentence, group: Persons, left: int) -> Bearing | None:
    """Read where a variant was found: "present in his mother", "not detected in the parents", "in her, not in him"."""
    text = sentence.between(max(left, group.start - _REACH), group.start)
    text = text[text.rfind(";") + 1 :]
    denied = _DENIED_PLACE.search(text)
    if denied is not None and "neither" not in denied["denied"].lower():
        first = group.start - len(text) + denied.start("denied")
        bare = denied["denied"].lower() == "no"
        return Bearing(group.subjects, False, group.start, group.end, first, group.end, ahead=False, general=bare)
    same = _SAME_AS.search(text)
    if same is not None and "family" in group.subjects:
        first = group.start - len(text) + same.start("as")
        return Bearing(group.subjects, True, group.start, group.end, first, group.end, ahead=False, inherited=True)
    place = _PLACED.search(text)
    if place is None:
        return None
    at = group.start - len(text) + place.start()
    none = compiled("variants", r"\b(?:neither|none|no)\b").search(text, place.start()) is not None
    said = text[: place.start()].rstrip()
    found = _FOUND.search(said + " ")
    if found is not None:
        negative = found["word"].lower() in phrases("variants", "absent_words")
        positive = (not negative) != (found["denied"] is not None) and not none
        inherited = positive and _INHERITED.match(found["word"]) is not None
        first = group.start - len(text) + found.start()
        return Bearing(
            group.subjects, positive, group.start, group.end, first, group.end, ahead=False, inherited=inherited
        )
    if "tissue" in group.subjects or not _NOTHING_BETWEEN.search(said + " "):
        return None
    if place["place"].lower() != "in" or not said:
        return None
    return Bearing(group.subjects, not none, group.start, group.end, at, group.end, ahead=False, general=True)


def _behind(sentence: Sentence, group: Persons, right: int) -> Bearing | None:
    """Read what persons had: "also had the same mutation", "were carriers", "tested negative", "brother +"."""
    if "tissue" in group.subjects:
        return None
    text = sentence.between(group.end, min(right, group.end + _REACH))
    none = compiled("variants", r"\b(?:neither|none of|no)\s(?:[\w’']{1,12}\s){0,3}$").search(
        sentence.between(max(sentence.start, group.start - 40), group.start)
    )
    sign = _SIGN.match(sentence.between(group.end, group.end + 6))
    if sign is not None:
        last = group.end + sign.end("sign")
        return Bearing(
            group.subjects, sign["sign"] == "+", group.start, group.end, group.start, last, ahead=True, general=True
        )
    aside = _ASIDE.match(text)
    position = aside.end() if aside is not None else 0
    denied = none is not None
    for number, match in enumerate(_TOKEN.finditer(text, position)):
        word = match[0].lower()
        if number > _MOST_TOKENS:
            break
        last = group.end + match.end()
        if word in phrases("variants", "no_bearers") or word.endswith("n't"):
            denied = True
        elif word in phrases("variants", "bearing_words"):
            following = _TOKEN.match(text, match.end() + 1)
            if following is not None and following[0].lower() in phrases("variants", "bearing_words"):
                continue
            return _told(sentence, group, not denied, last, general=True)
        elif word in phrases("variants", "not_bearing_words"):
            return _told(sentence, group, denied, last, general=True)
        elif word in phrases("variants", "having_words"):
            return _having(sentence, group, denied, text[match.end() :], last)
        elif word not in phrases("variants", "before_bearing") and not _goes_on(text, match.end(), word):
            break
    return None


def _goes_on(text: str, position: int, word: str) -> bool:
    """True for an "and" that a second statement of the same persons follows: "are healthy and do not carry it"."""
    return (
        word == "and" and re.match(r"\s(?:do|does|did|not|were|are|was|is|had|has|have)\b", text[position:]) is not None
    )


def _told(sentence: Sentence, group: Persons, positive: bool, last: int, *, general: bool) -> Bearing | None:
    """Return what an adjective says, unless it is said of something else: "positive for hepatitis B"."""
    behind = sentence.between(last, min(sentence.end, last + 70))
    object_ = compiled("variants", r"^\s(?:{object_links})\s").match(behind)
    if object_ is not None and not _is_variant(behind[object_.end() - 1 :]):
        return None
    return Bearing(
        group.subjects, positive, group.start, group.end, group.start, last, ahead=True,
        general=general and object_ is None,
    )  # fmt: skip


_OBJECT = compiled(
    "variants",
    r"^(?:\s(?:{object_words}|\w{1,14}ly))*\s?(?P<no>\b(?:no|normal|not(?!\syet|\sprev))\s)?(?:[\w-]{1,20}\s){0,5}?"
    r"(?:{mutation_nouns}|it\b|p\.|c\.\d)",
)


def _is_variant(behind: str) -> bool:
    """True when the words behind a verb name a variant: "the same heterozygous mutation", "c.977C>A", "it"."""
    return (
        _OBJECT.match(behind) is not None
        or re.match(r"^\s(?:[\w-]{1,12}\s){0,2}?\(?(?:[cp]\.|\w{1,8}\d+\S{1,3}>|[A-Z]\d+[A-Z])", behind) is not None
    )


_CLAUSE = re.compile(r"\b(?:which|that)\s(?:[\w'’-]{1,15}\s){0,4}$")
_CLAUSE_ENDS = compiled("variants", r"^\s?(?:$|[,.;)]|{contrasts}\b|{also}\b)")


def _is_relative_clause(sentence: Sentence, group: Persons, behind: str) -> bool:
    """True when the variant comes first: "c.12G>A, which her sister also carries"."""
    before = sentence.between(max(sentence.start, group.start - 60), group.start)
    return _CLAUSE.search(before) is not None and _CLAUSE_ENDS.match(behind) is not None


def _having(sentence: Sentence, group: Persons, denied: bool, behind: str, last: int) -> Bearing | None:
    """Return what a verb says with its object: "had the same mutation", "did not carry it", "had no mutation"."""
    behind = behind[: behind.find(";")] if ";" in behind else behind
    other = compiled("variants", r"^\s(?:[\w-]{1,12}\s){0,2}{other_variants}\b").match(behind)
    match = _OBJECT.match(behind)
    if other is not None or not (_is_variant(behind) or _is_relative_clause(sentence, group, behind)):
        return None
    denied = denied or (match is not None and match["no"] is not None)
    end = last + (match.end() if match is not None and match[0][-1:].isalpha() else 0)
    return Bearing(group.subjects, not denied, group.start, group.end, group.start, end, ahead=True)
