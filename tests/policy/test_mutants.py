"""The examples beside a policy are sharp: a day, a number or a part changed in the file makes one of them fail."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from scribe.policy import Policies
from scribe.policy.examples import run_one
from scribe.policy.governing import made_ready
from scribe.policy.index import Index
from scribe.policy.policyfile import PolicyFile
from tests.policy.mutants import mutants

FOLDER = Path(__file__).resolve().parents[2] / "patterns" / "policies"
POLICIES = Policies(FOLDER)


def alone(policy: PolicyFile) -> Policies:
    """A set of policies with this one only."""
    ready = (made_ready(policy),)
    found = object.__new__(Policies)
    found._loaded = dataclasses.replace(POLICIES._loaded, policies=ready)
    found._index = Index(ready)
    return found


def told_apart(policy: PolicyFile, changed: PolicyFile) -> bool:
    """Whether an example of `policy` fails on the changed file."""
    policies = alone(changed)
    return any(run_one(policies, policy, example).wrong for example in policy.examples.cases)


@pytest.mark.parametrize("policy", POLICIES.files, ids=lambda policy: policy.id)
def test_every_change_to_a_policy_is_told_by_one_of_its_examples(policy: PolicyFile) -> None:
    assert not told_apart(policy, policy)
    found = list(mutants(policy))
    assert len(found) >= 2 * len(policy.versions)
    assert [mutant.name for mutant in found if not told_apart(policy, mutant.policy)] == []
