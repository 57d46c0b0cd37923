"""Reads measured function out of sentences in written form.

Owns the way from a sentence to measurements: items, groups of names, bound values, roles, spans. Knows nothing of policies,
nor of negation beyond "not performed"; the words themselves are in patterns/measures.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from scribe.nlp.measures.binding import Binder
from scribe.nlp.measures.catalogue import Measure
from scribe.nlp.measures.groups import Group, group_names
from scribe.nlp.measures.lexer import Item, Lexer
from scribe.nlp.measures.lexicon import load_lexicon, longest, pieces
from scribe.nlp.measures.roles import RoleReader, Told
from scribe.nlp.measures.values import Examined, MeasureCarry, Measurement, Name, Refusal

_GOALS = "goals"
_REACH = 8


class Day(Protocol):
    """A date found in a text."""

    start: int
    end: int
    date: dt.date | None
    last: dt.date | None


class DayFinder(Protocol):
    """Finds the dates of a text, seen from the date of service `on`."""

    def find(self, text: str, *, on: dt.date | None) -> Sequence[Any]:
        """All dates, in order."""


class Measures:
    """Finds the measurements of a sentence; built once from patterns/measures, holds no state of a note.

    Performance: about 60 µs for a sentence with a measure, under 1 µs for one without a number or a level of assistance.
    """

    def __init__(self, folder: Path, *, dates: DayFinder | None = None) -> None:
        """Reads and compiles `folder` (patterns/measures). `dates` gives the values their dates.

        Raises:
            PatternError: a file has a mistake; the message names file, entry and what is wrong.
        """
        self._lexicon = load_lexicon(folder)
        self._lexer = Lexer(self._lexicon)
        self._dates = dates
        words = "|".join(sorted({re.escape(sign) for sign in self._lexicon.signs}, key=len, reverse=True))
        self._sign = re.compile(rf"\d|[=:] ?[IV]+\b|\b(?:level|stage|grade) [IVX]|\b(?:{words})(?!\w)", re.IGNORECASE)
        functional = {name for name, measure in self._lexicon.measures.items() if measure.functional}
        self._phrases = {
            phrase: ids
            for phrase, part in self._lexicon.parts.items()
            if (
                ids := tuple(name for name in part.ids if name in functional)
                or (() if part.ids else ("mmt", "rom_generic"))
            )
        }

    @property
    def catalogue(self) -> Mapping[str, Measure]:
        """All measures by id."""
        return self._lexicon.measures

    @property
    def phrases(self) -> Mapping[str, tuple[str, ...]]:
        """Lower-case name phrase to measure ids: a sentence without one (and without a carry) holds no measurement."""
        return self._phrases

    def names(self, text: str) -> list[Name]:
        """The names in a text, for callers that do not match `phrases` themselves."""
        words = pieces(text)
        spans = [(match.start, match.end) for match in self._lexer.items(text) if match.kind == "name"]
        return [Name(start, end, text[start:end].lower()) for start, end in spans] if words else []

    def read(
        self,
        text: str,
        names: Sequence[Name],
        *,
        carry: MeasureCarry | None = None,
        section: str | None = None,
        on: dt.date | None = None,
        box: bool | None = None,
    ) -> tuple[list[Measurement], MeasureCarry | None]:
        """The measurements of a sentence, and what the next sentence starts from.

        Args:
            text: the sentence in written form.
            names: the names found in it; without any (and without a carry) nothing is read.
            carry: what the sentence before left.
            section: the section in force; in "goals" a value is a goal unless the words say otherwise.
            on: the date of service.
            box: a check-box before the sentence; an empty one negates.
        """
        if not names and carry is None:
            return [], None
        examined = self.examine(text, carry=carry, section=section, on=on, box=box)
        return list(examined.measurements), examined.carry

    def examine(
        self,
        text: str,
        *,
        carry: MeasureCarry | None = None,
        section: str | None = None,
        on: dt.date | None = None,
        box: bool | None = None,
    ) -> Examined:
        """Like `read`, and says also which values were refused and why."""
        if box is not False and not self._sign.search(text):
            return Examined()
        items = self._lexer.items(text)
        groups = group_names(items, text, self._lexicon, carry)
        binder = Binder(items, groups, text, self._lexicon, carry)
        bound = binder.bind()
        days = _Days(text, on, self._dates)
        told = RoleReader(items, bound, text, goal=section == _GOALS, day_of=days.of, side=carry.side if carry else None).read()
        found = [self._measurement(items, one, box) for one in told]
        taken = {id(one.group) for one in bound}
        found += self._not_taken(text, items, [group for group in groups if id(group) not in taken], box)
        refusals: tuple[Refusal, ...] = tuple(binder.refusals)
        return Examined(tuple(sorted(found, key=_place)), refusals, self._next(told, groups, carry))

    def _measurement(self, items: list[Item], told: Told, box: bool | None) -> Measurement:
        bound, measure = told.bound, self._lexicon.measures[told.bound.measure]
        start, end = items[bound.index].start, items[bound.index].end
        if bound.group and bound.forward:
            end = max(end, items[bound.group.last].end)
        elif bound.group and not bound.again:
            start = min(start, items[bound.group.first].start)
            end = max(end, items[bound.group.last].end)
        else:
            near = [items[index] for index, _ in told.cues if abs(index - bound.index) <= 6]
            start, end = min([start, *(item.start for item in near)]), max([end, *(item.end for item in near)])
        return Measurement(
            start,
            end,
            measure.id,
            bound.value.text,
            bound.value.unit,
            told.side if measure.sided else None,
            told.role,  # type: ignore[arg-type]
            told.date,
            "negated" if box is False else "affirmed",
        )

    def _not_taken(self, text: str, items: list[Item], groups: list[Group], box: bool | None) -> list[Measurement]:
        """Measures said not to have been taken ("Berg not performed"), or beside an empty box."""
        found = []
        for group in groups:
            measure = self._lexicon.measures[group.ids[-1]]
            if not group.instrument or not measure.functional or (group.short and not text[items[group.last].start].isupper()):
                continue
            behind = [item for item in items[group.last + 1 : group.last + 1 + _REACH]]
            cut = next((place for place, item in enumerate(behind) if item.kind in ("stop", "value")), len(behind))
            after = next((item for item in behind[:cut] if item.kind == "not_done"), None)
            before = next(
                (item for item in reversed(items[max(group.first - 3, 0) : group.first]) if item.kind == "no_result"),
                None,
            )
            if after or before or box is False:
                start = before.start if before else items[group.first].start
                end = after.end if after else items[group.last].end
                found.append(Measurement(start, end, measure.id, None, assertion="negated"))
        return found

    def _next(self, told: list[Told], groups: list[Group], carry: MeasureCarry | None) -> MeasureCarry | None:
        """What the next sentence starts from: the measures with values here, else what was carried here."""
        if not told:
            tests = [name for group in reversed(groups) if group.instrument and not group.short for name in group.ids]
            return MeasureCarry(tuple(tests), valued=False) if tests else carry if not groups else None
        measures = tuple(dict.fromkeys(one.bound.measure for one in reversed(told)))
        joints = [group.joint for group in groups if group.joint]
        return MeasureCarry(measures, joints[-1] if joints else None, told[-1].side)


class _Days:
    """The dates of one text, looked up only when asked for."""

    def __init__(self, text: str, on: dt.date | None, finder: DayFinder | None) -> None:
        self._text, self._on, self._finder = text, on, finder
        self._found: Sequence[Day] | None = None

    def of(self, start: int, end: int) -> tuple[dt.date | None, bool]:
        """The exact date named within [start, end), and whether what is named there lies before the date of service."""
        if self._finder is None:
            return None, False
        if self._found is None:
            self._found = self._finder.find(self._text, on=self._on)
        for day in self._found:
            if day.start < end and start < day.end:
                last = day.date or day.last
                return day.date, bool(self._on and last and last < self._on)
        return None, False


def _place(measurement: Measurement) -> tuple[int, int]:
    return measurement.start, measurement.end


__all__ = ["Measures", "longest"]
