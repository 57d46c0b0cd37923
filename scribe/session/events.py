"""What a session tells: numbered events, and the View that adds them up.

Owns the form of events and the arithmetic between two views. Knows nothing of text or of how a view came about.
An event says what changed in one of the Review's five lists, and where in that list (`at`), so that adding up the
events gives exactly the lists of the Review.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from scribe.types import Evidence, Flag, Line, Requirement, Sentence

Number = Annotated[int, Field(ge=0, description="Rises by one from event to event.")]
Place = Annotated[int, Field(ge=0, description="Index in the Review's list: where to insert, replace or remove.")]


class _Event(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SentenceEvent(_Event):
    """A sentence was added, changed (moved or retracted) or removed (by a revision)."""

    type: Literal["sentence"] = "sentence"
    n: Number
    state: Literal["added", "changed", "removed"]
    at: Place
    sentence: Sentence


class EvidenceEvent(_Event):
    """A piece of evidence was added or removed; one whose content changed is removed, then added."""

    type: Literal["evidence"] = "evidence"
    n: Number
    state: Literal["added", "removed"]
    at: Place
    evidence: Evidence


class RequirementEvent(_Event):
    """A requirement is new or changed; removed when its policy no longer governs a line."""

    type: Literal["requirement"] = "requirement"
    n: Number
    state: Literal["changed", "removed"]
    at: Place
    requirement: Requirement


class LineEvent(_Event):
    """A claim line is new or changed; removed when the encounter or the text no longer has it."""

    type: Literal["line"] = "line"
    n: Number
    state: Literal["changed", "removed"]
    at: Place
    line: Line


class FlagEvent(_Event):
    """A flag was raised or cleared; one whose content changed is cleared, then raised."""

    type: Literal["flag"] = "flag"
    n: Number
    state: Literal["raised", "cleared"]
    at: Place
    flag: Flag


_id = attrgetter("id")
_policy_and_id = attrgetter("policy", "id")
_number = attrgetter("line")

Event = SentenceEvent | EvidenceEvent | RequirementEvent | LineEvent | FlagEvent


class View(BaseModel):
    """The Review's five lists as they stand at event number `n`."""

    model_config = ConfigDict(extra="forbid")

    n: int = 0
    sentences: list[Sentence] = []
    evidence: list[Evidence] = []
    requirements: list[Requirement] = []
    lines: list[Line] = []
    flags: list[Flag] = []

    def add(self, event: Event) -> None:
        """Take one event in.

        Raises:
            ValueError: the event is not the next one.
        """
        if event.n != self.n + 1:
            raise ValueError(f"event {self.n + 1} expected, not {event.n}")
        self.n = event.n
        match event:
            case SentenceEvent():
                _apply(self.sentences, event.state, event.at, event.sentence, _id)
            case EvidenceEvent():
                _apply(self.evidence, event.state, event.at, event.evidence, _id)
            case RequirementEvent():
                _apply(self.requirements, event.state, event.at, event.requirement, _policy_and_id)
            case LineEvent():
                _apply(self.lines, event.state, event.at, event.line, _number)
            case FlagEvent():
                _apply(self.flags, event.state, event.at, event.flag, _id)


def _apply[Item](items: list[Item], state: str, at: int, item: Item, key: Callable[[Item], object]) -> None:
    if state in ("removed", "cleared"):
        del items[at]
    elif at < len(items) and key(items[at]) == key(item):
        items[at] = item
    else:
        items.insert(at, item)


