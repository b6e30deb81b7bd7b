"""Listed parts: the parts that a note declares with labels, in its list of specimens or as heads of its diagnoses."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from operator import attrgetter

from extractor.grammar.anatomy import says_whereabouts
from extractor.grammar.common_parts import completed, said_of_all, with_procedure
from extractor.grammar.field_rows import FieldRow, field_rows
from extractor.grammar.part_heads import DIAGNOSIS, ENDS, SHORT, behind_head, head, is_diagnosis, tells_of_before
from extractor.grammar.parts import Described, Part, describe, procedure_in
from extractor.grammar.runs import Entry, behind, runs, trailing, unordered
from extractor.grammar.stops import stop_or
from extractor.grammar.wording import compiled
from extractor.mentions import Sentence

_LIST_HEAD = compiled("specimens", r"(?:^|(?<=\n)){list_heads}\b[^\n:=]{0,20}?(?:\s{2,}|\s?[:=>|-]\s)")
_DIAGNOSES = "final diagnosis"
_LIST = "specimen"
_CLINICAL = "clinical history"
_HISTORY = frozenset(
    {"clinical history", "family history", "comment", "addendum", "amended report", "key", "preliminary diagnosis"}
)
_OF_RESULTS = frozenset({"immunohistochemistry", "molecular", "flow cytometry", "microscopic", "key"})
_YEAR = re.compile(r"\b(?:19|20)\d\d\b|\d/\d\d?/\d")
_SIGNS = re.compile(r"\s?x\s?\d+\b.*|[,;.]\s*$")
_OWN_LABEL = re.compile(r"§?\w{1,5}(?:\.\d{1,2})?[\W_]{0,8}$")  # at the end of what stands before the words of a part
_CODE = re.compile(r"[A-Z][A-Za-z]{0,3}\d{0,2}")
_MOST = 0.6  # of the entries of a run outside a list: so many name a place of the body
_HALF = 0.5
_FEW_LINES = 4
_TITLE = 60  # characters of a line over a list
_FAR = 200
_NEAR = 900
_FURTHEST = 1500
_MANY = 60  # sentences of a list
_start = attrgetter("start")


class Listed:
    """The lists of parts of one note: `text` the clean text, `sentences` in order."""

    def __init__(self, text: str, sentences: Sequence[Sentence]) -> None:
        self.text = text
        self.sentences = sentences
        self.runs = runs(text)
        self._titles: dict[int, Described | None] = {}

    def parts(self) -> list[Part]:
        """Return the parts of the list of specimens, else of another list, else of the heads of the diagnoses."""
        if rows := list(field_rows(self.text)):
            return [self._of_row(row) for row in rows if row.said.known or row.said.procedure]
        lists = [run for run in self.runs if self._is_list(run[0])]
        found = self._trailing() or max((self._listed(self._together(run)) for run in lists), key=len, default=[])
        others = [run for run in self.runs if run not in lists and self._section(run[0].start) not in _OF_RESULTS]
        diagnosed = [parts for run in others if self._is_diagnosis(run) and (parts := self._headed(run))]
        if not found:
            elsewhere = [parts for run in others if self._is_now(run) and (parts := self._headed(run))]
            found = self._unordered() or max(elsewhere, key=len, default=[]) or self._headed(self._behind())
        later = [part for run in self.runs if self._is_added(run[0], found) for part in self._headed(run)]
        return [completed(part, diagnosed) for part in found] + _of_labels(later, {part.label for part in found})

    def _is_added(self, first: Entry, found: list[Part]) -> bool:
        """True for a list behind a word like "jar" in an addendum, which tells of what came later."""
        return bool(found) and first.sure and self._sentence(first.start).supplement > found[-1].sentence.supplement

    def _of_row(self, row: FieldRow) -> Part:
        words = self.text[row.start : row.end]
        return Part(row.label, self._sentence(row.start), row.start, row.end, words, row.said)

    def _is_diagnosis(self, run: list[Entry]) -> bool:
        return self._section(run[0].start) == _DIAGNOSES

    def _is_now(self, run: list[Entry]) -> bool:
        """True unless a run stands in the history or a comment; there a row of lines without a date may stand too."""
        section = self._section(run[0].start)
        if section not in _HISTORY:
            return True
        words = " ".join(head(self.text[entry.start : entry.end]) for entry in run)
        return (
            section == _CLINICAL
            and not _YEAR.search(words)
            and not tells_of_before(words)
            and (run[0].sure or not self._ahead_of(run[0]))
        )

    def _ahead_of(self, entry: Entry) -> str:
        """Return what stands before the label of an entry on its line."""
        begin = self.text.rfind("\n", 0, entry.start) + 1
        return self.text[begin : entry.start].strip(' -*|\t"([#.:)]=')[:-1].strip(' -*|\t"([#')

    def _sentence(self, position: int) -> Sentence:
        return self.sentences[max(bisect_right(self.sentences, position, key=_start) - 1, 0)]

    def _section(self, position: int) -> str | None:
        return self._sentence(position).section

    def _ahead(self, position: int) -> str:
        """Return the words before a label on its line, else the line before where it stands alone."""
        begin = self.text.rfind("\n", 0, position) + 1
        ahead = _OWN_LABEL.sub("", self.text[begin:position]).strip(' -*|\t"([#')
        if ahead or begin < 2:
            return ahead
        before = self.text[max(0, begin - _FAR) : begin].rstrip("\n -=_*~>")
        line = before[before.rfind("\n") + 1 :]
        return line if len(line) < _TITLE else ""

    def _opens_line(self, position: int) -> bool:
        """True when nothing but its label stands before the words of a part on their line."""
        begin = self.text.rfind("\n", 0, position) + 1
        return not _OWN_LABEL.sub("", self.text[begin:position]).strip(' -*|\t"([#')

    def _is_list(self, first: Entry) -> bool:
        """True where a list of specimens begins: in its section, or behind words like "Tissue(s):", "received in"."""
        ahead = self._ahead(first.start)
        if compiled("specimens", r"^{other_heads}(?!\w)").match(ahead):
            return False
        if self._section(first.start) == _LIST:
            return True
        return compiled("specimens", r"(?<![\w-]){list_heads}(?![\w-])").search(ahead) is not None

    def _title(self, position: int) -> Described | None:
        """Return what the first lines of the note, or those before a run, say of all its parts: "NEEDLE CORES"."""
        begin = self.text.rfind("\n", 0, position) + 1
        if begin not in self._titles:
            near = self.text[max(0, begin - _NEAR) : begin].rstrip("\n").split("\n")[-_FEW_LINES:]
            lines = self.text[: min(begin, _NEAR)].split("\n")[:_FEW_LINES]
            self._titles[begin] = said_of_all(lines, lines + near)
        return self._titles[begin]

    def _together(self, run: list[Entry]) -> list[Entry]:
        """Return the first entries of a run, up to where its section ends or something else comes between."""
        section = self._section(run[0].start)
        for index, (entry, after) in enumerate(pairwise(run), start=1):
            between = self.text[entry.end : after.start]
            if entry.sure and len(between) < _FURTHEST:
                continue
            if len(between) > _FAR or "\n\n" in between.strip(" ") or self._section(after.start) != section:
                return run[:index]
        return run

    def _part(self, entry: Entry, common: Described | None, before: Part | None) -> Part | None:
        """Return the part that an entry declares; None where its words name neither a place nor a procedure."""
        whole = self.text[entry.start : entry.end]
        words = head(whole)
        said = describe(words)
        if said.procedure is None and (behind := behind_head(whole, len(words))):
            said = said._replace(procedure=describe(behind).procedure)
        if before is not None and compiled("specimens", r"\s?{same_part}(?!\w)").match(words):
            said = Described(before.described.site, before.described.laterality, said.procedure, known=True)
        if said.site is None and said.procedure is None:
            return None
        if common is not None and not said.known and common.site and (said.site is None or says_whereabouts(said.site)):
            site = f"{common.site}, {said.site}" if said.site else common.site
            said = said._replace(site=site, laterality=said.laterality or common.laterality, known=True)
        end = entry.start + len(words.rstrip(" .,;:-"))
        return Part(entry.label, self._sentence(entry.start), entry.start, end, self.text[entry.start : end], said)

    def _named(self, entry: Entry) -> Part | None:
        """Return the part of an entry that names a place by a code of the house: "A - D2 x4"."""
        words = _SIGNS.sub("", head(self.text[entry.start : entry.end])).strip()
        if not _CODE.fullmatch(words):
            return None
        end = entry.start + len(words)
        return Part(entry.label, self._sentence(entry.start), entry.start, end, words, Described(words, None, None))

    def _listed(self, run: list[Entry]) -> list[Part]:
        """Return the parts of a run in a list of specimens."""
        ahead, title = self._ahead(run[0].start), self._title(run[0].start)
        said = describe(ahead) if procedure_in(ahead) else None
        if title is not None and title.procedure and self._opens_line(run[0].start):
            said = title
        in_list = self._section(run[0].start) == _LIST
        found: list[Part] = []
        for entry in run:
            if not in_list and is_diagnosis(head(self.text[entry.start : entry.end])):
                continue
            part = self._part(entry, title, found[-1] if found else None)
            if part is None and in_list:
                part = self._named(entry)
            if part is not None:
                found.append(part)
        known = [part for part in found if part.described.known or part.described.procedure]
        if len(found) < (_HALF if in_list else _MOST) * len(run) or not known or not self._is_short(run):
            return []
        if len(run) == 1 and (run[0].loose or not (run[0].sure or self._section(run[0].start) == _LIST)):
            return []
        return with_procedure(found, said or title)

    def _is_short(self, run: list[Entry]) -> bool:
        return all(len(head(self.text[entry.start : entry.end])) < 2 * SHORT for entry in run)

    def _last_of_list(self, index: int) -> Sentence:
        """Return the last sentence of the paragraph of a list that a sentence opens."""
        first = last = self.sentences[index]
        for sentence in self.sentences[index : index + _MANY]:
            if sentence.section != _LIST or sentence.paragraph != first.paragraph:
                break
            last = sentence
        return last

    def _trailing(self) -> list[Part]:
        """Return the parts of a list whose labels stand behind them."""
        for index, sentence in enumerate(self.sentences):
            if sentence.section != _LIST or not sentence.opens_section:
                continue
            last = self._last_of_list(index)
            colon = self.text.find(":", sentence.start, sentence.start + 40)
            begin = max(colon + 1, sentence.start)
            line = self.text.find("\n", begin, last.end)
            listed = trailing(self.text, begin, last.end) or trailing(self.text, begin, max(line, begin))
            found = [
                part for entry in listed if (part := self._part(_stripped(self.text, entry), None, None)) is not None
            ]
            if found:
                return found
        return []

    def _unordered(self) -> list[Part]:
        """Return the parts of a list whose labels follow no order."""
        for match in _LIST_HEAD.finditer(self.text):
            end = self.text.find("\n", match.end())
            listed = unordered(self.text, match.end(), end if end >= 0 else len(self.text))
            if listed and (found := self._headed(listed)):
                return found
        return []

    def _behind(self) -> list[Entry]:
        """Return the entries whose labels stand in brackets behind them, without the diagnosis of the part before."""
        found = []
        for entry in behind(self.text):
            words = self.text[entry.start : entry.end]
            told = list(compiled("specimens", DIAGNOSIS).finditer(words))
            begin = told[-1].end() if told else 0
            found.append(
                entry._replace(start=entry.start + begin + len(words[begin:]) - len(words[begin:].lstrip(" ,:;")))
            )
        return found

    def _headed(self, run: list[Entry]) -> list[Part]:
        """Return the parts of a run outside a list: its entries are heads that name places, and no diagnoses."""
        if not run or (len(run) < 2 and not run[0].sure):
            return []
        title = self._title(run[0].start)
        heads = [head(self.text[entry.start : entry.end]) for entry in run]
        if any(len(words) > SHORT for words in heads[:2]):
            return []
        found: list[Part] = []
        for entry, words in zip(run, heads, strict=True):
            if is_diagnosis(words):
                continue
            part = self._part(entry, title, found[-1] if found else None)
            if part is not None and (part.described.known or (part.described.procedure and part.described.site)):
                found.append(part)
        if len(found) < _MOST * len(run):
            return []
        told = [part for part in found if part.described.procedure or part.described.laterality]
        closed = all(_is_closed(self.text, entry, words) for entry, words in zip(run, heads, strict=True))
        named = closed and self._section(run[0].start) == _DIAGNOSES and len(found) > 1
        if not named and (len(told) * 2 < len(found) or not told):
            return []
        if len(found) == 1 and not found[0].described.procedure:
            return []
        return with_procedure(found, title)


def _of_labels(parts: list[Part], known: set[str | None]) -> list[Part]:
    """Return the parts whose labels are not known yet, one for each."""
    new = {part.label: part for part in reversed(parts) if part.label not in known}
    return [part for part in parts if new.get(part.label) is part]


def _stripped(text: str, entry: Entry) -> Entry:
    words = text[entry.start : entry.end]
    return entry._replace(
        start=entry.start + len(words) - len(words.lstrip(" \n\t.;,")), end=entry.start + len(words.rstrip())
    )


def _is_closed(text: str, entry: Entry, words: str) -> bool:
    """True when a sign closes a head: "Left breast, biopsy:", "Omentum - no tumor"."""
    return (
        stop_or(*ENDS).match(text, entry.start + len(words)) is not None
        or entry.start + len(words.rstrip()) == entry.end
    )
