"""Targets: the mentions of markers and genes in a sentence that a result can be about.

A name inside a drug, an antibody, a karyotype or a variant's notation is no target. The partner of a named fusion is a
silent one: it takes the result that is said of the fusion, so that no marker takes it, and gives no record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache

from extractor.grammar.stainings import STAINS
from extractor.grammar.wording import compiled, words_of
from extractor.mentions import Mention, Modifier, Sentence
from extractor.records import Quantity
from extractor.rules import Term, settings, vocabulary

PROBED = "row of a probe"  # the rule of a result that a row of a test in situ gives
OPPOSITE = {"positive": "negative", "negative": "positive", "equivocal": "equivocal", "not_done": "not_done"}

_EXON_BEFORE = re.compile(r"\bexons? \d{1,2} of (?:the )?$", re.IGNORECASE)
_BLOCKED_BEFORE = re.compile(r"(?:\bmethotrexate-?|\bgene\s\w{1,10}-)$", re.IGNORECASE)
_BLOCKED_BEHIND = compiled(
    "markers",
    r"^(?:\s?-?|\s{2,30})(?:\((?:c\.|p\.|codon)|p\.\s?[A-Z(]|c\.\s?\d|\(?p\.|p?[A-Z]\d{2,4}(?:[A-Z*]|fs|del|ins|dup)"
    r"|codon \d(?![\d/,\s]{0,24}(?:{sequence_normal}))|-{no_result_suffixes}\b|{no_result_behind})",
)
# The exons of a gene that was tested belong to its name; those that a fusion joins, a deletion takes or a variant
# stands in belong to these.
_EXONS = re.compile(
    r"^:?\s\(?(?:exons?|ex)\.?\s?\d{1,2}(?:(?:\s?[,/&-]\s?|,?\s(?:and|or|to)\s)(?:exons?\s)?\d{1,2}){0,7}\)?(?![\w.:])"
)
_EXON_OF_OTHER = compiled(
    "markers",
    r"^[\s,;:(-]{0,3}(?:{exon_events}\s\(?(?:[pc]\.|p?[A-Z]\d{2,4})|[pc]\.|p?[A-Z]\d{2,4}"
    r"|-{0,2}[A-Z][A-Z\d]{2,8}\s(?:exon|intron))",
)
_JOINED_EXONS = compiled("markers", r"{joined_exons}")
_BELONGS = re.compile(r"(?:\b(?:of|against|to|for|the)\s|-|anti|ate)$", re.IGNORECASE)
_ANTIBODY_BEFORE = compiled("markers", r"(?:\banti-?|\b{antibody_before}\s(?:against|to|for)\s(?:the\s)?)$")
_ANTIBODY_BEHIND = re.compile(r"^(?:[\s-](?:Ig[GMA]|auto))?[\s-]?antibod", re.IGNORECASE)
_STAINED = compiled("markers", r"\b{stained}\b(?!\s?/)")  # no number of cells per volume
_TRANSLOCATED = compiled("markers", r"\bt\s?\(|{translocated}")
_FUSION_JOINT = re.compile(r"^(?:[^\S\n]?(?:-{1,2}|::|/)\s?|:)$")  # "- EWSR1" on a line of its own has a bullet
_SLASH = re.compile(r"/(?P<last>[2-9A-D])(?!\w)")
_SIGN = re.compile(r"\s?[+-]")
_PLUS = re.compile(r"\s?\+")
_PLUS_SIGN = re.compile(r"\w\s\+(?=\s|$|[,;(])")
_OTHER_PARTNER_BEFORE = re.compile(r"[A-Z][A-Z0-9]{1,9}\s?(?:-{1,2}|::)\s?$")
_KARYOTYPE = re.compile(
    r"\b(?:t|inv|del|ins)\s?\([\dXYpq;.\s]{1,12}\)\s?(?:\([pq\d;.\s]{1,20}\)\s?)?(?:[A-Z0-9]{2,8}/)?$"
)
_SHARED_NOUN = compiled("markers", r"(?P<word>[\w-]{3,20})(?:\s{ellipsis_joins}\s|\s?/\s?|,\s(?:{ellipsis_joins}\s)?)$")
_MOST_SHARING = 3
_PAIR = 2
_RECEPTOR = re.compile(r"\sreceptors?\b")


@dataclass(slots=True)
class Target:
    """Something a result can be about, and what has been found of it."""

    mention: Mention
    start: int
    end: int
    silent: bool = False
    alteration: str | None = None
    alteration_cue: Mention | None = None
    polarity: str | None = None
    cue: Modifier | None = None
    strict: bool = False  # the words that say the result can be about nothing else
    lines: list[Modifier] = field(default_factory=list)  # lines of their own that describe it
    cell: tuple[int, int] | None = None  # the words [start, end) that tell of it and of nothing else
    quantity: Quantity | None = None  # where a list gives it ("90 % and 70 %, respectively")
    final: bool = False  # its row has told everything of it

    @property
    def own_alteration(self) -> str | None:
        """What the name of a marker says is looked for: an expression, a virus, a signature; None for a gene."""
        term = self.mention.source
        return term.extra.get("alteration") if isinstance(term, Term) and term.kind == "marker" else None

    @property
    def is_placed(self) -> bool:
        """True for a result that stands in its cell and not at its name."""
        return self.cell is not None and self.cell[0] == self.start

    def settle(self, polarity: str, cue: Modifier) -> None:
        """Record the result and the words that say it."""
        self.polarity, self.cue = polarity, cue

    def twin(self, polarity: str | None, cue: Modifier | None) -> Target:
        """Return the same target with another result."""
        return replace(self, polarity=polarity, cue=cue)


def is_stained(sentence: Sentence) -> bool:
    """True when a sentence speaks of stains or cells."""
    if sentence.stained is None:
        sentence.stained = _STAINED.search(sentence.text) is not None
    return sentence.stained


def names_gene(sentence: Sentence, target: Target) -> bool:
    """True for a target that is a gene, or a marker whose name is that of a gene as well."""
    return target.mention.kind == "gene" or any(m.start == target.mention.start for m in sentence.of_kind("gene"))


def is_among_stains(sentence: Sentence) -> bool:
    """True when a sentence speaks of stains, stands among their results, or tells of a second stain."""
    if sentence.section == STAINS or is_stained(sentence):
        return True
    return len({m.id for m in sentence.of_kind("marker") if _is_stain(m)}) >= _PAIR


def _is_stain(mention: Mention) -> bool:
    return isinstance(mention.source, Term) and mention.source.extra.get("alteration") == "expression"


def targets_of(sentence: Sentence) -> list[Target]:
    """Return the targets of a sentence, in order; a name that is marker and gene counts as the marker."""
    mentions: dict[tuple[int, int], Mention] = {}
    for mention in sentence.of_kind("marker", "gene"):
        span = mention.start, mention.end
        if span not in mentions or mention.kind == "marker":
            mentions[span] = mention
    for start, end in [span for span, mention in mentions.items() if "/" in mention.id]:
        for inner in [span for span in mentions if span[0] == start and span[1] < end]:
            del mentions[inner]  # CDKN2A in CDKN2A/B
    ordered = [mentions[span] for span in sorted(mentions)]
    targets: list[Target] = []
    for index, mention in enumerate(ordered):
        before = sentence.between(mention.start - 44, mention.start)
        behind = sentence.between(mention.end, mention.end + 25)
        if _is_family(sentence, ordered, index) or _has_other_sense(sentence, mention):
            continue
        exons = _EXONS.match(sentence.between(mention.end, mention.end + 60))
        if _is_no_result(sentence, before, behind) or (exons and not _is_tested(sentence, mention.end + exons.end())):
            continue
        start, end = mention.start, mention.end + exons.end() if exons else mention.end
        if index and _is_family(sentence, ordered, index - 1) and not _holds(ordered[index - 1], mention):
            is_aside = sentence.between(mention.end, mention.end + 1) == ")"
            start, end = ordered[index - 1].start, mention.end + is_aside
        silent = _is_fused(sentence, ordered, index) or (
            mention.kind == "gene" and _OTHER_PARTNER_BEFORE.search(before) is not None
        )
        targets += _sharing_a_noun(sentence, mention, before)
        targets += _behind_slash(sentence, mention, silent)
        if not _is_otherpanel(mention, ordered):
            written = sentence.between(mention.start, mention.end)
            targets += [Target(member, start, end, silent) for member in panel(mention, written)]
    return targets


def _has_other_sense(sentence: Sentence, mention: Mention) -> bool:
    """True for an abbreviation that the words of its sentence make something else: "moderate AR" of a valve."""
    words = _other_senses().get(mention.id)
    if words is None or sentence.between(mention.start, mention.end).upper() != mention.id:
        return False
    return words.search(sentence.text) is not None


@cache
def _other_senses() -> dict[str, re.Pattern[str]]:
    tables: dict[str, list[str]] = settings("markers")["other_senses"]
    return {name: words_of(phrases) for name, phrases in tables.items()}


def _is_family(sentence: Sentence, ordered: list[Mention], index: int) -> bool:
    """True for a family that its clone in parentheses specifies: "cytokeratin (AE1/AE3)"."""
    mention = ordered[index]
    following = ordered[index + 1] if index + 1 < len(ordered) else None
    if following is None or sentence.between(mention.end, following.start) not in (" (", ": "):
        return False
    if _holds(mention, following):
        return True
    if mention.id != "cytokeratin" or sentence.between(mention.end, following.start) != " (":
        return False
    written = sentence.between(mention.start, mention.end)
    return not written.endswith("s") and sentence.between(following.end, following.end + 1) == ")"


def _holds(family: Mention, member: Mention) -> bool:
    """True for a marker that reads several genes and one that reads one of them: mismatch repair proteins, MLH1."""
    if not isinstance(family.source, Term) or not isinstance(member.source, Term) or family.kind != member.kind:
        return False
    genes = family.source.listed("genes")
    return len(genes) >= _PAIR and set(member.source.listed("genes")) < set(genes)


def _is_tested(sentence: Sentence, end: int) -> bool:
    """True when exons that end at a position are those that were tested for mutations."""
    if _JOINED_EXONS.search(sentence.text):
        return False
    return _EXON_OF_OTHER.match(sentence.between(end, end + 30)) is None


def _behind_slash(sentence: Sentence, mention: Mention, silent: bool) -> Iterator[Target]:
    """Yield the second gene of "IDH1/2" and "CDKN2A/B", which a slash and its last character name."""
    match = _SLASH.match(sentence.between(mention.end, mention.end + 3))
    written = sentence.between(mention.start, mention.end)
    if match is None or not written[-1].isalnum() or written[-1].isdigit() != match["last"].isdigit():
        return
    term = next((t for t in vocabulary().lookup(written[:-1] + match["last"]) if t.kind == mention.kind), None)
    if term is not None and term.name != mention.id:
        start, end = mention.start, mention.end + match.end()
        yield Target(Mention(start, end, mention.kind, term.name, term), start, end, silent)


def _is_otherpanel(mention: Mention, ordered: list[Mention]) -> bool:
    """True for "triple-negative" beside JAK2, CALR and MPL: it means these and no hormone receptors."""
    term = mention.source
    if not isinstance(term, Term) or not term.listed("panel"):
        return False
    return any(other.id in settings("markers")["other_triples"]["genes"] for other in ordered)


def panel(mention: Mention, written: str) -> list[Mention]:
    """Return the markers that a name stands for: itself, but ER, PR and HER2 for "triple-negative", IDH1 and IDH2."""
    term = mention.source
    members, kind = (term.listed("panel"), "marker") if isinstance(term, Term) else ([], "")
    if (
        isinstance(term, Term)
        and "/" in written
        and ("/" not in term.name or all(member in written for member in term.listed("members")))
        and len(term.listed("members")) == _PAIR
    ):
        members, kind = term.listed("members"), "gene"
    named = [term for member in members for term in vocabulary().lookup(member) if term.kind == kind]
    return [mention._replace(id=term.name, source=term) for term in named] or [mention]


def _is_no_result(sentence: Sentence, before: str, behind: str) -> bool:
    """True for a name inside the name of something else: a drug, an antibody, a karyotype, a variant."""
    may_belong = _BELONGS.search(before[-8:]) is not None  # spares the longer searches, which rarely find anything
    if may_belong and _BLOCKED_BEFORE.search(before):
        return True
    if may_belong and _EXON_BEFORE.search(before) and _JOINED_EXONS.search(sentence.text):
        return True
    if behind.startswith(" (RECIST"):  # PR, a partial response
        return True
    if _BLOCKED_BEHIND.match(behind) or (")" in before and _KARYOTYPE.search(before)):
        return True
    is_antibody = "antibod" in behind and _ANTIBODY_BEHIND.match(behind)
    if may_belong and not is_antibody:
        is_antibody = _ANTIBODY_BEFORE.search(before)
    return bool(is_antibody) and not is_stained(sentence)


def _is_fused(sentence: Sentence, ordered: list[Mention], index: int) -> bool:
    """True for a partner of a named fusion (LMNA-NTRK1): a gene beside a gene with a hyphen between."""
    mention = ordered[index]
    for one, other in ((index - 1, index), (index, index + 1)):
        if one < 0 or other >= len(ordered):
            continue
        first, second = ordered[one], ordered[other]
        joint = sentence.between(first.end, second.start)
        if not joint or joint.isspace() or not _FUSION_JOINT.match(joint) or _is_minus(sentence, joint, first, second):
            continue
        around = sentence.between(first.start - 24, second.end + 40)
        if "/" in joint and not _TRANSLOCATED.search(around):
            continue
        has_result = _PLUS.match(sentence.between(mention.end, mention.end + 2))
        if _has_gene(first) and _has_gene(second) and not has_result:
            return True
    return False


def _is_minus(sentence: Sentence, joint: str, first: Mention, second: Mention) -> bool:
    """True for the sign of a phenotype: CD19- CD56+."""
    if joint == " - " and {first.kind, second.kind} == {"marker"} and _PLUS_SIGN.search(sentence.text):
        return _TRANSLOCATED.search(sentence.text) is None  # "PAX8 + vimentin - CK7 -"
    is_sign = joint.startswith("-") and joint.endswith(" ")
    behind = sentence.between(second.end, second.end + 2)
    return is_sign and (_SIGN.match(behind) is not None or {first.kind, second.kind} == {"marker"})


def _has_gene(mention: Mention) -> bool:
    return mention.kind == "gene" or bool(isinstance(mention.source, Term) and mention.source.listed("genes"))


def _sharing_a_noun(sentence: Sentence, mention: Mention, before: str) -> Iterator[Target]:
    """Yield the target of an ellipsis: "high" in "high and low molecular weight keratins"."""
    _, _, noun = sentence.between(mention.start, mention.end).partition(" ")
    if not noun and _RECEPTOR.match(sentence.between(mention.end, mention.end + 11)):
        noun = "receptor"
    if not noun or mention.kind != "marker" or before[-1:] not in (" ", "/"):
        return
    start = mention.start
    for _ in range(_MOST_SHARING):
        match = _SHARED_NOUN.search(sentence.between(max(start - 44, sentence.start), start))
        if match is None:
            return
        start -= len(match[0])
        for term in vocabulary().lookup(f"{match['word']} {noun.removesuffix('s')}"):
            if term.kind == "marker" and term.name != mention.id:
                end = start + len(match["word"])
                yield Target(Mention(start, end, "marker", term.name, term), start, end)
                break
        else:
            return
