"""What both forms show, in the order they show it.

Owns the grouping of a Review: requirements by policy, quotes with their place in the text, what was heard but belongs
to no requirement, and the text cut at the edges of its evidence. Knows nothing of terminals or HTML.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from scribe.render.words import title
from scribe.types import (
    Assertion,
    Citation,
    Encounter,
    Evidence,
    Flag,
    FlagCode,
    Line,
    Requirement,
    Review,
    Severity,
    Status,
)

# Control characters and direction overrides can rewrite what a reader sees around them.
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_GAPS = re.compile(r"\s+")
_NUMBERED = re.compile(r"^Line \d+ \(\w+\):? ")
# What these say, a line's verdict or the checklist says too.
TOLD_ALREADY = frozenset(
    {
        FlagCode.KX_SUGGESTED,
        FlagCode.KX_SUPPORTED,
        FlagCode.KX_WITHHELD,
        FlagCode.KX_UNSUPPORTED,
        FlagCode.KX_NOT_NEEDED,
        FlagCode.DOCUMENTATION_MISSING,
        FlagCode.DOCUMENTATION_PENDING,
        FlagCode.DOCUMENTATION_NEGATED,
        FlagCode.DOCUMENTATION_STALE,
        FlagCode.DOCUMENTATION_CONTRADICTED,
    }
)
_GRAVEST_FIRST = (Severity.ERROR, Severity.WARNING, Severity.SUGGESTION, Severity.INFO)


@dataclass(frozen=True, slots=True)
class Names:
    """How policies and their requirements are called; an id without a name is shown as words."""

    policies: Mapping[str, str] = field(default_factory=dict)
    requirements: Mapping[tuple[str, str], str] = field(default_factory=dict)
    not_modeled: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def policy(self, identifier: str) -> str:
        """The policy's name."""
        return self.policies.get(identifier) or title(identifier)

    def requirement(self, policy: str, identifier: str) -> str:
        """The requirement's name."""
        return self.requirements.get((policy, identifier)) or title(identifier)


class Quote(NamedTuple):
    """Evidence with its place: the line and column (from 1) at which its words begin."""

    evidence: Evidence
    line: int
    column: int

    @property
    def words(self) -> str:
        """The evidence's words on one line, fit to be shown."""
        return one_line(self.evidence.text)

    @property
    def because(self) -> str:
        """The words around that changed what it means, quoted; empty when none did."""
        return ", ".join(f"“{one_line(modifier.text)}”" for modifier in self.evidence.modifiers)


class Row(NamedTuple):
    """One requirement of the checklist; `sources` are numbers into its policy's citations, from 1."""

    requirement: Requirement
    name: str
    quotes: tuple[Quote, ...]
    sources: tuple[int, ...]


class Checklist(NamedTuple):
    """One policy's requirements."""

    policy: str
    name: str
    rows: tuple[Row, ...]
    citations: tuple[Citation, ...]
    not_modeled: tuple[str, ...]

    @property
    def met(self) -> int:
        """How many requirements are met."""
        return sum(row.requirement.status is Status.MET for row in self.rows)


class Notice(NamedTuple):
    """Flags that differ only in their line, as one.

    `about` names the requirement; `message` is empty where the lines or the checklist tell it already.
    """

    code: str
    severity: Severity
    lines: tuple[int, ...]
    about: str
    message: str


class Piece(NamedTuple):
    """A stretch of the text under the same evidence; `begins` are those that start here."""

    text: str
    evidence: tuple[Evidence, ...]
    begins: tuple[Evidence, ...]
    retracted: bool

    @property
    def said(self) -> tuple[Assertion, ...]:
        """What is said here, each assertion once."""
        return tuple(dict.fromkeys(item.assertion for item in self.evidence))


@dataclass(frozen=True, slots=True)
class View:
    """A Review arranged for reading."""

    review: Review
    encounter: Encounter
    lines: tuple[Line, ...]
    checklists: tuple[Checklist, ...]
    notices: tuple[Notice, ...]
    apart: tuple[Quote, ...]


