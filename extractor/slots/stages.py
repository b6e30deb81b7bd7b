"""Stages: anatomic extent of a tumor as TNM category, stage group, or both (AJCC, UICC, FIGO, Ann Arbor and others)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Doc

from extractor.grammar.alike import merge_alike
from extractor.grammar.generality import general
from extractor.grammar.places import names_tumor, sentences_with
from extractor.grammar.stage_groups import behind_tnm, beside_system, extents, groups, letters
from extractor.grammar.tnm import Notation, edition, edition_behind, nodes, tnms
from extractor.grammar.wording import compiled, phrases
from extractor.mentions import Mention, Modifier, Sentence, sentences_of, text_of
from extractor.records import Stage
from extractor.slots import evidence as ev

# What a sentence with a stage holds; expressions that begin with one letter are fast.
_HINTS = [re.compile(hint) for hint in (r"T[0-4Xxima]", r"N[0-3Xx]", r"M[01Xx]", r"tag[ei]", "TAGE")]
_STAGED = compiled("stages", r"\b(?:{staging_ahead}|(?:primary )?tumou?r(?: \(\w{1,3}\))?)\b[^.;]{0,30}$")
_GRADED = re.compile(r"\s?G[1-4]\b")  # T1G3
_GRADED_BEHIND = re.compile(r",\s(?:high|low|G[1-4]|grade)\b")
_IMAGING = compiled("stages", r"\b(?:{imaging}|\w{2,5}intens\w{1,4}|T\d{1,2}-[TL]\d|FT[34])\b")
_NOT_T = compiled("stages", r"^[\s-]?(?:{no_category_behind}|WI\b|W\b|pre\b|to\sT|-\s?T\d|/\s?T\d|and\sT\d)")
_MANY = compiled(
    "stages", r"^\s{behind_stage_of_many}\b|^\s(?:[\w-]{1,20}\s){0,3}(?:patients|cases|tumou?rs|cancers)\b"
)
_GENERAL_BEFORE = compiled("stages", r"\b{many_ahead}\s(?:\w+\s){0,4}$")
_OF_TUMOR = compiled("stages", r"\s(?:[a-z-]{3,16}\s){0,3}{staged_tumors}\b")  # a T2 breast cancer
_SPINE = compiled("stages", r"\b(?:{spine}|T\d{1,2}-[TL]\d)\b")
_CLINICAL = compiled("stages", r"\b{staging_ahead}\s$")
_RARE_STAGE = compiled("stages", r"\b{of_five_stages}\b")
_IN_LETTERS = compiled("stages", r"\b{staged_in_letters}\b")
_ADJECTIVES = re.compile(r"\s(?!and\b|with\b|in\b|was\b|or\b|after\b|of\b)(?:[\w-]{2,20}\s){0,2}$")
_BARE_T = 2
_NAMED = ("stage:system", "stage:letters", "stage:numbers")
_SYSTEMS = frozenset(_NAMED)
_REACH = 260


def find(doc: Doc) -> list[Stage]:
    """Return the stages of a document; a group and a TNM string side by side are one record."""
    found = list(_all(doc))
    if not names_tumor(doc) and not any(sure for _, sure in found):
        found = []
    return merge_alike((record for record, _ in found), _buckets, _agree)


def _is_sure(sentence: Sentence, record: Stage, start: int) -> bool:
    """True for a stage that can be of nothing but a tumor, though none is named: N0, FIGO IIIC, clinical stage IIA."""
    if record.tnm:
        return bool(re.search(r"N[\dXx+]", record.tnm))
    return record.system in phrases("stages", "unmistakable") or (
        re.fullmatch(r"[IV]{1,3}[A-C]\d?", record.group or "") is not None
        and _CLINICAL.search(sentence.between(start - 16, start)) is not None
    )


def _all(doc: Doc) -> Iterator[tuple[Stage, bool]]:
    """Yield the stages of a document, and whether each is surely of a tumor.

    The node and metastasis categories that follow a tumor category are added to it.
    """
    open_tumor: tuple[Stage, int] | None = None
    heading: Sentence | None = None
    hinted = sentences_with(doc, text_of(doc), *_HINTS)
    for index, sentence in enumerate(sentences_of(doc)):
        before, heading = heading, sentence
        if index not in hinted and _SYSTEMS.isdisjoint(sentence.kinds):
            continue
        open_tumor = _complete(doc, sentence, open_tumor)
        for parts in _together(sentence, _notations(sentence)):
            record = _record(doc, sentence, before, parts)
            if record is None:
                continue
            if record.tnm and not re.search(r"N[\dXx+]", record.tnm):
                open_tumor = _complete(doc, sentence, (record, parts[-1].end + sentence.start))
            yield record, _is_sure(sentence, record, sentence.start + parts[0].start)


def _notations(sentence: Sentence) -> list[Notation]:
    """Return the stage notations of a sentence in order, without what looks like one only."""
    text = sentence.text
    found = [n for n in tnms(text) if _is_tnm(text, n)]
    found += [g for n in found if "N" in n.value and (g := behind_tnm(text, n.end)) is not None]
    found += [n for n in groups(text) if _is_tumor_stage(sentence, n)]
    if sentence.of_kind("stage:letters") or _IN_LETTERS.search(text):
        found += letters(text)
    for cue in sentence.of_kind(*_NAMED):
        beside = beside_system(text, cue.start - sentence.start, cue.end - sentence.start, cue.kind)
        if beside is not None and not any(n.start < beside.end and beside.start < n.end for n in found):
            found.append(beside)
    found += [n for n in extents(text) if not any(o.start < n.end and n.start < o.end for o in found)]
    return sorted(found, key=lambda n: n.start)


def _is_tnm(text: str, notation: Notation) -> bool:
    """Accept a T category: with N or M, with a prefix or a letter of its own, or where a stage is spoken of."""
    after, before = text[notation.end : notation.end + 16], text[max(notation.start - 60, 0) : notation.start]
    if _NOT_T.match(after) or (text[notation.start] == "P" and not _STAGED.search(before)):
        return False
    if re.search(r"[NM]", notation.value):
        return len(notation.value) > _BARE_T
    if notation.value[0] != "T" or _GRADED.match(after) or _is_of_tumor(text, notation):
        return True
    if re.match(r"T(?:is|[1-4][a-d])", notation.value):
        return not _IMAGING.search(text)
    return not _IMAGING.search(text) and (
        bool(_STAGED.search(before)) or (before.endswith("(") and _GRADED_BEHIND.match(after) is not None)
    )


def _is_of_tumor(text: str, notation: Notation) -> bool:
    """True for a T category that stands as an adjective of a tumor, and of no vertebra or signal: "a T2 carcinoma"."""
    match = _OF_TUMOR.match(text, notation.end)
    return match is not None and not (_IMAGING.search(text[notation.end : match.end() + 16]) or _SPINE.search(text))


def _is_tumor_stage(sentence: Sentence, notation: Notation) -> bool:
    start, end = sentence.start + notation.start, sentence.start + notation.end
    others = [m for m in sentence.of_kind("stage:other") if abs(m.start - end) < 45 or abs(start - m.end) < 45]
    if others and not any(m.start <= start and abs(m.end - start) < 3 for m in sentence.of_kind(*_NAMED)):
        tumors = [m for m in sentence.of_kind("tumor", "response:lesion") if m.id != "lesion"]
        if not tumors or _next_noun(sentence, [*others, *tumors], end) in others:
            return False
        if min(_gap(m, start, end) for m in others) <= min(_gap(m, start, end) for m in tumors):
            return False
    if notation.value[0] in "V5" and not (sentence.of_kind(*_NAMED) or _RARE_STAGE.search(sentence.text)):
        return False
    if notation.value[0].isdigit():
        return bool(sentence.of_kind("tumor", "response:lesion", *_NAMED)) or bool(
            re.search(r"TNM|\bp?T\d", sentence.text)
        )
    return True


def _next_noun(sentence: Sentence, nouns: list[Mention], end: int) -> Mention | None:
    """Return the one of these that stands right behind a stage, as what is staged: "stage 3 chronic kidney disease"."""
    following = min((m for m in nouns if m.start >= end), key=lambda m: m.start, default=None)
    if following is None or not _ADJECTIVES.match(sentence.between(end, following.start)):
        return None
    return following


def _gap(mention: Mention, start: int, end: int) -> int:
    return mention.start - end if mention.start >= end else start - mention.end


def _together(sentence: Sentence, found: list[Notation]) -> list[list[Notation]]:
    """Put a group and a TNM string that stand side by side into one."""
    pairs: list[list[Notation]] = []
    for notation in found:
        last = pairs[-1] if pairs else []
        gap = sentence.text[last[-1].end : notation.start] if last else ""
        if (
            len(last) == 1
            and last[0].kind != notation.kind
            and len(gap) < 45
            and not re.search(r"\b(?:to|then|now|and (?:a|the)|with (?:a|the)|later)\b|\.\s", gap)
        ):
            last.append(notation)
        else:
            pairs.append([notation])
    return pairs


def _record(doc: Doc, sentence: Sentence, before: Sentence | None, parts: list[Notation]) -> Stage | None:
    start, end = sentence.start + parts[0].start, sentence.start + parts[-1].end
    source = _System(sentence, start, end)
    if source.mention is None and before is not None and start - before.end < 8 and before.of_kind(*_NAMED):
        source = _System(before, before.end, before.end)
    mention = (
        Mention(start, end, "stage", parts[0].value, source.mention.source)
        if source.mention
        else _bare(start, end, parts[0].value)
    )
    subject = general(sentence, start) or ev.subject_of(sentence, mention)
    certainty = ev.certainty_of(sentence, mention)
    if subject.value == "literature" and (
        _MANY.match(sentence.between(end, end + 60)) or _GENERAL_BEFORE.search(sentence.between(start - 50, start))
    ):
        return None
    values = {part.kind: part.value for part in parts}
    return Stage(
        tnm=values.get("tnm"),
        group=values.get("group"),
        system=source.mention.id if source.mention else None,
        edition=source.edition,
        subject=subject.value,  # type: ignore[arg-type]
        certainty=certainty.value,  # type: ignore[arg-type]
        evidence=ev.evidence(doc, sentence, start, end),
        reasons=ev.reasons(
            doc,
            ("stage", Modifier(" ".join(values.values()), "tnm notation", start, end)),
            (
                "system",
                Modifier(source.mention.id, source.mention.source.key, source.mention.start, source.mention.end)
                if source.mention
                else None,
            ),
            ("subject", subject),
            ("certainty", certainty),
        ),
    )


def _bare(start: int, end: int, value: str) -> Mention:
    return Mention(start, end, "stage", value, None)  # type: ignore[arg-type]


class _System:
    """The staging system named nearest to a stage in its sentence, and the edition named beside the system."""

    def __init__(self, sentence: Sentence, start: int, end: int) -> None:
        named = sentence.of_kind(*_NAMED)
        self.mention = min(named, key=lambda m: _gap(m, start, end)) if named else None
        if self.mention is not None and _gap(self.mention, start, end) > 110:
            self.mention = None
        self.edition = (
            edition_behind(sentence.between(self.mention.end, self.mention.end + 32)) if self.mention else None
        )
        if self.mention is not None and self.edition is None:
            self.edition = edition(
                re.sub(r"\b(?:19|20)\d\d\b", "", sentence.between(self.mention.start - 40, self.mention.start))
            )
        if self.edition is None and self.mention is None:
            self.edition = edition(re.sub(r"\b(?:19|20)\d\d\b", "", sentence.between(start - 40, end + 40)))


def _buckets(record: Stage) -> list[tuple[object, ...]]:
    """Return where stages alike are found: under the same TNM string, and under the same group."""
    whose = record.subject, record.certainty == "asserted"
    return [(*whose, said.lower()) for said in (record.tnm, record.group) if said]


def _agree(known: Stage, record: Stage) -> bool:
    """Tell whether two stages share a TNM string or a group, and contradict each other in nothing."""
    shared = [f for f in ("tnm", "group") if getattr(known, f) and getattr(record, f)]
    same = all(getattr(known, f).lower() == getattr(record, f).lower() for f in shared)
    fits = all(
        not getattr(known, f) or not getattr(record, f) or getattr(known, f) == getattr(record, f)
        for f in ("system", "edition")
    )
    return bool(shared) and same and fits


def _complete(doc: Doc, sentence: Sentence, open_tumor: tuple[Stage, int] | None) -> tuple[Stage, int] | None:
    """Add N and M categories that stand apart (a synoptic report's next line) to the T category before them."""
    if open_tumor is None:
        return None
    record, position = open_tumor
    taken = tnms(sentence.text)
    for notation in sorted(nodes(sentence.text), key=lambda n: n.start):
        start, end = sentence.start + notation.start, sentence.start + notation.end
        if start < position or start - position > _REACH or any(t.start <= notation.start < t.end for t in taken):
            continue
        prefix = re.match(r"[a-z]*", record.tnm or "")[0]  # type: ignore[index]
        value = notation.value.removeprefix(prefix)
        if f"{value[0]}" in (record.tnm or "")[1:]:
            continue
        record.tnm = (record.tnm or "") + value
        record.evidence += ev.evidence(doc, sentence, start, end)
        position = end
    return (record, position) if "M" not in (record.tnm or "") else None
