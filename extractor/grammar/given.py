"""Which mentions of drugs and procedures are treatments, and which are tests, levels, allergies or denials."""

from __future__ import annotations

import re
from functools import cache

from extractor.grammar.agents import Agent, Reading, class_of, phrases, reaches, wording, words
from extractor.mentions import Mention, Modifier, Sentence

_WORDS = re.compile(r"[A-Za-z]+")
_LIST = re.compile(
    r"^[\s,/&+-]*(?:\b(?:and|or|nor|as well as|and/or|plus|with|in combination with"
    r"|(?:associated|combined|together) with)\b)?[\s,/]*$"
)
_UNIT = r"(?:mg|g|[µμu]g|mcg|IU|units?|mEq|MIU|MU)"
_AMOUNT_BEHIND = re.compile(
    rf"^\s?[(:,]?\s?(?:at\s|of\s)?\d[\d.,]{{0,8}}\s?{_UNIT}\b(?!\s?/\s?(?:d?l|ml|mmol|mol)\b)", re.IGNORECASE
)
_DOSE = re.compile(rf"\(?\d[\d.,]{{0,8}}\s?{_UNIT}(?:/(?:kg|m2|m²|d|day))?\b\)?", re.IGNORECASE)
_TREATED_WITH = re.compile(r"\b(?:chemotherapy|treated|therapy|treatment|regimen)\s(?:using|with|of)\s$", re.IGNORECASE)
_AMOUNT_AHEAD = re.compile(rf"\d\s?{_UNIT}\s(?:of\s|oral\s|intravenous\s)?$")
_PER_VOLUME = re.compile(r"\s?/\s?d?[lL]\b")  # 54 mg glucose/dL
_VALUE = re.compile(r"\s?[;:=(,]?\s?[<>]?\s?\d[\d.,]{0,7}\s?(?:pg|ng|[uµμ]g|m?m?IU|mol|[mnpuµμ]mol)\s?/\s?[dm]?[lL]\b")
# A verb in the past tense that is not part of a compound ("was", "developed", but not "drug-induced").
_PAST = re.compile(r"\b(?:was|were|had|did|(?<!-)[a-z]{3,14}ed)\b")
_ASIDE = re.compile(r"\([^()]{1,40}\)")
_DRUGS = frozenset(("antineoplastic", "supportive", "other"))
# The letters RT are radiotherapy beside a dose or where they are said to be given.
_GRAY_BEHIND = re.compile(r"[^.;-][^.;]{0,16}?\d\s?(?:Gy|cGy|fx|fractions)\b")
_TO_LETTERS = re.compile(r"[\s.-]{1,2}(?:[a-z]{4,14}\s)?")
_NOT = re.compile(r"\b(?:not|never)\b")
_GOES_ON = re.compile(r"\s?(?:[,(;:]|and\b|or\b)")
_COMPOUND = re.compile(r"^-[a-z]{6,25}(?=\s)")  # the rest of a compound: "iodine-131-metaiodobenzylguanidine scan"
_LABELS = re.compile(r"(?:\s(?:agent|drug|antibody|inhibitor|analog(?:ue)?|agonist|antagonist|therapy))?\s?[\s(,]{1,2}")
_LABELLED = re.compile(
    r"\s?(?:\([^()]{1,40}\))?,\s(?:an?|the)\s(?:[\w-]{2,20}\s){0,4}|\s\((?:an?|the)\s(?:[\w-]{2,20}\s){0,4}"
)
_CHEMORADIATION = re.compile(r"[\s-]{1,3}radi(?:o|at)", re.IGNORECASE)
_TRACER = re.compile(r"(?:DOTA|[Gg]allium|68Ga|Ga-68|[Ii]ndium|111In|99mTc|[Tt]echnetium)[\w-]{0,25}-$")
_LONGEST_LINK = 40
_BESIDE = re.compile(r"^[\s)-]{0,3}(?:(?:to|of|for|the|a|an|with|therapy|treatment|drug|hydrochloride|sulfate)\s)?$")


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
            and not _TREATED_WITH.search(sentence.between(mention.start - 30, mention.start))
        ):
            continue
        if kind == "endogenous" and not _is_administered(sentence, mention, agents):
            continue
        end = mention.end
        specific = mention.kind == "regimen" or kind not in ("class", "diagnostic")
        agents.append(Agent(mention, mention.start - sentence.start, mention.end - sentence.start, specific))
    return agents


