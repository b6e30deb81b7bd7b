"""The errors that users meet: each says what failed, where, and what to do about it."""

from __future__ import annotations

from pathlib import Path


class ExtractorError(Exception):
    """Root of every error raised on purpose; its message never contains report text."""


class ReadingError(ExtractorError):
    """An input cannot be read as a report."""

    def __init__(self, source: str | Path, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = str(source)
        self.reason = reason

    def __reduce__(self) -> tuple[type[ReadingError], tuple[str, str]]:
        return type(self), (self.source, self.reason)


class WritingError(ExtractorError):
    """An output cannot be written."""


class PatternError(ExtractorError):
    """A pattern or vocabulary file is malformed; names the file, the rule and the reason."""

    def __init__(self, file: str | Path, rule: str | None, reason: str) -> None:
        where = f"{file}, rule {rule!r}" if rule else str(file)
        super().__init__(f"{where}: {reason}")
        self.file = str(file)
        self.rule = rule
        self.reason = reason

    def __reduce__(self) -> tuple[type[PatternError], tuple[str, str | None, str]]:
        return type(self), (self.file, self.rule, self.reason)


class EvaluationError(ExtractorError):
    """Gold or predicted records cannot be compared."""
