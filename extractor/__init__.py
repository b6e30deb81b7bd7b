"""Structured, evidence-backed records from free-text case reports and pathology notes.

>>> import extractor
>>> record = extractor.extract("The tumor cells were positive for CD34 and negative for desmin.")
>>> [(marker.name, marker.polarity) for marker in record.markers]
[('CD34', 'positive'), ('desmin', 'negative')]
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extractor.pipeline import extract, load
    from extractor.reading import Report, read
    from extractor.records import CaseRecord
    from extractor.writing.frames import frames

__version__ = "0.1.0"
__all__ = ["CaseRecord", "Report", "__version__", "extract", "frames", "load", "read"]

_HOMES = {
    "extract": "extractor.pipeline",
    "load": "extractor.pipeline",
    "Report": "extractor.reading",
    "read": "extractor.reading",
    "CaseRecord": "extractor.records",
    "frames": "extractor.writing.frames",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: `import extractor` alone is cheap."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'extractor' has no attribute {name!r}; it has {__all__}")
