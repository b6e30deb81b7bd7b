"""Statements on nodes: the record of a count, and the station that a label names: level II, 4R, right pelvic."""

from __future__ import annotations

import re

from extractor.grammar.node_counts import Count, isolated_cells
from extractor.grammar.sizes import sizes_in
from extractor.grammar.stated import Stated
from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Sentence
from extractor.records import Quantity

NAME = "lymph_nodes"
TOTAL = r"(?<![\w-]){node_total}(?![\w-])"
SKIP = r"(?<![\w-]){not_stations}(?![\w-])"
NODE_PART = r"(?<![\w-])(?:{node_nouns}|{station_codes}\s\d|axilla|EBUS)(?![\w])"
_EARLIER = compiled("findings", r"\b{earlier_report}\W{1,3}(?:\w+\s){0,2}$")
_PLACE = compiled(
    "findings",
    r"(?<![\w-])(?!perinodal|intranodal){stations}(?![\w-])|(?<![\w.])[RL](?=\s[a-z])|(?<![\w-]){station_codes}\s(?:\d{1,2}[A-Za-z]{0,2}|[IVX]{1,4}[AB]?)(?:\s?[-,/&]\s?(?:\d{1,2}[A-Za-z]{0,2}|[IVX]{1,4}[AB]?)){0,5}(?!\w)"
    r"|(?<![\w.])\d{1,2}[RL][a-z]?(?!\w)",
)
_SHORTEST_WORD, _MOST_WORDS = 4, 6


def stated(sentence: Sentence, mention: Mention, count: Count, site: str | None, text: str) -> Stated:
    """Return the statement of a count; `text` are the words around it."""
    return counted_nodes(sentence, mention.source.key, count, site, text)


def counted_nodes(sentence: Sentence, rule: str, count: Count, site: str | None, text: str) -> Stated:
    """Return the statement of a count that a rule has found."""
    is_itc = isolated_cells(text)
    polarity = "positive" if count.positive or is_itc or count.positive is None else "negative"
    quantity = None
    if is_itc:
        sizes = sizes_in(text)
        quantity = Quantity(value=sizes[0].millimetres[0], unit="mm") if sizes else None
        if count.positive == 0 and count.examined is not None:
            polarity = "negative"  # pN0(i+)
        elif count.examined is None or not count.positive:
            count.examined = count.positive if count.examined is None else count.examined
            count.positive = None
    start, end = sentence.start + count.start, sentence.start + count.end
    return Stated(
        NAME,
        rule,
        [(sentence, start, end)],
        polarity=polarity,
        site=site,
        quantity=quantity,
        positive=count.positive,
        examined=count.examined,
        superseded=_EARLIER.search(sentence.text[max(0, count.start - 40) : count.start]) is not None,
    )


def station(words: str) -> str | None:
    """Return the place of nodes in the words of a label: "F) RIGHT PELVIC LYMPH NODES:" is right pelvic."""
    found = list(_PLACE.finditer(words))
    if not found:
        return None
    written = " ".join(dict.fromkeys(match[0] for match in found[:_MOST_WORDS]))
    return written.lower() if written.isupper() and len(written) > _SHORTEST_WORD else written


def label_site(label: str) -> str | None:
    is_total = compiled("findings", TOTAL).search(label) or label.strip(" \t:=-|.").lower() == "all"
    return "total" if is_total else station(label)


def part_label(label: str) -> str | None:
    """Return the label of a part before a count: "#3:  0 of 2"."""
    match = re.fullmatch(r"\W*((?:#|pot\s|part\s)?\s?[A-Z\d])\s?[:.)-]\s{0,8}", label, re.IGNORECASE)
    return match[1] if match is not None else None


def side_label(label: str) -> str | None:
    """Return a side or a level that stands alone before a count: "R 0/7, L 1/9", "level I 0/4, IIA 2/9"."""
    match = re.fullmatch(r"\W*([RL]|[RL]t|RT|LT|[Rr]ight|[Ll]eft)\W*", label)
    level = re.fullmatch(r"\W*([IVX]{1,4}[ABab]?)\W*", label) if match is None else None
    return match[1] if match is not None else f"level {level[1]}" if level is not None else None


def number_label(label: str) -> str | None:
    """Return a station that is a number: "7           0/3"."""
    match = re.fullmatch(r"\W*(\d{1,2}[A-Za-z]{0,2})\W*", label)
    return match[1] if match is not None else None
