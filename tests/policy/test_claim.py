from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scribe.policy.claim import lines_of
from scribe.policy.facts import Facts
from scribe.types import Encounter, Evidence

Said = tuple[str, str, dict[str, Any]]
Spoken = Callable[[list[Said]], list[Evidence]]
Lines = list[tuple[str, tuple[str, ...], int]]


def code(code: str, sentence: int = 0, **attributes: Any) -> Said:
    return ("procedure_code", "affirmed", {"code": code, "sentence": sentence, **attributes})


def modifier(modifier: str, sentence: int = 0, assertion: str = "affirmed") -> Said:
    return ("modifier", assertion, {"modifier": modifier, "sentence": sentence})


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        ([code("97110", units=2), code("97116", units=1)], [("97110", (), 2), ("97116", (), 1)]),
        (
            [code("97530"), modifier("GO"), code("97110"), modifier("GO")],
            [("97530", ("GO",), 1), ("97110", ("GO",), 1)],
        ),
        ([code("97110"), modifier("GP", 1), modifier("KX", 1)], [("97110", ("GP", "KX"), 1)]),
        ([modifier("GP"), code("97110")], [("97110", ("GP",), 1)]),
        ([code("97110"), modifier("GP"), modifier("GP")], [("97110", ("GP",), 1)]),
        ([code("97110", units=2), code("97110", 3)], [("97110", (), 2)]),
        (
            [code("A5500"), modifier("RT"), code("A5500"), modifier("LT")],
            [("A5500", ("RT",), 1), ("A5500", ("LT",), 1)],
        ),
        ([code("97110"), modifier("KX", 1, "pending")], [("97110", (), 1)]),
        ([code("97110"), modifier("KX", 5)], [("97110", (), 1)]),
        ([code("97110", 0), modifier("GP", 1), code("97116", 1)], [("97110", (), 1), ("97116", ("GP",), 1)]),
        ([modifier("KX")], []),
    ],
)
def test_dictated_codes_become_lines_with_the_modifiers_beside_them(
    said: list[Said], lines: Lines, spoken: Spoken
) -> None:
    encounter = Encounter()
    found = lines_of(encounter, Facts(encounter, spoken(said)))
    assert [(line.code, line.modifiers, line.units) for line in found] == lines


def test_the_claims_own_lines_go_before_dictated_codes(spoken: Spoken) -> None:
    encounter = Encounter.model_validate({"claim_lines": [{"line": 2, "code": "97116"}, {"line": 1, "code": "97110"}]})
    found = lines_of(encounter, Facts(encounter, spoken([code("97530")])))
    assert [(line.line, line.code) for line in found] == [(1, "97110"), (2, "97116")]
