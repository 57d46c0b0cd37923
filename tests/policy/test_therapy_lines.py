"""Which therapy lines are above the year's amount, by ledger or by the note's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scribe.policy import Outcome

Said = tuple[str, str, dict[str, Any]]
Conclude = Callable[[dict[str, Any], list[Said]], Outcome]

FULL: list[Said] = [
    ("plan_of_care", "affirmed", {"date": "2026-04-20"}),
    ("plan_of_care_signature", "affirmed", {"date": "2026-04-22"}),
    ("functional_measure", "affirmed", {"role": "current", "measure": "berg"}),
    ("medical_necessity", "affirmed", {}),
]


def line(number: int, code: str = "97110", modifiers: tuple[str, ...] = ("GP",), allowed: float | None = 50.0) -> Any:
    told: dict[str, Any] = {"line": number, "code": code, "modifiers": list(modifiers)}
    return told if allowed is None else {**told, "allowed": allowed}


def crossed(state: str = "crossed", assertion: str = "affirmed", **more: Any) -> Said:
    return ("threshold", assertion, {"state": state, **more})


def encounter(lines: list[Any], **more: Any) -> dict[str, Any]:
    return {"date_of_service": "2026-05-12", "claim_lines": lines, **more}


def verdicts(outcome: Outcome) -> list[str]:
    return [found.kx.value for found in outcome.lines]


def flags(outcome: Outcome) -> set[str]:
    return {flag.code.value for flag in outcome.flags}


@pytest.mark.parametrize(
    ("ledger", "lines", "expected"),
    [
        ({"pt_slp": 2400}, [line(1), line(2), line(3)], ["not_required", "append", "append"]),
        ({"pt_slp": 2430}, [line(1), line(2)], ["not_required", "append"]),
        ({"pt_slp": 2430.01}, [line(1), line(2)], ["append", "append"]),
        ({"pt_slp": 2479.90}, [line(1, allowed=0.10), line(2, allowed=0.01)], ["not_required", "append"]),
        ({"pt_slp": 2400}, [line(2), line(1)], ["not_required", "append"]),
        ({"pt_slp": 2400}, [line(1, allowed=None), line(2)], ["undetermined", "undetermined"]),
        ({"pt_slp": 2481}, [line(1, allowed=None), line(2)], ["append", "append"]),
        ({"pt_slp": 100}, [line(1), line(2, allowed=None)], ["not_required", "undetermined"]),
        ({"ot": 2500}, [line(1, "97530", ("GO",)), line(2)], ["append", "undetermined"]),
        ({"pt_slp": 2500, "ot": 0}, [line(1), line(2, "97530", ("GO",))], ["append", "not_required"]),
        ({"pt_slp": 2450}, [line(1, "92507", ("GN",)), line(2)], ["append", "append"]),
        ({"pt_slp": 2500}, [line(1, "97161", ()), line(2, "97165", ())], ["append", "undetermined"]),
        ({"pt_slp": 2500}, [line(1, "97110", ())], ["undetermined"]),
        ({"pt_slp": 2500}, [line(1, "97597", ()), line(2, "97597")], ["not_required", "append"]),
        ({"pt_slp": 2500}, [line(1, "99213", ())], ["not_required"]),
        ({"pt_slp": 2500}, [line(1, "97110", ("GP", "GO"))], ["undetermined"]),
        ({"pt_slp": 2500, "as_of": "2025-12-30"}, [line(1)], ["append"]),
    ],
)
def test_the_running_total_decides_line_by_line(
    conclude: Conclude, ledger: dict[str, Any], lines: list[Any], expected: list[str]
) -> None:
    outcome = conclude(encounter(lines, therapy_ytd=ledger), [*FULL, crossed()])
    assert verdicts(outcome) == expected


def test_a_ledger_of_another_year_is_not_used(conclude: Conclude) -> None:
    ledger = {"pt_slp": 2500, "as_of": "2025-12-30"}
    assert verdicts(conclude(encounter([line(1)], therapy_ytd=ledger), FULL)) == ["undetermined"]


def test_on_an_institutional_claim_one_line_above_lifts_its_bucket(conclude: Conclude) -> None:
    lines = [line(1), line(2, "97530", ("GO",)), line(3)]
    known = encounter(lines, therapy_ytd={"pt_slp": 2400, "ot": 0}, claim_type="institutional")
    assert verdicts(conclude(known, [*FULL, crossed()])) == ["append", "not_required", "append"]


def test_running_total_and_threshold_are_told(conclude: Conclude) -> None:
    outcome = conclude(encounter([line(1), line(2)], therapy_ytd={"pt_slp": 2391.22}), FULL)
    assert [(found.running_total, found.threshold) for found in outcome.lines] == [(2441.22, 2480.0), (2491.22, 2480.0)]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([crossed()], "append"),
        ([], "undetermined"),
        ([crossed(assertion="hypothetical")], "undetermined"),
        ([crossed(assertion="uncertain")], "undetermined"),
        ([crossed(assertion="other_person")], "undetermined"),
        ([crossed(assertion="negated")], "not_required"),
        ([crossed("below")], "not_required"),
        ([crossed("below", amount=2100)], "not_required"),
        ([crossed("approaching", amount=2460)], "undetermined"),
        ([crossed("approaching", amount=2400)], "not_required"),
        ([crossed("approaching")], "undetermined"),
        ([crossed("below"), crossed()], "append"),
        ([crossed(), crossed("below")], "undetermined"),
        ([crossed(bucket="ot")], "undetermined"),
        ([crossed(bucket="ot"), crossed(bucket="pt_slp")], "append"),
        ([crossed(bucket="pt_slp"), crossed("below", bucket="ot")], "append"),
    ],
)
def test_without_a_ledger_the_note_decides(conclude: Conclude, said: list[Said], expected: str) -> None:
    assert verdicts(conclude(encounter([line(1)]), [*FULL, *said])) == [expected]


def test_words_that_name_no_bucket_speak_of_the_discipline(conclude: Conclude) -> None:
    lines = [line(1), line(2, "97530", ("GO",))]
    assert verdicts(conclude(encounter(lines, discipline="PT"), [*FULL, crossed()])) == ["append", "undetermined"]


def test_words_that_name_no_bucket_leave_two_buckets_open(conclude: Conclude) -> None:
    lines = [line(1), line(2, "97530", ("GO",))]
    assert verdicts(conclude(encounter(lines), [*FULL, crossed()])) == ["undetermined", "undetermined"]


@pytest.mark.parametrize(
    ("start", "said", "status", "mismatch"),
    [
        (2500, [crossed()], "met", False),
        (2500, [], "missing", False),
        (2500, [crossed("below", amount=1900)], "contradicted", True),
        (2500, [crossed("approaching")], "contradicted", True),
        (2500, [crossed(assertion="negated")], "contradicted", True),
        (2500, [crossed("below"), crossed()], "met", False),
        (2500, [crossed(), crossed("below")], "contradicted", True),
        (2500, [crossed("below", bucket="ot"), crossed()], "met", False),
        (2500, [crossed(assertion="hypothetical")], "pending", False),
        (2500, [crossed(assertion="historical")], "missing", False),
        (2440, [crossed("approaching", amount=2440)], "missing", False),
        (2440, [crossed("below", amount=1200)], "contradicted", True),
        (2440, [crossed("below"), crossed()], "met", False),
        (2440, [crossed(), crossed("below", amount=2440)], "met", False),
        (2440, [crossed(), crossed("below")], "contradicted", False),
        (1000, [crossed()], None, True),
        (1000, [crossed("below")], None, False),
        (1000, [crossed(bucket="ot")], None, False),
    ],
)
def test_note_and_ledger_are_compared(
    conclude: Conclude, start: float, said: list[Said], status: str | None, mismatch: bool
) -> None:
    outcome = conclude(encounter([line(1)], therapy_ytd={"pt_slp": start}), [*FULL, *said])
    found = {each.id: each.status.value for each in outcome.requirements}
    assert found.get("threshold") == status
    assert ("THRESHOLD_MISMATCH" in flags(outcome)) is mismatch


@pytest.mark.parametrize(
    ("start", "approaching", "review"),
    [
        (2181.99, False, False),
        (2182, True, False),
        (2430, True, False),
        (2430.01, False, False),
        (2950, False, False),
        (2950.01, False, True),
    ],
)
def test_totals_near_the_amount_and_in_the_review_range_are_told(
    conclude: Conclude, start: float, approaching: bool, review: bool
) -> None:
    raised = flags(conclude(encounter([line(1)], therapy_ytd={"pt_slp": start}), [*FULL, crossed()]))
    assert ("THRESHOLD_APPROACHING" in raised) is approaching
    assert ("MEDICAL_REVIEW_RANGE" in raised) is review


def test_each_buckets_own_plan_must_be_signed(conclude: Conclude) -> None:
    lines = [line(1), line(2, "97530", ("GO",))]
    said = [
        *(each for each in FULL if each[0] != "plan_of_care_signature"),
        crossed(),
        ("plan_of_care_signature", "affirmed", {"date": "2026-04-22", "bucket": "pt_slp"}),
        ("plan_of_care_signature", "pending", {"bucket": "ot"}),
    ]
    outcome = conclude(encounter(lines, therapy_ytd={"pt_slp": 2500, "ot": 2500}), said)
    assert verdicts(outcome) == ["append", "withhold"]


def test_without_a_date_of_service_nothing_is_decided(conclude: Conclude) -> None:
    known = {"claim_lines": [line(1)], "therapy_ytd": {"pt_slp": 2500}}
    outcome = conclude(known, [*FULL, crossed()])
    assert verdicts(outcome) == ["undetermined"]
    assert "date of service is not given" in outcome.lines[0].message


def test_a_review_amount_told_without_a_ledger_is_passed_on(conclude: Conclude) -> None:
    assert "MEDICAL_REVIEW_RANGE" in flags(conclude(encounter([line(1)]), [*FULL, crossed(amount=3112.64)]))
    assert "MEDICAL_REVIEW_RANGE" not in flags(conclude(encounter([line(1)]), [*FULL, crossed(amount=3000)]))


@pytest.mark.parametrize(
    ("minutes", "units", "raised"),
    [
        ([(22, True)], 2, True),
        ([(23, True)], 2, False),
        ([(7, True)], 1, True),
        ([(8, True)], 1, False),
        ([(53, True)], 4, False),
        ([(52, True)], 4, True),
        ([(15, False), (8, False)], 2, False),
        ([(15, False), (8, False), (30, True)], 3, True),
        ([], 9, False),
    ],
)
def test_units_beyond_the_timed_minutes_are_told(
    conclude: Conclude, minutes: list[tuple[int, bool]], units: int, raised: bool
) -> None:
    said: list[Said] = [("timed_minutes", "affirmed", {"minutes": n, "total": total}) for n, total in minutes]
    lines = [{**line(1), "units": units}, line(2, "97161")]
    outcome = conclude(encounter(lines, therapy_ytd={"pt_slp": 100}), said)
    assert ("DOCUMENTATION_CONTRADICTED" in flags(outcome)) is raised
