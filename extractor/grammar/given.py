"""Which mentions of drugs and procedures are treatments, and which are tests, levels, allergies or denials."""

from __future__ import annotations

import re
from functools import cache

from extractor.grammar.agents import Agent, Reading, class_of, phrases, reaches, wording, words
from extractor.grammar.substances import ASIDE, LIST
from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Modifier, Sentence

_COLUMN = re.compile(r"\s?\|\s?|\t|\s{3,}")
_WORDS = re.compile(r"[A-Za-z]+")
_VALUE = re.compile(r"\s?[;:=(,]?\s?[<>]?\s?\d[\d.,]{0,7}\s?(?:pg|ng|[uµμ]g|m?m?IU|mol|[mnpuµμ]mol)\s?/\s?[dm]?[lL]\b")
_MOLAR = re.compile(r"\d\s?[mnpuµμ]M\s(?:of\s)?$")  # in a culture: "1 µM imatinib"
# A verb in the past tense that is not part of a compound ("was", "developed", but not "drug-induced").
_PAST = re.compile(r"\b(?:was|were|had|did|(?<!-)[a-z]{3,14}ed)\b")
# The letters RT are radiotherapy beside a dose or where they are said to be given.
_GRAY_BEHIND = re.compile(r"[^.;-](?:[^.;]|\.(?=\d)){0,16}?\d\s?(?:Gy|cGy|fx|fractions)\b")
_TO_LETTERS = re.compile(r"[\s.-]{1,2}(?:[a-z]{4,14}\s)?")
_NOT = re.compile(r"\b(?:not|never)\b")
_GOES_ON = re.compile(r"\s?(?:[,(;:]|and\b|or\b)")
_COMPOUND = re.compile(r"^-[a-z]{6,25}(?=\s)")  # the rest of a compound: "iodine-131-metaiodobenzylguanidine scan"
_LABELS = re.compile(
    r"(?:\s(?:agent|drug|antibody|inhibitor|analog(?:ue)?|agonist|antagonist|therapy))?\s?[\s(,:-]{1,3}"
    r"|\s?[-:]\s?[A-Z][A-Za-z-]{1,10}(?:\s[xX]\s?\d{1,2})?(?:\scycles?)?\s?\("
)
_LABELLED = re.compile(
    r"\s?(?:\([^()]{1,40}\))?,\s(?:an?|the)\s(?:[\w-]{2,20}\s){0,4}|\s\((?:an?|the)\s(?:[\w-]{2,20}\s){0,4}"
)
_CHEMORADIATION = re.compile(r"[\s-]{1,3}radi(?:o|at)", re.IGNORECASE)
_TRACER = re.compile(r"(?:DOTA|[Gg]allium|68Ga|Ga-68|[Ii]ndium|111In|99mTc|[Tt]echnetium)[\w-]{0,25}-$")
_ANTIBODY = re.compile(r"anti-?CD\d", re.IGNORECASE)
# "Tamoxifen: never", "niraparib never taken", "imatinib neoadj.: no"
_DENIED_BEHIND = compiled("treatments", r"(?:\s[a-z-]{3,12}\.?)?\s?[:=]?\s{1,3}{denied_behind}(?=\s?(?:[.,;)\n|]|$))")
_FLAG = "FLAG"  # a regimen, and a column of laboratory reports
_HEADER = compiled("treatments", r"\b{header_words}\b", cased=True)
_BODY = compiled("treatments", r"\s{body_sides}\b")
_HEPARIN = "heparin"  # a drug, and what is in the tubes that blood and marrow are sent in
_TUBES = compiled("treatments", r"\b{tubes}\b")
_DOSE_BEHIND = re.compile(r"\s\(?\d")
_LONGEST_LINK = 40
_REACH_OF_EFFECT = 70
_BESIDE = re.compile(r"^[\s)-]{0,3}(?:(?:to|of|for|the|a|an|with|therapy|treatment|drug|hydrochloride|sulfate)\s)?$")


def is_other(reading: Reading, index: int, dropped: set[int]) -> bool:
    """True when the mention of a drug is a test, a level, an allergy, or denied; so are its fellows in a list."""
    agent = reading.agents[index]
    sentence = reading.sentence
    if (
        index - 1 in dropped
        and agent.status is None
        and LIST.match(ASIDE.sub("", reading.text[reading.agents[index - 1].end : agent.start]))
    ):
        return True
    return is_beside(sentence, agent.mention) or is_negated(sentence, agent.mention) or _is_tested(reading, agent)


