"""Repair of text as it comes out of PDFs and laboratory systems, with a map of offsets back to the input.

Odd characters become plain ones, words cut at line ends are joined, soft line wraps become spaces, and a sentence
that a page break or a figure caption interrupts is put together again (the caption then follows the paragraph).
"""

from __future__ import annotations

import re
import string
import sys
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import groupby, pairwise

from extractor.dictation import written
from extractor.errors import PatternError
from extractor.resources import folder

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_HYPHENS = "\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d\u00af"
_SPACES = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_PLAIN_FORMS = {
    **dict.fromkeys(_HYPHENS, "-"),
    **dict.fromkeys(_SPACES, " "),
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4\u02bc", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
    **dict.fromkeys("\u2028\u2029\u0085\x0b\x0c", "\n"),
    **dict(zip("\uff0b\u2044\u2215\uff05\uff08\uff09\uff0c\uff1a", "+//%(),:", strict=True)),
    **dict(zip("\u00b5\u2a7e\u2a7d\u207a\u207b", "\u03bc\u2265\u2264+-", strict=True)),
}  # fmt: skip
_ODD_SIGN = re.compile("[" + "".join(map(re.escape, _PLAIN_FORMS)) + "]")
_LIGATURES = {
    "Ⅰ": "I", "Ⅱ": "II", "Ⅲ": "III", "Ⅳ": "IV", "Ⅴ": "V", "Ⅵ": "VI", "Ⅶ": "VII", "Ⅷ": "VIII", "Ⅸ": "IX", "Ⅹ": "X",
    "Ⅺ": "XI", "Ⅻ": "XII",
    "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st",
}  # fmt: skip
# Characters that show nothing: soft hyphen, zero-width and direction marks, byte order mark, C0/C1 controls.
_INVISIBLE = (
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
)
_ODD = re.compile(f"[{_INVISIBLE}\ufb00-\ufb06Ⅰ-Ⅻ\\r](?:(?<!\\r)|(?=\\n))")  # one set first: fast over clean text
_SMALL_HEAD = re.compile(r"[a-z]{3,20}:\s")  # "gross: 4 cm"
_FEWEST_SMALL = 3  # blocks that begin with a small letter, in a text that writes so
_MOST_PASSES = 20  # each pass joins lines, so texts of this many nested wraps do not occur
_PLAIN = re.compile(r"[\t\n\r -~]*").fullmatch
_WRAPPED_WIDTHS = range(36, 150)
_UNFINISHED = re.compile(r"[\w,%)\]/-]$")
_UNFINISHED_WORD = re.compile(r"\b(?:see|in|and|of|the|on|cf|\()$")
_FEWEST_ANEW, _WIDEST_LIST = 3, 68  # lines, and their characters
_AROUND_WORDS = string.punctuation.replace("-", "")
_COLUMNS = ("   ", "\t", "....", " | ")
_BEFORE_LABEL = re.compile(r"\w  (?=(?:[A-Z]|\d{1,2})[.):]?\s\w)")  # "1 omentum  2 uterus": the gap makes it a label
_FIELD = re.compile(r"[#\w][^:=.;\n]{1,40}=(?!=)")  # of a form: "LVSI=no", "Tumour site = tail"
# Of a form: "Margins - clear", "Nodes -> 0/3", "Size/ 3 cm", "LVI [absent]".
_LOOSE_FIELD = re.compile(r"[#A-Z][^:=.;,\n]{1,34}?(?:=?-{0,2}>\s?|\s-\s|[a-z)]/\s|\s\[[^\[\]]{2,40}\]|→)")
_BRACKETED = re.compile(r"\([^()]{0,80}\)|\[[^\[\]]{0,80}\]")
_RULE = "-=_*~. "  # what a line that only separates is made of
_SHORT_LINE = 0.6  # a share of the width: a line of prose that others follow is longer
_LOWER_LABEL = re.compile(r"[a-z][\w /&-]{0,30}:(?=\s|$)|[a-z]{3,12}\s\d{1,2}\.\s")  # "nodes: 0/3", "lesion 2."
_GOES_ON = ",-&(/"
_CUT_WORD = re.compile(r"([^\W\d_]+|\w*\d)-$")
_FIRST_WORD = re.compile(r"[^\W_]+")
_PAGE = 50_000  # characters: the words of a longer text are looked up page by page


