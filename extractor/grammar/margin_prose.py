"""Margins in sentences: what is said before or behind the word: "cord margin negative", "tumor 1.5 mm from ink"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.grammar.clearances import clearances
from extractor.grammar.margin_values import (
    CLOSEST,
    RESPECTIVE,
    SITE,
    STATE,
    Margin,
    place_aside,
    said,
    sites_before,
    sites_in,
    values,
    without_asides,
)
from extractor.grammar.wording import compiled

_BEHIND = re.compile(
    r"(?:\sof\s(?:part\s)?[A-Z\d](?=\s))?\s?(?:\([^()]{0,50}\)\s?)?(?:(?:,\s)?(?:is|are|was|were|all|also|appear(?:s|ed)?|remain(?:s|ed)?|be|being|reported|status"
    r"|by|for|of|at|histologically|microscopically|widely|grossly|final|narrowly|focally|both|then|therefore)\s?){0,4}[\s:,=-]{0,3}",
    re.IGNORECASE,
)
_TO = re.compile(
    r"\s?(?:\([^()]{0,30}\)\s?)?(?:from|of|to|off|away\sfrom|short\sof)\s(?:the\s)?(?:[\w'/()-]+\s){0,4}$",
    re.IGNORECASE,
)
_NEXT = re.compile(
    r"(?:\s(?:is|was|are|were|each|all|of|at|measures|measured|by|widely|free|clear|negative|neg|uninvolved|distance|clearance|being|less|than|least|over|more|about|approximately|for|tumou?r|carcinoma|invasive|involvement"
    r"|with|a|minimum|the|closest|clearance\sof))*[\s:,=<>~≥≤(-]{1,24}",
    re.IGNORECASE,
)
_NEXT_PLACE = 8
_AT = re.compile(r"\s(?:at|of|in|on)\s(?:the\s)?", re.IGNORECASE)
_SIGN = re.compile(r"\s?\(?(?:\++|-(?=[,;.)]|$))\)?(?=[\s,;.]|$)")
_CALLED = re.compile(
    r"\)?[\s,(=-]{1,3}(?:(?:considered|regarded\sas|reported\sas|called|i\.e\.|thus|therefore)\s)", re.IGNORECASE
)
_ASIDE = re.compile(r"\s?\((?P<words>[^()]{4,50})\)")
_NAMED = re.compile(r"\s?(?:is|was|being|,|=|-)\s(?:the\s)?", re.IGNORECASE)
_REST = compiled("findings", r"(?<![\w-])(?P<rest>{margin_rest})$")  # "all other margins are clear"
_CUE = compiled(
    "findings",
    r"(?<![\w-])(?:(?P<negative>{margin_free_before})|(?P<positive>{margin_hit_before}))"
    r"\s(?:(?:the|all|its|any|an|a|of|inked|surgical|resection)\s){0,3}(?:[\w'/-]+,?\s(?:and\s)?){0,3}$",
)


def narrated(text: str, start: int, end: int, before: int, right: int, earlier: Sequence[Margin]) -> list[Margin]:
    """Read a margin in a sentence: "cord margin negative", "tumor 1.5 mm from ink", "extends to the lateral margin"."""
    left = max(before, max((m.end() for m in re.finditer(r"[;:]\s|\.\s|\s{3,}", text[:start])), default=0))
    own = compiled("findings", SITE).search(text, start, end)
    ahead = text[left : own.end() if own is not None else start]
    site = sites_before(ahead) or sites_before(without_asides(ahead)) or sites_in(text[start:end])
    if site is None and before and earlier and text[start:end].lower() == "margin":
        site = earlier[-1].site  # "within 0.2 mm of the deep margin, margin not involved"
    named = _NAMED.match(text, end, right) if site is None else None
    if named is not None:  # "closest margin is posterior at 2.5 mm"
        place = compiled("findings", SITE).match(text, named.end(), right)
        distances = clearances(text[place.end() : min(right, place.end() + 20)]) if place is not None else []
        if place is not None and distances:
            last = place.end() + distances[0].end
            polarity = "positive" if distances[0].millimetres == 0 else "negative"
            return [Margin(start, last, sites_in(place[0]), polarity, distances[0].millimetres)]
    at = _AT.match(text, end, right) if site is None else None
    place = compiled("findings", SITE).match(text, at.end(), right) if at is not None else None
    site = (
        site
        or place_aside(text[end : min(right, end + 30)])
        or (sites_in(text[place.start() : place.end() + _NEXT_PLACE]) if place else None)
    )
    rest = _REST.search(text, left, end) if site is None else None
    site = rest["rest"] if rest is not None else site
    margin = _of_noun(text, start, end, left, right, site)
    margin = margin or _of_noun(without_asides(text), start, end, left, right, site)
    if margin is not None and place is not None:
        margin.end = max(margin.end, place.end() + _NEXT_PLACE)
    if margin is None:
        return []
    aside = _ASIDE.match(text, margin.end, right) if margin.distance is None else None
    both = RESPECTIVE.search(aside["words"]) if aside is not None else None
    inside = values(aside["words"], aside.start("words"), None) if aside is not None and both is None else []
    if len(inside) == 1 and aside is not None and inside[0].distance is not None:
        if inside[0].site not in (None, margin.site):
            return [margin, inside[0]]
        margin.distance, margin.end = inside[0].distance, aside.end()
    more = values(text[margin.end : right], margin.end, None) if margin.end < right else []
    nearest = more[0] if more and more[0].site is None and CLOSEST.search(text, margin.end, more[0].end) else None
    if nearest is not None and margin.distance is None:
        margin.distance, margin.end = nearest.distance, nearest.end
    return [margin, *(one for one in more if one.polarity and one.site and one.distance is not None)]


def _of_noun(text: str, start: int, end: int, left: int, right: int, site: str | None) -> Margin | None:
    sign = _SIGN.match(text, end, right)
    if sign is not None:
        return Margin(start, sign.end(), site, "positive" if "+" in sign[0] else "negative")
    state = compiled("findings", STATE).search(text, end, min(right, end + 60))
    distances = [
        d for d in clearances(text[left:right]) if _is_clearance(text, left + d.start, left + d.end, start, end)
    ]
    distance = distances[0].millimetres if distances else None
    if state is not None and _BEHIND.fullmatch(text[end : state.start()]):
        if said(state) == "none":
            return None
        last = max(state.end(), left + distances[0].end if distances else 0)
        first = min(start, left + distances[0].start) if distances else start
        away = bool(distances) and first < start  # "8 cm from the distal margin"
        return Margin(first, last, site, "negative" if away and distance else said(state), distance)
    cue = _CUE.search(text, left, start)
    if cue is not None:
        return Margin(cue.start(), end, site, "negative" if cue["negative"] else "positive", distance)
    if distance is not None:
        first, last = left + distances[0].start, left + distances[0].end
        called = _CALLED.match(text, max(last, end), right)
        state = compiled("findings", STATE).match(text, called.end(), right) if called is not None else None
        polarity = said(state) or ("positive" if distance == 0 else "negative")
        return Margin(min(first, start), max(last, end), site, polarity, distance)
    return None


def _is_clearance(text: str, first: int, last: int, start: int, end: int) -> bool:
    """True for a distance that is said of a margin: "2 mm from the deep margin", "margin free by 4 mm"."""
    if last <= start:
        return _TO.fullmatch(text[last:start]) is not None
    return first >= end and _NEXT.fullmatch(text[end:first]) is not None
