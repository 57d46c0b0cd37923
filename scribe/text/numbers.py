"""Number words to digits: cardinals, decimals, years, times, codes read digit by digit or in pairs.

Owns what a run of number words says. A run that can be read in two ways yields nothing, so that its words stay as they
were heard; a number is never guessed. Knows neither dates, letters nor units beyond the word lists that tell readings apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scribe.text.lexicon import Lexicon, Phrases
from scribe.text.words import Word

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
        return int(self.text) if self.shape != DECIMAL else -1


@dataclass(frozen=True, slots=True)
class Said:
    """What words [start, end) say: `text` of a `kind` (number, code, year, time, date)."""

    start: int
    end: int
    text: str
    kind: str = "number"


@dataclass(frozen=True, slots=True)
class Around:
    """The words before a run (nearest last) and behind it, and whether a dictated code stands just before."""

    before: Sequence[str]
    after: Sequence[str]
    coded: bool = False

    def prev(self, back: int = 1) -> str:
        return self.before[-back] if len(self.before) >= back else ""

    def next(self, ahead: int = 0) -> str:
        return self.after[ahead] if len(self.after) > ahead else ""


class Numbers:
    """Reads runs of number words. Built once from the lexicon; holds no state of a text."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._small = {**lexicon.digits, **lexicon.teens, **lexicon.tens}
        self._names = Phrases((name, None) for name in lexicon.phrases["names_first"])
        self._parts = Phrases(lexicon.parts.items())
        self.starters = frozenset(self._small) | frozenset(lexicon.scales) | frozenset(lexicon.repeats) | lexicon["oh"] | {"point"}

    # -- one cardinal ------------------------------------------------------------------------------------------------

    def small(self, lows: Sequence[str], at: int) -> tuple[int, int, str] | None:
        """Value below 100, where it ends, and its shape (a digit, or a pair)."""
        if at >= len(lows):
            return None
        lexicon, low = self._lexicon, lows[at]
        if low in lexicon.tens:
            then = at + 2 if at + 2 < len(lows) and lows[at + 1] == "-" else at + 1
            digit = lexicon.digits.get(lows[then]) if then < len(lows) else None
            return (lexicon.tens[low] + digit, then + 1, PAIR) if digit else (lexicon.tens[low], at + 1, PAIR)
        if low in lexicon.digits:
            return lexicon.digits[low], at + 1, DIGIT
        if low in lexicon.teens:
            return lexicon.teens[low], at + 1, PAIR
        return None

    def _scale(self, lows: Sequence[str], at: int, scale: str) -> bool:
        return at < len(lows) and lows[at] == scale

    def _below_thousand(self, lows: Sequence[str], at: int) -> tuple[int, int, str] | None:
        got = self.small(lows, at)
        if got is None and self._scale(lows, at, "hundred"):
            got = 1, at, DIGIT
        if got is None:
            return None
        value, end, shape = got
        if not value or not self._scale(lows, end, "hundred"):
            return got
        value, end = value * 100, end + 1
        rest = self.small(lows, end + 1 if end < len(lows) and lows[end] == "and" else end)
        if rest is not None and rest[0] and not self._scale(lows, rest[1], "hundred"):
            value, end = value + rest[0], rest[1]
        return value, end, WHOLE

    def _integer(self, lows: Sequence[str], at: int) -> tuple[int, int, str] | None:
        got = self._below_thousand(lows, at)
        if got is None and self._scale(lows, at, "thousand"):
            got = 1, at, DIGIT
        if got is None:
            return None
        value, end, shape = got
        if not value or not self._scale(lows, end, "thousand"):
            return got
        value, end = value * 1000, end + 1
        rest = self._below_thousand(lows, end + 1 if end < len(lows) and lows[end] == "and" else end)
        if rest is not None and rest[0] and not self._scale(lows, rest[1], "thousand"):
            value, end = value + rest[0], rest[1]
        return value, end, WHOLE

    def card(self, words: Sequence[Word], lows: Sequence[str], at: int) -> Card | None:
        """The cardinal or decimal that starts at word `at`, in words or digits."""
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
        if shape != DECIMAL and self._scale(lows, end, "point"):
            fraction = self._fraction(lows, end + 1)
            if fraction:
                digits, end, unsure = fraction
                return Card(at, end, f"{whole or '0'}.{digits}", DECIMAL, typed, unsure)
        return Card(at, end, whole, shape, typed) if whole else None

    def _typed(self, low: str, lows: Sequence[str], at: int) -> tuple[str, int, str]:
        if "." in low:
            return low, at + 1, DECIMAL
        plain = low.replace(",", "")
        for scale, factor in self._lexicon.scales.items():
            if self._scale(lows, at + 1, scale) and len(plain) < 4:
                rest = self._below_thousand(lows, at + 2) if factor == 1000 else self.small(lows, at + 2)
                value = int(plain) * factor
                return (str(value + rest[0]), rest[1], WHOLE) if rest else (str(value), at + 2, WHOLE)
        shape = DIGIT if len(plain) == 1 else PAIR if len(plain) == 2 and plain[0] != "0" else WHOLE
        return low if shape == WHOLE and "," in low else plain, at + 1, shape

    def _fraction(self, lows: Sequence[str], at: int) -> tuple[str, int, bool] | None:
        """Digits behind "point", where they end, and whether the last is unsure."""
        got = self.small(lows, at)
        if got is not None and got[2] == PAIR:
            return str(got[0]), got[1], False
        if at < len(lows) and lows[at].isdecimal():
            return lows[at], at + 1, False
        digits, end = "", at
        while end < len(lows) and (lows[end] in self._lexicon.digits or lows[end] in self._lexicon["oh"]):
            if end > at and self._names.at(list(lows), end):
                break
            digits += str(self._lexicon.digits.get(lows[end], 0))
            end += 1
        if not digits:
            return None
        after = lows[end] if end < len(lows) else ""
        if len(digits) > 1 and after in self._lexicon["counts"]:
            return digits[:-1], end - 1, False
        return digits, end, len(digits) > 1 and after in ("out", "over", "plus", "minus")

    # -- a run of them -----------------------------------------------------------------------------------------------

    def run(self, words: Sequence[Word], lows: Sequence[str], at: int) -> list[Card]:
        """All cardinals that stand side by side from word `at` on."""
        cards: list[Card] = []
        while at < len(lows) and not words[at].kind:
            if cards and (self._names.at(list(lows), at) or not words[at].gap):
                break
            times = self._lexicon.repeats.get(lows[at])
            if times and at + 1 < len(lows):
                digit = self.card(words, lows, at + 1)
                if digit is None or digit.shape not in (DIGIT, OH):
                    break
                cards.extend(Card(at, digit.end, digit.text, digit.shape) for _ in range(times))
                at = digit.end
                continue
            card = self.card(words, lows, at)
            if card is None or any(word.kind for word in words[at : card.end]):
                break
            cards.append(card)
            at = card.end
        return cards

    def read(self, words: Sequence[Word], lows: Sequence[str], at: int, *, coded: bool = False) -> tuple[list[Said], int]:
        """What the run at word `at` says, and where it ends; nothing when it cannot be read for sure."""
        cards = self.run(words, lows, at)
        if not cards:
            return [], at + 1
        end = cards[-1].end
        around = Around(lows[max(0, at - 4) : at], lows[end : end + 4], coded)
        if any(card.unsure for card in cards):
            return [], end
        said = self._resolve(cards, around) or []
        if len(said) == 1 and said[0].kind == "number" and "." not in said[0].text and end < len(lows):
            part = self._parts.at(list(lows), end)
            if part:
                end += part[0]
                said = [Said(said[0].start, end, said[0].text + part[1])]
        return said, max(end, said[-1].end) if said else end

    def _resolve(self, cards: Sequence[Card], around: Around) -> list[Said] | None:
        first, last = cards[0], cards[-1]
        if len(cards) == 1:
            return self._single(first, around)
        time = self._time(cards, around)
        if time is not None:
            return [time]
        if any(card.typed for card in cards):
            code = self._procedure(cards, around) if all(card.shape == DIGIT for card in cards) else None
            return [Said(first.start, last.end, code, "code")] if code else self._apart(cards, around)
        for kind, text in (
            ("code", self._procedure(cards, around)),
            ("number", self._hundreds(cards, around)),
            ("year", self._year(cards, around)),
            ("date", self._full_date(cards)),
        ):
            if text:
                return [Said(first.start, last.end, text, kind)]
        return self._apart(cards, around)

    def _single(self, card: Card, around: Around) -> list[Said]:
        if card.shape == OH:
            return []
        if card.text == "1" and not card.typed and not self._counts_one(around):
            return []
        time = None if card.typed else self._time([card], around)
        return [time] if time else [Said(card.start, card.end, card.text)]

    def _counts_one(self, around: Around) -> bool:
        lexicon, after = self._lexicon, around.next()
        before = {around.prev(), f"{around.prev(2)} {around.prev()}"}
        if self._parts.at(list(around.after), 0) if after else None:
            return True
        if before & lexicon["counted_by"] or {after, f"{after} {around.next(1)}"} & lexicon["one_before"]:
            return True
        if after in ("out", "to", "over", "or", "/", "plus", "minus", "through"):
            follows = around.next(2 if after == "out" else 1)
            return after in ("plus", "minus") or follows in self._small or follows[:1].isdecimal()
        if around.prev() in ("to", "over", "/", "through", "of"):
            back = around.prev(3 if around.prev() == "of" else 2)
            return back in self._small or back[:1].isdecimal()
        return False

    def _hundreds(self, cards: Sequence[Card], around: Around) -> str | None:
        """"one ten" as 110 where a size, a range, a pressure or a movement makes it one number."""
        shapes = [card.shape for card in cards]
        if shapes[0] != DIGIT or cards[0].text == "0":
            return None
        if shapes[1:] == [PAIR]:
            text = cards[0].text + cards[1].text
        elif shapes[1:] == [OH, DIGIT] or (shapes[1:] == [DIGIT, DIGIT] and cards[1].text == "0"):
            text = cards[0].text + "0" + cards[2].text
        else:
            return None
        lexicon, prev, after = self._lexicon, around.prev(), around.next()
        if prev in lexicon["labels"] or {prev, f"{around.prev(2)} {prev}"} & lexicon["counted_by"]:
            return None
        degrees = after.startswith("degree") or bool(set(around.before) & lexicon["motions"])
        if degrees and int(text) > 360:
            return None
        ranged = prev in ("to", "through") and (around.prev(2) in self._small or around.prev(2)[:1].isdecimal())
        ranged = ranged or (after in ("to", "through") and self._is_hundreds(around))
        pressure = after in ("over", "/") and (around.next(1) in self._small or around.next(1)[:1].isdecimal())
        if after in lexicon["counts"] or after in lexicon["units"]:
            return None
        return text if after in lexicon["sizes"] or degrees or ranged or pressure else None

    def _is_hundreds(self, around: Around) -> bool:
        """Whether "to" is followed by a number said the same way: "one twenty to one thirty"."""
        lexicon = self._lexicon
        return around.next(1) in lexicon.digits and (around.next(2) in lexicon.teens or around.next(2) in lexicon.tens)

    def _year(self, cards: Sequence[Card], around: Around) -> str | None:
        year = self.year(cards)
        if year is None or year[1] != len(cards):
            return None
        lexicon, after = self._lexicon, around.next()
        if after in lexicon["sizes"] or after in lexicon["units"] or after in lexicon["counts"] or after in ("out", "over", "dollars", "dollar"):
            return None
        if around.prev() in lexicon["year_after"] or after in lexicon["year_before"] or around.prev() in lexicon.months:
            return year[0]
        return year[0] if "2020" < year[0] < "2040" else None

    def year(self, cards: Sequence[Card]) -> tuple[str, int] | None:
        """The year that a run begins with ("twenty twenty six"), and how many cards it takes."""
        first = cards[0].text
        if cards[0].shape == WHOLE and len(first) == 4 and first[:2] in ("19", "20"):
            return first, 1
        if first not in ("19", "20"):
            return None
        if len(cards) > 1 and cards[1].shape == PAIR:
            return first + cards[1].text, 2
        if len(cards) > 2 and cards[1].shape == OH and cards[2].shape == DIGIT:
            return first + "0" + cards[2].text, 3
        return None

    def _time(self, cards: Sequence[Card], around: Around) -> Said | None:
        width = self._half_day(around)
        minutes = slice_text(cards[1:])
        if not width or cards[0].value not in range(1, 13) or (minutes and (len(minutes) != 2 or minutes > "59")):
            return None
        clock = f"{cards[0].text}:{minutes}" if minutes else cards[0].text
        return Said(cards[0].start, cards[-1].end + width, f"{clock} {around.next()[0]}m", "time")

    def _half_day(self, around: Around) -> int:
        """How many words say am or pm behind a run."""
        if around.next() in ("am", "pm"):
            return 1
        return 2 if around.next() in ("a", "p") and around.next(1) == "m" else 0

    def _procedure(self, cards: Sequence[Card], around: Around) -> str | None:
        """Five digits said one by one, or in pairs where the words around speak of codes."""
        digits = slice_text(cards)
        if len(digits) != 5 or any(card.shape == DECIMAL for card in cards):
            return None
        if all(card.shape in (DIGIT, OH) for card in cards):
            return digits
        if around.coded or set(around.before) & self._lexicon["code_words"] or around.next() in self._lexicon["code_after"]:
            return digits
        after = around.next()
        other = after in self._lexicon["sizes"] or after in self._lexicon["units"] or after in ("over", "out", "percent", "/")
        return digits if digits[0] == "9" and cards[0].shape == PAIR and len(cards) in (3, 4) and not other else None

    def _full_date(self, cards: Sequence[Card]) -> str | None:
        """"seven thirteen twenty twenty six": month, day and a whole year."""
        if len(cards) < 3 or not 1 <= cards[0].value <= 12 or not 1 <= cards[1].value <= 31:
            return None
        year = self.year(cards[2:])
        if year is None or year[1] + 2 != len(cards) or cards[0].shape == OH:
            return None
        return f"{cards[0].text}/{cards[1].text}/{year[0]}"

    def _apart(self, cards: Sequence[Card], around: Around) -> list[Said] | None:
        """Numbers side by side that no one would say as one: a label's digit, and a count before what it counts."""
        last = cards[-1]
        counted = around.next() in self._lexicon["counts"] or (last.text == "0" and around.next() in self._lexicon["dollars"])
        if len(cards) == 2 and cards[0].shape == DIGIT and around.prev() in self._lexicon["labels"] and cards[1].shape != DIGIT:
            return [Said(card.start, card.end, card.text) for card in cards]
        if not counted or last.shape in (DECIMAL, OH):
            return None
        head = cards[:-1]
        if len(head) == 1:
            if head[0].shape == DIGIT and last.shape == PAIR:
                return None
            return [Said(card.start, card.end, card.text) for card in (head[0], last)]
        found = self._resolve(head, Around(around.before, (), around.coded)) or []
        return [*found, Said(last.start, last.end, last.text)] if len(found) == 1 else None


def slice_text(cards: Sequence[Card]) -> str:
    """The digits of several cards, side by side."""
    return "".join(card.text for card in cards)
