"""What is handed in and out: names, values, measurements.

Owns the shapes only; how a value finds its measure, role and side is settled elsewhere.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, NamedTuple

Side = Literal["left", "right", "both"]
Role = Literal["current", "prior", "goal", "reference"]


class Name(NamedTuple):
    """A measure's name heard at [start, end) of a reading; `phrase` is its key in `Measures.phrases`."""

    start: int
    end: int
    phrase: str


@dataclass(slots=True)
class Value:
    """One value as written: its shape, and its parts.

    `shape` is number, fraction, range, grade, assist, balance, roman, vertebra or letter. `number` is the (first)
    number, `high` the end of a range, `of` the denominator. `text` is the value as evidence gives it.
    """

    shape: str
    text: str
    number: float | None = None
    high: float | None = None
    of: float | None = None
    unit: str | None = None
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Measurement:
    """A measure of this patient with its value, at [start, end) of the reading.

    `value` is the number as digits ("42" for 42/56, "3+" for 3+/5, "3-114" for a range) or the id of an assist level;
    None with `assertion` negated, which says that the measure was not taken. `date` is when it was taken, where the
    words say. `item` is the name as spoken, without sides ("knee flexion", "toileting").
    """

    start: int
    end: int
    measure: str
    value: str | None
    unit: str | None = None
    side: Side | None = None
    role: Role = "current"
    date: dt.date | None = None
    assertion: Literal["affirmed", "negated"] = "affirmed"
    item: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A value that stands with a measure but cannot be one of its values; `reason` holds no dictated text."""

    start: int
    end: int
    measure: str
    reason: Literal["out_of_range", "wrong_denominator"]


@dataclass(frozen=True, slots=True)
class MeasureCarry:
    """What one sentence leaves for the next: the measures last spoken of (latest first), the joint and the side.

    `valued` says whether they had a value there; if not, the next sentence may give it.
    """

    measures: tuple[str, ...]
    joint: str | None = None
    side: Side | None = None
    valued: bool = True


@dataclass(frozen=True, slots=True)
class Examined:
    """All that a sentence holds: what counts, what was refused and why, and what the next sentence starts from."""

    measurements: tuple[Measurement, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    carry: MeasureCarry | None = None
