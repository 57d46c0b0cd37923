"""`scribe patterns`: whether the files a domain expert edits are sound."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    help="""\b
Examples:
  scribe patterns check
  scribe patterns check ./our-patterns

The files a domain expert edits: sections, speech, evidence rules, measures, policies.
""",
    rich_markup_mode=None,
)


@app.callback()
def _group() -> None:
    """Keeps `check` a command of its own while it is the only one."""


@app.command(
    short_help="Read every pattern file and run its examples.",
    help="""\b
Examples:
  scribe patterns check
  scribe patterns check ./our-patterns

Read every pattern file and run the examples beside each rule and policy. A file with a mistake ends the check with the
file, the place and what is wrong.

The exit status is 1 when an example does not hold.
""",
)
def check(
    folder: Annotated[
        Path | None, typer.Argument(metavar="FOLDER", help="A patterns folder; default: the one Scribe came with.")
    ] = None,
) -> None:
    """Reads every pattern file and runs its examples."""
    from scribe.engine import Scribe
    from scribe.nlp.examples import failures
    from scribe.nlp.measures.examples import failures as measure_failures
    from scribe.nlp.measures.examples import load_measure_examples
    from scribe.nlp.segmenter import load_segmenter
    from scribe.paths import resource
    from scribe.policy.examples import run
    from scribe.text.reader import Reader

    if folder and not folder.is_dir():
        raise typer.BadParameter("no such folder", param_hint="FOLDER")
    home = folder or resource("patterns")
    engine, reader = Scribe(patterns=home), Reader(home, segmenter=load_segmenter())
    listener = engine.listener
    sentences, measured = listener.book.examples, load_measure_examples(home / "measures")
    claims = list(run(engine.policies))
    wrong = list(failures(sentences, reader=reader, listener=listener))
    wrong += measure_failures(measured, listener.measures)
    wrong += [f"{claim.policy}: {claim.name}: {each}" for claim in claims for each in claim.wrong]
    for message in wrong:
        typer.echo(message)
    typer.echo(f"{len(sentences) + len(measured) + len(claims)} examples run, {len(wrong)} do not hold", err=True)
    if wrong:
        raise typer.Exit(1)
