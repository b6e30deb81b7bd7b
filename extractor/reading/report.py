"""One report as read: its text, and what is known about where the text came from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Report:
    """A decoded text whose characters all offsets count; `sha256` is that of the input's bytes."""

    name: str
    text: str
    sha256: str
    media_type: str = "text/plain"
    encoding: str = "utf-8"
    warnings: tuple[str, ...] = ()
