"""Says of each bound value whether it is today's, an earlier one, a goal or a norm.

Owns what follows from cues, dates and verbs. Knows nothing of how a value found its measure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import pairwise

from scribe.nlp.measures.binding import Bound
from scribe.nlp.measures.cues import DROPPED, CueReader, Told
from scribe.nlp.measures.lexer import Item
from scribe.nlp.measures.lexicon import Cue
from scribe.nlp.measures.nearby import Nearby, any_kind
from scribe.nlp.measures.sides import SideReader
from scribe.nlp.measures.values import Role, Side

_ORDER: tuple[Role, ...] = ("goal", "reference", "current", "prior")
_OVERTAKING = frozenset({"cue", "break", "link", "present", "side", "stop"})

type DayOf = Callable[[int, int], tuple[dt.date | None, bool]]


class RoleReader:
    """Reads the roles of one sentence; made anew for each.

    `day_of` gives, for a stretch of the text, the exact date it names and whether that lies before the date of service.
    `base` is the role of a value of which the words say nothing.
    """

    def __init__(self, items: list[Item], near: Nearby, *, base: Role, day_of: DayOf) -> None:
        self._items, self._near, self._base, self._day_of = items, near, base, day_of

    def read(self, bound: list[Bound], *, side: Side | None = None) -> list[Told]:
        """The values that are measurements, with role, side and date; `side` is that of the sentence before."""
        told = CueReader(self._items, self._near).tell(bound)
        for place, one in enumerate(told):
            self._tell_role(told[:place], one, told[place + 1 :])
        SideReader(self._items, told, carried=side).read()
        self._overtaken(told)
        return [one for one in told if one.kept]

    def _tell_role(self, before: list[Told], told: Told, behind: list[Told]) -> None:
        roles = {cue.role for _, cue in told.cues}
        if roles & DROPPED:
            told.kept = False
            return
        role = next((name for name in _ORDER if name in roles), None)
        if role is None and self._near.demanded(told.bound.index):
            role = "goal"
        others = [other for other in (*before, *behind) if other.bound.measure == told.bound.measure]
        if role is None or role in ("prior", "current"):
            role = self._by_date(told, role, others)
        if role is None and others and self._near.leaving(told.bound.index):
            role = "prior"
        if role is None:
            role = self._from_before(before, told) or self._again(before, told)
        if self._base == "goal" and role == "prior" and not told.bound.again:
            role = "goal"
        told.role = role or self._base

    def _by_date(self, told: Told, role: Role | None, others: list[Told]) -> Role | None:
        """Takes the date of the value; a date before the date of service makes it an earlier one."""
        second = told.bound.again and told.bound.group is None
        undated = second or any(all(cue.role != "date" for _, cue in other.cues) for other in others)
        for index, cue in told.cues:
            if not cue.near:
                continue
            day, past = self._day_of(self._items[index].start, self._items[index].end)
            told.date = told.date or day
            if cue.role == "date" and role is None and (past or (undated and day is None)):
                role = "prior"
        return role

    def _from_before(self, before: list[Told], told: Told) -> Role | None:
        """A goal, a heading or a leading time word goes on to the values joined to it."""
        last = before[-1] if before else None
        lead = (last.lead or next(iter(last.cues), None)) if last else None
        if last is None or lead is None or last.role == "current":
            return None
        role = self._goes_on(last, lead, self._items[last.bound.index + 1 : told.bound.index])
        told.lead = lead if role else None
        return role

    def _goes_on(self, last: Told, lead: tuple[int, Cue], between: list[Item]) -> Role | None:
        index, cue = lead
        inside = self._items[max(index - 1, 0) : last.bound.index + 1]
        if any_kind(inside, "open") and any_kind(between, "close"):
            return None
        if (cue.heading or cue.near) and self._near.headed(index):
            return last.role
        if any_kind(between, "stop", "open"):
            return None
        if last.role == "goal" and not cue.near:
            return "goal"
        leading = index < last.bound.index and not any_kind(between, "present")
        joined = any_kind(between, "break") or any(self._near.joining(item) for item in between)
        return last.role if leading and joined and cue.near and cue.role == last.role else None

    def _again(self, before: list[Told], told: Told) -> Role | None:
        """A second value of a measure is the earlier one when its verb is past, or when it stands alone in brackets."""
        if not told.bound.again:
            return None
        earlier = [other for other in before if other.bound.measure == told.bound.measure]
        between = self._items[earlier[-1].bound.index + 1 if earlier else 0 : told.bound.index]
        if _past(between):
            return "prior"
        if earlier and between and between[-1].kind == "open":
            last, value = earlier[-1].bound.value, told.bound.value
            if last.shape == value.shape and value.unit in (None, last.unit):
                return "prior"
            # "28% (14/50)" is the same result in another form.
            told.kept = False
        return None

    def _overtaken(self, told: list[Told]) -> None:
        """A value is the earlier one when "-> 11.2" or "now 42/56" follows it directly."""
        for one, later in pairwise(told):
            same = one.bound.measure == later.bound.measure and one.side == later.side and later.bound.again
            if not same or one.bound.rated or one.cues or one.lead or one.role != "current" or later.role != "current":
                continue
            between = self._items[one.bound.index + 1 : later.bound.index]
            turned = any(item.kind == "cue" and item.data.role == "current" for item in between)
            if turned and all(item.kind in _OVERTAKING for item in between):
                one.role = "prior"


def _past(between: list[Item]) -> bool:
    """Whether the last verb before a value is past and stands close to it ("it was 12 pounds")."""
    for item in reversed(between):
        if item.kind in ("past", "present"):
            return item.kind == "past"
        if item.kind == "word" or (item.kind == "name" and item.data.kind == "measure"):
            return False
    return False
