"""What a grade is of: the tumor or the adverse events that its words stand beside."""

from __future__ import annotations

import re

from extractor.grammar.wording import compiled, phrases, pieces
from extractor.mentions import Mention, Sentence

_TUMORS = ("tumor", "grade:lesion")
_EVENTS = ("event", "grade:event")
_LISTED = re.compile(r"^\s?(?:,|and|as well as|with|,\s?and|&)\s?$")
_OWN_GRADE = re.compile(r"^\s?\(?,?\s?(?:of\s|was\s)?(?:CTC\w{0,2},?\s)?[Gg](?:rade|\d)")
_VERB = compiled("grades", r"[.;]|\b{statement_verbs}\b", cased=True)
_OF_GRADE = re.compile(r"^\s?(?:\(|,|:|=)?\s?(?:(?:CTC\w{0,2}|NCI)[\s,]{1,2})?(?:of|was)?\s?$")
_ENDS_AHEAD = compiled("grades", r"[.;,:()]|\b{behind_grade_ends}\b|\band\s{determiners}\b", cased=True)
_ADVERSE = compiled("grades", r"\b{adverse_words}\b")
_WHICH = compiled("grades", r"\bwhich\b(?!\s(?:\w+\s){0,3}?{link_verbs}\b[^,;]{0,40}$)", cased=True)
_NEXT_PLACE = re.compile(r"\b(?:in|at|on|and)\b")
_LONGEST_ASIDE = 16
_SAME = re.compile(r"^[\s,:;(-]{0,3}(?:(?:was|is|were|are)\s)?(?:of\s)?(?:an?\s)?$")
_INCLUDES = compiled("grades", r"^\s?[,:(]?\s?{including}\s(?:[\w-]{1,20}\s)?$|^\s?[:(]\s?$")
_SHORTEST = 2
_AHEAD = 24
_CELL = re.compile(r"[.;:\t|\n]|\s{3,}|\s/\s")
_CLAUSE_ENDS = re.compile(r";|(?<!i\.e)(?<!e\.g)(?<!vs)\.\s|\bbut\b")
_REACH_OF_LISTS = 60
_REACH_OF_PRECURSOR = 90
_DYSPLASTIC = compiled("grades", r"\b{dysplastic}\b")
_PLAIN = compiled("grades", r"{plain_dysplasia}")
_IN_ASIDE = re.compile(r"[^()]{0,60}\)[^(]*$")  # a tumor in parentheses that are closed before the grade
_OWN_GRADES = compiled("grades", r"\b{graded_dysplasia}\b")
_PARENTHESIS = re.compile(r"\([^()]{0,20}\)")


def distance(mention: Mention, start: int, end: int) -> int:
    """Return how many characters lie between a mention and words at [start, end)."""
    return mention.start - end if mention.start >= end else max(start - mention.end, 0)


def tumor_of(sentence: Sentence, start: int, end: int) -> Mention | None:
    """Return the tumor that words at [start, end) grade: the next one without a verb between, else the one before."""
    others = sentence.with_late("grade:other")
    tumors = [
        m
        for m in sentence.of_kind(*_TUMORS)
        if m.end - m.start > _SHORTEST and not any(o.start <= m.start and m.end < o.end for o in others)
    ]
    around = [m for m in tumors if (m.start <= start and end <= m.end) or (start <= m.start and m.end <= end)]
    if around:
        return around[0]
    aside = _opens_aside(sentence, tumors, start)
    after = [
        m
        for m in tumors
        if m.start >= end - 1
        and m.start - end < 60
        and not _ENDS_AHEAD.search(_ahead(sentence.between(end, m.start), aside=aside))
    ]
    before = [
        m
        for m in tumors
        if m.end <= start + 1
        and start - m.end < 90
        and not _CLAUSE_ENDS.search(sentence.between(m.end, start))
        and not _WHICH.search(sentence.between(m.end, start))
    ]
    outside = [m for m in before if not _IN_ASIDE.match(sentence.between(m.end, start))]
    before = outside or before
    nearest = max(before, key=lambda m: (m.end, m.end - m.start, m.kind == "tumor"), default=None)
    if after:
        first = min(after, key=lambda m: (m.start, m.start - m.end, m.kind != "tumor"))
        # "lobular carcinoma grade II in one breast and ductal carcinoma": the grade belongs to what it follows.
        follows = nearest is not None and start - nearest.end < 3
        return nearest if follows and _NEXT_PLACE.search(sentence.between(end, first.start)) else first
    if nearest is not None:
        return nearest
    loose = [m for m in tumors if end <= m.start < end + 50 and not _VERB.search(sentence.between(end, m.start))]
    return min(loose, key=lambda m: (m.start, m.start - m.end), default=None)


