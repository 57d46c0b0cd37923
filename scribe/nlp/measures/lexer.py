"""Cuts a sentence in written form into items: names, values, sides, cues, and the words between.

Owns where an item begins and ends. Knows nothing of which value belongs to which measure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scribe.nlp.measures import numerals
from scribe.nlp.measures.lexicon import PIECE, Entry, Lexicon, longest
from scribe.nlp.measures.values import Value

_DASHES = ("−", "–")
# The highest strength grade.
_GRADES = 5


@dataclass(slots=True)
class Item:
    """A stretch of the sentence; `kind` is value, name, side, cue, date, link, present, past, word, break and so on."""

    kind: str
    start: int
    end: int
    data: Any = None


class Lexer:
    """Cuts sentences into items; built once, holds no state of a sentence."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.value = numerals.value_pattern(lexicon.degree_words)

    def items(self, text: str) -> list[Item]:
        """The items of a sentence, in order; white space and hyphens within words are left out."""
        for dash in _DASHES:
            if dash in text:
                text = text.replace(dash, "-")
        return _Cut(self, text).items


class _Cut:
    """One sentence being cut."""

    def __init__(self, lexer: Lexer, text: str) -> None:
        self.lexicon, self.value, self.text = lexer.lexicon, lexer.value, text
        self.tokens: list[tuple[int, int]] = []
        self.words: list[str] = []
        lower = text.lower()
        for match in PIECE.finditer(lower):
            start, end = match.span()
            # A hyphen that joins two letters or digits counts as a space.
            if lower[start] == "-" and start and lower[start - 1].isalnum() and lower[end : end + 1].isalnum():
                continue
            self.tokens.append((start, end))
            self.words.append(match.group())
        self.items: list[Item] = []
        self._cut()
        self._days()

    def _cut(self) -> None:
        tokens, words, begins, text = self.tokens, self.words, self.lexicon.words, self.text
        index, count = 0, len(self.tokens)
        while index < count:
            start, end = tokens[index]
            first = text[start]
            signed = first in "+-." and text[end : end + 1].isdigit() and (not start or text[start - 1] in " (:~=/")
            known = longest(begins, words, index) if words[index] in begins and not signed else None
            if known:
                index, end = known[0], self._known(index, known)
            else:
                end = self._number(index) if signed or first.isdigit() else self._other(index)
                index += 1
            while index < count and tokens[index][0] < end:
                index += 1

    def _add(self, kind: str, start: int, end: int, data: Any = None) -> int:
        self.items.append(Item(kind, start, end, data))
        return end

    def _known(self, index: int, known: tuple[int, Entry]) -> int:
        """A phrase of the lexicon; a level of assistance or a grade is a value."""
        (kind, data), start, end = known[1], self.tokens[index][0], self.tokens[known[0] - 1][1]
        if kind == "months":
            return self._month(index)
        level = self.lexicon.capital_assist.get(self.words[index])
        if level and self.text[start:end].isupper() and not self._digit_at(known[0]):
            return self._add("value", start, end, Value("assist", level))
        if kind == "assist":
            helpers = numerals.HELPERS.match(self.text, end)
            return self._add("value", start, helpers.end() if helpers else end, Value("assist", data))
        if kind == "assist_from":
            then = longest(self.lexicon.words, self.words, known[0])
            if then and then[1][0] == "assist":
                return self._add("value", start, end, Value("assist", data))
            return self._add("word", start, end, self.words[index])
        if kind == "balance_grades":
            sign = numerals.PLUS_MINUS.match(self.text, end)
            mark = "" if not sign else "+" if sign.group().strip() in ("+", "plus") else "-"
            return self._add("value", start, sign.end() if sign else end, Value("balance", data + mark))
        return self._add("side" if kind == "sides" else kind, start, end, data)

    def _digit_at(self, index: int) -> bool:
        return index < len(self.words) and self.words[index][0].isdigit()

    def _other(self, index: int) -> int:
        """A word or mark that the lexicon does not know."""
        (start, end), word = self.tokens[index], self.words[index]
        written = self.text[start:end]
        if word == "$":
            money = numerals.MONEY.match(self.text, start)
            return self._add("money", start, money.end() if money else end)
        if side := self.lexicon.capital_sides.get(word):
            return self._add("side" if written.isupper() else "link", start, end, side)
        if number := numerals.ROMAN.get(written):
            return self._add("value", start, end, Value("roman", str(number), float(number)))
        if numerals.VERTEBRA.fullmatch(written):
            return self._add("value", start, end, Value("vertebra", written))
        if written in "ABCDE":
            return self._add("value", start, end, Value("letter", written))
        if word[0].isalpha() or word == "_":
            return self._add("word", start, end, word)
        return self._add("break", start, end) if word == "-" else self._add("mark", start, end, word)

    def _number(self, index: int) -> int:
        start, end = self.tokens[index]
        if self.items and self.items[-1].kind == "ordinal_before":
            return self._add("count", start, self._value_end(start, end))
        # "BNT-2": the number is part of a name.
        if start > 1 and self.text[start - 1] == "-" and self.text[start - 2].isalpha():
            return self._add("count", start, end)
        if self._is_year(index):
            return self._add("date", start, end)
        if other := numerals.no_value(self.text, start):
            return self._add(other[0], start, other[1])
        match = self.value.match(self.text, start)
        if match is None:
            return self._add("mark", start, end, self.words[index])
        end = match.end()
        while index < len(self.tokens) and self.tokens[index][0] < end:
            index += 1
        item = Item("value", start, end, numerals.value_of(match))
        self.items.append(item)
        behind = longest(self.lexicon.after_number, self.words, index)
        return self._counted(item, index, behind) if behind else end

    def _is_year(self, index: int) -> bool:
        """Whether a number is a year, by itself and the words beside it ("in 2024", "her 2024 Berg")."""
        if not index or self.words[index - 1] not in self.lexicon.year_before:
            return False
        plain = numerals.BARE_YEAR.match(self.text, self.tokens[index][0])
        return bool(plain) and not longest(self.lexicon.after_number, self.words, index + 1)

    def _value_end(self, start: int, end: int) -> int:
        match = self.value.match(self.text, start)
        return match.end() if match else end

    def _counted(self, item: Item, index: int, behind: tuple[int, Entry]) -> int:
        """A number with its unit; with another noun ("3 weeks") it is a count, with "ago" a time."""
        stop, (kind, unit) = self.tokens[behind[0] - 1][1], behind[1]
        longer = longest(self.lexicon.words, self.words, index)
        if kind == "counted":
            cue = longer[1][1] if longer and longer[1][0] == "cue" else None
            item.kind, item.data = ("cue", cue) if cue else ("count", None)
            item.end = self.tokens[longer[0] - 1][1] if longer and cue else stop
            return item.end
        if longer and longer[0] > behind[0] and longer[1][0] != "cue":
            # "80 % better", "2 min assist": the longer phrase has the word; a name leaves the value its unit.
            item.data.unit = unit if longer[1][0] == "name" else None
            return item.end
        item.data.unit, item.end = unit, stop
        return stop

    def _month(self, index: int) -> int:
        """A month is a date with a day or year behind it, a day before it, or after "in" and the like."""
        start, end = self.tokens[index]
        before = self.words[index - 1] if index else ""
        if day := numerals.MONTH_DAY.match(self.text, end):
            year = numerals.YEAR.match(self.text, day.end())
            return self._add("date", start, year.end() if year else day.end())
        if before.isdigit() and self.items and self.items[-1].kind == "value":
            return self._add("date", self.items.pop().start, end)
        known = before in self.lexicon.month_before
        return self._add("date" if known else "word", start, end, None if known else self.words[index])

    def _days(self) -> None:
        """Turns "10/4" into a date where the words around it say so ("on 10/4", "10/13: 10-92", "at 1/27 eval")."""
        for index, item in enumerate(self.items):
            if item.kind != "value" or item.data.of is None:
                continue
            if numerals.DAY_LIKE.fullmatch(self.text, item.start, item.end) and self._is_day(index):
                item.kind = "date"

    def _is_day(self, index: int) -> bool:
        # "02/05" is written as only days are; "0/5" is a grade.
        first = self.items[index].start
        if self.text[first] == "0" and self.text[first + 1].isdigit():
            return True
        if index:
            before = self.items[index - 1]
            if self.text[before.start : before.end].lower() in self.lexicon.date_before:
                return True
            if before.kind in ("present", "past"):
                return False
        if index + 1 == len(self.items):
            return False
        behind = self.items[index + 1]
        prior = behind.kind == "cue" and behind.data.role == "prior" and behind.data.near
        # "2/5 at evaluation" is a grade, "2/5 eval" a day, "3/10 (7/10 eval)" a second score of the same whole.
        of = self.items[index].data.of
        whole = any(item.kind == "value" and item.data.of == of for item in self.items[:index])
        graded = prior and (whole or (of == _GRADES and not behind.data.close))
        return (prior and not graded) or self.text[behind.start] == ":"
