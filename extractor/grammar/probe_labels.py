"""Labels of probes: the genes or loci that head a row of a test in situ, with the details of the probe behind them.

"MDM2 (12q15) / CEN12", "8q24 MYC break-apart", "PAX3/FOXO1 dual fusion", "D7S486/D7Z1 (7q31/cen 7)", "cen8".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extractor.grammar.partners import gene_named
from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Sentence
from extractor.rules import Term, symbol

LOCUS = "ISCN"  # the source of names of loci, which no vocabulary lists
_LEAD = (
    r"(?:[\s*•>|/,:#-]|\(?(?:\d{1,2}|[A-Za-z]|[ivx]{1,4})\s{0,8}[).:|](?=\s)|\([A-Z0-9]{1,3}\)"
    r"|\b{before_names}(?![\w/:])|\b(?:part|specimen|block)\s[A-Z0-9]{1,3}\b){0,30}"
)
_HEAD = r"[^:;]{0,40}\b{head_tests}[^:;]{0,40}:\s(?=\S)" + _LEAD  # "CLL FISH panel: del(13q14) 81%"
_DELETED = re.compile(
    r"(?P<event>del|DEL|dup|DUP|i)\s?\((?P<band>(?:[1-9]|1\d|2[0-2]|[XY])[pq](?:\d{1,2}(?:\.\d)?)?)\)"
)
_SOFT = re.compile(r"(?:[\s/,+&()\[\];-]|::)+")
_STRONG = re.compile(r"\s*(?::(?!:)|\.{2,}|…|\||=)|\s{2,}|\t|\s-{1,2}\s|\)\s?;")
_BAND = re.compile(
    r"(?:chr(?:omosome)?\.?\s?)?(?P<band>(?:[1-9]|1\d|2[0-2]|[XY])[pq](?:\d{1,2}(?:\.\d{1,3})?)?)(?:[-~](?:[pq]?\d{1,2}(?:\.\d{1,3})?)?)?(?![\w.])",
    re.IGNORECASE,
)
_SITE = re.compile(r"D\d{1,2}S\d{1,5}(?:E\d?)?(?!\w)")
_CENTROMERE = re.compile(
    r"(?:(?:CEP|CEN|cen|Cen|SE)\s?-?(?P<number>\d{1,2}|[XY])|D(?P<satellite>\d{1,2}|[XY])Z\d|LAF|cent?romere\s?(?P<third>\d{1,2}))(?!\w)"
)
_EXCHANGE = re.compile(
    r"(?:t|inv|T|INV)\s?\(\s?(?:\d{1,2}|[XY])(?:\s?[;/]\s?(?:\d{1,2}|[XY]))?\)(?:\([pq\d;.\s]{3,24}\))?"
)
_SYMBOL = re.compile(r"[A-Z][A-Z0-9]{2,7}(?:-\d)?(?!\w)")
_DETAIL = (
    r"(?:(?P<fused>{fused_by})|(?P<broken>{rearranged_by})|(?P<deleted>{deleted_by})|(?P<gained>{gained_by})"
    r"|(?P<detail>{details}))(?![\w-])"
)
_SHOWS_TEST = (
    "FISH",
    "CISH",
    "SISH",
    "DISH",
    "DDISH",
    "D-DISH",
    "SINGLE-PROBE",
    "SINGLE PROBE",
    "DUAL-PROBE",
    "DUAL PROBE",
)
_NOUNS = ("deleted", "gained")  # words that are results as well, behind a colon or in another column
_PAIR_JOINT = re.compile(r"\s?(?:::|/|-{1,2})\s?$")
_LIST_JOINT = re.compile(r"(?:\s?(?:,|&|\+)\s?|\s(?:and|or)\s|,\s(?:and|or)\s)$")


@dataclass(slots=True)
class Label:
    """What heads a row: its names, whether they are partners of a fusion, and what its probe looks for."""

    start: int
    end: int
    names: list[Mention] = field(default_factory=list)
    paired: bool = False
    joined: bool = False  # by "::"
    noun: int | None = None  # where a word of its end stands that may be the result itself: "TP53 deletion"
    looks_for: str | None = None  # rearrangement, fusion, deletion, amplification
    counted: bool = False  # against a centromere or another control
    bands: int = 0  # of chromosomes that it names
    located: bool = False  # a band, a site or the detail of a probe shows that the row is one of a test in situ
    split: bool = False  # a colon, dots or a column have stood behind its names


def label_of(sentence: Sentence, start: int, end: int) -> Label | None:
    """Return the label that opens the words [start, end) of a sentence."""
    named = _named(sentence)
    lead = compiled("probes", _HEAD).match(sentence.between(start, end))
    if lead is None or any(start <= place < start + lead.end() for place in named):
        lead = compiled("probes", _LEAD).match(sentence.between(start, end))
    position = start + lead.end() if lead is not None else start
    label = Label(position, position)
    loci: list[Mention] = []
    centromeres: list[Mention] = []
    control = False
    while position < end:
        rest = sentence.between(position, end)
        strong, soft = _STRONG.match(rest), _SOFT.match(rest)
        if strong is not None or soft is not None:
            label.split |= strong is not None and bool(label.names or loci or centromeres)
            length = (strong or soft).end()  # type: ignore[union-attr]
            control |= "/" in rest[:length] and bool(label.names or loci) and not label.names[1:]
            control |= strong is not None and ":" in rest[:length]
            position += length
            continue
        mention = named.get(position) or _symbol(rest, position)
        if mention is not None and _sought(mention) and (label.names or ((loci or centromeres) and label.split)):
            mention = None
        centromere = _CENTROMERE.match(rest)
        band, site, exchange = _BAND.match(rest), _SITE.match(rest), _EXCHANGE.match(rest)
        detail = compiled("probes", _DETAIL).match(rest)
        event = _DELETED.match(rest)
        if event is not None:
            label.looks_for = label.looks_for or ("deletion" if event["event"].lower() == "del" else "amplification")
            label.located = True
            label.noun = position if not (label.names or loci) else label.noun
            loci.append(_locus(event["band"], position, position + event.end()))
            position += event.end()
        elif exchange is not None:
            label.looks_for, label.located = label.looks_for or "fusion", True
            position += exchange.end()
        elif centromere is not None:
            label.counted |= bool(label.names or loci)
            label.located = True
            number = centromere["number"] or centromere["satellite"] or centromere["third"]
            if number is not None:
                centromeres.append(_locus(number, position, position + centromere.end()))
            position += centromere.end()
        elif site is not None:
            label.located = True
            loci.insert(0, _locus(site[0], position, position + site.end()))
            position += site.end()
        elif band is not None and not (mention is not None and mention.end > position + band.end("band")):
            label.located = True
            label.bands += 1
            loci.append(_locus(band["band"], position, position + band.end()))
            position += band.end()
        elif mention is not None and not (label.names and label.split and not _again(label, mention)):
            before = sentence.between(label.names[-1].end, mention.start) if label.names else ""
            if not label.names and loci and loci[0].id[0] == "D":
                pass  # the gene that a site is counted against: "D13S319/LAMP1"
            elif not label.names:
                label.names.append(mention)
                label.looks_for = label.looks_for or _sought(mention)
            elif _PAIR_JOINT.match(before) and len(label.names) == 1:
                label.names.append(mention)
                label.paired = True
                label.joined = before.strip() == "::"
                label.located |= label.joined
            elif _LIST_JOINT.match(before) and not label.paired:
                label.names.append(mention)
            elif not _again(label, mention) and not control:
                break
            position = max(mention.end, position + 1)
        elif detail is not None and not (
            label.split
            and any(detail[noun] for noun in _NOUNS)
            and "copy" not in detail[0].lower()
            and "copies" not in detail[0].lower()
        ):
            _take(label, detail)
            is_noun = any(detail[noun] for noun in _NOUNS)
            label.noun = position if is_noun and not label.split else label.noun
            position += detail.end()
        else:
            break
        label.end = position
    return _settled(label, loci, centromeres)


def _settled(label: Label, loci: list[Mention], centromeres: list[Mention]) -> Label | None:
    """Return a label with what it is called by: its genes, else its locus, else the chromosome it counts."""
    if not label.names:
        if loci:
            label.names = loci[:1]
        elif centromeres:
            label.names = centromeres[:1] if len(centromeres) == 1 else centromeres
            label.names = [_chromosome(mention) for mention in label.names]
            label.looks_for = label.looks_for or "amplification"
    if not label.names:
        return None
    return label


def _take(label: Label, detail: re.Match[str]) -> None:
    if detail["detail"]:
        label.located |= len(detail[0]) > 3 and detail[0].upper() in _SHOWS_TEST
        return
    found = next(
        kind
        for kind, word in (
            ("fusion", detail["fused"]),
            ("rearrangement", detail["broken"]),
            ("deletion", detail["deleted"]),
            ("amplification", detail["gained"]),
        )
        if word
    )
    label.looks_for = label.looks_for or found
    label.located |= (
        found in ("rearrangement", "fusion")
        and "arrang" not in detail[0]
        and detail[0].lower() not in ("fusion", "translocation")
    )


def _again(label: Label, mention: Mention) -> bool:
    return any(mention.id == name.id for name in label.names)


def _named(sentence: Sentence) -> dict[int, Mention]:
    """Return the genes of a sentence by their places; the receptor HER2 goes by the name of its marker."""
    found: dict[int, Mention] = {}
    for mention in sentence.of_kind("marker", "gene"):
        term = mention.source
        if not isinstance(term, Term):
            continue
        if mention.kind == "marker" and len(term.listed("genes")) != 1 and not _sought(mention):
            continue
        if (
            mention.kind == "marker"
            and isinstance(term, Term)
            and term.extra.get("alteration") in ("virus", "signature")
        ):
            continue
        known = found.get(mention.start)
        if known is None or known.end < mention.end or (known.kind == "marker" and known.id != "HER2"):
            found[mention.start] = mention
    return {start: _gene(mention) for start, mention in found.items()}


def _sought(mention: Mention) -> str | None:
    """Return what the name of a marker says is looked for: a deletion of 1p/19q, an amplification for trisomy 12."""
    term = mention.source
    sought = term.extra.get("alteration") if isinstance(term, Term) and mention.kind == "marker" else None
    return sought if sought in ("deletion", "amplification") else None


def _gene(mention: Mention) -> Mention:
    """Return the gene of a marker (cyclin D1: CCND1), but HER2 by its usual name."""
    term = mention.source
    if mention.kind == "gene" or mention.id == "HER2" or not isinstance(term, Term):
        return mention
    return mention._replace(source=term)


def _symbol(rest: str, position: int) -> Mention | None:
    match = _SYMBOL.match(rest)
    term = symbol(match[0]) if match is not None and gene_named(match[0]) is None else None
    return Mention(position, position + match.end(), "gene", term.name, term) if term and match else None


def _locus(name: str, start: int, end: int) -> Mention:
    return Mention(start, end, "marker", name, Term("marker", name, source=LOCUS))


def _chromosome(mention: Mention) -> Mention:
    """Return what a probe of a centromere counts: "trisomy 8" for CEP8, D8Z2 and cen 8."""
    name = f"trisomy {mention.id}"
    return mention._replace(id=name, source=Term("marker", name, source=LOCUS))
