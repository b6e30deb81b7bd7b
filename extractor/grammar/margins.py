"""Margins: which margins are free or involved, and how far from the tumor.

"Deep margin: negative, 4 mm", "margins are free, the closest being deep at 4 mm", and lists of margins under a heading:
"MARGINS / superior ..... 4.2 / deep ..... 0.1".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from extractor.grammar.clearances import clearances
from extractor.grammar.items import SEPARATOR, below, cells, split_item, visible
from extractor.grammar.stated import Stated
from extractor.grammar.wording import compiled, phrases
from extractor.mentions import Mention, Sentence
from extractor.records import Number

NAME = "margin"
_STATE = (
    r"(?<![\w-])(?:(?P<none>{margin_none})|(?P<equivocal>{margin_unsure})|(?P<negative>{margin_clear})|(?P<positive>{margin_hit}))(?![\w])"
)
_SITE = r"(?<![\w-])(?:\d{1,2}(?:\s?(?:-|to)\s?\d{1,2})?\s?o['’]?\s?clock|{margin_sites})(?![\w-])"
_DYSPLASIA = r"(?<![\w-]){dysplasia_sites}(?![\w-])"
_NOUN = r"(?<![\w-]){margin_nouns}(?![\w-])"
_HEADING = re.compile(r"^[-*+\s=]{0,6}[^:.;]{0,40}?(?::|\.{3,}|=)?\s*$")
_UNIT = re.compile(r"\((?P<unit>cm|mm)\)", re.IGNORECASE)
_WORD = re.compile(r"[\w'’/.-]+")
_ASIDE = re.compile(r"\([^()]{0,80}\)|\[[^\[\]]{0,80}\]")
_PIECE = re.compile(r"[;,]\s|\.\s|\s{3,}|\t|\s\|\s|\s-\s|,?\s(?:and|but|with)\s(?=[^;,.]{0,30}\d)|(?<=mm)\s(?=[a-z])|(?<=cm)\s(?=[a-z])")
_CLOSEST = re.compile(r"\b(?:closest|nearest|close)\b", re.IGNORECASE)
_DISTANCE_LABEL = re.compile(r"^\W*(?:distance|clearance)\b", re.IGNORECASE)
_LOCATION_LABEL = re.compile(r"^\W*(?:location|site|specify)\b|\b(?:location|specify)\b(?=\s*(?::|\[|\())", re.IGNORECASE)
_FROM_TUMOR = r"\b(?:from|to|of|within|by)\b"
_LONGEST_LABEL = 60


@dataclass(slots=True)
class _Entry:
    """A margin as it is read: its place, what is said of it, and where."""

    start: int
    end: int
    site: str | None = None
    polarity: str | None = None
    distance: Number | None = None
    closest: bool = False


@cache
def _generic() -> frozenset[str]:
    return frozenset(phrases("findings", "margin_generic"))


def margins(sentences: Sequence[Sentence], index: int) -> Iterator[Stated]:
    """Yield what a sentence and, where it is a heading, the list under it say of margins."""
    sentence = sentences[index]
    mentions = [mention for mention in sentence.of_kind("finding") if mention.id == NAME]
    if not mentions:
        return
    text = visible(sentence.text)
    if _is_heading(sentence, text, mentions):
        yield from _list(sentences, index, mentions[0], unit_of(sentence.text))
        return
    entries = _entries(sentence, text, mentions)
    yield from (_stated(sentence, entry, mentions[0]) for entry in entries if entry.polarity is not None)
    item = split_item(text)
    if item is not None and sentence.opens_line and any(m.end - sentence.start <= len(text) - len(text[item[1]:]) for m in mentions):
        yield from _list(sentences, index, mentions[0], unit_of(sentence.text), last=entries[-1] if entries else None)


def unit_of(text: str) -> str | None:
    """Return the unit that a heading gives for the numbers below: "Margins (cm)"."""
    match = _UNIT.search(text)
    return match["unit"].lower() if match is not None else None


def _is_heading(sentence: Sentence, text: str, mentions: Sequence[Mention]) -> bool:
    """True for a line that names margins and says nothing of them: "MARGINS:", "Margins (cm)"."""
    if not sentence.opens_line or len(text) > _LONGEST_LABEL:
        return False
    plain = _UNIT.sub("", text)
    if compiled("findings", _STATE).search(plain) or clearances(plain):
        return False
    return mentions[0].start - sentence.start < 30 and _HEADING.match(_ASIDE.sub("", plain)) is not None


def _entries(sentence: Sentence, text: str, mentions: Sequence[Mention]) -> list[_Entry]:
    """Return the margins that a sentence tells of, as an item or in words."""
    item = split_item(text)
    first = mentions[0].start - sentence.start
    if item is not None and sentence.opens_line and first < item[1] and item[1] < _LONGEST_LABEL + 40:
        label, begin = item
        site = site_of(label)
        found: list[_Entry] = []
        for cell in cells(text[begin:], begin):
            found += _values(cell.text, cell.start, site, closest=_CLOSEST.search(label) is not None, listed=True)
        return found
    return _narrated(text, [(m.start - sentence.start, m.end - sentence.start) for m in mentions])


def _values(text: str, offset: int, site: str | None, *, closest: bool, listed: bool, unit: str | None = None) -> list[_Entry]:
    """Read the value of a margin: "negative, 4 mm", "Radial (mesenteric), 2.2 cm", "superior 6 mm, inferior 8 mm"."""
    plain = _ASIDE.sub(lambda aside: " " * len(aside[0]), text)
    found: list[_Entry] = []
    current: _Entry | None = None
    for start, end in _pieces(plain):
        piece = plain[start:end]
        state = compiled("findings", _STATE).search(piece)
        said = _said(state)
        if said == "none" and current is None:
            return []
        distances = clearances(piece, unit)
        places = _sites_in(text[start:end])
        if current is None or (places and (state or distances or current.distance is not None or current.site != site)):
            current = _Entry(offset + start, offset + end, _joined(site, places), closest=closest)
            found.append(current)
        elif places and current.site is None:
            current.site = places
        if said is not None and said != "none" and current.polarity is None:
            current.polarity, current.end = said, offset + end
        if distances and current.distance is None:
            current.distance, current.end = distances[0].millimetres, offset + end
        current.closest = current.closest or _CLOSEST.search(piece) is not None
    for entry in found:
        if entry.polarity is None and entry.distance is not None:
            entry.polarity = "positive" if entry.distance == 0 else "negative"
    general = found[0].polarity if found else None
    for entry in found[1:]:
        if entry.polarity is None and general is not None and entry.site:
            entry.polarity = general
    return found


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    position = 0
    for match in [*_PIECE.finditer(text), None]:
        end = match.start() if match is not None else len(text)
        if text[position:end].strip():
            yield position, end
        position = match.end() if match is not None else end


def _said(match: re.Match[str] | None) -> str | None:
    return next((name for name, words in match.groupdict().items() if words), None) if match is not None else None


def _joined(site: str | None, places: str | None) -> str | None:
    return places or site


def _sites_in(text: str) -> str | None:
    """Return the places that a text names, as written: "lateral/skin", "12 o'clock", "anterior and posterior"."""
    found = list(compiled("findings", _SITE).finditer(text))
    if not found:
        return None
    end = found[0].end()
    for before, after in zip(found, found[1:], strict=False):
        if not re.fullmatch(r"\s?(?:[/&,(]|-|and|or)?\s?", text[before.end() : after.start()]):
            break
        end = after.end()
    written = text[found[0].start() : end].strip(" ,(")
    return written.lower() if written.isupper() else written


def site_of(label: str) -> str | None:
    """Return the place that a label names, without the words that all margins share: "Closest deep margin" is deep."""
    kept = [word for word in _WORD.findall(label.replace("(", " ").replace(")", " ")) if word.lower().strip(".") not in _generic()]
    words = " ".join(kept).strip(" -/")
    if not words or not any(char.isalpha() for char in words) and not "clock" in words:
        return None
    return words.lower() if words.isupper() else words


def _narrated(text: str, nouns: Sequence[tuple[int, int]]) -> list[_Entry]:
    """Read margins in a sentence: "cord margin negative", "tumor 1.5 mm from ink", "extends to the lateral margin"."""
    found: list[_Entry] = []
    for number, (start, end) in enumerate(nouns):
        left = max(nouns[number - 1][1] if number else 0, _clause_start(text, start))
        right = nouns[number + 1][0] if number + 1 < len(nouns) else len(text)
        entry = _of_noun(text, start, end, left, right)
        if entry is None:
            continue
        found.append(entry)
        tail = text[entry.end : right]
        found += [
            more
            for more in _values(tail, entry.end, None, closest=False, listed=False)
            if more.polarity is not None and more.site is not None and more.distance is not None
        ]
    return found


def _clause_start(text: str, position: int) -> int:
    return max((match.end() for match in re.finditer(r"[;:]\s|\.\s|\s{3,}|,\s(?=[^,;]{0,60}$)", text[:position])), default=0)


_BEHIND = re.compile(
    r"\s?(?:\([^()]{0,50}\)\s?)?(?:(?:,\s)?(?:is|are|was|were|all|also|appear(?:s|ed)?|remain(?:s|ed)?|be|being|reported|status|by|for|of|at|histologically|microscopically|widely|grossly|final|narrowly|focally|both|both are)\s?){0,4}[\s:,=-]{0,3}",
    re.IGNORECASE,
)


def _of_noun(text: str, start: int, end: int, left: int, right: int) -> _Entry | None:
    site = _before(text[left:start]) or _sites_in(text[start:end])
    state = compiled("findings", _STATE).search(text, end, min(right, end + 60))
    distances = [d for d in clearances(text[left:right]) if _is_clearance(text, left + d.start, left + d.end, start, end)]
    distance = distances[0].millimetres if distances else None
    said = _said(state)
    if state is not None and _BEHIND.fullmatch(text[end : state.start()]):
        if said == "none":
            return None
        last = max(state.end(), left + distances[0].end if distances else 0)
        return _Entry(min(start, left + distances[0].start if distances else start), last, site, said, distance)
    ahead = _ahead(text, left, start)
    if ahead is not None:
        return _Entry(ahead[0], end, site, ahead[1], distance)
    if distance is not None:
        first, last = left + distances[0].start, left + distances[0].end
        return _Entry(min(first, start), max(last, end), site, "positive" if distance == 0 else "negative", distance)
    return None


def _before(ahead: str) -> str | None:
    """Return the places right before a noun: "deep and lateral", "inked parenchymal"."""
    found = list(compiled("findings", _SITE).finditer(ahead))
    if not found or not re.fullmatch(r"\s?(?:(?:resection|surgical|inked|excision|soft\stissue|cut)\s)?", ahead[found[-1].end() :]):
        return None
    begin = found[-1].start()
    for before, after in zip(reversed(found[:-1]), reversed(found[1:]), strict=True):
        if not re.fullmatch(r"\s?(?:[/&,-]|,?\sand|,?\sor)?\s?", ahead[before.end() : after.start()]):
            break
        begin = before.start()
    written = ahead[begin : found[-1].end()]
    return written.lower() if written.isupper() else written


_TO = re.compile(r"\s?(?:\([^()]{0,30}\)\s?)?(?:from|of|to|off|away\sfrom|short\sof)\s(?:the\s)?(?:[\w'/-]+\s){0,4}$", re.IGNORECASE)
_NEXT = re.compile(r"(?:\s(?:is|was|of|at|measures|measured|by|widely|free|clear|negative|neg|uninvolved|distance|clearance|being|less|than|with|a|minimum|the|closest|clearance\sof))*[\s:,=<>~≥≤(-]{1,4}", re.IGNORECASE)


def _is_clearance(text: str, first: int, last: int, start: int, end: int) -> bool:
    """True for a distance that is said of a margin: "2 mm from the deep margin", "margin free by 4 mm"."""
    if last <= start:
        return _TO.fullmatch(text[last:start]) is not None
    return first >= end and _NEXT.fullmatch(text[end:first]) is not None


_CUE = (
    r"(?<![\w-])(?:(?P<negative>{margin_free_before})|(?P<positive>{margin_hit_before}))"
    r"\s(?:(?:the|all|its|any|an|a|of|inked|surgical|resection)\s){0,3}(?:[\w'/-]+,?\s(?:and\s)?){0,3}$"
)


def _ahead(text: str, left: int, start: int) -> tuple[int, str] | None:
    """Return what words before a margin say of it: "extends to the deep margin", "negative margins"."""
    match = compiled("findings", _CUE).search(text, left, start)
    if match is None:
        return None
    return match.start(), "negative" if match["negative"] else "positive"


def _list(sentences: Sequence[Sentence], index: int, mention: Mention, unit: str | None, last: _Entry | None = None) -> Iterator[Stated]:
    """Read the lines under a heading: one margin each, with its place as the label."""
    heading = sentences[index]
    pending: str | None = None
    involved: Stated | None = None
    dysplasia = compiled("findings", _DYSPLASIA).search(heading.text) is not None
    for _, line in below(sentences, index):
        text = visible(line.text)
        if _ends_list(line, text):
            return
        if _LOCATION_LABEL.search(text) and involved is not None:
            involved.site = involved.site or _location(text)
            continue
        item = split_item(text)
        if item is None and last is not None:
            return
        own = any(m.id == NAME for m in line.of_kind("finding"))
        if own and item is not None and not _CLOSEST.search(item[0]) and not _DISTANCE_LABEL.match(item[0]):
            return  # it is read by itself, and begins what follows
        if item is None or not text.strip():
            if involved is None:
                for entry in _values(text, 0, None, closest=False, listed=True, unit=unit):
                    if entry.polarity is not None and (entry.site or not dysplasia):
                        involved = _stated(line, entry, mention)
                        yield involved
            continue
        label, begin = item
        if _CLOSEST.search(label) and not clearances(text[begin:], unit):
            pending = site_of(text[begin:])
            continue
        site = site_of(label)
        if _DISTANCE_LABEL.match(label):
            site, pending = site or pending, None
        for cell in cells(text[begin:], begin):
            for entry in _values(cell.text, cell.start, site, closest=False, listed=True, unit=unit):
                if entry.polarity is not None and not own:
                    yield _stated(line, entry, mention)


_OTHER_LABEL = r"^\W*{other_labels}\b"


def _ends_list(line: Sentence, text: str) -> bool:
    """True for a line that begins another item: it names another finding, or an item that is none."""
    named = line.of_kind("finding")
    if any(m.id not in (NAME, "other") and m.start - line.start < 25 for m in named):
        return True
    return compiled("findings", _OTHER_LABEL).search(text) is not None


def _location(text: str) -> str | None:
    match = _LOCATION_LABEL.search(text)
    return _sites_in(text[match.end() :]) if match is not None else None


def _stated(sentence: Sentence, entry: _Entry, mention: Mention) -> Stated:
    start, end = entry.start, entry.end
    text = sentence.text
    while start < end and text[start].isspace():
        start += 1
    return Stated(
        NAME,
        mention.source.key,
        [(sentence, sentence.start + start, sentence.start + max(end, start + 1))],
        polarity=entry.polarity,
        site=entry.site,
        distance=entry.distance,
    )
