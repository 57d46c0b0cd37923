"""Says of each bound value whether it is today's, an earlier one, a goal or a norm, and of which side.

Owns the reading of cue words, dates and side words around values. Knows nothing of how a value found its measure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from scribe.nlp.measures.binding import Bound
from scribe.nlp.measures.lexer import Item
from scribe.nlp.measures.lexicon import Cue
from scribe.nlp.measures.values import Side, Value

_DATE = Cue("date", near=True)
_DROPPED = frozenset({"delta", "order"})
_ORDER = ("goal", "reference", "current", "prior")


@dataclass(slots=True)
class Told:
    """A bound value with what the words around it tell. `cues` are (item index, cue) in order."""

    bound: Bound
    cues: list[tuple[int, Cue]] = field(default_factory=list)
    role: str = "current"
    side: Side | None = None
    date: dt.date | None = None
    kept: bool = True
    lead: tuple[int, Cue] | None = None


type DayOf = Callable[[int, int], tuple[dt.date | None, bool]]


class RoleReader:
    """Reads the roles of one sentence; made anew for each.

    `day_of` gives, for a stretch of the text, the exact date it names and whether that lies before the date of service.
    """

    def __init__(self, items: list[Item], bound: list[Bound], text: str, *, goal: bool, day_of: DayOf, side: Side | None = None) -> None:
        self.items, self.text, self.goal, self.day_of = items, text, goal, day_of
        self.told, self.carried = [Told(bound=one) for one in bound], side

    def read(self) -> list[Told]:
        """The values that are measurements, with role, side and date."""
        if not self.told:
            return []
        self._attach()
        self._split_changes()
        for place, told in enumerate(self.told):
            self._role(place, told)
        self._sides()
        self._overtaken()
        return [told for told in self.told if told.kept]

    # -- cues -----------------------------------------------------------------------------------------------------------------

    def _attach(self) -> None:
        """Gives every cue and date to the value it speaks of."""
        indexes = [told.bound.index for told in self.told]
        place = 0
        for index, item in enumerate(self.items):
            while place < len(indexes) and indexes[place] < index:
                place += 1
            cue = item.data if item.kind == "cue" else _DATE if item.kind == "date" else None
            if cue is None or index in indexes:
                continue
            before = self.told[place - 1] if place else None
            behind = self.told[place] if place < len(indexes) else None
            owner = self._owner(index, cue, before, behind)
            if owner:
                owner.cues.append((index, cue))

    def _owner(self, index: int, cue: Cue, before: Told | None, behind: Told | None) -> Told | None:
        if not cue.near:
            return behind if behind and not self._closed(index, behind.bound.index) else None
        if before is None:
            return behind if cue.role not in _DROPPED else None
        if cue.role in _DROPPED:
            return before if index == before.bound.index + 1 else None
        left = self.items[before.bound.index + 1 : index]
        if behind is None:
            right = self.items[index + 1 :]
            if any(item.kind == "stop" for item in left):
                return None
            apart = any(item.kind == "break" for item in left)
            return before if not apart or not any(item.kind in ("word", "name") for item in right[:3]) else None
        right = self.items[index + 1 : behind.bound.index]
        broken_left, broken_right = self._broken(left), self._broken(right)
        if broken_left != broken_right:
            return behind if broken_left else before
        if broken_left:
            return behind
        named = any(item.kind == "name" for item in right)
        again = bool(right) and any(
            item.kind in ("past", "present") or (item.kind == "mark" and item.data == ":") for item in right[:3]
        )
        if not named and (again or not right) and not any(item.kind == "cue" and item.data.turn for item in right):
            return behind if again or left else before
        return before

    def _closed(self, start: int, end: int) -> bool:
        return any(item.kind == "close" for item in self.items[start:end]) and not any(
            item.kind == "open" for item in self.items[start:end]
        )

    def _split_changes(self) -> None:
        """Parts "improved from 19.4 to 13.2" into an earlier and a present value where the measure has no ranges."""
        parted: list[Told] = []
        for told in self.told:
            value = told.bound.value
            moved = any(cue.role == "prior" and cue.turn for _, cue in told.cues) or self._from(told.bound.index)
            if not (value.shape == "range" and value.joined and moved) or self._range_behind(told):
                parted.append(told)
                continue
            low, _, high = value.text.partition("-") if not value.text.startswith("-") else (value.text, "", "")
            if not high:
                parted.append(told)
                continue
            first = replace(value, shape="number", text=low, high=None, joined=False)
            second = replace(value, shape="number", text=high, number=value.high, high=None, joined=False)
            parted.append(
                replace(
                    told,
                    bound=replace(told.bound, value=first),
                    role="prior",
                    cues=[*told.cues, (told.bound.index, Cue("prior"))],
                )
            )
            parted.append(
                replace(
                    told, bound=replace(told.bound, value=second, again=True), cues=[(told.bound.index, Cue("current"))]
                )
            )
        self.told = parted

    def _from(self, index: int) -> bool:
        before = self.items[index - 1] if index else None
        return before is not None and self.text[before.start : before.end].lower() == "from"

    def _range_behind(self, told: Told) -> bool:
        """Whether "to" and another range follow ("from 10 to 95 to 2 to 118"): then the numbers are ranges, not a change."""
        later = [self.items[index] for index in range(told.bound.index + 1, min(told.bound.index + 3, len(self.items)))]
        return any(
            item.kind == "value" and isinstance(item.data, Value) and item.data.shape == "range" for item in later
        )

    # -- roles ----------------------------------------------------------------------------------------------------------------

    def _role(self, place: int, told: Told) -> None:
        roles = {cue.role for _, cue in told.cues}
        if roles & _DROPPED:
            told.kept = False
            return
        earlier = [other for other in self.told[:place] if other.bound.measure == told.bound.measure]
        role = next((name for name in _ORDER if name in roles), None)
        others = [other for other in self.told if other is not told and other.bound.measure == told.bound.measure]
        if role in (None, "prior", "current"):
            undated = any(not any(cue.role == "date" for _, cue in other.cues) for other in others)
            role = self._by_date(told, role, undated or (told.bound.again and told.bound.group is None))
        if role is None and others and self._from(told.bound.index):
            role = "prior"
        if role is None:
            role = self._from_before(place, told) or self._again(told, earlier)
        if role is None and told.bound.value.compared and told.bound.again:
            role = "reference"
        told.role = role or ("goal" if self.goal else "current")
        if self.goal and role == "prior" and not told.bound.again:
            told.role = "goal"

    def _by_date(self, told: Told, role: str | None, second: bool) -> str | None:
        for index, cue in told.cues:
            item = self.items[index]
            if cue.role == "date" or cue.near:
                day, past = self.day_of(item.start, item.end)
                told.date = told.date or day
                if cue.role == "date" and role is None and (past or (second and day is None)):
                    role = "prior"
        return role

    def _from_before(self, place: int, told: Told) -> str | None:
        """A goal, a heading or a leading time word goes on to the values joined to it."""
        if not place:
            return None
        before = self.told[place - 1]
        between = self.items[before.bound.index + 1 : told.bound.index]
        lead = before.lead or (before.cues[0] if before.cues else None)
        if before.role not in ("goal", "prior", "reference") or lead is None:
            return None
        role = self._goes_on(before, lead, between)
        told.lead = lead if role else None
        return role

    def _goes_on(self, before: Told, lead: tuple[int, Cue], between: list[Item]) -> str | None:
        index, cue = lead
        heading = (
            index + 1 < len(self.items) and self.text[self.items[index + 1].start] in ":=" and (cue.heading or cue.near)
        )
        opened = any(item.kind == "open" for item in self.items[index : before.bound.index + 1]) or (
            index > 0 and self.items[index - 1].kind == "open"
        )
        if opened and any(item.kind == "close" for item in between):
            return None
        if heading:
            return before.role
        if any(item.kind in ("stop", "open") for item in between):
            return None
        if before.role == "goal" and not cue.near:
            return "goal"
        leading = index < before.bound.index and not any(item.kind == "present" for item in between)
        joined = any(
            item.kind == "break" or self.text[item.start : item.end].lower() in ("and", "&") for item in between
        )
        return before.role if leading and joined and cue.near and cue.role == before.role else None

    def _again(self, told: Told, earlier: list[Told]) -> str | None:
        """A second value of a measure is the earlier one when its verb is past, or when it stands alone in brackets."""
        if not told.bound.again:
            return None
        start = earlier[-1].bound.index + 1 if earlier else 0
        between = self.items[start : told.bound.index]
        if self._past(between):
            return "prior"
        if earlier and between and between[-1].kind == "open":
            last = earlier[-1].bound.value
            if last.shape == told.bound.value.shape and (told.bound.value.unit in (None, last.unit)):
                return "prior"
            told.kept = False
        return None

    def _overtaken(self) -> None:
        """A value is the earlier one when "-> 11.2" or "now 42/56" follows it directly."""
        for told, later in zip(self.told, self.told[1:], strict=False):
            same = told.bound.measure == later.bound.measure and told.side == later.side and later.bound.again
            if not same or told.cues or told.lead or later.role != "current":
                continue
            between = self.items[told.bound.index + 1 : later.bound.index]
            turned = any(item.kind == "cue" and item.data.role == "current" for item in between)
            if turned and all(item.kind in ("cue", "break", "link", "present", "side", "stop") for item in between):
                told.role = "prior"

    @staticmethod
    def _past(between: list[Item]) -> bool:
        """Whether the last verb before a value is past and stands close to it ("it was 12 pounds")."""
        for item in reversed(between):
            if item.kind in ("past", "present"):
                return item.kind == "past"
            if item.kind == "word" or (item.kind == "name" and item.data.kind == "measure"):
                return False
        return False

    # -- sides ----------------------------------------------------------------------------------------------------------------

    def _sides(self) -> None:
        taken: set[int] = set()
        for place, told in enumerate(self.told):
            if told.bound.value.shape == "number" and place and self.told[place - 1].bound.index == told.bound.index:
                told.side = self.told[place - 1].side
                continue
            told.side = self._side(place, told, taken)

    def _side(self, place: int, told: Told, taken: set[int]) -> Side | None:
        bound = told.bound
        start = self.told[place - 1].bound.index + 1 if place else 0
        if bound.group and not bound.again and not bound.forward:
            start = max(start, bound.group.last + 1)
        before = [
            index
            for index in range(start, bound.index)
            if self.items[index].kind == "side"
            and index not in taken
            and not any(item.kind == "name" for item in self.items[index + 1 : bound.index])
        ]
        own = bound.group.side if bound.group and not bound.again else None
        if before:
            taken.add(before[-1])
            side: Side = self.items[before[-1]].data
            return side
        behind = self._side_behind(place, told) if own is None else None
        if behind is not None:
            taken.add(behind)
            side = self.items[behind].data
            return side
        if bound.group is None:
            return self.carried
        if own is not None:
            return own
        same = [other for other in self.told[:place] if other.bound.group is bound.group]
        return same[-1].side if same and bound.again else bound.group.side

    def _side_behind(self, place: int, told: Told) -> int | None:
        last = told.bound.index
        if told.bound.forward and told.bound.group:
            last = max(last, told.bound.group.last)
        for index in range(last + 1, min(last + 5, len(self.items))):
            item = self.items[index]
            if item.kind == "side":
                return None if self._leads(place, told, index) else index
            if item.kind not in ("link", "open", "break") or (item.kind == "break" and self.text[item.start] != ","):
                return None
        return None

    def _leads(self, place: int, told: Told, index: int) -> bool:
        """Whether the side word at `index` belongs to what comes behind it rather than to the value before it."""
        behind = self.items[index + 1] if index + 1 < len(self.items) else None
        if behind is None or behind.kind not in ("value", "name"):
            return False
        if behind.kind == "name":
            place_only = behind.data.kind != "measure" and not (told.bound.group and told.bound.group.body)
            return self.items[index - 1].kind != "link" and not place_only
        # "R 12 s L 4 s": the value before had its side in front of it, so this one has too.
        return place == 0 or self.told[place - 1].side is not None

    def _broken(self, items: list[Item]) -> bool:
        """Whether the thought is broken off between two items."""
        return any(
            item.kind in ("break", "stop", "open", "close")
            or (item.kind == "cue" and item.data.turn)
            or self.text[item.start : item.end].lower() in ("and", "&")
            for item in items
        )
