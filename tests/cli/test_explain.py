"""`scribe explain` and `scribe patterns`."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scribe.paths import resource

Run = Callable[..., Any]


def test_a_sentence_is_explained(run: Run) -> None:
    told = run("explain", "The plan of care is awaiting signature.")
    assert told.status == 0
    assert told.out.startswith("Read as: The plan of care is awaiting signature.")
    assert "plan_of_care_signature  pending" in told.out


def test_dictated_words_show_their_written_form(run: Run) -> None:
    assert run("explain", "berg forty two out of fifty six").out.startswith("Read as: berg 42/56")


def test_words_without_evidence_count_as_nothing(run: Run) -> None:
    assert "Counts as nothing" in run("explain", "The weather was fine.").out


def test_an_empty_sentence_is_refused(run: Run) -> None:
    assert run("explain", " ").status == 2


def test_the_patterns_hold(run: Run) -> None:
    told = run("patterns", "check")
    assert (told.status, told.out) == (0, "")
    assert told.err.endswith("0 do not hold\n")


def test_a_pattern_file_with_a_mistake_is_named_with_its_line(run: Run, tmp_path: Path) -> None:
    shutil.copytree(resource("patterns"), tmp_path / "ours")
    (tmp_path / "ours" / "evidence" / "spoiled.yaml").write_text("about: x\ntargets: [\n", encoding="utf-8")
    told = run("patterns", "check", "ours")
    assert (told.status, told.out) == (2, "")
    assert told.err.startswith("scribe: evidence/spoiled.yaml, line 3: not YAML: ")


def test_a_folder_that_is_not_there_is_named(run: Run) -> None:
    assert run("patterns", "check", "nowhere").err == "scribe: Invalid value for FOLDER: no such folder\n"