@dataclass(frozen=True)
class Layout:
    """Clean text, and for each of its characters the index of the input character it stands for."""

    source: str
    text: str
    offsets: list[int] | range
    cuts: list[int] = field(default_factory=list)

    def to_source(self, start: int, end: int) -> list[tuple[int, int]]:
        """Map the clean span [start, end) to spans of the input: one, or several where a caption stood in between."""
        if not 0 <= start <= end <= len(self.text):
            raise ValueError(f"span [{start}, {end}) lies outside a text of {len(self.text)} characters")
        if start == end:
            return []
        text, offsets, cuts = self.text, self.offsets, self.cuts
        if not cuts and not text[start].isspace() and not text[end - 1].isspace():
            return [(offsets[start], offsets[end - 1] + 1)]
        bounds = [start, *cuts[bisect_right(cuts, start) : bisect_left(cuts, end)], end]
        spans = []
        for left, right in pairwise(bounds):
            while left < right - 1 and text[left].isspace():
                left += 1
            while right - 1 > left and text[right - 1].isspace():
                right -= 1
            if not text[left].isspace():
                spans.append((offsets[left], offsets[right - 1] + 1))
        return spans

    def from_source(self, position: int) -> int | None:
        """Return the clean position of an input character, or None when repair dropped it."""
        if isinstance(self.offsets, range):
            return position if position in self.offsets else None
        bounds = [0, *self.cuts, len(self.offsets)]
        for left, right in pairwise(bounds):
            index = bisect_left(self.offsets, position, left, right)
            if index < right and self.offsets[index] == position:
                return index
        return None


@dataclass
class _Line:
    """One cleaned line: its text and the source index of each of its characters, without edge spaces."""

    text: str
    offsets: list[int] | range
    indented: bool
    newline: int  # source index of the character that ends the line


@dataclass
class _Block:
    """Lines without a blank one between them; `tight` when no blank line stands before them either."""

    lines: list[_Line]
    tight: bool = False
    small: bool = False  # of a text that begins its lines with small letters, which then tell nothing

    @cached_property
    def width(self) -> int:
        return max(len(line.text) for line in self.lines)

    @cached_property
    def begins_anew(self) -> bool:
        """True when no line of several begins with a small letter or ends with an open word, as lines of prose do."""
        if (
            len(self.lines) < _FEWEST_ANEW
            or self.width > _WIDEST_LIST
            or any(line.text[0].islower() for line in self.lines)
        ):
            return False
        return not any(line.text.isupper() or _wording().open_end.search(line.text) for line in self.lines[:-1])

    @cached_property
    def is_list(self) -> bool:
        """True when two lines or more begin with the label of a part: "A. Left breast", "B. Right breast"."""
        label = _wording().label
        return sum(label.match(line.text) is not None for line in self.lines) > 1


@dataclass(frozen=True)
class _Wording:
    keeps_after: frozenset[str]
    keeps_before: frozenset[str]
    caption: re.Pattern[str]
    own_line: re.Pattern[str]
    label: re.Pattern[str]
    open_end: re.Pattern[str]
    headings: frozenset[str]


@cache
def _wording() -> _Wording:
    path = folder("patterns") / "layout.toml"
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        sections = tomllib.loads(path.with_name("sections.toml").read_text(encoding="utf-8"))
        return _Wording(
            frozenset(data["keeps_hyphen_after"]),
            frozenset(data["keeps_hyphen_before"]),
            re.compile(data["caption"]),
            re.compile(data["own_line"]),
            re.compile(data["label"]),
            re.compile(data["open_end"]),
            frozenset(heading for section in sections["section"] for heading in section["headings"]),
        )
    except (OSError, KeyError, re.error, tomllib.TOMLDecodeError) as error:
        raise PatternError(path, None, f"not a valid layout file: {error}") from error


