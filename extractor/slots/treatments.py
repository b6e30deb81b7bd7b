"""Treatments: drugs, radiotherapy, surgery and transplants given, planned or refused (mCODE treatment profiles).

For the patient, one record per drug and distinct dose. A drug that is only tested for, measured, not tolerated for
allergy or denied is no treatment; in sentences about others every drug that is named is a fact of the literature.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from spacy.tokens import Doc

from extractor.grammar.agents import Agent, Given, Reading, phrases, reaches
from extractor.grammar.courses import carried_interval, inherit, read
from extractor.grammar.dosing import carried_doses
from extractor.grammar.given import (
    is_antineoplastic,
    is_beside,
    is_example,
    is_general_cause,
    is_given_group,
    is_label,
    is_negated,
    is_no_irradiation,
    is_option,
    is_other,
)
from extractor.grammar.irradiation_times import daily, radiation_dates, radiation_length
from extractor.grammar.items import visible
from extractor.grammar.notes import reads_as_note
from extractor.grammar.periods import last_month, read_dates, read_statuses
from extractor.grammar.places import sentences_with
from extractor.grammar.radiation import Irradiation, irradiations, radiation_name, radiation_words
from extractor.grammar.schedules import compose, with_interval
from extractor.grammar.substances import agents_of
from extractor.grammar.treatment_facts import merged, of_regimens
from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Modifier, Sentence, sentences_of, text_of
from extractor.records import Treatment
from extractor.rules import Term, vocabulary
from extractor.slots import evidence as ev

_GIVEN = frozenset(
    ("started", "resumed", "stopped", "completed", "ongoing")
)  # what only happens to drugs that are given


_TOLD_BY = frozenset({"drug", "regimen", "procedure", "treatment:dose", "treatment:cycle"})
_GRAY = re.compile("G[yY]")
# What shows that a dose is that of a treatment.
_FRACTION = re.compile(
    r"fraction|fx|\d\s?fr\b|Gy\s?/\s?d|sessions|Gy\s?/\s?\d|\d\s?#|\d\s?x\s?\d(?:\.\d)?\s?Gy", re.IGNORECASE
)
_PROPOSING = compiled("treatments", r"{proposing}")
_REACH_OF_REFUSAL = 40
_LONGEST_NOTE = 150  # sentences


def find(doc: Doc) -> list[Treatment]:
    """Return the treatments of a document, one per drug or procedure, distinct dose and subject."""
    reader = _Reader(doc)
    grays = sentences_with(doc, text_of(doc), _GRAY)
    for number, sentence in enumerate(sentences_of(doc)):
        if number in grays or not _TOLD_BY.isdisjoint(sentence.kinds):
            reader.take(_chosen(sentence))
    return of_regimens(merged(reader.records))


def _chosen(sentence: Sentence) -> Sentence:
    """Return a sentence without the options whose boxes are not marked."""
    shown = visible(sentence.text)
    if shown is sentence.text:
        return sentence
    mentions = [m for m in sentence.mentions if shown[m.start - sentence.start : m.end - sentence.start].strip()]
    return replace(sentence, text=shown, mentions=mentions, kinds={m.kind for m in mentions})


class _Reader:
    """Reads the sentences in order, since a sentence may speak of the drugs of the one before."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.is_note = len(sentences_of(doc)) < _LONGEST_NOTE and reads_as_note(doc)
        self.records: list[Treatment] = []
        self.last: list[Treatment] = []  # the drugs of the last sentence that named any
        self.before: list[Treatment] = []  # those of the sentence before it, when it goes on about one treatment
        self.place = 0
        self.is_chemotherapy = False
        self.radiation: Treatment | None = None
        self.month: str | None = None

    def take(self, sentence: Sentence) -> None:
        """Read one sentence."""
        kinds = sentence.kinds
        agents = agents_of(sentence) if "drug" in kinds or "regimen" in kinds else []
        if agents:
            reading = read(sentence, agents)
            if "treatment:status" in kinds:
                read_statuses(reading)
            read_dates(reading, self.month)
            if "regimen" in kinds:
                inherit(reading)
            self._drugs(reading)
        if self.last and not any(agent.specific for agent in agents):
            self._carried(sentence)
        if "procedure" in kinds or "Gy" in sentence.text or "GY" in sentence.text:
            self._procedures(sentence)
        if "in " in sentence.text:
            self.month = last_month(sentence, self.month)

    def _drugs(self, reading: Reading) -> None:
        sentence = reading.sentence
        dropped: set[int] = set()
        named: list[Treatment] = []
        for index, agent in enumerate(reading.agents):
            if is_other(reading, index, dropped):
                dropped.add(index)
                continue
            subject = ev.subject_of(sentence, agent.mention)
            certainty = _certainty(reading, agent)
            if is_general_cause(sentence, agent.mention, subject.value):
                # That somebody took the drug is implied and not told: kept apart by its certainty.
                subject, certainty = (
                    m._replace(value=v) for m, v in ((subject, "literature"), (certainty, "possible"))
                )
            if self.is_note and is_antineoplastic(agent.mention) and is_option(reading, agent, subject.value):
                continue
            if not agent.specific and (
                is_label(reading, index)
                or not is_given_group(reading, agent, subject.value)
                or self._is_known(agent, subject)
            ):
                continue
            doses: list[Given | None] = [*agent.doses] or [None]
            records = [self._drug(reading, agent, given, subject, certainty) for given in doses]
            self.records += records
            if agent.specific:
                named += records
        if named:
            narrows = {record.name for record in named} < {record.name for record in self.last}
            same = (
                self.last
                and not narrows
                and sentence.start - self.place < 250
                and "treatment:status" not in sentence.kinds
            )
            self.before = self.last if same and named[0].subject == self.last[0].subject else []
            self.last, self.place = named, sentence.end
            self.is_chemotherapy = any(is_antineoplastic(agent.mention) for agent in reading.agents)

    def _is_known(self, agent: Agent, subject: Modifier) -> bool:
        """True for a bare "chemotherapy" behind the drugs that it was: it takes up what the report has told."""
        is_bare = not (agent.cycles or agent.doses or agent.duration or agent.begin or agent.finish or agent.status)
        return agent.mention.id == "chemotherapy" and is_bare and self.is_chemotherapy and subject.value == "patient"

    def _drug(
        self, reading: Reading, agent: Agent, given: Given | None, subject: Modifier, certainty: Modifier
    ) -> Treatment:
        sentence, mention = reading.sentence, agent.mention
        term = mention.source
        assert isinstance(term, Term)
        route = (given.route if given is not None else None) or agent.route
        bounds = [mention.start, mention.end]
        if given is not None:
            bounds = _joined(mention, given.start + sentence.start, given.end + sentence.start, reach=25)
        return Treatment(
            kind="drug",
            name=mention.id.removesuffix(" regimen"),
            as_written=reading.text[agent.start : agent.end],
            dose=given.dose.model_copy() if given is not None else None,
            frequency=agent.frequency(given),
            route=route.value if route else None,
            cycles=agent.cycles,
            duration=(given.duration if given is not None else None) or agent.duration,
            start=(given.begin if given is not None else None)
            or (agent.begin if given in agent.doses[:1] or not given else None),
            end=agent.finish,
            status=agent.status.value if agent.status else None,  # type: ignore[arg-type]
            subject=subject.value,  # type: ignore[arg-type]
            certainty=certainty.value,  # type: ignore[arg-type]
            evidence=ev.evidence(self.doc, sentence, *bounds),
            reasons=ev.reasons(
                self.doc,
                ("name", Modifier(mention.id, term.key, mention.start, mention.end)),
                ("subject", subject),
                ("certainty", certainty),
                ("route", route),
                ("status", agent.status),
            ),
        )

    def _carried(self, sentence: Sentence) -> None:
        """Read the doses, cycles and schedule of a sentence that names no drug for the drugs named before."""
        subject = sentence.subject.value if sentence.subject else "patient"
        dosed = "treatment:dose" in sentence.kinds
        if subject != "patient" or not (dosed or self.is_chemotherapy):
            return
        reading = Reading(sentence, [])
        irradiated = "Gy" in sentence.text or any(_kind(m) == "radiotherapy" for m in sentence.of_kind("procedure"))
        if self.is_chemotherapy and not irradiated and (reading.cycles or "treatment:cycle" in sentence.kinds):
            interval = carried_interval(reading)
            for record in (*self.before, *self.last):
                if record.subject == subject:
                    record.cycles = max([record.cycles or 0, *(count.cycles for count in reading.cycles)]) or None
                    record.frequency = with_interval(record.frequency, interval)
        far = sentence.start - self.place > 400
        if far or not dosed or "drug" in sentence.kinds or len({record.name for record in self.last}) != 1:
            return
        known = self.last[-1]
        for given in carried_doses(reading):
            changed = {
                "subject": subject,
                "certainty": "asserted",
                "dose": given.dose,
                "frequency": compose(given.parts),
                "evidence": ev.evidence(self.doc, sentence, given.start + sentence.start, given.end + sentence.start),
                "reasons": [*known.reasons],
                **dict.fromkeys(("start", "end", "duration", "status")),
            }
            self.records.append(known.model_copy(update=changed))

    def _procedures(self, sentence: Sentence) -> None:
        radiation = []
        for mention in sentence.of_kind("procedure"):
            subject = ev.subject_of(sentence, mention)
            if subject.value == "literature" or is_negated(sentence, mention) or is_beside(sentence, mention):
                continue
            if is_general_cause(sentence, mention, subject.value) or is_no_irradiation(sentence, mention):
                continue
            kind = _kind(mention)
            if kind == "radiotherapy":
                radiation.append(mention)
            else:
                self.records.append(self._procedure(sentence, mention, mention.id, kind))
        if radiation or self.radiation is not None:
            for item in irradiations(sentence, radiation):
                self._radiation(sentence, item)
        else:
            for item in _unnamed(sentence):
                self._radiation(sentence, item)

    def _procedure(self, sentence: Sentence, mention: Mention, name: str, kind: str) -> Treatment:
        subject = ev.subject_of(sentence, mention)
        certainty = _plain_certainty(sentence, mention)
        refused = _refusal(sentence, mention)
        return Treatment(
            kind=kind,  # type: ignore[arg-type]
            name=name,
            as_written=sentence.between(mention.start, mention.end),
            subject=subject.value,  # type: ignore[arg-type]
            certainty=certainty.value if refused is None else "hypothetical",  # type: ignore[arg-type]
            status="refused" if refused is not None else None,
            evidence=ev.evidence(self.doc, sentence, mention.start, mention.end),
            reasons=ev.reasons(
                self.doc,
                ("name", Modifier(name, mention.source.key, mention.start, mention.end)),
                ("subject", subject),
                ("certainty", certainty),
                ("status", refused),
            ),
        )

    def _radiation(self, sentence: Sentence, item: Irradiation) -> None:
        if item.mention is not None:
            record = self._procedure(sentence, item.mention, radiation_name(item.mention.id), "radiotherapy")
            if self.is_note:
                record.as_written = radiation_words(sentence, item.mention)
            self.radiation = record
        elif self.radiation is None or item.dose is None or _is_literature(sentence):
            return
        else:
            record = self.radiation.model_copy(deep=True)
        record.fractions = item.fractions
        if item.dose is not None:
            record.dose = item.dose
            bounds = [item.start, item.end]
            if item.mention is not None:
                bounds = _joined(item.mention, item.start, item.end, reach=40)
            record.evidence = ev.evidence(self.doc, sentence, *bounds)
        record.start, record.end = radiation_dates(sentence, item) or (record.start, record.end)
        record.frequency = daily(sentence, item) or record.frequency
        record.duration = radiation_length(sentence, item) or record.duration
        self.records.append(record)


