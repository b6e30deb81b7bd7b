"""Nodes: how many lymph nodes of a station are involved, in sentences and items."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from extractor.grammar.items import SEPARATOR, split_item, visible
from extractor.grammar.labels import opening_label
from extractor.grammar.node_counts import Count, counts_in, labelled, some_nodes, state_of, times
from extractor.grammar.node_lists import further_rows, goes_on, header, node_list
from extractor.grammar.node_statements import (
    NAME,
    NODE_PART,
    SKIP,
    TOTAL,
    counted_nodes,
    label_site,
    side_label,
    stated,
    station,
)
from extractor.grammar.stated import Stated
from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Sentence

_NONE = compiled("findings", r"(?<![\w-]){no_result}(?![\w-])")
_CELLS = "cells-of-a-node"
_VERB = re.compile(
    r":|\s-\s|\.{3,}|,\s|\s{3}|\b(?:is|are|was|were|reveals?|shows?|contains?|revealed|showed|contained)\b"
)
_DIRECT = re.compile(r"\s(?:is\s|was\s)?(?:positive|negative)\b", re.IGNORECASE)
_AHEAD = re.compile(r"(?:[\w/-]+\s){0,4}$")
_AFTER = re.compile(
    r"(?:,?\s(?:in|of|from|at)\s(?:the\s)?|,\s|\s\()(?!(?:no|one|two|all|not|none|negative|positive)\b)(?:[\w/-]+\s?){1,3}",
    re.IGNORECASE,
)
_LONGEST_HEADING, _LONGEST_GAP = 75, 60
_NEAR_LABEL = 25
_OF_PART = "nodes of a part"


def nodes(sentences: Sequence[Sentence], index: int, parts: Mapping[str, str]) -> Iterator[Stated]:
    """Yield what a sentence says of nodes, and what the list or table under it says where it is a heading."""
    sentence = sentences[index]
    mentions = [mention for mention in sentence.of_kind("finding") if mention.id == NAME]
    if not mentions:
        return
    text = visible(sentence.text)
    if all(getattr(mention.source, "id", "") == _CELLS for mention in mentions):
        yield from _of_cells(sentence, text, mentions, parts)
        return
    if sentence.opens_line and header(text) is not None:
        yield from node_list(sentences, index, mentions[0])
        return
    if goes_on(sentences, index, text):
        return
    found = list(_of_sentence(sentences, index, text, mentions, parts))
    yield from found
    if _is_heading(sentence, text, mentions, bool(found)):
        yield from node_list(sentences, index, mentions[0])
    elif found and sentence.opens_line:
        yield from further_rows(sentences, index, mentions[0])


def part_counts(sentence: Sentence, described: str) -> Iterator[Stated]:
    """Read the diagnosis of a part that holds nodes and does not name them again: "C. 2/5 positive"."""
    label = opening_label(sentence.text)
    text = visible(sentence.text)
    counted = counts_in(text)
    if label is None or sentence.specimen not in label.labels or not counted:
        return
    count = counted[0]
    if count.start - label.end > _NEAR_LABEL or not compiled("findings", NODE_PART).search(described):
        return
    yield counted_nodes(sentence, _OF_PART, count, station(described), text[count.start :])


def _is_heading(sentence: Sentence, text: str, mentions: Sequence[Mention], told: bool) -> bool:
    """True for a line over a list of nodes: "NODES", "Regional lymph nodes", "Lymph nodes examined: 12"."""
    one = labelled(text)
    if one is not None and not counts_in(text):
        return sentence.opens_line and (one.positive is None or one.examined is None)
    if told:
        return False
    if len(text) > _LONGEST_HEADING or not sentence.opens_line:
        return False
    item = split_item(text)
    return item is None or not text[item[1] :].strip() or text.rstrip().lower().endswith("nodes")


def _of_sentence(
    sentences: Sequence[Sentence],
    index: int,
    text: str,
    mentions: Sequence[Mention],
    parts: Mapping[str, str],
) -> Iterator[Stated]:
    sentence = sentences[index]
    counted = _said_of_nodes(text, mentions, sentence.start)
    if not counted:
        one = labelled(text)
        whole = one is not None and one.positive is not None and one.examined is not None
        some = some_nodes(text) if not whole else None
        if some is not None and (one is None or one.positive is None or some.positive == one.positive):
            one = some
        if one is not None and one.positive is None:
            state = state_of(text, one.end, one.end + 60)
            if state is not None and state[0] == "negative" and one.examined is not None:
                one = Count(one.start, state[1], 0, one.examined)
        if one is not None and one.positive is None:
            return  # "Nodes examined: 21": the number involved stands in another line
        counted = [one] if one is not None else []
    distinct = _distinct(counted)
    for number, count in enumerate(distinct):
        before = distinct[number - 1].end if number else 0
        own = _listed_site(text, before, count, alone=len(distinct) == 1)
        site = own or _station(sentences, index, text, count, mentions, parts)
        site = site or _listed_site(text, before, count, alone=False)
        left = max(before, _item_begin(text, count, mentions, sentence.start))
        later = [m.start - sentence.start for m in mentions if m.start - sentence.start >= count.end]
        right = min([*later, *(other.start for other in distinct[number + 1 :]), len(text)])
        window = _window(text[left : count.end], text[count.end : right]) if len(distinct) > 1 else text[left:right]
        yield stated(sentence, mentions[0], count, site, window)
    if not counted:
        yield from _told(sentences, index, text, mentions, parts)


def _window(ahead: str, behind: str) -> str:
    """Return the words around a count that speak of it: up to the end of its clause."""
    return ahead + re.split(r";|\.\s|\t|\s{3}|\)\s?,", behind)[0]


def _said_of_nodes(text: str, mentions: Sequence[Mention], offset: int) -> list[Count]:
    """Return the counts that are said of nodes: near the word, or going on in a list of stations."""
    found: list[Count] = []
    for count in counts_in(text):
        if any(m.start - offset <= count.start and count.end <= m.end - offset for m in mentions):
            continue  # "station 5/6"
        gap = text[found[-1].end : count.start] if found else ""
        piece = _last_piece(gap)
        goes_on = bool(found) and len(gap) < _LONGEST_GAP and (label_site(piece) or side_label(piece)) is not None
        if goes_on or _near(text, count, mentions, offset):
            found.append(count)
    return found


def _last_piece(gap: str) -> str:
    return re.split(r"[;,]\s|(?<!\bst)\.\s|\t|\s{3}|\)\s", gap.rstrip(" :=-("))[-1]


def _listed_site(text: str, before: int, count: Count, *, alone: bool) -> str | None:
    """Return the station right before a count in a list of several: "level I 0/4, level II 2/9; total 2/13"."""
    if alone:
        return None
    piece = _last_piece(text[before : count.start])
    return (label_site(piece) or side_label(piece)) if len(piece) < _LONGEST_GAP else None


def _of_cells(sentence: Sentence, text: str, mentions: Sequence[Mention], parts: Mapping[str, str]) -> Iterator[Stated]:
    """Read the diagnosis of a part that is a node: "B. Positive for malignant cells" of "LN station 7, FNA"."""
    described = parts.get(sentence.specimen or "")
    label = opening_label(sentence.text)
    if label is not None and sentence.specimen not in label.labels:
        return
    if described is None or not compiled("findings", NODE_PART).search(described):
        return
    mention = mentions[0]
    words = sentence.between(mention.start, mention.end).lower()
    polarity = (
        "negative"
        if words.startswith(("neg", "no"))
        else "positive"
        if words.startswith(("pos", "mal"))
        else "equivocal"
    )
    yield Stated(
        NAME, mention.source.key, [(sentence, mention.start, mention.end)], polarity=polarity, site=station(described)
    )


def _distinct(counted: Sequence[Count]) -> list[Count]:
    """Return counts without repetitions: "one of five nodes (1/5)"."""
    kept: list[Count] = []
    for count in counted:
        if not any(
            (count.positive, count.examined) == (k.positive, k.examined) and count.start - k.end < 60 for k in kept
        ):
            kept.append(count)
    return kept


def _near(text: str, count: Count, mentions: Sequence[Mention], offset: int) -> bool:
    """True for a count that is said of nodes: "2 of 8 sentinel nodes", "Nodes, pelvic: 0/3"."""
    for mention in mentions:
        start, end = mention.start - offset, mention.end - offset
        if 0 <= start - count.end < 45 and not re.search(r"[;:]|\.\s", text[count.end : start]):
            return True
        if 0 <= count.start - end < 90 and not re.search(r";|(?<!\.)(?<!\bst)\.\s|\bHPF\b", text[end : count.start]):
            return True
        if (start <= count.start and count.end <= end + 12) or (count.start <= start and end <= count.end):
            return True
    return False


def _told(
    sentences: Sequence[Sentence], index: int, text: str, mentions: Sequence[Mention], parts: Mapping[str, str]
) -> Iterator[Stated]:
    """Read nodes without a number: "LYMPH NODE, LEFT AXILLA: NEGATIVE FOR MALIGNANCY"."""
    sentence = sentences[index]
    first = mentions[0]
    if _NONE.search(text) or compiled("findings", SKIP).search(text):
        return
    begin = first.end - sentence.start
    state = state_of(text, begin, begin + 90)
    if state is None:
        return
    direct = text[begin : begin + 1] == " " and state_of(text, begin + 1, begin + 2 + state[1] - begin) == state
    direct = direct and _DIRECT.match(text, begin) is not None
    if not direct and not _is_told(text[begin : state[1]], text[: first.start - sentence.start]):
        return
    value, end = state
    if any(first.end <= m.start < sentence.start + end for m in sentence.of_kind("marker")):
        return  # a stain that shows cells in a node
    count = Count(first.start - sentence.start, end, 0 if value == "negative" else None, None)
    if first.end - first.start > 0 and text[first.start - sentence.start : begin].lower() in (
        "node",
        "lymph node",
        "ln",
    ):
        count.examined = 1
        count.positive = 0 if value == "negative" else 1
    several = times(text, begin, end)
    if several is not None:
        count.examined, count.positive = several, 0 if value == "negative" else None
    yield stated(sentence, first, count, _station(sentences, index, text, count, mentions, parts), text)


def _is_told(words: str, ahead: str) -> bool:
    """True where a state belongs to the nodes before it: in an item, or right behind a verb."""
    if re.search(r";\s|(?<!\.)\.\s|\b(?:but|with no|which|left)\b", words):
        return False
    verb = _VERB.search(words)
    return verb is not None and (len(ahead) < 40 or verb[0][0].isalpha())


def _station(
    sentences: Sequence[Sentence],
    index: int,
    text: str,
    count: Count,
    mentions: Sequence[Mention],
    parts: Mapping[str, str],
) -> str | None:
    """Return the station of a count: what its line, the line over it or its part names."""
    sentence = sentences[index]
    if "pn-behind" in mentions[0].source.key:
        return station(text[count.end :].split(")")[0]) or "total"
    item = split_item(text)
    begin = _item_begin(text, count, mentions, sentence.start)
    label = text[begin : count.start] if begin else text[: item[1]] if item is not None and item[1] < count.end else ""
    phrase = _phrase(text, count, mentions, sentence.start)
    if compiled("findings", TOTAL).search(label or phrase):
        return "total"
    own = station(label) or station(phrase)
    if own is not None:
        return own
    for other in reversed(sentences[max(0, index - 6) : index]):
        if other.paragraph != sentence.paragraph or other.specimen != sentence.specimen:
            break
        if any(m.id == NAME for m in other.of_kind("finding")) and not counts_in(other.text):
            return station(other.text)
    described = parts.get(sentence.specimen or "")
    return station(described) if described is not None and compiled("findings", NODE_PART).search(described) else None


def _item_begin(text: str, count: Count, mentions: Sequence[Mention], offset: int) -> int:
    """Return where a later item of a line begins: "Nodes, pelvic: 0/2   Nodes, iliac: 0/1"."""
    starts = [m.start - offset for m in mentions[1:] if m.end - offset <= count.start]
    starts = [start for start in starts if SEPARATOR.search(text, start, count.start)]
    return starts[-1] if starts else 0


def _phrase(text: str, count: Count, mentions: Sequence[Mention], offset: int) -> str:
    """Return the words around the noun of a count: "2 positive pelvic lymph nodes", "nodes of the left axilla"."""
    noun = min(mentions, key=lambda m: min(abs(m.start - offset - count.end), abs(count.start - m.end + offset)))
    start, end = noun.start - offset, noun.end - offset
    ahead = _AHEAD.search(text, 0, start)
    behind = _AFTER.match(text, end)
    before = ahead[0] if ahead is not None else ""
    if count.start < start:
        before = text[max(start - len(before), count.end) : start]
    return f"{before} {text[start:end]} {behind[0] if behind is not None else ''}"
