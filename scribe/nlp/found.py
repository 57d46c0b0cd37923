"""What the nlp layer hands on: Found evidence, what is heard twice made one, and the Trace that explains it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from scribe.types import Assertion, AttributeValue, ContextModifier

if TYPE_CHECKING:
    from scribe.nlp.frames import Frame, Match
    from scribe.nlp.sentence import Mention, Sentence


@dataclass(frozen=True, slots=True)
class Found:
    """A piece of evidence at raw offsets [start, end), before it has its id and sentence number.

    `replaces`: it stands in the place of what the statement before said of its kind.
    """

    kind: str
    assertion: Assertion
    start: int
    end: int
    attributes: Mapping[str, AttributeValue]
    rule: str
    modifiers: tuple[ContextModifier, ...] = ()
    replaces: bool = False

    def joined(self, other: Found) -> Found:
        """Both as one: the span of both, the attributes of the first where they differ."""
        return replace(
            self,
            start=min(self.start, other.start),
            end=max(self.end, other.end),
            attributes={**other.attributes, **self.attributes},
            modifiers=tuple(dict.fromkeys(self.modifiers + other.modifiers)),
        )


def cautious(found: Sequence[Found]) -> list[Found]:
    """Without what is affirmed of words of which another rule heard that it is not so."""
    denied = [item for item in found if item.assertion is Assertion.NEGATED]
    return [
        item
        for item in found
        if item.assertion is not Assertion.AFFIRMED
        or not any(
            item.kind == other.kind
            and item.start < other.end
            and other.start < item.end
            and item.attributes.get("concept") == other.attributes.get("concept")
            for other in denied
        )
    ]


def merged(found: Sequence[Found], apart: frozenset[str]) -> list[Found]:
    """One item for one statement: the same kind and assertion are joined, unless an attribute of `apart` differs."""
    out: list[Found] = []
    at: dict[tuple[object, ...], int] = {}
    for item in found:
        if item.kind in ("functional_measure", "procedure_code", "modifier"):
            out.append(item)
            continue
        told = frozenset((name, value) for name, value in item.attributes.items() if name in apart)
        key = (item.kind, item.assertion, told)
        if key in at:
            out[at[key]] = out[at[key]].joined(item)
        else:
            at[key] = len(out)
            out.append(item)
    out.sort(key=_position)
    return out


def _position(item: Found) -> tuple[int, int, str]:
    return item.start, item.end, item.kind


@dataclass(slots=True)
class Trace:
    """What `explain` shows: mentions, modifiers, and each frame that was tried with its outcome."""

    mentions: list[Mention] = field(default_factory=list)
    modifiers: list[tuple[str, str, str, list[str]]] = field(default_factory=list)
    frames: list[tuple[str, str, str, bool]] = field(default_factory=list)
    text: str = ""

    def heard(self, sentence: Sentence) -> None:
        """Keep a sentence's mentions, and its modifiers (words, category, rule, what they act on)."""
        self.text = sentence.text
        self.mentions += sentence.mentions
        for modifier in sentence.modifiers:
            acts_on = [
                self.text[mention.first : mention.last]
                for mention in sentence.mentions
                if modifier.modifies(mention.label, mention.start, mention.end)
            ]
            words = self.text[modifier.first : modifier.last]
            self.modifiers.append((words, modifier.category, modifier.rule, acts_on))

    def tried(self, frame: Frame, head: Mention, match: Match | None) -> None:
        """Keep that a frame was tried on a head."""
        self.frames.append((frame.id, frame.kind, self.text[head.first : head.last], match is not None))
