"""What the text layer hands on: a Statement, its Reading, and the Carry between statements.

A Reading is a stretch of raw text in written form ("forty two out of fifty six" reads "42/56", "period" reads as a
full stop, withdrawn words are gone) with the way back to raw offsets. Everything after text/ looks for words in
readings only, so typed notes and dictation meet the same rules.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Edit:
    """Raw text [raw_start, raw_end) is written as reading text [start, end) (empty when withdrawn)."""

    start: int
    end: int
    raw_start: int
    raw_end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """Written form of raw text; `edits` are in order and do not overlap, all else is letter for letter.

    `raw_start` is the raw offset of the reading's first character.
    """

    text: str
    raw_start: int
    edits: tuple[Edit, ...] = ()

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """The raw span behind reading span [start, end); a span that cuts an edit covers all of it."""
        if not self.edits:
            return self.raw_start + start, self.raw_start + end
        return self._raw(start, last=False), self._raw(end, last=True)

    def _raw(self, position: int, *, last: bool) -> int:
        index = bisect_right(self.edits, position, key=lambda edit: edit.start)
        # An end that falls exactly on an edit's start lies before that edit.
        while index and last and self.edits[index - 1].start >= position:
            index -= 1
        if not index:
            return self.raw_start + position
        edit = self.edits[index - 1]
        if position < edit.end or (last and position == edit.end):
            return edit.raw_end if last else edit.raw_start
        return edit.raw_end + position - edit.end


@dataclass(frozen=True, slots=True)
class Carry:
    """What one statement leaves for the next: the section in force and how many paragraphs have begun.

    A section that a heading within a line opens ends with the `line`, others with the `paragraph` or the next
    `heading` (`begun`: a heading was read and nothing under it yet; then it ends with the paragraph). `outer` is the
    section in force after that.
    """

    section: str | None = None
    paragraph: int = 0
    outer: str | None = None
    until: Literal["line", "begun", "paragraph", "heading"] = "heading"


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence as read.

    `start`/`end` are raw offsets. `section` is a section id of patterns/sections. `box` is a check-box's state before
    the words. `withdraws` says that the statement takes back the one before it ("scratch that" on its own).
    `corrects` says that it opens with a correction or addendum, which replaces earlier statements of the same kind.
    `carry` is what the next statement starts from.
    """

    start: int
    end: int
    reading: Reading
    carry: Carry
    section: str | None = None
    box: bool | None = None
    withdraws: bool = False
    corrects: Literal["correction", "addendum"] | None = None
