"""A pattern file that cannot be read is named with its line."""

from pathlib import Path

import pytest

from scribe.errors import PatternError
from scribe.patternfile import read_pattern_file


@pytest.fixture
def file(tmp_path: Path) -> Path:
    folder = tmp_path / "evidence"
    folder.mkdir()
    return folder / "papers.yaml"


def test_the_content_is_plain_data(file: Path) -> None:
    file.write_text("targets:\n  - {id: a.b, literal: [\"on\", 'señor']}\n", encoding="utf-8")
    assert read_pattern_file(file) == {"targets": [{"id": "a.b", "literal": ["on", "señor"]}]}


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"targets:\n  - {id: a\n  - b\n", "evidence/papers.yaml, line 4: not YAML: "),
        (b"about: x\n\tkey: y\n", "evidence/papers.yaml, line 2: not YAML: "),
        (b"about: x\nkey: \xff\n", "evidence/papers.yaml, line 2: not UTF-8 text"),
        (b"about: \x07\n", "evidence/papers.yaml: not YAML: "),
    ],
)
def test_a_mistake_is_named_with_file_and_line(file: Path, raw: bytes, message: str) -> None:
    file.write_bytes(raw)
    with pytest.raises(PatternError) as told:
        read_pattern_file(file)
    assert str(told.value).startswith(message)
    assert "\n" not in str(told.value)


def test_a_file_that_is_missing_is_named(file: Path) -> None:
    with pytest.raises(PatternError, match=r"^evidence/papers.yaml: cannot be read: no such file or directory$"):
        read_pattern_file(file)
