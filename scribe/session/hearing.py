"""Statements heard so far, kept right while the text grows and is revised.

Owns which statements must be read again after a change: from the last one that ended a bounded distance before it, to
the end or until the statements fall in step with the old ones. Knows nothing of requirements, verdicts or events.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from scribe.nlp.found import Found
from scribe.policy import Outcome
from scribe.session.transcript import Change
from scribe.text.reader import LOOKAHEAD
from scribe.text.statement import Carry, Edit, Statement
from scribe.types import Encounter, EngineInfo, Evidence

_STOPS = (".", "?", "!")
_BEHIND_A_STOP = 12
"""After a stop, so many words settle the statement before it; the reader needs its whole look-ahead only where it has
to find the end by itself."""
LOOK_BACK = 200
"""How many characters before a statement the reader may look at; so far behind a change it cannot see the change."""


class Engine(Protocol):
    """What a session needs of the engine; `Context` is opaque to the session."""

    @property
    def info(self) -> EngineInfo:
        """Which version and patterns it runs."""

    def statements(self, text: str, *, begin: int = 0, carry: Carry = ...) -> Iterator[Statement]:
        """The statements of the text from `begin` on."""

    def opening(self, encounter: Encounter) -> Any:
        """The context before the first statement."""

    def hear(self, statement: Statement, context: Any, encounter: Encounter) -> tuple[list[Found], Any]:
        """The evidence of one statement, and the context for the next."""

    def stand(
        self, numbered: Iterable[tuple[int, Statement, Sequence[Found]]]
    ) -> tuple[set[int], dict[int, list[Found]]]:
        """Which statements are withdrawn, and what stands of each."""

    def evidence(self, text: str, item: Found, sentence: int) -> Evidence:
        """What was found, as evidence."""

    def outcome(self, evidence: Sequence[Evidence], encounter: Encounter) -> Outcome:
        """What follows from the evidence."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A statement, what was found in it, and the context after it."""

    statement: Statement
    found: tuple[Found, ...]
    context: Any

    @property
    def weighs(self) -> bool:
        """Whether the conclusion rests on it."""
        return bool(self.found) or self.statement.withdraws or self.statement.corrects is not None

    @property
    def acts_back(self) -> bool:
        """Whether it may change what the statement before it says."""
        statement = self.statement
        return statement.withdraws or statement.corrects is not None or any(item.replaces for item in self.found)

    @property
    def speaks(self) -> bool:
        """Whether it says anything; a withdrawal acts on the last statement that does."""
        return self.statement.start < self.statement.end and bool(self.statement.reading.text.strip())

    @property
    def stops(self) -> bool:
        """Whether it ends with a full stop, a question mark or an exclamation mark, typed or spoken."""
        return self.statement.reading.text.rstrip().endswith(_STOPS)

    def shifted(self, by: int) -> Heard:
        """The same, `by` characters further on."""
        if not by:
            return self
        edits = tuple(Edit(e.start, e.end, e.raw_start + by, e.raw_end + by) for e in self.statement.reading.edits)
        old = self.statement
        reading = replace(old.reading, raw_start=old.reading.raw_start + by, edits=edits)
        statement = replace(old, start=old.start + by, end=old.end + by, reading=reading)
        found = tuple(replace(item, start=item.start + by, end=item.end + by) for item in self.found)
        return Heard(statement, found, self.context)


@dataclass(slots=True)
class _Reading:
    """A reading under way: what replaces the old statements from index `keep` on.

    `known` leads from where an old statement would now start to its index and to how far it moved; those from index
    `behind` on stood so far behind the change that nothing of it reaches them.
    """

    statements: Iterator[Statement]
    keep: int
    old: list[Heard]
    opening: Any
    known: dict[int, tuple[int, int]] = field(default_factory=dict)
    behind: int = 0


