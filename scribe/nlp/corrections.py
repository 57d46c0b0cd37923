"""Corrections that are sentences of their own: what becomes of what the sentence before affirmed.

Owns that "Correction, it was January 12" (or "Actually, …") moves the date of what was just told, and that a correction
which says neither what was meant nor when leaves it uncertain. Corrections inside a sentence are of
scribe.text.corrections; which kinds and words are meant is data.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from scribe.nlp.found import Found
from scribe.nlp.rules import assertion_data
from scribe.text.dates import Dates
from scribe.text.statement import Statement
from scribe.types import Assertion, AttributeValue

_WORD = re.compile(r"[a-z][a-z']*|\d+")


class Corrections:
    """Built once from patterns/context/assertions/corrections.yaml.

    Raises:
        PatternError: the file has another form.
    """

    def __init__(self, patterns: Path, dates: Dates) -> None:
        with assertion_data(patterns, "corrections", "kinds, words and openers must be lists of words") as data:
            self._kinds, self._words = frozenset(map(str, data["kinds"])), frozenset(map(str, data["words"]))
            self._openers = tuple(f"{opener}{mark}" for opener in data["openers"] for mark in (" ", ","))
        self._dates = dates

    def told(self, found: Sequence[Found]) -> tuple[Found, ...]:
        """What of a statement's evidence a correction behind it may be about."""
        return tuple(
            replace(item, start=0, end=0, modifiers=())
            for item in found
            if item.assertion is Assertion.AFFIRMED and item.kind in self._kinds
        )

    def may_correct(self, statement: Statement, told: Sequence[Found]) -> bool:
        """Whether a statement opens as a correction of what was `told` does."""
        return bool(told) and (
            statement.corrects is not None or statement.reading.text.lower().startswith(self._openers)
        )

    def settled(
        self, statement: Statement, told: Sequence[Found], found: Sequence[Found], on: dt.date | None
    ) -> list[Found]:
        """What stands in the place of `told` after a statement that may correct it, in which only `found` was heard."""
        kinds = {item.kind for item in found}
        if not kinds.isdisjoint(item.kind for item in told) or (kinds and kinds.isdisjoint(self._kinds)):
            return []
        day = self._only_date(statement.reading.text, on)
        if statement.corrects != "correction" and day is None:
            return []
        dated = [item for item in told if "date" in item.attributes]
        if day is not None and len({item.attributes["date"] for item in dated}) == 1:
            changed = [replace(item, attributes={**item.attributes, "date": day.isoformat()}) for item in dated]
        else:
            changed = [replace(item, assertion=Assertion.UNCERTAIN, attributes=_undated(item)) for item in told]
        return [replace(item, start=statement.start, end=statement.end, replaces=True) for item in changed]

    def _only_date(self, text: str, on: dt.date | None) -> dt.date | None:
        """The date of a sentence that holds one date, and beside it only words that say nothing else."""
        whens = self._dates.find(text, on=on)
        if len(whens) != 1:
            return None
        rest = text[: whens[0].start] + " " + text[whens[0].end :]
        return whens[0].date if self._words.issuperset(_WORD.findall(rest.lower())) else None


def _undated(item: Found) -> dict[str, AttributeValue]:
    return {name: value for name, value in item.attributes.items() if name != "date"}
