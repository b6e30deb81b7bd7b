"""Headed lists: a result as the head of a list of stains: "Positive - EMA, p63", "+ : CD20, PAX5", "(-): CD3"."""

from __future__ import annotations

import re

from extractor.grammar.targets import Target
from extractor.grammar.wording import compiled, only
from extractor.mentions import Modifier, Sentence

_RULE = "head of a list"
_HEAD = (
    r"(?:^|(?<=[.;\n])|(?<=[.;:]\s))[\s*•]{0,3}"
    r"(?:(?P<not_done>{row_untested})|(?P<negative>{row_negative}|\(?-(?:\s?ve)?\)?)|(?P<equivocal>{row_equivocal}|\+/-)"
    r"|(?P<positive>{row_positive}|\(?\+(?:\s?ve)?\)?))(?:\s{headed_nouns})?\s?(?::|-{1,2}>?|=)\s"
)
_MAY_BE = re.compile(r"(?:[a-zA-Z)+.-])\s?[:=-]")
_ASIDE = re.compile(r"\([^()]{0,60}\)")
_END = re.compile(r"[;\n]|\.(?:\s|$)")
_FIRST = 12


def headed_results(sentence: Sentence, targets: list[Target]) -> None:
    """Settle the stains of the lists that begin with their result."""
    if len(targets) < 1 or _MAY_BE.search(sentence.text) is None:
        return
    for match in compiled("markers", _HEAD).finditer(sentence.text):
        start = sentence.start + match.end()
        end = _END.search(sentence.text, match.end())
        stop = sentence.start + (end.start() if end is not None else len(sentence.text))
        listed = [target for target in targets if start <= target.start and target.end <= stop]
        if not listed or listed[0].start - start > _FIRST or not _is_list(sentence, listed, stop):
            continue
        value = match.lastgroup or ""
        for target in listed:
            if target.polarity is None and target.alteration is None and not target.silent:
                target.settle(value, Modifier(value, _RULE, sentence.start + match.start(value), start))
                target.strict = True


def _is_list(sentence: Sentence, listed: list[Target], stop: int) -> bool:
    """True when nothing but signs of a list and asides stands between targets and behind the last one."""
    ends = [*(target.start for target in listed[1:]), stop]
    gaps = (sentence.between(target.end, end) for target, end in zip(listed, ends, strict=True))
    return all(only(_ASIDE.sub(" ", gap), "markers", "between_listed") for gap in gaps)
