"""Spoken marks and commands in raw text: "period", "comma", "new paragraph", "scratch that", "correction".

Owns the question whether such a word is a mark or an ordinary word ("a period of rest"). What a mark does is decided
by those who read marks: sentence reading ends sentences at stops, writing puts commas in place and carries corrections
out.

A mark of kind `heading` covers the word "heading" alone; the title follows it. A mark of kind `correction` has
`written` empty when the command surely takes words back, else it keeps its words and counts only where what follows
corrects a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scribe.errors import PatternError
from scribe.patternfile import line_of, read_pattern_file
from scribe.text.lexicon import load
from scribe.text.words import lowered

KINDS = frozenset(
    (
        "stop",
        "question",
        "comma",
        "colon",
        "semicolon",
        "new_line",
        "new_paragraph",
        "bullet",
        "number",
        "heading",
        "open",
        "close",
        "slash",
        "dash",
        "scratch",
        "correction",
        "addendum",
    )
)
_SPAN = re.compile(r"\d+-(?:week|day|month|year|hour|minute)")
_LINES = ("new_line", "new_paragraph", "bullet", "heading", "number", "stop")
_REQUIRED = frozenset({"id", "kind", "written", "say", "mark", "plain"})
_KEYS = _REQUIRED | {"not_after", "not_before", "may_open", "needs", "noun_phrase", "followed"}
_NEEDS = ("", "between", "list", "numbers", "value")
_BACK = 200  # characters before `start` that are looked at, so that touching marks are known
_SIGNS = ("stop", "comma", "colon")
_SPANS = ("week", "day", "month", "year", "hour", "minute")
_ALONE = ("her", "his", "over", "this", "that", "no")  # a determiner that may end a sentence before "period"
_LISTS = {"attributive", "determiners", "value_words", "lead_in", "marks"}
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
    may_open: frozenset[str]
    needs: str
    noun_phrase: bool
    followed: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a phrase stands: the words before (nearest last) and behind it, and the mark that touches it."""

    before: Sequence[str]
    after: Sequence[str]
    touched: Mark | None

    @property
    def prev(self) -> str:
        return self.before[-1] if self.before else ""

    @property
    def follows(self) -> str:
        return self.after[0] if self.after else ""


