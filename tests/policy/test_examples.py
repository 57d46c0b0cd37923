"""The examples beside the policies hold, and no requirement or date of a policy goes without one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from scribe.policy import Policies
from scribe.policy.examples import encounter_of, run_one
from scribe.policy.policyfile import Example, PolicyFile

FOLDER = Path(__file__).resolve().parents[2] / "patterns" / "policies"
POLICIES = Policies(FOLDER)
EXAMPLES = [(policy, example) for policy in POLICIES.files for example in policy.examples.cases]


@pytest.mark.parametrize(("policy", "example"), EXAMPLES, ids=[f"{p.id}: {e.name}" for p, e in EXAMPLES])
def test_an_example_comes_out_as_told(policy: PolicyFile, example: Example) -> None:
    assert run_one(POLICIES, policy, example).wrong == ()


@pytest.mark.parametrize("policy", POLICIES.files, ids=lambda policy: policy.id)
def test_every_requirement_has_an_example_that_meets_it_and_one_that_does_not(policy: PolicyFile) -> None:
    for version in policy.versions:
        for requirement in version.requirements:
            told = {example.requirements.get(requirement.id) for example in policy.examples.cases}
            assert "met" in told, requirement.id
            unmet = {"missing", "pending", "negated", "stale", "contradicted"}
            assert told & (unmet | ({"absent"} if version.governs.fact else set())), requirement.id


@pytest.mark.parametrize("policy", POLICIES.files, ids=lambda policy: policy.id)
def test_every_date_boundary_has_an_example_on_the_day_and_one_on_the_day_before(policy: PolicyFile) -> None:
    days = {encounter_of(policy, example).date_of_service for example in policy.examples.cases}
    for version in policy.versions:
        assert version.first in days
        assert version.first - dt.timedelta(days=1) in days
        if version.to:
            assert version.to in days
            assert version.to + dt.timedelta(days=1) in days


def test_example_names_are_told_apart() -> None:
    for policy in POLICIES.files:
        names = [example.name for example in policy.examples.cases]
        assert len(names) == len(set(names)), policy.id
