"""Reads one file of patterns/ as plain data, or names the file and the line of what is wrong with it.

Owns the step from bytes to data, and the line each mapping begins on. Knows nothing of what a file should hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from scribe.errors import PatternError
from scribe.patterncache import PatternCache

_MERGE = "tag:yaml.org,2002:merge"


class Entry(dict[Any, Any]):
    """A mapping of a pattern file that knows the line it begins on."""

    __slots__ = ("line",)

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The safe loader, with mappings as `Entry`; a key that stands twice in one is refused."""


def _entry(loader: Any, node: yaml.MappingNode) -> Iterator[Entry]:
    entry = Entry(node.start_mark.line + 1)
    yield entry
    seen = set()
    for key, _ in node.value:
        if key.tag != _MERGE and key.value in seen:
            raise yaml.MarkedYAMLError(problem=f"the key {key.value!r} stands twice", problem_mark=key.start_mark)
        seen.add(str(key.value))
    entry.update(loader.construct_mapping(node))


_Loader.add_constructor("tag:yaml.org,2002:map", _entry)


_cache: PatternCache | None = None


def keep_parsed(folder: Path) -> None:
    """From now on this process keeps parsed files in `folder`, and takes from there what was parsed before."""
    global _cache  # noqa: PLW0603 - one for the process, set once at its start
    _cache = PatternCache(folder, Entry)


def read_pattern_file(path: Path, *, place: str | None = None) -> Any:
    """The content of a YAML file.

    Args:
        place: how messages name the file, if not by `place_of`.

    Raises:
        PatternError: the file cannot be read, is not UTF-8 or is not YAML.
    """
    place = place or place_of(path)
    try:
        raw = path.read_bytes()
        return _parsed(path, raw)
    except OSError as error:
        raise PatternError(f"{place}: cannot be read: {(error.strerror or '').lower()}") from None
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise PatternError(f"{place}, line {line}: not UTF-8 text") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise PatternError(f"{place}, line {line}: not YAML: {error.problem}") from None
    except yaml.YAMLError as error:
        raise PatternError(f"{place}: not YAML: {' '.join(str(error).split())}") from None


def _parsed(path: Path, raw: bytes) -> Any:
    data = _cache.get(path, raw) if _cache else None
    if data is None:
        data = yaml.load(raw.decode("utf-8"), Loader=_Loader)
        if _cache:
            _cache.put(path, raw, data)
    return data


def place_of(path: Path) -> str:
    """How messages name the file: its folder and its name."""
    return f"{path.parent.name}/{path.name}"


def line_of(row: Any) -> str:
    """The line of a mapping of a pattern file, to stand behind the file's name (", line 7"); else nothing."""
    return f", line {row.line}" if isinstance(row, Entry) else ""
