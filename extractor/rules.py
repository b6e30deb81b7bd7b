"""The data of patterns/ as checked, compiled rules: vocabulary rows and cue rules in one matcher.

Rules are phrases or bounded regular expressions. In a phrase, `[option]` may be absent, `(one|other)` is a choice and
`~` stands for up to four filler words such as adverbs. One walk over the pieces of a text finds all phrases of all
files, in time linear in its length and independent of how many there are.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from extractor.errors import PatternError
from extractor.mentions import Mention
from extractor.resources import folder
from extractor.spelling import Spelling

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

# Vocabulary file → kind of its terms.
KINDS = {
    "markers": "marker",
    "genes": "gene",
    "methods": "method",
    "drugs": "drug",
    "regimens": "regimen",
    "tumors": "tumor",
    "procedures": "procedure",
    "adverse_events": "event",
    "sites": "site",
}
_COLUMNS = ("name", "synonyms", "ids", "source")
_RULE_KEYS = frozenset(
    {
        "id",
        "kind",
        "value",
        "direction",
        "terms",
        "regex",
        "match",
        "no_match",
        "max_scope",
        "terminated_by",
        "only_with",
    }
)
_DIRECTIONS = ("forward", "backward", "both", "terminate", "pseudo", "sentence", "anaphoric")
_PIECE = re.compile(r"[^\W\d_\u0370-\u03ff]+|\d+|[\u0370-\u03ff]|[^\w\s]|_")
_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "ο": "omicron", "π": "pi",
    "ρ": "rho", "σ": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
}  # fmt: skip
_GREEK["ς"] = "sigma"
_SPELLING = [
    (re.compile(r"umour"), "umor"),
    (re.compile(r"aem"), "em"),
    (re.compile(r"^oe(?=strogen|dema|soph)"), "e"),
    (re.compile(r"(?<=rrh)oe"), "e"),
    (re.compile(r"olour"), "olor"),
    (re.compile(r"aec"), "ec"),
    (re.compile(r"paed"), "ped"),
    (re.compile(r"isation$"), "ization"),
    (re.compile(r"ised$"), "ized"),
    (re.compile(r"fibre"), "fiber"),
    (re.compile(r"sulph"), "sulf"),
    (re.compile(r"ll(ed|ing)$"), r"l\1"),
    (re.compile(r"anaesth"), "anesth"),
    (re.compile(r"oedem"), "edem"),
]


_BRITISH = re.compile("|".join(f"(?:{expression.pattern})" for expression, _ in _SPELLING))


@dataclass(frozen=True, slots=True)
class Term:
    """One concept of the vocabulary."""

    kind: str
    name: str
    synonyms: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    source: str = ""
    file: str = ""
    extra: dict[str, str] = field(default_factory=dict, hash=False)

    @property
    def key(self) -> str:
        """Where the term stands: `vocabulary/markers.tsv: S100`."""
        return f"vocabulary/{self.file}: {self.name}"

    def listed(self, column: str) -> list[str]:
        """Return the values of a further column that holds a list."""
        return [value for value in self.extra.get(column, "").split("|") if value]


@dataclass(frozen=True, slots=True)
class Rule:
    """One cue: words that say something about the terms near them."""

    id: str
    kind: str
    value: str
    file: str
    direction: str = "both"
    terms: tuple[str, ...] = ()
    regex: re.Pattern[str] | None = None
    match: tuple[str, ...] = ()
    no_match: tuple[str, ...] = ()
    max_scope: int | None = None
    terminated_by: frozenset[str] = frozenset()
    only_with: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Where the rule stands: `markers.toml: positive-for`."""
        return f"{self.file}: {self.id}"


_folded: dict[str, str] = {}


def fold(piece: str) -> str:
    """Fold the spelling of one piece: lower case, Greek letters by name, American spelling."""
    known = _folded.get(piece)
    if known is not None:
        return known
    text = piece.lower()
    if text in _GREEK:
        text = _GREEK[text]
    elif len(text) > 4 and _BRITISH.search(text):
        for expression, plain in _SPELLING:
            text = expression.sub(plain, text)
    if len(_folded) < _MOST_KNOWN:
        _folded[piece] = text
    return text


