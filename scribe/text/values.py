"""Typed values among a sentence's words: numbers, scores, ranges, dates, sides, names, levels, frequencies.

Owns what a correction may put in place of what. Works on words whose numbers are written already; what a value measures
is the business of later layers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scribe.text.lexicon import Lexicon, Phrases
from scribe.text.words import Word

_NUMERIC = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?[+-]?%?")
_SCORE = re.compile(r"\d+(?:\.\d+)?[+-]?/\d+")
_CODE = re.compile(r"[a-z]\d{4}|\d{5}")
_ALIKE = ({"number", "money"}, {"date", "day"}, {"weekday", "date"}, {"weekday", "day"})


@dataclass(frozen=True, slots=True)
class Value:
    """A value of words [start, end); `unit` is the unit behind a number."""

    start: int
    end: int
    kind: str
    unit: str = ""

    def may_replace(self, old: Value) -> bool:
        """Whether this value can be the correction of `old`: the same type, and no other unit."""
        if self.kind == old.kind:
            return not (old.unit and self.unit) or alike(old.unit, self.unit)
        return (old.kind == "number" and not old.unit and self.kind == "score") or {old.kind, self.kind} in _ALIKE


def alike(low: str, other: str) -> bool:
    """Whether two words are the same but for a plural."""
    return bool(other) and low.rstrip("s") == other.rstrip("s")


class Values:
    """Finds values. Built once; holds no state of a text."""

    def __init__(self, lexicon: Lexicon, lists: Mapping[str, Sequence[str]]) -> None:
        self._months = frozenset(lexicon.months)
        self._units = lexicon["measures"]
        self._titles = frozenset(lists["titles"])
        self._levels = Phrases((phrase, None) for phrase in lists["levels"])
        days = frozenset(lexicon.weekdays) | frozenset(lists["days"])
        kinds = (("side", lists["sides"]), ("frequency", lists["frequencies"]), ("weekday", days))
        self._single = {word: kind for kind, words in kinds for word in words}

    def at(self, words: Sequence[Word], lows: Sequence[str], at: int, *, ranges: bool = True) -> Value | None:
        """The value that starts at word `at`; without `ranges`, a range is its two numbers."""
        if at >= len(words) or not words[at].text:
            return None
        low = lows[at]
        if words[at].kind in ("date", "day", "time", "code"):
            return Value(at, at + 1, words[at].kind)
        if low[0].isdecimal() or low[0] in "$-+":
            return self._number(lows, at, ranges=ranges)
        if low in self._months:
            return _typed_date(lows, at)
        if low in self._single:
            return Value(at, at + 1, self._single[low])
        if low in self._titles:
            name = at + 2 if lows[at + 1 : at + 2] == ["."] else at + 1
            return Value(at, name + 1, "name") if name < len(words) and lows[name].isalpha() else None
        level = self._levels.at(lows, at)
        return Value(at, at + level[0], "level") if level else None

    def _number(self, lows: Sequence[str], at: int, *, ranges: bool) -> Value | None:
        low = lows[at]
        if low[0] == "$":
            return Value(at, at + (2 if low == "$" and lows[at + 1 : at + 2] else 1), "money")
        if _SCORE.fullmatch(low):
            return Value(at, at + 1, "score")
        if _CODE.fullmatch(low):
            return Value(at, at + 1, "code")
        if not _NUMERIC.fullmatch(low):
            return None
        signs = "".join("0" if _NUMERIC.fullmatch(low) else low for low in lows[at : at + 5])
        if signs.startswith(("0/0/0", "0-0-0")):
            return Value(at, at + 5, "date")
        if signs.startswith("0/0"):
            return Value(at, at + 3, "score")
        if ranges and signs.startswith(("0to0", "0through0", "0-0")):
            return Value(at, at + 3, "range")
        unit = lows[at + 1] if at + 1 < len(lows) and lows[at + 1] in self._units else ""
        return Value(at, at + 1, "number", unit)


def _typed_date(lows: Sequence[str], at: int) -> Value | None:
    """Month, day and perhaps a year in digits."""
    if not (at + 1 < len(lows) and lows[at + 1][:1].isdecimal()):
        return None
    with_year = lows[at + 2 : at + 3] == [","] and at + 3 < len(lows) and lows[at + 3].isdecimal()
    return Value(at, at + 4 if with_year else at + 2, "date")
