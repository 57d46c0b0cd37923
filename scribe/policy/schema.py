"""The shape of a requirement: evidence, tests, times and ways, as a policy file may write them.

Owns the closed vocabulary of requirements. Holds no policy and evaluates nothing; whole files are `policyfile`'s.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, model_validator

from scribe.policy.codes import CodeText
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


def _listed(value: object) -> object:
    return (value,) if isinstance(value, dict) else value


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
    """Evidence of one kind that a requirement asks for.

    Evidence that fails `about`, or that tells something else than `if_told`, speaks of another thing.
    """

    kind: Name
    about: Tests = {}
    if_told: Tests = {}
    counts_if: Tests = {}
    not_if: Tests = {}
    pending_if: Tests = {}
    opposed_by: tuple[Opposing, ...] = ("negated", "pending")
    same: dict[str, str | None] = {}
    dated_by: Name | None = None
    timing: tuple[Annotated[Timing, BeforeValidator(_rule)], ...] = ()
    against_ledger: bool = False


class SameBy(Shape):
    """The clauses' evidence must name one person; words of `titles` are no names, who is unnamed may be anyone."""

    titles: tuple[str, ...]


class Path(Shape):
    """One way to meet a requirement: every clause of `all_of`; open `since` a date of service, shut by `unless`."""

    all_of: Annotated[tuple[Clause, ...], Field(min_length=1)]
    since: dt.date | None = None
    unless: tuple[Clause, ...] = ()
    same_by: SameBy | None = None


class Due(Shape):
    """A day counted from an anchor: by when a missing document falls due, or from when a requirement is asked."""

    within: Annotated[Duration, PlainValidator(_duration)]
    after: Name


class Applies(Shape):
    """On which of the policy's lines a requirement is asked; without any, on all.

    `since` and `to` are the first and the last date of service. A modifier named in `modifiers` or `not_modifiers`
    decides at once; a day counted from an anchor that is not known leaves the requirement asked.
    """

    codes: tuple[CodeText, ...] = ()
    since: dt.date | None = None
    to: dt.date | None = None
    modifiers: tuple[Modifier, ...] = ()
    not_modifiers: tuple[Modifier, ...] = ()
    past: Due | None = None


class Inform(Shape):
    """Something a person should know when the evidence that meets a requirement is of a certain sort.

    The sort is told by `about`, or by an `attribute` whose value is `listed` from a later day only.
    """

    about: Tests = {}
    attribute: Name | None = None
    listed: dict[str, dt.date] = {}
    message: Sentence


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
    applies: Annotated[tuple[Applies, ...], BeforeValidator(_listed)] = ()
    messages: dict[StatusName, Sentence] = {}
    due: Due | None = None
    inform: tuple[Inform, ...] = ()

    @property
    def kinds(self) -> set[str]:
        """The kinds of evidence that can meet it."""
        paths = (clause.kind for path in self.any_of for clause in path.all_of)
        return {self.evidence.kind} if self.evidence else set(paths)

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if (self.evidence is None) == (not self.any_of):
            raise ValueError("expected either evidence or any_of")
        return self
