"""Attributes: ConText's answers on the entities or any span group of somebody else's pipeline.

Sets what medspaCy's users read (`is_negated`, `is_uncertain`, `is_hypothetical`, `is_historical`, `is_family`) from our
rules and from ConText rule files in medspaCy's format, in time linear in the text.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span

from extractor.matching import build_matcher
from extractor.medspacy_files import read_context_rules
from extractor.mentions import Mention, Sentence
from extractor.pipes.context import scopes
from extractor.pipes.mentions import distribute
from extractor.pipes.sentences import Sentences
from extractor.rules import rules

# Category and value of a context cue → medspaCy's attribute.
ATTRIBUTES = {
    ("negation", "negated"): "is_negated",
    ("certainty", "possible"): "is_uncertain",
    ("certainty", "hypothetical"): "is_hypothetical",
    ("history", "historical"): "is_historical",
    ("subject", "family"): "is_family",
}


def register_attributes() -> None:
    """Register the attributes on spaCy's spans unless medspaCy has done so."""
    for name in ATTRIBUTES.values():
        if not Span.has_extension(name):
            Span.set_extension(name, default=False)


class Attributes:
    """Sets the attributes on `doc.ents` or the span group `spans`; the cues' words go to `doc.spans["cues"]`."""

    def __init__(self, spans: str, context_rules: Sequence[str], own_rules: bool) -> None:
        self.spans = spans
        cues = [rule for path in context_rules for rule in read_context_rules(Path(path))]
        if own_rules:
            cues += [rule for rule in rules() if rule.kind.startswith("context:")]
        self.matcher = build_matcher([], cues)
        self.splitter = Sentences()
        register_attributes()

    def __call__(self, doc: Doc) -> Doc:
        targets: Iterable[Span] = doc.ents if self.spans == "ents" else doc.spans.get(self.spans, ())
        cues: dict[tuple[int, int, str], Span] = {}
        for target, cue in self.compute(doc, list(targets)):
            name = ATTRIBUTES[cue.kind.removeprefix("context:"), cue.id]
            target._.set(name, True)
            span = doc.char_span(cue.start, cue.end, label=name, alignment_mode="expand")
            if span is not None:
                cues[span.start, span.end, name] = span
        doc.spans["cues"] = [cues[key] for key in sorted(cues)]
        return doc

    def compute(self, doc: Doc, targets: list[Span]) -> list[tuple[Span, Mention]]:
        """Return each target with the cues that reach it."""
        sentences = self._sentences(doc)
        distribute(self.matcher.find(doc.text), sentences)
        found = []
        reached = [(sentence, scopes(sentence)) for sentence in sentences if sentence.mentions]
        position = 0
        for target in sorted(targets, key=lambda span: span.start):
            while position < len(reached) and reached[position][0].end <= target.start_char:
                position += 1
            if position == len(reached):
                break
            sentence, spans = reached[position]
            for start, end, category, modifier in spans:
                if start <= target.start_char < end and (category, modifier.value) in ATTRIBUTES:
                    found.append((target, _cue(sentence, modifier.start, modifier.end, f"context:{category}")))
        return found

    def _sentences(self, doc: Doc) -> list[Sentence]:
        if doc.has_annotation("SENT_START"):
            return [Sentence(sent.start_char, sent.end_char, sent.text) for sent in doc.sents]
        return self.splitter.split(doc.text)


def _cue(sentence: Sentence, start: int, end: int, kind: str) -> Mention:
    return next(m for m in sentence.mentions if (m.start, m.end, m.kind) == (start, end, kind))


@Language.factory("extractor_attributes", default_config={"spans": "ents", "context_rules": [], "own_rules": True})
def make_attributes(nlp: Language, name: str, spans: str, context_rules: list[str], own_rules: bool) -> Attributes:
    """Create the component `extractor_attributes` for `doc.ents` or a span group."""
    return Attributes(spans, context_rules, own_rules)
