"""`scribe review` and the ways its input can be wrong."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scribe.engine import Scribe
from scribe.types import Review

SAMPLES = Path(__file__).parents[2] / "demo" / "samples"
KNEE = (SAMPLES / "knee.txt", "--encounter", SAMPLES / "knee.json")

Run = Callable[..., Any]


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "note.txt"
    path.write_text("Plan of care signed by Dr. Abara on March 2, 2026. Berg 42/56 today.", encoding="utf-8")
    return path


def test_text_is_for_people(run: Run) -> None:
    told = run("review", *KNEE)
    assert (told.status, told.err) == (0, "")
    assert told.out.startswith("KX review  date of service 2026-03-12")
    assert "withhold KX" in told.out


def test_json_is_the_review(run: Run) -> None:
    told = run("review", *KNEE, "--format", "json")
    review = Review.model_validate_json(told.out)
    assert review.text == KNEE[0].read_text(encoding="utf-8")
    assert told.out == review.to_json() + "\n"


def test_json_is_what_the_python_api_gives(run: Run, engine: Scribe) -> None:
    told = run("review", *KNEE, "--format", "json")
    known = json.loads((SAMPLES / "knee.json").read_text(encoding="utf-8"))
    assert told.out == engine.review(KNEE[0].read_text(encoding="utf-8"), known).to_json() + "\n"


def test_html_is_one_page(run: Run, tmp_path: Path) -> None:
    told = run("review", *KNEE, "--format", "html", "-o", tmp_path / "review.html")
    page = (tmp_path / "review.html").read_text(encoding="utf-8")
    assert (told.status, told.out) == (0, "")
    assert page.startswith("<!doctype html>")


def test_text_in_a_file_has_no_colours(run: Run, tmp_path: Path) -> None:
    run("review", *KNEE, "-o", tmp_path / "review.txt")
    assert "\x1b" not in (tmp_path / "review.txt").read_text(encoding="utf-8")


def test_a_note_comes_from_stdin(run: Run) -> None:
    told = run("review", "-", "--format", "json", stdin="Berg 42/56. Señora".encode())
    assert json.loads(told.out)["text"] == "Berg 42/56. Señora"


def test_an_encounter_comes_from_stdin(run: Run, note: Path) -> None:
    told = run("review", note, "-e", "-", stdin=b'{"date_of_service": "2026-03-12"}')
    assert "date of service 2026-03-12" in told.out


@pytest.mark.parametrize(("fail_on", "status"), [(None, 0), ("warning", 1), ("error", 0)])
def test_flags_make_the_status_only_when_asked(run: Run, fail_on: str | None, status: int) -> None:
    asked = ("--fail-on", fail_on) if fail_on else ()
    assert run("review", *KNEE, *asked).status == status


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "the note is empty"),
        (b"Plan \xe9 of care", "not UTF-8 at byte 5 (0xe9); expected UTF-8 text"),
        (b"\x00\x01\x02", "binary: control character 0x00 at character 0; expected plain text"),
        (b"a " * 2_500_000, "the note has more than 2,000,000 bytes, the limit (SCRIBE_MAX_NOTE_BYTES)"),
    ],
)
def test_a_bad_note_is_one_line_and_status_2(run: Run, tmp_path: Path, raw: bytes, message: str) -> None:
    (tmp_path / "bad.txt").write_bytes(raw)
    told = run("review", "bad.txt")
    assert (told.status, told.out, told.err) == (2, "", f"scribe: bad.txt: {message}\n")


@pytest.mark.parametrize(
    ("encounter", "message"),
    [
        ("[]", "encounter: expected an object, not a list"),
        ('{"payer": "other"', "encounter: not JSON at line 1, column 18: expecting ',' delimiter"),
        ('{"date_of_service": "2026-02-31"}', "encounter: date_of_service: expected a date that exists, as YYYY-MM-DD"),
        ('{"claim_lines": [{"line": 1, "code": "97110"}, {"line": 1, "code": "97116"}]}',
         "encounter: claim_lines: line 1 is given twice; each line number may stand once"),
    ],
)  # fmt: skip
def test_a_bad_encounter_is_one_line_and_status_2(
    run: Run, note: Path, tmp_path: Path, encounter: str, message: str
) -> None:
    (tmp_path / "visit.json").write_text(encounter, encoding="utf-8")
    told = run("review", note, "-e", "visit.json")
    assert (told.status, told.out, told.err) == (2, "", f"scribe: visit.json: {message}\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nothing.txt",), "nothing.txt: no such file or directory"),
        ((".",), ".: is a directory"),
        (("note.txt", "-o", "no/such/folder.txt"), "no/such/folder.txt: no such file or directory"),
        (("-", "-e", "-"), "Invalid value: NOTE and --encounter cannot both be stdin"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(run: Run, note: Path, arguments: tuple[str, ...], message: str) -> None:
    told = run("review", *arguments)
    assert (told.status, told.out, told.err) == (2, "", f"scribe: {message}\n")


def test_the_note_is_never_written_over(run: Run, note: Path) -> None:
    before = note.read_bytes()
    assert run("review", note, "-o", note).status == 2
    assert note.read_bytes() == before


def test_the_limit_is_a_setting(run: Run, note: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCRIBE_MAX_NOTE_BYTES", "10")
    assert "note.txt: the note has more than 10 bytes" in run("review", note).err


@pytest.mark.parametrize(
    ("raw", "encounter"),
    [
        (b"canary \xff", b"{}"),
        (b"canary \x00", b"{}"),
        (b"canary " * 400_000, b"{}"),
        (b"canary", b'{"payer": "canary"}'),
        (b"canary", b'{"date_of_service": "canary"}'),
        (b"canary", b'{"patient": {"id": ["canary"]}}'),
        (b"canary", b'{"canary'),
        (b"canary", b'["canary"]'),
        (b"canary signed the plan of care", b"{}"),
    ],
)
def test_no_word_of_the_note_reaches_stderr(run: Run, tmp_path: Path, raw: bytes, encounter: bytes) -> None:
    (tmp_path / "note.txt").write_bytes(raw)
    (tmp_path / "visit.json").write_bytes(encounter)
    assert "canary" not in run("review", "note.txt", "-e", "visit.json").err
