"""The contract as types: Encounter in, Review out.

Owns the shapes and closed vocabularies every surface speaks. Knows nothing of how evidence is found or a verdict
reached.
Offsets count Unicode code points of the text as received; dates are ISO 8601; money is US dollars.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

SCHEMA: Literal["scribe.review/1"] = "scribe.review/1"


class Assertion(StrEnum):
    """What the text says about a piece of evidence."""

    AFFIRMED = "affirmed"
    NEGATED = "negated"
    PENDING = "pending"
    UNCERTAIN = "uncertain"
    HISTORICAL = "historical"
    HYPOTHETICAL = "hypothetical"
    OTHER_PERSON = "other_person"


class Status(StrEnum):
    """How a requirement stands."""

    MET = "met"
    MISSING = "missing"
    PENDING = "pending"
    NEGATED = "negated"
    STALE = "stale"
    CONTRADICTED = "contradicted"


class Verdict(StrEnum):
    """What is said of KX on a claim line."""

    APPEND = "append"
    KEEP = "keep"
    WITHHOLD = "withhold"
    REMOVE = "remove"
    NOT_REQUIRED = "not_required"
    UNDETERMINED = "undetermined"


class Severity(StrEnum):
    """How much a flag matters."""

    SUGGESTION = "suggestion"
    WARNING = "warning"
    ERROR = "error"
    INFO = "info"


class Payer(StrEnum):
    """Who pays."""

    MEDICARE_PART_B = "medicare_part_b"
    MEDICARE_ADVANTAGE = "medicare_advantage"
    MEDICAID = "medicaid"
    COMMERCIAL = "commercial"
    WORKERS_COMP = "workers_comp"
    OTHER = "other"


class ClaimType(StrEnum):
    """Which claim form the lines travel on."""

    PROFESSIONAL = "professional"
    INSTITUTIONAL = "institutional"
    DENTAL = "dental"


class FlagCode(StrEnum):
    """The closed list of flags."""

    KX_SUGGESTED = "KX_SUGGESTED"
    KX_SUPPORTED = "KX_SUPPORTED"
    KX_WITHHELD = "KX_WITHHELD"
    KX_UNSUPPORTED = "KX_UNSUPPORTED"
    KX_NOT_NEEDED = "KX_NOT_NEEDED"
    KX_MISSING_ON_LINE = "KX_MISSING_ON_LINE"
    DOCUMENTATION_MISSING = "DOCUMENTATION_MISSING"
    DOCUMENTATION_PENDING = "DOCUMENTATION_PENDING"
    DOCUMENTATION_NEGATED = "DOCUMENTATION_NEGATED"
    DOCUMENTATION_STALE = "DOCUMENTATION_STALE"
    DOCUMENTATION_CONTRADICTED = "DOCUMENTATION_CONTRADICTED"
    THRESHOLD_APPROACHING = "THRESHOLD_APPROACHING"
    THRESHOLD_MISMATCH = "THRESHOLD_MISMATCH"
    MEDICAL_REVIEW_RANGE = "MEDICAL_REVIEW_RANGE"
    MODIFIER_CONFLICT = "MODIFIER_CONFLICT"
    MODIFIER_CONFUSED = "MODIFIER_CONFUSED"
    MODIFIER_MISSING = "MODIFIER_MISSING"
    MODIFIER_SLOTS = "MODIFIER_SLOTS"
    PAYER_RULES_DIFFER = "PAYER_RULES_DIFFER"
    KX_REPLACED = "KX_REPLACED"
    RETAIN_DOCUMENTATION = "RETAIN_DOCUMENTATION"


class _In(BaseModel):
    """What comes in: unknown fields refused, no silent conversion."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class _Out(BaseModel):
    """What goes out: fixed once made."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _iso_date(value: object) -> object:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
        return value
    raise ValueError("expected a date as YYYY-MM-DD")


def _iso_moment(value: object) -> object:
    if isinstance(value, dt.datetime) or (isinstance(value, str) and value[4:5] == "-" and value[10:11] in {"T", " "}):
        return value
    raise ValueError("expected a date and time, such as 2026-03-12T15:04:00Z")


def _number(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ValueError("expected a number")
    return value


def _whole(value: object) -> object:
    """JSON knows no difference between 2 and 2.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


IsoDate = Annotated[dt.date, BeforeValidator(_iso_date)]
IsoMoment = Annotated[dt.datetime, BeforeValidator(_iso_moment)]
Money = Annotated[
    Decimal,
    BeforeValidator(_number),
    Field(ge=0, allow_inf_nan=False),
    WithJsonSchema({"type": "number", "minimum": 0}, mode="validation"),
]
Code = Annotated[str, Field(pattern=r"^[A-Z0-9]{5}$")]
ModifierCode = Annotated[str, Field(pattern=r"^[A-Z0-9]{2}$")]


