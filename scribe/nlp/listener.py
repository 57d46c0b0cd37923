"""Hears one statement at a time: evidence out, and the little that the next statement needs.

Owns the joining of rules, frames, measures and codes into Found evidence with its assertion. A pure function of the
statement, the Context before it and the encounter's date and sex; knows nothing of policy.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import spacy

from scribe.errors import PatternError
from scribe.nlp import silence  # noqa: F401  (before medspaCy: keeps its dependencies quiet)
from scribe.nlp.assertions import Assertions, Subject
from scribe.nlp.attributes import Attributes
from scribe.nlp.codes import Codes
from scribe.nlp.found import Found, Trace
from scribe.nlp.frames import Frame, Match, View
from scribe.nlp.matching import CompiledMatcher, Mention, Sentence
from scribe.nlp.measures import MeasureCarry, Measures, Name
from scribe.nlp.rules import RuleBook, load_rules, read_yaml
from scribe.text.dates import Dates
from scribe.text.statement import Statement
from scribe.types import AttributeValue, Encounter

MEASURE = "MEASURE"
_PAPER_LASTS, _MEASURE_LASTS = 2, 1


@dataclass(frozen=True, slots=True)
class Context:
    """What earlier statements leave: the paper and clinician spoken of, topics, persons, the measure last named."""

    paper: str | None = None
    paper_age: int = 0
    clinician: str | None = None
    clinician_age: int = 0
    topics: frozenset[str] = frozenset()
    subject: Subject = Subject()
    measure: MeasureCarry | None = None
    measure_age: int = 0


class Listener:
    """Built once from a patterns folder; holds no state between calls.

    Raises:
        PatternError: a pattern file has a mistake.
    """

    def __init__(self, patterns: Path) -> None:
        self.nlp = spacy.blank("en")
        self.book: RuleBook = load_rules(patterns)
        self.measures = Measures(patterns / "measures")
        self.assertions = Assertions(patterns)
        phrases = {phrase: (phrase,) for phrase in self.measures.phrases}
        self.matcher = CompiledMatcher(
            self.nlp, self.book.targets, self.book.context, phrases=phrases, phrase_label=MEASURE
        )
        self.attributes = Attributes(patterns, Dates(patterns))
        self.codes = Codes(patterns)
        self._frames: dict[str, list[Frame]] = {}
        for frame in self.book.frames:
            for label in frame.head:
                self._frames.setdefault(label, []).append(frame)
        self._clinicians = frozenset(self.book.groups.get("CLINICIANS", ()))
        self._beside_money = frozenset(self.book.groups.get("BESIDE_MONEY", ()))
        self._papers = frozenset(self.book.groups.get("PAPERS", ()))
        place, data = read_yaml(patterns / "context" / "assertions" / "topics.yaml")
        try:
            self._code_topics = {label: re.compile(text) for label, text in data["codes"].items()}
            self._narrowed = {name: (str(row["with"]), str(row["without"])) for name, row in data["narrowed"].items()}
            self._topics = frozenset(label for frame in self.book.frames for label in frame.topic | frame.not_topic)
            self._topics |= {label for pair in self._narrowed.values() for label in pair}
        except (KeyError, TypeError, AttributeError, re.error) as error:
            raise PatternError(f"{place}: {error}") from error

    def opening(self, encounter: Encounter) -> Context:
        """The context before the first statement: topics that the claim's codes bring."""
        lines = encounter.claim_lines
        topics = {label for label, code in self._code_topics.items() if any(code.fullmatch(line.code) for line in lines)}
        return Context(topics=frozenset(topics))

    def hear(
        self, statement: Statement, context: Context, *, on: dt.date | None = None, sex: str | None = None,
        trace: Trace | None = None,
    ) -> tuple[list[Found], Context]:
        """The evidence of one statement, and the context for the next.

        Args:
            on: the date of service, to which spoken dates are relative.
            sex: the patient's recorded sex, "F" or "M".
            trace: when given, is filled with what matched and why it did or did not count.
        """
        sentence = self.matcher(statement.reading.text)
        mentions = sentence.mentions
        if self._beside_money & {mention.label for mention in mentions}:
            mentions += self.attributes.money(sentence)
        if trace is not None:
            trace.heard(sentence)
        if not mentions and context.measure is None and not self.codes.worth(statement):
            return [], _aged(context)
        subject, other = self.assertions.subject(mentions, context.subject, sex)
        topics = context.topics | {mention.label for mention in mentions if mention.label in self._topics}
        found = self._frames_in(sentence, statement, replace(context, topics=topics, subject=subject), on, other, trace)
        measured, carry = self._measures_in(sentence, statement, context, on, other)
        found += measured + self.codes.read(statement, sentence)
        return _merged(found), self._context_after(mentions, context, topics, subject, carry)

    # ── frames ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _frames_in(
        self, sentence: Sentence, statement: Statement, context: Context, on: dt.date | None, other: bool,
        trace: Trace | None,
    ) -> list[Found]:
        heads = [mention for mention in sentence.mentions if mention.label in self._frames]
        if not heads:
            return []
        view = View(
            sentence.mentions, [token.lower_ for token in sentence.doc], self.assertions.stops(sentence),
            carried=_carried(context, statement), section=statement.section, topics=self._narrow(context.topics),
        )
        found: list[Found] = []
        for head in heads:
            taken: set[str] = set()
            for frame in self._frames[head.label]:
                if frame.kind in taken:
                    continue
                match = frame.match(head, view)
                if trace is not None:
                    trace.tried(frame, head, match)
                if match is not None:
                    taken.add(frame.kind)
                    found += self._found(match, sentence, statement, context.subject, on, other)
        return found

    def _narrow(self, topics: frozenset[str]) -> frozenset[str]:
        """The topics, with those added that hold only while another is absent."""
        return topics | {name for name, (has, lacks) in self._narrowed.items() if has in topics and lacks not in topics}

    def _found(
        self, match: Match, sentence: Sentence, statement: Statement, subject: Subject, on: dt.date | None, other: bool
    ) -> list[Found]:
        assertion, modifiers = self.assertions.decide(match, sentence, statement, subject, other)
        if assertion is None or assertion not in match.frame.only:
            return []
        attributes: dict[str, AttributeValue] = dict(match.frame.set)
        first = min(mention.first for mention in match.mentions())
        last = max(mention.last for mention in match.mentions())
        taken, spans = self.attributes.take(match, sentence, statement, on)
        attributes.update({name: value for name, value in taken.items() if name not in attributes})
        if not match.frame.require <= attributes.keys():
            return []
        for start, end in spans:
            first, last = min(first, start), max(last, end)
        start, end = statement.reading.raw_span(first, last)
        return [Found(match.frame.kind, assertion, start, end, attributes, match.frame.id, modifiers)]

    # ── measures ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def _measures_in(
        self, sentence: Sentence, statement: Statement, context: Context, on: dt.date | None, other: bool
    ) -> tuple[list[Found], MeasureCarry | None]:
        names = [Name(mention.first, mention.last, mention.rule) for mention in sentence.mentions if mention.label == MEASURE]
        if not names and context.measure is None:
            return [], None
        measured, carry = self.measures.read(
            statement.reading.text, names, carry=context.measure, section=statement.section, on=on
        )
        found = []
        for item in measured:
            assertion, modifiers = self.assertions.of_measure(item, sentence, statement, other)
            if assertion is None:
                continue
            attributes: dict[str, AttributeValue] = {"measure": item.measure}
            for name in ("value", "unit", "side", "role"):
                if (value := getattr(item, name)) is not None:
                    attributes[name] = value
            if item.date is not None:
                attributes["date"] = item.date.isoformat()
            start, end = statement.reading.raw_span(item.start, item.end)
            found.append(Found("functional_measure", assertion, start, end, attributes, f"measure.{item.measure}", modifiers))
        return found, carry

    def _context_after(
        self, mentions: Sequence[Mention], context: Context, topics: frozenset[str], subject: Subject,
        carry: MeasureCarry | None,
    ) -> Context:
        aged = _aged(context)
        papers = [mention.label for mention in mentions if mention.label in self._papers]
        if papers:
            aged = replace(aged, paper=papers[-1], paper_age=0)
        clinicians = [mention.label for mention in mentions if mention.label in self._clinicians]
        if clinicians:
            aged = replace(aged, clinician=clinicians[-1], clinician_age=0)
        if carry is not None:
            aged = replace(aged, measure=carry, measure_age=0)
        return replace(aged, topics=topics, subject=subject)


