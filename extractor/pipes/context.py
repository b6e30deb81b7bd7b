"""Context: how sure a statement is, whose fact it is, what is negated and what is history.

The engine is ConText's (Chapman and others, 2007) on medspaCy's rule format: a cue reaches forward, backward or
both ways through its sentence until a terminating cue of its category. The subject of a whole sentence is voted on by
cues ("our patient", "et al.") and by its section; sentences that name nobody follow the one before.
"""

import re
from bisect import bisect_left, bisect_right
from operator import itemgetter

from spacy.language import Language
from spacy.tokens import Doc

from extractor.grammar.textbook import textbook
from extractor.grammar.wording import compiled
from extractor.mentions import NOTE, Mention, Modifier, Scope, Sentence, sentences_of

_WEIGHTS = {"voice:decisive": 6.0, "voice:strong": 3.0, "voice:medium": 2.0, "voice:weak": 1.0}
_VOICES = (*_WEIGHTS, "voice:discussion")
_HEARD = (*_VOICES, "tumor")  # what a vote on the subject hears
_SILENT = frozenset({None, "patient", "family"})  # parts that do not hand on the subject of the sentence before
_CUES = ("context:", "noted:")  # the second are those of pathology notes
_RELATIVE = "noted:subject"
_TREATING = frozenset({"drug", "regimen", "treatment:dose", "treatment:cycle"})
_BOTH = 2
_OPENING = 2  # sentences in which a study says that it is one
_COUNTED = "counted-cases"  # numbers of cases, which are the report's own in a series of its own
# Where a clause begins that may tell of somebody else; a bare comma ends an aside and an opening "although …".
_CONTRAST = compiled(
    "context", r"[,;]?\s{contrasts}\b|;\s|(?P<which>,\swhich\s{general_verbs}\b)|(?P<comma>,\s)", cased=True
)
_CONCESSION = compiled("context", r"\W*{concessions}\b", cased=True)
_SEMICOLON = re.compile(";")
_LONGEST_WORD = 40
_INTRODUCTION, _OF_ARTICLES = "introduction", frozenset({"abstract", "case", "discussion", "conclusion", "references"})
_PRIOR = {"patient": ("patient", 2.5), "literature": ("literature", 2.0), "family": ("family", 9.0)}


class Context:
    """Gives each sentence its subject and the scopes of its cues."""

    def __call__(self, doc: Doc) -> Doc:
        sentences = sentences_of(doc)
        if doc.user_data.get(NOTE):
            _open_with_history(sentences)
            _leave_relatives(sentences)
        assign_subjects(sentences)
        for sentence in sentences:
            sentence.reaching = _reaching
        return doc


def _open_with_history(sentences: list[Sentence]) -> None:
    """Give the background of a note to its patient: an article opens with that of a disease."""
    if any(sentence.section in _OF_ARTICLES for sentence in sentences):
        return
    for sentence in sentences:
        if sentence.section == _INTRODUCTION:
            sentence.part = None


def _leave_relatives(sentences: list[Sentence]) -> None:
    """Give back to the patient what follows a family history under its heading: a treatment, and no relative."""
    left = False
    for sentence in sentences:
        if sentence.part != "family":
            left = False
            continue
        told = any(m.id == "family" for m in sentence.of_kind("context:subject", _RELATIVE))
        left = not told and (left or not sentence.kinds.isdisjoint(_TREATING))
        if left:
            sentence.part = None


def _reaching(sentence: Sentence) -> list[Scope]:
    return [*scopes(sentence), *clause_subjects(sentence)]


def assign_subjects(sentences: list[Sentence]) -> None:
    """Decide whose facts each sentence tells."""
    if _is_study(sentences):
        for sentence in sentences:
            sentence.part = sentence.part or "literature"
    before: Sentence | None = None
    is_series = any("voice:series" in s.kinds and s.part != "literature" for s in sentences)
    for sentence in sentences:
        if sentence.part in _SILENT and sentence.kinds.isdisjoint(_HEARD):
            sentence.subject = _by_section(sentence, _PRIOR[sentence.part or "patient"][0])
        else:
            sentence.subject = _vote(sentence, before, is_series=is_series and sentence.part != "literature")
        before = sentence


