"""Whatever evidence and encounter come in: an outcome comes out, and KX is never granted without its requirements."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scribe.policy import Policies
from scribe.policy.loading import load
from scribe.types import Assertion, ClaimLine, Encounter, Evidence, Status, Verdict

FOLDER = Path(__file__).resolve().parents[2] / "patterns" / "policies"
POLICIES = Policies(FOLDER)
KINDS = sorted(load(FOLDER).kinds.names)
CONCEPTS = [*load(FOLDER).kinds.concepts["finding"], "diabetes", "neuropathy", "callus", "foot_ulcer"]
CODES = ["97110", "97161", "92507", "97597", "29085", "D7140", "57454", "55700", "99213"]
CODES += [policy.versions[-1].governs.codes[0][:5] for policy in POLICIES.files if policy.versions[-1].governs.codes]
# Policies whose requirements are told for several buckets or sides at once, the worst of them.
SCOPED = {policy.id for policy in POLICIES.files if policy.ledger or policy.sides}

days = st.dates(dt.date(2024, 11, 1), dt.date(2026, 3, 1)) | st.sampled_from([dt.date.min, dt.date.max])
attributes = st.fixed_dictionaries(
    {},
    optional={
        "date": days.map(str) | st.text(max_size=3),
        "date_from": days.map(str),
        "date_to": days.map(str),
        "until": days.map(str),
        "duration_days": st.integers(-5, 10**9) | st.floats() | st.text(max_size=3),
        "plan": st.sampled_from(["initial", "recertification"]),
        "bucket": st.sampled_from(["pt_slp", "ot"]),
        "state": st.sampled_from(["crossed", "below", "approaching"]),
        "amount": st.floats() | st.text(max_size=3),
        "role": st.sampled_from(["current", "goal"]),
        "concept": st.sampled_from(CONCEPTS),
        "side": st.sampled_from(["left", "right", "both"]),
        "item": st.sampled_from(["sleep", "therapy"]),
        "level": st.sampled_from(["K0", "K2"]),
        "pounds": st.integers(200, 700),
        "number": st.integers(10, 80),
        "purpose": st.sampled_from(["diagnostic", "therapeutic"]),
        "result": st.sampled_from(["positive", "negative"]),
        "site": st.sampled_from(["toe", "finger", "trunk"]),
        "code": st.sampled_from(CODES),
        "modifier": st.sampled_from(["GP", "KX"]),
        "minutes": st.integers(0, 90),
        "credential": st.sampled_from(["PT", "MD", "NP"]),
        "by": st.sampled_from(["Dr. A", "doctor", ""]),
    },
)


@st.composite
def evidence(draw: st.DrawFn) -> list[Evidence]:
    found = []
    for number in range(draw(st.integers(0, 14))):
        start = draw(st.integers(0, 300))
        found.append(
            Evidence(
                id=f"e-{number}",
                kind=draw(st.sampled_from(KINDS)),
                assertion=draw(st.sampled_from(list(Assertion))),
                start=start,
                end=start + 5,
                text="x",
                sentence=start // 40,
                attributes=draw(attributes),
                rule="test",
            )
        )
    return found


@st.composite
def encounters(draw: st.DrawFn) -> Encounter:
    known: dict[str, Any] = {
        "date_of_service": draw(st.none() | days),
        "delivery_date": draw(st.none() | days),
        "payer": draw(st.sampled_from(["medicare_part_b", "medicare_part_b", "commercial"])),
        "claim_type": draw(st.sampled_from(["professional", "institutional", "dental"])),
        "discipline": draw(st.sampled_from([None, "PT", "OT", "SLP"])),
        "patient": {"sex": draw(st.sampled_from([None, "F", "M"]))},
        "therapy_ytd": draw(st.none() | st.fixed_dictionaries({"pt_slp": st.floats(2000, 3100), "ot": st.none()})),
    }
    lines = []
    for number in range(draw(st.integers(0, 4))):
        held = draw(
            st.lists(st.sampled_from(["GP", "GO", "GN", "KX", "GA", "GY", "KZ", "RT", "LT"]), unique=True, max_size=4)
        )
        code = draw(st.sampled_from(CODES))
        allowed = draw(st.none() | st.floats(0, 500))
        lines.append(ClaimLine(line=number + 1, code=code, modifiers=tuple(held), allowed=allowed))
    return Encounter(**known, claim_lines=tuple(lines))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(encounters(), evidence())
def test_kx_is_granted_only_where_a_policy_calls_and_all_it_asks_is_met(known: Encounter, said: list[Evidence]) -> None:
    outcome = POLICIES.conclude(known, said)
    held = {line.line: "KX" in line.modifiers for line in known.claim_lines}
    unmet = {found.policy for found in outcome.requirements if found.status is not Status.MET}
    for line in outcome.lines:
        if line.line in held:
            assert (line.kx in {Verdict.KEEP, Verdict.REMOVE}) <= held[line.line]
            assert (line.kx in {Verdict.APPEND, Verdict.WITHHOLD, Verdict.NOT_REQUIRED}) <= (not held[line.line])
        if line.kx in {Verdict.APPEND, Verdict.KEEP}:
            assert line.unmet == ()
            assert line.policy not in unmet or line.policy in SCOPED
            assert any(found.policy == line.policy for found in outcome.requirements)
    ids = [flag.id for flag in outcome.flags]
    assert len(ids) == len(set(ids))
    assert POLICIES.conclude(known, said) == outcome
