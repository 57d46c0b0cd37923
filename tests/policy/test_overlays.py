"""Policies of other payers, which a clinic loads from folders of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from scribe.errors import PatternError
from scribe.policy import Policies
from scribe.policy.examples import run

FOLDER = Path(__file__).resolve().parents[2] / "patterns" / "policies"
OVERLAYS = sorted(path for path in (FOLDER / "overlays").iterdir() if path.is_dir())


@pytest.mark.parametrize("overlay", OVERLAYS, ids=lambda path: path.name)
def test_a_shipped_overlay_holds_its_examples(overlay: Path) -> None:
    wrong = [result for result in run(Policies(FOLDER, extra=[overlay])) if result.wrong]
    assert wrong == []


def test_overlays_are_loaded_only_where_they_are_named() -> None:
    assert {policy.payers for policy in Policies(FOLDER).files} == {("medicare_part_b",)}


def test_an_overlay_cites_its_own_source() -> None:
    policies = Policies(FOLDER, extra=OVERLAYS)
    found = policies.show("therapy-threshold-priority-health")
    assert [citation.title for citation in found.citations] == [
        "Priority Health provider manual, Medicare Advantage therapy thresholds"
    ]


def test_what_is_followed_must_be_there(tmp_path: Path) -> None:
    text = (OVERLAYS[0] / "sex-conflict.yaml").read_text(encoding="utf-8")
    (tmp_path / "own.yaml").write_text(
        text.replace("follows: sex-conflict", "follows: sex-conflicts"), encoding="utf-8"
    )
    with pytest.raises(PatternError, match=r"own\.yaml, line 3: follows: no policy has the id sex-conflicts"):
        Policies(FOLDER, extra=[tmp_path])
