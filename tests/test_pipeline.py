"""The pipeline as a spaCy Language, and the component in other people's pipelines."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
import spacy

import extractor
from extractor.grammar.wording import Late, late
from extractor.pipeline import extract, load
from extractor.records import CaseRecord

TEXT = "The tumor cells were positive for CD34 and negative for desmin. Her mother had breast cancer."


def results(record: CaseRecord) -> list[tuple[str, str]]:
    return [(marker.name, marker.polarity) for marker in record.markers]


EXPECTED = [("CD34", "positive"), ("desmin", "negative")]


def test_extract_a_text() -> None:
    assert results(extractor.extract(TEXT)) == EXPECTED


def test_load_is_a_language_with_pipe() -> None:
    nlp = extractor.load()
    assert [results(doc._.record) for doc in nlp.pipe([TEXT, TEXT])] == [EXPECTED, EXPECTED]


def test_evidence_slices_the_input_of_a_wrapped_text() -> None:
    text = (
        "The tumor cells that were seen in the sections were diffusely posi-\n"
        "tive for S-\n100 and for CD34,\u00a0not for desmin."
    )
    for marker in extractor.extract(text).markers:
        for evidence in marker.evidence:
            assert text[evidence.start : evidence.end] == evidence.text


def test_entry_point_needs_no_import_of_ours() -> None:
    code = (
        "import spacy; nlp = spacy.blank('en'); nlp.add_pipe('extractor'); "
        "doc = nlp('The cells were positive for CD34.'); "
        "print(doc._.record.markers[0].name, doc.spans['markers'][0].text)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["CD34", "CD34"]


@pytest.fixture
def foreign() -> spacy.Language:
    """A pipeline of spaCy's own tokenizer with our component."""
    nlp = spacy.blank("en")
    nlp.add_pipe("extractor")
    return nlp


def test_component_sets_record_spans_and_attributes(foreign: spacy.Language) -> None:
    doc = foreign(TEXT)
    assert results(doc._.record) == EXPECTED
    assert [(span.text, span.kb_id_, span._.is_negated) for span in doc.spans["markers"]] == [
        ("CD34", "CD34", False),
        ("desmin", "desmin", True),
    ]


def test_component_survives_disk(foreign: spacy.Language, tmp_path: Path) -> None:
    foreign.to_disk(tmp_path / "model")
    assert results(spacy.load(tmp_path / "model")(TEXT)._.record) == EXPECTED


def test_own_pipeline_survives_disk(tmp_path: Path) -> None:
    extractor.load().to_disk(tmp_path / "model")
    assert results(spacy.load(tmp_path / "model")(TEXT)._.record) == EXPECTED


@pytest.mark.parametrize("make", [extractor.load, None], ids=["own", "foreign"])
def test_pickling(make: object, foreign: spacy.Language) -> None:
    nlp = make() if callable(make) else foreign
    assert results(pickle.loads(pickle.dumps(nlp))(TEXT)._.record) == EXPECTED


def test_two_processes(foreign: spacy.Language) -> None:
    docs = list(foreign.pipe([TEXT] * 4, n_process=2, batch_size=2))
    assert [results(doc._.record) for doc in docs] == [EXPECTED] * 4
    assert docs[0].spans["markers"][1]._.is_negated


def test_frames() -> None:
    record = extractor.extract(TEXT)
    markers = record.to_frames()["markers"]
    assert list(markers["name"]) == ["CD34", "desmin"]
    assert len(extractor.frames([record, record])["markers"]) == 4


def test_own_terms(tmp_path: Path) -> None:
    path = tmp_path / "mine.tsv"
    path.write_text(
        "kind\tname\tsynonyms\ngenes\nmarker\tQZ99\tquzzin 99\t\n".replace("\ngenes\n", "\n").replace("\t\n", "\n"),
        "utf-8",
    )
    nlp = load(terms=[path])
    assert results(extractor.extract("The cells were positive for Quzzin-99.", nlp=nlp)) == [("QZ99", "positive")]


def test_medspacy_context_rules_load_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "context.json"
    rule = {"literal": "in another patient", "category": "FAMILY", "direction": "BACKWARD"}
    pattern = {
        "literal": "kin",
        "category": "FAMILY",
        "direction": "FORWARD",
        "pattern": [{"LOWER": {"IN": ["stepson", "stepdaughter"]}}],
    }
    path.write_text(json.dumps({"context_rules": [rule, pattern]}), encoding="utf-8")
    nlp = load(context_rules=[path])
    assert extractor.extract("CD34 was positive in another patient.", nlp=nlp).markers[0].subject == "family"
    assert (
        extractor.extract("The stepson had a tumor that was positive for CD34.", nlp=nlp).markers[0].subject == "family"
    )


def test_medspacy_section_rules_load_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "sections.json"
    path.write_text(json.dumps({"section_rules": [{"literal": "IHC WORKUP:", "category": "stains"}]}), encoding="utf-8")
    nlp = load(section_rules=[path])
    record = extractor.extract("IHC WORKUP:\nCD34 was positive.", nlp=nlp)
    assert record.markers[0].evidence[0].section == "stains"


def test_inside_medspacy() -> None:
    medspacy = pytest.importorskip("medspacy", reason="medspaCy is not installed (extra 'medspacy')")
    from medspacy.ner import TargetRule

    nlp = medspacy.load()
    nlp.get_pipe("medspacy_target_matcher").add([TargetRule("pneumonia", "PROBLEM")])
    nlp.add_pipe("extractor")
    doc = nlp("No evidence of pneumonia. The tumor was negative for CD34.")
    assert [entity._.is_negated for entity in doc.ents] == [True]
    assert [(span.text, span._.is_negated) for span in doc.spans["markers"]] == [("CD34", True)]


def test_attributes_on_entities_of_others() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "PROBLEM", "pattern": "pneumonia"}])
    nlp.add_pipe("extractor_attributes")
    doc = nlp("No evidence of pneumonia. Her mother had pneumonia. Possible pneumonia. He had pneumonia.")
    flags = [(e._.is_negated, e._.is_family, e._.is_uncertain) for e in doc.ents]
    assert flags == [(True, False, False), (False, True, False), (False, False, True), (False, False, False)]
    assert [span.label_ for span in doc.spans["cues"]] == ["is_negated", "is_family", "is_uncertain"]


def test_an_eager_pipeline_leaves_no_expression_to_compile() -> None:
    Late.waiting.clear()
    waiting = late(r"stage\s(?P<group>[IV]{1,3})")
    assert Late.waiting
    eager = load()
    assert not Late.waiting
    assert waiting.search("of stage II disease")["group"] == "II"
    assert results(extract(TEXT, nlp=eager)) == results(extract(TEXT, nlp=load(lazy=True)))
