"""Textbook statements: what a kind of tumor does as such, without an article and in the present tense.

"Atypical fibroxanthoma lacks S100", "solitary fibrous tumors are positive for STAT6". A note in the present tense that
names its tumor in general words ("carcinoma is positive for CK7") is a report and no textbook.
"""

from __future__ import annotations

import re

from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Modifier, Sentence

_PREDICATE = compiled("context", r"\s(?:\([^()]{1,20}\)\s)?(?:\w{2,20}ly\s|{usually}\s)?{textbook_verbs}\b")
_OPENING = re.compile(r"(?:^|[:;]\s|,\s(?:whereas|while|but)\s|\b(?:because|since|that)\s)(?:most\s)?$", re.IGNORECASE)
_LONGEST_OPENING = 16


def textbook(sentence: Sentence) -> Modifier | None:
    """Return the literature as subject, with the words that say so, of a sentence on a kind of tumor."""
    for tumor in sentence.of_kind("tumor"):
        if _is_kind(sentence, tumor) and _opens(sentence, tumor):
            match = _PREDICATE.match(sentence.between(tumor.end, tumor.end + 60))
            if match is not None:
                return Modifier("literature", "textbook statement", tumor.start, tumor.end + match.end())
    return None


def _is_kind(sentence: Sentence, tumor: Mention) -> bool:
    """True for a specific kind: of two words and more, or a plural; "carcinoma" alone may be the patient's."""
    written = sentence.between(tumor.start, tumor.end)
    return " " in written or written.endswith("s") or compiled("context", r"{plain_tumors}").fullmatch(written) is None


def _opens(sentence: Sentence, tumor: Mention) -> bool:
    ahead = sentence.between(max(sentence.start, tumor.start - _LONGEST_OPENING), tumor.start)
    return _OPENING.search(ahead) is not None
