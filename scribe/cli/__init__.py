"""The command `scribe`.

Owns what a person types and sees: commands, options, exit statuses. Data goes to stdout, talk to stderr. A mistake in
what came in ends with one line that says what and where, and status 2. Each command loads what it needs when it runs,
so that help is there at once.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated, NoReturn

import typer

from scribe.cli import batch, evaluate, explain, live, patterns, policies, review
from scribe.errors import ScribeError

_HELP = """\b
Examples:
  scribe review note.txt --encounter visit.json
  scribe review - --format json < note.txt
  scribe batch cases.jsonl -o reviews.jsonl
  scribe policies show therapy-threshold --on 2026-03-12
  scribe explain "The plan of care is awaiting signature."

Reads clinical notes and dictation and says, for each claim line, whether HCPCS modifier KX is supported by the text and
what documentation is missing.
"""

app = typer.Typer(help=_HELP, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
app.command(help=review.HELP, short_help="Review one note.")(review.review)
app.command(help=batch.HELP, short_help="Review many notes, a line each.")(batch.batch)
app.command(name="eval", help=evaluate.HELP, short_help="Score reviews against labelled cases.")(evaluate.evaluate)
app.command(help=explain.HELP, short_help="Tell why a sentence counts, or does not.")(explain.explain)
live.register(app)
app.add_typer(policies.app, name="policies", short_help="What the policy files say on a day.")
app.add_typer(patterns.app, name="patterns", short_help="Check the files that hold the rules.")


def _tell_version(asked: bool) -> None:
    if asked:
        from scribe import __version__

        typer.echo(f"scribe {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_tell_version, help="Print the version and stop.")
    ] = False,
) -> None:
    """Options that stand before the command."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Runs the command and ends the process with its status.

    Args:
        arguments: what would stand after `scribe`; the process's own when not given.
    """
    given = sys.argv[1:] if arguments is None else list(arguments)
    try:
        status = app(args=given or ["--help"], prog_name="scribe", standalone_mode=False)
    except typer.TyperException as error:
        _complain(error.format_message().replace(" Value error,", ""))
        status = error.exit_code
    except ScribeError as error:
        _complain(str(error))
        status = error.exit_status
    except typer.Abort:
        status = 130
    sys.exit(status or 0)


def _complain(message: str) -> None:
    typer.echo(f"scribe: {' '.join(message.split())}", err=True)
