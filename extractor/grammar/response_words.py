"""Response categories: which words of a sentence say CR, PR, SD, PD or pCR of a tumor, and which only seem to."""

from __future__ import annotations

import re

from extractor.grammar.agents import reaches
from extractor.grammar.lesions import OTHERS, TREATMENTS, is_antineoplastic, is_lesion, names_tumor, nearest
from extractor.grammar.quantities import DATE, WORD_NUMBER
from extractor.grammar.response_letters import says_category
from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Sentence

_PERSON = compiled("responses", r"\b{progressing}\b[^.;]{0,45}$")
_NOT_PROGRESS = compiled("responses", r"^(?:[\s-]?free|\s{no_progress_behind}\b)")
_SEEN = compiled("responses", r"^\s{progression_seen}\b", cased=True)
_UNDER = compiled("responses", r"^\s{progressed_under}\b", cased=True)
_CAME = compiled(
    "responses",
    rf"\s(?:{{came}}|(?:after\s)?(?:\d{{1,3}}|{WORD_NUMBER})\s(?:days?|weeks?|months?|years?)\s(?:later|thereafter)"
    rf"|after\s(?:\d{{1,3}}|{WORD_NUMBER})\s(?:weeks|months|years|cycles)|(?:in|on)\s(?:early\s|late\s)?(?={DATE.pattern}))",
)
_AT_TIME = compiled(
    "responses",
    rf"\s{{time_prepositions}}\s(?:\d{{1,3}}|{WORD_NUMBER})\s(?:days?|weeks?|months?|years?|cycles?|courses?)\s",
)
_REACH_OF_AVERTED = 30
_UNTIL = ("until", "till")
_OTHER_RESPONSE = compiled("responses", r"\b{other_responses}\s$")
_RESPONDED = re.compile(r"(?:\w{7,10}ly\s)?responded\b", re.IGNORECASE)
_MODAL = compiled("responses", r"\b{modals}\b")
_ABLE = compiled("responses", r"\b{able}\s$", cased=True)
_NEW_STATEMENT = compiled(
    "responses",
    r"\band\s(?:in|is|remains|are|has|was|remained)\s|\b(?:and|but|,)\s(?:[\w-]{1,25}\s){0,6}{new_statement_verbs}\b"
    r"|\s{restating}\s",
    cased=True,
)
_CONTINUING = compiled("responses", r"\b{continuing_verbs}\s$", cased=True)
_OF_PATIENT = compiled("responses", r"\s{stable_patient}", cased=True)
_LONGEST_PAUSE = 60  # characters between a category and another adjective of its noun
_HISTOLOGY = compiled("responses", r"\b{histology}\b[^.;]{0,45}?\b{histology_shows}\s(?:an?\s)?$")
_BARE = compiled("responses", r"^\s?(?:{stable_lesions}\s){0,4}$")
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
        elif check(sentence, mention) and (mention.kind != "response:further" or _goes_on(found, mention)):
            found.append((mention, _by_pathology(sentence, mention)))
    return _without_repeats(sentence, found)


def _goes_on(found: list[tuple[Mention, str]], mention: Mention) -> bool:
    """True for an adjective that shares the noun of a category before it: "partial at week 6, complete at week 12"."""
    return bool(found) and mention.start - found[-1][0].end <= _LONGEST_PAUSE


def _by_pathology(sentence: Sentence, mention: Mention) -> str:
    """Return pCR for a complete response that the histology of a resection shows, else what the mention says."""
    if mention.id != "CR" or mention.kind != "response:category":
        return mention.id
    ahead = sentence.between(mention.start - 90, mention.start)
    return "pCR" if _HISTOLOGY.search(ahead) else mention.id


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
    if any(_is_averted(sentence, mention, cue) for cue in sentence.of_kind("response:averted")):
        return True
    negation = sentence.modifier(mention, "negation")
    if negation is not None and "(" in (gap := sentence.between(negation.end, mention.start)) and ")" not in gap:
        negation = None  # "no tumor cells were left (pathological complete response)"
    if negation is not None and not (
        negation.end <= mention.start and _NEW_STATEMENT.search(sentence.between(negation.end, mention.start))
    ):
        return True
    for cue in sentence.of_kind("response:unmet"):
        if sentence.between(cue.start, cue.end).lower() in _UNTIL and _came(sentence, mention):
            continue
        gap = sentence.between(cue.end, mention.start)
        if (
            cue.end <= mention.start
            and len(gap) < 32
            and not re.search(r"[,;:(]|\band\b", gap)
            and not (cue.id == "aimed" and _ABLE.search(sentence.between(sentence.start, cue.start)))
        ):
            return True
    return False


