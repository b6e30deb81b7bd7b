"""Status of a diagnosis: final, initial, differential, excluded or history, by the words and the headings around it."""

from __future__ import annotations

import re

from extractor.grammar.diagnosis_heads import HEADING, OPENING
from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Modifier, Sentence

_CLAUSE = compiled(
    "diagnoses", r"[;]|\s\|\s|//|,\s(?:but|however|which|and\s(?:was|he|she|the)|with\sa\sdiagnosis)\b|\b{new_clause}\b"
)
_PAST_YEAR = re.compile(r"(?<![/.\d-])(?:19|20)\d\d\b|\btreated\b")
_AHEAD = tuple(f"diagnosis:{status}" for status in ("final", "initial", "differential", "excluded", "history"))
_PRELIMINARY = frozenset({"preliminary diagnosis", "intraoperative consultation"})
_ISSUED = frozenset({"preliminary diagnosis"})
NO_CUE = "no cue"
_OF_PERSONS = (NO_CUE, "diagnoses.toml: person-with")  # what says of a name only who has it
_REACH = 110
_DENIED = 60  # characters behind a negation that it still denies
_TREATMENT = 60  # characters behind a name in which a year tells of its treatment
_DATED = re.compile(r"\W{0,3}(?:in\s|at\sage\s\d|dx\s)?(?:(?<=age\s\d)|'\d\d|(?:\d\d?/)?(?:19|20)\d\d)\b")
_TREATED = compiled("diagnoses", r"\W{0,3}(?:was\s)?{treated}\b[^.;:]{0,35}?\b(?:19|20)\d\d\b")
_JOINT = re.compile(r"[.,;:]")
_BREAK = re.compile(r"=|[.|:\t]\s|\s{3}|\[|//|\s[/→]\s|->")
_SIGN = re.compile(r"\s{0,20}(?:[:=(–—|-]|\.{2,}:?)\s{0,20}$")
_NAME = "§"
_FEW_LETTERS = 4
_MOST_LETTERS = 40  # of a list behind a name that one word excludes, its other names taken out


def status_of(
    sentence: Sentence, mention: Mention, subject: str, certainty: Modifier, *, in_note: bool = False
) -> tuple[Modifier, bool]:
    """Return the status of a mention and whether words say it: the nearest cue that reaches it."""
    nearest: tuple[int, Mention] | None = None
    for cue in sentence.of_kind(*_AHEAD, "diagnosis:behind", "diagnosis:noted", "diagnosis:value"):
        forward = cue.source.direction != "backward"  # type: ignore[union-attr]
        low, high = (cue.end, mention.start) if forward else (mention.end, cue.start)
        words = sentence.between(low, high)
        limit = cue.source.max_scope  # type: ignore[union-attr]
        if not 0 <= high - low <= _REACH or _CLAUSE.search(words) or (limit is not None and _words(words) > limit):
            continue
        if in_note and cue.id == "excluded" and not _is_list(sentence, low, high, cue):
            continue
        # what stands behind a list ("A, B and C were excluded") speaks of it more surely than what stands before it
        distance = high - low - (0 if forward or cue.id == "final" else 60) + (40 if cue.id == "final" else 0)
        distance -= 40 if not forward and cue.id == "excluded" else 0  # "was considered and is excluded"
        if nearest is None or distance < nearest[0]:
            nearest = (distance, cue)
    if subject == "family":
        denied = sentence.modifier(mention, "negation")
        gap = sentence.between(denied.end, mention.start) if denied is not None else ""
        if denied is not None and denied.end <= mention.start and len(gap) < _DENIED and not _JOINT.search(gap):
            return denied._replace(value="excluded"), True
        if (
            in_note
            and nearest is not None
            and nearest[1].id == "excluded"
            and _is_joined(sentence, nearest[1], mention)
        ):
            return _modifier(nearest[1]), True
        return Modifier("history", "family", mention.start, mention.start), True
    if nearest is not None and nearest[1].id != "final":
        return _modifier(nearest[1]), True
    said_at = nearest[1].start if nearest is not None and nearest[1].end <= mention.start else -1
    negation, history = (_reaching(sentence, mention, category, said_at) for category in ("negation", "history"))
    if negation is not None and in_note and not _is_near(sentence, negation, mention):
        negation = None
    if negation is not None and mention.start - negation.end < _DENIED:
        return negation._replace(value="excluded"), True
    if history is not None:
        return history._replace(value="history"), True
    if certainty.value == "possible":
        return certainty._replace(value="differential"), True
    if sentence.section == "clinical history" and nearest is None:
        if _PAST_YEAR.search(sentence.text):
            return Modifier("history", "sections.toml: clinical history", sentence.start, sentence.start), True
        if _is_quoted(sentence, mention) and compiled("diagnoses", r"\b{sampled}\b").search(sentence.text) is not None:
            return Modifier("initial", "sections.toml: clinical history", sentence.start, sentence.start), True
    if sentence.section in (_ISSUED if in_note else _PRELIMINARY) and nearest is None:
        return Modifier("initial", f"sections.toml: {sentence.section}", sentence.start, sentence.start), True
    if nearest is not None:
        return _modifier(nearest[1]), True
    return Modifier("final", NO_CUE, mention.start, mention.start), sentence.section == "final diagnosis"