def pieces(text: str) -> list[str]:
    """Return the folded pieces of a phrase without hyphens: letters, digits and signs apart."""
    return [fold(piece) for piece in _PIECE.findall(text) if piece != "-"]


_DIGIT = re.compile(r"\d")
_SHORTEST_COINED = 7
_LONG_NAME = 6
_MOST_FILLERS = 4
_MOST_KNOWN = 200_000  # words whose reading is kept, so that memory stays flat over any number of reports


@cache
def fillers() -> frozenset[str]:
    """Return the words that `~` in a phrase may stand for (patterns/sentences.toml)."""
    return frozenset(fold(word) for word in settings("sentences")["fillers"])


_LIST = re.compile(r"\{([a-z_]{2,30})\}")


def with_lists(phrase: str, lists: dict[str, list[str]]) -> list[str]:
    """Return the phrases that `{table}` stands for: one for each entry of the table; raises KeyError without one."""
    match = _LIST.search(phrase)
    if match is None:
        return [phrase]
    entries = [phrase[: match.start()] + entry + phrase[match.end() :] for entry in lists[match[1]]]
    return [written for entry in entries for written in with_lists(entry, lists)]


def expand(phrase: str) -> list[str]:
    """Return all phrases that `[option]` and `(one|other)` stand for."""
    if "(" not in phrase and "[" not in phrase:
        return [phrase]
    parts: list[list[str]] = []
    for token in re.findall(r"\[[^\]]*\]|\([^)]*\)|[^\[(]+", phrase):
        if token[0] == "[":
            parts.append(["", *token[1:-1].split("|")])
        elif token[0] == "(":
            parts.append(token[1:-1].split("|"))
        else:
            parts.append([token])
    return [" ".join("".join(choice).split()) for choice in product(*parts)]


class _Entry(NamedTuple):
    """A way to write a term or a cue, with what must hold of the words as written."""

    source: Rule | Term
    id: str
    kind: str
    exact: str | None
    capitals: bool
    joined: bool  # all in one word, so that a space inside needs a capital letter
    plain: bool  # none of these conditions
    hides: bool  # a longer one hides shorter ones inside it, of whatever kind


# Start and negated end in the text, a number that makes the order total, and what was found.
_Found = tuple[int, int, int, _Entry]
# Names of these kinds are also written without their inner hyphens (pan-cytokeratin, pancytokeratin).
_FUSED = frozenset({"marker", "drug", "method"})
_INNER_HYPHEN = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")
# Longer terms of these kinds hide shorter ones inside them ("ALK inhibitor" is not a mention of ALK).
_SPELLED = frozenset({"drug", "marker"})
_HIDING = frozenset({"marker", "gene", "drug", "regimen", "method", "procedure"})


