"""Nodes: how many lymph nodes of a station are involved, in sentences, items, lists under a heading and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from extractor.grammar.items import SEPARATOR, below, split_item, visible
from extractor.grammar.node_counts import Count, counts_in, isolated_cells, labelled, some_nodes, state_of
from extractor.grammar.parts import opening_label
from extractor.grammar.presence import state_in
from extractor.grammar.sizes import sizes_in
from extractor.grammar.stated import Stated
from extractor.grammar.wording import compiled, phrases
from extractor.mentions import Mention, Sentence
from extractor.records import Quantity

NAME = "lymph_nodes"
_TOTAL = r"(?<![\w-]){node_total}(?![\w-])"
_SKIP = r"(?<![\w-]){not_stations}(?![\w-])"
_NONE = r"(?<![\w-]){no_result}(?![\w-])"
_OTHER_LABEL = r"^\W*(?!(?:pos|n\b)){after_nodes}\b"
_CELLS = "cells-of-a-node"
_NODE_PART = r"(?<![\w-])(?:{node_nouns}|{station_codes}\s\d|axilla|EBUS)(?![\w])"
_EARLIER = r"\b{earlier_report}\W{1,3}(?:\w+\s){0,2}$"
_VERB = re.compile(r":|\s-\s|\.{3,}|,\s|\s{3}|\b(?:is|are|was|were|reveals?|shows?|contains?|revealed|showed|contained)\b")
_AHEAD = re.compile(r"(?:[\w/-]+\s){0,4}$")
_AFTER = re.compile(r"(?:,?\s(?:in|of|from|at)\s(?:the\s)?|,\s|\s\()(?!(?:no|one|two|all|not|none|negative|positive)\b)(?:[\w/-]+\s?){1,3}", re.IGNORECASE)
_CELL = re.compile(r"\s?\|\s?|\t|\s{2,}")
_FEW_COLUMNS = 2
_LONGEST_HEADING, _SHORTEST_WORD, _MOST_WORDS = 75, 4, 6
_PLACE = (
    r"(?<![\w-]){stations}(?![\w-])|(?<![\w.])[RL](?=\s[a-z])|(?<![\w-]){station_codes}\s(?:\d{1,2}[A-Za-z]{0,2}|[IVX]{1,4}[AB]?)(?!\w)"
    r"|(?<![\w.])\d{1,2}[RL][a-z]?(?!\w)"
)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which columns of a table hold what."""

    site: int
    positive: int | None
    examined: int | None
    both: int | None
    extension: int | None


def nodes(sentences: Sequence[Sentence], index: int, parts: Mapping[str, str], *, is_note: bool) -> Iterator[Stated]:
    """Yield what a sentence says of nodes, and what the list or table under it says where it is a heading."""
    sentence = sentences[index]
    mentions = [mention for mention in sentence.of_kind("finding") if mention.id == NAME]
    if not mentions:
        return
    text = visible(sentence.text)
    if all(getattr(mention.source, "id", "") == _CELLS for mention in mentions):
        yield from _of_cells(sentence, text, mentions, parts)
        return
    found = list(_of_sentence(sentences, index, text, mentions, parts, is_note=is_note))
    yield from found
    if is_note and _is_heading(sentence, text, mentions, bool(found)):
        yield from _list(sentences, index, mentions[0])


def _is_heading(sentence: Sentence, text: str, mentions: Sequence[Mention], told: bool) -> bool:
    """True for a line over a list of nodes: "NODES", "Regional lymph nodes", "Lymph nodes examined: 12"."""
    one = labelled(text)
    if one is not None and not counts_in(text):
        return sentence.opens_line and (one.positive is None or one.examined is None)
    if told:
        return False
    if len(text) > _LONGEST_HEADING or not sentence.opens_line:
        return False
    return split_item(text) is None or not text[split_item(text)[1] :].strip() or sentence.text.rstrip().endswith(("nodes", "NODES", "Nodes"))  # type: ignore[index]


