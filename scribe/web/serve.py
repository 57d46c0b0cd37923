"""Runs the service: uvicorn with its settings, lines of libraries without their words, a shutdown that tells clients.

Owns the process: signals, TLS, when garbage is looked for. Knows nothing of routes.
"""

from __future__ import annotations

import gc
import logging
import socket
import ssl
import sys
from collections.abc import Callable
from typing import override

import structlog
import uvicorn
from fastapi import FastAPI

from scribe.engine import Scribe
from scribe.errors import SettingError
from scribe.logs import LineWriter, configure
from scribe.web.app import build
from scribe.web.doors import check_binding
from scribe.web.garbage import Garbage
from scribe.web.http import HttpProtocol
from scribe.web.service import Service
from scribe.web.settings import ServiceSettings
from scribe.web.wire import Protocol

_PING_SECONDS = 20.0
_BACKLOG, _FILES = 2048, 65_536
_TICKS_PER_SETTLING = 20  # of a tenth of a second each
# The engine's thread gives way to the event loop, and to each step of a commit, this often.
_SWITCH_SECONDS = 0.0002
log = structlog.get_logger()


def serve(settings: ServiceSettings) -> None:
    """Serve until a signal ends it.

    Raises:
        SettingError: the settings do not allow it.
    """
    check_binding(settings)
    lines = LineWriter(sys.stderr)
    configure(form=settings.log_format, level=settings.log_level, stream=lines)
    logging.basicConfig(handlers=[LibraryLines()], level=logging.WARNING, force=True)
    _allow_many_files()
    gc.disable()  # until all that the engine is made of is there
    sys.setswitchinterval(_SWITCH_SECONDS)
    scribe = Scribe(clinic=settings.clinic)
    scribe.prepare()
    Server(Service(settings, scribe), ended=lines.drain).run(sockets=[listen(settings)])


class Server(uvicorn.Server):
    """uvicorn, which on shutdown first tells every client where to resume."""

    def __init__(
        self,
        service: Service,
        *,
        ready: Callable[[int], None] | None = None,
        ended: Callable[[], object] | None = None,
    ) -> None:
        """`ready` is told the port once it is open; `ended` is called when all is said and done."""
        super().__init__(_config(build(service), service.settings))
        self._service, self._ready, self._ended = service, ready, ended
        self._garbage: Garbage | None = None

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._garbage = Garbage()
            port = self.servers[0].sockets[0].getsockname()[1]
            settings = self._service.settings
            log.info("listening", host=settings.host, port=port, tls=bool(settings.tls_certificate))
            if self._ready:
                self._ready(port)

    @override
    async def on_tick(self, counter: int) -> bool:
        if counter % _TICKS_PER_SETTLING == 0 and self._garbage:
            self._garbage.settle(quiet=not self._service.open_connections)
        return await super().on_tick(counter)

    @override
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._service.drain()
        await super().shutdown(sockets)
        log.info("stopped")
        if self._ended:
            self._ended()


def _allow_many_files() -> None:
    """Each connection is a file to the system, whose first limit is often 1,024; raise it as far as we may."""
    if sys.platform != "win32":
        import resource

        now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = _FILES if most == resource.RLIM_INFINITY else min(most, _FILES)
        if now < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def _config(app: FastAPI, settings: ServiceSettings) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        http=HttpProtocol,
        ws=Protocol,
        ws_max_size=settings.max_message_bytes,
        ws_per_message_deflate=False,
        ws_ping_interval=_PING_SECONDS,
        ws_ping_timeout=_PING_SECONDS,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="on",
        backlog=_BACKLOG,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        ssl_certfile=settings.tls_certificate,
        ssl_keyfile=settings.tls_key,
        ssl_version=ssl.PROTOCOL_TLS_SERVER,
        timeout_graceful_shutdown=int(settings.drain_seconds) or 1,
    )


def listen(settings: ServiceSettings) -> socket.socket:
    """A socket at the settings' address.

    Raises:
        SettingError: the address cannot be had.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        found = socket.create_server((settings.host, settings.port), family=family, backlog=_BACKLOG)
    except OSError as error:
        place = f"{settings.host} port {settings.port}"
        raise SettingError(f"SCRIBE_PORT: cannot listen at {place} ({error.strerror})") from None
    found.setblocking(False)
    return found


class LibraryLines(logging.Handler):
    """Tells that a library logged, where and what kind of error; never its words, which may hold dictated text."""

    @override
    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        place = f"{record.filename}:{record.lineno}"
        log.log(record.levelno, "library_log", logger=record.name, at=place, exc_info=error)
