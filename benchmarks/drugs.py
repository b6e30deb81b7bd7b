"""Recall of drugs and doses on two public corpora that others annotated: `python benchmarks/drugs.py [--errors]`.

PHEE holds sentences of case reports with the drugs, doses and effects of each treatment; MACCROBAT holds whole
case reports with medications and dosages. Neither was annotated for our contract: recall is measured and precision is
not. The vocabulary was extended with drug names that both hold, so the figures are not those of unseen names.

  named drug   an annotated drug that is no group ("antibiotics", "chemotherapy") and no bare word ("medication")
  found        a treatment record has evidence on its words
  dosage       an annotated amount with a number and a unit of mass or activity (no "high dose", no "two tablets")
  bound        a record with evidence on the drug that the annotation joins it to says the same amount
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import extractor
from extractor.records import Treatment
from extractor.rules import vocabulary

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("EXTRACTOR_SHARED") or ROOT.parent / "shared")
DRUG_TARGET = 0.93
DOSE_TARGET = 0.85
BARE = re.compile(
    r"(?:drugs?|medications?|medicines?|treatments?|therap(?:y|ies)|agents?|regimens?|combination|antidote|supplement\w*|sedation|radi\w+|surgery|transfusions?|an(?:ae|e)sthe(?:sia|tic)s?|sedated|medicated|\w*hydration|vaccinations?|oxygen|alcohol|fluids?)$",
    re.IGNORECASE,
)
AMOUNT = re.compile(
    r"(\d[\d.,]*)\s*-?(?:(?:-|–|to)\s*(\d[\d.,]*)\s*-?)?(?:mg|g|gr|grams?|milligrams?|[µμ]g|mcg|micrograms?|IU|units?|U|MU)\b",
    re.IGNORECASE,
)


@dataclass
class Drug:
    """An annotated drug: its span and the amounts that belong to it."""

    start: int
    end: int
    text: str
    dosages: list[str] = field(default_factory=list)


@dataclass
class Score:
    """How many of the annotated were met."""

    met: int = 0
    all: int = 0

    def add(self, *, met: bool) -> None:
        """Count one."""
        self.met += met
        self.all += 1

    def __str__(self) -> str:
        return f"{self.met / self.all if self.all else 1.0:.3f} ({self.met} of {self.all})"


def phee(path: Path) -> Iterator[tuple[str, str, list[Drug]]]:
    """Yield identifier, text and drugs of each sentence; a dosage is joined to the only drug of its treatment."""
    for line in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        drugs: dict[tuple[int, int], Drug] = {}
        for annotation in entry["annotations"]:
            for event in annotation["events"]:
                treatment = event.get("Treatment") or {}
                mine = list(_spans(treatment.get("Drug")))
                for start, text in mine:
                    drugs.setdefault((start, start + len(text)), Drug(start, start + len(text), text))
                dosages = [text for _, text in _spans(treatment.get("Dosage"))]
                if len({text.lower() for _, text in mine}) == 1:
                    start, text = mine[0]
                    known = drugs[start, start + len(text)].dosages
                    known += [dosage for dosage in dosages if dosage not in known]
        yield entry["id"], entry["context"], list(drugs.values())


def _spans(role: dict[str, list[list[object]]] | None) -> Iterator[tuple[int, str]]:
    for starts, texts in zip((role or {}).get("start", ()), (role or {}).get("text", ()), strict=True):
        for start, text in zip(starts, texts, strict=True):
            yield int(str(start)), str(text)


def maccrobat(folder: Path) -> Iterator[tuple[str, str, list[Drug]]]:
    """Yield identifier, text and medications of each report; a dosage is joined by the relation MODIFY."""
    for path in sorted(folder.glob("*.ann")):
        spans: dict[str, tuple[str, int, int, str]] = {}
        events: dict[str, str] = {}
        joined: list[tuple[str, str]] = []
        for line in path.read_text(encoding="utf-8").splitlines():
            fields = line.split("\t")
            if line[0] == "T":
                kind, start, *_, end = fields[1].replace(";", " ").split()
                spans[fields[0]] = (kind, int(start), int(end), fields[2])
            elif line[0] == "E":
                events[fields[0]] = fields[1].split()[0].rsplit(":", 1)[1]
            elif line[0] == "R" and fields[1].startswith("MODIFY"):
                one, other = (argument.split(":")[1] for argument in fields[1].split()[1:3])
                joined.append((one, other))
        drugs = {key: Drug(start, end, text) for key, (kind, start, end, text) in spans.items() if kind == "Medication"}
        for one, other in joined:
            key, of = events.get(one, one), events.get(other, other)
            if key in spans and spans[key][0] == "Dosage" and of in drugs:
                drugs[of].dosages.append(spans[key][3])
        yield path.stem, path.with_suffix(".txt").read_text(encoding="utf-8"), list(drugs.values())


def is_named(text: str) -> bool:
    """True unless the words name a group of drugs or none."""
    if BARE.search(text):
        return False
    words = text.removesuffix("s")
    terms = vocabulary().lookup(text) or vocabulary().lookup(words)
    return not any(term.extra.get("class") == "class" for term in terms)


def says(record: Treatment, dosage: str) -> bool:
    """True when the dose of a record is the amount that an annotation gives."""
    if record.dose is None:
        return False
    mine = {value for value in (record.dose.value, record.dose.low, record.dose.high) if value is not None}
    theirs = {number for match in AMOUNT.finditer(dosage) for number in match.groups() if number}
    return bool(
        mine & {float(number.replace(",", "").rstrip(".")) for number in theirs}
        | mine
        & {
            float(number.replace(",", ".").rstrip("."))
            for number in theirs
            if number.count(",") + number.count(".") <= 1
        }
    )


def measure(name: str, entries: Iterator[tuple[str, str, list[Drug]]], *, errors: bool) -> tuple[Score, Score]:
    """Print and return the recall of named drugs and of dosages of one corpus."""
    nlp = extractor.load()
    drugs, doses, aside = Score(), Score(), 0
    for identifier, text, annotated in entries:
        treatments = extractor.extract(text, nlp=nlp).treatments
        for drug in annotated:
            if not is_named(drug.text):
                aside += 1
                continue
            mine = [t for t in treatments if any(e.start < drug.end and drug.start < e.end for e in t.evidence)]
            drugs.add(met=bool(mine))
            if errors and not mine:
                print(
                    f"{name} {identifier} not found: {drug.text!r} in {text[max(0, drug.start - 60) : drug.end + 40]!r}"
                )
            same = [t for t in treatments if any(t.name == m.name for m in mine)]
            for dosage in drug.dosages:
                if not AMOUNT.search(dosage):
                    continue
                met = any(says(t, dosage) for t in same)
                doses.add(met=met)
                if errors and not met:
                    told = [t.dose.to_dict() for t in same if t.dose]
                    words = text[max(0, drug.start - 60) : drug.end + 90]
                    print(f"{name} {identifier} not bound: {drug.text!r} {dosage!r}, but {told} in {words!r}")
    print(f"{name}: named drugs found {drugs}, dosages bound {doses}; {aside} groups and bare words set aside")
    return drugs, doses


def main() -> int:
    """Measure both corpora; exit status 1 when a target is missed."""
    if not (SHARED / "corpora").is_dir():
        print(
            f"no corpora at {SHARED}: set EXTRACTOR_SHARED to the folder that holds corpora/phee and corpora/maccrobat",
            file=sys.stderr,
        )
        return 2
    print(__doc__.split("\n\n", 1)[1])
    errors = "--errors" in sys.argv[1:]
    corpora = SHARED / "corpora"
    scores = [
        measure("PHEE dev", phee(corpora / "phee" / "dev.json"), errors=errors),
        measure("MACCROBAT", maccrobat(corpora / "maccrobat"), errors=errors),
    ]
    missed = any(d.met < DRUG_TARGET * d.all or g.met < DOSE_TARGET * g.all for d, g in scores)
    print(f"targets: drugs {DRUG_TARGET}, dosages {DOSE_TARGET}: {'missed' if missed else 'met'}")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
