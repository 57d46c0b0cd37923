"""A listener with the patterns of the package, for tests that hear whole sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from scribe.nlp.found import Found
from scribe.nlp.listener import Listener
from scribe.nlp.segmenter import load_segmenter
from scribe.paths import resource
from scribe.text.reader import Reader
from scribe.types import ClaimLine, Encounter

DAY = dt.date(2026, 3, 12)
Hear = Callable[..., list[Found]]


@pytest.fixture(scope="session")
def ear() -> Listener:
    """One listener for all tests of this folder; it holds no state."""
    return Listener(resource("patterns"))


@pytest.fixture(scope="session")
def hear(ear: Listener) -> Hear:
    """Hears a text: all evidence, or that of one kind."""
    reader = Reader(resource("patterns"), segmenter=load_segmenter())

    def heard(
        text: str,
        kind: str | None = None,
        *,
        codes: tuple[str, ...] = ("97110",),
        on: dt.date | None = DAY,
        sex: str | None = None,
    ) -> list[Found]:
        lines = tuple(ClaimLine(line=number, code=code) for number, code in enumerate(codes, 1))
        context = ear.opening(Encounter(claim_lines=lines))
        found: list[Found] = []
        for statement in reader.statements(text):
            heard, context = ear.hear(statement, context, on=on, sex=sex)
            found += heard
        return [item for item in found if kind is None or item.kind == kind]

    return heard
