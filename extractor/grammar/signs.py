"""Signs: a result written as a sign or a score right behind a name: CD34 (+), S100(-), c-erbB2 (+++), CD19+."""

from __future__ import annotations

import re
from itertools import pairwise

from extractor.grammar.scores import implied_polarity
from extractor.grammar.symbols import SIGN
from extractor.grammar.targets import Target
from extractor.grammar.wording import compiled, only
from extractor.mentions import Modifier, Sentence
from extractor.records import Quantity

_SIGN = compiled(
    "markers",
    r"^\)?(?:\s?{sign_nouns})?(?:\s?\((?=[^()]{0,14}\d)[\w.\s/-]{1,16}\))?(?:,?\s(?:both|all)\s?)?\s{0,2}[:=]?\s?"
    r"(?:[(\[]\s?(?:{attached_adverbs}[\s,]{1,2}){0,2}(?P<inner>[+-]\s?ve|lost|absent|retained|intact|preserved|\+{1,4}|-{1,3}|±|\+/-|-/\+|0|neg\.?|pos\.?|[0-3]\+|\+[1-3])\s?(?:[,;:][^()]{0,60})?[)\]]"
    r"|(?:{attached_adverbs}[\s,]{0,2}){0,2}(?P<shaded>\+{1,4})(?=\s?\((?:{attached_adverbs}[\s,]{0,2}){1,3}\))"
    r"|(?:{attached_adverbs}\s?){0,2}(?P<bare>0(?=\s?[,;)]|\s?$)|[+-]\s?ve\b|\+/-|-/\+|±|\+{1,4}|-)(?![\w(+]))",
    cased=True,
)
_MAY_HOLD = re.compile(r"[-+±(\[0]")
_SUSPENDED = re.compile(r"^-\s?(?:,|and\b|or\b|/)")
_SUSPENDED_RESULT = compiled("markers", r"-\s?{suspended_results}")
_BEHIND_MINUS = compiled("markers", r"\s?[,;.)/]|\s?$|\s(?:{behind_minus}|\w+ cells)\b|\s?(?=CD\d)", cased=True)
_JOINTS = frozenset({"+", "-", "++", "+++", "+/-"})
_PAIRED = frozenset({" and ", " & "})
_MISSING = frozenset({"lost", "absent"})
_REACH = 90
_NOUGHT = re.compile(r"(?<!\d)0$")
_ITEM = re.compile(r"(?:[^,;:./()\n-]|\([^()]{0,40}\)|(?<=\w)[-/](?=\w)|(?<=\d)\.(?=\d)){0,60}")
_SEVERAL = re.compile(r"\+{2,4}")
_NEXT_SIGN = re.compile(r"\s?[+-](?![\w>])")
_AHEAD = re.compile(r"(?:^|[\s,;:(])(?P<sign>[+-])$")
_FEWEST = 2
_NEXT = 3
_SCORED = ("HER2", "PD-L1")  # whose score 0 is a result and not a reference to a figure


def read_signs(sentence: Sentence, targets: list[Target]) -> None:
    """Settle the targets that a sign follows; CD34/CD31 (+) is a sign for both."""
    _read_strings(sentence, targets)
    _read_ahead(sentence, targets)
    for index, target in enumerate(targets):
        found = _sign(sentence, target, targets) if not target.strict else None
        if found is None:
            continue
        target.settle(found.value, found)
        target.strict = True
        target.cell = _item(sentence, target, targets, found)
        if target.mention.id == "HER2" and _NOUGHT.search(sentence.between(found.start, found.end)):
            target.quantity = Quantity(value=0, unit="score")
        for right, left in pairwise(reversed(targets[: index + 1])):
            joint = sentence.between(left.end, right.start)
            if left.polarity is not None or not (joint == "/" or (joint in _PAIRED and _is_note(sentence, left))):
                break
            left.settle(found.value, found)


def _item(sentence: Sentence, target: Target, targets: list[Target], sign: Modifier) -> tuple[int, int] | None:
    """Return the words of an item that nothing but its sign and what describes the stain makes: "MUM1+ strong"."""
    following = min((other.start for other in targets if other.start > target.start), default=sentence.end)
    text = sentence.between(sign.end, min(following, sign.end + _REACH))
    match = _ITEM.match(text)
    words = match[0] if match is not None else ""
    several = _SEVERAL.search(sentence.between(sign.start, sign.end)) is not None
    shades = sentence.between(target.end, sign.start).strip(" :=(")
    if not (several or words.strip() or shades) or not only(words, "markers", "between_stain_and_modifier"):
        return None
    return target.end, sign.end + len(words)


