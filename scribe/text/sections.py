"""Headings: which section of the note a sentence stands in.

Owns the heading words (patterns/sections) and how long a section lasts. Knows nothing of what a section means for a
claim.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from scribe.errors import PatternError
from scribe.patternfile import line_of, place_of, read_pattern_file
from scribe.text.statement import Carry

# A label is at most this many characters of words before a colon or a dash.
LABEL_LENGTH = 58
SPOKEN_WORDS = 6
_WORD = re.compile(r"\S+")
_NAME = re.compile(r"[^\s,()]+")
_LABEL = re.compile(rf"([A-Za-z][\w &'’()./,#+-]{{0,{LABEL_LENGTH - 1}}}?) ?(?::(?![\d:])|(?<= )[-–—](?= ))")
_REMARK = re.compile(r"[,(].*|\s*#?\b\d.*")
_KEYS = {"id", "heads", "block", "until", "labels", "says", "titles", "unless"}
_MOST_TITLED = 3


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of section; see patterns/sections for the fields."""

    id: str
    block: bool
    until_heading: bool
    until_line: bool
    labels_end_it: bool
    says: bool
    titles: tuple[str, ...] = ()
    unless: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Heading:
    """A label at the start of a sentence.

    `section` is None for a label that no section owns. `alone`: no words follow it on the line. `says`: its words
    belong to what is said under it ("Plan of care: signed 3/4").
    """

    section: Section | None
    end: int
    alone: bool
    capitals: bool = False
    discipline: bool = False
    says: bool = False


