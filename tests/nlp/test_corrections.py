"""Corrections that are sentences of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from scribe import Scribe
from scribe.errors import PatternError
from scribe.nlp.corrections import Corrections
from scribe.paths import resource
from scribe.text.dates import Dates

SCRIBE = Scribe()
VISIT = {"date_of_service": "2026-07-14", "discipline": "PT", "claim_lines": [{"line": 1, "code": "97110"}]}


def signatures(
    behind: str, before: str = "The plan of care was signed by Dr. Whit on June 12, 2026."
) -> list[tuple[str, object]]:
    review = SCRIBE.review(f"PT note. {before} {behind} She walks well.", VISIT)
    found = [item for item in review.evidence if item.kind == "plan_of_care_signature"]
    return [(item.assertion.value, item.attributes.get("date")) for item in found]


@pytest.mark.parametrize(
    "behind",
    [
        "Correction, it was January 12, 2026.",
        "Correction: signed January 12, 2026.",
        "Correction, that certification was from January 12, 2026.",
        "Actually, it was January 12, 2026.",
        "No, that was January 12, 2026.",
        "Make that January 12, 2026.",
        "Addendum: the signature date is January 12, 2026.",
    ],
)
def test_a_date_alone_moves_the_date(behind: str) -> None:
    assert signatures(behind) == [("affirmed", "2026-01-12")]


@pytest.mark.parametrize(
    "behind",
    [
        "Correction, not yet.",
        "Correction, only the referral was signed.",
        "Correction, that was her husband's.",
        "Correction, it is still with him.",
    ],
)
def test_what_is_taken_back_without_another_account_is_uncertain(behind: str) -> None:
    assert signatures(behind) == [("uncertain", None)]


@pytest.mark.parametrize(
    "behind",
    [
        "Correction: Berg 40/56.",
        "Actually, she walks with a cane.",
        "No, that was hard for her.",
        "No falls since June 2.",
    ],
)
def test_what_corrects_something_else_leaves_it_alone(behind: str) -> None:
    assert signatures(behind) == [("affirmed", "2026-06-12")]


def test_two_dates_cannot_be_told_apart() -> None:
    before = "The plan of care was signed by Dr. Whit on June 12, 2026, and an order was signed on June 14, 2026."
    assert signatures("Correction, it was June 1, 2026.", before) == [("uncertain", None)]


def test_a_correction_acts_on_the_sentence_before_it_alone() -> None:
    assert signatures("She is well. Correction, it was January 12, 2026.") == [("affirmed", "2026-06-12")]


def test_a_list_that_is_missing_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "context" / "assertions"
    folder.mkdir(parents=True)
    (folder / "corrections.yaml").write_text("kinds: [written_order]\n")
    with pytest.raises(PatternError, match=r"corrections\.yaml: kinds, words and openers"):
        Corrections(tmp_path, Dates(resource("patterns")))
