"""Polarity: which cue of a sentence speaks of which of its targets (markers, genes with an alteration).

A cue in front of a list governs the list ("negative for STAT6, desmin, and Sox10"), a cue behind it governs backward
("CD3 and CD20 were negative"), a sign or an adjective its own target ("CD34 (-)", "ALK-negative"); "but not" and
"except" turn the polarity for what follows. A target that no cue governs has no result.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extractor.mentions import Mention, Modifier, Sentence

OPPOSITE = {"positive": "negative", "negative": "positive", "equivocal": "equivocal", "not_done": "not_done"}
# Words that end a list of targets: a verb begins a new statement.
_STOP = re.compile(
    r"\b(?:was|were|is|are|had|has|have|showed|shows|revealed|demonstrated|underwent|received|treated|diagnos\w{1,8}|confirmed|patient|therapy|treatment|consistent|which|who|performed|done|carried|used|detected by)\b",
    re.IGNORECASE,
)
_PARENTHESIS = re.compile(r"\([^()]{0,80}\)|\[[^\[\]]{0,80}\]")
# What may stand between a marker and its result in a table row: columns, dotted leaders, a clone, a colon.
_COLUMN = re.compile(r"^[^;.:|\t]{0,30}(?:\s{2,}|\t|\s?\|\s?|\.{2,}|:)[^;]{0,40}$")
_LIST = re.compile(
    r"^(?:(?:[\w-]{2,20}\s){0,3}markers?\b|[\s,/&+;:()\[\].-]|\b(?:and|or|nor|as|well|plus|also|both|for|with|by|to|the|of|a|in|gene|genes|protein|proteins|antigen|antibody|antibodies|stain|stains|staining|immunostains?|immunostaining|expression|marker|markers|cocktail|receptors?|clone|focal|focally|weak|weakly|strong|strongly|diffuse|diffusely|patchy|nuclear|cytoplasmic|membranous|fig|figure|figs|dako|ventana|positive|negative|low|high|molecular|weight|kinase|fusions?|rearrangements?|mutations?|amplifications?|status|test|tests)\b|\d{1,3}%?)*$",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"(?:ion|ing|ity|ive|ling)\s(?:for|with|of|to|against)\b|\s(?:for|with)\b")
_NOUN_ENDS = frozenset({"ion", "ing", "ity", "ive"})
_BARE_LACK = re.compile(r"(?:loss|lack|absence) of$|^(?:lack|lacks|lacked|lacking|lost)$", re.IGNORECASE)
_STAIN_VERB = re.compile(
    r"(?:\s*(?:staining|stains?|immunostains?|expression|by|immunohistochemistry|IHC|FISH))*\s*(?:was|were|is|are)\s*"
)
_LISTED_BY_SEMICOLON = re.compile(r"^\s?;\s?(?:the\s|and\s)?$")
_SIGN = re.compile(
    r"^(?:\s?(?:protein|antigen|staining|stain|immunostaining|expression|status|receptor|IHC))?\s{0,2}[:=]?\s?"
    r"(?:[(\[]\s?(?P<inner>\+{1,4}|-{1,3}|±|\+/-|-/\+|0|neg\.?|pos\.?|[0-3]\+|\+[1-3])\s?(?P<more>[,;:][^()]{0,60})?[)\]]"
    r"|(?P<bare>\+/-|-/\+|±|\+{1,4}|-)(?![\w(+]))"
)
_SUSPENDED = re.compile(r"^-\s?(?:,|and\b|or\b|/)")
_VERB = re.compile(
    r"\b(?:was|were|is|are|be|been|being|showed|shows|show|showing|demonstrated|demonstrates|revealed|exhibited|displayed|stained|tested|came back|returned|resulted|remained|found|gave|had|proved)\b(?:\s[\w-]{1,20}){0,4}\s?$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Target:
    """Something a result can be about, and what has been found of it."""

    mention: Mention
    start: int
    end: int
    alteration: str | None = None
    alteration_cue: Mention | None = None
    polarity: str | None = None
    cue: Modifier | None = None
    zone: tuple[int, int] | None = None
    strict: bool = False
    group: list[Target] = field(default_factory=list)

    def settle(self, polarity: str, cue: Modifier, zone: tuple[int, int]) -> None:
        """Record the result; `zone` is where the words that describe it stand."""
        self.polarity, self.cue, self.zone = polarity, cue, zone


def govern(sentence: Sentence, targets: list[Target]) -> None:
    """Settle the polarity of every target that a cue of the sentence governs."""
    for target in targets:
        _sign(sentence, target, targets)
    cues = _cues(sentence, targets)
    items: list[Mention | Target] = sorted([*cues, *targets], key=lambda item: (item.start, -item.end))
    active: Mention | None = None
    active_polarity = last_polarity = ""
    active_end = 0
    pending: list[Target] = []
    for index, item in enumerate(items):
        if isinstance(item, Target):
            if active is None:
                continue
            limit = (
                70
                if active_end != active.end
                else 30
                if _BARE_LACK.search(sentence.between(active.start, active.end))
                else 110
            )
            if not _reaches(sentence, active, active_end, item, limit=limit):
                active = None
                continue
            if active_polarity == "stain":
                pending.append(item)
            elif item.polarity is None:
                item.settle(active_polarity, _modifier(active, active_polarity), (active.start, item.end))
                if active.id == "flip":
                    _take_back(item, targets)
            active_end = item.end
            continue
        if item.kind == "clause":
            active, pending = None, []
            continue
        if item.kind == "shows":
            _found(sentence, item, pending)
            continue
        direction = _direction(sentence, item, targets)
        if item.id == "flip":
            if last_polarity:
                active, active_polarity, active_end = item, OPPOSITE[last_polarity], item.end
            continue
        if direction == "forward":
            polarity = _stained(sentence, item) if item.id == "stain" else item.id
            active, active_polarity, active_end, pending = item, polarity, item.end, []
            if polarity != "stain":
                last_polarity = polarity
        elif direction == "backward":
            settled = _backward(sentence, item, items[:index])
            last_polarity = item.id
            if settled or not _inside_parenthesis(sentence, item.start):
                active = None
        elif direction == "anaphoric":
            for target in (other for other in items[:index] if isinstance(other, Target)):
                if target.polarity is None:
                    target.settle(item.id, _modifier(item, item.id), (item.start, item.end))
            last_polarity = item.id
            active = None
        elif direction == "attached":
            last_polarity = last_polarity or item.id


_NEGATOR = re.compile(
    r"\b(?:no|without|not|absence of|lack of|loss of|absent|lacked|lacking|lost|negative)\s(?:[\w-]{1,24}\s){0,3}$",
    re.IGNORECASE,
)
_NONE_AHEAD = re.compile(r"\b(?:no|without|absence of|lack of)\s(?:[\w-]{1,24}\s){0,2}$", re.IGNORECASE)
_SHOWN = re.compile(
    r"\b(?:show(?:ed|s|ing)?|demonstrat(?:ed|es|ing)|reveal(?:ed|s|ing)|with|had|exhibit(?:ed|s|ing)|display(?:ed|s|ing)|confirmed|disclosed|diffuse|focal|strong|weak|patchy|positive|moderate|intense|retained|preserved|intact|found|identified|increased|high|nuclear|membranous|cytoplasmic|aberrant|scattered|for the|and)\s(?:[\w-]{1,16}\s){0,2}$",
    re.IGNORECASE,
)


def _stained(sentence: Sentence, cue: Mention) -> str:
    """Return what a noun such as "staining for" says by itself: positive when shown or described, else still open."""
    before = sentence.between(max(sentence.start, cue.start - 60), cue.start)
    if _NEGATOR.search(before):
        return "negative"
    return "positive" if _SHOWN.search(before) else "stain"


def _found(sentence: Sentence, cue: Mention, pending: list[Target]) -> None:
    """Settle stains that a verb behind them reports as seen: staining for CK20 and CK19 was also present."""
    if not pending or len(sentence.between(pending[-1].end, cue.start)) > 40:
        return
    for target in pending:
        if target.polarity is None:
            target.settle("positive", _modifier(cue, "positive"), (target.start, cue.end))


def _take_back(exception: Target, targets: list[Target]) -> None:
    """Drop the general result of a marker that an exception names again ("… and EMA were negative except for focal EMA")."""
    for target in targets:
        if (
            target.start < exception.start
            and target.mention.id == exception.mention.id
            and target.polarity == OPPOSITE[exception.polarity or ""]
        ):
            target.polarity = target.cue = None


def _modifier(cue: Mention, polarity: str) -> Modifier:
    return Modifier(polarity, cue.source.key, cue.start, cue.end)


def _cues(sentence: Sentence, targets: list[Target]) -> list[Mention]:
    """Return the result and clause cues in order, without those that longer ones or targets cover."""
    cues: list[Mention] = []
    for mention in sentence.mentions:
        if mention.kind not in ("result", "clause") and not (
            mention.kind == "shows" and mention.source.direction == "backward"
        ):  # type: ignore[union-attr]
            continue
        if any(t.start <= mention.start and mention.end <= t.end for t in targets):
            continue
        cues.append(mention)
    results = [cue for cue in cues if cue.kind == "result"]
    results.sort(key=lambda cue: (cue.start, -cue.end))
    return [
        c
        for c in cues
        if (
            c.kind == "result"
            and not any(
                r is not c and r.start <= c.start and c.end <= r.end and r.id != "stain" and c.id == "stain"
                for r in results
            )
        )
        or (c.kind != "result" and not any(r.start <= c.start < r.end or r.start < c.end <= r.end for r in results))
    ]


def _inside_parenthesis(sentence: Sentence, position: int) -> bool:
    before = sentence.between(sentence.start, position)
    return before.count("(") > before.count(")")


def _direction(sentence: Sentence, cue: Mention, targets: list[Target]) -> str:
    """Decide where a cue looks: forward, backward, anaphoric (the result was …), attached, or nowhere."""
    direction = cue.source.direction  # type: ignore[union-attr]
    if direction == "backward" and _GOES_ON.match(
        sentence.between(cue.end - 3, cue.end + 9), 0 if sentence.between(cue.end - 3, cue.end) in _NOUN_ENDS else 3
    ):
        return "forward" if any(0 <= t.start - cue.end < 90 for t in targets) else "backward"
    before = [t for t in targets if t.end <= cue.start]
    after = [t for t in targets if t.start >= cue.end]
    if direction == "backward" and not before and after and after[0].start - cue.end <= 2:
        return "forward"
    if direction != "both":
        return str(direction)
    if before:
        gap = sentence.between(before[-1].end, cue.start)
        if re.match(
            r"^(?:\s?-\s?|\s|\s?[:=(]\s?|\s?\(?(?:immuno)?(?:staining|stain|status|expression|protein|IHC|immunohistochemistry)?:?\s?)(?:(?:strongly|weakly|diffusely|focally|partially|strong|weak|diffuse|focal|nuclear|double|dual|patchy)\s?){0,3}$",
            gap,
        ):
            following = sentence.between(cue.end, cue.end + 5)
            if not re.match(r"\s(?:for|with)\b", following):
                _attach(sentence, cue, before)
                return "attached"
    if cue.id == "stain":
        return "nowhere"
    if (
        before
        and sentence.opens_line
        and before[-1] is targets[0]
        and _COLUMN.match(sentence.between(before[-1].end, cue.start))
    ):
        _attach(sentence, cue, before[-1:])
        return "attached"
    if _VERB.search(sentence.between(sentence.start, cue.start)) and before:
        return "backward"
    if after:
        gap = sentence.between(cue.end, after[0].start)
        if re.match(
            r"^:?\s(?:(?:nuclear|cytoplasmic|membranous|membrane|expression|staining|stains?|immunostains?|of|for|the|with|in)\s){0,4}$",
            gap,
        ):
            return "forward"
    gap = sentence.between(before[-1].end, cue.start) if before else ","
    if (
        "," not in gap
        and len(gap) < 30
        and not _STOP.search(gap)
        and re.match(r"[\s.,;)]*$|[.,;)]", sentence.between(cue.end, cue.end + 2))
    ):
        return "backward"
    return "nowhere"


def _attach(sentence: Sentence, cue: Mention, before: list[Target]) -> None:
    """Give an adjective to the target right before it, and to the targets listed with that one."""
    last = before[-1]
    polarity = cue.id
    first = last
    for left in reversed(before[:-1]):
        if not re.match(r"^\s?(?:,|/|and|or|,\s?and|,\s?or)\s?$", sentence.between(left.end, first.start)):
            break
        first = left
    ahead = sentence.between(max(sentence.start, first.start - 60), first.start)
    if polarity in ("positive", "stain") and _NEGATOR.search(ahead):
        polarity = "negative"
    elif polarity == "stain":
        polarity = (
            "positive"
            if _SHOWN.search(ahead) and not re.search(r"\b(?:for the|and)\s(?:[\w-]{1,16}\s){0,2}$", ahead)
            else ""
        )
    if polarity in ("flip", ""):
        return
    if last.polarity is None:
        last.settle(polarity, _modifier(cue, polarity), (last.start, cue.end))
        last.strict = True
    for left, right in zip(reversed(before[:-1]), reversed(before), strict=False):
        gap = sentence.between(left.end, right.start)
        if (
            left.polarity is not None
            or not re.match(r"^(?:-?\s?(?:/|&|,)?\s?(?:and|or)?\s?|-,?\s(?:and|or)?\s?)$", gap)
            or right.polarity != polarity
        ):
            break
        left.settle(polarity, _modifier(cue, polarity), (left.start, cue.end))
        left.strict = True


def _reaches(sentence: Sentence, cue: Mention, end: int, target: Target, limit: int) -> bool:
    gap = _PARENTHESIS.sub(" ", sentence.between(end, target.start))
    if len(gap) > limit or (";" in gap and not _LISTED_BY_SEMICOLON.match(gap)):
        return False
    return not _STOP.search(gap)


def _backward(sentence: Sentence, cue: Mention, items: list[Mention | Target]) -> int:
    """Settle the list of targets that ends before a cue; return how many."""
    group: list[Target] = []
    following = cue.start
    for item in reversed(items):
        if not isinstance(item, Target):
            if item.kind == "clause" or (
                item.kind == "result" and item.id != "stain" and item.end > following - 3 and not group
            ):
                break
            continue
        gap = _PARENTHESIS.sub(" ", sentence.between(item.end, following))
        if group:
            if not _LIST.match(gap):
                break
        elif len(gap) > 70 or ";" in gap or (_STOP.search(gap) and not _STAIN_VERB.fullmatch(gap)):
            break
        if item.polarity is not None:
            governed_forward = item.cue is not None and item.cue.start < item.start
            if not (not group and governed_forward and not item.strict and _new_statement(sentence, item)):
                break
        group.append(item)
        following = item.start
    polarity = cue.id
    if (
        group
        and polarity == "positive"
        and _NONE_AHEAD.search(sentence.between(max(sentence.start, following - 60), following))
    ):
        polarity = "negative"
    for target in group:
        target.settle(polarity, _modifier(cue, polarity), (target.start, cue.end))
    return len(group)


def _new_statement(sentence: Sentence, target: Target) -> bool:
    """True when a target begins a statement of its own ("positive for A and B, and C was negative")."""
    return (
        re.search(
            r"(?:,\s?(?:and|but|while|whereas)?|;|\band)\s(?:the\s)?$", sentence.between(sentence.start, target.start)
        )
        is not None
    )


def _sign(sentence: Sentence, target: Target, targets: list[Target]) -> None:
    """Read a sign or a score written right behind a target: CD34 (+), S100(-), c-erbB2 (+++)."""
    after = sentence.between(target.end, target.end + 90)
    match = _SIGN.match(after)
    if match is None:
        return
    sign = match["inner"] or match["bare"]
    if match["bare"] == "-":
        rest = after[match.end("bare") :]
        if _SUSPENDED.match(after[match.start("bare") :]) and re.search(
            r"-\s?(?:positive|negative|rearranged|mutated)", sentence.between(target.end, sentence.end)[:60]
        ):
            return
        if rest and not re.match(
            r"\s?[,;.)/]|\s?$|\s(?:and|or|tumor|cells|breast|lymph|disease|\w+ cells)\b|\s?(?=CD\d)", rest
        ):
            return
    if sign in ("0",) and not any(target.mention.id == name for name in ("HER2", "PD-L1")):
        return
    polarity = "negative" if sign[0] in "-0nN" and sign not in ("-/+",) else "positive"
    if sign in ("+/-", "-/+", "±"):
        polarity = "positive" if sign == "+/-" else "equivocal"
    start, end = target.end + match.start(match.lastgroup or 0), target.end + match.end()
    target.settle(polarity, Modifier(polarity, "sign behind the name", start, end), (target.start, end))
    target.strict = True
    for left, right in zip(
        reversed([t for t in targets if t.end <= target.start]),
        reversed([t for t in targets if t.end <= target.end]),
        strict=False,
    ):
        if left.polarity is None and sentence.between(left.end, right.start) == "/":
            left.settle(polarity, Modifier(polarity, "sign behind the name", start, end), (left.start, end))
        else:
            break
