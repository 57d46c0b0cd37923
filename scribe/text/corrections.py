"""Corrections inside a sentence: what "scratch that" or "correction" takes back.

Owns three rules, tried in this order on the words of one sentence:
1. A value right behind the command (number, score, date, side, name, level, frequency) replaces the nearest value of its
   own type before the command, and only that.
2. Words that repeat words from before the command say where the speaker starts again: what stood from there on goes.
3. Else the words before the command go, unless the command is a weak one ("i mean"), which then is no command.
Knows nothing of other sentences: a command at the sentence's start only loses its own words here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scribe.errors import PatternError
from scribe.text.lexicon import Lexicon, Phrases, read_yaml
from scribe.text.words import Word, merge, withdraw

_NUMERIC = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?[+-]?")
_SCORE = re.compile(r"\d+(?:\.\d+)?[+-]?/\d+")
_CODE = re.compile(r"[a-z]\d{4}|\d{5}")
_REACH = 10  # words: how far back a weak command may find the value that it corrects
_LISTS = ("sides", "titles", "levels", "frequencies", "days", "lead_in", "lead_words", "fillers")


@dataclass(frozen=True, slots=True)
class Value:
    """A typed value of words [start, end); `unit` is the word behind a number."""

    start: int
    end: int
    kind: str
    unit: str = ""


class Corrections:
    """Resolves the correction marks among a sentence's words. Built once; holds no state of a text."""

    def __init__(self, patterns: Path, lexicon: Lexicon) -> None:
        data = read_yaml(patterns / "speech" / "corrections.yaml")
        if not isinstance(data, dict) or set(data) != set(_LISTS):
            raise PatternError(f"speech/corrections.yaml: the lists {', '.join(_LISTS)} were expected")
        self._lists = {name: frozenset(data[name]) for name in _LISTS}
        self._lead_in = Phrases((phrase, None) for phrase in data["lead_in"])
        self._levels = Phrases((phrase, None) for phrase in data["levels"])
        self._lexicon = lexicon
        self._unread = frozenset(lexicon.digits) | frozenset(lexicon.teens) | frozenset(lexicon.tens)
        self._units = lexicon["sizes"] | lexicon["units"] | lexicon["counts"]

    def resolve(self, words: Sequence[Word]) -> list[Word]:
        """The words with every correction carried out."""
        done = list(words)
        at = 0
        while at < len(done):
            if done[at].kind in ("scratch", "correction", "maybe"):
                done, at = self._carry_out(done, at)
            else:
                at += 1
        return done

    def _carry_out(self, words: list[Word], at: int) -> tuple[list[Word], int]:
        mark = words[at]
        begin = at
        while begin and (words[begin - 1].low == "," or words[begin - 1].low in self._lists["fillers"]):
            begin -= 1
        after = at + 1
        while after < len(words) and words[after].low == ",":
            after += 1
        standing = [i for i in range(begin) if words[i].text]
        if not any(words[i].text[0].isalnum() for i in standing):
            if mark.kind != "scratch":
                return words, at + 1
            return [withdraw(words[:after]), *words[after:]], 1
        fixed = self._value(words, begin, after, weak=mark.kind == "maybe") or self._restart(words, begin, after)
        if fixed is not None:
            return fixed
        if mark.kind == "maybe":
            return words, at + 1
        return [withdraw(words[:after]), *words[after:]], 1

    def _value(self, words: list[Word], begin: int, after: int, *, weak: bool) -> tuple[list[Word], int] | None:
        lows = [word.low for word in words]
        start = after
        while start < len(words):
            lead = self._lead_in.at(lows, start)
            if lead is None:
                break
            start += lead[0]
        new = self._value_at(words, lows, start)
        if new is None and start < len(words) and lows[start] in self._lists["lead_words"]:
            new = self._value_at(words, lows, start + 1)
        if new is None:
            return None
        old = self._before(words, lows, begin, new)
        if old is None or any(not word.kind and word.low in self._unread for word in words[old.end : begin]):
            return None
        if weak and begin - old.end > _REACH:
            return None
        return self._replace(words, lows, old, new, begin)

    def _before(self, words: list[Word], lows: list[str], begin: int, new: Value) -> Value | None:
        """The nearest value of the same type before the command."""
        olds: list[Value] = []
        at = 0
        while at < begin:
            value = self._value_at(words[:begin], lows[:begin], at, ranges=new.kind == "range")
            if value is not None and self._matches(value, new):
                olds.append(value)
            at = value.end if value is not None else at + 1
        return olds[-1] if olds else None

    def _matches(self, old: Value, new: Value) -> bool:
        if old.kind == new.kind:
            return not (old.unit and new.unit) or old.unit.rstrip("s") == new.unit.rstrip("s")
        if old.kind == "number" and new.kind == "score":
            return not old.unit
        return {old.kind, new.kind} in ({"number", "money"}, {"date", "day"}, {"weekday", "date"}, {"weekday", "day"})

    def _replace(self, words: list[Word], lows: list[str], old: Value, new: Value, begin: int) -> tuple[list[Word], int]:
        start = old.start
        if new.start and old.start and lows[new.start - 1] == lows[old.start - 1] and lows[new.start - 1] in self._lists["lead_words"]:
            start = old.start - 1
            new = Value(new.start - 1, new.end, new.kind, new.unit)
        kept = [word for word in words[old.end : begin] if word.text]
        same = 0
        while same < len(kept) and _alike(kept[same].low, lows[new.end + same : new.end + same + 1]):
            same += 1
        if same == len(kept):
            return [*words[:start], withdraw(words[start : new.start]), *words[new.start :]], start + 1
        # The old value stands apart from the command: the new one is written in its place, and one edit covers it all.
        text = " ".join(word.text for word in [*words[new.start : new.end], *kept])
        end = new.end + same
        return [*words[:start], merge(words[start:end], text, new.kind), *words[end:]], start + 1

    def _restart(self, words: list[Word], begin: int, after: int) -> tuple[list[Word], int] | None:
        lows = [word.low for word in words]
        again = lows[after : after + 2]
        if len(again) < 2 or not all(low[:1].isalnum() for low in again):
            return None
        for at in range(begin - 2, -1, -1):
            if lows[at : at + 2] == again:
                return [withdraw(words[:after]), *words[after:]], 1
        return None

    def _value_at(self, words: Sequence[Word], lows: Sequence[str], at: int, *, ranges: bool = True) -> Value | None:
        if at >= len(words) or not words[at].text:
            return None
        low, kind = lows[at], words[at].kind
        following = lows[at + 1] if at + 1 < len(words) else ""
        if kind in ("date", "day", "time", "code"):
            return Value(at, at + 1, kind)
        if low in self._lexicon.months and following[:1].isdecimal():
            year = at + 4 if lows[at + 2 : at + 3] == [","] and len(lows[at + 3 : at + 4]) and lows[at + 3].isdecimal() else at + 2
            return Value(at, year, "date")
        if low in self._lexicon.weekdays or low in self._lists["days"]:
            return Value(at, at + 1, "weekday")
        if _SCORE.fullmatch(low):
            return Value(at, at + 1, "score")
        if _CODE.fullmatch(low):
            return Value(at, at + 1, "code")
        if low == "$" and following[:1].isdecimal():
            return Value(at, at + 2, "money")
        if low[0] == "$":
            return Value(at, at + 1, "money")
        if _NUMERIC.fullmatch(low) or (low[-1] == "%" and low[0].isdecimal()):
            return self._number(lows, at, ranges=ranges)
        if low in self._lists["sides"]:
            return Value(at, at + 1, "side")
        if low in self._lists["frequencies"]:
            return Value(at, at + 1, "frequency")
        level = self._levels.at(list(lows), at)
        if level is not None:
            return Value(at, at + level[0], "level")
        if low in self._lists["titles"]:
            end = at + 2 if following == "." else at + 1
            return Value(at, end + 1, "name") if end < len(words) and lows[end].isalpha() else None
        return None

    def _number(self, lows: Sequence[str], at: int, *, ranges: bool) -> Value:
        signs = "".join(low if low in ("/", "-", "to", "through") else "0" if low[0].isdecimal() else "." for low in lows[at : at + 5])
        if signs.startswith(("0/0/0", "0-0-0")):
            return Value(at, at + 5, "date")
        if signs.startswith("0/0"):
            return Value(at, at + 3, "score")
        if ranges and signs.startswith(("0to0", "0through0", "0-0")):
            return Value(at, at + 3, "range")
        unit = lows[at + 1] if at + 1 < len(lows) and lows[at + 1] in self._units else ""
        return Value(at, at + 1, "number", unit)



def _alike(low: str, other: Sequence[str]) -> bool:
    return bool(other) and low.rstrip("s") == other[0].rstrip("s")
