"""Where patterns/, models/ and demo/ lie: inside the installed package, or beside it in a checkout; and a clinic's own.

A clinic's folder holds policy files, at its top or in `policies`, and rules in `evidence` and `context`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from scribe.errors import PatternError

_CLINIC_FOLDERS = frozenset({"context", "evidence", "policies"})
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


def clinic_folders(names: Iterable[str | Path]) -> tuple[Path, ...]:
    """The folders that a clinic names; a name that is no folder may be one of the overlays that come with Scribe.

    Raises:
        PatternError: there is no such folder, two bear one name, or one holds what Scribe would not read.
    """
    found: dict[str, Path] = {}
    for name in names:
        folder = Path(name)
        if not folder.is_dir() and len(folder.parts) == 1:
            folder = resource("patterns") / "policies" / "overlays" / name
        if not folder.is_dir():
            raise PatternError(f"{name}: no such folder of a clinic's own patterns, and no overlay has this name")
        folder = folder.resolve()
        if found.setdefault(folder.name, folder) != folder:
            raise PatternError(f"{folder.name}/: two folders of a clinic's own patterns bear this name")
        _check_clinic(folder)
    return tuple(found.values())


def clinic_policies(folder: Path) -> tuple[Path, ...]:
    """The parts of a clinic's folder that hold policy files."""
    return tuple(place for place in (folder, folder / "policies") if place.is_dir())


def _check_clinic(folder: Path) -> None:
    """Refuses what looks meant for Scribe and would not be read."""
    for entry in sorted(folder.iterdir()):
        if entry.is_dir() and not entry.name.startswith((".", "_")) and entry.name not in _CLINIC_FOLDERS:
            known = ", ".join(sorted(_CLINIC_FOLDERS))
            raise PatternError(f"{folder.name}/{entry.name}/: not read; a clinic's folder holds {known}")
    for path in sorted(folder.rglob("*.yml")):
        raise PatternError(f"{folder.name}/{path.relative_to(folder)}: not read; end the name in .yaml")
    if not any(folder.rglob("*.yaml")):
        raise PatternError(f"{folder.name}/: holds no .yaml file")


def user_cache() -> Path:
    """The folder in which this user's programs keep what they can make again."""
    if sys.platform == "win32":
        home = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "scribe" / "cache"
    elif sys.platform == "darwin":
        home = Path.home() / "Library" / "Caches" / "scribe"
    else:
        home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "scribe"
    return home / "patterns"
