"""Parts: which specimen of a pathology note each sentence tells of, and which addendum it stands in."""

import re

from spacy.language import Language
from spacy.tokens import Doc

from extractor.grammar.parts import DECLARED, Label, Part, block_label, describe, entries, opening_label
from extractor.mentions import Sentence, sentences_of

_BLOCK = re.compile(
    r"\b(?:[Bb]locks?|BLOCKS?|[Cc]assettes?|CASSETTES?|[Ss]lides?|[Pp]arts?|PARTS?|[Ss]pecimens?|SPECIMENS?)\s(?=[A-Za-z\d])"
)
_HEAD = re.compile(r"^[^()]{2,60}\((?P<inside>[^()]{1,40})\)")
_DECLARING = frozenset({"specimen", "final diagnosis"})
_HEADING = re.compile(r"^[A-Za-z][\w /()#-]{2,40}?(?:\s{2,}|:\s{0,9})(?=\S)")


class Parts:
    """Finds the parts that a note declares and gives each sentence the label of the part that it tells of."""

    def __call__(self, doc: Doc) -> Doc:
        sentences = sentences_of(doc)
        number = 0
        for sentence in sentences:
            if sentence.section == "addendum" and sentence.opens_line and sentence.opens_section:
                number += 1
            sentence.supplement = number
        parts = declared(sentences)
        doc.user_data[DECLARED] = parts
        labels = {part.label for part in parts if part.label is not None}
        if labels:
            assign(sentences, labels)
        return doc


def declared(sentences: list[Sentence]) -> list[Part]:
    """Return the parts that a note declares: in its list of specimens, else as the heads of its diagnoses."""
    found: dict[str, Part] = {}
    listed = False
    for sentence in sentences:
        if sentence.section not in _DECLARING or (listed and sentence.section != "specimen"):
            continue
        for label, start, end in _labelled(sentence):
            described = describe(sentence.text[start:end])
            if described.site is None and described.procedure is None:
                continue
            if sentence.section == "specimen" or label.sure or described.procedure or described.laterality:
                listed = listed or sentence.section == "specimen"
                found.setdefault(label.label, Part(label.label, sentence, start, end, described))
    return list(found.values())


def _labelled(sentence: Sentence) -> list[tuple[Label, int, int]]:
    if not sentence.opens_line and opening_label(sentence.text) is None:
        return []
    heading = _HEADING.match(sentence.text) if sentence.section == "specimen" else None
    begin = heading.end() if heading is not None and opening_label(sentence.text) is None else 0
    return [(label, label.end, label.end + len(words)) for label, words in entries(sentence.text, begin)]


def assign(sentences: list[Sentence], labels: set[str]) -> None:
    """Give each sentence the label of its part: its own, its block's, or that of the line or section above it."""
    current: str | None = None
    section: str | None = None
    for sentence in sentences:
        if sentence.section != section or sentence.opens_section:
            current, section = None, sentence.section
        own = opening_label(sentence.text)
        if own is not None and own.label in labels and (sentence.opens_line or own.end <= 4):
            current = own.label
        else:
            current = _named(sentence, labels) or current
        sentence.specimen = current


def _named(sentence: Sentence, labels: set[str]) -> str | None:
    """Return the part of the block that a heading names: "IMMUNOHISTOCHEMISTRY (BLOCK A1)"."""
    match = _BLOCK.search(sentence.text)
    if match is not None:
        words = sentence.text[match.end() : match.end() + 8]
        named = block_label(words) or words[:1].upper()
        return named if named in labels else None
    head = _HEAD.match(sentence.text)
    block = block_label(head["inside"]) if head is not None else None
    return block if block in labels else None


@Language.factory("extractor_parts")
def make_parts(nlp: Language, name: str) -> Parts:
    """Create the component `extractor_parts`."""
    return Parts()
