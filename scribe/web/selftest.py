"""The self-test behind /readyz: a small note of selftest.json must give the evidence it names."""

from __future__ import annotations

import json
from pathlib import Path

from scribe.encounter import read_encounter
from scribe.web.ear import Ear
from scribe.web.reading import review_note

_CASE = json.loads((Path(__file__).with_name("selftest.json")).read_text("utf-8"))


async def self_test(ear: Ear) -> bool:
    """Whether the engine reads as it should."""
    review = await review_note(ear, _CASE["text"], read_encounter(_CASE["encounter"]))
    return set(_CASE["kinds"]) <= {item.kind for item in review.evidence}
