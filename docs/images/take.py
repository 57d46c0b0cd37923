"""Takes the pictures of docs/page.md: each view at 1280 and 360 pixels, and two of them in dark."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).resolve().parent
SAMPLES = HERE.parents[1] / "demo" / "dictations"
WIDTHS = {1280: 900, 360: 760}
PATIENCE = 60
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def service() -> Iterator[str]:
    """A service of its own, with an empty store."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", "from scribe.cli import main; main()", "serve", "--port", str(port)]
        process = subprocess.Popen(  # noqa: S603
            command,
            cwd=folder,
            env={**os.environ, "SCRIBE_DATA_DIR": folder},
            stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_for(url)
            yield url
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            httpx.get(f"{url}/healthz", timeout=1)
        except httpx.TransportError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            return


def play(page: Page, name: str, pieces: int | None = None) -> None:
    """Say the first pieces of a sample at once, or all."""
    sample = json.loads((SAMPLES / name).read_text(encoding="utf-8"))
    page.select_option("#sample", name)
    page.wait_for_selector("#listen-for:not(:empty)")
    for piece in sample["pieces"][:pieces]:
        page.fill("#composer", piece["text"])
        page.press("#composer", "Enter")
    page.wait_for_selector("#connection .said:text('all words are safe')")
    page.wait_for_timeout(700)


def start(_page: Page) -> None:
    """The page as it opens."""


def live(page: Page) -> None:
    """Midway: some requirements are met, some not heard; words still come."""
    play(page, "01-knee-replacement.json", 6)
    page.fill("#composer", "Continue the plan of care two times a week for")
    page.wait_for_selector(".interim")
    page.wait_for_timeout(700)


def corrected(page: Page) -> None:
    """Words taken back, and a flag being put aside."""
    play(page, "12-scratch-that.json")
    page.click("#flags button.aside")
    page.keyboard.type("Signature page is in the paper chart")


def why(page: Page) -> None:
    """Why a line has its verdict."""
    play(page, "13-swallowing.json")
    page.click("#lines tr:last-child .why")


def tour(page: Page) -> None:
    """The tour's second step."""
    page.click("#take-tour")
    page.click("#tour .next")
    page.wait_for_selector("#checklist .row")
    page.wait_for_timeout(700)


def visit(page: Page) -> None:
    """The encounter's form."""
    play(page, "03-diabetic-shoes.json", 1)
    page.click("#change-visit")


def note(page: Page) -> None:
    """A note pasted, its visit loaded, before the review."""
    sample = json.loads((SAMPLES / "13-swallowing.json").read_text(encoding="utf-8"))
    page.click("nav a[href='#review']")
    page.fill("#note", "\n".join(piece["text"] for piece in sample["pieces"]))
    visit = {"name": "visit.json", "mimeType": "application/json", "buffer": json.dumps(sample["encounter"]).encode()}
    page.set_input_files("#r-encounter input[type=file]", files=[visit])
    page.wait_for_selector("#r-encounter [name=code]")


def review(page: Page) -> None:
    """A review at rest."""
    play(page, "07-shipped-before-the-visit.json")
    page.click("#finish")
    page.wait_for_selector("#r-lines tr")
    page.wait_for_timeout(700)


VIEWS: dict[str, Callable[[Page], None]] = {
    "start": start,
    "live": live,
    "corrected": corrected,
    "why": why,
    "tour": tour,
    "visit": visit,
    "note": note,
    "review": review,
}
WHOLE = {"live", "corrected", "note", "review"}
DARK = {("live", 1280), ("review", 1280)}


def take(browser: Any, url: str, name: str, width: int, scheme: str) -> None:
    """One picture."""
    context = browser.new_context(
        viewport={"width": width, "height": WIDTHS[width]}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(url)
    page.wait_for_selector("html[data-ready]", state="attached")
    VIEWS[name](page)
    mark = "-dark" if scheme == "dark" else ""
    if name != "tour":  # it goes to what it speaks of
        page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(300)
    picture = HERE / f"{name}{mark}-{width}.png"
    page.screenshot(path=picture, full_page=name in WHOLE, animations="disabled", caret="hide")
    context.close()


def main() -> None:
    """Take them all."""
    with service() as url, sync_playwright() as started:
        browser = started.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for name in VIEWS:
            for width in WIDTHS:
                for scheme in ("light", "dark") if (name, width) in DARK else ("light",):
                    take(browser, url, name, width, scheme)
        browser.close()


if __name__ == "__main__":
    main()
