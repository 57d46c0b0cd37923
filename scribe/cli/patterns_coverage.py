"""`scribe patterns coverage`: which rules the examples reach, and which changes to a rule they notice."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scribe.cli.engine import Clinic

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scribe.nlp.mutants import Mutant
    from scribe.nlp.mutation import Rule, Trials

HELP = """\b
Examples:
  scribe patterns coverage
  scribe patterns coverage evidence/orders.yaml --list
  scribe patterns coverage --sample 300 --seed 7

Tell which rules no example reaches, then change each rule a little (drop it, half of its phrases, a word; flip an
assertion; drop a condition) and tell how many of the changes an example notices, by kind of change. For each that goes
unnoticed an example is missing.

The exit status is 1 when less than --at-least of the changes are noticed.
"""


def coverage(
    files: Annotated[
        list[str] | None, typer.Argument(metavar="FILE…", help="Files of rules, as messages name them; default: all.")
    ] = None,
    sample: Annotated[int | None, typer.Option("--sample", min=1, help="Try so many changes, drawn by chance.")] = None,
    seed: Annotated[int, typer.Option("--seed", help="The same seed draws the same changes.")] = 0,
    at_least: Annotated[float, typer.Option("--at-least", min=0, max=1, help="The share that must be noticed.")] = 0.9,
    listed: Annotated[bool, typer.Option("--list", help="List the rules and the changes.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    clinic: Clinic = None,
) -> None:
    """Tells what the examples reach, and notice."""
    import random

    from scribe.cli.progress import counted
    from scribe.nlp.mutation import all_mutants

    trials, rules = _trials(clinic, files or [])
    tried = all_mutants(rules)
    if sample is not None and sample < len(tried):
        tried = random.Random(seed).sample(tried, sample)  # noqa: S311 - a sample, no secret
    with trials.zone():
        missed = [
            (rule, mutant) for rule, mutant in counted("Changing rules", tried) if not trials.caught(rule, mutant)
        ]
    found = figures(rules, trials, tried, missed)
    if as_json:
        typer.echo(json.dumps(found))
    else:
        _tell(found, listed=listed)
    share = found["all"]["share"]
    if share < at_least:
        typer.echo(f"scribe: {share:.1%} of the changes are noticed; expected {at_least:.0%}", err=True)
        raise typer.Exit(1)


def _trials(clinic: Sequence[str] | None, files: Sequence[str]) -> tuple[Trials, list[Rule]]:
    """The examples, read, and the rules of these files (of all, when none is named)."""
    from scribe.cli.engine import load_engine
    from scribe.cli.patterns import named
    from scribe.nlp.mutation import Trials, rules_of
    from scribe.nlp.rules import rule_files
    from scribe.nlp.segmenter import load_segmenter
    from scribe.paths import clinic_folders, resource
    from scribe.settings import load_settings
    from scribe.text.reader import Reader

    home = resource("patterns")
    rules = list(rules_of(rule_files(home, clinic_folders(clinic or load_settings().clinic))))
    for file in files:
        if not any(named(rule.place, file) for rule in rules):
            raise typer.BadParameter(f"no rule stands in {file}", param_hint="FILE")
    chosen = [rule for rule in rules if not files or any(named(rule.place, file) for file in files)]
    trials = Trials(load_engine(clinic).listener, Reader(home, segmenter=load_segmenter()))
    trials.hear_frames()
    return trials, chosen


def figures(
    rules: Sequence[Rule],
    trials: Trials,
    tried: Sequence[tuple[Rule, Mutant]],
    missed: Sequence[tuple[Rule, Mutant]],
) -> dict[str, Any]:
    """What the command tells, as plain data."""
    changes, unnoticed = (Counter(mutant.kind for _, mutant in each) for each in (tried, missed))
    reach = {rule.id: trials.reach[rule.id] for rule in rules}

    def without(part: str) -> list[str]:
        return [f"{rule.place}: {rule.id}" for rule in rules if not getattr(reach[rule.id], part)]

    return {
        "rules": len(rules),
        "not_found_in_any": without("find"),
        "in_no_counterexample": without("absent"),
        "changes": {name: _share(count, unnoticed[name]) for name, count in sorted(changes.items())},
        "all": _share(len(tried), len(missed)),
        "survivors": [f"{rule.place}: {rule.id}: {mutant.change}" for rule, mutant in missed],
    }


def _share(tried: int, missed: int) -> dict[str, float]:
    """How many changes were tried, how many noticed, and their share of those tried (1 when none was)."""
    return {"tried": tried, "noticed": tried - missed, "share": 1 - missed / tried if tried else 1.0}


def _tell(found: dict[str, Any], *, listed: bool) -> None:
    for title, key in (
        ("Rules in no example of what must be found", "not_found_in_any"),
        ("Rules in no example of what must not be found", "in_no_counterexample"),
        ("Changes that no example notices", "survivors"),
    ):
        typer.echo(f"{title}: {len(found[key])}")
        for line in found[key] if listed else ():
            typer.echo(f"  {line}")
    typer.echo(f"{found['rules']} rules; changes that an example notices:")
    for name, row in [*found["changes"].items(), ("all", found["all"])]:
        typer.echo(f"  {name:40} {row['noticed']:5} of {row['tried']:5} ({row['share']:.1%})")
