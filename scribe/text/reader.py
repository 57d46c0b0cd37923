"""Text to statements: the first room of the engine.

Owns the order of the work: marks, sentence ends, the segmenter where there is no punctuation, check-boxes, sections,
and the written form. Knows nothing of what a statement says.

Reading may go on from any statement: `statements(text, begin=s.end, carry=s.carry)` gives what follows `s` in a reading
of the whole. Text that comes later changes no statement that ends more than `LOOKAHEAD` words before the end of text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, pairwise
from pathlib import Path
from typing import Literal

from scribe.text.marks import Mark, Marks
from scribe.text.sections import Heading, Sections
from scribe.text.sentences import Sentences
from scribe.text.statement import Carry, Reading, Statement
from scribe.text.stretches import LONGEST_CHARACTERS, Segmenter, load_held, starts
from scribe.text.written import Writer

__all__ = ["LOOKAHEAD", "Reader", "Segmenter"]

LOOKAHEAD = 40

_START = Carry()
_CONTENT = re.compile(r"[^\W_]")
_BOX = re.compile(r"\[.?\]|\( \)|[☐☑☒]")
_BREAKS = "\n\r\x0b\x0c\u2028\u2029"
_SPACE = re.compile(r"\s*")
_PARAGRAPH = re.compile("(?:\r\n|[\n\r\u2028])[ \t\xa0]*(?:\r\n|[\n\r\u2028])|[\x0b\x0c\u2029]")
_LABELLED = re.compile(r"[A-Za-z][\w /&'-]{0,57}:")
_COMMANDS: dict[str, Literal["scratch", "correction", "addendum"]] = {
    "scratch": "scratch",
    "correction": "correction",
    "addendum": "addendum",
}
_ENDS = frozenset({"stop", "question"})
_TAKES_BACK = frozenset({"scratch", "correction"})
_STOPS = ".!?…"
_SEPARATES = frozenset({"new_line", "new_paragraph", "bullet", "number"})


class _Marks:
    """The marks of one text, met in order."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        self._marks = marks
        self._next = 0

    def at(self, position: int) -> Mark | None:
        """The separating mark that begins at `position`."""
        self._pass(position)
        if self._next < len(self._marks):
            mark = self._marks[self._next]
            if mark.start == position and mark.kind in _SEPARATES:
                return mark
        return None

    def heading(self, position: int) -> Mark | None:
        """The spoken heading that begins at `position`."""
        self._pass(position)
        mark = self._marks[self._next] if self._next < len(self._marks) else None
        return mark if mark is not None and mark.start == position and mark.kind == "heading" else None

    def limit(self, position: int, end: int) -> int:
        """Where the next mark ends the sentence that begins at `position`."""
        self._pass(position)
        for number in range(self._next, len(self._marks)):
            mark = self._marks[number]
            if mark.kind in _ENDS:
                return mark.end
            if mark.kind in _SEPARATES or (mark.kind == "heading" and mark.start > position):
                return mark.start
        return end

    def within(self, start: int, end: int) -> Sequence[Mark]:
        """The marks inside [start, end)."""
        inside: list[Mark] = []
        for number in range(self._next, len(self._marks)):
            mark = self._marks[number]
            if mark.start >= end:
                break
            if mark.start >= start:
                inside.append(mark)
        return inside

    def _pass(self, position: int) -> None:
        while self._next < len(self._marks) and self._marks[self._next].start < position:
            self._next += 1


