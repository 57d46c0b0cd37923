"""Calendar arithmetic: possible dates, months and weeks around a day.

Owns what a day, a month or a weekday means beside the date of service. Knows no text.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from dataclasses import dataclass

NEAR = 183  # days: how far ahead a date without a year may lie
ADVERB = 3  # "she may first need": up to third, the ordinal behind an ordinary month may be an adverb


@dataclass(frozen=True, slots=True)
class When:
    """A date at reading [start, end): `date` when exact, else `first` to `last` (inclusive) when a span is known.

    `later`: so many days after a date that was named before this text.
    """

    start: int
    end: int
    date: dt.date | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    later: int | None = None


Days = dt.date | tuple[dt.date, dt.date] | None
"""A day, a span of days (inclusive), or not known."""


def exact(year: int, month: int, day: int) -> dt.date | None:
    """The date, or nothing when the calendar has none such."""
    if not 1900 <= year <= 2199 or not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        return None
    return dt.date(year, month, day)


def possible(month: int, day: int) -> bool:
    """Whether some year has that month and day."""
    return exact(2024, month, day) is not None


def whole_year(year: str) -> int:
    """The year of two or four digits: two are of this century up to 49, else of the last."""
    return int(year) if len(year) == 4 else int(year) + (2000 if int(year) < 50 else 1900)


def whole_month(year: int, month: int) -> tuple[dt.date, dt.date]:
    """First and last day of a month."""
    return dt.date(year, month, 1), dt.date(year, month, monthrange(year, month)[1])


def month_beside(on: dt.date, step: int) -> tuple[int, int]:
    """Year and month `step` months from that of `on`."""
    year, month = divmod(on.year * 12 + on.month - 1 + step, 12)
    return year, month + 1


def nearest(month: int, day: int, on: dt.date, *, ahead: bool) -> dt.date:
    """The date of that month and day at or before `on`; with `ahead`, the next one if it lies within `NEAR` days."""
    found = [date for year in range(on.year - 8, on.year + 9) if (date := exact(year, month, day))]
    past = max(date for date in found if date <= on)
    if not ahead or past == on:
        return past
    coming = min(date for date in found if date > on)
    return coming if (coming - on).days <= NEAR else past


def nearest_day(day: int, on: dt.date, *, ahead: bool) -> dt.date | None:
    """The day of a month ("the 20th") at or before `on`, or the next one."""
    for step in range(3):
        date = exact(*month_beside(on, step if ahead else -step), day)
        if date is not None and (date > on if ahead else date <= on):
            return date
    return None


def nearest_month(month: int, on: dt.date, *, ahead: bool) -> tuple[dt.date, dt.date]:
    """The month at or before that of `on`; with `ahead`, the coming one if it begins within `NEAR` days."""
    year = on.year if month <= on.month else on.year - 1
    if ahead and month != on.month and (dt.date(year + 1, month, 1) - on).days <= NEAR:
        year += 1
    return whole_month(year, month)


def weekday(number: int, on: dt.date, *, ahead: bool) -> dt.date:
    """The weekday (Monday is 0) strictly before or after `on`."""
    if ahead:
        return on + dt.timedelta((number - on.weekday()) % 7 or 7)
    return on - dt.timedelta((on.weekday() - number) % 7 or 7)


def period(on: dt.date, unit: str, step: int) -> tuple[dt.date, dt.date]:
    """The week (Sunday to Saturday), month or year of `on`, or one beside it."""
    if unit == "week":
        first = on - dt.timedelta((on.weekday() + 1) % 7) + dt.timedelta(7 * step)
        return first, first + dt.timedelta(6)
    if unit == "year":
        return dt.date(on.year + step, 1, 1), dt.date(on.year + step, 12, 31)
    return whole_month(*month_beside(on, step))


def ago(count: int, unit: str, on: dt.date) -> Days:
    """So many days ago, exactly; weeks, months and years ago as the span that the words leave open."""
    if unit == "day":
        return on - dt.timedelta(count)
    if unit == "week":
        middle, slack = on - dt.timedelta(7 * count), 3
    else:
        year, month = month_beside(on, -count * (12 if unit == "year" else 1))
        if year < 1900:
            return None
        middle = dt.date(year, month, min(on.day, monthrange(year, month)[1]))
        slack = 15 if unit == "month" else 183
    return middle - dt.timedelta(slack), min(on, middle + dt.timedelta(slack))
