"""`scribe patterns`: whether the files a domain expert edits are sound."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scribe.cli import patterns_coverage, patterns_explain, patterns_new
from scribe.cli.engine import Clinic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from scribe.engine import Scribe

app = typer.Typer(
    help="""\b
Examples:
  scribe patterns check
  scribe patterns test evidence/orders.yaml
  scribe patterns coverage --sample 300
  scribe patterns explain order.signed
  scribe patterns new rule our-clinic.faxed --kind written_order -o our-clinic/evidence/faxed.yaml

The files a domain expert edits: sections, speech, evidence rules, measures, policies.
""",
    rich_markup_mode=None,
)
app.command(help=patterns_new.HELP, short_help="Begin a file of rules or a policy.")(patterns_new.new)
app.command(help=patterns_coverage.HELP, short_help="Tell what the examples reach, and notice.")(
    patterns_coverage.coverage
)
app.command(help=patterns_explain.HELP, short_help="Tell what a rule says and what reaches it.")(
    patterns_explain.explain
)

Folder = Annotated[
    Path | None, typer.Argument(metavar="FOLDER", help="A patterns folder; default: the one Scribe came with.")
]
Files = Annotated[list[str] | None, typer.Argument(metavar="FILE…", help="Files, as messages name them; default: all.")]


@app.command(
    short_help="Read every pattern file and run its examples.",
    help="""\b
Examples:
  scribe patterns check
  scribe patterns check --clinic our-clinic
  scribe patterns check ./our-patterns

Read every pattern file and run the examples beside each rule and policy. A file with a mistake ends the check with the
file, the place and what is wrong.

The exit status is 1 when an example does not hold.
""",
)
def check(folder: Folder = None, clinic: Clinic = None) -> None:
    """Reads every pattern file and runs its examples."""
    if folder and not folder.is_dir():
        raise typer.BadParameter("no such folder", param_hint="FOLDER")
    _run(folder, clinic, [])


@app.command(
    name="test",
    short_help="Run the examples of some files.",
    help="""\b
Examples:
  scribe patterns test evidence/orders.yaml
  scribe patterns test patterns/policies/dental-linked.yaml measures/examples/mixed.yaml
  scribe patterns test --clinic our-clinic our-clinic/evidence/signing.yaml

Run the examples of these files, or of all. Each that does not hold is a line with the file, the line and what was
expected.

The exit status is 1 when an example does not hold.
""",
)
def run_examples(files: Files = None, clinic: Clinic = None) -> None:
    """Runs the examples of some files."""
    _run(None, clinic, files or [])


def _run(folder: Path | None, clinic: Sequence[str] | None, files: Sequence[str]) -> None:
    from scribe.cli.progress import counted
    from scribe.engine import Scribe
    from scribe.paths import resource

    home = folder or resource("patterns")
    trials = [
        (place, trial)
        for place, trial in _trials(Scribe(patterns=home, clinic=clinic or None), home)
        if not files or any(named(place, file) for file in files)
    ]
    for file in files:
        if not any(named(place, file) for place, _ in trials):
            raise typer.BadParameter(f"no example stands in {file}", param_hint="FILE")
    failed = 0
    for _, trial in counted("Running examples", trials):
        wrong = list(trial())
        failed += bool(wrong)
        for message in wrong:
            typer.echo(message)
    typer.echo(f"{len(trials)} examples run, {failed} do not hold", err=True)
    if failed:
        raise typer.Exit(1)


def _trials(engine: Scribe, home: Path) -> Iterator[tuple[str, Callable[[], Iterator[str]]]]:
    """Each example's place, and what runs it and tells what is wrong."""
    from functools import partial

    from scribe.nlp.examples import failures
    from scribe.nlp.measures.examples import failures as measure_failures
    from scribe.nlp.measures.examples import load_measure_examples
    from scribe.nlp.segmenter import load_segmenter
    from scribe.policy.examples import told
    from scribe.text.reader import Reader

    reader, listener = Reader(home, segmenter=load_segmenter()), engine.listener
    for example in listener.book.examples:
        yield example.place, partial(failures, [example], reader=reader, listener=listener)
    for measured in load_measure_examples(home / "measures"):
        yield measured.place, partial(measure_failures, [measured], listener.measures)
    for policy in engine.policies.files:
        for case, place in zip(policy.examples.cases, engine.policies.places[policy.id], strict=True):
            yield place, partial(told, engine.policies, policy, case, place)


def named(place: str, file: str) -> bool:
    """Whether `file`, a path or the end of one, is the file of a place ("evidence/orders.yaml, line 7: …")."""
    here, wanted = f"/{place.partition(',')[0]}", f"/{Path(file).as_posix()}"
    return here.endswith(wanted) or wanted.endswith(here)
