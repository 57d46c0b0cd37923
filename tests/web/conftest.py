"""A server for tests: the real one, in a thread of its own, on a free port, with one engine for all tests."""

from __future__ import annotations

import asyncio
import io
import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from scribe.engine import Scribe
from scribe.logs import configure
from scribe.session import View
from scribe.web.messages import SERVER_MESSAGES
from scribe.web.serve import Server, listen
from scribe.web.service import Service
from scribe.web.settings import ServiceSettings

PATIENCE = 20
ENCOUNTER: dict[str, Any] = {
    "date_of_service": "2026-03-12",
    "discipline": "PT",
    "therapy_ytd": {"pt_slp": 2470.0},
    "claim_lines": [{"line": 1, "code": "97110", "modifiers": ["GP"], "units": 2, "allowed": 58.12}],
}
SENTENCES = (
    "The plan of care was signed by Dr. Osei on March 2, 2026.",
    "Her gait speed is 0.8 meters per second.",
    "No written order is on file.",
    "Scratch that.",
    "Skilled therapy remains medically necessary for balance.",
)
_TYPES = {model.model_fields["type"].default: model for model in SERVER_MESSAGES}


@dataclass
class Running:
    """A server that runs."""

    service: Service
    port: int
    server: Server

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/v1/dictation"

    def http(self, **options: Any) -> httpx.Client:
        return httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=PATIENCE, **options)

    def dial(self, *, ticket: str | None = None, name: str = "127.0.0.1", scheme: str = "ws", **options: Any) -> Client:
        """A client that addresses the server by `name`."""
        url = f"{scheme}://{name}:{self.port}/v1/dictation" + (f"?ticket={ticket}" if ticket else "")
        place = {} if "sock" in options else {"address": ("127.0.0.1", self.port)}
        return Client(connect(url, compression=None, max_size=None, proxy=None, **place, **options))


class Client:
    """A websocket client that checks every message it gets against the message types."""

    def __init__(self, dialing: connect) -> None:
        self._dialing = dialing
        self.connection: ClientConnection
        self.view = View()
        self.told: list[dict[str, Any]] = []
        self._settled = 0

    def __enter__(self) -> Client:
        self.connection = self._dialing.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._dialing.__exit__(*error)

    def send(self, kind: str, **fields: Any) -> None:
        self.connection.send(json.dumps({"type": kind, **fields}))

    def start(self, encounter: Mapping[str, Any] = ENCOUNTER) -> str:
        self.send("start", encounter=encounter)
        return str(self.until("started")["session"])

    def say(self, seq: int, text: str, *, final: bool = True, **more: Any) -> None:
        self.send("text", seq=seq, text=text, final=final, **more)

    def next(self) -> dict[str, Any]:
        raw = self.connection.recv(timeout=PATIENCE)
        message: dict[str, Any] = json.loads(raw)
        typed = _TYPES[message["type"]].model_validate_json(raw)
        if message["type"] == "snapshot":
            self.view = View.model_validate(typed.model_dump(exclude={"type"}))
        elif message["type"] in ("sentence", "evidence", "requirement", "line", "flag"):
            self.view.add(typed)
        self.told.append(message)
        return message

    def until(self, kind: str, **fields: Any) -> dict[str, Any]:
        while True:
            message = self.next()
            if message["type"] == kind and fields.items() <= message.items():
                return message

    def settle(self) -> None:
        """Wait until all that follows from the texts so far was told; the first must have been final."""
        self._settled += 1
        self.say(1, "again")
        while sum(message == {"type": "ack", "seq": 1} for message in self.told) <= self._settled:
            self.next()

    def finish(self) -> dict[str, Any]:
        self.send("finish")
        return self.until("review")

    def closed(self) -> tuple[int, str]:
        """Read to the end: the close code and reason."""
        with pytest.raises(ConnectionClosed) as caught:
            while True:
                self.next()
        received = caught.value.rcvd
        assert received is not None
        return received.code, received.reason


@pytest.fixture(autouse=True, scope="session")
def _quiet() -> None:
    configure(level="error", stream=io.StringIO())


@pytest.fixture(scope="session")
def scribe_engine() -> Scribe:
    return Scribe()


Serving = Callable[..., Running]


@pytest.fixture
def serving(scribe_engine: Scribe, tmp_path: Path) -> Iterator[Serving]:
    """Starts servers; each ends with the test."""
    with ExitStack() as stack:

        def start(*, send_buffer: int | None = None, **settings: Any) -> Running:
            chosen = {"port": 0, "data_dir": tmp_path / "data", "drain_seconds": 5, **settings}
            return stack.enter_context(running(ServiceSettings(_env_file=None, **chosen), scribe_engine, send_buffer))

        yield start


@contextmanager
def running(settings: ServiceSettings, engine: Scribe, send_buffer: int | None = None) -> Iterator[Running]:
    service = Service(settings, engine)
    ready = threading.Event()
    ports: list[int] = []

    def opened(port: int) -> None:
        ports.append(port)
        ready.set()

    server = Server(service, ready=opened)
    sockets = [listen(settings)]
    if send_buffer:
        sockets[0].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, send_buffer)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=sockets)))
    thread.start()
    try:
        assert ready.wait(PATIENCE)
        yield Running(service, ports[0], server)
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        sockets[0].close()
        assert not thread.is_alive()


@pytest.fixture(scope="session")
def shared_server(scribe_engine: Scribe, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    settings = ServiceSettings(_env_file=None, port=0, data_dir=tmp_path_factory.mktemp("data"))
    with running(settings, scribe_engine) as server:
        yield server


@pytest.fixture
def server(shared_server: Running) -> Running:
    """One server for all tests that leave it as it was."""
    return shared_server


@pytest.fixture
def client(server: Running) -> Iterator[Client]:
    with server.dial() as client:
        yield client
