"""The command, run in this process with one engine for all tests."""

import io
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import pytest

from scribe.cli import main
from scribe.engine import Scribe
from scribe.paths import resource


class Result(NamedTuple):
    """What a run of the command left."""

    status: int
    out: str
    err: str


Run = Callable[..., Result]


@pytest.fixture(scope="session")
def engine() -> Scribe:
    return Scribe()


@pytest.fixture
def run(engine: Scribe, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Runs `scribe` with the arguments given, in an empty folder, and tells status, stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("scribe.engine.Scribe", _already_made(engine))

    def run_it(*arguments: str | Path, stdin: bytes = b"") -> Result:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        told = capsys.readouterr()
        return Result(int(ended.value.code or 0), told.out, told.err)

    return run_it


def _already_made(engine: Scribe) -> Callable[..., Scribe]:
    def made(*, patterns: Path | None = None, clinic: Iterable[str | Path] | None = None) -> Scribe:
        if not clinic and patterns in (None, resource("patterns")):
            return engine
        return Scribe(patterns=patterns, clinic=clinic)

    return made
