"""A real service in a process of its own, and a real browser."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: scripts/install --dev")

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
PATIENCE = 60
_PAGE_PATIENCE = 20_000
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass
class Service:
    """A service that can be killed and started again where it was."""

    data: Path
    environment: dict[str, str] = field(default_factory=dict)
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        if not self.port:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                self.port = probe.getsockname()[1]
        settings = {"SCRIBE_DATA_DIR": str(self.data), **self.environment}
        self.process = subprocess.Popen(
            [sys.executable, "-c", "from scribe.cli import main; main()", "serve", "--port", str(self.port)],
            cwd=self.data.parent,
            env={**os.environ, **settings},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                httpx.get(f"{self.url}/healthz", timeout=1)
            except httpx.TransportError:
                assert self.process.poll() is None, "the service ended"
                assert time.monotonic() < deadline, "the service does not answer"
                time.sleep(0.1)
            else:
                return

    def kill(self) -> None:
        """End it as a power cut would."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(PATIENCE)
            self.process = None


@pytest.fixture(scope="module")
def shared_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    service = Service(tmp_path_factory.mktemp("service"))
    service.start()
    yield service
    service.kill()


@pytest.fixture
def own_service(tmp_path: Path) -> Iterator[Callable[..., Service]]:
    """Starts services of the test's own."""
    started: list[Service] = []

    def start(**environment: str) -> Service:
        service = Service(tmp_path / "service", environment)
        started.append(service)
        service.start()
        return service

    yield start
    for service in started:
        service.kill()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not Path(CHROMIUM).exists():
        pytest.skip("chromium is not installed: apt-get install chromium")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=list(_FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def opening(browser: Any, shared_service: Service) -> Iterator[Callable[..., Any]]:
    """Opens the page; a script error or a refusal by the content security policy fails a test that is `strict`."""
    contexts: list[Any] = []
    wrong: list[str] = []

    def told(message: Any) -> None:
        expected = "Failed to load resource" in message.text or "WebSocket" in message.text
        if message.type == "error" and not expected:
            wrong.append(message.text)

    def open_page(
        view: str = "live",
        *,
        service: Service | None = None,
        script: str | None = None,
        strict: bool = True,
        **options: Any,
    ) -> Any:
        context = browser.new_context(viewport={"width": 1280, "height": 900}, **options)
        contexts.append(context)
        context.set_default_timeout(_PAGE_PATIENCE)
        page = context.new_page()
        if strict:
            page.on("console", told)
            page.on("pageerror", lambda error: wrong.append(str(error)))
        if script:
            page.add_init_script(script)
        page.goto(f"{(service or shared_service).url}/#{view}")
        page.wait_for_selector("html[data-ready]", state="attached")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture
def page(opening: Callable[..., Any]) -> Any:
    return opening()


THERAPY: dict[str, Any] = {
    "date_of_service": "2026-03-18",
    "discipline": "PT",
    "therapy_ytd": {"pt_slp": 2470.0},
    "claim_lines": [{"line": 1, "code": "97110", "modifiers": ["GP"], "units": 1, "allowed": 29.06}],
}


@pytest.fixture
def therapy() -> dict[str, Any]:
    """An encounter whose only line lies above the threshold."""
    return THERAPY
