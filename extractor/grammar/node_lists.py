"""Lists of nodes: lines under a heading, one station each, rows of a table, or numbers examined and involved."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.grammar.found_states import state_in
from extractor.grammar.items import below, visible
from extractor.grammar.node_counts import Count, counts_in, labelled
from extractor.grammar.node_statements import NAME, SKIP, label_site, number_label, part_label, stated, station
from extractor.grammar.sizes import sizes_in
from extractor.grammar.stated import Stated
from extractor.grammar.wording import compiled, phrases
from extractor.mentions import Mention, Sentence
from extractor.records import Quantity

_OTHER_LABEL = compiled("findings", r"^\W*(?!(?:pos|n\b)){after_nodes}\b")
_DEPOSITS = compiled("findings", r"(?<![\w-]){small_deposits}(?![\w-])")
_ALL_DEPOSITS = compiled("findings", r"(?<![\w-])(?:{small_deposits}|{large_deposits})(?![\w-])")
_ABOVE = 2  # lines
_CELL = re.compile(r"\s?\|\s?|\t|\s{2,}")
_FEW_COLUMNS = 2
_LONGEST_LABEL = 45


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which columns of a table hold what."""

    site: int
    positive: int | None
    examined: int | None
    both: int | None
    extension: int | None


def node_list(sentences: Sequence[Sentence], index: int, mention: Mention) -> Iterator[Stated]:
    """Read the lines under a heading: stations with counts, the rows of a table, or numbers examined and involved."""
    heading = sentences[index]
    columns = header(visible(heading.text))
    pending = labelled(visible(heading.text)) or Count(0, 0, None, None)
    places: list[tuple[Sentence, int, int]] = (
        [(heading, mention.start, mention.end)] if (pending.examined, pending.positive) != (None, None) else []
    )
    for _, line in below(sentences, index):
        text = visible(line.text)
        if _ends_list(line, text):
            break
        head = header(text)
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
        if compiled("findings", SKIP).search(text):
            continue
        more = labelled(text)
        if more is None or not text.strip():
            continue
        if more.positive is not None and more.examined is not None:
            yield stated(line, mention, more, label_site(text[: more.start]), text)
            continue
        pending.positive = _added(pending.positive, more.positive, text)
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


def _added(known: int | None, more: int | None, text: str) -> int | None:
    """Return the nodes involved after one more line: those with small deposits count beside those with large ones."""
    if known is None or more is None:
        return more if known is None else known
    return known + more if _DEPOSITS.search(text) else known


def goes_on(sentences: Sequence[Sentence], index: int, text: str) -> bool:
    """True for a line on deposits of one size under the line of the nodes examined, which is read with that line."""
    own = labelled(text) if _ALL_DEPOSITS.search(text) is not None else None
    if own is None or own.examined is not None or counts_in(text):
        return False
    above = (labelled(visible(other.text)) for other in sentences[max(0, index - _ABOVE) : index])
    return any(one is not None and one.examined is not None and one.positive is None for one in above)


def further_rows(sentences: Sequence[Sentence], index: int, mention: Mention) -> Iterator[Stated]:
    """Read the lines under a line of nodes that go on with further stations or with the sum: "lev II  2/27"."""
    for _, line in below(sentences, index):
        if line.paragraph != sentences[index].paragraph:
            return
        if any(m.id == NAME for m in line.of_kind("finding")):
            continue  # it is read by itself
        text = visible(line.text)
        counted = counts_in(text)
        ahead = text[: counted[0].start] if counted else text
        if not counted:
            both = labelled(text)
            if both is None or both.positive is None or both.examined is None:
                return
            counted, ahead = [both], text[: both.start]
        site = label_site(ahead) or number_label(ahead) or part_label(ahead)
        if site is None or len(ahead) > _LONGEST_LABEL:
            return
        for one in _counted(line, text, counted, mention):
            one.site = one.site or site
            yield one


def _ends_list(line: Sentence, text: str) -> bool:
    named = line.of_kind("finding")
    if any(m.id not in (NAME, "extranodal_extension", "other") and m.start - line.start < 25 for m in named):
        return True
    return _OTHER_LABEL.search(text) is not None


def _counted(line: Sentence, text: str, counted: Sequence[Count], mention: Mention) -> Iterator[Stated]:
    """Read counts with their stations before them: "R pelvic:  0/8       L pelvic:  1/6"."""
    position = 0
    for count in counted:
        label = text[position : count.start]
        position = count.end
        if compiled("findings", SKIP).search(label):
            continue
        yield stated(line, mention, count, label_site(label) or number_label(label), text[count.start :])


def header(text: str) -> _Columns | None:
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
        elif (
            name in examines or name.split(" ")[-1] in examines or name.split(" ")[0] in examines
        ) and examined is None:
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
    total = any(label_site(cell) == "total" for cell in cells[: columns.site + 1])
    site = "total" if total else (cells[columns.site] or None)
    if site is not None and re.fullmatch(r"[IVX]{1,4}[AB]?", site):
        site = f"level {site}"
    found = [stated(line, mention, Count(0, len(text), positive, examined), site, "")]
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
