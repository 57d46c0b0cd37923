"""Numbers that belong together: scores, grades, percentages, money.

Owns what stands between two numbers ("out of", "over", "plus out of") and the units that are written as a sign. Works
on words whose numbers are written already.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from scribe.text.lexicon import Lexicon
from scribe.text.words import Word, merge

_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_WHOLE = re.compile(r"\d[\d,]*(?:\.\d+)?")


class Scores:
    """Joins numbers to scores, grades, percentages and amounts. Built once; holds no state of a text."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._measures = lexicon["measures"]

    def join(self, words: Sequence[Word]) -> list[Word]:
        """The words with every score, grade, percentage and amount as one word."""
        done: list[Word] = []
        at = 0
        while at < len(words):
            joined = self._joined(words, at) if words[at].low[:1].isdecimal() else None
            if joined is None:
                done.append(words[at])
                at += 1
            else:
                done.append(merge(words[at : joined[0]], joined[1], joined[2]))
                at = joined[0]
        return done

    def _joined(self, words: Sequence[Word], at: int) -> tuple[int, str, str] | None:
        if not _WHOLE.fullmatch(words[at].low):
            return None
        money = self._money(words, at)
        if money is not None:
            return money
        if not _PLAIN.fullmatch(words[at].low):
            return None
        lows = [word.low for word in words[at : at + 8]]
        top, then = lows[0], 1
        grade = len(top) == 1 and top <= "5" and len(lows) > 1 and lows[1] in ("plus", "minus", "+", "-")
        if grade and (lows[1] in ("plus", "minus") or not words[at + 1].gap):
            if len(lows) > 2 and lows[1] in ("plus", "minus") and (lows[2][0].isdecimal() or lows[2] == "or"):
                return None
            top, then = top + ("+" if lows[1] in ("plus", "+") else "-"), 2
        bottom = self._bottom(words, lows, at, then)
        if bottom is not None:
            return at + bottom[0], f"{top}/{bottom[1]}", "score"
        if then == 2 and lows[1] in ("plus", "minus"):
            return at + 2, top, "grade"
        if then == 1 and len(lows) > 1 and lows[1] in ("percent", "per"):
            width = 2 if lows[1] == "percent" else 3 if lows[2:3] == ["cent"] else 0
            return (at + width, f"{top}%", "percent") if width else None
        return None

    def _bottom(self, words: Sequence[Word], lows: Sequence[str], at: int, then: int) -> tuple[int, str] | None:
        """Where a score's lower number ends, and that number."""
        for link in (("out", "of"), ("over",), ("/",)):
            end = then + len(link)
            if tuple(lows[then:end]) != link or end >= len(lows) or not _PLAIN.fullmatch(lows[end]):
                continue
            if link == ("/",) and words[at + then].kind != "slash":
                return None
            follows = lows[end + 1] if end + 1 < len(lows) else ""
            if link == ("over",) and (follows in self._measures or "." in lows[end]):
                return None
            return end + 1, lows[end]
        return None

    def _money(self, words: Sequence[Word], at: int) -> tuple[int, str, str] | None:
        lexicon = self._lexicon
        lows = [word.low for word in words[at : at + 6]]
        then = 1
        if at and words[at - 1].low == "$":
            return None
        if len(lows) > 1 and lows[1] in lexicon["cents"] and lows[0].isdecimal() and int(lows[0]) < 100:
            if at and words[at - 1].low in {"and", *lexicon["dollars"]}:
                return None
            return at + 2, f"$0.{int(lows[0]):02d}", "money"
        has_dollars = len(lows) > 1 and lows[1] in lexicon["dollars"]
        then = 2 if has_dollars else 1
        if then < len(lows) and lows[then] == "and":
            then += 1
        cents = lows[then] if then + 1 < len(lows) and lows[then + 1] in lexicon["cents"] else ""
        if cents.isdecimal() and int(cents) < 100 and then > 1 and "." not in lows[0]:
            return at + then + 2, f"${lows[0]}.{int(cents):02d}", "money"
        return (at + 2, f"${lows[0]}", "money") if has_dollars else None
