"""Gene rows: lines and items that begin with genes and give one call for them, without a verb.

"PBRM1, SETD2   neg.", "CALR exon 9, fragment length   Wild type", "EGFR | Amplification | 11", "IGH FR1   clonal".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from extractor.grammar.gene_names import SYMBOL, genes_by_place, names_at, sought, symbols_of
from extractor.grammar.quantities import PERCENT, number, percentage
from extractor.grammar.row_amounts import amount_of, copies_in
from extractor.grammar.stainings import STAINS
from extractor.grammar.symbols import fused_only
from extractor.grammar.targets import Target, is_stained, panel
from extractor.grammar.titles import TitleAt
from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Modifier, Sentence
from extractor.records import Quantity
from extractor.rules import settings

RULE = "row of genes"
_ITEM = re.compile(r";\s|\n|\s//\s|\.\s(?=[A-Z]{3})")
_LEAD = compiled(
    "gene_rows",
    r"(?:[\s*•>|-]|(?:[A-Z]\d{0,2}|[IVX]{1,4}|\d{1,2})\s?[-–:|]\s|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})\s?[).](?=\s)"
    r"|{row_leads}\s?:?\s){0,30}",
)
_FUSIONS = compiled("gene_rows", r"[\s*•-]{0,6}(?:{row_leads}\s)?{nouns_of_fusions}\b[^:]{0,30}:")
_CELL_END = re.compile(r"[,;)|]")
_CLAUSE = re.compile(r"(?:[,.]\s|\s{2,})(?=[A-Z(])")
_HEAD = re.compile(r"(?:[A-Za-z][\w ()/+.-]{1,60}:\s(?=\S))")  # "PCR: BRAF codon 600 wt"
_BETWEEN = (
    r"(?:\.{3,80}(?!\.)|\.(?!\.\.)|[\s,;:=|→>/–-]|\([^()]{0,60}\)|\[[^\[\]]{0,30}\]|\b[NX]M_[\d.]{6,14}|\b{read_of_genes}\b"
    r"|(?<![\w.])\d{1,2}(?:-\d{1,2})?(?![\w%.])){0,24}?"
)
_SEPARATOR = re.compile(r"[:=|→–-]|\s/\s|\s{2,}|\t|\.{2,}|\)")
_CALL = (
    r"(?:(?P<unmethylated>{row_unmethylated})|(?P<methylated>{row_methylated})|(?P<doubted>{row_doubted})|(?P<failed>{row_failed})|(?P<unamplified>{row_unamplified})"
    r"|(?P<undeleted>{row_undeleted})|(?P<unfused>{row_unfused})|(?P<unaltered>{unaltered})"
    r"|(?P<amplified>{row_amplified})|(?P<deleted>{row_deleted})|(?P<fused>{row_fused})|(?P<altered>{altered}))(?![\w-])"
)
# "MGMT promoter methylation (pyrosequencing): 4%, unmethylated"
_OF_SHARE = compiled(
    "gene_rows",
    rf"(?P<gap>{_BETWEEN}(?P<share>\d{{1,3}}(?:\.\d{{1,2}})?\s?%)[\s,;:(-]{{1,4}})"
    r"(?:(?P<unmethylated>{row_unmethylated})|(?P<methylated>{row_methylated}))(?![\w-])",
)
_CLONAL = (
    r"(?:(?P<unsure>{row_unsure})|(?P<polyclonal>{row_polyclonal})|(?P<clonal>{row_clonal})"
    r"|(?P<failed>{row_failed}))(?![\w-])"
)
_CALL_FIRST = compiled(
    "gene_rows",
    r"[\s*•-]*(?:(?P<amplified>{row_amplified})|(?P<deleted>{row_deleted}))(?:(?P<cell>\s?[|:\t]\s?)|\s(?:of\s)?)",
)
_FIRST_NUMBER = re.compile(r"[\s|:\t]{1,20}(?P<value>\d{1,3}(?:\.\d{1,2})?)(?![\w.%])")
# "negative for (T1): ALK, RET", "A9 negative: BRCA1, ATM"
_LIST_HEAD = compiled(
    "gene_rows",
    r"[\s*•-]*(?:[A-Z]?\d{0,2}[A-Z]?\d?\s)?(?:genes?\s)?{list_heads}(?:\s\([^()]{1,30}\)|\s[A-Z]\d{1,2})?\s?:\s?",
)
_FEWEST = 2
_SAID: dict[str, tuple[str, str]] = {
    "unmethylated": ("methylation", "negative"),
    "methylated": ("methylation", "positive"),
    "unamplified": ("amplification", "negative"),
    "undeleted": ("deletion", "negative"),
    "unfused": ("rearrangement", "negative"),
    "unaltered": ("mutation", "negative"),
    "amplified": ("amplification", "positive"),
    "deleted": ("deletion", "positive"),
    "fused": ("rearrangement", "positive"),
    "altered": ("mutation", "positive"),
    "unsure": ("rearrangement", "equivocal"),
    "polyclonal": ("rearrangement", "negative"),
    "clonal": ("rearrangement", "positive"),
    "failed": ("rearrangement", "not_done"),
}
_PARTS = compiled(
    "gene_rows", r"\s{parts_read}\s\d{1,3}(?:[\s,/&]{1,3}\d{1,3}){0,5}\s"
)  # "NRAS codon 12/13/61 wild type"
_PLAIN = compiled("gene_rows", r"{plain_calls}(?![\w-])")
_DENIED = compiled(
    "gene_rows", r"[\s:.=|,-]{1,40}(?:{unaltered}|{row_unamplified}|{row_undeleted}|{row_unfused})(?![\w-])"
)
_NOUNS = compiled(
    "gene_rows",
    r"\b(?:(?P<rearrangement>{nouns_of_fusions})|(?P<amplification>{nouns_of_gains})|(?P<deletion>{nouns_of_losses})"
    r"|(?P<methylation>{nouns_of_methylation}))\b",
)
_NOUN = compiled("gene_rows", r"\b{alteration_nouns}\b")
_NEAR = 24
_ENDS = compiled("probes", r"\b{ends_label}\b")


class Row(NamedTuple):
    """One item: its genes, and what stands behind them."""

    names: list[Mention]
    alteration: str
    polarity: str
    amount: Quantity | None
    start: int
    end: int
    first: int
    last: int
    plain: bool = False  # the call does not say what was looked for


def gene_rows(sentence: Sentence, titled: TitleAt, *, sequenced: bool) -> list[Row]:
    """Return the rows of a sentence; `sequenced` tells that plain results stand among those of sequences."""
    if "gene" not in sentence.kinds and "marker" not in sentence.kinds and not SYMBOL.search(sentence.text):
        return []
    if _ENDS.search(sentence.text):
        return []
    found: list[Row] = []
    bounds = [0, *(at for match in _ITEM.finditer(sentence.text) for at in match.span()), len(sentence.text)]
    for start, end in zip(bounds[::2], bounds[1::2], strict=True):
        first, last = sentence.start + start, sentence.start + end
        row = _row(sentence, first, last, titled, sequenced=sequenced) or _called_row(
            sentence, first, last, sequenced=sequenced
        )
        listed = _listed_rows(sentence, first, last) if row is None and sequenced else []
        found += [_of_fusions(sentence, row)] if row is not None else listed
        if not listed:
            found += _further_rows(sentence, row.end if row is not None else first, last, titled, sequenced)
    return found


def _further_rows(sentence: Sentence, start: int, end: int, titled: TitleAt, sequenced: bool) -> list[Row]:
    """Return the rows that begin behind a comma or a full stop of an item: "KRAS G12V, NRAS wt, BRAF no mutation"."""
    found: list[Row] = []
    position = start
    for joint in _CLAUSE.finditer(sentence.between(start, end)):
        place = start + joint.end()
        if place < position:
            continue
        row = _row(sentence, place, end, titled, sequenced=sequenced)
        if row is not None and _is_said_apart(sentence, row, in_cell=not joint[0].strip(" ") and len(joint[0]) > 1):
            found.append(_of_fusions(sentence, row))
            position = row.end
    return found


def _of_fusions(sentence: Sentence, row: Row) -> Row:
    """Return a row with what was looked for in a list that begins with fusions: "RNA fusions: ALK, NRG1 - none"."""
    before = sentence.between(sentence.start, row.names[0].start)
    if row.alteration != "mutation" or not row.plain or not _FUSIONS.match(before):
        return row
    return row._replace(alteration="rearrangement")


def _is_said_apart(sentence: Sentence, row: Row, *, in_cell: bool) -> bool:
    """True for a call that is no part of a sentence: behind a sign, or one that names what was looked for."""
    if row.polarity == "positive" and compiled("gene_rows", r"\b{denials_ahead}\b").search(
        sentence.between(sentence.start, row.names[0].start)
    ):
        return False
    gap = sentence.between(row.names[-1].end, row.start)
    return in_cell or _SEPARATOR.search(gap) is not None or not row.plain


def _called_row(sentence: Sentence, start: int, end: int, *, sequenced: bool) -> Row | None:
    """Return a row of a table of copy numbers that begins with its call: "amp|MDM2|14|T1", "loss | RB1 | 0"."""
    lead = _HEAD.match(sentence.between(start, end))
    start += lead.end() if lead is not None else 0
    match = _CALL_FIRST.match(sentence.between(start, end))
    names = names_at(sentence, start + match.end(), end) if match is not None else []
    if match is None or not names or not (sequenced or match["cell"]):
        return None
    behind = sentence.between(names[-1].end, end)
    alteration = "amplification" if match["amplified"] else "deletion"
    denied = compiled("gene_rows", r"(?<![\w-]){row_denials}(?![\w-])").search(behind)
    doubted = compiled("gene_rows", r"\b{row_doubted}\b").search(behind)
    polarity = "negative" if denied else "equivocal" if doubted else "positive"
    value = _FIRST_NUMBER.match(behind)
    copies = value["value"] if value is not None else copies_in(_CELL_END.split(behind, maxsplit=1)[0])
    amount = Quantity(value=number(copies), unit="copies") if copies is not None else None
    return Row(names, alteration, polarity, amount, start, start + match.end(), start, end)


def _listed_rows(sentence: Sentence, start: int, end: int) -> list[Row]:
    """Return the rows of a list behind its result, where sequences are told: "A9 negative: BRCA1, ATM"."""
    match = _LIST_HEAD.match(sentence.between(start, end))
    names = names_at(sentence, start + match.end(), end) if match is not None else []
    if names and _NOUN.search(sentence.between(names[-1].end, end)[:_NEAR]):
        return []  # "not detected: CIC, WT1 fusions"
    if match is None or len(names) < _FEWEST or sentence.section == STAINS or is_stained(sentence):
        return []
    fused = fused_only()
    first, last = start, start + match.end()
    rows = []
    for name in names:
        alteration = "rearrangement" if set(symbols_of(name)) <= fused else "mutation"
        rows.append(Row([name], alteration, "negative", None, first, last, start, end))
    return rows


def _row(sentence: Sentence, start: int, end: int, titled: TitleAt, *, sequenced: bool) -> Row | None:
    lead = _HEAD.match(sentence.between(start, end))
    if lead is None or any(start <= place < start + lead.end() for place in genes_by_place(sentence)):
        lead = _LEAD.match(sentence.between(start, end))
    names = names_at(sentence, start + lead.end() if lead is not None else start, end)
    if not names:
        return None
    behind = sentence.between(names[-1].end, end)
    receptors = set(settings("gene_rows")["receptors"]["genes"])
    is_receptor = all(set(symbols_of(name)) <= receptors and sought(name) != "mutation" for name in names)
    of_share = _OF_SHARE.match(behind) if "%" in behind else None
    match = of_share or compiled("gene_rows", rf"(?P<gap>{_BETWEEN}){_CLONAL if is_receptor else _CALL}").match(behind)
    if match is None or not (len(names) > 1 or _leads_to_call(match["gap"])):
        return None
    said = str(match.lastgroup)
    if said == "doubted":
        alteration, polarity = _doubted(match["gap"]), "equivocal"
    else:
        alteration, polarity = _SAID[said]
    if not alteration or (said == "failed" and not is_receptor and not _NOUN.search(match["gap"])):
        return None
    if said in ("unaltered", "altered") and (noun := _named_in(match["gap"])):
        alteration = noun
    if alteration == "deletion" and _is_stain_lost(match[said], behind[match.end() :], sequenced=sequenced):
        return None
    if said in ("amplified", "deleted", "fused") and _DENIED.match(behind, match.end()):
        polarity = "negative"
    if alteration == "mutation" and not _is_read(sentence, match, said, names, sequenced):
        return None
    first, last = names[-1].end + match.end("gap"), names[-1].end + match.end()
    amount = amount_of(sentence, behind[match.end() :], last, alteration, names, titled)
    share = PERCENT.search(of_share["share"]) if of_share is not None else None
    return Row(
        names,
        alteration,
        polarity,
        percentage(share) if share is not None else amount,
        first,
        last,
        start,
        end,
        plain=_PLAIN.match(match[said]) is not None,
    )


def _leads_to_call(gap: str) -> bool:
    """True for what joins one gene and its call: a sign, the exons or codons that were read, nothing."""
    if _SEPARATOR.search(gap) or not gap.strip():
        return True
    return _PARTS.fullmatch(gap) is not None


def _is_stain_lost(call: str, behind: str, *, sequenced: bool) -> bool:
    """True for a plain "loss" that may be one of a stain: "PMS2   Loss of nuclear staining"."""
    return " " not in call and (not sequenced or behind.lstrip().lower().startswith("of "))


def _named_in(gap: str) -> str | None:
    """Return the alteration that stands between a gene and its call: "RET rearrangement: none"."""
    match = _NOUNS.search(gap)
    return str(match.lastgroup) if match is not None else None


def _doubted(gap: str) -> str:
    return "amplification" if compiled("gene_rows", r"\b{row_amplified}\b").search(gap) else ""


def _is_read(sentence: Sentence, match: re.Match[str], said: str, names: Sequence[Mention], sequenced: bool) -> bool:
    """True for a call that tells of a sequence: "no variant", or a plain one where sequences are told."""
    written = sentence.between(names[0].start, names[0].end)
    if sentence.section == STAINS or is_stained(sentence) or written[0].islower():
        return False
    call = match[said]
    if _PLAIN.match(call):
        return sequenced or any(sought(name) == "mutation" for name in names)
    return not (
        compiled("gene_rows", r"{wild_calls}").match(call) and names[0].kind == "marker" and not symbols_of(names[0])
    )


def with_gene_rows(sentence: Sentence, targets: Sequence[Target], rows: Sequence[Row]) -> list[Target]:
    """Return the targets of a sentence with the results of its rows in place of what stands for their genes."""
    if not rows:
        return list(targets)
    starts = {name.start for row in rows for name in row.names}
    kept = [target for target in targets if target.mention.start not in starts or target.final]
    final = {target.mention.start for target in kept if target.final}
    made = [
        _target(name, row)
        for row in rows
        for named in row.names
        for name in panel(named, sentence.between(named.start, named.end))
        if name.start not in final and row.polarity != "not_done"
    ]
    return sorted([*kept, *made], key=lambda target: target.start)


def _target(name: Mention, row: Row) -> Target:
    alteration = row.alteration
    if alteration == "mutation" and row.plain and set(symbols_of(name)) <= fused_only():
        alteration = "rearrangement"  # "EGFR/ALK negative": what a panel looks for in each of them
    target = Target(name, name.start, name.end, alteration=alteration, strict=True, final=True)
    target.settle(row.polarity, Modifier(row.polarity, RULE, row.start, row.end))
    return replace(target, quantity=row.amount)
