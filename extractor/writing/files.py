"""Files that appear whole or not at all, under names that do not overwrite each other."""

from __future__ import annotations

import contextlib
import os
import uuid
from pathlib import Path

from extractor.errors import WritingError


def write(path: Path, text: str) -> None:
    """Write a UTF-8 file in one step, replacing one that is there; raises WritingError with the reason."""
    # In the same folder, because a file moves in one step only within its file system.
    unfinished = path.with_name(f".extract-{os.getpid()}-{uuid.uuid4().hex[:8]}.tmp")
    try:
        with unfinished.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, path)
    except OSError as error:
        raise WritingError(f"{path}: cannot be written: {(error.strerror or type(error).__name__).lower()}") from None
    finally:
        with contextlib.suppress(OSError):
            unfinished.unlink()


def make_folder(folder: Path) -> None:
    """Create a folder for outputs with its parents; raises WritingError with the reason."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise WritingError(f"{folder}: is a file, but outputs need a folder") from None
    except OSError as error:
        raise WritingError(f"{folder}: cannot be created: {(error.strerror or type(error).__name__).lower()}") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise WritingError(f"{folder}: cannot be written: permission denied")


def free_name(name: str, taken: set[str]) -> str:
    """Return `name`, or name-2, name-3 … when that is taken, and add it to `taken`; letter case does not tell apart."""
    number, free = 1, name
    while free.casefold() in taken:
        number += 1
        free = f"{name}-{number}"
    taken.add(free.casefold())
    return free
