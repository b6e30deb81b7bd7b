"""One document's predicted records against its gold: counts per slot, disagreements, evidence that is not there.

A gold record that a prediction meets is true positive, any other gold record false negative, any other prediction
false positive. Gold records with `"optional": true` cost nothing when missed, and whatever meets them costs nothing
either. Set aside unless they meet a gold record: predictions that are not asserted, and records whose naming has no end
(diagnoses, surgery, transplants, prevalence). A slot that the gold does not have was not annotated and is not measured.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from extractor.evaluation.agreement import Record, attributes, look_up, meets, required_fields, same_attribute, same_key

CORE = ("markers", "fusions", "treatments", "responses", "grades")
LISTS = (*CORE, "variants", "stages", "measurements", "outcomes", "diagnoses", "specimens", "findings")
SLOTS = (*LISTS, "patient")
# What names a record in a list of errors, in reading order.
NAMING = (
    *("name", "gene", "hgvs_p", "hgvs_c", "alteration", "measure", "category", "value", "of"),
    *("tnm", "group", "dimensions_mm", "site", "status", "at"),
)


@dataclass(frozen=True)
class Tally:
    """Counts of one slot: true and false positives, false negatives, and attributes right of all compared."""

    tp: int = 0
    fp: int = 0
    fn: int = 0
    attr_ok: int = 0
    attr_all: int = 0

    def __add__(self, other: Tally) -> Tally:
        pairs = zip(asdict(self).values(), asdict(other).values(), strict=True)
        return Tally(*(mine + theirs for mine, theirs in pairs))

    @property
    def precision(self) -> float:
        """Share of the predictions that are right; 1 when there is none."""
        return _share(self.tp, self.tp + self.fp)

    @property
    def recall(self) -> float:
        """Share of the gold records that were found; 1 when there is none."""
        return _share(self.tp, self.tp + self.fn)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    @property
    def attributes(self) -> float:
        """Share of the found gold records' attributes that the predictions give as well; 1 when there is none."""
        return _share(self.attr_ok, self.attr_all)

    def to_dict(self) -> dict[str, float]:
        """Return counts and rates, the rates with four decimals."""
        rates = {rate: round(getattr(self, rate), 4) for rate in ("precision", "recall", "f1", "attributes")}
        return {**asdict(self), **rates}


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def total(tallies: Iterable[Tally]) -> Tally:
    """Return the sum of tallies."""
    return sum(tallies, Tally())


@dataclass(frozen=True)
class Disagreement:
    """One error: a record missed or false, an attribute of a found record, or a wrong field of the patient.

    `wanted` and `got` are values, but for a missed and a false record its required fields ("positive/patient"); `got`
    of a missed one lists those of the predictions with the same key. `quote` is the first evidence of a false record.
    """

    document: str
    slot: str
    kind: Literal["missed", "false", "attribute", "wrong"]
    what: str
    wanted: Any = None
    got: Any = None
    quote: str | None = None


@dataclass(frozen=True)
class FalseSpan:
    """Evidence that does not slice the input, or a core record without evidence."""

    document: str
    slot: str
    what: str
    reason: str

    def __str__(self) -> str:
        return f"{self.document}: {self.slot}: {self.what}: {self.reason}"


@dataclass(frozen=True)
class Comparison:
    """One document's predictions against its gold: a tally per annotated slot, and the errors."""

    tallies: dict[str, Tally]
    errors: list[Disagreement]

    @property
    def core(self) -> Tally:
        """The core slots together."""
        return total(tally for slot, tally in self.tallies.items() if slot in CORE)


def compare(gold: Mapping[str, Any], predicted: Mapping[str, Any], *, name: str = "") -> Comparison:
    """Compare one document's predictions with its gold; `name` is what its errors call the document."""
    tallies, errors = {}, []
    for slot in LISTS:
        if slot in gold:
            tallies[slot], found = _compare_slot(slot, gold[slot], predicted.get(slot) or [], name)
            errors += found
    tallies["patient"], found = _compare_patient(gold.get("patient") or {}, predicted.get("patient") or {}, name)
    return Comparison(tallies, errors + found)


def check_evidence(predicted: Mapping[str, Any], text: str, *, name: str = "") -> list[FalseSpan]:
    """Return every span whose text is not `text[start:end]`, and every core record without evidence."""
    false = []
    for slot in (*SLOTS, "conflicts"):
        records = predicted.get(slot) or []
        for record in [records] if isinstance(records, Mapping) else records:
            evidence = record.get("evidence") or []
            if not evidence and slot in CORE:
                false.append(FalseSpan(name, slot, _label(record), "no evidence"))
            for span in evidence:
                if reason := _false_reason(span, text):
                    false.append(FalseSpan(name, slot, _label(record), reason))
    return false


