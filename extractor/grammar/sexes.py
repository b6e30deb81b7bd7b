"""The patient's sex apart from an age: the field of a form, a noun, the pronouns, and last what only one sex has."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from extractor.grammar.persons import SEXES, Sex, is_relative
from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Modifier, Sentence

# "Sex: F", "Age / Sex: 67 Y / F", "Age, sex ........ 4 y 6 m, male"
_FIELD = re.compile(
    r"^\s?(?:[:=/]|\.{2,60}|\bis\b)?\s*(?:\d{1,3}\s?(?:y\w{0,4})?(?:\s\d{1,2}\s?m\w{0,5})?\s?[/,]?\s?)?"
    r"(?P<sex>male|female|[MF])\b",
    re.IGNORECASE,
)
_COLUMN = 80  # characters from the name of a field to its value
_COUNTED = compiled("patient", r"\b(?:{few}|{all_of_them})\s(?:[\w-]{1,15},?\s){0,4}$")
# In order of trust: what a form says, nouns for one person, pronouns, counted groups, and what implies a sex.
_KINDS = (
    "patient:header",
    "patient:person",
    "patient:pronoun",
    "patient:group",
    "patient:implied",
    "patient:pregnancy",
)
_MOST_SAID = ("patient:pronoun",)
_UNANIMOUS = ("patient:group", "patient:implied")


def field(sentence: Sentence) -> Sex | None:
    """Return the sex that a form field of the sentence gives: "Sex: F", "Age / Sex: 67 Y / F"."""
    for cue in sentence.of_kind("patient:header"):
        match = _FIELD.match(sentence.between(cue.end, cue.end + _COLUMN))
        if match is not None:
            return "male" if match["sex"][0] in "mM" else "female"
    return None


def sex_in(told: list[tuple[Sentence, Mention]]) -> tuple[Sentence, Modifier] | None:
    """Return the sex that mentions of the patient tell, with the words that tell it."""
    baby = any(mention.id == "baby" for _, mention in told)  # what is said of a birth may be its mother's
    by_kind: dict[str, list[tuple[Sentence, Modifier]]] = {}
    for sentence, mention in told:
        sex = field(sentence) if mention.kind == "patient:header" else _sex(sentence, mention)
        if sex is not None:
            cue = Modifier(sex, mention.source.key, mention.start, mention.end)
            by_kind.setdefault(mention.kind, []).append((sentence, cue))
    for kind in _KINDS:
        found = by_kind.get(kind)
        if found is None:
            continue
        counted = Counter(cue.value for _, cue in found)
        if (kind in _UNANIMOUS and len(counted) > 1) or (kind == "patient:pregnancy" and baby):
            return None
        winner = counted.most_common(1)[0][0] if kind in _MOST_SAID else found[0][1].value
        return next((sentence, cue) for sentence, cue in found if cue.value == winner)
    return None


def sex_cues(sentences: list[Sentence]) -> Iterator[tuple[Sentence, Mention]]:
    """Yield all mentions that may tell a sex, in order."""
    for sentence in sentences:
        for mention in sentence.of_kind(*_KINDS):
            yield sentence, mention


def _sex(sentence: Sentence, mention: Mention) -> Sex | None:
    """Return the sex of a mention, unless it is of a parent or of people at large."""
    sex = SEXES.get(mention.id)
    if sex is None or (mention.kind != "patient:pronoun" and is_relative(sentence, mention.start)):
        return None
    if mention.kind == "patient:group" and not _COUNTED.search(sentence.between(mention.start - 80, mention.start)):
        return None
    return sex