class Matcher:
    """All phrases of all rules and terms in one tree of pieces."""

    def __init__(self) -> None:
        self._root: dict[Any, Any] = {}
        self._known: dict[str, tuple[str, dict[Any, Any] | None]] = {}
        self._fillers = fillers()
        self._regexes: list[Rule] = []
        self._seen: set[tuple[tuple[str, ...], str, str]] = set()
        self._stems: dict[str, Term] = {}
        self._endings: tuple[str, ...] = ()
        self._spelling: Spelling | None = None

    def add_term(self, term: Term) -> None:
        """Add a vocabulary term under its name and all synonyms."""
        exact = f"={term.name}"
        for phrase in (exact if exact in term.synonyms else term.name, *term.synonyms):
            self._add(phrase, term, term.name)
            if "-" in phrase and term.kind in _FUSED and phrase[0] != "=":
                self._add(_INNER_HYPHEN.sub("", phrase), term, term.name)

    def add_stem(self, term: Term) -> None:
        """Add an ending (-tinib) that makes a word which no phrase begins with a term of its kind."""
        self._stems[term.name.lstrip("-")] = term
        self._endings = tuple(self._stems)

    def spell(self, exceptions: frozenset[str]) -> None:
        """Find drugs and markers that the text misspells by a letter as well; to be called when all terms are added."""
        named = (piece for piece, node in self._root.items() if isinstance(piece, str) and _begins_name(node))
        self._spelling = Spelling(named, exceptions)

    def add_rule(self, rule: Rule) -> None:
        """Add a cue rule: its phrases, or its regular expression."""
        if rule.regex is not None:
            self._regexes.append(rule)
        for phrase in rule.terms:
            for written in expand(phrase):
                self._add(written, rule, rule.value)

    def _add(self, phrase: str, source: Rule | Term, name: str) -> None:
        exact = phrase[1:] if phrase.startswith("=") else None
        phrase = exact or phrase
        path = tuple(pieces(phrase))
        key = (path, source.kind, name + (exact or ""))
        if not path or key in self._seen:
            return
        self._seen.add(key)
        node = self._root
        for piece in path:
            node = node.setdefault(piece, {})
        capitals = phrase.isupper() and _DIGIT.search(phrase) is None
        joined = len(path) > 1 and " " not in phrase and "-" not in phrase and not phrase.islower()
        plain = exact is None and not capitals and not joined
        entry = _Entry(source, name, source.kind, exact, capitals, joined, plain, source.kind in _HIDING)
        node.setdefault(None, []).append(entry)

    def find(self, text: str) -> list[Mention]:
        """Return all mentions in a text, in order; per kind the longest of those that overlap."""
        found: list[_Found] = []
        known = self._known
        read = [known.get(word) or self._read(word) for word in _PIECE.findall(text)]
        folded = [piece for piece, _ in read]
        starts = [(index, node) for index, (_, node) in enumerate(read) if node is not None]
        if starts:
            spans = [match.span() for match in _PIECE.finditer(text)]
            folded.append("")
            for index, node in starts:
                if len(node) == 1 and None in node:
                    self._take(text, folded, spans, index, index + 1, node[None], found)
                    continue
                after = folded[index + 1]
                if after in node or None in node or "~" in node or after == "-" or after[:-1] in node:
                    self._walk(text, folded, spans, index, index + 1, node, found)
        mentions = _longest(found)
        words_only = len(mentions)
        for rule in self._regexes:
            if rule.only_with and not any(written in text for written in rule.only_with):
                continue
            mentions += [Mention(m.start(), m.end(), rule.kind, rule.value, rule) for m in rule.regex.finditer(text)]  # type: ignore[union-attr]
        if len(mentions) > words_only:
            mentions.sort(key=_position)
        return mentions

    def _read(self, word: str) -> tuple[str, dict[Any, Any] | None]:
        """Return a word folded, and the node of the tree that it leads to; a plural may end a phrase of one word."""
        piece = fold(word)
        node = self._root.get(piece)
        if piece[-1] == "s" and (node is None or None not in node):
            singular = self._root.get(piece[:-1])
            if singular is not None and None in singular:
                node = {**(node or {}), None: singular[None]}
        if node is None:
            meant = self._spelling.nearest(piece) if self._spelling is not None else None
            if meant is not None:
                node = self._root[meant]
            elif piece.endswith(self._endings):
                node = self._coined(piece)
        if len(self._known) < _MOST_KNOWN:
            self._known[word] = piece, node
        return piece, node

    def _coined(self, piece: str) -> dict[Any, Any] | None:
        """Return the node of a word that only its ending makes a term, under the word as its name."""
        stem = next(term for ending, term in self._stems.items() if piece.endswith(ending))
        if len(piece) < _SHORTEST_COINED or piece in stem.listed("exceptions"):
            return None
        term = replace(stem, name=piece)
        return {None: [_Entry(term, piece, term.kind, None, False, False, True, term.kind in _HIDING)]}

    def _walk(
        self, text: str, folded: list[str], spans: list[tuple[int, int]],
        index: int, after: int, node: dict[Any, Any], found: list[_Found],
    ) -> None:  # fmt: skip
        """Follow the tree from the piece at `index`; `after` is the first piece not yet read."""
        count = len(spans)
        while True:
            if None in node:
                self._take(text, folded, spans, index, after, node[None], found)
            if "~" in node:
                following = after
                self._walk(text, folded, spans, index, following, node["~"], found)
                while following < count and following - after < _MOST_FILLERS and folded[following] in self._fillers:
                    following += 1
                    self._walk(text, folded, spans, index, following, node["~"], found)
            while (
                after < count
                and folded[after] == "-"
                and "-" not in node
                and spans[after][0] - spans[after - 1][1] <= 1
            ):
                after += 1
            if after >= count:
                return
            piece = folded[after]
            child = node.get(piece)
            if piece[-1] == "s" and (child is None or None not in child):
                singular = node.get(piece[:-1])
                if singular is not None and None in singular:
                    self._take(text, folded, spans, index, after + 1, singular[None], found)
            if child is None:
                if piece == "s" and None in node and spans[after - 1][1] == spans[after][0]:
                    self._take(text, folded, spans, index, after + 1, node[None], found)
                return
            node = child
            after += 1

    @staticmethod
    def _take(
        text: str, folded: list[str], spans: list[tuple[int, int]], first: int, after: int,
        entries: list[_Entry], found: list[_Found],
    ) -> None:  # fmt: skip
        while after - 1 > first and folded[after - 1] == "-" and entries[0].id != "-":
            after -= 1
        start, end = spans[first][0], spans[after - 1][1]
        if start and text[start - 1].isalnum() and text[start].isalnum():
            return
        if end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
            return
        if after - first > 1 and "\n" in text[start:end]:
            return
        for entry in entries:
            if entry.plain:
                found.append((start, -end, len(found), entry))
                continue
            written = text[start:end]
            if entry.exact is not None and written != entry.exact:
                continue
            if entry.capitals and not _in_capitals(written):
                continue
            if entry.joined and " " in written and written.islower():
                continue
            found.append((start, -end, len(found), entry))


