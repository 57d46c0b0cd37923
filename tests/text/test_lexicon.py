"""The word lists of patterns/speech: a mistake in them is named by file and place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from scribe.errors import PatternError
from scribe.paths import resource
from scribe.text.corrections import Corrections
from scribe.text.lexicon import Phrases, load
from scribe.text.marks import Marks


@pytest.fixture
def patterns(tmp_path: Path) -> Path:
    """A copy of the speech patterns that a test may spoil."""
    shutil.copytree(resource("patterns") / "speech", tmp_path / "speech")
    return tmp_path


def spoil(patterns: Path, name: str, old: str, new: str) -> None:
    path = patterns / "speech" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "old", "new", "place"),
    [
        ("numbers.yaml", "digits:", "digitz:", "speech/numbers.yaml"),
        ("dates.yaml", '["on", by, for', "[on, by, for", "speech/dates.yaml: spoken_day_before"),
        ("sounds.yaml", "safe:", "safes:", "speech/sounds.yaml"),
        ("sounds.yaml", "id: sound-gait", "id: sound-berg", r"speech/sounds\.yaml, line \d+: sound-berg"),
        ("sounds.yaml", "heard: [sined]", "heard: [sined, signd]", r"speech/sounds\.yaml, line \d+: sound-signed"),
    ],
)
def test_a_mistake_in_a_word_list_is_named(patterns: Path, name: str, old: str, new: str, place: str) -> None:
    spoil(patterns, name, old, new)
    with pytest.raises(PatternError, match=place):
        load(patterns)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("kind: stop", "kind: stopp"),
        ("id: mark-comma", "id: mark-stop"),
        ("not_before:", "not_befor:"),
        ("attributive:", "attributives:"),
    ],
)
def test_a_mistake_in_a_mark_is_named(patterns: Path, old: str, new: str) -> None:
    spoil(patterns, "marks.yaml", old, new)
    with pytest.raises(PatternError, match=r"speech/marks\.yaml"):
        Marks(patterns)


def test_a_missing_list_of_corrections_is_named(patterns: Path) -> None:
    spoil(patterns, "corrections.yaml", "titles:", "title:")
    with pytest.raises(PatternError, match="titles"):
        Corrections(patterns, load(resource("patterns")))


def test_a_missing_file_is_named(patterns: Path) -> None:
    (patterns / "speech" / "letters.yaml").unlink()
    with pytest.raises(PatternError, match=r"letters\.yaml"):
        load(patterns)


def test_the_longest_phrase_wins() -> None:
    phrases = Phrases([("six minute", "short"), ("six minute walk", "long")])
    assert phrases.at(["a", "six", "minute", "walk"], 1) == (3, "long")
    assert phrases.at(["six", "minutes"], 0) is None


def test_every_sound_alike_is_heard_once() -> None:
    heard = [phrase for sound in load(resource("patterns")).sounds for phrase in sound.heard]
    assert len(heard) == len(set(heard))


def test_ids_of_marks_are_unique() -> None:
    marks = yaml.safe_load((resource("patterns") / "speech" / "marks.yaml").read_text(encoding="utf-8"))["marks"]
    ids = [mark["id"] for mark in marks]
    assert len(ids) == len(set(ids))
