"""Policies made ready for use, and which claim lines each of them speaks to on a day.

Owns the choice of version by date and the gates (codes, ledger, recorded sex, a fact of the text). Knows no verdicts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from scribe.policy import crossing
from scribe.policy.codes import CodeSet, DiagnosisSet
from scribe.policy.facts import Facts
from scribe.policy.ledger import Account, Book, Place, Standing
from scribe.policy.policyfile import Fact, PolicyFile, Sexes, SexList, Version
from scribe.policy.requirements import Finding, clause_finding
from scribe.policy.schema import Applies, Requirement
from scribe.types import Citation, ClaimLine, Encounter, Status


class State(Enum):
    """Whether a policy calls for KX on a line."""

    CALLED = "called"
    NOT = "not"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a policy says of one line; `why` is a key of the messages file, or `note` the policy's own words."""

    state: State
    why: str = ""
    note: str = ""
    standing: Standing | None = None
    side: str | None = None
    instead: bool = False

    @property
    def scope(self) -> str | None:
        """The bucket the line counts in, or the side of the body it is for, as evidence would tell it."""
        return self.standing.bucket if self.standing else self.side


class Sexed:
    """Codes and diagnoses of each sex."""

    def __init__(self, sexes: Sexes) -> None:
        self._female = _SexCodes(sexes.female)
        self._male = _SexCodes(sexes.male)

    def sex_of(self, line: ClaimLine) -> str | None:
        """The sex the line's code or diagnoses belong to."""
        if self._female.holds(line):
            return "F"
        return "M" if self._male.holds(line) else None


class _SexCodes:
    def __init__(self, listed: SexList) -> None:
        self._codes = CodeSet(listed.codes)
        self._diagnoses = DiagnosisSet(listed.diagnoses)

    def holds(self, line: ClaimLine) -> bool:
        return line.code in self._codes or any(code in self._diagnoses for code in line.diagnoses)


@dataclass(frozen=True, slots=True, eq=False)
class Governing:
    """One version of a policy, ready to be asked."""

    policy: PolicyFile
    version: Version
    codes: CodeSet
    unread: CodeSet
    applies_to: Mapping[str, tuple[CodeSet, ...]]
    fact_only: CodeSet
    book: Book | None
    sexed: Sexed | None
    citations: tuple[Citation, ...]
    cited: Mapping[str, tuple[Citation, ...]]

    @property
    def order(self) -> tuple[str, dt.date]:
        """Where it stands among policies."""
        return self.policy.id, self.version.first

    def looks_at(self, line: ClaimLine, encounter: Encounter) -> bool:
        """Whether the line is one that this policy speaks of at all."""
        if line.code in self.codes or encounter.claim_type.value in self.version.governs.claim_types:
            return True
        if self.book is not None and self.book.knows(line):
            return True
        return self.sexed is not None and self.sexed.sex_of(line) is not None

    def asked_of(self, requirement: Requirement, on: dt.date) -> tuple[str, ...] | None:
        """The codes a requirement is asked of on a day: () for all codes of the version, None for none."""
        standing = [
            each
            for each in requirement.applies
            if (each.since is None or each.since <= on) and (each.to is None or on <= each.to)
        ]
        if requirement.applies and not standing:
            return None
        return tuple(sorted(code for each in standing for code in each.codes))

    def asks(self, requirement: Requirement, line: ClaimLine, facts: Facts) -> bool:
        """Whether the requirement is asked of this line."""
        places = zip(requirement.applies, self.applies_to[requirement.id], strict=True)
        return not requirement.applies or any(self._applies(each, codes, line, facts) for each, codes in places)

    def _applies(self, applies: Applies, codes: CodeSet, line: ClaimLine, facts: Facts) -> bool:
        service = facts.day("date_of_service")
        if applies.codes and line.code not in codes:
            return False
        if applies.since and (service is None or service < applies.since):
            return False
        if applies.to and service is not None and service > applies.to:
            return False
        if any(modifier in applies.modifiers for modifier in line.modifiers):
            return True
        if any(modifier in applies.not_modifiers for modifier in line.modifiers):
            return False
        if applies.past is None or service is None:
            return not applies.modifiers or applies.past is not None
        anchor = facts.anchor(applies.past.after, self.policy.anchors)
        return anchor is None or service >= applies.past.within.after(anchor.first)


