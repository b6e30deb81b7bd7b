"""Response categories: which words of a sentence say CR, PR, SD, PD or pCR of a tumor, and which only seem to."""

from __future__ import annotations

import re

from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Sentence

_LESION = ("response:lesion", "tumor")
_OTHER = ("response:other", "event")
_LETTERS_BEFORE = compiled("responses", r"(?:\b{before_letters}\s(?:an?\s|the\s)?(?:[a-z]{3,14}\s)?|response:\s)$")
# A note without verbs: "9/2021: PD in lungs", "R-ICE x2 -> PR -> CAR-T", "CT chest - PR (RECIST 1.1)".
_NOTED_BEFORE = re.compile(r"(?:^|[:>→.]\s?|\s[-–]\s|\d,\s)$")
_NOTED_AFTER = re.compile(r"\s?(?:[.,;]|$|->|→|[-–]\s|\(RECIST)|\s(?:in|of|on|after|per|by|at)\b")
_LETTERS_AFTER = compiled("responses", r"^\s?(?:[.,;)]|$|{behind_letters}\b)", cased=True)
_RESPONSE_IN_REACH = compiled("responses", r"\b{speaks_of_response}\b")
_PERSON = compiled("responses", r"\b{progressing}\b[^.;]{0,45}$")
_NOT_PROGRESS = compiled("responses", r"^(?:[\s-]?free|\s{no_progress_behind}\b)")
_ABLE = compiled("responses", r"\b{able}\s$", cased=True)
_NEW_STATEMENT = compiled(
    "responses",
    r"\band\s(?:in|is|remains|are|has|was|remained)\s|\b(?:and|but|,)\s(?:[\w-]{1,25}\s){0,6}{new_statement_verbs}\b",
    cased=True,
)
_ATTAINED = compiled("responses", r"\b{attained}\s(?:in\s|into\s)?(?:an?\s)?$")
_CONTINUING = compiled("responses", r"\b{continuing_verbs}\s$", cased=True)
_OF_PATIENT = compiled("responses", r"\s{stable_patient}", cased=True)
_HISTOLOGY = r"\b{histology}\b[^.;]{0,45}?\b{histology_shows}\s(?:an?\s)?$"
_JOINED = re.compile(r"^\s?(?:or|and|nor|,|/)\s(?:a\s)?$")
_RESPONSE_SUBJECT = re.compile(r"\b(?:response|remission)\b", re.IGNORECASE)


def categories(sentence: Sentence) -> list[tuple[Mention, str]]:
    """Return the response categories that a sentence states, each with the mention that says it."""
    found: list[tuple[Mention, str]] = []
    unmet_end = -1
    covered = [(m.start, m.end) for m in sentence.of_kind("response:rate")]
    for mention in _candidates(sentence):
        check = _CHECKS[mention.kind]
        span = (mention.start, mention.end)
        if any(s <= span[0] < e and (s, e) != span for s, e in covered):
            continue
        joined = unmet_end >= 0 and _JOINED.match(sentence.between(unmet_end, mention.start))
        if joined or _is_unmet(sentence, mention):
            unmet_end = mention.end
        elif check(sentence, mention):
            found.append((mention, _by_pathology(sentence, mention)))
    return _without_repeats(sentence, found)


def _by_pathology(sentence: Sentence, mention: Mention) -> str:
    """Return pCR for a complete response that the histology of a resection shows, else what the mention says."""
    if mention.id != "CR" or mention.kind != "response:category":
        return mention.id
    ahead = sentence.between(mention.start - 90, mention.start)
    return "pCR" if compiled("responses", _HISTOLOGY).search(ahead) else mention.id


def _candidates(sentence: Sentence) -> list[Mention]:
    """Return the mentions that may say a category, in order; a category in words hides the words inside it."""
    listed = [m for m in sentence.mentions if m.kind in _CHECKS]
    whole = [(m.start, m.end) for m in listed if m.kind == "response:category"]
    return [m for m in listed if m.kind == "response:category" or not any(s < m.end and m.start < e for s, e in whole)]


