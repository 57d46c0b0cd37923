"""Policies as the REST interface shows them.

Owns the shape. Decides nothing about claims.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from scribe.policy.governing import Governing
from scribe.types import Citation


class _Shown(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PolicySummary(_Shown):
    """One policy in the version of a day."""

    id: str
    title: str
    family: str
    status: str
    kx: Annotated[str, Field(description="What is asked of KX, such as required or optional.")]
    first: Annotated[dt.date, Field(alias="from")]
    to: dt.date | None
    confidence: str
    requirements: list[str]


class PolicyRequirement(_Shown):
    """What must stand in the record."""

    id: str
    name: str
    why: str
    prompt: str


class PolicyDetails(_Shown):
    """Everything a person may want to know of one policy on its day."""

    id: str
    title: str
    family: str
    status: str
    kx: str
    first: Annotated[dt.date, Field(alias="from")]
    to: dt.date | None
    confidence: str
    attests: str
    note: str | None
    lcd: list[str]
    articles: list[str]
    payers: list[str]
    requirements: list[PolicyRequirement]
    citations: list[Citation]
    not_modeled: list[str]


def summary(governing: Governing) -> PolicySummary:
    """One row of the list."""
    return PolicySummary(
        **_head(governing), requirements=[requirement.id for requirement in governing.version.requirements]
    )


def details(governing: Governing) -> PolicyDetails:
    """One policy."""
    policy, version = governing.policy, governing.version
    return PolicyDetails(
        **_head(governing),
        attests=version.attests,
        note=version.note or None,
        lcd=list(policy.lcd),
        articles=list(policy.articles),
        payers=list(policy.payers),
        requirements=[
            PolicyRequirement(id=each.id, name=each.name, why=each.why, prompt=each.prompt)
            for each in version.requirements
        ],
        citations=list(governing.citations),
        not_modeled=list(policy.not_modeled),
    )


def _head(governing: Governing) -> dict[str, Any]:
    policy, version = governing.policy, governing.version
    return {
        "id": policy.id,
        "title": policy.title,
        "family": policy.family,
        "status": policy.status,
        "kx": version.kx,
        "from": version.first,
        "to": version.to,
        "confidence": policy.confidence,
    }
