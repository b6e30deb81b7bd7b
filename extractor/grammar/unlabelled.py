"""Unlabelled parts: the one specimen, or the few, that a note names in a field, in its title or in a sentence."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import attrgetter

from extractor.grammar.anatomy import says_whereabouts
from extractor.grammar.part_clauses import names_only_place, said_of
from extractor.grammar.part_heads import head, is_diagnosis, tells_of_before
from extractor.grammar.parts import Described, Part, describe, procedure_in
from extractor.grammar.stops import stop_or
from extractor.grammar.wording import compiled
from extractor.mentions import Sentence

_FIELD = (
    r"(?:^|(?<=\n)|(?<=\s\s)|(?<=\t)|(?<=\|\s)|(?<=[\[#*])|(?<=\*\s)|(?<=;\s)|(?<=\.\s))(?P<head>{%s})(?:\s?[/&]\s?[a-z]{3,12})?"
    r"(?:\s?\([^()\n]{0,25}\)|\s?\[[^\[\]\n]{0,12}\])?(?:\]\s{0,40}|\s?\.{2,60}\s?:?\s?|\s{0,12}[:=|]\s{0,40}|\s{2,40}|\t)"
    r"(?P<value>(?=[\[☐☒☑])[^\n]{2,300}|[^\n\t]{2,200}?)(?=\s{3,}|\t|\s\||\s\[[A-Z]|\n|\s(?-i:[A-Z])\w{1,20}(?:\s\w{1,20}){0,3}\s=\s|$)"
)
_LABELLED = compiled(
    "specimens", r"\b{containers}\b[^.;:\n]{0,60}?\b{labelled}\s(?:{named_with}\s)?\"?(?P<words>[^.;:\"\n]{3,90})"
)
_CLAUSE = (r"\s{2,}", r"\t", "//", "::", r"\|", ";", r":(?=\s|$)", "=", r"\n")  # what ends one
_TOGETHER = re.compile(r"\s?(?:--?|\|)\s")
_JOINED = compiled("specimens", r"\s?(?:\+|;|&|,|\b{joining}\b)\s")
_CLOSED = re.compile(r"\S(?::|\s-{1,2})(?:\s+\S|$)")
_BOX = re.compile(r"\[\s?[xX]?\s?\]|[☐☒☑]")
_CHECKED = re.compile(r"\[\s?[xX]\s?\]|[☒☑]")
_SENTENCE = re.compile(r"[;:()]")
_HISTORY = frozenset({"clinical history", "family history", "preliminary diagnosis", "key", "references"})
_LIST = "specimen"
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_STRONG = (";", "+")
_HEADERS = 7  # lines
_LONGEST = 130
_HEADS = 24
_start = attrgetter("start")


class Unlabelled:
    """The parts of one note that have no labels: `text` the clean text, `sentences` in order."""

    def __init__(self, text: str, sentences: Sequence[Sentence]) -> None:
        self.text = text
        self.sentences = sentences

    def parts(self, *, sure: bool) -> list[Part]:
        """Return the parts that a field names, else, in what is surely a note, the title or a sentence."""
        ways = (
            self._in_fields,
            self._on_containers,
            self._in_lines,
            self._on_heads,
            self._in_titles,
            self._in_sections,
            self._in_site_fields,
            self._told,
        )
        return next((found for way in (ways if sure else ways[:1]) if (found := way())), [])

    def _part(self, start: int, end: int, said: Described) -> Part:
        words = self.text[start:end]
        start += len(words) - len(words.lstrip(' \t"-'))
        end -= len(words) - len(words.rstrip(' \t".,;-'))
        sentence = self.sentences[max(bisect_right(self.sentences, start, key=_start) - 1, 0)]
        return Part(None, sentence, start, end, self.text[start:end], said)

    def _values(self, table: str) -> Iterator[tuple[int, int]]:
        """Yield where the values of the fields of a kind stand, those of the history left out."""
        for match in compiled("specimens", _FIELD.replace("%s", table)).finditer(self.text):
            sentence = self.sentences[max(bisect_right(self.sentences, match.start(), key=_start) - 1, 0)]
            if sentence.section not in _HISTORY or sentence.opens_section or self._is_now(match):
                yield match.start("value"), match.end("value")

    def _is_now(self, field: re.Match[str]) -> bool:
        """True for a field at the head of a line of the history that tells of nothing before: "Material: …"."""
        opens = field.start() == 0 or self.text[field.start() - 1] == "\n"
        return opens and not tells_of_before(field["value"]) and not _YEAR.search(field["value"])

    def _in_fields(self) -> list[Part]:
        for table in ("specimen_fields", "procedure_fields"):
            for start, end in self._values(table):
                found = [p for p in self._pieces(start, end) if self._is_told(p, table) and not is_diagnosis(p.words)]
                if found:
                    return self._completed(found)
        return []

    def _is_told(self, part: Part, table: str) -> bool:
        said = part.described
        if table == "procedure_fields":
            return said.procedure is not None
        return said.known or (said.procedure is not None and said.site is None)

    def _pieces(self, start: int, end: int) -> list[Part]:
        """Return the parts of a value: several where its pieces name procedures or, behind a semicolon, places."""
        stop = stop_or().search(self.text, start, end)
        end = stop.start() if stop is not None else end
        if (boxes := list(_BOX.finditer(self.text, start, end))) and _CHECKED.search(self.text, start, end):
            return self._checked(boxes, end)
        joints = [start, end]
        matches = list(_JOINED.finditer(self.text, start, end))
        for match, after in zip(matches, [*matches[1:], None], strict=bool(matches)):
            left = self.text[joints[-2] : match.start()]
            right = self.text[match.end() : after.start() if after is not None and after[0].strip() in _STRONG else end]
            if self._are_apart(left, right, strongly=match[0].strip() == ";"):
                joints[-1:] = [match.start(), match.end(), end]
        found: list[Part] = []
        for first, last in zip(joints[::2], joints[1::2], strict=True):
            part = self._part(first, last, describe(_TOGETHER.sub(", ", self.text[first:last])))
            if part.described.site is None and found and part.described.procedure is not None:
                part = part._replace(described=part.described._replace(site=found[0].described.site, known=True))
            found.append(part)
        return found

    def _checked(self, boxes: list[re.Match[str]], end: int) -> list[Part]:
        """Return the parts behind the checked ones of several boxes: "[x] Uterus  [x] Both ovaries  [ ] Omentum"."""
        found = []
        for box, after in zip(boxes, [*boxes[1:], None], strict=True):
            if _CHECKED.fullmatch(box[0]):
                last = after.start() if after is not None else end
                found.append(self._part(box.end(), last, describe(self.text[box.end() : last])))
        return [part for part in found if part.described.known]

    def _are_apart(self, left: str, right: str, *, strongly: bool) -> bool:
        """True for the words of two parts: "BM biopsy; PB smear", "hemiglossectomy + neck dissection"."""
        before, after = describe(left), describe(right)
        if strongly:
            return (before.known and after.known) or (before.procedure is not None and after.procedure is not None)
        if before.site is None and after.site is None:
            return before.procedure is not None and after.procedure is not None  # "aspirate + trephine"
        several = after.procedure is not None or compiled("specimens", r"\b{nodes}\b").search(right) is not None
        return before.procedure is not None and several and after.known

    def _completed(self, found: list[Part]) -> list[Part]:
        """Return parts with the site, the side and the procedure that fields of their own give of a single part."""
        sites = [describe(self.text[start:end]) for start, end in self._values("site_fields")]
        site = next((said for said in sites if said.known), next((said for said in sites if said.site), None))
        sides = [describe(self.text[start:end]).laterality for start, end in self._values("side_fields")]
        said = found[0].described
        if said.procedure is None and len(found) == 1:
            procedures = [describe(self.text[start:end]).procedure for start, end in self._values("procedure_fields")]
            said = said._replace(procedure=next((name for name in procedures if name), None))
        if site is not None and site.site and not said.known:
            whole = f"{said.site}, {site.site}" if said.site else site.site
            said = said._replace(site=whole, known=site.known)
        side = next((side for side in sides if side), site.laterality if site is not None else None)
        if said.laterality is None:
            said = said._replace(laterality=side)
        others = [
            part._replace(described=part.described._replace(site=said.site, known=said.known))
            if part.described.site is None
            else part
            for part in found[1:]
        ]
        found = [found[0]._replace(described=said), *others]
        return [part for part in found if part.described.site is not None]

    def _in_lines(self) -> list[Part]:
        """Return the parts of a list of specimens whose lines have no labels."""
        told = [s for s in self.sentences if s.section == _LIST and s.opens_line]
        lines = [s for s in told if not s.opens_section and len(s.text) < _LONGEST]
        found = [self._part(s.start, s.start + len(words), describe(words)) for s in lines if (words := head(s.text))]
        known = [part for part in found if part.described.known and not is_diagnosis(part.words)]
        return known if len(known) > 1 and len(known) == len(lines) else []

    def _on_heads(self) -> list[Part]:
        """Return the parts that the heads of several lines name: "Skin, cheek (shave): …", "NODE, EXCISION - …"."""
        found: dict[str | None, dict[Described, Part]] = {}
        for sentence in self.sentences:
            if not sentence.opens_line or sentence.section in _HISTORY or not _CLOSED.search(sentence.text):
                continue
            words = head(sentence.text)
            if len(words) < _LONGEST and not is_diagnosis(words) and not tells_of_before(words):
                said = describe(words)
                if said.known and said.procedure is not None:
                    part = self._part(sentence.start, sentence.start + len(words), said)
                    found.setdefault(sentence.section, {}).setdefault(said, part)
        listed = max(found.values(), key=len, default={})
        return list(listed.values()) if len(listed) > 1 else []

    def _in_titles(self) -> list[Part]:
        """Return the part that one of the first lines names: "Left frontal lobe, re-resection // 41-year-old man"."""
        begin = 0
        for number, line in enumerate(self.text.split("\n")):
            if number >= _HEADERS:
                break
            if not self._is_history(begin) and (part := self._in_line(begin, line, fluids=number < 2)) is not None:
                return [part]
            begin += len(line) + 1
        return []

    def _is_history(self, position: int) -> bool:
        sentence = self.sentences[max(bisect_right(self.sentences, position, key=_start) - 1, 0)]
        return sentence.section in _HISTORY

    def _in_line(self, begin: int, line: str, *, fluids: bool = False) -> Part | None:
        """Return the part that a clause of a line names, two clauses taken together where one names only the place."""
        clauses, start = [], 0
        for match in [*stop_or(*_CLAUSE).finditer(line), None]:
            end = match.start() if match is not None else len(line)
            if line[start:end].strip():
                clauses.append((start, end))
            start = match.end() if match is not None else end
        pairs = [
            (a, d) for (a, b), (c, d) in pairwise(clauses) if names_only_place(line[a:b]) and line[b : b + 1] in ":|;-"
        ]
        for start, end in [*pairs, *clauses, *((a, d) for (a, _), (_, d) in pairwise(clauses))]:
            words = _TOGETHER.sub(
                ", ", line[start:end].replace(": ", ", ", 1) if (start, end) in pairs else line[start:end]
            )
            if self._continues_history(line, start):
                continue
            if len(words) < _LONGEST and (said := said_of(words, fluids=fluids)) is not None:
                return self._part(begin + start, begin + end, said)
        return None

    def _on_containers(self) -> list[Part]:
        """Return the parts that the labels of containers tell: "A second container is labeled base"."""
        found: list[Part] = []
        for match in _LABELLED.finditer(self.text):
            words = match["words"]
            verb = compiled("specimens", r"\s{part_verbs}\b").search(words)
            if verb is not None and procedure_in(words[verb.end() :]) is None:
                words = words[: verb.start()]
            said = describe(words)
            if said.known and said.procedure is None:
                rest = self.text[match.end("words") :].split("\n")[0].split(".")[0]
                said = said._replace(procedure=describe(rest).procedure)
            if found and not said.known and said.site is not None and says_whereabouts(said.site):
                said = said._replace(site=f"{found[0].described.site}, {said.site}", known=True)
            if said.known:
                found.append(self._part(match.start("words"), match.start("words") + len(words), said))
        return found

    def _continues_history(self, line: str, start: int) -> bool:
        """True for a clause behind a colon whose words tell of before: "Mother: mastectomy"."""
        before = compiled("specimens", r"\b{now_words}(?!\w)").sub(" ", line[:start]).rstrip()
        return before.endswith(":") and tells_of_before(before[-_HEADS:])

    def _in_sections(self) -> list[Part]:
        """Return the part that the first lines of the diagnosis or of the gross description name."""
        for section in ("final diagnosis", "gross"):
            told = [s for s in self.sentences if s.section == section][:4]
            for sentence in told:
                part = self._in_line(sentence.start, sentence.text)
                if part is not None:
                    return [part]
        return []

    def _in_site_fields(self) -> list[Part]:
        for start, end in self._values("site_fields"):
            said = describe(self.text[start:end])
            if said.known and not is_diagnosis(self.text[start:end]):
                return self._completed([self._part(start, end, said)])
        return []

    def _told(self) -> list[Part]:
        """Return the part that the first sentence tells of that names a place and a procedure done now."""
        for sentence in self.sentences:
            if sentence.section in _HISTORY or sentence.supplement:
                continue
            start = 0
            for match in [*_SENTENCE.finditer(sentence.text), None]:
                end = match.start() if match is not None else len(sentence.text)
                words = sentence.text[start:end]
                told = procedure_in(words) is not None and not self._continues_history(sentence.text, start)
                if told and (said := said_of(words)) is not None:
                    return [self._part(sentence.start + start, sentence.start + end, said)]
                start = match.end() if match is not None else end
        return []
