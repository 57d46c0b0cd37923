"""The verdict on KX for each claim line, from what the policies call for and what stands in the note.

Owns append, keep, withhold, remove, not_required and undetermined, and the modifiers the line would carry.
Raises no flags.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from scribe.policy.facts import Facts
from scribe.policy.governing import Ruled, Ruling, State
from scribe.policy.policyfile import PolicyFile
from scribe.policy.schema import Requirement
from scribe.policy.wording import Wording, money, year_of
from scribe.types import ClaimLine, Line, Payer, Status, Verdict

_MEANT = {
    (True, True, True): Verdict.KEEP,
    (True, True, False): Verdict.APPEND,
    (True, False, True): Verdict.REMOVE,
    (True, False, False): Verdict.WITHHOLD,
    (False, True, True): Verdict.KEEP,
    (False, True, False): Verdict.APPEND,
    (False, False, True): Verdict.REMOVE,
    (False, False, False): Verdict.NOT_REQUIRED,
}


@dataclass(slots=True)
class Decision:
    """One line, what was decided and why."""

    line: ClaimLine
    verdict: Verdict
    has_kx: bool
    reason: str
    policy: PolicyFile | None = None
    looked_at: Sequence[Ruled] = ()
    called: list[Ruled] = field(default_factory=list)
    unmet: list[tuple[Ruled, Requirement, Status]] = field(default_factory=list)
    ruling: Ruling | None = None
    payer_decides: bool = False


def decide(line: ClaimLine, ruled: Sequence[Ruled], facts: Facts, words: Wording, kx: str) -> Decision:
    """The verdict on one line from the rulings of every policy that looks at it."""
    has_kx = kx in line.modifiers
    called = [each for each in ruled if each.rulings[line.line].state is State.CALLED]
    if called:
        return _called(line, ruled, called, facts, words, has_kx=has_kx)
    unknown = [each for each in ruled if each.rulings[line.line].state is State.UNKNOWN]
    if unknown:
        first = unknown[0]
        verdict = Verdict.UNDETERMINED
    else:
        verdict = Verdict.REMOVE if has_kx else Verdict.NOT_REQUIRED
        if not ruled:
            return _unknown_to_us(line, verdict, facts, words, has_kx=has_kx)
        first = ruled[0]
    reason = reason_of(first, line, facts, words)
    policy, ruling = first.governing.policy, first.rulings[line.line]
    return Decision(line, verdict, has_kx, reason, policy, ruled, ruling=ruling)


def _unknown_to_us(line: ClaimLine, verdict: Verdict, facts: Facts, words: Wording, *, has_kx: bool) -> Decision:
    """A line no policy looks at: another payer's rules are not ours to guess."""
    encounter = facts.encounter
    if encounter.payer is Payer.MEDICARE_PART_B:
        return Decision(line, verdict, has_kx, words.reason("no_policy"))
    reason = words.reason("payer", payer=encounter.payer.value.replace("_", " "))
    return Decision(line, Verdict.UNDETERMINED, has_kx, reason, payer_decides=True)


def _called(
    line: ClaimLine,
    ruled: Sequence[Ruled],
    called: list[Ruled],
    facts: Facts,
    words: Wording,
    *,
    has_kx: bool,
) -> Decision:
    unmet = [(each, requirement, status) for each in called for requirement, status in each.unmet(line, facts)]
    required = any(each.governing.version.kx == "required" for each in called)
    verdict = _MEANT[required, not unmet, has_kx]
    chief = unmet[0][0] if unmet else called[0]
    reason = reason_of(chief, line, facts, words)
    return Decision(
        line, verdict, has_kx, reason, chief.governing.policy, ruled, called, unmet, chief.rulings[line.line]
    )


def reason_of(ruled: Ruled, line: ClaimLine, facts: Facts, words: Wording) -> str:
    """Why the policy says of the line what it says."""
    ruling = ruled.rulings[line.line]
    if ruling.note:
        return ruling.note.rstrip(".")
    policy = ruled.governing.policy
    names: dict[str, object] = {
        "policy": policy.name,
        "year": year_of(facts.encounter.date_of_service),
        "source": ", ".join((*policy.lcd, *policy.articles)) or policy.title,
    }
    if ruling.standing and ruled.account and ruling.standing.bucket:
        bucket = ruled.account.buckets[ruling.standing.bucket]
        book = ruled.governing.book
        names["bucket"] = book.ledger.buckets[bucket.name].name if book else bucket.name
        names["threshold"] = money(bucket.threshold)
        names["total"] = money(ruling.standing.total if ruling.standing.total is not None else bucket.low)
    return words.reason(ruling.why, **names)


def modifiers_after(decision: Decision, kx: str) -> tuple[str, ...]:
    """The line's modifiers once the verdict is followed."""
    held = decision.line.modifiers
    if decision.verdict is Verdict.APPEND:
        return (*held, kx)
    if decision.verdict is Verdict.REMOVE:
        return tuple(modifier for modifier in held if modifier != kx)
    return held


def told(decision: Decision, words: Wording, kx: str) -> Line:
    """The decision as a line of the review."""
    standing = decision.ruling.standing if decision.ruling else None
    return Line(
        line=decision.line.line,
        code=decision.line.code,
        kx=decision.verdict,
        policy=decision.policy.id if decision.policy else None,
        modifiers=modifiers_after(decision, kx),
        unmet=tuple(dict.fromkeys(requirement.id for _, requirement, _ in decision.unmet)),
        message=_message(decision, words),
        running_total=float(standing.total) if standing and standing.total is not None else None,
        threshold=float(standing.threshold) if standing and standing.threshold is not None else None,
    )


def unmet_text(decision: Decision, words: Wording) -> str:
    """What is unmet, as part of a sentence."""
    return words.unmet((requirement, status) for _, requirement, status in decision.unmet)


def _message(decision: Decision, words: Wording) -> str:
    key = decision.verdict.value
    if decision.verdict is Verdict.REMOVE:
        key = "remove_unmet" if decision.unmet else "remove_uncalled"
    elif decision.verdict is Verdict.NOT_REQUIRED and decision.unmet:
        key = "optional_unmet"
    return words.verdict(
        key,
        line=decision.line.line,
        code=decision.line.code,
        policy=decision.policy.name if decision.policy else "",
        reason=decision.reason,
        unmet=unmet_text(decision, words),
    )
