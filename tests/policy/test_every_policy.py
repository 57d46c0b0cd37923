"""What holds of all policy files together."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from scribe.policy import Policies
from scribe.policy.loading import load
from scribe.policy.schema import Clause
from scribe.types import ClaimLine, Encounter

FOLDER = Path(__file__).resolve().parents[2] / "patterns" / "policies"
DOMAIN = FOLDER.parents[2] / "shared" / "domain.md"
POLICIES = Policies(FOLDER)


def clauses() -> list[Clause]:
    found: list[Clause] = []
    for policy in POLICIES.files:
        for version in policy.versions:
            if version.governs.fact:
                found += [*version.governs.fact.calls, *version.governs.fact.denies]
            for requirement in version.requirements:
                found += [requirement.evidence] if requirement.evidence else []
                for path in requirement.any_of:
                    found += [*path.all_of, *path.unless]
    return found


def test_every_kind_of_the_policies_own_is_asked_for() -> None:
    kinds = load(FOLDER).kinds
    used = {clause.kind for clause in clauses()}
    used |= {
        source.split(".")[1] for policy in POLICIES.files for sources in policy.anchors.values() for source in sources
    }
    used |= {policy.ledger.timed.kind for policy in POLICIES.files if policy.ledger and policy.ledger.timed}
    assert set(kinds.own) - used == set()


def test_every_declared_concept_is_asked_for() -> None:
    declared = load(FOLDER).kinds.concepts["finding"]
    asked = [clause.about.get("concept") for clause in clauses() if clause.kind == "finding"]
    assert set(declared) - {concept for told in asked if isinstance(told, tuple) for concept in told} == set()


def test_a_policy_whose_criteria_are_not_loaded_says_so() -> None:
    for policy in POLICIES.files:
        if policy.status == "named":
            assert policy.not_modeled
            assert all(version.kx in {"criteria_unknown", "unknown", "not_used"} for version in policy.versions)


@pytest.mark.parametrize("code", ["29000", "29015", "29040", "99213"])
def test_codes_without_a_policy_are_looked_at_by_none(code: str) -> None:
    line, encounter = ClaimLine(line=1, code=code), Encounter()
    assert [each.policy.id for each in POLICIES.listing() if each.looks_at(line, encounter)] == []


def test_listing_on_a_day_names_the_version_of_that_day() -> None:
    on = {each.policy.id: each.version.kx for each in POLICIES.listing(dt.date(2023, 3, 31))}
    assert on["dme-oxygen"] == "required"
    assert "dme-lower-limb-prosthesis" not in on
    after = {each.policy.id: each.version.kx for each in POLICIES.listing(dt.date(2024, 9, 1))}
    assert after["dme-oxygen"] == "replaced"
    assert after["dme-lower-limb-prosthesis"] == "required"


def _rows() -> list[Any]:
    if not DOMAIN.is_file():
        return [pytest.param(None, marks=pytest.mark.skip(reason="../shared/domain.md is not beside the checkout"))]
    block = re.search(r"^policies:\n.*?(?=^```)", DOMAIN.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert block
    text = re.sub(r"kx_means: insulin treated; CG carries criteria, ", "kx_means: insulin, ", block[0])
    return [pytest.param(row, id=row["id"]) for row in yaml.safe_load(text)["policies"]]


@pytest.mark.parametrize("row", _rows())
def test_every_row_of_the_domain_notes_has_its_file(row: dict[str, Any]) -> None:
    if isinstance(row["codes"], str):
        names = {
            "therapy_threshold": "therapy-threshold",
            "gender_conflict": "sex-conflict",
            "dental_linked": "dental-linked",
        }
        assert POLICIES.show(names[row["id"]])
        return
    for code in row["codes"]:
        line = ClaimLine(line=1, code=code.split("-")[0])
        found = [each.policy for each in POLICIES.listing() if each.looks_at(line, Encounter())]
        assert found, code
        numbers = {number for policy in found for number in (*policy.lcd, *policy.articles)}
        named = set(re.findall(r"[LA]\d{5}", f"{row.get('lcd')} {row.get('article')}"))
        assert named <= numbers
        assert row["conf"] in {policy.confidence for policy in found}
