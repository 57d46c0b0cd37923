"""What is known of one encounter while it is judged: its days, and its evidence by kind in the order of the note.

Owns look-ups, attribute tests and dates. Knows nothing of requirements or verdicts.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

from scribe.policy.schema import Bounds, Clause, Tests, Value
from scribe.policy.timing import Span
from scribe.types import Assertion, Encounter, Evidence

Anchors = Mapping[str, tuple[str, ...]]

_LONGEST = 3660
_IGNORED = {Assertion.HISTORICAL, Assertion.OTHER_PERSON}


class Facts:
    """One encounter and its evidence, indexed once; evidence of closed episodes and other persons is left out."""

    __slots__ = ("_anchors", "_askers", "_family", "_kinds", "encounter", "met", "terms")

    def __init__(self, encounter: Encounter, evidence: Sequence[Evidence]) -> None:
        self.encounter = encounter
        kinds: dict[str, list[Evidence]] = {}
        for item in evidence:
            if item.assertion not in _IGNORED:
                kinds.setdefault(item.kind, []).append(item)
        for items in kinds.values():
            items.sort(key=_place)
        self._kinds = kinds
        self._askers: Mapping[str, Set[str]] = {}
        self._family = ""
        self._anchors: dict[tuple[str, tuple[str, ...]], Span | None] = {}
        self.met: dict[str, Sequence[Evidence]] = {}
        self.terms: dict[tuple[str, str | None], Terms] = {}

    def asked_by(self, askers: Mapping[str, Set[str]]) -> None:
        """Which families of policies ask for a kind of evidence on this claim."""
        self._askers = askers

    def begin(self, family: str) -> None:
        """Start a policy's requirements anew: what met another policy's is no anchor of this one's."""
        self._family = family
        self.met = {}
        self._anchors = {}

    def of(self, kind: str, scope: str | None = None) -> list[Evidence]:
        """The evidence of `kind`, in the note's order, that does not speak of another scope than `scope`.

        A scope is a bucket's name, or another attribute with its value ("side=left").
        """
        items = self._kinds.get(kind, [])
        if scope is None:
            return items
        name, _, value = scope.rpartition("=")
        return [item for item in items if item.attributes.get(name or "bucket", value) in (value, "both")]

    def about(self, clause: Clause, scope: str | None = None) -> list[Evidence]:
        """The evidence a clause is about, whatever it asserts."""
        items = self.of(clause.kind, scope)
        if clause.about:
            items = [item for item in items if passes(clause.about, item.attributes)]
        if clause.if_told:
            items = [item for item in items if _not_otherwise(clause.if_told, item.attributes)]
            if len(self._askers.get(clause.kind, ())) > 1:
                named = clause.if_told.keys()
                items = [item for item in items if not named.isdisjoint(item.attributes) or self._ours(item)]
        return items

    def _ours(self, item: Evidence) -> bool:
        """Whether an order that names no item is of the family judged: the one whose own evidence stands nearest."""
        own = [
            (max(other.start - item.end, item.start - other.end), other.start, family)
            for kind, families in self._askers.items()
            for family in families
            for other in self._kinds.get(kind, ())
            if len(families) == 1
        ]
        return not own or min(own)[-1] == self._family

    def day(self, name: str) -> dt.date | None:
        """The encounter's day of that name."""
        value = getattr(self.encounter, name, None)
        return value if isinstance(value, dt.date) else None

    def anchor(self, name: str, anchors: Anchors) -> Span | None:
        """The span an anchor stands for: the first of its sources that is known; of several dates the earliest.

        A source is a day of the encounter, a kind of evidence, or what met a requirement judged before.
        """
        sources = anchors.get(name) or (f"encounter.{name}",)
        key = (name, sources)
        if key not in self._anchors:
            self._anchors[key] = self._known(sources)
        return self._anchors[key]

    def _known(self, sources: tuple[str, ...]) -> Span | None:
        for source in sources:
            where, _, what = source.partition(".")
            if where == "encounter":
                day = self.day(what)
                if day:
                    return Span(day, day)
                continue
            items = self.met.get(what, ()) if where == "met" else self.of(what)
            spans = [span(item) for item in items if item.assertion is Assertion.AFFIRMED]
            known = [found for found in spans if found]
            if known:
                return min(known, key=_first_day)
        return None


@dataclass(frozen=True, slots=True)
class Term:
    """The length a plan states: an end, or a number of days from a beginning."""

    until: dt.date | None = None
    days: int = 0
    begun: Span | None = None


@dataclass(slots=True)
class Terms:
    """The terms told by one kind of evidence: by the sentence they stand in, and by the plan they are of."""

    by_sentence: dict[int, Term] = field(default_factory=dict)
    by_plan: dict[Value | None, Term] = field(default_factory=dict)


def longer(one: Term | None, other: Term) -> Term:
    """The term that ends later; an end that is told goes before a number of days."""
    if one is None:
        return other
    if one.until or other.until:
        return other if other.until and (one.until is None or other.until > one.until) else one
    return other if other.days > one.days else one


def term_of(evidence: Evidence) -> Term:
    """The term a piece of evidence states."""
    days = number(evidence.attributes.get("duration_days", 0)) or 0
    return Term(day_of(evidence, "until"), min(max(int(days), 0), _LONGEST), span(evidence))


def passes(tests: Tests, attributes: Mapping[str, Value]) -> bool:
    """Whether every test holds; an attribute that is absent fails its test."""
    for name, test in tests.items():  # noqa: SIM110 (a generator costs more than the tests)
        if not _holds(test, attributes.get(name)):
            return False
    return True


def _not_otherwise(tests: Tests, attributes: Mapping[str, Value]) -> bool:
    """Whether no attribute that is told fails its test."""
    return all(_holds(test, attributes[name]) for name, test in tests.items() if name in attributes)


def _holds(test: tuple[Value, ...] | Bounds, value: Value | None) -> bool:
    if value is None:
        return False
    if isinstance(test, tuple):
        return value in test
    known = number(value)
    if known is None:
        return False
    return (
        (test.above is None or known > test.above)
        and (test.below is None or known < test.below)
        and (test.min is None or known >= test.min)
        and (test.max is None or known <= test.max)
    )


def number(value: Value) -> float | None:
    """The value as a number, when it is one; digits as text count."""
    if isinstance(value, bool):
        return None
    try:
        found = float(value)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def day_of(evidence: Evidence, name: str) -> dt.date | None:
    """The attribute `name` as a day, when it is one."""
    value = evidence.attributes.get(name)
    if not isinstance(value, str):
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        return None


def span(evidence: Evidence) -> Span | None:
    """When it happened: its date, or the days the words place it between."""
    day = day_of(evidence, "date")
    if day:
        return Span(day, day)
    first, last = day_of(evidence, "date_from"), day_of(evidence, "date_to")
    return Span(first, last) if first and last and first <= last else None


def _place(evidence: Evidence) -> tuple[int, int, str]:
    return evidence.start, evidence.end, evidence.id


def _first_day(found: Span) -> tuple[dt.date, dt.date]:
    return found.first, found.last
