"""Presence: whether a note says that something was found, in the value of an item or in a sentence.

"Perineural invasion ...... not identified", "LVI: focal", "No necrosis or perineural invasion is seen".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.grammar.clearances import clearances
from extractor.grammar.finding_amounts import SHARED, amount_of, is_no_component, is_of_stain, kind_of, share_in
from extractor.grammar.finding_lists import led_by_state
from extractor.grammar.found_states import CHOICE, State, sides, state_ahead, state_behind, state_in
from extractor.grammar.items import SEPARATOR, Cell, cells, value_below, visible
from extractor.grammar.quantities import PERCENT, percentage
from extractor.grammar.self_evident import by_code, by_itself
from extractor.grammar.stated import Stated
from extractor.mentions import Mention, Sentence

# What is found or not, and no number of nodes, no margin and no amount.
PRESENCE = frozenset(
    {
        "lymphovascular_invasion", "perineural_invasion", "extranodal_extension", "extraprostatic_extension",
        "seminal_vesicle_invasion", "capsular_invasion", "serosal_involvement", "ulceration", "necrosis",
        "in_situ_component", "microcalcification", "treatment_effect",
    }
)  # fmt: skip
_SIGN = re.compile(
    r"(?:(?P<tight>\+{1,3}|[-–−])(?=[\s,;.)|]|$)|\s(?P<nought>0)(?=[\s,;)]{1,2}(?:[A-Za-z]|$)|$)|\s?\(?(?P<sign>\+{1,3}|[-–−])\)?(?=[,;.)]|\s{2}|\s\||\t|$))"
)
_SIGN_AHEAD = re.compile(r"(?:^|[\s,;|(])(?:(?P<plus>\+\s?)|(?<=[,;|]\s)-)$")  # "+LVI, -PNI"
_CODE = re.compile(r"\s?(?:L|V|LV|Pn|PN|ly|v|pn)(?P<grade>[0-3])(?![\w.])")  # "Venous invasion (V): V0"
_YES_NO = re.compile(r"\s*(?:(?P<yes>[Yy])|[Nn]|0)[\s.;]*")
_JOIN = re.compile(r"\s?(?:,|/|&|\+|,?\s?\b(?:and/or|and|or|nor)\b)\s?(?:(?:tumou?r|definite|any)\s)?", re.IGNORECASE)
_ITEM = re.compile(
    r"(?:^(?:\W{0,4}[A-Z]?\d{1,2}(?:\.\d{1,2}){1,2}\.?\s)?|;\s?|\.\s|\s{3,}|\t|\|\s?|,\s|\s-\s)(?P<label>[^;.|\t]{0,45})$"
)
_STAND_BEHIND = re.compile(r"present|absent", re.IGNORECASE)
_LAST = re.compile(r"\b(?:or|nor)\s$")
_ASKS = re.compile(r"\s?[:?=]")
_NO_TUMOR = "no-tumor-in-a-part"  # words that may be the value of an item: "Nerves: no tumor seen"
_ITEMS = "items-of-"  # rules whose words are findings at the head of an item only
_ORGANS = frozenset({"seminal-vesicles", "serosa"})
_CLAUSE = re.compile(r";|(?<=[a-z])\.\s(?=[A-Z])")
_LENGTH = re.compile(r"[\s,(]{1,2}(?:of\s)?\d{1,2}(?:[.,]\d{1,2})?\s?[cm]m\b")
_PIECE = re.compile(r"[^/]{1,40}")
_CLAUSE_END = re.compile(r";\s|(?<!\.)\.\s(?=\S)")
_NEAR, _SHARE_REACH, _SEVERAL = 35, 60, 2


def presences(sentences: Sequence[Sentence], index: int) -> Iterator[Stated]:
    """Yield what a sentence says of the findings that are there or not."""
    sentence = sentences[index]
    mentions = [m for m in sentence.of_kind("finding") if getattr(m.source, "id", "") != _NO_TUMOR]
    if any(m.id == "lymph_nodes" for m in mentions):  # the capsule of a node
        mentions = [m._replace(id="extranodal_extension") if m.id == "capsular_invasion" else m for m in mentions]
    if not any(mention.id in PRESENCE for mention in mentions):
        return
    text = visible(sentence.text)
    if "marker" in sentence.kinds:  # "Vessels: SMA +"
        first = sentence.of_kind("marker")[0].start
        mentions = [m for m in mentions if m.start > first or not getattr(m.source, "id", "").startswith(_ITEMS)]
    listed = led_by_state(sentence, text, [mention for mention in mentions if mention.id in PRESENCE])
    for mention, state in listed:
        yield from _stated(sentence, [mention], state, text, mention.end - sentence.start)
    mentions = [mention for mention in mentions if all(mention is not told for told, _ in listed)]
    groups = _groups(sentence, text, mentions)
    for number, group in enumerate(groups):
        if not any(mention.id in PRESENCE for mention in group):
            continue
        left = groups[number - 1][-1].end - sentence.start if number else 0
        right = groups[number + 1][0].start - sentence.start if number + 1 < len(groups) else len(text)
        yield from _of_group(sentences, index, text, group, left, right)


def _groups(sentence: Sentence, text: str, mentions: list[Mention]) -> list[list[Mention]]:
    """Return the mentions in lists that share what is said: "lymphovascular and perineural invasion"."""
    groups: list[list[Mention]] = []
    for mention in mentions:
        gap = sentence.between(groups[-1][-1].end, mention.start) if groups else ""
        if groups and _JOIN.fullmatch(gap) and mention.id in PRESENCE and groups[-1][-1].id in PRESENCE:
            groups[-1].append(mention)
        else:
            groups.append([mention])
    return groups


def _of_group(
    sentences: Sequence[Sentence], index: int, text: str, group: list[Mention], left: int, right: int
) -> Iterator[Stated]:
    sentence = sentences[index]
    start, end = group[0].start - sentence.start, group[-1].end - sentence.start
    ahead = state_ahead(text, start, end)
    signed = _SIGN_AHEAD.search(text, 0, start) if ahead is None else None
    if signed is not None:
        ahead = State(signed.start(), signed.end(), "positive" if signed["plus"] else "negative")
    if ahead is not None and ahead.value == "positive" and group[0].source.id in _ORGANS:  # type: ignore[union-attr]
        ahead = None  # "a cyst of the seminal vesicle"
    if ahead is not None and ahead.value == "negative" and _is_direct(text, ahead.end, start, end):
        behind = state_behind(text, end, right)
        if len(group) > 1 and behind is not None and _splits(text, group, sentence.start, behind):
            yield from _stated(sentence, group[:-1], ahead, text, right)
            yield from _stated(sentence, group[-1:], behind, text, right)
            return
        doubted = behind is not None and behind.value == "equivocal"
        yield from _stated(sentence, group, behind if doubted and behind is not None else ahead, text, right)
        return
    if (code := by_code(group[-1], start, end)) is not None:
        yield from _stated(sentence, group, code, text, right)
        return
    sign = _SIGN.match(text, end, right)
    if sign is not None:  # "LVI+", "PNI -"
        value = "positive" if "+" in sign[0] else "negative"
        yield from _stated(sentence, group, State(sign.start(), sign.end(), value), text, right)
        return
    separator = SEPARATOR.search(text, end, min(right, end + 70))
    label = _ITEM.search(text[left:start]) if separator is not None else None
    if separator is not None and _CLAUSE_END.search(text, end, separator.start()):
        separator = None
    if separator is not None and label is not None and not _speaks(text, end, separator.start()):
        yield from _of_value(sentences, index, text, group, separator, right)
        return
    told = by_itself(sentence, group[-1], start, end) if group[-1].id == "treatment_effect" else None
    behind = state_behind(text, end, right)
    doubted = ahead is not None and ahead.value == "equivocal" and behind is not None and behind.value == "positive"
    state = told or (ahead if doubted else behind or ahead)
    if state is None:
        state = by_itself(sentence, group[-1], start, end)
    if state is not None:
        yield from _stated(sentence, group, state, text, right)
        return
    shared = list(_by_share(sentence, group, text, right))
    yield from shared
    if not shared and _ITEM.search(text[left:start]) and not text[end:].strip(" :.-,"):
        yield from _of_lines(sentences, index, group)


def _speaks(text: str, start: int, end: int) -> bool:
    """True when a state stands between a name and a separator, which then begins something else."""
    state = state_in(text, start, end)
    if state is None or text[start : state.start].count("(") > text[start : state.start].count(")"):
        return False
    is_asked = state.value == "positive" and not text[state.end : end].strip() and _ASKS.match(text, end) is not None
    return not (is_asked and state_in(text, end, end + _NEAR) is not None)  # "Visceral pleura invaded: no"


def _splits(text: str, group: list[Mention], offset: int, behind: State) -> bool:
    """True where only the last of a list is said behind it: "no necrosis, LVI present"."""
    joints = text[group[0].end - offset : group[-1].start - offset]
    return CHOICE.search(joints) is None and _STAND_BEHIND.match(text, behind.start) is not None


def _is_direct(text: str, first: int, start: int, end: int) -> bool:
    """True for a denial right before a name, or before a list that goes on or ends with it: "no atypia or necrosis"."""
    gap = text[first:start]
    if "," not in gap and len(gap) < _NEAR:
        return ":" not in gap
    return _LAST.search(gap) is not None or CHOICE.search(text[end : end + 60].split(".")[0]) is not None


def _of_value(
    sentences: Sequence[Sentence], index: int, text: str, group: list[Mention], separator: re.Match[str], right: int
) -> Iterator[Stated]:
    """Read the value of an item: in its cells, or in the lines below."""
    sentence = sentences[index]
    value = text[separator.end() : right]
    if not value.strip(" .:-|"):
        if _is_minus(separator[0]):
            yield from _stated(sentence, group, State(separator.start(), separator.end(), "negative"), text, right)
            return
        if right == len(text):
            yield from _of_lines(sentences, index, group)
        return
    shared = list(_respective(value, separator.end(), group))
    for mention, told in shared:
        yield from _stated(sentence, [mention], told, text, right)
    if not shared and len(sided := list(sides(value, separator.end()))) >= _SEVERAL:
        for site, told in sided:
            for one in _stated(sentence, group, told, text, right):
                one.site = site
                yield one
        return
    seen: set[str] = set()
    for cell in cells(value, separator.end()) if not shared else ():
        code = _CODE.match(cell.text)
        state = state_in(_CLAUSE.split(cell.text)[0]) if code is None else None
        letter = _YES_NO.fullmatch(cell.text)
        if letter is not None:
            state = State(0, letter.end(), "positive" if letter["yes"] else "negative")
        if code is not None:
            state = State(0, code.end(), "negative" if code["grade"] == "0" else "positive")
        share = share_in(cell.text) if group[0].id in SHARED else None
        if state is None and share is not None:
            state = State(0, len(cell.text), "negative" if share.value == 0 else "positive")
        if state is None or state.value in seen or _is_clearance(group, state, cell.text):
            continue
        seen.add(state.value)
        moved = State(cell.start + state.start, cell.start + state.end, state.value)
        yield from _stated(sentence, group, moved, text, cell.end, cell=cell)


def _respective(value: str, offset: int, group: list[Mention]) -> Iterator[tuple[Mention, State]]:
    """Yield what is said of each of several findings, one after the other: "LVI/PNI: neg/pos"."""
    pieces = list(_PIECE.finditer(value.split(";")[0]))
    states = [state_in(piece[0].strip()) for piece in pieces]
    if len(group) < _SEVERAL or len(pieces) != len(group):
        return
    for mention, piece, state in zip(group, pieces, states, strict=True):
        if state is not None:
            yield mention, State(offset + piece.start(), offset + piece.end(), state.value)


def _is_clearance(group: list[Mention], state: State, value: str) -> bool:
    """True for the margin of a lesion in situ under a heading of margins: "DCIS: negative, closest 5 mm"."""
    return group[0].id == "in_situ_component" and state.value == "negative" and bool(clearances(value))


def _is_minus(separator: str) -> bool:
    """True for a separator that ends with a minus sign, which is the value: "LVI      -", "PNI: -"."""
    plain = separator.strip()
    return plain.endswith("-") and plain.count("-") == 1 and (len(plain) > 1 or "\t" in separator or "   " in separator)


def _of_lines(sentences: Sequence[Sentence], index: int, group: list[Mention]) -> Iterator[Stated]:
    """Read the value of an item in the lines under its label: options with boxes, or a line of its own."""
    sentence = sentences[index]
    for line in value_below(sentences, index):
        shown = visible(line.text)
        state = state_in(shown)
        if state is None or state.value == "none":
            continue
        for mention in group:
            if mention.id in PRESENCE:
                yield Stated(
                    mention.id,
                    mention.source.key,
                    [(sentence, mention.start, mention.end), (line, line.start + state.start, line.start + state.end)],
                    polarity=state.value,
                )
        return


def _by_share(sentence: Sentence, group: list[Mention], text: str, right: int) -> Iterator[Stated]:
    """Read a share without further words: "necrosis approximately 15 percent", "35% necrotic"."""
    last = group[-1]
    end = last.end - sentence.start
    if last.id == "ulceration" and (length := _LENGTH.match(text, end, right)) is not None:
        yield from _stated(sentence, group, State(length.start(), length.end(), "positive"), text, right)
    if last.id not in SHARED:
        return
    match = PERCENT.search(text, end, min(right, end + 30))
    gap = text[end : match.start()] if match is not None else ""
    if match is not None and (gap == ", " or not re.search(r"[;,]|\.\s", gap)):
        value = "negative" if percentage(match).value == 0 else "positive"
        yield from _stated(sentence, group, State(match.start(), match.end(), value), text, right)
        return
    start = group[0].start - sentence.start
    for match in PERCENT.finditer(text, max(0, start - 25), start):
        if not text[match.end() : start].strip():
            state = State(match.start(), match.end(), "positive")
            yield from _stated(
                sentence, group, state, text, right, cell=Cell(match.start(), start, text[match.start() : start])
            )


def _stated(
    sentence: Sentence, group: list[Mention], state: State, text: str, right: int, *, cell: Cell | None = None
) -> Iterator[Stated]:
    if state.value == "none":
        return
    for mention in group:
        if mention.id not in PRESENCE or is_no_component(sentence, mention, state):
            continue
        start, end = mention.start - sentence.start, mention.end - sentence.start
        first, last = min(start, state.start), max(end, state.end)
        window = cell.text if cell is not None else text[end : min(right, max(state.end, end) + _SHARE_REACH)]
        yield Stated(
            mention.id,
            mention.source.key,
            [(sentence, sentence.start + first, sentence.start + last)],
            polarity=state.value,
            site=kind_of(mention, text[start : min(right, end + 40)]),
            quantity=None if is_of_stain(sentence, mention) else amount_of(mention, state, window),
        )
