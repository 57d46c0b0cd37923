"""What a run of number words says: a number, a year, a time, a procedure code, or numbers of their own side by side.

Owns the readings of numbers that stand side by side ("one ten degrees", "twenty twenty six", "ninety seven one ten").
A run that can be read in two ways yields nothing, so that its words stay as they were heard; no number is guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scribe.text.cardinals import DECIMAL, DIGIT, OH, PAIR, WHOLE, Card, Cardinals, side_by_side
from scribe.text.lexicon import Lexicon, Phrases
from scribe.text.words import Word

_CARRY_ON = frozenset(("out", "plus", "minus"))
"""Words that make the number before them the top of a score."""


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
        """The word that many words before the run."""
        return self.before[-back] if len(self.before) >= back else ""

    def next(self, ahead: int = 0) -> str:
        """The word behind the run, or one further on."""
        return self.after[ahead] if len(self.after) > ahead else ""


class Numbers:
    """Reads runs of number words. Built once from the lexicon; holds no state of a text."""

    def __init__(self, lexicon: Lexicon, cardinals: Cardinals) -> None:
        self._lexicon = lexicon
        self._cardinals = cardinals
        self._parts = Phrases(lexicon.parts.items())
        self._vague = Phrases((phrase, None) for phrase in lexicon.phrases["vague"])
        self._highest = lexicon["highest"]
        self._sized = lexicon["sizes"] | lexicon["units"]

    def read(
        self, words: Sequence[Word], lows: Sequence[str], at: int, *, coded: bool = False
    ) -> tuple[list[Said], int]:
        """What the run at word `at` says, and where it ends; nothing when it cannot be read for sure."""
        cards = self._cardinals.run(words, lows, at)
        if not cards:
            return [], at + 1
        bottom = self._bottom(lows, at, cards)
        if bottom is not None:
            return [bottom], bottom.end
        end = cards[-1].end
        if any(card.unsure for card in cards) or self._is_vague(lows, at, end) or self._is_misheard(lows, at, end):
            return [], end
        said = self._resolve(cards, Around(lows[max(0, at - 4) : at], lows[end : end + 4], coded)) or []
        if len(said) == 1 and said[0].kind == "number" and "." not in said[0].text and end < len(lows):
            part = self._parts.at(lows, end)
            if part is not None:
                said = [Said(said[0].start, end + part[0], said[0].text + part[1])]
        return said, max(end, said[-1].end) if said else end

    def _is_vague(self, lows: Sequence[str], at: int, end: int) -> bool:
        """Whether a number is not said in full: "forty something", "several hundred"."""
        if end < len(lows) and self._vague.at(lows, end):
            return True
        return lows[at] in self._lexicon.scales and at > 0 and lows[at - 1] in self._lexicon["vague_before"]

    def _is_misheard(self, lows: Sequence[str], at: int, end: int) -> bool:
        """Whether a digit of the number may stand there as another word: "forty too out of", "to hundred feet"."""
        lexicon = self._lexicon
        if lows[at] in lexicon.scales and at and lows[at - 1] in lexicon["misheard"]:
            return at < 2 or not self._is_number(lows[at - 2])
        point = lows[end : end + 1] == ["point"]
        word, behind = (*lows[end + point : end + point + 2], "", "")[:2]
        parted = point or behind in lexicon["measures"] or behind in ("out", "over", "plus", "minus")
        return word in lexicon["misheard"] and parted

    def _bottom(self, lows: Sequence[str], at: int, cards: Sequence[Card]) -> Said | None:
        """The lower number of a score or a pressure where other numbers stand right behind it."""
        score = list(lows[max(0, at - 2) : at]) == ["out", "of"]
        pressure = at > 1 and lows[at - 1] == "over" and self._is_number(lows[at - 2])
        if not (score or pressure):
            return None
        first = cards[0]
        behind = lows[first.end] if first.end < len(lows) else ""
        if len(cards) == 1 and 0 <= first.value <= 200 and behind not in self._lexicon["counts"] | _CARRY_ON:
            return None
        small = self._cardinals.small(lows, at)
        ends = (
            {at + 1} | ({small[1]} if small else set()) | ({at + 2} if lows[at + 1 : at + 2] == ["hundred"] else set())
        )
        for end in sorted(ends, reverse=True):
            goes_on = lows[end : end + 1] and lows[end] in {"point", *self._lexicon.scales, *_CARRY_ON}
            card = self._cardinals.card(lows[at:end], 0)
            if goes_on or card is None or (end == first.end and len(cards) == 1):
                continue
            if (score and card.text in self._highest) or (pressure and 40 <= card.value <= 120):
                return Said(at, end, card.text)
        return None

    def _resolve(self, cards: Sequence[Card], around: Around) -> list[Said] | None:
        first, last = cards[0], cards[-1]
        time = None if first.typed and len(cards) == 1 else self._time(cards, around)
        if time is not None:
            return [time]
        if len(cards) == 1:
            if around.next() in ("plus", "minus") and around.next(1) in ("out", "over") and first.value > 5:
                return []
            alone = first.shape != OH and (first.text != "1" or first.typed or self._counts_one(around))
            return [Said(first.start, first.end, first.text)] if alone else []
        if any(card.typed for card in cards):
            code = self._procedure(cards, around)
            return [Said(first.start, last.end, code, "code")] if code else self._apart(cards, around)
        for kind, text in (
            ("code", self._procedure(cards, around)),
            ("number", self._hundreds(cards, around)),
            ("year", self._year(cards, around)),
            ("number", self._amount(cards, around)),
            ("date", self._full_date(cards, around)),
        ):
            if text:
                return [Said(first.start, last.end, text, kind)]
        return self._apart(cards, around)

    def _is_number(self, low: str) -> bool:
        return low in self._cardinals.small_words or low[:1].isdecimal()

    def _counts_one(self, around: Around) -> bool:
        """Whether "one" is a number here and no pronoun."""
        lexicon, prev, after = self._lexicon, around.prev(), around.next()
        if after and self._parts.at(around.after, 0):
            return True
        if {prev, f"{around.prev(2)} {prev}"} & lexicon["counted_by"]:
            return True
        if {after, f"{after} {around.next(1)}"} & lexicon["one_before"] or after in ("plus", "minus"):
            return True
        if after in ("out", "to", "over", "or", "/", "through"):
            return self._is_number(around.next(2 if after == "out" else 1))
        return prev in ("to", "over", "/", "through", "of") and self._is_number(around.prev(3 if prev == "of" else 2))

    def _hundreds(self, cards: Sequence[Card], around: Around) -> str | None:
        """Read "one ten" as 110 where a size, a range, a pressure or a movement makes it one number."""
        shapes = [card.shape for card in cards]
        if shapes[0] != DIGIT or cards[0].text == "0":
            return None
        if shapes[1:] == [PAIR]:
            text = cards[0].text + cards[1].text
        elif shapes[1:] in ([OH, DIGIT], [DIGIT, DIGIT]) and cards[1].text == "0":
            text = cards[0].text + "0" + cards[2].text
        else:
            return None
        lexicon, prev, after = self._lexicon, around.prev(), around.next()
        if prev in lexicon["labels"] or {prev, f"{around.prev(2)} {prev}"} & lexicon["counted_by"]:
            return None
        degrees = after.startswith("degree") or bool(set(around.before) & lexicon["motions"])
        if (degrees and int(text) > 360) or after in lexicon["counts"] or after in lexicon["units"]:
            return None
        ranged = prev in ("to", "through") and self._is_number(around.prev(2))
        ranged = ranged or (after in ("to", "through") and self._short_hundreds(around.next(1), around.next(2)))
        pressure = after in ("over", "/") and self._is_number(around.next(1))
        return text if after in lexicon["sizes"] or degrees or ranged or pressure else None

    def _short_hundreds(self, digit: str, pair: str) -> bool:
        """Whether two words are a number said short, as in "one twenty to one thirty"."""
        lexicon = self._lexicon
        return digit in lexicon.digits and (pair in lexicon.teens or pair in lexicon.tens)

    def _year(self, cards: Sequence[Card], around: Around) -> str | None:
        year = self.year(cards)
        if year is None or year[1] != len(cards):
            return None
        lexicon, prev, after = self._lexicon, around.prev(), around.next()
        if (
            after in self._sized
            or after in lexicon["counts"]
            or after in lexicon["dollars"]
            or after in ("out", "over")
        ):
            return None
        if prev in lexicon.months and year[0] < "2000" and cards[1].value <= 31:
            return None
        if prev in lexicon["year_after"] or after in lexicon["year_before"] or prev in lexicon.months:
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
        """Read "eight thirty a m" as 8:30 am."""
        after = around.next()
        width = 1 if after in ("am", "pm") else 2 if after in ("a", "p") and around.next(1) == "m" else 0
        minutes = side_by_side(cards[1:])
        if not width or cards[0].value not in range(1, 13) or (minutes and (len(minutes) != 2 or minutes > "59")):
            return None
        clock = f"{cards[0].text}:{minutes}" if minutes else cards[0].text
        return Said(cards[0].start, cards[-1].end + width, f"{clock} {after[0]}m", "time")

    def _procedure(self, cards: Sequence[Card], around: Around) -> str | None:
        """Five digits said one by one, or in pairs where the words around speak of codes."""
        digits = side_by_side(cards)
        if len(digits) != 5 or not digits.isdecimal():
            return None
        if all(card.shape in (DIGIT, OH) for card in cards):
            return digits
        after = around.next()
        if after in ("over", "out", "/"):
            return None
        if around.coded or set(around.before) & self._lexicon["code_words"] or after in self._lexicon["code_after"]:
            return digits
        if after in self._sized:
            return None
        spoken = not any(card.typed for card in cards)
        return digits if spoken and digits[0] == "9" and cards[0].shape == PAIR and len(cards) in (3, 4) else None

    def _amount(self, cards: Sequence[Card], around: Around) -> str | None:
        """Read "the twenty four eighty threshold": nothing but dollars is meant there."""
        digits = side_by_side(cards)
        shapes = {card.shape for card in cards}
        said = len(digits) == 4 and (shapes <= {DIGIT, OH} or [card.shape for card in cards] == [PAIR, PAIR])
        return digits if said and around.next() in self._lexicon["amount_before"] else None

    def _full_date(self, cards: Sequence[Card], around: Around) -> str | None:
        """Read "seven thirteen twenty twenty six"; a year of two digits behind a date word only."""
        parts: list[int] = []
        rest = list(cards)
        while len(parts) < 2 and len(rest) > 1:
            if rest[0].shape == OH and rest[1].shape == DIGIT:
                rest.pop(0)
            parts.append(rest.pop(0).value)
        if not rest or len(parts) < 2 or not 1 <= parts[0] <= 12 or not 1 <= parts[1] <= 31:
            return None
        year = self.year(rest)
        if year and year[1] == len(rest):
            return f"{parts[0]}/{parts[1]}/{year[0]}"
        dated = around.prev() in self._lexicon["date_words"] or around.prev() in self._lexicon["day_before"]
        short = len(rest) == 1 and rest[0].shape == PAIR and 20 <= rest[0].value < 40
        follows = around.next()
        if not dated or not short or follows in self._sized or follows in self._lexicon["counts"]:
            return None
        return f"{parts[0]}/{parts[1]}/{rest[0].text}"

    def _apart(self, cards: Sequence[Card], around: Around) -> list[Said] | None:
        """Numbers side by side that no one would say as one: a label's digit, and a count before what it counts."""
        lexicon, head, last = self._lexicon, cards[:-1], cards[-1]
        if head[-1].start == last.start:  # "double zero": one word says both
            return None
        lone = len(head) == 1
        if lone and head[0].shape == DIGIT and around.prev() in lexicon["labels"] and last.shape != DIGIT:
            return [Said(card.start, card.end, card.text) for card in cards]
        if not lone and cards[0].shape == DIGIT and around.prev() in lexicon["labels"] | {"times"}:
            rest = self._resolve(cards[1:], Around((), around.after, around.coded)) or []
            if len(rest) == 1:
                return [Said(cards[0].start, cards[0].end, cards[0].text), *rest]
        money = around.next() in lexicon["dollars"] and (
            last.text == "0" or (last.shape == WHOLE and len(last.text) > 3)
        )
        graded = around.next() in ("plus", "minus") and around.next(1) in ("out", "over")
        scored = graded or (around.next() == "out" and around.next(1) == "of")
        counted = money or scored or around.next() in lexicon["counts"]
        if not counted or last.shape in (DECIMAL, OH):
            return None
        if lone and head[0].shape == DIGIT and last.shape == PAIR:
            return None
        before = [Said(head[0].start, head[0].end, head[0].text)] if lone else None
        before = before or self._resolve(head, Around(around.before, (), around.coded)) or []
        return [*before, Said(last.start, last.end, last.text)] if len(before) == 1 else None
