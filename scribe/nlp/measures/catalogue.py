"""The catalogue of measures: what each is called, which values it can have and which direction is better.

Owns the file form of patterns/measures/catalogue and its checks. Knows nothing of sentences: whether the words around a
value make it a result, a goal or a norm is settled elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scribe.errors import PatternError
from scribe.patternfile import line_of, read_pattern_file

_KEYS = {
    "id",
    "name",
    "names",
    "only_with_value",
    "form",
    "of",
    "unit",
    "range",
    "bare",
    "direction",
    "class",
    "functional",
    "sided",
    "instrument",
    "note",
}
_CLASSES = frozenset("ABCDGH")
_DIRECTIONS = ("higher", "lower", "none")
FORM_KEYS = {"shapes", "units", "bare"}


@dataclass(frozen=True, slots=True)
class Form:
    """What values of a kind look like: their shapes, their units, and whether a bare number will do."""

    shapes: frozenset[str]
    units: frozenset[str]
    bare: bool


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of the catalogue.

    `group` is the class of the catalogue: A performance or instrument, B rated by the clinician, C standardized
    questionnaire, D plain self-report, G and H not functional. `ranges` are by unit, "" where no unit is said.
    `instrument` says that the names name a test, so that "not performed" says something of it.
    """

    id: str
    name: str
    names: tuple[str, ...]
    only_with_value: tuple[str, ...]
    form: Form
    of: frozenset[float]
    ranges: Mapping[str, tuple[float, float]]
    direction: str
    group: str
    functional: bool = True
    sided: bool = False
    instrument: bool = True

    def range_for(self, unit: str | None) -> tuple[float, float] | None:
        """The plausible range of a value in `unit` (the scale's own ends where it has any)."""
        return self.ranges.get(unit or "") or self.ranges.get("")


def load_catalogue(folder: Path, forms: Mapping[str, Form]) -> dict[str, Measure]:
    """All measures of `folder`/catalogue/*.yaml by id.

    Raises:
        PatternError: an entry has a mistake; names file, entry and what is wrong.
    """
    measures: dict[str, Measure] = {}
    for path in sorted((folder / "catalogue").glob("*.yaml")):
        for row in read_pattern_file(path) or ():
            measure = _measure(row, f"measures/catalogue/{path.name}", forms)
            if measure.id in measures:
                raise PatternError(f"measures/catalogue/{path.name}{line_of(row)}: {measure.id}: this id stands twice")
            measures[measure.id] = measure
    if not measures:
        raise PatternError("measures/catalogue: no measures found")
    return measures


def _measure(row: Any, place: str, forms: Mapping[str, Form]) -> Measure:
    if not isinstance(row, dict) or not isinstance(row.get("id"), str):
        raise PatternError(f"{place}{line_of(row)}: an entry without an id")
    where = f"{place}{line_of(row)}: {row['id']}"
    if unknown := set(row) - _KEYS:
        raise PatternError(f"{where}: unknown key {min(unknown)!r}; known are {', '.join(sorted(_KEYS))}")
    for key, known in (("form", forms), ("class", _CLASSES), ("direction", _DIRECTIONS)):
        if row.get(key) not in known:
            raise PatternError(f"{where}: {key} must be one of {', '.join(sorted(known))}")
    form = forms[row["form"]]
    units = tuple(str(row["unit"]).split()) if "unit" in row else ()
    return Measure(
        id=row["id"],
        name=str(row.get("name") or row["id"]),
        names=_words(row, "names", where),
        only_with_value=_words(row, "only_with_value", where),
        form=Form(form.shapes, frozenset(units) or form.units, bool(row.get("bare", form.bare))),
        of=frozenset(float(number) for number in row.get("of") or ()),
        ranges=_ranges(row.get("range"), where),
        direction=row["direction"],
        group=row["class"],
        functional=bool(row.get("functional", True)),
        sided=bool(row.get("sided", False)),
        instrument=bool(row.get("instrument", True)),
    )


def _words(row: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    words = row.get(key) or ()
    for word in words:
        if not isinstance(word, str) or word != word.lower():
            raise PatternError(
                f"{where}: {key}: {word!r} must be text in lower case (in quotes if YAML reads it otherwise)"
            )
    return tuple(words)


def _ranges(value: Any, where: str) -> dict[str, tuple[float, float]]:
    rows = value if isinstance(value, dict) else {"": value} if value is not None else {}
    ranges = {}
    for unit, ends in rows.items():
        if not isinstance(ends, list) or len(ends) != 2 or ends[0] > ends[1]:
            raise PatternError(f"{where}: range: expected two numbers, the lower first")
        ranges[str(unit)] = (float(ends[0]), float(ends[1]))
    return ranges
