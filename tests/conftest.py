"""What several tests share: places, and the loaded pipeline."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

import extractor

if TYPE_CHECKING:
    from spacy.language import Language

ROOT = Path(__file__).resolve().parent.parent

# Timings on a shared machine say nothing about correctness.
settings.register_profile("extractor", deadline=None)
settings.load_profile("extractor")


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's root folder."""
    return ROOT


@pytest.fixture(scope="session")
def reports() -> Path:
    """The project's own reports."""
    return ROOT / "corpus" / "reports"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of published reports and their gold, which are not part of the project."""
    folder = Path(os.environ.get("EXTRACTOR_SHARED") or ROOT.parent / "shared")
    if not (folder / "gold").is_dir():
        pytest.skip(f"no published reports at {folder}: set EXTRACTOR_SHARED")
    return folder


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The pipeline, loaded once."""
    return extractor.load()