def only_tumor(sentence: Sentence, mention: Mention) -> Mention | None:
    """Return the one tumor of a sentence that tells of a differentiation: "poor differentiation marked the sarcoma"."""
    tumors = _widest(sentence.of_kind("tumor"))
    is_noun = sentence.between(mention.start, mention.end).lower().endswith("differentiation")
    return tumors[0] if is_noun and len(tumors) == 1 and tumors[0].start > mention.end else None


def _opens_aside(sentence: Sentence, tumors: list[Mention], start: int) -> bool:
    """True where a grade in parentheses follows no tumor and so is one of the next: "a WHO (grade II) astrocytoma"."""
    begin = max(start - _LONGEST_ASIDE, sentence.start)
    opening = sentence.between(begin, start).rfind("(")
    place = begin + opening
    return opening >= 0 and not any(place - 3 <= m.end <= place for m in tumors)


def _ahead(gap: str, *, aside: bool) -> str:
    """Return what stands between a grade and the next tumor, asides left out."""
    return _PARENTHESIS.sub("", gap.replace(")", "", 1) if aside and gap.startswith(")") else gap)


def events_of(sentence: Sentence, start: int, end: int) -> list[Mention]:
    """Return the adverse events that a grade at [start, end) is of: those listed behind it, else the one before."""
    events = [m for m in _adverse(sentence) if not is_other(sentence, start, end, m)]
    beside = [
        m for m in events if m.end <= start and start - m.end < 14 and _OF_GRADE.match(sentence.between(m.end, start))
    ]
    aside = _opens_aside(sentence, events, start)
    after = [
        m
        for m in events
        if m.start >= end
        and m.start - end < 45
        and not re.search(r"[,)]", gap := _ahead(sentence.between(end, m.start), aside=aside))
        and not _VERB.search(gap)
    ]
    if beside and (not after or re.match(r"\s?(?:and|or|,|in)\b", sentence.between(end, after[0].start))):
        return beside[-1:]
    if after:
        listed = _included(sentence, events, after[0]) or [after[0]]
        for event in events:
            is_next = event.start >= listed[-1].end and _LISTED.match(sentence.between(listed[-1].end, event.start))
            if is_next and not _OWN_GRADE.match(sentence.between(event.end, event.end + 14)):
                listed.append(event)
        return listed
    before = [
        m
        for m in events
        if m.end <= start and start - m.end < 40 and not re.search(r"[;]|\.\s", sentence.between(m.end, start))
    ]
    return before[-1:]


def _included(sentence: Sentence, events: list[Mention], event: Mention) -> list[Mention]:
    """Return the first event that a word for all of them introduces: "grade 3 toxicities included nausea and rash"."""
    following = [m for m in events if m.start >= event.end]
    if event.kind != "grade:event" or not following:
        return []
    return following[:1] if _INCLUDES.match(sentence.between(event.end, following[0].start)) else []


def respective(sentence: Sentence, start: int, end: int, count: int) -> list[Mention]:
    """Return the list of so many events or tumors beside [start, end): "nausea and fatigue of grades 3 and 2"."""
    lists = []
    for mentions in (_adverse(sentence), _widest(sentence.of_kind("tumor"))):
        run: list[Mention] = []
        for mention in mentions:
            if run and not _LISTED.match(sentence.between(run[-1].end, mention.start)):
                lists.append(run)
                run = []
            run.append(mention)
        lists.append(run)
    fitting = [run for run in lists if len(run) == count and _apart(run, start, end) < _REACH_OF_LISTS]
    return min(fitting, key=lambda run: _apart(run, start, end), default=[])


