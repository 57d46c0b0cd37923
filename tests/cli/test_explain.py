"""`scribe explain`."""

from collections.abc import Callable
from typing import Any

Run = Callable[..., Any]


def test_a_sentence_is_explained(run: Run) -> None:
    told = run("explain", "The plan of care is awaiting signature.")
    assert told.status == 0
    assert told.out.startswith("Read as: The plan of care is awaiting signature.")
    assert "plan_of_care_signature  pending" in told.out


def test_dictated_words_show_their_written_form(run: Run) -> None:
    assert run("explain", "berg forty two out of fifty six").out.startswith("Read as: berg 42/56")


def test_words_without_evidence_count_as_nothing(run: Run) -> None:
    assert "Counts as nothing" in run("explain", "The weather was fine.").out


def test_an_empty_sentence_is_refused(run: Run) -> None:
    assert run("explain", " ").status == 2
