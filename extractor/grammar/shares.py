"""Shares: percentages that measure a change of tumor size, necrosis, viable tumor, or how many cases show a finding."""

from __future__ import annotations

import re

from extractor.grammar.lesions import LESIONS, is_lesion
from extractor.grammar.percentages import Percentage
from extractor.grammar.timepoints import timepoints
from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Sentence

_FAR = 140  # characters between a percentage and what it measures, names and times included
_BESIDE = compiled(
    "responses",
    r"^(?:[\s(),:=-]|\b\d{1,3}(?:\.\d{1,2})?(?:\s?(?:[cm]m[23³²]?|m[lL]|cc)|\sto)\b|\b{beside_share}\b){0,30}$",
)
_ROW = re.compile(r"[\s.|_]{2,80}|[\t|]|(?<=\bca)\.|(?<=\bapprox)\.|(?<=\best)\.")  # dots and gaps of a table
_OF_WHOLE = re.compile(r"\s(?:of|in)\s(?:the|all)\s$")  # "70% of the viable tumor is solid"
_OF_FLOW = compiled("responses", r"\b{of_flow}\b")
_COMEDO = compiled("responses", r"\b{no_necrosis_ahead}[\s-]$")
_MINUS = re.compile(r"[\s(,]-$")
_NEAR_SIGN = 20
_BESIDE_SIGN = 4
_OWN_SHARE = re.compile(r"[\s:=|]{1,12}[<>≤≥~]?\d{1,3}\s?%")
_AROUND = 40  # characters beside a time that tell whether it is one
_NEXT = re.compile(r"\s?(?:,|and)\s")
_SHARE_OF = re.compile(r"\sin\s$")  # "solid growth in 60%" is no change
_GOES_ON = compiled("responses", r"^[^;.%]{0,60}\b{share_goes_on}\s[^;.%]{0,45}\bby\s(?:{share_steps}\s){0,3}\(?$")
_NAMED_BETWEEN = (
    "response:lesion",
    "response:size",
    "response:criteria",
    "tumor",
    "site",
    "drug",
    "regimen",
    "procedure",
)
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

Share = tuple[str, str | None, Mention]  # what a percentage measures, in which direction, and the words that say so


def measured(sentence: Sentence, run: list[Percentage], stated: bool) -> Share | None:
    """Return (measure, direction, cue) of a list of percentages beside the words that they measure, or None.

    `stated` tells that the sentence gives a response category, which makes a bare decrease one of the tumor.
    """
    start, end = sentence.start + run[0].start, sentence.start + run[-1].end
    cues = sentence.of_kind("response:measure", "response:size")
    beside = [(distance, cue) for cue in cues if (distance := _distance(sentence, cue, start, end)) is not None]
    for _, cue in sorted(beside, key=lambda item: item[0]):
        if cue.kind == "response:measure":
            if _is_said(sentence, cue, start) and not _counts_stained(sentence, cue, end):
                return cue.id, None, cue
        elif not _SHARE_OF.search(sentence.between(cue.end, start)) and _is_of_tumor(sentence, cue, start, end, stated):
            return "tumor_size", cue.id, cue
    return None


def signed(sentence: Sentence, percentage: Percentage, said: list[tuple[Mention, str]]) -> Share | None:
    """Return the change of size that a sign behind a category or its criteria gives: "PR (RECIST 1.1, -38%)"."""
    ahead = sentence.text[max(percentage.start - 3, 0) : percentage.start]
    start = sentence.start + percentage.start
    beside = [*(mention for mention, _ in said), *sentence.of_kind("response:criteria")]
    near = [m for m in beside if 0 < start - m.end <= _NEAR_SIGN]
    if beside and not near:
        near = [m for m in sentence.of_kind("response:lesion") if 0 < start - m.end <= _BESIDE_SIGN]
    if not near or _MINUS.search(ahead) is None:
        return None
    return "tumor_size", "decrease", near[-1]


def _is_said(sentence: Sentence, cue: Mention, start: int) -> bool:
    """True for a measure that no negation reaches: of "no viable tumor; 60% necrosis" the necrosis."""
    if cue.id == "viable_tumor" and _OF_FLOW.search(sentence.text):
        return False
    if cue.id == "necrosis" and _COMEDO.search(sentence.between(cue.start - 14, cue.start)):
        return False
    if cue.id == "viable_tumor" and start < cue.start and _OF_WHOLE.search(sentence.between(start, cue.start)):
        return False
    negation = sentence.modifier(cue, "negation")
    return negation is None or negation.end <= start < cue.start


def goes_on(sentence: Sentence, last: Percentage, percentage: Percentage) -> bool:
    """True for a percentage that continues the change before it: "shrank by 30% and at six months by 60%"."""
    return bool(_GOES_ON.match(sentence.text[last.end : percentage.start]))


def _distance(sentence: Sentence, cue: Mention, start: int, end: int) -> int | None:
    """Return the number of characters between a cue and a percentage that it stands beside."""
    first, last = (cue.end, start) if cue.end <= start else (end, cue.start)
    if first > last or last - first > _FAR:
        return None
    if end <= cue.start and _NEXT.match(sentence.between(first, last)):
        return None
    if end <= cue.start and _OWN_SHARE.match(sentence.between(cue.end, cue.end + 24)):
        return None  # "treatment effect 25%, viable 45%"
    gap = _ROW.sub(" ", _unnamed(sentence, first, last))
    return last - first if len(gap) < 70 and _BESIDE.match(gap) else None


def _unnamed(sentence: Sentence, start: int, end: int) -> str:
    """Return the words in [start, end) without times and the names of tumors, places, treatments and criteria."""
    spans = [(m.start, m.end) for m in sentence.of_kind(*_NAMED_BETWEEN) if start <= m.start and m.end <= end]
    window = max(start - _AROUND, sentence.start)
    for time in timepoints(sentence.between(window, end + _AROUND)):
        if start <= window + time.start and window + time.end <= end:
            spans.append((window + time.start, window + time.end))
    kept = []
    for first, last in sorted(spans):
        kept.append(sentence.between(start, first))
        start = max(start, last)
    return "".join([*kept, sentence.between(start, end)])


def _counts_stained(sentence: Sentence, cue: Mention, end: int) -> bool:
    """True for a share of viable cells that a marker stains: "PD-L1 in 60% of viable tumor cells"."""
    of_cells = sentence.between(end, cue.start).strip().startswith(("of", "in"))
    return of_cells and any(m.end <= end for m in sentence.of_kind("marker", "gene"))


def _is_of_tumor(sentence: Sentence, cue: Mention, start: int, end: int, stated: bool) -> bool:
    """Tell whether a change is one of the tumor's size and not of a dose or a laboratory value."""
    first, last = min(start, cue.start), max(end, cue.end)
    other = [m for m in sentence.with_late("response:amount") if first - 45 <= m.start and m.end <= last + 25]
    size = [m for m in sentence.of_kind(*LESIONS) if is_lesion(m) and first - 60 <= m.start <= last + 40]
    if cue.id == "decrease" and sentence.between(cue.start, cue.end).endswith("response"):
        return stated
    if other and not size:
        return False
    if other and min(abs(m.start - cue.start) for m in other) <= min(abs(m.start - cue.start) for m in size):
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