def _begins_name(node: dict[Any, Any]) -> bool:
    """True for the node of a word that is a drug or a marker, or that a name of these kinds begins with."""
    listed = [
        *node.get(None, ()),
        *(entry for child in node.values() if isinstance(child, dict) for entry in child.get(None, ())),
    ]
    return any(entry.kind in _SPELLED and entry.source.__class__ is Term for entry in listed)


def _position(mention: Mention) -> tuple[int, int]:
    return mention[0], -mention[1]


def _in_capitals(written: str) -> bool:
    """True for a name in capitals; a longer one may end in small letters (COPDac)."""
    letters = [char for char in written if char.isascii() and char.isalpha()]
    if len(letters) >= _LONG_NAME:
        return not any(char.islower() for char in letters[:4])
    return not any(char.islower() for char in (letters[:-1] if letters[-1] == "s" else letters))


def _longest(found: list[_Found]) -> list[Mention]:
    """Return per kind the longest of overlapping mentions; of cues that overlap in part the later one."""
    found.sort()
    last: dict[str, tuple[int, int, int]] = {}
    hidden_start = hidden_end = -1
    mentions: list[Mention | None] = []
    for start, negative_end, _, entry in found:
        end = -negative_end
        kind = entry.kind
        if kind in last:
            index, last_start, last_end = last[kind]
            if start < last_end and (start != last_start or end != last_end):
                if end <= last_end or entry.source.__class__ is Term:
                    continue
                mentions[index] = None
        if entry.hides:
            if start < hidden_end and (start != hidden_start or end != hidden_end):
                continue
            hidden_start, hidden_end = start, end
        last[kind] = len(mentions), start, end
        mentions.append(Mention(start, end, kind, entry.id, entry.source))
    return [mention for mention in mentions if mention is not None]


