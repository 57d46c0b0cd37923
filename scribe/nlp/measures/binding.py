"""Finds the measure of each value: "Berg 42/56", "min assist for dressing", "(eval 54.8)".

Owns the distance and order rules between names and values. Knows nothing of roles and dates.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from scribe.nlp.measures.groups import ANY_MOTION, Fit, Group, fit
from scribe.nlp.measures.lexer import Item
from scribe.nlp.measures.lexicon import Lexicon
from scribe.nlp.measures.values import MeasureCarry, Refusal, Value

_FAR, _NEAR, _CLOSE = 12, 6, 3
# The highest strength grade: a bare number up to it is no range of motion.
_GRADES = 5
# What may stand between a name and a bare number.
_LIGHT = frozenset({"link", "side", "cue", "present", "past", "devices", "open", "close", "mark", "compare", "date", "short_of", "break", "name", "changed", "idle"})
_VERBS = frozenset({"present", "past"})


@dataclass(slots=True)
class Bound:
    """A value item with its measure. `group` is None when the measure was spoken of in the sentence before."""

    index: int
    value: Value
    measure: str
    group: Group | None
    forward: bool = False
    again: bool = False
    direct: bool = False
    blocks: bool = False


class Binder:
    """Binds the values of one sentence; made anew for each."""

    def __init__(
        self, items: list[Item], groups: list[Group], text: str, lexicon: Lexicon, carry: MeasureCarry | None
    ) -> None:
        self.items, self.groups, self.text, self.lexicon = items, groups, text, lexicon
        self.carry = carry if carry and not groups else None
        self.bound: list[Bound] = []
        self.refusals: list[Refusal] = []
        self._begins = {group.first: group for group in groups}

    def bind(self) -> list[Bound]:
        """All values that have a measure, in order."""
        seen: list[Group] = []
        for index, item in enumerate(self.items):
            if index in self._begins:
                seen.append(self._begins[index])
            if item.kind != "value" or self._is_dose(index):
                continue
            if any(group.first <= index <= group.last for group in self.groups):
                continue
            found = self._one(index, item.data, seen)
            if found:
                found.value = self._signed(index, found)
                self.bound.append(found)
        return [bound for bound in self._without_helpers() if self.lexicon.measures[bound.measure].functional]

    def _one(self, index: int, value: Value, seen: list[Group]) -> Bound | None:
        behind = self._behind(index, value, seen)
        ahead = self._ahead(index, value)
        if behind is None or ahead is None:
            return behind or ahead or (self._carried(index, value) if self.carry else None)
        # "strength is 3/5 in the right quads": the place of the movement is said behind the value.
        placed = behind.group is not None and behind.group.body and ahead.group is not None and ahead.group.body
        return ahead if ahead.blocks or (ahead.forward and (placed or not behind.direct)) else behind

    def _behind(self, index: int, value: Value, seen: list[Group]) -> Bound | None:
        """The measure named before its value, the nearest that fits."""
        refusal: Refusal | None = None
        for nearness, group in enumerate(reversed(seen[-3:])):
            last = next((bound for bound in reversed(self.bound) if bound.group is group), None)
            between = self.items[(last.index if last and last.index > group.last else group.last) + 1 : index]
            measure, how = self._best(group, value, again=last is not None)
            if how in ("out_of_range", "wrong_denominator") and self.lexicon.measures[measure].functional and not nearness and not _unknown(between):
                refusal = Refusal(self.items[group.first].start, self.items[index].end, measure, how)
            over = [item for item in between if item.kind == "name"]
            if how == "bare":
                binds = self._bare_binds(group, last, between, index, over)
            else:
                binds = how == "strong" and self._strong_binds(group, last, between, index, over)
            if binds:
                direct = not _unknown(between) and not any(item.kind in ("break", "stop") for item in between)
                return Bound(index, value, measure, group, again=last is not None, direct=direct)
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

    def _bare_binds(
        self, group: Group, last: Bound | None, between: list[Item], index: int, over: list[Item]
    ) -> bool:
        unknown, value = _unknown(between), self.items[index].data
        if not self._may_follow(index, strict=bool(unknown) or last is not None) or not _only_places(over):
            return False
        if value.shape == "grade":
            return not unknown and not _stops(between) and self._graded(group, value)
        if group.body and value.shape == "number" and 0 < value.number <= _GRADES and last is None:
            return False
        if last is not None:
            turned = any(item.kind in ("cue", "open", "date") for item in between)
            apart = any(item.kind in ("side", "mark", "past") for item in between)
            return (
                unknown <= (_NEAR if turned else 0) and (turned or apart) and not _stops(between, cue=True)
            )
        if not group.bare or any(item.kind in ("break", "open") for item in between):
            return False
        if group.short and not (self._capital(group) and len(between) <= 2):
            if any(self.lexicon.measures[name].group == "D" for name in group.ids):
                return False
            return not unknown and any(
                item.kind in _VERBS or self.text[item.start] in "=:" for item in between[:2]
            )
        return not unknown and not _stops(between)

    def _plain(self, index: int) -> bool:
        """Whether the value is a level of assistance in a word that means other things as well ("insulin-dependent")."""
        item = self.items[index]
        return self.text[item.start : item.end].lower() in self.lexicon.plain_assist

    def _graded(self, group: Group, value: Value) -> bool:
        """Whether "4-" or "3+" is a strength grade: pulses, reflexes and edema are graded 1+ and 2+ as well."""
        return group.instrument or (group.muscle and (value.number or 0) > 2)

    def _strong_binds(
        self, group: Group, last: Bound | None, between: list[Item], index: int, over: list[Item]
    ) -> bool:
        value: Value = self.items[index].data
        unknown = _unknown(between)
        if over and last is not None:
            turned = any(item.kind in ("cue", "open", "date", "past") for item in between)
            if not turned or not _only_places(over):
                return False
        elif over and any(item.kind in ("break", "open") for item in between):
            return False
        if _stops(between, cue=last is not None):
            return False
        if group.body and value.shape in ("number", "range"):
            return self._motion_binds(group, value, unknown, index)
        if self._plain(index):
            return unknown <= _CLOSE and not over
        return unknown <= (_NEAR if group.short or over else _FAR)

    def _motion_binds(self, group: Group, value: Value, unknown: int, index: int) -> bool:
        """Degrees want the motion named close by; of a bare joint ("R knee 5-110") nothing else may be said."""
        if not group.bare:
            put = value.shape == "number" and self._placed(index)
            return value.unit != "percent" and unknown <= 1 and not put and self._may_follow(index, strict=True)
        if value.unit == "degree":
            return unknown <= _NEAR
        return unknown <= (0 if value.unit else 2) and self._may_follow(index, strict=True)

    def _may_follow(self, index: int, *, strict: bool) -> bool:
        """Whether a bare number may be a value, by the word behind it ("3 people" counts something else)."""
        behind = self.items[index + 1] if index + 1 < len(self.items) else None
        if behind is None or behind.kind != "word":
            return behind is None or behind.kind not in ("count", "dose", "assist")
        return not strict

    def _capital(self, group: Group) -> bool:
        item = self.items[group.last]
        return self.text[item.start : item.end].isupper()

    def _ahead(self, index: int, value: Value) -> Bound | None:
        """The measure named after its value ("70% accuracy", "126 degrees of flexion")."""
        step, led = index + 1, False
        while step < len(self.items) and step <= index + 5 and step not in self._begins:
            item = self.items[step]
            if item.kind not in ("link", "side", "devices", "cue", "mark") or (
                item.kind == "mark" and item.data not in "'’\""
            ):
                return None
            if item.kind == "cue" and (item.data.role != "current" or item.data.turn):
                return None
            led = led or self.text[item.start : item.end].lower() in self.lexicon.toward
            step += 1
        group = self._begins.get(step)
        if group is None:
            return None
        measure, how = self._best(group, value)
        if how and not self.lexicon.measures[measure].functional:
            return Bound(index, value, measure, group, forward=led, blocks=led or step == index + 1)
        if how == "bare" and value.shape != "grade" and (group.short or not led or not self._scored(index)):
            return None
        if how not in ("strong", "bare") or self._has_own(group):
            return None
        if how == "bare" and value.shape == "grade" and not self._graded(group, value):
            return None
        if group.body and value.shape in ("number", "range"):
            if not group.bare or value.unit != "degree" or self._placed(index) or measure == ANY_MOTION:
                return None
        if group.short and value.of is None and not self._capital(group):
            return None
        return Bound(index, value, measure, group, forward=led)

    def _scored(self, index: int) -> bool:
        return any(
            item.kind in _VERBS
            or self.text[item.start : item.end].lower() in self.lexicon.toward
            or item.kind == "link"
            for item in self.items[max(index - 2, 0) : index]
        )

    def _placed(self, index: int) -> bool:
        """Whether a joint is put at an angle rather than measured ("pinned in 15 degrees", "raised to 90 degrees")."""
        before = self.items[max(index - 2, 0) : index]
        word = self.text[before[-1].start : before[-1].end].lower() if before else ""
        return word in self.lexicon.put or (word == "to" and (len(before) < 2 or before[0].kind in ("word", "name")))

    def _has_own(self, group: Group) -> bool:
        """Whether a value of its own stands directly behind a group."""
        for item in self.items[group.last + 1 : group.last + 5]:
            if item.kind == "value":
                return self._best(group, item.data)[1] in ("strong", "bare")
            light = item.kind == "link" and self.text[item.start : item.end].lower() not in self.lexicon.apart
            if not light and item.kind not in ("present", "past", "side", "mark", "devices"):
                return False
        return False

    def _carried(self, index: int, value: Value) -> Bound | None:
        """A value of the measure spoken of in the sentence before ("At evaluation it was 9 to 88.")."""
        if self.carry is None:
            return None
        if self._plain(index):
            return None
        before = self.items[:index]
        if self.bound:
            before = self.items[self.bound[-1].index + 1 : index]
        if self.carry.valued and not any(item.kind in ("cue", "past", "date") for item in before) and not any(
            self.items[step].kind == "cue" for step in range(index + 1, min(index + 3, len(self.items)))
        ):
            return None
        for name in self.carry.measures:
            how = fit(self.lexicon.measures[name], value, again=True)
            if how == "strong" and _unknown(before) <= _NEAR:
                return Bound(index, value, name, None, again=self.carry.valued)
            if how == "bare" and self.carry.valued and not _unknown(before) and self._may_follow(index, strict=True):
                return Bound(index, value, name, None, again=True)
        return None

    def _signed(self, index: int, bound: Bound) -> Value:
        """A motion that "lacks 10 degrees" is written -10."""
        value = bound.value
        if "range" not in self.lexicon.measures[bound.measure].form.shapes or value.shape != "number":
            return value
        around = [*self.items[max(index - 1, 0) : index], *self.items[index + 1 : index + 2]]
        if value.text.startswith("-") or not any(item.kind == "short_of" for item in around):
            return value
        return replace(value, text=f"-{value.text}", number=-(value.number or 0))

    def _is_dose(self, index: int) -> bool:
        """Whether a value is an amount of exercise or of change ("5 lb weights", "30 seconds x 3", "improved 7 points")."""
        value: Value = self.items[index].data
        near = self.items[index + 1 : index + 3]
        if (near and near[0].kind == "dose") or (index and self.items[index - 1].kind == "changed"):
            return True
        if value.unit in ("second", "pound", "degree", "rep", "kilogram") and near and near[0].kind == "word":
            word: str = near[0].data
            return word == "x" or (word[0] == "x" and word[1:].isdigit())
        return False

    def _without_helpers(self) -> Iterator[Bound]:
        """Drops the assist level that only goes with a distance or a count of steps: one statement, one measure."""
        measured = {id(bound.group): bound for bound in self.bound if bound.value.shape == "number"}
        for bound in self.bound:
            if bound.value.shape == "assist" and bound.group is not None and id(bound.group) in measured:
                continue
            yield replace(bound)


def _unknown(between: list[Item]) -> int:
    """How many items stand between that say something else."""
    return sum(item.kind not in _LIGHT for item in between)


def _only_places(names: list[Item]) -> bool:
    """Whether names passed over are parts of the body, which tell where and not what was measured."""
    return all(item.data.kind != "measure" for item in names)


def _stops(between: list[Item], *, cue: bool = False) -> bool:
    """Whether the thought ends between two items; a word such as "previously" behind the stop takes it up again."""
    for place, item in enumerate(between):
        if item.kind == "stop":
            return not (cue and any(later.kind in ("cue", "date", "past") for later in between[place + 1 :]))
    return False