def _without_repeats(sentence: Sentence, found: list[tuple[Mention, str]]) -> list[tuple[Mention, str]]:
    """Drop the letters that only abbreviate the words before them: stable disease (SD)."""
    return [
        (mention, value)
        for index, (mention, value) in enumerate(found)
        if not (
            index
            and mention.kind == "response:letters"
            and found[index - 1][1] == value
            and mention.start - found[index - 1][0].end < 4
        )
    ]


def _is_unmet(sentence: Sentence, mention: Mention) -> bool:
    """True for what did not happen: negated, feared, aimed at, almost."""
    if any(0 <= mention.start - cue.end <= 3 for cue in sentence.of_kind("response:nearly")):
        return True
    if mention.id == "PD" and any(
        0 <= mention.start - cue.end <= 20 for cue in sentence.of_kind("response:uncontrolled")
    ):
        return False
    if any(0 <= cue.start - mention.end <= 3 for cue in sentence.of_kind("response:averted")):
        return True
    negation = sentence.modifier(mention, "negation")
    if negation is not None and "(" in (gap := sentence.between(negation.end, mention.start)) and ")" not in gap:
        negation = None  # "no tumor cells were left (pathological complete response)"
    if negation is not None and not (
        negation.end <= mention.start and _NEW_STATEMENT.search(sentence.between(negation.end, mention.start))
    ):
        return True
    for cue in sentence.of_kind("response:unmet"):
        gap = sentence.between(cue.end, mention.start)
        if (
            cue.end <= mention.start
            and len(gap) < 32
            and not re.search(r"[,;:(]|\band\b", gap)
            and not (cue.id == "aimed" and _ABLE.search(sentence.between(sentence.start, cue.start)))
        ):
            return True
    return False


def _nearest(sentence: Sentence, start: int, end: int, *, last: bool) -> Mention | None:
    """Return the first or last mention of a tumor or of something else inside [start, end)."""
    inside = [m for m in sentence.of_kind(*_LESION, *_OTHER) if start <= m.start and m.end <= end]
    if not inside:
        return None
    return (
        max(inside, key=lambda m: (m.end, m.kind in _OTHER)) if last else min(inside, key=lambda m: (m.start, -m.end))
    )


def _is_tumor(mention: Mention | None) -> bool:
    return mention is not None and mention.kind in _LESION


def _said(sentence: Sentence, mention: Mention) -> bool:
    """Accept a category in words unless what follows `of`, or all that the sentence speaks of, is no tumor."""
    if (
        _NOT_PROGRESS.match(sentence.between(mention.end, mention.end + 8))
        and mention.id == "PD"
        and re.match(r"[\s-]?free", sentence.between(mention.end, mention.end + 6))
    ):
        return False
    if re.match(r"\s(?:of|in|with respect to)\s", sentence.between(mention.end, mention.end + 20)):
        following = _nearest(sentence, mention.end, mention.end + 50, last=False)
        if following is not None and not _is_tumor(following):
            return False
    if mention.id in ("CR", "PR"):
        tumors = any(
            m.kind in (*_LESION, "regimen") or (m.kind == "drug" and _is_antineoplastic(m)) for m in sentence.mentions
        )
        before = _nearest(sentence, mention.start - 90, mention.start, last=True)
        return tumors or before is None or _is_tumor(before)
    return True


def _is_antineoplastic(mention: Mention) -> bool:
    return getattr(mention.source, "extra", {}).get("class") == "antineoplastic"


def _is_noted(sentence: Sentence, mention: Mention) -> bool:
    """True for letters that a note without verbs gives as a response: "9/2021: PD in lungs"."""
    before = sentence.between(max(mention.start - 4, sentence.start), mention.start)
    if not _NOTED_BEFORE.search(before) or not _NOTED_AFTER.match(sentence.between(mention.end, mention.end + 8)):
        return False
    return mention.id != "PR" or not any(m.id in ("ER", "HER2", "AR") for m in sentence.of_kind("marker"))


