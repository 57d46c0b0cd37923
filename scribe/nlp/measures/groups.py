"""Puts the names of a sentence together: "right [hip] [abduction] [strength]" is one group that can be a muscle test.

Owns which measures a run of name words can mean. Knows nothing of values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scribe.nlp.measures.catalogue import Measure
from scribe.nlp.measures.lexer import Item
from scribe.nlp.measures.lexicon import Lexicon, Part
from scribe.nlp.measures.values import MeasureCarry, Side

MUSCLE_TEST, ANY_MOTION = "mmt", "rom_generic"


@dataclass(slots=True)
class Group:
    """Names that belong together: items [first, last], the measures they can mean, and the side said among them.

    `short` names need a value that can only be theirs; `body` groups are made of joints, motions and muscles.
    """

    first: int
    last: int
    ids: tuple[str, ...]
    side: Side | None = None
    joint: str | None = None
    short: bool = False
    body: bool = False
    bare: bool = True
    muscle: bool = False
    instrument: bool = False
    spoken: str = ""


def group_names(items: list[Item], text: str, lexicon: Lexicon, carry: MeasureCarry | None) -> list[Group]:
    """The groups of a sentence, in order.

    A motion without joint takes the joint named before it, here or in `carry`.
    """
    groups: list[Group] = []
    joint = carry.joint if carry else None
    side: Side | None = carry.side if carry else None
    index = 0
    while index < len(items):
        if items[index].kind != "name":
            index += 1
            continue
        members, last = _run(items, index, text, lexicon)
        capital = text[items[last].start : items[last].end].isupper()
        group = _resolve(items, members, last, lexicon.measures, joint, capital=capital)
        index = last + 1
        if group is None:
            continue
        group.spoken = " ".join(text[items[member].start : items[member].end].lower() for member in members)
        if group.body or any(lexicon.measures[name].sided for name in group.ids):
            group.side = _side_of(items, group, text, lexicon)
        if group.body:
            if group.side is None and group.joint in (None, joint):
                group.side = side
            joint, side = group.joint or joint, group.side
        elif group.side is None and groups and groups[-1].ids == group.ids:
            group.side = groups[-1].side
        groups.append(group)
    return groups


def _run(items: list[Item], first: int, text: str, lexicon: Lexicon) -> tuple[list[int], int]:
    """The name items that join the one at `first`, and the index of the last."""
    members, last = [first], first
    measures = items[first].data.kind == "measure"
    index = first + 1
    while index < len(items):
        item = items[index]
        if item.kind == "name":
            if measures and not _goes_on(items, first, index, text, lexicon):
                break
            measures = measures or item.data.kind == "measure"
            members.append(index)
            last = index
        elif not (item.kind == "side" or text[item.start : item.end].lower() in lexicon.joins):
            break
        index += 1
    return members, last


def _goes_on(items: list[Item], first: int, index: int, text: str, lexicon: Lexicon) -> bool:
    """Whether a name behind a measure's name only says where or at what it was taken ("FIM for toilet transfer")."""
    part: Part = items[index].data
    led = False
    for item in items[first + 1 : index]:
        led = led or text[item.start : item.end].lower() in lexicon.toward
    if part.kind != "measure":
        return led or part.kind == "limb"
    tested = any(lexicon.measures[name].instrument for name in items[first].data.ids)
    return led and tested and not any(lexicon.measures[name].instrument for name in part.ids)


def _resolve(
    items: list[Item],
    members: list[int],
    last: int,
    measures: Mapping[str, Measure],
    joint: str | None,
    *,
    capital: bool,
) -> Group | None:
    parts: list[Part] = [items[index].data for index in members]
    kinds = {part.kind for part in parts}
    said = next((part.side for part in parts if part.side), None)
    group = Group(members[0], last, ())
    if "measure" in kinds:
        part = next(part for part in parts if part.kind == "measure")
        group.ids, group.short = part.ids, part.short
        group.instrument = any(measures[name].instrument for name in part.ids)
        return group
    own = next((part.ids[0] for part in parts if part.kind == "joint"), None)
    home = next((part.ids[0] for part in parts if part.kind == "motion" and part.ids), None)
    motion = "motion" in kinds or "motion_word" in kinds
    if all(part.short for part in parts) and joint is None and not (home and capital):
        return None
    group.body, group.joint, group.side = True, home or own or (joint if motion else None), said  # type: ignore[assignment]
    moving = group.joint or ANY_MOTION
    if "strength_word" in kinds or ("muscle" in kinds and "motion_word" not in kinds):
        group.ids, group.instrument = (MUSCLE_TEST,), "strength_word" in kinds
    elif "motion_word" in kinds:
        group.ids, group.instrument = (moving,), True
    elif "joint" in kinds or "motion" in kinds:
        group.ids = (MUSCLE_TEST, moving)
    else:
        group.ids = (MUSCLE_TEST,)
    group.bare, group.muscle = motion, motion or "muscle" in kinds or "strength_word" in kinds
    return group


def _side_of(items: list[Item], group: Group, text: str, lexicon: Lexicon) -> Side | None:
    """The side said within a group or directly before it."""
    if group.side:
        return group.side
    for index in range(group.first, group.last + 1):
        if items[index].kind == "side":
            found: Side = items[index].data
            return found
    index = group.first - 1
    while index >= 0 and (
        items[index].kind == "side" or text[items[index].start : items[index].end].lower() in lexicon.joins
    ):
        if items[index].kind == "side":
            side: Side = items[index].data
            group.first = index
            return side
        index -= 1
    return None
