"""Amounts of money in a sentence: which number is one, what was used, and how it stands to a limit.

The words that mark a limit or a gap are data in patterns/context/assertions/quantities.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from scribe.nlp.frames import Match
from scribe.nlp.sentence import Mention, Sentence
from scribe.types import AttributeValue

_MONEY = re.compile(r"(\$\s?)?(?<![\w.,/])(\d{1,3}(?:,\d{3})+|\d+)(\.\d{1,2})?(?![\w/%]|,\d|\.\d)")
_LEAST_BARE, _MOST_BARE, _YEARS = 500, 9999, range(2000, 2100)
_NEAR_SHARE = Decimal("0.9")


class Amounts:
    """Reads amounts; built from the word lists of quantities.yaml (KeyError or re.error where one is wrong)."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._limit_before = re.compile(data["limit_before"] + r"\s*$", re.IGNORECASE)
        self._limit_after = re.compile(r"^\s*" + data["limit_after"], re.IGNORECASE)
        self._gap_before = re.compile(r"\b" + data["gap_before"] + r"$", re.IGNORECASE)
        self._gap_after = re.compile(r"^\s*(?:dollars?\s+)?" + data["gap_after"], re.IGNORECASE)
        self._small_gap_after = re.compile(r"^\s*(?:dollars?\s+)?" + data["small_gap_after"], re.IGNORECASE)
        self._small_gap = Decimal(data["small_gap"])
        self._limit_step = Decimal(data["limit_step"])

    def mentions(self, sentence: Sentence) -> list[Mention]:
        """The amounts of a sentence as mentions, for frames that ask where an amount stands."""
        return [
            Mention("MONEY", *sentence.around(start, end), start, end, "money")
            for _, start, end in _found(sentence.text)
        ]

    def take(self, match: Match, text: str) -> tuple[dict[str, AttributeValue], list[tuple[int, int]]]:
        """The amount nearest to a match, its state against a limit named beside it, and where it stands."""
        used: list[tuple[int, Decimal, int, int]] = []
        limits: list[Decimal] = []
        for value, start, end in _found(text):
            if self._is_gap(value, text[:start], text[end:]):
                continue
            if not value % self._limit_step and (
                self._limit_after.match(text[end:]) or self._limit_before.search(text[:start])
            ):
                limits.append(value)
            else:
                used.append((abs(start - match.head.first), value, start, end))
        if not used:
            return {}, []
        _, value, start, end = min(used)
        out: dict[str, AttributeValue] = {"amount": float(value)}
        if "state" not in match.frame.given and limits:
            out["state"] = _state(value, limits[0])
        return out, [(start, end)]

    def _is_gap(self, value: Decimal, before: str, after: str) -> bool:
        """Whether an amount tells how far it is to the limit, or from it, and not how much was used."""
        if self._gap_before.search(before) or self._gap_after.match(after):
            return True
        return value < self._small_gap and self._small_gap_after.match(after) is not None


def _found(text: str) -> Iterator[tuple[Decimal, int, int]]:
    """Each amount: with its sign any number is money; without, only one of the size of a ledger and no year."""
    for item in _MONEY.finditer(text):
        value = Decimal((item.group(2) + (item.group(3) or "")).replace(",", ""))
        if item.group(1) is not None or (_LEAST_BARE <= value <= _MOST_BARE and value not in _YEARS):
            yield value, item.start(), item.end()


def _state(value: Decimal, limit: Decimal) -> str:
    if value > limit:
        return "crossed"
    return "approaching" if value >= limit * _NEAR_SHARE else "below"