class Patient(_In):
    """Whom the note is about."""

    id: str | None = None
    sex: Literal["F", "M"] | None = None


class TherapyYtd(_In):
    """Allowed therapy amounts this year before this claim, all providers, deductible and coinsurance included."""

    pt_slp: Money | None = None
    ot: Money | None = None
    as_of: IsoDate | None = None
    source: str | None = None


class ClaimLine(_In):
    """One line of the claim; `allowed` is its Medicare allowed amount."""

    line: Annotated[int, Field(ge=1, le=99_999, strict=True), BeforeValidator(_whole)]
    code: Code
    modifiers: tuple[ModifierCode, ...] = ()
    units: Annotated[int, Field(ge=1, le=99_999, strict=True), BeforeValidator(_whole)] = 1
    allowed: Money | None = None
    diagnoses: tuple[str, ...] = ()


class Encounter(_In):
    """What is known besides the text; every field optional."""

    date_of_service: IsoDate | None = None
    dictated_at: IsoMoment | None = None
    payer: Payer = Payer.MEDICARE_PART_B
    claim_type: ClaimType = ClaimType.PROFESSIONAL
    discipline: Literal["PT", "OT", "SLP"] | None = None
    patient: Patient = Patient()
    therapy_ytd: TherapyYtd | None = None
    order_date: IsoDate | None = None
    delivery_date: IsoDate | None = None
    claim_lines: tuple[ClaimLine, ...] = ()

    @model_validator(mode="after")
    def _lines_are_told_apart(self) -> Self:
        numbers = [line.line for line in self.claim_lines]
        for number in numbers:
            if numbers.count(number) > 1:
                raise ValueError(f"claim_lines: line {number} is given twice; each line number may stand once")
        return self


AttributeValue = str | int | float | bool


class ContextModifier(_Out):
    """A word that changed what evidence means (negation, pending, ...)."""

    text: str
    category: str


class Evidence(_Out):
    """A statement found in the text that bears on a requirement."""

    id: str
    kind: str
    assertion: Assertion
    start: int
    end: int
    text: str
    sentence: int
    attributes: dict[str, AttributeValue] = {}
    rule: str
    modifiers: tuple[ContextModifier, ...] = ()


class Sentence(_Out):
    """One sentence of the transcript; `retracted` words leave no evidence."""

    id: int
    start: int
    end: int
    section: str | None = None
    retracted: bool = False


class Citation(_Out):
    """Where a rule comes from."""

    title: str
    section: str | None = None
    url: str | None = None
    effective_from: dt.date | None = None
    effective_to: dt.date | None = None


class Requirement(_Out):
    """One requirement of one policy, as it stands."""

    policy: str
    id: str
    status: Status
    evidence: tuple[str, ...] = ()
    message: str
    prompt: str | None = None
    due: dt.date | None = None
    citations: tuple[Citation, ...] = ()


class Line(_Out):
    """One claim line with its verdict on KX."""

    line: int
    code: str
    kx: Verdict
    policy: str | None = None
    modifiers: tuple[str, ...] = ()
    unmet: tuple[str, ...] = ()
    message: str
    running_total: float | None = None
    threshold: float | None = None


class Flag(_Out):
    """Something a person should see."""

    id: str
    code: FlagCode
    severity: Severity
    line: int | None = None
    policy: str | None = None
    requirement: str | None = None
    message: str
    evidence: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()


class EngineInfo(_Out):
    """Which Scribe and which patterns made this review."""

    version: str
    patterns_sha256: str


class Review(_Out):
    """The answer; the same text and encounter always give the same bytes."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, serialize_by_alias=True)

    schema_: Literal["scribe.review/1"] = Field(default=SCHEMA, alias="schema")
    text: str
    text_sha256: str
    engine: EngineInfo
    sentences: tuple[Sentence, ...]
    evidence: tuple[Evidence, ...]
    requirements: tuple[Requirement, ...]
    lines: tuple[Line, ...]
    flags: tuple[Flag, ...]

    def to_json(self) -> str:
        """The review as canonical JSON, one line, the same bytes for the same review."""
        return self.model_dump_json(by_alias=True)

    def to_dict(self) -> dict[str, Any]:
        """The review as plain data, ready for any JSON writer."""
        return self.model_dump(mode="json", by_alias=True)
