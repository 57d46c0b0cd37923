"""Calendar arithmetic: durations, spans of days, and whether a date lies in a window.

Owns windows such as "within P6M before delivery". Knows nothing of which policy asks for them.
A date that is only known to lie between two days gives YES or NO when every day of it agrees, else UNKNOWN.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from enum import Enum

_DURATION = re.compile(r"P(\d{1,4})([DWMY])")
_WITHIN = re.compile(r"within (P\w+) (before|after) (\w+)")
_BETWEEN = re.compile(r"from (P\w+) to (P\w+) after (\w+)")
_ORDER = re.compile(r"on or (before|after) (\w+)")
_EARLIER = re.compile(r"before (\w+)")
_FORCE = re.compile(r"in force at (\w+) for (P\w+)")


class Fit(Enum):
    """Whether a date lies in its window."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Span:
    """The days a thing may have happened on, both ends included."""

    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class Duration:
    """A calendar length: days, weeks, months or years."""

    days: int = 0
    months: int = 0

    @classmethod
    def parse(cls, text: str) -> Duration:
        """The duration written as P30D, P16W, P6M or P1Y."""
        found = _DURATION.fullmatch(text)
        if not found:
            raise ValueError(f'expected a duration like "P30D" or "P6M", found "{text}"')
        count = int(found[1])
        match found[2]:
            case "D":
                return cls(days=count)
            case "W":
                return cls(days=7 * count)
            case "M":
                return cls(months=count)
            case _:
                return cls(months=12 * count)

    def after(self, day: dt.date) -> dt.date:
        """`day` plus this duration; a month end stays a month end, and the calendar's end is its end."""
        try:
            return _shift(day, self.months) + dt.timedelta(days=self.days)
        except (OverflowError, ValueError):
            return dt.date.max

    def before(self, day: dt.date) -> dt.date:
        """`day` less this duration; a month end stays a month end, and the calendar's beginning is its beginning."""
        try:
            return _shift(day, -self.months) - dt.timedelta(days=self.days)
        except (OverflowError, ValueError):
            return dt.date.min


def _shift(day: dt.date, months: int) -> dt.date:
    if not months:
        return day
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


class Relation(Enum):
    """How a date must lie to its anchor."""

    WITHIN_BEFORE = "within before"
    WITHIN_AFTER = "within after"
    BETWEEN_AFTER = "between after"
    NOT_BEFORE = "on or after"
    NOT_AFTER = "on or before"
    EARLIER = "before"
    IN_FORCE = "in force"


@dataclass(frozen=True, slots=True)
class Window:
    """A rule on a date, parsed once: its relation, its anchor's name, its length."""

    relation: Relation
    anchor: str
    length: Duration = Duration()
    least: Duration = Duration()

    @classmethod
    def parse(cls, text: str) -> Window:
        """The window written as text.

        Raises:
            ValueError: the text is none of the known forms.
        """
        if found := _WITHIN.fullmatch(text):
            relation = Relation.WITHIN_BEFORE if found[2] == "before" else Relation.WITHIN_AFTER
            return cls(relation, found[3], Duration.parse(found[1]))
        if found := _BETWEEN.fullmatch(text):
            return cls(Relation.BETWEEN_AFTER, found[3], Duration.parse(found[2]), Duration.parse(found[1]))
        if found := _ORDER.fullmatch(text):
            return cls(Relation.NOT_AFTER if found[1] == "before" else Relation.NOT_BEFORE, found[2])
        if found := _EARLIER.fullmatch(text):
            return cls(Relation.EARLIER, found[1])
        if found := _FORCE.fullmatch(text):
            return cls(Relation.IN_FORCE, found[1], Duration.parse(found[2]))
        raise ValueError(
            'expected "within P6M before NAME", "within P30D after NAME", "from P31D to P91D after NAME", '
            '"on or after NAME", "on or before NAME", "before NAME" or "in force at NAME for P90D"'
        )

    def judge(self, when: Span, anchor: Span) -> Fit:
        """Whether `when` lies in the window at `anchor`."""
        match self.relation:
            case Relation.WITHIN_BEFORE:
                low = self.length.before
                early = _ends(when.last < low(anchor.first), when.first >= low(anchor.last))
                late = _ends(when.first > anchor.last, when.last <= anchor.first)
                return _both(early, late)
            case Relation.WITHIN_AFTER:
                high = self.length.after
                return _ends(when.first > high(anchor.last), when.last <= high(anchor.first))
            case Relation.BETWEEN_AFTER:
                low, high = self.least.after, self.length.after
                early = _ends(when.last < low(anchor.first), when.first >= low(anchor.last))
                late = _ends(when.first > high(anchor.last), when.last <= high(anchor.first))
                return _both(early, late)
            case Relation.NOT_BEFORE:
                return _ends(when.last < anchor.first, when.first >= anchor.last)
            case Relation.NOT_AFTER:
                return _ends(when.first > anchor.last, when.last <= anchor.first)
            case Relation.EARLIER:
                return _ends(when.first >= anchor.last, when.last < anchor.first)
            case Relation.IN_FORCE:
                end = self.length.after
                early = _ends(end(when.last) < anchor.first, end(when.first) >= anchor.last)
                late = _ends(when.first > anchor.last, when.last <= anchor.first)
                return _both(early, late)


def _ends(no: bool, yes: bool) -> Fit:
    return Fit.NO if no else Fit.YES if yes else Fit.UNKNOWN


def _both(one: Fit, other: Fit) -> Fit:
    if Fit.NO in (one, other):
        return Fit.NO
    return Fit.YES if one is other is Fit.YES else Fit.UNKNOWN
