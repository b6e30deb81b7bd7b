"""Grades: of tumors (differentiation, Gleason, Nottingham, FNCLCC, WHO …), of adverse events (CTCAE), of regression.

A grade needs something that is graded: a tumor, an adverse event, or a system that names it. Performance status, ASA
class and grades of murmurs, varices or reflux are no grades here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from spacy.tokens import Doc

from extractor.grammar.alike import merge_alike
from extractor.grammar.generality import general
from extractor.grammar.gleason import gleason
from extractor.grammar.grade_frames import (
    differential,
    is_answer,
    is_beside,
    is_negated,
    is_predicate,
    is_response,
    says_number,
)
from extractor.grammar.grade_systems import name_of, system_of, version_of
from extractor.grammar.grade_values import Graded, numbered, series
from extractor.grammar.graded import (
    distance,
    events_of,
    is_other,
    only_tumor,
    plain_name,
    respective,
    tumor_of,
    written,
)
from extractor.grammar.wording import compiled, pieces
from extractor.mentions import Mention, Modifier, Sentence, sentences_of
from extractor.records import Grade
from extractor.rules import rules
from extractor.slots import evidence as ev

_SYSTEMS = ("grade:system", "grade:event-system", "grade:response-system")
_WORDS = frozenset({"grade:level", "grade:differentiation", "grade:word", *_SYSTEMS, "grade:response"})
_PLURAL = compiled("grades", r"\b{tumors_in_general}\b", cased=True)
_CODE = compiled(
    "grades", r"\s(?P<name>[A-Z][A-Za-z]{0,2}[A-Z]{1,4})\b(?!\s{no_tumor_behind_code}\b)", cased=True
)  # a tumor by an abbreviation: poorly differentiated PRSA
_BEHIND_TNM = re.compile(r"(?:[NM][0-3Xx]|T[0-4aXx])[a-d]?[\s,]{0,2}$")
_SHORT = re.compile(r"G[1-4]")
_NUMERAL = compiled("grades", r"\d|\b(?:I{1,3}|IV|V|{number_words}|{ordinals})[a-d]?\b")
_REACH = 400


def find(doc: Doc) -> list[Grade]:
    """Return the grades of a document, one per system, value, subject and graded thing."""
    return merge_alike(_all(doc), _buckets, _agree)


def _all(doc: Doc) -> Iterator[Grade]:
    """Yield the grades of a document; a tumor grade that names no tumor is one of the tumor named before it."""
    before: Sentence | None = None
    tumor: Mention | None = None
    name = ""
    for sentence in sentences_of(doc):
        if not _WORDS.isdisjoint(sentence.kinds) or ("G" in sentence.text and _SHORT.search(sentence.text)):
            near = tumor if tumor is not None and sentence.start - tumor.end < _REACH else None
            for record in _of_sentence(doc, sentence, before, near):
                if record.of is None and near is not None and record.system in {None, *_tumor_systems()}:
                    record.of = name
                yield record
        before = sentence
        if "tumor" in sentence.kinds:
            tumor = sentence.of_kind("tumor")[-1]
            name = plain_name(sentence, tumor)


def _of_sentence(doc: Doc, sentence: Sentence, before: Sentence | None, tumor: Mention | None) -> Iterator[Grade]:
    for mention in sentence.of_kind("grade:level", "grade:differentiation"):
        if any(m.start <= mention.start < m.end for m in sentence.of_kind("grade:name")):
            continue
        graded = Graded(mention.id, mention.start - sentence.start, mention.end - sentence.start)
        target = tumor_of(sentence, mention.start, mention.end) or only_tumor(sentence, mention)
        code = _CODE.match(sentence.between(mention.end, mention.end + 20)) if target is None else None
        stands_alone = is_answer(sentence, mention) or (
            tumor is not None and is_predicate(sentence, mention.start, mention.end)
        )
        if target is None and code is None and not stands_alone:
            continue
        if is_other(sentence, mention.start, mention.end, target) or is_negated(sentence, graded):
            continue
        if says_number(sentence, mention):
            continue
        record = _record(doc, sentence, graded, target, None, mention)
        record.of = record.of or (code["name"] if code is not None else None)
        yield from _unless_of_many(record, sentence, mention.start, target.end if target is not None else mention.end)
    if _NUMERAL.search(sentence.text):
        yield from _numbers(doc, sentence, before, tumor)


def _numbers(doc: Doc, sentence: Sentence, before: Sentence | None, tumor: Mention | None) -> Iterator[Grade]:
    systems = sentence.of_kind(*_SYSTEMS)
    named = [m for m in systems if m.id == "Gleason"]
    taken: list[tuple[int, int]] = []
    for mention in named:
        for graded in gleason(sentence.text, mention.start - sentence.start, mention.end - sentence.start):
            taken.append((graded.start, graded.end))
            if not is_negated(sentence, graded):
                yield _record(
                    doc,
                    sentence,
                    graded,
                    tumor_of(sentence, mention.start, sentence.start + graded.end),
                    mention,
                    mention,
                )
    for run in series(sentence.text):
        targets = respective(sentence, sentence.start + run[0].start, sentence.start + run[-1].end, len(run))
        taken += [(run[0].start, run[-1].end)] if targets else []
        for graded, target in zip(run, targets, strict=False):
            yield from _numbered_of(doc, sentence, graded, systems, target)
    for graded in numbered(
        sentence.text, [(m.start - sentence.start, m.end - sentence.start, m.id) for m in systems if m.id != "Gleason"]
    ):
        if any(start < graded.end and graded.start < end for start, end in taken) or is_negated(sentence, graded):
            continue
        records = list(_numbered(doc, sentence, graded, systems or _heading(before, sentence)))
        yield from records
        if not records and tumor is not None and not graded.bare:
            yield from _of_tumor_before(doc, sentence, graded, tumor)


def _numbered_of(
    doc: Doc, sentence: Sentence, graded: Graded, systems: list[Mention], target: Mention
) -> Iterator[Grade]:
    """Yield the grade that a series of grades gives to one of as many things."""
    system = system_of(sentence, systems, sentence.start + graded.start, sentence.start + graded.end, None)
    if not is_negated(sentence, graded):
        yield _record(doc, sentence, graded, target, system, target)


def _of_tumor_before(doc: Doc, sentence: Sentence, graded: Graded, tumor: Mention) -> Iterator[Grade]:
    """Yield a grade in numbers that is said of the tumor named before: "It had progressed to grade III"."""
    start, end = sentence.start + graded.start, sentence.start + graded.end
    if (
        is_predicate(sentence, start, end)
        and not is_other(sentence, start, end, None)
        and not events_of(sentence, start, end)
    ):
        yield _record(doc, sentence, graded, None, None, tumor)


def _heading(before: Sentence | None, sentence: Sentence) -> list[Mention]:
    """Return the system that a short line names whose value stands on the next: "NOTTINGHAM GRADE ....." """
    if before is None or sentence.start - before.end >= 8 or len(before.text) >= 60 or numbered(before.text, []):
        return []
    return before.of_kind(*_SYSTEMS)[-1:]


def _numbered(doc: Doc, sentence: Sentence, graded: Graded, systems: list[Mention]) -> Iterator[Grade]:
    start, end = sentence.start + graded.start, sentence.start + graded.end
    system = system_of(sentence, systems, start, end, graded.system)
    events = events_of(sentence, start, end)
    tumor = tumor_of(sentence, start, end)
    response = next((m for m in sentence.of_kind("grade:response") if is_response(sentence, m, start, end)), None)
    if (system is not None and system.kind == "grade:event-system") or (
        events
        and not (system is not None and system.kind != "grade:event-system" and distance(system, start, end) < 12)
    ):
        if (
            tumor is not None
            and system is None
            and distance(tumor, start, end) < min(distance(e, start, end) for e in events)
        ):
            yield _record(doc, sentence, graded, tumor, None, tumor)
            return
        if system is not None and system.kind != "grade:event-system":
            system = None
        for event in events:
            yield _record(doc, sentence, graded, event, system, event)
        if not events and system is not None:
            yield _record(doc, sentence, graded, None, system, system)
        return
    if system is not None and system.kind == "grade:response-system":
        yield _record(doc, sentence, graded, response, system, system)
    elif response is not None and (tumor is None or distance(response, start, end) <= distance(tumor, start, end)):
        yield _record(doc, sentence, graded, response, None, response)
    elif (tumor is not None or system is not None or graded.system) and not is_other(sentence, start, end, tumor):
        behind_tnm = _BEHIND_TNM.search(sentence.between(start - 4, start)) is not None
        if graded.bare and not graded.system and not behind_tnm and not is_beside(sentence, tumor, start, end):
            return
        anchor = tumor or system or next((m for m in sentence.of_kind("grade:word")), None)
        if anchor is not None:
            yield _record(doc, sentence, graded, tumor, system, anchor)


def _unless_of_many(record: Grade, sentence: Sentence, start: int, end: int) -> Iterator[Grade]:
    """Yield a grade unless it is one of tumors of many others or in general, which is no fact of one."""
    if record.subject == "patient" or not _PLURAL.search(sentence.between(start - 30, end + 25)):
        yield record


def _record(
    doc: Doc, sentence: Sentence, graded: Graded, target: Mention | None, system: Mention | None, anchor: Mention
) -> Grade:
    start, end = sentence.start + graded.start, sentence.start + graded.end
    place = Mention(start, end, "grade", graded.value, anchor.source)
    subject = general(sentence, start) or ev.subject_of(sentence, place)
    certainty = ev.certainty_of(sentence, place)
    if certainty.value == "asserted":
        certainty = differential(sentence, start) or certainty
    edition = version_of(sentence, system) if system is not None else None
    return Grade(
        system=name_of(system, edition) if system is not None else graded.system,
        version=edition,
        value=graded.value,
        of=written(sentence, target, start, end),
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
    return [(record.value.lower(), record.subject, record.certainty == "asserted")]


def _agree(known: Grade, record: Grade) -> bool:
    """Tell whether two grades of one value may be of one thing: same system, and names that share a word."""
    if known.system and record.system and known.system != record.system:
        return False
    if not known.of or not record.of:
        return (bool(known.system or known.of) and known.system == record.system) or not (known.of or record.of)
    one, other = ({w.rstrip("s") for w in re.findall(r"[a-z]{3,}", of.lower())} for of in (known.of, record.of))
    if one & other or any(a.endswith(b) or b.endswith(a) for a in one for b in other):
        return True
    generic = pieces("grades", "any_tumor")
    return not record.system and (
        one <= generic or other <= generic or _is_initials(known.of, record.of) or _is_initials(record.of, known.of)
    )


def _is_initials(short: str, long: str) -> bool:
    """Tell whether a name abbreviates another by its first letters: NET, neuroendocrine tumor."""
    letters = "".join(word[0] for word in re.findall(r"[A-Za-z]+", long)).lower()
    return (
        short.isupper()
        and len(short) > 1
        and (letters == short.lower() or (long.lower()[:1] == short[0].lower() and letters[-1] == short[-1].lower()))
    )


@cache
def _tumor_systems() -> frozenset[str]:
    return frozenset(rule.value for rule in rules() if rule.kind == "grade:system")
