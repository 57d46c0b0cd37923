"""The REST interface: reviews, policies, tickets, health, metrics, schemas.

Owns routes and their forms. Knows nothing of websockets.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from typing import Annotated, Any, Literal, cast

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from scribe.encounter import read_encounter, read_json
from scribe.errors import InputError, TooLargeError
from scribe.note import check_note
from scribe.types import Encounter, Review
from scribe.web.auth import Principal
from scribe.web.documents import asyncapi, encounter_schema, review_schema
from scribe.web.errors import MediaTypeError, NotReadyError, UnknownSessionError
from scribe.web.policies import PolicyDetails, PolicySummary, details, summary
from scribe.web.problems import MEDIA_TYPE, Problem
from scribe.web.reading import review_note
from scribe.web.selftest import self_test
from scribe.web.service import Service

_ESCAPED = 2  # JSON may write a character longer than UTF-8 does
_REST_OF_BODY = 262_144


_READABLE = (
    r"^[^\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]*[^\s\x00-\x20\x7f-\x9f]"
    r"[^\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]*$"
)


class ReviewRequest(BaseModel):
    """A note, and what is known besides."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(pattern=_READABLE, description="The note or transcript; not blank, not binary.")]
    encounter: Encounter | None = None


class Ticket(BaseModel):
    """Opens one websocket from a browser, as /v1/dictation?ticket=… says it."""

    ticket: str
    expires_in: Annotated[int, Field(description="Seconds.")]


class Health(BaseModel):
    """How the process is."""

    status: Literal["ok", "ready"]


def service_of(request: Request) -> Service:
    """The service of this process."""
    return cast("Service", request.app.state.service)


async def principal_of(request: Request) -> Principal:
    """Who asks."""
    return await service_of(request).gatekeeper.bearer(request.headers.get("authorization"))


Here = Annotated[Service, Depends(service_of)]
Who = Annotated[Principal, Depends(principal_of)]
On = Annotated[
    str | None,
    Query(description="The day; default: the last versions.", json_schema_extra={"format": "date", "minLength": 10}),
]
_SESSION = Path(pattern=r"^[0-9a-f]{32}$", description="The dictation's id, as `started` told it.")


def _problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {status: {"description": "A problem.", "content": {MEDIA_TYPE: {"schema": schema}}} for status in statuses}


open_routes = APIRouter()
routes = APIRouter(dependencies=[Depends(principal_of)], responses=_problems(401, 403))


@routes.post(
    "/v1/reviews",
    response_class=Response,
    responses={200: {"description": "The review.", "model": Review}, **_problems(413, 415, 422)},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ReviewRequest"}}},
        }
    },
)
async def review(request: Request, service: Here) -> Response:
    """Review a whole note."""
    began = time.perf_counter()
    text, encounter = await read_request(request, service.settings.max_note_bytes)
    found = await review_note(service.ear, text, encounter)
    service.metrics.reviews.observe(time.perf_counter() - began)
    return Response(found.to_json(), media_type="application/json")


@routes.get("/v1/policies", responses=_problems(422))
async def list_policies(service: Here, on: On = None) -> list[PolicySummary]:
    """The policies in force on a day."""
    return [summary(governing) for governing in service.ear.scribe.policies.listing(_day(on))]


@routes.get("/v1/policies/{policy}", responses=_problems(404, 422))
async def show_policy(service: Here, policy: str, on: On = None) -> PolicyDetails:
    """One policy as it stands on a day."""
    return details(service.ear.scribe.policies.show(policy, _day(on)))


@routes.post("/v1/tickets", status_code=201)
async def issue_ticket(service: Here, principal: Who) -> Ticket:
    """A ticket with which a browser opens one websocket."""
    ticket = await service.gatekeeper.issue_ticket(principal)
    return Ticket(ticket=ticket, expires_in=service.settings.ticket_seconds)


@routes.delete("/v1/sessions/{session}", status_code=204, responses=_problems(404, 422))
async def erase_session(service: Here, principal: Who, session: Annotated[str, _SESSION]) -> Response:
    """Erase a dictation of one's own at once, whatever its state."""
    if not await asyncio.to_thread(service.store.erase, session, principal.owner):
        raise UnknownSessionError("no such dictation; it was finished, ran out, or is another user's")
    return Response(status_code=204)


@routes.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
async def metrics(service: Here) -> Response:
    """Counts for Prometheus."""
    return Response(service.metrics.text(), media_type="text/plain; version=0.0.4")


@open_routes.get("/healthz")
async def health() -> Health:
    """Whether the process lives."""
    return Health(status="ok")


@open_routes.get("/readyz", responses=_problems(503))
async def ready(service: Here) -> Health:
    """Whether the process can work: the store answers, and a note is reviewed as it should be."""
    await asyncio.to_thread(service.store.ping)
    if not await self_test(service.ear):
        raise NotReadyError("the self-test's note was not reviewed as it should be")
    return Health(status="ready")


@open_routes.get("/v1/schemas/encounter.json")
async def show_encounter_schema() -> dict[str, Any]:
    """The JSON Schema of Encounter."""
    return encounter_schema()


@open_routes.get("/v1/schemas/review.json")
async def show_review_schema() -> dict[str, Any]:
    """The JSON Schema of Review."""
    return review_schema()


@open_routes.get("/v1/asyncapi.json")
async def show_asyncapi() -> dict[str, Any]:
    """The websocket's messages, as an AsyncAPI document."""
    return asyncapi()


async def read_request(request: Request, limit: int) -> tuple[str, Encounter]:
    """The note and encounter of a request of at most `limit` bytes of text."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise MediaTypeError("expected Content-Type: application/json")
    data = read_json(await read_body(request, limit * _ESCAPED + _REST_OF_BODY), what="body")
    if not isinstance(data, dict):
        raise InputError("body: expected an object with text and encounter")
    if unknown := sorted(set(data) - {"text", "encounter"}):
        raise InputError(f"body: {len(unknown)} unknown fields; the fields are text and encounter", field="body")
    if not isinstance(text := data.get("text"), str):
        raise InputError("text: expected a string", field="text")
    return check_note(text, limit=limit), read_encounter(data.get("encounter"))


async def read_body(request: Request, limit: int) -> bytes:
    """The body of a request, read no further than `limit` bytes."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise TooLargeError(f"the request has more than {limit:,} bytes")
    return bytes(body)


def _day(given: str | None) -> dt.date | None:
    if given is None:
        return None
    try:
        return dt.datetime.strptime(given, "%Y-%m-%d").replace(tzinfo=dt.UTC).date()
    except ValueError:
        raise InputError("on: expected a date that exists, as YYYY-MM-DD", field="on") from None


MODELS: tuple[type[BaseModel], ...] = (Problem, ReviewRequest)
"""Schemas that routes name but do not take or return through FastAPI."""