def repair(source: str) -> Layout:
    """Return the clean text of `source` with the map of offsets back; repairing clean text changes nothing."""
    dictated = written(source)
    if dictated is not None:
        text, offsets = dictated
        return _compose(Layout(source, text, offsets), _repaired(text))
    return _repaired(source)


def _repaired(source: str) -> Layout:
    text = plain(source)
    layout = _repair_once(source, text)
    for _ in range(_MOST_PASSES):
        if layout.text == text or "\n" not in layout.text:
            break
        again = _repair_once(layout.text, layout.text)
        if again.text == layout.text:
            break
        layout = _compose(layout, again)
    return layout


def plain(text: str) -> str:
    """Return a text of the same length with plain hyphens, spaces, quotes and line ends in place of odd ones."""
    return text if _PLAIN(text) else _ODD_SIGN.sub(lambda sign: _PLAIN_FORMS[sign[0]], text)


def _compose(first: Layout, second: Layout) -> Layout:
    """Return the layout of a repair of a repaired text."""
    offsets = list(map(first.offsets.__getitem__, second.offsets))
    cuts = set(second.cuts)
    if first.cuts and second.cuts:
        places = {offset: index for index, offset in enumerate(second.offsets)}
        cuts.update(places[cut] for cut in first.cuts if cut in places)
    else:
        cuts.update(bisect_left(second.offsets, cut) for cut in first.cuts)
    return Layout(first.source, second.text, offsets, sorted(cuts))


def _repair_once(source: str, text: str) -> Layout:
    """Repair a text once; `text` is the source with plain signs in place of odd ones."""
    if "\n" not in text and "  " not in text and not _ODD.search(text) and text == text.strip():
        return Layout(source, text, range(len(text)))
    blocks = _blocks(_lines(text))
    begun_small = sum(block.lines[0].text[0].islower() for block in blocks if not block.tight)
    if begun_small >= _FEWEST_SMALL and begun_small * 2 > len(blocks):
        for block in blocks:
            block.small = True
    return _assemble(source, _paragraphs(blocks))


def _lines(text: str) -> list[_Line]:
    """Split into lines with odd characters and needless spaces removed."""
    lines = []
    position = 0
    for raw in text.split("\n"):
        end = position + len(raw)
        lines.append(_clean_line(raw, position, end))
        position = end + 1
    return lines


def _clean_line(raw: str, position: int, newline: int) -> _Line:
    offsets: list[int] | range = range(position, newline)
    text = raw
    if _ODD.search(text) or "\r" in text:
        pieces, where = [], []
        for index, char in enumerate(text):
            shown = _LIGATURES.get(char, "" if _ODD.match(char) or char == "\r" else char)
            pieces.append(shown)
            where += [position + index] * len(shown)
        text, offsets = "".join(pieces), where
    left = len(text) - len(text.lstrip())
    right = len(text.rstrip())
    text, offsets = text[left:right], offsets[left:right]
    if "  " in text and "   " not in text and "\t" not in text:
        label = _wording().label.match(text)
        first = label.end() if label is not None else 0  # "A  Left breast": the gap makes the letter a label
        apart = {match.end() - 1 for match in _BEFORE_LABEL.finditer(text)}
        keep = [i < first or i in apart or not (char == " " and text[i - 1] == " ") for i, char in enumerate(text)]
        offsets = [offset for offset, kept in zip(offsets, keep, strict=True) if kept]
        text = "".join(char for char, kept in zip(text, keep, strict=True) if kept)
    return _Line(text, offsets, left > 0, newline)


def _blocks(lines: list[_Line]) -> list[_Block]:
    """Group lines into blocks: blank lines, headings over wrapped prose and captions in between separate them."""
    blocks: list[_Block] = []
    pending = False
    for filled, group in groupby(lines, key=lambda line: bool(line.text)):
        if not filled:
            continue
        block = list(group)
        starts = [0]
        for index, line in enumerate(block[1:], start=1):
            in_caption = _is_caption(block[starts[-1]])
            if (
                (pending and in_caption and line.indented and line.text[0].islower())
                or (_is_caption(line) and not in_caption and not _UNFINISHED_WORD.search(block[index - 1].text))
                or _is_heading(block, index)
            ):
                starts.append(index)
                if not in_caption:
                    pending = _is_unfinished(_Block(block[starts[-2] : index]))
        for start, end in zip(starts, [*starts[1:], len(block)], strict=True):
            blocks.append(_Block(block[start:end], tight=start > 0))
            if not _is_caption(block[start]):
                pending = _is_unfinished(blocks[-1])
    return blocks


