"""A progress bar on stderr, where a person watches; nothing where none does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

Numbered = tuple[int, bytes]
Bar = Callable[[Iterable[Numbered]], Iterator[Numbered]]


@contextmanager
def progress(what: str, *, size: int | None) -> Iterator[Bar]:
    """A function that passes lines on and moves the bar by their bytes.

    Args:
        what: the word before the bar.
        size: the bytes of all lines together; None where that is not known, as of a pipe.
    """
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TextColumn("{task.fields[lines]} notes"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as shown:
        task = shown.add_task(what, total=size, lines=0)

        def pass_on(lines: Iterable[Numbered]) -> Iterator[Numbered]:
            for number, raw in lines:
                yield number, raw
                shown.update(task, advance=len(raw), lines=number)

        yield pass_on


def counted[Item](what: str, items: Sequence[Item]) -> Iterator[Item]:
    """The items, while a bar tells how many are done."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    yield from track(items, what, console=console, transient=True, disable=not console.is_terminal)
