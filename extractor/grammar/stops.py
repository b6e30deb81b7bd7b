"""Full stops that end something, and those of shortened words: "Rt. breast", "seg. VI"."""

from __future__ import annotations

import re
from functools import cache

from extractor.grammar.wording import phrases


@cache
def stop_or(*others: str) -> re.Pattern[str]:
    """Return an expression for a full stop that ends the words of a part, or for one of other expressions."""
    shortened = "".join(rf"(?<!\b{re.escape(word)}\.)" for word in phrases("specimens", "shortened"))
    return re.compile("|".join((*others, rf"\.{shortened}(?<![\s(][A-Za-z]\.)(?=\s|$)")))
