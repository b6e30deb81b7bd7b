"""Shares: percentages that measure a change of tumor size, necrosis, viable tumor, or how many cases show a finding."""

from __future__ import annotations

from extractor.grammar.percentages import Percentage
from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Sentence

_BESIDE = compiled("responses", r"^(?:[\s(),:=-]|\b\d{1,3}(?:\.\d)?\s?[cm]m\b|\b{beside_share}\b){0,14}$")
_GROUP = compiled(
    "responses",
    r"^\)?\s?(?:of|in|among)\s(?P<of>(?:all\s|the\s|these\s|reported\s)?(?:[\w-]{1,25}\s){0,5}?"
    r"(?:{groups}|[A-Z][A-Za-z]{1,6}s|[A-Z]{3,7}(?:\scases)?)\b)",
    cased=True,
)
_GROUP_AHEAD = compiled(
    "responses",
    r"(?P<of>\d{1,4}/\d{1,4}\s(?:patients|cases|tumou?rs)|\b{prevalences}\b)[^.;%]{0,40}$"
    r"|\b{prevalence_verbs}\s(?:in|for)?\s?(?:{share_adverbs}\s)?$",
)
_CELLS = compiled("responses", r"^\s?(?:of\s)?(?:the\s)?(?:[\w-]{1,15}\s){0,2}{counted_cells}\b")


def measured(sentence: Sentence, percentage: Percentage, stated: bool) -> tuple[str, str | None, Mention] | None:
    """Return (measure, direction, cue) of a percentage beside the words that it measures, or None.

    `stated` tells that the sentence gives a response category, which makes a bare decrease one of the tumor.
    """
    start, end = sentence.start + percentage.start, sentence.start + percentage.end
    cues = sentence.of_kind("response:measure", "response:size")
    beside = [(distance, cue) for cue in cues if (distance := _distance(sentence, cue, start, end)) is not None]
    for _, cue in sorted(beside, key=lambda item: item[0]):
        if cue.kind == "response:measure":
            if sentence.modifier(cue, "negation") is None:
                return cue.id, None, cue
        elif _is_of_tumor(sentence, cue, start, end, stated):
            return "tumor_size", cue.id, cue
    return None


def _distance(sentence: Sentence, cue: Mention, start: int, end: int) -> int | None:
    """Return the number of characters between a cue and a percentage that it stands beside."""
    first, last = (cue.end, start) if cue.end <= start else (end, cue.start)
    gap = sentence.between(first, last)
    return len(gap) if first <= last and len(gap) < 70 and _BESIDE.match(gap) else None


def _is_of_tumor(sentence: Sentence, cue: Mention, start: int, end: int, stated: bool) -> bool:
    """Tell whether a change is one of the tumor's size and not of a dose or a laboratory value."""
    first, last = min(start, cue.start), max(end, cue.end)
    other = [m for m in sentence.of_kind("response:amount") if first - 45 <= m.start and m.end <= last + 25]
    size = [m for m in sentence.of_kind("response:lesion", "tumor") if first - 60 <= m.start and m.end <= last + 40]
    if cue.id == "decrease" and sentence.between(cue.start, cue.end).endswith("response"):
        return stated
    if other and not size:
        return False
    if other and min(abs(m.start - cue.start) for m in other) < min(abs(m.start - cue.start) for m in size):
        return False
    return bool(size) or stated or bool(sentence.of_kind("response:criteria"))


def prevalence(sentence: Sentence, percentage: Percentage) -> str | None:
    """Return the group that a percentage is a share of, as written, or None when it is no share of cases."""
    after = sentence.text[percentage.end : percentage.end + 110]
    if _CELLS.match(after):
        return None
    match = _GROUP.match(after)
    if match is not None:
        return match["of"].strip()
    before = sentence.text[max(percentage.start - 70, 0) : percentage.start]
    match = _GROUP_AHEAD.search(before)
    return (match["of"] or "cases").strip() if match is not None else None
