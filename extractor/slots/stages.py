"""Stages: anatomic extent of a tumor as TNM category, stage group, or both (AJCC, UICC, FIGO, Ann Arbor and others)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Doc

from extractor.grammar.alike import merge_alike
from extractor.grammar.amended import is_taken_back, replaces
from extractor.grammar.categories import explains, is_category, lists_scale, readable
from extractor.grammar.generality import general
from extractor.grammar.places import names_tumor, sentences_with
from extractor.grammar.stage_groups import alone, behind_tnm, beside_system, extents, groups, in_columns, letters
from extractor.grammar.stage_systems import NAMED, OF_TNM, System, name_system
from extractor.grammar.stages_alike import Found, agree, buckets, supersede
from extractor.grammar.tnm import Notation, nodes, tnms
from extractor.grammar.wording import compiled, phrases
from extractor.mentions import NOTE, Mention, Modifier, Sentence, sentences_of, text_of
from extractor.records import Stage
from extractor.slots import evidence as ev

# What a sentence with a stage holds; expressions that begin with one letter are fast.
_HINTS = [
    re.compile(hint)
    for hint in (
        r"T(?:[0-4XximaAI]|\s(?:cat|sta)|\s?[:=]|\.\.|\t|\s{3})",
        r"N(?:[0-3Xx]|\s(?:cat|sta)|\s?[:=]|\.\.|\t|\s{3})",
        r"M(?:[01Xx]|\s(?:cat|sta)|\s?[:=]|\.\.|\t|\s{3})",
        r"tag[ei]",
        "TAGE",
        r"[pc]t[0-4](?:[a-d]|\b)",
    )
]
_MANY = compiled(
    "stages", r"^\s{behind_stage_of_many}\b|^\s(?:[\w-]{1,20}\s){0,3}(?:patients|cases|tumou?rs|cancers)\b"
)
_GENERAL_BEFORE = compiled("stages", r"\b{many_ahead}\s(?:\w+\s){0,4}$")
_CLINICAL = compiled("stages", r"\b{staging_ahead}\s$")
_RARE_STAGE = compiled("stages", r"\b{of_five_stages}\b")
_IN_LETTERS = compiled("stages", r"\b{staged_in_letters}\b")
_ADJECTIVES = re.compile(r"\s(?!and\b|with\b|in\b|was\b|or\b|after\b|of\b)(?:[\w-]{2,20}\s){0,2}$")
_SYSTEMS = frozenset(NAMED)
_STAGED = re.compile("[Ss]tage|STAGE")
_BARE_T = 2
_REACH = 400
_NEAR = 24
_GROUP_OF_TNM = re.compile(r"(?:group(?:ing)?|prognostic stage|anatomic stage)\b", re.IGNORECASE)
_EDITION_ENDS = re.compile(r"\)|\bed\b|/|;")
_CLINICAL_T = compiled("stages", r"\b{clinical_ahead}\s?:?\s?$")
_DENIED = compiled("stages", r"\b{denied_ahead}\s(?:the\s|a\s)?$")
_NOT_STAGING = frozenset({"immunohistochemistry", "molecular", "flow cytometry", "gross", "specimen"})


def find(doc: Doc) -> list[Stage]:
    """Return the stages of a document; a group and a TNM string side by side are one record."""
    found = list(_all(doc))
    if not doc.user_data.get(NOTE) and not names_tumor(doc) and not any(stage.sure for stage in found):
        return []
    found += _nodes_alone(doc, found)
    supersede(found)
    return merge_alike((stage.record for stage in found), buckets, agree)


def _nodes_alone(doc: Doc, found: list[Found]) -> Iterator[Found]:
    """Yield node categories that no T category took: added to a T category behind them, or records of their own."""
    for sentence in sentences_of(doc):
        if "pN" not in sentence.text and "PN" not in sentence.text and "pn" not in sentence.text:
            continue
        text = readable(sentence.text)
        for notation in [] if lists_scale(text) else nodes(text):
            start, end = sentence.start + notation.start, sentence.start + notation.end
            prefix = notation.value[: notation.value.index("N")] if "N" in notation.value else ""
            if "p" not in prefix or explains(text, notation) or is_taken_back(doc, sentence, start, end):
                continue
            value = notation.value.replace(prefix, "")
            if any(value.split("M")[0] in tnm and _begins(tnm, prefix) for s in found if (tnm := s.record.tnm)):
                continue
            new = replaces(doc, sentence)
            following = (s for s in found if 0 < s.start - start < _REACH and s.new == new)
            behind = next((s.record for s in following if _fits(s.record, prefix)), None)
            if behind is not None:
                behind.tnm = (behind.tnm or "") + value
                behind.evidence += ev.evidence(doc, sentence, start, end)
            elif (record := _record(doc, sentence, None, [notation._replace(value=prefix + value)])) is not None:
                yield Found(record, start, True, new)


def _begins(tnm: str, prefix: str) -> bool:
    """True for a TNM string with a prefix, or with one that ends so: rpT2 and p."""
    return re.match(r"[a-z]*", tnm)[0].endswith(prefix)  # type: ignore[index]


def _fits(record: Stage, prefix: str) -> bool:
    tnm = record.tnm
    return tnm is not None and tnm.startswith(prefix) and not re.search(r"[NM]", tnm[1:])


def _is_sure(sentence: Sentence, record: Stage, start: int) -> bool:
    """True for a stage that can be of nothing but a tumor, though none is named: N0, FIGO IIIC, clinical stage IIA."""
    if record.tnm:
        return bool(re.search(r"N[\dXx+]", record.tnm))
    return record.system in phrases("stages", "unmistakable") or (
        re.fullmatch(r"[IV]{1,3}[A-C]\d?", record.group or "") is not None
        and _CLINICAL.search(sentence.between(start - 16, start)) is not None
    )


def _all(doc: Doc) -> Iterator[Found]:
    """Yield the stages of a document.

    Categories and groups that follow a T category on lines of their own are added to it, and the system that the
    heading or another line of a synoptic report names holds for its categories.
    """
    open_tumors: list[tuple[Stage, int]] = []
    grouped: tuple[Stage, int] | None = None
    unnamed: list[tuple[Stage, int]] = []
    named: list[tuple[int, System, str | None]] = []
    sentences = sentences_of(doc)
    hinted = sentences_with(doc, text_of(doc), *_HINTS)
    for index, sentence in enumerate(sentences):
        systems = not _SYSTEMS.isdisjoint(sentence.kinds)
        if systems:
            named.append((index, System(sentence, sentence.start, sentence.end), sentence.section))
        if index not in hinted and not systems:
            continue
        before = sentences[index - 1] if index else None
        open_tumors = _complete(doc, sentence, open_tumors)
        opened: list[tuple[Stage, int]] = []
        for parts in _together(sentence, _notations(sentence)):
            start, end = sentence.start + parts[0].start, sentence.start + parts[-1].end
            if grouped is not None and _adds_group(sentence, parts, start - grouped[1]):
                grouped[0].group = parts[0].value
                grouped[0].evidence += ev.evidence(doc, sentence, start, end)
                continue
            record = _record(doc, sentence, before, parts)
            if record is None:
                continue
            if record.tnm:
                grouped = None if record.group else (record, end)
                if not re.search(r"N[\dXx+]", record.tnm):
                    opened.append((record, sentence.start + max(p.end for p in parts if p.kind == "tnm")))
                if record.system is None:
                    unnamed.append((record, index))
            yield Found(record, start, _is_sure(sentence, record, start), replaces(doc, sentence))
        open_tumors = _complete(doc, sentence, opened) if opened else open_tumors
    for record, index in unnamed:
        name_system(record, sentences[index], index, named)


def _adds_group(sentence: Sentence, parts: list[Notation], distance: int) -> bool:
    """True for a stage group of the TNM string before it: "pT3 pN1a … Stage group: IIIC"; not for one by FIGO."""
    if len(parts) > 1 or parts[0].kind != "group" or distance > _REACH:
        return False
    if any(m.id not in OF_TNM for m in sentence.of_kind(*NAMED)):
        return False
    return _GROUP_OF_TNM.search(sentence.text[max(parts[0].start - 16, 0) : parts[0].end]) is not None


def _notations(sentence: Sentence) -> list[Notation]:
    """Return the stage notations of a sentence in order, without what looks like one only."""
    text = readable(sentence.text)
    found = [] if lists_scale(text) else [n for n in tnms(text) if is_category(text, n)]
    if sentence.section in _NOT_STAGING:
        found = [n for n in found if n.value[0] != "T" or len(n.value) > _BARE_T]
    found += [g for n in found if "N" in n.value and (g := behind_tnm(text, n.end)) is not None]
    found += [n for n in groups(text) if _is_tumor_stage(sentence, n)]
    if found or _STAGED.search(text) or sentence.of_kind(*NAMED):
        found += [n for n in alone(text) if not any(o.start < n.end and n.start < o.end for o in found)]
    if sentence.of_kind("stage:letters") or _IN_LETTERS.search(text):
        found += letters(text)
    for cue in sentence.of_kind(*NAMED):
        beside = beside_system(text, cue.start - sentence.start, cue.end - sentence.start, cue.kind)
        if beside is not None and not any(n.start < beside.end and beside.start < n.end for n in found):
            found += [beside, *in_columns(text, beside.end)]
    found += [n for n in extents(text) if not any(o.start < n.end and n.start < o.end for o in found)]
    return sorted((n for n in found if n.kind == "tnm" or not explains(text, n)), key=lambda n: n.start)


def _is_tumor_stage(sentence: Sentence, notation: Notation) -> bool:
    start, end = sentence.start + notation.start, sentence.start + notation.end
    others = [m for m in sentence.of_kind("stage:other") if abs(m.start - end) < 45 or abs(start - m.end) < 45]
    if others and not any(m.start <= start and abs(m.end - start) < 3 for m in sentence.of_kind(*NAMED)):
        tumors = [m for m in sentence.of_kind("tumor", "response:lesion") if m.id != "lesion"]
        if not tumors or _next_noun(sentence, [*others, *tumors], end) in others:
            return False
        if min(_gap(m, start, end) for m in others) <= min(_gap(m, start, end) for m in tumors):
            return False
    if notation.value[0] in "V5" and not (sentence.of_kind(*NAMED) or _RARE_STAGE.search(sentence.text)):
        return False
    if notation.value[0].isdigit():
        staged = _CLINICAL.search(sentence.between(start - 16, start)) or re.search(r"TNM|T\d", sentence.text)
        return bool(staged or sentence.of_kind("tumor", "response:lesion", *NAMED))
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
            and not (last[0].kind == "tnm" and _EDITION_ENDS.search(gap) and _own_system(sentence, notation))
        ):
            last.append(notation)
        else:
            pairs.append([notation])
    return pairs


def _own_system(sentence: Sentence, notation: Notation) -> bool:
    """True for a group by another system than TNM, that stands right in front of it: "/ FIGO 2018 stage IA1"."""
    start, end = sentence.start + notation.start, sentence.start + notation.end
    return any(m.id not in OF_TNM and m.end - 1 <= end and start - m.end < _NEAR for m in sentence.of_kind(*NAMED))


def _record(doc: Doc, sentence: Sentence, before: Sentence | None, parts: list[Notation]) -> Stage | None:
    start, end = sentence.start + parts[0].start, sentence.start + parts[-1].end
    kinds = {part.kind for part in parts}
    source = System(sentence, start, end, only_tnm=kinds == {"tnm"})
    if source.mention is None and before is not None and start - before.end < 8 and before.of_kind(*NAMED):
        source = System(before, before.end, before.end)
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
    if _DENIED.search(sentence.between(start - 30, start)):
        return None
    return Stage(
        tnm=_clinical(sentence, parts, values.get("tnm")),
        group=values.get("group"),
        system=source.mention.id if source.mention else None,
        edition=source.edition,
        superseded=is_taken_back(doc, sentence, start, end) or None,
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


def _clinical(sentence: Sentence, parts: list[Notation], tnm: str | None) -> str | None:
    """Return a TNM string with the prefix that words say: "clinical stage T1c" is cT1c."""
    if tnm is None or tnm[0] != "T":
        return tnm
    start = next(part.start for part in parts if part.kind == "tnm")
    return f"c{tnm}" if _CLINICAL_T.search(sentence.text[max(start - 24, 0) : start]) else tnm


def _bare(start: int, end: int, value: str) -> Mention:
    return Mention(start, end, "stage", value, None)  # type: ignore[arg-type]


def _complete(doc: Doc, sentence: Sentence, open_tumors: list[tuple[Stage, int]]) -> list[tuple[Stage, int]]:
    """Add N and M categories that stand apart (a synoptic report's next line) to the T categories before them."""
    if not open_tumors:
        return []
    text = readable(sentence.text)
    taken = tnms(text)
    for notation in sorted(nodes(text), key=lambda n: n.start):
        start, end = sentence.start + notation.start, sentence.start + notation.end
        last = open_tumors[-1][1]
        inside = any(t.start <= notation.start < t.end for t in taken)
        if start - last > _REACH or explains(text, notation) or (inside and len(open_tumors) == 1) or start + 1 < last:
            continue
        added = False
        for record, _ in open_tumors:
            prefix = re.match(r"[a-z]*", record.tnm or "")[0]  # type: ignore[index]
            value = re.sub(rf"{prefix}(?=[NM])", "", notation.value)
            if value[0] in (record.tnm or "")[1:]:
                continue
            record.tnm = (record.tnm or "") + value
            record.evidence += ev.evidence(doc, sentence, start, end)
            added = True
        if added:
            open_tumors = [(record, end) for record, _ in open_tumors]
    return [item for item in open_tumors if "M" not in (item[0].tnm or "")]
