"""`scribe patterns`: sound files pass; a mistake is told by file and line."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scribe.paths import resource

Run = Callable[..., Any]

TARGET = "  - {id: spoiled.word, category: SPOILED, literal: [spoiled]}\n"
FRAME = "  - {id: spoiled.frame, kind: delivery, head: [SPOILED]}\n"


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """A copy of the patterns that may be spoiled."""
    shutil.copytree(resource("patterns"), tmp_path / "ours")
    return tmp_path / "ours"


def test_the_patterns_hold(run: Run) -> None:
    told = run("patterns", "check")
    assert (told.status, told.out) == (0, "")
    assert told.err.endswith("0 do not hold\n")


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("about: x\ntargets: [\n", "line 3: not YAML: "),
        (f"targets:\n{TARGET}{TARGET}", "line 3: id 'spoiled.word' is used before, in evidence/spoiled.yaml, line 2"),
        ("targets:\n  - {id: a.b, category: A, literal: ['{a|b']}\n", "line 2: a.b: unclosed brace in '{a|b'"),
        (f"targets:\n{TARGET}frames:\n  - {{id: a.b, heads: [SPOILED]}}\n", "line 4: a.b: unknown key 'heads'"),
        (f"targets:\n{TARGET}frames:\n  - {{id: a.b, kind: delivery, head: [OTHER]}}\n", "line 4: a.b: no target has"),
        (
            f"targets:\n{TARGET}frames:\n  - {{id: a.b, kind: gift, head: [SPOILED]}}\n",
            "line 4: a.b: unknown evidence kind",
        ),
        (
            f"targets:\n{TARGET}frames:\n  - {{id: a.b, kind: finding, head: [SPOILED], set: {{concept: gift}}}}\n",
            "line 4: a.b: unknown concept 'gift'",
        ),
        (
            "context:\n  - {id: a.b, category: A, direction: FORWARD, max_scope: x, literal: [q]}\n",
            "line 2: a.b: max_scope",
        ),
        ("examples:\n  - {text: It came.}\n", "line 2: example 1: the example expects nothing"),
    ],
)
def test_a_mistake_in_a_rule_is_named_with_its_line(run: Run, ours: Path, written: str, message: str) -> None:
    (ours / "evidence" / "spoiled.yaml").write_text(written, encoding="utf-8")
    told = run("patterns", "check", "ours")
    assert (told.status, told.out) == (2, "")
    assert told.err.startswith(f"scribe: evidence/spoiled.yaml, {message}")
    assert told.err.count("\n") == 1


@pytest.mark.parametrize(
    ("file", "added", "message"),
    [
        (
            "measures/catalogue/gait.yaml",
            "- {id: a, form: furlongs}\n",
            "measures/catalogue/gait.yaml, line {line}: a: form must be",
        ),
        (
            "sections/sections.yaml",
            "  - {id: a, heads: [aa], untill: heading}\n",
            "sections/sections.yaml, line {line}: unknown key",
        ),
    ],
)
def test_a_mistake_in_another_file_is_named_with_its_line(
    run: Run, ours: Path, file: str, added: str, message: str
) -> None:
    text = (ours / file).read_text(encoding="utf-8")
    (ours / file).write_text(text + added, encoding="utf-8")
    told = run("patterns", "check", "ours")
    assert told.status == 2
    assert told.err.startswith("scribe: " + message.format(line=text.count("\n") + 1))


@pytest.mark.parametrize(
    ("file", "added"),
    [
        ("evidence/orders.yaml", '- {text: "It came.", find: [{kind: delivery}]}'),
        ("measures/examples/mixed.yaml", '- {text: "Berg 42/56.", find: [berg 41]}'),
    ],
)
def test_an_example_that_does_not_hold_is_told(run: Run, ours: Path, file: str, added: str) -> None:
    text = (ours / file).read_text(encoding="utf-8")
    (ours / file).write_text(text + ("  " if file.startswith("evidence") else "") + added + "\n", encoding="utf-8")
    told = run("patterns", "check", "ours")
    assert told.status == 1
    assert told.out.startswith(f"{file}, line {text.count(chr(10)) + 1}: example ")
    assert told.err.endswith("examples run, 1 do not hold\n")


def test_a_folder_that_is_not_there_is_named(run: Run) -> None:
    assert run("patterns", "check", "nowhere").err == "scribe: Invalid value for FOLDER: no such folder\n"
