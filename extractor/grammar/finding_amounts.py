"""Amounts of findings: the share or the length that a note gives for one, and which kind of it the words name."""

from __future__ import annotations

import re

from extractor.grammar.found_states import State
from extractor.grammar.quantities import PERCENT, percentage
from extractor.grammar.sizes import sizes_in
from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Sentence
from extractor.records import Quantity

SHARED = frozenset({"necrosis", "in_situ_component", "treatment_effect"})  # a share of the tumor may be said of them
_MEASURED = frozenset({"extranodal_extension", "extraprostatic_extension", "ulceration"})
_ULCERATED = "ulcerated-itself"  # of a tumor, whose size follows
_AMOUNT_END = re.compile(r";|(?<!approx)(?<!\bca)(?<!\best)\.\s|\sand\s|\s{3}", re.IGNORECASE)


def is_no_component(sentence: Sentence, mention: Mention, state: State) -> bool:
    """True for a lesion in situ that is absent and is a precursor of its own, or of which a margin is free."""
    if mention.id != "in_situ_component" or state.value != "negative":
        return False
    if compiled("findings", r"^{precursors}$").match(sentence.between(mention.start, mention.end)):
        return True
    last = sentence.start + state.end
    return any(m.id == "margin" and m.end <= mention.start for m in sentence.of_kind("finding")) or any(
        mention.end <= m.start and m.end <= last for m in sentence.of_kind("marker")
    )


def is_of_stain(sentence: Sentence, mention: Mention) -> bool:
    """True where a share is that of a stain: "ER in DCIS: 90%"."""
    return mention.id == "in_situ_component" and "marker" in sentence.kinds


def amount_of(mention: Mention, state: State, window: str) -> Quantity | None:
    """Return the share or the length that is said of a finding: "present, 10%", "present, 1.8 mm"."""
    if state.value != "positive":
        return None
    if mention.id in SHARED:
        return share_in(_AMOUNT_END.split(window)[0])
    if mention.id in _MEASURED and getattr(mention.source, "id", "") != _ULCERATED:
        sizes = sizes_in(_AMOUNT_END.split(window)[0])
        return Quantity(value=sizes[0].millimetres[0], unit="mm") if len(sizes) == 1 else None
    return None


def share_in(text: str) -> Quantity | None:
    """Return the first percentage of a text."""
    match = PERCENT.search(text)
    return percentage(match) if match is not None else None


def kind_of(mention: Mention, words: str) -> str | None:
    """Return the vessels or the lesion that a name tells of: "large vessel (venous)", "DCIS"."""
    if mention.id == "lymphovascular_invasion":
        name = re.split(r"[:.;=|]|\s{3}|\t", words)[0]
        found = [match[0].lower() for match in compiled("findings", r"\b{vessels}\b").finditer(name)]
        return ", ".join(dict.fromkeys(found)) or None
    if mention.id == "in_situ_component":
        name = words[: mention.end - mention.start]
        return name if compiled("findings", r"\b{in_situ_kinds}\b").search(name) else None
    return None
