"""Cuts a sentence in written form into items: names, values, sides, cues, and the words between.

Owns how numbers, ranges, fractions and grades are written. Knows nothing of which value belongs to which measure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from scribe.nlp.measures.lexicon import PIECE, Entry, Lexicon, longest
from scribe.nlp.measures.values import Value

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
_SIGN = r"[+-](?![\w.])"
_DOSE = re.compile(r"\d+\s?[xX×]\s?\d+(?:\s?[-/]\s?\d+)?")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)\b", re.IGNORECASE)
_CLOCK = re.compile(r"\d{1,2}:\d\d(?!\d)")
_CODE = re.compile(r"\d+-\d+-[\d-]+|\d+(?:\.\d+)?(?:/\d+(?:\.\d+)?){2,}")
_DAY = re.compile(r"\d{1,2}/\d{1,2}/\d{2,4}(?!\d)|\d{4}-\d\d-\d\d")
_DAY_LIKE = re.compile(r"(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12]\d|3[01])")
_MONTH_DAY = re.compile(r"\.?\s*(?:the\s)?\d{1,2}(?:st|nd|rd|th)?\b(?!\s?(?:/|out of|-\d|%|\.\d))|\.?,?\s*\d{4}\b")
_YEAR = re.compile(r",?\s*\d{4}(?![\d/%.])")
_MONEY = re.compile(rf"\$\s?{_NUMBER}")
_PLUS_MINUS = re.compile(r"\s?(?:[+-](?!\w)|plus\b|minus\b)")
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}
_VERTEBRA = re.compile(r"[CTLS]\d{1,2}")
_TIMES = re.compile(r"\s*(?:[xX×]|times|of)\s*[1-4](?!\d)(?!\s*(?:-|/|out))")
_MINUSES = str.maketrans("−–", "--")


@dataclass(slots=True)
class Item:
    """A stretch of the sentence with its `kind`: value, name, side, cue, date, link, present, past, word, break …"""

    kind: str
    start: int
    end: int
    data: Any = None


def plain(number: str) -> float:
    """The number behind its written form ("1,200" is 1200.0)."""
    return float(number.replace(",", ""))


class Lexer:
    """Cuts sentences into items; built once, holds no state of a sentence."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        degree = "|".join(re.escape(word) for word in sorted(lexicon.degree_words, key=len, reverse=True))
        self._value = re.compile(
            rf"(?P<a>[+-]?{_NUMBER})(?P<ga>{_SIGN})?"
            rf"(?:(?:\s?(?:{degree}))?(?P<join>\s?-\s?|\s+(?:to|through|thru)\s+)(?P<b>-?{_NUMBER})(?P<gb>{_SIGN})?"
            rf"(?:(?:\s?/\s?|\s+out\s+of\s+)(?P<of2>{_NUMBER}))?(?![-/]?\d)"
            rf"|(?:\s?/\s?|\s+(?:out\s+)?of\s+)(?P<of>{_NUMBER})(?![/\d])(?!\.\d))?",
            re.IGNORECASE,
        )

    def items(self, text: str) -> list[Item]:
        """The items of a sentence, in order; white space and unknown marks between words are left out."""
        text = text.translate(_MINUSES)
        tokens = [
            (match.start(), match.end())
            for match in PIECE.finditer(text)
            if match.group() != "-" or not _inside(text, match.start())
        ]
        lower = text.lower()
        words = [lower[start:end] for start, end in tokens]
        items: list[Item] = []
        index = 0
        while index < len(tokens):
            end = self._one(text, tokens, words, index, items)
            index += 1
            while index < len(tokens) and tokens[index][0] < end:
                index += 1
        self._days(items, text)
        return items

    def _days(self, items: list[Item], text: str) -> None:
        """Turns "10/4" into a date where the words around it say so ("on 10/4", "10/13: 10-92", "at 1/27 eval")."""
        for index, item in enumerate(items):
            if item.kind != "value" or item.data.of is None or not _DAY_LIKE.fullmatch(text, item.start, item.end):
                continue
            before = items[index - 1] if index else None
            behind = items[index + 1] if index + 1 < len(items) else None
            led = before is not None and text[before.start : before.end].lower() in self._lexicon.date_before
            if led or (
                behind
                and (
                    text[behind.start] == ":"
                    or (behind.kind == "cue" and behind.data.role == "prior" and behind.data.near)
                )
            ):
                item.kind = "date"

    def _one(self, text: str, tokens: list[tuple[int, int]], words: list[str], index: int, items: list[Item]) -> int:
        """Appends the item that begins at token `index`; returns the offset behind it."""
        start, end = tokens[index]
        first = text[start]
        if first in "+-." and text[start + 1 : start + 2].isdigit() and (not start or text[start - 1] in " (:~=/"):
            return self._number(text, tokens, words, index, items)
        known = longest(self._lexicon.words, words, index)
        if known:
            (kind, data), stop = known[1], tokens[known[0] - 1][1]
            if kind == "months":
                return self._month(text, tokens, words, index, items)
            if kind == "assist":
                times = _TIMES.match(text, stop)
                stop = times.end() if times else stop
                items.append(Item("value", start, stop, Value("assist", data)))
            elif kind == "balance_grades":
                sign = _PLUS_MINUS.match(text, stop)
                stop = sign.end() if sign else stop
                mark = "" if not sign else "+" if sign.group().strip() in ("+", "plus") else "-"
                items.append(Item("value", start, stop, Value("balance", data + mark)))
            else:
                items.append(Item(kind.removesuffix("s") if kind == "sides" else kind, start, stop, data))
            return stop
        if first.isdigit():
            return self._number(text, tokens, words, index, items)
        if first == "$":
            money = _MONEY.match(text, start)
            end = money.end() if money else end
            items.append(Item("count", start, end))
        elif side := self._lexicon.capital_sides.get(words[index]):
            items.append(Item("side" if text[start].isupper() else "link", start, end, side))
        elif number := _ROMAN.get(text[start:end]):
            items.append(Item("value", start, end, Value("roman", str(number), float(number))))
        elif _VERTEBRA.fullmatch(text, start, end):
            items.append(Item("value", start, end, Value("vertebra", text[start:end])))
        elif end - start == 1 and text[start] in "ABCDE":
            items.append(Item("value", start, end, Value("letter", text[start])))
        elif first.isalpha() or first == "_":
            items.append(Item("word", start, end, words[index]))
        elif first == "-":
            items.append(Item("break", start, end))
        else:
            items.append(Item("mark", start, end, first))
        return end

    def _number(self, text: str, tokens: list[tuple[int, int]], words: list[str], index: int, items: list[Item]) -> int:
        start = tokens[index][0]
        for pattern, kind in (
            (_DAY, "date"),
            (_CODE, "count"),
            (_ORDINAL, "count"),
            (_CLOCK, "count"),
            (_DOSE, "dose"),
        ):
            if whole := pattern.match(text, start):
                items.append(Item(kind, start, whole.end()))
                return whole.end()
        if start > 1 and text[start - 1] == "-" and text[start - 2].isalpha():
            items.append(Item("count", start, end_of := tokens[index][1]))
            return end_of
        match = self._value.match(text, start)
        assert match is not None  # a digit begins here
        value, end = _value_of(match), match.end()
        while index < len(tokens) and tokens[index][0] < end:
            index += 1
        behind = longest(self._lexicon.after_number, words, index) if index < len(tokens) else None
        if items and items[-1].kind == "ordinal_before":
            items.append(Item("count", start, end))
            return end
        if not behind:
            items.append(Item("value", start, end, value))
            return end
        return self._counted(tokens, words, index, behind, Item("value", start, end, value), items)

    def _counted(
        self, tokens: list[tuple[int, int]], words: list[str], index: int, behind: tuple[int, Entry], item: Item, items: list[Item]
    ) -> int:
        """A number with its unit; with another noun ("3 weeks") it is a count, with "ago" a time."""
        stop, (kind, unit) = tokens[behind[0] - 1][1], behind[1]
        longer = longest(self._lexicon.words, words, index)
        if kind == "counted":
            cue = longer[1][1] if longer and longer[1][0] == "cue" else None
            stop = tokens[longer[0] - 1][1] if longer and cue else stop
            items.append(Item("cue" if cue else "count", item.start, stop, cue))
            return stop
        items.append(item)
        if longer and longer[0] > behind[0] and longer[1][0] != "cue":
            if longer[1][0] == "name":
                item.data = replace(item.data, unit=unit)
            return item.end
        item.data, item.end = replace(item.data, unit=unit), stop
        return stop

    def _month(self, text: str, tokens: list[tuple[int, int]], words: list[str], index: int, items: list[Item]) -> int:
        """A month is a date with a day or year behind it, a day before it, or after "in" and the like."""
        start, end = tokens[index]
        day = _MONTH_DAY.match(text, end)
        before = words[index - 1] if index else ""
        if day:
            year = _YEAR.match(text, day.end())
            end = year.end() if year else day.end()
        elif before.isdigit() and items and items[-1].kind == "value":
            start = items.pop().start
        elif before not in self._lexicon.month_before:
            items.append(Item("word", start, end, words[index]))
            return end
        items.append(Item("date", start, end))
        return end


def _inside(text: str, at: int) -> bool:
    """Whether the hyphen at `at` joins two letters or digits."""
    return at > 0 and text[at - 1].isalnum() and text[at + 1 : at + 2].isalnum()


def _value_of(match: re.Match[str]) -> Value:
    a, sign, b, of = match["a"], match["ga"] or "", match["b"], match["of"] or match["of2"]
    first, text = plain(a), _shown(a) + sign
    if b:
        high = plain(b)
        return Value(
            "range",
            f"{text}-{_shown(b)}{match['gb'] or ''}",
            first,
            high,
            plain(of) if of else None,
            joined=not match["join"].strip().startswith("-"),
        )
    if sign:
        return Value("grade", text, first, of=plain(of) if of else None)
    if of:
        return Value("fraction", text, first, of=plain(of))
    return Value("number", text, first)


def _shown(number: str) -> str:
    number = number.replace(",", "").removeprefix("+")
    return f"0{number}" if number.startswith(".") else number

