"""What a dictation looks like in the terminal while it runs: sentences, evidence, checklist, lines and flags.

Owns the picture. Knows nothing of connections.
"""

from __future__ import annotations

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from scribe.session import View
from scribe.types import Status, Verdict

_SIGNS = {
    Status.MET: ("✓", "green"),
    Status.MISSING: ("·", "dim"),
    Status.PENDING: ("…", "yellow"),
    Status.NEGATED: ("✗", "red"),
    Status.STALE: ("⌛", "yellow"),
    Status.CONTRADICTED: ("≠", "red"),
}
_GOOD = {Verdict.APPEND, Verdict.KEEP}
_SENTENCES, _EVIDENCE, _FLAGS = 12, 10, 8
_PER_SECOND = 8


class Screen:
    """Shows a view as it grows, in place on a terminal; elsewhere, only as it stands at the end."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._live = Live(console=console, refresh_per_second=_PER_SECOND, auto_refresh=False, transient=True)

    def __enter__(self) -> Screen:
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()

    def show(self, view: View, text: str) -> None:
        """The view as it stands now, on the transcript as far as it was sent."""
        if self._console.is_terminal:
            self._live.update(picture(view, text), refresh=True)

    def close(self, view: View, text: str) -> None:
        """The view as it stands at the end."""
        self._live.stop()
        self._console.print(picture(view, text))


def picture(view: View, text: str) -> RenderableType:
    """One picture of a view."""
    sentences = Text()
    for sentence in view.sentences[-_SENTENCES:]:
        style = "strike dim" if sentence.retracted else ""
        sentences.append(text[sentence.start : sentence.end].replace("\n", " ") + " ", style=style)
    return Group(
        Panel(sentences, title=f"Dictation · {len(view.sentences)} sentences", title_align="left"),
        _evidence(view),
        Rule(style="dim"),
        _checklist(view),
        Rule(style="dim"),
        _lines(view),
        _flags(view),
    )


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, show_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _evidence(view: View) -> Table:
    table = _table("Evidence", "Says", "Words")
    for item in view.evidence[-_EVIDENCE:]:
        table.add_row(item.kind.replace("_", " "), item.assertion.value.replace("_", " "), Text(item.text))
    return table


def _checklist(view: View) -> Table:
    table = _table("", "Requirement", "Policy", "Ask")
    for item in view.requirements:
        sign, style = _SIGNS[item.status]
        name = Text(f"{item.id.replace('_', ' ')}: {item.status.value}", style=style)
        table.add_row(Text(sign, style=style), name, item.policy, Text(item.prompt or ""))
    return table


def _lines(view: View) -> Table:
    table = _table("Line", "Code", "KX", "Why")
    for line in view.lines:
        verdict = Text(line.kx.value.replace("_", " "), style="green" if line.kx in _GOOD else "yellow")
        table.add_row(str(line.line), line.code, verdict, Text(line.message))
    return table


def _flags(view: View) -> Table:
    table = _table("Flag", "Severity", "What")
    for flag in view.flags[:_FLAGS]:
        table.add_row(flag.code.value, flag.severity.value, Text(flag.message))
    if len(view.flags) > _FLAGS:
        table.add_row("", "", f"… and {len(view.flags) - _FLAGS} more")
    return table
