"""Variants: small variants that a report names, bound to their gene, in one-letter HGVS where that is certain.

A gene that is only called mutated or wild type is a marker. A notation that no gene and no word such as "mutation"
accompanies is no record, and neither is a variant that was only looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from spacy.tokens import Doc

from extractor.facts import merge
from extractor.mentions import Mention, Modifier, Sentence, sentences_of
from extractor.partners import Partner, always_second, gene_named, genes_of
from extractor.records import Variant
from extractor.rules import Term, settings
from extractor.slots import evidence as ev
from extractor.variation import Notation, notations
from extractor.verdicts import verdict

_TRANSCRIPT = re.compile(r"\b(?:[NX]M_\d{6,9}(?:\.\d{1,2})?|ENST\d{11}(?:\.\d{1,2})?)")
_LINK = re.compile(
    r"^(?:[\s,:;/()\[\]|+&='-]|\b(?:gene|genes|exons?|ex|codons?|introns?|mutations?|variants?|mutants?|mutated|and|or|nor|both|the|a|an|heterozygous|homozygous|hemizygous|missense|point|with|in|of|at|on|on|by|p|c|somatic|germline|pathogenic|likely|novel|nonsense|frameshift|splice|site|activating|hotspot|substitutions?|promoter|protein|kinase|domain|resistance|namely|known|common|new|de|novo|[NX]M_\d+(?:\.\d+)?|oncogene|harboring|specific|type|specifically)\b|\d{1,3}|~)*$",
    re.IGNORECASE,
)
_IN_GENE = re.compile(
    r"^[)\]]?,?(?:\s\([^()]{0,40}\))?(?:\s(?:heterozygous|homozygous|missense|point|somatic|germline|pathogenic|likely|nonsense|frameshift|mutations?|variants?|substitution|change|deletion|alteration|allele|resistance|hotspot|was|were|detected|found|identified|observed|present|and|both|activating))*,?\s(?:in|of|on|within|at|from|affecting|for)"
    r"(?:\s(?:the|both|exons?|introns?|\d{1,2}|of|codon|human|a|his|her|in|gene|coding|region|kinase|domain))*\s(?:gene\s)?$",
    re.IGNORECASE,
)
_SEPARATE = re.compile(r",|\band\b")
_OTHER_GENE = re.compile(r"\b(?P<gene>[A-Z][A-Z0-9]{2,9}|C\d{1,2}orf\d{1,3})(?=\s(?:gene|mutation|variant|missense|nonsense|frameshift|splice|germline|somatic|pathogenic|exon)|\s?[(,:]?\s?(?:NM_|c\.|p\.))"
    r"|(?:\b(?:mutations?|variants?|substitution|change|deletion)\s(?:in|of)\s(?:the\s)?|\bin\s(?:the\s)?)(?P<named>[A-Z][A-Z0-9]{2,9})(?![\w-])"
)
_NOT_GENES = frozenset({"DNA", "RNA", "PCR", "NGS", "WES", "VAF", "SNP", "VUS", "FISH", "IHC", "AML", "MDS", "NSCLC", "GIST", "HGVS", "CDNA", "MRNA", "ACMG", "COSMIC", "WGS", "MLPA", "DNMT", "EXON", "AND", "THE", "FFPE", "AMP", "NM", "TIER", "GENE", "HBV", "HCV", "HIV", "HPV", "EBV", "HEK293", "HEK293T", "BAF3", "NIH3T3", "CML", "CLL", "MPN", "GISTS", "TKI"})
_PERCENT = re.compile(r"(?P<value>\d{1,3}(?:[.,]\d{1,3})?)\s?%")
_AFTER_WORD = re.compile(r"^(?:s|\s|of|was|is|were|at|with|a|an|the|approximately|about|[:=,(~<>≈]|\bto\b|respectively|value|low|high)*?(?P<value>\d{1,3}(?:[.,]\d{1,4})?)\s?(?P<sign>%|percent)?", re.IGNORECASE)
_TABLE_TIER = re.compile(r"(?:%|\d)\s+(?:tier\s)?(?P<tier>I{1,3}[A-D]?|IV|[1-4][A-D]?)\s*$", re.IGNORECASE)
_TIERS = {"I": "Tier I", "1": "Tier I", "II": "Tier II", "2": "Tier II", "III": "VUS", "3": "VUS", "IV": "benign", "4": "benign"}
_VERB = re.compile(r"\b(?:was|were|is|are|had|has|have|showed|shows|revealed|confirmed|demonstrated|identified|harbou?red|carried)\b", re.IGNORECASE)
_NO_GENE_TEST = frozenset({"IHC", "histochemistry", "electron microscopy", "flow cytometry", "immunofluorescence", "ELISA", "Western blot", "image analysis", "protein electrophoresis", "sequencing", "FISH", "CISH", "ISH", "karyotype", "SISH", "methylation profiling"})  # fmt: skip


_SOURCE = Term(kind="variant", name="variant notation")


@dataclass
class _Known:
    """What earlier sentences have said: the gene of each notation, and the gene spoken of last."""

    gene_of: dict[str, str] = field(default_factory=dict)
    last: str | None = None
    paragraph: int = -1


@cache
def _named() -> dict[str, str]:
    return {str(name): str(value) for name, value in settings("variants")["named"].items()}


def find(doc: Doc) -> list[Variant]:
    """Return the named variants of a document, one per variant, polarity and subject."""
    records: list[Variant] = []
    known = _Known()
    sentences = sentences_of(doc)
    for index, sentence in enumerate(sentences):
        found = notations(sentence)
        if found:
            records += _read(doc, sentences, index, found, known)
        elif any(mention.kind == "gene" for mention in sentence.mentions):
            _remember(sentence, known)
            if records:
                _classify_later(doc, sentence, records)
    return _merged(records)


def _read(doc: Doc, sentences: Sequence[Sentence], index: int, found: list[Notation], known: _Known) -> Iterator[Variant]:
    sentence = sentences[index]
    if known.paragraph != sentence.paragraph:
        known.last = None
    genes = genes_of(sentence)
    bound: list[tuple[Notation, str | None]] = []
    for notation in found:
        gene = _gene(sentence, notation, found, genes, known)
        if gene is None and bound and not notation.exon and not notation.bare:
            gene = bound[-1][1]
        bound.append((notation, gene))
    for position, (notation, gene) in enumerate(bound):
        if not _is_variant(sentence, notation, gene, bound, genes):
            continue
        key = notation.protein or notation.coding or sentence.between(notation.start, notation.end)
        if gene is not None:
            known.gene_of[key] = gene
            known.last, known.paragraph = gene, sentence.paragraph
        record = _record(doc, sentences, index, position, bound)
        if record is not None:
            yield record


def _remember(sentence: Sentence, known: _Known) -> None:
    """Keep the one gene that a sentence about mutations names, for notations in the sentences that follow."""
    if not any(mention.kind == "variant:noun" for mention in sentence.mentions):
        return
    symbols = {gene.symbol for gene in genes_of(sentence)}
    symbols = (symbols & always_second()) or symbols
    if len(symbols) == 1:
        known.last, known.paragraph = symbols.pop(), sentence.paragraph


def _kinase(sentence: Sentence, genes: Sequence[Partner]) -> str:
    """Return the first of some genes, or the kinase behind it when it is the other half of a fusion (EML4-ALK)."""
    if len(genes) > 1 and genes[1].symbol in always_second() and sentence.between(genes[0].end, genes[1].start).strip() in ("-", "::", "/"):
        return genes[1].symbol
    return genes[0].symbol


def _gene(sentence: Sentence, notation: Notation, found: Sequence[Notation], genes: Sequence[Partner], known: _Known) -> str | None:
    """Return the gene of a notation: written onto it, beside it, behind it ("in the EGFR gene"), or the nearest before."""
    if notation.glued:
        return gene_named(sentence.between(notation.start - notation.glued, notation.start).rstrip("p")) or None
    before = [gene for gene in genes if gene.end <= notation.start]
    after = [gene for gene in genes if gene.start >= notation.end]
    beside = _gap(sentence, before[-1].end, notation.start, found) if before else ""
    if before and _LINK.match(beside) and not _SEPARATE.search(beside):
        return before[-1].symbol
    if after and _IN_GENE.match(_gap(sentence, notation.end, after[0].start, found)):
        return _kinase(sentence, after)
    if before and _LINK.match(beside):
        return before[-1].symbol
    other = _other_gene(sentence, notation, found)
    if other is not None:
        return other
    if before and len(sentence.between(before[-1].end, notation.start)) < 160 and ";" not in sentence.between(before[-1].end, notation.start):
        return before[-1].symbol
    key = notation.protein or notation.coding
    if key in known.gene_of:
        return known.gene_of[key]
    if after and len(sentence.between(notation.end, after[0].start)) < 60:
        return _kinase(sentence, after)
    return known.last if known.paragraph == sentence.paragraph and not notation.bare else None


def _gap(sentence: Sentence, start: int, end: int, found: Sequence[Notation]) -> str:
    """Return the words between two positions without the variant notations in them."""
    text, position = "", start
    for notation in found:
        if start <= notation.start and notation.end <= end:
            text += sentence.between(position, notation.start - notation.glued)
            position = notation.end
    return text + sentence.between(position, end)


def _other_gene(sentence: Sentence, notation: Notation, found: Sequence[Notation]) -> str | None:
    """Return a gene that the vocabulary lacks where the words leave no doubt: "in the SCN1A gene", "FLNA, c.3578T>C"."""
    loose: list[str] = []
    behind: str | None = None
    ahead: str | None = None
    for match in _OTHER_GENE.finditer(sentence.text):
        name = match["gene"] or match["named"]
        start = sentence.start + match.start("gene" if match["gene"] else "named")
        end = start + len(name)
        if name in _NOT_GENES or any(n.start <= start < n.end for n in found):
            continue
        symbol = gene_named(name) or name
        loose.append(symbol)
        if end <= notation.start and _LINK.match(_gap(sentence, end, notation.start, found)):
            ahead = symbol
        if behind is None and start >= notation.end and _IN_GENE.match(_gap(sentence, notation.end, start, found)):
            behind = symbol
    return behind or ahead or (loose[0] if len(set(loose)) == 1 else None)


_CONSEQUENCE = re.compile(r"\b(?:leads?|led|leading|due|results?|resulted|resulting|causes?|causing|caused)\s(?:to|in|by|the|an?)?\s?(?:the\s)?$")


def _is_variant(
    sentence: Sentence, notation: Notation, gene: str | None, bound: Sequence[tuple[Notation, str | None]], genes: Sequence[Partner]
) -> bool:
    written = sentence.between(notation.start, notation.end)
    if notation.exon:
        specific = any(other is not notation and own == gene and (other.protein or other.coding) for other, own in bound)
        return gene is not None and not specific and not _CONSEQUENCE.search(sentence.between(notation.start - 25, notation.start))
    if any(m.kind == "variant:other" and abs(m.start - notation.end) < 20 for m in sentence.mentions):
        return False
    noun = any(m.kind == "variant:noun" for m in sentence.mentions)
    beside = any(g.end <= notation.start and _LINK.match(sentence.between(g.end, notation.start)) for g in genes[-8:])
    if notation.bare:
        direct = any(g.end <= notation.start and re.fullmatch(r"(?:\sgene)?[\s(:-]{1,2}", sentence.between(g.end, notation.start)) for g in genes)
        return direct and noun and not re.match(r"\w", sentence.between(notation.end, notation.end + 1))
    if notation.marked or notation.glued:
        return gene is not None or (notation.marked and noun and written[:2] in ("p.", "c."))
    return gene is not None and (noun or beside)


def _record(doc: Doc, sentences: Sequence[Sentence], index: int, position: int, bound: Sequence[tuple[Notation, str | None]]) -> Variant | None:
    sentence = sentences[index]
    notation, gene = bound[position]
    polarity = verdict(sentence, notation.start, notation.end, wild_type=True)
    if polarity is None or _stained(sentence, notation):
        return None
    literal = notation.parts[0] if notation.parts else (notation.start, notation.end)
    as_written = sentence.between(*literal)
    protein, coding = notation.protein, notation.coding
    everyday = _named().get(f"{gene} {as_written}")
    if everyday:
        protein, coding = None, everyday
    mention = Mention(notation.start, notation.end, "variant", as_written, _SOURCE)
    subject, certainty = ev.subject_of(sentence, mention), ev.certainty_of(sentence, mention)
    limit = bound[position + 1][0].start if position + 1 < len(bound) else sentence.end
    negative = polarity.value == "negative"
    fraction = None if negative else _fraction(sentences, index, notation, limit)
    classified = _classification(sentences, index, notation, bound)
    method = _method(sentences, index, notation)
    transcript = _TRANSCRIPT.search(sentence.text)
    named = [g for g in genes_of(sentence) if g.symbol == gene and g.end <= notation.start and _LINK.match(_gap(sentence, g.end, notation.start, [n for n, _ in bound]))]
    start = named[-1].start if named and notation.start - named[-1].end < 12 else notation.start - notation.glued
    end = notation.end
    if sentence.between(start, end).count("(") > sentence.between(start, end).count(")") and sentence.between(end, end + 1) == ")":
        end += 1
    return Variant(
        gene=gene,
        hgvs_p=protein,
        hgvs_c=coding,
        as_written=as_written,
        polarity=polarity.value,  # type: ignore[arg-type]
        allele_fraction=fraction,
        transcript=transcript[0] if transcript and len(bound) == 1 else None,
        classification=classified.value if classified else None,
        method=method.id if method else None,
        subject=subject.value,  # type: ignore[arg-type]
        certainty=certainty.value,  # type: ignore[arg-type]
        evidence=ev.evidence(doc, sentence, start, end),
        reasons=ev.reasons(
            doc,
            ("as_written", Modifier(as_written, "variant notation", *literal)),
            ("polarity", polarity),
            ("subject", subject),
            ("certainty", certainty),
            ("classification", classified),
            ("method", Modifier(method.id, method.source.key, method.start, method.end) if method else None),
        ),
    )


def _stained(sentence: Sentence, notation: Notation) -> bool:
    """True for an antibody against a mutant protein in a list of stains: that result is a marker."""
    covering = any(m.kind == "marker" and m.start <= notation.start and notation.end <= m.end for m in sentence.mentions)
    methods = {m.id for m in sentence.of_kind("method")}
    return covering and "IHC" in methods and methods <= _NO_GENE_TEST


def _fraction(sentences: Sequence[Sentence], index: int, notation: Notation, limit: int) -> float | None:
    """Return the allele fraction (0-1) that stands behind a notation, in words or in a column of a table."""
    sentence = sentences[index]
    words = [m for m in sentence.mentions if m.kind == "variant:fraction"]
    for word in words:
        if notation.end <= word.start < limit:
            match = _AFTER_WORD.match(sentence.between(word.end, min(word.end + 40, sentence.end)))
            if match is not None:
                return _share(match["value"], match["sign"])
    behind = sentence.between(notation.end, limit)
    match = _PERCENT.search(behind[:60])
    if match is None:
        return None
    if words and any(notation.end <= w.start and w.start - notation.end - match.end() in range(0, 6) for w in words):
        return _share(match["value"], "%")
    headed = any(m.kind == "variant:fraction" for other in _heading(sentences, index) for m in other.mentions)
    if _is_row(sentence, notation) or (headed and re.match(r"^\s?\(\s?$", behind[: match.start()])):
        return _share(match["value"], "%")
    return None


def _is_row(sentence: Sentence, notation: Notation) -> bool:
    """True for a line of a table or list: it begins with the gene and the variant and has no verb."""
    return notation.start - sentence.start < 30 and not _VERB.search(sentence.text)


def _share(value: str, sign: str | None) -> float | None:
    number = float(value.replace(",", "."))
    if sign:
        number = round(number / 100, 6)
    return number if 0 < number <= 1 else None


def _heading(sentences: Sequence[Sentence], index: int) -> Iterator[Sentence]:
    """Yield the lines of a table above this one, nearest first."""
    for other in reversed(sentences[max(0, index - 30) : index]):
        if other.paragraph != sentences[index].paragraph:
            return
        yield other


def _classification(sentences: Sequence[Sentence], index: int, notation: Notation, bound: Sequence[tuple[Notation, str | None]]) -> Modifier | None:
    """Return the class that words beside a variant or the last column of its table row give it."""
    sentence = sentences[index]
    cues = [m for m in sentence.mentions if m.kind == "variant:class"]
    if cues:
        owned = [cue for cue in cues if _owner(sentence, cue, [n for n, _ in bound]) is notation]
        if not owned and len(cues) == 1 and cues[0].end < bound[0][0].start:
            owned = cues
        if owned:
            return Modifier(owned[0].id, owned[0].source.key, owned[0].start, owned[0].end)
    if _is_row(sentence, notation) and any(m.kind == "variant:tier" for other in _heading(sentences, index) for m in other.mentions):
        match = _TABLE_TIER.search(sentence.text)
        if match is not None:
            start = sentence.start + match.start("tier")
            return Modifier(_TIERS[match["tier"].upper().rstrip("ABCD")], "tier column", start, start + len(match["tier"]))
    return None


def _owner(sentence: Sentence, cue: Mention, found: Sequence[Notation]) -> Notation:
    """Return the variant that a class speaks of: the one right behind it, else the last before it."""
    after = next((n for n in found if n.start >= cue.end), None)
    before = next((n for n in reversed(found) if n.end <= cue.start), None)
    if after is not None and (before is None or not re.search(r"[,;)]|\band\b", sentence.between(cue.end, after.start)[:-1])):
        return after
    return before or after or found[0]


def _method(sentences: Sequence[Sentence], index: int, notation: Notation) -> Mention | None:
    """Return the test of a variant: named in its sentence, else in the lines above its table row."""
    own = [m for m in sentences[index].of_kind("method") if m.id not in _NO_GENE_TEST]
    if own:
        return min(own, key=lambda m: abs(m.start - notation.start))
    if not _is_row(sentences[index], notation):
        return None
    section = sentences[index].section
    for other in reversed(sentences[max(0, index - 15) : index]):
        if other.section != section:
            return None
        found = [m for m in other.of_kind("method") if m.id not in _NO_GENE_TEST]
        if found:
            return found[0]
    return None


def _classify_later(doc: Doc, sentence: Sentence, records: Sequence[Variant]) -> None:
    """Take over a class that a later sentence gives by the gene alone: "The STK11 change is of uncertain significance"."""
    cues = [m for m in sentence.mentions if m.kind == "variant:class"]
    genes = {gene.symbol for gene in genes_of(sentence)} if cues else set()
    if len(genes) != 1 or not any(m.kind == "variant:noun" or "change" in sentence.text for m in sentence.mentions):
        return
    matching = [r for r in records if r.gene in genes and r.polarity == "positive" and r.classification is None and r.subject == (sentence.subject.value if sentence.subject else "patient")]
    if len(matching) == 1:
        matching[0].classification = cues[0].id
        matching[0].reasons += ev.reasons(doc, ("classification", Modifier(cues[0].id, cues[0].source.key, cues[0].start, cues[0].end)))


def _merged(records: list[Variant]) -> list[Variant]:
    """Merge mentions of one variant; a coding and a protein form that were once written together are one variant."""
    protein_of = {(r.gene, r.hgvs_c): r.hgvs_p for r in records if r.hgvs_c and r.hgvs_p}
    for record in records:
        if record.hgvs_c and not record.hgvs_p:
            record.hgvs_p = protein_of.get((record.gene, record.hgvs_c))
    return merge(_specified(records), key=lambda r: (r.gene, r.hgvs_p or r.hgvs_c or (r.as_written or "").lower(), r.polarity, r.subject, r.certainty == "asserted"))


def _specified(records: list[Variant]) -> list[Variant]:
    """Join a variant that only its exon names with the one variant of this kind and gene that the report spells out."""
    kept = []
    for record in records:
        kind = next((k for k in ("del", "ins", "dup") if k in (record.as_written or "").lower()), None)
        if record.hgvs_p is None and record.hgvs_c is None and kind is not None and "ex" in (record.as_written or "").lower():
            specific = [r for r in records if r.gene == record.gene and r.polarity == record.polarity and r.subject == record.subject and kind in f"{r.hgvs_p}{r.hgvs_c}"]
            if len({r.hgvs_p or r.hgvs_c for r in specific}) == 1:
                specific[0].evidence += record.evidence
                continue
        kept.append(record)
    return kept
