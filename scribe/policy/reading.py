"""YAML files read with the line of every value, so that a mistake can be named by file and line.

Owns the step from bytes to plain data (mappings, tuples, text, numbers, dates). Knows nothing of what a policy is:
shapes are checked by the pydantic models handed to `shaped`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from scribe.errors import PatternError

Place = tuple[str | int, ...]

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_UNWRITTEN = {"int": "a number", "float": "a number", "bool": "true or false", "date": "a date", "NoneType": "empty"}


class Source:
    """One YAML file: its plain data and where each value stands."""

    def __init__(self, path: Path, *, place: str | None = None) -> None:
        """`place`: how messages name the file, if not by its own name."""
        self.path, self.place = path, place or path.name
        self._lines: dict[Place, int] = {}
        self.data = self._read()

    def error(self, place: Place, message: str) -> PatternError:
        """A `PatternError` that names this file, the line of `place` and what is wrong."""
        name = "".join(f"{part}: " if part is place[-1] else f"{part}." for part in place)
        return PatternError(f"{self.at(place)}: {name}{message}")

    def at(self, place: Place) -> str:
        """This file and the line of `place`, as messages name them."""
        where = tuple(place)
        while where and where not in self._lines:
            where = where[:-1]
        return f"{self.place}, line {self._lines.get(where, 1)}"

    def _read(self) -> Any:
        try:
            text = self.path.read_text(encoding="utf-8")
            node = yaml.compose(text, Loader=_Loader)
        except UnicodeDecodeError:
            raise PatternError(f"{self.place}, line 1: the file is not UTF-8 text") from None
        except OSError as error:
            raise PatternError(f"{self.place}: cannot be read ({error.strerror})") from None
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise PatternError(f"{self.place}, line {line}: not YAML: {error.problem}") from None
        if node is None:
            raise PatternError(f"{self.place}, line 1: the file is empty")
        return self._plain(node, ())

    def _plain(self, node: yaml.Node, place: Place) -> Any:
        self._lines[place] = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return tuple(self._plain(item, (*place, index)) for index, item in enumerate(node.value))
        return self._scalar(node, place)

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in node.value:
            name = str(key.value)
            if name in found:
                self._lines[(*place, name)] = key.start_mark.line + 1
                raise self.error((*place, name), "stands twice")
            found[name] = self._plain(value, (*place, name))
            self._lines[(*place, name)] = key.start_mark.line + 1
        return found

    def _scalar(self, node: yaml.Node, place: Place) -> Any:
        text = str(node.value)
        match node.tag.rpartition(":")[2]:
            case "int":
                return int(text.replace("_", ""), 0) if not _octal(text) else int(text, 8)
            case "float":
                return float(text)
            case "bool":
                return text.lower() in {"true", "yes", "on"}
            case "null":
                return None
            case "timestamp":
                try:
                    return dt.date.fromisoformat(text)
                except ValueError:
                    raise self.error(place, "expected a date as YYYY-MM-DD") from None
            case _:
                return text


def _octal(text: str) -> bool:
    return len(text) > 1 and text[0] == "0" and text.isdigit()


def shaped[Model: BaseModel](source: Source, model: type[Model]) -> Model:
    """The file's data as `model`.

    Raises:
        PatternError: with file, line and what is wrong of the first mistake.
    """
    try:
        return model.model_validate(source.data)
    except ValidationError as error:
        first = min(error.errors(include_url=False), key=_unknown_first)
        place = _written_place(first["loc"], source.data)
        raise source.error(place, _plain_words(first)) from None


def _unknown_first(error: Any) -> bool:
    """A key that is not known tells more than the key it was meant to be, which is then missing."""
    return bool(error["type"] != "extra_forbidden")


def _written_place(loc: Place, data: Any) -> Place:
    """The part of pydantic's location that stands in the file (it adds names of union members)."""
    place: list[str | int] = []
    for part in loc:
        if isinstance(data, Mapping) and part in data:
            data = data[str(part)]
        elif isinstance(data, tuple) and isinstance(part, int) and part < len(data):
            data = data[part]
        elif part != loc[-1]:
            continue
        place.append(part)
    return tuple(place)


def _plain_words(error: Any) -> str:
    kind, given = error["type"], error.get("input")
    match kind:
        case "extra_forbidden":
            return "unknown key"
        case "missing":
            return "is required"
        case "string_type":
            return f'expected quoted text, found {_UNWRITTEN.get(type(given).__name__, "something else")} (write "…")'
        case "value_error":
            return str(error["ctx"]["error"])
    return str(error["msg"])