@dataclass(slots=True)
class Ruled:
    """A policy's rulings on the lines it looks at."""

    governing: Governing
    lines: Sequence[ClaimLine]
    rulings: dict[int, Ruling] = field(default_factory=dict)
    account: Account | None = None
    findings: dict[tuple[str, str | None], Finding] = field(default_factory=dict)

    def called(self) -> bool:
        """Whether any line is governed."""
        return any(ruling.state is State.CALLED for ruling in self.rulings.values())

    def asked(self, requirement: Requirement, facts: Facts) -> list[str | None]:
        """The scopes of the governed lines that the requirement is asked of, in line order."""
        asks = self.governing.asks
        lines = (line for line in self.lines if self.rulings[line.line].state is State.CALLED)
        return list(dict.fromkeys(self.rulings[line.line].scope for line in lines if asks(requirement, line, facts)))

    def scopes(self) -> list[str | None]:
        """The scopes of its governed lines, in line order."""
        return list(dict.fromkeys(r.scope for r in self.rulings.values() if r.state is State.CALLED))

    def unmet(self, line: ClaimLine, facts: Facts) -> list[tuple[Requirement, Status]]:
        """The requirements asked of a governed line and not met."""
        scope = self.rulings[line.line].scope
        found: list[tuple[Requirement, Status]] = []
        for requirement in self.governing.version.requirements:
            status = self.findings[requirement.id, scope].status
            if status is not Status.MET and self.governing.asks(requirement, line, facts):
                found.append((requirement, status))
        return found


def made_ready(policy: PolicyFile) -> tuple[Governing, ...]:
    """Every version of a policy, ready to be asked, first to last."""
    citations = {
        name: Citation(
            title=source.title,
            section=source.section,
            url=source.url,
            effective_from=source.effective_from,
            effective_to=source.effective_to,
        )
        for name, source in policy.citations.items()
    }
    book = Book(policy.ledger) if policy.ledger else None
    return tuple(
        Governing(
            policy=policy,
            version=version,
            codes=CodeSet(version.governs.listed),
            unread=CodeSet(version.governs.unread),
            applies_to={r.id: tuple(CodeSet(each.codes) for each in r.applies) for r in version.requirements},
            fact_only=CodeSet(version.governs.fact.only if version.governs.fact else ()),
            book=book if version.governs.ledger else None,
            sexed=Sexed(version.governs.sexes) if version.governs.sexes else None,
            citations=tuple(citations[name] for name in version.cite),
            cited={r.id: tuple(citations[name] for name in r.cite) for r in version.requirements},
        )
        for version in policy.versions
    )


def ruled(governing: Governing, lines: Sequence[ClaimLine], facts: Facts, *, dated: bool) -> Ruled:
    """What the version says of each of `lines`, all of which it looks at."""
    found = Ruled(governing, lines)
    book, version = governing.book, governing.version
    _rule(found, facts, dated=dated)
    if version.kx in {"required", "optional"}:
        _all(found, [line for line in lines if line.code in governing.unread], Ruling(State.UNKNOWN, "code_unknown"))
    if book is not None:
        none = [line for line in lines if not book.counts(line, facts.encounter)]
        _all(found, none, Ruling(State.NOT, "not_therapy"))
    return found


