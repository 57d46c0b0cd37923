"""Attributes from the words around a match: dates, durations, who signed; amounts are in scribe.nlp.money.

Owns how the nearest value is chosen. The words that mark a limit, an end or a unit are data in
patterns/context/assertions/quantities.yaml.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from spacy.lang.en.stop_words import STOP_WORDS

from scribe.errors import PatternError
from scribe.nlp.frames import Match
from scribe.nlp.money import Amounts
from scribe.nlp.numbers import load_numbers
from scribe.nlp.rules import read_yaml
from scribe.nlp.sentence import Mention, Sentence
from scribe.nlp.view import View
from scribe.text.dates import Dates, When
from scribe.text.statement import Statement
from scribe.types import AttributeValue

Taken = tuple[dict[str, AttributeValue], list[tuple[int, int]]]
_YEAR_BEFORE = re.compile(r"(?<![\w/.,$-])(20\d\d)\s+(?:\w+\s+)?$")
_PART = re.compile(r"\d+|[a-z]+")
_MADE_REACH = 12
_BUCKETS = {"BUCKET_PT_SLP": "pt_slp", "BUCKET_OT": "ot"}
# Words that join two of them: what is said is of both.
_JOINED = frozenset({"and", "&", "/", "+"})
_PLANS = {"RECERT": "recertification", "RECERT_WORD": "recertification", "INITIAL_WORD": "initial"}
_BEFORE_COST, _CLAUSE_COST, _EVENT_COST, _TOO_FAR = 40, 60, 200, 260


class Attributes:
    """Takes attributes for frames; built once.

    Raises:
        PatternError: quantities.yaml lacks a word list or has a bad expression.
    """

    def __init__(self, patterns: Path, dates: Dates) -> None:
        place, data = read_yaml(patterns / "context" / "assertions" / "quantities.yaml")
        try:
            self.amounts = Amounts(data)
            self._range = re.compile(r"^\s*(?:" + data["range"] + r")\s*$", re.IGNORECASE)
            self._until_end = re.compile(r"(?<![a-z])(?:" + data["until"] + r")\W*$", re.IGNORECASE)
            self._unit_days: dict[str, int] = {str(unit): int(days) for unit, days in data["unit_days"].items()}
            self._numbers: dict[str, int] = {str(word): int(value) for word, value in data["numbers"].items()}
            self._events = frozenset(data["events"])
            self._papers = frozenset(data["papers"])
            self._recent_days = int(data["recent_days"])
            self._labels: dict[str, str] = {str(name): str(label) for name, label in data["labels"].items()}
            apart = frozenset(data["apart"])
        except (KeyError, re.error, AttributeError) as error:
            raise PatternError(f"{place}: {error}") from error
        self._dates = dates
        self._numbered = load_numbers(patterns)
        # Items of one sentence that differ in one of these are two.
        self.apart = apart | frozenset(self._numbered)
        self._takers: dict[str, Callable[[Match, Sentence, str, dt.date | None], Taken]] = {
            "date": self._date,
            "recent": self._recent,
            "past_year": self._past_year,
            "earlier": self._earlier,
            "term": self._term,
            "tally": self._tally,
            "established": self._established,
            "until": self._until_date,
            "duration": self._duration,
            "frequency": self._frequency,
            "amount": self._amount,
            "by": self._by,
            "credential": self._credential,
            "plan": self._plan,
            "bucket": self._bucket,
            "said_bucket": self._said_bucket,
            "service": self._service,
        }

    def take(self, match: Match, sentence: Sentence, statement: Statement, on: dt.date | None) -> Taken:
        """The attributes a frame asks for, and reading spans that belong to the evidence with them."""
        out: dict[str, AttributeValue] = {}
        spans: list[tuple[int, int]] = []
        text = statement.reading.text
        for name in match.frame.take:
            if taker := self._takers.get(name):
                values, where = taker(match, sentence, text, on)
            elif name in self._labels:
                values, where = self._labelled(name, match, sentence)
            else:
                values, where = self._number(name, match, text)
            out.update(values)
            spans += where
        return out, spans

    def known(self) -> frozenset[str]:
        """The names a frame may take."""
        return frozenset((*self._takers, *self._labels, *self._numbered))

    # ── dates ─────────────────────────────────────────────────────────────────────────────────────────────────────────

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
            if any(item.first < one.last and one.first < item.last for one in match.mentions())
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

    def _until_date(self, match: Match, sentence: Sentence, text: str, on: dt.date | None) -> Taken:
        _, until = self._whens(text, on)
        last = until and (until.date or until.last)
        return ({"until": last.isoformat()}, []) if last else ({}, [])

    def _number(self, name: str, match: Match, text: str) -> Taken:
        """The named number of the head, in the first of its entries that fits."""
        for number in self._numbered[name]:
            values, where = number.take(text, match.head.first, match.head.last)
            if values:
                return values, where
        return {}, []

    def _term(self, match: Match, sentence: Sentence, text: str, on: dt.date | None) -> Taken:
        """The words of the head: which of several things of one kind is meant."""
        return {"term": text[match.head.first : match.head.last].lower()}, []

    def _tally(self, match: Match, sentence: Sentence, text: str, on: dt.date | None) -> Taken:
        """How many different things of the head's label the sentence joins with the same link."""
        link, alike = match.frame.link, [item for item in sentence.mentions if item.label == match.head.label]
        stops = [item.start for item in sentence.modifiers if item.terminates]
        view = View(sentence.mentions, sentence.words, stops)
        return {"count": len({item.rule for item in alike if link is None or link.resolve(item, view)[0]})}, []

    # ── plan content ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _duration(self, match: Match, sentence: Sentence, text: str, on: dt.date | None) -> Taken:
        item = _closest(match.head, sentence, "DURATION")
        if item is None:
            return {}, []
        words = text[item.first : item.last]
        parts = _PART.findall(words.lower())
        number = next(
            (
                int(part) if part.isdigit() else self._numbers[part]
                for part in parts
                if part.isdigit() or part in self._numbers
            ),
            None,
        )
        days = next((self._unit_days[part] for part in parts if part in self._unit_days), None)
        out: dict[str, AttributeValue] = {"duration": words}
        if number and days:
            out["duration_days"] = number * days
        return out, [(item.first, item.last)]

    def _frequency(self, match: Match, sentence: Sentence, text: str, on: dt.date | None) -> Taken:
        item = _closest(match.head, sentence, "FREQUENCY")
        return ({"frequency": text[item.first : item.last]}, [(item.first, item.last)]) if item else ({}, [])

    def _plan(self, match: Match, sentence: Sentence, text: str, on: dt.date | None) -> Taken:
        """Which plan it is: by the word nearest to the match."""
        papers = [paper for paper in (match.head, match.link) if paper is not None]
        told = [item for item in sentence.mentions if item.label in _PLANS]
        if not told:
            return {}, []
        nearest = min(told, key=lambda item: min(max(item.start - it.end, it.start - item.end, 0) for it in papers))
        return {"plan": _PLANS[nearest.label]}, []

    def _bucket(self, match: Match, sentence: Sentence, text: str, on: dt.date | None) -> Taken:
        item = _closest(match.head, sentence, *_BUCKETS)
        if item is None:
            return {}, []
        return {"bucket": "both" if _joined(item, sentence) else _BUCKETS[item.label]}, []

    def _said_bucket(self, match: Match, sentence: Sentence, text: str, on: dt.date | None) -> Taken:
        """The bucket that the match's own words name ("skilled OT"), where the sentence names no other."""
        named = [item for item in sentence.mentions if item.label in _BUCKETS]
        own = any(item.first < one.last and one.first < item.last for item in named for one in match.mentions())
        if not own or len({item.label for item in named}) > 1:
            return {}, []
        return {"bucket": _BUCKETS[named[0].label]}, []

    def _service(self, match: Match, sentence: Sentence, text: str, on: dt.date | None) -> Taken:
        item = _closest(match.head, sentence, "COVERED_SERVICE", "UNLISTED_SERVICE")
        return ({"service": text[item.first : item.last]}, [(item.first, item.last)]) if item else ({}, [])

    def _amount(self, match: Match, sentence: Sentence, text: str, on: dt.date | None) -> Taken:
        return self.amounts.take(match, text)

    # ── persons ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def _by(self, match: Match, sentence: Sentence, text: str, on: dt.date | None) -> Taken:
        item = (
            match.link
            if match.link and match.link.label == "PHYSICIAN"
            else _closest(match.head, sentence, "PHYSICIAN")
        )
        if item is None:
            return {}, []
        name: list[str] = []
        for token in sentence.tokens[item.end : item.end + 3]:
            named = token.isalpha() and token.lower() not in STOP_WORDS and (not name or token[0].isupper())
            if not (named or (not name and token in (".", "-"))):
                break
            name.append(token)
        return {"by": " ".join([text[item.first : item.last], *name])}, []

    def _labelled(self, name: str, match: Match, sentence: Sentence) -> Taken:
        """What the nearest mention of the name's category stands for: the last part of its rule's id."""
        item = _closest(match.head, sentence, self._labels[name])
        return ({name: item.rule.rpartition(".")[2]}, []) if item else ({}, [])

    def _credential(self, match: Match, sentence: Sentence, text: str, on: dt.date | None) -> Taken:
        item = _closest(match.head, sentence, "CREDENTIAL")
        return ({"credential": item.rule.rpartition(".")[2].upper()}, []) if item else ({}, [])


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


def _joined(item: Mention, sentence: Sentence) -> bool:
    """Whether the other bucket is joined to this one ("PT and OT")."""
    for other in sentence.mentions:
        if other.label in _BUCKETS and other.label != item.label:
            left, right = sorted((item, other), key=lambda one: one.start)
            between = sentence.words[left.end : right.start]
            if between and _JOINED.issuperset(between):
                return True
    return False


def _closest(head: Mention, sentence: Sentence, *labels: str) -> Mention | None:
    """The nearest mention of these labels, whichever side."""
    found = [item for item in sentence.mentions if item.label in labels]
    if not found:
        return None
    return min(found, key=lambda item: item.start - head.end if item.start >= head.end else head.start - item.end)
