"""`scribe policies`: what the policy files say, on which day, and what changes or runs out."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scribe.cli.engine import Clinic, load_policies

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import RenderableType


app = typer.Typer(
    help="""\b
Examples:
  scribe policies list --on 2026-03-12
  scribe policies show therapy-threshold
  scribe policies diff 2024-12-31 2025-01-01
  scribe policies due

What the policy files say, on which day, and what changes or runs out.
""",
    rich_markup_mode=None,
)

# What `show` lists of a policy, and where it is found.
_LISTED = (("Codes", "codes"), ("Codes not loaded", "unread"), ("LCD", "lcd"), ("Articles", "articles"))
On = Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day, YYYY-MM-DD; default: today.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Before = Annotated[str, typer.Argument(metavar="BEFORE", help="A day, YYYY-MM-DD.")]
After = Annotated[str, typer.Argument(metavar="AFTER", help="Another day, YYYY-MM-DD.")]


@app.command(
    name="list",
    short_help="List the policies in force on a day.",
    help="""\b
Examples:
  scribe policies list
  scribe policies list --code L1833
  scribe policies list --on 2023-06-30 --json

List the policies in force on a day: what each asks of KX, and how sure the file is. With --code, those that look at a
claim line with this code.
""",
)
def list_policies(
    on: On = None,
    code: Annotated[str | None, typer.Option("--code", metavar="CODE", help="A procedure code.")] = None,
    as_json: AsJson = False,
    clinic: Clinic = None,
) -> None:
    """Lists the policies in force on a day."""
    from scribe.cli.policy_facts import summary

    day = _day(on)
    listing = load_policies(clinic).listing(day)
    if code is not None:
        from scribe.types import ClaimLine, Encounter

        line = ClaimLine(line=1, code=code.upper())
        listing = [governing for governing in listing if governing.looks_at(line, Encounter())]
    rows = [summary(governing) for governing in listing]
    if as_json:
        typer.echo(json.dumps(rows))
        return
    _write(_list(rows))
    typer.echo(f"{_count(rows, 'policy', 'policies')} in force on {day}", err=True)


@app.command(
    short_help="Show one policy as it stands on a day.",
    help="""\b
Examples:
  scribe policies show dme-therapeutic-shoes
  scribe policies show therapy-threshold --on 2024-12-31 --json

Show one policy as it stands on a day: what KX attests, each requirement with its question, amounts, sources, and
what the file does not check.
""",
)
def show(
    policy: Annotated[str, typer.Argument(metavar="ID", help="The policy's id, as `list` shows it.")],
    on: On = None,
    as_json: AsJson = False,
    clinic: Clinic = None,
) -> None:
    """Shows one policy as it stands on a day."""
    from scribe.cli.policy_facts import details

    day = _day(on)
    found = details(load_policies(clinic).show(policy, day), on=day)
    if as_json:
        typer.echo(json.dumps(found))
    else:
        _write(_details(found))


@app.command(
    short_help="Tell what changes between two days.",
    help="""\b
Examples:
  scribe policies diff 2024-12-31 2025-01-01
  scribe policies diff 2025-01-01 2026-01-01 --json

Tell what changes between two days: policies that begin or end, requirements, amounts, and what is asked of KX.
""",
)
def diff(before: Before, after: After, as_json: AsJson = False, clinic: Clinic = None) -> None:
    """Tells what changes between two days."""
    from scribe.cli.policy_facts import changes

    first, last = _date(before), _date(after)
    policies = load_policies(clinic)
    found = changes(policies.listing(first), policies.listing(last), before=first, after=last)
    if as_json:
        typer.echo(json.dumps(found))
        return
    rows = [(row["policy"], row["what"], row["before"], row["after"]) for row in found]
    _table(("Policy", "What", before, after), rows)
    typer.echo(f"{_count(found, 'change', 'changes')} from {first} to {last}", err=True)


@app.command(
    short_help="Tell what runs out, and what is not loaded.",
    help="""\b
Examples:
  scribe policies due
  scribe policies due --on 2026-11-01

