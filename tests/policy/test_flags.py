"""Verdicts and flags of lines: what is raised, how gravely, and under which id."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scribe.policy import Outcome
from scribe.types import FlagCode

Said = tuple[str, str, dict[str, Any]]
Conclude = Callable[[dict[str, Any], list[Said]], Outcome]

FULL: list[Said] = [
    ("plan_of_care", "affirmed", {}),
    ("plan_of_care_signature", "affirmed", {"date": "2026-04-22"}),
    ("functional_measure", "affirmed", {"role": "current", "measure": "berg"}),
    ("threshold", "affirmed", {"state": "crossed"}),
    ("medical_necessity", "affirmed", {}),
]
LESS = FULL[:-1]


def therapy(*modifiers: tuple[str, ...], start: float = 2600, code: str = "97110", **more: Any) -> dict[str, Any]:
    lines = [
        {"line": number, "code": code, "modifiers": list(held), "allowed": 50.0}
        for number, held in enumerate(modifiers, start=1)
    ]
    return {"date_of_service": "2026-05-12", "therapy_ytd": {"pt_slp": start}, "claim_lines": lines, **more}


def raised(outcome: Outcome) -> set[tuple[str, int | None]]:
    return {(flag.code.value, flag.line) for flag in outcome.flags}


@pytest.mark.parametrize(
    ("modifiers", "start", "said", "verdict", "flag"),
    [
        (("GP",), 2600, FULL, "append", "KX_SUGGESTED"),
        (("GP", "KX"), 2600, FULL, "keep", "KX_SUPPORTED"),
        (("GP",), 2600, LESS, "withhold", "KX_WITHHELD"),
        (("GP", "KX"), 2600, LESS, "remove", "KX_UNSUPPORTED"),
        (("GP", "KX"), 100, FULL, "remove", "KX_NOT_NEEDED"),
    ],
)
def test_each_verdict_raises_its_flag(
    conclude: Conclude, modifiers: tuple[str, ...], start: float, said: list[Said], verdict: str, flag: str
) -> None:
    outcome = conclude(therapy(modifiers, start=start), said)
    assert outcome.lines[0].kx.value == verdict
    assert {code for code, line in raised(outcome) if line == 1 and code.startswith("KX_")} == {flag}


def test_a_line_below_without_kx_raises_nothing(conclude: Conclude) -> None:
    assert conclude(therapy(("GP",), start=100), []).flags == ()


@pytest.mark.parametrize(
    ("modifiers", "said", "after"),
    [
        (("GP",), FULL, ("GP", "KX")),
        (("GP", "KX", "59"), LESS, ("GP", "59")),
        (("GP", "KX"), FULL, ("GP", "KX")),
        (("GP",), LESS, ("GP",)),
    ],
)
def test_a_line_tells_the_modifiers_it_would_carry(
    conclude: Conclude, modifiers: tuple[str, ...], said: list[Said], after: tuple[str, ...]
) -> None:
    assert conclude(therapy(modifiers), said).lines[0].modifiers == after


@pytest.mark.parametrize("other", ["GA", "GZ", "GY"])
def test_kx_beside_its_opposite_is_a_conflict_whatever_the_support(conclude: Conclude, other: str) -> None:
    supported = conclude(therapy(("GP", "KX", other)), FULL)
    assert supported.lines[0].kx.value == "keep"
    assert ("MODIFIER_CONFLICT", 1) in raised(supported)
    unsupported = conclude(therapy(("GP", "KX", other)), LESS)
    assert unsupported.lines[0].kx.value == "remove"
    assert ("MODIFIER_CONFLICT", 1) in raised(unsupported)


def test_each_conflict_on_a_line_is_told(conclude: Conclude) -> None:
    flags = conclude(therapy(("GP", "KX", "GA", "GY")), FULL).flags
    told = [flag for flag in flags if flag.code is FlagCode.MODIFIER_CONFLICT]
    assert sorted(flag.message[16:18] for flag in told) == ["GA", "GY"]
    assert len({flag.id for flag in told}) == 2


@pytest.mark.parametrize("other", ["GX", "EY"])
def test_no_order_and_a_voluntary_notice_are_conflicts_too(conclude: Conclude, other: str) -> None:
    assert ("MODIFIER_CONFLICT", 1) in raised(conclude(therapy(("GP", "KX", other)), FULL))
    assert ("MODIFIER_CONFLICT", 1) not in raised(conclude(therapy(("GP", other)), LESS))


@pytest.mark.parametrize(
    ("code", "held", "told"),
    [
        ("97110", ("GP", "GO"), "GP and GO name different therapy plans"),
        ("E0601", ("RR", "KH", "KI"), "KH and KI tell different rental months"),
        ("E0601", ("RR", "KJ", "KX"), None),
        ("97110", ("GP", "59"), None),
    ],
)
def test_of_some_modifiers_a_line_carries_one(
    conclude: Conclude, code: str, held: tuple[str, ...], told: str | None
) -> None:
    messages = [
        f.message for f in conclude(therapy(held, code=code), FULL).flags if f.code is FlagCode.MODIFIER_CONFLICT
    ]
    assert len(messages) == (told is not None)
    assert told is None or told in messages[0]


def test_what_goes_against_kx_under_one_policy_is_told_before_kx_is_added(conclude: Conclude) -> None:
    known = {"date_of_service": "2026-06-15", "claim_lines": [{"line": 1, "code": "G0121", "modifiers": ["PT"]}]}
    outcome = conclude(known, [("stool_test", "affirmed", {"result": "positive", "date": "2026-05-02"})])
    assert {("KX_SUGGESTED", 1), ("MODIFIER_CONFLICT", 1)} <= raised(outcome)


def test_four_modifiers_leave_no_place_for_kx(conclude: Conclude) -> None:
    outcome = conclude(therapy(("GP", "CQ", "59", "RT")), FULL)
    assert outcome.lines[0].kx.value == "append"
    assert ("MODIFIER_SLOTS", 1) in raised(outcome)


@pytest.mark.parametrize("other", ["KF", "KZ", "KS"])
def test_a_modifier_taken_for_kx_is_named_beside_the_suggestion(conclude: Conclude, other: str) -> None:
    outcome = conclude(therapy(("GP", other)), FULL)
    assert {("MODIFIER_CONFUSED", 1), ("KX_SUGGESTED", 1)} <= raised(outcome)


def test_a_modifier_taken_for_kx_is_not_named_where_kx_stands(conclude: Conclude) -> None:
    assert ("MODIFIER_CONFUSED", 1) not in raised(conclude(therapy(("GP", "KX", "KF")), FULL))


@pytest.mark.parametrize(
    ("code", "modifiers", "discipline", "expected"),
    [
        ("97110", (), "PT", "needs GP"),
        ("97110", (), "OT", "needs GO"),
        ("92507", (), "SLP", "needs GN"),
        ("97110", (), None, "needs GP, GO or GN"),
        ("97161", ("GO",), None, "needs GP, the one plan its code belongs to, and carries GO"),
        ("97165", ("GP",), None, "needs GO"),
        ("97110", ("GO", "CQ"), "OT", "carries CQ"),
        ("97530", ("GP", "CO"), "PT", "carries CO"),
    ],
)
def test_a_missing_therapy_modifier_is_named(
    conclude: Conclude, code: str, modifiers: tuple[str, ...], discipline: str | None, expected: str
) -> None:
    outcome = conclude(therapy(modifiers, code=code, discipline=discipline), FULL)
    told = [flag.message for flag in outcome.flags if flag.code is FlagCode.MODIFIER_MISSING]
    assert len(told) == 1
    assert expected in told[0]


def test_kx_on_one_line_is_missed_on_the_other_lines_above(conclude: Conclude) -> None:
    for said in (FULL, LESS):
        found = raised(conclude(therapy(("GP", "KX"), ("GP",)), said))
        assert ("KX_MISSING_ON_LINE", 2) in found
        assert ("KX_MISSING_ON_LINE", 1) not in found


def test_kx_is_not_missed_on_a_line_below(conclude: Conclude) -> None:
    found = raised(conclude(therapy(("GP",), ("GP", "KX"), start=2400), FULL))
    assert not any(code == "KX_MISSING_ON_LINE" for code, _ in found)


def test_records_to_retain_are_told_once_a_policy(conclude: Conclude) -> None:
    kept = [
        flag
        for flag in conclude(therapy(("GP",), ("GP", "KX")), FULL).flags
        if flag.code is FlagCode.RETAIN_DOCUMENTATION
    ]
    assert [flag.policy for flag in kept] == ["therapy-threshold"]


@pytest.mark.parametrize("payer", ["medicare_advantage", "medicaid", "commercial", "workers_comp", "other"])
def test_another_payers_rules_are_not_guessed(conclude: Conclude, payer: str) -> None:
    outcome = conclude(therapy(("GP", "KX"), ("GP",), payer=payer), FULL)
    assert [line.kx.value for line in outcome.lines] == ["undetermined", "undetermined"]
    assert outcome.requirements == ()
    assert raised(outcome) == {("PAYER_RULES_DIFFER", None)}


def test_two_policies_on_one_claim_each_tell_their_requirements(conclude: Conclude) -> None:
    known = therapy(("GP",))
    known["claim_lines"].append({"line": 2, "code": "A5500"})
    outcome = conclude(known, [*FULL, ("diagnosis", "affirmed", {"concept": "diabetes"})])
    assert [line.kx.value for line in outcome.lines] == ["append", "withhold"]
    assert {found.policy for found in outcome.requirements} == {"therapy-threshold", "dme-therapeutic-shoes"}


def test_a_line_under_two_policies_needs_both_met(conclude: Conclude) -> None:
    known = therapy(("GP",), patient={"sex": "M"})
    known["claim_lines"][0]["diagnoses"] = ["N81.2"]
    assert conclude(known, FULL).lines[0].kx.value == "withhold"
    assert conclude(known, [*FULL, ("sex_conflict", "affirmed", {})]).lines[0].kx.value == "append"


def test_ids_are_made_of_what_and_where_and_stay_the_same(conclude: Conclude) -> None:
    one, other = conclude(therapy(("GP",)), LESS), conclude(therapy(("GP",), ("GP",)), LESS)
    ids = [flag.id for flag in other.flags]
    assert len(ids) == len(set(ids))
    assert {flag.id for flag in one.flags} <= set(ids)
    assert all(len(name) == 14 and name.startswith("f-") for name in ids)


def test_the_same_input_gives_the_same_outcome(conclude: Conclude) -> None:
    known = therapy(("GP",), ("GP", "KX"))
    assert conclude(known, FULL) == conclude(known, list(FULL))


def test_every_flag_has_a_severity_and_documents_cite_their_source(conclude: Conclude) -> None:
    for flag in conclude(therapy(("GP", "KX"), ("GP",)), []).flags:
        assert flag.message
        if flag.code.value.startswith("DOCUMENTATION_"):
            assert flag.citations


def test_no_prompt_supplies_words_to_say(conclude: Conclude) -> None:
    for found in conclude(therapy(("GP",)), []).requirements:
        if found.status.value != "met":
            assert found.prompt is not None
            assert found.prompt.endswith("?")
            assert "say" not in found.prompt.lower().split()


def test_a_claim_without_lines_concludes_nothing(conclude: Conclude) -> None:
    assert conclude({"date_of_service": "2026-05-12"}, FULL) == Outcome((), (), ())