def _is_administered(sentence: Sentence, mention: Mention, agents: list[Agent]) -> bool:
    """True when the words beside a substance of the body or the laboratory (insulin, calcium) say that it was given."""
    after = sentence.between(mention.end, mention.end + 30)
    if _PER_VOLUME.match(after):
        return False
    if phrases("laboratory").search(sentence.text):
        pass  # what stands beside it is a value and no dose
    elif _AMOUNT_BEHIND.match(after) or _AMOUNT_AHEAD.search(sentence.between(mention.start - 25, mention.start)):
        return True
    if agents and _LIST.match(sentence.between(agents[-1].end + sentence.start, mention.start)):
        return class_of(agents[-1].mention) != "diagnostic"
    fellow = next((m for m in sentence.of_kind("drug") if m.start >= mention.end), None)
    if fellow is not None and class_of(fellow) in _DRUGS and _LIST.match(sentence.between(mention.end, fellow.start)):
        return True
    for cue in sentence.of_kind("treatment:given", "treatment:status"):
        forward = reaches(cue) == "forward"
        first, last = (cue.end, mention.start) if forward else (mention.end, cue.start)
        gap = _ASIDE.sub("", sentence.between(first, last))
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
        if other.start != mention.start and gap and _LIST.match(_DOSE.sub(" ", gap)):
            return True
    return False


def is_other(reading: Reading, index: int, dropped: set[int]) -> bool:
    """True when the mention of a drug is a test, a level, an allergy, or denied; so are its fellows in a list."""
    agent = reading.agents[index]
    sentence = reading.sentence
    if (
        index - 1 in dropped
        and agent.status is None
        and _LIST.match(_ASIDE.sub("", reading.text[reading.agents[index - 1].end : agent.start]))
    ):
        return True
    return is_beside(sentence, agent.mention) or is_negated(sentence, agent.mention) or _is_tested(reading, agent)


def is_antineoplastic(mention: Mention) -> bool:
    """True for a regimen and for a drug against tumors."""
    return mention.kind == "regimen" or class_of(mention) == "antineoplastic"


def _is_tested(reading: Reading, agent: Agent) -> bool:
    """True for a drug of an antibiogram: the sentence tells what a germ is sensitive to and not what was given."""
    if agent.doses or agent.status or not reading.sentence.of_kind("treatment:antibiogram"):
        return False
    if class_of(agent.mention) not in ("other", "class"):
        return False
    head = next(other for other in reading.agents if other.group == agent.group)
    return not any(
        cue.id == "given"
        and cue.end <= head.mention.start
        and reading.linked(cue.end - reading.sentence.start, head.start, joining=True)
        for cue in reading.sentence.of_kind("treatment:given", "treatment:status")
    )


def is_beside(sentence: Sentence, mention: Mention) -> bool:
    """True when the words beside a mention make it a test, a level, a receptor, a tracer or an allergy."""
    if _TRACER.search(sentence.between(mention.start - 40, mention.start)):
        return True
    if _VALUE.match(sentence.between(mention.end, mention.end + 30)):
        return True
    if "treatment:other" not in sentence.kinds and "treatment:allergy" not in sentence.kinds:
        return False
    for cue in sentence.of_kind("treatment:other", "treatment:allergy"):
        if cue.id == "reaction" or (cue.id == "antibiogram" and is_antineoplastic(mention)):
            continue
        forward = reaches(cue) == "forward"
        first, last = (cue.end, mention.start) if forward else (mention.end, cue.start)
        if first > last:
            continue
        gap = _ASIDE.sub("", sentence.between(first, last))
        if _BESIDE.match(gap if forward else _COMPOUND.sub("", gap)):
            return True
    return False


def is_negated(sentence: Sentence, mention: Mention) -> bool:
    """True when a negation that reaches a mention denies the treatment itself ("did not receive", "no adjuvant")."""
    for start, end, category, negation in sentence.scopes:
        if category == "negation" and start <= mention.start < end and _denies(sentence, mention, negation):
            return True
    for cue in sentence.of_kind("context:negation"):
        # "was not" reaches back ("cisplatin was not given"), but it denies what follows as well ("was not given any").
        if reaches(cue) == "backward" and cue.end <= mention.start:
            said, gap = sentence.between(cue.start, cue.end), sentence.between(cue.end, mention.start)
            negation = Modifier(cue.id, cue.source.key, cue.start, cue.end)
            if _NOT.search(said) and not _GOES_ON.match(gap) and _denies(sentence, mention, negation):
                return True
    return False


