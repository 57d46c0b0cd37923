"""The policies of a folder, and what they conclude from an encounter and its evidence.

Owns the way from evidence to requirements, lines and flags. Reads no clock, keeps no request state, holds no policy:
amounts, codes, dates and sentences are files of patterns/policies.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scribe.errors import UnknownPolicyError
from scribe.policy import amounts, crossing
from scribe.policy.claim import lines_of
from scribe.policy.facts import Facts
from scribe.policy.flags import Flags
from scribe.policy.governing import Governing, Ruled, ruled
from scribe.policy.index import Index
from scribe.policy.loading import Kinds, Loaded, load
from scribe.policy.policyfile import PolicyFile
from scribe.policy.requirements import Finding, judge, worst
from scribe.policy.verdicts import Decision, decide, told
from scribe.types import ClaimLine, Encounter, Evidence, Flag, Line, Requirement, Status, Verdict


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the policies conclude."""

    requirements: tuple[Requirement, ...]
    lines: tuple[Line, ...]
    flags: tuple[Flag, ...]


class Policies:
    """The policies of `folder` and of a clinic's own folders, checked and made ready once; immutable afterwards.

    Args:
        folder: patterns/policies, with its `shared` files.
        extra: folders of further policy files; an id may stand only once in all of them.

    Raises:
        PatternError: a file has a mistake; file, line and what is wrong.
    """

    def __init__(self, folder: Path, *, extra: Sequence[Path] = ()) -> None:
        self._loaded: Loaded = load(folder, extra)
        self._index = Index(self._loaded.policies)

    @property
    def kinds(self) -> Kinds:
        """The kinds of evidence that a policy may ask for."""
        return self._loaded.kinds

    def conclude(self, encounter: Encounter, evidence: Sequence[Evidence]) -> Outcome:
        """Requirements, line verdicts and flags; the same input always gives the same outcome."""
        loaded = self._loaded
        facts = Facts(encounter, evidence)
        lines = lines_of(encounter, facts)
        asked, by_line = self._ask(lines, facts)
        facts.asked_by(_askers(asked))
        for each in asked:
            _findings(each, facts)
        decisions = [
            decide(line, by_line.get(line.line, ()), facts, loaded.words, loaded.modifiers.kx) for line in lines
        ]
        return self._told(encounter, facts, asked, decisions)

    def _ask(self, lines: Sequence[ClaimLine], facts: Facts) -> tuple[list[Ruled], dict[int, list[Ruled]]]:
        """Which policies look at which lines, and what they rule."""
        encounter = facts.encounter
        in_force: dict[str, Governing | None] = {}
        looked: dict[Governing, list[ClaimLine]] = {}
        for line in lines:
            for policy in self._index.may_speak_of(line.code, encounter.payer.value):
                name = policy[0].policy.id
                if name not in in_force:
                    in_force[name] = _in_force(policy, facts)
                governing = in_force[name]
                if governing is not None and governing.looks_at(line, encounter):
                    looked.setdefault(governing, []).append(line)
        asked = []
        by_line: dict[int, list[Ruled]] = {}
        for governing, its_lines in looked.items():
            found = ruled(governing, its_lines, facts, dated=_day(governing, facts) is not None)
            asked.append(found)
            for line in its_lines:
                by_line.setdefault(line.line, []).append(found)
        return asked, by_line

    def _told(
        self, encounter: Encounter, facts: Facts, asked: Sequence[Ruled], decisions: Sequence[Decision]
    ) -> Outcome:
        loaded = self._loaded
        flags = Flags(loaded.words, loaded.modifiers, facts)
        requirements = [found for each in asked if each.called() for found in self._requirements(each, facts, flags)]
        for each in asked:
            amounts.raise_for(each, facts, flags, loaded.words)
        for decision in decisions:
            flags.line(decision, decisions)
        differs = [d.line.line for d in decisions if d.verdict is Verdict.UNDETERMINED and d.payer_decides]
        flags.payer(encounter.payer.value.replace("_", " "), differs)
        lines = tuple(told(decision, loaded.words, loaded.modifiers.kx) for decision in decisions)
        return Outcome(tuple(requirements), lines, flags.all())

    def _requirements(self, each: Ruled, facts: Facts, flags: Flags) -> list[Requirement]:
        told_of = []
        for requirement in each.governing.version.requirements:
            scopes = each.asked(requirement, facts)
            if not scopes:
                continue
            finding = worst([each.findings[requirement.id, scope] for scope in scopes])
            message = self._loaded.words.status(requirement, finding)
            flags.documents(each, requirement, finding, message)
            met = finding.status is Status.MET
            told_of.append(
                Requirement(
                    policy=each.governing.policy.id,
                    id=requirement.id,
                    status=finding.status,
                    evidence=tuple(item.id for item in finding.evidence),
                    message=message,
                    prompt=None if met else self._loaded.words.prompt(requirement, finding),
                    due=None if met else _due(each, requirement, facts),
                    citations=each.governing.cited[requirement.id],
                )
            )
        return told_of

    def listing(self, on: dt.date | None = None) -> list[Governing]:
        """The policies, by id; those in force on `on`, each in that day's version, or all in their last version."""
        found = [_version(policy, on) for policy in self._loaded.policies]
        return [governing for governing in found if governing is not None]

    def show(self, policy_id: str, on: dt.date | None = None) -> Governing:
        """One policy in the version of `on`, or its last.

        Raises:
            UnknownPolicyError: no such id, or none in force on that day.
        """
        policy = next((versions for versions in self._loaded.policies if versions[0].policy.id == policy_id), None)
        if policy is None:
            raise UnknownPolicyError(f"policy {policy_id}: no policy has this id", field="policy")
        governing = _version(policy, on)
        if governing is None:
            raise UnknownPolicyError(f"policy {policy_id}: not in force on {on}", field="on")
        return governing

    @property
    def places(self) -> Mapping[str, tuple[str, ...]]:
        """Where each example of each policy stands, by id."""
        return self._loaded.places

    @property
    def files(self) -> tuple[PolicyFile, ...]:
        """Every policy file, by id."""
        return tuple(versions[0].policy for versions in self._loaded.policies)


