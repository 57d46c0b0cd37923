"""Given the labelled evidence of a case, every status, verdict and flag must come out as labelled.

The cases are those of tests/cases, and the gold cases where they lie beside the checkout.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scribe.policy import Outcome, Policies
from scribe.types import Encounter, Evidence

ROOT = Path(__file__).resolve().parents[2]
GOLD = ROOT.parent / "shared" / "gold" / "dev.jsonl"
OWN = sorted((ROOT / "tests" / "cases").glob("*.jsonl"))

# What the words of a quote say beyond the labelled attributes: case, kind, part of the quote, attributes.
ALSO: list[tuple[str, str, str, dict[str, Any]]] = [
    ("dev-002", "plan_of_care", "x 8 wks", {"duration_days": 56, "bucket": "ot"}),
    ("dev-002", "threshold", "OT allowed", {"bucket": "ot"}),
    ("dev-007", "plan_of_care", "x 6 wks", {"duration_days": 42}),
    ("dev-007", "plan_of_care_signature", "Recert", {"plan": "recertification"}),
    ("dev-014", "plan_of_care_signature", "certified", {"until": "2026-08-30"}),
    ("dev-017", "threshold", "PT/SLP", {"bucket": "pt_slp"}),
    ("dev-017", "threshold", "OT $", {"bucket": "ot"}),
    ("dev-018", "plan_of_care", "initial", {"plan": "initial", "duration_days": 70}),
    ("dev-018", "plan_of_care_transmitted", "transmitted", {"plan": "initial"}),
    ("dev-020", "plan_of_care", "thru 9/25", {"until": "2026-09-25"}),
    ("dev-024", "threshold", "OT YTD", {"bucket": "ot"}),
    ("dev-024", "threshold", "PT/SLP", {"bucket": "pt_slp"}),
    ("dev-024", "plan_of_care", "x 3 wks", {"duration_days": 21, "bucket": "ot"}),
    ("dev-024", "plan_of_care_signature", "signed", {"bucket": "ot"}),
    ("dev-027", "plan_of_care", "eight weeks", {"duration_days": 56}),
    ("dev-030", "plan_of_care", "through July 31", {"until": "2026-07-31"}),
    ("dev-032", "plan_of_care", "eight weeks", {"duration_days": 56}),
    ("dev-043", "face_to_face", "earlier this month", {"date_from": "2026-10-01", "date_to": "2026-10-23"}),
    ("dev-045", "linked_service", "spinal fusion", {"unlisted": True}),
    ("dev-053", "plan_of_care", "six weeks", {"duration_days": 42}),
    ("dev-054", "threshold", "OT allowed", {"bucket": "ot"}),
    ("dev-057", "plan_of_care", "six weeks", {"duration_days": 42}),
    ("dev-058", "threshold", "PT/SLP", {"bucket": "pt_slp"}),
    ("dev-058", "threshold", "OT $", {"bucket": "ot"}),
    ("dev-058", "plan_of_care", "x 4 wks", {"duration_days": 28}),
    ("dev-059", "plan_of_care", "four weeks", {"duration_days": 28}),
    ("dev-061", "plan_of_care", "through july", {"until": "2026-07-31"}),
    ("sh-012", "face_to_face", "start of this month", {"date_from": "2026-09-01", "date_to": "2026-09-10"}),
    ("th-013", "plan_of_care", "Recert", {"plan": "recertification"}),
    ("th-020", "plan_of_care_signature", "I wrote", {"credential": "PT"}),
    ("th-021", "threshold", "PT/SLP", {"bucket": "pt_slp"}),
    ("th-021", "threshold", "OT allowed", {"bucket": "ot"}),
    ("th-038", "plan_of_care", "Initial", {"plan": "initial", "duration_days": 70}),
    ("th-039", "plan_of_care_signature", "four-week", {"duration_days": 28}),
    ("th-044", "plan_of_care", "through September 11", {"until": "2026-09-11"}),
    ("th-044", "threshold", "combined PT", {"bucket": "pt_slp"}),
    ("th-044", "threshold", "occupational", {"bucket": "ot"}),
    ("th-068", "plan_of_care", "PT plan", {"bucket": "pt_slp"}),
    ("th-068", "plan_of_care", "OT plan", {"bucket": "ot"}),
    ("th-068", "plan_of_care_signature", "PT plan", {"bucket": "pt_slp"}),
    ("th-068", "plan_of_care_signature", "on her desk", {"bucket": "ot"}),
    ("th-068", "threshold", "OT charges", {"bucket": "ot"}),
    ("th-068", "threshold", "PT has", {"bucket": "pt_slp"}),
    ("th-107", "plan_of_care_transmitted", "faxed", {"plan": "recertification"}),
    ("th-113", "plan_of_care_signature", "physical therapist", {"credential": "therapist"}),
    ("ta-18", "plan_of_care", "two weeks", {"duration_days": 14}),
    ("ta-53", "functional_measure", "not measured", {"measure": "mmt"}),
    ("sh-048", "face_to_face", "a year ago", {"date_from": "2024-09-08", "date_to": "2025-09-09"}),
    ("sh-058", "face_to_face", "three weeks ago", {"date_from": "2026-11-09", "date_to": "2026-11-15"}),
    ("sh-126", "certification_statement", "came back on March 9", {"date": "2026-03-09"}),
    ("sh-154", "face_to_face", "last week", {"date_from": "2026-09-27", "date_to": "2026-10-03"}),
    ("sh-158", "certification_statement", "at this visit", {"date": "2026-06-30"}),
    ("sh-161", "certification_statement", "that same day", {"date": "2026-05-26"}),
    ("sh-170", "certification_statement", "i signed", {"date": "2026-05-05"}),
    ("ty1-25", "threshold", "OT stands", {"bucket": "ot"}),
    ("ty1-30", "plan_of_care_signature", "PT POC", {"bucket": "pt_slp"}),
    ("ty2-18", "threshold", "OT $", {"bucket": "ot"}),
    ("ty3-12", "threshold", "OT $", {"bucket": "ot"}),
    ("tq130", "plan_of_care_signature", "through april fourth", {"until": "2026-04-04"}),
    ("tq225", "plan_of_care_signature", "sixty days", {"duration_days": 60}),
    ("tq323", "plan_of_care_signature", "30 days", {"duration_days": 30}),
    ("jd-022", "threshold", "PT/SLP", {"bucket": "pt_slp"}),
    ("j2-011", "threshold", "OT $", {"bucket": "ot"}),
    ("j2-018", "threshold", "PT/SLP", {"bucket": "pt_slp"}),
    ("tq-002", "plan_of_care", "6 wks per POC", {"duration_days": 42}),
    ("tq-041", "threshold", "PT/SLP", {"bucket": "pt_slp"}),
    ("tq-041", "threshold", "OT $", {"bucket": "ot"}),
    ("tq-042", "plan_of_care_signature", "my supervising therapist", {"credential": "therapist"}),
    ("x1-011", "threshold", "OT $", {"bucket": "ot"}),
    ("x1-011", "threshold", "PT/SLP", {"bucket": "pt_slp"}),
    ("j2-050", "face_to_face", "earlier this month", {"date_from": "2026-08-01", "date_to": "2026-08-11"}),
]


def _cases(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _params() -> list[Any]:
    found = [pytest.param(case, id=case["id"]) for path in OWN for case in _cases(path)]
    if not GOLD.is_file():
        skipped = pytest.mark.skip(reason="../shared/gold is not beside the checkout")
        return [*found, pytest.param(None, id="gold", marks=skipped)]
    return [*found, *(pytest.param(case, id=case["id"]) for case in _cases(GOLD))]


def _evidence(case: dict[str, Any]) -> list[Evidence]:
    found = []
    text = case["text"]
    for number, label in enumerate(case["expect"]["evidence"]):
        start = -1
        for _ in range(label.get("nth", 1)):
            start = text.index(label["quote"], start + 1)
        attributes = dict(label.get("attributes", {}))
        for name, kind, part, more in ALSO:
            if name == case["id"] and kind == label["kind"] and part in label["quote"]:
                attributes.update(more)
        found.append(
            Evidence(
                id=f"e-{number}",
                kind=label["kind"],
                assertion=label["assertion"],
                start=start,
                end=start + len(label["quote"]),
                text=label["quote"],
                sentence=sum(text.count(mark, 0, start) for mark in (". ", "\n", " period ")),
                attributes=attributes,
                rule="label",
            )
        )
    return found


@pytest.fixture(scope="module")
def policies() -> Policies:
    return Policies(ROOT / "patterns" / "policies")


@pytest.mark.parametrize("case", _params())
def test_labels_follow_from_the_labelled_evidence(case: dict[str, Any], policies: Policies) -> None:
    outcome: Outcome = policies.conclude(Encounter.model_validate(case["encounter"]), _evidence(case))
    expect = case["expect"]
    statuses: dict[str, dict[str, str]] = {}
    for requirement in outcome.requirements:
        statuses.setdefault(requirement.policy, {})[requirement.id] = requirement.status.value
    assert statuses == expect.get("requirements", {})
    assert {str(line.line): line.kx.value for line in outcome.lines} == expect["lines"]
    raised = {flag.code.value for flag in outcome.flags}
    assert set(expect.get("flags", [])) <= raised
    assert not raised & set(expect.get("not_flags", []))
