"""Scores: the quantity that a report gives for a marker (ER 90 %, HER2 3+, TPS 65 %), and the result it implies."""

from __future__ import annotations

import re

from extractor.grammar.percentages import runs
from extractor.grammar.quantities import PERCENT, WORD_NUMBER, counted, number, percentage
from extractor.grammar.targets import Target
from extractor.grammar.wording import compiled, only
from extractor.mentions import Modifier, Sentence
from extractor.records import Quantity

# A quantity with its position in the words searched.
Found = tuple[Quantity, int, int]

_SIGN = r"(?P<sign>[<>≥≤~]?)"
_SCORE = re.compile(
    r"(?:score(?:\s(?:of|was|is|:))?\s?)?(?<![\d.+-])(?P<score>[0-3])\s?(?:\+(?!\d)|/\s?3\b)"
    r"|(?P<allred>[0-8])\s?/\s?8\b|score(?:\s(?:of|was|is|:))?\s?(?P<plain>[0-3])(?![\w.+])|(?<![\w+])(?P<plus>\+{1,3})(?![\w+])|\+(?P<after>[1-3])\b"
)
_WORDED = re.compile(
    rf"\b(?P<tens>{WORD_NUMBER})(?:[\s-](?P<ones>{WORD_NUMBER}))?\s?(?:%|percent\b|per cent\b)", re.IGNORECASE
)
_GRADED_IN = re.compile(r"(?<![\d.])[1-3]\+\s(?=(?:in|of)\s)")  # "3+ in >95 %"
_DEFINED = compiled("markers", r"\s?[:=]?\s?(?:pos\.?|positive)\s?$")
_DENIED = compiled("markers", r"(?:\sIHC)?\s?[:=]?\s(?:{row_negative})(?![\w-])")
_CHECKED = re.compile(r"\[\s?[xX]\s?\]\s?(?P<score>[0-3])\s?\+?")
_SYSTEM = compiled(
    "markers",
    r"(?:(?P<h>{score_systems_h})|(?P<allred>{score_systems_allred})"
    r"|(?P<tps>{score_systems_tps})|(?P<cps>{score_systems_cps}))"
    r"\)?\s?(?:score\s)?(?:\((?:TPS|CPS)\)\s)?(?:of|was|is|:|=|\(|-(?=\s))?\s?(?:{score_hedges}\s?)?"
    + _SIGN
    + r"\s?(?P<value>\d{1,3})(?:\s?/\s?\d{1,3}|\s?%?\s?(?:-|to)\s?(?P<high>\d{1,3}))?\s?%?",
)
_VALUE_FIRST = re.compile(r"(?<![\w.])(?P<value>\d{1,3})\s?%?\s?(?:(?P<tps>TPS)|(?P<cps>CPS))\b")
PROPORTIONS = ("TPS", "CPS", "%")  # scores of one assay that are told side by side
_SCORED = "PD-L1"  # the marker that these scores are of
_SYSTEMS = {"h": "H-score", "allred": "Allred", "tps": "TPS", "cps": "CPS"}
_RATE = compiled("markers", _SIGN + r"\s?(?P<value>\d{1,3}(?:\.\d{1,2})?)\s?{per_megabase}")
_PER_FIELD = compiled("markers", _SIGN + r"\s?(?P<value>\d{1,4})\s?(?:cells\s)?(?:/|per)\s?(?:1\s)?{per_field}\b")
_RATIO = compiled(
    "markers",
    r"(?P<unit>{ratio_words}|{copy_words})(?:\s?\([^()]{0,20}\))?(?:[\s:.=,]|\b{ratio_links}\b){0,30}?"
    + (_SIGN + r"\s?(?P<value>\d{1,3}(?:\.\d{1,2})?)(?![\d%])(?!\s?%)"),
)
_COPY_NUMBER = compiled(
    "markers",
    r"\s(?:gene\s)?{copy_words}(?:[\s:.=,(]|\b{ratio_links}\b){0,30}?"
    + (_SIGN + r"\s?(?P<value>\d{1,3}(?:\.\d{1,2})?)(?![\d%])(?!\s?%)"),
)
_COPIES_AFTER = compiled("markers", _SIGN + r"\s?(?P<value>\d{1,3}(?:\.\d{1,2})?)\s?(?:gene\s)?copies\b")
_LEVEL = re.compile(r"[\s(,;=-]{0,4}(?:(?P<low>low|not high)|high)\b", re.IGNORECASE)
_PLACE_CODE = re.compile(r"\b(?:[A-Z]{1,2}\d{1,2}|\d{1,2}[A-Z]\d?)\b(?!-)")  # a block or part: "Ki-67 in A12 2%"
_ASIDE = re.compile(r"\([^()]{1,20}\)")
_ASIDE_SHARE = re.compile(r"\s?\((?:in\s|of\s)?[<>≥≤~]?\s?\d{1,3}(?:\.\d)?\s?%\)")
PROLIFERATION = "Ki-67"
_INDEX = compiled("markers", r"\b{proliferation_indices}\b[^.;%]{0,40}?(?=[<>~≤≥]?\s?\d|less|more|about|approx)\s?.")
_POSITIVE_CELLS = re.compile(r"[\s-](?:positive|immunoreactive|immunopositive|stained)\s(?:\w+\s)?(?:cells|nuclei)\b")
_HIGH_AHEAD = compiled("markers", r"\b{high_words}\s(?:[\w-]{1,15}\s(?:and\s)?)?$")
_HIGH_BEHIND = compiled(
    "markers",
    r"^\)?(?:\s(?:{proliferation_indices}|index|expression|rate))?"
    r"(?:\s(?:was|is|were)\s(?:very\s)?{high_words}\b|:?\s(?:very\s)?{high_words}(?=\s?[.,;)]|\s?$))",
)
_SAME_CLAUSE = re.compile(r"[^.;%]{0,70}")
_COLUMNS = re.compile(r"\s{2,}|\.{3,}")
_DIGIT = re.compile(r"[\d+]")
_COUNTED = compiled("markers", r"\s{counted_cells}\b")
_OF_TUMOR = compiled("markers", r"\s(?:of\s)?(?:the\s)?{row_tumors}\b")
_PLAINLY_SCORED = ("HER2", "SSTR2", "SSTR5")  # whose score is told without a sign
_REACH, _NEAR = 90, 50
_SYSTEM_WITHIN, _INDEX_WITHIN = 60, 25
RECEPTORS = ("ER", "PR", "hormone receptor", "AR")  # whose score of 8 is Allred's
_AMPLIFIED_RATIO = 2.0  # ASCO/CAP 2018: HER2/CEP17 from 2.0
_AMPLIFIED_COPIES, _FEW_COPIES = 6.0, 4.0  # ASCO/CAP 2018: copies of HER2 per cell by a single probe
_HIGH_BURDEN = 10  # mutations per megabase (FDA 2020)
_POSITIVE_ALLRED = 3  # Allred and others, 1998


