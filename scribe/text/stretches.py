"""Sentence starts within a stretch of words that has no punctuation.

Owns when the segmenter is asked and how sure it must be. Knows nothing of how a score comes about.

A decision rests on the words since the last sentence start, a few words before and after, and nothing else; so reading
may go on from any sentence, and words that come later change only the last few decisions.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Protocol

# Fewer words than this are one sentence.
SHORT = 6
# Words before a stretch that a segmenter is told: no score may look back further.
BEFORE = 16
# A sentence that begins with a capital letter was typed: only one that runs on for so many words is split.
_RUN_ON = 30
# A sentence of at most so many words that ends with a stop, typed or spoken, is one sentence.
_STOPPED = 14
# How far punctuation makes the segmenter doubtful, and by how much (log odds).
_NEAR = 5
_DOUBT = 2.0

_WORD = re.compile(r"\S+")
_LETTER = re.compile(r"[^\W\d_]")
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


def starts(
    text: str, start: int, end: int, segmenter: Segmenter, *, stopped: bool = False, marked: Sequence[int] = ()
) -> list[int]:
    """Where sentences begin in text[start:end], which holds one sentence by punctuation; the first is `start`.

    Args:
        text: the whole text.
        start: offset of the first word.
        end: where punctuation ends the sentence.
        segmenter: the scores.
        stopped: a stop stands at `end`.
        marked: offsets of spoken marks (commas and the like), which count as punctuation.
    """
    found = [start]
    # A typed sentence that ends with a stop is one, however long.
    if end - start < 2 * SHORT or (_typed(text, start, end) and (stopped or end - start < 2 * _RUN_ON)):
        return found
    words = list(_WORD.finditer(text, start, end))
    count = len(words)
    least = _STOPPED + 1 if stopped else SHORT
    if count < least or (_typed(text, start, end) and count <= _RUN_ON):
        return found
    earlier = text[max(0, start - 40 * BEFORE) : start].split()[-BEFORE:]
    said = [word.group() for word in words]
    likely = [
        (index, score)
        for index, score in enumerate(segmenter.scores(said, before=earlier))
        if score > 0 and any(map(str.isalnum, said[index]))
    ]
    marks = _punctuation(text, words, start, end, marked)
    begun = 0
    allowed = _RUN_ON if _typed(text, start, end) else 1
    for index, score in likely:
        if index < allowed or count - begun < least or not _sure(score, index, begun, marks):
            continue
        found.append(words[index].start())
        begun = index
        allowed = index + (_RUN_ON if _typed(text, words[index].start(), end) else 1)
    return found


def _sure(score: float, index: int, begun: int, marks: list[int]) -> bool:
    """Near punctuation a score must be higher."""
    if score > _DOUBT or not marks:
        return True
    nearest = bisect_left(marks, max(begun, index - _NEAR))
    return nearest == len(marks) or marks[nearest] >= index + _NEAR


def _typed(text: str, start: int, end: int) -> bool:
    letter = _LETTER.search(text, start, end)
    return letter is None or not letter.group().islower()


def _punctuation(text: str, words: list[re.Match[str]], start: int, end: int, marked: Sequence[int]) -> list[int]:
    """The indices of the words that punctuation or a spoken mark belongs to."""
    if not marked and _PUNCTUATED.search(text, start, end) is None:
        return []
    spoken = frozenset(marked)
    return [index for index, word in enumerate(words) if word.start() in spoken or _PUNCTUATED.search(word.group())]
