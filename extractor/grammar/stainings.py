"""Stainings: by which method the stains of a passage were made: by the line or heading over it, else by the report.

A flow cytometry governs its own paragraph or section only, and a heading such as "Immuno:" or "FLOW
(F24-907)" names a method that its words alone would not.
"""

from __future__ import annotations

from bisect import bisect_right

from spacy.tokens import Doc

from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Modifier, Sentence, sentences_of, text_of

FLOW = "flow cytometry"
STAINING = frozenset({"IHC", "immunofluorescence", FLOW})
STAINS = "immunohistochemistry"  # the section whose plain results are those of stains
_GOVERNED, _NAMED, _LOOSELY = "extractor_governed", "extractor_stainings", "extractor_stains_named"
_HEAD = compiled(
    "markers",
    r"[\s>*#=(\[•-]{0,6}(?:\d{1,2}[.)]\s)?(?:(?P<flow>{flow_heads})|(?P<stains>{stain_heads}))"
    r"(?=\s?[(:,;/=\[|]|\s{2,}|\t|\s?$|\s-{1,2}\s|\s(?:{head_links})\b)",
)
_EITHER = compiled("markers", r"\b{either_method}")  # immunophenotyping is done by stains or by flow cytometry
_OF_FLOW = compiled("markers", r"\b{flow_words}\b")
_LOOSE = compiled("markers", r"\b(?<!special\s)(?<!H&E\s){stain_words}\b")
_FEW = 2


def staining_of(doc: Doc, sentence: Sentence) -> Modifier | None:
    """Return the method of the stains of a sentence that does not name it itself."""
    found = _governed(doc).get(sentence.start)
    named = _named(doc)
    if found is None and named:
        stains = [modifier for modifier in named if modifier.value != FLOW] or named
        found = stains[max(bisect_right(stains, sentence.end, key=_start) - 1, 0)]
    if found is None and sentence.section == STAINS:
        return Modifier("IHC", f"sections.toml: {STAINS}", sentence.start, sentence.start)
    return found or _stains_named(doc)


def _start(modifier: Modifier) -> int:
    return modifier.start


def _named(doc: Doc) -> list[Modifier]:
    """Return the stain methods that a report names, in order; found once per document."""
    named: list[Modifier] | None = doc.user_data.get(_NAMED)
    if named is None:
        flow = _is_flow(text_of(doc))
        named = [
            _method(sentence, mention, flow=flow)
            for sentence in sentences_of(doc)
            for mention in sentence.of_kind("method")
            if mention.id in STAINING
        ]
        doc.user_data[_NAMED] = named
    return named


def _stains_named(doc: Doc) -> Modifier | None:
    """Return the words of a report that speak of stains without saying of which kind: antibodies are the usual ones."""
    if _LOOSELY not in doc.user_data:
        match = _LOOSE.search(text_of(doc))
        doc.user_data[_LOOSELY] = Modifier("IHC", "markers.toml: stain_words", *match.span()) if match else None
    found: Modifier | None = doc.user_data[_LOOSELY]
    return found


def _is_flow(text: str) -> bool:
    """True for a text that tells of gated populations, events and scatter."""
    return len({match[0].lower() for match in _OF_FLOW.finditer(text)}) >= _FEW


def _method(sentence: Sentence, mention: Mention, *, flow: bool) -> Modifier:
    written = sentence.between(mention.start, mention.end)
    is_flow = flow and _EITHER.match(written) is not None
    return Modifier(FLOW if is_flow else mention.id, mention.source.key, mention.start, mention.end)


def _governed(doc: Doc) -> dict[int, Modifier]:
    """Return the method that governs each sentence of a note, by its start; found once per document."""
    governed: dict[int, Modifier] | None = doc.user_data.get(_GOVERNED)
    if governed is not None:
        return governed
    governed = doc.user_data[_GOVERNED] = {}
    named = _named(doc)
    index = 0
    near = over = None  # of the paragraph, of the section
    paragraph = -1
    for sentence in sentences_of(doc):
        if sentence.opens_section:
            over = None
        if sentence.paragraph != paragraph or sentence.opens_section:
            near, paragraph = None, sentence.paragraph
        head = _head(sentence)
        if head is not None:
            near = head
            over = head if sentence.opens_section else over
        while index < len(named) and named[index].start < sentence.end:
            near = named[index]
            over = near if sentence.opens_section else over
            index += 1
        found = near or over
        if found is not None:
            governed[sentence.start] = found
    return governed


def _head(sentence: Sentence) -> Modifier | None:
    """Return the method that a sentence begins with as a heading: "Immuno: …", "Flow (C): …"."""
    match = _HEAD.match(sentence.text) if sentence.opens_line else None
    if match is None:
        return None
    group = "flow" if match["flow"] else "stains"
    start = sentence.start + match.start(group)
    return Modifier(
        FLOW if match["flow"] else "IHC", f"markers.toml: {group}_heads", start, sentence.start + match.end()
    )