def _carried(context: Context, statement: Statement) -> tuple[str, ...]:
    """What an earlier statement may lend; an item of a checklist stands alone."""
    if statement.box is not None:
        return ()
    return tuple(label for label in (context.paper, context.clinician) if label is not None)


def _aged(context: Context) -> Context:
    """The context one statement later."""
    if context.paper is not None:
        age = context.paper_age + 1
        context = replace(context, paper_age=age, paper=context.paper if age <= _PAPER_LASTS else None)
    if context.clinician is not None:
        age = context.clinician_age + 1
        context = replace(context, clinician_age=age, clinician=context.clinician if age <= _PAPER_LASTS else None)
    if context.measure is not None:
        age = context.measure_age + 1
        context = replace(context, measure_age=age, measure=context.measure if age <= _MEASURE_LASTS else None)
    return replace(context, subject=context.subject.aged()) if context.subject.other else context


def _merged(found: list[Found]) -> list[Found]:
    """One item for one statement: the same kind, assertion and concept in a sentence are joined (values stay apart)."""
    out: list[Found] = []
    at: dict[tuple[object, ...], int] = {}
    for item in found:
        if item.kind in ("functional_measure", "procedure_code", "modifier"):
            out.append(item)
            continue
        key = (item.kind, item.assertion, item.attributes.get("concept"), item.attributes.get("state"))
        if key in at:
            out[at[key]] = out[at[key]].joined(item)
        else:
            at[key] = len(out)
            out.append(item)
    out.sort(key=_position)
    return out


def _position(item: Found) -> tuple[int, int, str]:
    return item.start, item.end, item.kind
