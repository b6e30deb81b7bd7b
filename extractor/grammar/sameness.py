"""Sameness: which statements of a note are one fact, and which an addendum replaces."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.grammar.stated import Stated

_SIDES = {"r": "right", "rt": "right", "l": "left", "lt": "left", "ext": "external", "int": "internal"}
_LOOSE = frozenset({"margin", "node", "lymph", "the", "and", "part", "of", "status"})
_LOBULAR_AND_DUCTAL = frozenset({"DCIS", "LCIS"})
_LYMPHATIC = "lymphatic"
_ANY_NODE = frozenset({"sentinel", "sln", "slns", "regional"})
_FEW = 2  # stations that a sum needs
_VALUES = frozenset({"mitotic_rate", "tumor_size", "depth_of_invasion"})


def place_words(site: str | None) -> frozenset[str]:
    """Return the words of a place, sides spelled out: "R pelvic" is right, pelvic."""
    words = re.findall(r"[a-z\d]+", (site or "").lower())
    return frozenset(_SIDES.get(word, word) for word in words if word not in _LOOSE)


def merged(stated: Sequence[Stated]) -> list[list[Stated]]:
    """Return the statements in groups, one for each fact, in order of appearance."""
    groups: list[list[Stated]] = []
    for one in stated:
        group = next((group for group in groups if all(_same(known, one) for known in group)), None)
        if group is None:
            groups.append([one])
        else:
            group.append(one)
    return groups


def _same(known: Stated, one: Stated) -> bool:
    if known.name != one.name or known.superseded != one.superseded or known.polarity != one.polarity:
        return False
    if one.name == "lymph_nodes":
        return _same_nodes(known, one)
    if one.name == "margin":
        return _same_margin(known, one)
    if one.name in _VALUES:
        return (
            known.quantity is not None
            and one.quantity is not None
            and (known.quantity.value, known.quantity.low, known.quantity.unit)
            == (one.quantity.value, one.quantity.low, one.quantity.unit)
        )
    if one.name == "lymphovascular_invasion":
        return None in (known.site, one.site) or (known.site == _LYMPHATIC) == (one.site == _LYMPHATIC)
    if one.name == "necrosis" and known.quantity is not None and one.quantity is not None:
        return known.quantity.value == one.quantity.value
    if one.name == "in_situ_component":
        kinds = {(site or "").upper() for site in (known.site, one.site)}
        return not kinds >= _LOBULAR_AND_DUCTAL
    return True


def _same_margin(known: Stated, one: Stated) -> bool:
    places, others = place_words(known.site), place_words(one.site)
    parts = {known.sentence.specimen, one.sentence.specimen} - {None}
    if len(parts) > 1 and places and others and not (known.distance is not None and known.distance == one.distance):
        return False
    if known.distance is not None and known.distance == one.distance and not (places and others):
        return True
    if bool(places) != bool(others):
        return False
    if places and not (places <= others or others <= places):
        return False
    return known.distance is None or one.distance is None or known.distance == one.distance


def _same_nodes(known: Stated, one: Stated) -> bool:
    if known.examined is not None and one.examined is not None and known.examined != one.examined:
        return False
    if known.positive is not None and one.positive is not None and known.positive != one.positive:
        return False
    places, others = place_words(known.site), place_words(one.site)
    if known.site == "total" or one.site == "total":
        return known.site == one.site or (known.examined == one.examined is not None and known.positive == one.positive)
    return not places or not others or places <= others or others <= places


def name_sums(stated: Sequence[Stated]) -> None:
    """Give counts of nodes without a station the place "total" where they are the sum of those of the stations."""
    counted = [one for one in stated if one.name == "lymph_nodes" and one.positive is not None and one.examined]
    for one in counted:
        others = {
            (other.site, other.positive or 0, other.examined or 0)
            for other in counted
            if other.site not in (one.site, "total") and other.site is not None
        }
        if len(others) < _FEW or not place_words(one.site) <= _ANY_NODE:
            continue
        if (one.positive, one.examined) == (sum(o[1] for o in others), sum(o[2] for o in others)):
            one.site = "total"


def replaced(stated: Sequence[Stated]) -> None:
    """Mark the statements that a later addendum gives anew with another result."""
    for later in stated:
        number = later.sentence.supplement
        if not number:
            continue
        for earlier in stated:
            if earlier.name == later.name and earlier.sentence.supplement < number and _replaces(earlier, later):
                earlier.superseded = True


def _replaces(earlier: Stated, later: Stated) -> bool:
    places, others = place_words(earlier.site), place_words(later.site)
    if later.name == "lymph_nodes":
        if earlier.site in (None, "total") and later.site in (None, "total"):
            return (earlier.examined or 0) < (later.examined or 0) and (earlier.positive or 0) <= (later.positive or 0)
        return bool(places & others) and earlier.polarity != later.polarity
    if later.name in ("tumor_size", "depth_of_invasion"):
        return False
    if later.name == "mitotic_rate":
        return earlier.sentence.specimen == later.sentence.specimen and earlier.quantity != later.quantity
    if places and others and not places & others:
        return False
    if later.name == "margin" and bool(places) != bool(others):
        return False
    return earlier.polarity != later.polarity
