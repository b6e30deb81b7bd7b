"""What a report says beside a variant: allele fraction, class and method, in prose or in the columns of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from extractor.grammar.assays import SEQUENCING
from extractor.grammar.forms import notations
from extractor.grammar.variation import Notation
from extractor.grammar.wording import compiled, phrases
from extractor.mentions import Mention, Modifier, Sentence

_PERCENT = re.compile(r"(?P<value>\d{1,3}(?:[.,]\d{1,3})?)\s?%")
_AFTER_WORD = compiled(
    "variants",
    r"^(?:{before_fraction}|\s|[:=,(~<>≈]|\bto\b)*?(?P<value>\d{1,3}(?:[.,]\d{1,4})?)\s?(?P<sign>%|percent)?",
)
_TABLE_TIER = re.compile(r"(?:%|\d)\s+(?:tier\s)?(?P<tier>I{1,3}[A-D]?|IV|[1-4][A-D]?)\s*$", re.IGNORECASE)
_TIERS = {
    "I": "Tier I",
    "1": "Tier I",
    "II": "Tier II",
    "2": "Tier II",
    "III": "VUS",
    "3": "VUS",
    "IV": "benign",
    "4": "benign",
}
_VERB = compiled("variants", r"\b{statement_verbs}\b")


@cache
def no_sequence_tests() -> frozenset[str]:
    """Return the tests that tell no sequence (patterns/variants.toml)."""
    return frozenset(phrases("variants", "no_sequence_tests"))


def fraction_of(sentences: Sequence[Sentence], index: int, notation: Notation, limit: int) -> float | None:
    """Return the allele fraction (0-1) that stands behind a notation, in words or in a column of a table."""
    sentence = sentences[index]
    words = [m for m in sentence.mentions if m.kind == "variant:fraction"]
    for word in words:
        if notation.end <= word.start < limit:
            match = _AFTER_WORD.match(sentence.between(word.end, min(word.end + 40, sentence.end)))
            if match is not None:
                return _share(match["value"], match["sign"])
    behind = sentence.between(notation.end, limit)
    match = _PERCENT.search(behind[:60])
    if match is None:
        return None
    if words and any(notation.end <= w.start and w.start - notation.end - match.end() in range(0, 6) for w in words):
        return _share(match["value"], "%")
    if re.match(r"^\s?\(\s?$", behind[: match.start()]) and re.match(r"^\s?\)", behind[match.end() :]):
        return _share(match["value"], "%")
    headed = any(m.kind == "variant:fraction" for other in _heading(sentences, index) for m in other.mentions)
    if _is_row(sentence, notation) or (headed and re.match(r"^\s?\(\s?$", behind[: match.start()])):
        return _share(match["value"], "%")
    return None


def _is_row(sentence: Sentence, notation: Notation) -> bool:
    """True for a line of a table or list: it begins with the gene and the variant and has no verb."""
    return notation.start - sentence.start < 30 and not _VERB.search(sentence.text)


def _share(value: str, sign: str | None) -> float | None:
    number = float(value.replace(",", "."))
    if sign:
        number = round(number / 100, 6)
    return number if 0 < number <= 1 else None


def _heading(sentences: Sequence[Sentence], index: int) -> Iterator[Sentence]:
    """Yield the lines of a table above this one, nearest first."""
    for other in reversed(sentences[max(0, index - 30) : index]):
        if other.paragraph != sentences[index].paragraph:
            return
        yield other


def class_of(
    sentences: Sequence[Sentence], index: int, notation: Notation, bound: Sequence[tuple[Notation, str | None]]
) -> Modifier | None:
    """Return the class that words beside a variant or the last column of its table row give it."""
    sentence = sentences[index]
    cues = [m for m in sentence.mentions if m.kind == "variant:class"]
    if cues:
        owned = [cue for cue in cues if _owner(sentence, cue, [n for n, _ in bound]) is notation]
        if not owned and len(cues) == 1 and cues[0].end < bound[0][0].start:
            owned = cues
        if owned:
            return Modifier(owned[0].id, owned[0].source.key, owned[0].start, owned[0].end)
    if _is_row(sentence, notation) and any(
        m.kind == "variant:tier" for other in _heading(sentences, index) for m in other.mentions
    ):
        match = _TABLE_TIER.search(sentence.text)
        if match is not None:
            start = sentence.start + match.start("tier")
            return Modifier(
                _TIERS[match["tier"].upper().rstrip("ABCD")], "tier column", start, start + len(match["tier"])
            )
    return None


# What stands between a class and the variant behind it when it is of another: not "VUS, BRIP1 p.R173C".
_APART = re.compile(r"^(?!,\s[A-Z][A-Z0-9]{1,9}$).*(?:[,;)]|\band\b)")


def _owner(sentence: Sentence, cue: Mention, found: Sequence[Notation]) -> Notation:
    """Return the variant that a class speaks of: the one right behind it, else the last before it."""
    after = next((n for n in found if n.start >= cue.end), None)
    before = next((n for n in reversed(found) if n.end <= cue.start), None)
    if after is not None and (before is None or not _APART.search(sentence.between(cue.end, after.start)[:-1])):
        return after
    return before or after or found[0]


def method_of(sentences: Sequence[Sentence], index: int, notation: Notation) -> Mention | None:
    """Return the test of a variant: named in its sentence, in the lines above its table row, or in the sentence before.

    Plain sequencing counts where no test is named more precisely.
    """
    own = _sequence_tests(sentences[index])
    if own:
        return min(own, key=lambda m: abs(m.start - notation.start))
    above = _above(sentences, index) if _is_row(sentences[index], notation) else _before(sentences, index)
    return above or next((m for m in sentences[index].of_kind("method") if _is_sequencing(sentences[index], m)), None)


def _sequence_tests(sentence: Sentence) -> list[Mention]:
    return [m for m in sentence.of_kind("method") if m.id not in no_sequence_tests()]


def _is_sequencing(sentence: Sentence, mention: Mention) -> bool:
    """True for sequencing by that name, not for a genetic test of an unknown kind."""
    return mention.id == "sequencing" and "sequenc" in sentence.between(mention.start, mention.end).lower()


def _above(sentences: Sequence[Sentence], index: int) -> Mention | None:
    for other in reversed(sentences[max(0, index - 15) : index]):
        if other.section != sentences[index].section:
            return None
        found = _sequence_tests(other)
        if found:
            return found[0]
    return None


def _before(sentences: Sequence[Sentence], index: int) -> Mention | None:
    """Return the test of the sentence before, when it tells no variant of its own: "NGS was done. It showed …"."""
    before = sentences[index - 1] if index else None
    if before is None or before.paragraph != sentences[index].paragraph or notations(before):
        return None
    found = [m for m in before.of_kind("method") if m.id in SEQUENCING]
    found = [m for m in found if m.id != "sequencing"] or [m for m in found if _is_sequencing(before, m)]
    return found[-1] if found and compiled("variants", r"\b{test_done}\b").search(before.text) else None


def confirmed_by(sentence: Sentence) -> Mention | None:
    """Return the test that a sentence without a notation says confirmed a variant told before."""
    found = [m for m in _sequence_tests(sentence) if m.id in SEQUENCING]
    if found and compiled("variants", r"\b{confirming}\b").search(sentence.text):
        return found[0] if "variant:noun" in sentence.kinds or sentence.text.startswith(("This", "It ")) else None
    return None
