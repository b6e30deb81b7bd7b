"""Plain text: bytes to characters, without touching line ends."""

from __future__ import annotations

import codecs
import re

# UTF-32 stands first: its little-endian mark begins with that of UTF-16.
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Formats that people mistake for text; the reason says what to do.
SIGNATURES = (
    (b"%PDF-", "is a PDF file, not text: convert it first, for example with pdftotext"),
    (b"PK\x03\x04", "is a Word or zip file, not text: save the report as plain text"),
    (b"\xd0\xcf\x11\xe0", "is an old Word file, not text: save the report as plain text"),
    (b"{\\rtf", "is an RTF file, not plain text: save the report as plain text"),
)
# A report in a Western language is ASCII for the most part; what has more than this share of other bytes is none.
MOST_BEYOND_ASCII = 0.15
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def decode(data: bytes) -> tuple[str, str, tuple[str, ...]]:
    """Return text, encoding and warnings; raises ValueError with the reason when the bytes are no readable text."""
    for signature, reason in SIGNATURES:
        if data.startswith(signature):
            raise ValueError(reason)
    text, encoding, warnings = _characters(data)
    if CONTROL.search(text):
        raise ValueError("is a binary file, not text (it holds control characters)")
    if not text.strip():
        raise ValueError("is empty")
    return text, encoding, warnings


def _characters(data: bytes) -> tuple[str, str, tuple[str, ...]]:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            try:
                text = data[len(mark) :].decode(encoding)
            except UnicodeDecodeError as error:
                raise ValueError(f"is damaged: its start says {encoding}, byte {error.start} does not") from None
            dropped = "byte order mark dropped; offsets start behind it"
            return text, encoding, (dropped if encoding == "utf-8" else f"read as {encoding}; {dropped}",)
    try:
        return data.decode("utf-8"), "utf-8", ()
    except UnicodeDecodeError as error:
        if b"\0" in data:
            raise ValueError("is a binary file, not text (it holds NUL bytes)") from None
        lenient = data.decode("utf-8", "replace")
        faults = lenient.count("\ufffd")
        if sum(character > "\x7f" for character in lenient) > 2 * faults:
            raise ValueError(f"is damaged: it is UTF-8 but for byte {error.start}; save it again as UTF-8") from None
        return _western(data)


def _western(data: bytes) -> tuple[str, str, tuple[str, ...]]:
    # Statistical detectors were tried: on reports with a single ° or µ they name East Asian or Mac encodings.
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        text = ""
    # A few characters say nothing about the share in a very short text.
    if not text or sum(character > "\x7f" for character in text) > max(8, MOST_BEYOND_ASCII * len(data)):
        raise ValueError("has an unknown encoding: save it as UTF-8")
    return text, "cp1252", ("not UTF-8; read as cp1252 (Western, includes Latin-1), which is an assumption",)
