"""Policy files with one thing changed: a day, a length, a number, a value, or a part left out.

A file's own examples must tell each of them from the file as it is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple

from scribe.policy.policyfile import Ledger, PolicyFile, Version
from scribe.policy.schema import Applies, Bounds, Clause, Path, Requirement, Shape, Tests
from scribe.policy.timing import Duration, Window

DAY = dt.timedelta(days=1)
STEPS = (-1, 1)


class Mutant(NamedTuple):
    """A changed policy, and what was changed."""

    name: str
    policy: PolicyFile


Change = tuple[str, Any]


def mutants(policy: PolicyFile) -> Iterator[Mutant]:
    """Every mutant of a policy file."""
    for name, versions in _each("", policy.versions, _version, whole=False):
        yield Mutant(name, policy.model_copy(update={"versions": versions}))
    if policy.sides:
        yield Mutant("sides left out", policy.model_copy(update={"sides": {}}))
    if policy.ledger:
        for name, ledger in _ledger(policy.ledger):
            yield Mutant(name, policy.model_copy(update={"ledger": ledger}))


def _each(name: str, items: tuple[Any, ...], change: Any, *, whole: bool = True) -> Iterator[Change]:
    """The items with one changed, and (with `whole`) with one left out."""
    for index, item in enumerate(items):
        before, after = items[:index], items[index + 1 :]
        place = f"{name}{getattr(item, 'id', index)}"
        for told, changed in change(item):
            yield f"{place} {told}", (*before, changed, *after)
        if whole and (before or after):
            yield f"{place} left out", (*before, *after)


def _set(shape: Shape, field: str, changes: Iterator[Change]) -> Iterator[Change]:
    for name, value in changes:
        yield name, shape.model_copy(update={field: value})


def _days(shape: Shape, field: str) -> Iterator[Change]:
    day = getattr(shape, field)
    for step in STEPS if day else ():
        yield f"{field} {step:+} day", shape.model_copy(update={field: day + step * DAY})


def _version(version: Version) -> Iterator[Change]:
    yield from _days(version, "first")
    if version.to:
        yield "to -1 day", version.model_copy(update={"to": version.to - DAY})
    yield from _set(version, "requirements", _each("", version.requirements, _requirement))
    if version.governs.unread and version.kx == "required":
        yield (
            "unread left out",
            version.model_copy(update={"governs": version.governs.model_copy(update={"unread": ()})}),
        )
    fact = version.governs.fact
    for field in ("calls", "denies") if fact else ():
        for name, changed in _set(fact, field, _each(f"{field} ", getattr(fact, field), _clause)):  # type: ignore[arg-type]
            yield name, version.model_copy(update={"governs": version.governs.model_copy(update={"fact": changed})})


def _requirement(requirement: Requirement) -> Iterator[Change]:
    if requirement.evidence:
        yield from _set(requirement, "evidence", _clause(requirement.evidence))
    yield from _set(requirement, "any_of", _each("path ", requirement.any_of, _path))
    yield from _set(requirement, "applies", _each("applies ", requirement.applies, _applies))
    if requirement.applies:
        yield "applies left out", requirement.model_copy(update={"applies": ()})


def _path(path: Path) -> Iterator[Change]:
    yield from _days(path, "since")
    yield from _set(path, "all_of", _each("clause ", path.all_of, _clause))
    if path.unless:
        yield "unless left out", path.model_copy(update={"unless": ()})
    if path.same_by:
        yield "same_by left out", path.model_copy(update={"same_by": None})


def _applies(applies: Applies) -> Iterator[Change]:
    yield from _days(applies, "since")
    yield from _days(applies, "to")
    if applies.past:
        for step in STEPS:
            past = applies.past.model_copy(update={"within": _longer(applies.past.within, step)})
            yield f"past {step:+} day", applies.model_copy(update={"past": past})


def _clause(clause: Clause) -> Iterator[Change]:
    yield from _set(clause, "about", _tests("about", clause.about))
    yield from _set(clause, "counts_if", _tests("counts_if", clause.counts_if))
    for field in ("if_told", "not_if", "pending_if"):
        if getattr(clause, field):
            yield f"{field} left out", clause.model_copy(update={field: {}})
    for index, timing in enumerate(clause.timing):
        rest = (clause.timing[:index], clause.timing[index + 1 :])
        yield f"timing {index} left out", clause.model_copy(update={"timing": (*rest[0], *rest[1])})
        for name, rule in _window(timing.rule):
            changed = timing.model_copy(update={"rule": rule})
            yield f"timing {name}", clause.model_copy(update={"timing": (*rest[0], changed, *rest[1])})


def _tests(name: str, tests: Tests) -> Iterator[Change]:
    for attribute, test in tests.items():
        if isinstance(test, Bounds):
            for field in test.model_fields_set:
                for step in STEPS:
                    moved = test.model_copy(update={field: getattr(test, field) + step})
                    yield f"{name} {attribute} {field} {step:+}", {**tests, attribute: moved}
            continue
        for value in test if len(test) > 1 else ():
            less = tuple(other for other in test if other != value)
            yield f"{name} {attribute} without {value}", {**tests, attribute: less}


def _window(window: Window) -> Iterator[tuple[str, Window]]:
    for step in STEPS:
        if window.length != Duration():
            longer = _longer(window.length, step)
            yield f"length {step:+} day", Window(window.relation, window.anchor, longer, window.least)
        if window.least != Duration():
            least = _longer(window.least, step)
            yield f"least {step:+} day", Window(window.relation, window.anchor, window.length, least)


def _longer(length: Duration, days: int) -> Duration:
    return Duration(days=length.days + days, months=length.months)


def _ledger(ledger: Ledger) -> Iterator[Change]:
    for index, year in enumerate(ledger.years):
        for bucket, amount in year.amounts.items():
            for step in STEPS if amount else ():
                changed = year.model_copy(update={"amounts": {**year.amounts, bucket: (amount or 0) + step / 100}})
                years = (*ledger.years[:index], changed, *ledger.years[index + 1 :])
                yield f"{year.year} {bucket} {step:+} cent", ledger.model_copy(update={"years": years})
    for step in STEPS:
        yield f"percent {step:+}", ledger.model_copy(update={"approaching_percent": ledger.approaching_percent + step})
        for field in ("first", "each") if ledger.timed else ():
            timed = ledger.timed.model_copy(update={field: getattr(ledger.timed, field) + step})  # type: ignore[union-attr]
            yield f"timed {field} {step:+}", ledger.model_copy(update={"timed": timed})
