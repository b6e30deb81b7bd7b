"""Parts: which specimen of a pathology note each sentence tells of, and which addendum it stands in."""

import re
from collections import Counter
from functools import partial

from spacy.language import Language
from spacy.tokens import Doc

from extractor.grammar.headings import head_of
from extractor.grammar.label_columns import Columns
from extractor.grammar.labels import Label, Pointers, opening_label
from extractor.grammar.listed import Listed
from extractor.grammar.main_parts import Resected
from extractor.grammar.notes import is_like_note, may_be_note
from extractor.grammar.part_names import PartNames
from extractor.grammar.parts import DECLARED, Part
from extractor.grammar.supplements import opens_supplement
from extractor.grammar.tables import place_of
from extractor.grammar.unlabelled import Unlabelled
from extractor.mentions import Sentence, sentences_of, text_of

_HEADING = re.compile(r"^[A-Za-z][\w /()#-]{1,40}?(?:\s{2,}|\t|:\s{0,9}|\scolon\s)(?=\S)")
_LIST = "specimen"
_SYNOPTIC = "synoptic"
# Sections that tell of the main part where they name none.
_OF_TUMOR = frozenset(
    {
        "gross",
        "microscopic",
        "synoptic",
        "immunohistochemistry",
        "molecular",
        "flow cytometry",
        "addendum",
        "amended report",
    }
)
_OF_STAINS = frozenset({"immunohistochemistry", "molecular", "flow cytometry"})
_MAIN_SECTIONS = frozenset({"clinical history", "specimen", "final diagnosis", "gross", "microscopic", "synoptic"})
_MAIN_SHARE = 0.7  # of the blocks that a note names: so many make the part they belong to its main one
_SHORT_TITLE = 40
_NEAR_START = 30


class Parts:
    """Finds the parts that a note declares and gives each sentence the label of the part that it tells of."""

    def __call__(self, doc: Doc) -> Doc:
        sentences = sentences_of(doc)
        if not any(sentence.opens_line for sentence in sentences[1:]):
            return doc
        number_supplements(sentences)
        parts = declared(sentences, text_of(doc))
        doc.user_data[DECLARED] = parts
        labels = [part.label for part in parts if part.label is not None]
        if labels:
            assign(sentences, labels, Columns(labels, partial(place_of, doc)), PartNames(parts), Resected(parts))
        return doc


def number_supplements(sentences: list[Sentence]) -> None:
    """Number the addenda; the main report goes on where a section begins that it has not had yet."""
    number = current = 0
    seen: set[str] = set()
    for sentence in sentences:
        if seen and sentence.opens_line and opens_supplement(sentence.text):
            number += 1
            current = number
        elif sentence.opens_section and sentence.section in _MAIN_SECTIONS and sentence.section not in seen:
            current = 0
        if sentence.section is not None and sentence.opens_section and not current:
            seen.add(sentence.section)
        sentence.supplement = current


def declared(sentences: list[Sentence], text: str) -> list[Part]:
    """Return the parts that a note declares: with labels, else those that it only names."""
    note = is_like_note(sentences)
    if not note and not may_be_note(sentences):
        return []
    return Listed(text, sentences).parts() or Unlabelled(text, sentences).parts(sure=note)