def _is_averted(sentence: Sentence, mention: Mention, cue: Mention) -> bool:
    """True for words behind a response, past its time at most, that say it did not come: "CR at 3 months not seen"."""
    if not 0 <= cue.start - mention.end <= _REACH_OF_AVERTED:
        return False
    gap = sentence.between(mention.end, cue.start)
    return len(gap) <= 3 or _AT_TIME.fullmatch(gap) is not None


def _came(sentence: Sentence, mention: Mention) -> bool:
    """True when the words behind say that or when something happened: "until progression 11 months later"."""
    return _CAME.match(sentence.between(mention.end, mention.end + 60)) is not None


def _said(sentence: Sentence, mention: Mention) -> bool:
    """Accept a category in words unless what follows `of`, or all that the sentence speaks of, is no tumor."""
    if (
        _NOT_PROGRESS.match(sentence.between(mention.end, mention.end + 8))
        and mention.id == "PD"
        and re.match(r"[\s-]?free", sentence.between(mention.end, mention.end + 6))
    ):
        return False
    if any(m.start < mention.start < m.end for m in sentence.of_kind(*OTHERS)):
        return False  # "periodontal disease was stable"
    if re.match(r"\s(?:of|in|with respect to)\s", sentence.between(mention.end, mention.end + 20)):
        following = nearest(sentence, mention.end, mention.end + 50, last=False)
        if following is not None and not is_lesion(following):
            return False
    if mention.id in ("CR", "PR"):
        if _OTHER_RESPONSE.search(sentence.between(mention.start - 20, mention.start)):
            return False
        tumors = any(is_lesion(m) or is_antineoplastic(m) for m in sentence.mentions)
        before = nearest(sentence, mention.start - 90, mention.start, last=True)
        if (
            before is not None
            and not is_lesion(before)
            and _RESPONDED.match(sentence.between(mention.start, mention.end))
        ):
            return False
        return tumors or before is None or is_lesion(before)
    return True


def _gone(sentence: Sentence, mention: Mention) -> bool:
    """Accept a disappearance of a tumor: behind `of`, else in front of the verb."""
    written = sentence.between(mention.start, mention.end)
    if written.endswith((" of", " in")) or sentence.between(mention.end, mention.end + 4) == " of ":
        gone = nearest(sentence, mention.end, mention.end + 60, last=False)
        return gone is not None and is_lesion(gone) and not _is_part(sentence, mention.end, gone.start)
    if _is_part(sentence, mention.start - 90, mention.start):
        return False
    following = nearest(sentence, mention.end, mention.end + 25, last=False)
    gone = nearest(sentence, mention.start - 90, mention.start, last=True)
    return is_lesion(gone) and (following is None or is_lesion(following))


def _is_part(sentence: Sentence, start: int, end: int) -> bool:
    """True when only some of the lesions named in [start, end) are spoken of."""
    return any(start <= m.start and m.end <= end for m in sentence.of_kind("response:part"))


