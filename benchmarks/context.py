"""ConText side by side: medspaCy's engine and ours on the same rules, the same entities, the same texts.

The entities are the marker mentions of the project's gold; asked is whether they are negated. Both engines first run
medspaCy's default rules as they are; then ours runs with its own rules, and last the whole extractor answers from its
records. Times are for the component alone. A text ten times as long shows whether the cost stays linear.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import spacy
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

import extractor
from extractor.pipes.attributes import Attributes, register_attributes

ROOT = Path(__file__).resolve().parent.parent
Case = tuple[str, list[tuple[int, int, bool]]]


def cases() -> list[Case]:
    """Return each text with its marker mentions as (start, end, negated), where gold gives their places."""
    shared = Path(os.environ.get("EXTRACTOR_SHARED") or ROOT.parent / "shared")
    found = []
    for path in sorted((ROOT / "corpus" / "gold").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        text_path = ROOT / "corpus" / "reports" / f"{path.stem}.txt"
        if not text_path.is_file():
            stems = [
                stem for stem in (shared / "reports").glob("*.txt") if stem.stem in json.dumps(gold.get("source", ""))
            ]
            if not stems:
                continue
            text_path = stems[0]
        text = text_path.read_bytes().decode("utf-8")
        mentions = {
            (place["start"], place["end"]): record["polarity"] == "negative"
            for record in gold["markers"]
            if record["polarity"] in ("positive", "negative")
            for place in record.get("evidence", ())
        }
        found.append((text, [(start, end, negated) for (start, end), negated in sorted(mentions.items())]))
    return found


def prepared(nlp: spacy.Language, case: Case) -> tuple[Doc, dict[tuple[int, int], bool]]:
    """Return a document with sentences and the gold mentions as entities, and what each should be."""
    doc = nlp(case[0])
    wanted = {}
    spans = []
    for start, end, negated in case[1]:
        span = doc.char_span(start, end, label="MARKER", alignment_mode="expand")
        if span is not None:
            spans.append(span)
            wanted[span.start, span.end] = negated
    doc.ents = filter_spans(spans)
    return doc, {key: wanted[key] for key in ((e.start, e.end) for e in doc.ents)}


def measured(
    component: Callable[[Doc], Doc], nlp: spacy.Language, texts: list[Case]
) -> tuple[int, int, int, int, float]:
    """Return right, all, negated found, negated in all, and milliseconds."""
    right = total = hit = negated = 0
    spent = 0.0
    for case in texts:
        doc, wanted = prepared(nlp, case)
        start = time.perf_counter()
        doc = component(doc)
        spent += time.perf_counter() - start
        for entity in doc.ents:
            truth, answer = wanted[entity.start, entity.end], bool(entity._.is_negated)
            right += truth == answer
            total += 1
            negated += truth
            hit += truth and answer
    return right, total, hit, negated, spent * 1000


def whole_extractor(texts: list[Case]) -> tuple[int, int, int, int, float]:
    """Return the same figures for the records of the whole extractor; a mention without a record is wrong."""
    nlp = extractor.load()
    right = total = hit = negated = 0
    spent = 0.0
    for text, mentions in texts:
        start = time.perf_counter()
        record = extractor.extract(text, nlp=nlp)
        spent += time.perf_counter() - start
        places = [(e.start, e.end, m.polarity) for m in record.markers for e in m.evidence]
        for first, last, truth in mentions:
            said = {polarity for begin, end, polarity in places if begin < last and first < end}
            answer = "negative" in said if truth else "positive" not in said
            right += truth == answer
            total += 1
            negated += truth
            hit += truth and answer
    return right, total, hit, negated, spent * 1000


def import_seconds(module: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", f"import {module}"], check=True)
    return time.perf_counter() - start


def main() -> int:
    """Print the comparison."""
    try:
        from medspacy.context import ConText
    except ImportError:
        print("medspaCy is not installed: pip install 'extractor[medspacy]'")
        return 1
    texts = cases()
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.max_length = 10_000_000
    theirs = ConText(nlp)
    rules = next(path for place in sys.path for path in Path(place).glob("resources/en/context_rules.json"))
    register_attributes()
    assert Span.has_extension("is_negated")
    engines: dict[str, Callable[[Doc], Doc]] = {
        "medspaCy ConText, its default rules": theirs,
        "our engine, medspaCy's default rules": Attributes("ents", [str(rules)], own_rules=False),
        "our engine, our rules": Attributes("ents", [], own_rules=True),
    }
    print(f"{len(texts)} texts, {sum(len(mentions) for _, mentions in texts)} marker mentions with a result")
    print(f"{'':40}{'right':>8}{'negated found':>15}{'ms':>10}{'ms, 10 x text':>15}")
    longest = max(texts, key=lambda case: len(case[0]))
    tenfold: Case = ("\n\n".join([longest[0]] * 10), [])
    for name, engine in engines.items():
        right, total, hit, negated, spent = measured(engine, nlp, texts)
        doc, _ = prepared(nlp, longest)
        start = time.perf_counter()
        engine(doc)
        once = (time.perf_counter() - start) * 1000
        doc = nlp(tenfold[0])
        doc.ents = [doc[i : i + 1] for i in range(0, len(doc), 200)]
        start = time.perf_counter()
        engine(doc)
        ten = (time.perf_counter() - start) * 1000
        print(f"{name:40}{right / total:8.1%}{hit / negated:15.1%}{spent:10.1f}{f'{once:.1f} -> {ten:.1f}':>15}")
    right, total, hit, negated, spent = whole_extractor(texts)
    print(f"{'the whole extractor (records)':40}{right / total:8.1%}{hit / negated:15.1%}{spent:10.1f}")
    seconds = {module: import_seconds(module) for module in ("spacy", "medspacy", "extractor")}
    print("import: " + ", ".join(f"{module} {taken:.2f} s" for module, taken in seconds.items()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
