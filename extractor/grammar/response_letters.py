"""Responses in letters: when CR, PR, SD and PD say a category, and when a receptor, an operation or a deviation."""

from __future__ import annotations

import re

from extractor.grammar.lesions import TREATMENTS, is_antineoplastic
from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Sentence

_BEFORE = compiled(
    "responses",
    r"(?:\b{before_letters}\s(?:an?\s|the\s|his\s|her\s)?(?:(?!{no_letters_behind}\s)(?:very\s)?[a-z-]{3,14}\s)?|response\s?(?:[:=|/]|->|→)\s{0,3})$",
)
_AFTER = compiled("responses", r"^\s?(?:[.,;)]|$|\((?!\d)|{behind_letters}(?!\w))", cased=True)
# A note without verbs: "9/2021: PD in lungs", "R-ICE x2 -> PR -> CAR-T", "CT chest - PR (RECIST 1.1)".
_NOTED_BEFORE = re.compile(r"(?:^|[:>→.=|]\s?|\s[-–]\s|(?:\d|cycles?|courses?|months?|weeks?),\s)$")
_NOTED_AFTER = re.compile(r"\s?(?:[.,;)]|$|->|→|[-–]\s|\(RECIST)|\s(?:in|of|on|for|after|per|by|at)\b")
# "lack of response (PD after 2 cycles)"; in parentheses an operation or a receptor has no such word behind it.
_STAINED = compiled("responses", r"\s?[-–:=|]{1,2}\s?(?:{no_letters_behind}(?!\w)|\d{1,3}\s?%)")  # "PR - positive, 60%"
_ASIDE_AFTER = compiled("responses", r"^\s{behind_aside}\b")
_IN_REACH = compiled("responses", r"\b{speaks_of_response}\b")
_ATTAINED = compiled("responses", r"\b(?:{attained}\s(?:in\s|into\s)?|{stays_in}\s(?:in|into)\s)(?:an?\s)?$")
_ATTAINED_BEHIND = compiled("responses", r"^\s{attained_behind}")
_BY_CRITERIA = re.compile(r"\s\(?(?:(?:by|per|as per|according to|under|on|using)\s(?:the\s)?)?")  # "a PR by mRECIST"
_REMISSION = re.compile(r"CR[12]")
_HISTORY_AHEAD = compiled("responses", r"(?:^|[,;:]\s|\s-{1,2}>?\s|\b{history_ahead}\s|RECIST(?:\s1\.1)?\s)$")
_HISTORY_BEHIND = compiled("responses", r"(?:[.,;)]|$|\s(?:{history_behind}\b|\d|\())")
_RECEPTORS = frozenset({"ER", "HER2", "AR", "PR"})


def says_category(sentence: Sentence, mention: Mention) -> bool:
    """Tell whether letters are a response: "achieved a CR", "CT was judged as SD", "(PD after two cycles)"."""
    if mention.id == "PR" and any(m.id in _RECEPTORS for m in sentence.of_kind("marker") if m.start != mention.start):
        return False
    if mention.id == "PR" and _STAINED.match(sentence.between(mention.end, mention.end + 20)):
        return False
    before, after = sentence.between(mention.start - 40, mention.start), sentence.between(mention.end, mention.end + 14)
    if _is_noted(sentence, mention, before, after):
        return True
    if _is_of_history(sentence, mention, before):
        return True
    if before.endswith("(") and _ASIDE_AFTER.match(after):
        return _speaks_of_response(sentence)
    if _ATTAINED_BEHIND.match(sentence.between(mention.end, mention.end + 40)):
        return _speaks_of_response(sentence)
    if any(
        _BY_CRITERIA.fullmatch(sentence.between(mention.end, by.start)) for by in sentence.of_kind("response:criteria")
    ):
        return True
    if not _AFTER.match(after):
        return False
    if before.endswith(" (") and any(
        m.end == mention.start - len(" (") and is_antineoplastic(m) for m in sentence.of_kind(*TREATMENTS)
    ):
        return True  # "dacarbazine (PD), ipilimumab (CR, ongoing)"
    if _ATTAINED.search(before) and mention.id == "CR":
        return True
    if before.endswith("(") and after.startswith(")") and _measured(sentence, mention):
        return True
    if not _speaks_of_response(sentence):
        return False
    return _abbreviates(sentence, mention, before) or bool(_BEFORE.search(before))


def _is_noted(sentence: Sentence, mention: Mention, before: str, after: str) -> bool:
    """True for letters that a note without verbs gives: "9/2021: PD in lungs", "mRECIST: CR of S6, SD of S2"."""
    if not _NOTED_AFTER.match(after):
        return False
    named = sentence.kinds.isdisjoint({"response:criteria"})
    return bool(_NOTED_BEFORE.search(before)) or (not named and before.endswith((", ", "; ", "(")))


def _is_of_history(sentence: Sentence, mention: Mention, before: str) -> bool:
    """True for letters in a clause of a history that names a treatment: "on gefitinib, PD Jan 2020", "… then PD"."""
    if _REMISSION.fullmatch(sentence.between(mention.start, mention.end)):
        return before.endswith("in ")
    treated = any(is_antineoplastic(m) or m.kind == "procedure" for m in sentence.of_kind(*TREATMENTS, "procedure"))
    if not treated and sentence.kinds.isdisjoint({"response:criteria", "response:category"}):
        return False
    behind = sentence.between(mention.end, mention.end + 16)
    return _HISTORY_AHEAD.search(before) is not None and _HISTORY_BEHIND.match(behind) is not None


def _speaks_of_response(sentence: Sentence) -> bool:
    """True for a sentence that names a treatment of tumors or what shows its effect."""
    if "response:criteria" in sentence.kinds or _IN_REACH.search(sentence.text):
        return True
    return any(is_antineoplastic(m) for m in sentence.of_kind(*TREATMENTS))


def _abbreviates(sentence: Sentence, mention: Mention, before: str) -> bool:
    """True for letters in parentheses behind the words that they abbreviate: "partial response (PR)"."""
    return before.endswith("(") and any(
        m.id == mention.id and 0 < mention.start - m.end <= len(" (") for m in sentence.of_kind("response:category")
    )


def _measured(sentence: Sentence, mention: Mention) -> bool:
    """True for letters in parentheses behind a change of size: "decreased in size by 50 % (PR)"."""
    return any(0 <= mention.start - size.end <= 60 for size in sentence.of_kind("response:size"))
