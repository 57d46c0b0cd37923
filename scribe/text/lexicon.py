"""The word lists of patterns/speech, read once.

Owns the YAML of numbers, dates, letters and sound-alikes as plain frozen values. Refuses unknown and missing lists;
knows nothing of text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scribe.errors import PatternError
from scribe.patternfile import line_of, read_pattern_file

Phrase = tuple[str, ...]


class Phrases[T]:
    """Finds word sequences: the longest that starts at a word wins."""

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        self._by_first: dict[str, list[tuple[Phrase, T]]] = {}
        for phrase, value in entries:
            words = tuple(phrase.split())
            self._by_first.setdefault(words[0], []).append((words, value))
        for group in self._by_first.values():
            group.sort(key=_longest_first)

    @property
    def firsts(self) -> frozenset[str]:
        """The words that phrases begin with."""
        return frozenset(self._by_first)

    def at(self, lows: Sequence[str], index: int) -> tuple[int, T] | None:
        """How many words from `index` on make a phrase, and its value."""
        for words, value in self._by_first.get(lows[index], ()):
            if tuple(lows[index : index + len(words)]) == words:
                return len(words), value
        return None


def _longest_first(entry: tuple[Phrase, Any]) -> int:
    return -len(entry[0])


@dataclass(frozen=True, slots=True)
class Sound:
    """A sound-alike: what is heard, what it is written as, and its examples."""

    id: str
    heard: tuple[str, ...]
    written: tuple[str, ...]
    safe: str
    examples: Mapping[str, str]
    keep: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything of patterns/speech but the marks, which marks.py reads itself."""

    digits: Mapping[str, int]
    teens: Mapping[str, int]
    tens: Mapping[str, int]
    scales: Mapping[str, int]
    ordinals: Mapping[str, int]
    repeats: Mapping[str, int]
    parts: Mapping[str, str]
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    day_words: Mapping[str, int]
    later_words: Mapping[str, int]
    levels: Mapping[str, int]
    letter_names: Mapping[str, str]
    article_codes: Mapping[str, tuple[str, ...]]
    lists: Mapping[str, frozenset[str]]
    phrases: Mapping[str, tuple[str, ...]]
    score_bottoms: frozenset[int]
    sounds: tuple[Sound, ...] = field(default=())

    def __getitem__(self, name: str) -> frozenset[str]:
        return self.lists[name]


_MAPS = {
    "numbers": ("digits", "teens", "tens", "scales", "ordinals", "repeats", "parts"),
    "dates": ("months", "weekdays", "day_words", "later_words"),
    "letters": ("levels", "letter_names", "article_codes"),
}
_PHRASES = {"numbers": ("names_first", "names_last", "keep", "vague"), "dates": (), "letters": ()}
_LISTS = {
    "numbers": (
        "oh",
        "percent",
        "dollars",
        "cents",
        "minus",
        "sizes",
        "units",
        "counts",
        "one_before",
        "vague_before",
        "misheard",
        "labels",
        "counted_by",
        "motions",
        "year_after",
        "year_before",
        "highest",
        "amount_before",
        "code_words",
        "code_after",
    ),
    "dates": (
        "ordinary_months",
        "month_after",
        "not_month_after",
        "day_followers",
        "day_before",
        "spoken_day_before",
        "score_words",
        "date_words",
        "ahead",
        "behind",
    ),
    "letters": ("spellings", "code_letters", "diagnosis_letters", "not_codes_after", "letters_before", "letters_after"),
}


def load(patterns: Path) -> Lexicon:
    """The lexicon of `patterns`/speech.

    Raises:
        PatternError: a file or list is missing, unknown or of the wrong form.
    """
    folder = patterns / "speech"
    maps: dict[str, Any] = {}
    lists: dict[str, frozenset[str]] = {}
    phrases: dict[str, tuple[str, ...]] = {}
    bottoms: frozenset[int] = frozenset()
    for name in ("numbers", "dates", "letters"):
        data = read_pattern_file(folder / f"{name}.yaml")
        if not isinstance(data, dict):
            raise PatternError(f"speech/{name}.yaml: a mapping of lists was expected")
        known = {*_MAPS[name], *_PHRASES[name], *_LISTS[name], *(("score_bottoms",) if name == "dates" else ())}
        if set(data) != known:
            raise PatternError(f"speech/{name}.yaml: unknown or missing lists: {', '.join(sorted(set(data) ^ known))}")
        for key in _MAPS[name]:
            maps[key] = data[key]
        for key in _PHRASES[name]:
            phrases[key] = tuple(data[key])
        for key in _LISTS[name]:
            if not all(isinstance(word, str) for word in data[key]):
                raise PatternError(f"speech/{name}.yaml: {key}: every entry must be text (quote yes, no, on, off)")
            lists[key] = frozenset(data[key])
        if name == "dates":
            bottoms = frozenset(data["score_bottoms"])
    sounds = read_pattern_file(folder / "sounds.yaml")
    entries = _sounds(sounds)
    lists["common"] = frozenset(sounds["common"])
    lists["measures"] = lists["sizes"] | lists["units"] | lists["counts"]
    return Lexicon(**maps, lists=lists, phrases=phrases, score_bottoms=bottoms, sounds=entries)


def _sounds(data: Any) -> tuple[Sound, ...]:
    if not isinstance(data, dict) or set(data) != {"common", "sounds"}:
        raise PatternError("speech/sounds.yaml: common and sounds were expected")
    sounds: list[Sound] = []
    for entry in data["sounds"]:
        place = f"speech/sounds.yaml{line_of(entry)}"
        if not isinstance(entry, dict) or set(entry) != {"id", "heard", "written", "safe", "examples", "keep"}:
            raise PatternError(f"{place}: an entry needs id, heard, written, safe, examples and keep")
        if len(entry["heard"]) != len(entry["written"]):
            raise PatternError(f"{place}: {entry['id']}: heard and written differ in length")
        if any(sound.id == entry["id"] for sound in sounds):
            raise PatternError(f"{place}: {entry['id']}: the id is used twice")
        sounds.append(
            Sound(
                entry["id"],
                tuple(entry["heard"]),
                tuple(entry["written"]),
                entry["safe"],
                entry["examples"],
                tuple(entry["keep"]),
            )
        )
    return tuple(sounds)
