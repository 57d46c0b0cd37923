"""No word of a note leaves by another door: the whole process, with every library loaded for the first time."""

import subprocess
import sys
from pathlib import Path

import pytest

CANARY = "canaryword"
NOTE = (
    f"Ms. {CANARY} was seen for gait training. Berg 42/56. Plan of care signed by Dr. {CANARY} on March 2, 2026.\n"
    f"She denies falls {CANARY}. Her husband's plan of care is awaiting signature."
)


@pytest.mark.parametrize(
    "arguments",
    [("review", "note.txt", "-o", "out"), ("batch", "cases.jsonl", "-o", "out"), ("explain", NOTE)],
    ids=lambda arguments: arguments[0],
)
def test_nothing_dictated_is_printed_but_what_was_asked_for(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "note.txt").write_text(NOTE, encoding="utf-8")
    (tmp_path / "cases.jsonl").write_text(f'{{"id": 1, "text": "Berg 42/56 {CANARY}."}}\n', encoding="utf-8")
    command = [sys.executable, "-m", "scribe", *arguments]
    told = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=True)
    assert CANARY not in told.stderr
    assert arguments[0] == "explain" or CANARY not in told.stdout
    assert told.stderr in {"", "1 reviewed, 0 failed\n"}