def _unnamed(sentence: Sentence) -> list[Irradiation]:
    """Return the irradiations of a sentence that only gives their doses and fractions: "60 Gy (2 Gy/fraction)"."""
    if _is_literature(sentence) or not _FRACTION.search(sentence.text):
        return []
    found = [item for item in irradiations(sentence, []) if item.dose is not None]
    for item in found:
        item.mention = Mention(item.start, item.end, "procedure", "radiotherapy", _radiotherapy())
    return found


@cache
def _radiotherapy() -> Term:
    return next(term for term in vocabulary().lookup("radiotherapy") if term.kind == "procedure")


def _joined(mention: Mention, start: int, end: int, *, reach: int) -> list[int]:
    """Return the bounds of a mention and its dose: as one span when no more than `reach` characters part them."""
    if min(abs(start - mention.end), abs(mention.start - end)) <= reach:
        return [min(start, mention.start), max(end, mention.end)]
    return sorted([mention.start, mention.end, start, end])


def _kind(mention: Mention) -> str:
    return mention.source.extra.get("kind") or "surgery" if isinstance(mention.source, Term) else "surgery"


def _refusal(sentence: Sentence, mention: Mention) -> Modifier | None:
    """Return the words that say that a procedure was refused: "declined surgery", "surgery was refused"."""
    for cue in sentence.of_kind("treatment:status"):
        ahead = 0 <= mention.start - cue.end <= _REACH_OF_REFUSAL and reaches(cue) == "forward"
        behind = 0 <= cue.start - mention.end <= 2 and reaches(cue) == "backward"
        if cue.id == "refused" and (ahead or behind):
            between = sentence.between(min(cue.end, mention.end), max(cue.start, mention.start))
            if not re.search(r"[.,;:]|\bbut\b", between):
                return Modifier("refused", cue.source.key, cue.start, cue.end)
    return None