def view(review: Review, *, encounter: Encounter | None = None, names: Names | None = None) -> View:
    """The review arranged for reading.

    Args:
        review: what was found.
        encounter: what was known besides the text, for the heading.
        names: what policies and requirements are called.
    """
    names = names or Names()
    places = _Places(review.text)
    quotes = {item.id: places.quote(item) for item in review.evidence}
    used = {identifier for requirement in review.requirements for identifier in requirement.evidence}
    return View(
        review=review,
        encounter=encounter or Encounter(),
        lines=tuple(line.model_copy(update={"message": _own(line)}) for line in sorted(review.lines, key=_number)),
        checklists=tuple(_checklists(review, quotes, names)),
        notices=tuple(_notices(review, names)),
        apart=tuple(quotes[item.id] for item in review.evidence if item.id not in used),
    )


def pieces(review: Review) -> Iterator[Piece]:
    """The review's text, whole and in order, cut wherever evidence or a retraction begins or ends."""
    text = review.text
    withdrawn = [(sentence.start, sentence.end) for sentence in review.sentences if sentence.retracted]
    edges = {0, len(text)}.union(*((item.start, item.end) for item in review.evidence), *withdrawn)
    order = sorted(edges)
    for start, end in pairwise(order):
        yield Piece(
            text=text[start:end],
            evidence=tuple(item for item in review.evidence if item.start <= start and end <= item.end),
            begins=tuple(item for item in review.evidence if item.start == start),
            retracted=any(first <= start and end <= last for first, last in withdrawn),
        )


def one_line(text: str) -> str:
    """The text on one line, without characters that could change what is around it."""
    return _GAPS.sub(" ", _UNSAFE.sub(" ", text)).strip()


def money(amount: float | None) -> str:
    """An amount of dollars; empty when it is not known."""
    return "" if amount is None else f"${amount:,.2f}"


class _Places:
    def __init__(self, text: str) -> None:
        self._starts = [0, *(found.end() for found in re.finditer(r"\r\n|\r|\n", text))]

    def quote(self, evidence: Evidence) -> Quote:
        line = bisect_right(self._starts, evidence.start)
        return Quote(evidence, line, evidence.start - self._starts[line - 1] + 1)


def _checklists(review: Review, quotes: Mapping[str, Quote], names: Names) -> Iterator[Checklist]:
    for policy in dict.fromkeys(requirement.policy for requirement in review.requirements):
        mine = [requirement for requirement in review.requirements if requirement.policy == policy]
        citations = tuple(dict.fromkeys(citation for requirement in mine for citation in requirement.citations))
        rows = tuple(
            Row(
                requirement=_without_name(requirement, names.requirement(policy, requirement.id)),
                name=_capital(names.requirement(policy, requirement.id)),
                quotes=tuple(quotes[identifier] for identifier in requirement.evidence if identifier in quotes),
                sources=tuple(citations.index(citation) + 1 for citation in requirement.citations),
            )
            for requirement in mine
        )
        yield Checklist(policy, names.policy(policy), rows, citations, names.not_modeled.get(policy, ()))


def _notices(review: Review, names: Names) -> Iterator[Notice]:
    """The flags, gravest first; those that differ only in their line are one."""
    gathered: dict[tuple[FlagCode, str | None, str | None], list[Flag]] = {}
    for flag in sorted(review.flags, key=_gravity):
        gathered.setdefault((flag.code, flag.policy, flag.requirement), []).append(flag)
    asked = {(requirement.policy, requirement.id) for requirement in review.requirements}
    for (code, policy, requirement), flags in gathered.items():
        lines = tuple(dict.fromkeys(flag.line for flag in flags if flag.line is not None))
        told = code in TOLD_ALREADY and (requirement is None or (policy, requirement) in asked)
        about = _capital(names.requirement(policy or "", requirement)) if requirement else ""
        message = "" if told else " ".join(dict.fromkeys(_unnumbered(flag.message) for flag in flags))
        yield Notice(code.value, flags[0].severity, lines, about, message)


def _own(line: Line) -> str:
    """A line's message without the line's number and code, which stand beside it."""
    return _capital(line.message.removeprefix(f"Line {line.line} ({line.code}): "))


def _unnumbered(message: str) -> str:
    return _capital(_NUMBERED.sub("", message))


def _without_name(requirement: Requirement, name: str) -> Requirement:
    """The requirement, its message without the name that stands above it."""
    start = f"{name}: "
    message = requirement.message
    if message.lower().startswith(start.lower()):
        message = _capital(message[len(start) :])
    return requirement.model_copy(update={"message": message})


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _number(line: Line) -> int:
    return line.line


def _gravity(flag: Flag) -> tuple[int, int]:
    return _GRAVEST_FIRST.index(flag.severity), flag.line or 0
