"""Whole notes through the engine, one item or procedure after another.

For each policy with criteria of its own: a note that supports KX (item_notes.yaml), and the same note without one
thing. All patients are invented.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from scribe.engine import Scribe
from scribe.types import Review

ORDER = "The written order was signed by Dr. Hale on May 11, 2026."
ON = "2026-06-15"

Note = dict[str, str]
ITEMS: list[tuple[str, dict[str, Any], Note]] = [
    (row["policy"], row["line"], row["note"])
    for row in yaml.safe_load((Path(__file__).parent / "item_notes.yaml").read_text(encoding="utf-8"))
]
NAMES = [f"{policy} {encounter['code']}" for policy, encounter, _ in ITEMS]
LACKING = [
    pytest.param(policy, encounter, note, missing, id=f"{policy} {encounter['code']} without {missing}")
    for policy, encounter, note in ITEMS
    for missing in note
    if missing
]


def reviewed(scribe: Scribe, text: str, line: dict[str, Any], on: str = ON) -> Review:
    """The review of a note with one claim line."""
    claim = {"line": 1, "code": line["code"], "modifiers": line.get("modifiers", [])}
    encounter: dict[str, Any] = {"date_of_service": on, "claim_lines": [claim]}
    encounter |= {name: line[name] for name in ("delivery_date", "order_date") if name in line}
    return scribe.review(text, encounter)


@pytest.mark.parametrize(("policy", "line", "note"), ITEMS, ids=NAMES)
def test_a_full_note_supports_kx(scribe: Scribe, policy: str, line: dict[str, Any], note: Note) -> None:
    review = reviewed(scribe, " ".join(note.values()), line)
    assert [(one.policy, one.kx.value, one.unmet) for one in review.lines] == [(policy, "append", ())]


@pytest.mark.parametrize(("policy", "line", "note", "missing"), LACKING)
def test_a_note_that_lacks_one_thing_does_not(
    scribe: Scribe, policy: str, line: dict[str, Any], note: Note, missing: str
) -> None:
    review = reviewed(scribe, " ".join(text for name, text in note.items() if name != missing), line)
    unmet = sorted(missing.split("+"))
    assert [(one.policy, one.kx.value, sorted(one.unmet)) for one in review.lines] == [(policy, "withhold", unmet)]


@pytest.mark.parametrize(
    ("code", "on", "text", "verdict"),
    [
        # Glucose monitors: treated with insulin or not.
        ("E0607", ON, "Type 2 diabetes, takes Lantus 20 units nightly.", "append"),
        ("E0607", ON, "Type 2 diabetes on metformin only, no insulin.", "not_required"),
        ("E0607", ON, "Type 2 diabetes. Insulin was discussed.", "undetermined"),
        ("E0607", ON, "Type 2 diabetes. Her mother takes insulin.", "undetermined"),
        ("E2103", ON, "Insulin pump and continuous glucose monitor.", "append"),
        ("E2103", ON, "Diet-controlled diabetes, wants a Dexcom.", "not_required"),
        ("A4239", ON, "Continue Humalog with meals. Consider adding basal insulin.", "append"),
        # Oxygen: KX until its place was taken by others.
        ("E1390", "2023-03-01", "SpO2 86% on room air at rest. " + ORDER, "append"),
        ("E1390", "2023-03-01", "SpO2 91% on room air at rest. " + ORDER, "withhold"),
        ("E1390", "2023-03-01", "SpO2 89% at rest with cor pulmonale. " + ORDER, "append"),
        ("E1390", "2023-03-01", "SpO2 89% at rest, no cor pulmonale. " + ORDER, "withhold"),
        ("E1390", "2023-03-01", "Titrate to keep saturation above 88%. " + ORDER, "withhold"),
        ("E1390", ON, "SpO2 86% on room air at rest. " + ORDER, "not_required"),
        # Colonoscopy: after a positive stool test.
        ("G0121", ON, "Colonoscopy for a positive Cologuard on March 3, 2026.", "append"),
        ("G0121", ON, "Screening colonoscopy; FIT was negative.", "not_required"),
        ("G0121", ON, "Screening colonoscopy at average risk.", "not_required"),
        ("G0105", ON, "His brother had a positive Cologuard. Screening colonoscopy.", "not_required"),
        # Injections: diagnostic only.
        ("64493", ON, "Therapeutic facet injection with steroid.", "not_required"),
        ("64493", ON, "Facet injection at L4-5.", "undetermined"),
        ("27096", ON, "Therapeutic SI joint injection; her prior diagnostic block gave 80% relief.", "not_required"),
        # Nail avulsion: early repeats only.
        ("11730", ON, "Avulsion of the right hallux nail performed today.", "not_required"),
        ("11730", ON, "Previous avulsion of the right hallux nail on June 2, 2025. Opposite border.", "not_required"),
        ("11730", ON, "Previous avulsion of the right hallux nail on March 2, 2026. Regrowth.", "withhold"),
        # Sessions.
        ("93798", ON, "Cardiac rehab session 12 of 36.", "not_required"),
        ("97810", ON, "Acupuncture treatment 8 of 12.", "not_required"),
        (
            "97810",
            ON,
            "Acupuncture treatment 14. No improvement in pain. Nonspecific low back pain for a year.",
            "withhold",
        ),
        # What a note denies, plans or tells of others supports nothing.
        ("E0601", ON, "Dr. Hale saw her on April 2, 2026. AHI goal below 5. " + ORDER, "withhold"),
        ("L1850", ON, "She is ambulatory. Knee is unstable. Lachman negative. " + ORDER, "withhold"),
        ("L1850", ON, "TKA in 2019. " + ORDER, "withhold"),
        ("A4351", ON, "Acute postoperative urinary retention. " + ORDER, "withhold"),
        ("A4351", ON, "Chronic urinary retention. " + ORDER, "withhold"),
        (
            "E0730",
            ON,
            "Chronic low back pain for a year. NSAIDs failed. A trial of TENS gave relief. " + ORDER,
            "withhold",
        ),
        ("E0747", ON, "At risk for nonunion. " + ORDER, "withhold"),
        ("E0260", ON, "HOB elevated 30 degrees at all times. " + ORDER, "withhold"),
        ("E0277", ON, "Stage 3 pressure ulcer of the heel, large. " + ORDER, "withhold"),
        ("E0163", ON, "She is not confined to one room. " + ORDER, "withhold"),
        ("E0627", ON, "Severe knee OA. Rises from any chair with difficulty. Once up she walks. " + ORDER, "withhold"),
        ("J7507", ON, "Kidney transplant March 4, 2019. Part A was not in force at transplant. " + ORDER, "withhold"),
        ("L5301", ON, "Functional level K0. " + ORDER, "withhold"),
        ("33208", ON, "Asymptomatic bradycardia, no reversible cause. Pacemaker.", "withhold"),
        # Named families whose criteria are not known.
        ("E0483", ON, "Bronchiectasis, vest ordered. " + ORDER, "undetermined"),
        # Dictation without marks.
        (
            "L1850",
            ON,
            "acl reconstruction of the right knee on may twentieth the written order was signed by doctor hale on "
            "may eleventh",
            "append",
        ),
        (
            "E0149",
            ON,
            "she weighs three hundred twenty two pounds the written order was signed by doctor hale",
            "append",
        ),
        ("E0607", ON, "type two diabetic on insulin twenty units at night", "append"),
    ],
)
def test_what_the_note_says_decides(scribe: Scribe, code: str, on: str, text: str, verdict: str) -> None:
    assert [line.kx.value for line in reviewed(scribe, text, {"code": code}, on).lines] == [verdict]
