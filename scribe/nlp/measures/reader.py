"""Reads measured function out of sentences in written form.

Owns the way from a sentence to measurements: items, groups of names, bound values, roles, spans. Knows nothing of
policies, nor of negation beyond "not performed"; the words themselves are in patterns/measures.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Protocol

from scribe.nlp.measures.binding import Binder
from scribe.nlp.measures.catalogue import Measure
from scribe.nlp.measures.cues import Told
from scribe.nlp.measures.groups import ANY_MOTION, MUSCLE_TEST, Group, group_names
from scribe.nlp.measures.lexer import Item, Lexer
from scribe.nlp.measures.lexicon import WORD, Part, load_lexicon
from scribe.nlp.measures.nearby import unknown
from scribe.nlp.measures.progress import ProgressTable
from scribe.nlp.measures.roles import RoleReader
from scribe.nlp.measures.values import Examined, MeasureCarry, Measurement, Name, Side

# How many items behind a name "not performed" may stand, before it "did not perform", and a cue of a second value.
_REACH, _BEFORE, _CUE_REACH = 8, 3, 6
_HEADING = 32
_NUMBER = re.compile(r"\d|\b[IVX]+\b")


class Day(Protocol):
    """A date found in a text."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where it ends."""

    @property
    def date(self) -> dt.date | None:
        """The day, when exact."""

    @property
    def last(self) -> dt.date | None:
        """The last day of the span the words give."""


class DayFinder(Protocol):
    """Finds the dates of a text, seen from the date of service `on`."""

    def find(self, text: str, *, on: dt.date | None) -> Sequence[Day]:
        """All dates, in order."""


