"""Mentions: all vocabulary terms and cues of a document, found in one walk over its text."""

import gc
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from extractor.garbage import uncollected
from extractor.matching import Matcher, build_matcher
from extractor.medspacy_files import read_context_rules
from extractor.mentions import Mention, Sentence, sentences_of, text_of
from extractor.rules import read_terms, rules, stems, symbol, vocabulary


class Mentions:
    """Finds the mentions and hands each to its sentence."""

    def __init__(self, matcher: Matcher) -> None:
        self.matcher = matcher

    def __call__(self, doc: Doc) -> Doc:
        distribute(self.matcher.find(text_of(doc)), sentences_of(doc))
        add_symbols(sentences_of(doc))
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
        if sentence.start <= mention.start and mention.end <= sentence.end:
            sentence.mentions.append(mention)
            sentence.kinds.add(mention.kind)


# What makes a word in capitals that is an HGNC symbol a gene: words of its alteration in the same sentence.
_OF_GENES = frozenset({"alteration", "variant:noun", "fusion:noun"})
_SYMBOL = re.compile(r"(?<![\w-])[A-Z][A-Z0-9]{2,9}(?!\w)")


def add_symbols(sentences: list[Sentence]) -> None:
    """Add genes that only HGNC's list of symbols knows to the sentences that tell of alterations of genes."""
    for sentence in sentences:
        if _OF_GENES.isdisjoint(sentence.kinds):
            continue
        found = []
        for match in _SYMBOL.finditer(sentence.text):
            term = symbol(match[0])
            start, end = match.start() + sentence.start, match.end() + sentence.start
            if term is not None and not any(m.start < end and start < m.end for m in sentence.mentions):
                found.append(Mention(start, end, "gene", term.name, term))
        if found:
            sentence.kinds.add("gene")
            sentence.mentions = sorted([*sentence.mentions, *found], key=lambda m: (m.start, -m.end))


@cache
def matcher_for(terms: tuple[str, ...], context_rules: tuple[str, ...]) -> Matcher:
    """Return the matcher of our vocabulary and rules with the user's files; the same one for the same files."""
    with uncollected():
        own = [term for path in terms for term in read_terms(Path(path))]
        cues = [rule for path in context_rules for rule in read_context_rules(Path(path))]
        matcher = build_matcher([*own, *vocabulary().terms], [*cues, *rules()], stems())
        _ = vocabulary().by_spelling  # asked for by nearly every report: the first one is not to wait for it
        gc.freeze()  # the vocabulary stays for good: without this, each full collection would walk all of it
    return matcher


@Language.factory("extractor_mentions", default_config={"terms": [], "context_rules": []})
def make_mentions(nlp: Language, name: str, terms: Iterable[str], context_rules: Iterable[str]) -> Mentions:
    """Create the component `extractor_mentions`; `terms` are TSV files of the user, `context_rules` medspaCy files."""
    return Mentions(matcher_for(tuple(terms), tuple(context_rules)))
