"""How many gene fusions of curated statements are found: `python benchmarks/fusions.py [--samples N] [--text FILE]`.

Of the CIViC evidence statements whose text names both partners of the fusion that their molecular profile is about,
by any spelling in patterns/vocabulary/genes.tsv, the share that yields this fusion. With `--samples`, found fusions are
printed in their context, to be read one by one: precision has no other measure here.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from spacy.language import Language

from extractor import load
from extractor.phrases import pieces
from extractor.rules import vocabulary
from extractor.slots import fusions

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("EXTRACTOR_SHARED") or ROOT.parent / "shared")
TARGET = 0.97
CONTEXT = 90


def main() -> int:
    """Measure recall on the statements, print what is missed and the samples asked for, return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=0, help="print this many found fusions in context")
    parser.add_argument(
        "--text", type=Path, action="append", default=[], help="further texts: JSON lines with the fields id and text"
    )
    arguments = parser.parse_args()
    statements = SHARED / "corpora" / "civic" / "evidence.tsv"
    if not statements.exists():
        print(f"skipped: no {statements}; set EXTRACTOR_SHARED to the folder that holds corpora/")
        return 0
    nlp = pipeline()
    missed, asked = [], 0
    for row, pair in profiles(statements):
        if not names_both(row["evidence_statement"], pair):
            continue
        asked += 1
        if pair not in found_pairs(nlp, row["evidence_statement"]):
            missed.append(f"{row['evidence_id']} {'::'.join(pair)}: {row['evidence_statement']}")
    share = 1 - len(missed) / asked
    print("\n".join(missed))
    print(f"{asked - len(missed)} of {asked} statements yield their fusion: {share:.3f} (target {TARGET})")
    if arguments.samples:
        print_samples(nlp, [statements, *arguments.text], arguments.samples)
    return int(share < TARGET)


def pipeline() -> Language:
    """Return the pipeline up to the slots."""
    nlp = load()
    nlp.remove_pipe("extractor_records")
    return nlp


def profiles(path: Path) -> Iterator[tuple[dict[str, str], tuple[str, str]]]:
    """Yield each statement once per fusion with two named partners in its molecular profile."""
    with path.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle, delimiter="\t"):
            for first, second in dict.fromkeys(re.findall(r"([A-Z][\w-]*)::([A-Z][\w-]*)", row["molecular_profile"])):
                yield row, (first, second)


def names_both(text: str, pair: tuple[str, str]) -> bool:
    """True when a text names both genes by some spelling of the vocabulary, as a word of its own or beside a sign."""
    words = " " + " ".join(pieces(text)) + " "
    return all(any(f" {' '.join(pieces(spelling))} " in words for spelling in spellings(gene)) for gene in pair)


def spellings(gene: str) -> list[str]:
    """Return the spellings of a gene that the vocabulary lists; only its symbol when it lacks the gene."""
    for term in vocabulary().terms:
        if term.kind == "gene" and term.name == gene:
            return [gene, *(synonym.removeprefix("=") for synonym in term.synonyms)]
    return [gene]


def found_pairs(nlp: Language, text: str) -> set[tuple[str, ...]]:
    """Return the pairs of all fusion records of a text."""
    return {tuple(record.name.split("::")) for record in fusions.find(nlp(text))}


def print_samples(nlp: Language, paths: list[Path], count: int) -> None:
    """Print found fusions in context, one line each, evenly drawn from all texts."""
    lines = []
    for path in paths:
        for name, text in texts_of(path):
            for record in fusions.find(nlp(text)):
                span = record.evidence[0]
                before, after = text[max(0, span.start - CONTEXT) : span.start], text[span.end : span.end + CONTEXT]
                shown = f"{before}[[{span.text}]]{after}".replace("\n", " ")
                lines.append(f"{name}\t{record.name}\t{record.polarity}\t{record.subject}\t{record.certainty}\t{shown}")
    random.Random(0).shuffle(lines)
    print("\n".join(lines[:count]))
    print(f"{min(count, len(lines))} of {len(lines)} found fusions")


def texts_of(path: Path) -> Iterator[tuple[str, str]]:
    """Yield name and text of each statement or report of a file."""
    with path.open(encoding="utf-8", newline="") as handle:
        if path.suffix == ".tsv":
            for row in csv.DictReader(handle, delimiter="\t"):
                yield row["evidence_id"], row["evidence_statement"]
        else:
            for line in handle:
                data = json.loads(line)
                yield data["id"], data["text"]


if __name__ == "__main__":
    sys.exit(main())
