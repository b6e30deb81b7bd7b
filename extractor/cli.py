"""The command line `extract`: parse, call, print, exit status.

Imports that cost time (spaCy, pydantic, pandas, rich) stay inside the functions that need them: `--help` is instant.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from io import TextIOWrapper
from pathlib import Path
from tempfile import TemporaryDirectory
from traceback import extract_tb
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer
from typer.core import TyperGroup

from extractor.errors import ExtractorError, PatternError, WritingError

if TYPE_CHECKING:
    from rich.console import Console

    from extractor.records import CaseRecord

DEFAULT = "report"
HELP = """Turn oncology case reports and pathology notes into structured records, each with its words. Offline.

\b
    extract report.txt                  tables to read
    extract report.txt --json           the same records as JSON
    extract - < report.txt              from standard input
    extract reports/ -o out/            a folder: one out/NAME.json per report
    extract explain report.txt          why each record is there

`extract report --help` lists the options of reading reports.

Exit status: 0 done, 1 something failed (one line each; the other reports are still done), 2 wrong usage.
"""


class Commands(TyperGroup):
    """Sub-commands with a default: `extract FILE` means `extract report FILE`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the default command before arguments that begin with neither a command nor an option of ours."""
        if args and args[0] not in (*self.commands, "--help", "--version"):
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=Commands,
    help=HELP,
    rich_markup_mode="rich",
    no_args_is_help=True,
    add_completion=False,
    # A traceback's local variables hold report text.
    pretty_exceptions_enable=False,
)

Files = dict[str, Sequence[Path]]
Choice = dict[str, Sequence[str]]
# Click would refuse an unreadable file as wrong usage (readable=True), and the other reports with it.
Inputs = Annotated[
    list[Path], typer.Argument(metavar="FILE|FOLDER|-...", help="Text files, folders of them, or -.", readable=False)
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else; one line each for several reports.")]
Explained = Annotated[bool, typer.Option("--explain", help="Show the rule and the words that decided each record.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="FOLDER", help="Write FOLDER/NAME.json each.")]
Types = Annotated[
    list[str] | None, typer.Option("--type", metavar="TYPE", help="Only these records, such as markers; repeatable.")
]
Subjects = Annotated[
    list[str] | None, typer.Option("--subject", metavar="WHO", help="Only facts of patient, family or literature.")
]
Sections = Annotated[
    list[str] | None, typer.Option("--section", metavar="NAME", help="Only what stands in these sections.")
]
Terms = Annotated[
    list[Path] | None, typer.Option("--terms", metavar="FILE", help="More vocabulary (TSV).", readable=False)
]
ContextRules = Annotated[
    list[Path] | None,
    typer.Option("--context-rules", metavar="FILE", help="More context rules (medspaCy JSON).", readable=False),
]
SectionRules = Annotated[
    list[Path] | None,
    typer.Option("--section-rules", metavar="FILE", help="More section rules (medspaCy JSON).", readable=False),
]


def main() -> None:
    """Run the command line; an error becomes one line on standard error and exit status 1."""
    if sys.stdout is None:
        _complain("standard output: is closed")
        sys.exit(1)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    try:
        app(prog_name="extract")
    except OSError as error:  # reading and writing files have errors of their own; standard output has no file name
        where = "standard output: cannot be written" if error.filename is None else error.filename
        _complain(f"{where}: {(error.strerror or type(error).__name__).lower()}")
        # What waits to be written would fail once more when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.exit(1)
    except Exception as error:
        _complain(_defect(error))
        sys.exit(1)


def _print_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"extractor {version('extractor')}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    """Take the options that need no command."""


@app.command()
def report(
    inputs: Inputs,
    as_json: AsJson = False,
    explained: Explained = False,
    output: Output = None,
    types: Types = None,
    subjects: Subjects = None,
    sections: Sections = None,
    terms: Terms = None,
    context_rules: ContextRules = None,
    section_rules: SectionRules = None,
) -> None:
    """Read reports and print their records (the default command)."""
    choice = _choice(types, subjects, sections)
    rules: Files = {"terms": terms or (), "context_rules": context_rules or (), "section_rules": section_rules or ()}
    failures: list[str] = []
    paths = _discover(inputs, failures)
    if output is not None:
        _write(paths, output, rules, choice, failures, explained=explained)
    elif as_json:
        _print_json(paths, rules, choice, failures, explained=explained, single=_is_single(inputs))
    else:
        _print_tables(paths, rules, choice, failures, explained=explained)
    raise typer.Exit(1 if failures else 0)


@app.command()
def explain(
    inputs: Inputs,
    as_json: AsJson = False,
    types: Types = None,
    subjects: Subjects = None,
    sections: Sections = None,
    terms: Terms = None,
    context_rules: ContextRules = None,
    section_rules: SectionRules = None,
) -> None:
    """Show for each record the rule and vocabulary entry that fired and the words that decided it."""
    report(
        inputs,
        as_json=as_json,
        explained=True,
        types=types,
        subjects=subjects,
        sections=sections,
        terms=terms,
        context_rules=context_rules,
        section_rules=section_rules,
    )


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="Gold records: a folder of NAME.json, or one file.")],
    predicted: Annotated[
        Path, typer.Argument(metavar="PREDICTED|TEXTS", help="Records to measure, or reports to extract first.")
    ],
    texts: Annotated[
        Path | None, typer.Option("--texts", metavar="FOLDER", help="Check the evidence against these reports.")
    ] = None,
    errors: Annotated[bool, typer.Option("--errors", help="List every disagreement.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")] = False,
) -> None:
    """Measure records against gold: precision, recall, F1 and attribute accuracy per record type."""
    from extractor.evaluation import evaluate as measure
    from extractor.writing.evaluations import show

    failures: list[str] = []
    if _holds_records(predicted):
        result = measure(gold, predicted, texts)
    else:
        with TemporaryDirectory() as folder:
            _extract_for(gold, predicted, Path(folder), failures)
            result = measure(gold, Path(folder), texts or predicted)
    if as_json:
        _put(json.dumps(result.to_dict(), ensure_ascii=False, indent=2) + "\n")
    else:
        show(result, _console(), errors=errors)
    raise typer.Exit(1 if failures or result.false_spans else 0)


@app.command()
def schema() -> None:
    """Print the JSON Schema of the records."""
    from extractor.writing.json import schema as contract

    _put(contract())


@app.command()
def terms(
    query: Annotated[list[str], typer.Argument(metavar="QUERY", help="A marker, gene, drug, tumor …, as written.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")] = False,
) -> None:
    """Show what the vocabulary knows about a term: canonical name, synonyms, identifiers, source."""
    from extractor.rules import vocabulary

    written = " ".join(query)
    found = vocabulary().lookup(written)
    if as_json:
        _put(json.dumps([asdict(term) for term in found], ensure_ascii=False, indent=2, default=str) + "\n")
    elif found:
        from extractor.writing.vocabulary import show

        show(found, _console())
    if not found:
        _complain(f"{written}: not in the vocabulary; --terms FILE adds terms of your own")
        raise typer.Exit(1)


def _choice(types: Sequence[str] | None, subjects: Sequence[str] | None, sections: Sequence[str] | None) -> Choice:
    """Return the filters as `select` takes them; an unknown type or subject is wrong usage."""
    if types or subjects:
        from extractor.records import Subject
        from extractor.writing.selection import TYPES

        for option, given, known in (("--type", types, TYPES), ("--subject", subjects, get_args(Subject))):
            for name in given or ():
                if name not in known:
                    raise typer.BadParameter(f"{name!r} is none of {', '.join(known)}", param_hint=option)
    return {"types": types or (), "subjects": subjects or (), "sections": sections or ()}


def _is_single(inputs: Sequence[Path]) -> bool:
    from extractor.reading.files import is_folder

    return len(inputs) == 1 and not is_folder(inputs[0])


def _discover(inputs: Iterable[Path], failures: list[str]) -> list[Path]:
    """Return the reports of all inputs; an input without any is a failure of its own."""
    from extractor.reading import discover

    good = []
    for each in inputs:
        try:
            discover([each])
        except ExtractorError as error:
            _fail(str(error), failures)
        else:
            good.append(each)
    return discover(good)


def _records(paths: Iterable[Path], rules: Files, failures: list[str]) -> Iterator[tuple[Path, CaseRecord]]:
    """Yield the record of each report that can be read; what fails is said and counted, and the others are done."""
    from extractor.reading import read

    nlp = None
    for path in paths:
        try:
            given = read(path)
        except ExtractorError as error:
            _fail(str(error), failures)
            continue
        for warning in given.warnings:
            _complain(f"{path}: {warning}")
        if nlp is None:
            from extractor.pipeline import extract, load

            nlp = load(**rules, lazy=True)
        try:
            record = extract(given, nlp=nlp)
        except PatternError:  # a broken pattern file is read at the first report and costs all of them
            raise
        except Exception as error:  # a defect in one report must not cost the others
            _fail(f"{path}: {_defect(error)}", failures)
            continue
        yield path, record


def _defect(error: Exception) -> str:
    """Return where an unexpected error arose; not its message, which may hold report text."""
    if isinstance(error, ExtractorError):
        return str(error)
    place = extract_tb(error.__traceback__)[-1]
    where = f"{Path(place.filename).name}, line {place.lineno}"
    return f"internal error, please report it: {type(error).__name__} in {where}"


def _write(
    paths: Sequence[Path],
    folder: Path,
    rules: Files,
    choice: Choice,
    failures: list[str],
    *,
    explained: bool,
) -> None:
    """Write folder/NAME.json for each report."""
    from extractor.writing.files import free_name, make_folder, write
    from extractor.writing.json import pretty
    from extractor.writing.selection import select

    if folder.suffix == ".json" and not folder.is_dir():
        raise typer.BadParameter("takes a folder; for one file: extract FILE --json > out.json", param_hint="--output")
    make_folder(folder)
    sources = {path.resolve() for path in paths}
    taken: set[str] = set()
    for path, record in _records(_with_progress(paths), rules, failures):
        name = free_name(record.source.name, taken)
        target = folder / f"{name}.json"
        if name != record.source.name:
            _complain(f"{path}: another report is called {record.source.name} as well; written to {target}")
        try:
            if target.resolve() in sources:
                raise WritingError(f"{path}: {target} is itself an input and is not overwritten")
            write(target, pretty(select(record, **choice), explain=explained))
        except WritingError as error:
            _fail(str(error), failures)


def _print_json(
    paths: Sequence[Path],
    rules: Files,
    choice: Choice,
    failures: list[str],
    *,
    explained: bool,
    single: bool,
) -> None:
    """Print one indented object for a single report, else JSON Lines: an object per line."""
    from extractor.writing.json import line, pretty
    from extractor.writing.selection import select

    form = pretty if single else line
    for _, record in _records(paths, rules, failures):
        _put(form(select(record, **choice), explain=explained))


def _print_tables(
    paths: Sequence[Path],
    rules: Files,
    choice: Choice,
    failures: list[str],
    *,
    explained: bool,
) -> None:
    from extractor.writing.explanations import show as show_reasons
    from extractor.writing.selection import select
    from extractor.writing.tables import show as show_tables

    console = _console()
    show = show_reasons if explained else show_tables
    for _, record in _records(paths, rules, failures):
        show(select(record, **choice), console)


def _holds_records(predicted: Path) -> bool:
    """Tell records, which are JSON files, from reports; what is not there is left to `evaluate` to complain about."""
    if predicted.is_dir():
        return any(predicted.glob("*.json"))
    return predicted.suffix == ".json" or not predicted.exists()


def _extract_for(gold: Path, texts: Path, folder: Path, failures: list[str]) -> None:
    """Write the records of those reports that have gold to folder/NAME.json."""
    from extractor.reading import discover
    from extractor.writing.files import write
    from extractor.writing.json import pretty

    paths = discover([texts])
    if gold.is_dir():
        names = {path.stem: path.name for path in gold.glob("*.json")}
    else:
        names = {(texts if texts.is_file() else gold).stem: gold.name}
    wanted: dict[str, Path] = {}
    for path in paths:
        if path.stem in names and wanted.setdefault(path.stem, path) != path:
            _fail(f"{path}: left out, because {wanted[path.stem]} has the same name", failures)
    for path, record in _records(_with_progress(list(wanted.values())), {}, failures):
        write(folder / names[path.stem], pretty(record))


def _with_progress(paths: Sequence[Path]) -> Iterable[Path]:
    """Return the paths, with a progress bar when there is somebody at a terminal to see it."""
    if len(paths) < 2 or not sys.stderr.isatty():
        return paths
    from rich.console import Console
    from rich.progress import track

    return track(paths, "Reading reports", console=Console(stderr=True), transient=True)


def _console() -> Console:
    from rich.console import Console

    # Tables cut at 80 columns would hide half of each record from a pipe or a pager.
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else 120
    return Console(width=width, highlight=False)


def _put(text: str) -> None:
    """Print JSON, which is UTF-8 whatever the terminal's encoding."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    sys.stdout.write(text)
    sys.stdout.flush()


def _fail(message: str, failures: list[str]) -> None:
    failures.append(message)
    _complain(message)


def _complain(message: str) -> None:
    print(" ".join(message.split()), file=sys.stderr)
