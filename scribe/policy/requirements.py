"""The status of a requirement from the evidence: met, missing, pending, negated, stale or contradicted.

Owns how assertions, order in the note, time windows and alternative paths make a status. Knows nothing of claim lines.
Only a later statement contradicts an earlier one; a later affirmation settles what was open before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scribe.policy.facts import Anchors, Facts, day_of, passes
from scribe.policy.fitting import Fitted, fitted
from scribe.policy.schema import Clause, Path, Requirement
from scribe.policy.timing import Fit
from scribe.types import Assertion, Evidence, Status

_OPEN = {Assertion.PENDING, Assertion.UNCERTAIN, Assertion.HYPOTHETICAL}
_LIFTS_NEGATION = {Assertion.PENDING, Assertion.UNCERTAIN}
_WORST_FIRST = (Status.CONTRADICTED, Status.NEGATED, Status.MISSING, Status.STALE, Status.PENDING, Status.MET)
_TELLING_FIRST = (Status.MET, Status.CONTRADICTED, Status.PENDING, Status.STALE, Status.NEGATED, Status.MISSING)


@dataclass(frozen=True, slots=True)
class Finding:
    """A status, the evidence behind it, and the window that decided it when one did."""

    status: Status
    evidence: tuple[Evidence, ...] = ()
    timed: Fitted | None = None


@dataclass(slots=True)
class _Heard:
    """A clause's evidence sorted by what it says."""

    affirmed: list[Evidence] = field(default_factory=list)
    opposing: list[Evidence] = field(default_factory=list)
    negated: list[Evidence] = field(default_factory=list)
    open: list[Evidence] = field(default_factory=list)


_MISSING = Finding(Status.MISSING)


def judge(requirement: Requirement, facts: Facts, anchors: Anchors, scope: str | None = None) -> Finding:
    """How the requirement stands for `scope` (a ledger's bucket, or None)."""
    if requirement.evidence is not None:
        return clause_finding(requirement.evidence, facts, anchors, scope)
    paths = [path_finding(path, facts, anchors, scope) for path in requirement.any_of]
    return _pick(paths, _TELLING_FIRST)


def worst(findings: Sequence[Finding]) -> Finding:
    """The finding that stands for several scopes together."""
    return _pick(findings, _WORST_FIRST)


def path_finding(path: Path, facts: Facts, anchors: Anchors, scope: str | None) -> Finding:
    """How one alternative stands; a path not open on this date of service counts as unsaid."""
    service = facts.day("date_of_service")
    if path.since and (service is None or service < path.since):
        return _MISSING
    if any(_spoken(clause, facts, scope) for clause in path.unless):
        return _MISSING
    if len(path.all_of) == 1:
        return clause_finding(path.all_of[0], facts, anchors, scope)
    findings = [clause_finding(clause, facts, anchors, scope) for clause in path.all_of]
    if path.same_by and not _one_person(findings, path.same_by.titles):
        return _MISSING
    decisive = _pick(findings, _WORST_FIRST)
    evidence = tuple(item for finding in findings for item in finding.evidence)
    return Finding(decisive.status, evidence, decisive.timed)


def _one_person(findings: Sequence[Finding], titles: Sequence[str]) -> bool:
    """Whether no two clauses are met only by evidence that names different persons."""
    named = [{_name(item, titles) for item in finding.evidence} for finding in findings if finding.evidence]
    told = [names for names in named if None not in names]
    return not told or bool(set.intersection(*told))


def _name(item: Evidence, titles: Sequence[str]) -> str | None:
    """The last word of who it is by, when that is a name."""
    words = str(item.attributes.get("by", "")).casefold().replace(".", " ").replace(",", " ").split()
    return words[-1] if words and words[-1] not in titles else None


def _spoken(clause: Clause, facts: Facts, scope: str | None) -> bool:
    return any(item.assertion is not Assertion.HYPOTHETICAL for item in facts.about(clause, scope))


def _pick(findings: Sequence[Finding], order: tuple[Status, ...]) -> Finding:
    return min(findings, key=lambda finding: order.index(finding.status))


def clause_finding(clause: Clause, facts: Facts, anchors: Anchors, scope: str | None = None) -> Finding:
    """How one clause stands."""
    items = facts.about(clause, scope)
    if not items:
        return _MISSING
    heard = _sorted(clause, items)
    if heard.affirmed:
        return _affirmed(clause, heard, facts, anchors, scope)
    if heard.negated:
        lifted = [item for item in heard.open if item.assertion in _LIFTS_NEGATION]
        return Finding(Status.PENDING if lifted else Status.NEGATED, (*heard.negated, *lifted))
    if heard.open:
        return Finding(Status.PENDING, tuple(heard.open))
    return _MISSING


def _sorted(clause: Clause, items: Sequence[Evidence]) -> _Heard:
    heard = _Heard()
    for item in items:
        if item.assertion is Assertion.AFFIRMED:
            if clause.not_if and passes(clause.not_if, item.attributes):
                continue
            if clause.pending_if and passes(clause.pending_if, item.attributes):
                heard.open.append(item)
            elif passes(clause.counts_if, item.attributes):
                heard.affirmed.append(item)
            continue
        if item.assertion is Assertion.NEGATED:
            heard.negated.append(item)
        elif item.assertion in _OPEN:
            heard.open.append(item)
        if item.assertion.value in clause.opposed_by:
            heard.opposing.append(item)
    return heard


def _affirmed(clause: Clause, heard: _Heard, facts: Facts, anchors: Anchors, scope: str | None) -> Finding:
    fits = [(item, fitted(item, clause, facts, anchors, scope)) for item in heard.affirmed]
    opposing = _latest(heard.opposing, clause.same)
    for wanted, status in ((Fit.YES, Status.MET), (Fit.UNKNOWN, Status.PENDING)):
        group = [(item, fit) for item, fit in fits if fit.fit is wanted]
        if not group:
            continue
        standing = [(item, fit) for item, fit in group if not _contradicting(item, opposing, clause.same)]
        if standing:
            return Finding(status, tuple(item for item, _ in standing), standing[0][1])
        against = [o for item, _ in group for o in _contradicting(item, opposing, clause.same)]
        both = {item.id: item for item in (*(item for item, _ in group), *against)}
        return Finding(Status.CONTRADICTED, tuple(both.values()))
    return Finding(Status.STALE, tuple(item for item, _ in fits), fits[-1][1])


def _latest(opposing: Sequence[Evidence], same: Mapping[str, str | None]) -> list[Evidence]:
    """Of the statements about one thing and of one date, the last; the earlier ones decide nothing it does not."""
    last: dict[tuple[object, ...], Evidence] = {}
    for item in opposing:
        last[(item.attributes.get("date"), *(item.attributes.get(name) for name in same))] = item
    return list(last.values())


def _contradicting(item: Evidence, opposing: Sequence[Evidence], same: Mapping[str, str | None]) -> list[Evidence]:
    """The later statements that deny or reopen `item`: about the same thing, and not dated before it."""
    later = [other for other in opposing if (other.start, other.end) > (item.start, item.end)]
    return [other for other in later if _same(item, other, same) and not _older(other, item)]


def _same(item: Evidence, other: Evidence, same: Mapping[str, str | None]) -> bool:
    for name, default in same.items():
        told = other.attributes.get(name)
        if told is not None and told != item.attributes.get(name, default):
            return False
    return True


def _older(other: Evidence, item: Evidence) -> bool:
    before, after = day_of(other, "date"), day_of(item, "date")
    return bool(before and after and before < after)
