"""Which rules the examples reach, and whether they notice when a rule is changed.

Owns the trial of one changed rule: only the examples that the change can reach are heard again, with everything but
that rule as it was. Which changes there are is in scribe.nlp.mutants.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from scribe.errors import PatternError
from scribe.nlp.examples import opening, problems, read
from scribe.nlp.found import Trace
from scribe.nlp.frames import Frame
from scribe.nlp.listener import Listener
from scribe.nlp.matching import CompiledMatcher
from scribe.nlp.mutants import Mutant, Row, mutants
from scribe.nlp.rules import Example, context_rules, frame, target_rules
from scribe.nlp.sentence import Key, Sentence, Spec
from scribe.nlp.tokens import Tokens
from scribe.patternfile import line_of
from scribe.text.reader import Reader

Matches = list[tuple[Key, int, int]]
FORMS = ("targets", "context", "frames")


class Rule(NamedTuple):
    """One entry of a file of rules: the file, the key it stands under, and what it says."""

    file: str
    form: str
    row: Row

    @property
    def id(self) -> str:
        """Its id."""
        return str(self.row["id"])

    @property
    def place(self) -> str:
        """Its file and line."""
        return f"{self.file}{line_of(self.row)}"


@dataclass(slots=True)
class Reach:
    """The examples that reach a rule: those that must be found, and those that must not."""

    find: set[int] = field(default_factory=set)
    absent: set[int] = field(default_factory=set)


def rules_of(files: Sequence[tuple[str, Mapping[str, Any]]]) -> Iterator[Rule]:
    """Every rule of these files, in order."""
    for place, data in files:
        for form in FORMS:
            for row in data.get(form) or ():
                yield Rule(place, form, row)


class _Once(CompiledMatcher):
    """A matcher that matches each sentence once."""

    def __init__(self, base: CompiledMatcher) -> None:
        self._base = base
        self._known: dict[str, tuple[Tokens, Matches]] = {}

    def known(self, text: str) -> tuple[Tokens, Matches]:
        """The tokens of a sentence, and all that matched in it."""
        if text not in self._known:
            tokens = self._base._cutter(text)
            self._known[text] = tokens, self._base.matches(tokens)
        return self._known[text]

    def __call__(self, text: str) -> Sentence:
        return Sentence(*self.known(text))


class _Changed(CompiledMatcher):
    """A matcher in which other rules stand in the place of one."""

    def __init__(self, base: _Once, listener: Listener, rule: str, targets: Any, context: Any) -> None:
        super().__init__(listener.nlp, targets, context)
        self._base, self._rule = base, rule

    def __call__(self, text: str) -> Sentence:
        tokens, matches = self._base.known(text)
        return Sentence(tokens, [match for match in matches if match[0].rule != self._rule] + self.matches(tokens))

    def touches(self, text: str) -> bool:
        """Whether the rule no longer matches a sentence as it did."""
        tokens, matches = self._base.known(text)
        was = {_said(match) for match in matches if match[0].rule == self._rule}
        return was != {_said(match) for match in self.matches(tokens)}


def _said(match: tuple[Key, int, int]) -> tuple[Key, int, int]:
    """A match without the order in which its rule was read."""
    key, start, end = match
    return (replace(key, order=(0, 0)) if isinstance(key, Spec) else key), start, end


class Trials:
    """The examples of a listener's rules, read once, and trials of changed rules on them."""

    def __init__(self, listener: Listener, reader: Reader) -> None:
        self._once = _Once(listener.matcher)
        self._listener = listener.changed(matcher=self._once)
        self._examples = [(example, read(example, reader)) for example in listener.book.examples]
        self._heads: dict[str, set[int]] = defaultdict(set)
        self._words: dict[str, set[int]] = defaultdict(set)
        self._held: dict[int, bool] = {}
        self.reach: dict[str, Reach] = defaultdict(Reach)
        for number, (example, statements) in enumerate(self._examples):
            for statement in statements:
                sentence = self._once(statement.reading.text)
                rules = {mention.rule for mention in sentence.mentions}
                rules |= {modifier.rule for modifier in sentence.modifiers}
                self._note(number, example, rules)
                for mention in (*sentence.mentions, *self._listener.attributes.amounts.mentions(sentence)):
                    self._heads[mention.label].add(number)
                for word in sentence.words:
                    self._words[word].add(number)

    def example(self, number: int) -> Example:
        """The example of this number."""
        return self._examples[number][0]

    def zone(self) -> AbstractContextManager[None]:
        """Keeps memory from growing with what is heard in it."""
        return self._listener.zone()

    def hear_frames(self) -> None:
        """Adds to `reach` which frames the examples try (they must not be found) and which give evidence."""
        for number, (example, statements) in enumerate(self._examples):
            on = dt.date.fromisoformat(example.on) if example.on else None
            context = opening(example, self._listener)
            for statement in statements:
                trace = Trace()
                found, context = self._listener.hear(statement, context, on=on, sex=example.sex, trace=trace)
                gave = {item.rule for item in found}
                tried = {name for name, *_ in trace.frames}
                self._note(number, example, gave | tried if example.absent else gave)

    def caught(self, rule: Rule, mutant: Mutant) -> bool:
        """Whether an example that holds fails once the rule is changed, or the change is no rule at all."""
        try:
            listener, reached = self._changed(rule, mutant)
        except (PatternError, KeyError, IndexError):
            return True
        near = self.reach[rule.id]
        first = sorted(reached, key=lambda number: number not in near.find and number not in near.absent)
        return any(self._fails(number, listener) and self._holds(number) for number in first)

    def _fails(self, number: int, listener: Listener) -> bool:
        return any(problems(*self._examples[number], listener))

    def _holds(self, number: int) -> bool:
        if number not in self._held:
            self._held[number] = not self._fails(number, self._listener)
        return self._held[number]

    def _note(self, number: int, example: Example, rules: set[str]) -> None:
        for name in rules:
            if example.find:
                self.reach[name].find.add(number)
            if example.absent:
                self.reach[name].absent.add(number)

    def _changed(self, rule: Rule, mutant: Mutant) -> tuple[Listener, set[int]]:
        """The listener with the mutant in the rule's place, and the examples that it can reach."""
        groups, listener = self._listener.book.groups, self._listener
        if rule.form == "frames":
            new = frame(mutant.row, rule.file, groups, {}) if mutant.row else None
            old: Frame = frame(rule.row, rule.file, groups, {})
            reached = set[int]().union(*(self._heads[label] for label in old.head))
            return listener.changed(frames={rule.id: new}), reached

        def made(row: Row | None) -> Sequence[Any]:
            if row is None:
                return ()
            if rule.form == "targets":
                return target_rules(row, rule.file, {})
            return context_rules(row, rule.file, groups, {})

        was, now = made(rule.row), made(mutant.row)
        changed = _Changed(self._once, listener, rule.id, *((now, ()) if rule.form == "targets" else ((), now)))
        reached = {
            number
            for number in self._with_words(rule, was, now)
            if any(changed.touches(statement.reading.text) for statement in self._examples[number][1])
        }
        return listener.changed(matcher=changed), reached

    def _with_words(self, rule: Rule, was: Sequence[Any], now: Sequence[Any]) -> set[int]:
        """The examples with all words of a phrase that came or went; of a token pattern, every example."""
        if rule.row.get("pattern") is not None:
            return set(range(len(self._examples)))
        phrases = {each.literal.lower() for each in was} ^ {each.literal.lower() for each in now}
        if not phrases:
            return self.reach[rule.id].find | self.reach[rule.id].absent
        cut: Callable[[str], Any] = self._listener.nlp.tokenizer
        # A literal stands for its tokens, and for one token a word where it has signs ("mr.").
        words = [each for phrase in phrases for each in ([token.text for token in cut(phrase)], phrase.split())]
        return set[int]().union(*(set.intersection(*(self._words[word] for word in each)) for each in words if each))


def all_mutants(rules: Sequence[Rule]) -> list[tuple[Rule, Mutant]]:
    """Every mutant of these rules."""
    return [(rule, mutant) for rule in rules for mutant in mutants(rule.form, rule.row)]