def assign(
    sentences: list[Sentence], labels: list[str], table: Columns, names: PartNames, resected: Resected | None = None
) -> None:
    """Give each sentence the label of its part: its own, its block's, or that of the line or section above it.

    A synoptic report that names no part tells of the part that was `resected`.
    """
    pointers = Pointers(labels)
    turns = [pointers.found(sentence.text) for sentence in sentences]
    main = _main(labels, turns, sentences)
    line = head = near = outer = titled = None
    section: str | None = None
    paragraph, supplement = -1, 0
    for sentence, found in zip(sentences, turns, strict=True):
        if sentence.supplement != supplement:
            outer, supplement = None, sentence.supplement
            section = titled = None
        if sentence.section != section or sentence.opens_section or _is_title(sentence, pointers):
            titled = pointers.title(sentence.text) or (titled if sentence.paragraph == paragraph else None)
            if resected is not None and sentence.section == _SYNOPTIC:
                titled = titled or resected.named(sentence.text)
            line, near, head = None, None, titled or outer
            table.end()
            section = sentence.section
        if sentence.paragraph != paragraph:
            near, paragraph = None, sentence.paragraph
            table.end()
            if sentence.opens_line and _is_heading(sentence.text):
                line = None
        columns = table.of(sentence, found) if sentence.opens_line else []
        label = None if columns else _own_label(sentence, pointers)
        own = _known(label, pointers)
        inner = pointers.inner(sentence.text, label) if label is not None and own is not None else []
        found = inner or found
        heads = sentence.opens_line and not sentence.opens_section and sentence.text[-1:] == ":"
        if own is None and len(found) == 1 and heads:
            own = found[0][1]  # the head of a block: "Uterus (part A):"
        if own is None and not columns and not found:
            if sentence.opens_line and section != _LIST and (named := names.head(sentence.text)) is not None:
                own = named if sentence.text.endswith((":", "=")) else None
                found = [] if own is not None else [(0, named)]
            elif line is None and section in _OF_STAINS:
                found = names.found(sentence.text)
        if own is not None:
            line, near = own, None
            found = [] if sentence.opens_section and not inner else found
        elif found and sentence.opens_section:
            head = found[0][1]
        if columns:
            line, near, found = None, None, columns
        elif found and line is None and not sentence.opens_section:
            if not sentence.opens_line or found[0][0] < _NEAR_START:
                near = found[-1][1]
            if sentence.supplement:
                head = found[-1][1]
        outer = head if sentence.supplement else None
        sentence.turns, sentence.tabled = found, bool(columns)
        default = main if section in _OF_TUMOR or sentence.supplement else None
        if default is None and section == _SYNOPTIC and resected is not None:
            default = resected.told(sentence.text)
        sentence.specimen = line or (found[0][1] if found and not columns else None) or near or head or default


def _is_title(sentence: Sentence, pointers: Pointers) -> bool:
    """True for a line that only names what comes next and its part: "Molecular (b)"."""
    in_report = sentence.section in _OF_TUMOR and sentence.opens_line and len(sentence.text) < _SHORT_TITLE
    return in_report and pointers.title(sentence.text) is not None


def _is_heading(text: str) -> bool:
    head = head_of(text)
    return head is not None and head.capitals and head.sign == ":"


def _own_label(sentence: Sentence, pointers: Pointers) -> Label | None:
    """Return the label that a line or an entry opens with."""
    if not sentence.text[:1].isalnum() and sentence.text[:1] not in '[(-*>#|"':
        return None
    own = opening_label(sentence.text)
    if own is None and sentence.opens_section and (heading := _HEADING.match(sentence.text)) is not None:
        own = opening_label(sentence.text, heading.end())
    if own is None or not (sentence.opens_line or own.end <= 7 or own.sure or sentence.opens_section):
        return None
    return own


def _known(own: Label | None, pointers: Pointers) -> str | None:
    """Return the labels of the note that a label names, those of several parts with commas between them."""
    if own is None:
        return None
    known = [label for label in map(pointers.label, own.labels) if label is not None]
    return ", ".join(known) if len(known) == len(own.labels) else None


def _main(labels: list[str], turns: list[list[tuple[int, str]]], sentences: list[Sentence]) -> str | None:
    """Return the main part of a note: its only one, or its first where most blocks that are named belong to it."""
    if len(labels) == 1:
        return labels[0]
    counts = Counter(
        label
        for sentence, found in zip(sentences, turns, strict=True)
        if sentence.section in _OF_TUMOR
        for _, label in found
    )
    return labels[0] if counts[labels[0]] > _MAIN_SHARE * sum(counts.values()) else None


@Language.factory("extractor_parts")
def make_parts(nlp: Language, name: str) -> Parts:
    """Create the component `extractor_parts`."""
    return Parts()
