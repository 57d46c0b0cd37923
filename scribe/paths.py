"""Where patterns/, models/ and demo/ lie: inside the installed package, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

from scribe.errors import PatternError

_PACKAGE = Path(__file__).resolve().parent


def resource(name: str) -> Path:
    """The folder `name` (patterns, models or demo).

    Raises:
        PatternError: the folder is neither in the package nor beside it.
    """
    for home in (_PACKAGE, _PACKAGE.parent):
        folder = home / name
        if folder.is_dir():
            return folder
    raise PatternError(f"{name}/: the folder is missing from this installation")