def implied_polarity(name: str, quantity: Quantity) -> str:
    """Return the result that a quantity implies (HER2 and its ratio: ASCO/CAP 2018; below 1 % negative)."""
    value = quantity.value if quantity.value is not None else quantity.low
    if value is None:
        return "positive"
    if quantity.unit == "mut/Mb":
        return "positive" if value >= _HIGH_BURDEN else "negative"
    if quantity.unit == "copies":
        return "positive" if value >= _AMPLIFIED_COPIES else "equivocal" if value >= _FEW_COPIES else "negative"
    if quantity.unit == "ratio":
        return "positive" if value >= _AMPLIFIED_RATIO else "negative"
    if quantity.unit == "score" and name == "HER2":
        return "negative" if value in (0, 1) else "equivocal" if value == 2 else "positive"
    if quantity.unit == "Allred":
        return "positive" if value >= _POSITIVE_ALLRED else "negative"
    if name == PROLIFERATION and value > 0:
        return "positive"
    is_none = value == 0 or (quantity.comparator in ("<", "<=") and value <= 1)
    return "negative" if is_none else "positive"


def read_quantities(sentence: Sentence, targets: list[Target]) -> None:
    """Settle targets whose result is a number: ER 90 %, HER2 3+, Ki-67 index of 30 %."""
    _respectively(sentence, targets)
    for index, target in enumerate(targets):
        if target.alteration is not None or target.silent or target.is_placed or target.quantity is not None:
            continue
        limit = targets[index + 1].start if index + 1 < len(targets) else sentence.end
        share = _share_ahead(sentence, targets[index + 1]) if index + 1 < len(targets) else None
        if share is not None:
            limit = targets[index + 1].end + share[1]  # it is the next one's
        found = quantity_behind(sentence, target, limit) or _share_ahead(sentence, target)
        if found is None and target.mention.id == PROLIFERATION and target.polarity is None:
            share = _index_ahead(sentence, target)
            if share is not None:
                target.settle("positive", Modifier("positive", "quantity", share[1], share[2]))
                target.quantity, target.strict = share[0], True
                continue
            high = _is_high(sentence, target)
            if high is not None:
                target.settle("positive", high)
        if found is None or found[0].unit == "/HPF":
            continue
        quantity, start, end = found
        if quantity.unit == "copies":
            told = any(other is not target and other.alteration == "amplification" for other in targets[:index])
            if target.mention.id != "HER2" or told:
                continue
            target.alteration = "amplification"
        implied = implied_polarity(target.mention.id, quantity)
        level = _LEVEL.match(sentence.between(target.end + end, target.end + end + 14))
        if quantity.unit == "mut/Mb" and level is not None:
            end += level.end()
            implied = "negative" if level["low"] else "positive"
        ahead = sentence.between(target.end, target.end + start)
        if quantity.comparator == ">=" and _DEFINED.match(ahead):
            continue  # "ER: pos >=10%" is a key
        if quantity.unit == "%" and _DENIED.match(ahead):
            implied = "negative"  # "lost in 80 %", "neg (10%)"
        is_grade = quantity.unit == "score" and target.mention.id == "HER2"
        denies = implied == "negative" and not target.strict and quantity.unit == "%"
        if target.polarity is None or is_grade or denies:
            target.settle(implied, Modifier(implied, "quantity", target.end + start, target.end + end))