class Hearing:
    """The statements of a growing text.

    `change` says that the text changed, `advance` reads on, `first` is the first statement that may differ since
    `taken` was called, and `weight_changed` says whether the conclusion can differ. `weighty` are the indices of the
    statements on which the conclusion rests.
    """

    def __init__(self, engine: Engine, encounter: Encounter) -> None:
        self._engine, self._encounter = engine, encounter
        self._opening = engine.opening(encounter)
        self.heard: list[Heard] = []
        self.weighty: list[int] = []
        self.first = 0
        self.weight_changed = False
        self._reading: _Reading | None = None

    @property
    def opening(self) -> Any:
        """The context before the first statement."""
        return self._opening

    @property
    def _context(self) -> Any:
        return self.heard[-1].context if self.heard else self._opening

    def change(self, text: str, change: Change) -> None:
        """The text is now `text`; statements that the change can have touched are to be read again."""
        keep = self._untouched(text, change.start)
        old = self._keep(keep)
        begin, carry = (self.heard[-1].statement.end, self.heard[-1].statement.carry) if keep else (0, Carry())
        statements = self._engine.statements(text, begin=begin, carry=carry)
        reading = _Reading(statements, keep, old, self._context, behind=len(old))
        for at, entry in enumerate(old):
            if entry.statement.end <= change.start:
                reading.known[entry.statement.start] = at, 0
            elif entry.statement.start >= change.old_end:
                if entry.statement.start >= change.old_end + LOOK_BACK:
                    reading.behind = min(reading.behind, at)
                reading.known[entry.statement.start + change.shift] = at, change.shift
        self._reading = reading

    def consider(self, encounter: Encounter) -> None:
        """Another encounter: every statement is heard again (dates are relative to it), none is split again."""
        self._encounter, self._opening = encounter, self._engine.opening(encounter)
        old = self._keep(0)
        self._reading = _Reading(iter([entry.statement for entry in old]), 0, old, self._opening)
        self.weight_changed = True

    def advance(self, limit: int) -> bool:
        """Read up to `limit` statements; True when everything is read."""
        reading = self._reading
        if reading is None:
            return True
        for _ in range(limit):
            statement = next(reading.statements, None)
            if statement is None or self._hear(reading, statement):
                self._finish(reading)
                return True
        return False

    def taken(self) -> None:
        """What differs was taken note of."""
        self.first, self.weight_changed = len(self.heard), False

    def _hear(self, reading: _Reading, statement: Statement) -> bool:
        """Hear one statement; True when all that follow are as before, and were taken over."""
        before = self._context
        at, shift = reading.known.get(statement.start, (None, 0))
        if at is not None:
            entry = reading.old[at].shifted(shift)
            old_before = reading.old[at - 1].context if at else reading.opening
            if entry.statement == statement and old_before == before:
                self._add(entry)
                if at < reading.behind:
                    return False
                for later in reading.old[at + 1 :]:
                    self._add(later.shifted(shift))
                return True
        found, context = self._engine.hear(statement, before, self._encounter)
        self._add(Heard(statement, tuple(found), context))
        return False

    def _add(self, entry: Heard) -> None:
        if entry.weighs:
            self.weighty.append(len(self.heard))
        self.heard.append(entry)

    def _keep(self, count: int) -> list[Heard]:
        """Keep the first `count` statements; gives the others."""
        old = self.heard[count:]
        del self.heard[count:]
        del self.weighty[bisect_left(self.weighty, count) :]
        return old

    def reread(self, text: str) -> None:
        """Read the whole text once more; what was heard of statements that come out the same is taken over.

        Where the reader keeps its promises this changes nothing. It makes sure that the end is what a reading in one
        piece gives, whatever the way there.
        """
        old = self._keep(0)
        reading = _Reading(self._engine.statements(text), 0, old, self._opening, behind=len(old))
        reading.known = {entry.statement.start: (at, 0) for at, entry in enumerate(old)}
        self._reading = reading

    def _untouched(self, text: str, start: int) -> int:
        """How many statements no change at `start` can touch: those that end the reader's look-ahead before it."""
        count, words, place = len(self.heard), 0, start
        while count:
            end = self.heard[count - 1].statement.end
            if end < place:
                words += len(text[end:place].split())
                place = end
            needed = _BEHIND_A_STOP if self.heard[count - 1].stops else LOOKAHEAD
            if words >= needed and end <= start:
                break
            count -= 1
        return count

    def _finish(self, reading: _Reading) -> None:
        self._reading = None
        new = self.heard[reading.keep :]
        same = 0
        while same < min(len(new), len(reading.old)) and new[same] is reading.old[same]:
            same += 1
        self.first = min(self.first, reading.keep + same)
        if _weights(new[same:]) != _weights(reading.old[same:]):
            self.weight_changed = True


def _weights(entries: Sequence[Heard]) -> dict[int, tuple[Statement, tuple[Found, ...]]]:
    return {at: (entry.statement, entry.found) for at, entry in enumerate(entries) if entry.weighs}
