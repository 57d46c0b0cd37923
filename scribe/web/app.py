"""The application: routes, doors and errors put together around one Service.

Owns the order in which they are asked. Knows nothing of how it is served.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from scribe import __version__
from scribe.errors import InputError, ScribeError
from scribe.web.dictation import Dictation
from scribe.web.errors import ServerFullError
from scribe.web.page import mount_page
from scribe.web.problems import MEDIA_TYPE, answer_error, answer_failure, answer_http_error, problem, to_bytes
from scribe.web.rest import MODELS, open_routes, routes
from scribe.web.service import Service
from scribe.web.wire import Gone, Wire

log = structlog.get_logger()
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_SECURITY = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


def build(service: Service) -> FastAPI:
    """The application around a service; it starts with the application and stops with it."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        service.start()
        try:
            yield
        finally:
            await service.stop()

    app = FastAPI(
        title="Scribe",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        exception_handlers={
            ScribeError: answer_error,
            RequestValidationError: _answer_validation,
            HTTPException: answer_http_error,
            Exception: answer_failure,
        },
    )
    app.state.service = service
    app.include_router(open_routes)
    app.include_router(routes)
    app.router.routes.append(WebSocketRoute("/v1/dictation", _Endpoint(service)))
    app.add_middleware(_Guard, service=service)
    _refuse_other_methods(app)
    app.openapi = _Openapi(app)  # type: ignore[method-assign]
    mount_page(app)
    return app


def _refuse_other_methods(app: FastAPI) -> None:
    """Answer 405 under every known path; the page's files, found under all others, would answer 404."""
    allowed: dict[str, set[str]] = {}
    for route in (*open_routes.routes, *routes.routes):
        if isinstance(route, Route):
            allowed.setdefault(route.path, set()).update(route.methods or ())
    for path, methods in allowed.items():
        others = sorted(_METHODS - methods)
        app.router.routes.append(Route(path, _NotAllowed(methods), methods=others, include_in_schema=False))


class _NotAllowed:
    def __init__(self, methods: set[str]) -> None:
        self._allow = ", ".join(sorted(methods))

    async def __call__(self, _scope: Scope, _receive: Receive, _send: Send) -> None:
        raise HTTPException(405, headers={"allow": self._allow})


async def _answer_validation(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    place = error.errors()[0]["loc"]
    return await answer_error(request, InputError(f"{place[-1]}: not of the expected form", field=str(place[-1])))


class _Guard:
    """Checks Host and Origin, gives each request an id, logs it by route and never by path, sets security headers."""

    def __init__(self, app: ASGIApp, *, service: Service) -> None:
        self._app, self._service = app, service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id, began, status = secrets.token_hex(8), time.perf_counter(), 0

        async def send_on(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message).update({**_SECURITY, "x-request-id": request_id})
            await send(message)

        with structlog.contextvars.bound_contextvars(request=request_id):
            try:
                self._service.doors.check(Headers(scope=scope))
            except ScribeError as error:
                await (await answer_error(Request(scope), error))(scope, receive, send_on)
            else:
                await self._app(scope, receive, send_on)
            route = getattr(scope.get("route"), "name", None)
            spent = round((time.perf_counter() - began) * 1000, 1)
            log.info("request", method=scope["method"], route=route, status=status, ms=spent)


class _Endpoint:
    """The websocket's handshake: doors, identity, room; then the dictation."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        service = self._service
        wire = Wire(scope, receive, send)
        try:
            dictation = await self._welcome(wire)
        except ScribeError as error:
            service.metrics.refused.labels(error.slug).inc()
            log.info("handshake_refused", code=error.slug)
            await wire.refuse(error.http_status, to_bytes(problem(error)), MEDIA_TYPE.encode())
        except Gone:
            log.info("handshake_left")
        else:
            await dictation.run()

    async def _welcome(self, wire: Wire) -> Dictation:
        service = self._service
        service.doors.check(wire.headers)
        if ticket := wire.query.get("ticket"):
            principal = await service.gatekeeper.redeem(ticket)
        else:
            principal = await service.gatekeeper.bearer(wire.headers.get("authorization"))
        if service.is_crowded():
            raise ServerFullError("this server has as many connections as it takes; try again later")
        dictation = Dictation(service, wire, principal)
        await wire.accept()
        return dictation


class _Openapi:
    """The OpenAPI document, with the schemas that routes name by reference."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._made: dict[str, Any] | None = None

    def __call__(self) -> dict[str, Any]:
        if self._made is None:
            made = get_openapi(title=self._app.title, version=self._app.version, routes=self._app.routes)
            _, extra = models_json_schema(
                [(model, "validation") for model in MODELS], ref_template="#/components/schemas/{model}"
            )
            schemas = made.setdefault("components", {}).setdefault("schemas", {})
            for name, schema in extra["$defs"].items():
                schemas.setdefault(name, schema)
            self._made = made
        return self._made
