"""Panels: lists of genes that a report gives one result for, ahead of it or behind it, over one line or several.

"No reportable variant: ASXL1 BCOR BRAF", "KRAS, NRAS (exons 2-4): no mutation detected", "Absent: fusions of ROS1 and
RET". What a list names in detail (a residue, an insertion) has the result of the list too.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from spacy.tokens import Doc

from extractor.grammar.targets import Target
from extractor.grammar.wording import compiled
from extractor.mentions import Mention, Modifier, Sentence, sentences_of
from extractor.rules import Term, vocabulary

_KEY = "extractor_panels"
_KINDS = ("gene", "marker")
_HEAD = compiled("markers", r"\b(?P<head>{panel_heads}):?\s(?:{panel_adjectives}[\s,/-]{1,2}){0,5}$")
# "Fusion ..... none found (RET, NTRK1)", "RNA fusions: none detected, ALK, RET"
_NONE_BEHIND = compiled(
    "markers",
    r"(?:\s?\([^()]{1,20}\))?[\s.:|=-]{1,60}"
    r"(?:{none_of_list}(?:\s{shown_verbs})?(?=\s?[(,:]|\s{none_links}\s)|{not_shown}(?=\s?:))",
)
_LEAD = compiled(
    "markers", r"(?:[\s:,;(–-]|\([^()]{0,60}\)|\b(?:{panel_leads})\b|[A-Z]{1,2}\d{1,2}\b|\d{1,3}(?:\.\d)?\s?%?){0,40}"
)
_ANY_LEAD = re.compile(r"[^:]{0,90}:\s?")  # "No reportable variant at the regions below, limit 5 %:"
_DETAIL = (
    r"\([^()]{0,70}\)|\b[NX]M_\d{6,9}(?:\.\d{1,2})?|\bp\.\(?[A-Z][\w>*=]{1,30}\)?|\bc\.[\w>+*-]{3,30}"
    r"|\b[A-Z]\d{1,4}[A-Z*]?\b|\d{1,4}"
)
_GAP = compiled("markers", rf"(?:[\s,;/&+|–-]|{_DETAIL}|\b(?:{{panel_details}})\b\.?){{0,60}}")
_TO_RESULT = compiled("markers", rf"(?:[\s,;/&+|:.=–-]|{_DETAIL}|\b(?:{{panel_details}}|{{panel_verbs}})\b){{0,30}}")
_FOUND = re.compile(r"%|\b[cp]\.")  # the share or the name of a variant of its own
_LABEL = re.compile(r"(?:\s?\([^()]{0,60}\))?\s?:")
_IS_HEADING = re.compile(r"[^:.]{0,79}:|\s(?:in|of|involving|affecting)\b")
_LONGEST_HEAD = 80
_MOST_LINES = 12


class Panel(NamedTuple):
    """Words [start, end) of the clean text that list genes without an alteration, and the words that say so."""

    start: int
    end: int
    alteration: str
    cue: Modifier


def panels_of(doc: Doc) -> list[Panel]:
    """Return the lists of a document in order; found once per document."""
    panels: list[Panel] | None = doc.user_data.get(_KEY)
    if panels is None:
        panels = doc.user_data[_KEY] = sorted(_panels(sentences_of(doc)))
    return panels


def panel_at(panels: Sequence[Panel], start: int) -> Panel | None:
    """Return the list that holds a position."""
    index = bisect_right(panels, start, key=_start)
    return panels[index - 1] if index and start < panels[index - 1].end else None


def listed(panels: Sequence[Panel], sentence: Sentence, targets: Sequence[Target]) -> list[Target]:
    """Settle the targets that stand in lists of genes, each member of a family for itself: "FGFR1-3"."""
    found: list[Target] = []
    for target in targets:
        panel = panel_at(panels, target.start)
        if panel is None or target.final or target.own_alteration in ("signature", "virus"):
            found.append(target)
            continue
        for mention in _members(target.mention, sentence.between(target.mention.start, target.mention.end)):
            one = replace(target, mention=mention, alteration=panel.alteration, alteration_cue=None, quantity=None)
            one.settle("negative", panel.cue)
            found.append(one)
    return found


_FEWEST = 2
_COUNTED = re.compile(r"(?P<first>[1-9A-D])(?P<more>(?:/[1-9A-D]){1,3}|\s?[-–]\s?(?P<last>[2-9A-D]))$")


def counted_members(sentence: Sentence, target: Target) -> list[Target]:
    """Return an altered family of genes as the members that its name counts up: "no NTRK1/2/3 fusion"."""
    if target.mention.kind != "gene" or target.alteration in (None, "expression"):
        return [target]
    members = _members(target.mention, sentence.between(target.mention.start, target.mention.end))
    return [target] if len(members) < _FEWEST else [replace(target, mention=mention) for mention in members]


def _members(mention: Mention, written: str) -> list[Mention]:
    """Return the genes that a family's name counts up: FGFR1/2/3, SDHA-D."""
    term, counted = mention.source, _COUNTED.search(written)
    if not isinstance(term, Term) or term.kind != "gene" or "/" in term.name:
        return [mention]
    if counted is None:  # "NTRK1, NTRK2 and NTRK3"
        spelled = [member for member in term.listed("members") if member in written]
        terms = [t for member in spelled for t in vocabulary().lookup(member) if t.kind == "gene"]
        return [mention._replace(id=t.name, source=t) for t in terms] if len(spelled) >= _FEWEST else [mention]
    first, last = counted["first"], counted["last"]
    named = [m for m in term.listed("members") if m[-1] in counted[0] or (last is not None and first <= m[-1] <= last)]
    terms = [t for member in named for t in vocabulary().lookup(member) if t.kind == "gene"]
    return [mention._replace(id=t.name, source=t) for t in terms] or [mention]


