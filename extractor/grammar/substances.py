"""Which names of a sentence are drugs and regimens: not the letters of something else, not substances of the body."""

from __future__ import annotations

import re

from extractor.grammar.agents import Agent, class_of, phrases, reaches, words
from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Sentence

LIST = re.compile(  # what stands between two items of a list
    r"^[\s,/&+-]*(?:\b(?:and|or|nor|as well as|and/or|plus|with|in combination with"
    r"|(?:associated|combined|together) with)\b)?[\s,/]*$"
)
ASIDE = re.compile(r"\([^()]{1,40}\)")
_WORDS = re.compile(r"[A-Za-z]+")
_UNIT = r"(?:mg|g|[µμu]g|mcg|IU|units?|mEq|MIU|MU)"
_GIVEN_BEHIND = re.compile(r"\s(?:was\s|were\s)?(?:given|administered)\b")
_NEXT = re.compile(r",?\s(?:then|followed by)\s")
_CYCLES_BEHIND = re.compile(r"\s?[x×X]\s?\d|\s\d\scycles")
_AMOUNT_BEHIND = compiled(
    "treatments",
    rf"(?:\s{{form}})?\s?[(:,]?\s?(?:at\s|of\s)?\d[\d.,]{{0,8}}\s?{_UNIT}\b(?!\s?/\s?(?:d?l|ml|mmol|mol)\b)",
)
_DOSE = re.compile(rf"\(?\d[\d.,]{{0,8}}\s?{_UNIT}(?:/(?:kg|m2|m²|d|day))?\b\)?", re.IGNORECASE)
_GIVEN_AHEAD = compiled("treatments", r"\b{letters_given}\s(?:{before_letters}\s){0,2}\(?$")
_AMOUNT_AHEAD = re.compile(rf"\d\s?{_UNIT}\s(?:of\s|oral\s|intravenous\s)?$")
_PER_VOLUME = re.compile(r"\s?/\s?d?[lL]\b")  # 54 mg glucose/dL
_TO_FORM = re.compile(r"\s(?:\d[\d.,]{0,5}\s?%\s)?")
_FORM = compiled("treatments", r"{preparations}")
_DRUGS = frozenset(("antineoplastic", "supportive", "other"))


def agents_of(sentence: Sentence) -> list[Agent]:
    """Return the drugs and regimens of a sentence, one per place."""
    agents: list[Agent] = []
    end = -1
    for mention in sentence.of_kind("drug", "regimen"):
        if mention.start < end:
            continue
        kind = class_of(mention)
        if (
            mention.end - mention.start < 6
            and sentence.between(mention.start, mention.end) in words("short")
            and not _beside_drug(sentence, mention)
            and not _GIVEN_AHEAD.search(sentence.between(mention.start - 50, mention.start))
            and not _CYCLES_BEHIND.match(sentence.between(mention.end, mention.end + 12))
            and not _AMOUNT_BEHIND.match(sentence.between(mention.end, mention.end + 20))
        ):
            continue
        if mention.kind == "regimen" and (_is_other_name(sentence, mention) or _is_spelled_out(sentence, mention)):
            continue
        if kind == "endogenous" and not _is_administered(sentence, mention, agents):
            continue
        if agents and kind == "class" and _is_form(sentence, agents[-1], mention):
            continue
        end = mention.end
        specific = mention.kind == "regimen" or kind not in ("class", "diagnostic")
        agents.append(Agent(mention, mention.start - sentence.start, mention.end - sentence.start, specific))
    return agents


def _is_form(sentence: Sentence, before: Agent, mention: Mention) -> bool:
    """True for the preparation of the drug in front of it: "timolol 0.5% eye drops"."""
    gap = sentence.between(before.end + sentence.start, mention.start)
    return (
        _TO_FORM.fullmatch(gap) is not None
        and _FORM.fullmatch(sentence.between(mention.start, mention.end)) is not None
    )


def _is_spelled_out(sentence: Sentence, mention: Mention) -> bool:
    """True for two letters whose drugs follow: "AC (doxorubicin and cyclophosphamide)"."""
    first = mention.end + len(" (")
    is_short = sentence.between(mention.start, mention.end) in words("short")
    return is_short and any(m.start == first for m in sentence.of_kind("drug"))


def _is_other_name(sentence: Sentence, mention: Mention) -> bool:
    """True for letters of a regimen that mean something else: TLS-CHOP, ICE (immune effector cell encephalopathy)."""
    written = sentence.between(mention.start, mention.end)
    if any(gene.start < mention.start <= gene.end + 1 and gene.end < mention.end for gene in sentence.of_kind("gene")):
        return written[:1] != " " and sentence.between(mention.start - 1, mention.start) in ("-", "/", ":")
    if sentence.between(mention.end, mention.end + 2) != " (":
        return False
    aside = sentence.between(mention.end + 2, mention.end + 90).partition(")")[0]
    if any(mention.end < m.start < mention.end + 2 + len(aside) for m in sentence.of_kind("drug")):
        return False
    initials = iter(word[0].lower() for word in _WORDS.findall(aside))
    return len(written) > 2 and written.isalpha() and all(letter in initials for letter in written.lower())


def _is_administered(sentence: Sentence, mention: Mention, agents: list[Agent]) -> bool:
    """True when the words beside a substance of the body or the laboratory (insulin, calcium) say that it was given."""
    after = sentence.between(mention.end, mention.end + 30)
    if _PER_VOLUME.match(after):
        return False
    if phrases("laboratory").search(sentence.text):
        pass  # what stands beside it is a value and no dose
    elif _AMOUNT_BEHIND.match(after) or _AMOUNT_AHEAD.search(sentence.between(mention.start - 25, mention.start)):
        return True
    if agents and LIST.match(sentence.between(agents[-1].end + sentence.start, mention.start)):
        return class_of(agents[-1].mention) != "diagnostic"
    fellow = next((m for m in sentence.of_kind("drug") if m.start >= mention.end), None)
    if fellow is not None and class_of(fellow) in _DRUGS and LIST.match(sentence.between(mention.end, fellow.start)):
        return True
    if compiled("treatments", r"\b{persons}\s(?:who\s)?(?:is\s|was\s)?on\s$").search(
        sentence.between(mention.start - 30, mention.start)
    ):
        return True
    if _GIVEN_BEHIND.match(after):
        return True
    for cue in sentence.of_kind("treatment:given", "treatment:status"):
        forward = reaches(cue) == "forward"
        first, last = (cue.end, mention.start) if forward else (mention.end, cue.start)
        gap = ASIDE.sub("", sentence.between(first, last))
        for other in sentence.of_kind("drug"):
            beside = sentence.between(min(other.end, mention.end), max(other.start, mention.start))
            if first <= other.start < last and LIST.match(ASIDE.sub("", beside)):
                gap = gap.replace(sentence.between(other.start, other.end), "")
        if first <= last and len(gap) < 40 and "," not in gap:
            listed = _WORDS.findall(gap.lower())
            if all(word in words("linking") or word in words("joining") for word in listed):
                return True
    return False


def _beside_drug(sentence: Sentence, mention: Mention) -> bool:
    """True when a mention stands in a list of drugs."""
    for other in sentence.of_kind("drug", "regimen"):
        gap = (
            sentence.between(mention.end, other.start)
            if other.start >= mention.end
            else sentence.between(other.end, mention.start)
        )
        if other.start != mention.start and gap and LIST.match(_NEXT.sub(" ", _DOSE.sub(" ", gap))):
            return True
    return False
