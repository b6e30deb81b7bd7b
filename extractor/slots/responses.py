"""Responses: what treatment did to a tumor, in one patient or in a group (RECIST 1.1, PERCIST, Lugano, Huvos).

A category (CR, PR, SD, PD, pCR) needs words that say so of a tumor; "improved" is none, nor is what symptoms do. A
percentage needs the words for what it measures beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import inf

from spacy.tokens import Doc

from extractor.grammar.alike import merge_alike
from extractor.grammar.lesions import speaks_of_tumor
from extractor.grammar.notes import reads_as_note
from extractor.grammar.percentages import Percentage, runs
from extractor.grammar.places import sentences_with
from extractor.grammar.quantities import DATE, MONTHS
from extractor.grammar.rates import Rate, rates, treatment_near
from extractor.grammar.response_words import categories, criteria
from extractor.grammar.shares import Share, goes_on, measured, prevalence, signed
from extractor.grammar.timepoints import timepoints
from extractor.grammar.wording import compiled
from extractor.mentions import NOTE, Mention, Modifier, Sentence, sentences_of, text_of
from extractor.records import Response
from extractor.slots import evidence as ev

_TREATED = compiled("responses", r"\b{treated}\b")
_SAYING = frozenset({"response:category", "response:letters", "response:gone", "response:stable", "response:progress"})
_PERCENT = [re.compile("%"), re.compile(r"cent(?:(?<=percent)|(?<=per cent))")]
_PLAIN_DATE = re.sub(r"\?P<\w+>", "?:", DATE.pattern)
_FIGURES = r"(?:0?[1-9]|1[0-2])/(?:19|20)\d\d"  # 05/2026
_IN_DATE = re.compile(r"(?:[^.;,]{0,30}?\b(?:in|on|since|until|through)\s(?:early\s|late\s)?|\s)(?=[A-Z\d])")
# What ends a statement about a response: another statement, or what happened to the patient at another time.
_ELSEWHERE = compiled("responses", r"[;:]|\([^()]{0,110}$|\b{other_events}\b")
_OTHER_COURSE = compiled("responses", r";|\b{other_course}\b")
_THEN = re.compile(r"\bthen\s$")
_CLAUSE = 90  # characters of a clause in front of a statement
_OPENING_DATE = re.compile(
    r"(?:^|[,;.]\s|\b(?:but|and)\s)(?:in|by|on)\s(?:early\s|late\s)?"
    rf"(?P<date>{_PLAIN_DATE}|{_FIGURES}|(?:{'|'.join(MONTHS)})(?!\s\d))\b",
    re.IGNORECASE,
)
_DATE_BEHIND = re.compile(rf"(?:{_PLAIN_DATE}|{_FIGURES}|(?:{'|'.join(MONTHS)})(?!\s\d))(?![\w/])")
_OPENING = 20  # characters in which a time that opens a sentence begins
_ONE_EPISODE = 250
_BEFORE_TREATED = 800  # characters in front of the words that tell of a treatment
_MAJOR = "response:major"
_RATES = {"CR": "complete_response_rate", "PR": "partial_response_rate", "SD": "other", "PD": "other"}


def find(doc: Doc) -> list[Response]:
    """Return the responses of a document; mentions that agree in all they say are one record."""
    if not speaks_of_tumor(doc):
        return []
    found = merge_alike(_all(doc, sentences_of(doc)), _buckets, _agree)
    if reads_as_note(doc):
        begin = _treated_from(doc, found)  # necrosis before it is the tumor's own
        found = [r for r in found if r.measure != "necrosis" or r.evidence[-1].start + _BEFORE_TREATED > begin]
    return found


def _treated_from(doc: Doc, found: list[Response]) -> float:
    """Return where a note first tells that a tumor was treated before it was examined; infinity when it never does."""
    viable = [record.evidence[0].start for record in found if record.measure == "viable_tumor"]
    told = _TREATED.search(text_of(doc))
    return min([*viable, *([told.start()] if told is not None else [])], default=inf)


def _all(doc: Doc, sentences: list[Sentence]) -> Iterator[Response]:
    previous: Sentence | None = None
    shares = sentences_with(doc, text_of(doc), *_PERCENT)
    note = doc.user_data.get(NOTE)
    for index, sentence in enumerate(sentences):
        said = [] if _SAYING.isdisjoint(sentence.kinds) else categories(sentence)
        lists = runs(sentence.text) if index in shares else []
        if lists:
            yield from _percentages(doc, sentence, previous, lists, said)
        for mention, value in said:
            if mention.kind == "response:progress" and ev.subject_of(sentence, mention).value == "literature":
                continue  # how a disease progresses in general
            yield _category(doc, sentence, previous, mention, value)
        for mention in sentence.of_kind(_MAJOR)[:1] if note else ():
            if sentence.modifier(mention, "negation") is None:
                yield _major(doc, sentence, mention)
        previous = sentence


def _percentages(
    doc: Doc,
    sentence: Sentence,
    previous: Sentence | None,
    lists: list[list[Percentage]],
    said: list[tuple[Mention, str]],
) -> Iterator[Response]:
    """Yield what the percentages of a sentence measure; a category that names a rate is taken from `said`."""
    ours = _subject(sentence) == "patient"
    weak = [] if ours else [(mention, _RATES[value]) for mention, value in said if value in _RATES]
    weak += [] if ours else [(mention, mention.id) for mention in _weak_rates(sentence)]
    found = rates(sentence, lists, weak)
    for rate in (rate for rate in found if rate.measure != "other"):
        yield _rate(doc, sentence, rate)
    named = {rate.cue.start for rate in found}
    said[:] = [(mention, value) for mention, value in said if mention.start not in named]
    used = {rate.start for rate in found}
    share: Share | None = None
    last: Percentage | None = None
    for run, percentage in ((r, p) for r in lists for p in r if sentence.start + p.start not in used):
        continued = share if last is not None and goes_on(sentence, last, percentage) else None
        share, last = measured(sentence, run, bool(said)) or continued or signed(sentence, percentage, said), percentage
        if share is not None:
            yield _share(doc, sentence, previous, percentage, *share)
        elif _subject(sentence) == "literature" and (of := prevalence(sentence, percentage)) is not None:
            yield _prevalence(doc, sentence, percentage, of)


def _weak_rates(sentence: Sentence) -> list[Mention]:
    """Return the words of a sentence that are a rate only beside a percentage: "40% responded"."""
    strong = sentence.of_kind("response:rate")
    return [
        mention
        for mention in sentence.of_kind("response:weak-rate")
        if not any(rate.start < mention.end and mention.start < rate.end for rate in strong)
    ]


def _subject(sentence: Sentence) -> str:
    return sentence.subject.value if sentence.subject is not None else "patient"


def _category(doc: Doc, sentence: Sentence, previous: Sentence | None, mention: Mention, value: str) -> Response:
    subject, certainty = ev.subject_of(sentence, mention), ev.certainty_of(sentence, mention)
    by = criteria(sentence, mention)
    return Response(
        measure="category",
        category=value,  # type: ignore[arg-type]
        criteria=by.id if by else None,
        timepoint=_timepoint(sentence, previous, mention.start, mention.end),
        of=treatment_near(sentence, mention.start, mention.end),
        subject=subject.value,  # type: ignore[arg-type]
        certainty=certainty.value,  # type: ignore[arg-type]
        evidence=ev.evidence(doc, sentence, mention.start, mention.end),
        reasons=ev.reasons(
            doc,
            ("category", Modifier(value, mention.source.key, mention.start, mention.end)),
            ("criteria", Modifier(by.id, by.source.key, by.start, by.end) if by else None),
            ("subject", subject),
            ("certainty", certainty),
        ),
    )


def _major(doc: Doc, sentence: Sentence, mention: Mention) -> Response:
    """Return a major pathologic response, which says that little tumor is viable without a share."""
    subject, certainty = ev.subject_of(sentence, mention), ev.certainty_of(sentence, mention)
    return Response(
        measure="pathologic_response",
        subject=subject.value,  # type: ignore[arg-type]
        certainty=certainty.value,  # type: ignore[arg-type]
        evidence=ev.evidence(doc, sentence, mention.start, mention.end),
        reasons=ev.reasons(
            doc,
            ("measure", Modifier(mention.id, mention.source.key, mention.start, mention.end)),
            ("subject", subject),
            ("certainty", certainty),
        ),
    )


def _rate(doc: Doc, sentence: Sentence, rate: Rate) -> Response:
    certainty = ev.certainty_of(sentence, rate.cue)
    return Response(
        measure=rate.measure,  # type: ignore[arg-type]
        quantity=rate.percentage.quantity,
        timepoint=rate.timepoint,
        n=rate.n,
        of=rate.of,
        subject="literature",
        certainty=certainty.value,  # type: ignore[arg-type]
        evidence=ev.evidence(doc, sentence, rate.start, rate.end),
        reasons=ev.reasons(
            doc,
            ("measure", Modifier(rate.measure, rate.cue.source.key, rate.cue.start, rate.cue.end)),
            ("certainty", certainty),
        ),
    )


def _share(
    doc: Doc,
    sentence: Sentence,
    previous: Sentence | None,
    percentage: Percentage,
    measure: str,
    direction: str | None,
    cue: Mention,
) -> Response:
    subject, certainty = ev.subject_of(sentence, cue), ev.certainty_of(sentence, cue)
    start, end = sentence.start + percentage.start, sentence.start + percentage.end
    by = criteria(sentence, cue) or (
        criteria(previous, None)
        if previous and measure == "tumor_size" and previous.paragraph == sentence.paragraph
        else None
    )
    first, last = min(start, cue.start), max(end, cue.end)
    return Response(
        measure=measure,  # type: ignore[arg-type]
        quantity=percentage.quantity,
        direction=direction,  # type: ignore[arg-type]
        criteria=by.id if by and measure == "tumor_size" else None,
        timepoint=_timepoint(sentence, None, first, last) if measure == "tumor_size" else None,
        of=treatment_near(sentence, first, last),
        subject=subject.value,  # type: ignore[arg-type]
        certainty=certainty.value,  # type: ignore[arg-type]
        evidence=ev.evidence(doc, sentence, first, last),
        reasons=ev.reasons(
            doc,
            ("measure", Modifier(measure, cue.source.key, cue.start, cue.end)),
            ("criteria", Modifier(by.id, by.source.key, by.start, by.end) if by else None),
            ("subject", subject),
            ("certainty", certainty),
        ),
    )


def _prevalence(doc: Doc, sentence: Sentence, percentage: Percentage, of: str) -> Response:
    return Response(
        measure="prevalence",
        quantity=percentage.quantity,
        of=of,
        subject="literature",
        evidence=ev.evidence(doc, sentence, sentence.start + percentage.start, sentence.start + percentage.end),
    )


def _timepoint(sentence: Sentence, previous: Sentence | None, start: int, end: int) -> str | None:
    """Return the time of an assessment at [start, end): behind it, ahead of it, or opening the sentence before."""
    times = timepoints(sentence.text)
    first, last = start - sentence.start, end - sentence.start
    behind = [
        t for t in times if last <= t.start <= last + 110 and not _ELSEWHERE.search(sentence.text[last : t.start])
    ]
    ahead = [
        t for t in times if t.end <= first and first - t.end <= 110 and not _THEN.search(sentence.text[t.end : first])
    ]
    date = _date_behind(sentence, last)
    if date is not None and not behind:
        return date
    if behind and (behind[0].start - last <= 30 or not ahead):
        return behind[0].written
    if ahead:
        return ahead[-1].written
    if (opened := _date_ahead(sentence, first)) is not None:
        return opened
    if times and times[0].start < _OPENING and not _OTHER_COURSE.search(sentence.text[times[0].end : first]):
        return times[0].written
    if previous is not None and previous.paragraph == sentence.paragraph:
        opening = [t for t in timepoints(previous.text[:40]) if t.start < _OPENING]
        treated = opening and (
            _OTHER_COURSE.search(previous.text, opening[0].end) or _OTHER_COURSE.search(sentence.text[:first])
        )
        if opening and not treated and not any(m.kind == "response:category" for m in previous.mentions):
            return opening[0].written
    return None


def _date_behind(sentence: Sentence, last: int) -> str | None:
    """Return the month that stands right behind a statement: "progression in June 2011"."""
    match = _IN_DATE.match(sentence.text, last)
    date = _DATE_BEHIND.match(sentence.text, match.end()) if match is not None else None
    return date[0] if date is not None else None


def _date_ahead(sentence: Sentence, first: int) -> str | None:
    """Return the month that opens the clause of a statement: "In May 2014 he progressed", "by May the CT showed"."""
    text = sentence.text[max(0, first - _CLAUSE) : first]
    opening = next(reversed([*_OPENING_DATE.finditer(text)]), None)
    if opening is None or _ELSEWHERE.search(text, opening.end()) or _OTHER_COURSE.search(text, opening.end()):
        return None
    return opening["date"]


def _buckets(record: Response) -> list[tuple[object, ...]]:
    quantity = record.quantity
    amount = (quantity.value, quantity.low, quantity.high) if quantity is not None else None
    group = record.of if record.measure == "prevalence" else None
    return [(record.measure, record.category, record.subject, record.certainty == "asserted", amount, group)]


def _agree(known: Response, record: Response) -> bool:
    """Tell whether no field of two responses disagrees; the fuller name of the criteria then holds for both."""
    is_far = record.evidence[0].start - known.evidence[-1].end > _ONE_EPISODE
    if known.measure == "category" and is_far and (known.timepoint, known.of) != (record.timepoint, record.of):
        return False  # two episodes rather than two mentions of one
    fields = ("timepoint", "n", "direction") if known.measure != "category" else ("timepoint",)
    if any(
        getattr(known, f) is not None and getattr(record, f) is not None and getattr(known, f) != getattr(record, f)
        for f in fields
    ):
        return False
    if known.criteria and record.criteria:
        if not known.criteria.startswith(record.criteria) and not record.criteria.startswith(known.criteria):
            return False
        known.criteria = max(known.criteria, record.criteria, key=len)
    return True
