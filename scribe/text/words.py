"""Words with their raw offsets, and how rewritten words become a Reading.

Owns the cutting of raw text into words and the way back: a list of words, some rewritten, some withdrawn, becomes
reading text with exact edits. Knows nothing of what the words mean.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from scribe.text.statement import Edit, Reading

_WORD = re.compile(r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|[^\W\d_]+(?:['’][^\W\d_]+)*|[^\w\s]|_")


class Word(NamedTuple):
    """A stretch of raw text [start, end) and how it is written.

    `kind` is "" for what stands in the text, else what the writing made of it (number, date, stop, …). `gap` says that
    white space comes before it. `left` and `right` say that it is written close to its neighbour on that side.
    """

    start: int
    end: int
    text: str
    low: str
    kind: str = ""
    gap: bool = True
    left: bool = False
    right: bool = False


def lowered(text: str) -> str:
    """The text in small letters, each at its own offset: a letter that would become two stays."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(small if len(small := sign.lower()) == 1 else sign for sign in text)


def split(text: str, start: int, end: int) -> list[Word]:
    """The words of raw text [start, end): letters, numbers, and single other signs."""
    words: list[Word] = []
    last = start
    for match in _WORD.finditer(text, start, end):
        piece = match.group()
        begin = match.start()
        words.append(Word(begin, match.end(), piece, piece.lower(), "", begin > last or not words))
        last = match.end()
    return words


def merge(words: Sequence[Word], text: str, kind: str) -> Word:
    """One word in place of several, covering all their raw text."""
    first = words[0]
    return Word(first.start, words[-1].end, text, text.lower(), kind, first.gap)


def withdraw(words: Sequence[Word]) -> Word:
    """The words taken out of the reading."""
    return merge(words, "", "withdrawn")


class _Page:
    """Collects reading text and edits, piece by piece."""

    def __init__(self, raw: str, start: int) -> None:
        self.raw = raw
        self.start = start
        self.at = start
        self.length = 0
        self.parts: list[str] = []
        self.edits: list[Edit] = []

    def copy(self, to: int) -> None:
        if to > self.at:
            self.parts.append(self.raw[self.at : to])
            self.length += to - self.at
            self.at = to

    def write(self, to: int, text: str) -> None:
        if text == self.raw[self.at : to]:
            self.copy(to)
            return
        self.edits.append(Edit(self.length, self.length + len(text), self.at, to))
        self.parts.append(text)
        self.length += len(text)
        self.at = to


def written(raw: str, start: int, end: int, words: Sequence[Word]) -> Reading:
    """The reading of raw text [start, end) from its words as rewritten.

    White space between words stays as it is, except beside marks that are written close to a neighbour and beside
    withdrawn words, where one side's white space goes with them.
    """
    page = _Page(raw, start)
    for index, word in enumerate(words):
        if word.text == raw[word.start : word.end] and word.text:
            continue
        follows = words[index + 1] if index + 1 < len(words) else None
        begin, until = word.start, word.end
        if word.left or (not word.text and (follows is None or follows.left)):
            begin = max(page.at, words[index - 1].end if index else start)
        if follows is not None and (word.right or (not word.text and not follows.left)):
            until = follows.start
        page.copy(begin)
        page.write(until, word.text)
    page.copy(end)
    return Reading("".join(page.parts), start, tuple(page.edits))
