"""`scribe eval`: how well reviews agree with labels."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from scribe.cli.engine import Clinic

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scribe.batch.score import Review, Score

HELP = """\b
Examples:
  scribe eval gold.jsonl
  scribe eval gold.jsonl --errors 20
  scribe eval gold.jsonl --reviews reviews.jsonl --json

Score reviews against labelled cases: evidence, assertions, attributes, requirements, verdicts and flags, and above all
false KX. Reviews the cases first, unless their reviews are given.

The exit status is 1 when a case could not be reviewed or scored.
"""


def evaluate(
    gold: Annotated[str, typer.Argument(metavar="GOLD", help="The labelled cases, a JSONL file; - for stdin.")],
    reviews: Annotated[str | None, typer.Option("--reviews", "-r", help="Reviews that `scribe batch` made.")] = None,
    errors: Annotated[int, typer.Option("--errors", min=0, help="Print this many disagreements.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
    workers: Annotated[int, typer.Option("--workers", "-w", min=1, max=64, help="How many processes.")] = 1,
    clinic: Clinic = None,
) -> None:
    """Scores reviews against labelled cases."""
    from scribe.batch.gold import score_lines
    from scribe.batch.run import read_lines
    from scribe.cli.files import opened_to_read
    from scribe.settings import load_settings

    limit = load_settings().max_note_bytes
    with opened_to_read(gold) as source:
        lines = list(read_lines(source, limit=limit))
    made = _read(reviews, lines, limit=limit) if reviews else _make(lines, clinic, limit=limit, workers=workers)
    score, refused = score_lines(lines, made)
    for message in refused:
        typer.echo(f"scribe: {message}", err=True)
    typer.echo(json.dumps(score.figures()) if as_json else _told(score))
    for case, what, got in score.disagreements[:errors]:
        typer.echo(f"{case} | {what} | {got}")
    if refused or score.unreviewed:
        raise typer.Exit(1)


def _make(
    lines: Sequence[tuple[int, bytes]], clinic: Sequence[str] | None, *, limit: int, workers: int
) -> Iterator[Review | None]:
    from scribe.batch.run import answers
    from scribe.cli.engine import load_engine
    from scribe.cli.progress import progress

    with progress("Reviewing", size=sum(len(raw) for _, raw in lines)) as bar:
        for found in answers(bar(lines), load=partial(load_engine, clinic), limit=limit, workers=workers):
            yield json.loads(found.line).get("review")


def _read(name: str, lines: Sequence[tuple[int, bytes]], *, limit: int) -> Iterator[Review | None]:
    from scribe.batch.cases import case_id
    from scribe.batch.gold import read_reviews
    from scribe.cli.files import naming, opened_to_read

    with naming(name), opened_to_read(name) as source:
        made = read_reviews(source, limit=limit)
    for number, raw in lines:
        yield made.get(case_id(raw, number))


def _told(score: Score) -> str:
    """The figures as lines of text; those of a kind or a style on a line each."""
    told = []
    for name, value in score.figures().items():
        if name in {"by_kind", "by_style"}:
            told.append(f"{name}:")
            told += [f"  {key:26} {_row(row)}" for key, row in value.items()]
        else:
            told.append(f"{name}: {_row(value) if isinstance(value, dict) else value}")
    return "\n".join(told)


def _row(figures: dict[str, object]) -> str:
    return "  ".join(f"{name} {value}" for name, value in figures.items())