def _of_sentence(
    sentences: Sequence[Sentence],
    index: int,
    text: str,
    mentions: Sequence[Mention],
    parts: Mapping[str, str],
    *,
    is_note: bool,
) -> Iterator[Stated]:
    sentence = sentences[index]
    counted = [count for count in counts_in(text) if _near(text, count, mentions, sentence.start)]
    if not counted:
        one = labelled(text) if is_note else None
        one = one if one is not None and one.positive is not None else (some_nodes(text) or one)
        if one is not None and one.positive is None and is_note:
            return  # "Nodes examined: 21": the number involved stands in another line
        counted = [one] if one is not None else []
    for number, count in enumerate(_distinct(counted)):
        site = _station(sentences, index, text, count, mentions, parts)
        left = max(counted[number - 1].end if number else 0, _item_begin(text, count, mentions, sentence.start))
        later = [m.start - sentence.start for m in mentions if m.start - sentence.start >= count.end]
        yield _stated(sentence, mentions[0], count, site, text[left : later[0] if later else len(text)])
    if not counted and is_note:
        yield from _told(sentences, index, text, mentions, parts)


def _of_cells(
    sentence: Sentence, text: str, mentions: Sequence[Mention], parts: Mapping[str, str]
) -> Iterator[Stated]:
    """Read the diagnosis of a part that is a node: "B. Positive for malignant cells" of the part "LN station 7, FNA"."""
    described = parts.get(sentence.specimen or "")
    label = opening_label(sentence.text)
    if label is not None and label.label != sentence.specimen:
        return
    if described is None or not compiled("findings", _NODE_PART).search(described):
        return
    mention = mentions[0]
    words = sentence.between(mention.start, mention.end).lower()
    polarity = "negative" if words.startswith(("neg", "no")) else "positive" if words.startswith(("pos", "mal")) else "equivocal"
    yield Stated(
        NAME, mention.source.key, [(sentence, mention.start, mention.end)], polarity=polarity, site=station(described)
    )


def _distinct(counted: Sequence[Count]) -> list[Count]:
    """Return counts without repetitions: "one of five nodes (1/5)"."""
    kept: list[Count] = []
    for count in counted:
        if not any((count.positive, count.examined) == (k.positive, k.examined) and count.start - k.end < 60 for k in kept):
            kept.append(count)
    return kept


def _near(text: str, count: Count, mentions: Sequence[Mention], offset: int) -> bool:
    """True for a count that is said of nodes: "2 of 8 sentinel nodes", "Nodes, pelvic: 0/3"."""
    for mention in mentions:
        start, end = mention.start - offset, mention.end - offset
        if 0 <= start - count.end < 45 and not re.search(r"[;:]|\.\s", text[count.end : start]):
            return True
        if 0 <= count.start - end < 90 and not re.search(r";|\.\s|\bHPF\b", text[end : count.start]):
            return True
        if start <= count.start and count.end <= end + 12:
            return True
    return False


def _told(
    sentences: Sequence[Sentence], index: int, text: str, mentions: Sequence[Mention], parts: Mapping[str, str]
) -> Iterator[Stated]:
    """Read nodes without a number: "LYMPH NODE, LEFT AXILLA: NEGATIVE FOR MALIGNANCY"."""
    sentence = sentences[index]
    first = mentions[0]
    if compiled("findings", _NONE).search(text) or compiled("findings", _SKIP).search(text):
        return
    begin = first.end - sentence.start
    state = state_of(text, begin, begin + 90)
    if state is None or not _is_told(text[begin : state[1]], text[: first.start - sentence.start]):
        return
    value, end = state
    count = Count(first.start - sentence.start, end, 0 if value == "negative" else None, None)
    if first.end - first.start > 0 and text[first.start - sentence.start : begin].lower() in ("node", "lymph node", "ln"):
        count.examined = 1
        count.positive = 0 if value == "negative" else 1
    yield _stated(sentence, first, count, _station(sentences, index, text, count, mentions, parts), text)


def _is_told(words: str, ahead: str) -> bool:
    """True where a state belongs to the nodes before it: in an item, or right behind a verb."""
    if re.search(r"[;.]\s|\b(?:but|with no|which|left)\b", words):
        return False
    verb = _VERB.search(words)
    return verb is not None and (len(ahead) < 40 or verb[0][0].isalpha())


