"""Overall results: what a report concludes of a stain behind its details, and what it denies right behind the name.

"60 % at 2+ = NEGATIVE", "patchy, read as negative", "weak, few nuclei (equivocal)", "ratio 1.5 => NOT amplified",
"CD21: no meshwork", "MLH1: no loss".
"""

from __future__ import annotations

import re

from extractor.grammar.assays import IN_SITU
from extractor.grammar.scores import copies_or_ratio
from extractor.grammar.staining import CONCLUDED
from extractor.grammar.targets import Target
from extractor.grammar.wording import compiled
from extractor.mentions import Modifier, Sentence

_SAYS = (
    r"(?P<negative>{overall_negative})|(?P<positive>{overall_positive})|(?P<equivocal>{row_equivocal})"
    r"|(?P<not>not\s|non-?)?(?P<amplified>amplified)"
)
_SAYS_IT = re.sub(r"\?P<\w{2,12}>", "?:", _SAYS)
_CONCLUDED = compiled(
    "markers",
    r"(?:(?:=>?|-{1,2}>|→|⇒)\s?(?:[\w][\w -]{2,20},\s)?"
    r"|\b{concluding}:?\s(?:(?:as|to be|to|an?)\s){0,2}"
    rf"|\((?=(?:{_SAYS_IT})\s?\))|[.;]\s(?=(?-i:[A-Z]{{4,15}})\W*$))(?:{_SAYS})(?![\w-])",
)
_MAY_CONCLUDE = re.compile(r"[=>→⇒(]|\b(?:as|to|called|overall)\b|[A-Z]{8}", re.IGNORECASE)
_DENIED = compiled(
    "markers",
    r"(?:\s?\([^()]{1,30}\))?\s?[:=-]?\s{1,3}no\s(?:[\w-]{1,20}\s){0,2}(?:(?P<loss>loss)|{denied_nouns})\b(?!\sof\s)",
)
_NO_ANSWER = compiled(
    "markers",
    r"(?:\s{sign_nouns})?\s?(?:[:=?|]|\.{2,}|\s{2,})[\s.]{0,40}(?:\[[xX]\]\s?)?"
    r"{said_no}\s?(?:$|[.;,(\n])",
)
_REACH, _NEAR, _NEXT = 180, 60, 20


def overall_results(sentence: Sentence, targets: list[Target]) -> None:
    """Settle the targets of whose details the report concludes a result."""
    for index, target in enumerate(targets):
        if target.silent or target.is_placed or target.alteration not in (None, "expression"):
            continue
        _deny(sentence, target)
        _answer(sentence, target)
        others = (other.start for other in targets[index + 1 :] if other.start > target.start)
        limit = min(next(others, sentence.end), target.end + _REACH)
        words = sentence.between(target.end, limit)
        match = _CONCLUDED.search(words) if _MAY_CONCLUDE.search(words) else None
        if match is not None:
            _conclude(sentence, target, match)


def _conclude(sentence: Sentence, target: Target, match: re.Match[str]) -> None:
    start, end = target.end + match.start(), target.end + match.end()
    if match["amplified"]:
        if any(mention.id in IN_SITU for mention in sentence.of_kind("method")):
            value = "negative" if match["not"] else "positive"
            target.alteration, target.quantity = "amplification", copies_or_ratio(sentence, target.end, start)
            target.settle(value, Modifier(value, CONCLUDED, start, end))
        return
    value = "negative" if match["negative"] else "positive" if match["positive"] else "equivocal"
    target.settle(value, Modifier(value, CONCLUDED, start, end))
    target.strict = True


def _answer(sentence: Sentence, target: Target) -> None:
    """Read the answer to a question for a loss: "Loss of BAP1: no"."""
    cue = target.cue
    if target.polarity != "negative" or cue is None or not 0 <= target.start - cue.end < _NEXT:
        return
    if _NO_ANSWER.match(sentence.between(target.end, target.end + _NEAR)) is not None:
        target.settle("positive", Modifier("positive", CONCLUDED, cue.start, target.end))
        target.strict = True


def _deny(sentence: Sentence, target: Target) -> None:
    """Read what is denied right behind a name: "CD34: no staining", "MLH1: no loss of expression"."""
    if target.polarity is not None:
        return
    words = sentence.between(target.end, target.end + _NEAR)
    match = _DENIED.match(words) if " no " in words.lower() else None
    if match is not None:
        value = "positive" if match["loss"] else "negative"
        target.settle(value, Modifier(value, CONCLUDED, target.end, target.end + match.end()))