def is_option(reading: Reading, agent: Agent, subject: str) -> bool:
    """True for a drug that a molecular report of a note offers or discusses, without a dose or a course of its own."""
    if agent.doses or agent.status or agent.cycles or agent.begin or agent.finish or agent.duration:
        return False
    if _is_in_row_of_gene(reading, agent):
        return True
    words = r"\b(?:{option_words}|{trial_words})\b" if subject == "patient" else r"\b{trial_words}\b"
    return compiled("treatments", words).search(reading.text) is not None


def _is_in_row_of_gene(reading: Reading, agent: Agent) -> bool:
    """True for a drug in a column of a table behind a gene: "MET AMP | CAPMATINIB, TEPOTINIB"."""
    genes = [m.end - reading.sentence.start for m in reading.sentence.of_kind("gene")]
    first = min((end for end in genes if end <= agent.start), default=None)
    return first is not None and _COLUMN.search(reading.text, first, agent.start) is not None


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
    after = sentence.between(mention.end, mention.end + 30)
    if _VALUE.match(after):
        return True
    if sentence.between(mention.start, mention.end) == _FLAG and _HEADER.search(sentence.text):
        return True
    if mention.id == _HEPARIN and _TUBES.search(sentence.text) and not _DOSE_BEHIND.match(after):
        return True
    if _MOLAR.search(sentence.between(mention.start - 16, mention.start)):
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
        gap = ASIDE.sub("", sentence.between(first, last))
        if _BESIDE.match(gap if forward else _COMPOUND.sub("", gap)):
            return True
    return False


def is_negated(sentence: Sentence, mention: Mention) -> bool:
    """True when a negation that reaches a mention denies the treatment itself ("did not receive", "no adjuvant")."""
    if _DENIED_BEHIND.match(sentence.between(mention.end, mention.end + 40)):
        return True
    for start, end, category, negation in sentence.scopes:
        if category == "negation" and start <= mention.start < end and _denies(sentence, mention, negation):
            return not _was_useless(sentence, mention, negation)
    for cue in sentence.of_kind("context:negation"):
        # "was not" reaches back ("cisplatin was not given"), but it denies what follows as well ("was not given any").
        if reaches(cue) == "backward" and cue.end <= mention.start:
            said, gap = sentence.between(cue.start, cue.end), sentence.between(cue.end, mention.start)
            negation = Modifier(cue.id, cue.source.key, cue.start, cue.end)
            if _NOT.search(said) and not _GOES_ON.match(gap) and _denies(sentence, mention, negation):
                return True
    return False


def _was_useless(sentence: Sentence, mention: Mention, negation: Modifier) -> bool:
    """True when what is denied is that a drug helped: "neither imatinib nor sunitinib had any effect"."""
    if not sentence.between(negation.start, negation.end).lower().startswith(("neither", "nor", "none")):
        return False
    behind = sentence.between(mention.end, mention.end + _REACH_OF_EFFECT)
    return compiled("treatments", r"[^.;]{0,50}?\b{effect}\b").match(behind) is not None


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
        if end <= other.start < negation.start and LIST.match(sentence.between(end, other.start)):
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
        if _BODY.match(sentence.between(mention.end, mention.end + 14)):
            return True
        around = sentence.between(mention.start - 24, mention.start), sentence.between(mention.end, mention.end + 24)
        given = any(
            _TO_LETTERS.fullmatch(around[0], match.end()) for match in phrases("irradiated").finditer(around[0])
        )
        return not (given or _GRAY_BEHIND.match(around[1]) or _in_list(sentence, mention))
    if written not in ("radiation", "irradiation"):
        return False
    if phrases("rays").search(sentence.between(mention.start - 14, mention.end + 12)):
        return True
    return phrases("spreading").search(sentence.text) is not None and "Gy" not in sentence.text


def _in_list(sentence: Sentence, mention: Mention) -> bool:
    """True when a mention stands in a list of treatments: "surgery, RT, and tamoxifen"."""
    others = [m for m in sentence.of_kind("drug", "regimen", "procedure") if m.start != mention.start]
    gaps = [sentence.between(m.end, mention.start) for m in others if m.end <= mention.start]
    gaps += [sentence.between(mention.end, m.start) for m in others if m.start >= mention.end]
    return any(gap and LIST.match(gap) for gap in gaps)


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
    if _ANTIBODY.match(reading.text, agent.start):
        pass  # "did not mark with anti-CD20": only words of giving count
    elif phrases("before_given").search(ahead) or phrases("behind_given").search(behind):
        return True
    for cue in reading.sentence.of_kind("treatment:given"):
        forward = reaches(cue) == "forward"
        distance = agent.mention.start - cue.end if forward else cue.start - agent.mention.end
        if 0 <= distance <= (60 if forward else 30):
            return True
    return False
