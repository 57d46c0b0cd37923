"""What earlier statements leave for the next.

Owns the Context and how it ages: a paper or clinician lately named, topics, persons, doctors' roles, the measure last
named, the date just told. A small value; the same statements in the same order always leave the same Context.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from scribe.nlp.found import Found
from scribe.nlp.measures import MeasureCarry
from scribe.nlp.names import Named
from scribe.nlp.persons import Subject

_PAPER_LASTS, _MEASURE_LASTS = 2, 1
# Statements are counted so far and no further.
_HEARD_MOST = 12
_NOBODY = Subject()


@dataclass(frozen=True, slots=True)
class Context:
    """What earlier statements leave; ages count statements since the thing was named."""

    paper: str | None = None
    paper_age: int = 0
    clinician: str | None = None
    clinician_age: int = 0
    topics: frozenset[str] = frozenset()
    subject: Subject = _NOBODY
    measure: MeasureCarry | None = None
    measure_age: int = 0
    named: Named = ()
    heard: int = 0
    day: dt.date | None = None
    told: tuple[Found, ...] = ()

    def after(
        self,
        *,
        paper: str | None = None,
        clinician: str | None = None,
        measure: MeasureCarry | None = None,
        topics: frozenset[str] | None = None,
        subject: Subject | None = None,
        named: Named | None = None,
        day: dt.date | None = None,
        told: tuple[Found, ...] = (),
    ) -> Context:
        """The context one statement later; what that statement named itself is given here."""
        paper, paper_age = (paper, 0) if paper else _aged(self.paper, self.paper_age, _PAPER_LASTS)
        clinician, clinician_age = (
            (clinician, 0) if clinician else _aged(self.clinician, self.clinician_age, _PAPER_LASTS)
        )
        kept, measure_age = (measure, 0) if measure else _aged(self.measure, self.measure_age, _MEASURE_LASTS)
        return Context(
            paper,
            paper_age,
            clinician,
            clinician_age,
            self.topics if topics is None else topics,
            self.subject.aged() if subject is None else subject,
            kept,
            measure_age,
            self.named if named is None else named,
            min(self.heard + 1, _HEARD_MOST),
            day,
            told,
        )

    def lent(self) -> tuple[str, ...]:
        """The labels of the paper and clinician that a pronoun may mean."""
        return tuple(label for label in (self.paper, self.clinician) if label is not None)


def _aged[Named](value: Named | None, age: int, lasts: int) -> tuple[Named | None, int]:
    if value is None or age >= lasts:
        return None, 0
    return value, age + 1