def _is_heading(block: list[_Line], index: int) -> bool:
    """True for a short line that stands over wrapped prose without a blank line before it."""
    if index + 1 >= len(block):
        return False
    before, line, after = block[index - 1].text, block[index].text, block[index + 1].text
    if line.lower() in _wording().headings and line[0].isupper() and not after[0].islower():
        return len(after) >= _WRAPPED_WIDTHS.start
    return (
        len(line) <= 45
        and line[0].isupper()
        and not after[0].islower()
        and line[-1] not in ".,;-"
        and len(after) >= _WRAPPED_WIDTHS.start
        and len(line) < 0.7 * len(after)
        and (before[-1] in ".!?" or len(before) < 0.7 * max(len(other.text) for other in block[:index]))
    )


def _is_caption(line: _Line) -> bool:
    return _wording().caption.match(line.text) is not None


def _is_unfinished(block: _Block) -> bool:
    """True when the block reads as prose whose last sentence does not end."""
    last = block.lines[-1].text
    if not _UNFINISHED.search(last[-1:]) or last.count("|") > 1:
        return False
    return block.width >= _WRAPPED_WIDTHS.start and (len(block.lines) > 1 or len(last) >= _WRAPPED_WIDTHS.start)


def _paragraphs(blocks: list[_Block]) -> list[list[_Block]]:
    """Order the blocks into paragraphs; the blocks of one paragraph continue one sentence."""
    paragraphs: list[list[_Block]] = []
    captions: list[list[_Block]] = []
    unfinished: list[_Block] | None = None
    for block in blocks:
        caption = _is_caption(block.lines[0])
        if unfinished is not None and caption:
            captions.append([block])
            continue
        if unfinished is not None and _continues(unfinished[-1], block):
            unfinished.append(block)
        else:
            paragraphs += captions
            captions = []
            unfinished = [block]
            paragraphs.append(unfinished)
        if caption or not _is_unfinished(block):
            paragraphs += captions
            captions = []
            unfinished = None
    return paragraphs + captions


def _continues(block: _Block, following: _Block) -> bool:
    first = following.lines[0].text
    if first[0].islower():
        if _wording().label.match(first):
            return False
        return not (following.small or _SMALL_HEAD.match(first) or (_LOWER_LABEL.match(first) and not following.tight))
    if len(block.lines) < 3 or len(following.lines) < 2 or following.tight:
        return False
    if _wording().own_line.match(first) or not re.match(r"[\w(\[<>]", first):
        return False
    if len(first) < _SHORT_LINE * following.width or _in_columns(block.lines[-1].text) or _in_columns(first):
        return False
    return _wraps(block.lines[-1].text, first, block.width)


def _in_columns(line: str) -> bool:
    """True for a row of a table: wide gaps, dotted leaders, or cells between pipes ("amp|MDM2|14")."""
    return any(sign in line for sign in _COLUMNS) or line.count("|") > 1


def _wraps(line: str, following: str, width: int) -> bool:
    """True when the next line's first word would not have fitted, with the slack of proportional fonts."""
    first = following.split(" ", 1)[0]
    return width in _WRAPPED_WIDTHS and len(line) + 1 + len(first) > 0.8 * width


