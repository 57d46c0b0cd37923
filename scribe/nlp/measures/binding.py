"""Finds the measure of each value: "Berg 42/56", "min assist for dressing", "(eval 54.8)".

Owns the distance and order rules between names and values. Knows nothing of roles and dates.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scribe.nlp.measures.fitting import Fit, fit
from scribe.nlp.measures.groups import ANY_MOTION, Group
from scribe.nlp.measures.lexer import Item
from scribe.nlp.measures.lexicon import Lexicon
from scribe.nlp.measures.nearby import Nearby, any_kind, only_places, stops, unknown
from scribe.nlp.measures.values import MeasureCarry, Refusal, Value

# How many words may stand between: for a value whose form says what it is, for a second value or a short name, and for
# a plain word such as "independent".
_FAR, _NEAR, _CLOSE = 12, 6, 3
# How many names back a value may look, and how many items ahead.
_NAMES, _AHEAD = 3, 5
# The highest strength grade: a bare number up to it is no range of motion.
_GRADES = 5
_BETWEEN_AHEAD = frozenset({"link", "side", "devices", "cue", "mark"})
_BEFORE_OWN = frozenset({"link", "present", "past", "side", "mark", "devices"})


@dataclass(slots=True)
class Bound:
    """A value item with its measure.

    `group` is None when the measure was spoken of in the sentence before. `forward`: named behind the value; `again`: a
    further value of its measure; `direct`: nothing else stands between; `blocks`: no measure, but it takes the value;
    `ranged`: values of the measure may be ranges; `rated`: they are the patient's own rating.
    """

    index: int
    value: Value
    measure: str
    group: Group | None
    forward: bool = False
    again: bool = False
    direct: bool = False
    blocks: bool = False
    ranged: bool = False
    rated: bool = False


class Binder:
    """Binds the values of one sentence; made anew for each."""

    def __init__(
        self, items: list[Item], groups: list[Group], text: str, lexicon: Lexicon, carry: MeasureCarry | None
    ) -> None:
        self.items, self.groups, self.lexicon = items, groups, lexicon
        self.near = Nearby(items, text, lexicon)
        self.carry = carry
        self.bound: list[Bound] = []
        self.refusals: list[Refusal] = []
        self._begins = {group.first: group for group in groups}

    def bind(self) -> list[Bound]:
        """All values that have a measure, in order."""
        seen: list[Group] = []
        for index, item in enumerate(self.items):
            if index in self._begins:
                seen.append(self._begins[index])
            if item.kind == "value" and self.near.no_result(index):
                item.kind = "amount"
            if item.kind != "value":
                continue
            if seen and index <= seen[-1].last:
                continue
            if found := self._one(index, item.data, seen):
                self._know(found)
                self.bound.append(found)
        return [bound for bound in self._without_helpers() if self.lexicon.measures[bound.measure].functional]

    def _one(self, index: int, value: Value, seen: list[Group]) -> Bound | None:
        behind = self._behind(index, value, seen)
        ahead = self._ahead(index, value)
        if behind is None and ahead is None:
            return self._carried(index, value, self.carry) if self.carry and not seen else None
        if behind is None or ahead is None:
            return behind or ahead
        # "strength is 3/5 in the right quads": the place of the movement is said behind the value.
        placed = behind.group is not None and behind.group.body and ahead.group is not None and ahead.group.body
        # "walked 840 feet on the six minute walk": the test says more than the verb.
        tested = ahead.group is not None and ahead.group.instrument and behind.group and not behind.group.instrument
        loose = placed or tested or not behind.direct or (behind.group is not None and behind.group.short)
        return ahead if ahead.blocks or (ahead.forward and loose) else behind

    # ── the name before the value ─────────────────────────────────────────────────────────────────────────────────────

    def _behind(self, index: int, value: Value, seen: list[Group]) -> Bound | None:
        """The measure named before its value, the nearest that fits."""
        refusal: Refusal | None = None
        for nearness, group in enumerate(reversed(seen[-_NAMES:])):
            last = next((bound for bound in reversed(self.bound) if bound.group is group), None)
            between = self.items[(last.index if last and last.index > group.last else group.last) + 1 : index]
            measure, how = self._best(group, value, again=last is not None)
            if how == "bare":
                binds = self._bare_binds(group, last, between, index)
            else:
                binds = how == "strong" and self._strong_binds(group, last, between, index)
            if binds:
                direct = not unknown(between) and not any_kind(between, "break", "stop")
                return Bound(index, value, measure, group, again=last is not None, direct=direct)
            if (how == "out_of_range" or how == "wrong_denominator") and not nearness and not unknown(between):
                refusal = Refusal(self.items[group.first].start, self.items[index].end, measure, how)
        if refusal:
            self.refusals.append(refusal)
        return None

    def _best(self, group: Group, value: Value, *, again: bool = False) -> tuple[str, Fit | None]:
        """The measure of a group that fits a value best, and how."""
        best: tuple[str, Fit | None] = (group.ids[-1], None)
        for name in group.ids:
            how = fit(self.lexicon.measures[name], value, again=again)
            if how == "strong":
                return name, how
            if how and (best[1] is None or how == "bare"):
                best = (name, how)
        return best

    def _bare_binds(self, group: Group, last: Bound | None, between: list[Item], index: int) -> bool:
        others, value = unknown(between), self.items[index].data
        over = [item for item in between if item.kind == "name"]
        strict = bool(others) or last is not None or group.short
        if not self.near.may_follow(index, strict=strict) or not only_places(over):
            return False
        if value.shape == "grade":
            return not others and not stops(between) and _graded(group, value)
        if last is not None:
            behind = self.items[index + 1 : index + 2]
            came = len(between) == 1 and self.near.leaving(index)
            turned = came or any_kind(between, "cue", "open", "date") or any_kind(behind, "cue", "date")
            apart = turned or any_kind(between, "side", "mark", "past")
            return others <= (_NEAR if turned else 0) and apart and not stops(between, cue=True)
        if others or not group.bare or any_kind(between, "break", "open"):
            return False
        low = value.shape == "number" and 0 < value.number <= _GRADES
        if group.body and low and not self.near.falls_short(index):
            return False
        if group.short and not (self.near.capital(group.last) and len(between) <= 2):
            plain = any(self.lexicon.measures[name].group == "D" for name in group.ids)
            return not plain and self.near.said(between)
        return not stops(between)

    def _strong_binds(self, group: Group, last: Bound | None, between: list[Item], index: int) -> bool:
        value: Value = self.items[index].data
        over = [item for item in between if item.kind == "name"]
        others = unknown(between)
        if over and last is not None:
            if not any_kind(between, "cue", "open", "date", "past") or not only_places(over):
                return False
        elif over and any_kind(between, "break", "open"):
            return False
        if stops(between, cue=last is not None):
            return False
        if group.body and value.shape in ("number", "range"):
            return self._motion_binds(group, value, others, index)
        if self.near.plain_level(index):
            return others <= _CLOSE and not over
        return others <= (_NEAR if group.short or over else _FAR)

    def _motion_binds(self, group: Group, value: Value, others: int, index: int) -> bool:
        """Degrees want the motion named close by; of a bare joint ("R knee 5-110") nothing else may be said."""
        if not group.bare:
            put = self.near.placed(index)
            return value.unit != "percent" and others <= 1 and not put and self.near.may_follow(index, strict=True)
        if value.unit == "degree":
            return others <= _NEAR
        if value.unit == "percent" and self.near.share_follows(index):
            return False
        return others <= (0 if value.unit else 2) and self.near.may_follow(index, strict=True)

    # ── the name behind the value ─────────────────────────────────────────────────────────────────────────────────────

    def _ahead(self, index: int, value: Value) -> Bound | None:
        """The measure named after its value ("70% accuracy", "126 degrees of flexion")."""
        group, led = self._next_group(index)
        if group is None:
            return None
        measure, how = self._best(group, value)
        if how and not self.lexicon.measures[measure].functional:
            return Bound(index, value, measure, group, forward=led, blocks=led or group.first == index + 1)
        if how not in ("strong", "bare") or self._has_own(group):
            return None
        if how == "bare" and not self._bare_ahead(group, value, index, led=led):
            return None
        if group.body and value.shape in ("number", "range"):
            measured = group.bare and value.unit == "degree" and measure != ANY_MOTION
            if not measured or self.near.placed(index):
                return None
        if group.short and value.of is None and not self.near.capital(group.last):
            return None
        return Bound(index, value, measure, group, forward=led)

    def _next_group(self, index: int) -> tuple[Group | None, bool]:
        """The group behind a value with only light words between, and whether "of" or the like leads to it."""
        led = False
        for step in range(index + 1, min(index + _AHEAD + 1, len(self.items))):
            if step in self._begins:
                return self._begins[step], led
            item = self.items[step]
            turned = item.kind == "cue" and (item.data.role != "current" or item.data.turn)
            if item.kind not in _BETWEEN_AHEAD or turned or (item.kind == "mark" and item.data not in "'’\""):
                break
            led = led or self.near.word(item) in self.lexicon.toward
        return None, led

    def _bare_ahead(self, group: Group, value: Value, index: int, *, led: bool) -> bool:
        if value.shape == "grade":
            return _graded(group, value)
        return led and not group.short and self.near.scored(index)

    def _has_own(self, group: Group) -> bool:
        """Whether a value of its own stands directly behind a group."""
        for item in self.items[group.last + 1 : group.last + 5]:
            if item.kind == "value":
                return self._best(group, item.data)[1] in ("strong", "bare")
            if item.kind not in _BEFORE_OWN or (item.kind == "link" and self.near.word(item) in self.lexicon.apart):
                return False
        return False

    # ── the rest ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def _carried(self, index: int, value: Value, carry: MeasureCarry) -> Bound | None:
        """A value of the measure spoken of in the sentence before ("In March it was 25 to 110.")."""
        told = carry.valued or value.unit or value.of or value.shape == "assist"
        if self.near.plain_level(index) or not told or not self.near.may_follow(index, strict=True):
            return None
        before = self.items[self.bound[-1].index + 1 if self.bound else 0 : index]
        behind = self.items[index + 1 : index + 3]
        said = any_kind(before, "cue", "past", "date") or any_kind(behind, "cue")
        if carry.valued and not said and not self._stands_for(before, value):
            return None
        reach = _NEAR if not carry.valued and not self.groups else 2 if any_kind(before, "cue", "date") else 0
        others = unknown(before)
        for name in carry.measures:
            how = fit(self.lexicon.measures[name], value, again=True)
            if how == "strong" and others <= reach:
                return Bound(index, value, name, None, again=carry.valued)
            if how == "bare" and carry.valued and not others:
                return Bound(index, value, name, None, again=True)
        return None

    def _stands_for(self, before: list[Item], value: Value) -> bool:
        """Whether the sentence opens with "it is", so that a value with its unit is of the measure before."""
        return value.unit is not None and len(before) <= 2 and any_kind(before, "present") and not unknown(before)

    def _know(self, bound: Bound) -> None:
        """Notes what later questions need of the measure. A motion that "lacks 10 degrees" is written -10."""
        measure, value = self.lexicon.measures[bound.measure], bound.value
        bound.ranged, bound.rated = "range" in measure.form.shapes, measure.group == "D"
        if bound.ranged and value.shape == "number" and value.text[0] != "-" and self.near.falls_short(bound.index):
            value.text, value.number = f"-{value.text}", -(value.number or 0)

    def _without_helpers(self) -> Iterator[Bound]:
        """Drops the level of assistance that goes with a distance or a count of steps: one statement, one measure."""
        measured = {id(bound.group) for bound in self.bound if bound.value.shape == "number"}
        for bound in self.bound:
            if bound.value.shape != "assist" or bound.group is None or id(bound.group) not in measured:
                yield bound


def _graded(group: Group, value: Value) -> bool:
    """Whether "4-" or "3+" is a strength grade: pulses, reflexes and edema are graded 1+ and 2+ as well."""
    return group.instrument or (group.muscle and (value.number or 0) > 2)
