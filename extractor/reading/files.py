"""Files and folders: which of them are reports, and reading one within limits."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from extractor.errors import ReadingError
from extractor.reading.report import Report
from extractor.reading.text import decode

MAX_BYTES = 20_000_000
SUFFIXES = (".txt", ".text", ".md")
STDIN = "-"


def read(path: Path | str) -> Report:
    """Return the report in a text file, or on standard input for "-"; raises ReadingError with the reason."""
    path = Path(path)
    source = "standard input" if str(path) == STDIN else str(path)
    data = _bytes(path)
    if len(data) > MAX_BYTES:
        raise ReadingError(source, _too_large())
    try:
        text, encoding, warnings = decode(data)
    except ValueError as error:
        raise ReadingError(source, str(error)) from None
    # A file name need not be valid Unicode, a record's must be.
    name = "stdin" if str(path) == STDIN else os.fsencode(path.stem).decode("utf-8", "replace")
    return Report(name, text, hashlib.sha256(data).hexdigest(), encoding=encoding, warnings=warnings)


def _bytes(path: Path) -> bytes:
    if str(path) == STDIN:
        if sys.stdin is None:
            raise ReadingError("standard input", "is closed")
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size > MAX_BYTES:
                raise ReadingError(path, _too_large())
            # A device or pipe says nothing about its size.
            return file.read(MAX_BYTES + 1)
    except IsADirectoryError:
        readable = os.access(path, os.R_OK | os.X_OK)
        raise ReadingError(path, "is a folder, not a report" if readable else "permission denied") from None
    except OSError as error:
        raise ReadingError(path, (error.strerror or type(error).__name__).lower()) from None


def _too_large() -> str:
    return f"is larger than {MAX_BYTES // 1_000_000} MB, too large for a report: split it into one file per report"


def is_folder(path: Path) -> bool:
    """Tell whether a path is a folder; of one that cannot be looked at, reading says why."""
    return os.path.isdir(path)


def _is_pipe(path: Path) -> bool:
    try:
        return path.is_fifo()
    except OSError:
        return False


def discover(paths: Iterable[Path | str]) -> list[Path]:
    """Return each input once, folders replaced by the reports inside; raises ReadingError for a folder without any."""
    found: dict[str, Path] = {}
    for path in map(Path, paths):
        for report in _inside(path) if is_folder(path) else [path]:
            found.setdefault(STDIN if str(report) == STDIN else os.path.realpath(report), report)
    return list(found.values())


def _inside(folder: Path) -> list[Path]:
    reports: list[Path] = []

    def unreadable(error: OSError) -> None:
        # It stays in the list, so that reading it says why and the other reports are still done.
        reports.append(Path(error.filename))

    for parent, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = [name for name in folders if not name.startswith(".")]
        paths = [Path(parent, name) for name in names if name.lower().endswith(SUFFIXES) and name[0] != "."]
        # Reading a named pipe that nobody writes to would never end.
        reports += [path for path in paths if not _is_pipe(path)]
    if not reports:
        raise ReadingError(folder, f"is a folder without reports (*{', *'.join(SUFFIXES)})")
    return sorted(reports)
