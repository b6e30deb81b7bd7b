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
    r"(?:[\s*•>|/,:#-]|(?:[A-Z]\d{0,2}|[IVX]{1,4}|\d{1,2})\s?[-–:|]\s|\(?(?:\d{1,2}|[A-Za-z]|[ivx]{1,4})\s{0,8}[).:|](?=\s)|\([A-Z0-9]{1,3}\)"
    r"|\b{before_names}(?![\w/:])|\b(?:part|specimen|block)\s[A-Z0-9]{1,3}\b){0,30}"
)
_HEAD = compiled("probes", r"[^:;]{0,40}\b{head_tests}[^:;]{0,40}:\s(?=\S)" + _LEAD)  # "CLL FISH panel: del(13q14) 81%"
_DELETED = re.compile(
    r"(?P<event>del|DEL|dup|DUP|i)\s?\((?P<band>(?:[1-9]|1\d|2[0-2]|[XY])[pq](?:\d{1,2}(?:\.\d)?)?)\)"
)
_SOFT = re.compile(r"(?:[\s/,+&()\[\];-]|::)+")
_STRONG = re.compile(r"\s*(?::(?!:)|\.{2,}|…|\||=)|\s{2,}|\t|\s-{1,2}\s|\s?[-=]{1,2}>\s?|\s?→\s?|\)\s?;")
_BAND = re.compile(
    r"(?:chr(?:omosome)?\.?\s?)?(?P<band>(?:[1-9]|1\d|2[0-2]|[XY])[pq](?:\d{1,2}(?:\.\d{1,3})?)?)"
    r"(?:[-~](?:[pq]?\d{1,2}(?:\.\d{1,3})?)?)?(?![\w.])",
    re.IGNORECASE,
)
_SITE = re.compile(r"D\d{1,2}S\d{1,5}(?:E\d?)?(?!\w)")
_CENTROMERE = re.compile(
    r"(?:(?:CEP|CEN|cen|Cen|SE)\s?-?(?P<number>\d{1,2}|[XY])|D(?P<satellite>\d{1,2}|[XY])Z\d|LAF"
    r"|cent?romere\s?(?P<third>\d{1,2}))(?!\w)"
)
_EXCHANGE = re.compile(
    r"(?:t|inv|T|INV)\s?\(\s?(?:\d{1,2}|[XY])(?:\s?[;/]\s?(?:\d{1,2}|[XY]))?\)(?:\([pq\d;.\s]{3,24}\))?"
)
_SYMBOL = re.compile(r"[A-Z][A-Z0-9]{2,7}(?:-\d)?(?!\w)")
_DETAIL = compiled(
    "probes",
    r"(?:(?P<fused>{fused_by})|(?P<joined>{joined_by})|(?P<broken>{broken_by})|(?P<rearranged>{rearranged_by})"
    r"|(?P<counted>{counted_by})|(?P<deleted>{deleted_by})|(?P<gained>{gained_by})|(?P<shows>{shows_test})"
    r"|(?P<detail>{details}))(?![\w-])",
)
# What the words of a probe look for.
_SOUGHT = {
    "fused": "fusion",
    "joined": "fusion",
    "broken": "rearrangement",
    "rearranged": "rearrangement",
    "counted": "amplification",
    "deleted": "deletion",
    "gained": "amplification",
}
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
    lead = _HEAD.match(sentence.between(start, end))
    if lead is None or any(start <= place < start + lead.end() for place in named):
        lead = compiled("probes", _LEAD).match(sentence.between(start, end))
    return _Scan(sentence, named, start + lead.end() if lead is not None else start, end).label_found()


