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
CASES = 200
ROUNDS = 5
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
    blank, nlp = spacy.blank("en"), extractor.load()
    words = sum(len(text.split()) for text in texts)
    floor, ours = best(lambda: each(blank, texts), lambda: each_record(nlp, texts))
    yield Row("tokenisation (floor)", floor, f"{len(texts)} texts, {words / floor:,.0f} words/s")
    yield Row("extractor", ours, f"{words / ours:,.0f} words/s", ours / floor, TARGETS["pipeline"])

    few = [text for text in sorted(texts, key=len) if len(text) < 5_000][-10:]
    words = sum(len(text.split()) for text in few)
    import medspacy
    from loguru import logger

    logger.remove()  # its sentence splitter logs every report to standard error
    peer = medspacy.load()
    floor, ours, theirs = best(
        lambda: each(blank, few), lambda: each_record(nlp, few), lambda: each(peer, few), rounds=3
    )
    yield Row("extractor, few texts", ours, f"{len(few)} texts, {words / ours:,.0f} words/s", ours / floor)
    yield Row("medspacy.load(), same", theirs, f"{words / theirs:,.0f} words/s", theirs / floor)


def length(texts: Sequence[str]) -> Iterable[Row]:
    """Compare one text of 1 MB with the same text in 50 pieces."""
    joined = "\n\n".join(texts)
    whole = (joined * (LONG // len(joined) + 1))[:LONG]
    pieces = split(whole, PIECES)
    nlp = extractor.load()
    together, apart = best(lambda: each_record(nlp, [whole]), lambda: each_record(nlp, pieces), rounds=2)
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


def each(nlp: spacy.Language, texts: Iterable[str]) -> None:
    """Run a spaCy pipeline over texts."""
    for text in texts:
        nlp(text)


def each_record(nlp: spacy.Language, texts: Iterable[str]) -> None:
    """Extract the records of texts."""
    for text in texts:
        extractor.extract(text, nlp=nlp)


def best(*functions: Callable[[], None], rounds: int = ROUNDS) -> list[float]:
    """Return each function's shortest time over alternating rounds, after one round to warm up."""
    seconds: list[list[float]] = [[] for _ in functions]
    for _ in range(rounds + 1):
        for function, times in zip(functions, seconds, strict=True):
            began = time.perf_counter()
            function()
            times.append(time.perf_counter() - began)
    return [min(times[1:]) for times in seconds]


if __name__ == "__main__":
    sys.exit(main())
