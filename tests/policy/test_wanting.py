"""No KX where one thing is wanting: a date out of order, a wrong signer, an old paper, another item, code or payer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from scribe.engine import Scribe

CASES = yaml.safe_load((Path(__file__).parent / "wanting.yaml").read_text(encoding="utf-8"))
WANTING = [
    pytest.param(case, wanting, id=f"{case['name']}: {wanting['name']}")
    for case in CASES
    for wanting in case["wanting"]
]
# Criteria that are not known here: no words make KX supported.
NAMED = ["E0483", "E0470", "E0784", "V2745", "E2510", "15271", "78815", "38228", "Q5001", "E0651", "L0650", "E0194"]
GRANTED = {"append", "keep"}


def verdict(scribe: Scribe, note: str, encounter: dict[str, Any]) -> str:
    """The verdict on the only line."""
    (line,) = scribe.review(note, encounter).lines
    return line.kx.value


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_note_with_everything_supports_kx(scribe: Scribe, case: dict[str, Any]) -> None:
    assert verdict(scribe, case["note"], case["encounter"]) == "append"


@pytest.mark.parametrize(("case", "wanting"), WANTING)
def test_a_note_with_one_thing_wanting_does_not(scribe: Scribe, case: dict[str, Any], wanting: dict[str, Any]) -> None:
    note = wanting.get("note", case["note"])
    for words, others in wanting.get("instead", {}).items():
        assert note.count(words) == 1
        note = note.replace(words, others)
    encounter = wanting.get("encounter", case["encounter"])
    assert (note, encounter) != (case["note"], case["encounter"])
    assert verdict(scribe, note, encounter) not in GRANTED


@pytest.mark.parametrize("code", NAMED)
def test_what_is_not_known_is_never_granted(scribe: Scribe, code: str) -> None:
    encounter = {"date_of_service": "2026-06-15", "claim_lines": [{"line": 1, "code": code, "modifiers": ["KX"]}]}
    assert verdict(scribe, "All coverage criteria are met and documented.", encounter) not in GRANTED