def _is_study(sentences: list[Sentence]) -> bool:
    """True for a text that opens with a study of many (cohort, trial, cell lines) and tells of no single patient."""
    opening = sentences[:_OPENING]
    if any(sentence.part is not None for sentence in opening):
        return False
    cues = [m for sentence in opening for m in sentence.of_kind("voice:strong", "study") if m.id != "patient"]
    if not any(m.id != "few" and getattr(m.source, "id", "") != _COUNTED for m in cues):
        return False
    return all(m.id != "few" for m in cues) and not any(_tells_of_one(sentence) for sentence in sentences)


def _tells_of_one(sentence: Sentence) -> bool:
    """True when a sentence tells of one patient: by voice ("our patient", "she") or as a man, a woman or a child."""
    if any(m.id != "unknown" for m in sentence.of_kind("patient:person")):
        return True
    return any(m.id == "patient" for m in sentence.of_kind(*_VOICES))


def _by_section(sentence: Sentence, subject: str) -> Modifier:
    """Return the subject of a sentence that no words in it decide."""
    return Modifier(subject, f"sections.toml: {sentence.section or 'no heading'}", sentence.start, sentence.start)


def _vote(sentence: Sentence, before: Sentence | None, *, is_series: bool) -> Modifier:
    subject, weight = _PRIOR[sentence.part or "patient"]
    votes = {"patient": 0.0, "literature": 0.0, "family": 0.0}
    votes[subject] += weight
    loudest: dict[str, tuple[float, Modifier]] = {}
    heard: set[str] = set()
    for mention in sentence.of_kind(*_VOICES):
        weight = _WEIGHTS.get(mention.kind, 0.0)
        if mention.kind == "voice:discussion" and sentence.part == "literature":
            weight = 1.0
        words = sentence.between(mention.start, mention.end).lower() if weight else ""
        if not weight or words in heard or (is_series and getattr(mention.source, "id", "") == _COUNTED):
            continue
        heard.add(words)
        votes[mention.id] += weight
        if weight > loudest.get(mention.id, (0.0, None))[0]:
            loudest[mention.id] = (weight, Modifier(mention.id, mention.source.key, mention.start, mention.end))
    general = textbook(sentence) if "tumor" in sentence.kinds else None
    if general is not None:
        votes["literature"] += _WEIGHTS["voice:strong"]
        loudest.setdefault("literature", (0.0, general))
    if (
        _same_part(sentence, before)
        and sentence.part == "literature"
        and before is not None
        and before.subject is not None
    ):
        if not heard:
            return before.subject._replace(start=sentence.start, end=sentence.start)
        if "literature" not in loudest and before.subject.value == "patient":
            votes["patient"] += 1.5
    winner = max(votes, key=lambda name: (votes[name], name == subject))
    if winner in loudest:
        return loudest[winner][1]
    return _by_section(sentence, winner)


def clause_subjects(sentence: Sentence) -> list[Scope]:
    """Return whose facts the clauses of a sentence tell where one is of the patient and one of the literature.

    "Most melanomas express S100, but our tumor did not": what a cue that reaches a mention says comes first.
    """
    if sentence.kinds.isdisjoint(_WEIGHTS):
        return []
    voices = [m for m in sentence.mentions if m.kind in _WEIGHTS]
    if len({voice.id for voice in voices}) < _BOTH:
        return []
    found: list[Scope] = []
    main: Modifier | None = None
    for start, end, is_aside in _clauses(sentence):
        said = [voice for voice in voices if start <= voice.start < end]
        modifier = main
        if said and len({voice.id for voice in said}) == 1:
            loudest = max(said, key=lambda voice: _WEIGHTS[voice.kind])
            modifier = Modifier(loudest.id, loudest.source.key, loudest.start, loudest.end)
        elif said:
            modifier = None
        if modifier is not None:
            found.append((start, end, "subject", modifier))
        main = main if is_aside else modifier
    return found if len({modifier.value for *_, modifier in found}) >= _BOTH else []