def _stable(sentence: Sentence, mention: Mention) -> bool:
    """Accept what stays as it was when a tumor does: "the metastases were stable", "CT showed stable metastases"."""
    if reaches(mention) == "forward":
        ahead = nearest(sentence, mention.end, mention.end + 45, last=False)
        return ahead is not None and names_tumor(ahead) and _is_bare(sentence, mention.end, ahead.start)
    before = sentence.between(mention.start - 60, mention.start)
    reach = 120 if re.search(r"\bit\s(?:has\s|had\s)?$", before) else 60
    subject = nearest(sentence, mention.start - reach, mention.start, last=True)
    if re.match(r"^\s?of\s", sentence.between(mention.end, mention.end + 4)):
        subject = nearest(sentence, mention.end, mention.end + 50, last=False)
    elif subject is not None and _RESPONSE_SUBJECT.search(sentence.between(subject.end, mention.start)) and reach == 60:
        return False
    return is_lesion(subject) and not _OF_PATIENT.match(sentence.between(mention.end, mention.end + 14))


def _is_bare(sentence: Sentence, start: int, end: int) -> bool:
    """True when [start, end) holds only places and what tells lesions apart: "stable residual liver metastases"."""
    for site in sentence.of_kind("site"):
        if start <= site.start and site.end <= end:
            return _is_bare(sentence, start, site.start) and _is_bare(sentence, site.end, end)
    return bool(_BARE.match(sentence.between(start, end)))


def _progress(sentence: Sentence, mention: Mention) -> bool:
    """Accept a bare progression of a tumor, or one that imaging or the course shows."""
    written = sentence.between(mention.start, mention.end).lower()
    after = sentence.between(mention.end, mention.end + 20)
    if _NOT_PROGRESS.match(after):
        return False
    before = nearest(sentence, mention.start - 60, mention.start, last=True)
    if written == "progress of":
        following = nearest(sentence, mention.end, mention.end + 45, last=False)
        return following is not None and names_tumor(following)
    if written.endswith("progressive"):
        return before is not None and (
            names_tumor(before) or (is_lesion(before) and "response:criteria" in sentence.kinds)
        )
    if written != "progression":
        on_treatment = _on_treatment(sentence, mention)
        if written == "progressing" and not _CONTINUING.search(sentence.between(mention.start - 12, mention.start)):
            return False
        if before is not None:
            return is_lesion(before)
        return on_treatment or (
            written == "progressed" and bool(_PERSON.search(sentence.between(mention.start - 60, mention.start)))
        )
    if re.match(r"\s(?:of|in)\s", after):
        following = nearest(sentence, mention.end, mention.end + 60, last=False)
        if following is not None or not _in_place(sentence, mention):
            return is_lesion(following)
    if any(m.end <= mention.start <= m.end + 2 and (m.kind == "site" or is_lesion(m)) for m in sentence.mentions):
        return True
    if any(m.end <= mention.start <= m.end + 2 and m.kind in OTHERS for m in sentence.mentions):
        return False
    if written == "progression" and _came(sentence, mention):
        until = sentence.between(mention.start - len("until "), mention.start).lower().strip().endswith(_UNTIL)
        return before is None or is_lesion(before) or until
    if written == "progression" and _SEEN.match(sentence.between(mention.end, mention.end + 40)):
        return before is None or is_lesion(before)
    shown = [
        cue
        for cue in sentence.with_late("response:shown")
        if 0 <= mention.start - cue.end <= 14 and not re.search(r"[,;(]", sentence.between(cue.end, mention.start))
    ]
    if shown and all(cue.id == "at" for cue in shown):
        return not _MODAL.search(sentence.text)  # "may be considered at progression"
    return bool(shown)


def _in_place(sentence: Sentence, mention: Mention) -> bool:
    """True when a place follows: "progression in the liver"."""
    return sentence.between(mention.end, mention.end + 4) == " in " and any(
        mention.end <= m.start <= mention.end + 25 for m in sentence.of_kind("site")
    )


def _on_treatment(sentence: Sentence, mention: Mention) -> bool:
    """True when a treatment of tumors is what somebody progressed under: "progressed on imatinib"."""
    under = _UNDER.match(sentence.between(mention.end, mention.end + 40))
    return under is not None and any(
        mention.end <= m.start <= mention.end + 40 and (is_antineoplastic(m) or m.id == "chemotherapy")
        for m in sentence.of_kind(*TREATMENTS)
    )


_CHECKS = {
    "response:category": _said,
    "response:further": lambda sentence, mention: True,
    "response:letters": says_category,
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
