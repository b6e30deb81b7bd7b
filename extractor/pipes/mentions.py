"""Mentions: all vocabulary terms and cues of a document, found in one walk over its text."""

import gc
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from extractor.garbage import uncollected
from extractor.grammar.notes import is_note
from extractor.grammar.tumor_names import shortened
from extractor.matching import Matcher, build_matcher, position
from extractor.medspacy_files import read_context_rules
from extractor.mentions import LATE, NOTE, OF_NOTES, Mention, Sentence, sentences_of, text_of
from extractor.pipes.labels import add_labels
from extractor.pipes.unlisted import add_unlisted
from extractor.rules import read_terms, rules, stems, symbol, vocabulary

_KEY = "key"  # the section of definitions and cut-offs, which tell nothing of the patient


class Mentions:
    """Finds the mentions and hands each to its sentence."""

    def __init__(self, matcher: Matcher, of_notes: Matcher, late: dict[str, Matcher]) -> None:
        self.matcher = matcher
        self.of_notes = of_notes
        self.late = {group: matcher.find for group, matcher in late.items()}

    def __call__(self, doc: Doc) -> Doc:
        sentences = sentences_of(doc)
        mentions = self.matcher.find(text_of(doc))
        if is_note(doc, mentions):
            doc.user_data[NOTE] = True
            mentions = sorted([*mentions, *self.of_notes.find(text_of(doc))], key=position)
        distribute(mentions, sentences)
        for sentence in sentences:
            sentence.late = self.late
        if doc.user_data.get(NOTE):
            add_labels(sentences)
        add_unlisted(sentences)
        return doc


def distribute(mentions: list[Mention], sentences: list[Sentence]) -> None:
    """Append each mention to the sentence that holds it; both are in order of position."""
    if not sentences:
        return
    index, last = 0, len(sentences) - 1
    sentence = sentences[0]
    following = sentences[1].start if last else sentence.end
    for mention in mentions:
        while index < last and mention.start >= following:
            index += 1
            sentence = sentences[index]
            following = sentences[index + 1].start if index < last else sentence.end
        if sentence.start <= mention.start and mention.end <= sentence.end and sentence.section != _KEY:
            sentence.mentions.append(mention)
            sentence.kinds.add(mention.kind)


@cache
def matchers_for(terms: tuple[str, ...], context_rules: tuple[str, ...]) -> tuple[Matcher, Matcher, dict[str, Matcher]]:
    """Return the matcher of our vocabulary and rules with the user's files, that of notes, and those of late cues.

    The same ones for the same files.
    """
    with uncollected():
        own = [term for path in terms for term in read_terms(Path(path))]
        cues = [rule for path in context_rules for rule in read_context_rules(Path(path))]
        apart = OF_NOTES.union(LATE)
        early = build_matcher(
            [term for term in (*own, *vocabulary().terms) if term.kind not in OF_NOTES],
            [*cues, *(rule for rule in rules() if rule.kind not in apart)],
            stems(),
        )
        of_notes = build_matcher(
            [
                *(term for term in (*own, *vocabulary().terms) if term.kind in OF_NOTES),
                *filter(None, (shortened(term) for term in vocabulary().terms if term.kind == "tumor")),
            ],
            [rule for rule in rules() if rule.kind in OF_NOTES],
        )
        late = {
            group: build_matcher([], [rule for rule in rules() if LATE.get(rule.kind) == group])
            for group in dict.fromkeys(LATE.values())
        }
        _ = vocabulary().by_spelling, symbol("")  # asked for by nearly every report: the first is not to wait for it
        gc.freeze()  # the vocabulary stays for good: without this, each full collection would walk all of it
    return early, of_notes, late


@Language.factory("extractor_mentions", default_config={"terms": [], "context_rules": []})
def make_mentions(nlp: Language, name: str, terms: Iterable[str], context_rules: Iterable[str]) -> Mentions:
    """Create the component `extractor_mentions`; `terms` are TSV files of the user, `context_rules` medspaCy files."""
    return Mentions(*matchers_for(tuple(terms), tuple(context_rules)))
