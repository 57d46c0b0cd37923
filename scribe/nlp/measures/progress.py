"""Says whether a later value of a measure is better, and whether the change is more than measuring error.

Owns the comparison by the measure's own direction and the form of patterns/measures/thresholds.yaml. Knows nothing of
where the values come from; what a change amounts to it says only by the thresholds of that file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from scribe.errors import PatternError
from scribe.nlp.measures.catalogue import Measure
from scribe.nlp.measures.values import Measurement
from scribe.patternfile import line_of, read_pattern_file

_RANGE = re.compile(r"(-?\d+(?:\.\d+)?)-(-?\d+(?:\.\d+)?)")
_GRADE = re.compile(r"(-?\d+(?:\.\d+)?)([+-]?)")
# A plus or minus is less than a step to the next grade.
_SIGNS = {"+": 1 / 3, "-": -1 / 3, "": 0.0}
_ALMOST = 1e-6


@dataclass(frozen=True, slots=True)
class Threshold:
    """An amount of change that counts, with whom it was found in; `low` and `high` are what sources give."""

    kind: str
    low: float
    high: float
    unit: str
    population: str
    source: str


@dataclass(frozen=True, slots=True)
class Norms:
    """Figures that are norms or cut-offs of a measure, never results."""

    figures: str
    of: str
    source: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How a later value stands to an earlier one.

    `change` is later minus earlier, in `unit` where both have one; None for levels of assistance. `reached` holds the
    thresholds that the change reaches at their highest figure.
    """

    direction: Literal["improved", "worse", "unchanged", "changed"]
    change: float | None
    unit: str | None
    reached: tuple[Threshold, ...]


class ProgressTable:
    """Compares measurements; built once from patterns/measures/thresholds.yaml.

    `levels` are the words of ordered scales (levels of assistance, balance grades), the best first.
    """

    def __init__(self, folder: Path, measures: Mapping[str, Measure], *, levels: Sequence[str]) -> None:
        """Reads the thresholds.

        Raises:
            PatternError: the file has a mistake; names the measure and what is wrong.
        """
        self._measures = measures
        self._ranks = {level: -float(place) for place, level in enumerate(levels)}
        self._change: dict[str, tuple[Threshold, ...]] = {}
        self._norms: dict[str, tuple[Norms, ...]] = {}
        rows = read_pattern_file(folder / "thresholds.yaml")
        for name, row in (rows or {}).items():
            place = f"measures/thresholds.yaml{line_of(row)}: {name}"
            if name not in measures:
                raise PatternError(f"{place}: no measure has this id")
            self._change[name] = tuple(_threshold(one, place) for one in row.get("change") or ())
            self._norms[name] = tuple(_norms(one, place) for one in row.get("norms") or ())

    def thresholds(self, measure: str) -> tuple[Threshold, ...]:
        """The change thresholds of a measure."""
        return self._change.get(measure, ())

    def norms(self, measure: str) -> tuple[Norms, ...]:
        """The norms and cut-offs of a measure."""
        return self._norms.get(measure, ())

    def between(self, earlier: Measurement, later: Measurement) -> Progress | None:
        """The progress from one measurement to a later one.

        None when they cannot be compared: another measure, side or unit, or values that have no order.
        """
        sides = {earlier.side, later.side} - {None}
        units = {earlier.unit, later.unit} - {None}
        if earlier.measure != later.measure or len(sides) > 1 or len(units) > 1:
            return None
        before, after = self._amount(earlier.value), self._amount(later.value)
        if before is None or after is None:
            return None
        change, unit = after - before, next(iter(units), None)
        direction = self._direction(self._measures[later.measure], change)
        counted = None if later.value in self._ranks else round(change, 4)
        reached = tuple(one for one in self.thresholds(later.measure) if _reaches(one, change, unit, before))
        return Progress(direction, counted, unit, reached)

    def _direction(self, measure: Measure, change: float) -> Literal["improved", "worse", "unchanged", "changed"]:
        if abs(change) < _ALMOST:
            return "unchanged"
        if measure.direction == "none":
            return "changed"
        return "improved" if (change > 0) == (measure.direction == "higher") else "worse"

    def _amount(self, value: str | None) -> float | None:
        """A value as a number: the arc of a range, a grade with its sign, the rank of a level."""
        if value is None:
            return None
        if value in self._ranks:
            return self._ranks[value]
        if arc := _RANGE.fullmatch(value):
            return float(arc[2]) - float(arc[1])
        if grade := _GRADE.fullmatch(value):
            return float(grade[1]) + _SIGNS[grade[2]]
        return None


def _reaches(threshold: Threshold, change: float, unit: str | None, before: float) -> bool:
    amount = abs(change)
    if threshold.unit == "percent" and unit not in ("percent", None) and before:
        amount = 100 * amount / abs(before)
    elif unit is not None and threshold.unit not in (unit, "point"):
        return False
    return amount + _ALMOST >= threshold.high


def _threshold(row: Any, place: str) -> Threshold:
    try:
        low, high = (float(number) for number in row["amount"])
        return Threshold(row["kind"], low, high, row["unit"], row["in"], row["source"])
    except (KeyError, TypeError, ValueError) as error:
        raise PatternError(f"{place}: change: expected kind, amount [low, high], unit, in and source") from error


def _norms(row: Any, place: str) -> Norms:
    try:
        return Norms(row["figures"], row["of"], row["source"])
    except (KeyError, TypeError) as error:
        raise PatternError(f"{place}: norms: expected figures, of and source") from error
