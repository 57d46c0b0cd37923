"""Each base case with one thing changed: what was needed may not be doubtful, no payer is another, no day unknown."""

from __future__ import annotations

from pathlib import Path

import pytest

from scribe.policy import Policies
from scribe.policy.examples import encounter_of, evidence_of
from scribe.policy.policyfile import Example, PolicyFile
from scribe.types import Assertion, Encounter, Evidence, Verdict

POLICIES = Policies(Path(__file__).resolve().parents[2] / "patterns" / "policies")
GRANTED = {Verdict.APPEND, Verdict.KEEP}
BASE = Example(name="the base case", says="anything")


def granted(encounter: Encounter, evidence: list[Evidence]) -> bool:
    """Whether any line is granted KX."""
    return any(line.kx in GRANTED for line in POLICIES.conclude(encounter, evidence).lines)


SUPPORTED = [each for each in POLICIES.files if granted(encounter_of(each, BASE), evidence_of(each, BASE))]


def test_most_base_cases_support_kx() -> None:
    modeled = {policy.id for policy in POLICIES.files if policy.status == "modeled"}
    assert modeled - {policy.id for policy in SUPPORTED} == set()


@pytest.mark.parametrize("policy", SUPPORTED, ids=lambda policy: policy.id)
def test_what_was_needed_may_not_be_doubtful(policy: PolicyFile) -> None:
    encounter, evidence = encounter_of(policy, BASE), evidence_of(policy, BASE)
    needed = [item for item in evidence if not granted(encounter, [other for other in evidence if other is not item])]
    assert needed
    for item in needed:
        for assertion in set(Assertion) - {Assertion.AFFIRMED}:
            changed = item.model_copy(update={"assertion": assertion})
            assert not granted(encounter, [changed if other is item else other for other in evidence]), item.kind


@pytest.mark.parametrize("policy", SUPPORTED, ids=lambda policy: policy.id)
@pytest.mark.parametrize("payer", ["medicare_advantage", "medicaid", "commercial", "workers_comp", "other"])
def test_no_policy_speaks_for_another_payer(policy: PolicyFile, payer: str) -> None:
    known = encounter_of(policy, Example(name="payer", encounter={"payer": payer}, says="anything"))
    outcome = POLICIES.conclude(known, evidence_of(policy, BASE))
    assert {line.kx for line in outcome.lines} == {Verdict.UNDETERMINED}
    assert [flag.code.value for flag in outcome.flags] == ["PAYER_RULES_DIFFER"]


@pytest.mark.parametrize("policy", SUPPORTED, ids=lambda policy: policy.id)
def test_nothing_is_granted_on_a_day_that_is_not_known(policy: PolicyFile) -> None:
    days = {"date_of_service": None, "delivery_date": None}
    known = encounter_of(policy, Example(name="day", encounter=days, says="anything"))
    assert not granted(known, evidence_of(policy, BASE))
