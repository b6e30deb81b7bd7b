"""Self-evident findings: names that say by themselves that something is there or not: L1, Pn0, "serosal implant"."""

from __future__ import annotations

import re

from extractor.grammar.found_states import State
from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Sentence

_ITSELF, _ABSENT = "-itself", "-absent"  # rules whose words say that something was found, or was not
_ULCERATED = "ulcerated-itself"  # the naked eye takes an eroded surface for it
_SILENT = frozenset(
    {"clinical history", "family history", "key", "intraoperative consultation", "preliminary diagnosis"}
)
_EARLIER = compiled("findings", r"\b{earlier}\b|(?<!\w){discussed}(?!\w)|\b(?:19|20)\d\d\b")
_OF_MARGIN = re.compile(r"[^.;]{0,25}(?:\bmargin|\bedge|:)", re.IGNORECASE)
_SEEN_BEFORE = compiled("findings", r"(?<![\w-])(?:{imaged}|{earlier})(?![\w-])")


def by_code(mention: Mention, start: int, end: int) -> State | None:
    """Return what a code of the TNM classification says, L1, V0, Pn0, and a name that denies: non-ulcerated."""
    rule = getattr(mention.source, "id", "")
    if "-code-" not in rule and not rule.endswith(_ABSENT):
        return None
    return State(start, end, "negative" if rule.endswith(_ABSENT) else "positive")


def by_itself(sentence: Sentence, mention: Mention, start: int, end: int) -> State | None:
    """Return what a name says without further words: "serosal implant", "Pn0", a lesion in situ in a diagnosis."""
    rule = getattr(mention.source, "id", "")
    if rule == _ULCERATED and sentence.section == "gross":
        return None
    if rule.endswith(_ITSELF):
        return State(start, end, "positive")
    if mention.id == "in_situ_component":
        told = sentence.section not in _SILENT and not _EARLIER.search(sentence.text)
        return State(start, end, "positive") if told and _OF_MARGIN.match(sentence.text, end) is None else None
    if mention.id == "microcalcification" and sentence.section not in _SILENT and sentence.section != "specimen":
        words = sentence.between(mention.start, mention.end)
        listed = compiled("findings", r"^{tiny_calcium}").match(words) is not None
        is_new = listed and _SEEN_BEFORE.search(sentence.text) is None
        return State(start, end, "positive") if is_new else None
    if mention.id == "necrosis" and compiled("findings", r"^{degrees}\b").match(
        sentence.between(mention.start, mention.end)
    ):
        return State(start, end, "positive")
    return None
