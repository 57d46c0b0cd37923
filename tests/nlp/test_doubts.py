"""What no rule foresaw is not taken for an attestation."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from scribe import Scribe
from scribe.errors import PatternError
from scribe.nlp.doubts import Doubts
from scribe.paths import resource
from scribe.types import Evidence

SHOES = {"date_of_service": "2026-08-10", "claim_lines": [{"line": 1, "code": "A5500", "units": 1}]}


@pytest.fixture(scope="module")
def engine() -> Scribe:
    return Scribe()


def heard(engine: Scribe, text: str, kind: str) -> list[Evidence]:
    return [item for item in engine.review(text, SHOES).evidence if item.kind == kind]


@pytest.mark.parametrize(
    ("kind", "text", "word"),
    [
        ("plan_of_care_signature", "Plan of care signed by Dr. Lee 3/2/26, draft only.", "draft"),
        ("plan_of_care_signature", "Plan of care signed by Dr. Lee 3/2/26, instead.", "instead"),
        (
            "plan_of_care_signature",
            "Plan of care signed by Dr. Lee 3/2/26, supposedly.",
            "supposedly",
        ),
        (
            "certification_statement",
            "The certifying statement was signed by Dr. Orr 6/1/26, perhaps.",
            "perhaps",
        ),
        ("written_order", "Written order for the shoes signed by Dr. Orr 6/1/26, a specimen.", "specimen"),
        ("face_to_face", "Seen by Dr. Orr 6/1/26 for his diabetes, allegedly.", "allegedly"),
    ],
)
def test_a_word_of_doubt_that_no_rule_has_read_makes_it_uncertain(
    engine: Scribe, kind: str, text: str, word: str
) -> None:
    found = heard(engine, text, kind)
    assert found
    assert {item.assertion for item in found} == {"uncertain"}
    assert word in [modifier.text for item in found for modifier in item.modifiers]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("plan_of_care_signature", "Plan of care signed by Dr. Lee 3/2/26, on file."),
        ("plan_of_care_signature", "Plan of care signed by Dr. Lee 3/2/26. She has not fallen but feels unsteady."),
        ("certification_statement", "The certifying statement was signed by Dr. Orr 6/1/26 and is filed."),
        ("written_order", "Written order for the shoes signed by Dr. Orr 6/1/26, in the chart."),
        ("face_to_face", "Seen by Dr. Orr 6/1/26 in the office for his diabetes."),
    ],
)
def test_without_one_it_stays_affirmed(engine: Scribe, kind: str, text: str) -> None:
    found = heard(engine, text, kind)
    assert found
    assert {item.assertion for item in found} == {"affirmed"}


def test_a_file_of_another_form_is_refused(tmp_path: Path) -> None:
    shutil.copytree(resource("patterns") / "context", tmp_path / "context")
    (tmp_path / "context" / "assertions" / "doubts.yaml").write_text("about: x\ndoubts:\n  - words: [draft]\n")
    with pytest.raises(PatternError, match="doubts"):
        Doubts(tmp_path)


@pytest.mark.parametrize(
    ("text", "assertion"),
    [
        ("Tooth 14 hurts. Dr. Voss, her surgeon, wrote to us that he does not want antibiotics.", "affirmed"),
        ("Tooth 14 hurts. The letter to Dr. Voss, her surgeon, was not sent.", "uncertain"),
    ],
)
def test_what_was_told_in_an_exchange_casts_no_doubt_on_it(engine: Scribe, text: str, assertion: str) -> None:
    dental = {"date_of_service": "2026-08-10", "claim_lines": [{"line": 1, "code": "D7140", "units": 1}]}
    found = [item for item in engine.review(text, dental).evidence if item.kind == "care_coordination"]
    assert {item.assertion for item in found} == {assertion}