def _denies(sentence: Sentence, mention: Mention, negation: Modifier) -> bool:
    inside = [m for m in sentence.of_kind("drug", "regimen", "procedure") if m.start != mention.start]
    if negation.end <= mention.start:
        gap = sentence.between(negation.end, mention.start)
        listed = _WORDS.findall(gap.lower())
        for other in inside:
            if negation.end <= other.start < mention.start:
                listed = [word for word in listed if word not in sentence.between(other.start, other.end).lower()]
        return len(gap) <= 90 and all(word in words("negated") for word in listed)
    end = mention.end
    for other in inside:  # "radiation and chemotherapy were not received"
        if end <= other.start < negation.start and _LIST.match(sentence.between(end, other.start)):
            end = other.end
    gap = sentence.between(end, negation.start)
    if len(gap) > 25 or "," in gap or any(end <= m.start < negation.start for m in inside):
        return False
    said = _WORDS.findall(sentence.between(negation.start, negation.end).lower())
    return any(word in words("denied") for word in said)


@cache
def _examples() -> re.Pattern[str]:
    listed = "|".join(map(re.escape, wording()["examples"]))
    return re.compile(rf"\b(?:{listed})\s(?:[\w-]{{3,20}}(?:,| and| or)\s){{0,4}}$")


@cache
def _causing() -> re.Pattern[str]:
    listed = "|".join(wording()["causing"])
    return re.compile(rf"\s?[-–]\s?(?:(?:and|or|/)\s[\w-]{{3,25}}[-–])?(?:{listed})\b")


def is_general_cause(sentence: Sentence, mention: Mention, subject: str) -> bool:
    """True when a mention is only the cause of an event ("cisplatin-induced") that is not said to be the patient's."""
    after = sentence.between(mention.end, mention.end + 45)
    if not after.lstrip().startswith(("-", "–")) or not _causing().match(after):
        return False
    if subject == "literature" or any(m.id == "literature" for m in sentence.of_kind("voice:strong", "voice:medium")):
        return not any(m.id == "patient" for m in sentence.of_kind("voice:strong", "voice:medium"))
    return not (_PAST.search(sentence.text) or phrases("one_patient").search(sentence.text))


def is_no_irradiation(sentence: Sentence, mention: Mention) -> bool:
    """True for "radiation" that is where a pain spreads, or rays that somebody was exposed to."""
    written = sentence.between(mention.start, mention.end).lower()
    if written == "rt":
        around = sentence.between(mention.start - 24, mention.start), sentence.between(mention.end, mention.end + 24)
        given = any(
            _TO_LETTERS.fullmatch(around[0], match.end()) for match in phrases("irradiated").finditer(around[0])
        )
        return not (given or _GRAY_BEHIND.match(around[1]))
    if written not in ("radiation", "irradiation"):
        return False
    if phrases("rays").search(sentence.between(mention.start - 14, mention.end + 12)):
        return True
    return phrases("spreading").search(sentence.text) is not None and "Gy" not in sentence.text


def is_example(reading: Reading, agent: Agent) -> bool:
    """True for a drug in a list of examples: "drugs such as imatinib and sunitinib"."""
    ahead = reading.text[max(0, agent.start - 90) : agent.start]
    return any(word in ahead for word in wording()["examples"]) and _examples().search(ahead) is not None


def is_label(reading: Reading, index: int) -> bool:
    """True for a class of drugs that only says what the drug beside it is: "the PD-1 inhibitor nivolumab"."""
    agent = reading.agents[index]
    if _CHEMORADIATION.match(reading.text, agent.end):
        return True
    after = reading.agents[index + 1] if index + 1 < len(reading.agents) else None
    if after is not None and after.specific:
        gap = reading.text[agent.end : after.start]
        if _LABELS.fullmatch(gap) or (len(gap) < _LONGEST_LINK and reading.linked(agent.end, after.start)):
            return True
    before = reading.agents[index - 1] if index else None
    if before is None or not before.specific:
        return False
    gap = reading.text[before.end : agent.start]
    return gap in (" ", "-", "-based ", "-containing ", "-based combination ") or _LABELLED.fullmatch(gap) is not None


def is_given_group(reading: Reading, agent: Agent, subject: str) -> bool:
    """True when a class of drugs (chemotherapy, antibiotics) was given to the patient or a relative."""
    if subject == "literature":
        return False
    if class_of(agent.mention) == "diagnostic":
        return bool(agent.doses)
    if agent.status is not None or agent.cycles or agent.doses:
        return True
    ahead, behind = reading.text[max(0, agent.start - 60) : agent.start], reading.text[agent.end : agent.end + 45]
    if phrases("before_given").search(ahead) or phrases("behind_given").search(behind):
        return True
    for cue in reading.sentence.of_kind("treatment:given"):
        forward = reaches(cue) == "forward"
        distance = agent.mention.start - cue.end if forward else cue.start - agent.mention.end
        if 0 <= distance <= (60 if forward else 30):
            return True
    return False