def _letters(sentence: Sentence, mention: Mention) -> bool:
    before, after = sentence.between(mention.start - 40, mention.start), sentence.between(mention.end, mention.end + 14)
    if _is_noted(sentence, mention):
        return True
    if not _LETTERS_AFTER.match(after):
        return False
    if _ATTAINED.search(before) and mention.id == "CR":
        return True
    if before.endswith("(") and after.startswith(")") and _measured(sentence, mention):
        return True
    if not _RESPONSE_IN_REACH.search(sentence.text):
        return False
    if before.endswith("(") and any(
        m.kind == "response:category" and m.id == mention.id and 0 < mention.start - m.end <= 2
        for m in sentence.mentions
    ):
        return True
    return bool(_LETTERS_BEFORE.search(before))


def _measured(sentence: Sentence, mention: Mention) -> bool:
    """True for letters in parentheses behind a change of size: "decreased in size by 50 % (PR)"."""
    return any(0 <= mention.start - size.end <= 60 for size in sentence.of_kind("response:size"))


def _gone(sentence: Sentence, mention: Mention) -> bool:
    """Accept a disappearance of a tumor: behind `of`, else in front of the verb."""
    written = sentence.between(mention.start, mention.end)
    if written.endswith((" of", " in")) or sentence.between(mention.end, mention.end + 4) == " of ":
        gone = _nearest(sentence, mention.end, mention.end + 60, last=False)
        return gone is not None and _is_tumor(gone) and not _is_part(sentence, mention.end, gone.start)
    if _is_part(sentence, mention.start - 90, mention.start):
        return False
    following = _nearest(sentence, mention.end, mention.end + 25, last=False)
    return _is_tumor(_nearest(sentence, mention.start - 90, mention.start, last=True)) and (
        following is None or _is_tumor(following)
    )


def _is_part(sentence: Sentence, start: int, end: int) -> bool:
    """True when only some of the lesions named in [start, end) are spoken of."""
    return any(start <= m.start and m.end <= end for m in sentence.of_kind("response:part"))


def _stable(sentence: Sentence, mention: Mention) -> bool:
    before = sentence.between(mention.start - 60, mention.start)
    reach = 120 if re.search(r"\bit\s(?:has\s|had\s)?$", before) else 60
    subject = _nearest(sentence, mention.start - reach, mention.start, last=True)
    if re.match(r"^\s?of\s", sentence.between(mention.end, mention.end + 4)):
        subject = _nearest(sentence, mention.end, mention.end + 50, last=False)
    elif subject is not None and _RESPONSE_SUBJECT.search(sentence.between(subject.end, mention.start)) and reach == 60:
        return False
    return _is_tumor(subject) and not _OF_PATIENT.match(sentence.between(mention.end, mention.end + 14))


def _progress(sentence: Sentence, mention: Mention) -> bool:
    """Accept a bare progression of a tumor, or one that imaging or the course shows."""
    written = sentence.between(mention.start, mention.end).lower()
    after = sentence.between(mention.end, mention.end + 20)
    if _NOT_PROGRESS.match(after):
        return False
    before = _nearest(sentence, mention.start - 60, mention.start, last=True)
    if written == "progressed":
        return _is_tumor(before) or (
            before is None and bool(_PERSON.search(sentence.between(mention.start - 60, mention.start)))
        )
    if written == "progressing":
        return _is_tumor(before) and bool(_CONTINUING.search(sentence.between(mention.start - 12, mention.start)))
    if re.match(r"\s(?:of|in)\s", after):
        following = _nearest(sentence, mention.end, mention.end + 60, last=False)
        return _is_tumor(following)
    if any(m.end <= mention.start <= m.end + 2 and m.kind in ("site", *_LESION) for m in sentence.mentions):
        return True
    if any(m.end <= mention.start <= m.end + 2 and m.kind in _OTHER for m in sentence.mentions):
        return False
    return any(
        0 <= mention.start - cue.end <= 14 and not re.search(r"[,;(]", sentence.between(cue.end, mention.start))
        for cue in sentence.of_kind("response:shown")
    )


_CHECKS = {
    "response:category": _said,
    "response:letters": _letters,
    "response:gone": _gone,
    "response:stable": _stable,
    "response:progress": _progress,
}


def criteria(sentence: Sentence, mention: Mention | None) -> Mention | None:
    """Return the criteria that a sentence names, the nearest to a mention."""
    named = sentence.of_kind("response:criteria")
    if not named:
        return None
    return named[0] if mention is None else min(named, key=lambda m: abs(m.start - mention.start))
