"""Sentence starts within a stretch of words that has no punctuation.

Owns when the segmenter is asked and how sure it must be. Knows nothing of how a score comes about.

A decision rests on the words since the last sentence start, a few words before and after, and nothing else; so reading
may go on from any sentence, and words that come later change only the last few decisions.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from scribe.errors import PatternError
from scribe.patternfile import line_of, read_pattern_file
from scribe.text.words import lowered

# Fewer words than this are one sentence.
SHORT = 6
# Words before and behind that a segmenter is told: no score may look further.
BEFORE, AHEAD = 16, 10
# A stretch is scored in parts of so many words, as far as it is read.
_PART = 480
# No sentence has more words than this: a longer one is cut at the best place among its last `_CUT` words. These and
# what a score looks ahead are fewer than the reader's look-ahead, so that a cut is settled like any other end.
LONGEST = 200
_CUT = 30
# Nor more characters, unless it is one word.
LONGEST_CHARACTERS = 4000
# Words that belong together, and what must follow them, have no more characters.
_JOINED = 200
# A sentence that begins with a capital letter was typed: only one that runs on for so many words is split.
_RUN_ON = 30
# A sentence of at most so many words that ends with a stop, typed or spoken, is one sentence; typed ones have more.
_STOPPED = 14
_TYPED = 60
# How far punctuation makes the segmenter doubtful, and by how much (log odds).
_NEAR = 5
_DOUBT = 2.0

_WORD = re.compile(r"\S+")
# The first letter of a sentence, behind the box that may stand before it.
_LETTER = re.compile(r"(?:\s*[\[(]\s*[xX]\s*[\])])?[\W\d_]*([^\W\d_])")
_PUNCTUATED = re.compile(r"[,;:!?()\[\]|]|\.(?:\s|$)")


class Segmenter(Protocol):
    """Says of words without punctuation how likely each begins a sentence."""

    def scores(self, words: Sequence[str], *, before: Sequence[str] = ()) -> Sequence[float]:
        """For each of `words`, how likely it begins a sentence: above 0 it does.

        Args:
            words: the stretch; its first word begins a sentence whatever its score.
            before: the words that precede the first, at most `BEFORE`.
        """
        ...


def load_held(patterns: Path) -> re.Pattern[str]:
    """What matches words (in small letters) of which only the first may begin a sentence, nor may the word behind them.

    Raises:
        PatternError: an entry of speech/together.yaml lacks its words or example, or has a bad expression.
    """
    name = "speech/together.yaml"
    entries = read_pattern_file(patterns / name)
    for entry in entries if isinstance(entries, list) else [entries]:
        if not isinstance(entry, dict) or set(entry) != {"words", "example"}:
            raise PatternError(f"{name}{line_of(entry)}: an entry needs words and example")
    try:
        return re.compile(rf"(?<!\S)(?:{'|'.join(entry['words'] for entry in entries)})")
    except (re.error, TypeError) as error:
        raise PatternError(f"{name}: {error}") from error


def starts(
    text: str,
    start: int,
    end: int,
    segmenter: Segmenter,
    *,
    stopped: bool = False,
    marked: Sequence[int] = (),
    commands: Sequence[tuple[int, int]] = (),
    held: re.Pattern[str] | None = None,
) -> Iterator[int]:
    """Where sentences begin in text[start:end], which holds one sentence by punctuation; the first is `start`.

    Args:
        text: the whole text.
        start: offset of the first word.
        end: where punctuation ends the sentence.
        segmenter: the scores.
        stopped: a stop stands at `end`.
        marked: offsets of spoken marks (commas and the like), which count as punctuation.
        commands: spans of commands that take words back. They belong to the words before and behind.
        held: what `load_held` gives.
    """
    yield start
    # The least that so many words measure: each has a letter and a space, the last no space.
    if end - start < 2 * SHORT - 1 or (_typed(text, start, end) and end - start < 2 * (_TYPED if stopped else _RUN_ON)):
        return
    words = list(_WORD.finditer(text, start, end))
    stretch = _Stretch(text, words, end, stopped=stopped, marked=marked, commands=commands, held=held)
    if not stretch.may_split(0):
        return
    scores: list[float] = []
    begun = 0
    while True:
        if (read := len(scores)) < min(len(words), begun + LONGEST + 1):
            before = words[read - BEFORE : read] if read else ()
            earlier = _said(before) or _before(text, start)
            scores += segmenter.scores(_said(words[read : read + _PART + AHEAD]), before=earlier)[:_PART]
        begun = stretch.following(begun, scores)
        if not begun:
            return
        yield words[begun].start()


def _before(text: str, start: int) -> list[str]:
    """The words before `start`; long ones lie further back than is looked at first."""
    words = text[max(0, start - 40 * BEFORE) : start].split()
    if len(words) <= BEFORE:
        words = text[max(0, start - LONGEST_CHARACTERS * BEFORE) : start].split()
    return words[-BEFORE:]


def _said(words: Sequence[re.Match[str]]) -> list[str]:
    return [word.group() for word in words]


class _Stretch:
    """Words that punctuation holds together, as one sentence after the other is split off."""

    def __init__(
        self,
        text: str,
        words: list[re.Match[str]],
        end: int,
        *,
        stopped: bool,
        marked: Sequence[int],
        commands: Sequence[tuple[int, int]],
        held: re.Pattern[str] | None,
    ) -> None:
        self._text, self._words, self._end = text, words, end
        self._stopped = stopped
        self._least = _STOPPED + 1 if stopped else SHORT
        self._marks = _punctuation(text, words, end, marked)
        self._joined = held
        self._held: set[int] = set()
        self._looked = 0
        for first, last in commands:
            self._hold(first, last)

    def _look(self, last: int) -> None:
        """Look for words that belong together up to word `last`, and as far as a sentence may reach."""
        if self._joined and self._looked < last:
            start = self._words[self._looked].start()
            self._looked = max(last, bisect_left(self._words, start + LONGEST_CHARACTERS, key=re.Match.start))
            start = max(self._words[0].start(), start - _JOINED)
            end = min(self._words[self._looked - 1].end() + _JOINED, self._end)
            # The pattern sees the sign before, and whether it begins a word.
            first = max(0, start - 1)
            for match in self._joined.finditer(lowered(self._text[first:end]), start - first):
                self._hold(first + match.start() + 1, first + match.end())

    def _hold(self, start: int, end: int) -> None:
        first, last = (bisect_left(self._words, place, key=re.Match.start) for place in (start, end))
        self._held.update(range(first, last + 1))

    def may_split(self, begun: int) -> bool:
        """Whether what begins at word `begun` can be more than one sentence."""
        rest = len(self._words) - begun
        if self._overlong(begun):
            return rest > 1
        return rest >= self._least and (not self._typed(begun) or rest > (_TYPED if self._stopped else _RUN_ON))

    def following(self, begun: int, scores: Sequence[float]) -> int:
        """The word that begins the next sentence after the one that begins at word `begun`; 0: there is none."""
        if not self.may_split(begun):
            return 0
        first = begun + (_RUN_ON if self._typed(begun) else 1)
        whole = len(self._words) - begun <= LONGEST and not self._overlong(begun)
        limit = len(self._words) if whole else self._far(begun)
        self._look(limit)
        for index in range(first, limit):
            if scores[index] > 0 and self._sure(scores[index], index, begun):
                return index
        if whole:
            return 0
        # Rounded, since the same words do not give the same last digits everywhere.
        return max(range(max(begun + 1, limit - _CUT), limit), key=lambda index: (round(scores[index], 1), index))

    def _overlong(self, begun: int) -> bool:
        return self._end - self._words[begun].start() > LONGEST_CHARACTERS

    def _far(self, begun: int) -> int:
        """The first word that is too far behind word `begun` to begin the sentence after it."""
        last = self._words[begun].start() + LONGEST_CHARACTERS
        far = min(begun + LONGEST + 1, len(self._words))
        if self._words[far - 1].start() >= last:
            far = bisect_left(self._words, last, begun + 1, far, key=re.Match.start)
        return max(begun + 2, far)

    def _typed(self, index: int) -> bool:
        return _typed(self._text, self._words[index].start(), self._end)

    def _sure(self, score: float, index: int, begun: int) -> bool:
        """Whether a sentence begins there: at a word, not where it is held, with a higher score near punctuation."""
        if index in self._held or not any(map(str.isalnum, self._words[index].group())):
            return False
        if score > _DOUBT or not self._marks:
            return True
        nearest = bisect_left(self._marks, max(begun, index - _NEAR))
        return nearest == len(self._marks) or self._marks[nearest] >= index + _NEAR


def _typed(text: str, start: int, end: int) -> bool:
    letter = _LETTER.match(text, start, end)
    return letter is None or not letter[1].islower()


def _punctuation(text: str, words: list[re.Match[str]], end: int, marked: Sequence[int]) -> list[int]:
    """The indices of the words that punctuation or a spoken mark belongs to."""
    if not words or (not marked and _PUNCTUATED.search(text, words[0].start(), end) is None):
        return []
    spoken = frozenset(marked)
    return [index for index, word in enumerate(words) if word.start() in spoken or _PUNCTUATED.search(word.group())]
