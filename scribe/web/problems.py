"""Errors of the REST interface as problem details (RFC 9457).

Owns their form. No problem holds dictated text.
"""

from __future__ import annotations

import json
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from scribe.errors import InputError, ScribeError

MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    """What went wrong, where, and what was expected."""

    model_config = ConfigDict(extra="forbid")

    type: Annotated[str, Field(description="A heading in docs/errors.md or docs/live.md.")]
    title: str
    status: int
    detail: str
    field: Annotated[str | None, Field(description="The field that was wrong.")] = None


def problem(error: ScribeError) -> Problem:
    """The problem of an error."""
    slug = error.slug
    return Problem(
        type=f"urn:scribe:error:{slug}",
        title=slug.replace("-", " ").capitalize(),
        status=error.http_status,
        detail=str(error),
        field=error.field if isinstance(error, InputError) else None,
    )


def to_bytes(found: Problem) -> bytes:
    """The problem as it goes out."""
    return json.dumps(found.model_dump(exclude_none=True), ensure_ascii=False).encode()


async def answer_error(_request: Request, error: Exception) -> Response:
    """Answer a request that ended in one of our own errors."""
    if not isinstance(error, ScribeError):
        raise error
    headers = {"www-authenticate": "Bearer"} if error.http_status == 401 else {}
    return Response(to_bytes(problem(error)), status_code=error.http_status, media_type=MEDIA_TYPE, headers=headers)


async def answer_http_error(_request: Request, error: Exception) -> Response:
    """Answer a request for something that is not there."""
    if not isinstance(error, HTTPException):
        raise error
    found = Problem(type="about:blank", title=str(error.detail), status=error.status_code, detail=str(error.detail))
    return Response(
        to_bytes(found), status_code=error.status_code, media_type=MEDIA_TYPE, headers=dict(error.headers or {})
    )


async def answer_failure(_request: Request, _error: Exception) -> Response:
    """Answer a request that failed for a reason nobody foresaw; the reason is logged, not told."""
    found = Problem(type="urn:scribe:error:internal", title="Internal", status=500, detail="something failed here")
    return Response(to_bytes(found), status_code=500, media_type=MEDIA_TYPE)