class Reader:
    """Reads raw text as statements. Holds no state of any text: one Reader serves all."""

    def __init__(self, patterns: Path, *, segmenter: Segmenter | None = None) -> None:
        self._marks = Marks(patterns)
        self._writer = Writer(patterns)
        self._sections = Sections(patterns)
        self._sentences = Sentences(patterns)
        self._segmenter = segmenter
        self._held = load_held(patterns)

    def statements(self, text: str, *, begin: int = 0, carry: Carry = _START) -> Iterator[Statement]:
        """The statements of `text` from `begin` on, in order and without overlap.

        Args:
            text: the whole text as received; offsets refer to it.
            begin: 0, or the `end` of a statement read before.
            carry: that statement's `carry`.
        """
        marks = _Marks(self._marks.find(text, begin))
        while True:
            start, line, paragraph = _gap(text, begin, marks)
            if start >= len(text):
                return
            if line:
                carry = self._sections.leave(carry, paragraph=paragraph)
            opens_line = line or begin == 0
            spoken = marks.heading(start)
            if spoken is not None:
                titled = self._spoken_heading(text, start, spoken, carry)
                carry, begin = titled.carry, titled.end
                yield titled
                continue
            begin = self._sentences.end(text, start, marks.limit(start, len(text)))
            doubtful = self._sentences.decides(text, start, begin)
            for first, last in self._pieces(text, start, begin, marks):
                if first > start and doubtful and self._ends_elsewhere(text, first, begin, marks):
                    begin = first
                    break
                statement = self._statement(text, first, last, carry, marks, opens_line=opens_line and first == start)
                if statement is None:
                    continue
                carry = statement.carry
                yield statement
                if statement.end > last:
                    begin = statement.end
                    break

    def _pieces(self, text: str, start: int, end: int, marks: _Marks) -> Iterator[tuple[int, int]]:
        """The sentence [start, end) as the segmenter splits it."""
        if self._segmenter is None:
            yield start, end
            return
        inside = marks.within(start, end)
        stopped = text[end - 1] in _STOPS or (bool(inside) and inside[-1].kind in _ENDS)
        marked = [mark.start for mark in inside if mark.kind not in _ENDS]
        commands = [(mark.start, mark.end) for mark in inside if mark.kind in _TAKES_BACK]
        cuts = starts(
            text,
            start,
            end,
            self._segmenter,
            stopped=stopped,
            marked=marked,
            commands=commands,
            held=self._held,
        )
        yield from pairwise(chain(cuts, (end,)))

    def _ends_elsewhere(self, text: str, start: int, end: int, marks: _Marks) -> bool:
        """Whether the sentence that the segmenter has begin at `start` ends elsewhere than the whole stretch does.

        Some stops end a sentence by its first letter; without this, a reading that goes on from here would differ.
        """
        limit = min(marks.limit(start, len(text)), start + LONGEST_CHARACTERS)
        return self._sentences.end(text, start, limit) != min(end, limit)

    def _statement(
        self, text: str, start: int, end: int, carry: Carry, marks: _Marks, *, opens_line: bool
    ) -> Statement | None:
        end -= len(text[start:end]) - len(text[start:end].rstrip())
        if _CONTENT.search(text, start, end) is None and _BOX.search(text, start, end) is None:
            return None
        within = marks.within(start, end)
        words, box = self._sentences.peel(text, start, end)
        last = end
        if box is None:
            box, last = self._sentences.trailing_box(text, words, end)
        reading = self._read(text, words, last, within)
        heading = self._sections.heading(reading.text, opens_line=opens_line, ends_line=text[end : end + 1] in _BREAKS)
        carry = self._sections.enter(carry, heading, opens_line=opens_line)
        if heading is not None and heading.alone and box is None:
            if heading.says and (goes_on := self._content(text, end, marks)):
                within = [*within, *marks.within(end, goes_on)]
                end = goes_on
                reading = self._read(text, words, end, within)
            else:
                reading = Reading(text="", raw_start=end)
        return self._made(text, start, end, reading, carry, box, within)

    def _read(self, text: str, start: int, end: int, marks: Sequence[Mark]) -> Reading:
        reading = self._writer.write(text, start, end, marks)
        if "\n" in reading.text or "\r" in reading.text:
            return replace(reading, text=reading.text.replace("\r", " ").replace("\n", " "))
        return reading

    def _content(self, text: str, end: int, marks: _Marks) -> int:
        """The end of what stands under a label that is alone on its line, or 0: nothing, a label, an item of a list."""
        gap = _SPACE.match(text, end)
        start = gap.end() if gap else end
        if start >= len(text) or _PARAGRAPH.search(text, end, start) or not text[start].isalnum():
            return 0
        if _LABELLED.match(text, start) or self._sentences.peel(text, start, len(text))[0] > start:
            return 0
        last = self._sentences.end(text, start, marks.limit(start, len(text)))
        _, last = next(self._pieces(text, start, last, marks))
        return last - (len(text[start:last]) - len(text[start:last].rstrip()))

    def _spoken_heading(self, text: str, start: int, mark: Mark, carry: Carry) -> Statement:
        """The statement of a heading said as such ("heading plan"): it opens the section and has no words itself."""
        section, last = self._sections.spoken(text, mark.end)
        if section is not None:
            carry = self._sections.enter(carry, Heading(section=section, end=last, alone=True), opens_line=True)
        return Statement(start=start, end=last, reading=Reading("", last), carry=carry, section=carry.section)

    def _made(
        self, text: str, start: int, end: int, reading: Reading, carry: Carry, box: bool | None, marks: Sequence[Mark]
    ) -> Statement:
        command = self._command(text, start, marks)
        return Statement(
            start=start,
            end=end,
            reading=reading,
            carry=carry,
            section=carry.section,
            box=box,
            withdraws=command == "scratch",
            corrects=command if command != "scratch" else None,
        )

    def _command(
        self, text: str, start: int, marks: Sequence[Mark]
    ) -> Literal["scratch", "correction", "addendum"] | None:
        """The command that a sentence opens with, if nothing but filler stands before it."""
        for mark in marks:
            if mark.kind in ("scratch", "correction", "addendum"):
                before = text[start : mark.start].split()
                filler = all(word.strip(".,;:-!").lower() in self._sentences.fillers for word in before)
                return _COMMANDS[mark.kind] if filler else None
        return None


def _gap(text: str, begin: int, marks: _Marks) -> tuple[int, bool, bool]:
    """Past white space and separating marks: where words begin, and whether a line or a paragraph ended on the way."""
    line = paragraph = False
    start = begin
    while True:
        space = _SPACE.match(text, start)
        end = space.end() if space else start
        if end > start:
            gap = text[start:end]
            if not line and not gap.isprintable():
                line = any(character in gap for character in _BREAKS)
            if line and not paragraph:
                paragraph = _PARAGRAPH.search(gap) is not None
        mark = marks.at(end)
        if mark is None:
            return end, line, paragraph
        line = True
        paragraph = paragraph or mark.kind == "new_paragraph"
        start = mark.end