def _is_literature(sentence: Sentence) -> bool:
    return sentence.subject is not None and sentence.subject.value == "literature"


def _plain_certainty(sentence: Sentence, mention: Mention) -> Modifier:
    certainty = ev.certainty_of(sentence, mention)
    if certainty.value != "possible":
        return certainty
    proposed = _PROPOSING.fullmatch(sentence.between(certainty.start, certainty.end)) is not None
    return certainty._replace(value="hypothetical" if proposed else "asserted")


def _certainty(reading: Reading, agent: Agent) -> Modifier:
    """Return how sure it is that a drug was given: suspicions are about diseases, and words of giving outrank plans."""
    sentence, mention = reading.sentence, agent.mention
    certainty = _plain_certainty(sentence, mention)
    if agent.status is not None and agent.status.value in ("planned", "refused"):
        return agent.status._replace(value="hypothetical")
    if certainty.value == "asserted" and is_example(reading, agent):
        told = sentence.of_kind("treatment:given", "treatment:status")
        if not any(cue.end <= mention.start for cue in told) and not phrases("before_given").search(
            reading.text[: agent.start]
        ):
            return Modifier("hypothetical", "such as", mention.start, mention.start)
    if certainty.value == "hypothetical" and certainty.end <= mention.start:
        for cue in sentence.of_kind("treatment:status"):
            if certainty.end <= cue.start and cue.end <= mention.start and cue.id in _GIVEN:
                return Modifier("asserted", cue.source.key, cue.start, cue.end)
    return certainty
