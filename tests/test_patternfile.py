"""A pattern file that cannot be read is named with its line."""

from pathlib import Path

import pytest

from scribe.errors import PatternError
from scribe.patternfile import line_of, read_pattern_file


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
        (b"a:\n  key: 1\n  other: 2\n  key: 3\n", "evidence/papers.yaml, line 4: not YAML: the key 'key' stands twice"),
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


def test_every_mapping_knows_its_line(file: Path) -> None:
    file.write_text("- {id: a}\n\n- id: b\n  deep:\n    c: 1\n", encoding="utf-8")
    one, two = read_pattern_file(file)
    assert [line_of(row) for row in (one, two, two["deep"], "text")] == [", line 1", ", line 3", ", line 5", ""]


def test_a_key_may_be_merged_and_given_anew(file: Path) -> None:
    file.write_text("one: &one {a: 1, b: 2}\ntwo: {<<: *one, b: 3}\n", encoding="utf-8")
    assert read_pattern_file(file)["two"] == {"a": 1, "b": 3}
