"""A small engine of the same form as the real one: sentences end at stops, evidence is capital words."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence

import pytest

from scribe.nlp.found import Found
from scribe.policy import Outcome
from scribe.text.statement import Carry, Reading, Statement
from scribe.types import (
    Assertion,
    Encounter,
    EngineInfo,
    Evidence,
    Flag,
    FlagCode,
    Line,
    Requirement,
    Review,
    Sentence,
    Severity,
    Status,
    Verdict,
)

KINDS = ("ORDER", "VISIT", "PLAN")
_END = re.compile(r"(?<!Dr)[.?!](?=\s+[A-Z])|\n|$")
_KIND = re.compile("|".join(KINDS))
_NO = re.compile(r"\bno\b", re.IGNORECASE)


class ToyEngine:
    """Counts how many statements it heard, so that tests can see what was read again."""

    info = EngineInfo(version="toy", patterns_sha256="toy")

    def __init__(self) -> None:
        self.heard = 0

    def statements(self, text: str, *, begin: int = 0, carry: Carry = Carry()) -> Iterator[Statement]:
        while True:
            while begin < len(text) and text[begin].isspace():
                if text[begin] == "\n":
                    carry = Carry(carry.section, carry.paragraph + 1)
                begin += 1
            if begin >= len(text):
                return
            match = _END.search(text, begin)
            assert match is not None
            end = match.end() if match.group() != "\n" else match.start()
            words = text[begin:end]
            if words.startswith("Plan:"):
                carry = Carry("plan", carry.paragraph)
            yield Statement(begin, end, Reading(words, begin), carry, carry.section, withdraws=words == "Scratch that.")
            begin = end

    def opening(self, encounter: Encounter) -> int:
        return len(encounter.claim_lines)

    def hear(self, statement: Statement, context: int, encounter: Encounter) -> tuple[list[Found], int]:
        """A kind is negated by "no" in its sentence; the context counts kinds so far, modulo three."""
        self.heard += 1
        assertion = Assertion.NEGATED if _NO.search(statement.reading.text) else Assertion.AFFIRMED
        found = [
            Found(
                match.group(),
                assertion,
                statement.start + match.start(),
                statement.start + match.end(),
                {"context": context, "on": str(encounter.date_of_service)},
                "toy",
            )
            for match in _KIND.finditer(statement.reading.text)
        ]
        return found, (context + len(found)) % 3

    def stand(
        self, numbered: Iterable[tuple[int, Statement, Sequence[Found]]]
    ) -> tuple[set[int], dict[int, list[Found]]]:
        withdrawn, standing, last = set(), {}, None
        for at, statement, found in numbered:
            if statement.withdraws and last is not None:
                withdrawn.add(last)
                standing.pop(last, None)
            standing[at] = list(found)
            last = at
        return withdrawn, standing

    def evidence(self, text: str, item: Found, sentence: int) -> Evidence:
        return Evidence(
            id=f"e-{item.kind}{item.assertion}{item.start}",
            kind=item.kind,
            assertion=item.assertion,
            start=item.start,
            end=item.end,
            text=text[item.start : item.end],
            sentence=sentence,
            attributes=dict(item.attributes),
            rule=item.rule,
        )

    def outcome(self, evidence: Sequence[Evidence], encounter: Encounter) -> Outcome:
        requirements = tuple(_requirement(kind, evidence) for kind in KINDS if encounter.claim_lines)
        unmet = tuple(item.id for item in requirements if item.status is not Status.MET)
        lines = tuple(
            Line(
                line=line.line,
                code=line.code,
                kx=Verdict.WITHHOLD if unmet else Verdict.APPEND,
                unmet=unmet,
                message="toy",
            )
            for line in encounter.claim_lines
        )
        flags = tuple(
            Flag(
                id=f"f-{line.line}-{name}",
                code=FlagCode.DOCUMENTATION_MISSING,
                severity=Severity.WARNING,
                line=line.line,
                requirement=name,
                message="toy",
            )
            for line in lines
            for name in unmet
        )
        return Outcome(requirements, lines, flags)

    def conclude(self, text: str, heard: Sequence[tuple[Statement, Sequence[Found]]], encounter: Encounter) -> Review:
        withdrawn, standing = self.stand((at, statement, found) for at, (statement, found) in enumerate(heard))
        sentences = tuple(
            Sentence(id=at, start=each.start, end=each.end, section=each.section, retracted=at in withdrawn)
            for at, (each, _) in enumerate(heard)
        )
        evidence = tuple(self.evidence(text, item, at) for at in range(len(heard)) for item in standing.get(at, ()))
        outcome = self.outcome(evidence, encounter)
        return Review(
            text=text,
            text_sha256=hashlib.sha256(text.encode()).hexdigest(),
            engine=self.info,
            sentences=sentences,
            evidence=evidence,
            requirements=outcome.requirements,
            lines=outcome.lines,
            flags=outcome.flags,
        )

    def review(self, text: str, encounter: Encounter) -> Review:
        heard, context = [], self.opening(encounter)
        for statement in self.statements(text):
            found, context = self.hear(statement, context, encounter)
            heard.append((statement, found))
        return self.conclude(text, heard, encounter)


def _requirement(kind: str, evidence: Sequence[Evidence]) -> Requirement:
    mine = [item for item in evidence if item.kind == kind]
    affirmed = any(item.assertion is Assertion.AFFIRMED for item in mine)
    status = Status.MET if affirmed else Status.NEGATED if mine else Status.MISSING
    return Requirement(policy="toy", id=kind, status=status, evidence=tuple(item.id for item in mine), message="toy")


@pytest.fixture(scope="session")
def toy() -> type[ToyEngine]:
    return ToyEngine
