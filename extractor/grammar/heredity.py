"""Heredity: what follows for a variant from what a report says of those who carry it or do not.

A patient's variant that a relative carries is told of the patient and of the family; that relatives or one tissue lack
it denies it of them alone. A later sentence may speak of it in general words: "Her daughter had the same mutation."
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from extractor.grammar.bearers import Bearing, bearings, borne, persons
from extractor.grammar.partners import genes_of
from extractor.grammar.variation import Notation
from extractor.grammar.verdicts import FOUND
from extractor.grammar.wording import compiled, phrases
from extractor.mentions import Modifier, Sentence
from extractor.records import Variant

_ANAPHOR = compiled("variants", r"\b(?P<anaphor>{anaphors})\s(?:[\w-]{1,20}\s){0,3}?(?P<noun>{mutation_nouns})\b")
_OTHER = compiled("variants", r"\b{other_variants}\s(?:[\w-]{1,20}\s){0,3}{mutation_nouns}\b")
_GENETIC = re.compile(
    r"\b(?:hetero|homo|hemi)zyg|\b(?:non-?)?carriers?\b|\binherit|mutation-|\bcarr(?:y|ied|ies)\b|\bharbou?r",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"^(?:however|but|and)?,?\s?(?:it|both|they|neither)\b", re.IGNORECASE)
_LISTED = frozenset({"context.toml: relative", "context.toml: in-a-relative"})  # how notes list relatives
_BESIDE = 40
_ALSO = compiled("variants", r"\b{also}\b")


class Share(NamedTuple):
    """One who has or lacks a variant: the subject of the record, its polarity, and the words that say so."""

    subject: str
    polarity: str
    bearing: Bearing


@dataclass(frozen=True, slots=True)
class Told:
    """What a sentence tells of those who carry its variants: by notation, and where relatives are named otherwise."""

    by_notation: list[list[Bearing]]
    asides: list[tuple[int, int]]


def told_in(sentence: Sentence, found: Sequence[Notation]) -> Told:
    """Return what a sentence tells of those who carry its variants, read once for all of them."""
    groups = persons(sentence)
    listed = bearings(sentence, groups)
    asides = [(g.start, g.end) for g in groups if "patient" in g.subjects]
    asides += [(b.start, b.end) for b in listed if not b.ahead]
    return Told(borne(found, listed, sentence), asides)


def told_of(
    sentence: Sentence, notation: Notation, own: Sequence[Bearing], asides: Sequence[tuple[int, int]],
    subject: Modifier, polarity: Modifier,
) -> tuple[Modifier, Modifier, list[Share]]:  # fmt: skip
    """Return whose variant a notation is and whether it was found, and what its sentence tells of others."""
    if subject.value == "literature":
        return subject, polarity, []
    if not own:
        return _of_others(sentence, asides, subject) if subject.value == "family" else subject, polarity, []
    of_family = [b for b in own if "family" in b.subjects]
    of_patient = [b for b in own if "patient" in b.subjects]
    if polarity.value == "negative" and all(b.general and not b.ahead for b in own) and not of_patient and of_family:
        return Modifier("family", "not found in relatives", own[0].start, own[0].end), polarity, []
    denying = [b for b in own if not b.positive and "patient" not in b.subjects and not _is_main(sentence, b)]
    if any(b.first <= polarity.start < b.last or b.first < polarity.end <= b.last for b in denying):
        polarity = FOUND
    named_of = [b for b in of_family if b.ahead and "patient" not in b.subjects and notation.start >= b.end]
    if of_patient and not any(b.positive for b in of_patient):
        polarity = Modifier("negative", "said of the patient", of_patient[0].first, of_patient[0].last)
    if of_patient or any(b.inherited for b in of_family):
        subject = Modifier("patient", "named among those who carry it", own[0].start, own[0].end)
    elif len(named_of) == len(own) and not any(_is_shared(sentence, b, notation) for b in own):
        subject = Modifier("family", "named of a relative", named_of[0].start, named_of[0].end)
        polarity = Modifier(_value(named_of[0]), "said of a relative", named_of[0].first, named_of[0].last)
    elif subject.value == "family" and (subject.rule not in _LISTED or any(_is_told_again(sentence, b) for b in own)):
        subject = Modifier("patient", "shared with relatives", own[0].start, own[0].end)
    return subject, polarity, [*_shares(of_family, "family"), *_tissues(own, polarity)]


def _of_others(sentence: Sentence, asides: Sequence[tuple[int, int]], subject: Modifier) -> Modifier:
    """Return the patient where a relative is named beside him or only as the one who handed down another variant."""
    owner = sentence.between(subject.end, subject.end + 2) in ("'s", "’s")  # "his brother's history"
    if owner or any(start < subject.end and subject.start < end for start, end in asides):
        return Modifier("patient", "a relative is named for another reason", subject.start, subject.end)
    return subject


def _value(bearing: Bearing) -> str:
    return "positive" if bearing.positive else "negative"


def _shares(listed: Iterable[Bearing], subject: str) -> Iterator[Share]:
    for bearing in listed:
        yield Share(subject, _value(bearing), bearing)


def _tissues(own: Sequence[Bearing], polarity: Modifier) -> Iterator[Share]:
    """Yield what one tissue lacks that another has: "in the tumor but not in blood"."""
    if polarity.value == "positive":
        yield from _shares([b for b in own if "tissue" in b.subjects and not b.positive], "patient")


def _is_main(sentence: Sentence, bearing: Bearing) -> bool:
    """True for a tissue in the sentence's own statement: "was undetectable in bone marrow"."""
    before = sentence.between(bearing.first - 12, bearing.first)
    return "tissue" in bearing.subjects and compiled("variants", r"\b{being}\s$").search(before) is not None


