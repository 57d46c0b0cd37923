"""Runs the examples that stand beside the rules.

Owns what an example means: each `find` must be heard (kind, assertion, and any attribute it names), no `absent` kind
may be, and nothing is said of the rest.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scribe.nlp.found import Found
from scribe.nlp.listener import Listener
from scribe.nlp.rules import Example
from scribe.text.reader import Reader
from scribe.text.statement import Statement
from scribe.types import ClaimLine, Encounter

_OWN_KEYS = {"kind", "assertion"}


def failures(examples: Iterable[Example], *, reader: Reader, listener: Listener) -> Iterator[str]:
    """One line for each expectation that is not met, naming file and example (examples are invented text)."""
    for example in examples:
        yield from problems(example, read(example, reader), listener)


def read(example: Example, reader: Reader) -> list[Statement]:
    """The statements of an example, those of what stands before it first."""
    return list(reader.statements(_whole(example)))


def problems(example: Example, statements: Iterable[Statement], listener: Listener) -> Iterator[str]:
    """What is not met of one example, already read."""
    found = _heard(example, statements, listener)
    for wanted in example.find:
        if not any(_fits(item, wanted) for item in found):
            heard = ", ".join(f"{item.kind}/{item.assertion}" for item in found) or "nothing"
            yield f"{example.place}: {example.text!r}: expected {_words(wanted)}, heard {heard}"
    for unwanted in example.absent:
        if any(_is(item, unwanted) for item in found):
            yield f"{example.place}: {example.text!r}: {unwanted} must not be heard"


def _whole(example: Example) -> str:
    return f"{example.before}\n\n{example.text}" if example.before else example.text


def _heard(example: Example, statements: Iterable[Statement], listener: Listener) -> list[Found]:
    on = dt.date.fromisoformat(example.on) if example.on else None
    lines = tuple(ClaimLine(line=number, code=code) for number, code in enumerate(example.codes, 1))
    begin, out = len(_whole(example)) - len(example.text), list[Found]()
    context = listener.opening(Encounter(claim_lines=lines))
    for statement in statements:
        found, context = listener.hear(statement, context, on=on, sex=example.sex)
        out += [item for item in found if item.end > begin]
    return out


def _fits(item: Found, wanted: Mapping[str, Any]) -> bool:
    if item.kind != wanted["kind"] or item.assertion != wanted.get("assertion", "affirmed"):
        return False
    return all(str(item.attributes.get(name)) == str(value) for name, value in wanted.items() if name not in _OWN_KEYS)


def _is(item: Found, unwanted: str | Mapping[str, Any]) -> bool:
    """Whether an item is of the unwanted kind, or has all that is named of it."""
    if isinstance(unwanted, str):
        return item.kind == unwanted
    told = {"kind": item.kind, "assertion": item.assertion.value, **item.attributes}
    return all(str(told.get(name)) == str(value) for name, value in unwanted.items())


def _words(wanted: Mapping[str, Any]) -> str:
    rest = {name: value for name, value in wanted.items() if name not in ("kind", "assertion")}
    return f"{wanted['kind']}/{wanted.get('assertion', 'affirmed')}" + (f" {rest}" if rest else "")
