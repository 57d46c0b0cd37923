"""The flags of a review: what a person should see about lines, documents and modifiers.

Owns which flag is raised when. Severities and sentences are data; verdicts and statuses come from elsewhere.
A flag's id is made of its code, line, policy and requirement, so that it stays the same for as long as it stands.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from scribe.policy.facts import Facts, passes
from scribe.policy.governing import Ruled
from scribe.policy.modifiers import Modifiers
from scribe.policy.requirements import Finding
from scribe.policy.schema import Inform, Requirement
from scribe.policy.verdicts import Decision, modifiers_after, unmet_text
from scribe.policy.wording import Wording
from scribe.types import Citation, Evidence, Flag, FlagCode, Status, Verdict

_BY_VERDICT = {
    Verdict.APPEND: FlagCode.KX_SUGGESTED,
    Verdict.KEEP: FlagCode.KX_SUPPORTED,
    Verdict.WITHHOLD: FlagCode.KX_WITHHELD,
}
_BY_STATUS = {
    Status.MISSING: FlagCode.DOCUMENTATION_MISSING,
    Status.PENDING: FlagCode.DOCUMENTATION_PENDING,
    Status.NEGATED: FlagCode.DOCUMENTATION_NEGATED,
    Status.STALE: FlagCode.DOCUMENTATION_STALE,
    Status.CONTRADICTED: FlagCode.DOCUMENTATION_CONTRADICTED,
}
_GRANTED = {Verdict.APPEND, Verdict.KEEP}


class Flags:
    """The flags of one review, each raised once."""

    def __init__(self, words: Wording, modifiers: Modifiers, facts: Facts) -> None:
        self._words = words
        self._modifiers = modifiers
        self._facts = facts
        self._raised: dict[str, Flag] = {}

    def all(self) -> tuple[Flag, ...]:
        """The flags: those of the whole claim first, then line by line."""
        return tuple(sorted(self._raised.values(), key=_order))

    def add(
        self,
        flag: FlagCode,
        message: str,
        *,
        line: int | None = None,
        policy: str | None = None,
        requirement: str | None = None,
        about: str | None = None,
        evidence: Sequence[Evidence] = (),
        citations: tuple[Citation, ...] = (),
    ) -> None:
        """Raise a flag; one with the same code, line, policy and requirement, about the same thing, stands once."""
        made_of = f"{flag.value}|{'' if line is None else line}|{policy or ''}|{about or requirement or ''}"
        name = "f-" + hashlib.sha256(made_of.encode()).hexdigest()[:12]
        self._raised.setdefault(
            name,
            Flag(
                id=name,
                code=flag,
                severity=self._words.severities[flag],
                line=line,
                policy=policy,
                requirement=requirement,
                message=message,
                evidence=tuple(item.id for item in evidence),
                citations=citations,
            ),
        )

    def documents(self, ruled: Ruled, requirement: Requirement, finding: Finding, message: str) -> None:
        """A flag for a requirement that is not met, and what a person should know of one that is."""
        policy, cited = ruled.governing.policy, ruled.governing.cited[requirement.id]
        if finding.status is not Status.MET:
            flag = _BY_STATUS[finding.status]
            told = self._words.flag(flag, policy=policy.title, message=message)
            found = finding.evidence
            self.add(flag, told, policy=policy.id, requirement=requirement.id, evidence=found, citations=cited)
            return
        for inform in requirement.inform:
            known = [item for item in finding.evidence if self._applies(inform, item)]
            if known:
                self.add(
                    FlagCode.RETAIN_DOCUMENTATION,
                    inform.message,
                    policy=policy.id,
                    requirement=requirement.id,
                    evidence=known,
                    citations=cited,
                )

    def _applies(self, inform: Inform, item: Evidence) -> bool:
        """Whether the evidence is of the sort to inform of: by its attributes, or a value listed from a later day."""
        if inform.about and passes(inform.about, item.attributes):
            return True
        service = self._facts.encounter.date_of_service
        value = item.attributes.get(inform.attribute) if inform.attribute else None
        if not isinstance(value, str):
            return False
        since = inform.listed.get(value)
        return since is not None and service is not None and service < since

    def line(self, decision: Decision, decisions: Sequence[Decision]) -> None:
        """The flags of one line: its verdict, its modifiers, and what to keep on file."""
        flag = _BY_VERDICT.get(decision.verdict)
        if decision.verdict is Verdict.REMOVE:
            flag = FlagCode.KX_UNSUPPORTED if decision.unmet else FlagCode.KX_NOT_NEEDED
        if flag:
            cited = decision.called[0].governing.citations if decision.called else ()
            unmet = unmet_text(decision, self._words)
            self._on_line(flag, decision, citations=cited, unmet=unmet, **self._others(decision))
        self._replaced(decision)
        if decision.called and not decision.has_kx:
            self._lacks_kx(decision, decisions)
        self._conflicts(decision)
        self._company(decision)
        self._therapy_modifier(decision)
        if decision.verdict in _GRANTED:
            for ruled in decision.called:
                policy = ruled.governing.policy
                kept = policy.retain or self._words.default("retain")
                told = self._words.flag(FlagCode.RETAIN_DOCUMENTATION, policy=policy.title, reason=kept)
                cited = ruled.governing.citations
                self.add(FlagCode.RETAIN_DOCUMENTATION, told, policy=policy.id, citations=cited)

    def _on_line(
        self,
        flag: FlagCode,
        decision: Decision,
        *,
        about: str | None = None,
        citations: tuple[Citation, ...] = (),
        **names: object,
    ) -> None:
        line, policy = decision.line, decision.policy
        words = {
            "line": line.line,
            "code": line.code,
            "policy": policy.name if policy else "",
            "reason": decision.reason,
        }
        message = self._words.flag(flag, **{**words, **names})
        where = policy.id if policy else None
        self.add(flag, message, line=line.line, policy=where, about=about, citations=citations)

    def _others(self, decision: Decision) -> dict[str, str]:
        """The modifiers that may stand in KX's place, or belong beside it, as ends of a sentence."""
        policy = decision.policy
        told = {}
        for key, modifiers in (("instead", policy and policy.stands_in), ("beside", policy and policy.beside)):
            listed = "; ".join(f"{name} ({meaning})" for name, meaning in (modifiers or {}).items())
            told[key] = self._words.default(key, modifiers=listed) if listed else ""
        return told

    def _replaced(self, decision: Decision) -> None:
        """Another modifier, or another place on the claim, took KX's: told unless it already stands there alone."""
        if not (decision.ruling and decision.ruling.instead):
            return
        others = decision.looked_at[0].governing.version.replaced_by
        if decision.has_kx or not any(modifier in decision.line.modifiers for modifier in others):
            self._on_line(FlagCode.KX_REPLACED, decision)

    def _lacks_kx(self, decision: Decision, decisions: Sequence[Decision]) -> None:
        """A governed line without KX: beside a line that has it, or with a modifier that is taken for it."""
        mine = {ruled.governing.policy.id for ruled in decision.called}
        for other in decisions:
            if other.has_kx and mine.intersection(ruled.governing.policy.id for ruled in other.called):
                self._on_line(FlagCode.KX_MISSING_ON_LINE, decision)
                break
        policies = [ruled.governing.policy for ruled in decision.called]
        known = {name for policy in policies for name in (*policy.stands_in, *policy.beside)}
        for modifier in decision.line.modifiers:
            meaning = self._modifiers.confused.get(modifier)
            if meaning and modifier not in known:
                flag = FlagCode.MODIFIER_CONFUSED
                self._on_line(flag, decision, about=modifier, modifier=modifier, meaning=meaning)

    def _conflicts(self, decision: Decision) -> None:
        """What says the opposite of a KX that stands or is called for, and what leaves it no place."""
        held, kx, flag = decision.line.modifiers, self._modifiers.kx, FlagCode.MODIFIER_CONFLICT
        if decision.has_kx or decision.verdict is Verdict.APPEND:
            for conflict in self._modifiers.conflicts:
                if conflict.against in held:
                    cited = self._modifiers.cited(conflict)
                    self._on_line(flag, decision, about=conflict.against, reason=conflict.reason, citations=cited)
            for ruled in decision.looked_at:
                for modifier, reason in ruled.governing.policy.conflicts.items():
                    if modifier in held:
                        self._on_line(flag, decision, about=modifier, reason=reason)
        if decision.verdict is Verdict.APPEND and len(modifiers_after(decision, kx)) > self._modifiers.slots:
            self._on_line(FlagCode.MODIFIER_SLOTS, decision)

    def _company(self, decision: Decision) -> None:
        """Modifiers that need another beside them, and those of which a line carries one."""
        held, modifiers = decision.line.modifiers, self._modifiers
        for group in modifiers.one_of:
            several = " and ".join(modifier for modifier in group.modifiers if modifier in held)
            if " " in several:
                reason, cited = group.reason.format(held=several), modifiers.cited(group)
                self._on_line(FlagCode.MODIFIER_CONFLICT, decision, about=several, reason=reason, citations=cited)
        for pair in modifiers.pairs:
            if pair.modifier in held and pair.needs not in held:
                reason = self._words.default("pair", modifier=pair.modifier, meaning=pair.meaning, note=pair.needs)
                cited, about = modifiers.cited(pair), pair.modifier
                self._on_line(FlagCode.MODIFIER_MISSING, decision, about=about, reason=reason, citations=cited)

    def _therapy_modifier(self, decision: Decision) -> None:
        """A therapy line without the modifier of its plan, or with another than its code belongs to."""
        line, encounter = decision.line, self._facts.encounter
        for ruled in decision.looked_at:
            book = ruled.governing.book
            wanted = book.wanted(line, encounter) if book and book.counts(line, encounter) else None
            if book is None or wanted is None:
                continue
            others = " and ".join(modifier for modifier in book.modifiers if modifier in line.modifiers)
            key = "other_plan" if others else "missing_modifier" if wanted else "missing_modifiers"
            reason = self._words.default(key, modifier=wanted, note=others)
            self._on_line(FlagCode.MODIFIER_MISSING, decision, reason=reason)

    def payer(self, name: str, lines: Sequence[int]) -> None:
        """One flag when the payer's own rules are not known."""
        if lines:
            self.add(FlagCode.PAYER_RULES_DIFFER, self._words.flag(FlagCode.PAYER_RULES_DIFFER, payer=name))


def _order(flag: Flag) -> tuple[int, str, str, str]:
    return flag.line or 0, flag.code.value, flag.policy or "", flag.requirement or ""
