"""Values of probes: the call and the amount that a row of a test in situ gives behind its label, without cut-offs."""

from __future__ import annotations

import re
from typing import NamedTuple

from extractor.grammar.quantities import PERCENT, counted, number, percentage
from extractor.grammar.titles import TitleAt
from extractor.grammar.wording import compiled
from extractor.records import Quantity

_AWAITED = compiled("probes", r"(?<![\w-]){call_awaited}(?![\w-])")
_LIMITS = compiled("probes", r"\b{limit_heads}\s?:")
_CALL = compiled(
    "probes",
    r"(?<![\w-])(?:(?P<bad>{verdict_negative})|(?P<good>{verdict_positive})|(?P<unamplified>{call_unamplified})|(?P<unsplit>{call_unsplit})|(?P<undeleted>{call_undeleted})|(?P<ungained>{call_ungained})"
    r"|(?P<negative>{call_negative})|(?P<amplified>{call_amplified})|(?P<split>{call_split})|(?P<deleted>{call_deleted})|(?P<gained>{call_gained})"
    r"|(?P<failed>{call_failed})|(?P<intact>{call_intact})|(?P<equivocal>{call_equivocal})|(?P<positive>{call_positive}))(?![\w-])",
)
# What a call says: the alteration, where it names one, and whether it was found.
_CALLS: dict[str, tuple[str | None, str]] = {
    "bad": (None, "negative"),
    "good": (None, "positive"),
    "failed": (None, "not_done"),
    "unamplified": ("amplification", "negative"),
    "unsplit": ("rearrangement", "negative"),
    "undeleted": ("deletion", "negative"),
    "ungained": ("amplification", "negative"),
    "negative": (None, "negative"),
    "amplified": ("amplification", "positive"),
    "split": ("rearrangement", "positive"),
    "deleted": ("deletion", "positive"),
    "gained": ("amplification", "positive"),
    "intact": (None, "negative"),
    "equivocal": (None, "equivocal"),
    "positive": (None, "positive"),
}
_SECOND = compiled(
    "probes", r"(?:[,;(]\s?|\band\s)(?:(?P<unamplified>{call_unamplified})|(?P<amplified>{call_amplified}))(?![\w-])"
)
_NUMBER = r"\d{1,4}(?:[.,]\d{1,3})?"
_SIGNS = r"[<>≥≤=~]{1,2}"
CUT_OFF = rf"\b{{cut_off_words}}(?:\sof|:|\s)?\s?(?:{_SIGNS})?\s?(?P<value>{_NUMBER})(?:\s?-\s?{_NUMBER})?(?:\s?%)?"
_ABOVE = re.compile(rf"(?:^|(?<=\s\s)|(?<=\t)|(?<=\|\s)){_SIGNS}\s?(?P<value>{_NUMBER})\s?%?\*?\s*(?=$|\s\s|\t|\|)")
_ASIDE = re.compile(r"\([^()]{0,120}\)")
_COLUMN = re.compile(r"\s{2,}|\t|\s?\|\s?")
_VALUE = rf"(?P<sign>{_SIGNS}\s?)?(?<![A-Za-z\d])(?P<value>\d{{1,3}}(?:[.,]\d{{1,2}})?)(?![\d%])(?!\s?%)"
_RATIO = compiled("probes", r"(?:\b{ratio_nouns}\b(?:[^\d.;%]|(?<=[A-Za-z\d])\d){0,24}?|=>?\s?)" + _VALUE)
_TO_CENTROMERE = re.compile(rf"/\s?C[EA][PN]\s?-?\d{{1,2}}\)?[\s:=]{{1,3}}{_VALUE}", re.IGNORECASE)
_COPIES = compiled(
    "probes", rf"\b{{copy_nouns}}[\s:=(]{{1,3}}(?P<sign>{_SIGNS}\s?)?(?P<value>\d{{1,3}}(?:[.,]\d{{1,2}})?)(?![\d%])"
)
_COPIES_AFTER = compiled(
    "probes", rf"(?<![\w.])(?P<sign>{_SIGNS}\s?)?(?P<value>\d{{1,3}}(?:[.,]\d{{1,2}})?)\+?\s?{{copy_units}}(?!\w)"
)
_SHARE = compiled("probes", r"(?<![\w/.])(?P<part>\d{1,3})\s?(?:/|of|out of)\s?(?P<all>\d{1,4})(?![\w/.])")
_OTHER = compiled("probes", r"[,;(]\s?{other_counts}(?:\s\d{1,3}\s?%)?(?![\w-])")  # "not amplified; polysomy 7 in 22 %"
_CHROMOSOME = compiled("probes", r"\b{chromosome_counts}\s\d{1,2}(?![\d.])")
_BARE = re.compile(rf"(?<![\w.<>=≥≤])(?P<value>{_NUMBER})(?![\w./%])")
_NEXT_LOCUS = re.compile(r"\s(?=(?:\d{1,2}|[XY])[pq](?:\d{1,2}(?:\.\d{1,2})?)?\s?:\s)")  # begins another row
_CELLS = re.compile(r"\d{1,4}(?:[.,]\d{1,2})?\s?%?")
_LEAST_COUNTED = 20
_AMPLIFIED = 2.0
_DIPLOID = (1.5, 2.5)


