"""Amino acids: their names in one letter, three letters and in full."""

from __future__ import annotations

import re

# One-letter, three-letter and full names of the amino acids.
_AMINO_ACIDS = """
A Ala alanine; R Arg arginine; N Asn asparagine; D Asp aspartic acid|aspartate; C Cys cysteine; Q Gln glutamine;
E Glu glutamic acid|glutamate; G Gly glycine; H His histidine; I Ile isoleucine; L Leu leucine; K Lys lysine;
M Met methionine; F Phe phenylalanine; P Pro proline; S Ser serine; T Thr threonine; W Trp tryptophan; Y Tyr tyrosine;
V Val valine; U Sec selenocysteine; * Ter termination
"""
THREE_TO_ONE: dict[str, str] = {}
FULL_NAMES: dict[str, str] = {}
for _entry in _AMINO_ACIDS.split(";"):
    _letter, _three, _names = _entry.split(None, 2)
    THREE_TO_ONE[_three] = _letter
    FULL_NAMES.update(dict.fromkeys(_names.strip().split("|"), _letter))
THREE = "|".join(THREE_TO_ONE)


def one_letter(residue: str) -> str:
    """Return the one-letter code of an amino acid given in one letter, three letters or in full."""
    if len(residue) == 1:
        return "*" if residue in "X*" else residue.upper()
    if residue.lower() == "stop":
        return "*"
    return THREE_TO_ONE.get(residue.capitalize()) or FULL_NAMES.get(residue.lower()) or residue


def letters(text: str) -> str:
    return re.sub(THREE, lambda match: THREE_TO_ONE[match[0]], text)
