"""Rates of groups: which percentage of a sentence is the response or survival rate of which group at which time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.grammar.percentages import Percentage
from extractor.grammar.timepoints import Timepoint, timepoints
from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Sentence

# What may stand between a percentage and the rate that it belongs to, on either side.
_AHEAD = compiled("responses", r"^(?:\)|\s?\([^()]{1,20}\))?\s?(?:{ahead_of_rate}\s){0,7}$")
_DIRECT = compiled("responses", r"^[\s(:=]{0,3}(?:{behind_rate}\s?){0,4}$")
_WEAK_BEHIND = compiled(
    "responses",
    r"^\s?(?:\(|{behind_weak_rate}\s|(?:of|for|in)\s(?:[\w-]{1,20}\s){1,6}(?:is|was|of)\s)(?:only\s|about\s|up to\s)?$",
)
_CONTINUES = compiled("responses", r"\b{rates_continue}\b|,|/")
_WHOLE = re.compile(r"\s?[(\[]\s?(?:n\s?=\s?)?\d{1,4}\s?(?:/|of|out of)\s?(?P<n>\d{1,5})\b")
_OTHER_SHARE = compiled(
    "responses",
    r"^\s?(?:of\s(?:the\s)?{counted}|of\s(?:the\s)?patients\s(?:remained|were|who|had not)|CI\b|confidence)",
)
_GROUP_SIZE = compiled(
    "responses",
    r"\b[nN]\s?=\s?(?P<n>\d{1,5})\b|\b(?P<count>\d{1,5})\s(?:[A-Za-z][\w+-]{0,20}\s){0,3}{persons}\b",
    cased=True,
)
_JOINED_CUES = re.compile(
    r"^[\s(),/&]{0,4}(?:[A-Za-z]{2,4}\))?[\s,]{0,2}(?:(?:and|or|as well as|&)"
    r"\s)?(?:the\s)?(?:[\d-]{1,3}(?:year|yr|month)s?\s)?[\s(),/]{0,3}$"
)
_OF_TREATMENT = compiled("responses", r"\s{before_treatment}\b", cased=True)
_JOINED = compiled("responses", r"^\s?(?:,|,?\s?and|\+|/|-|{given_together})?\s?$")


@dataclass(slots=True)
class Rate:
    """A percentage [start, end) of the clean text with what it measures, of whom and when."""

    measure: str
    percentage: Percentage
    cue: Mention
    start: int
    end: int
    timepoint: str | None = None
    n: int | None = None
    of: str | None = None


def rates(
    sentence: Sentence, lists: Sequence[list[Percentage]], weak: Sequence[tuple[Mention, str]] = ()
) -> list[Rate]:
    """Return the rates of a sentence; `weak` are further cues that count only right beside their percentage.

    A rate of something else ("disease-free survival") is among them, so that its percentage is not taken for another's.
    """
    cues = [(cue, cue.id) for cue in sentence.of_kind("response:rate") if not _is_median(sentence, cue)]
    if not cues and not weak:
        return []
    times = timepoints(sentence.text)
    sizes = [(m.start(), int(m["n"] or m["count"])) for m in _GROUP_SIZE.finditer(sentence.text)]
    drugs = _chains(sentence)
    found: list[Rate] = []
    last: list[tuple[Mention, str]] = []
    last_times: list[Timepoint] = []
    before = 0
    for index, run in enumerate(lists):
        start, end = run[0].start, run[-1].end
        limit = lists[index + 1][0].start if index + 1 < len(lists) else len(sentence.text)
        pending = [c for c in cues if before <= c[0].start - sentence.start and c[0].end - sentence.start <= start]
        chosen = _chosen(sentence, cues, weak, pending, start, end)
        if (
            chosen is None
            and last
            and before
            and start - before < 90
            and _CONTINUES.search(sentence.text[before:start])
            and not _OTHER_SHARE.match(sentence.text[end : end + 20])
        ):
            chosen = last
        elif chosen is None:
            continue
        else:
            last_times = []
        near = (
            _distinct([t for t in times if before <= t.start and t.end <= start])
            or _distinct([t for t in times if end <= t.start < min(limit, end + 40)])
            or last_times
        )
        last, last_times = chosen, near
        found += _bound(
            sentence, run, chosen, near, _sizes(sentence.text, sizes, run, limit), _names(drugs, run, limit)
        )
        before = end
    return found


def _is_median(sentence: Sentence, cue: Mention) -> bool:
    """True for a survival told in months: "median PFS"."""
    return sentence.between(cue.start - len("median "), cue.start).lower() == "median "


def _chosen(
    sentence: Sentence,
    cues: list[tuple[Mention, str]],
    weak: Sequence[tuple[Mention, str]],
    pending: list[tuple[Mention, str]],
    start: int,
    end: int,
) -> list[tuple[Mention, str]] | None:
    """Return the cues that a run of percentages at [start, end) answers: one, or several that are joined."""
    offset = sentence.start
    if pending and _DIRECT.match(sentence.text[pending[-1][0].end - offset : start]):
        return _unique(sentence, pending)
    for cue in sorted([*cues, *weak], key=lambda c: c[0].start):
        if 0 <= cue[0].start - offset - end <= 45 and _AHEAD.match(sentence.text[end : cue[0].start - offset]):
            return [cue]
    for cue in weak:
        if 0 <= start - (cue[0].end - offset) <= 70 and _WEAK_BEHIND.match(sentence.text[cue[0].end - offset : start]):
            return [cue]
    if (
        pending
        and start - (pending[-1][0].end - offset) <= 170
        and ";" not in sentence.text[pending[-1][0].end - offset : start]
    ):
        return None if _OTHER_SHARE.match(sentence.text[end : end + 20]) else _unique(sentence, pending)
    return None


def _unique(sentence: Sentence, cues: list[tuple[Mention, str]]) -> list[tuple[Mention, str]]:
    """Return the last of some cues with those that are joined to it, each measure once."""
    first = len(cues) - 1
    while first and _JOINED_CUES.match(sentence.between(cues[first - 1][0].end, cues[first][0].start)):
        first -= 1
    seen: dict[str, tuple[Mention, str]] = {}
    for cue in cues[first:]:
        seen.setdefault(cue[1], cue)
    return list(seen.values())


def _distinct(times: list[Timepoint]) -> list[Timepoint]:
    seen: dict[tuple[str, str], Timepoint] = {}
    for time in times:
        words = re.split(r"[\s-]", time.written.lower())
        seen.setdefault((words[0], words[-1][:1]), time)
    return list(seen.values())


def _bound(
    sentence: Sentence,
    run: list[Percentage],
    cues: list[tuple[Mention, str]],
    times: list[Timepoint],
    sizes: list[int | None],
    names: list[str | None],
) -> list[Rate]:
    found = []
    for index, percentage in enumerate(run):
        cue = cues[index] if len(cues) == len(run) else cues[-1]
        time = times[index] if len(times) == len(run) else times[-1] if times else None
        start, end = sentence.start + percentage.start, sentence.start + percentage.end
        found.append(
            Rate(cue[1], percentage, cue[0], start, end, time.written if time else None, sizes[index], names[index])
        )
    return found


def _sizes(text: str, sizes: list[tuple[int, int]], run: list[Percentage], limit: int) -> list[int | None]:
    """Return the group size of each percentage: one each, the one that follows, or the last one before."""
    whole = _WHOLE.match(text, run[-1].end)
    if whole is not None and len(run) == 1:
        return [int(whole["n"])]  # "33% (7/21)"
    before = [n for position, n in sizes if position < run[0].start]
    if len(run) > 1 and len(before) == len(run):
        return list(before)
    after = [n for position, n in sizes if run[-1].end <= position < min(limit, run[-1].end + 60)]
    chosen = after[0] if after and not before else before[-1] if before else None
    return [chosen] * len(run)


def _names(drugs: list[tuple[int, int, str]], run: list[Percentage], limit: int) -> list[str | None]:
    """Return the treatment of each percentage: one each, the one right behind it (with, for), or the last before."""
    before = [name for _, end, name in drugs if end <= run[0].start]
    if len(run) > 1 and len(before) == len(run):
        return list(before)
    beside = [name for start, _, name in drugs if 0 <= start - run[-1].end <= len(" with ")]
    after = [name for start, _, name in drugs if run[-1].end <= start < min(limit, run[-1].end + 60)]
    chosen = beside[0] if beside else before[-1] if before else after[0] if after else None
    return [chosen] * len(run)


def _chains(sentence: Sentence) -> list[tuple[int, int, str]]:
    """Return the treatments of a sentence with those given together as one: (start, end, words)."""
    chains: list[tuple[int, int]] = []
    for mention in sentence.of_kind("drug", "regimen"):
        if getattr(mention.source, "extra", {}).get("class") == "diagnostic":
            continue
        if chains and (mention.start < chains[-1][1] or _JOINED.match(sentence.between(chains[-1][1], mention.start))):
            chains[-1] = (chains[-1][0], max(mention.end, chains[-1][1]))
        else:
            chains.append((mention.start, mention.end))
    return [(start - sentence.start, end - sentence.start, sentence.between(start, end)) for start, end in chains]


def treatment_near(sentence: Sentence, start: int, end: int) -> str | None:
    """Return the treatment that words at [start, end) of the clean text speak of, as written, or None."""
    first, last = start - sentence.start, end - sentence.start
    chains = _chains(sentence)
    behind = [name for begin, _, name in chains if last <= begin < last + 40]
    ahead = [name for _, stop, name in chains if stop <= first]
    return (
        behind[0] if behind and _OF_TREATMENT.match(sentence.text[last : last + 12]) else ahead[-1] if ahead else None
    )
