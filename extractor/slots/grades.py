"""Grades: of tumors (differentiation, Gleason, Nottingham, FNCLCC, WHO …), of adverse events (CTCAE), of regression.

A grade needs something that is graded: a tumor, an adverse event, or a system that names it. Performance status, ASA
class and grades of murmurs, varices or reflux are no grades here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, partial

from spacy.tokens import Doc

from extractor.grammar.alike import merge_alike
from extractor.grammar.generality import general
from extractor.grammar.grade_frames import differential
from extractor.grammar.grade_keys import components
from extractor.grammar.grade_places import SYSTEMS, Told, place_of
from extractor.grammar.grade_systems import name_of, version_of, year_behind
from extractor.grammar.grade_values import Graded
from extractor.grammar.graded import distance, plain_name, written
from extractor.grammar.noted import Noted, noted
from extractor.grammar.notes import reads_as_note
from extractor.grammar.told_grades import told
from extractor.grammar.wording import compiled, phrases, pieces
from extractor.mentions import Mention, Modifier, Sentence, sentences_of, text_of
from extractor.records import Grade
from extractor.rules import rules
from extractor.slots import evidence as ev

_WORDS = frozenset({"grade:level", "grade:differentiation", "grade:word", *SYSTEMS, "grade:response"})
_PLURAL = compiled("grades", r"\b{tumors_in_general}\b", cased=True)
_SHORT = re.compile(
    r"G[1-5G]|\b(?:Gr[Gg]p|[Dd]iff(?:erentiation)?|DIFF(?:ERENTIATION)?|[WMP]/?D|[HL]G)\b|[3-5]\s?\+\s?[3-5]|[TL][HL]G"
)
_CODE = re.compile(r"G[1-4]")
_EARLIER = compiled("grades", r"\b{earlier_subjects}\b")
_KINDS = compiled("grades", r"\b{tumor_kinds}\b")
_RESPONSE = compiled("grades", r"\b{response_nouns}\b")
_PROSTATE = compiled("grades", r"{prostate}")
_REACH, _REACH_IN_NOTES = 400, 200
_NEAR = 120


def find(doc: Doc) -> list[Grade]:
    """Return the grades of a document, one per system, value, subject and graded thing."""
    listed = Listed()
    merged = merge_alike(_all(doc, listed), _buckets, partial(_agree, listed))
    for record in merged:
        record.of = record.of or listed.names.get(id(record))
    return _without_words(merged, listed)


class Listed:
    """What checklists add to their grades: the tumor named over them, and the same grade in words."""

    def __init__(self) -> None:
        self.records: list[Grade] = []
        self.names: dict[int, str] = {}
        self.words: list[tuple[Grade, str]] = []

    def holds(self, record: Grade) -> bool:
        """True for the grade of a checklist."""
        return any(one is record for one in self.records)


def _without_words(merged: list[Grade], listed: Listed) -> list[Grade]:
    """Return the grades without words that a checklist gives as a number too: "G3, poorly differentiated"."""
    kept = merged
    for record, words in listed.words:
        kept = [other for other in kept if not (other.value == words and _one_thing(other, record))]
    return kept


def _one_thing(other: Grade, record: Grade) -> bool:
    same = other.subject == record.subject and other.certainty == record.certainty
    return same and other.system is None and (not record.of or not other.of or _share_words(other.of, record.of))


def _all(doc: Doc, listed: Listed) -> Iterator[Grade]:
    """Yield the grades of a document; a tumor grade that names no tumor is one of the tumor named before it."""
    before: Sentence | None = None
    tumor: Mention | None = None
    name = ""
    sentences = sentences_of(doc)
    note = reads_as_note(doc)
    reach = _REACH_IN_NOTES if note else _REACH
    prostate = note and _PROSTATE.search(text_of(doc)) is not None
    read: dict[int, list[Graded]] = {}  # what is read of each line, by where it begins
    for index, sentence in enumerate(sentences):
        if _speaks(sentence, note=note):
            near = tumor if tumor is not None and sentence.start - tumor.end < reach else None
            for item in noted(sentences, index) if note else ():
                yield _of_note(doc, item, name if near is not None and _follows(sentence, near) else None, listed)
                read.setdefault(item.sentence.start, []).append(item.graded)
            taken = read.get(sentence.start, [])
            for one in told(place_of(sentence, before, near, taken, note=note, prostate=prostate)):
                record = _record(doc, sentence, one)
                if record is None or (note and record.subject == "literature"):
                    continue
                if near is not None and record.system in {None, *_tumor_systems()}:
                    _name(record, sentence, one, name, note=note)
                yield record
        before = sentence
        if "tumor" in sentence.kinds:
            tumor = sentence.of_kind("tumor")[-1]
            name = plain_name(sentence, tumor)


def _name(record: Grade, sentence: Sentence, one: Told, name: str, *, note: bool) -> None:
    """Name the tumor told before as what a grade is of that names none, or in a note only "tumor"."""
    if note and (record.of or "").lower() in pieces("grades", "any_tumor"):
        record.of = None
    told_of_other = note and _EARLIER.search(sentence.text[: one.graded.start]) is not None
    in_parts = note and (record.system in ("Gleason", "ISUP") or len(components(sentence.text)) > 1)
    if record.of is None and not told_of_other and not in_parts:
        record.of = name


def _speaks(sentence: Sentence, *, note: bool) -> bool:
    """True for a sentence that may tell a grade; only notes tell them in abbreviations other than "G2"."""
    if not _WORDS.isdisjoint(sentence.kinds):
        return True
    if note:
        return _SHORT.search(sentence.text) is not None
    return "G" in sentence.text and _CODE.search(sentence.text) is not None


def _follows(sentence: Sentence, tumor: Mention) -> bool:
    return sentence.start - tumor.end < _NEAR and tumor.id not in phrases("grades", "in_situ")


def _of_note(doc: Doc, one: Noted, name: str | None, listed: Listed) -> Grade:
    record = _made(doc, one.sentence, Told(one.graded, one.target, one.system, one.anchor, one.of, one.implied))
    if one.of is None and (one.system is None or one.system.kind != "grade:response-system"):
        listed.records.append(record)
        if name is not None:
            listed.names[id(record)] = name
        if one.also is not None:
            listed.words.append((record, one.also))
    return record


def _record(doc: Doc, sentence: Sentence, one: Told) -> Grade | None:
    """Return the record of a grade; None for one of tumors of many others or in general, which is no fact of one."""
    record = _made(doc, sentence, one)
    in_words = one.anchor.kind in ("grade:level", "grade:differentiation")
    start = sentence.start + one.graded.start
    end = one.target.end if one.target is not None else sentence.start + one.graded.end
    if in_words and record.subject != "patient" and _PLURAL.search(sentence.between(start - 30, end + 25)):
        return None
    return record


def _made(doc: Doc, sentence: Sentence, one: Told) -> Grade:
    graded, target, system, anchor = one.graded, one.target, one.system, one.anchor
    start, end = sentence.start + graded.start, sentence.start + graded.end
    place = Mention(start, end, "grade", graded.value, anchor.source)
    subject = general(sentence, start) or ev.subject_of(sentence, place)
    certainty = ev.certainty_of(sentence, place)
    if certainty.value == "asserted":
        certainty = differential(sentence, start) or certainty
    edition = None
    if system is not None:
        edition = year_behind(sentence, system, end) or version_of(sentence, system)
    return Grade(
        system=name_of(system, edition) if system is not None else graded.system or one.implied,
        version=edition,
        value=graded.value,
        of=written(sentence, target, start, end) or one.of,
        subject=subject.value,  # type: ignore[arg-type]
        certainty=certainty.value,  # type: ignore[arg-type]
        evidence=ev.evidence(doc, sentence, *_bounds(sentence, target, start, end)),
        reasons=ev.reasons(
            doc,
            ("value", Modifier(graded.value, anchor.source.key, start, end)),
            ("of", Modifier(target.id, target.source.key, target.start, target.end) if target is not None else None),
            (
                "system",
                Modifier(system.id, system.source.key, system.start, system.end) if system is not None else None,
            ),
            ("subject", subject),
            ("certainty", certainty),
        ),
    )


def _bounds(sentence: Sentence, target: Mention | None, start: int, end: int) -> tuple[int, int]:
    """Return what the evidence quotes: the grade, and the graded thing when it stands close."""
    if target is not None and distance(target, start, end) < 40:
        return min(start, target.start), max(end, target.end)
    return start, end


def _buckets(record: Grade) -> list[tuple[object, ...]]:
    return [(record.value.lower(), record.subject, record.certainty == "asserted", _is_response(record))]


def _is_response(record: Grade) -> bool:
    """True for a grade of regression or response, which is none of the tumor."""
    return record.system in _response_systems() or (record.of is not None and _RESPONSE.search(record.of) is not None)


def _same_system(one: str, other: str) -> bool:
    """True for systems of one name, or when one is named with its other name: ISUP, WHO/ISUP."""
    return one == other or other in one.split("/") or one in other.split("/")


def _agree(listed: Listed, known: Grade, record: Grade) -> bool:
    """Tell whether two grades of one value may be of one thing: same system, and names that share a word."""
    if known.system and record.system and not _same_system(known.system, record.system):
        return False
    if not known.of or not record.of:
        if listed.holds(known) or listed.holds(record):
            return True
        same = known.system == record.system or (known.system and record.system)
        return bool(same and (known.system or known.of)) or not (known.of or record.of)
    kinds, others = ({match[0].lower() for match in _KINDS.finditer(of)} for of in (known.of, record.of))
    if kinds and others and kinds.isdisjoint(others):
        return False
    if _share_words(known.of, record.of):
        return True
    one, other = _words_of(known.of), _words_of(record.of)
    generic = pieces("grades", "any_tumor")
    if not record.system and one <= generic and not other <= generic:
        known.of = record.of  # the fuller name holds for both
    return not record.system and (
        one <= generic or other <= generic or _is_initials(known.of, record.of) or _is_initials(record.of, known.of)
    )


def _words_of(name: str) -> set[str]:
    return {word.rstrip("s") for word in re.findall(r"[a-z]{3,}", name.lower())}


def _share_words(one: str, other: str) -> bool:
    """True for names with a word in common, or one that ends as one of the other: carcinoma, adenocarcinoma."""
    return any(a == b or a.endswith(b) or b.endswith(a) for a in _words_of(one) for b in _words_of(other))


def _is_initials(short: str, long: str) -> bool:
    """Tell whether a name abbreviates another by its first letters: NET, neuroendocrine tumor."""
    letters = "".join(word[0] for word in re.findall(r"[A-Za-z]+", long)).lower()
    return (
        short.isupper()
        and len(short) > 1
        and (letters == short.lower() or (long.lower()[:1] == short[0].lower() and letters[-1] == short[-1].lower()))
    )


@cache
def _response_systems() -> frozenset[str]:
    return frozenset(rule.value for rule in rules() if rule.kind == "grade:response-system")


@cache
def _tumor_systems() -> frozenset[str]:
    return frozenset(rule.value for rule in rules() if rule.kind == "grade:system")
