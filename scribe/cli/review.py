"""`scribe review`: one note in, its review out."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from scribe.cli.engine import Clinic

if TYPE_CHECKING:
    from scribe.engine import Scribe
    from scribe.render.view import Names
    from scribe.types import Encounter, Review

HELP = """\b
Examples:
  scribe review note.txt --encounter visit.json
  scribe review note.txt -e visit.json --format html -o review.html
  cat note.txt | scribe review - --format json

Review one note: the verdict on KX for each claim line, what the note supports, and what it leaves open.

The exit status is 0 whatever the flags say; 2 when the note or the encounter cannot be used.
"""


class Format(StrEnum):
    """How a review is written."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


class FailOn(StrEnum):
    """From which severity on a flag makes the exit status 1."""

    WARNING = "warning"
    ERROR = "error"


def review(
    note: Annotated[str, typer.Argument(metavar="NOTE", help="The note, a UTF-8 text file; - for stdin.")],
    encounter: Annotated[
        str | None, typer.Option("--encounter", "-e", help="What is known besides the note: a JSON file; - for stdin.")
    ] = None,
    form: Annotated[Format, typer.Option("--format", "-f", help="How the review is written.")] = Format.TEXT,
    output: Annotated[str | None, typer.Option("--output", "-o", help="Write to this file, not to stdout.")] = None,
    fail_on: Annotated[
        FailOn | None, typer.Option("--fail-on", help="Exit with 1 when a flag is at least this grave.")
    ] = None,
    clinic: Clinic = None,
) -> None:
    """Reviews one note."""
    from scribe.cli.files import read_encounter_file, read_note, same_file
    from scribe.settings import load_settings

    if note == "-" and encounter == "-":
        raise typer.BadParameter("NOTE and --encounter cannot both be stdin")
    if same_file(note, output) or (encounter and same_file(encounter, output)):
        raise typer.BadParameter("the review cannot be written over what it is made from", param_hint="--output")
    limit = load_settings().max_note_bytes
    text = read_note(note, limit=limit)
    known = read_encounter_file(encounter)

    from scribe.cli.engine import load_engine

    engine = load_engine(clinic)
    found = engine.review(text, known)
    _write(found, known, engine, form=form, output=output)
    if fail_on and _is_grave(found, fail_on):
        raise typer.Exit(1)


def _write(found: Review, known: Encounter, engine: Scribe, *, form: Format, output: str | None) -> None:
    from scribe.cli.files import opened_to_write

    if form is Format.JSON:
        with opened_to_write(output) as target:
            target.write(found.to_json() + "\n")
        return

    from scribe.render.view import view

    shown = view(found, encounter=known, names=_names(engine, known))
    if form is Format.HTML:
        from scribe.render.html import render_html

        with opened_to_write(output) as target:
            target.write(render_html(shown))
        return

    from rich.console import Console

    from scribe.render.text import write_review

    if output is None:
        write_review(shown, Console())
        return
    with opened_to_write(output) as target:
        write_review(shown, Console(file=target, width=100, no_color=True))


def _names(engine: Scribe, known: Encounter) -> Names:
    """What the policies in force on the date of service call themselves and their requirements."""
    from scribe.render.view import Names

    listing = engine.policies.listing(known.date_of_service)
    return Names(
        policies={each.policy.id: each.policy.title for each in listing},
        requirements={
            (each.policy.id, asked.id): asked.name for each in listing for asked in each.version.requirements
        },
        not_modeled={each.policy.id: each.policy.not_modeled for each in listing},
    )


def _is_grave(found: Review, fail_on: FailOn) -> bool:
    grave = {FailOn.ERROR: {"error"}, FailOn.WARNING: {"error", "warning"}}[fail_on]
    return any(flag.severity in grave for flag in found.flags)
