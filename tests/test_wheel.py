"""The wheel works by itself: built, installed into a clean environment, run from another folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest


def call(*command: str | Path, cwd: Path) -> str:
    """Run a command without this checkout on its path and return its standard output."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel with the build tools of this environment."""
    folder = tmp_path_factory.mktemp("dist")
    call(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, root, cwd=folder)
    return next(folder.glob("*.whl"))


def test_wheel_holds_code_and_data_only(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "extractor/py.typed" in names
    assert any(name.startswith("extractor/patterns/vocabulary/") for name in names)
    assert all(name.startswith(("extractor/", "extractor-")) for name in names)


def test_installed_wheel_extracts_from_another_folder(wheel: Path, tmp_path: Path) -> None:
    clean = tmp_path / "venv"
    venv.create(clean)
    python = clean / "bin" / "python"
    packages = Path(call(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=tmp_path).strip())
    # The dependencies come from this environment: a path in a .pth file reaches packages, not editable installs.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    call(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel, cwd=tmp_path)

    (tmp_path / "report.txt").write_text("The tumor was positive for CD34 and negative for desmin.")
    record = json.loads(call(clean / "bin" / "extract", "report.txt", "--json", cwd=tmp_path))
    assert {marker["name"]: marker["polarity"] for marker in record["markers"]} == {
        "CD34": "positive",
        "desmin": "negative",
    }

    program = (
        "import spacy; nlp = spacy.blank('en'); nlp.add_pipe('extractor'); "
        "doc = nlp('The tumor was positive for CD34.'); import extractor; "
        "print(extractor.__file__, doc._.record.markers[0].name)"
    )
    place, name = call(python, "-c", program, cwd=tmp_path).split()
    assert Path(place).is_relative_to(packages)
    assert name == "CD34"
