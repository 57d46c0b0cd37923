"""Pattern files as they were parsed, kept between starts: a tenth of a second instead of half a second.

Owns a folder with one JSON file for each pattern file, good only for the very bytes it was made of. Nothing of a note
is in it, and it may be deleted at any time. What cannot be read is made again; where the folder is not private, or
cannot be written, nothing is kept.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

# Rises when the form below, or what the parser makes of a file, changes.
_FORM = 1
_LINE, _DATE = "\0line", "\0date"
Entry = Callable[[int], dict[Any, Any]]


class PatternCache:
    """Parsed pattern files in `folder`, which is made with the owner's rights alone when it is first written to.

    Processes may share it: a file is written whole under another name and then given its own.
    """

    def __init__(self, folder: Path, entry: Entry) -> None:
        """`entry` makes the mapping that begins on a line."""
        self._folder, self._entry = folder, entry
        self._usable = not folder.exists() or _is_private(folder)

    def get(self, path: Path, raw: bytes) -> Any:
        """What was made of `raw`, the content of the file at `path`; None when it is not known."""
        if not self._usable:
            return None
        try:
            kept = json.loads(self._place(path).read_bytes(), object_hook=self._revive)
            return kept["data"] if kept["of"] == _digest(raw) else None
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def put(self, path: Path, raw: bytes, data: Any) -> None:
        """Keeps what was made of `raw`; nothing happens where that is not possible."""
        if not self._usable:
            return
        try:
            text = json.dumps({_LINE: 0, "of": _digest(raw), "data": _plain(data)}, ensure_ascii=False)
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._folder, suffix=".new")
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            Path(name).replace(self._place(path))
        except TypeError:
            return
        except OSError:
            self._usable = False

    def _place(self, path: Path) -> Path:
        return self._folder / f"{hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:32]}.json"

    def _revive(self, row: dict[str, Any]) -> Any:
        if _DATE in row:
            return dt.date.fromisoformat(row[_DATE])
        entry = self._entry(row.pop(_LINE))
        entry.update(row)
        return entry


def _digest(raw: bytes) -> str:
    return hashlib.sha256(b"%d\0" % _FORM + raw).hexdigest()


def _is_private(folder: Path) -> bool:
    """Whether only this user can write there."""
    if os.name != "posix":
        return True
    found = folder.stat()
    return found.st_uid == os.geteuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _plain(data: Any) -> Any:
    """Data of a pattern file as JSON has it.

    Raises:
        TypeError: there is something in it that JSON does not have.
    """
    if isinstance(data, dict):
        if not all(isinstance(key, str) for key in data):
            raise TypeError("a key that is no text")
        return {_LINE: data.line, **{key: _plain(value) for key, value in data.items()}}  # type: ignore[attr-defined]
    if isinstance(data, list):
        return [_plain(value) for value in data]
    if isinstance(data, dt.date) and not isinstance(data, dt.datetime):
        return {_DATE: data.isoformat()}
    if data is None or isinstance(data, str | int | float):
        return data
    raise TypeError(type(data).__name__)
