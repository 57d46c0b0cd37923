"""Corrections inside a sentence: what "scratch that" or "correction" takes back.

Owns three rules, tried in this order on the words of one sentence:
1. A value right behind the command (number, score, date, side, name, level, frequency) replaces the nearest value of
   its own type before the command, and only that, unless it begins a clause of its own.
2. Two words that repeat words from before the command say where the speaker starts again: what stood from there on
   goes; words that lead up to them ("it was") go too.
3. Else the words before the command go; a weak command ("i mean") is then no command.
Knows nothing of other sentences: a command at the sentence's start only loses its own words here.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from scribe.errors import PatternError
from scribe.patternfile import read_pattern_file
from scribe.text.lexicon import Lexicon, Phrases
from scribe.text.values import Value, Values, alike
from scribe.text.words import Word, merge, withdraw

_REACH = 10  # words: how far back a weak command may find the value that it corrects
_COMMANDS = ("scratch", "correction", "maybe")
_LISTS = frozenset(
    (
        "sides",
        "titles",
        "levels",
        "frequencies",
        "days",
        "lead_in",
        "lead_words",
        "fillers",
        "verbs",
        "subjects",
        "joins",
    )
)
_Step = tuple[list[Word], int]
"""The words after a command was carried out, and where to look on."""


class Corrections:
    """Resolves the correction marks among a sentence's words. Built once; holds no state of a text."""

    def __init__(self, patterns: Path, lexicon: Lexicon) -> None:
        data = read_pattern_file(patterns / "speech" / "corrections.yaml")
        if not isinstance(data, dict) or set(data) != _LISTS:
            raise PatternError(f"speech/corrections.yaml: the lists {', '.join(sorted(_LISTS))} were expected")
        self._lists = {name: frozenset(data[name]) for name in _LISTS}
        self._lead_in = Phrases((phrase, None) for phrase in data["lead_in"])
        self._values = Values(lexicon, data)
        self._unread = frozenset(lexicon.digits) | frozenset(lexicon.teens) | frozenset(lexicon.tens)

    def resolve(self, words: Sequence[Word]) -> list[Word]:
        """The words with every correction carried out."""
        done = list(words)
        at = 0
        while at < len(done):
            done, at = self._carry_out(done, at) if done[at].kind in _COMMANDS else (done, at + 1)
        return done

    def _carry_out(self, words: list[Word], at: int) -> _Step:
        kind = words[at].kind
        begin, after = at, at + 1
        while begin and (words[begin - 1].low == "," or words[begin - 1].low in self._lists["fillers"]):
            begin -= 1
        while after < len(words) and words[after].low == ",":
            after += 1
        if not any(word.text[:1].isalnum() for word in words[:begin]):
            return ([withdraw(words[:after]), *words[after:]], 1) if kind == "scratch" else (words, at + 1)
        lows = [word.low for word in words]
        step = self._value(words, lows, begin, after, weak=kind == "maybe") or _restart(words, lows, begin, after)
        step = step or _restart(words, lows, begin, self._led(lows, after))
        if step is not None:
            return step
        return (words, at + 1) if kind == "maybe" else ([withdraw(words[:after]), *words[after:]], 1)

    def _value(self, words: list[Word], lows: list[str], begin: int, after: int, *, weak: bool) -> _Step | None:
        """Rule 1."""
        new = self._corrected(words, lows, after)
        old = self._before(words[:begin], lows[:begin], new) if new else None
        if new is None or old is None or (weak and begin - old.end > _REACH):
            return None
        # Between the two stands a number that nobody could read: it may be the one that is meant.
        if any(not word.kind and word.low in self._unread for word in words[old.end : begin]):
            return None
        return self._replace(words, lows, old, new, begin)

    def _corrected(self, words: list[Word], lows: list[str], after: int) -> Value | None:
        """The value behind a command, past words that lead up to it ("it is", "make that", "on")."""
        start = self._led(lows, after)
        new = self._values.at(words, lows, start)
        if new is None and start < len(words) and lows[start] in self._lists["lead_words"]:
            new = self._values.at(words, lows, start + 1)
        return new

    def _led(self, lows: list[str], start: int) -> int:
        """Past words that lead up to what is corrected ("it is", "make that")."""
        while start < len(lows) and (lead := self._lead_in.at(lows, start)) is not None:
            start += lead[0]
        return start

    def _before(self, words: list[Word], lows: list[str], new: Value) -> Value | None:
        """The nearest value that `new` may replace."""
        nearest = None
        at = 0
        while at < len(words):
            value = self._values.at(words, lows, at, ranges=new.kind == "range")
            nearest = value if value is not None and new.may_replace(value) else nearest
            at = value.end if value is not None else at + 1
        return nearest

    def _replace(self, words: list[Word], lows: list[str], old: Value, new: Value, begin: int) -> _Step | None:
        start, first = old.start, new.start
        lead = lows[first - 1]
        if old.start and lead == lows[old.start - 1] and lead in self._lists["lead_words"]:
            start, first = old.start - 1, new.start - 1
        kept = [word for word in words[old.end : begin] if word.text]
        same = 0
        while same < len(kept) and alike(kept[same].low, "".join(lows[new.end + same : new.end + same + 1])):
            same += 1
        follows = "".join(lows[new.end + same : new.end + same + 1])
        if not kept and self._clause(new, follows):
            return None
        ends = not follows or not follows[0].isalnum() or follows in self._lists["joins"]
        if same == len(kept) or (same and not ends):
            return [*words[:start], withdraw(words[start:first]), *words[first:]], start + 1
        if not ends:
            return None
        # The old value stands apart from the command: the new one is written in its place, and one edit covers it all.
        text = " ".join(word.text for word in [*words[first : new.end], *kept])
        end = new.end + same
        return [*words[:start], merge(words[start:end], text, new.kind), *words[end:]], start + 1

    def _clause(self, new: Value, follows: str) -> bool:
        """Whether the value behind the command begins a clause of its own ("scratch that, Dr. Kim has it")."""
        if new.kind in ("side", "level", "frequency"):
            return False
        if new.kind == "name":
            return follows[:1].isalnum() and follows not in self._lists["joins"]
        return follows in self._lists["verbs"] or (new.kind == "weekday" and follows in self._lists["subjects"])


def _restart(words: list[Word], lows: list[str], begin: int, after: int) -> _Step | None:
    """Rule 2."""
    again = lows[after : after + 2]
    if len(again) < 2 or not all(low[:1].isalnum() for low in again):
        return None
    for at in range(begin - 2, -1, -1):
        if lows[at : at + 2] == again:
            return [*words[:at], withdraw(words[at:after]), *words[after:]], at + 1
    return None
