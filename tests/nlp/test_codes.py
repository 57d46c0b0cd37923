"""Dictated codes, their units, and the modifiers beside them or asked for."""

from __future__ import annotations

import pytest

from .conftest import Hear


def codes(hear: Hear, text: str) -> list[tuple[object, object]]:
    return [(item.attributes["code"], item.attributes["units"]) for item in hear(text, "procedure_code", codes=())]


def modifiers(hear: Hear, text: str) -> list[tuple[object, str]]:
    return [(item.attributes["modifier"], item.assertion.value) for item in hear(text, "modifier", codes=())]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("97110 two units.", [("97110", 2)]),
        ("97110 GP.", [("97110", 1)]),
        ("CPT 97530.", [("97530", 1)]),
        ("97110 x 2 GP, 97530 x1.", [("97110", 2), ("97530", 1)]),
        ("97112 for 3 units and 97116 for 1 unit.", [("97112", 3), ("97116", 1)]),
        ("nine seven one one zero two units", [("97110", 2)]),
        ("97535-GO 2 units.", [("97535", 2)]),
        ("Billing: 97110, 97140.", [("97110", 1), ("97140", 1)]),
        ("code l1843 with r t", [("L1843", 1)]),
        # "x" counts units only right after the code and its modifiers.
        ("CPT 97110 sit to stand x 10.", [("97110", 1)]),
        ("She lives at 97110 Oak.", []),
        ("The zip code is 97110.", []),
        ("Paid $97110.", []),
        ("Call 555-97110.", []),
        ("97110.5 mg", []),
        ("The claim is for 12 visits.", []),
    ],
)
def test_a_code_is_told_from_other_numbers(hear: Hear, text: str, found: list[tuple[str, int]]) -> None:
    assert codes(hear, text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("97110 GP KX.", [("GP", "affirmed"), ("KX", "affirmed")]),
        ("97110-GP-KX.", [("GP", "affirmed"), ("KX", "affirmed")]),
        ("97124 x 2 GP 59.", [("GP", "affirmed"), ("59", "affirmed")]),
        ("97110 GP and 97530 GO.", [("GP", "affirmed"), ("GO", "affirmed")]),
        ("ninety seven one ten with k x", [("KX", "affirmed")]),
        ("Add KX.", [("KX", "pending")]),
        ("Append the KX modifier to 97110.", [("KX", "pending")]),
        ("Do not add KX.", [("KX", "negated")]),
        ("No KX today.", [("KX", "negated")]),
        ("If the plan is signed, add KX.", [("KX", "hypothetical")]),
        ("Once the order is back, put KX on it.", [("KX", "hypothetical")]),
        # A modifier that stands by no code and is not asked for is no modifier.
        ("KX is for therapy above the threshold.", []),
        ("The GP called.", []),
        ("97110, 2 units.", []),
    ],
)
def test_a_modifier_stands_by_a_code_or_is_asked_for(hear: Hear, text: str, found: list[tuple[str, str]]) -> None:
    assert modifiers(hear, text) == found


def test_a_code_and_its_units_are_the_span(hear: Hear) -> None:
    text = "Today 97110 for 2 units was done."
    (found,) = hear(text, "procedure_code", codes=())
    assert text[found.start : found.end] == "97110 for 2 units"


def test_a_spoken_modifier_is_evidence_of_nothing_else(hear: Hear) -> None:
    assert {item.kind for item in hear("97110 GP KX.", codes=())} == {"procedure_code", "modifier"}