def _share_ahead(sentence: Sentence, target: Target) -> Found | None:
    """Return the share of positive cells in front of a marker: "with 70 % Ki67 positive nuclei"."""
    ahead = sentence.between(max(sentence.start, target.start - _INDEX_WITHIN), target.start)
    if "%" not in ahead or _POSITIVE_CELLS.match(sentence.between(target.end, target.end + 24)) is None:
        return None
    match = next((m for m in PERCENT.finditer(ahead) if not ahead[m.end() :].strip()), None)
    offset = target.start - target.end - len(ahead)
    return (percentage(match), match.start() + offset, match.end() + offset) if match is not None else None


def _respectively(sentence: Sentence, targets: list[Target]) -> None:
    """Give a list of percentages to the list of markers before it: "ER and PR were 90 % and 70 %, respectively"."""
    if "respectively" not in sentence.text or "%" not in sentence.text:
        return
    for run in runs(sentence.text):
        first, last = sentence.start + run[0].start, sentence.start + run[-1].end
        listed = [target for target in targets if target.end <= first and target.alteration is None][-len(run) :]
        answered = sentence.text.find("respectively", last - sentence.start, last - sentence.start + _REACH) >= 0
        if len(run) < 2 or len(listed) != len(run) or not answered or first - listed[-1].end > _REACH:
            continue
        for target, share in zip(listed, run, strict=True):
            implied = implied_polarity(target.mention.id, share.quantity)
            start, end = sentence.start + share.start, sentence.start + share.end
            target.settle(implied, Modifier(implied, "quantity", start, end))
            target.quantity, target.strict = share.quantity, True


