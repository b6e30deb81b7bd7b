"""The record contract as models: what one report becomes.

A field that is None means that the report does not say. Every evidence span slices the input as read:
`text[evidence.start:evidence.end] == evidence.text`. The JSON Schema that `extract schema` prints comes from here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    import pandas

SCHEMA_VERSION = "1.0"

Subject = Literal["patient", "family", "literature"]
Certainty = Literal["asserted", "possible", "hypothetical"]
Polarity = Literal["positive", "negative", "equivocal", "not_done"]
Number = int | float


class Model(BaseModel):
    """Base of all contract models: unknown fields are errors, null fields are left out of dumps."""

    model_config = ConfigDict(extra="forbid", validate_assignment=False)

    def to_dict(self, *, explain: bool = False) -> dict[str, Any]:
        """Return plain JSON data without null fields; `explain` keeps the reasons of each record."""
        data: dict[str, Any] = self.model_dump(mode="json", exclude_none=True)
        return data if explain else _without_reasons(data)


def _without_reasons(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _without_reasons(value) for key, value in data.items() if key != "reasons"}
    if isinstance(data, list):
        return [_without_reasons(item) for item in data]
    return data


class Evidence(Model):
    """Characters [start, end) of the input as read, their text, and the section and specimen that they stand in."""

    start: int
    end: int
    text: str
    section: str | None = None
    specimen: str | None = None


class Reason(Model):
    """What decided a field of a record: the rule or vocabulary entry that fired, and its words in the input."""

    field: str
    value: str
    rule: str
    start: int | None = None
    end: int | None = None
    text: str | None = None


class Quantity(Model):
    """A value or a range [low, high] with its comparator and unit."""

    value: Number | None = None
    low: Number | None = None
    high: Number | None = None
    comparator: Literal["<", ">", "<=", ">=", "~"] | None = None
    unit: str | None = None


class Dose(Model):
    """An amount of a drug or of radiation: `unit` mg, Gy, AUC …; `per` kg, m2, dose, fraction."""

    value: Number | None = None
    low: Number | None = None
    high: Number | None = None
    unit: str | None = None
    per: str | None = None


class FusionPartner(Model):
    """One partner gene of a fusion; `breakpoint` is a genomic coordinate as written (chr1:156100564)."""

    gene: str
    as_written: str | None = None
    exon: int | None = None
    transcript: str | None = None
    breakpoint: str | None = None


class Record(Model):
    """What every record carries: whose fact it is, how sure, and the words that say so.

    `specimens` are the labels of the parts that it is told of (A, B); `superseded` is true for what an addendum or an
    amended report replaces.
    """

    subject: Subject = "patient"
    certainty: Certainty = "asserted"
    specimens: list[str] | None = None
    superseded: bool | None = None
    evidence: list[Evidence] = Field(default_factory=list)
    reasons: list[Reason] = Field(default_factory=list)


class Patient(Model):
    """The report's patient: age in years, with parts of a year where the text says them, and sex."""

    age_years: Number | None = None
    sex: Literal["male", "female"] | None = None
    evidence: list[Evidence] = Field(default_factory=list)
    reasons: list[Reason] = Field(default_factory=list)


class Marker(Record):
    """A test result for a protein, gene or genomic signature (CAP biomarker reporting)."""

    name: str
    as_written: str | None = None
    genes: list[str] = Field(default_factory=list)
    alteration: Literal[
        "expression", "amplification", "rearrangement", "mutation", "deletion", "methylation", "signature", "virus"
    ]
    polarity: Polarity
    method: str | None = None
    distribution: Literal["diffuse", "focal", "patchy", "scattered", "rare"] | None = None
    intensity: Literal["weak", "moderate", "strong"] | None = None
    localization: Literal["nuclear", "cytoplasmic", "membranous", "dot-like"] | None = None
    quantity: Quantity | None = None


class Fusion(Record):
    """A gene fusion with two named partners, five prime first (VICC gene fusion nomenclature)."""

    name: str
    five_prime: FusionPartner
    three_prime: FusionPartner
    in_frame: bool | None = None
    polarity: Polarity = "positive"
    methods: list[str] = Field(default_factory=list)


class Variant(Record):
    """A named small variant in HGVS notation; `allele_fraction` lies in 0–1."""

    gene: str | None = None
    hgvs_p: str | None = None
    hgvs_c: str | None = None
    as_written: str | None = None
    polarity: Polarity = "positive"
    allele_fraction: Number | None = None
    transcript: str | None = None
    classification: str | None = None
    method: str | None = None


class Treatment(Record):
    """A drug, radiotherapy, surgery or transplant given, planned or refused (mCODE treatment profiles)."""

    kind: Literal["drug", "radiotherapy", "surgery", "transplant"]
    name: str
    as_written: str | None = None
    dose: Dose | None = None
    frequency: str | None = None
    route: str | None = None
    fractions: int | None = None
    cycles: int | None = None
    start: str | None = None
    end: str | None = None
    duration: str | None = None
    status: Literal["planned", "started", "ongoing", "stopped", "resumed", "completed", "refused"] | None = None


