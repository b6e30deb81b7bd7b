"""Records: runs the slots over a document, merges their facts and leaves the record and its spans on the document."""

import hashlib
from bisect import bisect_left, bisect_right
from functools import cache
from importlib import import_module
from types import ModuleType

from spacy.language import Language
from spacy.tokens import Doc, Span

from extractor.facts import Telling, conflicts, supersede, without_repeats
from extractor.grammar.amended import is_taken_back
from extractor.grammar.supplements import corrects, is_replaced
from extractor.layout import Layout
from extractor.mentions import Sentence, sentences_of
from extractor.records import SLOTS, CaseRecord, Evidence, Source, Specimen
from extractor.slots import evidence as ev

RECORD = "extractor_record"
# Slots whose disagreements show in the text rather than in their records.
_OF_NOTES = frozenset({"specimen", "final diagnosis", "gross", "synoptic", "addendum", "amended report"})
_TELLS = ("patient", "outcomes")


class Records:
    """The last component: turns sentences and mentions into a CaseRecord."""

    def __call__(self, doc: Doc) -> Doc:
        record = self.compute(doc)
        layout = ev.layout_of(doc)
        doc.user_data[RECORD] = record.model_dump_json(exclude_none=True)
        place_spans(doc, record, layout)
        forget(doc)
        return doc

    def compute(self, doc: Doc) -> CaseRecord:
        """Return the record of a document that the earlier components have prepared."""
        layout = ev.layout_of(doc)
        text = layout.source if layout is not None else doc.text
        record = CaseRecord(
            source=Source(
                name="text",
                sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
                characters=len(text),
            )
        )
        for name, slot in slots().items():
            setattr(record, name, slot.find(doc))
        record.markers = without_repeats(record)
        place(record)
        if any(sentence.section in _OF_NOTES for sentence in sentences_of(doc)):
            supersede(record, Tellings(doc))
        record.conflicts = [
            *(found for name in _TELLS for found in slots()[name].conflicts(doc, getattr(record, name))),
            *conflicts(record),
        ]
        return record


class Tellings:
    """How the places of a document tell their facts: in which addendum, and as what."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.sentences = sentences_of(doc)
        self.starts = [sentence.start for sentence in self.sentences]
        self.layout = ev.layout_of(doc)

    def __call__(self, evidence: Evidence) -> Telling:
        """Return how an evidence is told."""
        start = evidence.start if self.layout is None else self.layout.from_source(evidence.start)
        index = bisect_right(self.starts, start or 0) - 1
        if start is None or index < 0:
            return Telling(0, False, False, True)
        sentence = self.sentences[index]
        inside = start - sentence.start
        end = inside + evidence.end - evidence.start
        replaced = is_replaced(sentence.text, inside, end) or is_taken_back(
            self.doc, sentence, start, sentence.start + end
        )
        return Telling(
            sentence.supplement,
            sentence.section != "key" and any(corrects(other.text) for other in self._around(index)),
            replaced,
            sentence.section == "clinical history",
        )

    def _around(self, index: int) -> list[Sentence]:
        """Return a sentence of an addendum with its neighbours there."""
        number = self.sentences[index].supplement
        return [s for s in self.sentences[max(index - 1, 0) : index + 2] if s.supplement == number] if number else []


def place(record: CaseRecord) -> None:
    """Name the specimens of each record, in the order of the list of parts: those in which its evidence stands."""
    order = {part.part: number for number, part in enumerate(record.specimens)}
    for _, item in record.records():
        told = (evidence.specimen for evidence in item.evidence if evidence.specimen is not None)
        labels = {label for several in told for label in several.split(", ")}
        if labels and not isinstance(item, Specimen):
            item.specimens = sorted(labels, key=lambda label: order.get(label, len(order)))


def forget(doc: Doc) -> None:
    """Drop what the components left for each other on a document; the record stays."""
    for key in [key for key in doc.user_data if isinstance(key, str) and key.startswith("extractor_")]:
        if key != RECORD:
            del doc.user_data[key]


@cache
def slots() -> dict[str, ModuleType]:
    """Return the modules that read the slots, in the order of the record; imported when first asked for."""
    return {name: import_module(f"extractor.slots.{name}") for name in ("patient", *SLOTS)}


def place_spans(doc: Doc, record: CaseRecord, layout: Layout | None) -> None:
    """Set `doc.spans[slot]`: one span per evidence, labelled by slot, `kb_id_` the record's name, `id_` its number."""
    starts = doc.to_array("IDX").tolist() if len(doc) else []
    for slot in SLOTS:
        spans: list[Span] = []
        for number, item in enumerate(getattr(record, slot)):
            label = str(
                getattr(item, "name", None) or getattr(item, "value", None) or getattr(item, "status", None) or ""
            )
            for evidence in item.evidence:
                place = (evidence.start, evidence.end) if layout is None else _clean(layout, evidence)
                if place is not None:
                    first, after = bisect_right(starts, place[0]) - 1, bisect_left(starts, place[1])
                    spans.append(Span(doc, first, after, label=slot, kb_id=label, span_id=str(number)))
        doc.spans[slot] = spans


def _clean(layout: Layout, evidence: Evidence) -> tuple[int, int] | None:
    """Return where evidence of the input stands in the repaired text."""
    start, last = layout.from_source(evidence.start), layout.from_source(evidence.end - 1)
    return (start, last + 1) if start is not None and last is not None and last >= start else None


@Language.factory("extractor_records")
def make_records(nlp: Language, name: str) -> Records:
    """Create the component `extractor_records`, with its slots loaded: the first report is not to wait for them."""
    slots()
    return Records()
