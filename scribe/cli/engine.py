"""Making the engine for a command, quickly."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scribe.engine import Scribe


Clinic = Annotated[
    list[str] | None,
    typer.Option(
        "--clinic",
        metavar="FOLDER",
        help="A clinic's own policies and patterns, or an overlay's name; may be repeated.",
    ),
]


def load_engine(clinic: Sequence[str] | None = None) -> Scribe:
    """The engine, made anew; a module's function, so that worker processes can call it.

    `clinic`: a clinic's own folders; those of SCRIBE_CLINIC when none are given.

    All that is loaded and made here stays for the life of the process, so the garbage collector rests meanwhile and
    never looks at it again. That saves about a fifth of the start.
    """
    gc.disable()
    try:
        from scribe.engine import Scribe

        return Scribe(clinic=clinic or None)
    finally:
        gc.freeze()
        gc.enable()
