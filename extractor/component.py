"""The component `extractor`: the whole extractor inside somebody else's spaCy or medspaCy pipeline.

It reads the text of the document, whatever its tokens, and leaves `doc._.record`, one group of spans per record type
in `doc.spans`, and on these spans the attributes that medspaCy's users read.
"""

from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from extractor.pipeline import extract, load
from extractor.pipes.attributes import register_attributes
from extractor.pipes.records import RECORD, place_spans
from extractor.records import SLOTS, CaseRecord


class Extractor:
    """Runs our own pipeline on the document's text; the pipeline is built at the first document."""

    def __init__(self, terms: list[str], context_rules: list[str], section_rules: list[str]) -> None:
        self.settings: dict[str, Any] = {"terms": terms, "context_rules": context_rules, "section_rules": section_rules}
        self._nlp: Language | None = None
        register_attributes()

    def __call__(self, doc: Doc) -> Doc:
        record = self.compute(doc.text)
        doc.user_data[RECORD] = record.model_dump_json(exclude_none=True)
        place_spans(doc, record, None)
        set_attributes(doc, record)
        return doc

    def compute(self, text: str) -> CaseRecord:
        """Return the record of a text."""
        if self._nlp is None:
            self._nlp = load(**self.settings)
        return extract(text, nlp=self._nlp)

    def __getstate__(self) -> dict[str, Any]:
        return {"settings": self.settings}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(**state["settings"])  # type: ignore[misc]


def set_attributes(doc: Doc, record: CaseRecord) -> None:
    """Set the attributes that medspaCy's users read (is_negated, is_family …) on the spans of a record."""
    for slot in SLOTS:
        records = getattr(record, slot)
        for span in doc.spans[slot]:
            item = records[int(span.id_)]
            if getattr(item, "polarity", None) == "negative" or getattr(item, "status", None) == "excluded":
                span._.is_negated = True
            if item.certainty == "possible":
                span._.is_uncertain = True
            if item.certainty == "hypothetical":
                span._.is_hypothetical = True
            if item.subject == "family":
                span._.is_family = True
            if getattr(item, "status", None) == "history":
                span._.is_historical = True


@Language.factory("extractor", default_config={"terms": [], "context_rules": [], "section_rules": []})
def make_extractor(
    nlp: Language, name: str, terms: list[str], context_rules: list[str], section_rules: list[str]
) -> Extractor:
    """Create the component `extractor`; the settings are those of `extractor.load`."""
    return Extractor(terms, context_rules, section_rules)
