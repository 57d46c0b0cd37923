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
from scribe.types import Review, Verdict

FOLDER = Path(__file__).resolve().parents[2] / "demo" / "dictations"
FILES = sorted(FOLDER.glob("*.json"))
STYLES = ("fluent dictation", "unpunctuated speech", "spoken punctuation", "typed")
MISTAKES = 6
LAST_WORDS_DECIDE = ("01-knee-replacement.json", "02-plateau-fracture.json", "04-dental-before-valve.json")


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


def _review(engine: Scribe, sample: dict[str, Any], pieces: int | None = None) -> Review:
    words = joined(piece["text"] for piece in sample["pieces"][:pieces])
    return engine.review(words, read_encounter(sample["encounter"]))


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_a_sample_ends_in_the_verdicts_and_flags_it_tells(path: Path, engine: Scribe) -> None:
    sample = _read(path)
    review = _review(engine, sample)
    assert {str(line.line): line.kx.value for line in review.lines} == sample["verdicts"]
    assert sample["flags"]
    assert set(sample["flags"]) <= {flag.code.value for flag in review.flags}


@pytest.mark.parametrize("name", LAST_WORDS_DECIDE)
def test_kx_is_supported_only_after_the_last_words(name: str, engine: Scribe) -> None:
    sample = _read(FOLDER / name)
    granted = {Verdict.APPEND, Verdict.KEEP}
    assert not granted & {line.kx for line in _review(engine, sample, -1).lines}
    assert granted & {line.kx for line in _review(engine, sample).lines}


def test_taken_back_words_leave_no_evidence(engine: Scribe) -> None:
    review = _review(engine, _read(FOLDER / "12-scratch-that.json"))
    withdrawn = [sentence for sentence in review.sentences if sentence.retracted]
    assert withdrawn
    assert not [item for item in review.evidence if item.sentence in {sentence.id for sentence in withdrawn}]


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
