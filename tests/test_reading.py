"""Reading: what is a report, what its characters are, and what is refused with which words."""

from __future__ import annotations

import hashlib
import io
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from extractor.errors import ReadingError
from extractor.reading import discover, read
from extractor.reading.files import MAX_BYTES
from extractor.reading.text import decode

TEXT = "Müller’s stain: CD34 positive (±), 3 × 4 cm, 5 µg — S‑100 negative.\r\nKi-67 20 %.\n"
WESTERN = TEXT.replace("\u2011", "-")


def test_offsets_count_characters_as_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "note.one.txt"
    path.write_bytes(TEXT.encode())
    report = read(path)
    assert report.text == TEXT
    assert (report.name, report.encoding, report.warnings) == ("note.one", "utf-8", ())
    assert report.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()


@pytest.mark.parametrize(
    ("encoding", "named"),
    [("utf-8-sig", "byte order mark"), ("utf-16", "utf-16-le"), ("utf-32", "utf-32-le"), ("cp1252", "cp1252")],
)
def test_encodings_are_found_and_said(tmp_path: Path, encoding: str, named: str) -> None:
    path = tmp_path / "note.txt"
    path.write_bytes(WESTERN.encode(encoding))
    report = read(path)
    assert report.text == WESTERN
    assert named in " ".join(report.warnings)


def test_latin_1_with_a_single_sign() -> None:
    text = "The patient was afebrile (37 °C). " + "The tumor was negative for S100. " * 200
    assert decode(text.encode("latin-1"))[:2] == (text, "cp1252")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b" \n\t\r\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"tumor\0\1\2\xff", "binary"),
        (b"tumor \x01\x02 positive", "binary"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04...", "Word or zip"),
        (b"{\\rtf1 tumor}", "RTF"),
        ("腫瘍は陽性でした。".encode("shift_jis") * 9, "unknown encoding"),
        (TEXT.encode()[:-1] + "é".encode()[:1], "is damaged: it is UTF-8 but for byte"),
        (b"\xff\xfea", "is damaged: its start says utf-16-le"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "note.txt"
    path.write_bytes(data)
    with pytest.raises(ReadingError, match=reason) as caught:
        read(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(ReadingError, match="no such file"):
        read(tmp_path / "none.txt")
    with pytest.raises(ReadingError, match="is a folder"):
        read(tmp_path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="permissions do not bind the superuser")
def test_forbidden_file(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("CD34 positive")
    path.chmod(0)
    with pytest.raises(ReadingError, match="permission denied"):
        read(path)


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(ReadingError, match="larger than 20 MB"):
        read(path)


def test_a_stream_without_a_size_is_refused_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"a " * (MAX_BYTES // 2 + 1))))
    with pytest.raises(ReadingError, match="standard input: is larger than 20 MB"):
        read("-")


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(TEXT.encode())))
    report = read("-")
    assert (report.name, report.text) == ("stdin", TEXT)


def test_a_folder_yields_its_reports_sorted_and_once(tmp_path: Path) -> None:
    for name in ("b.txt", "a.TXT", "sub/c.md", "sub/d.text", "x.json", ".hidden.txt", ".git/e.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("CD34 positive")
    expected = [tmp_path / name for name in ("a.TXT", "b.txt", "sub/c.md", "sub/d.text")]
    assert discover([tmp_path]) == expected
    assert discover([tmp_path / "b.txt", tmp_path, tmp_path / "sub" / ".." / "b.txt"]) == [
        tmp_path / "b.txt",
        *(path for path in expected if path.name != "b.txt"),
    ]


def test_a_named_pipe_in_a_folder_is_left_out(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "note.txt").write_text("CD34 positive")
    assert discover([tmp_path]) == [tmp_path / "note.txt"]


def test_a_folder_without_reports(tmp_path: Path) -> None:
    with pytest.raises(ReadingError, match="is a folder without reports"):
        discover([tmp_path])


def test_missing_files_are_left_to_reading(tmp_path: Path) -> None:
    assert discover([tmp_path / "none.txt", Path("-")]) == [tmp_path / "none.txt", Path("-")]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_any_text_comes_back_unchanged(text: str) -> None:
    assume(not text.startswith(("%PDF-", "PK", "{\\rtf")) and text.removeprefix("\ufeff").strip())
    assert decode(text.encode())[0] == text.removeprefix("\ufeff")


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        text, _, _ = decode(data)
    except ValueError:
        return
    assert text.strip()
