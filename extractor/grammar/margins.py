"""Margins: which margins are free or involved, and how far from the tumor.

"Deep margin: negative, 4 mm", "margins are free, the closest being deep at 4 mm", and lists of margins under a heading:
"MARGINS / superior ..... 4.2 / deep ..... 0.1".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from extractor.grammar.clearances import clearances
from extractor.grammar.items import SEPARATOR, below, cells, split_item, visible
from extractor.grammar.labels import opening_label
from extractor.grammar.margin_edges import CODE_FREE, CODE_HIT, CUT, EXCISED, NAME, of_codes, of_cut
from extractor.grammar.margin_prose import narrated
from extractor.grammar.margin_values import (
    CLOSEST,
    STATE,
    Margin,
    apart,
    of_dysplasia,
    said,
    site_of,
    sites_in,
    unit_of,
    values,
    without_asides,
)  # fmt: skip
from extractor.grammar.stated import Stated
from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Sentence
from extractor.records import Quantity

_PART = "no-tumor-in-a-part"
_MARGIN_PART = compiled("findings", r"(?<![\w-])(?:margins?|donuts?|doughnuts?|re-?excision)(?![\w-])")
_DISTANCE_LABEL = re.compile(r"^\W*(?:distance|clearance)\b", re.IGNORECASE)
_LOCATION = re.compile(r"^\W*(?:location|site|specify)\b|\b(?:location|specify)\b(?=\s*(?::|\[|\())", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<!\d)\.\s")
_LENGTH = re.compile(r"\b(?:linear\s)?(?:length|extent)\b[^;.]{0,40}?\d", re.IGNORECASE)
_DEFINES = re.compile(r"^\W*\[?\w+\s=\s[\d<>]|^\W*\[(?![A-Za-z ,/]{3,25}\]\s)")
_GENERAL = re.compile(r"^\W*(?:others?|remaining|all)\b", re.IGNORECASE)
_NO_LABEL = compiled("findings", r"(?<![\w-]){no_margin_labels}(?![\w-])")
_OTHER_LABEL = compiled("findings", r"^\W*{other_labels}\b")
_NEXT = re.compile(r";\s?[A-Za-z][^;:=]{1,30}[:=]")  # what begins another item
_QUALIFIER = re.compile(r"[\])]?(?:\s?\([^()]{0,40}\)|,?\s[^:;.|\t]{1,40}?)?")
_SHORT_LABEL = 25
_EXTENT = 1  # millimetres: what is involved is no longer a clearance but the length of the contact
_LONGEST_LABEL, _LONGEST_HEADING = 70, 60


def margins(sentences: Sequence[Sentence], index: int, parts: Mapping[str, str]) -> Iterator[Stated]:
    """Yield what a sentence and, where it is a heading, the list under it say of margins."""
    sentence = sentences[index]
    mentions = [mention for mention in sentence.of_kind("finding") if mention.id == NAME]
    if not mentions or _DEFINES.match(sentence.text):
        return
    if getattr(mentions[0].source, "id", "") == _PART:
        yield from _of_part(sentence, mentions, parts)
    yield from of_codes(sentence, mentions)
    mentions = [m for m in mentions if getattr(m.source, "id", "") not in (_PART, CODE_FREE, CODE_HIT)]
    text = visible(sentence.text)
    cut = [mention for mention in mentions if getattr(mention.source, "id", "") in (CUT, EXCISED)]
    transected = [of_cut(sentence, text, mention) for mention in cut]
    told_of_site = [one for one in transected if one.polarity == "positive" or one.site is not None]
    yield from told_of_site or (one for one in transected if EXCISED in one.rule and len(mentions) == len(cut))
    mentions = [mention for mention in mentions if mention not in cut]
    if not mentions:
        return
    if _is_heading(sentence, text, mentions):
        yield from _list(sentences, index, mentions[0], unit_of(sentence.text), headed=True)
        return
    told = _told(sentence, text, mentions)
    for margin in told:
        if margin.polarity is not None:
            yield from (_stated(sentence, one, mentions[0]) for one in apart(margin, text))
    item = split_item(text)
    if item is not None and sentence.opens_line and mentions[0].start - sentence.start < item[1]:
        is_closest = CLOSEST.search(item[0]) is not None and not clearances(text[item[1] :])
        if is_closest or any(one.polarity for one in told):
            pending = site_of(text[item[1] :]) if is_closest else None
            yield from _list(sentences, index, mentions[0], unit_of(sentence.text), headed=False, pending=pending)


def _of_part(sentence: Sentence, mentions: Sequence[Mention], parts: Mapping[str, str]) -> Iterator[Stated]:
    """Read the diagnosis of a part that is a margin: "B: fibrous tissue, no carcinoma"."""
    described = parts.get(sentence.specimen or "")
    if described is None or not _MARGIN_PART.search(described):
        return
    label = opening_label(sentence.text)
    if label is None or sentence.specimen not in label.labels:
        return
    yield Stated(
        NAME,
        mentions[0].source.key,
        [(sentence, mentions[0].start, mentions[0].end)],
        polarity="negative",
        site=site_of(re.split(r"\(", described)[0]),
    )


def _is_heading(sentence: Sentence, text: str, mentions: Sequence[Mention]) -> bool:
    """True for a line that names margins and says nothing of them: "MARGINS:", "Margins (cm)"."""
    if not sentence.opens_line or len(text) > _LONGEST_HEADING:
        return False
    plain = without_asides(text)
    if "margin" not in plain.lower() or compiled("findings", STATE).search(plain) or clearances(plain):
        return False
    item = split_item(plain)
    if item is not None and plain[item[1] :].strip():
        return False
    site = site_of(plain)
    return site is None or of_dysplasia(site)


def _told(sentence: Sentence, text: str, mentions: Sequence[Mention]) -> list[Margin]:
    """Return the margins that a sentence tells of, as items or in words."""
    found: list[Margin] = []
    places = [(m.start - sentence.start, m.end - sentence.start) for m in mentions]
    limits = [*(start for start, _ in places[1:]), len(text)]
    starts = [
        _item_start(text, start, end, limit, index == 0 and sentence.opens_line)
        for index, ((start, end), limit) in enumerate(zip(places, limits, strict=True))
    ]
    turns = _turns(text, places, starts)
    for number, (start, end) in enumerate(places):
        right = next((turn for turn in turns[number + 1 :] if turn is not None), len(text))
        begin = starts[number]
        if begin is not None:
            separator = SEPARATOR.search(text, end)
            if separator is None:
                continue
            site = site_of(text[begin : separator.start()])
            unit = unit_of(text[begin : separator.end()])
            led = said(compiled("findings", STATE).search(text, begin, separator.start()))
            alone: str | None = None
            told = len(found)
            other = next((m.start() for m in _NEXT.finditer(text, separator.end(), right) if not sites_in(m[0])), right)
            for cell in cells(text[separator.end() : other], separator.end()):
                place = sites_in(cell.text)
                if place is not None and len(cell.text.strip(" :.-")) <= len(place):
                    site = alone = place  # "Margins    Proximal    Uninvolved"
                    continue
                found += values(cell.text, cell.start, site, unit=unit)
            if alone is not None and len(found) == told and led not in (None, "none"):
                found.append(Margin(begin, separator.end() + len(alone), alone, led))  # "Involved margins: anterior"
        elif turns[number] is not None or not any(s is not None and s <= start for s in starts[:number]):
            before = places[number - 1][1] if number else 0
            after = places[number + 1][0] if number + 1 < len(places) else len(text)
            found += narrated(text, start, end, before, min(after, right), found)
    item = split_item(text) if NAME not in text.lower() else None
    label = sites_in(item[0]) if item is not None and len(item[0]) < _SHORT_LABEL else None
    for margin in found:
        margin.site = margin.site or label  # "Inferior: tumour at ink"
    return [margin for margin in found if not (margin.site and of_dysplasia(margin.site) and _is_plain(margin))]


def _turns(text: str, places: Sequence[tuple[int, int]], starts: Sequence[int | None]) -> list[int | None]:
    """Return where the words on each mention begin: at an item, or behind the sentence that ends an item before."""
    turns: list[int | None] = []
    for (start, _), begin in zip(places, starts, strict=True):
        last = next((turn for turn in reversed(turns) if turn is not None), None)
        if begin is None and last is not None:
            ends = [match.end() for match in _SENTENCE_END.finditer(text, last, start)]
            turns.append(ends[-1] if ends else None)
        else:
            turns.append(begin)
    return turns


def _is_plain(margin: Margin) -> bool:
    return margin.polarity == "negative" and margin.distance is None


def _item_start(text: str, start: int, end: int, limit: int, opens: bool) -> int | None:
    """Return where the label of an item begins that the word for margins stands in: "Deep margin: …"."""
    separator = SEPARATOR.search(text, end, min(limit, end + 50))
    if separator is None or not _QUALIFIER.fullmatch(text[end : separator.start()]):
        return None
    if compiled("findings", STATE).search(text[end : separator.start()]):
        return None
    if opens:
        label = opening_label(text)
        begin = label.end if label is not None and label.end <= start else 0
        if not re.search(r"[:;]\s|;", text[begin:start]):
            return begin if start - begin < _LONGEST_LABEL else None
    ahead = re.search(
        r"(?:(?:^|[;.,]\s|\s{3,}|\s-\s)(?P<label>[^;.:,]{0,40})|(?P<words>(?:[\w/-]+\s){0,2}))$", text[:start]
    )
    if ahead is None:
        return None
    return ahead.start("label") if ahead["label"] is not None else ahead.start("words")


def _list(
    sentences: Sequence[Sentence],
    index: int,
    mention: Mention,
    unit: str | None,
    *,
    headed: bool,
    pending: str | None = None,
) -> Iterator[Stated]:
    """Read the lines under a heading or an item on all margins: one margin each, with its place as the label."""
    involved: Stated | None = None
    dysplasia = of_dysplasia(sentences[index].text)
    for _, line in below(sentences, index):
        text = visible(line.text)
        if _ends_list(line, text) or (not headed and line.paragraph != sentences[index].paragraph):
            return
        if _DEFINES.match(text) and not line.text.lstrip().startswith(("[X", "[x", "[ ")):
            continue
        if involved is not None and _LENGTH.search(text):
            sizes = clearances(text)
            involved.quantity = Quantity(value=sizes[0].millimetres, unit="mm") if sizes else None
            continue
        if involved is not None and _LOCATION.search(text):
            place = _LOCATION.search(text)
            involved.site = involved.site or (sites_in(text[place.end() :]) if place is not None else None)
            continue
        if not headed and line.of_kind("tumor") and compiled("findings", STATE).search(text) is None:
            return
        item = split_item(text)
        if item is not None and clearances(item[0], unit):
            item = None  # a value that goes on: "6 o'clock  12 mm     9 o'clock  5 mm"
        if item is None:
            for margin in values(text, 0, None, unit=unit):
                if margin.polarity is not None and (margin.site or (headed and involved is None and not dysplasia)):
                    involved = _stated(line, margin, mention)
                    yield involved
            continue
        label, begin = item
        if any(m.id == NAME and m.start - line.start < begin for m in line.of_kind("finding")):
            if CLOSEST.search(label) and not clearances(text[begin:], unit):
                pending = site_of(text[begin:])
            elif not _DISTANCE_LABEL.match(label):
                continue  # it is read by itself
        if not headed and sites_in(label) is None and not CLOSEST.search(label) and not _DISTANCE_LABEL.match(label):
            if not line.opens_line:
                continue
            if not _GENERAL.match(label):
                return
        if _NO_LABEL.search(label):
            continue
        site = site_of(label)
        if CLOSEST.search(label) and not clearances(text[begin:], unit):
            pending = site_of(text[begin:])
            continue
        if _DISTANCE_LABEL.match(label):
            site, pending = site or pending, None
        for cell in cells(text[begin:], begin):
            for margin in values(cell.text, cell.start, site, unit=unit):
                if margin.polarity is not None and not (of_dysplasia(label) and _is_plain(margin)):
                    yield _stated(line, margin, mention)


def _ends_list(line: Sentence, text: str) -> bool:
    """True for a line that begins another item: it names another finding, or an item that is none."""
    named = line.of_kind("finding")
    if any(m.id not in (NAME, "other") and m.start - line.start < 25 for m in named):
        return True
    label = opening_label(text)
    if label is not None and line.specimen in label.labels and label.end < len(text):
        return True
    return _OTHER_LABEL.search(text) is not None


def _stated(sentence: Sentence, margin: Margin, mention: Mention) -> Stated:
    text = sentence.text
    start, end = margin.start, max(margin.end, margin.start + 1)
    extends = margin.polarity == "positive" and (margin.distance or 0) > _EXTENT
    while start < end - 1 and text[start].isspace():
        start += 1
    return Stated(
        NAME,
        mention.source.key,
        [(sentence, sentence.start + start, sentence.start + end)],
        polarity=margin.polarity,
        site=margin.site,
        distance=None if extends else margin.distance,
        quantity=Quantity(value=margin.distance, unit="mm") if extends else None,
        superseded=margin.superseded,
    )
