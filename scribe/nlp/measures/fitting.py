"""Whether a value can be a value of a measure, by its form, unit, denominator and range.

Owns the checks against the catalogue. Knows nothing of where the value stands.
"""

from __future__ import annotations

from typing import Literal

from scribe.nlp.measures.catalogue import Measure
from scribe.nlp.measures.values import Value

type Fit = Literal["strong", "bare", "out_of_range", "wrong_denominator"]

_GRADES = 5
_WORDS = frozenset({"assist", "balance", "vertebra", "letter"})


def fit(measure: Measure, value: Value, *, again: bool = False) -> Fit | None:
    """How a value fits a measure: "strong" (its form says so), "bare" (a number that may be), why not, or None.

    `again` says that the measure has a value already, so that the unit need not be said a second time.
    """
    form = measure.form
    if not measure.functional:
        return "bare" if value.number is not None else None
    if value.shape in _WORDS:
        return "strong" if value.shape in form.shapes else None
    if value.shape == "roman":
        return "bare" if "roman" in form.shapes and within(measure, value) else None
    if value.of is not None:
        return _fit_fraction(measure, value)
    if value.unit is None:
        return _fit_number(measure, value, bare=form.bare or again, again=again)
    if value.unit not in form.units or (value.shape == "range" and "range" not in form.shapes and not value.joined):
        return None
    return "strong" if within(measure, value) else "out_of_range"


def within(measure: Measure, value: Value) -> bool:
    """Whether a value lies in the range of its measure for its unit."""
    ends = measure.range_for(value.unit)
    numbers = [number for number in (value.number, value.high) if number is not None]
    return ends is None or all(ends[0] <= number <= ends[1] for number in numbers)


def _fit_fraction(measure: Measure, value: Value) -> Fit | None:
    shapes, number, of = measure.form.shapes, value.number or 0, value.of or 0
    graded = "grade" in shapes and of == _GRADES
    if graded or value.of in measure.of or ("fraction" in shapes and not measure.of):
        return "strong" if 0 <= number <= of else "out_of_range"
    if value.shape == "grade" or not measure.of or value.unit not in (None, "point"):
        return None
    return "wrong_denominator"


def _fit_number(measure: Measure, value: Value, *, bare: bool, again: bool) -> Fit | None:
    shapes = measure.form.shapes
    if value.shape == "grade":
        return "bare" if "grade" in shapes and within(measure, value) else None
    if value.shape == "range":
        if "range" not in shapes:
            return "bare" if bare and within(measure, value) else None
        return "strong" if within(measure, value) and (value.high or 0) > _GRADES else None
    if not bare or not ("number" in shapes or (again and "grade" in shapes)):
        return None
    return "bare" if within(measure, value) else "out_of_range"