class Marks:
    """Finds spoken marks. Built once from patterns/speech/marks.yaml; holds no state of a text."""

    def __init__(self, patterns: Path) -> None:
        data = read_pattern_file(patterns / "speech" / "marks.yaml")
        if not isinstance(data, dict) or set(data) != _LISTS:
            raise PatternError(f"speech/marks.yaml: {', '.join(sorted(_LISTS))} were expected")
        self._attributive = frozenset(data["attributive"])
        self._determiners = frozenset(data["determiners"])
        self._rules = {phrase: rule for rule in _rules(data["marks"]) for phrase in rule.say}
        lexicon = load(patterns)
        self._numbers = {**lexicon.digits, **lexicon.teens, **lexicon.tens}
        values = "|".join((*self._numbers, *lexicon.months, *lexicon.weekdays, *lexicon.ordinals, *data["value_words"]))
        lead_in = "|".join(data["lead_in"])
        self._value = re.compile(rf"[\s,]*(?:(?:{lead_in})[\s,]+)*(?:[$\d]|(?:{values})\b)", re.IGNORECASE)
        self._hints: dict[str, list[tuple[int, str]]] = {}
        for phrase in sorted(self._rules, key=len, reverse=True):
            hint = _hint(phrase)
            self._hints.setdefault(hint, []).append((phrase.index(hint), phrase))

    def find(self, text: str, start: int = 0) -> list[Mark]:
        """The spoken marks of `text` from offset `start` on, in order.

        Whether a word is a mark depends on the words right around it and on the marks that touch it, so that the marks
        from `start` on are the same whether the text before was looked at or not.
        """
        since = max(0, start - _BACK)
        said = self._phrases(lowered(text[since:]))
        marks: list[Mark] = []
        last = 0
        for begin in sorted(said):
            if begin >= last:
                mark = self._mark(text, since + begin, said[begin], marks[-1] if marks else None)
                if mark is not None:
                    marks.append(mark)
                    last = mark.end - since
        return [mark for mark in marks if mark.start >= start] if start else marks

    def _phrases(self, text: str) -> dict[int, str]:
        """The longest phrase at each place of a text in small letters where one stands."""
        said: dict[int, str] = {}
        for hint, phrases in self._hints.items():
            at = text.find(hint)
            while at >= 0:
                for offset, phrase in phrases:
                    if _stands(text, phrase, at - offset):
                        if len(phrase) > len(said.get(at - offset, "")):
                            said[at - offset] = phrase
                        break
                at = text.find(hint, at + 1)
        return said

    def _mark(self, text: str, begin: int, phrase: str, last: Mark | None) -> Mark | None:
        rule, end = self._rules[phrase], begin + len(phrase)
        touched = last if last is not None and not text[last.end : begin].strip(" ,\t") else None
        if rule.needs == "between" and touched is None:
            return None
        before = _TOKEN.findall(text[max(0, begin - 60) : begin].lower())
        place = _Place(before, _TOKEN.findall(text[end : end + 40].lower()), touched)
        if place.follows in rule.not_before or (touched is None and place.prev in rule.not_after):
            return None
        if touched is None and place.follows in rule.may_open and self._after_noun_words(before):
            return None
        if rule.kind in _SIGNS and text[end : end + 1] in tuple(".,;:?'-/)"):
            return None
        if rule.noun_phrase and touched is None and self._noun(before):
            return None
        if not self._needed(text, end, rule.needs, place):
            return None
        if rule.followed is not None:
            rest = rule.followed.match(text, end)
            if rest is None:
                return None
            end = rest.end()
        if rule.kind == "number":
            until = len(text) - len(text[end:].lstrip()) + len(place.follows)
            return Mark(begin, until, "number", f"{self._numbers.get(place.follows) or int(place.follows)}.")
        weak = rule.kind == "correction" and (rule.written or not _set_off(text, end, place))
        return Mark(begin, end, rule.kind, text[begin:end] if weak else rule.written)

    def _noun(self, before: Sequence[str]) -> bool:
        """Whether the words before make "period" the head of a noun phrase: "a brief rest", "six week"."""
        if not before:
            return False
        last, at = before[-1], len(before) - 1
        while at >= 0 and before[at] in self._attributive and len(before) - at <= 5:
            at -= 1
        attributes = len(before) - 1 - at
        if at >= 0 and before[at] in self._determiners and (attributes or before[at] not in _ALONE):
            return attributes != 1 or last not in _SPANS
        if any(self._timed(before, place) for place in range(at + 2, len(before) - 1)):
            return True
        if _SPAN.fullmatch(last) or (not attributes and len(before) > 1 and last in ("this", "that")):
            return True
        return len(before) > 1 and self._timed(before, len(before) - 1) and before[-2] not in ("one", "1")

    def _after_noun_words(self, before: Sequence[str]) -> bool:
        """Whether a noun may stand behind these words: nothing, "rest", "a dry", "the"."""
        return not before or before[-1] in self._attributive or not self._determiners.isdisjoint(before[-2:])

    def _timed(self, before: Sequence[str], at: int) -> bool:
        """Whether the word there is a span of time with a number before it: "ninety day"."""
        number = before[at - 1]
        return before[at] in _SPANS and (number in self._numbers or number[:1].isdecimal())

    def _needed(self, text: str, end: int, needs: str, place: _Place) -> bool:
        """Whether what a rule needs stands around the phrase that ends at `end`."""
        number = place.follows in self._numbers or place.follows.isdecimal()
        opened = place.touched is not None and place.touched.kind in _LINES
        if needs == "numbers":
            return number and (place.prev in self._numbers or place.prev.isdecimal() or place.prev == "hundred")
        if needs == "value":
            return self._value.match(text, end) is not None
        if needs == "list":
            return number and (opened or place.prev in ("", "\n"))
        return not needs or (opened and place.follows in ("comma", "period", "colon", "bullet", "number", "heading"))


def _set_off(text: str, end: int, place: _Place) -> bool:
    """Whether punctuation, typed or spoken, sets a correction off from the words around it."""
    if place.touched is not None or not place.prev[:1].isalnum():
        return True
    return text[end : end + 1] in (",", ":", ";") or place.follows in ("comma", "colon")


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
        where = f"speech/marks.yaml{line_of(entry)}: {entry.get('id', 'an entry without id')}"
        if set(entry) - _KEYS or not set(entry) >= _REQUIRED:
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
            frozenset(entry.get("may_open", ())),
            entry.get("needs", ""),
            entry.get("noun_phrase", False),
            _followed(entry, where),
        )


def _followed(entry: Mapping[str, Any], where: str) -> re.Pattern[str] | None:
    """What must follow the phrase and belongs to the mark, if anything."""
    try:
        return re.compile(entry["followed"], re.IGNORECASE) if "followed" in entry else None
    except re.error as error:
        raise PatternError(f"{where}: followed: {error}") from error
