"""A dictation as it is heard: segments in, events out, the review at the end. No clock, no socket, no task.

Owns what is settled, what is told, and what is only a preview. Knows nothing of networks, stores or users; the same
inputs in the same order always give the same events with the same numbers.
"""

from __future__ import annotations

import hashlib
import sys
from bisect import bisect_left

from scribe.session.conclusion import Concluding
from scribe.session.events import Event, Teller, View
from scribe.session.hearing import Engine, Heard, Hearing
from scribe.session.transcript import Segment, Transcript, joined
from scribe.text.statement import Carry
from scribe.types import Encounter, Evidence, Review, Sentence

_NEXT_WORD = " Next"


class Session:
    """Hears segments and gives events.

    The three inputs (`put`, `consider`, `close`) only take note; `advance` reads, in steps as small as the driver
    wishes; `tell_part` and `events` tell what changed. `hear` and `finish` do all of it at once.
    """

    def __init__(self, engine: Engine, encounter: Encounter | None = None) -> None:
        self._engine = engine
        self._encounter = encounter or Encounter()
        self._transcript = Transcript()
        self._hearing = Hearing(engine, self._encounter)
        self._concluding = Concluding(engine)
        self._view = View()
        self._settled = 0
        self._closed = False
        self._concluded = False
        self._retracted: frozenset[int] = frozenset()

    @property
    def n(self) -> int:
        """The number of the last event."""
        return self._view.n

    @property
    def text(self) -> str:
        """The transcript."""
        return self._transcript.text

    def put(self, segment: Segment) -> None:
        """Take a final text."""
        self.advance()
        change = self._transcript.put(segment)
        self._hearing.change(self._transcript.text, change)

    def consider(self, encounter: Encounter) -> None:
        """Take a new encounter; everything is judged anew in its light."""
        self.advance()
        if encounter != self._encounter:
            self._encounter = encounter
            self._hearing.consider(encounter)

    def close(self) -> None:
        """No more text will come: the last sentence is settled, and the whole is read once more to make sure."""
        self.advance()
        self._closed = True
        self._hearing.reread(self.text)

    def advance(self, limit: int = sys.maxsize) -> bool:
        """Read up to `limit` sentences; True when everything is read."""
        return self._hearing.advance(limit)

    def tell_part(self, limit: int) -> list[Event]:
        """The first `limit` new sentences, while more than so many wait to be told; else nothing.

        A driver that calls this until it gives nothing keeps the step that follows, `events`, short.
        """
        self.advance()
        start, waiting = self._settled, self._count_settled() - self._settled
        if waiting <= limit or self._hearing.first < start:
            return []
        self._settled += limit
        teller = Teller(self._view)
        teller.sentences(start, [self._sentence(at) for at in range(start, self._settled)])
        self._hearing.first, self._concluded = self._settled, False
        return teller.events

    def events(self) -> list[Event]:
        """What changed since the last time, in the order: sentences, evidence, requirements, lines, flags."""
        self.advance()
        before, self._settled = self._settled, self._count_settled()
        heard, teller = self._hearing.heard, Teller(self._view)
        newly = any(entry.weighs for entry in heard[before : self._settled])
        first = min(self._hearing.first, before, self._settled)
        if self._hearing.weight_changed or newly or not self._concluded:
            self._concluded = True
            weighty = self._hearing.weighty
            weighty = weighty[: bisect_left(weighty, self._settled)]
            drawn = self._concluding.draw(self.text, heard, weighty, self._encounter)
            first = min({first} | (drawn.retracted ^ self._retracted))
            self._retracted = drawn.retracted
        else:
            drawn = None
        teller.sentences(first, [self._sentence(at) for at in range(first, self._settled)])
        if drawn is not None:
            teller.evidence(drawn.evidence)
            teller.requirements(drawn.outcome.requirements)
            teller.lines(drawn.outcome.lines)
            teller.flags(drawn.outcome.flags)
        self._hearing.taken()
        return teller.events

    def snapshot(self) -> View:
        """Everything told so far."""
        view = self._view
        return View.model_construct(
            n=view.n,
            sentences=view.sentences[:],
            evidence=view.evidence[:],
            requirements=view.requirements[:],
            lines=view.lines[:],
            flags=view.flags[:],
        )

    def review(self) -> Review:
        """What was told, once `finish` has told all: the same as the engine's review of the transcript."""
        view = self._view
        return Review(
            text=self.text,
            text_sha256=hashlib.sha256(self.text.encode()).hexdigest(),
            engine=self._engine.info,
            sentences=tuple(view.sentences),
            evidence=tuple(view.evidence),
            requirements=tuple(view.requirements),
            lines=tuple(view.lines),
            flags=tuple(view.flags),
        )

    def preview(self, interim: str = "") -> tuple[Evidence, ...]:
        """What the unfinished last sentence and an interim after it seem to hold."""
        self.advance()
        text = joined((self.text, interim))
        unsettled = self._hear_on(text) if interim else self._hearing.heard[self._settled :]
        if not any(entry.found for entry in unsettled):
            return ()
        numbered = ((at, entry.statement, entry.found) for at, entry in enumerate(unsettled, self._settled))
        _, standing = self._engine.stand(numbered)
        return tuple(self._engine.evidence(text, item, at) for at in sorted(standing) for item in standing[at])

    def hear(self, text: str, name: str | None = None) -> list[Event]:
        """Take a final text and tell what it changed."""
        self.put(Segment(text, name))
        return self.events()

    def finish(self) -> list[Event]:
        """Settle the last sentence and tell what it changed."""
        self.close()
        return self.events()

    def _sentence(self, at: int) -> Sentence:
        statement = self._hearing.heard[at].statement
        return Sentence(
            id=at, start=statement.start, end=statement.end, section=statement.section, retracted=at in self._retracted
        )

    def _count_settled(self) -> int:
        """All statements but a last one that what comes next could still change."""
        count = len(self._hearing.heard)
        return count if self._closed or not count or self._is_finished() else count - 1

    def _is_finished(self) -> bool:
        """Whether the last statement ends with a stop or line end and the splitter would begin a new one behind it."""
        last = self._hearing.heard[-1]
        if not last.stops and "\n" not in self.text[last.statement.end :]:
            return False
        begin, carry = self._place(len(self._hearing.heard) - 1)
        probe = next(self._engine.statements(self.text + _NEXT_WORD, begin=begin, carry=carry))
        return probe.end == last.statement.end

    def _hear_on(self, text: str) -> list[Heard]:
        """The statements of `text` behind the settled ones."""
        begin, carry = self._place(self._settled)
        context = self._hearing.heard[self._settled - 1].context if self._settled else self._hearing.opening
        entries = []
        for statement in self._engine.statements(text, begin=begin, carry=carry):
            found, context = self._engine.hear(statement, context, self._encounter)
            entries.append(Heard(statement, tuple(found), context))
        return entries

    def _place(self, at: int) -> tuple[int, Carry]:
        """Where statement number `at` is read from, and what it starts with."""
        if not at:
            return 0, Carry()
        before = self._hearing.heard[at - 1].statement
        return before.end, before.carry
