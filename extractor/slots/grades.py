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
from extractor.grammar.grade_values import Graded, gleason, numbered, version
from extractor.grammar.graded import distance, events_of, is_other, tumor_of
from extractor.grammar.wording import compiled, pieces
from extractor.mentions import Mention, Modifier, Sentence, sentences_of, text_of
from extractor.records import Grade
from extractor.rules import rules
from extractor.slots import evidence as ev

_SYSTEMS = ("grade:system", "grade:event-system", "grade:response-system")
_WORDS = frozenset({"grade:level", "grade:differentiation", "grade:word", *_SYSTEMS, "grade:response"})
_PLURAL = compiled("grades", r"\b{tumors_in_general}\b", cased=True)
_STAGE = re.compile(r"\s?(?:\d{4}\s)?(?:stag|[IV]{1,3}[A-C]?\b)")  # FIGO names stages as well as grades
_CODE = re.compile(
    r"\s(?P<name>[A-Z][A-Za-z]{0,2}[A-Z]{1,4})\b"
)  # a tumor by an abbreviation: poorly differentiated PRSA
_BEHIND_TNM = re.compile(r"[NM][0-3Xx][a-c]?[\s,]{0,2}$")
_SHORT = re.compile(r"G[1-4]")
_NUMERAL = re.compile(r"\d|\b(?:I{1,3}|IV|V)[a-d]?\b")
_REACH = 400


def find(doc: Doc) -> list[Grade]:
    """Return the grades of a document, one per system, value, subject and graded thing."""
    return merge_alike(_all(doc), _buckets, _agree)


def _all(doc: Doc) -> Iterator[Grade]:
    """Yield the grades of a document; a tumor grade that names no tumor is one of the tumor named before it."""
    before: Sentence | None = None
    tumor: Mention | None = None
    for sentence in sentences_of(doc):
        if not _WORDS.isdisjoint(sentence.kinds) or ("G" in sentence.text and _SHORT.search(sentence.text)):
            for record in _of_sentence(doc, sentence, before):
                if (
                    record.of is None
                    and record.system in _tumor_systems()
                    and tumor is not None
                    and sentence.start - tumor.end < _REACH
                ):
                    record.of = text_of(doc)[tumor.start : tumor.end]
                yield record
        before = sentence
        if "tumor" in sentence.kinds:
            tumor = sentence.of_kind("tumor")[-1]


def _of_sentence(doc: Doc, sentence: Sentence, before: Sentence | None) -> Iterator[Grade]:
    for mention in sentence.of_kind("grade:level", "grade:differentiation"):
        if any(m.start <= mention.start < m.end for m in sentence.of_kind("grade:name")):
            continue
        graded = Graded(mention.id, mention.start - sentence.start, mention.end - sentence.start)
        target = tumor_of(sentence, mention.start, mention.end)
        code = _CODE.match(sentence.between(mention.end, mention.end + 12)) if target is None else None
        if target is None and code is None and not _is_answer(sentence, mention):
            continue
        if is_other(sentence, mention.start, mention.end, target) or _is_negated(sentence, graded):
            continue
        record = _record(doc, sentence, graded, target, None, mention)
        record.of = record.of or (code["name"] if code is not None else None)
        if record.subject == "patient" or not _is_general(sentence, mention, target):
            yield record
    if _NUMERAL.search(sentence.text):
        yield from _numbers(doc, sentence, before)


def _numbers(doc: Doc, sentence: Sentence, before: Sentence | None) -> Iterator[Grade]:
    systems = sentence.of_kind(*_SYSTEMS)
    named = [m for m in systems if m.id == "Gleason"]
    taken: list[tuple[int, int]] = []
    for mention in named:
        for graded in gleason(sentence.text, mention.start - sentence.start, mention.end - sentence.start):
            taken.append((graded.start, graded.end))
            if not _is_negated(sentence, graded):
                yield _record(
                    doc,
                    sentence,
                    graded,
                    tumor_of(sentence, mention.start, sentence.start + graded.end),
                    mention,
                    mention,
                )
    for graded in numbered(
        sentence.text, [(m.start - sentence.start, m.end - sentence.start, m.id) for m in systems if m.id != "Gleason"]
    ):
        if any(start < graded.end and graded.start < end for start, end in taken) or _is_negated(sentence, graded):
            continue
        yield from _numbered(doc, sentence, graded, systems or _heading(before, sentence))