def _is_told_again(sentence: Sentence, bearing: Bearing) -> bool:
    """True when words around those who carry a variant say that another one does too."""
    words = sentence.between(bearing.first - _BESIDE, bearing.last + _BESIDE)
    return _ALSO.search(words) is not None


def _is_shared(sentence: Sentence, bearing: Bearing, notation: Notation) -> bool:
    """True when words say that the relative has it too: "the same", "also", "likewise"."""
    said = sentence.between(bearing.first, notation.start)
    return _ALSO.search(said) is not None and "addition" not in said


def told_again(sentence: Sentence, told: Sequence[Variant]) -> Iterator[tuple[Variant, Share]]:
    """Yield what a sentence without a notation says of those who carry the patient's variants told before."""
    text = sentence.text
    anaphor = _ANAPHOR.search(text)
    if anaphor is None and not _GENETIC.search(text) and not _PRONOUN.match(text):
        return
    if _OTHER.search(text) or (sentence.subject and sentence.subject.value == "literature"):
        return
    for bearing in bearings(sentence, persons(sentence)):
        spoken_of = _spoken_of(sentence, bearing, told)
        if len({v.hgvs_p or v.hgvs_c or v.as_written for v in spoken_of}) > 1 and _is_one(anaphor, text):
            continue
        if "tissue" in bearing.subjects and bearing.positive:
            continue
        subject = "family" if "family" in bearing.subjects else "patient"
        if subject == "family" or "tissue" in bearing.subjects:
            yield from ((variant, Share(subject, _value(bearing), bearing)) for variant in spoken_of)


def _spoken_of(sentence: Sentence, bearing: Bearing, told: Sequence[Variant]) -> list[Variant]:
    """Return the variants of the genes that the clause of a statement names, all where it names none."""
    named = genes_of(sentence)
    ends = [m.end() + sentence.start for m in compiled("variants", r";|\b{contrasts}\b").finditer(sentence.text)]
    clause = max((end for end in ends if end <= bearing.first), default=sentence.start)
    genes = {g.symbol for g in named if clause <= g.start < bearing.last} or {g.symbol for g in named}
    return [variant for variant in told if not genes or variant.gene in genes]


def _is_one(anaphor: re.Match[str] | None, text: str) -> bool:
    """True when general words speak of a single variant: "this mutation", "it"."""
    if anaphor is None:
        return text[:3].lower() == "it "
    return anaphor["anaphor"].lower() not in phrases("variants", "anaphors_of_several") and anaphor["noun"][-1] != "s"
