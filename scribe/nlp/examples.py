"""Runs the examples that stand beside the rules.

Owns what an example means: each `find` must be heard (kind, assertion, and the quote or attribute it names), no
`absent` kind may be, and nothing is said of the rest.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scribe.nlp.context import Context
from scribe.nlp.found import Found
from scribe.nlp.listener import Listener
from scribe.nlp.rules import Example, expand
from scribe.text.reader import Reader
from scribe.text.statement import Statement
from scribe.types import Assertion, ClaimLine, Encounter


def failures(examples: Iterable[Example], *, reader: Reader, listener: Listener) -> Iterator[str]:
    """One line for each expectation that is not met, naming file and example (examples are invented text)."""
    for example in examples:
        yield from problems(example, read(example, reader), listener)


def read(example: Example, reader: Reader) -> list[Statement]:
    """The statements of an example, those of what stands before it first."""
    return list(reader.statements(_whole(example)))


def opening(example: Example, listener: Listener) -> Context:
    """The context before its first statement: what its claim is about."""
    lines = tuple(ClaimLine(line=number, code=code) for number, code in enumerate(example.codes, 1))
    return listener.opening(Encounter(claim_lines=lines))


def problems(example: Example, statements: Iterable[Statement], listener: Listener) -> Iterator[str]:
    """What is not met of one example, already read."""
    told = [_told(item, _whole(example)) for item in _heard(example, statements, listener)]
    for wanted in ({"assertion": Assertion.AFFIRMED, **row} for row in example.find):
        if not any(_is(item, wanted) for item in told):
            heard = "; ".join(map(_words, told)) or "nothing"
            yield f"{example.place}: {example.text!r}: expected {_words(wanted)}, heard {heard}"
    for unwanted in example.absent:
        if any(_is(item, {"kind": unwanted} if isinstance(unwanted, str) else unwanted) for item in told):
            yield f"{example.place}: {example.text!r}: {unwanted} must not be heard"


def _whole(example: Example) -> str:
    return f"{example.before}\n\n{example.text}" if example.before else example.text


def _heard(example: Example, statements: Iterable[Statement], listener: Listener) -> list[Found]:
    on = dt.date.fromisoformat(example.on) if example.on else None
    begin, out = len(_whole(example)) - len(example.text), list[Found]()
    context = opening(example, listener)
    for statement in statements:
        found, context = listener.hear(statement, context, on=on, sex=example.sex)
        out += [item for item in found if item.end > begin]
    return out


def _told(item: Found, text: str) -> dict[str, Any]:
    """All that an example can name of an item."""
    quote = " ".join(text[item.start : item.end].split())
    return {"kind": item.kind, "assertion": item.assertion, "quote": quote, **item.attributes}


def _is(told: Mapping[str, Any], named: Mapping[str, Any]) -> bool:
    """Whether an item has all that is named of it; its quote is one of the readings of what is named."""
    return all(
        told["quote"] in expand(value) if name == "quote" else str(told.get(name)) == str(value)
        for name, value in named.items()
    )


def _words(told: Mapping[str, Any]) -> str:
    rest = {name: value for name, value in told.items() if name not in ("kind", "assertion")}
    return f"{told['kind']}/{told['assertion']}" + (f" {rest}" if rest else "")
