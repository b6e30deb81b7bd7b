"""Inputs become reports: `read` one, `discover` those of a folder."""

from extractor.reading.files import discover, read
from extractor.reading.report import Report

__all__ = ["Report", "discover", "read"]
