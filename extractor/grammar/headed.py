"""Headed lists: a result as the head of a list of stains: "Positive - EMA, p63", "+ : CD20, PAX5", "(-): CD3"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.tokens import Doc

from extractor.grammar.targets import Target
from extractor.grammar.wording import compiled, only
from extractor.mentions import NOTE, Modifier, Sentence, sentences_of

_KEY = "extractor_heads"
_RULE = "head of a list"
_SAID = (
    r"[\s*•|]{0,3}(?:(?P<not_done>{row_untested})|(?P<negative>{row_negative}|\(?-(?:\s?ve)?\)?)"
    r"|(?P<equivocal>{row_equivocal}|\+/-)|(?P<positive>{row_positive}|\(?\+(?:\s?ve)?\)?))(?:\s{headed_nouns}){0,2}"
)
_HEAD = compiled("markers", r"(?:^|(?<=[.;\n])|(?<=[.;:]\s))" + _SAID + r"(?:\s?(?::|-{1,2}>?|=|\|)\s|\s{2,}|\t)")
_LINE = compiled("markers", _SAID + r"\s?(?::|-{1,2}>?|=)?\s?")
_MAY_BE = re.compile(r"[a-zA-Z)+.-](?:\s?[:=|-]|\s{2}|\t)")
_ASIDE = re.compile(r"\([^()]{0,60}\)")
_END = re.compile(r"[;\n]|\.(?:\s|$)")
_FIRST = 12
_LONGEST = 50
_BULLET = " *•-–"
_SIGN = re.compile(r"[(\[](?P<sign>[+-])(?:\s?ve)?[)\]]")
_SIGNED = re.compile(rf"[\s*•]{{0,3}}{_SIGN.pattern.replace('?P<sign>', '?:')}[\s:]{{1,3}}[A-Za-z]")


def listed_under(doc: Doc, sentence: Sentence, targets: list[Target]) -> None:
    """Settle the stains of a line that lists nothing else under a line with their result: "Positive for:"."""
    open_ones = [target for target in targets if target.polarity is None and not target.silent]
    if not open_ones or not doc.user_data.get(NOTE):
        return
    heads: dict[int, Modifier] | None = doc.user_data.get(_KEY)
    if heads is None:
        heads = doc.user_data[_KEY] = _heads(sentences_of(doc))
    head = heads.get(sentence.start)
    if head is None or sentence.between(sentence.start, targets[0].start).strip(_BULLET):
        return
    if _is_list(sentence, targets, sentence.start + len(sentence.text.rstrip(" .;"))):
        for target in open_ones:
            if target.alteration is None:
                target.settle(head.value, head)


def _heads(sentences: Sequence[Sentence]) -> dict[int, Modifier]:
    """Return for the lines under a line that says nothing but a result that result, up to the next such line."""
    found: dict[int, Modifier] = {}
    head: Modifier | None = None
    paragraph = 0
    for sentence in sentences:
        if not sentence.kinds.isdisjoint(("marker", "gene")):
            if head is not None and sentence.paragraph <= paragraph + 1:
                found[sentence.start] = head
                paragraph = sentence.paragraph
            continue
        head = None
        if not sentence.opens_line or len(sentence.text) > _LONGEST:
            continue
        match = _LINE.fullmatch(sentence.text)
        if match is not None and any(char.isalpha() for char in sentence.text):
            value = match.lastgroup or ""
            head, paragraph = (
                Modifier(value, _RULE, sentence.start + match.start(value), sentence.end),
                sentence.paragraph,
            )
    return found


def headed_results(sentence: Sentence, targets: list[Target]) -> None:
    """Settle the stains of the lists that begin with their result."""
    if not targets:
        return
    _signed_lists(sentence, targets)
    if _MAY_BE.search(sentence.text) is None:
        return
    for match in _HEAD.finditer(sentence.text):
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


def _signed_lists(sentence: Sentence, targets: list[Target]) -> None:
    """Settle lists behind a sign in brackets: "(+) CD19, CD20  (-) CD5, CD10"."""
    if _SIGNED.match(sentence.text) is None or sentence.text.rstrip(" .;")[-1:] == ")":
        return
    signs = list(_SIGN.finditer(sentence.text))
    for target in targets:
        ahead = [sign for sign in signs if sentence.start + sign.end() <= target.start]
        if ahead and target.polarity is None and target.alteration is None and not target.silent:
            value = "positive" if ahead[-1]["sign"] == "+" else "negative"
            start = sentence.start + ahead[-1].start()
            target.settle(value, Modifier(value, _RULE, start, start + len(ahead[-1][0])))
            target.strict = True


def _is_list(sentence: Sentence, listed: list[Target], stop: int) -> bool:
    """True when nothing but signs of a list and asides stands between targets and behind the last one."""
    ends = [*(target.start for target in listed[1:]), stop]
    gaps = (sentence.between(target.end, end) for target, end in zip(listed, ends, strict=True))
    return all(only(_ASIDE.sub(" ", gap), "markers", "between_listed") for gap in gaps)