def _words(text: str) -> int:
    """Return the number of words of a text; signs alone are none."""
    return sum(any(map(str.isalnum, word)) for word in text.split())


def _is_joined(sentence: Sentence, cue: Mention, mention: Mention) -> bool:
    """True when no sign stands between a cue and a name."""
    low, high = sorted([(cue.start, cue.end), (mention.start, mention.end)])
    return _JOINT.search(sentence.between(low[1], high[0])) is None


def _is_quoted(sentence: Sentence, mention: Mention) -> bool:
    """True for words of another report: "read as "clear cell carcinoma"."""
    return sentence.between(sentence.start, mention.start).count('"') % 2 == 1


def _reaching(sentence: Sentence, mention: Mention, category: str, since: int) -> Modifier | None:
    """Return the context of a mention when its cue stands behind `since` and in the mention's clause."""
    modifier = sentence.modifier(mention, category)
    if modifier is None or modifier.start <= since or _CLAUSE.search(sentence.between(modifier.end, mention.start)):
        return None
    return modifier


def _modifier(cue: Mention) -> Modifier:
    return Modifier(cue.id, cue.source.key, cue.start, cue.end)


def _is_list(sentence: Sentence, low: int, high: int, cue: Mention) -> bool:
    """True when between a name and the word that excludes it nothing stands but other names, and a sign for a value."""
    words = sentence.between(low, high)
    if cue.end <= low and cue.kind != "diagnosis:noted":
        return True
    if cue.kind == "diagnosis:value" and _SIGN.search(words) is None:
        return False
    words = _SIGN.sub("", words)
    for other in sentence.of_kind("tumor", "condition"):
        if low <= other.start and other.end <= high:
            words = words.replace(sentence.between(other.start, other.end), _NAME)
    if cue.end > low and "," in words and _ends_in_others(words):
        return False
    return _BREAK.search(words) is None and sum(map(str.isalpha, words)) <= _MOST_LETTERS


def _ends_in_others(words: str) -> bool:
    """True when the last of a list before a word that excludes is no name: "a polyp, necrosis not found"."""
    last = words.rpartition(",")[2]
    return _NAME not in last and sum(map(str.isalpha, last)) > _FEW_LETTERS


def _is_near(sentence: Sentence, negation: Modifier, mention: Mention) -> bool:
    """True when a negation of a note reaches a name: within its own entry, and behind a name only at once."""
    if negation.start < mention.start:
        return _BREAK.search(sentence.between(negation.end, mention.start)) is None
    words = sentence.between(mention.end, negation.start)
    return sum(map(str.isalpha, words)) <= _MOST_LETTERS and not ("," in words and _ends_in_others(words))


def status_in_note(
    sentence: Sentence, mention: Mention, subject: str, certainty: Modifier, told: str | None, end: int
) -> tuple[Modifier, bool]:
    """Return the status of a mention in a note, its name ending at `end`, and whether words or a heading say it."""
    cue, cued = status_of(sentence, mention, subject, certainty, in_note=True)
    if cue.value in ("final", "history") and told != "initial" and _is_asked(sentence, mention, end):
        return Modifier("differential", "a question mark", mention.start, mention.start), True
    if cue.value in ("excluded", "history", "initial") and cued:
        return cue, True
    if cue.value in ("final", "differential") and _is_of_others(sentence, mention):
        return Modifier("initial", "quotation of another report", mention.start, mention.start), True
    if cue.value == "final" and sentence.section != "final diagnosis" and _is_dated(sentence, end):
        return Modifier("history", "a year behind", mention.start, mention.start), True
    if told in ("initial", "history", "excluded", "differential") and (told == "initial" or cue.value == "final"):
        return Modifier(told, HEADING, sentence.start, sentence.start), True
    if cue.value == "final" and (told == "clinical" or (told == OPENING and cue.rule in _OF_PERSONS)):
        return Modifier("history", HEADING, sentence.start, sentence.start), False
    return cue, cued


def _is_asked(sentence: Sentence, mention: Mention, end: int) -> bool:
    """True for a name beside a question mark: "?lymphoma", "ca ovary?", "? query sarcoma"."""
    before = sentence.between(max(mention.start - 4, sentence.start), mention.start).strip(" (")
    behind = sentence.between(end, end + 3)
    return before[-1:] == "?" or (behind[:1] == "?" and not behind[1:2].isalpha())


def _is_dated(sentence: Sentence, end: int) -> bool:
    """True for a name with a year behind it: "prostate cancer 2012", "a lipoma excised from the back in 2001"."""
    words = sentence.between(end, end + _TREATMENT)
    return _DATED.match(words) is not None or _TREATED.match(words) is not None


def _is_of_others(sentence: Sentence, mention: Mention) -> bool:
    return _is_quoted(sentence, mention) and compiled("diagnoses", r"\b{reported}\b").search(sentence.text) is not None
