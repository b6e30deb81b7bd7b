"""Parts: which specimen of a pathology note each sentence tells of, and which addendum it stands in."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from spacy.language import Language
from spacy.tokens import Doc

from extractor.grammar.headings import head_of
from extractor.grammar.labels import Label, Pointers, entries, in_order, opening_label
from extractor.grammar.parts import DECLARED, Part, describe
from extractor.grammar.supplements import opens_supplement
from extractor.mentions import Sentence, sentences_of

_HEADING = re.compile(r"^[A-Za-z][\w /()#-]{1,40}?(?:\s{2,}|\t|:\s{0,9}|\scolon\s)(?=\S)")
_HEADER = re.compile(
    r"\b(?:[Ss]pecimen|SPECIMEN|[Ss]ample|SAMPLE)(?:\s[Tt]ype|\sTYPE)?:\s{0,9}(?P<words>\S(?:\s?\S){1,80})"
)
_HEAD = re.compile(r"[^.:;]{2,90}(?:\([^()]{0,40}\))?(?::(?!:)|\s-\s|\s-?$)")
_DIAGNOSES = "final diagnosis"
_LIST = "specimen"
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
_MAIN_SECTIONS = frozenset({"clinical history", "specimen", "final diagnosis", "gross", "microscopic", "synoptic"})
_MAIN_SHARE = 0.7  # of the blocks that a note names: so many make the part they belong to its main one
_LONGEST = 90
_NEAR_START = 30
_GAP = "   "
_SHIFT = 6  # a cell may begin so many signs before the head of its column
_HEADER_LINES = 15


class Parts:
    """Finds the parts that a note declares and gives each sentence the label of the part that it tells of."""

    def __call__(self, doc: Doc) -> Doc:
        sentences = sentences_of(doc)
        if not any(sentence.opens_line for sentence in sentences[1:]):
            return doc
        number_supplements(sentences)
        parts = declared(sentences)
        doc.user_data[DECLARED] = parts
        labels = [part.label for part in parts if part.label is not None]
        if labels:
            assign(sentences, labels)
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


def declared(sentences: list[Sentence]) -> list[Part]:
    """Return the parts that a note declares: in its list of specimens, else as the heads of its diagnoses."""
    listed = _in_order(list(_labelled(sentences, _LIST)))
    diagnosed = list(_labelled(sentences, _DIAGNOSES))
    if not listed:
        heads = _in_order([(label, part) for label, part in diagnosed if _is_head(part)])
        if any(_completed(part, diagnosed).described.procedure or part.described.laterality for part in heads):
            listed = heads
    if listed:
        return [_completed(part, diagnosed) for part in listed]
    return list(_unlabelled(sentences))


def _labelled(sentences: list[Sentence], section: str) -> Iterator[tuple[Label, Part]]:
    """Yield the labelled entries of a section: "A. Right kidney. B. Fat"."""
    for sentence in sentences:
        if sentence.section != section:
            continue
        begin = 0
        if sentence.opens_section and opening_label(sentence.text) is None:
            heading = _HEADING.match(sentence.text)
            begin = heading.end() if heading is not None else 0
        for label, end in entries(sentence.text, begin):
            described = describe(sentence.text[label.end : end])
            if described.site is not None or described.procedure is not None:
                yield label, Part(label.labels[0], sentence, label.end, end, described)


def _in_order(found: list[tuple[Label, Part]]) -> list[Part]:
    """Return the parts whose labels make a row."""
    chosen = in_order([label for label, _ in found])
    return [found[index][1] for index in chosen if len(found[index][0].labels) == 1]


def _is_head(part: Part) -> bool:
    """True when what stands behind a label is a head and no sentence: "Left breast, biopsy:", "Omentum - no tumor"."""
    words = part.sentence.text[part.start : part.end]
    return _HEAD.match(words) is not None


def _completed(part: Part, diagnosed: list[tuple[Label, Part]]) -> Part:
    """Return a part with the procedure that only the head of its diagnosis names."""
    if part.described.procedure is not None:
        return part
    others = [
        other.described for _, other in diagnosed if other.label == part.label and other.sentence is not part.sentence
    ]
    procedure = next((other.procedure for other in others if other.procedure), None)
    return part._replace(described=part.described._replace(procedure=procedure))


def _unlabelled(sentences: list[Sentence]) -> Iterator[Part]:
    """Yield the parts of a note without labels: "SPEC: bone marrow biopsy; aspirate", "Sample: PB"."""
    found: str | None = None
    for sentence in sentences:
        if sentence.section != _LIST or (found and sentence.opens_line and not sentence.opens_section):
            continue
        heading = _HEADING.match(sentence.text) if sentence.opens_section else None
        start = heading.end() if heading is not None else 0
        if sentence.opens_section and heading is None:
            continue
        for match in re.finditer(r"[^;]+", sentence.text[start:]):
            described = describe(match[0])
            if described.site is None and found is not None and described.procedure is not None:
                described = described._replace(site=found)  # "BM biopsy; aspirate"
            if described.site is None or (found and described.procedure is None):
                continue
            found = found or described.site
            yield Part(None, sentence, start + match.start(), start + match.end(), described)
    if found is None:
        yield from _in_header(sentences)


def _in_header(sentences: list[Sentence]) -> Iterator[Part]:
    for sentence in sentences[:_HEADER_LINES]:
        match = _HEADER.search(sentence.text)
        if match is not None:
            described = describe(re.split(r"[,;]", match["words"])[0])
            if described.site is not None:
                yield Part(None, sentence, match.start("words"), match.end("words"), described)
            return
    if {"gross", "final diagnosis"} <= {sentence.section for sentence in sentences}:
        yield from _in_gross(sentences)


def _in_gross(sentences: list[Sentence]) -> Iterator[Part]:
    """Yield the one specimen that a gross description begins with: "Left groin node, excision, 3 cm"."""
    for before, sentence in pairwise(sentences):
        if before.section == "gross" and before.opens_section and sentence.section == "gross":
            words = ",".join(sentence.text.split(",")[:2])
            described = describe(words)
            if len(words) < _LONGEST and described.site is not None and described.procedure is not None:
                yield Part(None, sentence, 0, len(words), described)
            return


def assign(sentences: list[Sentence], labels: list[str]) -> None:
    """Give each sentence the label of its part: its own, its block's, or that of the line or section above it."""
    pointers = Pointers(labels)
    turns = [pointers.found(sentence.text) for sentence in sentences]
    main = _main(labels, turns, sentences)
    line = head = near = outer = None
    columns: list[tuple[int, str]] = []
    section: str | None = None
    paragraph, supplement = -1, 0
    for sentence, found in zip(sentences, turns, strict=True):
        if sentence.supplement != supplement:
            outer, supplement = None, sentence.supplement
            section = None
        if sentence.section != section or sentence.opens_section:
            line, near, head, columns = None, None, outer, []
            section = sentence.section
        if sentence.paragraph != paragraph:
            near, paragraph, columns = None, sentence.paragraph, []
            if sentence.opens_line and _is_heading(sentence.text):
                line = None
        own = _own(sentence, pointers)
        if own is not None:
            line, near, columns = own, None, []
            found = [] if sentence.opens_section else found
        elif found and sentence.opens_section:
            head = found[0][1]
        in_columns = sentence.opens_line and _GAP in sentence.text
        if in_columns and len({label for _, label in found}) > 1:
            columns, near = [(max(at - _SHIFT, 1), label) for at, label in found], None
        elif in_columns and columns and not found:
            found = columns
        elif found and line is None and not sentence.opens_section:
            if not sentence.opens_line or found[0][0] < _NEAR_START:
                near = found[-1][1]
            if sentence.supplement:
                head = found[-1][1]
        outer = head if sentence.supplement else None
        sentence.turns = found
        default = main if section in _OF_TUMOR or sentence.supplement else None
        sentence.specimen = line or (found[0][1] if found and found is not columns else None) or near or head or default


def _is_heading(text: str) -> bool:
    head = head_of(text)
    return head is not None and head.capitals and head.sign == ":"


def _own(sentence: Sentence, pointers: Pointers) -> str | None:
    """Return the labels that a line or an entry opens with, those of several parts with commas between them."""
    if not sentence.text[:1].isalnum() and sentence.text[:1] not in "[(-*>#":
        return None
    own = opening_label(sentence.text)
    if own is None and sentence.opens_section and (heading := _HEADING.match(sentence.text)) is not None:
        own = opening_label(sentence.text, heading.end())
    if own is None or not (sentence.opens_line or own.end <= 7 or own.sure or sentence.opens_section):
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
