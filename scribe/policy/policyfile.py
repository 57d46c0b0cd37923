"""The shape of a policy file: versions, what they govern, amounts, sources and examples.

Owns the closed vocabulary of patterns/policies/*.yaml, checked key by key. Holds no policy and evaluates nothing.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from scribe.policy.codes import CodeText, DiagnosisText
from scribe.policy.schema import (
    ClaimTypeName,
    Clause,
    Modifier,
    Name,
    PayerName,
    Requirement,
    Sentence,
    Shape,
    Source,
    StatusName,
    Value,
)


class Fact(Shape):
    """A fact of the text that decides whether the policy calls for KX at all (on the codes of `only`, if given)."""

    calls: Annotated[tuple[Clause, ...], Field(min_length=1)]
    denies: tuple[Clause, ...] = ()
    only: tuple[CodeText, ...] = ()
    silent: Literal["undetermined", "not_required"] = "undetermined"
    denied: Sentence
    unknown: Sentence


class SexList(Shape):
    """Codes and diagnoses that belong to one sex."""

    codes: tuple[CodeText, ...]
    diagnoses: tuple[DiagnosisText, ...]


class Sexes(Shape):
    """The sex-specific lists."""

    female: SexList
    male: SexList


class Governs(Shape):
    """Which claim lines the version looks at, and what decides among them.

    `unread` are codes of the policy whose own criteria are not loaded: it looks at them and decides nothing.
    """

    codes: tuple[CodeText, ...] = ()
    unread: tuple[CodeText, ...] = ()
    claim_types: tuple[ClaimTypeName, ...] = ()
    ledger: bool = False
    sexes: Sexes | None = None
    fact: Fact | None = None
    elsewhere: dict[ClaimTypeName, Sentence] = Field(default={})

    @property
    def listed(self) -> tuple[CodeText, ...]:
        """Every code it looks at."""
        return (*self.codes, *self.unread)

    @model_validator(mode="after")
    def _looks_at_something(self) -> Self:
        if not (self.codes or self.claim_types or self.ledger or self.sexes):
            raise ValueError("expected codes, claim_types, ledger or sexes")
        return self


class Version(Shape):
    """The policy as it stands for dates of service from `from` on, up to and with `to`."""

    first: Annotated[dt.date, Field(alias="from")]
    to: dt.date | None = None
    kx: Literal["required", "optional", "not_used", "replaced", "criteria_unknown", "unknown"]
    attests: Sentence
    cite: Annotated[tuple[Name, ...], Field(min_length=1)]
    note: Sentence | None = None
    replaced_by: tuple[Modifier, ...] = ()
    governs: Governs
    requirements: tuple[Requirement, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.to and self.to < self.first:
            raise ValueError("the version ends before it begins")
        if self.kx in {"required", "optional"} and not self.requirements:
            raise ValueError("kx is called for, so requirements are needed (or write kx: criteria_unknown)")
        ids = [requirement.id for requirement in self.requirements]
        for name in ids:
            if ids.count(name) > 1:
                raise ValueError(f"requirement {name} stands twice")
        return self


class Year(Shape):
    """The amounts of one calendar year; null is not known."""

    year: int
    amounts: dict[Name, int | float | None]
    review: int | float | None
    cite: Annotated[tuple[Name, ...], Field(min_length=1)]


class Bucket(Shape):
    """Disciplines that share one running total."""

    name: Sentence
    modifiers: tuple[Modifier, ...]
    disciplines: tuple[Literal["PT", "OT", "SLP"], ...]


class Timed(Shape):
    """Codes billed by the quarter hour: `first` minutes make one unit, each further `each` minutes one more."""

    codes: tuple[CodeText, ...]
    first: int
    each: int
    kind: Name


class Ledger(Shape):
    """A yearly amount per bucket: which lines count, and from which line on the policy speaks."""

    buckets: dict[Name, Bucket]
    always: tuple[CodeText, ...]
    sometimes: tuple[CodeText, ...]
    locked: dict[Modifier, tuple[CodeText, ...]]
    approaching_percent: int
    whole_claim: tuple[ClaimTypeName, ...]
    text: Clause
    timed: Timed | None = None
    years: Annotated[tuple[Year, ...], Field(min_length=1)]


class ExampleEvidence(Shape):
    """Evidence as an example writes it; its place in the list is its place in the note."""

    kind: Name
    assertion: Literal["affirmed", "negated", "pending", "uncertain", "historical", "hypothetical", "other_person"] = (
        "affirmed"
    )
    attributes: dict[str, Value] = Field(default={})


class Example(Shape):
    """The base case with something changed, and what must come of it."""

    name: Sentence
    encounter: dict[str, Any] = Field(default={})
    drop: tuple[Name, ...] = ()
    add: tuple[ExampleEvidence, ...] = ()
    evidence: tuple[ExampleEvidence, ...] | None = None
    lines: dict[str, Literal["append", "keep", "withhold", "remove", "not_required", "undetermined"]] = Field(
        default={}
    )
    requirements: dict[Name, StatusName | Literal["absent"]] = Field(default={})
    flags: tuple[str, ...] = ()
    not_flags: tuple[str, ...] = ()
    says: Sentence | None = None

    @model_validator(mode="after")
    def _expects_something(self) -> Self:
        if not (self.lines or self.requirements or self.flags or self.not_flags or self.says):
            raise ValueError("the example expects nothing")
        return self


class Base(Shape):
    """What every example of the file starts from."""

    encounter: dict[str, Any]
    evidence: tuple[ExampleEvidence, ...] = ()


class Examples(Shape):
    """The file's own tests."""

    base: Base
    cases: Annotated[tuple[Example, ...], Field(min_length=1)]


class Overlay(Shape):
    """A policy of another payer that follows one of ours: which, for whom, from when, and where that is told."""

    id: Name
    follows: Name
    first: Annotated[dt.date, Field(alias="from")]
    title: Sentence
    name: Sentence
    payers: Annotated[tuple[PayerName, ...], Field(min_length=1)]
    confidence: Literal["high", "medium", "low"]
    citations: Annotated[dict[Name, Source], Field(min_length=1)]
    not_modeled: tuple[Sentence, ...]
    examples: Examples


class PolicyFile(Shape):
    """One file of patterns/policies."""

    id: Name
    title: Sentence
    name: Sentence
    family: Literal["therapy", "dmepos", "dental", "sex", "procedure", "payer"]
    status: Literal["modeled", "named", "not_used"]
    confidence: Literal["high", "medium", "low"]
    payers: Annotated[tuple[PayerName, ...], Field(min_length=1)] = ("medicare_part_b",)
    lcd: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    citations: Annotated[dict[Name, Source], Field(min_length=1)]
    not_modeled: tuple[Sentence, ...]
    stands_in: dict[Modifier, Sentence] = Field(default={})
    beside: dict[Modifier, Sentence] = Field(default={})
    conflicts: dict[Modifier, Sentence] = Field(default={})
    retain: Sentence | None = None
    dated_by: tuple[Name, ...] = ("date_of_service",)
    sides: dict[Modifier, Literal["left", "right"]] = Field(default={})
    anchors: dict[Name, tuple[Annotated[str, Field(pattern=r"^(encounter|evidence|met)\.[a-z_0-9]+$")], ...]] = Field(
        default={}
    )
    ledger: Ledger | None = None
    versions: Annotated[tuple[Version, ...], Field(min_length=1)]
    examples: Examples
