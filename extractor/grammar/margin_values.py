"""Values of margins: what is said of one, and how far it is: "negative, 4 mm", "superior 6 mm, inferior 8 mm"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from extractor.grammar.clearances import clearances
from extractor.grammar.wording import compiled, phrases
from extractor.records import Number
from extractor.rules import settings

STATE = (
    r"(?<![\w-])(?:(?P<none>{margin_none})|(?P<equivocal>{margin_unsure})|(?P<negative>{margin_clear})"
    r"|(?P<positive>{margin_hit}))(?![\w])"
)
_CLOCK = r"\d{1,2}(?:\s?(?:-|to|and|&)\s?\d{1,2})?\s?o\s?['’]?\s?clock"
SITE = rf"(?<![\w-])(?:{_CLOCK}|{{margin_sites}}(?:ly\b)?)(?![\w-])"
_TIMES = re.compile(rf"\b(?:from\s)?(?:\d{{1,2}}\sto\s)?{_CLOCK}", re.IGNORECASE)
_ONLY_CLOCK = re.compile(_CLOCK, re.IGNORECASE)
CLOSEST = re.compile(r"\b(?:closest|nearest|close)\b", re.IGNORECASE)
_DYSPLASIA = compiled("findings", r"(?<![\w-]){dysplasia_sites}(?![\w-])")
_WORD = re.compile(r"[\w'’/.-]+")
_ASIDE = re.compile(r"\([^()]{0,80}\)|\[[^\[\]]{0,80}\]")
_PIECE = re.compile(
    r"[;,]\s|\.\s|\s{3,}|\t|\s\|\s|\s-\s|\s/\s|,?\s(?:and|but|with)\s(?=[^;,.]{0,30}\d)|(?<=mm)\s(?!in\s(?:length|extent)\b)(?=[a-z])|(?<=cm)\s(?!in\s(?:length|extent)\b)(?=[a-z])"
)
_DISTANCE_ASIDE = re.compile(
    r"\((?P<words>[^()\d]{0,22}\d[^()]{0,12}?(?:mm|cm)(?:\s[a-z]{2,10}){0,2})\)", re.IGNORECASE
)
_PLUS = re.compile(r"^\W{0,3}(?:[a-z]{3,9}ly\s)?(?P<plus>\+)|^\s?-\s{0,3}$|\s-$")
_APART = re.compile(r",\s(?:and\s)?|\s(?:and|&|\+)\s(?:the\s)?", re.IGNORECASE)
_NUMBERED = re.compile(
    r"[A-Z]?\d{1,2}\.\d{1,2}\.?|[A-Z]\d{1,2}"
)  # the number of an item, S3.10, or the label of a part
_EDGE = re.compile(r"(?<=\w)\s(?:edges?|rim)$", re.IGNORECASE)
_SHORT = re.compile(r"\b[A-Za-z]{3,6}\b")
_UNIT = re.compile(r"\((?P<unit>cm|mm)\)", re.IGNORECASE)
_ADVERB = re.compile(r"(?<=or|al|ep)ly$")  # involved posteriorly
_REST = compiled("findings", r"^\W*(?P<rest>{margin_rest})(?![\w-])")
_NEAREST = re.compile(
    r"\b(?:closest|nearest)(?:[\s,:=]{1,3}(?:is|being|at|to|the|margin|one|edge))*[\s,:=(]{1,3}"
    r"(?P<place>[A-Za-z][\w/'-]{2,20}(?:\s[a-z][\w/-]{2,20}){0,2}?)[\s,:=(]{1,3}(?:(?:is|at|by|with)\s)?[<>~]?\s?\d",
    re.IGNORECASE,
)
RESPECTIVE = re.compile(
    r"(?<![\d.])(?P<first>\d{1,3}(?:\.\d)?)\s?(?:mm|cm)?\s?(?:and|&|/)\s?(?P<second>\d{1,3}(?:\.\d)?)\s?(?P<unit>mm|cm)\b"
)
_LONGEST_ASIDE, _PAIR = 45, 2
_FEW_LETTERS, _LONGEST_REST = 5, 8


@dataclass(slots=True)
class Margin:
    """A margin at [start, end) of a text: its place and what is said of it."""

    start: int
    end: int
    site: str | None = None
    polarity: str | None = None
    distance: Number | None = None
    superseded: bool = False


@cache
def _generic() -> frozenset[str]:
    return frozenset(phrases("findings", "margin_generic"))


def said(match: re.Match[str] | None) -> str | None:
    """Return what the words of a state say: negative, positive, equivocal, or none for no result."""
    return next((name for name, words in match.groupdict().items() if words), None) if match is not None else None


def without_asides(text: str) -> str:
    """Return a text of the same length with its parentheses blank."""
    return _ASIDE.sub(lambda aside: " " * len(aside[0]), text)


def values(text: str, offset: int, site: str | None, *, unit: str | None = None) -> list[Margin]:
    """Return the margins of a value; `site` is the place that its label names, `unit` that of bare numbers."""
    plain = without_asides(text)
    found: list[Margin] = []
    current: Margin | None = None
    pieces = [*_pieces(plain)]
    for number, (start, end) in enumerate(pieces):
        piece = plain[start:end]
        state = said(compiled("findings", STATE).search(piece)) or _signed(piece)
        if state == "none" and current is None:
            return []
        rest = _REST.match(piece)
        places = rest["rest"] if rest is not None else sites_in(piece) or _nearest(piece)
        distances = clearances(piece, unit if not found or places else None)
        stop = pieces[number + 1][0] if number + 1 < len(pieces) else len(text)
        if distances and "(" in text[start:stop]:  # "<3 mm (2.5)": the exact distance stands in brackets
            distances = [d for d in clearances(text[start:stop]) if d.start == distances[0].start] or distances
        if (
            current is None
            or (places and (state or distances) and not _ONLY_CLOCK.fullmatch(places))
            or (places and (state or distances) and current.site and _is_told(current) and _ONLY_CLOCK.match(piece))
            or (places and distances and (current.distance is not None))
            or (places and current.site and _is_told(current) and _is_place(piece, places))
        ):
            is_label = site is not None and not (places and of_dysplasia(site))
            place = site if current is None and is_label else places
            current = Margin(offset + start, offset + end, place)
            found.append(current)
        elif current.site is None:
            current.site = places
        if state is not None and state != "none" and current.polarity is None:
            current.polarity, current.end = state, offset + end
        if distances and current.distance is None:
            current.distance, current.end = distances[0].millimetres, offset + end
        _read_aside(text, offset, (start, stop), found)
    for margin in found:
        if margin.polarity is None and margin.distance is not None:
            margin.polarity = "positive" if margin.distance == 0 else "negative"
    for after, margin in pairwise(reversed(found)):  # "proximal, distal and radial free"
        listed = margin.site is not None and after.site is not None and after.distance is None
        if (
            listed
            and not _is_told(margin)
            and _is_place(text[margin.start - offset : margin.end - offset], margin.site or "")
        ):
            margin.polarity = after.polarity
    if len(found) == 1 and re.search(r"\bsuperseded\b", text, re.IGNORECASE):
        found[0].superseded = True
    return found


def _nearest(piece: str) -> str | None:
    """Return the place that only its distance tells to be one: "closest popliteal 2 mm"."""
    match = _NEAREST.search(piece)
    return site_of(match["place"]) if match is not None else None


def _is_told(margin: Margin) -> bool:
    return margin.distance is not None or margin.polarity is not None


def _is_place(piece: str, places: str) -> bool:
    """True for a piece that names a place and says nothing: "deep", "3 o'clock (lateral)"."""
    return len(piece.strip()) <= len(places) + _FEW_LETTERS


def _signed(piece: str) -> str | None:
    """Return what a plus or minus sign says of a margin: "+ (0 mm)"."""
    match = _PLUS.search(piece)
    if match is None:
        return None
    return "positive" if match["plus"] else "negative"


def _read_aside(text: str, offset: int, piece: tuple[int, int], found: list[Margin]) -> None:
    """Read a distance in brackets: "clear (60 mm)", or that of a margin of its own: "free (staple line 0.4 cm)"."""
    match = _DISTANCE_ASIDE.search(text, *piece) if "(" in text[piece[0] : piece[1]] else None
    current = found[-1]
    if current.site is None and (place := place_aside(text[piece[0] : piece[1]])) is not None:
        current.site = place
    if match is None or current.distance is not None:
        return
    distance = clearances(match["words"])
    place = sites_in(match["words"])
    if not distance:
        return
    if place is None or place == current.site:
        current.distance, current.end = distance[0].millimetres, offset + match.end()
    else:
        found.append(Margin(offset + match.start(), offset + match.end(), place, "negative", distance[0].millimetres))


def place_aside(text: str) -> str | None:
    """Return the place in brackets that tells which margin is meant: "3 mm (posterior)"."""
    for aside in _ASIDE.finditer(text):
        words = aside[0][1:-1].strip()
        place = sites_in(words)
        if place is not None and len(words) <= len(place) + _LONGEST_REST and not clearances(words):
            return place
    return None


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    position = 0
    for match in [*_PIECE.finditer(text), None]:
        end = match.start() if match is not None else len(text)
        if text[position:end].strip():
            yield position, end
        position = match.end() if match is not None else end


def sites_in(text: str) -> str | None:
    """Return the first places that a text names, as written: "lateral/skin", "anterior and posterior"."""
    found = list(compiled("findings", SITE).finditer(text))
    if not found:
        return None
    end = found[0].end()
    for before, after in pairwise(found):
        if not re.fullmatch(r"\s?(?:[/&,(]|-|and|or)?\s?", text[before.end() : after.start()]):
            break
        end = after.end()
    return _written(text[found[0].start() : end].strip(" ,("))


def sites_before(ahead: str) -> str | None:
    """Return the places right before the word for margins: "deep and lateral", "inked parenchymal"."""
    found = list(compiled("findings", SITE).finditer(ahead))
    if not found:
        return None
    gap = ahead[found[-1].end() :]
    if not re.fullmatch(
        r"\)?\s{0,20}(?:(?:resection|surgical|inked|excision|soft\stissue|cut)\s)?", gap, re.IGNORECASE
    ):
        return None
    begin = found[-1].start()
    for before, after in zip(reversed(found[:-1]), reversed(found[1:]), strict=True):
        if not re.fullmatch(r"\s?(?:[/&,+-]|,?\sand|,?\sor)?\s?(?:the\s)?", ahead[before.end() : after.start()]):
            break
        begin = before.start()
    return _written(ahead[begin : found[-1].end()])


def site_of(label: str) -> str | None:
    """Return the place that a label names, without the words that all margins share: "Closest deep margin" is deep."""
    label = (
        _TIMES.sub(" ", label)
        if _TIMES.sub("", label).strip() and compiled("findings", SITE).search(_TIMES.sub(" ", label))
        else label
    )
    if "margins" in label.lower() and label.count(", ") > 1:  # "Bile duct, proximal enteric, distal enteric margins"
        named = [site_of(piece) for piece in label.split(", ")]
        return ", ".join(place for place in named if place) or None
    words = _WORD.findall(label.replace("(", " ").replace(")", " "))
    kept = " ".join(w for w in words if w.lower().strip(".") not in _generic() and not _NUMBERED.fullmatch(w))
    kept = kept.strip(" -/")
    return _written(kept) if any(char.isalpha() for char in kept) else None


def _written(words: str) -> str:
    words = _ADVERB.sub("", _EDGE.sub("", words))
    spelled = settings("findings")["spelled"]
    if any(short in words.lower() for short in spelled):
        words = _SHORT.sub(lambda word: spelled.get(word[0].lower(), word[0]), words)
    return words.lower() if words.isupper() and len(words) > 3 else words


def of_dysplasia(text: str) -> bool:
    """True for words of dysplasia and in situ lesions, whose margins are told apart from the tumor's."""
    return _DYSPLASIA.search(text) is not None


def apart(margin: Margin, text: str) -> Iterator[Margin]:
    """Yield a margin for each of the places that it names: "deep and lateral margins clear (3 and 5 mm)"."""
    pieces = [piece for piece in _APART.split(margin.site) if piece.strip()] if margin.site else []
    both = RESPECTIVE.search(text, margin.end, margin.end + _LONGEST_ASIDE) if len(pieces) == _PAIR else None
    if both is not None and (margin.distance is None or both["unit"]):
        values = (f"{both[name]} {both['unit']}" for name in ("first", "second"))
        for piece, value in zip(pieces, values, strict=True):
            yield replace(margin, site=piece, distance=clearances(value)[0].millimetres, end=both.end())
        return
    if len(pieces) < 2 or margin.distance is not None or not all(compiled("findings", SITE).search(p) for p in pieces):
        yield margin
        return
    for piece in pieces:
        yield replace(margin, site=piece)


def unit_of(text: str) -> str | None:
    """Return the unit that a heading gives for the numbers below: "Margins (cm)"."""
    match = _UNIT.search(text)
    return match["unit"].lower() if match is not None else None
