"""Spoken dates to written ones: "july thirteenth", "the third of march", "may the fifth comma twenty twenty six".

Owns the words of a day, month and year said aloud. Which calendar date is meant is the business of dates.py.
"""

from __future__ import annotations

from collections.abc import Sequence

from scribe.text import days
from scribe.text.cardinals import DIGIT, OH, PAIR, Cardinals
from scribe.text.lexicon import Lexicon
from scribe.text.numbers import Numbers, Said
from scribe.text.words import Word


class SpokenDates:
    """Reads a date at a month's name or an ordinal. Built once; holds no state of a text."""

    def __init__(self, lexicon: Lexicon, cardinals: Cardinals, numbers: Numbers) -> None:
        self._lexicon = lexicon
        self._cardinals = cardinals
        self._numbers = numbers
        self._measures = lexicon["measures"]
        self.starters = frozenset(lexicon.months) | frozenset(lexicon.ordinals) | frozenset(("the", "twenty", "thirty"))

    def read(self, words: Sequence[Word], lows: Sequence[str], at: int) -> Said | None:
        """The date that starts at word `at`, if one is spoken there."""
        if lows[at] in self._lexicon.months:
            return self._from_month(words, lows, at)
        return self._from_day(words, lows, at)

    def ordinal(self, lows: Sequence[str], at: int) -> tuple[int, int] | None:
        """A day of the month as an ordinal, and where it ends."""
        if at >= len(lows):
            return None
        lexicon, low = self._lexicon, lows[at]
        if low in lexicon.ordinals:
            return lexicon.ordinals[low], at + 1
        if low in ("twenty", "thirty"):
            then = at + 2 if at + 2 < len(lows) and lows[at + 1] == "-" else at + 1
            unit = lexicon.ordinals.get(lows[then], 10) if then < len(lows) else 10
            day = lexicon.tens[low] + unit
            if unit < 10 and day <= 31:
                return day, then + 1
        return None

    def _from_month(self, words: Sequence[Word], lows: Sequence[str], at: int) -> Said | None:
        lexicon = self._lexicon
        ordinary = lows[at] in lexicon["ordinary_months"]
        then = at + 1
        while then < len(lows) and lows[then] in ("the", "of"):
            then += 1
        day = self.ordinal(lows, then)
        if ordinary and at and lows[at - 1] in lexicon["not_month_after"] and not (day and day[0] > days.ADVERB):
            return None
        if day is not None:
            text, end = f"{words[at].text} {day[0]}", day[1]
            dated = self._with_year(words, lows, text, end)
            if dated is None and ordinary and not (self._follows(lows, end) or self._dates(lows[at - 1] if at else "")):
                return None
            return Said(at, *(dated or (end, text)), "date")
        if then < len(lows) and lows[then] in self._cardinals.starters and not words[then].kind:
            return self._counted(words, lows, at, then)
        if then < len(lows) and lows[then].isdecimal() and int(lows[then]) <= 31:
            dated = self._with_year(words, lows, f"{words[at].text} {lows[then]}", then + 1)
            return Said(at, *dated, "date") if dated and not lows[dated[0] - 1].isdecimal() else None
        return None

    def _dates(self, before: str) -> bool:
        """Whether the word before makes a month of "may" and "march"."""
        return before in self._lexicon["day_before"] or before in self._lexicon["date_words"]

    def _counted(self, words: Sequence[Word], lows: Sequence[str], at: int, then: int) -> Said | None:
        """Month and a plain number: a day ("july thirteen"), a year, or both."""
        month = words[at].text
        cards = self._cardinals.run(words, lows, then)
        if not cards:
            return None
        year = self._numbers.year(cards)
        if year and year[1] == len(cards) and not (year[0] < "2000" and len(cards) > 1 and cards[1].value <= 31):
            return Said(at, cards[-1].end, f"{month} {year[0]}", "date") if self._ends(lows, cards[-1].end) else None
        # "twenty two thousand twenty six": the tens word alone may be the day.
        short = (self._lexicon.tens.get(lows[then], 0), then + 1)
        for day, end in (short, (self._cardinals.small(lows, then) or short)[:2]):
            dated = self._with_year(words, lows, f"{month} {day}", end) if 1 <= day <= 31 else None
            if dated:
                return Said(at, *dated, "date")
        first, behind = cards[0], "".join(lows[cards[-1].end : cards[-1].end + 1])
        alone = len(cards) == 1 and behind not in self._measures
        counted = len(cards) == 2 and behind in self._lexicon["counts"]
        if first.shape in (DIGIT, PAIR) and 1 <= first.value <= 31 and (alone or counted):
            return Said(at, first.end, f"{month} {first.text}", "date")
        return None

    def _with_year(self, words: Sequence[Word], lows: Sequence[str], text: str, end: int) -> tuple[int, str] | None:
        """Where a year behind `end` ends, and the date with it."""
        then = end
        if then < len(lows) and lows[then] in (",", "of", "in"):
            then += 1
        if then >= len(lows) or words[then].kind:
            return None
        cards = self._cardinals.run(words, lows, then)
        year = self._numbers.year(cards) if cards else None
        if year is None:
            return None
        last = cards[year[1] - 1].end
        if year[1] < len(cards) and (cards[year[1]].shape == OH or not "2019" < year[0] < "2040"):
            return None
        if not self._ends(lows, last) or (cards[0].typed and lows[then - 1] == ","):
            return None
        return last, f"{text}, {year[0]}"

    def _ends(self, lows: Sequence[str], end: int) -> bool:
        """Whether a year may end here: no unit, no money behind it."""
        lexicon = self._lexicon
        return end >= len(lows) or not any(lows[end] in lexicon[name] for name in ("measures", "dollars", "percent"))

    def _from_day(self, words: Sequence[Word], lows: Sequence[str], at: int) -> Said | None:
        start = at + 1 if lows[at] == "the" else at
        day = self.ordinal(lows, start)
        if day is None:
            return None
        end = day[1]
        if end < len(lows) and lows[end] == "day":
            end += 1
        if end + 1 < len(lows) and lows[end] == "of" and lows[end + 1] in self._lexicon.months:
            text = f"{words[end + 1].text} {day[0]}"
            dated = self._with_year(words, lows, text, end + 2)
            return Said(at, *(dated or (end + 2, text)), "date")
        if start == at or not at or end != day[1]:
            return None
        before = lows[at - 1]
        if before not in self._lexicon["spoken_day_before"] and before not in self._lexicon.weekdays:
            return None
        return Said(start, end, f"{day[0]}{suffix(day[0])}", "day") if self._follows(lows, end) else None

    def _follows(self, lows: Sequence[str], end: int) -> bool:
        if end >= len(lows):
            return True
        then = end
        while then < len(lows) and lows[then] in (",", "and"):
            then += 1
        if then > end and then < len(lows) and lows[then] in self._lexicon.ordinals:
            return False
        return lows[end] in self._lexicon["day_followers"] or not lows[end][0].isalnum()


def suffix(day: int) -> str:
    """The two letters of an ordinal: st, nd, rd, th."""
    if day in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
