"""Variant notations: HGVS and its everyday forms in a sentence (p.V600E, Val600Glu, c.1799T>A, exon 19 deletion).

Syntax only: which words are a notation and what it is in one-letter HGVS. Whether a notation is a result, and of which
gene, is for the slots to decide; `notations` also tells them which words a variant claims.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractor.grammar.amino_acids import FULL_NAMES, THREE, letters, one_letter
from extractor.rules import settings

_ONE = "[ACDEFGHIKLMNPQRSTVWY]"
_RESIDUE = rf"(?:{THREE}|{_ONE})"
_NAMED = rf"(?:{'|'.join(FULL_NAMES)}|{THREE})"
_BASES = "[ACGT]"
_PLACE = r"[-*]?\d{1,6}(?:\s?[+-]\s?\d{1,5})?"

_PROTEIN = re.compile(
    rf"(?P<prefix>\bp\s?[.:]\s?\(?\[?|\bp(?=[A-Z]\d{{2,4}}[A-Z]\b)|(?<![A-Za-z0-9.]))"
    rf"(?:(?P<deleted>del\s?|[Dd]eletion\s(?:of\s)?(?=[A-Z][a-z]{{0,2}}\d{{1,4}}\s?[_-])|Δ|[Dd]elta\s?)\(?)?(?P<from>{_RESIDUE})(?P<at>\d{{1,5}})"
    rf"(?:\s?[_-]\s?(?P<to>{_RESIDUE})?(?P<until>\d{{1,5}}))?"
    rf"(?P<change>(?:{THREE}|{_ONE})?\s?fs(?:\s?(?:\*|X|Ter)?\s?\d{{0,4}}\*?)?|(?:{THREE})X\d{{1,3}}|delins(?:{_RESIDUE}){{1,8}}|"
    rf">(?:{_ONE}){{1,6}}|del(?:ins(?:{_ONE}){{1,8}})?|dup(?:{_ONE}){{0,3}}|ins(?:{_RESIDUE}){{0,8}}|\s(?:deletion|duplication)\b"
    rf"|\s?(?:->|→|>|-to-)\s?{_RESIDUE}|{THREE}|[Ss]top\b|\s{_ONE}(?=\s?(?:mutation|substitution|variant|missense|and\b|[),;.]|"
    rf"$))|{_ONE}|X|\*)?(?P<other>/{_ONE})?(?![A-Za-z0-9])\)?"
)
_CODING = re.compile(
    rf"(?<![\w.>])(?P<prefix>c\s?\.\s?\(?\[?)?(?:(?P<old>{_BASES})(?P<oldat>\d{{1,5}})(?P<oldto>{_BASES})(?![\w])|"
    rf"(?P<place>{_PLACE}(?:\s?_\s?{_PLACE})?)\s?"
    rf"(?P<change>{_BASES}{{1,4}}\s?(?:>|→|->|-)\s?{_BASES}{{1,4}}|"
    rf"del\s?(?:{_BASES}{{0,20}}|[acgt]{{3,20}})\d{{0,2}}(?:\s?/?ins\s?{_BASES}{{1,20}})?|dup\s?{_BASES}{{0,20}}|"
    rf"ins\s?{_BASES}{{1,20}})(?![A-Za-z0-9]))"
)
_EVENTS = ("del", "dup", "ins")
_MITOCHONDRIAL = re.compile(rf"\bm\.\s?(?P<at>\d{{1,5}})\s?{_BASES}\s?(?:>|→|->)\s?{_BASES}(?![A-Za-z0-9])")
_BESIDE_MITOCHONDRIAL = re.compile(r"[^.;]{0,25}?[\s/(](?P<gene>MT-[A-Z]{2}[A-Z0-9]{0,5})(?![\w-])")
_OLD_MITOCHONDRIAL = re.compile(rf"(?<![\w.]){_BASES}(?P<at>\d{{3,5}}){_BASES}(?!\w)")
_OF_MITOCHONDRIA = re.compile(r"mitochondri|mtDNA|MELAS|MERRF|LHON|Leber|NARP|heteroplasm|homoplasm")
_SPLICE = re.compile(rf"\bIVS\s?\d{{1,2}}\s?[+-]\s?\d{{1,3}}\s?{_BASES}\s?>\s?{_BASES}")
_EXON = re.compile(
    r"(?P<first>\b[Ee]x(?:on)?\.?\s?(?P<exon>\d{1,2})\s?-?\s?(?:in-?\s?frame\s)?(?P<what>deletions?|del\b|"
    r"insertions?|ins\b|duplications?|dup\b|skipping|skip\b|indels?))"
    r"|(?P<behind>\b(?:in-?frame\s)?(?P<what2>deletion|insertion|duplication|skipping)\s(?:mutation\s)?(?:of|in|on|"
    r"at|within)\s(?:the\s)?[Ee]xon\s(?P<exon2>\d{1,2})\b)"
    r"|(?P<short>\b(?:del\s?19|19\s?del|E19del|20ins)\b)"
)
_CODON = re.compile(
    rf"\b(?P<place>(?:codon|position|residue|"
    rf"amino acid)s?\s)(?P<at>\d{{1,4}})\s?[,:(]?\s?(?:\(?{_BASES}{{3}}\s?(?:>|→|to|"
    rf"->)\s?{_BASES}{{3}}[,;)]?\s?)?[^.;\d]{{0,40}}?\b(?P<from>{_NAMED})(?:\s?(?:->|→|>|-to-|to|by)\s?|"
    rf"\s)(?P<to>{_NAMED})\b",
    re.IGNORECASE,
)
_SUBSTITUTION = re.compile(
    rf"\b(?P<from>{_NAMED})(?:\s\(\w{{3}}\))?(?:\s?(?:->|→|>|-to-|-|\bto\b)\s?|\s(?:is\s|was\s)?(?:to|replaced by|"
    rf"changed to)\s)(?P<to>{_NAMED})\b"
    rf"(?:\s\(\w{{3}}\))?[^.;\d]{{0,40}}?\b(?:codon|position|residue|amino acid)\s(?P<at>\d{{1,4}})\b",
    re.IGNORECASE,
)
# What every sentence with a notation holds, one of these; what begins with one set of characters is found fast.
HINTS = (
    re.compile("exon"),
    re.compile("codon"),
    re.compile("v(?:III|ariant III)"),
    re.compile("eiden"),
    re.compile(
        r"[0-9](?=[A-Z*_>→]|\sfs|\s[A-Z]\b|\s?_|\s?-\s?[A-Z>]\w|\s?->|\s→|fs|\s?del|\s?dup|\s?ins[ACGT]|stop|\+\d"
        r"|(?<=[VGRQDEKLTSYF].)\d{1,3}\b)"
    ),
)
# Words of the same shape that are no variants: proteins of the S100 family, dosing intervals, infusions, cell lines.
_NEVER = re.compile(
    r"H3-3[AB]|S100[A-Z]|Q(?:[2-9]|12|18|24|36|48|72)H|Q(?:7|14|21|28)D|D\d{1,2}W|T47D|[LTSC](?:[1-9]|1[0-2])[LTSC]|A1C|C3D|C4D|H1N1|"
    r"T\d[NM]|G\d{1,2}P\d?|[A-Z]\d[A-Z]"
)


@dataclass(frozen=True, slots=True)
class Notation:
    """One variant as written at [start, end): its protein and coding form in HGVS, or only its words (exon, codon)."""

    start: int
    end: int
    protein: str | None = None
    coding: str | None = None
    marked: bool = False  # carries p., c., three letters or another sign that it can be nothing else
    bare: bool = False  # names only the residue (V600)
    exon: bool = False
    glued: int = 0  # length of a gene name written onto the notation (BRAFV600E)
    glued_behind: int = 0  # the same for a superscript in front of its gene (V600EBRAF)
    alternatives: tuple[str, ...] = ()  # two proteins in one word (V600E/K)
    gene: str | None = None  # said by an everyday name (factor V Leiden); empty when no nuclear gene is meant
    parts: tuple[tuple[int, int], ...] = ()  # where the forms stand that were joined, the protein's first


def read_notations(text: str) -> list[Notation]:
    """Return the variant notations of a text in order, each form by itself."""
    text = _cased(text)
    found: list[Notation] = []
    for reader in (_everyday, _mitochondrial, _coding, _spliced, _substituted, _protein, _glued, _exons):
        for notation in reader(text):
            if not any(notation.start < other.end and other.start < notation.end for other in found):
                found.append(notation)
    return sorted(found, key=lambda notation: notation.start)


_CAPITALS = re.compile(r"\b(?:C\.[-*(]?\d|P\.\(?[A-Z]{1,3}\d)[A-Z\d_>+*()-]{1,40}")
_CODES = re.compile(THREE.upper().replace("*", r"\*"))
_EVENTS_IN_CAPITALS = re.compile("DEL|DUP|INS|FS")


def _cased(text: str) -> str:
    """Return a text with its notations in capitals as they are usually written: C.839G>C P.(ARG280THR)."""
    return _CAPITALS.sub(_lowered, text) if "C." in text or "P." in text else text


def _lowered(match: re.Match[str]) -> str:
    written = _EVENTS_IN_CAPITALS.sub(lambda event: event[0].lower(), match[0])
    if written[0] == "P":
        written = _CODES.sub(lambda code: code[0].capitalize(), written)
    return written[0].lower() + written[1:]


_EVENT_NOUN = re.compile(r"(del|dup)(?:etion|lication)")
_RESIDUE_AT = re.compile(r"[A-Z](?:[a-z]{2})?[0-9]")
_PREFIX = re.compile(r"(?:\bp\s?[.:]\s?\(?\[?|\bp)?(?:del\s?\(?|[Dd]eletion\s(?:of\s)?|[Δ∆]\(?|[Dd]elta\s?\(?)?$")


def _protein_matches(text: str) -> Iterator[re.Match[str]]:
    """Yield the protein notations of a text, beginning the costly expression only where a residue has its number."""
    position = 0
    for residue in _RESIDUE_AT.finditer(text):
        if residue.start() < position:
            continue
        offset = max(0, residue.start() - 14)
        prefix = _PREFIX.search(text[offset : residue.start()])
        match = _PROTEIN.match(text, offset + prefix.start()) if prefix is not None else None
        if match is not None and match.end() > residue.end():
            position = match.end()
            yield match


def _protein(text: str) -> list[Notation]:
    found = []
    for match in _protein_matches(text):
        start = (
            match.start() if match["prefix"] else match.start("deleted") if match["deleted"] else match.start("from")
        )
        end = match.end()
        if match[0].endswith(")") and "(" not in match[0]:
            end -= 1
        prefixed = bool(match["prefix"])
        change = _EVENT_NOUN.sub(r"\1", re.sub(r"\s", "", match["change"] or ""))
        if _EVENT_NOUN.search(match["change"] or "") and not match["until"]:
            continue
        three = len(match["from"]) == 3
        if (
            not prefixed
            and not three
            and (
                _NEVER.fullmatch(text[start:end])
                or (len(match["at"]) < 2 and not match["until"] and "del" not in change)
            )
        ):
            continue
        if not change and not match["deleted"]:
            if (
                match["until"]
                or three
                or not re.fullmatch(r"\d{2,4}", match["at"])
                or match["from"] not in "VGRQDEKLTSY"
            ):
                continue
            found.append(Notation(start, end, bare=not prefixed, marked=prefixed))
            continue
        protein = _protein_name(match, change)
        marked = prefixed or three or len(change) > 1 or bool(match["deleted"])
        if match["other"]:
            other = protein[: -len(letters(change))] + match["other"][1:]
            found.append(Notation(start, end, marked=marked, alternatives=(protein, other)))
        else:
            found.append(Notation(start, end, protein=protein, marked=marked))
    return found


def _protein_name(match: re.Match[str], change: str) -> str:
    """Return p. notation in one-letter code."""
    name = one_letter(match["from"]) + match["at"]
    if match["until"]:
        name += "_" + (one_letter(match["to"]) if match["to"] else "") + match["until"]
    if match["deleted"]:
        change = "del" + change.removeprefix("del")
    change = re.sub(r"^(?:->|→|>|-to-)(?=(?:[A-Z][a-z]{2}|[A-Z])$)" if not match["until"] else r"^$", "", change)
    if match["until"] and change.startswith(">"):
        change = "delins" + change[1:]
    change = letters(change)
    change = re.sub(r"^([A-Z])X(?=\d)", r"\1fs*", change)
    change = re.sub(r"fs(?:X|\*|Ter)?(\d+)\*?$", r"fs*\1", change)
    change = re.sub(r"fs(?:X|\*)$", "fs", change)
    if change in ("X", "stop", "Stop", "*"):
        change = "*"
    return f"p.{name}{change}"


def _coding(text: str) -> list[Notation]:
    found = []
    for match in _CODING.finditer(text):
        if match["old"]:
            if not match["prefix"]:
                continue
            name = f"c.{match['oldat']}{match['old']}>{match['oldto']}"
        else:
            place, change = re.sub(r"\s", "", match["place"]), re.sub(r"\s", "", match["change"])
            if change[:3] in _EVENTS:
                change = re.sub(r"[acgt]{3,}$", lambda m: m[0].upper(), change[3:].replace("/", ""))
                change = match["change"].strip()[:3] + change
            elif re.search(r"[ACGT]-[ACGT]", change):
                if not match["prefix"]:
                    continue
                change = change.replace("-", ">")
            bases = re.sub(r"del|dup|ins|\d", "", change)
            if not match["prefix"] and (
                len(re.sub(r"\D", "", place)) < 2
                or (">" not in change and "→" not in change and not bases and change[-1].isalpha())
            ):
                continue
            if not match["prefix"] and (match["place"][0] in "-*" or re.search(r"\d{5}", place)):
                continue
            name = "c." + place + change.replace("->", ">").replace("→", ">")
        found.append(Notation(match.start(), match.end(), coding=name, marked=True))
    return found


def _everyday(text: str) -> Iterator[Notation]:
    """Yield variants that an everyday name identifies with their gene: factor V Leiden, prothrombin G20210A."""
    for name, gene in settings("variants")["everyday"].items():
        start = text.find(name[1:])
        while start > 0 or (start == 0 and len(name) == 1):
            if text[start - 1].lower() == name[0].lower() and not text[start - 2 : start - 1].isalnum():
                yield Notation(start - 1, start - 1 + len(name), marked=True, gene=gene)
            start = text.find(name[1:], start + 1)


def _mitochondrial(text: str) -> Iterator[Notation]:
    """Yield variants of mitochondrial DNA, by the gene at their place: m.3243A>G, A3243G in a sentence of mtDNA."""
    genes = settings("variants")["mitochondrial"]
    if "m." in text:
        for match in _MITOCHONDRIAL.finditer(text):
            named = _BESIDE_MITOCHONDRIAL.match(text, match.end())
            gene = named["gene"] if named is not None else genes.get(match["at"], "")
            yield Notation(*match.span(), marked=True, gene=gene)
    if _OF_MITOCHONDRIA.search(text):
        for match in _OLD_MITOCHONDRIAL.finditer(text):
            if match["at"] in genes:
                yield Notation(*match.span(), marked=True, gene=genes[match["at"]])


def _spliced(text: str) -> list[Notation]:
    return (
        [Notation(m.start(), m.end(), coding=re.sub(r"\s", "", m[0]), marked=True) for m in _SPLICE.finditer(text)]
        if "IVS" in text
        else []
    )


def _substituted(text: str) -> list[Notation]:
    """Read amino acids in words with their codon: glycine to valine at codon 12, codon 12 (Gly>Val)."""
    if not re.search(r"codon|position|residue|amino acid", text):
        return []
    found = []
    for expression in (_CODON, _SUBSTITUTION):
        for match in expression.finditer(text):
            name = f"p.{one_letter(match['from'])}{match['at']}{one_letter(match['to'])}"
            found.append(Notation(match.start(), match.end(), protein=name, marked=True))
    return found


_GLUED = re.compile(
    rf"(?<![A-Za-z0-9])(?P<gene>[A-Z][A-Z0-9]{{2,7}}?)p?(?=(?P<variant>{_ONE}\d{{2,4}}(?:{_ONE}|X|"
    rf"\*))(?![A-Za-z0-9]))"
)


_SUPERSCRIPT = re.compile(
    rf"(?<![A-Za-z0-9])(?P<variant>{_ONE}\d{{2,4}}{_ONE})(?P<gene>[A-Z][A-Z0-9]{{2,7}})(?![A-Za-z0-9])"
)


def _glued(text: str) -> list[Notation]:
    """Read a variant written onto its gene: BRAFV600E, JAK2V617F, V600EBRAF."""
    found = []
    for match in _GLUED.finditer(text):
        start, end = match.start("variant"), match.end("variant")
        found.append(
            Notation(start, end, protein=f"p.{match['variant'].replace('X', '*')}", glued=start - match.start())
        )
    for match in _SUPERSCRIPT.finditer(text):
        length = match.end("gene") - match.start("gene")
        found.append(
            Notation(match.start(), match.end("variant"), protein=f"p.{match['variant']}", glued_behind=length)
        )
    return found


def _exons(text: str) -> list[Notation]:
    return (
        [Notation(m.start(), m.end(), exon=True, marked=True) for m in _EXON.finditer(text)]
        if re.search(r"[Ee]x(?:on)?\.?\s?\d|[Ee]xon|19\s?del|del\s?19|20ins", text)
        else []
    )
