"""What all slots write the same way: evidence spans, reasons, subject and certainty of a mention."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacy.tokens import Doc

from extractor.mentions import Mention, Modifier, Sentence
from extractor.records import Evidence, Reason

if TYPE_CHECKING:
    from extractor.layout import Layout

LAYOUT = "extractor_layout"


def layout_of(doc: Doc) -> Layout | None:
    """Return the layout that the tokenizer left: None when the document's text is the input itself."""
    layout: Layout | None = doc.user_data.get(LAYOUT)
    return layout


def evidence(doc: Doc, sentence: Sentence, *bounds: int) -> list[Evidence]:
    """Return the spans of the input behind clean spans given as start, end, start, end …"""
    layout = layout_of(doc)
    found = []
    for start, end in zip(bounds[::2], bounds[1::2], strict=True):
        spans = layout.to_source(start, end) if layout is not None else [(start, end)]
        source = layout.source if layout is not None else doc.text
        found += [
            Evidence.model_construct(start=s, end=e, text=source[s:e], section=sentence.section) for s, e in spans
        ]
    return found


def reasons(doc: Doc, *decided: tuple[str, Modifier | None]) -> list[Reason]:
    """Return the reasons of a record: field, value, rule, and the rule's words in the input where it has any."""
    layout = layout_of(doc)
    listed = []
    for field, modifier in decided:
        if modifier is None:
            continue
        value, rule, start, end = modifier
        spans = [] if end <= start else [(start, end)] if layout is None else layout.to_source(start, end)
        if spans:
            first, last = spans[0]
            source = layout.source if layout is not None else doc.text
            reason = Reason.model_construct(
                field=field, value=value, rule=rule, start=first, end=last, text=source[first:last]
            )
        else:
            reason = Reason.model_construct(field=field, value=value, rule=rule, start=None, end=None, text=None)
        listed.append(reason)
    return listed


_ASSERTED = Modifier("asserted", "no cue", 0, 0)


def subject_of(sentence: Sentence, mention: Mention) -> Modifier:
    """Return whose fact a mention is: by a cue that reaches it, else by its sentence."""
    scoped = sentence.modifier(mention, "subject")
    if scoped is not None:
        return scoped
    return sentence.subject or Modifier("patient", "no cue", 0, 0)


def certainty_of(sentence: Sentence, mention: Mention) -> Modifier:
    """Return how sure a mention is: by a cue that reaches it, else asserted."""
    return sentence.modifier(mention, "certainty") or _ASSERTED