class Teller:
    """Brings a view up to date and keeps the events that say how."""

    def __init__(self, view: View) -> None:
        self._view = view
        self.events: list[Event] = []

    def sentences(self, first: int, new: Sequence[Sentence]) -> None:
        """The sentences from index `first` on are now `new`; ids are positions, so they are replaced in place."""
        told = self._view.sentences
        for at in range(len(told) - 1, first + len(new) - 1, -1):
            self._tell(SentenceEvent, "sentence", "removed", at, told[at])
        for at, sentence in enumerate(new, first):
            if at >= len(told):
                self._tell(SentenceEvent, "sentence", "added", at, sentence)
            elif told[at] != sentence:
                self._tell(SentenceEvent, "sentence", "changed", at, sentence)
        told[first:] = new

    def evidence(self, new: Sequence[Evidence]) -> None:
        """The evidence is now `new`."""
        self._exchange(EvidenceEvent, "evidence", self._view.evidence, new, _id, "removed", "added")
        self._view.evidence = list(new)

    def flags(self, new: Sequence[Flag]) -> None:
        """The flags are now `new`."""
        self._exchange(FlagEvent, "flag", self._view.flags, new, _id, "cleared", "raised")
        self._view.flags = list(new)

    def requirements(self, new: Sequence[Requirement]) -> None:
        """The requirements are now `new`."""
        self._change(RequirementEvent, "requirement", self._view.requirements, new, _policy_and_id)
        self._view.requirements = list(new)

    def lines(self, new: Sequence[Line]) -> None:
        """The lines are now `new`."""
        self._change(LineEvent, "line", self._view.lines, new, _number)
        self._view.lines = list(new)

    def _exchange[Item](
        self,
        kind: Any,
        name: str,
        old: Sequence[Item],
        new: Sequence[Item],
        key: Callable[[Item], object],
        gone: str,
        come: str,
    ) -> None:
        """Remove what is not in `new` as it was, from the end; then insert what is missing, from the start."""
        first, last = _alike(old, new)
        kept = _kept(old[first : len(old) - last], new[first : len(new) - last], key)
        for at in range(len(old) - last - 1, first - 1, -1):
            if key(old[at]) not in kept:
                self._tell(kind, name, gone, at, old[at])
        for at in range(first, len(new) - last):
            if key(new[at]) not in kept:
                self._tell(kind, name, come, at, new[at])

    def _change[Item](
        self, kind: Any, name: str, old: Sequence[Item], new: Sequence[Item], key: Callable[[Item], object]
    ) -> None:
        """Remove what has no successor, from the end; then replace or insert, from the start."""
        staying = _in_order(old, new, key)
        before = {key(item): item for item in old if key(item) in staying}
        for at in range(len(old) - 1, -1, -1):
            if key(old[at]) not in staying:
                self._tell(kind, name, "removed", at, old[at])
        for at, item in enumerate(new):
            if before.get(key(item)) != item:
                self._tell(kind, name, "changed", at, item)

    def _tell(self, kind: Any, name: str, state: str, at: int, item: object) -> None:
        self._view.n += 1
        self.events.append(kind.model_construct(type=name, n=self._view.n, state=state, at=at, **{name: item}))


def _alike(old: Sequence[object], new: Sequence[object]) -> tuple[int, int]:
    """How many items at the start, and at the end, are the very same objects."""
    most = min(len(old), len(new))
    first = 0
    while first < most and old[first] is new[first]:
        first += 1
    last = 0
    while last < most - first and old[-1 - last] is new[-1 - last]:
        last += 1
    return first, last


def _kept[Item](old: Sequence[Item], new: Sequence[Item], key: Callable[[Item], object]) -> set[object]:
    """Keys of the items that stand unchanged in both, in the same order."""
    before = {key(item): item for item in old}
    same = {key(item) for item in new if (was := before.get(key(item))) is item or was == item}
    return _in_order([item for item in old if key(item) in same], [item for item in new if key(item) in same], key)


def _in_order[Item](old: Sequence[Item], new: Sequence[Item], key: Callable[[Item], object]) -> set[object]:
    """Keys of the items that can stay where they are: those in both, up to the first that changes its order."""
    here, there = {key(item) for item in old}, {key(item) for item in new}
    first = [key(item) for item in old if key(item) in there]
    second = [key(item) for item in new if key(item) in here]
    if first == second:
        return set(first)
    stay: set[object] = set()
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        stay.add(one)
    return stay
