"""The one road from a report to its record: command line, library, batch and other pipelines all take it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry

from extractor.errors import ExtractorError, ReadingError
from extractor.garbage import uncollected
from extractor.grammar.wording import compile_all
from extractor.layout import Layout, repair
from extractor.mentions import LAYOUT, TEXT
from extractor.pipes import (  # noqa: F401  (their factories)
    abbreviations,
    context,
    mentions,
    parts,
    sections,
    sentences,
    tokens,
)
from extractor.pipes.records import RECORD, Records, forget
from extractor.reading.report import Report
from extractor.records import CaseRecord

if TYPE_CHECKING:
    from collections.abc import Callable


class ReportTokenizer(tokens.Tokenizer):
    """Repairs the layout of the input and tokenizes what results; the map of offsets stays on the document."""

    def __call__(self, text: str) -> Doc:
        layout = repair(text)
        return self._carrying(layout, super().__call__(layout.text))

    def without_tokens(self, text: str) -> Doc:
        """Return a document that carries the repaired text only: our components read no tokens."""
        return self._carrying(repair(text), Doc(self.vocab))

    def _carrying(self, layout: Layout, doc: Doc) -> Doc:
        doc.user_data[LAYOUT] = layout
        doc.user_data[TEXT] = layout.text
        return doc


@registry.tokenizers("extractor.report_tokenizer.v1")  # type: ignore[untyped-decorator]
def make_report_tokenizer() -> Callable[[Any], ReportTokenizer]:
    """Return the factory that spaCy's configuration names."""

    def create(nlp: Any) -> ReportTokenizer:
        return ReportTokenizer(nlp.vocab)

    return create


def load(
    *,
    terms: Sequence[Path | str] = (),
    context_rules: Sequence[Path | str] = (),
    section_rules: Sequence[Path | str] = (),
    lazy: bool = False,
) -> Language:
    """Return the pipeline as a spaCy Language; each document carries its record in `doc._.record`.

    `terms` are vocabulary files of the user's own (TSV with the columns kind, name, synonyms), `context_rules` and
    `section_rules` are medspaCy rule files (JSON). A `lazy` pipeline compiles an expression when a report first needs
    it: it is ready sooner, and its first reports take longer. Raises PatternError for a broken file.
    """
    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "extractor.report_tokenizer.v1"}}})
    nlp.max_length = 50_000_000
    nlp.add_pipe("extractor_sentences")
    nlp.add_pipe("extractor_sections", config={"rules": [str(path) for path in section_rules]})
    nlp.add_pipe("extractor_parts")
    nlp.add_pipe(
        "extractor_mentions",
        config={"terms": [str(path) for path in terms], "context_rules": [str(path) for path in context_rules]},
    )
    nlp.add_pipe("extractor_abbreviations")
    nlp.add_pipe("extractor_context")
    nlp.add_pipe("extractor_records")
    if not lazy:
        compile_all()
    return nlp


@cache
def _default() -> Language:
    return load(lazy=True)


def record_of(doc: Doc) -> CaseRecord | None:
    """Return the record that the pipeline left on a document, or None."""
    data = doc.user_data.get(RECORD)
    return CaseRecord.model_validate_json(data) if data is not None else None


def extract(report: str | Report, *, nlp: Language | None = None) -> CaseRecord:
    """Return the record of one report, given as text or as a Report that was read from a file."""
    if not isinstance(report, str | Report):
        raise TypeError(
            f"extract takes a text or a Report, not {type(report).__name__}: read(path) makes a Report of a file"
        )
    pipeline = nlp or _default()
    with uncollected():
        record = _record(pipeline, report if isinstance(report, str) else report.text)
    if isinstance(report, Report):
        record.source.name = report.name
        record.source.sha256 = report.sha256
        record.source.media_type = report.media_type
        record.warnings = [*report.warnings, *record.warnings]
    return record


def _record(nlp: Language, text: str) -> CaseRecord:
    """Run the components up to the records and take the record from there.

    Neither tokens nor spans are made for it, unless somebody has added a component that may want them.
    """
    if len(text) > nlp.max_length:
        raise ReadingError("text", f"{len(text)} characters are more than the limit of {nlp.max_length}")
    components = [component for _, component in nlp.pipeline]
    tokenizer = nlp.tokenizer
    if isinstance(tokenizer, ReportTokenizer) and all(type(c).__module__.startswith("extractor.") for c in components):
        doc = tokenizer.without_tokens(text)
    else:
        doc = nlp.make_doc(text)
    for component in components:
        if isinstance(component, Records):
            record = component.compute(doc)
            forget(doc)
            return record
        doc = component(doc)
    raise ExtractorError("the pipeline has no component 'extractor_records'")


if not Doc.has_extension("record"):
    Doc.set_extension("record", getter=record_of)