class Response(Record):
    """A response of tumor to treatment, of one patient or of a group (RECIST 1.1, PERCIST, Lugano)."""

    measure: Literal[
        "tumor_size", "necrosis", "viable_tumor", "pathologic_response", "category", "objective_response_rate",
        "complete_response_rate", "partial_response_rate", "disease_control_rate", "progression_free_survival_rate",
        "overall_survival_rate", "prevalence",
    ]  # fmt: skip
    quantity: Quantity | None = None
    direction: Literal["decrease", "increase"] | None = None
    category: Literal["CR", "PR", "SD", "PD", "pCR"] | None = None
    criteria: str | None = None
    timepoint: str | None = None
    n: int | None = None
    of: str | None = None


class Grade(Record):
    """A grade of a tumor, an adverse event or a response, with its system (CTCAE, FNCLCC, Gleason …)."""

    system: str | None = None
    version: str | None = None
    value: str
    of: str | None = None


class Stage(Record):
    """An anatomic stage: TNM category string and/or stage group, with system and edition (AJCC, UICC, FIGO)."""

    tnm: str | None = None
    group: str | None = None
    system: str | None = None
    edition: str | None = None


class Measurement(Record):
    """A size in millimetres in the order written, or a scalar such as SUVmax or Hounsfield units."""

    of: str | None = None
    dimensions_mm: list[Number] | None = None
    quantity: Quantity | None = None
    site: str | None = None
    date: str | None = None


class Diagnosis(Record):
    """A diagnosis spelled out, with the words of a note that qualify it and its OncoTree code when it has one."""

    name: str
    as_written: str | None = None
    status: Literal["final", "initial", "differential", "excluded", "history"] = "final"
    oncotree: str | None = None


class Outcome(Record):
    """State of the disease at a time, both as the report says them."""

    status: Literal["NED", "alive with disease", "recurrence", "progression", "metastasis", "dead"]
    at: str | None = None


class Specimen(Record):
    """A part that was submitted, with its label, its site without side, and the noun of the procedure (CAP)."""

    part: str | None = None
    site: str | None = None
    laterality: Literal["left", "right", "bilateral", "midline"] | None = None
    procedure: str | None = None


class Finding(Record):
    """A finding of a resection or biopsy (CAP cancer protocols); lengths in millimetres.

    `site` says which margin or which node station; polarity is positive for present or involved, and None where a
    finding is a measure (mitotic rate, tumor size, depth of invasion).
    """

    name: Literal[
        "margin", "lymphovascular_invasion", "perineural_invasion", "lymph_nodes", "extranodal_extension",
        "extraprostatic_extension", "seminal_vesicle_invasion", "capsular_invasion", "serosal_involvement",
        "ulceration", "necrosis", "in_situ_component", "microcalcification", "mitotic_rate", "tumor_size",
        "depth_of_invasion", "treatment_effect",
    ]  # fmt: skip
    site: str | None = None
    polarity: Polarity | None = None
    quantity: Quantity | None = None
    distance_mm: Number | None = None
    nodes_positive: int | None = None
    nodes_examined: int | None = None


class Conflict(Model):
    """Two mentions of one field that disagree."""

    field: str
    values: list[str]
    evidence: list[Evidence] = Field(default_factory=list)


class Source(Model):
    """The input as read: its name, the SHA-256 of its bytes, its length in characters, its media type."""

    name: str
    sha256: str
    characters: int
    media_type: str = "text/plain"


SLOTS: dict[str, type[Record]] = {
    "markers": Marker,
    "fusions": Fusion,
    "variants": Variant,
    "treatments": Treatment,
    "responses": Response,
    "grades": Grade,
    "stages": Stage,
    "measurements": Measurement,
    "diagnoses": Diagnosis,
    "outcomes": Outcome,
    "specimens": Specimen,
    "findings": Finding,
}


class CaseRecord(Model):
    """All records of one report."""

    schema_version: str = SCHEMA_VERSION
    source: Source
    patient: Patient = Field(default_factory=Patient)
    markers: list[Marker] = Field(default_factory=list)
    fusions: list[Fusion] = Field(default_factory=list)
    variants: list[Variant] = Field(default_factory=list)
    treatments: list[Treatment] = Field(default_factory=list)
    responses: list[Response] = Field(default_factory=list)
    grades: list[Grade] = Field(default_factory=list)
    stages: list[Stage] = Field(default_factory=list)
    measurements: list[Measurement] = Field(default_factory=list)
    diagnoses: list[Diagnosis] = Field(default_factory=list)
    outcomes: list[Outcome] = Field(default_factory=list)
    specimens: list[Specimen] = Field(default_factory=list)
    findings: list[Finding] = Field(default_factory=list)
    conflicts: list[Conflict] = Field(default_factory=list)
    warnings: list[str] = Field(default_factory=list)

    def records(self) -> list[tuple[str, Record]]:
        """Return every record with the name of its slot, slot by slot."""
        return [(slot, record) for slot in SLOTS for record in getattr(self, slot)]

    def to_frames(self) -> dict[str, pandas.DataFrame]:
        """Return one pandas DataFrame per record type, with the same columns for every report."""
        from extractor.writing.frames import to_frames

        return to_frames(self)
