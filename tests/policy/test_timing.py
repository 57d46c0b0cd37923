from __future__ import annotations

import datetime as dt

import pytest

from scribe.policy.timing import Duration, Fit, Span, Window


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def span(first: str, last: str | None = None) -> Span:
    return Span(day(first), day(last or first))


@pytest.mark.parametrize(
    ("length", "start", "before"),
    [
        ("P6M", "2026-06-15", "2025-12-15"),
        ("P6M", "2026-08-31", "2026-02-28"),
        ("P6M", "2024-08-31", "2024-02-29"),
        ("P3M", "2026-05-31", "2026-02-28"),
        ("P30D", "2026-03-01", "2026-01-30"),
        ("P2W", "2026-03-01", "2026-02-15"),
        ("P1Y", "2024-02-29", "2023-02-28"),
    ],
)
def test_a_duration_counts_back_by_the_calendar(length: str, start: str, before: str) -> None:
    assert Duration.parse(length).before(day(start)) == day(before)


@pytest.mark.parametrize("text", ["6M", "P6", "P6H", "PT6M", "P-6M", ""])
def test_a_duration_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected a duration"):
        Duration.parse(text)


@pytest.mark.parametrize("text", ["within 6 months before delivery", "after delivery", "in force for P90D"])
def test_a_window_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        Window.parse(text)


@pytest.mark.parametrize(
    ("rule", "when", "fit"),
    [
        ("within P6M before x", span("2025-12-15"), Fit.YES),
        ("within P6M before x", span("2025-12-14"), Fit.NO),
        ("within P6M before x", span("2026-06-15"), Fit.YES),
        ("within P6M before x", span("2026-06-16"), Fit.NO),
        ("within P6M before x", span("2025-12-01", "2025-12-31"), Fit.UNKNOWN),
        ("within P6M before x", span("2026-06-01", "2026-06-15"), Fit.YES),
        ("within P6M before x", span("2025-11-01", "2025-11-30"), Fit.NO),
        ("within P30D after x", span("2026-07-15"), Fit.YES),
        ("within P30D after x", span("2026-07-16"), Fit.NO),
        ("within P30D after x", span("2026-07-01", "2026-07-31"), Fit.UNKNOWN),
        ("on or after x", span("2026-06-15"), Fit.YES),
        ("on or after x", span("2026-06-14"), Fit.NO),
        ("on or after x", span("2026-06-01", "2026-06-30"), Fit.UNKNOWN),
        ("on or before x", span("2026-06-15"), Fit.YES),
        ("on or before x", span("2026-06-16"), Fit.NO),
        ("in force at x for P90D", span("2026-03-17"), Fit.YES),
        ("in force at x for P90D", span("2026-03-16"), Fit.NO),
    ],
)
def test_a_date_is_judged_against_its_window(rule: str, when: Span, fit: Fit) -> None:
    assert Window.parse(rule).judge(when, span("2026-06-15")) is fit
