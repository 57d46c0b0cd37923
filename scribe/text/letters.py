"""Letters spelled out and codes of letter and digits: "t u g", "g p k x", "a five five hundred", "l four".

Owns the joining of single letters to known spellings and to what number words say behind them. A letter that is a word
too ("a", "i") is joined in known spellings and codes only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from scribe.text.cardinals import DIGIT, Card, Cardinals, side_by_side
from scribe.text.lexicon import Lexicon
from scribe.text.numbers import Said
from scribe.text.words import Word

_DIAGNOSIS = re.compile(r"\d\d\.\d{1,4}")


class Letters:
    """Reads spelled letters and letter codes. Built once; holds no state of a text."""

    def __init__(self, lexicon: Lexicon, cardinals: Cardinals) -> None:
        self._lexicon = lexicon
        self._cardinals = cardinals
        self._longest = max(map(len, lexicon["spellings"]))
        self.starters = frozenset("abcdefghijklmnopqrstuvwxyz") | frozenset(lexicon.letter_names)

    def read(self, words: Sequence[Word], lows: Sequence[str], at: int) -> list[Said]:
        """The code or spellings that start at word `at`."""
        code = self._code(words, lows, at)
        if code is not None:
            return code
        dotted = self._dotted(words, lows, at)
        if dotted is not None:
            return [dotted]
        run = self._run(words, lows, at)
        return self._spell(lows, at, run) if run > at + 1 else []

    def _dotted(self, words: Sequence[Word], lows: Sequence[str], at: int) -> Said | None:
        """A spelling with a point behind each letter: "P.T." (at a sentence's end the last point is the stop)."""
        end = at
        while end + 1 < len(lows) and len(lows[end]) == 1 and lows[end].isalpha() and lows[end + 1] == ".":
            if words[end + 1].gap or (end > at and words[end].gap):
                break
            end += 2
        spelled = "".join(lows[at:end:2]).upper()
        if end < at + 4 or not words[at].gap or spelled not in self._lexicon["spellings"]:
            return None
        if end < len(lows) and not words[end].gap and words[end].low[0].isalnum():
            return None
        return Said(at, end if end < len(lows) else end - 1, spelled, "letters")

    def _run(self, words: Sequence[Word], lows: Sequence[str], at: int) -> int:
        """Where the run of single letters that stand apart ends."""
        end = at
        while (
            end < len(words) and len(lows[end]) == 1 and lows[end].isalpha() and words[end].gap and not words[end].kind
        ):
            end += 1
        if end < len(words) and not words[end].gap and not words[end].kind:
            dotted = lows[end] == "." and end + 1 < len(words) and not words[end + 1].gap and lows[end + 1].isalnum()
            end -= lows[end].isalnum() or dotted or lows[end] in "/&-'"
        return end

    def _spell(self, lows: Sequence[str], at: int, end: int) -> list[Said]:
        said: list[Said] = []
        while at < end:
            for stop in range(min(end, at + self._longest), at + 1, -1):
                spelled = "".join(lows[at:stop]).upper()
                if spelled in self._lexicon["spellings"] and self._whole(lows, at, stop):
                    said.append(Said(at, stop, spelled, "letters"))
                    at = stop
                    break
            else:
                rest = "".join(lows[at:end]).upper()
                if not said and len(rest) > 2 and not {rest[0], rest[-1]} & {"A", "I"}:
                    return [Said(at, end, rest, "letters")]
                at += 1
        return said

    def _whole(self, lows: Sequence[str], at: int, stop: int) -> bool:
        """Whether a last letter that is a word too belongs to the spelling: "p a little" has none."""
        if lows[stop - 1] not in ("a", "i") or stop == len(lows) or len(lows[stop]) == 1:
            return True
        if stop - at > 2 and (lows[stop] in self._cardinals.starters or lows[stop][0].isdecimal()):
            return True
        before = lows[at - 1] if at else ""
        return lows[stop] in self._lexicon["letters_before"] or before in self._lexicon["letters_after"]

    def _code(self, words: Sequence[Word], lows: Sequence[str], at: int) -> list[Said] | None:
        if at + 1 >= len(lows) or words[at + 1].kind or not words[at + 1].gap or not words[at].gap:
            return None
        if at and lows[at - 1] in self._lexicon["not_codes_after"]:
            return None
        if lows[at + 1] not in self._cardinals.starters and not lows[at + 1].isdecimal():
            return None
        low = lows[at]
        letter = self._lexicon.letter_names.get(low, low.upper())
        cards = self._cardinals.run(words, lows, at + 1)
        if not cards or (cards[0].typed and len(cards) > 1 and cards[0].shape != DIGIT):
            return None
        after = lows[cards[-1].end] if cards[-1].end < len(lows) else ""
        measured = any(after in self._lexicon[name] for name in ("sizes", "units", "dollars", "percent"))
        counted = after in self._lexicon["counts"]
        if counted and len(cards) > 1 and self._is_code(low, letter, cards[:-1]):
            end, last = cards[-2].end, cards[-1]
            return [Said(at, end, letter + side_by_side(cards[:-1]), "code"), Said(last.start, last.end, last.text)]
        if measured or counted:
            return None
        if self._is_code(low, letter, cards):
            return [Said(at, cards[-1].end, letter + side_by_side(cards), "code")]
        level = self._lexicon.levels.get(letter, 0)
        if len(cards) == 1 and len(low) == 1 and not cards[0].typed and 1 <= cards[0].value <= level:
            return [Said(at, cards[0].end, f"{letter}{cards[0].text}", "letters")]
        return None

    def _is_code(self, low: str, letter: str, cards: Sequence[Card]) -> bool:
        digits = side_by_side(cards)
        if "." in digits:
            return letter in self._lexicon["diagnosis_letters"] and low != "i" and bool(_DIAGNOSIS.fullmatch(digits))
        if len(digits) != 4 or not digits.isdecimal():
            return False
        beginnings = self._lexicon.article_codes.get(letter.lower())
        if beginnings is not None:
            return digits.startswith(tuple(beginnings))
        return letter in self._lexicon["code_letters"]
