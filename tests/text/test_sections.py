"""Which section a sentence stands in."""

from __future__ import annotations

from pathlib import Path

import pytest

from scribe.errors import PatternError
from scribe.paths import resource
from scribe.text.reader import Reader
from scribe.text.sections import Sections

READER = Reader(resource("patterns"))


def sections(text: str) -> list[str | None]:
    return [statement.section for statement in READER.statements(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "S: sore today.\nO: Berg 40/56.\nA: improving.\nP: continue.",
            ["subjective", "objective", "assessment", "plan"],
        ),
        ("Plan: continue. See her Monday.", ["plan", "plan"]),
        ("Plan. Continue twice a week.", ["plan", "plan"]),
        ("PLAN\nContinue twice a week.", ["plan", "plan"]),
        ("Past Medical History\nHip fracture 2019.", ["past_history", "past_history"]),
        ("A/P: improving.", ["assessment"]),
        ("PT Goals: Berg 50/56", ["goals"]),
        ("Goals (8 weeks): Berg 50/56", ["goals"]),
        ("STG #1: Berg 45/56", ["goals"]),
        ("Family history: mother with diabetes.", ["family_history"]),
        ("OT - O: grip 20 lb.", ["objective"]),
        ("plan colon continue twice a week", ["plan"]),
        ("heading plan continue twice a week", ["plan", "plan"]),
        ("She walks well. Her plan is to go home.", [None, None]),
        ("Time is 3:40 now.", [None]),
    ],
)
def test_a_heading_opens_its_section(text: str, expected: list[str | None]) -> None:
    assert sections(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("P: continue. LTG: Berg 50/56. See her Monday.\nO: Berg 40/56.", ["plan", "goals", "goals", "objective"]),
        ("P: continue. LTG: Berg 50/56.\nSee her Monday.", ["plan", "goals", "plan"]),
        ("O: Berg 40/56.\n\nTUG 12 s.", ["objective", "objective"]),
        ("Goals: Berg 50/56\nTUG 10 s\n\nBerg 40/56 today", ["goals", "goals", None]),
        ("Goals:\n\n1. Berg 50/56\n2. TUG 10 s\n\nBerg 40/56 today", ["goals", "goals", "goals", None]),
        ("O: walks well.\nGoals: Berg 50/56\n\nBerg 40/56 today", ["objective", "goals", "objective"]),
        ("Family history: diabetes.\nGait: 200 ft.", ["family_history", None]),
        ("Goals: Berg 50/56\nTUG: 10 s", ["goals", "goals"]),
        ("PAST HISTORY\nHip fracture.\n\nStroke in 2019.\nPLAN\nContinue.", ["past_history"] * 3 + ["plan"] * 2),
        ("P: continue OT.\nPT - walked 200 ft.", ["plan", None]),
    ],
)
def test_a_section_lasts_as_long_as_its_kind(text: str, expected: list[str | None]) -> None:
    assert sections(text) == expected


@pytest.mark.parametrize(
    "text", ["PLAN", "Goals:", "Past medical history:\n\nNext visit Monday.", "Signed referral:", "Plan."]
)
def test_a_heading_with_nothing_under_it_has_no_words(text: str) -> None:
    first = next(READER.statements(text))
    assert first.reading.text == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Signed referral:\nDr. Adams 3/4/26", "Signed referral: Dr. Adams 3/4/26"),
        ("Plan of care:\nsigned by Dr. Adams 3/4/26", "Plan of care: signed by Dr. Adams 3/4/26"),
    ],
)
def test_a_label_that_says_something_is_read_with_what_stands_under_it(text: str, expected: str) -> None:
    assert [statement.reading.text for statement in READER.statements(text)] == [expected]


def test_paragraphs_are_counted() -> None:
    text = "One.\n\nTwo. Three.\n\n\nFour."
    assert [statement.carry.paragraph for statement in READER.statements(text)] == [0, 1, 1, 2]


@pytest.mark.parametrize(
    "mistake",
    [
        "sections: [{id: plan, heads: [plan], colour: red}]",
        "sections: [{id: plan, heads: [Plan]}]",
        "sections: [{id: plan, heads: [plan]}, {id: other, heads: [plan]}]",
        "sections: [{heads: [plan]}]",
        "parts: []",
        "sections: [",
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, mistake: str) -> None:
    (tmp_path / "sections").mkdir()
    (tmp_path / "sections" / "sections.yaml").write_text(mistake)
    with pytest.raises(PatternError, match=r"sections\.yaml"):
        Sections(tmp_path)
