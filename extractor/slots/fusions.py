"""Fusions: two named partner genes that a report says are fused, 5′ partner first (VICC gene fusion nomenclature).

A pair of genes is a fusion when its notation is unmistakable (A::B), when the fusion is a recurrent one (BCR-ABL), or
when the sentence speaks of a fusion. Karyotypes without genes, lists of genes, drugs and pathways give no record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from spacy.tokens import Doc

from extractor.facts import merge
from extractor.grammar.assays import usual_test
from extractor.grammar.exons import fill_details
from extractor.grammar.fusion_rows import fill_from_row, row_pair
from extractor.grammar.notes import may_hold_rows
from extractor.grammar.pairs import pairs
from extractor.grammar.panels import panel_at, panels_of
from extractor.grammar.partnered import is_first_part, labelled, partnered
from extractor.grammar.partners import Pair, Partner, always_second, known_pairs, never_pairs
from extractor.grammar.probes import Probe, probes_of
from extractor.grammar.statements import joined
from extractor.grammar.targets import PROBED, is_among_stains
from extractor.grammar.titles import TitleAt, titles_over
from extractor.grammar.verdicts import verdict
from extractor.grammar.wording import compiled, phrases
from extractor.mentions import Mention, Modifier, Sentence, sentences_of
from extractor.records import Fusion, FusionPartner, Subject
from extractor.rules import Term
from extractor.slots import evidence as ev

_GENES = frozenset({"gene", "marker"})
_MOST_LINES = 40  # how far above a table's row its heading may name the test
_SOURCE = Term(kind="fusion", name="notation of a gene pair")


def find(doc: Doc) -> list[Fusion]:
    """Return the gene fusions of a document, one per pair, polarity and subject."""
    records: list[Fusion] = []
    sentences = sentences_of(doc)
    named: set[tuple[str, str]] = set()
    for index, sentence in enumerate(sentences):
        if "gene" in sentence.kinds and index + 1 < len(sentences) and is_first_part(sentence, sentences[index + 1]):
            sentence = joined(sentence, sentences[index + 1])
        if _GENES.isdisjoint(sentence.kinds) and "::" not in sentence.text and "fusion:noun" not in sentence.kinds:
            continue
        titled = titles_over(doc, sentence)
        found = list(_fusions(sentence, sentences[max(0, index - 1) : index], named, titled))
        subjects: dict[str, Subject] = {}
        for pair, first, second in found:
            named.add((first.symbol, second.symbol))
            record = _record(doc, sentence, pair, first, second, found, _methods(sentences, index))
            if record is not None:
                # One sentence tells of a fusion for one subject, however often it names it.
                record.subject = subjects.setdefault(record.name, record.subject)
                if record.subject == "patient" and len({(f.symbol, s.symbol) for _, f, s in found}) == 1:
                    _confirmed(doc, record, sentence, sentences[index + 1 : index + 2])
                records.append(record)
    return merge(records, key=lambda r: (r.name, r.polarity, r.subject, r.certainty == "asserted"))


def _fusions(
    sentence: Sentence, before: Sequence[Sentence], named: set[tuple[str, str]], titled: TitleAt
) -> Iterator[tuple[Pair, Partner, Partner]]:
    """Yield the pairs of a sentence that are fusions, each with its partners 5′ first."""
    for pair in (*pairs(sentence), *partnered(sentence, before), *row_pair(sentence, titled), *labelled(sentence)):
        first, second = _ordered(pair)
        if _is_fusion(sentence, pair, first, second, named):
            yield pair, first, second


def _ordered(pair: Pair) -> tuple[Partner, Partner]:
    """Turn a pair whose first gene is known to be the 3′ partner; the notation "::" stays as written."""
    first, second = pair.first, pair.second
    names = (first.symbol, second.symbol)
    if pair.joint == "::" or names in known_pairs():
        return first, second
    kinases = always_second()
    if names[::-1] in known_pairs() or (first.symbol in kinases and second.symbol not in kinases):
        return second, first
    return first, second


def _is_fusion(sentence: Sentence, pair: Pair, first: Partner, second: Partner, named: set[tuple[str, str]]) -> bool:
    names = (first.symbol, second.symbol)
    if _is_other(sentence, pair):
        return False
    if pair.joint == "::":
        return True
    if names in known_pairs() or names in named:
        return True
    if pair.joint in (" ", ":") or (first.symbol, second.symbol) in never_pairs() or _one_family(*names):
        return False
    kinases = always_second()
    if first.symbol in kinases and second.symbol in kinases:
        return False
    if pair.joint == "words":
        return True
    noun = _noun_beside(sentence, pair)
    if not (first.known and second.known):
        return (
            noun is not None
            and pair.joint in ("-", "--")
            and not any(char.islower() for char in names[0].replace("orf", "") + names[1].replace("orf", ""))
        )
    if pair.joint == "/":
        return noun is not None and noun.id == "fusion"
    if noun is not None:
        return True
    return second.symbol in kinases or any(m.id == "fusion" for m in sentence.of_kind("fusion:noun"))


def _one_family(one: str, other: str) -> bool:
    """True for members of one gene family: MSH2 and MSH6, PDGFRA and PDGFRB."""
    return (
        len(one) > 3
        and len(other) > 3
        and one[:3] == other[:3]
        and one.rstrip("0123456789ABCD") == other.rstrip("0123456789ABCD")
    )


_TO_NOUN = compiled("fusions", r"^(?:[\s-]|\b(?:{between_pair_and_noun}|\d)\b|\([^()]{0,40}\))*$", cased=True)
_TO_TARGET = compiled("fusions", r"[\s-]{0,2}(?:{drug_target_words}[\s-]){0,3}", cased=True)
_NOUN_TO = compiled("fusions", r"^(?:\s?\([^()]{0,30}\))?,?:?\s?(?:{between_noun_and_pair}|:|\(|,|\s)*$", cased=True)
_LISTED = re.compile(
    r"^(?:[\s,/&()-]|\band\b|\bor\b|\bn ?= ?\d{1,3}\b|\d{1,3}|[A-Z][\w-]{1,12}(?:::|-|/)?[A-Z]?[\w]{0,12})*$"
)


def _noun_beside(sentence: Sentence, pair: Pair) -> Mention | None:
    """Return the word that makes a pair a fusion, right beside it or beside the list it stands in."""
    for mention in sentence.of_kind("fusion:noun"):
        if mention.start >= pair.end:
            gap = sentence.between(pair.end, mention.start)
            if len(gap) < 60 and (_TO_NOUN.match(gap) or _LISTED.match(gap)):
                return mention
        elif mention.end <= pair.start:
            gap = sentence.between(mention.end, pair.start)
            if len(gap) < 60 and (_NOUN_TO.match(gap) or _LISTED.match(gap)):
                return mention
    return None


def _is_other(sentence: Sentence, pair: Pair) -> bool:
    """True when the words behind a pair make it a drug's target, a reagent or a pathway, or it is a stain."""
    if (
        pair.joint != "::"
        and any(m.start <= pair.start and pair.end <= m.end for m in sentence.of_kind("marker"))
        and is_among_stains(sentence)
    ):
        return not _gene_tests(sentence)
    for mention in sentence.of_kind("fusion:other"):
        if pair.end <= mention.start <= pair.end + 25:
            gap = sentence.between(pair.end, mention.start)
            if _TO_TARGET.fullmatch(gap):
                return True
    return False