class _Scan:
    """A walk through the pieces of a label: joints, genes, bands, sites, centromeres and words of probes."""

    def __init__(self, sentence: Sentence, named: dict[int, Mention], start: int, end: int) -> None:
        self.sentence, self.named, self.position, self.end = sentence, named, start, end
        self.label = Label(start, start)
        self.loci: list[Mention] = []
        self.centromeres: list[Mention] = []
        self.control = False  # what follows is counted against

    def label_found(self) -> Label | None:
        """Return the label with what it is called by: its genes, else its locus, else the chromosome it counts."""
        while self.position < self.end:
            rest = self.sentence.between(self.position, self.end)
            if self._joint(rest):
                continue
            if not (self._locus_of(rest) or self._gene(rest) or self._detail(rest)):
                break
            self.label.end = self.position
        label = self.label
        if not label.names and self.loci:
            label.names = self.loci[:1]
        elif not label.names and self.centromeres:
            label.names = [_chromosome(mention) for mention in self.centromeres]
            label.looks_for = label.looks_for or "amplification"
        return label if label.names else None

    def _joint(self, rest: str) -> bool:
        """Pass what separates the pieces; a slash or a colon leads to a control."""
        match = _STRONG.match(rest)
        is_strong = match is not None
        match = match or _SOFT.match(rest)
        if match is None:
            return False
        begun = bool(self.label.names or self.loci)
        self.label.split |= is_strong and (begun or bool(self.centromeres))
        self.control |= "/" in match[0] and begun and not self.label.names[1:]
        self.control |= is_strong and ":" in match[0]
        self.position += match.end()
        return True

    def _locus_of(self, rest: str) -> bool:
        """Take a locus in the notation of chromosomes (ISCN)."""
        return (
            self._event(rest) or self._exchange(rest) or self._centromere(rest) or self._site(rest) or self._band(rest)
        )

    def _event(self, rest: str) -> bool:
        match = _DELETED.match(rest)
        if match is None:
            return False
        sought = "deletion" if match["event"].lower() == "del" else "amplification"
        self.label.looks_for = self.label.looks_for or sought
        if not (self.label.names or self.loci):
            self.label.noun = self.position
        self.loci.append(self._named_locus(match["band"], match))
        return True

    def _exchange(self, rest: str) -> bool:
        match = _EXCHANGE.match(rest)
        if match is None:
            return False
        self.label.looks_for = self.label.looks_for or "fusion"
        self._pass(match)
        return True

    def _centromere(self, rest: str) -> bool:
        match = _CENTROMERE.match(rest)
        if match is None:
            return False
        self.label.counted |= bool(self.label.names or self.loci)
        number = match["number"] or match["satellite"] or match["third"]
        if number is None:
            self._pass(match)
        else:
            self.centromeres.append(self._named_locus(number, match))
        return True

    def _site(self, rest: str) -> bool:
        match = _SITE.match(rest)
        if match is None:
            return False
        self.loci.insert(0, self._named_locus(match[0], match))
        return True

    def _band(self, rest: str) -> bool:
        match = _BAND.match(rest)
        mention = self._mention(rest) if match is not None else None
        if match is None or (mention is not None and mention.end > self.position + match.end("band")):
            return False  # "1p/19q" is one name
        self.label.bands += 1
        self.loci.append(self._named_locus(match["band"], match))
        return True

    def _named_locus(self, name: str, match: re.Match[str]) -> Mention:
        locus = _locus(name, self.position, self.position + match.end())
        self._pass(match)
        return locus

    def _pass(self, match: re.Match[str]) -> None:
        self.label.located = True
        self.position += match.end()

    def _mention(self, rest: str) -> Mention | None:
        """Return the gene here; what is looked for at a locus that is named already is no name of its own."""
        mention = self.named.get(self.position) or _symbol(rest, self.position)
        begun = self.label.names or ((self.loci or self.centromeres) and self.label.split)
        return None if mention is not None and begun and _sought(mention) else mention

    def _gene(self, rest: str) -> bool:
        """Take a gene as a name, as the partner of one, or pass it as a control or a repetition."""
        label, mention = self.label, self._mention(rest)
        if mention is None or (label.names and label.split and not _again(label, mention)):
            return False
        before = self.sentence.between(label.names[-1].end, mention.start) if label.names else ""
        if not label.names:
            if not (self.loci and _SITE.match(self.loci[0].id)):  # in "D13S319/LAMP1" the gene is the control
                label.names.append(mention)
                label.looks_for = label.looks_for or _sought(mention)
        elif _PAIR_JOINT.match(before) and len(label.names) == 1:
            label.names.append(mention)
            label.paired, label.joined = True, before.strip() == "::"
            label.located |= label.joined
        elif _LIST_JOINT.match(before) and not label.paired:
            label.names.append(mention)
        elif not _again(label, mention) and not self.control:
            return False
        self.position = max(mention.end, self.position + 1)
        return True

    def _detail(self, rest: str) -> bool:
        """Take a word of a probe; behind a colon a noun such as "gain" is the result and no detail."""
        label, match = self.label, _DETAIL.match(rest)
        if match is None:
            return False
        is_noun = bool(match["deleted"] or match["gained"])
        if is_noun and label.split:
            return False
        if is_noun:
            label.noun = self.position
        sought = next((kind for group, kind in _SOUGHT.items() if match[group]), None)
        label.looks_for = label.looks_for or sought
        label.located |= bool(match["shows"] or match["broken"] or match["fused"])
        self.position += match.end()
        return True


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
