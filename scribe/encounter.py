"""From plain data to an Encounter, or an error that names the field.

Owns the words in which a mistake in an encounter is told. Knows nothing of what the fields are used for. No message
repeats a value of the encounter: a value may be dictated text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NoReturn

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from scribe.errors import EncounterError, JsonError
from scribe.types import ClaimLine, Encounter, Patient, TherapyYtd

_SHOWN = 3
_KINDS = {
    list: "a list",
    dict: "an object",
    str: "a string",
    bool: "true or false",
    int: "a number",
    float: "a number",
    type(None): "null",
}
_FIELDS: dict[str, tuple[str, ...]] = {
    "": tuple(Encounter.model_fields),
    "patient": tuple(Patient.model_fields),
    "therapy_ytd": tuple(TherapyYtd.model_fields),
    "claim_lines": tuple(ClaimLine.model_fields),
}
_EXPECTED = {
    "bool_type": "true or false",
    "date_from_datetime_parsing": "a date that exists, as YYYY-MM-DD",
    "date_parsing": "a date that exists, as YYYY-MM-DD",
    "date_type": "a date as YYYY-MM-DD",
    "finite_number": "a finite number",
    "int_from_float": "a whole number",
    "int_type": "a whole number",
    "model_type": "an object",
    "string_type": "a string",
    "tuple_type": "a list",
}
_SHAPES = {
    r"^[A-Z0-9]{5}$": "a code of five capital letters or digits, such as 97110 or A5500",
    r"^[A-Z0-9]{2}$": "a modifier of two capital letters or digits, such as GP",
}


def read_encounter(data: object) -> Encounter:
    """The encounter that `data` describes; None stands for one of which nothing is known.

    Args:
        data: an Encounter, a mapping as JSON gives it, or None.

    Raises:
        EncounterError: a field is unknown, of the wrong type or impossible; the message names up to three such
            fields and what was expected of each, and `field` is the first.
    """
    if data is None:
        return Encounter()
    if isinstance(data, Encounter):
        return data
    if not isinstance(data, Mapping):
        raise EncounterError(f"encounter: expected an object, not {_KINDS.get(type(data), 'something else')}")
    try:
        return Encounter.model_validate(dict(data))
    except ValidationError as error:
        _refuse(error.errors(include_url=False, include_context=True))


def read_json(raw: bytes | str, *, what: str, one_line: bool = False) -> Any:
    """The value that `raw` holds as strict JSON (no repeated key, no NaN).

    Args:
        raw: JSON text.
        what: how an error names it, such as "encounter" or "line 4".
        one_line: `raw` is one line of a file, so that a column is place enough.

    Raises:
        JsonError: not JSON; the message gives line and column.
    """
    try:
        text = raw.decode("utf-8-sig") if isinstance(raw, bytes) else raw
        return json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except UnicodeDecodeError as error:
        raise JsonError(f"{what}: not UTF-8 at byte {error.start}; expected JSON as UTF-8") from None
    except json.JSONDecodeError as error:
        place = f"column {error.colno}" if one_line else f"line {error.lineno}, column {error.colno}"
        raise JsonError(f"{what}: not JSON at {place}: {_syntax(error.msg)}") from None
    except RecursionError:
        raise JsonError(f"{what}: not usable JSON: nested too deep") from None
    except ValueError as error:
        raise JsonError(f"{what}: not usable JSON: {_reason(str(error))}") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _constant(_name: str) -> NoReturn:
    raise ValueError("NaN and Infinity are not JSON numbers")


def _reason(message: str) -> str:
    """A parser's message in plain words, without anything it may quote from the input."""
    if message.startswith("Exceeds the limit"):
        return "a number has too many digits"
    return message


def _syntax(message: str) -> str:
    """What the parser stumbled over, as the end of a sentence."""
    return message[:1].lower() + message[1:].removesuffix(" at").removesuffix(" starting")


def _refuse(errors: list[ErrorDetails]) -> NoReturn:
    told = [f"{_path(error['loc'])}{_expected(error)}" for error in errors]
    more = f" (and {len(told) - _SHOWN} more)" if len(told) > _SHOWN else ""
    first = _path(errors[0]["loc"]).removesuffix(": ") or None
    raise EncounterError("encounter: " + "; ".join(told[:_SHOWN]) + more, field=first) from None


def _path(location: tuple[int | str, ...]) -> str:
    path = ""
    for step in location:
        path += f"[{step}]" if isinstance(step, int) else f".{_name(step)}" if path else _name(step)
    return f"{path}: " if path else ""


def _name(field: str) -> str:
    """A field's name fit to be shown: one short printable word."""
    shown = "".join(letter if letter.isalnum() or letter in "_-." else "?" for letter in field[:40])
    return shown or "(empty name)"


def _expected(error: ErrorDetails) -> str:
    kind = error["type"]
    context = error.get("ctx", {})
    if kind == "extra_forbidden":
        return f"unknown field; the fields here are {', '.join(_siblings(error['loc']))}"
    if kind == "missing":
        return "is required"
    if kind == "value_error":
        return str(context["error"])
    if kind in {"enum", "literal_error"}:
        return f"expected {str(context['expected']).replace(chr(39), '')}"
    if kind == "string_pattern_mismatch":
        return f"expected {_SHAPES[str(context['pattern'])]}"
    if kind == "greater_than_equal":
        return f"expected a number of {context['ge']} or more"
    if kind.startswith("datetime"):
        return "expected a date and time, such as 2026-03-12T15:04:00Z"
    return f"expected {_EXPECTED.get(kind, 'a value of another type')}"


def _siblings(location: tuple[int | str, ...]) -> tuple[str, ...]:
    return _FIELDS[str(location[0]) if len(location) > 1 else ""]
