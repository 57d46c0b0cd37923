"""Making the engine for a command, quickly."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scribe.engine import Scribe
    from scribe.policy import Policies


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
        from scribe.paths import user_cache
        from scribe.patternfile import keep_parsed
        from scribe.settings import load_settings

        keep_parsed(load_settings().cache_dir or user_cache())
        return Scribe(clinic=clinic or None)
    finally:
        gc.freeze()
        gc.enable()


def load_policies(clinic: Sequence[str] | None = None) -> Policies:
    """The policies alone; `clinic` as for the engine."""
    from scribe.paths import clinic_folders, clinic_policies, resource
    from scribe.policy import Policies
    from scribe.settings import load_settings

    own = clinic_folders(clinic or load_settings().clinic)
    return Policies(resource("patterns") / "policies", extra=[place for home in own for place in clinic_policies(home)])
