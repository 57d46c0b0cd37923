"""A Review as text: verdict per line first, then the checklist, then flags, at any width of terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from scribe.render.terminal import write
from scribe.render.view import Checklist, Notice, Quote, Row, View, money, one_line
from scribe.render.words import ASSERTIONS, CLAIM_TYPES, PAYERS, SEVERITIES, STATUSES, VERDICTS, Word, title
from scribe.types import Assertion, Citation, Line, Status, Verdict

_TONES = {"good": "green", "warn": "yellow", "bad": "red", "ask": "cyan", "quiet": "dim"}
_METER = 12


def write_review(shown: View, console: Console) -> None:
    """Writes the review to `console`.

    Args:
        shown: the review arranged for reading.
        console: where to; its width, colours and character set decide the form.
    """
    write(_parts(shown, ascii_only=console.options.ascii_only), console)


def _parts(shown: View, *, ascii_only: bool) -> Iterator[RenderableType]:
    yield _heading(shown)
    yield ""
    if shown.lines:
        yield _lines(shown, ascii_only=ascii_only)
    else:
        yield Text("No claim lines: none were given and no procedure code was heard.")
    for checklist in shown.checklists:
        yield ""
        yield _checklist(checklist, ascii_only=ascii_only)
    if shown.notices:
        yield ""
        yield _titled("Flags", _notices(shown.notices, ascii_only=ascii_only))
    if shown.apart:
        yield ""
        yield _titled("Also heard", _apart(shown.apart, ascii_only=ascii_only))


def _heading(shown: View) -> Text:
    known = shown.encounter
    facts = [
        f"date of service {known.date_of_service}" if known.date_of_service else "no date of service",
        PAYERS[known.payer],
        CLAIM_TYPES[known.claim_type],
    ]
    return Text.assemble(("KX review", "bold"), "  ", " · ".join(facts))


def _lines(shown: View, *, ascii_only: bool) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    wide = max(len(_claim(line)) for line in shown.lines)
    before: Line | None = None
    for line in shown.lines:
        claim = Text.assemble((f"{_claim(line):{wide}}", "bold"), _total(line, ascii_only=ascii_only))
        same = before is not None and (line.kx, line.message) == (before.kx, before.message)
        table.add_row(
            _sign(VERDICTS[line.kx], ascii_only=ascii_only),
            Text(f"line {line.line}", style="bold"),
            Group(claim, *([] if same else [Text(one_line(line.message))])),
        )
        before = line
    return table


def _claim(line: Line) -> str:
    # A KX that is not there yet is told apart from the modifiers that are.
    modifiers = (f"+{each}" if each == "KX" and line.kx is Verdict.APPEND else each for each in line.modifiers)
    return " ".join((line.code, *modifiers))


def _total(line: Line, *, ascii_only: bool) -> str:
    """The running total against the threshold as a small meter; empty where either is not known."""
    if line.running_total is None or not line.threshold:
        return ""
    full = min(_METER, int(_METER * line.running_total / line.threshold))
    on, off = ("#", ".") if ascii_only else ("█", "░")
    return f"   {on * full}{off * (_METER - full)} {money(line.running_total)} of {money(line.threshold)}"


def _checklist(checklist: Checklist, *, ascii_only: bool) -> Group:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    for row in checklist.rows:
        table.add_row(_sign(STATUSES[row.requirement.status], ascii_only=ascii_only), _row(row, ascii_only=ascii_only))
    count = Text.assemble((checklist.name, "bold"), f"  {checklist.met} of {len(checklist.rows)} met")
    parts: list[RenderableType] = [count, Padding(table, (0, 0, 0, 2))]
    parts += [Padding(_source(number, source), (0, 0, 0, 2)) for number, source in enumerate(checklist.citations, 1)]
    if checklist.not_modeled:
        unread = ". ".join(sentence.rstrip(".") for sentence in checklist.not_modeled)
        parts.append(Padding(Text(f"Not checked here. {unread}.", style="dim"), (0, 0, 0, 2)))
    return Group(*parts)


def _row(row: Row, *, ascii_only: bool) -> Group:
    requirement = row.requirement
    marks = "".join(f"[{number}]" for number in row.sources)
    parts = [Text.assemble((row.name, "bold"), (f" {marks}" if marks else "", "dim"))]
    parts += [_quote(quote, ascii_only=ascii_only) for quote in row.quotes]
    if requirement.status is not Status.MET:
        parts.append(Text(one_line(requirement.message)))
    if requirement.prompt:
        parts.append(Text.assemble(("Ask: ", "bold"), one_line(requirement.prompt)))
    if requirement.due:
        parts.append(Text(f"Due by {requirement.due}."))
    return Group(*parts)


def _quote(quote: Quote, *, ascii_only: bool) -> Text:
    left, right = ('"', '"') if ascii_only else ("“", "”")
    text = Text.assemble(left, (quote.words, "italic"), right)
    assertion = quote.evidence.assertion
    if assertion is not Assertion.AFFIRMED:
        why = f" by {quote.because}" if quote.because else ""
        text.append(f"  {ASSERTIONS[assertion].word}{why}")
    text.append(f"  note line {quote.line}, column {quote.column}", style="dim")
    return text


def _source(number: int, source: Citation) -> Text:
    where = ", ".join(part for part in (source.title, source.section) if part)
    span = _in_force(source)
    return Text(f"[{number}] {one_line(where)}{f' ({span})' if span else ''}", style="dim")


def _in_force(source: Citation) -> str:
    first, last = source.effective_from, source.effective_to
    if first and last:
        return f"in force {first} to {last}"
    if first:
        return f"in force from {first}"
    return f"in force until {last}" if last else ""


def _notices(notices: tuple[Notice, ...], *, ascii_only: bool) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    for notice in notices:
        words = Text.assemble((notice.code, "bold"), "  ", ". ".join(_said(notice)))
        table.add_row(_sign(SEVERITIES[notice.severity], ascii_only=ascii_only), words)
    return table


def _said(notice: Notice) -> Iterator[str]:
    if notice.lines:
        yield f"{'Line' if len(notice.lines) == 1 else 'Lines'} {', '.join(map(str, notice.lines))}"
    if notice.about:
        yield notice.about
    if notice.message:
        yield one_line(notice.message)


def _apart(quotes: tuple[Quote, ...], *, ascii_only: bool) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    for quote in quotes:
        table.add_row(Text(title(quote.evidence.kind)), _quote(quote, ascii_only=ascii_only))
    return table


def _titled(heading: str, body: RenderableType) -> Group:
    return Group(Text(heading, style="bold"), Padding(body, (0, 0, 0, 2)))


def _sign(word: Word, *, ascii_only: bool) -> Text:
    return Text(f"{word.ascii if ascii_only else word.sign} {word.word}", style=_TONES[word.tone])
