"""Hears one statement at a time: evidence out, and the little that the next statement needs.

Owns the joining of rules, frames, measures and codes into Found evidence with its assertion. A pure function of the
statement, the Context before it and the encounter's date and sex; knows nothing of policy.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Self

import spacy

from scribe.nlp.assertions import Assertions
from scribe.nlp.attributes import Attributes
from scribe.nlp.codes import Codes
from scribe.nlp.context import Context
from scribe.nlp.corrections import Corrections
from scribe.nlp.doubts import Doubts
from scribe.nlp.found import Found, Trace, cautious, merged
from scribe.nlp.frames import Frame, Match
from scribe.nlp.matching import CompiledMatcher
from scribe.nlp.measures import MeasureCarry, Measures, Name
from scribe.nlp.names import Names
from scribe.nlp.persons import PERSONS, Subject
from scribe.nlp.rules import RuleBook, load_rules
from scribe.nlp.sentence import Mention, Sentence
from scribe.nlp.topics import Topics
from scribe.nlp.view import View
from scribe.text.dates import Dates
from scribe.text.statement import Statement
from scribe.types import Assertion, AttributeValue, Encounter

MEASURE = "MEASURE"


@dataclass(frozen=True, slots=True)
class _Now:
    """One statement and what is known around it."""

    sentence: Sentence
    statement: Statement
    labels: set[str]
    carried: tuple[str, ...]
    topics: frozenset[str]
    subject: Subject
    other: bool
    on: dt.date | None
    day: dt.date | None


class Listener:
    """Built once from a patterns folder; holds no state between calls.

    Raises:
        PatternError: a pattern file has a mistake.
    """

    def __init__(self, patterns: Path, clinic: Sequence[Path] = ()) -> None:
        """`clinic`: folders with further context and evidence."""
        self.nlp = spacy.blank("en")
        self._alone = Lock()
        self.book: RuleBook = load_rules(patterns, clinic)
        dates = Dates(patterns)
        self.measures = Measures(patterns / "measures", dates=dates)
        self.assertions = Assertions(patterns)
        self.doubts = Doubts(patterns)
        self.names = Names(patterns)
        phrases = {phrase: (phrase,) for phrase in self.measures.phrases}
        self.matcher = CompiledMatcher(
            self.nlp, self.book.targets, self.book.context, phrases=phrases, phrase_label=MEASURE
        )
        self.attributes = Attributes(patterns, dates)
        self.corrections = Corrections(patterns, dates)
        self.codes = Codes(patterns)
        self._frames: dict[str, list[Frame]] = {}
        for frame in self.book.frames:
            for label in frame.head:
                self._frames.setdefault(label, []).append(frame)
        self._clinicians = frozenset(self.book.groups.get("CLINICIANS", ()))
        self._beside_money = frozenset(self.book.groups.get("BESIDE_MONEY", ()))
        self._papers = frozenset(self.book.groups.get("PAPERS", ()))
        self._topics = Topics(patterns, self.book.frames, self.assertions.topics)
        # What a statement must name to be worth a closer look; a pronoun alone is not enough.
        self._worth = (
            frozenset(self._frames) | self._topics.labels | self._papers | self._clinicians | self._beside_money
        ) | (self.names.labels | PERSONS | {MEASURE})

    @contextmanager
    def zone(self) -> Iterator[None]:
        """What spaCy learns of unseen words in this block is forgotten with it, so that memory does not grow.

        One block at a time, whichever thread it is in: two that overlap would free each other's words.
        """
        with self._alone, self.nlp.memory_zone():
            yield

    def changed(
        self, *, matcher: CompiledMatcher | None = None, frames: Mapping[str, Frame | None] | None = None
    ) -> Self:
        """A listener like this one with another matcher, or other frames (or none) in the place of those of an id."""
        other = copy.copy(self)
        other.matcher = matcher or self.matcher
        instead = frames or {}
        other._frames = {
            label: [new for old in listed if (new := instead.get(old.id, old)) is not None]
            for label, listed in self._frames.items()
        }
        return other

    def opening(self, encounter: Encounter) -> Context:
        """The context before the first statement: topics that the claim's codes bring."""
        return Context(topics=self._topics.of_codes(encounter))

    def hear(
        self,
        statement: Statement,
        context: Context,
        *,
        on: dt.date | None = None,
        sex: str | None = None,
        trace: Trace | None = None,
    ) -> tuple[list[Found], Context]:
        """The evidence of one statement, and the context for the next.

        Args:
            on: the date of service, to which spoken dates are relative.
            sex: the patient's recorded sex, "F" or "M".
            trace: when given, is filled with what matched and why it did or did not count.
        """
        sentence = self.matcher(statement.reading.text)
        corrects = self.corrections.may_correct(statement, context.told)
        worth = corrects or sentence.may_hold(self._worth) or self.codes.worth(statement)
        if not worth and context.measure is None and trace is None:
            return [], context.after()
        mentions = sentence.mentions
        if any(mention.label in self._beside_money for mention in mentions):
            mentions += self.attributes.amounts.mentions(sentence)
        if trace is not None:
            trace.heard(sentence)
        named = self.names.settle(sentence, context.named)
        labels = {mention.label for mention in mentions}
        subject, other = self.assertions.persons.subject(sentence, context.subject, sex)
        topics = context.topics | (labels & self._topics.labels)
        now = _Now(
            sentence,
            statement,
            labels,
            context.lent() if statement.box is None else self.assertions.lends.get(statement.section or "", ()),
            self._topics.standing(topics, context.heard),
            subject,
            other,
            on,
            context.day,
        )
        found = self._frames_in(now, trace)
        measured, carry = self._measures_in(now, context.measure)
        found += measured + self.codes.read(statement, sentence)
        found = merged(cautious(found), self.attributes.apart)
        if corrects:
            found += self.corrections.settled(statement, context.told, found, on)
        after = context.after(
            paper=_last(mentions, self._papers) if labels & self._papers else None,
            clinician=_last(mentions, self._clinicians) if labels & self._clinicians else None,
            measure=carry,
            topics=topics,
            subject=subject,
            named=named,
            day=_day_of(found),
            told=self.corrections.told(found),
        )
        return found, after

    # ── frames ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _frames_in(self, now: _Now, trace: Trace | None) -> list[Found]:
        ready = [
            (
                label,
                [frame for frame in self._frames[label] if frame.ready(now.labels, now.topics, now.statement.section)],
            )
            for label in now.labels
            if label in self._frames
        ]
        frames = {label: fitting for label, fitting in ready if fitting}
        if not frames and trace is None:
            return []
        sentence = now.sentence
        view = View(
            sentence.mentions,
            sentence.words,
            self.assertions.stops(sentence),
            carried=now.carried,
        )
        found: list[Found] = []
        for head in sentence.mentions:
            taken: set[tuple[str, AttributeValue | None]] = set()
            for frame in frames.get(head.label, ()):
                said = (frame.kind, frame.given.get("concept"))
                if said in taken:
                    continue
                match = frame.match(head, view)
                if trace is not None:
                    trace.tried(frame, head, match)
                if match is not None:
                    given = self._found(match, now)
                    # A frame that lacks the attribute it requires leaves the words to the next one.
                    if given or not frame.require:
                        taken.add(said)
                    found += given
        return found

    def _found(self, match: Match, now: _Now) -> list[Found]:
        sentence, statement = now.sentence, now.statement
        assertion, modifiers = self.assertions.decide(match, sentence, statement, now.subject, now.other, now.topics)
        if assertion is None or assertion not in match.frame.only:
            return []
        if assertion is Assertion.AFFIRMED:
            doubts = self.doubts.unread(match.frame.kind, sentence, match.mentions())
            assertion, modifiers = Assertion.UNCERTAIN if doubts else assertion, (*modifiers, *doubts)
        attributes: dict[str, AttributeValue] = dict(match.frame.given)
        first = min(mention.first for mention in match.mentions())
        last = max(mention.last for mention in match.mentions())
        taken, spans = self.attributes.take(match, sentence, statement, now.on)
        attributes.update({name: value for name, value in taken.items() if name not in attributes})
        # "She signed it the next day": after the date of the statement before.
        later = attributes.pop("later", None)
        if isinstance(later, int) and now.day is not None:
            attributes["date"] = (now.day + dt.timedelta(later)).isoformat()
        if not match.frame.require <= attributes.keys():
            return []
        if attributes.pop("past_year", False) and assertion is Assertion.AFFIRMED:
            assertion = Assertion.HISTORICAL
        for start, end in spans:
            first, last = min(first, start), max(last, end)
        start, end = statement.reading.raw_span(first, last)
        return [Found(match.frame.kind, assertion, start, end, attributes, match.frame.id, modifiers)]

    # ── measures ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def _measures_in(self, now: _Now, carry: MeasureCarry | None) -> tuple[list[Found], MeasureCarry | None]:
        sentence, statement = now.sentence, now.statement
        names = [
            Name(mention.first, mention.last, mention.rule) for mention in sentence.mentions if mention.label == MEASURE
        ]
        if not names and carry is None:
            return [], None
        measured, carry = self.measures.read(
            statement.reading.text, names, carry=carry, section=statement.section, on=now.on, box=statement.box
        )
        found = []
        for item in measured:
            assertion, modifiers = self.assertions.of_measure(
                item, sentence, statement, now.subject, now.other, now.topics
            )
            if assertion is None:
                continue
            attributes: dict[str, AttributeValue] = {"measure": item.measure}
            for name in ("value", "unit", "side", "role"):
                if (value := getattr(item, name)) is not None:
                    attributes[name] = value
            if item.date is not None:
                attributes["date"] = item.date.isoformat()
            start, end = statement.reading.raw_span(item.start, item.end)
            found.append(
                Found("functional_measure", assertion, start, end, attributes, f"measure.{item.measure}", modifiers)
            )
        return found, carry


def _last(mentions: Sequence[Mention], labels: frozenset[str]) -> str:
    """The label of the last mention of these."""
    return next(mention.label for mention in reversed(mentions) if mention.label in labels)


def _day_of(found: Sequence[Found]) -> dt.date | None:
    """The date that the last dated one of these tells."""
    dated = [(item.start, str(item.attributes["date"])) for item in found if "date" in item.attributes]
    return dt.date.fromisoformat(max(dated)[1]) if dated else None
