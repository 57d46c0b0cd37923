"""Whether a piece of evidence lies in the time its clause asks for.

Owns the reading of undated, partly dated and lapsed evidence. Knows nothing of statuses or verdicts.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import reduce

from scribe.policy.facts import Anchors, Facts, Term, Terms, longer, span, term_of
from scribe.policy.schema import Clause, Timing
from scribe.policy.timing import Duration, Fit, Relation, Span
from scribe.types import Assertion, Evidence


@dataclass(frozen=True, slots=True)
class Fitted:
    """How a date fits, and the window that decided."""

    fit: Fit
    timing: Timing | None = None
    when: Span | None = None
    anchor: Span | None = None


_FITS = Fitted(Fit.YES)


def fitted(item: Evidence, clause: Clause, facts: Facts, anchors: Anchors, scope: str | None) -> Fitted:
    """How `item` fits every window of `clause`: NO if any says no, else UNKNOWN if any cannot tell."""
    if not clause.timing:
        return _FITS
    when = _by_service(span(item), facts) or (facts.anchor(clause.dated_by, anchors) if clause.dated_by else None)
    worst = _FITS
    for timing in clause.timing:
        found = _one(item, when, timing, facts, anchors, scope)
        if found.fit is Fit.NO:
            return found
        if found.fit is Fit.UNKNOWN and worst.fit is Fit.YES:
            worst = found
    return worst


def _by_service(when: Span | None, facts: Facts) -> Span | None:
    """What is told as done "this month" was done by the date of service, whatever is left of the month."""
    service = facts.day("date_of_service")
    if when is None or service is None or not when.first <= service < when.last:
        return when
    return Span(when.first, service)


def _one(
    item: Evidence, when: Span | None, timing: Timing, facts: Facts, anchors: Anchors, scope: str | None
) -> Fitted:
    anchor = facts.anchor(timing.rule.anchor, anchors)
    if timing.rule.relation is Relation.IN_FORCE:
        fit = _in_force(item, when, anchor, timing, facts, anchors, scope)
    elif when is None:
        fit = _undated(timing, anchor, facts)
    elif anchor is None:
        fit = _leave(timing.unanchored)
    else:
        fit = timing.rule.judge(when, anchor)
        if fit is Fit.UNKNOWN:
            fit = _leave(timing.unclear)
        elif fit is Fit.NO and timing.outside == "pending":
            fit = Fit.UNKNOWN
    return Fitted(fit, timing, when, anchor)


def _leave(taken: str) -> Fit:
    return Fit.YES if taken == "met" else Fit.UNKNOWN


def _undated(timing: Timing, anchor: Span | None, facts: Facts) -> Fit:
    """Without a date: what is told as done was done by the date of service, which may settle a window after."""
    service = facts.day("date_of_service")
    if timing.rule.relation is Relation.WITHIN_AFTER and anchor and service:
        done = timing.rule.judge(Span(dt.date.min, service), anchor)
        if done is Fit.YES:
            return done
    return _leave(timing.undated)


def _in_force(
    item: Evidence,
    when: Span | None,
    anchor: Span | None,
    timing: Timing,
    facts: Facts,
    anchors: Anchors,
    scope: str | None,
) -> Fit:
    """A certification holds from its date for the rule's length, or until its plan's own end if that comes first."""
    if anchor is None:
        return Fit.UNKNOWN if when else _leave(timing.undated)
    renewed = item.attributes.get("plan") == "recertification"
    begun = facts.anchor(timing.start, anchors) if timing.start and not renewed else None
    term = _term(item, timing, facts, scope)
    if when is None:
        if term.until:
            return Fit.YES if term.until >= anchor.last else Fit.NO
        if begun is None or begun.first > anchor.last:
            return _leave(timing.undated)
        when = Span(begun.first, anchor.last)
        if term.days and term.begun is None:
            term = Term(term.until, term.days, begun)
    first_end, last_end = _ends(when, term, timing)
    if last_end < anchor.first:
        return Fit.NO
    if when.first > anchor.last:
        return _late(when, anchor, begun, timing, renewed=renewed)
    return Fit.YES if first_end >= anchor.last and when.last <= anchor.last else Fit.UNKNOWN


def _term(item: Evidence, timing: Timing, facts: Facts, scope: str | None) -> Term:
    """The term the item states itself, else that of its plan: in the same sentence first, else the longest told."""
    own = term_of(item)
    if own.until or own.days or not timing.term:
        return Term(own.until, own.days)
    terms = facts.terms.get((timing.term, scope))
    if terms is None:
        terms = facts.terms[timing.term, scope] = _terms(timing.term, facts, scope)
    near = terms.by_sentence.get(item.sentence)
    if near:
        return near
    plan = item.attributes.get("plan")
    found = [term for name, term in terms.by_plan.items() if plan is None or name in (None, plan)]
    return reduce(longer, found, Term())


def _terms(kind: str, facts: Facts, scope: str | None) -> Terms:
    terms = Terms()
    for item in facts.of(kind, scope):
        term = term_of(item)
        if item.assertion is Assertion.AFFIRMED and (term.until or term.days):
            plan = item.attributes.get("plan")
            terms.by_sentence[item.sentence] = longer(terms.by_sentence.get(item.sentence), term)
            terms.by_plan[plan] = longer(terms.by_plan.get(plan), term)
    return terms


def _ends(when: Span, term: Term, timing: Timing) -> tuple[dt.date, dt.date]:
    """The earliest and the latest day on which it may lapse."""
    first, last = timing.rule.length.after(when.first), timing.rule.length.after(when.last)
    if term.until:
        return min(first, term.until), min(last, term.until)
    if term.days:
        begun = term.begun or when
        length = Duration(days=term.days)
        return min(first, length.after(begun.first)), min(last, length.after(begun.last))
    return first, last


def _late(when: Span, anchor: Span, begun: Span | None, timing: Timing, *, renewed: bool) -> Fit:
    """Signed after the service: it still counts when it came within the time allowed from the start of treatment."""
    if timing.late is None or renewed or (begun and begun.first > anchor.last):
        return Fit.NO
    if begun:
        in_time = when.last <= timing.late.after(begun.first)
        return Fit.YES if in_time else Fit.NO if when.first > timing.late.after(begun.last) else Fit.UNKNOWN
    return Fit.NO if when.first > timing.late.after(anchor.last) else Fit.UNKNOWN
