"""What a report says beside a variant: allele fraction, class and method, in prose or in the columns of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from extractor.grammar.assays import SEQUENCING, is_own_test
from extractor.grammar.exons import TRANSCRIPT
from extractor.grammar.forms import notations
from extractor.grammar.titles import TitleAt
from extractor.grammar.variation import Notation
from extractor.grammar.wording import compiled, phrases
from extractor.mentions import Mention, Modifier, Sentence

_PERCENT = re.compile(r"(?P<value>\d{1,3}(?:[.,]\d{1,3})?)\s?%")
_AFTER_WORD = compiled(
    "variants",
    r"^(?:{before_fraction}|\s|[:=,(~<>≈]|\bto\b)*?(?P<value>\d{1,3}(?:[.,]\d{1,4})?|[.,]\d{1,4})\s?(?P<sign>%|percent)?",
)
# "KRAS p.G12R at 17%", "ATM p.R3008C, 52%", "KEAP1 p.R470C (27 percent)", "CDKN2A p.H83Y at 0.21"
_RIGHT_BEHIND = compiled(
    "variants",
    r"^[)\]]?(?:\s?\[[^\[\]]{1,40}\]|\s?\([^()%]{1,40}\))?[\s,;:–-]{0,3}\(?(?:{before_share}\s)?(?P<value>\d{1,3}(?:[.,]\d{1,3})?|0?[.,]\d{1,4})"
    r"\s?(?P<sign>%|percent\b|per cent\b)?(?=\)|\s?[,;.]|\s?$|\s{2,}|\s{of_reads}|\s\(|,?\s{goes_on}\b)",
)
_SHARES = compiled(
    "variants",
    rf"^(?:{{before_fraction}}|[\s:=,])*{_PERCENT.pattern.replace('?P<value>', '?:')}"
    rf"(?:(?:\s?[,/]\s?|\s?,?\s{{list_joints}}\s){_PERCENT.pattern.replace('?P<value>', '?:')}){{1,5}}",
)
_LONGEST_LIST = 70
_REACH_OF_CLASS = 16
_GAP = re.compile(r"\s{2,}|\t|\s?\|\s?")
_FRACTION = re.compile(
    r"[<~≈]?\s?(?:{0})?\s?(?P<value>\d{1,3}(?:[.,]\d{1,4})?|[.,]\d{1,4})\s?(?P<sign>%)?".replace("{0}", "[VM]?AF")
)
_TABLE_TIER = re.compile(r"(?:%|\d)\s+(?:tier\s)?(?P<tier>I{1,3}[A-D]?|IV|[1-4][A-D]?)\s*$", re.IGNORECASE)
_TIERS = {
    "1": "I", "2": "II", "3": "III", "4": "IV"}  # fmt: skip
_TIER = re.compile(r"(?:tier\s?)?(?P<tier>I{1,3}|IV|[1-4])(?:[\s-]?(?P<level>[A-D]))?(?![\w])", re.IGNORECASE)
_VERB = compiled("variants", r"\b{statement_verbs}\b")


@cache
def no_sequence_tests() -> frozenset[str]:
    """Return the tests that tell no sequence (patterns/variants.toml)."""
    return frozenset(phrases("variants", "no_sequence_tests"))


def fraction_of(
    sentences: Sequence[Sentence], index: int, notation: Notation, limit: int, titled: TitleAt
) -> float | None:
    """Return the allele fraction (0-1) that stands behind a notation, in words or in a column of a table."""
    sentence = sentences[index]
    words = [m for m in sentence.mentions if m.kind == "variant:fraction"]
    listed = _of_list(sentence, notation, words)
    if listed is not None:
        return listed
    for word in words:
        if notation.end <= word.start < limit:
            match = _AFTER_WORD.match(sentence.between(word.end, min(word.end + 40, sentence.end)))
            if match is not None:
                return _share(match["value"], match["sign"] or _sign(match["value"], ""))
    column = next(_cells_under(sentence, notation.end, "fraction_titles", titled), None)
    if column is not None:
        cell, title = column
        number = _FRACTION.fullmatch(cell.strip(" ()*"))
        return _share(number["value"], number["sign"] or _sign(number["value"], title)) if number is not None else None
    behind = sentence.between(notation.end, limit)
    match = _RIGHT_BEHIND.match(behind)
    if match is not None and (match["sign"] or float(match["value"].replace(",", ".")) < 1):
        return _share(match["value"], match["sign"])
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


def _of_list(sentence: Sentence, notation: Notation, words: Sequence[Mention]) -> float | None:
    """Return the fraction that a list behind as many variants gives each: "A and B (VAF 33% and 29%)"."""
    for word in words:
        match = _SHARES.match(sentence.between(word.end, word.end + _LONGEST_LIST))
        if match is None or word.start < notation.end:
            continue
        shares = [found["value"] for found in _PERCENT.finditer(match[0])]
        before = [one.start for one in notations(sentence) if one.end <= word.start][-len(shares) :]
        if len(before) == len(shares) and notation.start in before:
            return _share(shares[before.index(notation.start)], "%")
    return None


def _sign(value: str, title: str) -> str | None:
    """Return "%" for a number of a column that counts in percent, by its title or because no fraction is above one."""
    return "%" if "%" in title or float(value.replace(",", ".")) > 1 else None


def _cells_under(sentence: Sentence, position: int, table: str, titled: TitleAt) -> Iterator[tuple[str, str]]:
    """Yield the cells behind a position that stand under a title of a table of words, with their titles."""
    for gap in _GAP.finditer(sentence.text, max(position - sentence.start, 0)):
        title = titled(sentence.start + gap.end())
        if title and compiled("columns", rf"{{{table}}}(?!\w)").match(title):
            following = _GAP.search(sentence.text, gap.end())
            yield sentence.text[gap.end() : following.start() if following is not None else None], title


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
    sentences: Sequence[Sentence],
    index: int,
    notation: Notation,
    bound: Sequence[tuple[Notation, str | None]],
    titled: TitleAt,
) -> Modifier | None:
    """Return the class that words beside a variant or the last column of its table row give it."""
    sentence = sentences[index]
    cues = [m for m in sentence.mentions if m.kind == "variant:class"]
    if cues:
        owned = [cue for cue in cues if _owner(sentence, cue, [n for n, _ in bound]) is notation]
        if not owned and len(cues) == 1 and cues[0].end < bound[0][0].start:
            owned = cues
        if owned:
            cue = next((cue for cue in owned if not cue.id.startswith("Tier")), owned[0])  # words before tiers
            behind = sentence.between(cue.end, cue.end + _REACH_OF_CLASS) if cue.id.startswith("Tier") else ""
            said = _class_in(behind, cue.end) if behind[:1] in ("/", " ", ",") else None
            if said is not None and not said.value.startswith("Tier"):
                return said
            return Modifier(class_named(sentence, cue), cue.source.key, cue.start, cue.end)
    told = [_class_in(cell, notation.end) for cell, _ in _cells_under(sentence, notation.end, "class_titles", titled)]
    if any(told):
        return min((said for said in told if said), key=lambda said: said.value.startswith("Tier"))
    if _is_row(sentence, notation) and any(
        m.kind == "variant:tier" for other in _heading(sentences, index) for m in other.mentions
    ):
        match = _TABLE_TIER.search(sentence.text)
        if match is not None:
            start = sentence.start + match.start("tier")
            return Modifier(tier_of(match["tier"]) or "", "tier column", start, start + len(match["tier"]))
    return None


def tier_of(written: str) -> str | None:
    """Return a tier (AMP/ASCO/CAP) as records show it: "Tier IIC" for "tier II-C" and "2C"."""
    match = _TIER.match(written.strip())
    if match is None:
        return None
    number = match["tier"].upper()
    return f"Tier {_TIERS.get(number, number)}{(match['level'] or '').upper()}"


def _class_in(cell: str, start: int) -> Modifier | None:
    """Return the class that a cell of a column of classes says, in words or as a tier."""
    for name, table in (
        ("likely pathogenic", "cells_likely"),
        ("pathogenic", "cells_pathogenic"),
        ("VUS", "cells_uncertain"),
        ("likely benign", "cells_likely_benign"),
        ("benign", "cells_benign"),
    ):
        if compiled("columns", r"(?<!\w){" + table + r"}(?!\w)").search(cell):
            return Modifier(name, "class column", start, start)
    tier = tier_of(cell)
    return Modifier(tier, "class column", start, start) if tier is not None else None


def class_named(sentence: Sentence, cue: Mention) -> str:
    """Return the class that a cue says; a tier as it is written, with its level."""
    return tier_of(sentence.between(cue.start, cue.end)) or cue.id if cue.id.startswith("Tier") else cue.id


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
    own = [m for m in sentences[index].of_kind("method") if _is_sequencing(sentences[index], m)]
    return above or (own[0] if own else None)


def _sequence_tests(sentence: Sentence) -> list[Mention]:
    return [m for m in sentence.of_kind("method") if m.id not in no_sequence_tests()]


def _is_sequencing(sentence: Sentence, mention: Mention) -> bool:
    """True for sequencing by that name, not for a genetic test of an unknown kind."""
    return mention.id == "sequencing" and "sequenc" in sentence.between(mention.start, mention.end).lower()


def _above(sentences: Sequence[Sentence], index: int) -> Mention | None:
    for other in reversed(sentences[max(0, index - 15) : index]):
        if other.section != sentences[index].section:
            return None
        found = [test for test in _sequence_tests(other) if not is_own_test(other, test)]
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


def transcript_of(sentence: Sentence, notation: Notation, listed: Sequence[Notation]) -> str | None:
    """Return the transcript that stands before a variant and behind the one before it, or the only one beside it."""
    first = max((n.end for n in listed if n.end <= notation.start), default=sentence.start)
    before = TRANSCRIPT.findall(sentence.between(first, notation.end))
    if before:
        return str(before[0])
    behind = TRANSCRIPT.search(sentence.text)
    return behind[0] if behind is not None and len(listed) == 1 else None
