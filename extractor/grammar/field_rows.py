"""Rows of fields: parts of which each stands in a row of its own, "part=1;site=tonsil;side=left;procedure=biopsy"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from extractor.grammar.parts import Described, describe
from extractor.grammar.wording import compiled

_PART = compiled(
    "specimens",
    r"(?:^|(?<=\s))[^\w\s]{0,4}{part_names}\s?[:=]\s?\"?(?P<label>\w{1,4})\"?\s?[;|,]\s?"
    r"(?P<rest>[^\n]{4,300})",
)
_FIELD = re.compile(r"(?P<name>[A-Za-z][A-Za-z ]{2,24}?)\s?[:=]\s?(?P<value>[^;|]{1,90})")
_KINDS = ("site_fields", "specimen_fields", "side_fields", "procedure_fields")


class FieldRow(NamedTuple):
    """The label of a part, where the fields behind it stand [start, end), and what they say."""

    label: str
    start: int
    end: int
    said: Described


def field_rows(text: str) -> Iterator[FieldRow]:
    """Yield the rows of a text that name a part and a field of it."""
    for match in _PART.finditer(text):
        values = {}
        for field in _FIELD.finditer(match["rest"]):
            kinds = [kind for kind in _KINDS if _names(kind, field["name"].strip())]
            values.update({kind: field["value"].strip() for kind in kinds[:1]})
        if values:
            words = ", ".join(values[kind] for kind in _KINDS if kind in values)
            yield FieldRow(match["label"], match.start("rest"), match.end("rest"), describe(words))


def _names(kind: str, name: str) -> bool:
    return compiled("specimens", f"^{{{kind}}}$").match(name) is not None
