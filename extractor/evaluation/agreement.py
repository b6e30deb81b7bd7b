"""When do two records state the same fact: the agreement of a predicted record with a gold record, slot by slot.

A predicted record *meets* a gold record when the key of their slot and the required fields agree. Every other field
that the gold record gives is an attribute, compared one by one. Records are plain JSON objects of the record contract;
a gold record may list other accepted names under `aka` and other accepted grades under `value_aka`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from extractor.evaluation import amounts

Record = Mapping[str, Any]

ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5"}
GREEK = str.maketrans("αβγδεκλ", "abgdekl")
METHODS = {
    "fluorescenceinsituhybridization": "fish",
    "immunohistochemistry": "ihc",
    "immunostain": "ihc",
    "nextgenerationsequencing": "ngs",
    "rnangs": "ngs",
    "rnaseq": "ngs",
    "sangersequencing": "sanger",
}
# Words that every margin or node finding shares, and that therefore name no site.
SITELESS = {"margin", "lymph", "node"}

POLAR = {"markers", "fusions", "variants", "findings"}
# Fields that belong to a key, are required, or are not measured: none of them is an attribute.
NO_ATTRIBUTES = {
    *("name", "aka", "value_aka", "as_written", "genes", "gene", "hgvs_p", "hgvs_c", "alteration", "kind", "measure"),
    *("category", "of", "value", "tnm", "group", "dimensions_mm", "status", "at", "site", "oncotree"),
    *("polarity", "subject", "certainty", "optional", "evidence", "note"),
}


def fold(value: object) -> str:
    """Return lower-case letters, digits and plus signs only, so that spellings of one name become equal."""
    text = unicodedata.normalize("NFKC", str(value)).lower().translate(GREEK)
    return re.sub(r"[^a-z0-9+]", "", text)


def words(*values: object) -> set[str]:
    """Return the words of three or more letters in all values, without a plural s."""
    found = (word for value in values for word in re.findall(r"[a-z]{3,}", str(value or "").lower()))
    return {word.removesuffix("s") for word in found}


def meets(slot: str, gold: Record, predicted: Record) -> bool:
    """Tell whether a prediction agrees with a gold record on key and required fields."""
    return same_key(slot, gold, predicted) and all(
        gold.get(field) in (None, predicted.get(field)) for field in required_fields(slot)
    )


def same_key(slot: str, gold: Record, predicted: Record) -> bool:
    """Tell whether both records are about the same thing, whatever they say of it."""
    return KEYS[slot](gold, predicted)


def required_fields(slot: str) -> tuple[str, ...]:
    """Return the fields beside the key without which a prediction is another fact."""
    return ("polarity", "subject") if slot in POLAR else ("subject",)


def attributes(slot: str, gold: Record) -> Iterator[tuple[str, Any]]:
    """Yield the path and value of each field that a gold record gives beyond its key and required fields."""
    for field, value in gold.items():
        if field in NO_ATTRIBUTES or value is None:
            continue
        if field in ("five_prime", "three_prime"):
            for part, detail in value.items():
                if detail is not None and part not in ("gene", "as_written"):
                    yield f"{field}.{part}", detail
        # The amount of a response is its key; only a category keeps it as an attribute.
        elif not (slot == "responses" and field == "quantity" and gold.get("measure") != "category"):
            yield field, value


def look_up(record: Record, path: str) -> Any:
    """Return the value at a dotted path, None where the path ends early."""
    value: Any = record
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def same_attribute(path: str, wanted: Any, predicted: Record) -> bool:
    """Tell whether a prediction gives the wanted value of an attribute."""
    got = look_up(predicted, path)
    if got is None:
        return False
    if path in ATTRIBUTES:
        return ATTRIBUTES[path](wanted, got)
    if isinstance(wanted, bool):
        return wanted is got
    if isinstance(wanted, int | float):
        value = amounts.number(got)
        return value is not None and abs(value - wanted) < 1e-6
    return fold(wanted) == fold(got)


def _names(record: Record) -> set[str]:
    genes = record.get("genes") or []
    listed = [record.get("name"), record.get("as_written"), record.get("gene"), *_aka(record)]
    # A marker that reads several genes (pan-TRK) is not named by any one of them.
    return {fold(name) for name in listed + (genes if len(genes) == 1 else []) if name}


def _aka(record: Record) -> list[Any]:
    return record.get("aka") or []


def _share_name(gold: Record, predicted: Record) -> bool:
    return not _names(gold).isdisjoint(_names(predicted))


def _same(field: str, gold: Record, predicted: Record) -> bool:
    return bool(gold.get(field) == predicted.get(field))


def _marker(gold: Record, predicted: Record) -> bool:
    return _share_name(gold, predicted) and _same("alteration", gold, predicted)


def _fusion(gold: Record, predicted: Record) -> bool:
    def partners(name: Any) -> list[str]:
        return [fold(gene) for gene in str(name or "").split("::")]

    return partners(predicted.get("name")) in [partners(name) for name in (gold.get("name"), *_aka(gold))]


def _treatment(gold: Record, predicted: Record) -> bool:
    return gold.get("kind", "drug") == predicted.get("kind", "drug") and _share_name(gold, predicted)


def _response(gold: Record, predicted: Record) -> bool:
    if predicted.get("measure") not in (gold.get("measure"), *_aka(gold)):
        return False
    if gold.get("measure") == "category" or not gold.get("quantity"):
        return _same("category", gold, predicted)
    return amounts.same_amount(gold["quantity"], predicted.get("quantity"))


def _grade(gold: Record, predicted: Record) -> bool:
    def plain(value: Any) -> str:
        text = re.sub(r"^(grade|g)", "", fold(value))
        return ROMAN.get(text, text)

    accepted = {plain(value) for value in (gold.get("value"), *(gold.get("value_aka") or []))}
    graded = words(gold.get("of"), *_aka(gold))
    if plain(predicted.get("value")) not in accepted:
        return False
    return not graded or not predicted.get("of") or not graded.isdisjoint(words(predicted["of"]))


def _variant(gold: Record, predicted: Record) -> bool:
    def notations(record: Record, *others: Any) -> set[str]:
        written = (record.get("hgvs_p"), record.get("hgvs_c"), record.get("as_written"), *others)
        return {fold(re.sub(r"^[pc]\.", "", str(text))) for text in written if text}

    if gold.get("gene") and fold(gold["gene"]) != fold(predicted.get("gene")):
        return False
    return not notations(gold, *_aka(gold)).isdisjoint(notations(predicted))


def _stage(gold: Record, predicted: Record) -> bool:
    def labels(record: Record) -> set[str]:
        group = f"stage{record['group']}" if record.get("group") else None
        given = (record.get("tnm"), group, *_aka(record))
        return {re.sub(r"[\s,()]", "", str(label)).lower() for label in given if label}

    return not labels(gold).isdisjoint(labels(predicted))


def _measurement(gold: Record, predicted: Record) -> bool:
    wanted, got = sorted(gold.get("dimensions_mm") or []), sorted(predicted.get("dimensions_mm") or [])
    if wanted or got:
        # Half a millimetre: what rounding centimetres to one decimal can move, and a little for the float.
        return len(wanted) == len(got) and all(abs(x - y) < 0.51 for x, y in zip(wanted, got, strict=True))
    return amounts.same_amount(gold.get("quantity"), predicted.get("quantity"))


def _diagnosis(gold: Record, predicted: Record) -> bool:
    return _share_name(gold, predicted) and _same("status", gold, predicted)


def _outcome(gold: Record, predicted: Record) -> bool:
    if not _same("status", gold, predicted):
        return False
    if not gold.get("at") or not predicted.get("at"):
        return True
    return _contains_either(gold["at"], predicted["at"])


def _specimen(gold: Record, predicted: Record) -> bool:
    if words(gold.get("site"), *_aka(gold)).isdisjoint(words(predicted.get("site"))):
        return False
    sides = gold.get("laterality"), predicted.get("laterality")
    return not all(sides) or sides[0] == sides[1]


def _finding(gold: Record, predicted: Record) -> bool:
    wanted = words(gold.get("site"), *_aka(gold)) - SITELESS
    got = words(predicted.get("site")) - SITELESS
    return _same("name", gold, predicted) and (not wanted or not got or not wanted.isdisjoint(got))


def _contains_either(wanted: Any, got: Any) -> bool:
    return fold(wanted) in fold(got) or fold(got) in fold(wanted)


def _method(name: Any) -> str:
    return METHODS.get(fold(name), fold(name))


def _same_method(wanted: Any, got: Any) -> bool:
    return _method(wanted) == _method(got)


def _includes_methods(wanted: Any, got: Any) -> bool:
    return {_method(name) for name in wanted} <= {_method(name) for name in got}


def _same_frequency(wanted: Any, got: Any) -> bool:
    return amounts.schedule(wanted) == amounts.schedule(got) or fold(wanted) == fold(got)


def _same_dose(wanted: Any, got: Any) -> bool:
    if not isinstance(got, Mapping):
        return False
    (value, unit), (other, other_unit) = amounts.in_base_unit(wanted), amounts.in_base_unit(got)
    if not amounts.same_amount(value, other) or fold(unit) != fold(other_unit):
        return False
    return not wanted.get("per") or fold(wanted["per"]) == fold(got.get("per") or "")


def _same_quantity(wanted: Any, got: Any) -> bool:
    if not isinstance(got, Mapping) or not amounts.same_amount(wanted, got):
        return False
    return not wanted.get("unit") or fold(wanted["unit"]) == fold(got.get("unit"))


def _same_labels(wanted: Any, got: Any) -> bool:
    return {fold(label) for label in wanted} == {fold(label) for label in got}


KEYS: dict[str, Callable[[Record, Record], bool]] = {
    "markers": _marker,
    "fusions": _fusion,
    "treatments": _treatment,
    "responses": _response,
    "grades": _grade,
    "variants": _variant,
    "stages": _stage,
    "measurements": _measurement,
    "outcomes": _outcome,
    "diagnoses": _diagnosis,
    "specimens": _specimen,
    "findings": _finding,
}

ATTRIBUTES: dict[str, Callable[[Any, Any], bool]] = {
    "criteria": _contains_either,
    "dose": _same_dose,
    "frequency": _same_frequency,
    "method": _same_method,
    "methods": _includes_methods,
    "quantity": _same_quantity,
    "specimens": _same_labels,
}
