"""Lists of findings that a state leads: "Not seen: LVI, PNI, necrosis", "Absent: LVI; present: PNI"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.grammar.found_states import State
from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Sentence

_LEADS = compiled("findings", r"(?:^|[;.]\s)\W{0,4}(?P<state>(?P<negative>{not_found})|{found})\s?:\s")
_CLAUSE_END = re.compile(r";\s|(?<!\.)\.\s(?=\S)")
_NEAREST = 12  # the first finding stands right behind the state


def led_by_state(sentence: Sentence, text: str, mentions: Sequence[Mention]) -> list[tuple[Mention, State]]:
    """Return the findings of the lists of a sentence with the state that leads each list."""
    found: list[tuple[Mention, State]] = []
    for match in _LEADS.finditer(text) if ":" in text else ():
        stop = _CLAUSE_END.search(text, match.end())
        last = stop.start() if stop is not None else len(text)
        inside = [m for m in mentions if match.end() <= m.start - sentence.start < last]
        if inside and inside[0].start - sentence.start - match.end() <= _NEAREST:
            state = State(match.start("state"), match.end(), "negative" if match["negative"] else "positive")
            found += [(mention, state) for mention in inside]
    return found