def _start(panel: Panel) -> int:
    return panel.start


def _panels(sentences: Sequence[Sentence]) -> Iterator[Panel]:
    for index, sentence in enumerate(sentences):
        if "alteration" not in sentence.kinds and "panel" not in sentence.kinds:
            continue
        for start, end, alteration, rule in _heads(sentence):
            if _is_prose(sentence, start, end):
                continue
            cue = Modifier("negative", rule, start, end)
            bounds = _before(sentence, start)
            if bounds is None or _IS_HEADING.match(sentence.between(end, end + _LONGEST_HEAD)):
                bounds = _behind(sentences, index, end) or bounds
            if bounds is not None:
                yield Panel(*bounds, alteration, cue)


def _is_prose(sentence: Sentence, start: int, end: int) -> bool:
    """True for a statement with a verb, in which no colon joins a list and its result."""
    if compiled("verdicts", r"\b{statement_verbs}\b").search(sentence.text) is None:
        return False
    return ":" not in sentence.between(start - 3, end + _LONGEST_HEAD)


def _heads(sentence: Sentence) -> Iterator[tuple[int, int, str, str]]:
    """Yield what denies an alteration, with the alteration: "no reportable variant", "wild type:"."""
    for mention in sentence.of_kind("alteration", "panel"):
        if mention.kind == "panel":
            if _IS_HEADING.match(sentence.between(mention.end, mention.end + _LONGEST_HEAD)):
                yield mention.start, mention.end, mention.id, mention.source.key
            continue
        none = _NONE_BEHIND.match(sentence.between(mention.end, mention.end + _LONGEST_HEAD))
        if none is not None and mention.id not in ("none", "any"):
            yield mention.start, mention.end + none.end(), mention.id, mention.source.key
            continue
        match = _HEAD.search(sentence.between(mention.start - _LONGEST_HEAD, mention.start))
        if match is not None and mention.id != "none":
            alteration = "mutation" if mention.id == "any" else mention.id
            length = len(match[0]) + mention.end - mention.start
            yield mention.end - length, mention.end, alteration, mention.source.key


def _genes(sentence: Sentence) -> list[Mention]:
    """Return the genes of a sentence in order, each place once."""
    found: dict[int, Mention] = {}
    for mention in sentence.of_kind(*_KINDS):
        if mention.start not in found or mention.end > found[mention.start].end:
            found[mention.start] = mention
    return [found[start] for start in sorted(found)]


def _before(sentence: Sentence, limit: int) -> tuple[int, int] | None:
    """Return the list that ends right before a result: "RB1, TP53 (exons 4-9): no mutation"."""
    genes = [gene for gene in _genes(sentence) if gene.end <= limit]
    gap = sentence.between(genes[-1].end, limit) if genes else ";"
    if ";" in gap or not _TO_RESULT.fullmatch(gap):
        return None
    start = genes[-1].start
    for gene in reversed(genes[:-1]):
        gap = sentence.between(gene.end, start)
        if not _GAP.fullmatch(gap) or (";" in gap and _FOUND.search(gap)):
            break
        start = gene.start
    return start, limit


def _behind(sentences: Sequence[Sentence], index: int, position: int) -> tuple[int, int] | None:
    """Return the list that a result is the heading of, over the lines that hold nothing else."""
    sentence = sentences[index]
    genes = [gene for gene in _genes(sentence) if gene.start >= position]
    lead = sentence.between(position, genes[0].start if genes else sentence.end)
    if not (_LEAD.fullmatch(lead) or _ANY_LEAD.fullmatch(lead)):
        return None
    start = genes[0].start if genes else None
    end = _end_of_list(sentence, genes) if genes else position
    if genes and end < sentence.end:
        return (genes[0].start, end) if end > genes[0].start else None
    for line in sentences[index + 1 : index + 1 + _MOST_LINES]:
        if line.paragraph != sentence.paragraph or not line.opens_line or sentence.text[-1] == ".":
            break
        genes = _genes(line)
        if not genes or not _GAP.fullmatch(line.between(line.start, genes[0].start)):
            break
        if _end_of_list(line, genes) < line.end:
            break
        start = genes[0].start if start is None else start
        end, sentence = line.end, line
    return (start, end) if start is not None else None


def _end_of_list(sentence: Sentence, genes: Sequence[Mention]) -> int:
    """Return where a list of genes ends: at the end of its sentence when nothing but details follows."""
    if _LABEL.match(sentence.between(genes[0].end, genes[0].end + _LONGEST_HEAD)):
        return sentence.start  # the label of another row
    end = genes[0].end
    altered = {mention.start for mention in sentence.of_kind("alteration")}
    for gene in genes[1:]:
        if gene.end + 1 in altered or not _GAP.fullmatch(sentence.between(end, gene.start)):
            break
        if _LABEL.match(sentence.between(gene.end, gene.end + _LONGEST_HEAD)):
            return end
        end = gene.end
    rest = sentence.between(end, sentence.end)
    return sentence.end if _GAP.fullmatch(rest.rstrip(" .")) else end