def _heading(before: Sentence | None, sentence: Sentence) -> list[Mention]:
    """Return the system that a short line names whose value stands on the next: "NOTTINGHAM GRADE ....." """
    if before is None or sentence.start - before.end >= 8 or len(before.text) >= 60 or numbered(before.text, []):
        return []
    return before.of_kind(*_SYSTEMS)[-1:]


def _numbered(doc: Doc, sentence: Sentence, graded: Graded, systems: list[Mention]) -> Iterator[Grade]:
    start, end = sentence.start + graded.start, sentence.start + graded.end
    system = _system(sentence, systems, start, end, graded.system)
    events = events_of(sentence, start, end)
    tumor = tumor_of(sentence, start, end)
    response = next((m for m in sentence.of_kind("grade:response") if distance(m, start, end) < 30), None)
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
        if system is None and tumor is not None and tumor.kind == "grade:lesion" and graded.bare and not behind_tnm:
            return
        anchor = tumor or system or next((m for m in sentence.of_kind("grade:word")), None)
        if anchor is not None:
            yield _record(doc, sentence, graded, tumor, system, anchor)


def _is_answer(sentence: Sentence, mention: Mention) -> bool:
    """True for an entry of a synoptic list or an item of a diagnosis line that stands for itself: "…, low grade"."""
    return bool(re.match(r"^\s*[.,;]?\s*$", sentence.between(mention.end, sentence.end))) and bool(
        re.search(r"(?:[:,]|\bgrade)\s?$", sentence.between(sentence.start, mention.start), re.IGNORECASE)
    )


def _is_negated(sentence: Sentence, graded: Graded) -> bool:
    """Tell whether a negation reaches a grade; it ends at a comma that lists no alternatives."""
    position = sentence.start + graded.start
    for start, end, kind, cue in sentence.scopes:
        if kind == "negation" and start <= position < end:
            gap = sentence.between(cue.end, position) if cue.end <= position else sentence.between(position, cue.start)
            if "," not in gap or re.search(r"\b(?:or|nor)\b", gap):
                return True
    return False


def _system(sentence: Sentence, systems: list[Mention], start: int, end: int, own: str | None) -> Mention | None:
    """Return the system of a grade at [start, end): the one its notation names, else the nearest."""
    fitting = (
        [m for m in systems if m.id == own]
        if own
        else [
            m
            for m in systems
            if distance(m, start, end) < 90
            and m.id not in ("Gleason", "Clark")
            and not _STAGE.match(sentence.between(m.end, m.end + 12))
        ]
    )
    return min(fitting, key=lambda m: distance(m, start, end), default=None)


def _is_general(sentence: Sentence, mention: Mention, target: Mention | None) -> bool:
    """True for statements on tumors of a grade in general, which are no fact of one."""
    end = target.end if target is not None else mention.end
    return bool(_PLURAL.search(sentence.between(mention.start - 30, end + 25)))


def _record(
    doc: Doc, sentence: Sentence, graded: Graded, target: Mention | None, system: Mention | None, anchor: Mention
) -> Grade:
    start, end = sentence.start + graded.start, sentence.start + graded.end
    place = Mention(start, end, "grade", graded.value, anchor.source)
    subject, certainty = ev.subject_of(sentence, place), ev.certainty_of(sentence, place)
    return Grade(
        system=system.id if system is not None else graded.system,
        version=_version(sentence, system) if system is not None and system.kind == "grade:event-system" else None,
        value=graded.value,
        of=_written(sentence, target, start, end),
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


_REACH_OF_NAMES = 60
_MOST_NAMES = 8  # of a system in one sentence


def _version(sentence: Sentence, system: Mention) -> str | None:
    """Return the version that stands behind a system's name, here or where the sentence names it next or first."""
    named = [m for m in sentence.of_kind(system.kind)[:_MOST_NAMES] if m.id == system.id]
    behind = (version(sentence.between(m.end, m.end + 24)) for m in (system, *named))
    return next((value for value in behind if value is not None), None)


def _written(sentence: Sentence, target: Mention | None, start: int, end: int) -> str | None:
    """Return the graded thing as written, without the words of the grade where the term holds them."""
    if target is None:
        return None
    if sentence.between(target.start, target.end).lower() in pieces("grades", "any_tumor"):
        named = [m for m in sentence.of_kind("tumor") if m.end <= start and start - m.end < _REACH_OF_NAMES]
        target = named[-1] if named else target  # "breast carcinoma, grade II tumor"
    if target.start <= start and end <= target.end:
        return (sentence.between(target.start, start) + sentence.between(end, target.end)).strip(" ,-") or None
    return sentence.between(target.start, target.end)


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