def _stated(sentence: Sentence, mention: Mention, count: Count, site: str | None, text: str) -> Stated:
    is_itc = isolated_cells(text)
    polarity = "positive" if count.positive or is_itc or count.positive is None else "negative"
    quantity = None
    if is_itc:
        sizes = sizes_in(text)
        quantity = Quantity(value=sizes[0].millimetres[0], unit="mm") if sizes else None
        count.examined = count.positive if count.examined is None else count.examined
        count.positive = None
    start, end = sentence.start + count.start, sentence.start + count.end
    return Stated(
        NAME,
        mention.source.key,
        [(sentence, start, end)],
        polarity=polarity,
        site=site,
        quantity=quantity,
        positive=count.positive,
        examined=count.examined,
        superseded=compiled("findings", _EARLIER).search(sentence.text[max(0, count.start - 40) : count.start]) is not None,
    )


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
        return "total"
    item = split_item(text)
    begin = _item_begin(text, count, mentions, sentence.start)
    label = text[begin : count.start] if begin else text[: item[1]] if item is not None and item[1] < count.end else ""
    phrase = _phrase(text, count, mentions, sentence.start)
    if compiled("findings", _TOTAL).search(label or phrase):
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
    return station(described) if described is not None and compiled("findings", _NODE_PART).search(described) else None


def _item_begin(text: str, count: Count, mentions: Sequence[Mention], offset: int) -> int:
    """Return where a later item of a line begins: "Nodes, pelvic: 0/2   Nodes, iliac: 0/1"."""
    starts = [m.start - offset for m in mentions[1:] if m.end - offset <= count.start]
    starts = [start for start in starts if SEPARATOR.search(text, start, count.start)]
    return starts[-1] if starts else 0


def _phrase(text: str, count: Count, mentions: Sequence[Mention], offset: int) -> str:
    """Return the words around the nouns of a count: "2 positive retroperitoneal lymph nodes", "nodes of the left axilla"."""
    noun = min(mentions, key=lambda m: min(abs(m.start - offset - count.end), abs(count.start - m.end + offset)))
    start, end = noun.start - offset, noun.end - offset
    ahead = _AHEAD.search(text, 0, start)
    behind = _AFTER.match(text, end)
    before = ahead[0] if ahead is not None else ""
    if count.start < start:
        before = text[max(start - len(before), count.end) : start]
    return f"{before} {text[start:end]} {behind[0] if behind is not None else ''}"


def station(words: str) -> str | None:
    """Return the place of nodes in the words of a label: "F) RIGHT PELVIC LYMPH NODES:" is right pelvic."""
    found = list(compiled("findings", _PLACE).finditer(words))
    if not found:
        return None
    written = " ".join(dict.fromkeys(match[0] for match in found[:_MOST_WORDS]))
    return written.lower() if written.isupper() and len(written) > _SHORTEST_WORD else written


def _list(sentences: Sequence[Sentence], index: int, mention: Mention) -> Iterator[Stated]:
    """Read the lines under a heading: stations with counts, the rows of a table, or numbers examined and involved."""
    heading = sentences[index]
    columns: _Columns | None = None
    pending = labelled(visible(heading.text)) or Count(0, 0, None, None)
    places: list[tuple[Sentence, int, int]] = [(heading, mention.start, mention.end)] if (pending.examined, pending.positive) != (None, None) else []
    for _, line in below(sentences, index):
        text = visible(line.text)
        if _ends_list(line, text):
            break
        head = _header(text)
        if head is not None:
            columns = head
            continue
        row = _row(line, text, columns, mention) if columns is not None else []
        if row:
            yield from row
            continue
        counted = counts_in(text)
        if counted:
            yield from _counted(line, text, counted, mention)
            continue
        if compiled("findings", _SKIP).search(text):
            continue
        more = labelled(text)
        if more is None or not text.strip():
            continue
        if more.positive is not None and more.examined is not None:
            yield _stated(line, mention, more, _label_site(text[: more.start]), text)
            continue
        pending.positive = more.positive if pending.positive is None else pending.positive
        pending.examined = more.examined if pending.examined is None else pending.examined
        places.append((line, line.start + more.start, line.start + more.end))
    if pending.positive is not None and places:
        yield Stated(
            NAME,
            mention.source.key,
            places,
            polarity="positive" if pending.positive else "negative",
            site=station(heading.text.split(":")[0]),
            positive=pending.positive,
            examined=pending.examined,
        )


