"""What all slots write the same way: evidence spans, reasons, subject and certainty of a mention."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacy.tokens import Doc

from extractor.mentions import LAYOUT, Mention, Modifier, Sentence, text_of
from extractor.records import Evidence, Reason

if TYPE_CHECKING:
    from extractor.layout import Layout


def layout_of(doc: Doc) -> Layout | None:
    """Return the layout that the tokenizer left: None when the document's text is the input itself."""
    layout: Layout | None = doc.user_data.get(LAYOUT)
    return layout


def evidence(doc: Doc, sentence: Sentence, *bounds: int, told: int | None = None) -> list[Evidence]:
    """Return the spans of the input behind clean spans given as start, end, start, end …

    `told` is where the result stands, which in the row of a table tells the part.
    """
    layout = layout_of(doc)
    source = text_of(doc) if layout is None else layout.source
    found = []
    for clean in zip(bounds[::2], bounds[1::2], strict=True):
        specimen = sentence.specimen_at(told if told is not None and sentence.tabled else clean[1])
        found += [
            Evidence(start=start, end=end, text=source[start:end], section=sentence.section, specimen=specimen)
            for start, end in ([clean] if layout is None else layout.to_source(*clean))
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
        if end <= start:
            listed.append(Reason(field=field, value=value, rule=rule))
            continue
        spans = [(start, end)] if layout is None else layout.to_source(start, end)
        if spans:
            start, end = spans[0]
            source = layout.source if layout is not None else text_of(doc)
            listed.append(Reason(field=field, value=value, rule=rule, start=start, end=end, text=source[start:end]))
        else:
            listed.append(Reason(field=field, value=value, rule=rule))
    return listed


_PATIENT = Modifier("patient", "no cue", 0, 0)
_ASSERTED = Modifier("asserted", "no cue", 0, 0)


def subject_of(sentence: Sentence, mention: Mention) -> Modifier:
    """Return whose fact a mention is: by a cue that reaches it, else by its sentence."""
    scoped = sentence.modifier(mention, "subject")
    if scoped is not None:
        return scoped
    return sentence.subject or _PATIENT


def certainty_of(sentence: Sentence, mention: Mention) -> Modifier:
    """Return how sure a mention is: by a cue that reaches it, else asserted."""
    return sentence.modifier(mention, "certainty") or _ASSERTED
