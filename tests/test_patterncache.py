"""Parsed pattern files are kept, and nothing that happens to what is kept changes what is read."""

import datetime as dt
import os
from pathlib import Path
from typing import Any

import pytest

from scribe import patternfile
from scribe.paths import resource
from scribe.patternfile import keep_parsed, line_of, read_pattern_file

TEXT = "about: words\nrows:\n  - {id: a.b, day: 2026-03-02, share: 0.5, none: null}\n  - [x, 2]\n"


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(patternfile, "_cache", None)
    keep_parsed(tmp_path / "kept")
    return tmp_path / "kept"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "a.yaml").write_text(TEXT, encoding="utf-8")
    return tmp_path / "a.yaml"


def _lines(data: Any) -> Any:
    if isinstance(data, dict):
        return [line_of(data), {key: _lines(value) for key, value in data.items()}]
    return [_lines(value) for value in data] if isinstance(data, list) else (type(data), data)


def test_what_is_kept_reads_as_the_file(kept: Path, file: Path) -> None:
    first = read_pattern_file(file)
    assert len(list(kept.iterdir())) == 1
    again = read_pattern_file(file)
    assert _lines(again) == _lines(first)
    assert again["rows"][0]["day"] == dt.date(2026, 3, 2)


def test_all_of_our_files_read_the_same(kept: Path) -> None:
    for path in sorted((resource("patterns") / "evidence").glob("*.yaml")):
        assert _lines(read_pattern_file(path)) == _lines(read_pattern_file(path))


def test_a_changed_file_is_read_anew(kept: Path, file: Path) -> None:
    read_pattern_file(file)
    file.write_text("about: other\n", encoding="utf-8")
    assert read_pattern_file(file) == {"about": "other"}
    assert read_pattern_file(file) == {"about": "other"}
    assert len(list(kept.iterdir())) == 1


@pytest.mark.parametrize(
    "spoiled", [b"", b"{", b"null", b"[]", b'{"of": 1}', b"\xff\xfe", b'{"\\u0000line": 0, "of": "x"}']
)
def test_what_is_spoiled_is_made_again(kept: Path, file: Path, spoiled: bytes) -> None:
    first = read_pattern_file(file)
    (place,) = kept.iterdir()
    place.write_bytes(spoiled)
    assert read_pattern_file(file) == first
    assert place.read_bytes() != spoiled


def test_a_file_with_odd_keys_is_read_and_not_kept(kept: Path, file: Path) -> None:
    file.write_text("1: one\n", encoding="utf-8")
    assert read_pattern_file(file) == {1: "one"}
    assert not kept.exists()


@pytest.mark.skipif(os.name != "posix", reason="rights of a folder are POSIX's")
def test_the_folder_is_the_users_alone(kept: Path, file: Path) -> None:
    read_pattern_file(file)
    (place,) = kept.iterdir()
    assert (kept.stat().st_mode & 0o777, place.stat().st_mode & 0o777) == (0o700, 0o600)


@pytest.mark.skipif(os.name != "posix", reason="rights of a folder are POSIX's")
def test_a_folder_that_others_can_write_to_is_not_used(
    tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patternfile, "_cache", None)
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o777)
    keep_parsed(shared)
    assert read_pattern_file(file)["about"] == "words"
    assert not list(shared.iterdir())


def test_a_folder_that_cannot_be_made_does_no_harm(tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patternfile, "_cache", None)
    keep_parsed(file / "below-a-file")
    assert read_pattern_file(file)["about"] == "words"
