"""Spoken marks and commands in raw text: "period", "comma", "new paragraph", "scratch that", "correction".

Owns the question whether such a word is a mark or an ordinary word ("a period of rest"). What a mark does is decided by
those who read marks: sentence reading ends sentences at stops, writing puts commas in place and carries corrections out.

A mark of kind `heading` covers the word "heading" alone; the title follows it. A mark of kind `correction` has `written`
empty when the command surely takes words back, else it keeps its words and counts only where what follows corrects a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scribe.errors import PatternError
from scribe.text.lexicon import load, read_yaml

KINDS = frozenset(
    ("stop", "question", "comma", "colon", "semicolon", "new_line", "new_paragraph", "bullet", "number", "heading", "open", "close", "slash",
     "dash", "scratch", "correction", "addendum")
)
_SPAN = re.compile(r"\d+-(?:week|day|month|year|hour|minute)")
_LINES = ("new_line", "new_paragraph", "bullet", "heading", "number", "stop")
_KEYS = {"id", "kind", "written", "say", "not_after", "not_before", "needs", "noun_phrase", "mark", "plain"}
_NEEDS = ("", "between", "list", "numbers", "value")
_BACK = 200  # characters before `start` that are looked at, so that touching marks are known
_TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|\n|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Mark:
    """A spoken mark at raw [start, end): its kind, and the sign it is written as."""

    start: int
    end: int
    kind: str
    written: str


@dataclass(frozen=True, slots=True)
class _Rule:
    id: str
    kind: str
    written: str
    say: tuple[str, ...]
    not_after: frozenset[str]
    not_before: frozenset[str]
    needs: str
    noun_phrase: bool


class Marks:
    """Finds spoken marks. Built once from patterns/speech/marks.yaml; holds no state of a text."""

    def __init__(self, patterns: Path) -> None:
        data = read_yaml(patterns / "speech" / "marks.yaml")
        if not isinstance(data, dict) or set(data) != {"attributive", "determiners", "marks"}:
            raise PatternError("speech/marks.yaml: attributive, determiners and marks were expected")
        self._attributive = frozenset(data["attributive"])
        self._determiners = frozenset(data["determiners"])
        self._rules = {phrase: rule for rule in _rules(data["marks"]) for phrase in rule.say}
        lexicon = load(patterns)
        self._numbers = {**lexicon.digits, **lexicon.teens, **lexicon.tens}
        values = [*self._numbers, *lexicon.months, *lexicon.weekdays, *lexicon.ordinals, "left", "right", "both", "bilateral", "doctor", "dr",
                  "point", "once", "twice", "today", "yesterday", "minus"]
        self._value = re.compile(r"[\s,]*(?:(?:it's|it is|that's|the|on|to|comma|a|in|by|was|is)[\s,]+)*(?:[$\d]|(?:%s)\b)" % "|".join(values), re.IGNORECASE)
        self._hints: dict[str, list[tuple[int, str]]] = {}
        for phrase in sorted(self._rules, key=len, reverse=True):
            hint = _hint(phrase)
            self._hints.setdefault(hint, []).append((phrase.index(hint), phrase))

    def find(self, text: str, start: int = 0) -> list[Mark]:
        """The spoken marks of `text` from offset `start` on, in order.

        Whether a word is a mark depends on the words right around it and on the marks that touch it, so that the marks from
        `start` on are the same whether the text before was looked at or not.
        """
        since = max(0, start - _BACK)
        lowered = text[since:].lower()
        if len(lowered) != len(text) - since:
            lowered = "".join(low if len(low := sign.lower()) == 1 else sign for sign in text[since:])
        said: dict[int, str] = {}
        for hint, phrases in self._hints.items():
            at = lowered.find(hint)
            while at >= 0:
                for offset, phrase in phrases:
                    if _stands(lowered, phrase, at - offset):
                        if len(phrase) > len(said.get(at - offset, "")):
                            said[at - offset] = phrase
                        break
                at = lowered.find(hint, at + 1)
        marks: list[Mark] = []
        last = 0
        for begin in sorted(said):
            if begin < last:
                continue
            phrase = said[begin]
            mark = self._mark(text, since + begin, since + begin + len(phrase), self._rules[phrase], marks)
            if mark is not None:
                marks.append(mark)
                last = mark.end - since
        return [mark for mark in marks if mark.start >= start] if start else marks

    def _mark(self, text: str, begin: int, end: int, rule: _Rule, marks: Sequence[Mark]) -> Mark | None:
        last = marks[-1] if marks else None
        touching = last is not None and not text[last.end : begin].strip(" ,\t")
        if rule.needs == "between" and not touching:
            return None
        before = _TOKEN.findall(text[max(0, begin - 60) : begin].lower())
        after = _TOKEN.findall(text[end : end + 40].lower())
        prev, follows = (before[-1] if before else ""), (after[0] if after else "")
        if not touching and prev in rule.not_after or follows in rule.not_before:
            return None
        if rule.kind in ("stop", "comma", "colon") and text[end : end + 1] in tuple(".,;:?'-/)"):
            return None
        if rule.noun_phrase and not touching and self._noun(before):
            return None
        if rule.needs and not self._needed(text, begin, end, rule, before, after, last if touching else None):
            return None
        if rule.kind == "number":
            value = self._numbers.get(follows) or int(follows)
            return Mark(begin, end + text[end:].lower().index(follows) + len(follows), "number", f"{value}.")
        written = rule.written
        if rule.kind == "correction" and (written or not self._set_off(text, begin, end, prev, touching)):
            written = text[begin:end]
        return Mark(begin, end, rule.kind, written)

    def _noun(self, before: Sequence[str]) -> bool:
        """Whether the words before make "period" the head of a noun phrase: "a brief rest", "six week"."""
        count = len(before)
        at = count - 1
        while at >= 0 and before[at] in self._attributive and count - at <= 5:
            at -= 1
        if at >= 0 and before[at] in self._determiners and (at < count - 1 or before[at] not in ("her", "his", "over", "this", "that", "no")):
            return not (at == count - 2 and before[-1] in ("week", "day", "month", "year", "hour", "minute"))
        if not before:
            return False
        if _SPAN.fullmatch(before[-1]) or (at == count - 1 and count > 1 and before[at] in ("this", "that")):
            return True
        number = before[-2] if count > 1 else ""
        singular = before[-1] in ("week", "day", "month", "year", "hour", "minute")
        return singular and (number in self._numbers or number[:1].isdecimal()) and number not in ("one", "1")

    def _needed(self, text: str, begin: int, end: int, rule: _Rule, before: Sequence[str], after: Sequence[str], last: Mark | None) -> bool:
        follows = after[0] if after else ""
        prev = before[-1] if before else ""
        number = follows in self._numbers or follows.isdecimal()
        if rule.needs == "numbers":
            return number and (prev in self._numbers or prev.isdecimal() or prev == "hundred")
        if rule.needs == "value":
            return self._value.match(text, end) is not None
        if rule.needs == "list":
            return number and (last is not None and last.kind in _LINES or not before or before[-1] == "\n")
        return last is not None and last.kind in _LINES and follows in ("comma", "period", "colon", "bullet", "number", "heading")

    def _set_off(self, text: str, begin: int, end: int, prev: str, touching: bool) -> bool:
        """Whether punctuation, typed or spoken, sets a correction off from the words around it."""
        if touching or not prev or not prev[0].isalnum():
            return True
        return text[end : end + 1] in (",", ":", ";") or re.match(r"\s+(?:comma|colon)\b", text[end : end + 10], re.IGNORECASE) is not None


def _hint(phrase: str) -> str:
    """The longest word of a phrase, by which it is looked for."""
    return max(phrase.split(), key=len)


def _stands(text: str, phrase: str, at: int) -> bool:
    """Whether `phrase` stands at `at` as whole words."""
    end = at + len(phrase)
    if at < 0 or not text.startswith(phrase, at) or (at and (text[at - 1].isalnum() or text[at - 1] in "'’-_")):
        return False
    return end == len(text) or not (text[end].isalnum() or text[end] in "'’-_")


def _rules(entries: Iterable[Mapping[str, Any]]) -> Iterable[_Rule]:
    seen: set[str] = set()
    for entry in entries:
        where = f"speech/marks.yaml: {entry.get('id', 'an entry without id')}"
        if set(entry) - _KEYS or not {"id", "kind", "written", "say", "mark", "plain"} <= set(entry):
            raise PatternError(f"{where}: unknown or missing keys")
        if entry["kind"] not in KINDS or entry.get("needs", "") not in _NEEDS or entry["id"] in seen:
            raise PatternError(f"{where}: unknown kind or need, or an id used twice")
        seen.add(entry["id"])
        yield _Rule(
            entry["id"],
            entry["kind"],
            entry["written"],
            tuple(entry["say"]),
            frozenset(entry.get("not_after", ())),
            frozenset(entry.get("not_before", ())),
            entry.get("needs", ""),
            entry.get("noun_phrase", False),
        )
