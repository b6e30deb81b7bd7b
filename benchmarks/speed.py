"""What the speed claims rest on: `make bench` runs this, prints a table and fails when a target is missed.

All figures come from one run on one machine over the same texts. The floor is spaCy's tokenizer alone: no pipeline that
builds a spaCy document can be faster. medspaCy stands beside it on a share of the texts, because its time grows with
the square of a text's length.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import spacy
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

import extractor

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("EXTRACTOR_SHARED") or ROOT.parent / "shared")
CASES = 400
FEW = 10
SHORT = 5_000
STARTS = 7
LONG = 1_000_000
PIECES = 50
# Times as multiples: of tokenisation, of 50 pieces of the same text, of `import spacy`.
TARGETS = {"pipeline": 2.5, "one long text": 1.2, "extract --json": 2.5, "extract --help": 0.5}


@dataclass(frozen=True)
class Row:
    """One measured line: seconds, what they are compared with, and the target for the ratio, if any."""

    what: str
    seconds: float
    detail: str
    ratio: float | None = None
    target: float | None = None

    @property
    def missed(self) -> bool:
        """Whether the ratio is above its target."""
        return self.ratio is not None and self.target is not None and self.ratio > self.target


def main() -> int:
    """Measure everything, print the table and return the exit status."""
    texts = own_texts() + shared_texts()
    rows = [*throughput(texts), *length(texts), *start()]
    table = Table("What", "Seconds", "Detail", "Ratio", "Target", "", box=SIMPLE_HEAD)
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:.2f} ×"
        target = "" if row.target is None else f"≤ {row.target:g} ×"
        verdict = "" if row.target is None else "missed" if row.missed else "met"
        table.add_row(row.what, f"{row.seconds:.3f}", row.detail, ratio, target, verdict)
    Console(width=None if sys.stdout.isatty() else 120, highlight=False).print(table)
    return int(any(row.missed for row in rows))


def own_texts() -> list[str]:
    """Return the project's own reports."""
    return [extractor.read(path).text for path in sorted((ROOT / "corpus" / "reports").glob("*.txt"))]


def shared_texts() -> list[str]:
    """Return the published reports and a sample of case reports, where they are present."""
    texts = [extractor.read(path).text for path in sorted((SHARED / "reports").glob("*.txt"))]
    cases = SHARED / "corpora" / "case-reports" / "texts.jsonl"
    if cases.exists():
        with cases.open(encoding="utf-8") as lines:
            texts += [json.loads(line)["text"] for _, line in zip(range(CASES), lines, strict=False)]
    return texts


def throughput(texts: Sequence[str]) -> Iterable[Row]:
    """Compare the whole pipeline with tokenisation alone, and with medspaCy's default pipeline on few texts."""
    import medspacy
    from loguru import logger

    logger.remove()  # its sentence splitter logs every report to standard error
    peer = medspacy.load()
    few = [text for text in texts if len(text) < SHORT][:FEW]

    began = time.perf_counter()
    functions = (spacy.blank("en"), records_of(extractor.load()))
    yield Row("extractor.load()", time.perf_counter() - began, "once per process, with all expressions compiled")
    floor, ours = once(texts, *functions)
    words = sum(len(text.split()) for text in texts)
    yield Row("tokenisation (floor)", floor, f"{len(texts)} texts, {words / floor:,.0f} words/s")
    yield Row("extractor", ours, f"{words / ours:,.0f} words/s", ours / floor, TARGETS["pipeline"])
    # Without a target: nobody extracts a report twice. It shows the work that is not the tokenizer's.
    floor, ours = once(texts, *functions)
    yield Row("tokenisation, seen before", floor, f"the same texts again, {words / floor:,.0f} words/s")
    yield Row("extractor, seen before", ours, f"{words / ours:,.0f} words/s", ours / floor)

    floor, ours, theirs = once(few, spacy.blank("en"), records_of(extractor.load()), peer)
    words = sum(len(text.split()) for text in few)
    yield Row("extractor, short texts", ours, f"{len(few)} texts, {words / ours:,.0f} words/s", ours / floor)
    yield Row("medspacy.load(), the same", theirs, f"{words / theirs:,.0f} words/s", theirs / floor)


def length(texts: Sequence[str]) -> Iterable[Row]:
    """Compare one text of 1 MB with the same text in 50 pieces."""
    joined = "\n\n".join(texts)
    whole = (joined * (LONG // len(joined) + 1))[:LONG]
    pieces = split(whole, PIECES)
    extract = records_of(extractor.load())
    together, apart = (min(times) for times in zip(*(rounds(extract, whole, pieces) for _ in range(2)), strict=True))
    yield Row(f"{len(pieces)} pieces of 20 kB", apart, f"{len(whole):,} characters")
    yield Row("one text of 1 MB", together, "the same text", together / apart, TARGETS["one long text"])


def split(text: str, count: int) -> list[str]:
    """Cut a text behind line ends into about `count` pieces of equal length."""
    pieces, start = [], 0
    for number in range(1, count):
        end = text.find("\n", number * len(text) // count) + 1
        if end > start:
            pieces.append(text[start:end])
            start = end
    return [*pieces, text[start:]]


def start() -> Iterable[Row]:
    """Compare cold starts of the command line with that of `import spacy`."""
    report = sorted((ROOT / "corpus" / "reports").glob("*.txt"))[0]
    command = str(Path(sys.executable).parent / "extract")
    commands = {
        "import spacy": [sys.executable, "-c", "import spacy"],
        "extract --json": [command, str(report), "--json"],
        "extract --help": [command, "--help"],
    }
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(STARTS + 1):
        for name, arguments in commands.items():
            began = time.perf_counter()
            subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL)
            seconds[name].append(time.perf_counter() - began)
    # The first round fills the disk cache.
    medians = {name: median(times[1:]) for name, times in seconds.items()}
    floor = medians.pop("import spacy")
    yield Row("python -c 'import spacy'", floor, f"median of {STARTS} cold starts")
    for name, time_taken in medians.items():
        yield Row(name, time_taken, f"median of {STARTS} cold starts", time_taken / floor, TARGETS[name])


def rounds(extract: Callable[[str], object], whole: str, pieces: Sequence[str]) -> tuple[float, float]:
    """Return the seconds for a text, and for its pieces one after the other."""
    return timed(extract, whole), sum(timed(extract, piece) for piece in pieces)


def records_of(nlp: spacy.Language) -> Callable[[str], object]:
    """Return a function from a text to its record."""
    return lambda text: extractor.extract(text, nlp=nlp)


def once(texts: Sequence[str], *functions: Callable[[str], object]) -> list[float]:
    """Return each function's seconds over texts that it sees for the first time, but for one to warm up.

    Tokenizers remember words: over texts that they have seen they are several times faster than in real use. The
    functions take turns text by text, so that a busy machine slows all of them.
    """
    seconds = [0.0] * len(functions)
    for number, text in enumerate([texts[-1], *texts[:-1]]):
        for index, function in enumerate(functions):
            taken = timed(function, text)
            seconds[index] += taken if number else 0.0
    return seconds


def timed(function: Callable[[str], object], text: str) -> float:
    """Return the seconds that a function takes for a text."""
    began = time.perf_counter()
    function(text)
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
