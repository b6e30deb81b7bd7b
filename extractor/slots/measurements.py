"""Measurements: sizes in millimetres, and scalar values of imaging (SUVmax, Hounsfield units).

Scale bars, distances, margins, tools and doses are no measurements; a single length needs something that is measured.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from spacy.tokens import Doc

from extractor.facts import merge
from extractor.grammar.extents import row_sizes
from extractor.grammar.places import lowered, sentences_with
from extractor.grammar.quantities import DATE, partial_date
from extractor.grammar.scalars import scalars_of
from extractor.grammar.sizes import Size, sizes_in
from extractor.grammar.specimen_sizes import OF_NOTES, bare_sizes, further_dimensions, is_of_finding, is_thing_described
from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Modifier, Sentence, sentences_of, text_of
from extractor.records import Measurement
from extractor.slots import evidence as ev

# A unit of length: cm, mms, centimetre; in lower case, because an expression that begins with one letter is fast.
_UNIT = re.compile(r"m(?:(?<=[cm]m)s?(?!\w)|(?<=im)et)")
_MAYBE_SIZE = re.compile(r"[\d)][\s-]?(?:[cm]m|centim|millim)|[a-z]\s(?:centim|millim)|\b[cm]m\s\d", re.IGNORECASE)
_MAYBE_YEAR = re.compile(r"19\d\d|20\d\d")
_THRESHOLD = re.compile(r"(?:[<>≥≤]|\b(?:than|least|exceeding|exceeds|over))\s?$", re.IGNORECASE)
_PHRASE = re.compile(r"(?:[\w'/-]+\s){0,4}$")
_PHRASE_ENDS = compiled("measurements", r"[,;.(]|\b{phrase_ends}\b", cased=True)
_STOP = compiled("measurements", r"^(?:{no_noun}|\d\S*)$")
_BREAK = re.compile(r";|(?<!\.)\.\s")
_UP_TO = re.compile(r"[\s,(:]{1,3}(?:measuring\s|of\s|each\s)?(?:up\s)?to\s")
_LABEL_REACH = 40
_OF_SITE = re.compile(r"^\s(?:of|was|measur(?:ed|es|ing)|is|,|\()\s?(?:about\s|approximately\s)?$")


def find(doc: Doc) -> list[Measurement]:
    """Return the measurements of a document, one per value, thing, place and date."""
    found: list[Measurement] = []
    unit: str | None = None
    sized = sentences_with(doc, lowered(text_of(doc)), _UNIT)
    in_note = any("finding" in sentence.kinds for sentence in sentences_of(doc))
    for index, sentence in enumerate(sentences_of(doc)):
        if "finding" in sentence.kinds:
            found += _of_rows(doc, sentence)
        if index in sized and _MAYBE_SIZE.search(sentence.text):
            sizes = sizes_in(sentence.text)
            unit = "mm" if sizes and sentence.text[sizes[0].end - 2] in "mM" else "cm" if sizes else unit
            found += _sizes(doc, sentence, sizes, in_note=in_note)
        if sentence.section in OF_NOTES:
            _complete(doc, sentence, found)
            found += _sizes(doc, sentence, bare_sizes(sentence, unit))
        if "measure:scalar" in sentence.kinds:
            found += _scalars(doc, sentence, sentence.of_kind("measure:scalar"))
    return _facts(found)


def _complete(doc: Doc, sentence: Sentence, found: list[Measurement]) -> None:
    """Add further dimensions to the greatest that was given before: "Size: 4 cm", "Others: 3 x 2 cm"."""
    more = further_dimensions(sentence)
    if more is None:
        return
    start, end, values = more
    own = (sentence.start + start, sentence.start + end)
    spans = [(e.start, e.end) for e in ev.evidence(doc, sentence, *own)]
    found[:] = [
        r for r in found if not any((e.start, e.end) in spans for e in r.evidence) or len(r.dimensions_mm or ()) == 3
    ]
    for known in reversed(found[-3:]):
        if known.dimensions_mm is not None and len(known.dimensions_mm) == 1 and known.dimensions_mm[0] >= max(values):
            known.dimensions_mm = [*known.dimensions_mm, *values]
            known.evidence += ev.evidence(doc, sentence, *own)
            return


def _of_rows(doc: Doc, sentence: Sentence) -> Iterable[Measurement]:
    for size in row_sizes(sentence):
        start, end = sentence.start + size.start, sentence.start + size.end
        record = _record(doc, sentence, _measured(sentence, start, end), start, end)
        if record is not None:
            record.dimensions_mm = size.millimetres
            yield record


def _sizes(doc: Doc, sentence: Sentence, sizes: list[Size], *, in_note: bool = False) -> Iterable[Measurement]:
    for size in sizes:
        start, end = sentence.start + size.start, sentence.start + size.end
        noun = _measured(sentence, start, end)
        listed = in_note and len(size.millimetres) == 1 and is_thing_described(sentence, size, in_note=True)
        if not _is_size(sentence, size, noun, start, end) and not (listed and not is_of_finding(sentence, size)):
            continue
        record = _record(doc, sentence, noun, start, end)
        if record is not None:
            record.dimensions_mm = size.millimetres
            yield record


def _is_size(sentence: Sentence, size: Size, noun: Mention | None, start: int, end: int) -> bool:
    """True unless the words around a length make it a distance, a margin or a scale; plain lengths need a thing."""
    single = len(size.millimetres) == 1
    if is_of_finding(sentence, size):
        return False
    if single and (is_thing_described(sentence, size) or _is_of_tumor(sentence, start)):
        return True
    for other in sentence.of_kind("measure:not"):
        if other.id == "tool" and other.start >= end and _one_phrase(sentence.between(end, other.start)):
            return False
        if (single and other.id == "behind" and 0 <= other.start - end <= 2) or (
            other.id == "ahead" and 0 <= start - other.end <= (6 if single else 3)
        ):
            return False
    if not single:
        return True
    if noun is not None and _adjacent(sentence, noun, start, end):
        return True
    near = [m for m in sentence.of_kind("measure:size") if -3 <= m.start - end < 12 or 0 <= start - m.end < 25]
    return bool(near) and (noun is not None or bool(sentence.of_kind("site")))


def _is_of_tumor(sentence: Sentence, start: int) -> bool:
    """True for a length behind words for the size of a tumor: "Maximum diameter => 45 mm"."""
    return any(
        m.id == "tumor_size" and 0 <= start - m.end < _LABEL_REACH and not _BREAK.search(sentence.between(m.end, start))
        for m in sentence.of_kind("finding")
    )


def _adjacent(sentence: Sentence, noun: Mention, start: int, end: int) -> bool:
    """True when a length is said of a noun without a verb of its own: "a 5 cm mass", "a mass of 5 cm", "mass, 5 cm"."""
    gap = sentence.between(end, noun.start) if noun.start >= end else sentence.between(noun.end, start)
    if noun.start >= end:
        return _one_phrase(gap)
    return (len(gap) < 50 and _UP_TO.fullmatch(gap) is not None) or (
        len(gap) < 50 and re.search(r"[;]|\b(?:from|to|at|every|within)\s", gap) is None
    )


def _one_phrase(gap: str) -> bool:
    """True when only adjectives stand between a size and a noun behind it."""
    return len(gap.split()) <= 4 and not _PHRASE_ENDS.search(gap)


def _measured(sentence: Sentence, start: int, end: int) -> Mention | None:
    """Return the measured noun: right behind the size, else the nearest before it, else the next one."""
    nouns = [m for m in sentence.of_kind("measure:noun", "tumor") if not (m.start < end and start < m.end)]
    behind = [m for m in nouns if m.start >= end]
    if behind and _adjacent(sentence, behind[0], start, end):
        head = behind[0]
        for noun in behind[1:]:  # "soft tissue mass": the last noun is the thing
            head = noun if 0 <= noun.start - head.end <= 1 else head
        return head
    site = [m for m in sentence.of_kind("site") if _OF_SITE.match(sentence.between(m.end, start)) and m.end <= start]
    if site:
        return site[-1]
    before = [
        m for m in nouns if m.end <= start and start - m.end < 150 and not _BREAK.search(sentence.between(m.end, start))
    ]
    if before:
        return before[-1]
    return behind[0] if behind and behind[0].start - end < 80 else None


def _scalars(doc: Doc, sentence: Sentence, cues: list[Mention]) -> Iterable[Measurement]:
    limit = sentence.start
    for index, cue in enumerate(cues):
        stop = cues[index + 1].start if index + 1 < len(cues) else sentence.end
        if index + 1 < len(cues) and cues[index + 1].id[:3] == cue.id[:3] and stop - cue.end <= 3:
            continue  # "standardized uptake value (SUV)": the short form speaks
        for quantity, start, end in scalars_of(sentence, cue, limit, stop):
            noun = _measured(sentence, min(start, cue.start), max(end, cue.end))
            record = _record(
                doc,
                sentence,
                noun,
                min(start, cue.start) if start - cue.end < 30 else start,
                max(end, cue.end) if cue.start - end < 5 else end,
            )
            if record is not None:
                record.quantity = quantity
                yield record
            limit = max(end, cue.end)


def _record(doc: Doc, sentence: Sentence, noun: Mention | None, start: int, end: int) -> Measurement | None:
    """Return the record of a value at [start, end), or None for a threshold, a plan and what is absent."""
    anchor = (
        Mention(start, end, "measurement", "", (noun or sentence.mentions[0]).source)
        if noun or sentence.mentions
        else None
    )
    subject = ev.subject_of(sentence, anchor) if anchor else Modifier("patient", "no cue", 0, 0)
    certainty = ev.certainty_of(sentence, anchor) if anchor else Modifier("asserted", "no cue", 0, 0)
    threshold = _THRESHOLD.search(sentence.between(start - 12, start)) is not None
    if threshold and (subject.value == "literature" or certainty.value == "hypothetical" or _absent(sentence, start)):
        return None
    site = _site(sentence, noun, start, end)
    date = DATE.search(sentence.text) if _MAYBE_YEAR.search(sentence.text) else None
    return Measurement(
        of=_phrase(sentence, noun, end) if noun is not None else None,
        site=site.id if site is not None else None,
        date=partial_date(date) if date is not None else None,
        subject=subject.value,  # type: ignore[arg-type]
        evidence=ev.evidence(doc, sentence, start, end),
        reasons=ev.reasons(doc, ("subject", subject)),
    )


def _absent(sentence: Sentence, start: int) -> bool:
    return any(category == "negation" and first <= start < last for first, last, category, _ in sentence.scopes)


def _phrase(sentence: Sentence, noun: Mention, end: int) -> str:
    """Return a noun as written with the adjectives before it, behind a size that ends before it: "left thigh mass"."""
    first = end if end <= noun.start else noun.start - 60
    before = _PHRASE.search(sentence.between(first, noun.start).lstrip(" -"))
    words = before[0].split() if before is not None else []
    kept: list[str] = []
    for word in reversed(words):
        if _STOP.match(word):
            break
        kept.insert(0, word)
    return " ".join([*kept, sentence.between(noun.start, noun.end)])


def _site(sentence: Sentence, noun: Mention | None, start: int, end: int) -> Mention | None:
    """Return the site nearest to a size and its noun in the same clause."""
    low, high = (min(start, noun.start), max(end, noun.end)) if noun is not None else (start, end)

    def distance(site: Mention) -> int:
        return max(site.start - high, low - site.end, 0)

    near = [
        m
        for m in sentence.of_kind("site")
        if distance(m) < 60 and not _BREAK.search(sentence.between(min(m.end, high), max(m.start, low)))
    ]
    return min(near, key=lambda m: (distance(m), -m.start), default=None)


def _facts(found: list[Measurement]) -> list[Measurement]:
    """Merge equal values whose things do not differ in place or date."""
    groups: dict[tuple[object, ...], list[_Group]] = {}
    group_of: dict[int, _Group] = {}
    for record in found:
        quantity = record.quantity
        amount = (quantity.value, quantity.low, quantity.high, quantity.comparator, quantity.unit) if quantity else None
        key = (record.subject, tuple(record.dimensions_mm or ()), amount)
        known = groups.setdefault(key, [])
        group = next((group for group in known if group.takes(record)), None)
        if group is None:
            group = _Group()
            known.append(group)
        group.site, group.date = group.site or record.site, group.date or record.date
        group_of[id(record)] = group
    return _without_parts(merge(found, key=lambda record: id(group_of[id(record)])))


def _without_parts(found: list[Measurement]) -> list[Measurement]:
    """Leave out lengths in a note that are the greatest of the dimensions of a tumor given elsewhere in it."""
    greatest: dict[tuple[str, int | float], Measurement] = {}
    for record in found:
        if record.dimensions_mm and len(record.dimensions_mm) > 1:
            greatest.setdefault((record.subject, max(record.dimensions_mm)), record)
    kept = []
    for record in found:
        single = record.dimensions_mm is not None and len(record.dimensions_mm) == 1
        whole = greatest.get((record.subject, record.dimensions_mm[0])) if single and record.dimensions_mm else None
        if whole is not None and all(evidence.section in OF_NOTES for evidence in record.evidence):
            whole.evidence += record.evidence
        else:
            kept.append(record)
    return kept


@dataclass(slots=True)
class _Group:
    """The measurements of one thing: what they say of its place and date."""

    site: str | None = None
    date: str | None = None

    def takes(self, record: Measurement) -> bool:
        """True when a measurement contradicts neither the place nor the date."""
        return (self.site is None or record.site is None or self.site == record.site) and (
            self.date is None or record.date is None or self.date == record.date
        )
