"""What policy tests share: the shipped policies, and short ways to write an encounter and evidence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scribe.engine import Scribe
from scribe.policy import Outcome, Policies
from scribe.types import Assertion, Encounter, Evidence

FOLDER = Path(__file__).resolve().parents[2] / "patterns" / "policies"

Said = tuple[str, str, dict[str, Any]]
Conclude = Callable[[dict[str, Any], list[Said]], Outcome]


def evidence(said: list[Said]) -> list[Evidence]:
    """Evidence from (kind, assertion, attributes) in the order of the note; `sentence` may be given as an attribute."""
    found = []
    for number, (kind, assertion, attributes) in enumerate(said):
        told = dict(attributes)
        sentence = told.pop("sentence", number)
        found.append(
            Evidence(
                id=f"e-{number}",
                kind=kind,
                assertion=Assertion(assertion),
                start=10 * number,
                end=10 * number + 5,
                text=kind,
                sentence=sentence,
                attributes=told,
                rule="test",
            )
        )
    return found


@pytest.fixture(scope="session")
def policies() -> Policies:
    return Policies(FOLDER)


@pytest.fixture(scope="session")
def conclude(policies: Policies) -> Conclude:
    def run(encounter: dict[str, Any], said: list[Said]) -> Outcome:
        return policies.conclude(Encounter.model_validate(encounter), evidence(said))

    return run


@pytest.fixture(scope="session")
def spoken() -> Callable[[list[Said]], list[Evidence]]:
    return evidence


@pytest.fixture(scope="session")
def scribe() -> Scribe:
    """One engine for whole notes."""
    return Scribe()