class Sections:
    """The headings of patterns/sections, compiled once."""

    def __init__(self, patterns: Path) -> None:
        self._heads: dict[str, Section] = {}
        self._titles: dict[str, Section] = {}
        self._disciplines: frozenset[str] = frozenset()
        for path in sorted((patterns / "sections").glob("*.yaml")):
            self._read(path)
        self.by_id = {section.id: section for section in self._heads.values()}

    def _read(self, path: Path) -> None:
        data = read_pattern_file(path)
        if not isinstance(data, dict) or set(data) - {"disciplines", "sections"}:
            raise PatternError(f"{place_of(path)}: expected the keys disciplines and sections, and no other")
        self._disciplines |= frozenset(str(word) for word in data.get("disciplines", ()))
        for entry in data.get("sections", ()):
            self._add(f"{place_of(path)}{line_of(entry)}", entry)

    def _add(self, place: str, entry: Any) -> None:
        if (
            not isinstance(entry, dict)
            or not isinstance(entry.get("id"), str)
            or not isinstance(entry.get("heads"), list)
        ):
            raise PatternError(f"{place}: expected an id and a list of heads")
        if unknown := set(entry) - _KEYS:
            raise PatternError(f"{place}: unknown key {min(unknown)!r}")
        section = Section(
            id=entry["id"],
            block=bool(entry.get("block", False)),
            until_heading=entry.get("until", "heading") == "heading",
            until_line=entry.get("until") == "line",
            labels_end_it=entry.get("labels", "end") == "end",
            says=bool(entry.get("says", False)),
            titles=tuple(entry.get("titles", ())),
            unless=frozenset(entry.get("unless", ())),
        )
        self._titles |= dict.fromkeys(section.titles, section)
        for head in entry["heads"]:
            if not isinstance(head, str) or head != head.lower():
                raise PatternError(f"{place}: heads are lower-case strings; found {head!r}")
            if head in self._heads:
                raise PatternError(f"{place}: the heading {head!r} is listed twice")
            self._heads[head] = section

    def heading(self, words: str, *, opens_line: bool, ends_line: bool) -> Heading | None:
        """The heading that a sentence opens with.

        Args:
            words: the sentence as read, from its first word.
            opens_line: no other words stand before it on its line.
            ends_line: no other words stand after it on its line.
        """
        label = _LABEL.match(words) if ":" in words or " - " in words else None
        if label is not None:
            return self._labelled(words, label, opens_line=opens_line)
        if len(words) > LABEL_LENGTH or not words[:1].isupper():
            return None
        bare = words.rstrip(" .:-–—")
        section = self._heads.get(" ".join(bare.lower().split()))
        if section is None or len(bare) < 2 or (bare == words and not (opens_line and ends_line)):
            return None
        return Heading(section=section, end=len(words), alone=True, capitals=bare.isupper(), says=section.says)

    def _labelled(self, words: str, label: re.Match[str], *, opens_line: bool) -> Heading | None:
        rest = words[label.end() :].lstrip()
        name = " ".join(label[1].lower().split())
        if name in self._disciplines:
            inner = self.heading(rest, opens_line=False, ends_line=False)
            if inner is not None:
                return replace(inner, end=len(words) - len(rest) + inner.end)
            return Heading(section=None, end=label.end(), alone=not rest, discipline=True) if opens_line else None
        section = self._named(name)
        if section and rest.lower().startswith(section.titles):
            section = None
        if section is None and not (opens_line and words[label.end() - 1] == ":"):
            return None
        says = section is None or section.says
        return Heading(section=section, end=label.end(), alone=not rest, capitals=label[1].isupper(), says=says)

    def _named(self, name: str) -> Section | None:
        """The section of a label, whatever number, date, discipline or remark stands beside its name."""
        section = self._heads.get(name)
        if section is not None:
            return section
        bare = _REMARK.sub("", name).strip()
        first, _, others = bare.partition(" ")
        if first in self._disciplines:
            bare = others
        section = self._heads.get(bare)
        if section is None and len(bare.split()) <= _MOST_TITLED:
            section = self._titles.get(first)
        return section if section and section.unless.isdisjoint(_NAME.findall(name)) else None

    def spoken(self, text: str, start: int) -> tuple[Section | None, int]:
        """The longest heading said from `start` on, and where it ends; without one, the end of the first word."""
        words = list(islice(_WORD.finditer(text, start), SPOKEN_WORDS))
        names = [word.group().lower().strip(".,:;") for word in words]
        for count in range(len(words), 0, -1):
            section = self._heads.get(" ".join(names[:count]))
            if section is not None:
                return section, words[count - 1].end()
        return None, words[0].end() if words else start

    def enter(self, carry: Carry, heading: Heading | None, *, opens_line: bool) -> Carry:
        """What is in force in a sentence that opens with `heading`, given what was in force before it."""
        if heading is None:
            return replace(carry, until="paragraph") if carry.until == "begun" else carry
        section = heading.section
        if section is None:
            return self._unknown(carry, heading)
        if section.block:
            return Carry(section=section.id, paragraph=carry.paragraph)
        outer = carry.outer if carry.until != "heading" else self._block(carry.section)
        if not opens_line:
            return Carry(section=section.id, paragraph=carry.paragraph, outer=outer, until="line")
        if heading.alone:
            return Carry(
                section=section.id,
                paragraph=carry.paragraph,
                outer=outer,
                until="heading" if section.until_heading else "begun",
            )
        until: Literal["line", "paragraph"] = "line" if section.until_line else "paragraph"
        return Carry(section=section.id, paragraph=carry.paragraph, outer=outer, until=until)

    def _block(self, name: str | None) -> str | None:
        section = self.by_id.get(name) if name else None
        return name if section is not None and section.block else None

    def _unknown(self, carry: Carry, heading: Heading) -> Carry:
        if heading.discipline:
            # Another discipline's part of the note begins: the section before was not its own.
            return Carry(paragraph=carry.paragraph)
        section = self.by_id.get(carry.section) if carry.section else None
        if (
            section is None
            or section.block
            or not section.labels_end_it
            or (carry.until == "heading" and not heading.capitals)
        ):
            return replace(carry, until="paragraph") if carry.until == "begun" else carry
        return Carry(section=carry.outer, paragraph=carry.paragraph)

    def leave(self, carry: Carry, *, paragraph: bool) -> Carry:
        """What is in force on a new line (`paragraph`: after a blank one)."""
        count = carry.paragraph + (1 if paragraph else 0)
        if carry.until == "line" or (carry.until == "paragraph" and paragraph):
            return Carry(section=carry.outer, paragraph=count)
        return replace(carry, paragraph=count) if paragraph else carry
