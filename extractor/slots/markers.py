"""Markers: results of stains and gene tests (CAP biomarker reporting; HGNC names).

A marker record needs a result. A marker that is only mentioned, a test that is planned, an antibody in a list of
methods give no record. Serum tumor markers and serology are laboratory values and no markers of the tissue.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache

from spacy.tokens import Doc

from extractor.facts import merge
from extractor.grammar.polarity import OPPOSITE, Target, govern
from extractor.grammar.quantities import PERCENT, comparator, number, percentage
from extractor.mentions import Mention, Modifier, Sentence, holding, sentences_of
from extractor.records import Evidence, Marker, Quantity, Reason
from extractor.rules import Term, settings, vocabulary
from extractor.slots import evidence as ev

_BLOCKED_BEFORE = re.compile(r"(?:\bexons? \d{1,2} of |\bmethotrexate-?|\bgene\s\w{1,10}-)$", re.IGNORECASE)
_ANTIBODY_BEFORE = re.compile(
    r"(?:\banti-?|\b(?:antibod(?:y|ies)|probes?|antiserum)\s(?:against|to|for)\s(?:the\s)?)$", re.IGNORECASE
)
_ANTIBODY_AFTER = re.compile(r"^(?:[\s-](?:Ig[GMA]|auto))?[\s-]?antibod", re.IGNORECASE)
_BLOCKED_AFTER = re.compile(
    r"^(?:\s?-?|\s{2,30})(?:\((?:exon|c\.|p\.|codon)|p\.\s?[A-Z(]|c\.\s?\d|\(?p\.|p?[A-Z]\d{2,4}(?:[A-Z*]|fs|del|ins|dup)|exons? \d|codon \d|-(?:related|like|releasing|binding)\b|-(?:related|like|releasing|binding)\b|inhibitors?|targeted|directed|blockade|antagonists?|agonists?|antibod(?:y|ies) therapy|specific antibod)",
    re.IGNORECASE,
)
_SCORE = re.compile(
    r"(?:score(?:\s(?:of|was|is|:))?\s?)?(?<![\d.+-])(?P<score>[0-3])\s?(?:\+(?!\d)|/\s?3\b)|(?<![\w+])(?P<plus>\+{1,3})(?![\w+])|\+(?P<after>[1-3])\b"
)
_CHECKED = re.compile(r"\[[xX]\]\s?(?P<score>[0-3])\s?\+?")
_SYSTEM = re.compile(
    r"(?P<system>H-?\s?score|Allred(?:\sscore)?|TPS|CPS|tumou?r proportion score|combined positive score)\s?(?:score\s)?(?:of|was|is|:|=|\()?\s?(?P<sign>[<>≥≤]?)\s?(?P<value>\d{1,3})(?:\s?/\s?\d{1,3})?\s?%?",
    re.IGNORECASE,
)
_IN_CELLS = re.compile(
    PERCENT.pattern
    + r"\s(?:of\s)?(?:the\s)?(?:analy[sz]ed\s|examined\s|counted\s|tumou?r\s|neoplastic\s|malignant\s)?(?:cells|nuclei)",
    re.IGNORECASE,
)
_RATE = re.compile(
    r"(?P<sign>[<>≥≤~]?)\s?(?P<value>\d{1,3}(?:\.\d{1,2})?)\s?(?:mut(?:ation)?s?/Mb|mutations per megabase)",
    re.IGNORECASE,
)
_ALTERATION_BEHIND = re.compile(
    r"^(?:[\s/:.|)-]|\b(?:break|apart|probes?|dual|colou?r|not|no|CEP\d{1,2}|gene|genes|kinase|locus|oncogene|protein|promoter|chromosomal|exon \d{1,2}|activating|somatic|germline|driver|oncogenic|IHC|FISH|high-level|low-level|tumor)\b|\([^()]{0,40}\))*$",
    re.IGNORECASE,
)
_ALTERATION_AHEAD = re.compile(
    r"^(?:\s|:|,|\(|\b(?:of|in|involving|for|affecting|at|within|such as|including|like|on|with|the|both|either|other|different|various|several|was|were|not|found|detected|identified|observed|seen|codons? \d{1,4}|exons? \d{1,2}|gene|genes|oncogenes?|loci|locus|proto-oncogene|kinases?)\b){0,8}$",
    re.IGNORECASE,
)
_PREDICATE = re.compile(
    r"^(?:\s?(?:gene|locus|protein|promoter|status))?\s(?:was|were|is|are|being|remained|showed|had|of|as|found to be)(?:\s(?:also|both|all|found|to|be|not|neither|known|shown|confirmed|the|a|an|\w{3,20}ly)){0,4}\s$",
    re.IGNORECASE,
)
_NAMED_RESULT = re.compile(r"^\s?-\s?(?:positive|negative)", re.IGNORECASE)
_LISTED = re.compile(
    r"^(?:\s?\([^()]{0,40}\))?\s?(?:,|/|and|or|nor|,\s?and|,\s?or|-?,?\s?and/or|&)?\s?(?:the\s)?$", re.IGNORECASE
)
_NOT = re.compile(r"\b(?:not|no|non|without|never|neither)\b", re.IGNORECASE)
_ADJECTIVE = re.compile(
    r"(?:wild[ -]?type|rearranged|amplified|mutated|mutant|methylated|deleted|translocated|codeleted|fused)$",
    re.IGNORECASE,
)
_NEGATIVE_WORD = re.compile(
    r"^(?:un(?:mutated|methylated)|non-?(?:amplified|mutated|rearranged)|wild|not )", re.IGNORECASE
)
_TRANSLOCATED = re.compile(r"\bt\s?\(|rearrangement|fusion|translocation|transcript", re.IGNORECASE)
_FOREIGN_PARTNER = re.compile(r"[A-Z][A-Z0-9]{1,9}\s?(?:-{1,2}|::)\s?$")
_KARYOTYPE = re.compile(
    r"\b(?:t|inv|del|ins)\s?\([\dXYpq;.\s]{1,12}\)\s?(?:\([pq\d;.\s]{1,20}\)\s?)?(?:[A-Z0-9]{2,8}/)?$"
)
_STAINED = re.compile(r"\b(?:immuno(?!assay|logic|blot)\w{1,20}|stain\w{0,5}|cells|IHC)\b", re.IGNORECASE)
_GENE_LEVEL = ("rearrangement", "amplification", "mutation", "deletion", "methylation")
_FUSION_NEIGHBOUR = re.compile(r"^\s?(?:-{1,2}|:{1,2}|/)\s?$")


def find(doc: Doc) -> list[Marker]:
    """Return the marker results of a document, one per marker, alteration, polarity and subject."""
    records: list[Marker] = []
    for sentence in holding(doc, "marker", "gene"):
        targets = _targets(sentence)
        if not targets or sentence.of_kind("control"):
            continue
        _alterations(sentence, targets)
        _named_status(sentence, targets)
        _quantified(sentence, targets)
        govern(sentence, targets)
        _gene_results(sentence, targets)
        _described(sentence, targets)
        for target in targets:
            if target.polarity in OPPOSITE and not _in_blood(sentence, target):
                record = _record(doc, sentence, target, targets)
                if record is not None:
                    records.append(record)
    return merge(records, key=lambda r: (r.name, r.alteration, r.polarity, r.subject, r.certainty == "asserted"))


def _targets(sentence: Sentence) -> list[Target]:
    mentions: dict[tuple[int, int], Mention] = {}
    for mention in sentence.of_kind("marker", "gene"):
        span = (mention.start, mention.end)
        if span not in mentions or mention.kind == "marker":
            mentions[span] = mention
    spans = sorted(mentions)
    targets = []
    for index, (start, end) in enumerate(spans):
        if _BLOCKED_BEFORE.search(sentence.between(start - 30, start)):
            continue
        if _BLOCKED_AFTER.match(sentence.between(end, end + 25)):
            continue
        if (
            _ANTIBODY_BEFORE.search(sentence.between(start - 30, start))
            or _ANTIBODY_AFTER.match(sentence.between(end, end + 16))
        ) and not _STAINED.search(sentence.text):
            continue
        if _KARYOTYPE.search(sentence.between(start - 44, start)):
            continue
        if mentions[start, end].kind == "gene" and _FOREIGN_PARTNER.search(sentence.between(start - 14, start)):
            continue
        if _in_fusion(sentence, spans, index, mentions):
            continue
        targets.append(Target(mentions[start, end], start, end))
    return targets


@cache
def _usual() -> dict[str, frozenset[str]]:
    """Return the genes whose plain "positive" means an alteration (patterns/markers.toml, table `usual`)."""
    return {alteration: frozenset(genes) for alteration, genes in settings("markers")["usual"].items()}


def _default_alteration(sentence: Sentence, target: Target) -> str | None:
    """Return what a result means where no alteration is named: a stain, or for some genes their usual alteration."""
    term = target.mention.source
    assert isinstance(term, Term)
    methods = {mention.id for mention in sentence.of_kind("method")}
    stained = bool(methods & _STAINING) or _STAINED.search(sentence.text) is not None
    if target.mention.kind == "marker" and stained:
        return term.extra.get("alteration") or "expression"
    symbols = frozenset(term.listed("genes") if target.mention.kind == "marker" else _genes(term.name))
    for alteration, usual in _usual().items():
        if symbols and symbols <= usual:
            return alteration
    if target.mention.kind == "marker":
        return term.extra.get("alteration") or "expression"
    if _STAINED.search(sentence.text) and methods & _STAINING:
        return "expression"
    return "rearrangement" if methods & {"FISH", "CISH", "ISH"} else None


def _in_fusion(
    sentence: Sentence, spans: list[tuple[int, int]], index: int, mentions: dict[tuple[int, int], Mention]
) -> bool:
    """True for a partner of a named fusion (LMNA-NTRK1): a gene beside a gene with a hyphen between."""
    start, end = spans[index]
    for other in (index - 1, index + 1):
        if not 0 <= other < len(spans):
            continue
        gap = sentence.between(end, spans[other][0]) if other > index else sentence.between(spans[other][1], start)
        if "/" in gap and not _TRANSLOCATED.search(
            sentence.between(min(start, spans[other][0]) - 24, max(end, spans[other][1]) + 24)
        ):
            continue
        if gap and _FUSION_NEIGHBOUR.match(gap) and not gap.isspace():
            pair = (mentions[start, end], mentions[spans[other]])
            if all(_has_gene(mention) for mention in pair) and not re.match(r"\s?\+", sentence.between(end, end + 2)):
                return True
    return False


def _has_gene(mention: Mention) -> bool:
    return mention.kind == "gene" or bool(isinstance(mention.source, Term) and mention.source.listed("genes"))


def _alterations(sentence: Sentence, targets: list[Target]) -> None:
    """Bind nouns such as amplification and rearrangement to the genes beside them."""
    for cue in sentence.of_kind("alteration"):
        if any(t.start <= cue.start < t.end for t in targets):
            continue
        before = [t for t in targets if t.end <= cue.start]
        bound = False
        gap = sentence.between(before[-1].end, cue.start) if before else ""
        written = sentence.between(cue.start, cue.end)
        if before and (_ALTERATION_BEHIND.match(gap) or (_PREDICATE.match(gap) and _ADJECTIVE.search(written))):
            bound = True
            following = cue.start
            for target in reversed(before):
                gap = sentence.between(target.end, following)
                if (target.alteration is not None and not _is_assay(sentence, target)) or not (
                    target is before[-1] or _LISTED.match(gap)
                ):
                    break
                target.alteration, target.alteration_cue = cue.id, cue
                following = target.start
        after = [t for t in targets if t.start >= cue.end]
        if (
            after
            and not bound
            and not _NAMED_RESULT.match(sentence.between(after[0].end, after[0].end + 10))
            and _ALTERATION_AHEAD.match(sentence.between(cue.end, after[0].start))
        ):
            previous_end = after[0].start
            for target in after:
                if (
                    target is not after[0] and not _LISTED.match(sentence.between(previous_end, target.start))
                ) or target.alteration is not None:
                    break
                target.alteration, target.alteration_cue = cue.id, cue
                previous_end = target.end


def _is_assay(sentence: Sentence, target: Target) -> bool:
    """True when a target is bound only to the name of its assay (a break-apart probe), which is no finding yet."""
    cue = target.alteration_cue
    return cue is not None and sentence.between(cue.start, cue.end).lower().startswith("break")


def _gene_results(sentence: Sentence, targets: list[Target]) -> None:
    """Settle genes with an alteration that no result cue governs: shown, shown not to be, or only tested for."""
    shows = [m for m in sentence.of_kind("shows")]
    for target in targets:
        cue = target.alteration_cue
        if cue is None:
            continue
        written = sentence.between(cue.start, cue.end)
        between = sentence.between(target.end, cue.start)
        adjective = _ADJECTIVE.search(written) is not None
        if _NEGATIVE_WORD.match(written) or (cue.start > target.end and _NOT.search(between)):
            target.settle("negative", Modifier("negative", cue.source.key, cue.start, cue.end), (target.start, cue.end))
            continue
        if adjective and cue.start >= target.end and (target.polarity is None or target.polarity == "positive"):
            ahead = _NOT.search(sentence.between(max(sentence.start, target.start - 12), target.start))
            value = "negative" if ahead else "positive"
            target.settle(value, Modifier(value, cue.source.key, cue.start, cue.end), (target.start, cue.end))
            continue
        if target.polarity is not None:
            continue
        first, last = min(target.start, cue.start), max(target.end, cue.end)
        middle = _MIDDLE.search(sentence.between(cue.end, target.start)) if cue.end < target.start else None
        if middle is not None:
            value = (
                "negative"
                if middle["not"] or _negated_ahead(sentence, shows, sentence.start, cue.start)
                else "positive"
            )
            target.settle(
                value, Modifier(value, cue.source.key, cue.end + middle.start(), cue.end + middle.end()), (first, last)
            )
            continue
        found = _shown(sentence, shows, first, last)
        if found is not None and found.value in OPPOSITE:
            target.settle(found.value, found, (first, last))


_MIDDLE = re.compile(r"\b(?:was|were)\s(?P<not>not\s)?(?:found|detected|identified|observed|seen)\b")


_NONE = re.compile(
    r"^\W*(?:however,?\s|in addition,?\s)?(?:no|neither|none)\b|\b(?:no|neither|none of)\s(?:[\w/-]{1,20}[\s,]{1,2}){0,6}$",
    re.IGNORECASE,
)


def _shown(sentence: Sentence, shows: list[Mention], first: int, last: int) -> Modifier | None:
    """Return what the nearest showing cue in the clause of [first, last) says."""
    clause_start = max((m.end for m in sentence.of_kind("clause") if m.end <= first), default=sentence.start)
    behind = [m for m in shows if m.source.direction == "backward" and last <= m.start <= last + 60]  # type: ignore[union-attr]
    if behind and not re.search(r"[;]", sentence.between(last, behind[0].start)):
        negated = re.search(r"\b(?:not|never)\b", sentence.between(last, behind[0].end))
        cue = behind[0]
        if (
            not re.match(r"positive|as$", cue.id + sentence.between(cue.start, cue.end)[:0])
            or len(sentence.between(last, cue.start)) < 30
        ):
            value = "negative" if negated or _NONE.search(sentence.between(clause_start, first)) else "positive"
            return Modifier(value, cue.source.key, cue.start, cue.end)
    ahead = [m for m in shows if m.source.direction == "forward" and clause_start <= m.start and m.end <= first + 1]  # type: ignore[union-attr]
    if not ahead:
        return None
    nearest = max(ahead, key=lambda m: (m.end, m.end - m.start))
    if len(sentence.between(nearest.end, first)) > 120:
        return None
    value = nearest.id
    if value == "positive" and _negated_ahead(sentence, shows, clause_start, nearest.start, within=12):
        value = "negative"
    return Modifier(value, nearest.source.key, nearest.start, nearest.end)


def _negated_ahead(sentence: Sentence, shows: list[Mention], start: int, end: int, within: int = 40) -> bool:
    return any(m.id == "negative" and start <= m.start and m.end <= end and end - m.end <= within for m in shows)


def _quantified(sentence: Sentence, targets: list[Target]) -> None:
    """Read a percentage or a score as a result where no word gives one: ER 90 %, HER2 3+, Ki-67 index of 30 %."""
    for index, target in enumerate(targets):
        if target.alteration is not None:
            continue
        limit = targets[index + 1].start if index + 1 < len(targets) else sentence.end
        after = sentence.between(target.end, min(limit, target.end + 70))
        found = _quantity(after, target.mention.id, sentence.between(target.start, target.end))
        if found is None:
            continue
        quantity, position, end = found
        target.group = []
        if quantity.unit == "mut/Mb":
            level = re.match(r"[\s(,;-]{0,3}(low|high)\b", after[end:], re.IGNORECASE)
            end += level.end() if level else 0
        cue = Modifier("", "quantity", target.end + position, target.end + end)
        implied = implied_polarity(target.mention.id, quantity)
        if (
            target.polarity is None
            or (quantity.unit == "score" and target.mention.id == "HER2")
            or (implied == "negative" and not target.strict and quantity.unit == "%")
        ):
            target.settle(implied, cue._replace(value=implied), (target.start, target.end + end))


def _named_status(sentence: Sentence, targets: list[Target]) -> None:
    """Read names that carry their result: MSS, MSI-H, dMMR, TMB-high."""
    for cue in sentence.of_kind("status"):
        for target in targets:
            if target.start <= cue.start < target.end or cue.start <= target.start < cue.end:
                target.settle(
                    cue.id,
                    Modifier(cue.id, cue.source.key, cue.start, cue.end),
                    (min(cue.start, target.start), max(cue.end, target.end)),
                )
                target.strict = True


_DESCRIBED = re.compile(r"^(?:\s(?:was|were|is|are|showed|shows|staining was))?[:,]?\s(?:a\s)?$")


def _described(sentence: Sentence, targets: list[Target]) -> None:
    """Read an intensity or extent right behind a marker as a positive result: CD99 strong, BCL2 was weak in 30 %."""
    for target in targets:
        if target.polarity is not None or target.alteration is not None:
            continue
        for mention in sentence.of_kind("intensity", "distribution", "localization"):
            if mention.start >= target.end and _DESCRIBED.match(sentence.between(target.end, mention.start)):
                if re.match(
                    r"\s?(?:[,;.)(]|$|in\b|and\b|staining\b|positiv)", sentence.between(mention.end, mention.end + 9)
                ):
                    target.settle(
                        "positive",
                        Modifier("positive", mention.source.key, mention.start, mention.end),
                        (target.start, mention.end),
                    )
                break


def implied_polarity(name: str, quantity: Quantity) -> str:
    """Return the result that a quantity implies: HER2 0 and 1+ negative, 2+ equivocal (ASCO/CAP); below 1 % negative; TMB from 10/Mb high."""
    value = quantity.value if quantity.value is not None else quantity.low
    if quantity.unit == "mut/Mb":
        return "positive" if value is not None and value >= 10 else "negative"
    if quantity.unit == "score" and name == "HER2":
        return "negative" if value in (0, 1) else "equivocal" if value == 2 else "positive"
    if value == 0 or (quantity.comparator in ("<", "<=") and value is not None and value <= 1):
        return "negative"
    return "positive"


_GAP_TO_NUMBER = re.compile(
    r"^(?:[\s:=,(<>~≥≤]|\+{1,3}(?=\s?\()|\([^()]{1,20}\)|\.{2,}|\b(?:index|labell?ing|proliferation|proliferative|was|is|of|in|the|rate|fraction|score|approximately|about|around|up|to|than|more|less|at|least|over|nearly|estimated|high|low|positivity|positive|expression|staining|stained|with|a|an|tumou?r|cells?|IHC|nuclear|nuclei|strong|weak|moderate|strongly|diffuse|focal|by|as|marker|showed|immunostain|reactivity|immunoreactivity|MIB-?1|antigen|cell|value|level|reached|measured|an?|intensity|TPS|CPS|equal|range|ranging|from|between|calculated|increased|elevated|focally|approx|order|revealed|showed|proliferating|nuclei|demonstrated|status|were)\b|[.-](?=\s))*$",
    re.IGNORECASE,
)


def _quantity(after: str, name: str, written: str) -> tuple[Quantity, int, int] | None:
    """Return the quantity right behind a marker with its position in `after`; `written` is the marker as written."""
    own = len(written) if written.endswith(("PS", "score")) else 0
    match = _SYSTEM.search(written + after if own else after)
    if match is not None and match.start() - own < 25:
        system = match["system"].lower()
        unit = (
            "H-score"
            if system.startswith("h")
            else "Allred"
            if system.startswith("a")
            else "CPS"
            if system.startswith("c")
            else "TPS"
        )
        return (
            Quantity(value=number(match["value"]), comparator=comparator(match["sign"]), unit=unit),
            max(match.start() - own, 0),
            match.end() - own,
        )  # type: ignore[arg-type]
    match = _RATE.search(after)
    if match is not None and name == "TMB":
        return (
            Quantity(value=number(match["value"]), comparator=comparator(match["sign"]), unit="mut/Mb"),
            match.start(),
            match.end(),
        )  # type: ignore[arg-type]
    match = PERCENT.search(after)
    if match is not None and _GAP_TO_NUMBER.match(after[: match.start()]):
        return percentage(match), match.start(), match.end()
    match = _CHECKED.search(after)
    if match is not None:
        return Quantity(value=int(match["score"]), unit="score"), match.start(), match.end()
    match = _SCORE.search(after)
    if match is not None and _GAP_TO_NUMBER.match(after[: match.start()]):
        value = match["score"] or match["after"] or str(len(match["plus"]))
        if match["plus"] == "+" and name != "HER2":
            return None
        return Quantity(value=int(value), unit="score"), match.start(), match.end()
    return None


def _in_blood(sentence: Sentence, target: Target) -> bool:
    """True when the result is a laboratory value: its clause speaks of serum, titers or units of concentration."""
    if target.alteration is not None or (
        target.cue is not None
        and target.cue.rule == "quantity"
        and "%" in sentence.between(target.start, target.cue.end)
    ):
        return False
    clause_start = max((sentence.text.rfind(";", 0, target.start - sentence.start) + sentence.start, sentence.start))
    if any(
        -25 <= m.start - target.end <= 25 or -25 <= target.start - m.end <= 25
        for m in sentence.of_kind("serum")
        if m.id == "serum" and _NEAR_BLOOD.match(sentence.between(m.start, m.end))
    ):
        return True
    near = [m for m in sentence.of_kind("serum") if clause_start - 1 <= m.start and abs(m.start - target.start) < 120]
    if not near:
        return False
    return not any(
        m.kind == "method" and m.id in ("IHC", "flow cytometry") for m in sentence.mentions
    ) and not re.search(r"\b(?:cells|immuno\w+|stain\w*)\b", sentence.text)


_NEAR_BLOOD = re.compile(r"serum|levels?|titers?|ng/ml|u/ml|iu/ml|miu/ml|pg/ml", re.IGNORECASE)


@cache
def _genes(symbol: str) -> tuple[str, ...]:
    """Return the HGNC symbols that a gene or gene family stands for."""
    for term in vocabulary().terms:
        if term.kind == "gene" and term.name == symbol:
            return tuple(term.listed("members")) or (symbol,)
    return (symbol,)


@cache
def _families() -> dict[frozenset[str], str]:
    return {
        frozenset(t.listed("members")): t.name
        for t in vocabulary().terms
        if t.kind == "gene" and t.extra.get("members")
    }


def _family(genes: list[str]) -> str | None:
    """Return the name of the gene family with exactly these members (NTRK for NTRK1, NTRK2 and NTRK3)."""
    return _families().get(frozenset(genes))


def _record(doc: Doc, sentence: Sentence, target: Target, targets: list[Target]) -> Marker | None:
    term = target.mention.source
    assert isinstance(term, Term) and target.cue is not None and target.polarity is not None
    alteration = target.alteration
    genes = list(term.listed("genes")) if target.mention.kind == "marker" else list(_genes(term.name))
    name = term.name
    if alteration is None:
        alteration = _default_alteration(sentence, target)
        if alteration is None:
            return None
    if alteration in _GENE_LEVEL:
        if not genes:
            return None
        if len(genes) == 1 and target.mention.kind == "marker" and name != "HER2":
            name = genes[0]
        elif len(genes) > 1 and target.mention.kind == "marker":
            name = _family(genes) or name
    start, end = target.zone or (target.start, target.end)
    start, end = min(start, target.start), max(end, target.end)
    subject = ev.subject_of(sentence, target.mention)
    certainty = ev.certainty_of(sentence, target.mention)
    modifiers = _modifiers(sentence, target, targets)
    method = _method(doc, sentence, target, alteration)
    limit = min((t.start for t in targets if t.start > target.start), default=sentence.end)
    quantity = None
    if target.alteration_cue is not None:
        match = _IN_CELLS.search(sentence.between(max(target.end, target.alteration_cue.end), min(limit, end + 90)))
        quantity = percentage(match) if match is not None else None
    else:
        found = _quantity(
            sentence.between(target.end, min(limit, target.end + 70)),
            term.name,
            sentence.between(target.start, target.end),
        )
        quantity = found[0] if found else None
    return Marker(
        name=name,
        genes=genes,
        alteration=alteration,  # type: ignore[arg-type]
        polarity=target.polarity,  # type: ignore[arg-type]
        method=method[0] if method else None,
        quantity=quantity,
        subject=subject.value,  # type: ignore[arg-type]
        certainty=certainty.value,  # type: ignore[arg-type]
        evidence=ev.evidence(doc, sentence, target.start, target.end),
        reasons=ev.reasons(
            doc,
            ("name", Modifier(term.name, term.key, target.start, target.end)),
            (
                "alteration",
                Modifier(
                    alteration, target.alteration_cue.source.key, target.alteration_cue.start, target.alteration_cue.end
                )
                if target.alteration_cue
                else None,
            ),
            ("polarity", target.cue._replace(value=target.polarity)),
            ("subject", subject),
            ("certainty", certainty),
            ("method", method[1] if method else None),
            *modifiers,
        ),
        **{field: modifier.value for field, modifier in modifiers},  # type: ignore[arg-type]
    )


_NEAR = re.compile(
    r"^(?:[\s,/-]|\d{1,3}\s?%|\b(?:and|to|positive|positivity|staining|stain|immunoreactivity|reactivity|expression|cells|tumor|for|with|but|only|very|nuclear|cytoplasmic|membranous|membrane|strong|strongly|weak|weakly|diffuse|diffusely|focal|focally|immunostaining|pattern|in|the|a|of|were|was|also|labeling|immunohistochemical|immuno)\b)*$",
    re.IGNORECASE,
)


def _modifiers(sentence: Sentence, target: Target, targets: list[Target]) -> list[tuple[str, Modifier]]:
    """Return intensity, distribution and localization that the words around target and cue give to this target."""
    if target.polarity != "positive" and target.polarity != "equivocal":
        return []
    cue = target.cue
    assert cue is not None
    found: dict[str, tuple[int, Modifier]] = {}
    others = [t for t in targets if t is not target]
    for mention in sentence.of_kind("intensity", "distribution", "localization"):
        rank = _rank(sentence, mention, target, cue, others)
        if rank and (mention.kind not in found or rank < found[mention.kind][0]):
            found[mention.kind] = (rank, Modifier(mention.id, mention.source.key, mention.start, mention.end))
    return [(kind, modifier) for kind, (_, modifier) in found.items()]


def _rank(sentence: Sentence, mention: Mention, target: Target, cue: Modifier, others: list[Target]) -> int:
    """Rank how closely a modifier belongs to a target: 1 right beside it, 2 at its cue, 0 not at all."""
    between_others = [t for t in others if min(mention.start, target.start) < t.start < max(mention.end, target.end)]
    if mention.end <= target.start:
        gap = sentence.between(mention.end, target.start)
        if (
            not between_others
            and _NEAR.match(gap)
            and len(gap) < 25
            and (cue.start >= target.end or mention.start >= cue.start)
        ):
            return 1
    elif mention.start >= target.end and not between_others:
        gap = sentence.between(target.end, mention.start)
        if gap == " " and re.match(r"[.,;)]|$", sentence.between(mention.end, mention.end + 1)):
            return 1
        if (
            re.match(r"^(?:\s?protein)?\s?\+{0,3}\s?(?:\([^()]{0,40}|-?\s|:\s[^,;]{0,30})$", gap)
            and "(" in gap + " ("
            and len(gap) < 45
            and ("(" in gap or ":" in gap)
        ):
            return 1
    if mention.start >= cue.start and mention.end <= cue.end:
        return 2
    if mention.end <= cue.start:
        gap = sentence.between(mention.end, cue.start)
        if len(gap) < 30 and _NEAR.match(gap) and not (cue.start > target.end > mention.start):
            return 2
        if (
            cue.start > target.end
            and mention.start >= target.end
            and not [t for t in others if mention.end < t.start < cue.start]
            and len(gap) < 40
            and _NEAR.match(gap)
        ):
            return 2
    if (
        mention.start >= cue.end
        and cue.start > target.start
        and mention.start - cue.end < 25
        and _NEAR.match(sentence.between(cue.end, mention.start))
    ):
        return 2
    return 0


def _method(doc: Doc, sentence: Sentence, target: Target, alteration: str) -> tuple[str, Modifier] | None:
    """Return the assay: named in the sentence, else the one of its paragraph, else of the report (stains only)."""
    own = [m for m in sentence.of_kind("method") if m.id not in ("histochemistry", "electron microscopy")]
    stain = alteration == "expression"
    if alteration == "virus":
        fitting = own
    else:
        fitting = [m for m in own if (m.id in _STAINING) == stain or m.id == "flow cytometry"] or ([] if stain else own)
    if fitting:
        nearest = min(fitting, key=lambda m: abs(m.start - target.start))
        return nearest.id, Modifier(nearest.id, nearest.source.key, nearest.start, nearest.end)
    if not stain:
        return _paragraph_method(doc, sentence)
    named = _named_stainings(doc)
    if not named:
        return None
    index = bisect_right(named, sentence.end, key=lambda mention: mention.start)
    mention = named[max(index - 1, 0)]
    return mention.id, Modifier(mention.id, mention.source.key, mention.start, mention.end)


def _paragraph_method(doc: Doc, sentence: Sentence) -> tuple[str, Modifier] | None:
    """Return the last gene test named before a sentence in its paragraph, such as the heading of a table."""
    found = None
    for other in sentences_of(doc):
        if other.start >= sentence.start:
            break
        if other.paragraph == sentence.paragraph:
            found = next((m for m in reversed(other.mentions) if m.kind == "method" and m.id in _GENE_TESTS), found)
    return (found.id, Modifier(found.id, found.source.key, found.start, found.end)) if found is not None else None


def _named_stainings(doc: Doc) -> list[Mention]:
    """Return the stain methods that a report names, in order; found once per document."""
    named: list[Mention] | None = doc.user_data.get(_STAININGS)
    if named is None:
        named = [m for s in sentences_of(doc) for m in s.mentions if m.kind == "method" and m.id in _STAINING]
        doc.user_data[_STAININGS] = named
    return named


_STAININGS = "extractor_stainings"
_GENE_TESTS = frozenset(
    {"FISH", "CISH", "SISH", "NGS", "PCR", "RT-PCR", "qPCR", "Sanger", "array", "MLPA", "pyrosequencing"}
)
_STAINING = frozenset({"IHC", "immunofluorescence", "flow cytometry"})

__all__ = ["Evidence", "Reason", "find", "implied_polarity"]
