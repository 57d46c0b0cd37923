"""The shape of a policy file: what a domain expert may write, checked key by key.

Owns the closed vocabulary of patterns/policies/*.yaml. Holds no policy itself and evaluates nothing.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, model_validator

from scribe.policy.codes import CodeText, DiagnosisText
from scribe.policy.timing import Duration, Window

Value = str | int | float | bool
Opposing = Literal["negated", "pending"]
StatusName = Literal["met", "missing", "pending", "negated", "stale", "contradicted"]
PayerName = Literal["medicare_part_b", "medicare_advantage", "medicaid", "commercial", "workers_comp", "other"]
ClaimTypeName = Literal["professional", "institutional", "dental"]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]
Modifier = Annotated[str, Field(pattern=r"^[A-Z0-9]{2}$")]
Sentence = Annotated[str, Field(min_length=1)]
Question = Annotated[str, Field(pattern=r"\?$")]


class Shape(BaseModel):
    """Unknown keys refused, nothing converted in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def _window(text: object) -> Window:
    if not isinstance(text, str):
        raise ValueError("expected a rule on a date as text")
    return Window.parse(text)


def _duration(text: object) -> Duration | None:
    if text is None:
        return None
    if not isinstance(text, str):
        raise ValueError('expected a duration like "P30D"')
    return Duration.parse(text)


def _rule(value: object) -> object:
    return {"rule": value} if isinstance(value, str) else value


class Source(Shape):
    """Where a rule comes from; `basis` tells how it is known.

    `page`: read. `named`: named by a page that was read, itself not read. `recall`: from memory, to be checked.
    """

    title: Sentence
    section: Sentence
    url: Annotated[str, Field(pattern=r"^https://\S+$")]
    retrieved: dt.date
    basis: Literal["page", "named", "recall"] = "page"
    effective_from: dt.date | None = None
    effective_to: dt.date | None = None


class Bounds(Shape):
    """A test on a number."""

    above: int | float | None = None
    below: int | float | None = None
    min: int | float | None = None
    max: int | float | None = None

    @model_validator(mode="after")
    def _tests_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("expected above, below, min or max")
        return self


Tests = dict[str, tuple[Value, ...] | Bounds]


class Timing(Shape):
    """A window, and how to take what the note leaves open (`met`: it does no harm; `pending`: ask)."""

    rule: Annotated[Window, PlainValidator(_window)]
    undated: Literal["met", "pending"] = "pending"
    unanchored: Literal["met", "pending"] = "pending"
    unclear: Literal["met", "pending"] = "pending"
    outside: Literal["stale", "pending"] = "stale"
    start: Name | None = None
    late: Annotated[Duration | None, PlainValidator(_duration)] = None
    term: Name | None = None


class Clause(Shape):
    """Evidence of one kind that a requirement asks for."""

    kind: Name
    about: Tests = {}
    counts_if: Tests = {}
    not_if: Tests = {}
    pending_if: Tests = {}
    opposed_by: tuple[Opposing, ...] = ("negated", "pending")
    same: dict[str, str | None] = {}
    dated_by: Name | None = None
    timing: tuple[Annotated[Timing, BeforeValidator(_rule)], ...] = ()
    against_ledger: bool = False


class Path(Shape):
    """One way to meet a requirement: every clause of `all_of`; open `since` a date of service, shut by `unless`."""

    all_of: Annotated[tuple[Clause, ...], Field(min_length=1)]
    since: dt.date | None = None
    unless: tuple[Clause, ...] = ()


class Due(Shape):
    """A day counted from an anchor: by when a missing document falls due, or from when a requirement is asked."""

    within: Annotated[Duration, PlainValidator(_duration)]
    after: Name


class Applies(Shape):
    """On which of the policy's lines a requirement is asked; without it, on all.

    A modifier named in `modifiers` or `not_modifiers` decides at once; a day counted from an anchor that is not known
    leaves the requirement asked.
    """

    codes: tuple[CodeText, ...] = ()
    since: dt.date | None = None
    modifiers: tuple[Modifier, ...] = ()
    not_modifiers: tuple[Modifier, ...] = ()
    past: Due | None = None


class Requirement(Shape):
    """What must stand in the record, in words a biller reads, and the evidence that shows it."""

    id: Name
    name: Sentence
    why: Sentence
    prompt: Question
    date_prompt: Question | None = None
    cite: Annotated[tuple[Name, ...], Field(min_length=1)]
    evidence: Clause | None = None
    any_of: tuple[Path, ...] = ()
    applies: Applies | None = None
    messages: dict[StatusName, Sentence] = {}
    due: Due | None = None
    inform: tuple[Inform, ...] = ()

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if (self.evidence is None) == (not self.any_of):
            raise ValueError("expected either evidence or any_of")
        return self


class Inform(Shape):
    """Something a person should know when the evidence that meets a requirement is of a certain sort.

    The sort is told by `about`, or by an `attribute` whose value is not `listed`, or listed from a later day only.
    """

    about: Tests = {}
    attribute: Name | None = None
    listed: dict[str, dt.date] = {}
    message: Sentence


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
    """Which claim lines the version looks at, and what decides among them."""

    codes: tuple[CodeText, ...] = ()
    claim_types: tuple[ClaimTypeName, ...] = ()
    ledger: bool = False
    sexes: Sexes | None = None
    fact: Fact | None = None
    elsewhere: dict[ClaimTypeName, Sentence] = {}

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
    message: Sentence


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
    attributes: dict[str, Value] = {}


class Example(Shape):
    """The base case with something changed, and what must come of it."""

    name: Sentence
    encounter: dict[str, Any] = {}
    drop: tuple[Name, ...] = ()
    add: tuple[ExampleEvidence, ...] = ()
    evidence: tuple[ExampleEvidence, ...] | None = None
    lines: dict[str, Literal["append", "keep", "withhold", "remove", "not_required", "undetermined"]] = {}
    requirements: dict[Name, StatusName | Literal["absent"]] = {}
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
    stands_in: dict[Modifier, Sentence] = {}
    beside: dict[Modifier, Sentence] = {}
    conflicts: dict[Modifier, Sentence] = {}
    retain: Sentence | None = None
    dated_by: tuple[Name, ...] = ("date_of_service",)
    anchors: dict[Name, tuple[Annotated[str, Field(pattern=r"^(encounter|evidence)\.[a-z_]+$")], ...]] = {}
    ledger: Ledger | None = None
    versions: Annotated[tuple[Version, ...], Field(min_length=1)]
    examples: Examples


Requirement.model_rebuild()
