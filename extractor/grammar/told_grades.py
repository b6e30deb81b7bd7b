"""Grades told in sentences: of the tumor or the adverse events that their words stand beside."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.grammar.gleason import gleason, group_beside, sums
from extractor.grammar.grade_frames import (
    is_answer,
    is_beside,
    is_listed,
    is_negated,
    is_predicate,
    is_response,
    is_said_again,
    is_said_beside,
    is_whole,
    says_number,
)
from extractor.grammar.grade_items import value_at
from extractor.grammar.grade_keys import explains_scale, implied_system, is_defined
from extractor.grammar.grade_places import SYSTEMS, Place, Told, anchor_at
from extractor.grammar.grade_systems import system_beside, system_of
from extractor.grammar.grade_values import Graded, numbered, series
from extractor.grammar.graded import (
    distance,
    events_of,
    is_dysplastic,
    is_other,
    only_tumor,
    precursor_of,
    respective,
    tumor_of,
)
from extractor.grammar.wording import compiled
from extractor.mentions import Mention

_OF_TUMORS = ("grade:system", "grade:event-system")
_CODE = compiled(
    "grades", r"\s(?P<name>[A-Z][A-Za-z]{0,2}[A-Z]{1,4})\b(?!\s{no_tumor_behind_code}\b)", cased=True
)  # a tumor by an abbreviation: poorly differentiated PRSA
_BEHIND_TNM = re.compile(r"(?:[NM][0-3Xx]|T[0-4aXx])[a-d]?[\s,]{0,2}$")
_OPENS = re.compile(r"\W{0,4}(?:\w{1,3}(?:\sand\s\w)?[,:]?\s)?G[1-4]\b")  # "C, G2 (Ki-67 6.5%)"
_SHORT_DEGREE = compiled(
    "grades",
    r"(?:(?:(?<=[,(-]\s)|(?<=\())(?:{short_degrees}|{short_levels})(?=[\s,.;)]|$)|(?<!\w){short_levels}(?=\s\w))",
    cased=True,
)
_SHORT_TUMOR = compiled("grades", r"[\s,]{1,2}(?P<name>{short_tumors})(?![\w+])")
_OF_PATTERN = compiled("grades", r"\b{pattern_ranks}\s(?:gleason\s)?$")
_INTRAEPITHELIAL = compiled("grades", r"\b{intraepithelial}\s$")
_LONGEST_RANK, _LONGEST_CODE = 30, 8
_BESIDE_TUMOR = 3
_REACH_OF_GRADE = 45
_ITEM_AHEAD, _ITEM_BEHIND = re.compile(r"(?:^|[,;(:]\s?|-\s)$"), re.compile(r"\s?(?:[,;.)]|-|\(|$)")
_BRAIN = compiled("grades", r"\b{brain_tumors}\b")
_BIOPSY = compiled("grades", r"\b(?P<name>{earlier_samples})[\s:,(]{1,3}$")
_OF_FOUR = ("Fuhrman", "ISUP", "WHO/ISUP", "WHO", "Edmondson-Steiner")
_NUMERAL = compiled("grades", r"\d|\b(?:I{1,3}|IV|V|{number_words}|{ordinals})[a-d]?\b")


def told(place: Place) -> Iterator[Told]:
    """Yield the grades that a sentence tells."""
    sentence = place.sentence
    if explains_scale(sentence.text):
        return
    for mention in sentence.of_kind("grade:level", "grade:differentiation"):
        found = _level(place, mention)
        if found is not None:
            yield found
    if place.note:
        yield from _short_degrees(place)
    if _NUMERAL.search(place.text):
        yield from _numbers(place)


def _short_degrees(place: Place) -> Iterator[Told]:
    """Yield degrees that two letters stand for behind a tumor: "SCC, WD"."""
    sentence = place.sentence
    for match in _SHORT_DEGREE.finditer(place.text):
        start, end = sentence.start + match.start(), sentence.start + match.end()
        tumors = [m for m in sentence.of_kind("tumor", "grade:lesion") if not is_dysplastic(sentence, m)]
        tumor = next((m for m in tumors if 0 < start - m.end <= _BESIDE_TUMOR or m.start == end + 1), None)
        value = value_at(match[0].replace("/", ""), 0)
        if tumor is not None and value is not None:
            yield Told(Graded(value.value, match.start(), match.end()), tumor, None, tumor)


def _level(place: Place, mention: Mention) -> Told | None:
    """Return a grade in words."""
    sentence = place.sentence
    graded = Graded(mention.id, mention.start - sentence.start, mention.end - sentence.start)
    if place.knows(graded) or any(m.start <= mention.start < m.end for m in sentence.of_kind("grade:name")):
        return None
    target = tumor_of(sentence, mention.start, mention.end) or only_tumor(sentence, mention)
    code = _CODE.match(sentence.between(mention.end, mention.end + 20)) if target is None else None
    if code is None and target is None and place.note:
        code = _SHORT_TUMOR.match(sentence.between(mention.end, mention.end + 20))
    stands_alone = is_answer(sentence, mention) or (
        place.tumor is not None and is_predicate(sentence, mention.start, mention.end)
    )
    if place.note and not stands_alone:
        stands_alone = is_whole(sentence, mention) or is_listed(sentence, mention)
    if target is None and code is None and not stands_alone:
        return None
    if is_other(sentence, mention.start, mention.end, target) or is_negated(sentence, graded):
        return None
    if says_number(sentence, mention) or is_defined(place.text, graded):
        return None
    if place.note and is_said_beside(sentence, mention):
        return None
    if place.note and (is_dysplastic(sentence, target) or is_dysplastic(sentence, mention, ahead=True)):
        return None
    if place.note and target is not None:
        target = precursor_of(sentence, target)
    system = system_beside(sentence, mention, target)
    return Told(graded, target, system, mention, code["name"] if code is not None else None)


def _numbers(place: Place) -> Iterator[Told]:
    sentence, text = place.sentence, place.text
    systems = sentence.of_kind(*(_OF_TUMORS if place.taken else SYSTEMS))
    taken: list[tuple[int, int]] = list(place.taken)
    for found in _scores(place, systems):
        taken.append((found.graded.start, found.graded.end))
        if not is_negated(sentence, found.graded):
            yield found
    for run in series(text):
        targets = respective(sentence, sentence.start + run[0].start, sentence.start + run[-1].end, len(run))
        taken += [(run[0].start, run[-1].end)] if targets else []
        for graded, target in zip(run, targets, strict=False):
            system = system_of(sentence, systems, sentence.start + graded.start, sentence.start + graded.end, None)
            if not is_negated(sentence, graded):
                yield Told(graded, target, system, target)
    for graded in numbered(
        text, [(m.start - sentence.start, m.end - sentence.start, m.id) for m in systems if m.id != "Gleason"]
    ):
        if any(start < graded.end and graded.start < end for start, end in taken) or is_negated(sentence, graded):
            continue
        if is_defined(text, graded) or is_said_again(text, graded):
            continue
        if place.prostate and _OF_PATTERN.search(text[max(graded.start - _LONGEST_RANK, 0) : graded.start]):
            continue
        records = list(_numbered(place, graded, systems or _heading(place)))
        yield from records
        if not records and place.note:
            yield from _alone(place, graded, systems)
        elif not records and place.tumor is not None and not graded.bare:
            yield from _of_tumor_before(place, graded, place.tumor)


def _scores(place: Place, systems: list[Mention]) -> Iterator[Told]:
    """Yield the Gleason scores and, in notes, the grade groups that stand in the next column."""
    sentence, text = place.sentence, place.text
    end = 0
    for mention in [m for m in systems if m.id == "Gleason"]:
        for graded in gleason(text, mention.start - sentence.start, mention.end - sentence.start):
            end = max(end, graded.end)
            if not is_defined(text, graded):
                target = tumor_of(sentence, mention.start, sentence.start + graded.end)
                told_of = _BIOPSY.search(text[: mention.start - sentence.start]) if place.note else None
                of = told_of["name"] if told_of is not None else None
                yield Told(graded, target if of is None else None, mention, mention, of)
    if not place.prostate:
        return
    for graded in sums(text):
        start, stop = sentence.start + graded.start, sentence.start + graded.end
        anchor = anchor_at(sentence, graded)
        if graded.start >= end:
            yield Told(graded, tumor_of(sentence, start, stop), None, anchor)
        group = group_beside(text, graded)
        if group is not None:
            yield Told(group, None, None, anchor)


def _out_of(found: Told, place: Place) -> Told:
    """Return a grade without the number of grades that there are: "grade 2/3" is 2, of a glioma 2 to 3."""
    graded = found.graded
    low, _, high = graded.value.partition("-")
    written = place.text[graded.start : graded.end]
    if not place.note or not high or "/" not in written or _BRAIN.search(place.sentence.text):
        return found
    system = found.system.id if found.system is not None else None
    most = ("3", "III") if system not in _OF_FOUR else ("4", "IV")
    return found._replace(graded=graded._replace(value=low)) if high in most else found


def _alone(place: Place, graded: Graded, systems: list[Mention]) -> Iterator[Told]:
    """Yield a grade of a note that stands without its tumor: "Core biopsy elsewhere: provisional grade 2"."""
    sentence = place.sentence
    start, end = sentence.start + graded.start, sentence.start + graded.end
    words = [m for m in sentence.of_kind("grade:word") if m.start <= start]
    continues = place.before is not None and "grade:word" in place.before.kinds and _OPENS.match(sentence.text)
    if is_other(sentence, start, end, None) or events_of(sentence, start, end):
        return
    if _INTRAEPITHELIAL.search(place.text[max(graded.start - _LONGEST_CODE, 0) : graded.start]):
        return
    behind_tnm = _BEHIND_TNM.search(sentence.between(start - 4, start)) is not None
    if graded.bare and not (words or continues or behind_tnm or _is_item(place, graded)):
        return
    system = system_of(sentence, systems, start, end, graded.system)
    if system is None and continues and place.before is not None:
        system = next(iter(place.before.of_kind("grade:system")), None)
    anchor = system or (words[-1] if words else place.tumor) or anchor_at(sentence, graded)
    if system is None or system.kind == "grade:system":
        yield _out_of(Told(graded, None, system, anchor, None, implied_system(sentence.text)), place)


def _is_item(place: Place, graded: Graded) -> bool:
    """True for a code between signs in the description of a tumor that was named before: "(a) 31 mm, tail, G2"."""
    ahead, behind = place.text[: graded.start], place.text[graded.end :]
    return place.tumor is not None and bool(_ITEM_AHEAD.search(ahead) and _ITEM_BEHIND.match(behind))


def _of_tumor_before(place: Place, graded: Graded, tumor: Mention) -> Iterator[Told]:
    """Yield a grade in numbers that is said of the tumor named before: "It had progressed to grade III"."""
    sentence = place.sentence
    start, end = sentence.start + graded.start, sentence.start + graded.end
    if (
        is_predicate(sentence, start, end)
        and not is_other(sentence, start, end, None)
        and not events_of(sentence, start, end)
    ):
        yield Told(graded, None, None, tumor)


def _heading(place: Place) -> list[Mention]:
    """Return the system that a short line names whose value stands on the next: "NOTTINGHAM GRADE ....." """
    before = place.before
    if before is None or place.sentence.start - before.end >= 8 or len(before.text) >= 80 or numbered(before.text, []):
        return []
    return before.of_kind(*SYSTEMS)[-1:]


def _numbered(place: Place, graded: Graded, systems: list[Mention]) -> Iterator[Told]:
    sentence = place.sentence
    start, end = sentence.start + graded.start, sentence.start + graded.end
    system = system_of(sentence, systems, start, end, graded.system)
    events = events_of(sentence, start, end)
    tumor = tumor_of(sentence, start, end)
    if (system is not None and system.kind == "grade:event-system") or (
        events
        and not (system is not None and system.kind != "grade:event-system" and distance(system, start, end) < 12)
    ):
        yield from _of_events(graded, system, events, tumor, (start, end))
        return
    responses = [
        m for m in sentence.of_kind("grade:response") if not place.knows_mention(m) and not _is_taken(place, m)
    ]
    response = next((m for m in responses if is_response(sentence, m, start, end)), None)
    if system is not None and system.kind == "grade:response-system":
        yield Told(graded, response, system, system)
    elif response is not None and (tumor is None or distance(response, start, end) <= distance(tumor, start, end)):
        yield Told(graded, response, None, response)
    elif graded.system or ((tumor is not None or system is not None) and not is_other(sentence, start, end, tumor)):
        if place.note and is_dysplastic(sentence, tumor):
            return
        behind_tnm = _BEHIND_TNM.search(sentence.between(start - 4, start)) is not None
        if graded.bare and not graded.system and not behind_tnm and not is_beside(sentence, tumor, start, end):
            return
        anchor = tumor or system or next((m for m in sentence.of_kind("grade:word")), None)
        implied = implied_system(sentence.text) if system is None else None
        found = Told(graded, tumor, system, anchor or anchor_at(sentence, graded), None, implied)
        yield _out_of(found, place)


def _is_taken(place: Place, response: Mention) -> bool:
    """True for a response whose grade stands behind it: of "…, G3 / regression grade (Becker): 2" the second."""
    end = response.end - place.sentence.start
    return any(0 <= start - end < _REACH_OF_GRADE for start, _ in place.taken)


def _of_events(
    graded: Graded, system: Mention | None, events: list[Mention], tumor: Mention | None, at: tuple[int, int]
) -> Iterator[Told]:
    """Yield a grade of adverse events, or of the tumor that stands nearer."""
    if tumor is not None and system is None and distance(tumor, *at) < min(distance(event, *at) for event in events):
        yield Told(graded, tumor, None, tumor)
        return
    if system is not None and system.kind != "grade:event-system":
        system = None
    for event in events:
        yield Told(graded, event, system, event)
    if not events and system is not None:
        yield Told(graded, None, system, system)
