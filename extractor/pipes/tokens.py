"""The tokenizer: words and signs, each sign apart, as biomedical names need it (`CD34(-)`, `LMNA-NTRK1`).

It keeps spaCy's guarantee (the text of the document is the text given) and costs a tenth of its time.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from spacy.tokens import Doc
from spacy.util import registry
from spacy.vocab import Vocab

_TOKEN = re.compile(r"\w+ ?|[^\w\s] ?|\s+")


class Tokenizer:
    """Splits a text into runs of letters and digits and single signs."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        tokens = _TOKEN.findall(text)
        spaces = [token[-1] == " " and not token.isspace() for token in tokens]
        words = [token[:-1] if space else token for token, space in zip(tokens, spaces, strict=True)]
        return Doc(self.vocab, words=words, spaces=spaces)

    def to_bytes(self, **_: Any) -> bytes:
        """Return nothing: there is no state."""
        return b""

    def from_bytes(self, _data: bytes, **__: Any) -> Tokenizer:
        """Return this tokenizer: there is no state."""
        return self

    def to_disk(self, _path: str | Path, **__: Any) -> None:
        """Write nothing: there is no state."""

    def from_disk(self, _path: str | Path, **__: Any) -> Tokenizer:
        """Return this tokenizer: there is no state."""
        return self


@registry.tokenizers("extractor.tokenizer.v1")  # type: ignore[untyped-decorator]
def make_tokenizer() -> Callable[[Any], Tokenizer]:
    """Return the factory that spaCy's configuration names."""

    def create(nlp: Any) -> Tokenizer:
        return Tokenizer(nlp.vocab)

    return create
