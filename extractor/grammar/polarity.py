"""Polarity: which cue of a sentence speaks of which of its targets (markers, genes with an alteration).

A cue in front of a list governs the list ("negative for STAT6, desmin, and Sox10"), a cue behind it governs backward
("CD3 and CD20 were negative"), an adjective its own target ("ALK-negative"); "but not" and "except" turn the polarity
for what follows. A target that no cue governs has no result.
"""

from __future__ import annotations

import re
from itertools import pairwise

from extractor.grammar.cues import cues_of, direction, is_inside_parenthesis, looks_back, said, stops
from extractor.grammar.signs import read_signs
from extractor.grammar.targets import OPPOSITE, Target
from extractor.grammar.wording import compiled, only
from extractor.mentions import Mention, Sentence

_PARENTHESIS = re.compile(r"\([^()]{0,80}\)|\[[^\[\]]{0,80}\]")
_MARKERS_NAMED = re.compile(r"(?:[\w-]{2,20}\s){0,3}markers?\b", re.IGNORECASE)
_BARE_LACK = re.compile(r"(?:loss|lack|absence) of$|^(?:lack|lacks|lacked|lacking|lost)$", re.IGNORECASE)
_STAIN_VERB = compiled("markers", r"(?:\s*{stain_nouns})*\s*{to_be}(?:\s{adverbs_of_results}){0,2}\s*")
_DESCRIBED = compiled("markers", r"\s{to_be}\s(?:only\s)?{row_shades}\s?(?:[,.;]|$|and\b)")
_SHADED_ITEM = compiled("markers", r"\s{row_shades}\s?(?:,|$)")
_DONE = compiled("markers", r"\s(?:{tests_done}|{tests_run}[:;,])\s(?:{these_all}\s)?")
_SHOWN_GAP = compiled(
    "markers", r"(?:\s{attached_nouns}|\s{antibody_before})?\s{showing}\s(?:(?!no\b|not\b)[\w-]{1,15}\s){0,5}"
)
_ENDS_ITEM = re.compile(r"\s?$|\s?[.,;)]|\sand\b")
_AFTER_SEMICOLON = re.compile(r";\s(?:and\s)?(?:the\s)?$")
_SEMICOLON_LIST = re.compile(r"^\s?;\s?(?:the\s|and\s)?$")
_UNKNOWN_ITEM = re.compile(r"^\s(?:the\s)?[\w -]{1,25}\s?;\s?(?:the\s|and\s)?$")
_ATTACHED_LIST = re.compile(r"^\s?(?:,|/|and|or|,\s?and|,\s?or)\s?$")
_HYPHENATED_LIST = re.compile(r"^(?:-?\s?(?:/|&|,)?\s?(?:and|or)?\s?|-,?\s(?:and|or)?\s?)$")
_NEGATED = compiled("markers", r"(?<!-)\b{negators}\s(?:(?!and\b|but\b)[\w-]{1,24}\s){0,3}$")
_NONE = compiled("markers", r"\b{negators_of_nouns}\s(?:(?!and\b|but\b)[\w-]{1,24}\s){0,3}\(?$")
_SHOWN = compiled("markers", r"\b{shown}\s(?:[\w-]{1,24}\s){0,2}$")
_LOOSELY_SHOWN = compiled("markers", r"\b{loosely_shown}\s(?:[\w-]{1,16}\s){0,2}$")
_NEW_STATEMENT = compiled("markers", r"(?:,\s?{new_statement_joins}?|;|\band)\s(?:the\s)?$")
_OF_GENES = compiled("markers", r"\b{sequence_changes}\b")
_PREDICATE = compiled("markers", r"\s{to_be}\b")
_GOES_ON = compiled("markers", r"but\s{to_be}\b")
_RELATIVE = compiled("markers", r"{relatives}")
_ASIDE = compiled("markers", r"{relatives}\s[^,;]{3,100},\s?")
_BUT_NOT = compiled("markers", r"(?:,\s)?{joins_of_flips}?\s?not\b")
_REDUCED = compiled("markers", r"\b{reduced}\s$")
_CONTRAST = compiled("markers", r"\b{contrasts}\s(?:{to_be}\s)?(?:\w{3,20}ly\s)?$")
_PLACE = compiled("markers", r"^\s(?:\w{1,20}\s)?{places}\s")
_REACH_OF_LACK, _REACH_OF_CUE, _REACH_IN_LIST, _REACH_BACK = 30, 110, 70, 70
_LOOK_BACK, _REACH_OF_VERB = 60, 60
_NEXT, _ARTICLE = 2, 5
_AND = re.compile(r"\s?,?\s?and\s(?:the\s)?")
_COMMA = re.compile(r"\s?,\s")
_SINGULAR = re.compile(r"(?:was|is|has)\b")
_OPEN = (None, "seen")  # no result yet, or only shown by a stain: what is said of it later holds


