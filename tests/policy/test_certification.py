"""When a plan of care counts as certified on the date of service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scribe.policy import Outcome

Said = tuple[str, str, dict[str, Any]]
Conclude = Callable[[dict[str, Any], list[Said]], Outcome]

SERVICE = "2026-05-12"


def plan(**told: Any) -> Said:
    return ("plan_of_care", "affirmed", told)


def signed(date: str | None = None, **told: Any) -> Said:
    return ("plan_of_care_signature", "affirmed", told if date is None else {"date": date, **told})


def unsigned(assertion: str = "pending", **told: Any) -> Said:
    return ("plan_of_care_signature", assertion, told)


def sent(date: str | None = None, **told: Any) -> Said:
    return ("plan_of_care_transmitted", "affirmed", told if date is None else {"date": date, **told})


def order(assertion: str = "affirmed", **told: Any) -> Said:
    return ("written_order", assertion, told)


def status(conclude: Conclude, said: list[Said], service: str = SERVICE) -> str:
    known = {
        "date_of_service": service,
        "therapy_ytd": {"pt_slp": 2900},
        "claim_lines": [{"line": 1, "code": "97110", "modifiers": ["GP"], "allowed": 50}],
    }
    return next(each.status.value for each in conclude(known, said).requirements if each.id == "plan_of_care_signature")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([signed("2026-02-11")], "met"),
        ([signed("2026-02-10")], "stale"),
        ([signed()], "met"),
        ([signed("2026-05-12")], "met"),
        ([signed("2026-03-01", until="2026-05-11")], "stale"),
        ([signed("2026-03-01", until="2026-05-12")], "met"),
        ([signed(until="2026-05-11")], "stale"),
        ([signed("2026-01-01", until="2026-06-30")], "stale"),
        ([plan(duration_days=42), signed("2026-03-31")], "met"),
        ([plan(duration_days=42), signed("2026-03-30")], "stale"),
        ([plan(date="2026-03-25", duration_days=42), signed("2026-04-10")], "stale"),
        ([plan(duration_days=28), plan(duration_days=70), signed("2026-03-20")], "met"),
        ([plan(duration_days=28, bucket="ot"), signed("2026-03-20")], "met"),
        ([plan(until="2026-04-30"), signed("2026-03-20")], "stale"),
        ([plan(date="2026-03-25", duration_days=28), signed()], "stale"),
        ([plan(date="2026-01-05"), signed()], "pending"),
        ([plan(date="2026-01-05"), signed(plan="recertification")], "met"),
        ([signed(date_from="2026-04-01", date_to="2026-04-30")], "met"),
        ([signed(date_from="2026-01-01", date_to="2026-01-31")], "stale"),
        ([signed(date_from="2026-02-01", date_to="2026-02-28")], "pending"),
        ([signed("2025-12-01"), signed("2026-04-01", plan="recertification")], "met"),
    ],
)
def test_a_certification_holds_ninety_days_or_its_plans_own_term(
    conclude: Conclude, said: list[Said], expected: str
) -> None:
    assert status(conclude, said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([plan(date="2026-05-01"), signed("2026-05-20")], "met"),
        ([plan(date="2026-05-01"), signed("2026-05-31")], "met"),
        ([plan(date="2026-05-01"), signed("2026-06-01")], "stale"),
        ([signed("2026-05-20")], "pending"),
        ([signed("2026-06-12")], "stale"),
        ([plan(date="2026-05-01"), signed("2026-05-20", plan="recertification")], "stale"),
    ],
)
def test_a_signature_after_the_service_needs_to_be_within_thirty_days_of_the_start(
    conclude: Conclude, said: list[Said], expected: str
) -> None:
    assert status(conclude, said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([signed("2026-04-01"), unsigned()], "contradicted"),
        ([signed("2026-04-01"), unsigned("negated")], "contradicted"),
        ([unsigned(), signed("2026-04-01")], "met"),
        ([unsigned("negated"), signed("2026-04-01")], "met"),
        ([signed("2026-04-01"), unsigned("hypothetical")], "met"),
        ([signed("2026-04-01"), unsigned("uncertain")], "met"),
        ([signed("2026-04-01"), unsigned("historical")], "met"),
        ([signed("2026-04-01"), unsigned("other_person")], "met"),
        ([signed("2026-04-01"), unsigned(plan="recertification")], "met"),
        ([signed("2026-04-01", plan="recertification"), unsigned(plan="recertification")], "contradicted"),
        ([signed("2026-04-01", plan="recertification"), unsigned()], "contradicted"),
        ([signed("2026-04-01"), unsigned(date="2026-03-20")], "met"),
        ([signed("2026-04-01"), unsigned(), signed("2026-04-20")], "met"),
        ([unsigned("negated")], "negated"),
        ([unsigned("negated"), unsigned()], "pending"),
        ([unsigned("negated"), unsigned("hypothetical")], "negated"),
        ([unsigned("uncertain")], "pending"),
        ([unsigned("hypothetical")], "pending"),
        ([unsigned("historical")], "missing"),
        ([signed("2026-05-04", credential="PT")], "pending"),
        ([signed("2026-05-04", credential="PT"), unsigned()], "pending"),
        ([signed("2026-05-04", credential="MD")], "met"),
    ],
)
def test_only_a_later_statement_about_the_same_plan_contradicts(
    conclude: Conclude, said: list[Said], expected: str
) -> None:
    assert status(conclude, said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([order(), plan(date="2026-04-01"), sent("2026-05-01")], "met"),
        ([order(), plan(date="2026-04-01"), sent("2026-05-02")], "stale"),
        ([order(), ("therapy_evaluation", "affirmed", {"date": "2026-03-20"}), sent("2026-04-20")], "stale"),
        ([order(), sent("2026-04-20")], "met"),
        ([order(date="2026-03-10"), sent("2026-04-20")], "pending"),
        ([order(), sent("2026-02-01")], "stale"),
        ([order(), plan(duration_days=28), sent("2026-04-01")], "stale"),
        ([order(), sent()], "pending"),
        ([order(), plan(date="2026-04-20"), sent()], "met"),
        ([order("pending"), sent("2026-04-20")], "pending"),
        ([order("negated"), sent("2026-04-20")], "negated"),
        ([sent("2026-04-20")], "missing"),
        ([order()], "missing"),
        ([order(), sent("2026-04-20"), unsigned()], "met"),
        ([order(), sent("2026-04-20"), unsigned("negated")], "met"),
        ([order(), sent("2026-04-20"), unsigned(plan="recertification")], "pending"),
        ([order(), sent("2026-04-20", plan="recertification")], "missing"),
        ([order(), plan(plan="recertification"), sent("2026-04-20")], "missing"),
    ],
)
def test_since_2025_a_signed_order_and_a_plan_sent_in_time_will_do_for_an_initial_plan(
    conclude: Conclude, said: list[Said], expected: str
) -> None:
    assert status(conclude, said) == expected


def test_before_2025_the_order_does_not_stand_for_the_signature(conclude: Conclude) -> None:
    said = [order(), plan(date="2024-12-01"), sent("2024-12-05")]
    assert status(conclude, said, "2024-12-31") == "missing"
    assert status(conclude, said, "2025-01-01") == "met"


def test_an_awaited_certification_falls_due_thirty_days_after_the_start(conclude: Conclude) -> None:
    known = {
        "date_of_service": SERVICE,
        "therapy_ytd": {"pt_slp": 2900},
        "claim_lines": [{"line": 1, "code": "97110", "modifiers": ["GP"], "allowed": 50}],
    }
    outcome = conclude(known, [plan(date="2026-05-01"), unsigned()])
    found = next(each for each in outcome.requirements if each.id == "plan_of_care_signature")
    assert found.due is not None
    assert found.due.isoformat() == "2026-05-31"
    assert found.prompt == "When did the physician sign the plan of care, if at all?"