def _ends_list(line: Sentence, text: str) -> bool:
    named = line.of_kind("finding")
    if any(m.id not in (NAME, "extranodal_extension", "other") and m.start - line.start < 25 for m in named):
        return True
    return compiled("findings", _OTHER_LABEL).search(text) is not None


def _label_site(label: str) -> str | None:
    return "total" if compiled("findings", _TOTAL).search(label) else station(label)


def _counted(line: Sentence, text: str, counted: Sequence[Count], mention: Mention) -> Iterator[Stated]:
    """Read counts with their stations before them: "R pelvic:  0/8       L pelvic:  1/6"."""
    position = 0
    for count in counted:
        label = text[position : count.start]
        position = count.end
        if compiled("findings", _SKIP).search(label):
            continue
        yield _stated(line, mention, count, _label_site(label) or _number_label(label), text[count.start :])


def _number_label(label: str) -> str | None:
    """Return a station that is a number: "7           0/3"."""
    match = re.fullmatch(r"\W*(\d{1,2}[A-Za-z]{0,2})\W*", label)
    return match[1] if match is not None else None


def _header(text: str) -> _Columns | None:
    """Return the columns of the head of a table of nodes: "part | level | examined | w/ SCC | ENE"."""
    names = [name.strip().lower() for name in _CELL.split(text.strip(" |"))]
    if len(names) < _FEW_COLUMNS:
        return None
    positive = examined = both = extension = None
    examines, involves = set(phrases("findings", "node_examined")), set(phrases("findings", "node_positive"))
    for number, name in enumerate(names):
        words = {part.strip() for part in re.split(r"\s?/\s?", name)} if not name.startswith("w/") else {name}
        if words & examines and words & involves and len(words) > 1:
            both = number
        elif (name in involves or name.split(" ")[0] in involves) and positive is None:
            positive = number
        elif (name in examines or name.split(" ")[-1] in examines or name.split(" ")[0] in examines) and examined is None:
            examined = number
        elif name in ("ene", "ece", "ecs") or name.startswith(("extranodal", "extracapsular")):
            extension = number
    if both is None and (positive is None or examined is None):
        return None
    first = min(number for number in (positive, examined, both) if number is not None)
    return _Columns(max(first - 1, 0), positive, examined, both, extension) if first else None


def _row(line: Sentence, text: str, columns: _Columns, mention: Mention) -> list[Stated]:
    """Read a row of a table by its columns: "D | IIA | 9 | 2 | yes"."""
    cells = [cell.strip() for cell in _CELL.split(text.strip(" |"))]
    if "|" in text:
        cells = [cell.strip() for cell in text.strip(" |").split("|")]
    needed = max(number for number in (columns.positive, columns.examined, columns.both) if number is not None)
    if len(cells) <= needed:
        return []
    if columns.both is not None:
        counted = counts_in(cells[columns.both])
        if not counted:
            return []
        positive, examined = counted[0].positive, counted[0].examined
    else:
        positive, examined = (_leading(cells[n]) for n in (columns.positive, columns.examined) if n is not None)
        if positive is None or examined is None or positive > examined:
            return []
    total = any(compiled("findings", _TOTAL).search(cell) for cell in cells[: columns.site + 1])
    site = "total" if total else (cells[columns.site] or None)
    if site is not None and re.fullmatch(r"[IVX]{1,4}[AB]?", site):
        site = f"level {site}"
    found = [_stated(line, mention, Count(0, len(text), positive, examined), site, "")]
    if columns.extension is not None and columns.extension < len(cells) and not total:
        state = state_in(cells[columns.extension])
        if state is not None and state.value in ("positive", "negative"):
            sizes = sizes_in(cells[columns.extension])
            found.append(
                Stated(
                    "extranodal_extension",
                    mention.source.key,
                    [(line, line.start, line.end)],
                    polarity=state.value,
                    site=site,
                    quantity=Quantity(value=sizes[0].millimetres[0], unit="mm") if sizes else None,
                )
            )
    return found


def _leading(cell: str) -> int | None:
    match = re.match(r"\d{1,3}(?![\w.])", cell)
    return int(match[0]) if match is not None else None
