"""Whose an order is that names nothing, where therapy and an item are billed together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scribe.policy import Outcome

Said = tuple[str, str, dict[str, Any]]
Conclude = Callable[[dict[str, Any], list[Said]], Outcome]

PLAN: Said = ("plan_of_care", "affirmed", {"date": "2026-05-01"})
SENT: Said = ("plan_of_care_transmitted", "affirmed", {"date": "2026-05-04"})
STATEMENT: Said = ("certification_statement", "affirmed", {"date": "2026-05-04"})


def order(**told: Any) -> Said:
    return ("written_order", "affirmed", {"date": "2026-05-04", **told})


@pytest.mark.parametrize(
    ("said", "therapy", "shoes"),
    [
        ([PLAN, SENT, STATEMENT, order()], "missing", "met"),
        ([STATEMENT, PLAN, SENT, order()], "met", "missing"),
        ([PLAN, SENT, order(), STATEMENT, order()], "met", "met"),
        ([PLAN, SENT, STATEMENT, order(item="therapy")], "met", "missing"),
        ([STATEMENT, PLAN, SENT, order(item="footwear")], "missing", "met"),
    ],
    ids=["beside the statement", "beside the plan", "one each", "names therapy", "names shoes"],
)
def test_an_order_is_of_what_is_told_next_to_it(conclude: Conclude, said: list[Said], therapy: str, shoes: str) -> None:
    known = {
        "date_of_service": "2026-05-12",
        "therapy_ytd": {"pt_slp": 2900},
        "claim_lines": [
            {"line": 1, "code": "97110", "modifiers": ["GP"], "allowed": 50},
            {"line": 2, "code": "A5500", "modifiers": ["RT"]},
        ],
    }
    statuses = {(each.policy, each.id): each.status.value for each in conclude(known, said).requirements}
    assert statuses["therapy-threshold", "plan_of_care_signature"] == therapy
    assert statuses["dme-therapeutic-shoes", "written_order"] == shoes
