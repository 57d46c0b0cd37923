"""Invented dictation for the segmenter, composed from dictation.yaml.

Owns how a note is put together from slots and alternatives. All people, dates and values are made up; the same seed
gives the same notes.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml
from spoken import MONTHS, cardinal, ordinal

_CHOICE = re.compile(r"\(([^()]*)\)")
_SLOT = re.compile(r"\{(\w+)\}")
_CODES = ("97110", "97112", "97116", "97140", "97530", "97535", "92507", "92526", "97161", "97165")


class Dictation:
    """Invented notes, each a list of sentences already in spoken form."""

    def __init__(self, folder: Path) -> None:
        data: dict[str, Any] = yaml.safe_load((folder / "dictation.yaml").read_text(encoding="utf-8"))
        self._slots: dict[str, list[str]] = data["slots"]
        self._parts: list[dict[str, Any]] = data["parts"]

    def notes(self, count: int, *, seed: int) -> Iterator[list[str]]:
        """`count` notes; a part that does not suit a note (shoes in a therapy note) is often left out."""
        generator = random.Random(seed)
        for _ in range(count):
            left_out = generator.choice(
                (
                    {"shoes", "dental"},
                    {"shoes", "dental"},
                    {"dental", "threshold"},
                    {"shoes", "objective", "threshold"},
                    set(),
                )
            )
            yield [
                sentence
                for part in self._parts
                if part["name"] not in left_out
                for sentence in self._part(part, generator)
            ]

    def _part(self, part: dict[str, Any], generator: random.Random) -> Iterator[str]:
        low, high = part["take"]
        for form in generator.sample(part["say"], generator.randint(low, high)):
            yield self._filled(form, generator)

    def _filled(self, form: str, generator: random.Random) -> str:
        text = form
        while _SLOT.search(text) or _CHOICE.search(text):
            text = _CHOICE.sub(lambda match: generator.choice(match[1].split("|")), text)
            text = _SLOT.sub(lambda match: self._slot(match[1], generator), text)
        return " ".join(text.split())

    def _slot(self, name: str, generator: random.Random) -> str:
        if name in self._slots:
            return generator.choice(self._slots[name])
        return _MADE[name](generator)


def _number(low: int, high: int) -> Callable[[random.Random], str]:
    def say(generator: random.Random) -> str:
        return cardinal(generator.randint(low, high))

    return say


def _hundreds(generator: random.Random) -> str:
    return cardinal(
        generator.choice((generator.randint(80, 199), generator.randint(2, 9) * 100, generator.randint(11, 60) * 10))
    )


def _decimal(generator: random.Random) -> str:
    return f"{cardinal(generator.randint(7, 30))} point {cardinal(generator.randint(1, 9))}"


def _money(generator: random.Random) -> str:
    if generator.random() < 0.5:
        return f"{cardinal(generator.randint(15, 31))} hundred dollars"
    return f"{cardinal(generator.randint(1200, 3100))} dollars"


def _date(generator: random.Random) -> str:
    day = f"{generator.choice(MONTHS)} {ordinal(generator.randint(1, 28))}"
    return f"{day} twenty twenty {cardinal(generator.randint(4, 9))}" if generator.random() < 0.2 else day


def _code(generator: random.Random) -> str:
    return " ".join(cardinal(int(figure)) for figure in generator.choice(_CODES))


_MADE: dict[str, Callable[[random.Random], str]] = {
    "small": _number(1, 15),
    "two": _number(11, 99),
    "out56": _number(15, 55),
    "hundred": _hundreds,
    "decimal": _decimal,
    "money": _money,
    "date": _date,
    "code": _code,
}
