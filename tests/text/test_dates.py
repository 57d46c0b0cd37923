"""Dates of a reading, seen from a date of service on Tuesday, July 14, 2026."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scribe.paths import resource
from scribe.text.dates import Dates
from scribe.text.days import When

DATES = Dates(resource("patterns"))
ON = date(2026, 7, 14)


def found(text: str, on: date | None = ON) -> list[tuple[str, str]]:
    """Each date as its words and its day, or the first and last day of its span."""
    return [(text[when.start : when.end], _said(when)) for when in DATES.find(text, on=on)]


def _said(when: When) -> str:
    if when.date:
        return when.date.isoformat()
    return f"{when.first} {when.last}" if when.first else "?"


@pytest.mark.parametrize(
    ("text", "words", "meant"),
    [
        ("POC signed 7/13/26.", "7/13/26", "2026-07-13"),
        ("signed 07/13/2026", "07/13/2026", "2026-07-13"),
        ("signed 7-13-26", "7-13-26", "2026-07-13"),
        ("born 4/5/61", "4/5/61", "1961-04-05"),
        ("as of 2026-07-01", "2026-07-01", "2026-07-01"),
        ("POC signed by Dr. Dunmore 4/9", "4/9", "2026-04-09"),
        ("Dr. Ketchum, faxed 2/3, still out", "2/3", "2026-02-03"),
        ("knee 4-96 (10/20: 9-81)", "10/20", "2025-10-20"),
        ("grip at 2/9 eval was low", "2/9", "2026-02-09"),
        ("cert dated 4/5 by her doctor", "4/5", "2026-04-05"),
        ("Plan in force thru 9/25", "9/25", "2026-09-25"),
        ("seen on July 3", "July 3", "2026-07-03"),
        ("Dr. Orr signed it May 8", "May 8", "2026-05-08"),
        ("seen July 3 of last year", "July 3 of last year", "2025-07-03"),
        ("seen on July 14", "July 14", "2026-07-14"),
        ("seen on July 20", "July 20", "2025-07-20"),
        ("signed July 3, 2025", "July 3, 2025", "2025-07-03"),
        ("signed july 3 2025", "july 3 2025", "2025-07-03"),
        ("signed July 3rd", "July 3rd", "2026-07-03"),
        ("signed Sept. 3", "Sept. 3", "2025-09-03"),
        ("signed 13 July 2026", "13 July 2026", "2026-07-13"),
        ("the 3rd of March 2026", "3rd of March 2026", "2026-03-03"),
        ("signed on may 5", "may 5", "2026-05-05"),
        ("surgery is scheduled for August 3", "August 3", "2026-08-03"),
        ("plan runs through September 30", "September 30", "2026-09-30"),
        ("she will follow the plan signed on August 3", "August 3", "2025-08-03"),
        ("signed today", "today", "2026-07-14"),
        ("today's visit", "today", "2026-07-14"),
        ("faxed this morning", "this morning", "2026-07-14"),
        ("signed yesterday", "yesterday", "2026-07-13"),
        ("due tomorrow", "tomorrow", "2026-07-15"),
        ("last Tuesday", "last Tuesday", "2026-07-07"),
        ("next tuesday", "next tuesday", "2026-07-21"),
        ("next Friday", "next Friday", "2026-07-17"),
        ("this Tuesday", "this Tuesday", "2026-07-14"),
        ("she was seen on Friday", "Friday", "2026-07-10"),
        ("he is scheduled to sign on Friday", "Friday", "2026-07-17"),
        ("starts on the 20th", "the 20th", "2026-07-20"),
        ("signed on the 20th", "the 20th", "2026-06-20"),
        ("signed Monday the 13th", "Monday the 13th", "2026-07-13"),
        ("fell 2 days ago", "2 days ago", "2026-07-12"),
        ("fell a day ago", "a day ago", "2026-07-13"),
    ],
)
def test_an_exact_date(text: str, words: str, meant: str) -> None:
    assert found(text) == [(words, meant)]


@pytest.mark.parametrize(
    ("text", "words", "meant"),
    [
        ("closed Apr 2025", "Apr 2025", "2025-04-01 2025-04-30"),
        ("closed 4/2025", "4/2025", "2025-04-01 2025-04-30"),
        ("stroke in April", "April", "2026-04-01 2026-04-30"),
        ("stroke in August", "August", "2025-08-01 2025-08-31"),
        ("stroke in March", "March", "2026-03-01 2026-03-31"),
        ("visits through August", "August", "2026-08-01 2026-08-31"),
        ("in early June", "early June", "2026-06-01 2026-06-10"),
        ("at the end of February", "the end of February", "2026-02-20 2026-02-28"),
        ("last April", "last April", "2026-04-01 2026-04-30"),
        ("signed last week", "last week", "2026-07-05 2026-07-11"),
        ("due next week", "next week", "2026-07-19 2026-07-25"),
        ("went over last month", "last month", "2026-06-01 2026-06-30"),
        ("seen this month", "this month", "2026-07-01 2026-07-31"),
        ("seen earlier this month", "earlier this month", "2026-07-01 2026-07-14"),
        ("later this month", "later this month", "2026-07-14 2026-07-31"),
        ("last year's plan", "last year", "2025-01-01 2025-12-31"),
        ("over the past week", "the past week", "2026-07-07 2026-07-14"),
        ("3 weeks ago", "3 weeks ago", "2026-06-20 2026-06-26"),
        ("a month ago", "a month ago", "2026-05-30 2026-06-29"),
        ("2 years ago", "2 years ago", "2024-01-13 2025-01-13"),
        ("diabetes since 2009", "2009", "2009-01-01 2009-12-31"),
        ("an ulcer at the heel in 2022.", "2022", "2022-01-01 2022-12-31"),
        ("surgery (march 2026)", "march 2026", "2026-03-01 2026-03-31"),
    ],
)
def test_a_span_of_days(text: str, words: str, meant: str) -> None:
    assert found(text) == [(words, meant)]


@pytest.mark.parametrize(
    ("text", "words", "meant"),
    [
        ("seen May 4, signed that same day", "that same day", "2026-05-04"),
        ("seen May 4 and signed the next day", "the next day", "2026-05-05"),
        ("seen May 4, signed a week later", "a week later", "2026-05-11"),
        ("seen 5/4/26, signed 3 days later", "3 days later", "2026-05-07"),
    ],
)
def test_a_day_after_the_date_before_it(text: str, words: str, meant: str) -> None:
    assert found(text)[-1] == (words, meant)


def test_a_date_behind_today_names_the_day() -> None:
    assert found("seen today, May 4, for her feet") == [("May 4", "2026-05-04")]
    assert found("seen today and on May 4") == [("today", "2026-07-14"), ("May 4", "2026-05-04")]


def test_a_day_after_a_date_of_an_earlier_text_is_not_placed() -> None:
    assert [(when.date, when.later) for when in DATES.find("signed 2 weeks later", on=None)] == [(None, 14)]


@pytest.mark.parametrize(
    "text",
    [
        "quad 3+/5 and 4/5",
        "Berg 42/56, FGA 12/30, pain 4/10",
        "BP 132/78",
        "strength 4/5: improving",
        "7 of 10, then 3/10 and 2/3 of the way",
        "visit 4/11",
        "5-0-140 and 3-5 reps",
        "February 31",
        "2/31/26 and 13/13/26",
        "she may walk, they march 20 steps",
        "may 4 feet",
        "the 20th visit, her 21st session",
        "on the 3rd metatarsal",
        "2000 steps, 2026 feet",
        "teeth 19 and 30",
        "$2,480 in charges",
        "she sat and the sun set",
        "twice a week for a month",
        "L4/5 disc",
        "97110 and A5512",
        "1/2 inch lift",
    ],
)
def test_no_date(text: str) -> None:
    assert found(text) == []


def test_several_dates_in_order() -> None:
    assert found("certified 05/20/2026 through 08/17/2026, updated 7/1") == [
        ("05/20/2026", "2026-05-20"),
        ("08/17/2026", "2026-08-17"),
        ("7/1", "2026-07-01"),
    ]


@pytest.mark.parametrize(
    "text", ["signed July 3", "signed 7/13", "today", "last week", "in April", "on the 20th", "3 weeks ago"]
)
def test_without_a_date_of_service_such_a_date_is_not_placed(text: str) -> None:
    assert [meant for _, meant in found(text, on=None)] == ["?"]


def test_a_date_with_a_year_needs_no_date_of_service() -> None:
    assert found("signed July 3, 2025", on=None) == [("July 3, 2025", "2025-07-03")]


def test_february_29_goes_back_to_a_leap_year() -> None:
    assert found("signed February 29") == [("February 29", "2024-02-29")]


def test_offsets_hold_where_lower_case_is_longer() -> None:
    assert found("İ signed July 3") == [("July 3", "2026-07-03")]


@given(st.dates(date(2000, 1, 1), date(2049, 12, 31)))
def test_every_form_of_a_date_with_its_year_is_found(day: date) -> None:
    forms = [
        f"{day:%m/%d/%Y}",
        f"{day:%m/%d/%y}",
        f"{day.month}/{day.day}/{day:%y}",
        f"{day:%Y-%m-%d}",
        f"{day:%B} {day.day}, {day.year}",
    ]
    for form in forms:
        assert found(f"signed {form} by him") == [(form, day.isoformat())]


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_a_date_without_a_year_is_never_more_than_a_year_back_nor_ahead(day: date, on: date) -> None:
    [when] = DATES.find(f"signed {day:%B} {day.day}", on=on)
    assert when.date is not None
    assert (when.date.month, when.date.day) == (day.month, day.day)
    assert 0 <= (on - when.date).days <= (366 * 4 if (day.month, day.day) == (2, 29) else 366) + 1
