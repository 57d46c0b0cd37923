"""Reading what the command line names, and writing where it says.

Owns `-`, sizes read, and turning the system's errors into one line that names the file.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO

from scribe.encounter import read_encounter, read_json
from scribe.errors import FileError, ScribeError
from scribe.note import decode_note
from scribe.types import Encounter

_ENCOUNTER_LIMIT = 1_000_000


def read_note(name: str, *, limit: int) -> str:
    """The note in file `name`, or on stdin for `-`."""
    with naming(name):
        return decode_note(_read(name, limit=limit), limit=limit)


def read_encounter_file(name: str | None) -> Encounter:
    """The encounter in file `name`, or on stdin for `-`; nothing known when no file is named."""
    return read_encounter(read_encounter_data(name))


def read_encounter_data(name: str | None) -> dict[str, Any]:
    """The same as plain data, once it is known to be an encounter."""
    if name is None:
        return {}
    with naming(name):
        raw = _read(name, limit=_ENCOUNTER_LIMIT)
        if len(raw) > _ENCOUNTER_LIMIT:
            raise FileError(f"more than {_ENCOUNTER_LIMIT:,} bytes; expected an encounter")
        data = read_json(raw, what="encounter")
        read_encounter(data)
        return dict(data or {})


@contextmanager
def naming(name: str) -> Iterator[None]:
    """Errors about a file's content begin with its name."""
    shown = "stdin" if name == "-" else name
    try:
        yield
    except ScribeError as error:
        error.args = (f"{shown}: {error}",)
        raise
    except OSError as error:
        raise FileError(f"{shown}: {(error.strerror or type(error).__name__).lower()}") from None


@contextmanager
def opened_to_read(name: str) -> Iterator[BinaryIO]:
    """File `name`, or stdin for `-`, as bytes."""
    if name == "-":
        yield sys.stdin.buffer
        return
    with naming(name):
        source = Path(name).open("rb")  # noqa: SIM115 - closed below; only the opening may be told as a fault of the file
    with source:
        yield source


@contextmanager
def opened_to_write(name: str | None) -> Iterator[IO[Any]]:
    """File `name` as UTF-8 text, or stdout when none is named or it is `-`."""
    if name in {None, "-"}:
        sys.stdout.flush()
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(encoding="utf-8", newline="\n")
        yield sys.stdout
        return
    with naming(str(name)):
        target = Path(str(name)).open("w", encoding="utf-8", newline="\n")  # noqa: SIM115 - as above
    with target:
        yield target


def _read(name: str, *, limit: int) -> bytes:
    """At most one byte more than `limit`, so that too long is seen and not all of it is held."""
    if name == "-":
        return sys.stdin.buffer.read(limit + 1)
    with Path(name).open("rb") as file:
        return file.read(limit + 1)


def same_file(one: str, other: str | None) -> bool:
    """Whether both names stand for one file on disk."""
    if other in {None, "-"} or one == "-":
        return False
    first, second = Path(one), Path(str(other))
    return first.exists() and second.exists() and first.samefile(second)


def size_of(name: str) -> int | None:
    """The bytes of file `name`; None for stdin, or where it cannot be told."""
    path = Path(name)
    return path.stat().st_size if name != "-" and path.is_file() else None