def _rule(found: Ruled, facts: Facts, *, dated: bool) -> None:
    governing, version, lines = found.governing, found.governing.version, found.lines
    elsewhere = version.governs.elsewhere.get(facts.encounter.claim_type.value)
    if version.kx in {"criteria_unknown", "unknown"}:
        why = "criteria_unknown" if version.kx == "criteria_unknown" else "kx_unknown"
        _all(found, lines, Ruling(State.UNKNOWN, why, version.note or ""))
    elif not dated:
        _all(found, lines, Ruling(State.UNKNOWN, "no_date"))
    elif version.kx in {"not_used", "replaced"}:
        note = version.note or version.attests
        _all(found, lines, Ruling(State.NOT, note=note, instead=version.kx == "replaced"))
    elif governing.book:
        _by_ledger(found, governing.book, lines, facts)
    elif governing.sexed:
        _by_sex(found, governing.sexed, lines, facts, elsewhere)
    elif elsewhere:
        _all(found, lines, Ruling(State.NOT, note=elsewhere, instead=True))
    elif version.governs.fact:
        for line in lines:
            side = _side(governing.policy, line)
            asked = not version.governs.fact.only or line.code in governing.fact_only
            covered = Ruling(State.CALLED, "covered", side=side)
            found.rulings[line.line] = _by_fact(version.governs.fact, covered, governing, facts) if asked else covered
    else:
        for line in lines:
            found.rulings[line.line] = Ruling(State.CALLED, "covered", side=_side(governing.policy, line))


def _side(policy: PolicyFile, line: ClaimLine) -> str | None:
    """The side of the body that the line's modifiers tell, as a scope; None when they tell none or both."""
    told = {policy.sides[modifier] for modifier in line.modifiers if modifier in policy.sides}
    return f"side={told.pop()}" if len(told) == 1 else None


def _all(found: Ruled, lines: Sequence[ClaimLine], ruling: Ruling) -> None:
    for line in lines:
        found.rulings[line.line] = ruling


_LEDGER_WORDS = {
    ("ledger", Place.ABOVE): "ledger_above",
    ("ledger", Place.BELOW): "ledger_below",
    ("whole_claim", Place.ABOVE): "claim_above",
    ("whole_claim", Place.BELOW): "claim_below",
    ("text", Place.ABOVE): "text_above",
    ("text", Place.BELOW): "text_below",
}
_STATES = {Place.ABOVE: State.CALLED, Place.BELOW: State.NOT, Place.UNKNOWN: State.UNKNOWN}


def _by_ledger(found: Ruled, book: Book, lines: Sequence[ClaimLine], facts: Facts) -> None:
    counted = [line for line in lines if book.counts(line, facts.encounter)]
    account = book.account(counted, facts.encounter)
    crossing.settle(book, account, facts)
    found.account = account
    for line in counted:
        standing = account.standings[line.line]
        why = _LEDGER_WORDS.get((standing.why, standing.place), standing.why)
        found.rulings[line.line] = Ruling(_STATES[standing.place], why, standing=standing)


def _by_sex(found: Ruled, sexed: Sexed, lines: Sequence[ClaimLine], facts: Facts, elsewhere: str | None) -> None:
    recorded = facts.encounter.patient.sex
    for line in lines:
        if recorded == sexed.sex_of(line):
            ruling = Ruling(State.NOT, "same_sex")
        elif elsewhere:
            ruling = Ruling(State.NOT, note=elsewhere, instead=True)
        elif recorded is None:
            ruling = Ruling(State.UNKNOWN, "no_sex")
        else:
            ruling = Ruling(State.CALLED, "other_sex")
        found.rulings[line.line] = ruling


def _by_fact(fact: Fact, covered: Ruling, governing: Governing, facts: Facts) -> Ruling:
    anchors, scope = governing.policy.anchors, covered.scope
    statuses = {clause_finding(clause, facts, anchors, scope).status for clause in fact.calls}
    if Status.MET in statuses:
        return covered
    if statuses & {Status.PENDING, Status.CONTRADICTED}:
        return Ruling(State.UNKNOWN, note=fact.unknown)
    denied = any(clause_finding(clause, facts, anchors, scope).status is Status.MET for clause in fact.denies)
    if denied or statuses & {Status.NEGATED, Status.STALE} or fact.silent == "not_required":
        return Ruling(State.NOT, note=fact.denied)
    return Ruling(State.UNKNOWN, note=fact.unknown)
