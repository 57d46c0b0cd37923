"""Dates from the words around a match: which date is whose, and what lies before the date of service.

Owns how the date that belongs to a match is chosen; what words say a date, scribe.text.dates knows. The words that mark
a range, an end, an event or a paper are data in patterns/context/assertions/quantities.yaml.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from scribe.nlp.frames import Match
from scribe.nlp.sentence import Mention, Sentence
from scribe.text.dates import Dates, When
from scribe.types import AttributeValue

Taken = tuple[dict[str, AttributeValue], list[tuple[int, int]]]
Taker = Callable[[Match, Sentence, str, dt.date | None], Taken]
_YEAR_BEFORE = re.compile(r"(?<![\w/.,$-])(20\d\d)\s+(?:\w+\s+)?$")
_MADE_REACH = 12
_BEFORE_COST, _CLAUSE_COST, _EVENT_COST, _TOO_FAR = 40, 60, 200, 260


class Days:
    """Takes dates for frames; built from quantities.yaml (KeyError or re.error where a list of it is wrong)."""

    def __init__(self, data: Mapping[str, Any], dates: Dates) -> None:
        self._range = re.compile(r"^\s*(?:" + data["range"] + r")\s*$", re.IGNORECASE)
        self._until_end = re.compile(r"(?<![a-z])(?:" + data["until"] + r")\W*$", re.IGNORECASE)
        self._events = frozenset(data["events"])
        self._manner = frozenset(data["manner"])
        self._papers = frozenset(data["papers"])
        self._recent_days = int(data["recent_days"])
        self._long_ago_days = int(data["long_ago_days"])
        self._dates = dates
        self.takers: dict[str, Taker] = {
            "date": self._date,
            "recent": self._recent,
            "past_year": self._past_year,
            "long_ago": self._long_ago,
            "earlier": self._earlier,
            "established": self._established,
            "until": self._until,
        }

    def _whens(self, text: str, on: dt.date | None) -> tuple[list[When], When | None]:
        """Single dates, and the date that something runs until."""
        whens = self._dates.find(text, on=on)
        until, ranged = None, set[int]()
        for index, when in enumerate(whens):
            if index and self._range.match(text[whens[index - 1].end : when.start]):
                until = _after(when, whens[index - 1])
                ranged |= {index - 1, index}
            elif self._until_end.search(text[: when.start]):
                until = when
                ranged.add(index)
        return [when for index, when in enumerate(whens) if index not in ranged], until

    def _date(self, match: Match, sentence: Sentence, text: str, on: dt.date | None) -> Taken:
        whens, _ = self._whens(text, on)
        best = self._nearest(match, sentence, whens)
        if best is None:
            return _named_year(match, text, on)
        if best.date is not None:
            return {"date": best.date.isoformat()}, [(best.start, best.end)]
        if best.later is not None:
            return {"later": best.later}, [(best.start, best.end)]
        if best.first is None or best.last is None:
            return {}, []
        return {"date_from": best.first.isoformat(), "date_to": best.last.isoformat()}, [(best.start, best.end)]

    def _recent(self, match: Match, sentence: Sentence, text: str, on: dt.date | None) -> Taken:
        """Whether the date of the match lies close before the date of service."""
        best, ago = self._days_ago(match, sentence, text, on)
        if best is None or ago is None or not 0 <= ago <= self._recent_days:
            return {}, []
        return {"recent": True}, [(best.start, best.end)]

    def _earlier(self, match: Match, sentence: Sentence, text: str, on: dt.date | None) -> Taken:
        """Whether the date of the match lies before the date of service."""
        best, ago = self._days_ago(match, sentence, text, on)
        return ({"earlier": True}, [(best.start, best.end)]) if best and ago is not None and ago > 0 else ({}, [])

    def _days_ago(
        self, match: Match, sentence: Sentence, text: str, on: dt.date | None
    ) -> tuple[When | None, int | None]:
        """The date of the match, and how many days before the date of service it lies (at most)."""
        best = self._nearest(match, sentence, self._whens(text, on)[0], own_only=True)
        day = None if best is None else best.date or best.first
        return best, (on - day).days if on and day else None

    def _past_year(self, match: Match, sentence: Sentence, text: str, on: dt.date | None) -> Taken:
        """Whether the date of the match lies in an earlier calendar year: what is counted by the year is then past."""
        whens, _ = self._whens(text, on)
        best = self._nearest(match, sentence, whens)
        day = None if best is None else best.date or best.last
        return ({"past_year": True}, []) if day is not None and on is not None and day.year < on.year else ({}, [])

    def _long_ago(self, match: Match, sentence: Sentence, text: str, on: dt.date | None) -> Taken:
        """Whether the date of the match lies so long before the date of service that it is of another treatment."""
        dated, _ = self._date(match, sentence, text, on)
        day = dated.get("date") or dated.get("date_to")
        known = dt.date.fromisoformat(day) if isinstance(day, str) else None
        return ({"past_year": True}, []) if on and known and (on - known).days > self._long_ago_days else ({}, [])

    def _established(self, match: Match, sentence: Sentence, text: str, on: dt.date | None) -> Taken:
        """The date on which a plan was made: one that a word of making or dating owns, not of signing or sending."""
        paper = match.head if match.head.label in self._papers else match.link
        papers = [item for item in sentence.mentions if item.label in self._papers]
        stops = [item.first for item in sentence.modifiers if item.terminates]
        made = [
            item
            for item in sentence.mentions
            if item.label == "CREATED"
            or (item.label == "DATED" and paper is not None and _belongs(item, paper, papers, stops))
        ]
        whens, _ = self._whens(text, on)
        for when in whens:
            if when.date and any(
                0 <= when.start - item.last <= _MADE_REACH
                and not any(
                    item.last <= other.first < when.start
                    for other in sentence.mentions
                    if other.label in self._events and other.label not in ("CREATED", "DATED")
                )
                for item in made
            ):
                return {"date": when.date.isoformat()}, [(when.start, when.end)]
        return {}, []

    def _nearest(self, match: Match, sentence: Sentence, whens: list[When], *, own_only: bool = False) -> When | None:
        head, papers = match.head, [item for item in sentence.mentions if item.label in self._papers]
        events = [item for item in sentence.mentions if item.label in self._events]
        stops = [item.first for item in sentence.modifiers if item.terminates]
        own = {
            item
            for item in events
            if item.label in self._manner
            or any(item.first < one.last and one.first < item.last for one in match.mentions())
            or (head.label in self._papers and _belongs(item, head, papers, stops))
        }
        best, best_cost, before = None, _TOO_FAR, 0
        for when in whens:
            # The event that a date follows owns it ("written May 4, was signed May 11").
            owner = next((item for item in reversed(events) if before <= item.first and item.last <= when.start), None)
            before = when.end
            if own_only and owner is not None and owner not in own:
                continue
            after = when.start >= head.last
            low, high = (head.last, when.start) if after else (when.end, head.first)
            cost = high - low if after else (high - low) + _BEFORE_COST
            cost += _EVENT_COST * (owner is not None and owner not in own)
            cost += _CLAUSE_COST * sum(low <= stop < high for stop in stops)
            if cost < best_cost:
                best, best_cost = when, cost
        return best

    def _until(self, match: Match, sentence: Sentence, text: str, on: dt.date | None) -> Taken:
        _, until = self._whens(text, on)
        last = until and (until.date or until.last)
        return ({"until": last.isoformat()}, []) if last else ({}, [])


def _after(end: When, start: When) -> When:
    """The end of a range, in the year after its start where the day alone would put it before it."""
    if end.date is None or start.date is None or end.date >= start.date:
        return end
    day = 28 if (end.date.month, end.date.day) == (2, 29) else end.date.day
    return replace(end, date=end.date.replace(year=end.date.year + 1, day=day))


def _named_year(match: Match, text: str, on: dt.date | None) -> Taken:
    """The year of "the 2024 plan of care", where it is not that of the date of service."""
    paper = match.link or match.head
    found = _YEAR_BEFORE.search(text, 0, paper.first)
    if found is None or on is None or int(found.group(1)) >= on.year:
        return {}, []
    year = int(found.group(1))
    span = {"date_from": dt.date(year, 1, 1).isoformat(), "date_to": dt.date(year, 12, 31).isoformat()}
    return dict(span), [found.span(1)]


def _belongs(event: Mention, paper: Mention, papers: list[Mention], stops: list[int]) -> bool:
    """Whether an event is this paper's: no other paper between them, nor one that the event follows in its clause."""
    others = [item for item in papers if item is not paper]
    if event.first >= paper.last:
        return not any(paper.last <= item.first < event.first for item in others)
    clause = max((stop for stop in stops if stop <= event.first), default=0)
    return not any(clause <= item.first < event.first or event.last <= item.first < paper.first for item in others)
