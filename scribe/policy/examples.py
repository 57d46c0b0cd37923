"""A policy file's own examples, run: each tells an encounter, evidence, and what must come of it.

Owns how an example becomes an encounter and evidence, and the comparison. Knows nothing of where it is reported.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from scribe.errors import PatternError
from scribe.policy.policies import Outcome, Policies
from scribe.policy.policyfile import Example, ExampleEvidence, PolicyFile
from scribe.types import Assertion, Encounter, Evidence


@dataclass(frozen=True, slots=True)
class Result:
    """One example and what was wrong with its outcome (nothing, when it passes)."""

    policy: str
    name: str
    wrong: tuple[str, ...]


def run(policies: Policies) -> Iterator[Result]:
    """Every example of every policy file, run."""
    for policy in policies.files:
        for example in policy.examples.cases:
            yield run_one(policies, policy, example)


def run_one(policies: Policies, policy: PolicyFile, example: Example) -> Result:
    """One example, run.

    Raises:
        PatternError: its encounter is not one.
    """
    outcome = policies.conclude(encounter_of(policy, example), evidence_of(policy, example))
    return Result(policy.id, example.name, tuple(_wrong(policy.id, example, outcome)))


def told(policies: Policies, policy: PolicyFile, example: Example, place: str) -> Iterator[str]:
    """What is wrong with one example, run: a line each, with its place."""
    for wrong in run_one(policies, policy, example).wrong:
        yield f"{place}: {policy.id}: {example.name}: {wrong}"


def encounter_of(policy: PolicyFile, example: Example) -> Encounter:
    """The base encounter with the example's fields in place of its own; null takes a field out."""
    merged: dict[str, Any] = {**policy.examples.base.encounter, **example.encounter}
    try:
        return Encounter.model_validate({name: value for name, value in merged.items() if value is not None})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise PatternError(f'{policy.id}, example "{example.name}": encounter.{field}: {first["msg"]}') from None


def evidence_of(policy: PolicyFile, example: Example) -> list[Evidence]:
    """The base evidence less what is dropped, with what is added after it; or the example's own evidence instead."""
    if example.evidence is not None:
        items = example.evidence
    else:
        kept = [item for item in policy.examples.base.evidence if item.kind not in example.drop]
        items = (*kept, *example.add)
    return [_evidence(number, item) for number, item in enumerate(items)]


def _evidence(number: int, item: ExampleEvidence) -> Evidence:
    return Evidence(
        id=f"e-example-{number}",
        kind=item.kind,
        assertion=Assertion(item.assertion),
        start=100 * number,
        end=100 * number + 50,
        text=item.kind,
        sentence=number,
        attributes=item.attributes,
        rule="example",
    )


def _wrong(policy: str, example: Example, outcome: Outcome) -> Iterator[str]:
    told = {str(line.line): line.kx.value for line in outcome.lines}
    for line, verdict in example.lines.items():
        if told.get(line) != verdict:
            yield f"line {line} should be {verdict}, is {told.get(line, 'absent')}"
    statuses = {found.id: found.status.value for found in outcome.requirements if found.policy == policy}
    for name, status in example.requirements.items():
        if statuses.get(name, "absent") != status:
            yield f"{name} should be {status}, is {statuses.get(name, 'absent')}"
    raised = {flag.code.value for flag in outcome.flags}
    yield from (f"flag {code} is not raised" for code in example.flags if code not in raised)
    yield from (f"flag {code} is raised" for code in example.not_flags if code in raised)
    if example.says and example.says not in _words(outcome):
        yield f'nothing says "{example.says}"'


def _words(outcome: Outcome) -> str:
    spoken = [line.message for line in outcome.lines] + [flag.message for flag in outcome.flags]
    for found in outcome.requirements:
        spoken += [found.message, found.prompt or ""]
    return "\n".join(spoken)