def _is_high(sentence: Sentence, target: Target) -> Modifier | None:
    """Read an index that is only called high: "high Ki-67 labeling index", "the Ki-67 index was elevated"."""
    first = max(sentence.start, target.start - _INDEX_WITHIN)
    match = _HIGH_AHEAD.search(sentence.between(first, target.start))
    if match is None:
        first = target.end
        match = _HIGH_BEHIND.match(sentence.between(first, first + _REACH))
    return Modifier("positive", "high index", first + match.start(), first + match.end()) if match else None


def _index_ahead(sentence: Sentence, target: Target) -> Found | None:
    """Return the index in front of the stain that measures it: "the proliferation index was 2 % by Ki-67"."""
    first = max(sentence.start, target.start - _REACH - _REACH)
    ahead = sentence.between(first, target.start)
    match = _INDEX.search(ahead) if "%" in ahead else None
    share = PERCENT.search(ahead, match.end() - 1) if match is not None else None
    if share is None or match is None or not _SAME_CLAUSE.fullmatch(ahead, share.end()):
        return None
    return percentage(share), first + share.start(), first + share.end()


def quantity_behind(sentence: Sentence, target: Target, limit: int) -> Found | None:
    """Return the quantity right behind a target, not past `limit`; its position counts from the target's end."""
    after = sentence.between(target.end, min(limit, target.end + _REACH))
    if not _DIGIT.search(after) and "cent" not in after.lower():
        return None
    written = sentence.between(target.start, target.end)
    found = _in_system(written, after)
    if found is not None and found[0].unit in PROPORTIONS and target.mention.id != _SCORED:
        found = None  # "HER2 positive, CPS 12": it is of PD-L1
    found = found or _ratio(target, written, after) or _per(target, after)
    if found is not None:
        return found
    share, score = _percentage(after), _score(target, after)
    if share is not None and target.mention.id != PROLIFERATION and _INDEX.search(after[: share[2]]):
        share = None  # "negative for HER2, the proliferative index was 21 %"
    if share is not None and score is not None:
        return score if target.mention.id == "HER2" and score[1] < share[1] else share  # "(score 3+) in 90 % of cells"
    return share or score


def share_of_cells(sentence: Sentence, start: int, limit: int) -> Quantity | None:
    """Return the share of cells or nuclei that a gene test counts: split signals in 4% of nuclei."""
    words = sentence.between(start, limit)
    if "%" not in words:
        return None
    aside = _ASIDE_SHARE.match(words)
    if aside is not None:
        return percentage(PERCENT.search(words) or aside)
    for match in PERCENT.finditer(words):
        if _COUNTED.match(words, match.end()):
            return percentage(match)
    return None


def copies_or_ratio(sentence: Sentence, start: int, limit: int) -> Quantity | None:
    """Return the ratio or number of copies that a test of amplification gives."""
    words = sentence.between(start, limit)
    if not _DIGIT.search(words):
        return None
    match = _RATIO.search(words)
    if match is not None:
        unit = "ratio" if "ratio" in match["unit"].lower() else "copies"
        return counted(match, unit)
    match = _COPIES_AFTER.search(words)
    return counted(match, "copies") if match is not None else None


def _in_system(written: str, after: str) -> Found | None:
    """Return a score whose system is named, behind the marker or at its end (PD-L1 TPS 65 %)."""
    own = len(written) if written.endswith(("PS", "score")) else 0
    words = written + after if own else after
    match = _SYSTEM.search(words)
    if match is None or match.start() - own >= _SYSTEM_WITHIN:
        first = _VALUE_FIRST.search(words, 0, _SYSTEM_WITHIN) if "PS" in words else None
        return (_value_first(first), max(first.start() - own, 0), first.end() - own) if first is not None else None
    return _scored(match), max(match.start() - own, 0), match.end() - own