def _false_reason(span: Record, text: str) -> str | None:
    start, end = span.get("start"), span.get("end")
    if not isinstance(start, int) or not isinstance(end, int):
        return "evidence without start and end"
    if text[start:end] == span.get("text"):
        return None
    return f"[{start}:{end}] is {text[start:end]!r}, not {span.get('text')!r}"


def _compare_slot(
    slot: str, golds: Sequence[Record], predictions: Sequence[Record], name: str
) -> tuple[Tally, list[Disagreement]]:
    pairs, accounted = _pair(slot, golds, predictions)
    tp = fp = fn = attr_ok = attr_all = 0
    errors = []
    for g, gold in enumerate(golds):
        if gold.get("optional"):
            continue
        if g not in pairs:
            fn += 1
            near = [_required(slot, predicted) for predicted in predictions if same_key(slot, gold, predicted)]
            errors.append(Disagreement(name, slot, "missed", _label(gold), _required(slot, gold), near or None))
            continue
        tp += 1
        predicted = predictions[pairs[g]]
        for path, wanted in attributes(slot, gold):
            attr_all += 1
            if same_attribute(path, wanted, predicted):
                attr_ok += 1
            else:
                what, got = f"{_label(gold)} .{path}", look_up(predicted, path)
                errors.append(Disagreement(name, slot, "attribute", what, wanted, got))
    for p, predicted in enumerate(predictions):
        if p in accounted or predicted.get("certainty", "asserted") != "asserted" or _endless(slot, predicted):
            continue
        fp += 1
        quote = (predicted.get("evidence") or [{}])[0].get("text")
        got = _required(slot, predicted)
        errors.append(Disagreement(name, slot, "false", _label(predicted), got=got, quote=quote))
    return Tally(tp, fp, fn, attr_ok, attr_all), errors


def _pair(slot: str, golds: Sequence[Record], predictions: Sequence[Record]) -> tuple[dict[int, int], set[int]]:
    """Return the pairs (gold index → prediction index) and the predictions that some gold record accounts for.

    Required gold records choose before optional ones, and those with more attributes in agreement before others.
    """
    candidates = sorted(
        (bool(gold.get("optional")), -_attributes_in_agreement(slot, gold, predicted), g, p)
        for g, gold in enumerate(golds)
        for p, predicted in enumerate(predictions)
        if meets(slot, gold, predicted)
    )
    pairs: dict[int, int] = {}
    accounted: set[int] = set()
    for _, _, g, p in candidates:
        if g not in pairs and p not in accounted:
            pairs[g] = p
            accounted.add(p)
    # A duplicate is false, except where a gold record stands for any number of predictions: an optional one, and a
    # response category, since one report tells of several episodes.
    for _, _, g, p in candidates:
        if golds[g].get("optional") or golds[g].get("measure") == "category":
            accounted.add(p)
    return pairs, accounted


def _attributes_in_agreement(slot: str, gold: Record, predicted: Record) -> int:
    return sum(same_attribute(path, wanted, predicted) for path, wanted in attributes(slot, gold))


def _endless(slot: str, predicted: Record) -> bool:
    """Tell whether the naming of a record has no end, so that an unmatched one proves nothing."""
    if slot == "treatments":
        return predicted.get("kind") in ("surgery", "transplant")
    return slot == "diagnoses" or (slot == "responses" and predicted.get("measure") == "prevalence")


def _compare_patient(gold: Record, predicted: Record, name: str) -> tuple[Tally, list[Disagreement]]:
    tally, errors = Tally(), []
    for attribute in ("age_years", "sex"):
        if attribute not in gold:
            continue
        wanted, got = gold[attribute], predicted.get(attribute)
        # Gold of a report on several patients lists the accepted values.
        accepted = wanted if isinstance(wanted, list) else [wanted]
        if got in accepted or (isinstance(got, list) and set(got) == set(accepted)):
            tally += Tally(tp=int(wanted is not None))
        else:
            tally += Tally(fp=int(got is not None), fn=int(wanted is not None))
            errors.append(Disagreement(name, "patient", "wrong", attribute, wanted, got))
    return tally, errors


def _required(slot: str, record: Record) -> str:
    return "/".join(str(record.get(required)) for required in required_fields(slot))


def _label(record: Record) -> str:
    """Return the words and numbers by which a reader tells a record from its neighbours."""
    parts = [str(record[naming]) for naming in NAMING if record.get(naming) is not None]
    quantity = record.get("quantity")
    if isinstance(quantity, Mapping):
        parts += [str(value) for value in quantity.values() if value is not None]
    return " ".join(parts)
