"""Matching: all phrases of all rules and terms in one tree of pieces, found in one walk over a text.

The walk takes time linear in the length of the text and independent of how many phrases there are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import accumulate, compress, count
from operator import attrgetter
from typing import Any, NamedTuple

from extractor.mentions import Mention
from extractor.phrases import MOST_KNOWN, PIECE, choices, expand, fold, spelling
from extractor.rules import Rule, Term, fillers, settings
from extractor.spelling import Spelling

_DIGIT = re.compile(r"\d")
_PIECES = re.compile(f"({PIECE.pattern})")
_SHORTEST_COINED = 7
_SHORT_NAME, _LONG_NAME = 3, 6
_MOST_FILLERS = 4


class _Entry(NamedTuple):
    """A way to write a term or a cue, with what must hold of the words as written."""

    source: Rule | Term
    id: str
    kind: str
    exact: str | None
    capitals: int  # how many characters of a name that counts in capitals only, else 0
    joined: bool  # all in one word, so that a space inside needs a capital letter
    plain: bool  # none of these conditions
    hides: bool  # a longer one hides shorter ones inside it, of whatever kind


# What a word leads to: the node of the tree, what it names itself, whether none of that sets a condition, and whether
# a filler may follow. A leaf has no node.
_Opening = tuple[dict[Any, Any], list[_Entry], bool, bool]
# Start and negated end in the text, a number that makes the order total, and what was found.
_Found = tuple[int, int, int, _Entry]
# Names of these kinds are also written without their inner hyphens (pan-cytokeratin, pancytokeratin).
_FUSED = frozenset({"marker", "drug", "method"})
_INNER_HYPHEN = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")
# Longer terms of these kinds hide shorter ones inside them ("ALK inhibitor" is not a mention of ALK).
_SPELLED = frozenset({"drug", "marker"})
_HIDING = frozenset({"marker", "gene", "drug", "regimen", "method", "procedure"})


class _Readings(dict[str, str]):
    """Words as written, each with what it reads folded; a word is read when first looked up."""

    def __init__(self, read: Callable[[str], str]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, word: str) -> str:
        piece = self[word] = self._read(word)
        return piece


class Matcher:
    """All phrases of all rules and terms in one tree of pieces."""

    def __init__(self) -> None:
        self._root: dict[Any, Any] = {}
        self._openings: dict[str, _Opening] = {}  # of words as written that lead into the tree
        self._folded = _Readings(self._read)
        self._fillers = fillers()
        self._regexes: list[Rule] = []
        self._gates: dict[str, list[tuple[int, int]]] = {}  # the expressions that match only around a word, how far
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
        named = {
            piece: frozenset(entry.id for entry in node.get(None, ())) or piece
            for piece, node in self._root.items()
            if isinstance(piece, str) and _begins_name(node)
        }
        self._spelling = Spelling(named, exceptions)

    def add_rule(self, rule: Rule) -> None:
        """Add a cue rule: its phrases, or its regular expression."""
        if rule.regex is not None:
            for word in rule.only_words:
                self._gates.setdefault(word, []).append((len(self._regexes), rule.reach))
            self._regexes.append(rule)
        for phrase in rule.terms:
            words = choices(phrase)
            if words is not None:
                self._add_choices(words, rule)
                continue
            for written in expand(phrase):
                self._add(written, rule, rule.value)

    def _add_choices(self, words: list[list[tuple[str, ...]]], rule: Rule) -> None:
        """Add all phrases of small letters that choices of words make, along the branches of the tree."""
        nodes = [(self._root, self._root)]  # each with the last one that no filler leads to: none ends a phrase
        for alternatives in words:
            reached: dict[tuple[int, int], tuple[dict[Any, Any], dict[Any, Any]]] = {}
            for node, solid in nodes:
                for path in alternatives:
                    branch = node
                    for piece in path:
                        branch = branch.setdefault(piece, {})
                    end = branch if path and path[-1] != "~" else solid
                    reached[id(branch), id(end)] = branch, end
            nodes = list(reached.values())
        entry = _Entry(rule, rule.value, rule.kind, None, 0, False, True, rule.kind in _HIDING)
        for _, node in nodes:
            listed = node.setdefault(None, []) if node is not self._root else []
            if not any(e.kind == entry.kind and e.id == entry.id and e.exact is None for e in listed):
                listed.append(entry)

    def _add(self, phrase: str, source: Rule | Term, name: str) -> None:
        exact = phrase[1:] if phrase.startswith("=") else None
        phrase = exact or phrase
        path = spelling(phrase)
        key = (path, source.kind, name + (exact or ""))
        if not path or key in self._seen:
            return
        self._seen.add(key)
        node = self._root
        for piece in path:
            node = node.setdefault(piece, {})
        capitals = len(phrase) if phrase.isupper() and _DIGIT.search(phrase) is None else 0
        joined = len(path) > 1 and " " not in phrase and "-" not in phrase and not phrase.islower()
        plain = exact is None and not capitals and not joined
        entry = _Entry(source, name, source.kind, exact, capitals, joined, plain, source.kind in _HIDING)
        node.setdefault(None, []).append(entry)

    def find(self, text: str) -> list[Mention]:
        """Return all mentions in a text, in order; per kind the longest of those that overlap."""
        if len(self._folded) > MOST_KNOWN:
            self._folded.clear()
            self._openings.clear()
        found: list[_Found] = []
        parts = _PIECES.split(text)  # by turns what stands between the pieces, and a piece
        words = parts[1::2]
        folded = list(map(self._folded.__getitem__, words))
        folded.append("")
        openings: list[Any] = list(map(self._openings.get, words))
        edges = list(accumulate(map(len, parts)))  # where the pieces start and end, by turns
        take, walk = self._take, self._walk
        for index, opening, after in compress(zip(count(), openings, folded[1:]), openings):
            node, entries, plain, filler = opening
            if node and (after in node or filler or after == "-" or after[:-1] in node or (entries and after == "s")):
                walk(text, folded, edges, index, index + 1, node, found)
            elif entries:
                if plain and parts[2 * index] and parts[2 * index + 2]:
                    start, end = edges[2 * index], -edges[2 * index + 1]
                    for entry in entries:
                        found.append((start, end, len(found), entry))
                else:
                    take(text, folded, edges, index, index + 1, entries, found)
        mentions = _longest(found)
        matched = self._match(text, folded, edges) if self._regexes else []
        return sorted([*mentions, *matched], key=position) if matched else mentions

    def _match(self, text: str, folded: list[str], edges: list[int]) -> list[Mention]:
        """Return what the regular expressions find; those that need a word look around its occurrences only."""
        windows: list[list[tuple[int, int]]] = [[] for _ in self._regexes]
        gates: list[Any] = list(map(self._gates.get, folded))
        for index in compress(count(), gates):
            for number, reach in gates[index]:
                start, end = max(edges[2 * index] - reach, 0), min(edges[2 * index + 1] + reach, len(text))
                around = windows[number]
                if around and start <= around[-1][1]:
                    around[-1] = around[-1][0], end
                else:
                    around.append((start, end))
        mentions: list[Mention] = []
        for rule, around in zip(self._regexes, windows, strict=True):
            if not rule.only_words:
                around = [(0, len(text))]
            if not around or (rule.only_with and not any(map(text.__contains__, rule.only_with))):
                continue
            for start, end in around:
                mentions += [
                    Mention(m.start(), m.end(), rule.kind, rule.value, rule)
                    for m in rule.regex.finditer(text, start, end)  # type: ignore[union-attr]
                    if m.end() < end or end == len(text)
                ]
        return mentions

    def _read(self, word: str) -> str:
        """Return a word folded, keeping the node of the tree it leads to; a plural may end a phrase of one word."""
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
        if node is not None:
            self._openings[word] = _opening(node)
        return piece

    def _coined(self, piece: str) -> dict[Any, Any] | None:
        """Return the node of a word that only its ending makes a term, under the word as its name."""
        stem = next(term for ending, term in self._stems.items() if piece.endswith(ending))
        if len(piece) < _SHORTEST_COINED or piece in stem.listed("exceptions"):
            return None
        term = replace(stem, name=piece)
        return {None: [_Entry(term, piece, term.kind, None, False, False, True, term.kind in _HIDING)]}

    def _walk(
        self, text: str, folded: list[str], edges: list[int],
        index: int, after: int, node: dict[Any, Any], found: list[_Found],
    ) -> None:  # fmt: skip
        """Follow the tree from the piece at `index`; `after` is the first piece not yet read."""
        number = len(folded) - 1
        while True:
            if None in node:
                self._take(text, folded, edges, index, after, node[None], found)
            if "~" in node:
                behind, following = node["~"], after
                while following < number:
                    piece = folded[following]
                    if piece in behind or piece[:-1] in behind or piece == "-" or None in behind or "~" in behind:
                        self._walk(text, folded, edges, index, following, behind, found)
                    if following - after >= _MOST_FILLERS or (piece not in self._fillers and piece != "-"):
                        break
                    following += 1
                else:
                    if None in behind:
                        self._walk(text, folded, edges, index, following, behind, found)
            while (
                after < number
                and folded[after] == "-"
                and "-" not in node
                and edges[2 * after] - edges[2 * after - 1] <= 1
            ):
                after += 1
            if after >= number:
                return
            piece = folded[after]
            child = node.get(piece)
            if piece[-1] == "s" and (child is None or None not in child):
                singular = node.get(piece[:-1])
                if singular is not None and None in singular:
                    self._take(text, folded, edges, index, after + 1, singular[None], found)
            if child is None:
                if piece == "s" and None in node and edges[2 * after - 1] == edges[2 * after]:
                    self._take(text, folded, edges, index, after + 1, node[None], found)
                return
            node = child
            after += 1

    @staticmethod
    def _take(
        text: str, folded: list[str], edges: list[int], first: int, after: int,
        entries: list[_Entry], found: list[_Found],
    ) -> None:  # fmt: skip
        while after - 1 > first and folded[after - 1] == "-" and entries[0].id != "-":
            after -= 1
        start, end = edges[2 * first], edges[2 * after - 1]
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
            if entry.capitals and not _in_capitals(written, entry.capitals):
                continue
            if entry.joined and " " in written and written.islower():
                continue
            found.append((start, -end, len(found), entry))


_NOTHING: Any = ()
_plain = attrgetter("plain")


def _opening(node: dict[Any, Any]) -> _Opening:
    """Return what a word leads to whose node is given."""
    entries = node.get(None, _NOTHING)
    plain = all(map(_plain, entries))
    return (node if len(node) > 1 or not entries else _NOTHING), entries, plain, "~" in node


def _begins_name(node: dict[Any, Any]) -> bool:
    """True for the node of a word that is a drug or a marker, or that a name of these kinds begins with."""
    listed = [
        *node.get(None, ()),
        *(entry for child in node.values() if isinstance(child, dict) for entry in child.get(None, ())),
    ]
    return any(entry.kind in _SPELLED and entry.source.__class__ is Term for entry in listed)


def position(mention: Mention) -> tuple[int, int]:
    """Return what mentions are sorted by: where they start, the longer first."""
    return mention[0], -mention[1]


def _in_capitals(written: str, length: int) -> bool:
    """True for a name in capitals; a longer one may end in small letters (COPDac), a short one not in S (ARS)."""
    if length <= _SHORT_NAME and len(written) > length and written[-1] == "S":
        return False
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