def _scored(match: re.Match[str]) -> Quantity:
    quantity = counted(match, next(_SYSTEMS[name] for name in _SYSTEMS if match[name]))
    return Quantity(low=quantity.value, high=number(match["high"]), unit=quantity.unit) if match["high"] else quantity


def _value_first(match: re.Match[str]) -> Quantity:
    return Quantity(value=number(match["value"]), unit="TPS" if match["tps"] else "CPS")


def scores_in(words: str) -> list[tuple[Quantity, int]]:
    """Return the scores of PD-L1 in words with their places: "TPS 25%, CPS 40", "/ 40 CPS"."""
    found = [(_scored(match), match.start()) for match in _SYSTEM.finditer(words)]
    return found or [(_value_first(match), match.start()) for match in _VALUE_FIRST.finditer(words)]


def _ratio(target: Target, written: str, after: str) -> Found | None:
    """Return the ratio behind a name that is one (HER2/CEP17 ratio 1.3) or the copies behind any (HER2 copy number)."""
    if "CEP" not in target.mention.id:
        match = _COPY_NUMBER.match(after)
        return (counted(match, "copies"), match.start(), match.end()) if match is not None else None
    words = written + after if "ratio" in written.lower() else f"ratio{after}"
    match = _RATIO.search(words)
    if match is None:
        return None
    own = len(words) - len(after)
    return counted(match, "ratio"), max(match.start() - own, 0), match.end() - own


def _per(target: Target, after: str) -> Found | None:
    """Return a rate: mutations per megabase, cells per high-power field."""
    if target.mention.id == "TMB":
        match = _RATE.search(after)
        return (counted(match, "mut/Mb"), match.start(), match.end()) if match is not None else None
    match = _PER_FIELD.search(after)
    return (counted(match, "/HPF"), match.start(), match.end()) if match is not None else None


def _percentage(after: str) -> Found | None:
    if "%" not in after and "cent" not in after:
        return None
    match = PERCENT.search(after)
    if match is None:
        return _worded(after)
    if not (
        _leads_to_number(_GRADED_IN.sub(" ", after[: match.start()]))
        or (match.start() <= _NEAR and _OF_TUMOR.match(after, match.end()))
    ):
        return None
    return percentage(match), match.start(), match.end()


def _worded(after: str) -> Found | None:
    """Return a share of cells in words: "forty-five percent"."""
    match = _WORDED.search(after)
    if match is None or not _leads_to_number(after[: match.start()]):
        return None
    value = number(match["tens"]) + (number(match["ones"]) if match["ones"] else 0)
    return Quantity(value=value, unit="%"), match.start(), match.end()


def _score(target: Target, after: str) -> Found | None:
    match = _CHECKED.search(after)
    if match is None:
        match = _SCORE.search(after, 1 if after.startswith("+ (") else 0)  # "HER2+ (3+)": the first sign is no score
        if match is None or not _leads_to_number(after[: match.start()]):
            return None
        if match["plus"] == "+":
            return None
        if match["plain"] and target.mention.id not in _PLAINLY_SCORED:
            return None
        if match["allred"]:
            if target.mention.id not in RECEPTORS:
                return None
            return Quantity(value=int(match["allred"]), unit="Allred"), match.start(), match.end()
        value = match["score"] or match["plain"] or match["after"] or str(len(match["plus"]))
    else:
        value = match["score"]
    return Quantity(value=int(value), unit="score"), match.start(), match.end()


def _leads_to_number(gap: str) -> bool:
    """True when a gap leads to the number; in a row of a table its last column does."""
    column = _COLUMNS.split(_PLACE_CODE.sub("", _ASIDE.sub("", gap)))[-1]
    return only(column, "markers", "between_marker_and_number")