def _is_note(sentence: Sentence, target: Target) -> bool:
    """True for a target that no words of a result stand in front of: "CK7 and CK20 (-)"."""
    return not any(mention.end <= target.start for mention in sentence.of_kind("result"))


def _read_ahead(sentence: Sentence, targets: list[Target]) -> None:
    """Read lists whose signs stand in front of the names: "+CD19, +CD20, -CD5"."""
    signed = [(one, sign) for one in targets if (sign := _AHEAD.search(sentence.between(one.start - 3, one.start)))]
    if len(signed) < _FEWEST or not any(sign["sign"] == "+" for _, sign in signed):
        return
    if any(_NEXT_SIGN.match(sentence.between(one.end, one.end + 4)) for one, _ in signed):
        return
    for one, sign in signed:
        if one.polarity is None and one.own_alteration == "expression":
            value = _polarity(sign["sign"])
            one.settle(value, Modifier(value, SIGN, one.start - 1, one.end))
            one.silent, one.strict = False, True


def _read_strings(sentence: Sentence, targets: list[Target]) -> None:
    """Read strings of signed markers without spaces: CD3-CD10-CD20+CD79a+."""
    first = 0
    for index, target in enumerate(targets):
        following = targets[index + 1].start if index + 1 < len(targets) else target.end + 1
        if sentence.between(target.end, following) in _JOINTS and index + 1 < len(targets):
            continue
        string, first = targets[first : index + 1], index + 1
        ends = [*(other.start for other in string[1:]), target.end + 1]
        signs = [sentence.between(one.end, end) for one, end in zip(string, ends, strict=True)]
        if len(string) < 2 or "+" not in "".join(signs) or signs[-1] not in _JOINTS:
            continue
        for one, end, sign in zip(string, ends, signs, strict=True):
            one.settle(_polarity(sign), Modifier(_polarity(sign), SIGN, one.end, end))
            one.silent, one.strict = False, True


def _sign(sentence: Sentence, target: Target, targets: list[Target]) -> Modifier | None:
    behind = sentence.between(target.end, target.end + _REACH)
    if not _MAY_HOLD.search(behind, 0, 30):
        return None
    match = _SIGN.match(behind)
    if match is None:
        return None
    sign = match["inner"] or match["bare"] or match["shaded"]
    if match["bare"] == "-" and not _is_minus(sentence, target, behind, match.start("bare"), match.end("bare")):
        ahead_of = target.end + match.end("bare")
        if not _is_string(
            sentence, targets, ahead_of, spaced=behind[match.start("bare") - 1 : match.start("bare")] == " "
        ):
            return None
    if sign == "0" and target.mention.id not in (_SCORED if match["inner"] else _SCORED[:1]):
        return None
    group = next(name for name in ("inner", "bare", "shaded") if match[name])
    start, end = target.end + match.start(group), target.end + match.end()
    return Modifier(_graded(target, sign) or _polarity(sign), SIGN, start, end)


def _graded(target: Target, sign: str) -> str | None:
    """Return what a score of HER2 means: 2+ and ++ are equivocal."""
    grade = re.search(r"\d", sign)
    if target.mention.id != "HER2" or not (grade or sign in ("++", "+++")):
        return None
    return implied_polarity("HER2", Quantity(value=int(grade[0]) if grade else len(sign), unit="score"))


def _is_minus(sentence: Sentence, target: Target, behind: str, start: int, end: int) -> bool:
    """False for a hyphen: ER-, PR- and HER2-negative; CD34- staining."""
    if _SUSPENDED.match(behind[start:]):
        rest = sentence.between(target.end, target.end + 60)
        if _SUSPENDED_RESULT.search(rest):
            return False
    rest = behind[end:]
    return not rest or _BEHIND_MINUS.match(rest) is not None


def _is_string(sentence: Sentence, targets: list[Target], end: int, *, spaced: bool) -> bool:
    """True for a sign that the next name follows, among names with signs: "BCL6- SOX11-", "PAX8 + vimentin - CK7"."""
    following = next((other for other in targets if 0 < other.start - end <= _NEXT), None)
    if following is None or not sentence.between(end, following.start).isspace():
        return False
    signed = [_NEXT_SIGN.match(sentence.between(other.end, other.end + 4)) for other in targets]
    return sum(match is not None for match in signed) > 1 and (not spaced or any(m and "+" in m[0] for m in signed))


def _polarity(sign: str) -> str:
    if sign in ("+/-", "-/+", "±"):
        return "equivocal"
    return "negative" if sign[0] in "-0nN" or sign in _MISSING else "positive"
