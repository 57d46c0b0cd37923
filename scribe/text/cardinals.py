"""Cardinals and decimals in words or digits, and runs of them that stand side by side.

Owns the grammar of a single number: "one hundred ten", "twenty four hundred ninety", "zero point eight six". What
several numbers side by side mean together is the business of numbers.py.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scribe.text.lexicon import Lexicon, Phrases
from scribe.text.words import Word

_Reader = Callable[[Sequence[str], int], tuple[int, int, str] | None]

DIGIT, OH, PAIR, WHOLE, DECIMAL = "digit", "oh", "pair", "whole", "decimal"


@dataclass(frozen=True, slots=True)
class Card:
    """One cardinal or decimal of a run: words [start, end), its digits, and its shape.

    `shape` is digit (0-9), oh, pair (10-99), whole (larger), or decimal. `unsure` marks a decimal whose last digit may
    belong to what follows.
    """

    start: int
    end: int
    text: str
    shape: str
    typed: bool = False
    unsure: bool = False

    @property
    def value(self) -> int:
        """The whole number, or -1 of a decimal or a typed number with commas."""
        return int(self.text) if self.text.isdecimal() else -1


class Cardinals:
    """Reads one number, or a run of them. Built once from the lexicon; holds no state of a text."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._names = Phrases((name, None) for name in lexicon.phrases["names_first"])
        self.small_words = frozenset(lexicon.digits) | frozenset(lexicon.teens) | frozenset(lexicon.tens)
        self.starters = self.small_words | frozenset(lexicon.scales) | frozenset(lexicon.repeats)
        self.starters |= lexicon["oh"] | {"point"}

    def may_start(self, low: str) -> bool:
        """Whether a number can begin with this word."""
        return low in self.starters or low[0].isdecimal()

    def run(self, words: Sequence[Word], lows: Sequence[str], at: int) -> list[Card]:
        """All numbers that stand side by side from word `at` on."""
        cards: list[Card] = []
        while at < len(lows) and self.may_start(lows[at]) and not words[at].kind:
            if cards and (self._names.at(lows, at) or not words[at].gap):
                break
            times = self._lexicon.repeats.get(lows[at], 0)
            card = self.card(lows, at + 1 if times else at) if at + bool(times) < len(lows) else None
            if card is None or (times and card.shape not in (DIGIT, OH)):
                break
            if any(word.kind for word in words[at : card.end]):
                break
            cards.extend([Card(at, card.end, card.text, card.shape)] * times if times else [card])
            at = card.end
        return cards

    def card(self, lows: Sequence[str], at: int) -> Card | None:
        """The cardinal or decimal that starts at word `at`."""
        low = lows[at]
        typed = low[0].isdecimal()
        if typed:
            whole, end, shape = self._typed(low, lows, at)
        elif low in self._lexicon["oh"]:
            whole, end, shape = "0", at + 1, OH
        elif low == "point":
            whole, end, shape = "", at, DIGIT
        else:
            got = self._integer(lows, at)
            if got is None:
                return None
            whole, end, shape = str(got[0]), got[1], got[2]
        if shape != DECIMAL and _stands(lows, end, "point"):
            fraction = self._fraction(lows, end + 1)
            if fraction:
                digits, end, unsure = fraction
                return Card(at, end, f"{whole or '0'}.{digits}", DECIMAL, typed, unsure)
        return Card(at, end, whole, shape, typed) if whole else None

    def small(self, lows: Sequence[str], at: int) -> tuple[int, int, str] | None:
        """Value below 100, where it ends, and its shape (a digit, or a pair)."""
        if at >= len(lows):
            return None
        lexicon, low = self._lexicon, lows[at]
        if low in lexicon.tens:
            then = at + 2 if _stands(lows, at + 1, "-") else at + 1
            digit = lexicon.digits.get(lows[then]) if then < len(lows) and not self._names.at(lows, then) else None
            return (lexicon.tens[low] + digit, then + 1, PAIR) if digit else (lexicon.tens[low], at + 1, PAIR)
        if low in lexicon.digits:
            return lexicon.digits[low], at + 1, DIGIT
        return (lexicon.teens[low], at + 1, PAIR) if low in lexicon.teens else None

    def _below_thousand(self, lows: Sequence[str], at: int) -> tuple[int, int, str] | None:
        return self._scaled(lows, at, "hundred", self.small)

    def _integer(self, lows: Sequence[str], at: int) -> tuple[int, int, str] | None:
        return self._scaled(lows, at, "thousand", self._below_thousand)

    def _scaled(self, lows: Sequence[str], at: int, scale: str, below: _Reader) -> tuple[int, int, str] | None:
        """A number of hundreds or thousands with its rest; `below` reads what may stand before and behind the scale."""
        got = below(lows, at)
        if got is None and _stands(lows, at, scale):
            got = 1, at, DIGIT
        if got is None or not got[0] or not _stands(lows, got[1], scale):
            return got
        value, end = got[0] * self._lexicon.scales[scale], got[1] + 1
        rest = below(lows, end + 1 if _stands(lows, end, "and") else end)
        if rest is not None and rest[0] and not _stands(lows, rest[1], scale):
            value, end = value + rest[0], rest[1]
        return value, end, WHOLE

    def _typed(self, low: str, lows: Sequence[str], at: int) -> tuple[str, int, str]:
        if "." in low:
            return low, at + 1, DECIMAL
        for scale, factor in self._lexicon.scales.items():
            if _stands(lows, at + 1, scale) and len(low) < 4:
                rest = self._below_thousand(lows, at + 2) if factor == 1000 else self.small(lows, at + 2)
                value = int(low) * factor
                return (str(value + rest[0]), rest[1], WHOLE) if rest else (str(value), at + 2, WHOLE)
        shape = DIGIT if len(low) == 1 else PAIR if len(low) == 2 and low[0] != "0" else WHOLE
        return low, at + 1, shape

    def _fraction(self, lows: Sequence[str], at: int) -> tuple[str, int, bool] | None:
        """Digits behind "point", where they end, and whether the last is unsure."""
        got = self.small(lows, at)
        if got is not None and got[2] == PAIR:
            return str(got[0]), got[1], False
        if at < len(lows) and lows[at].isdecimal():
            return lows[at], at + 1, False
        digits, end = "", at
        while end < len(lows) and (lows[end] in self._lexicon.digits or lows[end] in self._lexicon["oh"]):
            if end > at and self._names.at(lows, end):
                break
            digits += str(self._lexicon.digits.get(lows[end], 0))
            end += 1
        if not digits:
            return None
        after = lows[end] if end < len(lows) else ""
        if len(digits) > 1 and after in self._lexicon["counts"]:
            return digits[:-1], end - 1, False
        return digits, end, len(digits) > 1 and after in ("out", "over", "plus", "minus")


def _stands(lows: Sequence[str], at: int, low: str) -> bool:
    return at < len(lows) and lows[at] == low


def side_by_side(cards: Sequence[Card]) -> str:
    """The digits of several cards, one behind the other."""
    return "".join(card.text for card in cards)
