"""Sections: which part of the report a sentence stands in, from headings on lines of their own."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from extractor.errors import PatternError
from extractor.medspacy_files import read_section_rules
from extractor.mentions import Sentence, sentences_of
from extractor.resources import folder
from extractor.rules import settings

_NUMBERING = r"(?:\d{1,2}(?:\.\d{1,2}){0,2}\.?\s+|[IVX]{1,4}\.\s+)?"
_HEADING = re.compile(_NUMBERING + r"(?P<words>[A-Za-z][A-Za-z0-9 ,&/()#'-]{1,60}?)\s*(?P<colon>[:.]?)\s*$")
_PARENTHESIS = re.compile(r"\s?\([^()]{0,50}\)$")
# The head of a line of a note: in capitals, or before a colon, a dash or a column.
_HEAD = re.compile(
    r"[>=*#_\s-]{0,60}(?P<words>[A-Za-z][A-Za-z0-9 ,&/()#'.-]{1,46}?)"
    r"(?P<joint>\s*:|\s{2,}|\s-{1,2}\s|\s*[=*_-]{3,}|\.?\s*$)"
)
_MOST_WORDS = 6
_SHORTEST_CAPITALS = 3
_INLINE = re.compile(r"(?P<words>[A-Za-z][A-Za-z0-9 ,&/()#'-]{1,50}?)\s?:\s")


@dataclass(frozen=True)
class _Section:
    category: str
    subject: str


class Sections:
    """Gives each sentence its section and the section's subject; unknown headings end the section before."""

    def __init__(self, headings: Mapping[str, str] | None = None) -> None:
        self.headings = _headings()
        self.clues = {
            subject: re.compile("|".join(rf"\b{re.escape(word)}" for word in words))
            for subject, words in settings("sections")["clues"].items()
        }
        self.keywords = {
            category: re.compile("|".join(rf"(?<!\w){re.escape(word)}" for word in words))
            for category, words in settings("sections")["keywords"].items()
        }
        subjects = {section.category: section.subject for section in self.headings.values()}
        for heading, category in (headings or {}).items():
            self.headings[heading] = _Section(
                category, "family" if "family" in category else subjects.get(category, "patient")
            )

    def __call__(self, doc: Doc) -> Doc:
        self.assign(sentences_of(doc))
        return doc

    def assign(self, sentences: list[Sentence]) -> None:
        """Set `section` and `part` (the section's subject) of each sentence."""
        current = _Section("", "")
        for index, sentence in enumerate(sentences):
            alone = (index == 0 or sentences[index - 1].paragraph < sentence.paragraph) and (
                index + 1 < len(sentences) and sentences[index + 1].paragraph > sentence.paragraph
            )
            opens = index == 0 or sentences[index - 1].paragraph < sentence.paragraph
            opened = self._opened(sentence, current, alone=alone, opens=opens)
            sentence.opens_section = opened is not None
            current = opened or current
            sentence.section = current.category or None
            sentence.part = current.subject or None

    def _opened(self, sentence: Sentence, before: _Section, *, alone: bool, opens: bool) -> _Section | None:
        """Return the section that a sentence opens: a heading by itself, or before a colon at the start of a line."""
        if not sentence.opens_line:
            return None
        text = sentence.text
        match = _HEADING.match(text) if len(text) <= 70 else None
        if match is not None:
            words = _PARENTHESIS.sub("", match["words"].strip().lower())
            known = self.headings.get(words)
            if known is not None:
                return known
            named = self._by_keyword(text, opens=opens)
            if named is not None or not alone or match["colon"] == "." or text[0].islower():
                return named
            return self._unknown(words, before)
        match = _INLINE.match(text)
        known = self.headings.get(_PARENTHESIS.sub("", match["words"].strip().lower())) if match is not None else None
        return known or self._by_keyword(text, opens=opens)

    def _by_keyword(self, text: str, *, opens: bool) -> _Section | None:
        """Return the section of a line that begins with a heading of other words: "IMMUNO / ISH   block A4"."""
        match = _HEAD.match(text)
        if match is None:
            return None
        words = match["words"]
        in_capitals = words.isupper() and len(words) >= _SHORTEST_CAPITALS
        if not (
            in_capitals or (opens and match["joint"].strip() in ("", ":") and words[0].isupper() and match["joint"])
        ):
            return None
        if len(words.split()) > _MOST_WORDS or (
            not in_capitals and not match["joint"].strip() and "  " not in match["joint"]
        ):
            return None
        lower = _PARENTHESIS.sub("", words.lower())
        exact = self.headings.get(lower)
        if exact is not None or self.clues["literature"].search(lower):
            return exact
        category = next((name for name, cue in self.keywords.items() if cue.search(lower)), None)
        return _Section(category, "family" if category == "family history" else "patient") if category else None

    def _unknown(self, words: str, before: _Section) -> _Section:
        """Return the section of an unknown heading: whose facts it tells follows from its words, else from before."""
        for subject, cues in self.clues.items():
            if cues.search(words):
                return _Section(words, subject)
        return _Section(words, before.subject)


def _headings() -> dict[str, _Section]:
    path = folder("patterns") / "sections.toml"
    headings = {}
    for number, entry in enumerate(settings("sections").get("section", ()), start=1):
        try:
            section = _Section(entry["category"], entry["subject"])
            headings.update(dict.fromkeys(entry["headings"], section))
        except (KeyError, TypeError) as error:
            raise PatternError(path, f"section {number}", f"needs category, subject and headings ({error})") from error
    return headings


@Language.factory("extractor_sections", default_config={"rules": []})
def make_sections(nlp: Language, name: str, rules: Iterable[str]) -> Sections:
    """Create the component `extractor_sections`; `rules` are paths of medspaCy section files."""
    headings: dict[str, str] = {}
    for path in rules:
        headings.update(read_section_rules(Path(path)))
    return Sections(headings)
