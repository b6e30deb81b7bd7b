"""Demographics: age and sex as the head of a note gives them: "F | 46Y", "M 66.", "DOB yr 1975 (49); sex: F"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from extractor.grammar.persons import Sex
from extractor.grammar.wording import compiled
from extractor.mentions import Sentence

_MALE, _FEMALE = r"(?P<male>M|(?i:{male_marks}))", r"(?P<female>[FW]|(?i:{female_marks}))"
_SEX = rf"(?<![\w.-])(?:{_MALE}|{_FEMALE})(?![\w-]|\s?[+*])"
_UNIT = r"\s?-?(?P<unit>(?i:{age_units})\.?(?![\w]))"
_AGE = r"(?<![\w./-])(?P<age>\d{1,3})"
_JOINT = r"(?:\s?[/,|;:-]\s{0,12}|\s{1,12}\(?|\.\s)"
_NAME = r"[A-Z][\w.'-]{0,20}(?:\s[A-Z][\w.'-]{0,20})?"
_BEGINS = r"(?:^|(?<=[|;:,(/.~])|(?<=[|;:,(/.~>-]\s)|(?<=\s\s)|(?<=\t))"
_ENDS = r"(?=\s{0,2}(?:$|[|;:,.)/]|\s\s|\t|--|-\s|(?i:{sites_next}\s)))"
_SMALL = r"(?:(?P<male>(?i:m|{male_marks}))|(?P<female>(?i:[fw]|{female_marks})))(?![\w-])"
# In order of trust; those without a unit only as a field of their own.
_FORMS = (
    rf"{_SEX}{_JOINT}(?:(?i:{{born}})[^\n|(]{{0,24}}[,(]\s?|(?:19|20)\d\d,\s)?{_AGE}{_UNIT}",
    rf"{_AGE}{_UNIT}{_JOINT}{_SEX}",
    rf"{_SEX}{_JOINT}(?i:aged?\s){_AGE}(?!\d)",
    rf"{_BEGINS}{_SEX}{_JOINT}{_AGE}(?:\s?{{bare_units}})?{_ENDS}",
    rf"{_AGE}(?:/|{_UNIT}\s)(?:(?P<male>m)|(?P<female>f))(?=\s|[),;/|]|$)",
    rf"{_BEGINS}{_AGE}(?:(?P<male>M)|(?P<female>F))(?:(?=\s[a-z])|{_ENDS})",
    rf"(?:{_BEGINS}|(?i:\b{{patient_words}}[\s:]{{1,3}})){_AGE}\s?[/,]?\s?{_SEX}{_ENDS}",
    rf"(?<![\w.-])(?<!\d\s){_SMALL}{_JOINT}{_AGE}{_UNIT}",
    rf"(?:^|(?<=\s)){_AGE}/(?:(?P<male>M)|(?P<female>[FW]))(?=[\s,;.)]|$)",
    rf"(?:(?P<male>(?i:{{male_titles}}))|(?P<female>(?i:{{female_titles}})))\s{_NAME},\s{_AGE}(?=[\s,;.)]|$)",
    rf"(?i:{{born}})[^\n|]{{0,24}}?[,(]\s?{_AGE}(?:{_UNIT}|(?=\s?\)))",
    rf"(?i:\bage\s(?:at|on)\s(?:the\s)?(?:time\sof\s)?\w{{3,16}}\b)[\s:=]{{1,4}}{_AGE}",
    r"(?i:\bage)(?:\s?/\s?(?i:sex|gender))?(?:\s?\((?i:{age_units})\))?[\s.:=#>|\])]{1,60}"
    + _AGE
    + r"(?!\s?-?(?i:{short_units})(?!\w))",
    rf"{_BEGINS}{_AGE}{_UNIT}{_ENDS}",
    rf"{_AGE}\s?-?(?i:{{sure_units}})(?!\w)",
)
_OPEN_BOX = r"[^\n\]]{0,24}\[\s?\][^\n\]]{0,24}\[\s?[xX]"  # before the checked one: "Sex: [ ] M [x] F"
_FIELD = rf"(?i:\b{{sex_fields}})(?:\s?\([MFmf/ ]{{1,8}}\)|{_OPEN_BOX})?[\s.:=/#>|\])-]{{1,60}}{_SMALL}"
_HEAD = 16  # sentences: the head of a note
_OLDEST = 115


class Given(NamedTuple):
    """An age in years, a sex, or both, with the words [start, end) of a sentence that give them."""

    sentence: Sentence
    start: int
    end: int
    years: int | None
    sex: Sex | None


def given(sentences: Sequence[Sentence]) -> list[Given]:
    """Return what the head of a note gives of age and sex, the surest form first."""
    head = [sentence for sentence in sentences[:_HEAD] if sentence.part != "family"]
    found: list[Given] = []
    for form in (*_FORMS, _FIELD):
        expression = compiled("patient", form, cased=True)
        found += [_read(sentence, match) for sentence in head for match in expression.finditer(sentence.text)]
    return [one for one in found if one.years is None or one.years <= _OLDEST]


def _read(sentence: Sentence, match: re.Match[str]) -> Given:
    groups = match.groupdict()
    sex: Sex | None = "male" if groups.get("male") else "female" if groups.get("female") else None
    age = groups.get("age")
    start, end = sentence.start + match.start(), sentence.start + match.end()
    return Given(sentence, start, end, int(age) if age else None, sex)
