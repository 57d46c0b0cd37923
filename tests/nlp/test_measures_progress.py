"""Progress by the measure's own direction, and what a change amounts to."""

from __future__ import annotations

import pytest

from scribe.nlp.measures import Measurement, Measures
from scribe.paths import resource


@pytest.fixture(scope="module")
def measures() -> Measures:
    return Measures(resource("patterns") / "measures")


def value(measure: str, text: str, *, side: str | None = None, unit: str | None = None) -> Measurement:
    return Measurement(0, 1, measure, text, unit, side)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("measure", "before", "after", "direction"),
    [
        ("berg", "36", "42", "improved"),
        ("berg", "42", "36", "worse"),
        ("berg", "42", "42", "unchanged"),
        ("tug", "19.4", "13.2", "improved"),
        ("tug", "13.2", "19.4", "worse"),
        ("odi", "46", "22", "improved"),
        ("mmt", "3+", "4-", "improved"),
        ("mmt", "4", "4-", "worse"),
        ("rom_knee", "9-88", "3-114", "improved"),
        ("rom_knee", "-10", "-4", "improved"),
        ("assist_level_adl", "max_assist", "min_assist", "improved"),
        ("assist_level_adl", "contact_guard", "min_assist", "worse"),
        ("sitting_standing_balance_grade", "fair", "good-", "improved"),
        ("step_length_cadence", "90", "96", "changed"),
    ],
)
def test_direction(measure: str, before: str, after: str, direction: str, measures: Measures) -> None:
    progress = measures.progress.between(value(measure, before), value(measure, after))
    assert progress is not None
    assert progress.direction == direction


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (value("berg", "40"), value("tug", "40")),
        (value("grip_strength", "20", side="left"), value("grip_strength", "30", side="right")),
        (value("six_mwt", "300", unit="meter"), value("six_mwt", "900", unit="foot")),
        (value("ir_vertebral_level", "L4"), value("ir_vertebral_level", "T12")),
    ],
)
def test_what_cannot_be_compared_is_not(first: Measurement, second: Measurement, measures: Measures) -> None:
    assert measures.progress.between(first, second) is None


def test_a_change_within_measuring_error_reaches_nothing(measures: Measures) -> None:
    progress = measures.progress.between(value("lefs", "40"), value("lefs", "46"))
    assert progress is not None
    assert (progress.change, progress.reached) == (6.0, ())


def test_a_change_beyond_measuring_error_names_threshold_and_source(measures: Measures) -> None:
    progress = measures.progress.between(value("lefs", "30"), value("lefs", "44"))
    assert progress is not None
    assert {(one.kind, one.high, one.source) for one in progress.reached} == {
        ("MDC", 9.0, "Binkley 1999"),
        ("MCID", 9.0, "Binkley 1999"),
    }


def test_a_threshold_in_another_unit_is_not_applied(measures: Measures) -> None:
    earlier, later = value("six_mwt", "700", unit="foot"), value("six_mwt", "900", unit="foot")
    progress = measures.progress.between(earlier, later)
    assert progress is not None
    assert progress.reached == ()


def test_a_threshold_of_percent_counts_from_the_start(measures: Measures) -> None:
    progress = measures.progress.between(value("t25fw", "10.0", unit="second"), value("t25fw", "7.9", unit="second"))
    assert progress is not None
    assert [one.unit for one in progress.reached] == ["percent"]


def test_norms_are_kept_apart_from_results(measures: Measures) -> None:
    assert any(norm.figures == "13.5" for norm in measures.progress.norms("tug"))