def _assemble(source: str, paragraphs: list[list[_Block]]) -> Layout:
    pieces: list[str] = []
    offsets: list[int] = []
    cuts: list[int] = []
    length = 0
    words = _Words(source)
    previous: _Line | None = None
    for paragraph in paragraphs:
        for block_index, block in enumerate(paragraph):
            for line_index, line in enumerate(block.lines):
                if previous is not None:
                    if line_index == 0 and block_index == 0:
                        glue = "\n" if block.tight and line.newline > previous.newline else "\n\n"
                    else:
                        near = words.around(previous.newline) if previous.text.endswith("-") else frozenset()
                        glue = _glue(previous.text, line.text, block, line_index == 0, near)
                    if glue == "join":
                        pieces[-1] = pieces[-1][:-1]
                        offsets.pop()
                        length -= 1
                    elif glue:
                        pieces.append(glue)
                        offsets += [min(previous.newline, len(source) - 1)] * len(glue)
                        length += len(glue)
                    if line_index == 0 and _is_moved(source, previous.newline, line.offsets[0]):
                        cuts.append(length)
                pieces.append(line.text)
                offsets += line.offsets
                length += len(line.text)
                previous = line
    return Layout(source, "".join(pieces), offsets, cuts)


def _is_moved(source: str, newline: int, start: int) -> bool:
    """True when a block does not follow its predecessor in the input: a caption stood in between."""
    return start < newline or bool(source[newline:start].strip())


def _glue(line: str, following: str, block: _Block, across_page: bool, words: frozenset[str]) -> str:
    """Return what stands between two lines: "" (keep a hyphen), "join" (drop it), " ", or a line break."""
    wording, width = _wording(), block.width
    if not line.strip(_RULE) or not following.strip(_RULE):
        return "\n"
    cut = _CUT_WORD.search(line) if line.endswith("-") else None
    right = _FIRST_WORD.match(following)
    if cut and cut[1][-1].isdigit() and _in_columns(following):
        return "\n"  # the sign of a marker: "CD56-"
    if cut and right and not wording.own_line.match(following):
        return "" if _keeps_hyphen(cut[1], right[0], words) else "join"
    if across_page:
        return " "
    if following[0] == "-" and following[1:2].isalnum() and sum(other.text[0] == "-" for other in block.lines) > 1:
        return "\n"  # "-no PNI": a list
    if _FIELD.match(following) and _FIELD.match(line):
        return "\n"
    if _LOOSE_FIELD.match(following) and (line[-1] in ".;" or _LOOSE_FIELD.match(line) or wording.own_line.match(line)):
        return "\n"
    if wording.own_line.match(following) and not (
        following[0].islower() and not block.small and _UNFINISHED.search(line[-1:])
    ):
        return "\n"
    if _in_columns(line) or _in_columns(following) or (block.is_list and wording.label.match(following)):
        return "\n"
    if (
        following[0].isupper()
        and line[-1] not in ",-&"
        and not following.isupper()
        and _BRACKETED.sub("", line).isupper()
    ):
        return "\n"
    if _LOWER_LABEL.match(following) and not _wraps(line, following, width) and line[-1] not in _GOES_ON:
        return "\n"
    if line.endswith(":") and not following[0].islower():
        return "\n"
    if line.endswith(",") and len(following) > 1 and not line.isupper():
        return " "
    if following[0].islower() and _UNFINISHED.search(line[-1:]) and width >= _WRAPPED_WIDTHS.start and not block.small:
        return " "
    return " " if _wraps(line, following, width) and not block.begins_anew else "\n"


class _Words:
    """Words and hyphenated words of a report in lower case; those that a line end cuts keep their hyphen."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._known: dict[int, frozenset[str]] = {}

    def around(self, position: int) -> frozenset[str]:
        """Return the words of a report; of a very long text those of the pages around a position."""
        page = position // _PAGE
        known = self._known.get(page)
        if known is None:
            text = plain(self._source[max(page - 1, 0) * _PAGE : (page + 2) * _PAGE]).lower()
            known = self._known[page] = frozenset(word.strip(_AROUND_WORDS) for word in set(text.split()))
        return known


def _keeps_hyphen(left: str, right: str, words: frozenset[str]) -> bool:
    """Decide for the two halves of a word that a line end cuts at its hyphen."""
    if right[0].isupper() or right[0].isdigit() or not left[1:].islower():
        return not (len(left) == 1 and left.islower() and right.islower())
    joined, hyphenated = (left + right).lower(), f"{left}-{right}".lower()
    if joined in words or hyphenated in words:
        return joined not in words
    return left.lower() in _wording().keeps_after or right in _wording().keeps_before
