"""`scribe batch`: many notes in, as many answers out."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from scribe.cli.engine import Clinic

HELP = """\b
Examples:
  scribe batch cases.jsonl -o reviews.jsonl
  scribe batch cases.jsonl -o reviews.jsonl --workers 4
  cat cases.jsonl | scribe batch - > reviews.jsonl

Review many notes. Each line in is an object with "id", "text" and "encounter"; each line out has "id" with "review" or
with "error", in the order of the input. A line that cannot be used becomes an error and the rest goes on.

The exit status is 1 when any line failed.
"""


def batch(
    cases: Annotated[str, typer.Argument(metavar="CASES", help="The cases, a JSONL file; - for stdin.")],
    output: Annotated[str | None, typer.Option("--output", "-o", help="Write to this file, not to stdout.")] = None,
    workers: Annotated[int, typer.Option("--workers", "-w", min=1, max=64, help="How many processes.")] = 1,
    clinic: Clinic = None,
) -> None:
    """Reviews many notes."""
    from scribe.batch.run import answers, read_lines
    from scribe.cli.engine import load_engine
    from scribe.cli.files import opened_to_read, opened_to_write, same_file, size_of
    from scribe.cli.progress import progress
    from scribe.settings import load_settings

    if same_file(cases, output):
        raise typer.BadParameter("the cases and the reviews cannot be one file", param_hint="--output")
    limit = load_settings().max_note_bytes
    done = failed = 0
    watched = progress("Reviewing", size=size_of(cases))
    with opened_to_read(cases) as source, opened_to_write(output) as target, watched as bar:
        for found in answers(
            bar(read_lines(source, limit=limit)), load=partial(load_engine, clinic), limit=limit, workers=workers
        ):
            target.write(found.line + "\n")
            done += found.ok
            failed += not found.ok
    typer.echo(f"{done} reviewed, {failed} failed", err=True)
    if failed:
        raise typer.Exit(1)