_COUNTED = ("split", "gained", "amplified", "deleted", "positive")  # calls that the number of cells decides
_OF_COPIES = ("amplified", "unamplified", "gained", "ungained", "deleted", "undeleted")
_AMPLIFICATION = ("amplified", "unamplified")
_VERDICTS = ("bad", "good")  # words that judge the whole, and not what was seen


class Told(NamedTuple):
    """What a row tells: the result, the alteration that its words name, an amount, and a second call of its copies."""

    polarity: str
    alteration: str | None
    amount: Quantity | None
    second: tuple[str, str, Quantity | None] | None  # another alteration, its result and amount
    start: int
    end: int


def told_of(text: str, start: int, looks_for: str | None, titled: TitleAt) -> Told | None:
    """Return what the words at a position tell behind the label of a probe; None where nothing is told yet."""
    limits = _LIMITS.search(text)
    text = text[: limits.start()] if limits is not None else text
    text = _NEXT_LOCUS.split(text, maxsplit=1)[0]
    if is_awaited(text):
        return None
    limit = _limit(text, start, titled)
    plain = _blanked(text, start, titled)
    amount = _amount(plain, start, looks_for, titled)
    found = _call(plain, looks_for)
    if found is not None:
        call, at, end = found
        alteration, polarity = _CALLS[call]
        if polarity == "not_done":
            return Told(polarity, None, None, None, start + at, start + end)
        if call == "unamplified" and amount is not None and amount.unit == "%":
            amount = None
        if call in _COUNTED and _is_none(amount, limit):
            polarity = "negative"
        alteration = alteration or _named_elsewhere(plain, polarity)
        return Told(polarity, alteration, amount, _second(plain, alteration, looks_for), start + at, start + end)
    implied = _implied(amount, limit, looks_for)
    return Told(implied, None, amount, None, start, start + len(text)) if implied else None


def is_awaited(text: str) -> bool:
    """True for a test whose result will be known later."""
    return _AWAITED.search(text) is not None


def _is_none(amount: Quantity | None, limit: float | None) -> bool:
    """True for a share of zero, or below the limit of its row."""
    if amount is None or amount.unit != "%" or amount.value is None:
        return False
    return amount.value == 0 or (limit is not None and float(amount.value) < limit)


def _implied(amount: Quantity | None, limit: float | None, looks_for: str | None) -> str | None:
    """Return what an amount without a call says: beside the limit of its row, or a ratio of amplification."""
    if amount is None or amount.value is None:
        return None
    value = float(amount.value)
    if amount.unit == "%":
        if limit is None:
            return "negative" if value == 0 else None
        return "positive" if value >= limit else "negative"
    if amount.unit == "copies" and amount.comparator is None and _DIPLOID[0] < value < _DIPLOID[1]:
        return "negative"
    if amount.unit == "ratio" and looks_for in (None, "amplification"):
        return "positive" if value >= _AMPLIFIED else "negative"
    return None


def _call(text: str, looks_for: str | None) -> tuple[str, int, int] | None:
    """Return the call: the last one in the first column that holds any, what stands in parentheses apart."""
    for plain in (_ASIDE.sub(lambda m: " " * len(m[0]), text), text):
        position = 0
        for gap in [*_COLUMN.finditer(plain), None]:
            end = gap.start() if gap is not None else len(plain)
            calls = list(_CALL.finditer(plain, position, end))
            if looks_for in ("rearrangement", "fusion"):
                calls = [match for match in calls if match.lastgroup not in _OF_COPIES] or calls
            if any(match.lastgroup in _AMPLIFICATION for match in calls):
                calls = [match for match in calls if match.lastgroup != "gained"]  # "no amplification; polysomy 7"
            judged = [match for match in calls if match.lastgroup in _VERDICTS] or calls
            if judged and (judged[-1].lastgroup != "failed" or not _tells(plain[end:])):
                last = judged[-1]
                if last.lastgroup != "split" or not _tells(plain[end:]):  # "2/100 split   not rearranged"
                    return str(last.lastgroup), last.start(), last.end()
            flag = compiled("probes", r"\s*{flags_abnormal}\s*", cased=True).fullmatch(plain, position, end)
            if flag is not None:
                return "positive", position, end
            position = gap.end() if gap is not None else end
    return None


