"""One line of a batch: the case it holds, and the line that answers it.

Owns the shapes `{"id", "text", "encounter"}`, `{"id", "review"}` and `{"id", "error"}`. Knows nothing of files or
processes. No error repeats a word of the text.
"""

from __future__ import annotations

import json
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from scribe.encounter import read_encounter, read_json
from scribe.errors import CaseError, JsonError, ScribeError
from scribe.note import check_note
from scribe.types import Encounter, Review

CaseId = str | int | None


class Reviewer(Protocol):
    """What a batch needs of the engine."""

    def review(self, text: str, encounter: Encounter | Mapping[str, Any] | None = None) -> Review:
        """The review of one note."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of output, without its line end, and whether it holds a review."""

    line: str
    ok: bool


def answer(raw: bytes, number: int, *, reviewer: Reviewer, limit: int) -> Answer:
    """The answer to line `number` (from 1) of a batch; a mistake in the line is an answer too.

    Args:
        raw: the line as bytes.
        number: its number, for messages.
        reviewer: the engine.
        limit: the most bytes a note may have.
    """
    identifier: CaseId = None
    try:
        data = _object(raw, number)
        identifier = _identifier(data)
        text = check_note(_text(data), limit=limit)
        review = reviewer.review(text, read_encounter(data.get("encounter")))
    except JsonError as error:
        return refusal(identifier, code=error.slug, message=str(error))
    except ScribeError as error:
        return refusal(identifier, code=error.slug, message=f"line {number}: {error}")
    return Answer(f'{{"id": {json.dumps(identifier)}, "review": {review.to_json()}}}', ok=True)


def failure(raw: bytes, number: int, error: BaseException) -> Answer:
    """The answer where the engine itself broke down on a case: where and how, never with what words."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else ""
    message = f"line {number}: the review broke down: {type(error).__name__}{place}"
    return refusal(case_id(raw, number), code="internal-error", message=message)


def case_id(raw: bytes, number: int) -> CaseId:
    """The id of the case in a line; None where it cannot be read."""
    try:
        return _identifier(_object(raw, number))
    except ScribeError:
        return None


def refusal(identifier: CaseId, *, code: str, message: str) -> Answer:
    """The answer to a case that has no review."""
    return Answer(json.dumps({"id": identifier, "error": {"code": code, "message": message}}), ok=False)


def _object(raw: bytes, number: int) -> dict[str, Any]:
    data = read_json(raw, what=f"line {number}", one_line=True)
    if not isinstance(data, dict):
        raise CaseError('expected an object with "id", "text" and "encounter"')
    return data


def _identifier(data: Mapping[str, Any]) -> str | int:
    identifier = data.get("id")
    if isinstance(identifier, bool) or not isinstance(identifier, str | int):
        raise CaseError(f"id: {'expected a string or a whole number' if 'id' in data else 'is required'}")
    return identifier


def _text(data: Mapping[str, Any]) -> str:
    text = data.get("text")
    if not isinstance(text, str):
        raise CaseError(f"text: {'expected a string' if 'text' in data else 'is required'}")
    return text