def _record(
    doc: Doc, sentence: Sentence, pair: Pair, first: Partner, second: Partner,
    others: Sequence[tuple[Pair, Partner, Partner]], methods: Sequence[Mention],
) -> Fusion | None:  # fmt: skip
    noun = _noun_beside(sentence, pair)
    end = noun.end if noun is not None and noun.start >= pair.end else pair.end
    row = _row(doc, sentence, pair)
    if row is not None:
        told = row.told
        polarity = (
            Modifier(told.polarity, PROBED, told.start, told.end) if told and told.polarity != "not_done" else None
        )
    else:
        panel = panel_at(panels_of(doc), pair.start)
        polarity = (
            panel.cue if panel is not None else _denied(sentence, pair) or verdict(sentence, pair.start, pair.end)
        )
    if polarity is None or _ARTEFACT.search(sentence.text):
        return None
    usual = (
        usual_test(doc, pair.start, "rearrangement") if not methods and (row is None or not row.label.located) else None
    )
    methods = [usual] if usual is not None else methods
    mention = Mention(pair.start, pair.end, "fusion", "", _SOURCE)
    subject = ev.subject_of(sentence, mention)
    certainty = ev.certainty_of(sentence, mention)
    five, three = _partner(sentence, first), _partner(sentence, second)
    alone = len({(f.symbol, s.symbol) for _, f, s in others}) == 1
    if alone or len(sentence.text) < 120:
        fill_details(sentence, (five, three), (first, second), pair)
    frame = next(iter(sentence.of_kind("fusion:frame")), None)
    in_frame = fill_from_row(sentence, titles_over(doc, sentence), (five, three), (first, second)) if alone else None
    if frame is not None:
        in_frame = frame.id == "in frame"
    name = f"{first.symbol}::{second.symbol}"
    return Fusion(
        name=name,
        five_prime=five,
        three_prime=three,
        in_frame=None if polarity.value == "negative" else in_frame,
        polarity=polarity.value,  # type: ignore[arg-type]
        methods=list(dict.fromkeys(m.id for m in methods))
        or (["FISH"] if row is not None and row.label.located else []),
        subject=subject.value,  # type: ignore[arg-type]
        certainty=certainty.value,  # type: ignore[arg-type]
        evidence=ev.evidence(doc, sentence, pair.start, end),
        reasons=ev.reasons(
            doc,
            ("name", Modifier(name, f"notation {pair.joint}", pair.start, pair.end)),
            ("name", Modifier(noun.id, noun.source.key, noun.start, noun.end) if noun is not None else None),
            ("polarity", polarity),
            ("subject", subject),
            ("certainty", certainty),
            *(("methods", Modifier(m.id, m.source.key, m.start, m.end)) for m in methods),
        ),
    )