def _apart(run: list[Mention], start: int, end: int) -> int:
    return min(distance(run[0], start, end), distance(run[-1], start, end))


def _adverse(sentence: Sentence) -> list[Mention]:
    """Return the adverse events of a sentence; what has grades of its own is one only where harm is spoken of."""
    events = _widest(sentence.of_kind(*_EVENTS))
    others = sentence.with_late("grade:other")
    if not others or "grade:event-system" in sentence.kinds or _ADVERSE.search(sentence.text):
        return events
    return [
        m for m in events if not any(o.start < m.end and m.start < o.end and not _holds(sentence, m, o) for o in others)
    ]


def _holds(sentence: Sentence, event: Mention, other: Mention) -> bool:
    """True for an event whose name holds another thing with grades: neutropenic fever."""
    longer = event.start <= other.start and other.end <= event.end and event.end - event.start > other.end - other.start
    return longer and sentence.between(other.start, other.end).lower() in phrases("grades", "held_by_events")


def _widest(mentions: list[Mention]) -> list[Mention]:
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def written(sentence: Sentence, target: Mention | None, start: int, end: int) -> str | None:
    """Return the graded thing as written, without the words of its grade where the term holds them."""
    if target is None:
        return None
    if sentence.between(target.start, target.end).lower() in pieces("grades", "any_tumor"):
        named = [m for m in sentence.of_kind("tumor") if m.end <= start]
        if named and _SAME.match(sentence.between(named[-1].end, start)):
            target = named[-1]  # "breast carcinoma, grade II tumor"
    if target.start <= start and end <= target.end:
        return (sentence.between(target.start, start) + sentence.between(end, target.end)).strip(" ,-") or None
    return plain_name(sentence, target)


def plain_name(sentence: Sentence, target: Mention) -> str:
    """Return the name of a graded thing without a grade that the term begins with: "low-grade glioma" is a glioma."""
    own = [m.end for m in sentence.of_kind("grade:level", "grade:differentiation") if m.start == target.start]
    start = max((position for position in own if position < target.end), default=target.start)
    return sentence.between(start, target.end).strip(" ,-")


def is_other(sentence: Sentence, start: int, end: int, target: Mention | None) -> bool:
    """True when something that is no tumor stands nearer to a grade than the tumor does."""
    events = [] if target is None or target.kind not in _EVENTS else [target]
    others = [
        distance(m, start, end)
        for m in sentence.with_late("grade:other")
        if distance(m, start, end) < 30 and not any(_holds(sentence, event, m) for event in events)
    ]
    return bool(others) and (target is None or min(others) < distance(target, start, end))


def is_dysplastic(sentence: Sentence, target: Mention | None, *, ahead: bool = False) -> bool:
    """True for dysplasia and its like, whose grade is part of its name; `ahead` for words of it before a grade."""
    if target is None or precursor(sentence, target):
        return False
    words = sentence.between(target.start - _AHEAD if ahead else target.start, target.start if ahead else target.end)
    return _DYSPLASTIC.search(_CELL.split(words)[-1] if ahead else words) is not None


def precursor(sentence: Sentence, target: Mention) -> bool:
    """True where a precursor that is graded by its dysplasia is named in or ahead of a graded thing: PanIN, IPMN."""
    begin = max(target.start - _REACH_OF_PRECURSOR, sentence.start)
    return _OWN_GRADES.search(_CLAUSE_ENDS.split(sentence.between(begin, target.end))[-1]) is not None


def precursor_of(sentence: Sentence, target: Mention) -> Mention:
    """Return the precursor whose dysplasia is graded: of "IPMN with low grade dysplasia" the IPMN."""
    if not _PLAIN.fullmatch(sentence.between(target.start, target.end)):
        return target
    ahead = [
        m for m in sentence.of_kind(*_TUMORS) if m.end <= target.start and target.start - m.end < _REACH_OF_PRECURSOR
    ]
    named = [m for m in ahead if _OWN_GRADES.search(sentence.between(m.start, m.end))]
    return named[-1] if named else target
