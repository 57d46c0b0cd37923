"""The sample dictations: enough of them, each true to the engine, each playable."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from scribe import Scribe
from scribe.encounter import read_encounter
from scribe.session.transcript import joined

FOLDER = Path(__file__).resolve().parents[2] / "demo" / "dictations"
FILES = sorted(FOLDER.glob("*.json"))
STYLES = ("fluent dictation", "unpunctuated speech", "spoken punctuation", "typed")
MISTAKES = 6


def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def engine() -> Scribe:
    return Scribe()


def test_there_are_twelve_of_every_style_and_every_mistake() -> None:
    samples = [_read(path) for path in FILES]
    assert len(samples) >= 12
    assert [style for style in STYLES if not any(each["style"].startswith(style) for each in samples)] == []
    assert sum(each["scenario"].startswith("Mistake:") for each in samples) == MISTAKES


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_a_sample_ends_in_the_verdicts_it_tells(path: Path, engine: Scribe) -> None:
    sample = _read(path)
    encounter = read_encounter(sample["encounter"])
    review = engine.review(joined(piece["text"] for piece in sample["pieces"]), encounter)
    assert {str(line.line): line.kx.value for line in review.lines} == sample["verdicts"]


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_a_sample_can_be_played(path: Path) -> None:
    pieces = _read(path)["pieces"]
    times = [moment for piece in pieces for moment in (piece["from"], piece["until"])]
    assert times == sorted(times)
    assert times[-1] < 120


def test_the_service_lists_them(shared_service: Any) -> None:
    listed = httpx.get(f"{shared_service.url}/page/samples.json").json()
    assert [each["file"] for each in listed] == [path.name for path in FILES]
    assert httpx.get(f"{shared_service.url}/dictations/{listed[0]['file']}").json()["title"] == listed[0]["title"]