@dataclass(frozen=True)
class Vocabulary:
    """All terms, findable by any of their spellings."""

    terms: tuple[Term, ...]

    def lookup(self, query: str) -> list[Term]:
        """Return the terms that are written like `query`, whatever its case and hyphens."""
        return list(self._by_spelling.get(tuple(pieces(query)), ()))

    @cached_property
    def _by_spelling(self) -> dict[tuple[str, ...], list[Term]]:
        found: dict[tuple[str, ...], list[Term]] = {}
        for term in self.terms:
            for phrase in dict.fromkeys((term.name, *term.synonyms)):
                entry = found.setdefault(tuple(pieces(phrase.removeprefix("="))), [])
                if term not in entry:
                    entry.append(term)
        return found


def read_terms(path: Path, kind: str | None = None) -> list[Term]:
    """Read one vocabulary file; raises PatternError that names file, line and reason."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            rows = list(csv.reader(handle, delimiter="\t", quoting=csv.QUOTE_NONE))
    except (OSError, UnicodeDecodeError) as error:
        raise PatternError(path, None, f"cannot be read: {_why(error)}") from error
    header = rows[0] if rows else []
    missing = [column for column in ("name",) if column not in header]
    if missing:
        raise PatternError(path, None, f"the first line lacks the column {missing[0]!r}")
    terms = []
    for line, row in enumerate(rows[1:], start=2):
        if not any(row):
            continue
        if len(row) != len(header):
            column = header.index("name")
            name = row[column] if column < len(row) else ""
            raise PatternError(path, name or f"line {line}", f"line {line} has {len(row)} fields, not {len(header)}")
        fields = dict(zip(header, row, strict=True))
        own_kind = kind or fields.get("kind", "")
        if not fields["name"].strip() or own_kind not in KINDS.values():
            reason = (
                "has no name"
                if not fields["name"].strip()
                else f"kind {own_kind!r} is none of {sorted(KINDS.values())}"
            )
            raise PatternError(path, fields["name"] or f"line {line}", f"line {line} {reason}")
        terms.append(
            Term(
                kind=own_kind,
                name=fields["name"],
                synonyms=_listed(fields.get("synonyms", "")),
                ids=_listed(fields.get("ids", "")),
                source=fields.get("source", ""),
                file=path.name,
                extra={column: value for column, value in fields.items() if column not in _COLUMNS},
            )
        )
    return terms


def _why(error: Exception) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(value.strip() for value in cell.split("|") if value.strip())


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary of patterns/vocabulary; raises PatternError for a broken file."""
    return Vocabulary(
        tuple(
            term
            for name, kind in KINDS.items()
            for term in read_terms(folder("patterns") / "vocabulary" / f"{name}.tsv", kind)
        )
    )


def read_rules(path: Path) -> list[Rule]:
    """Read one rule file (TOML, table array `rule`); raises PatternError that names file, rule and reason."""
    data = _tables(path)
    rules = []
    seen: set[str] = set()
    for number, entry in enumerate(data.get("rule", ()), start=1):
        rule = _rule(path, entry, number, data.get("words", {}))
        if rule.id in seen:
            raise PatternError(path, rule.id, "the id is used twice")
        seen.add(rule.id)
        rules.append(rule)
    return rules


def _rule(path: Path, entry: dict[str, Any], number: int, lists: dict[str, list[str]]) -> Rule:
    name = entry.get("id")
    if not isinstance(name, str) or not name:
        raise PatternError(path, f"number {number}", "has no id")
    unknown = sorted(set(entry) - _RULE_KEYS)
    if unknown:
        raise PatternError(path, name, f"unknown key {unknown[0]!r}; known are {sorted(_RULE_KEYS)}")
    for key in ("kind", "value"):
        if not isinstance(entry.get(key), str):
            raise PatternError(path, name, f"needs a text for {key!r}")
    direction = entry.get("direction", "both")
    if direction not in _DIRECTIONS:
        raise PatternError(path, name, f"direction {direction!r} is none of {_DIRECTIONS}")
    if ("regex" in entry) == ("terms" in entry):
        raise PatternError(path, name, "needs either 'terms' or 'regex'")
    match, no_match = _texts(path, name, entry, "match"), _texts(path, name, entry, "no_match")
    if not match:
        raise PatternError(path, name, "needs at least one 'match' example")
    return Rule(
        id=name,
        kind=entry["kind"],
        value=entry["value"],
        file=path.name,
        direction=direction,
        terms=_terms(path, name, entry, lists),
        regex=_bounded(path, name, entry["regex"]) if "regex" in entry else None,
        match=match,
        no_match=no_match,
        max_scope=entry.get("max_scope"),
        terminated_by=frozenset(entry.get("terminated_by", ())),
        only_with=_texts(path, name, entry, "only_with"),
    )