class Measures:
    """Finds the measurements of a sentence; built once from patterns/measures, holds no state of a note.

    Performance: near a hundred microseconds for a sentence with a measure, a few for one that holds neither a number
    nor a level of assistance.
    """

    def __init__(self, folder: Path, *, dates: DayFinder | None = None) -> None:
        """Reads and compiles `folder` (patterns/measures). `dates` gives the values their dates.

        Raises:
            PatternError: a file has a mistake; the message names file, entry and what is wrong.
        """
        self._lexicon = load_lexicon(folder)
        self._lexer = Lexer(self._lexicon)
        self._dates = dates
        self._folder = folder
        self._phrases: dict[str, tuple[str, ...]] = {}
        self._tests: dict[str, tuple[str, ...]] = {}
        for phrase, part in self._lexicon.parts.items():
            if ids := self._functional(part):
                variants = dict.fromkeys(self._variants(phrase), ids)
                self._phrases.update(variants)
                if part.kind == "measure" and not part.short and self._lexicon.measures[ids[0]].instrument:
                    self._tests.update(variants)

    @property
    def catalogue(self) -> Mapping[str, Measure]:
        """All measures by id."""
        return self._lexicon.measures

    @cached_property
    def progress(self) -> ProgressTable:
        """Compares values; its thresholds are read when first asked for.

        Raises:
            PatternError: patterns/measures/thresholds.yaml has a mistake.
        """
        return ProgressTable(self._folder, self._lexicon.measures, levels=self._lexicon.levels)

    @property
    def phrases(self) -> Mapping[str, tuple[str, ...]]:
        """Lower-case name phrase to measure ids: a sentence without one (and without a carry) holds no measurement."""
        return self._phrases

    def names(self, text: str) -> list[Name]:
        """The names in a text, for callers that do not match `phrases` themselves."""
        found = [item for item in self._lexer.items(text) if item.kind == "name"]
        return [Name(item.start, item.end, text[item.start : item.end].lower()) for item in found]

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
            names: the names found in it; without any (and without a carry) nothing is read. Their spans are not used.
            carry: what the sentence before left.
            section: the section in force; among goals a value is a goal unless the words say otherwise.
            on: the date of service.
            box: a check-box before the sentence; an empty one negates.
        """
        if not names and carry is None:
            return [], None
        if box is not False and self._worthless(text):
            tests = tuple(name for heard in names for name in self._tests.get(heard.phrase, ()))
            return [], MeasureCarry(tests, valued=False) if tests else None
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
        if section in self._lexicon.silent_sections:
            return Examined()
        items = self._lexer.items(text)
        groups = group_names(items, text, self._lexicon, carry)
        if not groups and carry is None:
            return Examined()
        binder = Binder(items, groups, text, self._lexicon, carry)
        bound = binder.bind()
        days = _Days(text, on, self._dates)
        base = self._lexicon.section_roles.get(section or "", "current")
        roles = RoleReader(items, binder.near, base=base, day_of=days.of)
        told = roles.read(bound, side=carry.side if carry else None)
        found = [self._measurement(items, one, box) for one in told]
        taken = {id(one.group) for one in bound}
        untaken = [group for group in groups if id(group) not in taken and self._is_test(group, items, text)]
        found += self._not_taken(items, untaken, box)
        found.sort(key=_place)
        return Examined(tuple(found), tuple(binder.refusals), self._next(items, told, groups, untaken, carry))

    def _variants(self, phrase: str) -> set[str]:
        """A phrase as written with and without hyphens ("6-minute walk", "sit-to-stand")."""
        plain = phrase.replace("-", " ")
        if plain.split(" ", 1)[0] not in self._lexicon.hyphened:
            return {phrase, plain}
        return {phrase, plain, plain.replace(" ", "-", 1), plain.replace(" ", "-", 2)}

    def _worthless(self, text: str) -> bool:
        """Whether a sentence can hold no value and is no heading ("Right shoulder") either."""
        if len(text) <= _HEADING or _NUMBER.search(text):
            return False
        return self._lexicon.hints.isdisjoint(WORD.findall(text.lower()))

    def _functional(self, part: Part) -> tuple[str, ...]:
        """The measures a name can mean; words of the body can mean a muscle test or a motion."""
        ids = part.ids if part.kind == "measure" else (*part.ids, MUSCLE_TEST, ANY_MOTION)
        return tuple(name for name in ids if self._lexicon.measures[name].functional)

    def _measurement(self, items: list[Item], told: Told, box: bool | None) -> Measurement:
        bound, measure = told.bound, self._lexicon.measures[told.bound.measure]
        start, end = items[bound.index].start, items[bound.index].end
        if bound.group and (bound.forward or not bound.again):
            start, end = min(start, items[bound.group.first].start), max(end, items[bound.group.last].end)
        else:
            near = [items[index] for index, _ in told.cues if abs(index - bound.index) <= _CUE_REACH]
            start, end = min([start, *(item.start for item in near)]), max([end, *(item.end for item in near)])
        return Measurement(
            start=start,
            end=end,
            measure=measure.id,
            value=bound.value.text,
            unit=bound.value.unit,
            side=told.side if measure.sided else None,
            role=told.role,
            date=told.date,
            assertion="negated" if box is False else "affirmed",
            item=bound.group.spoken if bound.group else None,
        )

    def _is_test(self, group: Group, items: list[Item], text: str) -> bool:
        """Whether a group names a test, so that "not performed" says something of it."""
        functional = self._lexicon.measures[group.ids[-1]].functional
        return group.instrument and functional and (not group.short or text[items[group.last].start].isupper())

    def _not_taken(self, items: list[Item], groups: list[Group], box: bool | None) -> list[Measurement]:
        """Measures said not to have been taken ("Berg not performed"), or beside an empty box."""
        found = []
        for group in groups:
            behind = items[group.last + 1 : group.last + 1 + _REACH]
            cut = next((place for place, item in enumerate(behind) if item.kind in ("stop", "value")), len(behind))
            after = next((item for item in behind[:cut] if item.kind == "not_done"), None)
            ahead = items[max(group.first - _BEFORE, 0) : group.first]
            before = next((item for item in reversed(ahead) if item.kind == "no_result"), None)
            if after or before or box is False:
                start = before.start if before else items[group.first].start
                end = after.end if after else items[group.last].end
                found.append(Measurement(start, end, group.ids[-1], None, assertion="negated"))
        return found

    def _next(
        self,
        items: list[Item],
        told: list[Told],
        groups: list[Group],
        untaken: list[Group],
        carry: MeasureCarry | None,
    ) -> MeasureCarry | None:
        """What the next sentence starts from: the measures valued here, else the tests named, else what came in."""
        joint = next((group.joint for group in reversed(groups) if group.joint), None)
        if not told:
            if joint and groups[-1].body and not unknown(items):
                return MeasureCarry((), joint, groups[-1].side, valued=False)
            tests = [name for group in reversed(untaken) if not group.short for name in group.ids]
            return MeasureCarry(tuple(tests), valued=False) if tests else carry if not groups else None
        measures = tuple(dict.fromkeys(one.bound.measure for one in reversed(told)))
        # "… 29 pounds and on the right": the side is of what comes next.
        side: Side | None = items[-1].data if items[-1].kind == "side" else told[-1].side
        return MeasureCarry(measures, joint, side)


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
        year = self._text[start:end]
        return None, bool(self._on and year.isdigit() and int(year) < self._on.year)


def _place(measurement: Measurement) -> tuple[int, int]:
    return measurement.start, measurement.end
