"""The guides do what they say: their Python blocks and `extract` commands run, their make targets and files exist."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
GUIDES = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")


def blocks(guide: Path, language: str) -> list[str]:
    """Return the guide's code blocks in a language."""
    return [code for name, code in BLOCK.findall(guide.read_text(encoding="utf-8")) if name == language]


COMMANDS = [
    pytest.param(line, id=f"{guide.name}: {line}")
    for guide in GUIDES
    for code in blocks(guide, "sh")
    for line in code.splitlines()
    if line.startswith("extract ")
]


@pytest.fixture
def place(tmp_path: Path, reports: Path, root: Path) -> Path:
    """A folder with what the guides' examples name: report.txt, reports/ and gold/."""
    names = sorted(
        path.stem for path in (root / "corpus/gold").glob("*.json") if (reports / f"{path.stem}.txt").exists()
    )
    for folder, source, suffix in (("reports", reports, ".txt"), ("gold", root / "corpus/gold", ".json")):
        (tmp_path / folder).mkdir()
        for name in names[:3]:
            shutil.copy(source / f"{name}{suffix}", tmp_path / folder)
    shutil.copy(reports / f"{names[0]}.txt", tmp_path / "report.txt")
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_run(command: str, place: Path) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        command, shell=True, cwd=place, env={**os.environ, "PATH": path}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


@pytest.mark.parametrize("guide", [guide for guide in GUIDES if blocks(guide, "python")], ids=lambda guide: guide.name)
def test_python_blocks_run_one_after_the_other(guide: Path, place: Path) -> None:
    program = "\n".join(blocks(guide, "python"))
    done = subprocess.run([sys.executable, "-c", program], cwd=place, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_links_and_make_targets_exist(guide: Path) -> None:
    text = guide.read_text(encoding="utf-8")
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"\bmake (\w+)\b(?=`|$| )", "\n".join(blocks(guide, "sh")), re.MULTILINE)) <= targets
    missing = [link for link in LINK.findall(text) if not (guide.parent / link).exists()]
    assert not missing