def _texts(path: Path, rule: str, entry: dict[str, Any], key: str) -> tuple[str, ...]:
    value = entry.get(key, [])
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(item, str) and item for item in listed):
        raise PatternError(path, rule, f"{key!r} must be a text or a list of texts")
    return tuple(listed)


def _terms(path: Path, rule: str, entry: dict[str, Any], lists: dict[str, list[str]]) -> tuple[str, ...]:
    try:
        return tuple(written for term in _texts(path, rule, entry, "terms") for written in with_lists(term, lists))
    except KeyError as error:
        raise PatternError(path, rule, f"the table [words] lacks {error}") from error


_UNBOUNDED = re.compile(r"(?<!\\)(?:\\\\)*(?:[*+](?![^\[]*\])|\{\d*,\})")


def _bounded(path: Path, rule: str, expression: str) -> re.Pattern[str]:
    """Compile an expression whose repetitions are all bounded, so that its cost stays linear in the text."""
    if _UNBOUNDED.search(expression):
        raise PatternError(path, rule, "repetition must be bounded: write {0,40} instead of * or +")
    try:
        return re.compile(expression)
    except re.error as error:
        raise PatternError(path, rule, f"not a valid regular expression: {error}") from error


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules of all patterns/*.toml that hold any."""
    return tuple(rule for path in sorted(folder("patterns").glob("*.toml")) for rule in read_rules(path))


def settings(name: str) -> dict[str, Any]:
    """Return the plain tables of patterns/NAME.toml beside its rules; raises PatternError for a broken file."""
    return _tables(folder("patterns") / f"{name}.toml")


@cache
def _tables(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PatternError(path, None, f"cannot be read: {_why(error)}") from error


@cache
def _symbols() -> dict[str, str]:
    """Return the HGNC symbols of the genes that genes.tsv does not list, with their ids; read when first asked for."""
    path = folder("patterns") / "vocabulary" / "symbols.tsv"
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
        return dict(line.split("\t", 1) for line in lines[1:] if line)
    except (OSError, ValueError) as error:
        raise PatternError(path, None, f"cannot be read: {error}") from error


@cache
def symbol(written: str) -> Term | None:
    """Return the gene of an HGNC symbol that genes.tsv does not list, or None."""
    identifier = _symbols().get(written)
    return Term("gene", written, (), (identifier,), "HGNC", "symbols.tsv") if identifier else None


@cache
def stems() -> tuple[Term, ...]:
    """Return the endings that make a word a drug (International Nonproprietary Names of the WHO)."""
    return tuple(read_terms(folder("patterns") / "vocabulary" / "stems.tsv", "drug"))


def build_matcher(terms: Iterable[Term], cues: Iterable[Rule], stems: Iterable[Term] = ()) -> Matcher:
    """Compile terms, cues and endings into one matcher."""
    matcher = Matcher()
    stems = tuple(stems)
    for stem in stems:
        matcher.add_stem(stem)
    for term in terms:
        matcher.add_term(term)
    for cue in cues:
        matcher.add_rule(cue)
    if stems:
        matcher.spell(frozenset(settings("sentences")["no_misspellings"]))
    return matcher


# --- medspaCy's rule files -------------------------------------------------------------------------------------------

# Category of a medspaCy ConText rule → our category and value; any other category is kept under its own name.
CONTEXT_CATEGORIES = {
    "NEGATED_EXISTENCE": ("negation", "negated"),
    "POSSIBLE_EXISTENCE": ("certainty", "possible"),
    "HYPOTHETICAL": ("certainty", "hypothetical"),
    "HISTORICAL": ("history", "historical"),
    "FAMILY": ("subject", "family"),
}


def read_context_rules(path: Path) -> list[Rule]:
    """Read a medspaCy ConText file (JSON, `context_rules`) as it is; raises PatternError for a broken rule."""
    return list(_context_rules(path))


def _context_rules(path: Path) -> Iterator[Rule]:
    for number, entry in enumerate(_json_list(path, "context_rules"), start=1):
        name = str(entry.get("literal") or f"number {number}")
        category, direction = entry.get("category"), str(entry.get("direction", "BIDIRECTIONAL")).lower()
        if not category or not isinstance(category, str):
            raise PatternError(path, name, "needs a category")
        direction = {"bidirectional": "both"}.get(direction, direction)
        if direction not in _DIRECTIONS:
            raise PatternError(path, name, f"direction {direction!r} is none of ConText's")
        kind, value = CONTEXT_CATEGORIES.get(category.upper(), (category.lower(), category.lower()))
        pattern = entry.get("pattern")
        expression = None
        terms: tuple[str, ...] = (name,)
        if isinstance(pattern, str):
            try:
                expression, terms = re.compile(pattern, re.IGNORECASE), ()
            except re.error as error:
                raise PatternError(path, name, f"not a valid regular expression: {error}") from error
        elif isinstance(pattern, list):
            terms = tuple(_token_phrases(path, name, pattern))
        yield Rule(
            id=f"{number} {name}",
            kind=f"context:{kind}",
            value=value,
            file=path.name,
            direction=direction,
            terms=tuple(re.sub(r"[\[\]()|]", "", term) for term in terms),
            regex=expression,
            max_scope=entry.get("max_scope"),
            terminated_by=frozenset(
                CONTEXT_CATEGORIES.get(other, (other.lower(),))[0] for other in entry.get("terminated_by") or ()
            ),
        )


def _token_phrases(path: Path, rule: str, pattern: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Write out a spaCy token pattern made of LOWER/TEXT/LEMMA, IN and the operator `?` as phrases."""
    choices: list[list[str]] = []
    for token in pattern:
        words = next((token[key] for key in ("LOWER", "TEXT", "ORTH", "LEMMA") if key in token), None)
        listed: list[Any] = (words.get("IN") or []) if isinstance(words, dict) else [words]
        if not listed or not all(isinstance(word, str) for word in listed) or token.get("OP", "1") not in ("1", "?"):
            raise PatternError(path, rule, "only LOWER, TEXT or LEMMA with a text or IN, and OP '?', are understood")
        choices.append([*listed, ""] if token.get("OP") == "?" else list(listed))
    for choice in product(*choices):
        yield " ".join(word for word in choice if word)


def read_section_rules(path: Path) -> dict[str, str]:
    """Read a medspaCy section file (JSON, `section_rules`): heading in lower case → category."""
    headings = {}
    for number, entry in enumerate(_json_list(path, "section_rules"), start=1):
        literal, category = entry.get("literal"), entry.get("category")
        if not isinstance(literal, str) or not literal or not isinstance(category, str):
            raise PatternError(path, str(literal or f"number {number}"), "needs a literal and a category")
        headings[literal.rstrip(":").strip().lower()] = category
    return headings


def _json_list(path: Path, key: str) -> list[dict[str, Any]]:
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise PatternError(path, None, f"cannot be read: {_why(error)}") from error
    listed = data.get(key) if isinstance(data, dict) else None
    if not isinstance(listed, list) or not all(isinstance(item, dict) for item in listed):
        raise PatternError(path, None, f"needs a list {key!r} of objects")
    return listed
