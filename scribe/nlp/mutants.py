"""Small changes to one rule, each of which an example should notice.

Owns which changes are made to an entry of `targets`, `context` or `frames`. Runs nothing; see scribe.nlp.mutation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from scribe.nlp.frames import Frame
from scribe.nlp.rules import expand

Row = Mapping[str, Any]
# Another assertion than the one a frame starts with, and another category than the one a ConText rule bears.
_FLIPPED = {"affirmed": "negated"}
_OTHER_CATEGORY = {"NEGATED": "PENDING", "SOFT_NEGATED": "PENDING"}
_OTHER_WAY = {"FORWARD": "BACKWARD", "BACKWARD": "FORWARD", "BIDIRECTIONAL": "FORWARD"}
# The parts of a rule without which it still is one.
_OF_CONTEXT = ("max_scope", "allowed_types", "excluded_types")
_OF_FRAME = tuple(sorted(Frame.KEYS - {"id", "kind", "head", "assertion"}))


class Mutant(NamedTuple):
    """A rule's id, what was changed, and the changed entry (None: the rule is gone)."""

    rule: str
    change: str
    row: Row | None

    @property
    def kind(self) -> str:
        """The change without the number of what it was made to."""
        return re.sub(r" \d+", "", self.change)


def mutants(form: str, row: Row) -> Iterator[Mutant]:
    """Every change to an entry of `form` (targets, context or frames)."""
    name = row["id"]
    yield Mutant(name, "the rule dropped", None)
    for change, changed in {"targets": _of_phrases, "context": _of_context, "frames": _of_frame}[form](row):
        yield Mutant(name, change, {**row, **changed})


def _of_phrases(row: Row) -> Iterator[tuple[str, Row]]:
    if row.get("pattern") is not None:
        for index in range(len(row["pattern"])):
            yield f"token {index + 1} dropped", {"pattern": _without(row["pattern"], index)}
        return
    listed = [row["literal"]] if isinstance(row["literal"], str) else row["literal"]
    readings = [reading for literal in listed for reading in expand(literal) if reading]
    phrases = listed if len(listed) > 1 else readings
    if len(phrases) > 1:
        half = len(phrases) // 2
        yield "second half of the phrases dropped", {"literal": phrases[:half]}
        yield "first half of the phrases dropped", {"literal": phrases[half:]}
    shorter = [reading.rpartition(" ")[0] or reading for reading in readings]
    if shorter != readings:
        yield "last word of the phrases dropped", {"literal": shorter}


def _of_context(row: Row) -> Iterator[tuple[str, Row]]:
    yield from _of_phrases(row)
    category, direction = row["category"], row["direction"]
    if direction in _OTHER_WAY:
        yield "category flipped", {"category": _OTHER_CATEGORY.get(category, "NEGATED")}
        yield "direction flipped", {"direction": _OTHER_WAY[direction]}
    yield from _without_parts(row, _OF_CONTEXT)


def _of_frame(row: Row) -> Iterator[tuple[str, Row]]:
    yield "assertion flipped", {"assertion": _FLIPPED.get(row.get("assertion", "affirmed"), "affirmed")}
    yield from _without_parts(row, _OF_FRAME)


def _without_parts(row: Row, parts: Iterable[str]) -> Iterator[tuple[str, Row]]:
    return ((f"{part} dropped", {part: None}) for part in parts if row.get(part))


def _without[Item](items: list[Item], index: int) -> list[Item]:
    return [*items[:index], *items[index + 1 :]]