def _clauses(sentence: Sentence) -> list[tuple[int, int, bool]]:
    """Return the clauses that set something against another, and whether each is an aside (", which is")."""
    clauses: list[tuple[int, int, bool]] = []
    start, is_aside = 0, False
    opening = _CONCESSION.match(sentence.text)
    for joint in _CONTRAST.finditer(sentence.text):
        comma = joint["comma"] is not None
        if comma and not is_aside and not (opening is not None and not clauses):
            continue
        clauses.append((sentence.start + start, sentence.start + joint.start(), is_aside))
        start, is_aside = joint.start(), joint["which"] is not None
    return [*clauses, (sentence.start + start, sentence.end, is_aside)]


def _same_part(sentence: Sentence, before: Sentence | None) -> bool:
    return before is not None and before.paragraph == sentence.paragraph and before.section == sentence.section


def scopes(sentence: Sentence) -> list[Scope]:
    """Return the reach [start, end) of each context cue of a sentence, with its category and its value."""
    kinds = [kind for kind in sentence.kinds if kind.startswith(_CUES)]
    if not kinds:
        return []
    cues = sentence.of_kind(*kinds)
    ends = _ends(sentence, cues)
    void = [(cue.start, cue.end) for cue in cues if getattr(cue.source, "direction", "") == "pseudo"]
    reached: list[Scope] = []
    of_notes = 0  # what tells of relatives in a note is nearer than what tells of the literature
    for cue in cues:
        if any(start <= cue.start and cue.end <= end for start, end in void):
            continue
        direction = getattr(cue.source, "direction", "both")
        if direction in ("terminate", "pseudo"):
            continue
        category = cue.kind.partition(":")[2]
        modifier = Modifier(cue.id, cue.source.key, cue.start, cue.end)
        found: list[Scope] = []
        if direction in ("forward", "both"):
            found.append((cue.end, _limit(sentence, cue, ends, forward=True), category, modifier))
        if direction in ("backward", "both"):
            found.append((_limit(sentence, cue, ends, forward=False), cue.start, category, modifier))
        if cue.kind == _RELATIVE:
            reached[of_notes:of_notes] = found
            of_notes += len(found)
        else:
            reached += found
    return reached


def _ends(sentence: Sentence, cues: list[Mention]) -> dict[str, list[tuple[int, int]]]:
    """Return per category, in order, the terminating cues [start, end) of a sentence; semicolons end all categories."""
    semicolons = [(sentence.start + m.start(), sentence.start + m.end()) for m in _SEMICOLON.finditer(sentence.text)]
    ends: dict[str, list[tuple[int, int]]] = {"": semicolons}
    for cue in cues:
        if getattr(cue.source, "direction", "") == "terminate":
            ends.setdefault(cue.kind.partition(":")[2], []).append((cue.start, cue.end))
    return ends


def _limit(sentence: Sentence, cue: Mention, ends: dict[str, list[tuple[int, int]]], *, forward: bool) -> int:
    """Return where the reach of a cue ends: a terminating cue, a semicolon, its largest scope, or the sentence."""
    limit = sentence.end if forward else sentence.start
    ended_by: frozenset[str] = getattr(cue.source, "terminated_by", frozenset())
    for category in ("", *(ended_by or (cue.kind.partition(":")[2],))):
        listed = ends.get(category, ())
        if forward:
            index = bisect_left(listed, (cue.end, 0))
            limit = min(limit, listed[index][0]) if index < len(listed) else limit
        else:
            index = bisect_right(listed, cue.start, key=itemgetter(1)) - 1
            limit = max(limit, listed[index][1]) if index >= 0 else limit
    reach = getattr(cue.source, "max_scope", None)
    if reach is None:
        return limit
    width = _LONGEST_WORD * (reach + 1)
    words = (
        sentence.between(cue.end, min(limit, cue.end + width))
        if forward
        else sentence.between(max(limit, cue.start - width), cue.start)
    )
    tokens = words.split()
    if len(tokens) <= reach:
        return limit
    kept = len(" ".join(tokens[:reach] if forward else tokens[-reach:])) + 1
    return cue.end + kept if forward else cue.start - kept


@Language.factory("extractor_context")
def make_context(nlp: Language, name: str) -> Context:
    """Create the component `extractor_context`."""
    return Context()