def _askers(asked: Sequence[Ruled]) -> dict[str, set[str]]:
    askers: dict[str, set[str]] = {}
    for each in asked:
        for requirement in each.governing.version.requirements if each.called() else ():
            for kind in requirement.kinds:
                askers.setdefault(kind, set()).add(each.governing.policy.family)
    return askers


def _findings(each: Ruled, facts: Facts) -> None:
    for scope in each.scopes():
        facts.begin(each.governing.policy.family)
        for requirement in each.governing.version.requirements:
            clause = requirement.evidence
            if clause is not None and clause.against_ledger and each.account is not None and scope is not None:
                finding: Finding = crossing.finding(clause, facts, each.account.buckets[scope])
            else:
                finding = judge(requirement, facts, each.governing.policy.anchors, scope)
            each.findings[requirement.id, scope] = finding
            if finding.status is Status.MET:
                facts.met[requirement.id] = finding.evidence


def _due(each: Ruled, requirement: object, facts: Facts) -> dt.date | None:
    due = getattr(requirement, "due", None)
    if due is None:
        return None
    anchor = facts.anchor(due.after, each.governing.policy.anchors)
    return due.within.after(anchor.first) if anchor else None


def _day(governing: Governing, facts: Facts) -> dt.date | None:
    return next((day for name in governing.policy.dated_by if (day := facts.day(name))), None)


def _in_force(policy: Sequence[Governing], facts: Facts) -> Governing | None:
    day = _day(policy[0], facts)
    return policy[-1] if day is None else _version(policy, day)


def _version(policy: Sequence[Governing], on: dt.date | None) -> Governing | None:
    if on is None:
        return policy[-1]
    for governing in reversed(policy):
        if governing.version.first <= on:
            return governing if governing.version.to is None or on <= governing.version.to else None
    return None