def _denied(sentence: Sentence, pair: Pair) -> Modifier | None:
    """Return what a heading of a list says of all behind it: "Not detected: CIC fusions; SS18::SSX1; SS18::SSX2"."""
    head = _DENIED.match(sentence.text)
    if head is None or pair.start < sentence.start + head.end():
        return None
    return Modifier("negative", "heading of a list", sentence.start, sentence.start + head.end())


def _row(doc: Doc, sentence: Sentence, pair: Pair) -> Probe | None:
    """Return the row of a test in situ that a pair is the label of."""
    rows = probes_of(sentence, titles_over(doc, sentence)) if may_hold_rows(doc) else []
    return next((row for row in rows if row.start <= pair.start and pair.end <= row.label.end and row.told), None)


def _methods(sentences: Sequence[Sentence], index: int) -> list[Mention]:
    """Return the gene tests of a sentence, of the piece that a page break cuts off it, or of the table's heading."""
    sentence = sentences[index]
    found = _gene_tests(sentence)
    before = sentences[index - 1] if index else None
    if before is not None and before.section == sentence.section and before.text[-1] not in ".!?:":
        found = [*_gene_tests(before), *found]
    if found or _VERB.search(sentence.text):
        return found
    for before in reversed(sentences[max(0, index - _MOST_LINES) : index]):
        if before.paragraph != sentence.paragraph:
            break
        found = _gene_tests(before)
        if found:
            break
    return found


def _gene_tests(sentence: Sentence) -> list[Mention]:
    no_tests = phrases("fusions", "no_gene_tests")
    return [m for m in sentence.of_kind("method") if m.id not in no_tests]


_DENIED = compiled("fusions", r"[\W\d]{0,6}{denied_heads}(?:\s[\w ]{1,30}|\s?\([^()]{1,40}\))?\s?:")
_ARTEFACT = compiled("fusions", r"\b{artefact_words}")
_VERB = compiled("fusions", r"\b{statement_verbs}\b")


def _partner(sentence: Sentence, partner: Partner) -> FusionPartner:
    here = sentence.start <= partner.start < sentence.end
    return FusionPartner(gene=partner.symbol, as_written=sentence.between(partner.start, partner.end) if here else None)


def _confirmed(doc: Doc, record: Fusion, sentence: Sentence, following: Sequence[Sentence]) -> None:
    """Add the methods of a next sentence that speaks of the same fusion without naming it again."""
    for other in following:
        if other.paragraph != sentence.paragraph or other.subject is None or other.subject.value != record.subject:
            continue
        nouns = other.of_kind("fusion:noun")
        methods = _gene_tests(other)
        if not nouns or not methods or next(iter(pairs(other)), None) is not None:
            continue
        if any(m.id not in (record.five_prime.gene, record.three_prime.gene) for m in other.of_kind("gene")):
            continue
        record.methods += [m for m in dict.fromkeys(m.id for m in methods) if m not in record.methods]
        record.evidence += ev.evidence(doc, other, nouns[0].start, max(nouns[0].end, methods[-1].end))
        record.reasons += ev.reasons(doc, *(("methods", Modifier(m.id, m.source.key, m.start, m.end)) for m in methods))
