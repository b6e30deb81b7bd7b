"""Where expressions can match: hints find the sentences and the matches that a full search finds."""

import re

import pytest

import extractor
from extractor.grammar.places import lowered, matches_near, names_tumor, sentences_with
from extractor.mentions import sentences_of, text_of

_LENGTH = re.compile(r"\d{1,3} [cm]m")


@pytest.fixture(scope="module")
def pipeline():
    return extractor.load()


def prepared(pipeline, text):
    """Return a document as the slots see it."""
    doc = pipeline.make_doc(text)
    for name, pipe in pipeline.pipeline:
        if name != "extractor_records":
            doc = pipe(doc)
    return doc


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", set()),
        ("A node was seen.", set()),
        ("A node of 3 cm was seen. It grew. Now it is 4 mm. It is 5 mm here and 6 mm there.", {0, 2, 3}),
    ],
)
def test_sentences_with_a_hint(pipeline, text, numbers) -> None:
    doc = prepared(pipeline, text)
    assert sentences_with(doc, text_of(doc), re.compile("cm"), re.compile("mm")) == numbers
    assert numbers == {n for n, sentence in enumerate(sentences_of(doc)) if re.search("cm|mm", sentence.text)}


@pytest.mark.parametrize("text", ["", "mm 5", "5 mm", "15 mm and 3 cm, 4 mm; mm of 7 cm", "1 mm2 mm 33 mm"])
def test_matches_near_hints_are_all_matches(text) -> None:
    near = matches_near(re.compile("m(?<=[cm]m)"), text, _LENGTH, reach=6)
    assert [match[0] for match in near] == _LENGTH.findall(text)


def test_lower_case_keeps_every_character_at_its_place() -> None:
    assert lowered("\u0130zmir: A 54-Year-Old") == "izmir: a 54-year-old"


@pytest.mark.parametrize(("text", "named"), [("He had pneumonia.", False), ("He had a lung adenocarcinoma.", True)])
def test_names_tumor(pipeline, text, named) -> None:
    assert names_tumor(prepared(pipeline, text)) is named
