"""Mistakes in the measures' files are named by file and place; the files themselves are sound."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from scribe.errors import PatternError
from scribe.nlp.measures import Measures
from scribe.nlp.measures.examples import load_measure_examples
from scribe.paths import resource

SOURCE = resource("patterns") / "measures"
ENTRY = (
    "- {id: wink, name: Wink test, names: [wink test], form: score, of: [9], range: [0, 9], direction: higher,"
    " class: A}\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small copy of the measures that may be spoiled."""
    shutil.copy(SOURCE / "grammar.yaml", tmp_path)
    shutil.copy(SOURCE / "body.yaml", tmp_path)
    (tmp_path / "catalogue").mkdir()
    for name in ("motion.yaml", "strength.yaml"):
        shutil.copy(SOURCE / "catalogue" / name, tmp_path / "catalogue")
    (tmp_path / "catalogue" / "own.yaml").write_text(ENTRY)
    return tmp_path


def test_a_new_measure_is_read_from_its_entry_alone(folder: Path) -> None:
    (found,) = Measures(folder).examine("Wink test 7/9.").measurements
    assert (found.measure, found.value) == ("wink", "7")


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (ENTRY.replace("higher", "upwards"), "wink: direction must be one of"),
        (ENTRY.replace("score", "scores"), "wink: form must be one of"),
        (ENTRY.replace("class: A", "class: Z"), "wink: class must be one of"),
        (ENTRY.replace("[0, 9]", "[9, 0]"), "wink: range: expected two numbers"),
        (ENTRY.replace("wink test]", "Wink Test]"), "lower case"),
        (ENTRY.replace("of:", "off:"), "unknown key"),
        (ENTRY.replace("wink test]", "today]"), "is a word of grammar.yaml"),
        (ENTRY + ENTRY, "stands twice"),
        ("- {name: none}\n", "without an id"),
        ("- {id: [\n", "line 2: not YAML"),
    ],
)
def test_a_mistake_in_an_entry_is_named(folder: Path, entry: str, message: str) -> None:
    (folder / "catalogue" / "own.yaml").write_text(entry)
    with pytest.raises(PatternError, match=r"catalogue") as caught:
        Measures(folder)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("wrong: [word]\n", "unknown key 'wrong'"),
        ("dose: [2]\n", "must be text"),
        ("dose: [today]\n", "stands twice with different meanings"),
        ("not_done: [left out]\n", "hints: no word of 'left out'"),
    ],
)
def test_a_mistake_in_the_grammar_is_named(folder: Path, line: str, message: str) -> None:
    grammar = folder / "grammar.yaml"
    grammar.write_text(yaml.safe_dump(yaml.safe_load(grammar.read_text()) | yaml.safe_load(line)))
    with pytest.raises(PatternError, match=r"measures/grammar.yaml") as caught:
        Measures(folder)
    assert message in str(caught.value)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "body.yaml").unlink()
    with pytest.raises(PatternError, match=r"body.yaml: cannot be read"):
        Measures(folder)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("- {text: Berg 40/56.}\n", "expected text, and find"),
        ("- {text: a, find: [], when: now}\n", "unknown key 'when'"),
    ],
)
def test_a_mistake_in_an_example_is_named(tmp_path: Path, row: str, message: str) -> None:
    (tmp_path / "examples").mkdir()
    (tmp_path / "examples" / "own.yaml").write_text(row)
    with pytest.raises(PatternError, match=message):
        load_measure_examples(tmp_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nobody:\n  change: []\n", "nobody: no measure has this id"),
        ("wink:\n  change: [{kind: MDC}]\n", "wink: change: expected kind"),
        ("wink:\n  norms: [{figures: '3'}]\n", "wink: norms: expected figures"),
    ],
)
def test_a_mistake_in_the_thresholds_is_named(folder: Path, text: str, message: str) -> None:
    (folder / "thresholds.yaml").write_text(text)
    measures = Measures(folder)
    with pytest.raises(PatternError, match=message):
        _ = measures.progress
