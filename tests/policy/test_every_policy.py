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


# The rows of the domain notes (section 11, and the last four of section 6), and the file of each.
FILES = {
    "therapy_threshold": "therapy-threshold",
    "tspd": "dme-therapeutic-shoes",
    "pap": "dme-pap",
    "knee_orthosis": "dme-knee-orthosis",
    "afo_kafo": "dme-ankle-foot-orthosis",
    "lower_limb_prosthesis": "dme-lower-limb-prosthesis",
    "spinal_orthosis": "dme-spinal-orthosis",
    "orthopedic_footwear": "dme-orthopedic-footwear",
    "hospital_bed": "dme-hospital-bed",
    "prss_g1": "dme-support-surface-group1",
    "prss_g2": "dme-support-surface-group2",
    "prss_g3": "dme-support-surface-group3",
    "manual_wheelchair": "dme-manual-wheelchair",
    "power_mobility": "dme-power-mobility",
    "wheelchair_options": "dme-wheelchair-options",
    "walker_heavy": "dme-walker",
    "commode": "dme-commode",
    "cane": "dme-cane-crutch",
    "glucose_monitor": "dme-glucose-monitor",
    "cgm": "dme-continuous-glucose",
    "oxygen": "dme-oxygen",
    "rad": "dme-respiratory-assist",
    "infusion_pump": "dme-infusion-pump",
    "npwt": "dme-negative-pressure",
    "tens": "dme-tens",
    "osteogenesis": "dme-osteogenesis",
    "enteral": "dme-enteral",
    "parenteral": "dme-parenteral",
    "seat_lift": "dme-seat-lift",
    "pneumatic_compression": "dme-pneumatic-compression",
    "hfcwo": "dme-hfcwo",
    "sgd": "dme-speech-device",
    "refractive_lens": "dme-refractive-lenses",
    "urological": "dme-urological",
    "immunosuppressive": "dme-immunosuppressive",
    "cervical_traction": "dme-cervical-traction",
    "patient_lift": "dme-patient-lift",
    "oral_appliance_osa": "dme-oral-appliance",
    "aed": "dme-defibrillator",
    "nebulizer": "dme-nebulizer",
    "oral_antiemetic": "dme-oral-antiemetic",
    "ttft": "dme-tumor-treating-fields",
    "gender_conflict": "sex-conflict",
    "dental_linked": "dental-linked",
    "si_injection": "procedure-sacroiliac-injection",
    "facet_diagnostic": "procedure-facet-injection",
    "nail_avulsion_repeat": "procedure-nail-avulsion",
    "colonoscopy_followup": "procedure-colonoscopy-followup",
    "cardiac_rehab": "procedure-cardiac-pulmonary-rehab",
    "acupuncture_clbp": "procedure-acupuncture",
    "esrd_extra": "procedure-extra-dialysis",
    "pacemaker": "procedure-pacemaker",
    "fdg_pet": "procedure-fdg-pet",
    "car_t": "procedure-car-t",
    "skin_substitutes": "procedure-skin-substitute",
    "late_notice": "procedure-late-notice",
}
OTHER_USES = {"fdg_pet", "car_t", "skin_substitutes", "late_notice"}


def test_every_use_of_kx_has_its_file_and_every_file_its_use() -> None:
    assert sorted(FILES.values()) == sorted(policy.id for policy in POLICIES.files)
    assert set(FILES.values()) == {each.policy.id for each in POLICIES.listing(dt.date(2026, 6, 15))}


def _rows() -> list[Any]:
    if not DOMAIN.is_file():
        return [pytest.param(None, marks=pytest.mark.skip(reason="../shared/domain.md is not beside the checkout"))]
    block = re.search(r"^policies:\n.*?(?=^```)", DOMAIN.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert block
    text = re.sub(r"kx_means: insulin treated; CG carries criteria, ", "kx_means: insulin, ", block[0])
    rows = yaml.safe_load(text)["policies"]
    assert {row["id"] for row in rows} == set(FILES) - OTHER_USES
    return [pytest.param(row, id=row["id"]) for row in rows]


@pytest.mark.parametrize("row", _rows())
def test_a_row_of_the_domain_notes_agrees_with_its_file(row: dict[str, Any]) -> None:
    governing = POLICIES.show(FILES[row["id"]])
    policy, version = governing.policy, governing.version
    named = set(re.findall(r"[LA]\d{5}", f"{row.get('lcd')} {row.get('article')}"))
    assert named <= {*policy.lcd, *policy.articles}
    assert row["conf"] == policy.confidence
    if row.get("kx_required") is False:
        assert version.kx in {"not_used", "replaced"}
    elif row.get("kx_required") == "unknown":
        assert version.kx == "unknown"
    elif not row["requirements"] and row["id"] != "seat_lift":  # its criteria stand in section 3
        assert version.kx == "criteria_unknown"
    begins = (row.get("effective") or {}).get("from")
    if begins and row["id"] != "therapy_threshold":
        assert str(next(each.first for each in policy.versions if each.kx != "unknown")) == begins
    if row["id"] != "wheelchair_options":  # between its ends stand oxygen, lifts, splints and meters
        for code in row["codes"] if isinstance(row["codes"], list) else ():
            assert all(end in governing.codes for end in code.split("-")), code
