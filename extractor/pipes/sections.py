"""Sections: which part of the report a sentence stands in, from headings on lines of their own."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from extractor.errors import PatternError
from extractor.grammar.headings import head_of, is_dated, sentence_head
from extractor.grammar.notes import has_lines
from extractor.medspacy_files import read_section_rules
from extractor.mentions import Sentence, sentences_of
from extractor.resources import folder
from extractor.rules import settings

_NUMBERING = r"(?:[A-Z§]?\s?\d{1,2}(?:\.\d{1,2}){0,2}\.?\s+|[IVX]{1,4}\.\s+)?"
_HEADING = re.compile(_NUMBERING + r"(?P<words>[A-Za-z][A-Za-z0-9 ,&/()#'-]{1,60}?)\s*(?P<colon>[:.]?)\s*$")
_PARENTHESIS = re.compile(r"\s?\([^()]{0,50}\)$")
_MOST_WORDS = 6
_INLINE = re.compile(r"(?P<words>[A-Za-z][A-Za-z0-9 ,&/()#'-]{1,50}?)\s?:\s")
# Between signs: "[dx]", ":: hx ::", "<Received>", "//// RECEIVED".
_DECORATED = re.compile(
    r"[<\[{(:/|*~=#>_]{1,12}\s{0,2}(?P<words>[A-Za-z][A-Za-z ,&/.'-]{1,36}?)\s{0,2}(?:[>\]})=:/|*~#_]{1,12}(?:\s|$)|$)"
)
_STRONG = re.compile(r"<[^<>]+>$|\[[^\[\]]{4,}\]$|[:/=#]{2}(?!.*\.$)")
_MOST_DECORATED = 3  # words between signs
# What a line of a synoptic report calls a value is no heading there; a note has one list of specimens.
_VALUES = frozenset({"specimen", "synoptic"})
# The names of a study that head a line with a result of their own: "HER2 FISH: amplified".
_STUDIES = frozenset({"immunohistochemistry", "molecular", "flow cytometry"})
_LATER = frozenset({"addendum", "amended report", "conclusion"})
_FIRST = 5  # the sentences at the head of a text, where an introduction begins
_SIGNS = frozenset({":", "", "colon"})
_LINED = "lines"  # among the sections seen: the report is written in lines
_OF_NOTES = frozenset({"specimen", "gross", "microscopic", "synoptic", "immunohistochemistry"})


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
        seen: set[str] = {_LINED} if has_lines(sentences) else set()
        for index, sentence in enumerate(sentences):
            opens = index == 0 or sentences[index - 1].paragraph < sentence.paragraph
            ends = index + 1 < len(sentences) and sentences[index + 1].paragraph > sentence.paragraph
            opened = self._opened(sentence, current, alone=opens and ends, opens=opens) if sentence.opens_line else None
            if (
                opened is not None
                and opened.category == "introduction"
                and index > _FIRST
                and ":" in sentence.text[:-1]
            ):
                opened = None  # "Background: chronic thyroiditis" far from the head of a text
            if opened is not None:
                opened = self._in_note(sentence, opened, current, seen)
            sentence.opens_section = opened is not None
            if opened is not None:
                current = opened
                seen.add(opened.category)
            sentence.section = current.category or None
            sentence.part = current.subject or None

    def _in_note(self, sentence: Sentence, opened: _Section, before: _Section, seen: set[str]) -> _Section | None:
        """Return what a heading opens where it stands: a pathology note words some of them in its own way."""
        category = opened.category
        if _OF_NOTES.isdisjoint(seen) and "clinical history" not in seen and category in _LATER:
            return None  # in the head of a note: "AMENDED: 2023-07-05"
        if category == "abstract" and not _OF_NOTES.isdisjoint(seen):
            return _Section("synoptic", "patient")
        if category == "introduction" and _LINED in seen and ":" in sentence.text[:-1]:
            return _Section("comment", "patient")  # "Background: lymphocytic thyroiditis" tells of this specimen
        if category in _VALUES and before.category in _VALUES and ":" in sentence.text[:-1]:
            return None
        if category == "specimen" and category in seen and before.category != "addendum" and ":" in sentence.text[:-1]:
            return None
        if category in ("conclusion", "interpretation") and not _OF_NOTES.isdisjoint(seen):
            return _Section("comment" if "final diagnosis" in seen else "final diagnosis", "patient")
        if category == "interpretation":
            return _Section("final diagnosis" if "clinical history" in seen else "comment", "patient")
        return opened

    def _opened(self, sentence: Sentence, before: _Section, *, alone: bool, opens: bool) -> _Section | None:
        """Return the section that a line opens: a heading by itself, or before a colon or a column."""
        text = sentence.text
        if not text[0].isalnum() and (decorated := self._decorated(text, before)) is not None:
            return decorated
        match = _HEADING.match(text) if len(text) <= 70 else None
        if match is not None:
            words = _PARENTHESIS.sub("", match["words"].strip().lower())
            known = self.headings.get(words)
            if known is not None:
                return known
            named = self._by_keyword(text, opens=opens)
            if named is not None or not alone or match["colon"] == "." or text[0].islower() or "   " in text:
                return named
            return self._unknown(words, before)
        match = _INLINE.match(text)
        known = self.headings.get(_PARENTHESIS.sub("", match["words"].strip().lower())) if match is not None else None
        if known is not None and match is not None and known.category == "specimen" and is_dated(text[match.end() :]):
            return None
        return known or self._by_keyword(text, opens=opens)

    def _decorated(self, text: str, before: _Section) -> _Section | None:
        """Return the section of a heading between signs; unknown ones end the section before on a line of their own."""
        match = _DECORATED.match(text)
        words = match["words"].strip().lower() if match is not None else ""
        if not words or words.count(" ") >= _MOST_DECORATED:
            return None
        found = self.headings.get(words) or self._named(words, alone=True)
        if found is None and match is not None and match.end() == len(text) and _STRONG.match(text):
            return self._unknown(words, before)
        return found

    def _by_keyword(self, text: str, *, opens: bool) -> _Section | None:
        """Return the section of a line that begins with a heading of other words: "IMMUNO / ISH   block A4"."""
        if opens and (said := sentence_head(text)) is not None:
            return self._named(said, alone=True)
        head = head_of(text)
        if head is None or len(head.words.split()) > _MOST_WORDS:
            return None
        if not head.capitals and not (opens and head.words[0].isupper() and head.sign in _SIGNS):
            return None
        if head.sign == " ":
            return self.headings.get(head.words.lower()) if opens else None
        found = self._named(head.words.lower(), alone=head.alone)
        if found is None and head.capitals and self.keywords["synoptic"].search(text.lower()):
            return _Section("synoptic", "patient") if text.isupper() or head.rest.isupper() else None
        return None if found is not None and found.category == "specimen" and is_dated(head.rest) else found

    def _named(self, words: str, *, alone: bool) -> _Section | None:
        """Return the section of the words of a head: known ones, else by the first keyword among them."""
        exact = self.headings.get(words)
        if exact is not None or ("conclusion" not in words and self.clues["literature"].search(words)):
            return exact
        for category, cue in self.keywords.items():
            found = cue.search(words)
            if found is not None and (alone or category not in _STUDIES or found.start() == 0):
                return _Section(category, "family" if category == "family history" else "patient")
        return None

    def _unknown(self, words: str, before: _Section) -> _Section:
        """Return the section of an unknown heading: whose facts it tells follows from its words, else from before."""
        for subject, cues in self.clues.items():
            if cues.search(words):
                return _Section(words, subject)
        return _Section(words, before.subject)


def _is_item(sentence: Sentence, opened: _Section) -> bool:
    """True for an item of a note that only reads like an introduction: "Background: chronic thyroiditis"."""
    return opened.category == "introduction" and ":" in sentence.text[:-1]


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
