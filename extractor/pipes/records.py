"""Records: runs the slots over a document, merges their facts and leaves the record and its spans on the document."""

import hashlib
from functools import cache
from importlib import import_module
from types import ModuleType

from spacy.language import Language
from spacy.tokens import Doc, Span

from extractor.facts import conflicts, without_repeats
from extractor.layout import Layout
from extractor.records import SLOTS, CaseRecord, Evidence, Source
from extractor.slots import evidence as ev

RECORD = "extractor_record"
# Slots whose disagreements show in the text rather than in their records.
_TELLS = ("patient", "outcomes")


class Records:
    """The last component: turns sentences and mentions into a CaseRecord."""

    def __call__(self, doc: Doc) -> Doc:
        record = self.compute(doc)
        layout = ev.layout_of(doc)
        doc.user_data[RECORD] = record.model_dump_json(exclude_none=True)
        place_spans(doc, record, layout)
        for key in [key for key in doc.user_data if isinstance(key, str) and key.startswith("extractor_") and key != RECORD]:
            del doc.user_data[key]
        return doc

    def compute(self, doc: Doc) -> CaseRecord:
        """Return the record of a document that the earlier components have prepared."""
        layout = ev.layout_of(doc)
        text = layout.source if layout is not None else doc.text
        record = CaseRecord(source=Source(name="text", sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(), characters=len(text)))
        for name, slot in _modules().items():
            setattr(record, name, slot.find(doc))
        record.markers = without_repeats(record)
        record.conflicts = [
            *(found for name in _TELLS for found in _modules()[name].conflicts(doc, getattr(record, name))),
            *conflicts(record),
        ]
        return record


@cache
def _modules() -> dict[str, ModuleType]:
    return {name: import_module(f"extractor.slots.{name}") for name in ("patient", *SLOTS)}


def place_spans(doc: Doc, record: CaseRecord, layout: Layout | None) -> None:
    """Set `doc.spans[slot]`: one span per evidence, labelled by slot, `kb_id_` the record's name, `id_` its number."""
    for slot in SLOTS:
        spans: list[Span] = []
        for number, item in enumerate(getattr(record, slot)):
            label = str(getattr(item, "name", None) or getattr(item, "value", None) or getattr(item, "status", None) or "")
            for evidence in item.evidence:
                span = _span(doc, evidence, layout)
                if span is not None:
                    spans.append(Span(doc, span.start, span.end, label=slot, kb_id=label, span_id=str(number)))
        doc.spans[slot] = spans


def _span(doc: Doc, evidence: Evidence, layout: Layout | None) -> Span | None:
    if layout is None:
        return doc.char_span(evidence.start, evidence.end, alignment_mode="expand")
    return layout_span(doc, layout, evidence)


def layout_span(doc: Doc, layout: Layout, evidence: Evidence) -> Span | None:
    """Return the span of the repaired document that stands for evidence in the input."""
    start, end = layout.from_source(evidence.start), layout.from_source(evidence.end - 1)
    if start is None or end is None or end < start:
        return None
    return doc.char_span(start, end + 1, alignment_mode="expand")


@Language.factory("extractor_records")
def make_records(nlp: Language, name: str) -> Records:
    """Create the component `extractor_records`."""
    return Records()
