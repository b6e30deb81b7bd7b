"""Treatments: drugs, radiotherapy, surgery and transplants given, planned or refused (mCODE treatment profiles).

For the patient, one record per drug and distinct dose. A drug that is only tested for, measured, not tolerated for
allergy or denied is no treatment; in sentences about others every drug that is named is a fact of the literature.
"""

from __future__ import annotations

import re
from collections.abc import Hashable

from spacy.tokens import Doc

from extractor.courses import PER_TIME, Agent, Given, Reading, groups, is_measured, read, words
from extractor.facts import absorb
from extractor.mentions import Mention, Modifier, Sentence, holding
from extractor.quantities import DATE, partial_date
from extractor.radiation import Irradiation, irradiations
from extractor.records import Dose, Treatment
from extractor.rules import Term
from extractor.slots import evidence as ev

_WORDS = re.compile(r"[A-Za-z]+")
_LIST = re.compile(r"^[\s,/&+-]*(?:\b(?:and|or|nor|as well as|and/or)\b)?[\s,/]*$")
_SUCH_AS = re.compile(r"\b(?:such as|like|e\.g\.,?|including)\s(?:[\w-]{3,20}(?:,| and| or)\s){0,4}$")
_AMOUNT_BEHIND = re.compile(r"^\s?[(:,]?\s?(?:at\s|of\s)?\d[\d.,]*\s?(?:mg|g|[µμu]g|mcg|IU|units?|mEq|MIU|MU)\b(?!\s?/\s?(?:d?l|ml|mmol|mol)\b)", re.IGNORECASE)
_AMOUNT_AHEAD = re.compile(r"\d\s?(?:mg|g|[µμu]g|mcg|IU|units?|mEq)\s(?:of\s|oral\s|intravenous\s)?$")
_ASIDE = re.compile(r"\([^()]{1,40}\)")
_DRUGS = frozenset(("antineoplastic", "supportive", "other"))
_BESIDE = re.compile(r"^[\s-]{0,2}(?:(?:to|of|for|the|a|an|with|therapy|treatment|drug|hydrochloride|sulfate)\s)?$")
_SLASH_DATE = re.compile(r"\b(?:(?P<day>[0-3]?\d)[/.])?(?P<month>0?[1-9]|1[0-2])[/.](?P<year>(?:19|20)\d\d)\b")
_YEAR = re.compile(r"(?<=\b(?:in|om)\s)(?P<year>(?:19|20)\d\d)\b|(?<=since\s)(?P<year2>(?:19|20)\d\d)\b")
_CENTURY = re.compile(r"(?:19|20)\d\d")
_SPAN = re.compile(r"\bfrom (?P<first>[A-Z][a-z]{2,8}) (?:to|until|through) (?P<last>[A-Z][a-z]{2,8}) (?P<year>(?:19|20)\d\d)\b")
_SINCE = re.compile(r"\b(?:from|since|starting|beginning|as of)\s(?:in\s|on\s|early\s|late\s|mid\s)?$", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:until|till|through|up to)\s(?:the end of\s|early\s|late\s)?$", re.IGNORECASE)
_IN = re.compile(r"\b(?:in|on)\s(?:early\s|late\s|mid\s)?$", re.IGNORECASE)
_SAME_MONTH = re.compile(r"\bin (?:the|that) same month\b")
_MONTH = re.compile(r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b")


def find(doc: Doc) -> list[Treatment]:
    """Return the treatments of a document, one per drug or procedure, distinct dose and subject."""
    reader = _Reader(doc)
    for sentence in holding(doc, "drug", "regimen", "procedure", "treatment:dose", "treatment:cycle"):
        reader.take(sentence)
    return _merged(reader.records)


class _Reader:
    """Reads the sentences in order, since a sentence may speak of the drugs of the one before."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.records: list[Treatment] = []
        self.last: list[Treatment] = []  # the drugs of the last sentence that named any
        self.before: list[Treatment] = []  # those of the sentence before it, when it goes on about one treatment
        self.place = 0
        self.is_chemotherapy = False
        self.radiation: Treatment | None = None
        self.month: str | None = None

    def take(self, sentence: Sentence) -> None:
        """Read one sentence."""
        agents = _agents(sentence)
        procedures = sentence.of_kind("procedure")
        if agents:
            reading = read(sentence, agents)
            _statuses(reading)
            self._dates(reading)
            self._drugs(reading)
        if not any(agent.specific for agent in agents):
            self._carried(sentence)
        if procedures or "Gy" in sentence.text:
            self._procedures(sentence, procedures)
        if "in " in sentence.text:
            self._remember(sentence)

    # --- drugs -------------------------------------------------------------------------------------------------------

    def _drugs(self, reading: Reading) -> None:
        sentence = reading.sentence
        dropped: set[int] = set()
        current: list[tuple[Treatment, bool]] = []
        listed = {agent.mention.id for agent in reading.agents if agent.mention.kind == "drug"}
        for index, agent in enumerate(reading.agents):
            if _is_other(reading, index, dropped):
                dropped.add(index)
                continue
            subject = ev.subject_of(sentence, agent.mention)
            if not agent.specific and not _is_given_group(reading, agent, subject.value):
                continue
            certainty = _certainty(reading, agent)
            _inherit(reading, agent, listed)
            for given in agent.doses or [None]:
                current.append((self._drug(reading, agent, given, subject, certainty), agent.specific))
        self.records += [record for record, _ in current]
        named = [record for record, specific in current if specific]
        if named:
            same = self.last and sentence.start - self.place < 250 and not reading.sentence.of_kind("treatment:status")
            self.before = self.last if same and named[0].subject == self.last[0].subject else []
            self.last, self.place = named, sentence.end
            self.is_chemotherapy = any(_is_antineoplastic(agent.mention) for agent in reading.agents)

    def _drug(self, reading: Reading, agent: Agent, given: Given | None, subject: Modifier, certainty: Modifier) -> Treatment:
        sentence, mention = reading.sentence, agent.mention
        term = mention.source
        assert isinstance(term, Term)
        bounds = [mention.start, mention.end]
        if given is not None:
            first, last = given.start + sentence.start, given.end + sentence.start
            near = min(abs(first - mention.end), abs(mention.start - last)) <= 25
            bounds = [min(first, mention.start), max(last, mention.end)] if near else sorted([*bounds, first, last])
        return Treatment(
            kind="drug",
            name=mention.id.removesuffix(" regimen"),
            as_written=reading.text[agent.start : agent.end],
            dose=given.dose.model_copy() if given is not None else None,
            frequency=agent.frequency(given),
            route=agent.route.value if agent.route else None,
            cycles=agent.cycles,
            duration=agent.duration,
            start=agent.begin,
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
                ("route", agent.route),
                ("status", agent.status),
            ),
        )

    def _carried(self, sentence: Sentence) -> None:
        """Read the doses, cycles and schedule of a sentence that names no drug for the drugs named before."""
        subject = sentence.subject.value if sentence.subject else "patient"
        if not self.last or subject != "patient":
            return
        reading = Reading(sentence, [])
        for count in reading.cycles if self.is_chemotherapy else ():
            for record in (*self.before, *self.last):
                if record.subject == subject:
                    record.cycles = max(record.cycles or 0, count.cycles)
        dosed = sentence.of_kind("treatment:dose")
        if not dosed or sentence.start - self.place > 400 or sentence.of_kind("drug"):
            return
        first = min(m.start for m in dosed) - sentence.start
        single = {record.name for record in self.last}
        refused = [m.end - sentence.start for m in sentence.of_kind("treatment:not-dose")]
        listed = [
            a for a in reading.amounts
            if a.dose.unit not in ("Gy", "cGy", "ml", "mEq", "ng", "U") and not any(0 <= a.start - e <= 2 for e in refused)
            and a.start >= first and a.start - first < 120 and not is_measured(reading, a, 0)
        ]  # fmt: skip
        if len(single) != 1 or not listed:
            return
        record = self.last[-1]
        for amount in listed:
            limit = next((other.start for other in listed if other.start > amount.end), amount.end + 40)
            schedule = [p for p in reading.parts if amount.end <= p.start < limit and reading.linked(amount.end, p.start)]
            agent = Agent(Mention(0, 0, "drug", record.name, None), 0, 0, True, parts=schedule)  # type: ignore[arg-type]
            copy = record.model_copy(deep=True, update={"subject": subject, "certainty": "asserted"})
            copy.dose = amount.dose
            copy.frequency = agent.frequency(None) or PER_TIME.get(amount.per_time or "", (None, None))[1]
            copy.evidence = ev.evidence(self.doc, sentence, amount.start + sentence.start, amount.end + sentence.start)
            copy.start = copy.end = copy.duration = copy.status = None
            self.records.append(copy)

    def _dates(self, reading: Reading) -> None:
        """Read when the drugs were started and ended."""
        text = reading.text
        if _CENTURY.search(text) is None and "same month" not in text:
            return
        spans = [(m.start(), m.end(), partial_date(m)) for m in DATE.finditer(text)]
        spans += [(m.start(), m.end(), f"{m['year']}-{int(m['month']):02d}" + (f"-{int(m['day']):02d}" if m["day"] else "")) for m in _SLASH_DATE.finditer(text)]
        spans += [(m.start(), m.end(), m["year"] or m["year2"]) for m in _YEAR.finditer(text)]
        same = _SAME_MONTH.search(text)
        if same is not None and self.month is not None:
            spans.append((same.start(), same.end(), self.month))
        for members in groups(reading.agents):
            begin = finish = None
            status = next((agent.status.value for agent in members if agent.status), None)
            for start, end, date in sorted(spans):
                ahead = text[max(0, start - 25) : start]
                if not _near(reading, members, start):
                    continue
                if _UNTIL.search(ahead):
                    finish = finish or date
                elif _SINCE.search(ahead) or (status in ("started", "resumed") and (_IN.search(ahead) or (same is not None and start == same.start()))):
                    begin = begin or (date if status != "resumed" else None)
                elif status == "stopped" and _IN.search(ahead):
                    finish = finish or date
            begin, finish = _months(text) or (begin, finish)
            for agent in members:
                agent.begin, agent.finish = begin, finish

    def _remember(self, sentence: Sentence) -> None:
        """Keep the month that a sentence names last, for "in the same month"."""
        dates = list(DATE.finditer(sentence.text)) if _CENTURY.search(sentence.text) else []
        if dates:
            self.month = partial_date(dates[-1])[:7]
        bare = list(_MONTH.finditer(sentence.text)) if self.month is not None else []
        if bare and self.month is not None and (not dates or bare[-1].start() > dates[-1].end()):
            match = DATE.match(f"{bare[-1][0]} {self.month[:4]}")
            self.month = partial_date(match) if match else self.month

    # --- procedures ----------------------------------------------------------------------------------------------------

    def _procedures(self, sentence: Sentence, procedures: list[Mention]) -> None:
        radiation = []
        for mention in procedures:
            term = mention.source
            assert isinstance(term, Term)
            subject = ev.subject_of(sentence, mention)
            if subject.value == "literature" or _is_negated(sentence, mention) or _beside(sentence, mention):
                continue
            if term.extra.get("kind") == "radiotherapy":
                radiation.append(mention)
                continue
            self.records.append(self._procedure(sentence, mention, mention.id, term.extra.get("kind") or "surgery"))
        for item in irradiations(sentence, radiation):
            self._radiation(sentence, item)

    def _procedure(self, sentence: Sentence, mention: Mention, name: str, kind: str) -> Treatment:
        subject = ev.subject_of(sentence, mention)
        certainty = _plain_certainty(sentence, mention)
        return Treatment(
            kind=kind,  # type: ignore[arg-type]
            name=name,
            as_written=sentence.between(mention.start, mention.end),
            subject=subject.value,  # type: ignore[arg-type]
            certainty=certainty.value,  # type: ignore[arg-type]
            evidence=ev.evidence(self.doc, sentence, mention.start, mention.end),
            reasons=ev.reasons(self.doc, ("name", Modifier(name, mention.source.key, mention.start, mention.end)), ("subject", subject), ("certainty", certainty)),
        )

    def _radiation(self, sentence: Sentence, item: Irradiation) -> None:
        if item.mention is None:
            if self.radiation is None or item.dose is None or (sentence.subject and sentence.subject.value == "literature"):
                return
            record = self.radiation.model_copy(deep=True, update={"fractions": None})
        else:
            record = self._procedure(sentence, item.mention, _radiation_name(item.mention.id), "radiotherapy")
            self.radiation = record
        if item.dose is not None:
            record.dose, record.fractions = item.dose, item.fractions
            first, last = item.start, item.end
            bounds = [first, last]
            if item.mention is not None:
                near = min(abs(first - item.mention.end), abs(item.mention.start - last)) <= 40
                bounds = [min(first, item.mention.start), max(last, item.mention.end)] if near else sorted([item.mention.start, item.mention.end, first, last])
            record.evidence = ev.evidence(self.doc, sentence, *bounds)
        else:
            record.fractions = item.fractions
        record.start, record.end = _months(sentence.text) or (record.start, record.end)
        self.records.append(record)


def _months(text: str) -> tuple[str, str] | None:
    """Return start and end of "from June to July 2014"."""
    span = _SPAN.search(text) if "from " in text else None
    if span is None:
        return None
    first, last = (DATE.match(f"{span[name]} {span['year']}") for name in ("first", "last"))
    return (partial_date(first), partial_date(last)) if first and last else None


def _radiation_name(name: str) -> str:
    return name if name in ("brachytherapy", "radioiodine therapy", "radioembolization", "proton therapy", "peptide receptor radionuclide therapy") else "radiotherapy"


def _agents(sentence: Sentence) -> list[Agent]:
    """Return the drugs and regimens of a sentence, one per place."""
    agents: list[Agent] = []
    end = -1
    for mention in sentence.of_kind("drug", "regimen"):
        if mention.start < end:
            continue
        term = mention.source
        assert isinstance(term, Term)
        kind = term.extra.get("class")
        if mention.end - mention.start < 6 and sentence.between(mention.start, mention.end) in words("short") and not _beside_drug(sentence, mention):
            continue
        if kind == "endogenous" and not _is_administered(sentence, mention, agents):
            continue
        end = mention.end
        specific = mention.kind == "regimen" or kind not in ("class", "diagnostic")
        agents.append(Agent(mention, mention.start - sentence.start, mention.end - sentence.start, specific))
    return agents


def _is_administered(sentence: Sentence, mention: Mention, agents: list[Agent]) -> bool:
    """True when the words beside a substance of the body or the laboratory (insulin, calcium) say that it was given."""
    after = sentence.between(mention.end, mention.end + 30)
    if _AMOUNT_BEHIND.match(after) or _AMOUNT_AHEAD.search(sentence.between(mention.start - 25, mention.start)):
        return True
    if agents and _LIST.match(sentence.between(agents[-1].end + sentence.start, mention.start)):
        return agents[-1].mention.source.extra.get("class") != "diagnostic"  # type: ignore[union-attr]
    fellow = next((m for m in sentence.of_kind("drug") if m.start >= mention.end), None)
    if fellow is not None and _LIST.match(sentence.between(mention.end, fellow.start)) and fellow.source.extra.get("class") in _DRUGS:  # type: ignore[union-attr]
        return True
    for cue in sentence.of_kind("treatment:given", "treatment:status"):
        if cue.id == "weak":
            continue
        forward = cue.source.direction == "forward"  # type: ignore[union-attr]
        gap = _ASIDE.sub("", sentence.between(cue.end, mention.start) if forward else sentence.between(mention.end, cue.start))
        if (cue.end <= mention.start if forward else cue.start >= mention.end) and len(gap) < 40 and "," not in gap:
            listed = _WORDS.findall(gap.lower())
            if all(word in words("linking") or word in words("joining") for word in listed):
                return True
    return False


def _beside_drug(sentence: Sentence, mention: Mention) -> bool:
    """True when a mention stands in a list of drugs."""
    for other in sentence.of_kind("drug"):
        gap = sentence.between(mention.end, other.start) if other.start >= mention.end else sentence.between(other.end, mention.start)
        if other.start != mention.start and gap and _LIST.match(gap):
            return True
    return False


def _is_other(reading: Reading, index: int, dropped: set[int]) -> bool:
    """True when the mention of a drug is a test, a level, an allergy, or denied; so are its fellows in a list."""
    agent = reading.agents[index]
    sentence = reading.sentence
    if index - 1 in dropped and _LIST.match(reading.text[reading.agents[index - 1].end : agent.start]):
        return True
    return _beside(sentence, agent.mention) or _is_negated(sentence, agent.mention) or _is_tested(reading, agent)


def _is_antineoplastic(mention: Mention) -> bool:
    term = mention.source
    return mention.kind == "regimen" or (isinstance(term, Term) and term.extra.get("class") == "antineoplastic")


def _is_tested(reading: Reading, agent: Agent) -> bool:
    """True for a drug of an antibiogram: the sentence tells what a germ is sensitive to and not what was given."""
    term = agent.mention.source
    if agent.doses or agent.status or not reading.sentence.of_kind("treatment:antibiogram"):
        return False
    if not isinstance(term, Term) or term.extra.get("class") not in ("other", "class"):
        return False
    head = next(other for other in reading.agents if other.group == agent.group)
    return not any(
        cue.id == "given" and cue.end <= head.mention.start and reading.linked(cue.end - reading.sentence.start, head.start, joining=True)
        for cue in reading.sentence.of_kind("treatment:given", "treatment:status")
    )


def _beside(sentence: Sentence, mention: Mention) -> bool:
    for cue in sentence.of_kind("treatment:other", "treatment:allergy"):
        if cue.end <= mention.start and cue.source.direction == "forward":  # type: ignore[union-attr]
            gap = sentence.between(cue.end, mention.start)
        elif cue.start >= mention.end and cue.source.direction == "backward":  # type: ignore[union-attr]
            gap = sentence.between(mention.end, cue.start)
        else:
            continue
        if _BESIDE.match(_ASIDE.sub("", gap)):
            if cue.id == "reaction":
                continue
            if cue.id == "antibiogram" and _is_antineoplastic(mention):
                continue
            return True
    return False


def _is_negated(sentence: Sentence, mention: Mention) -> bool:
    negation = sentence.modifier(mention, "negation")
    if negation is None:
        return False
    if negation.end <= mention.start:
        gap = sentence.between(negation.end, mention.start)
        listed = _WORDS.findall(gap.lower())
        inside = [m for m in sentence.of_kind("drug", "regimen", "procedure") if negation.end <= m.start < mention.start]
        for other in inside:
            listed = [word for word in listed if word not in sentence.between(other.start, other.end).lower()]
        return len(gap) <= 90 and all(word in words("negated") for word in listed)
    gap = sentence.between(mention.end, negation.start)
    if any(m.kind in ("drug", "regimen") for m in sentence.mentions if mention.end <= m.start < negation.start):
        return False
    said = sentence.between(negation.start, negation.end).lower()
    return len(gap) <= 25 and "," not in gap and bool(re.search(r"given|administered|performed|used|indicated|started|never", said))


def _plain_certainty(sentence: Sentence, mention: Mention) -> Modifier:
    certainty = ev.certainty_of(sentence, mention)
    return certainty._replace(value="asserted") if certainty.value == "possible" else certainty


def _certainty(reading: Reading, agent: Agent) -> Modifier:
    """Return how sure it is that a drug was given: suspicions are about diseases, and words of giving outrank plans."""
    certainty = _plain_certainty(reading.sentence, agent.mention)
    if agent.status is not None and agent.status.value in ("planned", "refused"):
        return agent.status._replace(value="hypothetical")
    if certainty.value == "asserted" and _SUCH_AS.search(reading.text[max(0, agent.start - 90) : agent.start]) and not any(
        cue.end <= agent.mention.start for cue in reading.sentence.of_kind("treatment:given", "treatment:status")
    ):
        return Modifier("hypothetical", "such as", agent.mention.start, agent.mention.start)
    if certainty.value == "hypothetical" and certainty.end <= agent.mention.start:
        for cue in reading.sentence.of_kind("treatment:status"):
            if certainty.end <= cue.start and cue.end <= agent.mention.start and cue.id in ("started", "resumed", "stopped", "completed", "ongoing"):
                return Modifier("asserted", cue.source.key, cue.start, cue.end)
    return certainty


def _is_given_group(reading: Reading, agent: Agent, subject: str) -> bool:
    """True when a class of drugs (chemotherapy, antibiotics) was given to the patient or a relative."""
    if subject == "literature":
        return False
    term = agent.mention.source
    if isinstance(term, Term) and term.extra.get("class") == "diagnostic":
        return bool(agent.doses)
    if agent.status is not None or agent.cycles or agent.doses:
        return True
    for cue in reading.sentence.of_kind("treatment:given"):
        if cue.source.direction == "forward" and cue.end <= agent.mention.start and agent.mention.start - cue.end <= 60:  # type: ignore[union-attr]
            return True
        if cue.source.direction == "backward" and 0 <= cue.start - agent.mention.end <= 30:  # type: ignore[union-attr]
            return True
    return False


def _statuses(reading: Reading) -> None:
    """Give each list of drugs its status: the cue in front of its head, else the one behind its end."""
    cues = reading.sentence.of_kind("treatment:status")
    if not cues:
        return
    offset = reading.sentence.start
    for members in groups(reading.agents):
        first, last = members[0].start, members[-1].end
        found = None
        for cue in cues:
            start, end = cue.start - offset, cue.end - offset
            if cue.source.direction == "forward" and end <= first and reading.linked(end, first, joining=True):  # type: ignore[union-attr]
                found = cue
            elif cue.source.direction == "backward" and start >= last and found is None and (  # type: ignore[union-attr]
                reading.linked(last, start, joining=True) or cue.id == "refused" and start - last < 60
            ):
                found = cue
        if found is not None:
            for agent in members:
                agent.status = Modifier(found.id, found.source.key, found.start, found.end)


def _near(reading: Reading, members: list[Agent], position: int) -> bool:
    """True when a date belongs to a list of drugs: no other list stands between, and no semicolon."""
    first, last = members[0].start, members[-1].end
    low, high = (last, position) if position >= last else (position, first)
    if high - low > 100 or ";" in reading.text[low:high]:
        return False
    return not any(low <= agent.start < high for agent in reading.agents if agent not in members)


def _inherit(reading: Reading, agent: Agent, listed: set[str]) -> None:
    """Give a drug what the sentence says of the regimen that it is part of (VDC from 03/2016: vincristine …)."""
    for other in reading.agents:
        term = other.mention.source
        if other.mention.kind != "regimen" or not isinstance(term, Term):
            continue
        drugs = term.listed("drugs")
        if agent.mention.id in drugs and len(listed & set(drugs)) >= 2:
            agent.begin = agent.begin or other.begin
            agent.cycles = agent.cycles or other.cycles
            agent.status = agent.status or other.status


def _merged(records: list[Treatment]) -> list[Treatment]:
    """Merge mentions into facts; what says no dose joins the dosed record of the same drug that it follows."""
    dosed: dict[Hashable, list[Treatment]] = {}
    for record in records:
        if record.dose is not None:
            dosed.setdefault((record.kind, record.name, record.subject), []).append(record)
    facts: dict[Hashable, Treatment] = {}
    spans: dict[int, set[tuple[int, int]]] = {}
    order: list[Treatment] = []
    for record in sorted(records, key=lambda r: r.dose is None):
        base = (record.kind, record.name, record.subject)
        rivals = dosed.get(base)
        if record.dose is None and rivals:
            before = [r for r in rivals if r.evidence[0].start <= record.evidence[0].start]
            target = facts[(*base, _amount((before[-1] if before else rivals[0]).dose))]
        else:
            key = (*base, _amount(record.dose))
            known = facts.get(key)
            if known is None:
                facts[key] = record
                spans[id(record)] = {(e.start, e.end) for e in record.evidence}
                order.append(record)
                continue
            target = known
        _join(target, record, spans[id(target)])
    return sorted(order, key=lambda r: r.evidence[0].start)


def _join(target: Treatment, record: Treatment, seen: set[tuple[int, int]]) -> None:
    """Join a mention to a fact: the last status that is said holds, the largest number of cycles is the whole."""
    cycles = max(target.cycles or 0, record.cycles or 0) or None
    later = record.evidence[0].start > target.evidence[0].start
    status = (record.status or target.status) if later else (target.status or record.status)
    absorb(target, record, seen)
    seen.update((e.start, e.end) for e in record.evidence)
    target.cycles, target.status = cycles, status


def _amount(dose: Dose | None) -> Hashable:
    return None if dose is None else (dose.value, dose.low, dose.high, dose.unit, dose.per)