Tell what begins or ends within a year of a day, which amounts of that year and the next are not loaded, and which
sources were read a year ago or longer.
""",
)
def due(on: On = None, as_json: AsJson = False, clinic: Clinic = None) -> None:
    """Tells what runs out, and what is not loaded yet."""
    from scribe.cli.policy_facts import running_out

    day = _day(on)
    found = running_out(load_policies(clinic).listing(), on=day)
    if as_json:
        typer.echo(json.dumps(found))
        return
    _table(("Policy", "When", "What"), [(row["policy"], row["when"], row["what"]) for row in found])
    typer.echo(f"{_count(found, 'thing', 'things')} due after {day}", err=True)


def _day(given: str | None) -> dt.date:
    return dt.date.today() if given is None else _date(given)  # noqa: DTZ011 - the user's own calendar day


def _date(given: str) -> dt.date:
    try:
        return dt.datetime.strptime(given, "%Y-%m-%d").date()  # noqa: DTZ007 - a calendar day has no zone
    except ValueError:
        raise typer.BadParameter("expected a date that exists, as YYYY-MM-DD", param_hint="DATE") from None


def _count(rows: Sequence[object], one: str, many: str) -> str:
    return f"{len(rows)} {one if len(rows) == 1 else many}"


def _payers(row: dict[str, Any]) -> str:
    return ", ".join(payer.replace("_", " ") for payer in row["payers"])


def _span(row: dict[str, Any]) -> str:
    return f"{row['from']} to {row['to']}" if row["to"] else f"from {row['from']}"


def _write(parts: Iterable[RenderableType]) -> None:
    from rich.console import Console

    from scribe.render.terminal import write

    write(parts, Console())


def _list(rows: Sequence[dict[str, Any]]) -> Iterator[RenderableType]:
    """A line for each policy (id, KX, in force, confidence), and its title below."""
    from rich.padding import Padding
    from rich.text import Text

    wide = max((len(row["id"]) for row in rows), default=0)
    for row in rows:
        kx = row["kx"].replace("_", " ")
        payers = "" if "medicare_part_b" in row["payers"] else f"  {_payers(row)}"
        yield Text.assemble((f"{row['id']:{wide}}", "bold"), f"  {kx:16}  {_span(row)}  {row['confidence']}{payers}")
        yield Padding(Text(row["title"], style="dim"), (0, 0, 0, 2))


def _table(headings: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column(headings[0], no_wrap=True)
    for heading in headings[1:]:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    if rows:
        _write([table])


def _requirement(found: dict[str, Any]) -> Iterator[str]:
    yield found["why"]
    if found["codes"]:
        yield f"Asked of: {', '.join(found['codes'])}"
    yield f"Ask: {found['prompt']}"


def _details(found: dict[str, Any]) -> Iterator[RenderableType]:
    def line(text: str, indent: int = 0, style: str = "") -> RenderableType:
        return Padding(Text(text, style=style), (0, 0, 0, indent))

    from rich.padding import Padding
    from rich.text import Text

    yield line(found["title"], style="bold")
    yield line(
        f"{found['id']} · {_span(found)} · KX {found['kx'].replace('_', ' ')} · {found['confidence']} confidence"
    )
    for name, told in (("For", _payers(found)), *((name, ", ".join(found[key])) for name, key in _LISTED)):
        if told:
            yield line(f"{name}: {told}")
    yield line(f"KX attests: {found['attests']}")
    if found["note"]:
        yield line(found["note"])
    for name, amount in found["amounts"].items():
        yield line(f"{name}: {'not known' if amount is None else f'${amount:,.2f}'}")
    for requirement in found["requirements"]:
        yield line(f"\n{requirement['name']} ({requirement['id']})", 2, "bold")
        yield from (line(text, 2) for text in _requirement(requirement))
    yield line("\nSources", style="bold")
    for source in found["citations"]:
        yield line(", ".join(part for part in (source["title"], source["section"]) if part), 2)
        yield line(source["url"], 4)
    if found["not_modeled"]:
        yield line("\nNot checked", style="bold")
        for sentence in found["not_modeled"]:
            yield line(f"- {sentence}", 2)
