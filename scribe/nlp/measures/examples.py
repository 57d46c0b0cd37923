"""The examples beside the measures: sentences in written form, and what is heard in them.

Owns the file form of patterns/measures/examples and the check. A find is written "measure value side role", where side
is left out when none is said and role when it is current; "measure negated" is a measure said not to have been taken.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scribe.errors import PatternError
from scribe.nlp.measures.reader import Measures
from scribe.nlp.measures.values import Measurement
from scribe.patternfile import line_of, read_pattern_file

_KEYS = {"text", "find", "after", "section", "date"}


@dataclass(frozen=True, slots=True)
class MeasureExample:
    """A sentence, the sentence before it if any, and what must be found, in order."""

    place: str
    text: str
    find: tuple[str, ...]
    after: str | None = None
    section: str | None = None
    date: dt.date | None = None


def load_measure_examples(folder: Path) -> list[MeasureExample]:
    """All examples of `folder`/examples.

    Raises:
        PatternError: an example has a mistake; names file, number and what is wrong.
    """
    examples = []
    for path in sorted((folder / "examples").glob("*.yaml")):
        for number, row in enumerate(read_pattern_file(path) or (), start=1):
            examples.append(_example(row, f"measures/examples/{path.name}{line_of(row)}: example {number}"))
    return examples


def failures(examples: Iterable[MeasureExample], measures: Measures) -> Iterator[str]:
    """What does not come out as written, one message for each example."""
    for example in examples:
        carry = measures.examine(example.after, on=example.date).carry if example.after else None
        found = measures.examine(example.text, carry=carry, section=example.section, on=example.date).measurements
        heard = tuple(told(one) for one in found)
        if heard != example.find:
            yield f"{example.place}: expected {list(example.find)}, found {list(heard)}"


def told(measurement: Measurement) -> str:
    """A measurement as examples write it."""
    if measurement.assertion == "negated":
        return f"{measurement.measure} negated"
    role = None if measurement.role == "current" else measurement.role
    return " ".join(part for part in (measurement.measure, measurement.value, measurement.side, role) if part)


def _example(row: Any, place: str) -> MeasureExample:
    if not isinstance(row, dict) or not isinstance(row.get("text"), str) or not isinstance(row.get("find"), list):
        raise PatternError(f"{place}: expected text, and find as a list")
    if unknown := set(row) - _KEYS:
        raise PatternError(f"{place}: unknown key {min(unknown)!r}; known are {', '.join(sorted(_KEYS))}")
    find = tuple(str(one) for one in row["find"])
    return MeasureExample(place, row["text"], find, row.get("after"), row.get("section"), row.get("date"))
