"""Where the data folders are: inside an installed package, beside it in a checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from extractor.errors import ExtractorError


@cache
def folder(name: str) -> Path:
    """Return the data folder `name` ("patterns" or "models"); raises ExtractorError when it is missing."""
    package = Path(__file__).resolve().parent
    for candidate in (package / name, package.parent / name):
        if candidate.is_dir():
            return candidate
    raise ExtractorError(f"data folder {name!r} is missing beside {package}: reinstall the package")