def _tells(text: str) -> bool:
    """True when a later column has a call: "no result   REARRANGED, 42 %" are two laboratories."""
    match = _CALL.search(text)
    return match is not None and match.lastgroup != "failed"


def _named_elsewhere(text: str, polarity: str) -> str | None:
    """Return the alteration that other words of a row name: "ABNORMAL   gain of 1q21"."""
    for match in _CALL.finditer(text):
        alteration, other = _CALLS[str(match.lastgroup)]
        if alteration is not None and other == polarity:
            return alteration
    return None


def _second(text: str, alteration: str | None, looks_for: str | None) -> tuple[str, str, Quantity | None] | None:
    """Return what a row of a break-apart probe says of the copies besides: "not rearranged, not amplified"."""
    if looks_for in ("amplification", "fusion", "deletion"):
        return None
    if looks_for is None and alteration == "amplification":
        other = compiled(
            "probes", r"(?:^|[-,;(]\s?)(?:(?P<unsplit>{call_unsplit})|(?P<split>{call_split}))(?![\w-])"
        ).search(text)
        return None if other is None else ("rearrangement", _CALLS[str(other.lastgroup)][1], None)
    match = _SECOND.search(text)
    if match is None:
        return None
    copies = _COPIES.search(text)
    return "amplification", _CALLS[str(match.lastgroup)][1], counted(copies, "copies") if copies is not None else None


def _blanked(text: str, start: int, titled: TitleAt) -> str:
    """Return words with blanks for cut-offs: those that are named, and cells with a sign or under such a title."""
    text = compiled("probes", CUT_OFF).sub(lambda match: " " * len(match[0]), text)
    text = _OTHER.sub(lambda match: " " * len(match[0]), text)
    text = _CHROMOSOME.sub(lambda match: match[0].split()[0].ljust(len(match[0])), text)
    text = _ABOVE.sub(lambda match: " " * len(match[0]), text)
    for match in reversed(list(_BARE.finditer(text))):
        if compiled("probes", r"\b{cut_off_titles}\b").search(titled(start + match.start())):
            text = text[: match.start()] + " " * len(match[0]) + text[match.end() :]
    return text


def _limit(text: str, start: int, titled: TitleAt) -> float | None:
    """Return the cut-off that a row gives in a column of its own."""
    match = _ABOVE.search(text) or compiled("probes", CUT_OFF).search(text)
    if match is not None:
        return float(match["value"].replace(",", "."))
    for bare in _BARE.finditer(text):
        if compiled("probes", r"\b{cut_off_titles}\b").search(titled(start + bare.start())):
            return float(bare["value"].replace(",", "."))
    return None


def _amount(text: str, start: int, looks_for: str | None, titled: TitleAt) -> Quantity | None:
    """Return the amount: of a test of copies a ratio or copies, else a share of nuclei."""
    share = _share(text, start, titled)
    if looks_for in ("rearrangement", "fusion"):
        return share
    ratio = _RATIO.search(text) or _TO_CENTROMERE.search(text)
    if ratio is not None:
        return counted(ratio, "ratio")
    for bare in _BARE.finditer(text):
        if compiled("probes", r"{ratio_titles}\b").match(titled(start + bare.start())):
            return Quantity(value=number(bare["value"]), unit="ratio")
    copies = _COPIES.search(text) or _COPIES_AFTER.search(text)
    return counted(copies, "copies") if copies is not None else share


def _share(text: str, start: int, titled: TitleAt) -> Quantity | None:
    percent = PERCENT.search(text)
    if percent is not None:
        return percentage(percent)
    part = _SHARE.search(text)
    if part is not None and _LEAST_COUNTED <= int(part["all"]) >= int(part["part"]):
        return Quantity(value=_rounded(100 * int(part["part"]) / int(part["all"])), unit="%")
    cells = [cell.strip() for cell in _COLUMN.split(text)]
    for bare in _BARE.finditer(text):
        if "%" in cells or compiled("probes", r"(?:{share_titles})(?!\w)").match(titled(start + bare.start())):
            return Quantity(value=number(bare["value"]), unit="%")
    return None


def _rounded(value: float) -> float | int:
    short = round(value, 1)
    return int(short) if short.is_integer() else short
