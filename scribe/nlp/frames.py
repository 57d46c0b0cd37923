"""Frames: how mentions in one sentence make a piece of evidence.

A frame (patterns/evidence, `frames:`) names the mentions that must stand together ("a signing, linked to a plan of
care, and no other paper nearer"), where the assertion starts and which attributes to take. Owns that little language
and its matching; holds no clinical word and knows nothing of policy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from scribe.errors import PatternError
from scribe.nlp.sentence import Mention
from scribe.nlp.view import View
from scribe.types import Assertion, AttributeValue

Labels = Callable[[Any], tuple[str, ...]]
_AFTER_IS_OBJECT = 5
_BEFORE_COST, _FAR_AFTER_COST, _CLAUSE_COST = 4, 8, 12


@dataclass(frozen=True, slots=True)
class Slot:
    """A mention that must (or must not) stand near the head: one of `any`, on `side`, `within` tokens, in the clause.

    `rivals`: none of these may stand nearer on that side.
    `of`: "link" measures from the linked mention, not from the head (the credential after the linked clinician's name).
    `carried`: one that an earlier sentence left will do, where this one has none.
    """

    any: frozenset[str]
    rivals: frozenset[str] = frozenset()
    side: str = "either"
    within: int | None = None
    clause: bool = False
    span: bool = True
    of: str = "head"
    carried: bool = False

    @classmethod
    def read(cls, row: Any, labels: Labels, where: str) -> Slot:
        """The slot of one mapping (or of a bare list of labels)."""
        if isinstance(row, str | list):
            row = {"any": row}
        known = {"any", "rivals", "side", "within", "clause", "span", "of", "carried"}
        if not isinstance(row, dict) or "any" not in row or set(row) - known:
            raise PatternError(f"{where}: a slot is a mapping of any and maybe {', '.join(sorted(known - {'any'}))}")
        if row.get("side", "either") not in {"either", "before", "after"}:
            raise PatternError(f"{where}: side must be before, after or either")
        if row.get("of", "head") not in {"head", "link"}:
            raise PatternError(f"{where}: of must be head or link")
        return cls(
            frozenset(labels(row["any"])),
            frozenset(labels(row.get("rivals") or [])),
            row.get("side", "either"),
            row.get("within"),
            bool(row.get("clause", False)),
            bool(row.get("span", True)),
            row.get("of", "head"),
            bool(row.get("carried", False)),
        )

    def find(self, head: Mention, view: View) -> Mention | None:
        """The nearest fitting mention, or None."""
        best, best_gap = None, 10_000
        wanted = self.any | self.rivals
        for mention in view.mentions:
            if mention.label not in wanted or mention is head:
                continue
            gap = max(0, mention.start - head.end if mention.start >= head.end else head.start - mention.end)
            if (self.side == "before" and mention.start >= head.end) or (
                self.side == "after" and mention.end <= head.start
            ):
                continue
            if self.within is not None and gap > self.within:
                continue
            if self.clause and view.breaks(head, mention):
                continue
            if gap < best_gap:
                best, best_gap = mention, gap
        return best if best is not None and best.label in self.any else None


@dataclass(frozen=True, slots=True)
class Link:
    """Which paper or person the head speaks of: the nearest of `to` and `rivals`, which must then be one of `to`.

    `carry`: labels (a pronoun, a clinician) that, standing in this sentence, let the paper or person of an earlier
    one serve when this one names none. `optional` lets the frame stand with none at all.
    """

    to: frozenset[str]
    rivals: frozenset[str]
    carry: frozenset[str] = frozenset()
    optional: bool = False

    @classmethod
    def read(cls, row: Any, labels: Labels, where: str) -> Link:
        """The link of one mapping."""
        known = {"to", "rivals", "carry", "optional"}
        if not isinstance(row, dict) or "to" not in row or set(row) - known:
            raise PatternError(f"{where}: link is a mapping of to and maybe rivals, carry, optional")
        return cls(
            frozenset(labels(row["to"])),
            frozenset(labels(row.get("rivals") or [])),
            frozenset(labels(row.get("carry") or [])),
            bool(row.get("optional", False)),
        )

    def resolve(self, head: Mention, view: View) -> tuple[bool, Mention | None]:
        """Whether the link holds, and the mention it found in this sentence."""
        wanted = self.to | self.rivals
        best, best_cost = None, 10_000
        for mention in view.mentions:
            if (
                mention.label not in wanted
                or mention is head
                or (mention.label in self.rivals and view.possessive(mention))
            ):
                continue
            after = mention.start >= head.end
            gap = max(0, mention.start - head.end if after else head.start - mention.end)
            object_of = after and gap < _AFTER_IS_OBJECT and not view.listed(head, mention)
            cost = gap if object_of else gap + (_FAR_AFTER_COST if after else _BEFORE_COST)
            cost += _CLAUSE_COST * view.breaks(head, mention)
            if after and view.another_begins(head, mention):
                cost += 2 * _CLAUSE_COST
            if cost < best_cost:
                best, best_cost = mention, cost
        if best is None:
            earlier = next((label for label in view.carried if label in wanted), None)
            if earlier is not None and any(mention.label in self.carry for mention in view.mentions):
                return earlier in self.to, None
            return self.optional, None
        if best.label in self.to:
            return True, best
        for other in view.joined(best):
            if other.label in self.to and not (other.start >= head.end and view.is_subject(other)):
                return True, other
        return False, None


@dataclass(frozen=True, slots=True)
class Match:
    """A frame that fits: the head, the linked mention and the mentions of its slots."""

    frame: Frame
    head: Mention
    link: Mention | None
    slots: tuple[Mention, ...]

    def mentions(self) -> list[Mention]:
        """All mentions that make the evidence's span."""
        return [self.head, *([self.link] if self.link else []), *self.slots]


@dataclass(frozen=True, slots=True)
class Frame:
    """One way in which a kind of evidence is said. See docs/evidence.md for the form."""

    KEYS: ClassVar[set[str]] = {
        "id",
        "kind",
        "head",
        "link",
        "need",
        "maybe",
        "block",
        "sections",
        "not_sections",
        "topic",
        "not_topic",
        "assertion",
        "ignore",
        "set",
        "take",
        "lead",
        "tail",
        "only",
        "require",
    }

    id: str
    kind: str
    head: frozenset[str]
    link: Link | None
    need: tuple[Slot, ...]
    maybe: tuple[Slot, ...]
    block: tuple[Slot, ...]
    sections: frozenset[str]
    not_sections: frozenset[str]
    topic: frozenset[str]
    not_topic: frozenset[str]
    assertion: Assertion
    ignore: frozenset[str]
    given: Mapping[str, AttributeValue]
    take: tuple[str, ...]
    lead: int | None
    tail: int
    only: frozenset[Assertion]
    require: frozenset[str]

    @classmethod
    def read(cls, row: Mapping[str, Any], *, where: str, labels: Labels) -> Frame:
        """The frame of one mapping.

        Raises:
            PatternError: kind or head is missing, or a part is malformed.
        """
        if not isinstance(row.get("kind"), str) or not row.get("head"):
            raise PatternError(f"{where}: a frame needs kind and head")

        def slots(key: str) -> tuple[Slot, ...]:
            return tuple(Slot.read(item, labels, f"{where}: {key}") for item in row.get(key) or ())

        def names(key: str) -> frozenset[str]:
            return frozenset(labels(row.get(key) or []))

        try:
            assertion = Assertion(row.get("assertion", "affirmed"))
        except ValueError as error:
            raise PatternError(f"{where}: assertion must be one of {', '.join(Assertion)}") from error
        return cls(
            row["id"],
            row["kind"],
            names("head"),
            Link.read(row["link"], labels, where) if row.get("link") else None,
            slots("need"),
            slots("maybe"),
            slots("block"),
            names("sections"),
            names("not_sections"),
            names("topic"),
            names("not_topic"),
            assertion,
            names("ignore"),
            dict(row.get("set") or {}),
            tuple(row.get("take") or ()),
            row.get("lead"),
            int(row.get("tail") or 0),
            frozenset(Assertion(item) for item in row.get("only") or Assertion),
            frozenset(row.get("require") or ()),
        )

    def labels(self) -> set[str]:
        """All mention labels the frame speaks of."""
        out = set(self.head)
        for slot in (*self.need, *self.maybe, *self.block):
            out |= slot.any
        return out | (set(self.link.to | self.link.rivals | self.link.carry) if self.link else set())

    def ready(self, labels: set[str], topics: frozenset[str], section: str | None) -> bool:
        """Whether a sentence with these labels can match at all: the cheap test before `match`."""
        if (self.sections and section not in self.sections) or section in self.not_sections:
            return False
        if (self.topic and not self.topic & topics) or self.not_topic & topics:
            return False
        if any(slot.any.isdisjoint(labels) and not slot.carried for slot in self.need):
            return False
        link = self.link
        return link is None or link.optional or bool(link.carry) or not link.to.isdisjoint(labels)

    def match(self, head: Mention, view: View) -> Match | None:
        """The match with this head, or None."""
        if self.tail and view.words_after(head) < self.tail:
            return None
        if self.lead is not None and view.words_before(head) > self.lead:
            return None
        found = []
        for slot in self.need:
            mention = slot.find(head, view)
            if mention is None:
                if slot.carried and not slot.any.isdisjoint(view.carried):
                    continue
                return None
            if slot.span:
                found.append(mention)
        linked = None
        if self.link:
            holds, linked = self.link.resolve(head, view)
            if not holds:
                return None
        if any(slot.find(anchor, view) for slot in self.block if (anchor := linked if slot.of == "link" else head)):
            return None
        found += [mention for slot in self.maybe if (mention := slot.find(head, view))]
        return Match(self, head, linked, tuple(found))