def govern(sentence: Sentence, targets: list[Target]) -> list[Target]:
    """Settle every target that a cue of the sentence governs; return the second results that a contrast gives.

    "MSH6 was lost in the metastasis but retained in the primary" says two things of one target.
    """
    read_signs(sentence, targets)
    cues = cues_of(sentence, targets)
    if not cues:
        return []
    walk = _Walk(sentence, targets)
    items: list[Mention | Target] = sorted([*cues, *targets], key=lambda item: (item.start, -item.end))
    for index, item in enumerate(items):
        if isinstance(item, Target):
            walk.reach(item)
        else:
            walk.turn(item, items[:index])
    for target in walk.seen:
        if target.polarity == "seen" and target.cue is not None:
            target.settle("positive", target.cue._replace(value="positive"))
    return walk.doubled


class _Walk:
    """A walk through the cues and targets of a sentence: which cue is in force, and how far its list has come."""

    def __init__(self, sentence: Sentence, targets: list[Target]) -> None:
        self.sentence = sentence
        self.targets = targets
        self.doubled: list[Target] = []
        self.active: Mention | None = None
        self.polarity = ""  # of the cue in force
        self.last_polarity = ""  # of the last cue, which "but not" turns
        self.end = 0  # of the list that the cue in force governs
        self.pending: list[Target] = []  # stained, without a result yet
        self.seen: list[Target] = []  # named by "immunohistochemistry showed" and not told of yet
        self.told: list[Target] = []  # what the last cue behind its targets spoke of

    def reach(self, target: Target) -> None:
        """Come to a target: the cue in force governs it, or its list ends."""
        self.told = []
        cue = self.active
        if cue is None:
            return
        if not self._in_reach(cue, target) or (
            self.end != cue.end and (self._is_told_itself(target) or self._is_described(target))
        ):
            self.active = None
            return
        if self.polarity == "stain":
            self.pending.append(target)
        elif self.polarity == "seen":
            is_reduced = _REDUCED.search(self._ahead(target.start)) is not None
            if target.polarity is None and target.alteration is None and not is_reduced:
                target.settle("seen", said(cue, "positive"))
                self.seen.append(target)
        elif target.polarity in _OPEN:
            target.settle(self.polarity, said(cue, self.polarity))
            if cue.id == "flip" and not _BUT_NOT.match(self.sentence.between(cue.start, cue.end)):
                self._take_back(target)
        self.end = target.end

    def turn(self, cue: Mention, before: list[Mention | Target]) -> None:
        """Come to a cue."""
        if cue.kind == "clause":
            self.active, self.pending = None, []
        elif cue.kind == "shows":
            self._found(cue)
        elif self._contrasts(cue):
            self._double(cue)
        elif cue.id == "flip":
            turned = self.last_polarity or ("positive" if self.seen else "")
            if turned:
                self._enforce(cue, OPPOSITE.get(turned, ""))
        else:
            self._result(cue, before)

    def _result(self, cue: Mention, before: list[Mention | Target]) -> None:
        looks = direction(self.sentence, cue, self.targets)
        if looks == "forward":
            polarity = self._stained(cue) if cue.id == "stain" else cue.id
            self._enforce(cue, polarity)
            self.pending = []
            if polarity not in ("stain", "seen"):
                self.last_polarity = polarity
        elif looks == "backward":
            polarity = self._behind(cue) if cue.id == "stain" else cue.id
            self.told = self._look_back(cue, before, polarity)
            self.last_polarity = polarity
            if self.told or not is_inside_parenthesis(self.sentence, cue.start):
                self.active = None
        elif looks == "anaphoric":
            words = self.sentence.between(cue.start, cue.end)
            for target in self.targets:
                if target.end <= cue.start and target.polarity in _OPEN:
                    target.settle(cue.id, said(cue, cue.id))
                    if target.alteration is None and _OF_GENES.search(words):
                        target.alteration = "mutation"
            self.last_polarity = cue.id
            self.active = None
        elif looks in ("beside", "cell"):
            listed = [target for target in self.targets if target.end <= cue.start]
            self._attach(cue, listed)
            if cue.id == "stain" and listed[-1].polarity is None and listed[-1].alteration is None:
                self.pending = listed[-1:]  # "PLA2R staining along the capillary loops was seen"
            self.told = listed[-1:]
            self.last_polarity = self.last_polarity or cue.id

    def _enforce(self, cue: Mention, polarity: str) -> None:
        self.active, self.polarity, self.end = cue, polarity, cue.end

    def _in_reach(self, cue: Mention, target: Target) -> bool:
        limit = _REACH_IN_LIST
        if self.end == cue.end:
            words = self.sentence.between(cue.start, cue.end)
            limit = _REACH_OF_LACK if _BARE_LACK.search(words) else _REACH_OF_CUE
        gap = _PARENTHESIS.sub(" ", self.sentence.between(self.end, target.start))
        if len(gap) > limit or (
            ";" in gap and not _SEMICOLON_LIST.match(gap) and not (self.end == cue.end and _UNKNOWN_ITEM.match(gap))
        ):
            return False
        if ";" in gap and _PREDICATE.match(self.sentence.between(target.end, target.end + 10)):
            return False  # "expressed CK7 and EMA; CK20 was …"
        return not stops(gap)

    def _is_told_itself(self, target: Target) -> bool:
        """True for an alteration that a verb of its own tells of: "negative for X, and ALK fusions were found"."""
        noun = target.alteration_cue
        if noun is None:
            return False
        first, last = min(target.start, noun.start), max(target.end, noun.end)
        return any(
            (mention.kind == "shows" and self.end <= mention.start and mention.end <= first)
            or (looks_back(mention) and 0 <= mention.start - last <= _NEXT)
            for mention in self.sentence.with_late("shows", "result")
        )

    def _is_described(self, target: Target) -> bool:
        """True for a stain that a verb of its own describes: "do not stain for X, PAX8 is patchy"."""
        behind = self.sentence.between(target.end, target.end + _REACH_OF_LACK)
        return _DESCRIBED.match(behind) is not None

    def _is_shown(self, target: Target) -> bool:
        """True for an alteration right behind a verb: "revealed an ALK rearrangement, and MET was not amplified"."""
        noun = target.alteration_cue
        first = target.start if noun is None else min(target.start, noun.start)
        return noun is not None and any(
            not looks_back(mention) and 0 <= first - mention.end <= _ARTICLE
            for mention in self.sentence.with_late("shows")
        )

    def _ahead(self, position: int) -> str:
        return self.sentence.between(max(self.sentence.start, position - _LOOK_BACK), position)

    def _stained(self, cue: Mention) -> str:
        """Return what a noun such as "staining for" says by itself: positive when shown or described, else open."""
        before = self._ahead(cue.start)
        if _NEGATED.search(before):
            return "negative"
        is_shown = _SHOWN.search(before) or _LOOSELY_SHOWN.search(before)
        return "positive" if is_shown else "stain"

    def _found(self, cue: Mention) -> None:
        """Settle stains that a verb behind them reports as seen: staining for CK20 and CK19 was also present."""
        if self.pending and cue.start - self.pending[-1].end <= _REACH_OF_VERB:
            for target in self.pending:
                if target.polarity is None:
                    target.settle("positive", said(cue, "positive"))

    def _take_back(self, exception: Target) -> None:
        """Drop the result of a marker that an exception names again: EMA was negative except for focal EMA."""
        for target in self.targets:
            if (
                target.start < exception.start
                and target.mention.id == exception.mention.id
                and target.polarity == OPPOSITE[exception.polarity or ""]
            ):
                target.polarity = target.cue = None

    def _contrasts(self, cue: Mention) -> bool:
        """True for a second result of what has just been told: "… but retained in the primary"."""
        if not self.told or cue.id not in (*OPPOSITE, "flip"):
            return False
        if not _PLACE.match(self.sentence.between(cue.end, cue.end + 30)):
            return False
        return cue.id == "flip" or _CONTRAST.search(self._ahead(cue.start)) is not None

    def _double(self, cue: Mention) -> None:
        for target in self.told:
            polarity = OPPOSITE[target.polarity or "equivocal"] if cue.id == "flip" else cue.id
            if target.polarity not in (None, polarity):
                self.doubled.append(target.twin(polarity, said(cue, polarity)))

    def _attach(self, cue: Mention, before: list[Target]) -> None:
        """Give an adjective to the target right before it, and to the targets listed with that one."""
        sentence = self.sentence
        last = first = before[-1]
        for left in reversed(before[:-1]):
            if not _ATTACHED_LIST.match(sentence.between(left.end, first.start)):
                break
            first = left
        ahead = self._ahead(first.start)
        polarity = cue.id
        if polarity in ("positive", "stain") and _NEGATED.search(ahead):
            polarity = "negative"
        elif polarity == "stain":
            loose = _LOOSELY_SHOWN.search(ahead)
            shown = _SHOWN.search(ahead)
            polarity = "positive" if shown and not (loose and loose.start() >= shown.start()) else ""
        if polarity not in OPPOSITE:
            return
        if last.polarity in _OPEN or (cue.id != "stain" and self._corrects(cue, last)):
            last.settle(polarity, said(cue, polarity))
            last.strict = True
        right = last
        for left in reversed(before[:-1]):
            is_listed = _HYPHENATED_LIST.match(sentence.between(left.end, right.start))
            if left.polarity not in _OPEN or not is_listed or right.polarity != polarity:
                break
            left.settle(polarity, said(cue, polarity))
            left.strict = True
            right = left

    @staticmethod
    def _is_stopped(gap: str) -> bool:
        if not stops(gap) or _STAIN_VERB.fullmatch(gap) or _DONE.fullmatch(gap):
            return False
        return _SHOWN_GAP.fullmatch(gap) is None

    def _corrects(self, cue: Mention, target: Target) -> bool:
        """True for a result of its own in a list that a cue in front governs: "positive for CD30, CD15 negative"."""
        if target.strict or target.cue is None or target.cue.start > target.start:
            return False
        return _ENDS_ITEM.match(self.sentence.between(cue.end, cue.end + 5)) is not None

    def _behind(self, cue: Mention) -> str:
        """Return what a noun of staining behind its markers says: positive, unless it is denied."""
        return "negative" if _NEGATED.search(self._ahead(cue.start)) else "positive"

    def _look_back(self, cue: Mention, before: list[Mention | Target], polarity: str) -> list[Target]:
        """Settle the list of targets that ends before a cue, and return it."""
        group: list[Target] = []
        following = cue.start
        for item in reversed(before):
            if not isinstance(item, Target):
                if item.kind == "clause" and following == cue.start and self._is_relative(item, cue):
                    continue
                if item.kind == "clause" and following == cue.start and self._has_no_subject(item, cue):
                    following = item.start
                    continue
                if item.kind == "clause" and following == cue.start and self._is_aside(item, cue):
                    following = item.start
                    continue
                if item.kind == "clause" or (
                    item.kind == "result" and item.id != "stain" and item.end > following - 3 and not group
                ):
                    break
                continue
            if not self._continues(item, following, group):
                break
            if group and polarity == "negative" and self._is_shaded(item, following):
                break
            if group and self._is_before_semicolon(item, group, cue):
                break
            group.append(item)
            following = item.start
        if (
            len(group) == 1
            and group[0].polarity not in _OPEN
            and not _SINGULAR.match(self.sentence.text, self._at(cue))
        ):
            group += self._listed_with(group[0])
        if group and polarity == "positive" and _NONE.search(self._ahead(following)):
            polarity = "negative"
        for target in group:
            target.settle(polarity, said(cue, polarity))
        return group

    def _is_before_semicolon(self, target: Target, group: list[Target], cue: Mention) -> bool:
        """True for the end of a statement before a list: "CD138 and kappa; lambda and CD20 are absent"."""
        if ";" not in self.sentence.between(target.end, group[-1].start):
            return False
        if len(group) == 1:
            return _SINGULAR.match(self.sentence.text, self._at(cue)) is not None
        return ";" not in self.sentence.between(group[-1].end, group[-2].start)

    def _is_shaded(self, target: Target, following: int) -> bool:
        """True for a stain with a shade of its own before a list: "BCL2 strong, and S100 and CD34 were negative"."""
        return _SHADED_ITEM.match(self.sentence.between(target.end, following)) is not None

    def _at(self, cue: Mention) -> int:
        return cue.start - self.sentence.start

    def _listed_with(self, last: Target) -> list[Target]:
        """Return what a statement of its own lists before its last target, from the second "and" on.

        "Positive for CD117 and desmin, and CK7 and S100 were negative": CK7 is of the second list.
        """
        index = next(number for number, target in enumerate(self.targets) if target is last)
        found: list[Target] = []
        for right, left in pairwise(reversed(self.targets[: index + 1])):
            gap = _PARENTHESIS.sub(" ", self.sentence.between(left.end, right.start))
            if right is not last and _AND.fullmatch(gap):
                return found
            if not (_AND.fullmatch(gap) if right is last else _COMMA.fullmatch(gap)) or left.cue != last.cue:
                return []
            found.append(left)
        ahead = self._ahead(found[-1].start) if found else ""
        return found if _NEW_STATEMENT.search(ahead) else []

    def _is_relative(self, clause: Mention, cue: Mention) -> bool:
        """True for the pronoun of "antibodies to CD1a and CD68 that were positive"."""
        gap = self.sentence.between(clause.start, cue.start).strip()
        return _RELATIVE.fullmatch(gap) is not None

    def _has_no_subject(self, clause: Mention, cue: Mention) -> bool:
        """True for a verb that goes on with the subject before: "CD34 stained the vessels but was negative in …"."""
        words = self.sentence.between(clause.start, cue.end)
        return clause.end + 1 == cue.start and _GOES_ON.match(words) is not None

    def _is_aside(self, clause: Mention, cue: Mention) -> bool:
        """True for a relative clause between commas or up to one: "CD99, which is a membrane marker, was expressed"."""
        gap = self.sentence.between(clause.start, cue.start)
        return _ASIDE.fullmatch(gap) is not None

    def _continues(self, target: Target, following: int, group: list[Target]) -> bool:
        """True when a target belongs to the list that a cue behind it speaks of."""
        gap = _PARENTHESIS.sub(" ", self.sentence.between(target.end, following))
        if group:
            shares_noun = target.alteration_cue is group[-1].alteration_cue
            if not _is_list(gap) or (not shares_noun and self._is_shown(target)):
                return False
        elif len(gap) > _REACH_BACK or ";" in gap or self._is_stopped(gap):
            return False
        if target.polarity in _OPEN:
            return True
        if target.cue is None or target.cue.start > target.start or target.strict:
            return False
        # "positive for A and B, and C was negative": what begins a statement of its own is not of the list before it.
        ahead = self._ahead(target.start)
        if group:
            return _AFTER_SEMICOLON.search(ahead) is not None
        return _NEW_STATEMENT.search(ahead) is not None


def _is_list(gap: str) -> bool:
    """True when a gap between two targets holds nothing but what joins a list."""
    plain = _MARKERS_NAMED.sub(" ", gap) if "marker" in gap else gap
    return only(plain, "markers", "between_listed")
