"""The command line: what stands on which stream, exit status, and that one bad input never costs the others."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import extractor.pipeline
from extractor import cli
from extractor.errors import PatternError
from extractor.records import CaseRecord

REPORT = """Case presentation

A 24-year-old woman presented with a mass of the left thigh. Immunohistochemistry showed positivity for CD34 and S100.
The tumor was negative for desmin. She was treated with entrectinib 600 mg orally once daily.

Discussion

Larotrectinib was given to other patients.
"""
SECRET = "Zyxwvut"


@dataclass(frozen=True)
class Result:
    """What a run of the command line left behind."""

    status: int
    out: str
    err: str


Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], nlp: Any, tmp_path: Path) -> Run:
    """Run `extract` in this process, in an empty folder that holds report.txt."""
    load = extractor.pipeline.load

    def pipeline(*, lazy: bool, **rules: Any) -> Any:
        return load(lazy=lazy, **rules) if any(rules.values()) else nlp

    monkeypatch.setattr(extractor.pipeline, "load", pipeline)
    monkeypatch.chdir(tmp_path)
    Path("report.txt").write_text(REPORT, encoding="utf-8")

    def call(*arguments: str, stdin: bytes = b"") -> Result:
        monkeypatch.setattr(sys, "argv", ["extract", *arguments])
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as caught:
            cli.main()
        out, err = capsys.readouterr()
        return Result(int(caught.value.code or 0), out, err)

    return call


def test_tables_name_what_was_found(run: Run) -> None:
    result = run("report.txt")
    assert result.status == 0
    assert result.err == ""
    for words in ("24 years", "female", "Markers", "CD34", "positive", "Treatments", "entrectinib", "600 mg"):
        assert words in result.out


def test_json_is_the_contract_and_nothing_else(run: Run) -> None:
    result = run("report.txt", "--json")
    record = CaseRecord.model_validate_json(result.out)
    assert (result.status, result.err) == (0, "")
    assert record.source.name == "report"
    assert "reasons" not in result.out
    for _, each in record.records():
        for mention in each.evidence:
            assert REPORT[mention.start : mention.end] == mention.text


def test_several_reports_are_json_lines(run: Run) -> None:
    Path("other.txt").write_text("Positive for CD34.")
    result = run("--json", "report.txt", "other.txt")
    assert [json.loads(line)["source"]["name"] for line in result.out.splitlines()] == ["report", "other"]


def test_a_folder_is_json_lines_even_with_one_report(run: Run) -> None:
    result = run(".", "--json")
    assert len(result.out.splitlines()) == 1


def test_standard_input(run: Run) -> None:
    result = run("-", "--json", stdin=REPORT.encode())
    assert json.loads(result.out)["source"]["name"] == "stdin"


def test_a_file_named_like_a_command(run: Run) -> None:
    Path("schema").write_text(REPORT)
    assert json.loads(run("./schema", "--json").out)["source"]["name"] == "schema"


def test_crlf_offsets(run: Run) -> None:
    text = REPORT.replace("\n", "\r\n")
    Path("report.txt").write_bytes(text.encode())
    record = CaseRecord.model_validate_json(run("report.txt", "--json").out)
    assert record.source.characters == len(text)
    assert all(text[m.start : m.end] == m.text for _, each in record.records() for m in each.evidence)


def test_output_folder_and_name_clash(run: Run) -> None:
    Path("sub").mkdir()
    Path("sub/report.txt").write_text("Positive for CD34.")
    result = run("report.txt", "sub", "-o", "out/deep")
    assert result.status == 0
    assert result.out == ""
    assert sorted(path.name for path in Path("out/deep").iterdir()) == ["report-2.json", "report.json"]
    assert result.err.count("\n") == 1
    assert "sub/report.txt" in result.err
    assert "report-2.json" in result.err


def test_an_input_is_not_overwritten(run: Run) -> None:
    Path("note.json").write_text(REPORT)
    result = run("note.json", "-o", ".")
    assert result.status == 1
    assert "not overwritten" in result.err
    assert Path("note.json").read_text() == REPORT


def test_bad_inputs_are_named_and_the_others_done(run: Run) -> None:
    Path("empty.txt").touch()
    Path("binary.txt").write_bytes(b"\0\1\2" * 99)
    Path("folder").mkdir()
    with Path("huge.txt").open("wb") as file:
        file.truncate(200_000_000)
    bad = ("missing.txt", "empty.txt", "binary.txt", "folder", "huge.txt")
    result = run(*bad, "report.txt", "-o", "out")
    assert result.status == 1
    assert [path.name for path in Path("out").iterdir()] == ["report.json"]
    assert sorted(line.partition(":")[0] for line in result.err.splitlines()) == sorted(bad)


def test_what_may_not_be_read_is_named_and_the_others_done(run: Run) -> None:
    for name in ("closed/report.txt", "listed/other.txt", "unreadable.txt"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(REPORT)
    Path("unreadable.txt").chmod(0)
    Path("closed").chmod(0)
    Path("listed").chmod(0o444)
    try:
        if os.access("unreadable.txt", os.R_OK):
            pytest.skip("permissions do not bind the superuser")
        result = run("unreadable.txt", "closed/report.txt", "closed", "listed", "report.txt", "-o", "out")
        assert result.err.splitlines() == [
            f"{name}: permission denied"
            for name in ("unreadable.txt", "closed/report.txt", "closed", "listed/other.txt")
        ]
        assert result.status == 1
        assert Path("out/report.json").exists()
        rules = run("report.txt", "--terms", "unreadable.txt")
        assert (rules.status, rules.out, rules.err.count("\n")) == (1, "", 1)
    finally:
        for name in ("closed", "listed"):
            Path(name).chmod(0o755)


def test_other_encodings_are_said(run: Run) -> None:
    Path("report.txt").write_bytes(REPORT.replace("left thigh", "left thigh (3 × 4 cm)").encode("cp1252"))
    result = run("report.txt", "--json")
    assert result.status == 0
    assert result.err.startswith("report.txt: not UTF-8; read as cp1252")
    assert any("cp1252" in warning for warning in json.loads(result.out)["warnings"])


def test_a_defect_costs_one_report_and_shows_no_text(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    extract = extractor.pipeline.extract

    def broken(report: Any, **options: Any) -> CaseRecord:
        if report.name == "bad":
            raise ValueError(report.text)
        return extract(report, **options)

    monkeypatch.setattr(extractor.pipeline, "extract", broken)
    Path("bad.txt").write_text(SECRET)
    result = run("bad.txt", "report.txt", "-o", "out")
    assert result.status == 1
    assert result.err.startswith("bad.txt: internal error")
    assert SECRET not in result.err
    assert Path("out/report.json").exists()


@pytest.mark.parametrize("blocked", ["out", "out/report.json"])
def test_unwritable_output(run: Run, blocked: str) -> None:
    if blocked == "out":
        Path("out").write_text("a file")
    else:
        Path(blocked).mkdir(parents=True)
    Path("other.txt").write_text("Positive for CD34.")
    result = run("report.txt", "other.txt", "-o", "out")
    assert result.status == 1
    assert result.err.count("\n") == 1
    assert result.err.startswith(f"{blocked}: ")
    assert Path("out/other.json").exists() == (blocked != "out")


@pytest.mark.parametrize("option", ["--terms", "--context-rules", "--section-rules"])
def test_a_broken_rule_file_is_one_line(run: Run, option: str) -> None:
    Path("rules").write_text("{ broken")
    result = run("report.txt", option, "rules")
    assert result.status == 1
    assert result.out == ""
    assert result.err.startswith("rules")
    assert result.err.count("\n") == 1


@pytest.mark.parametrize("step", ["load", "extract"])
def test_a_broken_pattern_file_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise PatternError("patterns/markers.toml", "positive-for", "its regex does not compile")

    monkeypatch.setattr(extractor.pipeline, step, broken)
    Path("other.txt").write_text(REPORT)
    result = run("report.txt", "other.txt")
    assert result.status == 1
    assert result.err == "patterns/markers.toml, rule 'positive-for': its regex does not compile\n"


def test_filters(run: Run) -> None:
    def records(*options: str) -> list[dict[str, Any]]:
        data = json.loads(run("report.txt", "--json", *options).out)
        return [{"type": kind, **each} for kind, found in data.items() if kind.endswith("s") for each in found]

    assert {each["type"] for each in records("--type", "markers")} == {"markers"}
    assert {each["subject"] for each in records("--subject", "patient")} == {"patient"}
    assert {each["type"] for each in records("--type", "markers", "--type", "treatments")} == {"markers", "treatments"}
    assert records("--section", "case")
    assert not records("--section", "no such section")


@pytest.mark.parametrize(
    "arguments",
    [
        ("report.txt", "--type", "nonsense"),
        ("report.txt", "--subject", "nobody"),
        ("report.txt", "--no-such-option"),
        ("report.txt", "-o", "one.json"),
        ("evaluate", "gold"),
        ("terms",),
        ("--json",),
    ],
)
def test_wrong_usage(run: Run, arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.status == 2
    assert result.out == ""


def test_explain_names_rules_and_words(run: Run) -> None:
    result = run("explain", "report.txt", "--type", "markers")
    assert result.status == 0
    assert "desmin, negative" in result.out
    assert "vocabulary/markers.tsv" in result.out
    assert "markers.toml" in result.out
    assert "negative" in result.out
    assert run("report.txt", "--explain", "--type", "markers").out == result.out
    reasons = [each["reasons"] for each in json.loads(run("explain", "report.txt", "--json").out)["markers"]]
    assert all(reasons)


def test_evaluate_texts_and_records(run: Run) -> None:
    run("report.txt", "-o", "gold")
    for predicted in (".", "gold", "report.txt", "gold/report.json"):
        gold = "gold" if Path(predicted).is_dir() else "gold/report.json"
        result = run("evaluate", gold, predicted, "--json")
        assert result.status == 0, result.err
        assert json.loads(result.out)["rows"]["TOTAL"]["f1"] == 1.0
    assert "Precision" in run("evaluate", "gold", ".").out


def test_evaluate_checks_evidence_on_the_text_as_decoded(run: Run) -> None:
    text = REPORT.replace("\n", "\r\n").replace("left thigh", "left thigh (5 µm)")
    Path("texts/sub").mkdir(parents=True)
    Path("texts/crlf.txt").write_bytes(text.encode())
    Path("texts/western.txt").write_bytes(text.encode("cp1252"))
    Path("texts/wide.md").write_bytes(text.encode("utf-16"))
    Path("texts/sub/marked.text").write_bytes(text.encode("utf-8-sig"))
    run("texts", "-o", "gold")
    for arguments in (("gold", "texts"), ("gold", "gold", "--texts", "texts"), ("gold/crlf.json", "texts/western.txt")):
        result = run("evaluate", *arguments, "--json")
        measured = json.loads(result.out)
        assert (result.status, measured["false_spans"], measured["not_checked"]) == (0, [], [])


def test_evaluate_measures_the_others_when_a_text_is_broken(run: Run) -> None:
    for name in ("texts", "texts/sub"):
        Path(name).mkdir()
        Path(name, "report.txt").write_text(REPORT)
    Path("texts/bad.txt").write_text(REPORT)
    run("texts/report.txt", "texts/bad.txt", "-o", "gold")
    Path("texts/bad.txt").write_bytes(b"\0\1\2" * 99)
    result = run("evaluate", "gold", "texts", "--json")
    assert result.status == 1
    assert sorted(line.partition(":")[0] for line in result.err.splitlines()) == [
        "texts/bad.txt",
        "texts/sub/report.txt",
    ]
    measured = json.loads(result.out)
    assert (measured["not_predicted"], measured["documents"]["report"]) == (["bad"], 1.0)


def test_evaluate_lists_errors_and_fails_on_false_evidence(run: Run) -> None:
    run("report.txt", "-o", "gold")
    data = json.loads(Path("gold/report.json").read_text(encoding="utf-8"))
    data["markers"][0]["polarity"] = "equivocal"
    data["markers"][0]["evidence"][0]["start"] += 1
    Path("predicted").mkdir()
    Path("predicted/report.json").write_text(json.dumps(data))
    result = run("evaluate", "gold", "predicted", "--texts", ".", "--errors")
    assert result.status == 1
    assert "missed" in result.out
    assert "false evidence" in result.out


def test_evaluate_without_gold(run: Run) -> None:
    result = run("evaluate", "none", "report.txt")
    assert result.status == 1
    assert result.err == "none: no such file or folder\n"


def test_schema_describes_what_json_prints(run: Run) -> None:
    import jsonschema

    schema = json.loads(run("schema").out)
    jsonschema.validate(json.loads(run("report.txt", "--json").out), schema)


def test_terms(run: Run) -> None:
    found = run("terms", "S-100")
    assert found.status == 0
    assert "marker" in found.out
    assert {term["name"] for term in json.loads(run("terms", "s100", "--json").out)} >= {"S100"}
    missing = run("terms", "no", "such", "thing")
    assert (missing.status, missing.out) == (1, "")
    assert missing.err.startswith("no such thing: not in the vocabulary")


def test_version(run: Run) -> None:
    assert run("--version").out == f"extractor {version('extractor')}\n"


def test_help_names_the_commands_and_loads_nothing_heavy() -> None:
    program = (
        "import sys; from extractor import cli; sys.argv = ['extract', '--help']\n"
        "try: cli.main()\n"
        "finally: print(sorted({'spacy', 'pandas', 'pydantic', 'numpy'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stderr == "[]\n"
    for command in ("report", "explain", "evaluate", "schema", "terms"):
        assert command in done.stdout


def test_json_is_utf8_on_an_ascii_terminal_and_a_closed_pipe_is_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text(REPORT.replace("thigh", "thigh (β)"), encoding="utf-8")
    command = f"'{sys.executable}' -c 'from extractor.cli import main; main()'"
    done = subprocess.run(
        f"{command} report.txt --json; {command} schema | head -c 1",
        shell=True,
        cwd=tmp_path,
        capture_output=True,
        check=True,
        env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PATH": "/usr/bin:/bin"},
    )
    assert done.stderr == b""
    assert json.loads(done.stdout.decode()[:-1])["source"]["characters"] == len(REPORT) + 4


def test_streams_that_are_full_or_closed_are_one_line(tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text(REPORT, encoding="utf-8")
    command = f"'{sys.executable}' -c 'from extractor.cli import main; main()'"
    for arguments, line in (
        ("report.txt --json > /dev/full", "standard output: cannot be written: no space left on device\n"),
        ("report.txt > /dev/full", "standard output: cannot be written: no space left on device\n"),
        ("schema > /dev/full", "standard output: cannot be written: no space left on device\n"),
        ("schema >&-", "standard output: is closed\n"),
        ("- <&-", "standard input: is closed\n"),
    ):
        done = subprocess.run(f"{command} {arguments}", shell=True, cwd=tmp_path, capture_output=True, text=True)
        assert (done.returncode, done.stdout, done.stderr) == (1, "", line)
