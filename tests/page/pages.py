"""What the tests do on the page, in the words of one who uses it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

NEEDED = (
    "Continue the plan of care twice a week for four weeks.",
    "Her gait speed is 0.8 meters per second today.",
    "She has exceeded the therapy threshold for this year.",
    "Skilled therapy remains medically necessary for balance.",
)
SIGNED = "The plan of care was signed by Dr. Osei on March 2, 2026."


def set_visit(page: Any, encounter: Mapping[str, Any]) -> None:
    """Load the encounter as a file and use it."""
    page.click("#change-visit")
    page.set_input_files(
        "#visit-form input[type=file]",
        files=[{"name": "visit.json", "mimeType": "application/json", "buffer": json.dumps(encounter).encode()}],
    )
    page.wait_for_function(
        "code => document.querySelector('#visit-form [name=code]')?.value === code",
        arg=encounter["claim_lines"][0]["code"],
    )
    page.click("#visit-dialog button[value=ok]")


def say(page: Any, *texts: str) -> None:
    """Type each text and add it."""
    for text in texts:
        page.fill("#composer", text)
        page.press("#composer", "Enter")


def verdict(page: Any, line: int, kx: str) -> None:
    """Wait until the line has the verdict."""
    page.wait_for_selector(f'#lines tr[data-line="{line}"][data-kx="{kx}"]')


def status(page: Any, requirement: str, value: str) -> None:
    """Wait until the requirement has the status."""
    page.wait_for_selector(f'#checklist .row[data-requirement="{requirement}"][data-status="{value}"]')


def safe(page: Any) -> None:
    """Wait until the service holds every word."""
    page.wait_for_selector("#connection .said:text('all words are safe')")
