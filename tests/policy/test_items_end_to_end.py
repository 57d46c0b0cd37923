"""Whole notes through the engine, one item or procedure after another.

For each policy with criteria of its own: a note that supports KX, and the same note without one thing. All patients
are invented.
"""

from __future__ import annotations

from typing import Any

import pytest

from scribe.engine import Scribe
from scribe.types import Review

ORDER = "The written order was signed by Dr. Hale on May 11, 2026."
ON = "2026-06-15"

# Policy, encounter, and the sentences of a note that supports KX, each named by the requirement that it alone shows.
Note = dict[str, str]
ITEMS: list[tuple[str, dict[str, Any], Note]] = [
    (
        "dme-pap",
        {"code": "E0601", "modifiers": ["RR", "KH"], "delivery_date": ON},
        {
            "face_to_face": "Dr. Hale saw her in person on April 2, 2026 for snoring and witnessed apneas.",
            "face_to_face+sleep_study": "Home sleep test on April 20, 2026 showed an AHI of 22.4 events per hour.",
            "written_order": "The written order for CPAP was signed by Dr. Hale on May 11, 2026.",
        },
    ),
    (
        "dme-pap",
        {"code": "E0601", "modifiers": ["RR", "KJ"], "delivery_date": "2026-01-10"},
        {
            "face_to_face": "Office visit with Dr. Hale on November 3, 2025 before testing.",
            "face_to_face+sleep_study": "Polysomnogram 12/1/2025: AHI 11. She has hypertension and daytime sleepiness.",
            "written_order": "Written order signed by Dr. Hale on December 20, 2025.",
            "reevaluation": "Dr. Hale re-evaluated her on February 20, 2026; she benefits from CPAP.",
            "device_adherence": "Download: at least 4 hours on 26 of 30 nights.",
        },
    ),
    (
        "dme-knee-orthosis",
        {"code": "L1832", "delivery_date": ON, "order_date": "2026-05-11"},
        {
            "face_to_face": "Dr. Hale examined the knee in the office on May 4, 2026.",
            "indication": "She is ambulatory with a cane. The knee is unstable. "
            "Lachman 2+ with a soft endpoint, drawer positive.",
            "written_order+order_before_delivery": ORDER,
        },
    ),
    (
        "dme-knee-orthosis",
        {"code": "L1850"},
        {"indication": "ACL reconstruction of the right knee on May 20, 2026.", "written_order": ORDER},
    ),
    (
        "dme-ankle-foot-orthosis",
        {"code": "L1960", "order_date": "2026-05-11"},
        {
            "face_to_face": "Dr. Hale examined the foot in the office on May 4, 2026.",
            "indication": "He walks with a limp. Left foot drop after a stroke.",
            "custom_reason": "A prefabricated AFO could not be fitted.",
            "written_order+order_before_delivery": ORDER,
        },
    ),
    (
        "dme-ankle-foot-orthosis",
        {"code": "L1971"},
        {"indication": "He walks with a limp. Left foot drop after a stroke.", "written_order": ORDER},
    ),
    (
        "dme-ankle-foot-orthosis",
        {"code": "L2132"},
        {
            "indication": "He walks with a limp. Left foot drop after a stroke.",
            "knee_stability": "The left knee buckles in stance.",
            "written_order": ORDER,
        },
    ),
    (
        "dme-ankle-foot-orthosis",
        {"code": "L4397"},
        {"static_indication": "Plantar fasciitis of the left foot.", "written_order": ORDER},
    ),
    (
        "dme-orthopedic-footwear",
        {"code": "L3215"},
        {"integral_to_brace": "The shoe is an integral part of the left AFO.", "written_order": ORDER},
    ),
    (
        "dme-lower-limb-prosthesis",
        {"code": "L5301"},
        {"functional_level": "Functional level K3 per the prosthetist and Dr. Hale.", "written_order": ORDER},
    ),
    (
        "dme-hospital-bed",
        {"code": "E0260"},
        {
            "bed_need": "The head of bed must be elevated more than 30 degrees most of the time due to heart failure.",
            "position_changes": "She needs frequent changes in body position.",
            "written_order": ORDER,
        },
    ),
    (
        "dme-hospital-bed",
        {"code": "E0256"},
        {
            "bed_need": "The head of bed must be elevated more than 30 degrees most of the time due to heart failure.",
            "bed_height": "A variable height bed is necessary for safe transfers.",
            "written_order": ORDER,
        },
    ),
    (
        "dme-hospital-bed",
        {"code": "E0303"},
        {
            "bed_need": "The head of bed must be elevated more than 30 degrees most of the time due to heart failure.",
            "weight": "Weight 412 pounds.",
            "written_order": ORDER,
        },
    ),
    (
        "dme-manual-wheelchair",
        {"code": "K0001"},
        {
            "mradl_limitation": "Her mobility limitation impairs toileting and bathing in the home.",
            "cane_walker_insufficient": "A cane or walker is not sufficient because of leg weakness.",
            "home_access": "Home assessment May 20: doorways are wide enough and there is adequate space.",
            "wheelchair_operation": "She can self-propel.",
            "written_order": ORDER,
        },
    ),
    (
        "dme-power-mobility",
        {"code": "K0823", "order_date": "2026-05-11"},
        {
            "face_to_face": "Face-to-face mobility examination by Dr. Hale on May 4, 2026.",
            "mradl_limitation": "His mobility limitation prevents dressing and toileting in the home.",
            "cane_walker_insufficient": "He is not safe with a walker.",
            "manual_wheelchair_insufficient": "He cannot propel an optimally configured manual wheelchair.",
            "scooter_insufficient": "He cannot operate a scooter because of poor trunk control.",
            "home_access": "The home provides adequate access between rooms.",
            "power_device_safe_use": "He can safely operate the power wheelchair.",
            "written_order": ORDER,
        },
    ),
    (
        "dme-support-surface-group2",
        {"code": "E0277"},
        {"ulcer_or_graft": "Large stage 3 pressure ulcer of the sacrum.", "written_order": ORDER},
    ),
    (
        "dme-support-surface-group2",
        {"code": "E0277"},
        {
            "ulcer_or_graft": "Multiple stage 2 pressure ulcers of the sacrum and buttocks. "
            "She followed a comprehensive ulcer treatment program for 5 weeks. "
            "The ulcers have not improved on a group 1 surface.",
            "written_order": ORDER,
        },
    ),
    (
        "dme-urological",
        {"code": "A4351"},
        {"permanent_condition": "Urinary retention is permanent.", "written_order": ORDER},
    ),
    (
        "dme-urological",
        {"code": "A4352"},
        {
            "permanent_condition": "Urinary retention is permanent.",
            "coude_tip": "A straight catheter could not be passed.",
            "written_order": ORDER,
        },
    ),
    (
        "dme-urological",
        {"code": "A4353"},
        {
            "permanent_condition": "Urinary retention is permanent.",
            "sterile_kit": "Sterile catheter kits because of two documented urinary tract infections.",
            "written_order": ORDER,
        },
    ),
    (
        "dme-tens",
        {"code": "E0730"},
        {
            "pain": "Chronic shoulder pain for 8 months. NSAIDs and physical therapy failed. "
            "A 30-day trial of TENS reduced the pain by half.",
            "written_order": ORDER,
        },
    ),
    (
        "dme-tens",
        {"code": "E0720"},
        {"pain": "Acute postoperative pain. Knee arthroplasty on June 1, 2026.", "written_order": ORDER},
    ),
    (
        "dme-osteogenesis",
        {"code": "E0747", "order_date": "2026-05-11"},
        {
            "face_to_face": "Office visit with Dr. Hale on May 4, 2026 about the fracture.",
            "nonunion": "Nonunion of the tibia on X-rays 90 days apart.",
            "written_order+order_before_delivery": ORDER,
        },
    ),
    (
        "dme-osteogenesis",
        {"code": "E0748", "order_date": "2026-05-11"},
        {
            "face_to_face": "Office visit with Dr. Hale on May 4, 2026 about the spine.",
            "spinal_fusion": "Three-level lumbar fusion on April 28, 2026.",
            "written_order+order_before_delivery": ORDER,
        },
    ),
    (
        "dme-negative-pressure",
        {"code": "E2402"},
        {
            "qualifying_wound": "Dehisced abdominal wound after colectomy.",
            "wound_program": "A wound treatment program was tried for 30 days.",
            "wound_measurement": "Wound measures 6 x 4 x 2 cm on June 10, 2026.",
            "written_order": ORDER,
        },
    ),
    ("dme-walker", {"code": "E0149"}, {"weight": "Weight 322 lbs today.", "written_order": ORDER}),
    (
        "dme-walker",
        {"code": "E0147"},
        {
            "neurologic_or_one_hand": "Severe Parkinson's disease makes an ordinary walker unsafe.",
            "written_order": ORDER,
        },
    ),
    (
        "dme-commode",
        {"code": "E0163"},
        {"confined_without_toilet": "She is confined to one room.", "written_order": ORDER},
    ),
    (
        "dme-commode",
        {"code": "E0165"},
        {
            "confined_without_toilet": "She is confined to one room.",
            "detachable_arms": "Detachable arms are needed for lateral transfers.",
            "written_order": ORDER,
        },
    ),
    (
        "dme-commode",
        {"code": "E0168"},
        {
            "confined_without_toilet": "She is confined to one room.",
            "weight": "Weight 318 pounds.",
            "written_order": ORDER,
        },
    ),
    (
        "dme-seat-lift",
        {"code": "E0627"},
        {
            "disorder": "Severe osteoarthritis of both knees.",
            "cannot_stand": "She is completely incapable of standing up from any chair in her home.",
            "walks_once_standing": "Once standing, she can walk.",
            "written_order": ORDER,
        },
    ),
    (
        "dme-immunosuppressive",
        {"code": "J7507"},
        {
            "transplant": "Kidney transplant on March 4, 2019.",
            "part_a_at_transplant": "He had Medicare Part A in force at that time.",
            "written_order": ORDER,
        },
    ),
    (
        "procedure-extra-dialysis",
        {"code": "90999"},
        {
            "extra_session_reason": "Fourth treatment this week for fluid overload.",
            "written_order": "Order for the extra session signed by Dr. Hale on June 15, 2026.",
        },
    ),
    (
        "procedure-sacroiliac-injection",
        {"code": "27096"},
        {
            "": "Diagnostic right sacroiliac joint injection.",
            "image_guidance": "Performed under fluoroscopic guidance.",
            "pain_history": "Right buttock pain for six months.",
            "provocative_tests": "FABER, thigh thrust and Gaenslen's were positive.",
            "conservative_care": "Failed six weeks of physical therapy.",
            "pain_scale": "NPRS 7/10.",
        },
    ),
    (
        "procedure-sacroiliac-injection",
        {"code": "64451"},
        {
            "": "Procedure: diagnostic left SI joint block.",
            "image_guidance": "The needle was placed with fluoroscopy.",
            "pain_history": "Buttock pain for two years.",
            "provocative_tests": "Four of five provocative tests were positive.",
            "conservative_care": "Completed 8 weeks of PT without relief.",
            "pain_scale": "Pre-procedure pain 7/10. Post-procedure pain 1/10.",
        },
    ),
    (
        "procedure-facet-injection",
        {"code": "64493"},
        {
            "": "Diagnostic medial branch block, L4-5.",
            "pain_scale": "Pain fell from 8/10 before to 2/10 after the injection.",
        },
    ),
    (
        "procedure-facet-injection",
        {"code": "64490"},
        {"": "Diagnostic facet block.", "pain_scale": "Pre-procedure pain 8/10. Post-procedure pain 1/10."},
    ),
    (
        "procedure-nail-avulsion",
        {"code": "11730"},
        {
            "": "Previous avulsion of the right hallux nail on March 2, 2026.",
            "repeat_indication": "The opposite border is now ingrown.",
        },
    ),
    (
        "procedure-cardiac-pulmonary-rehab",
        {"code": "93798"},
        {
            "": "Cardiac rehab session 38 of 72.",
            "rehabilitation_need": "Further sessions are needed because she still has exertional dyspnea.",
        },
    ),
    (
        "procedure-acupuncture",
        {"code": "97810"},
        {
            "": "Acupuncture treatment 14 of 20.",
            "improvement": "Back pain improved since the first session.",
            "low_back_pain": "Nonspecific low back pain for 8 months.",
        },
    ),
    (
        "procedure-pacemaker",
        {"code": "33208"},
        {"": "DDD pacemaker implanted.", "bradycardia": "Symptomatic bradycardia with syncope, no reversible cause."},
    ),
]
NAMES = [f"{policy} {encounter['code']}" for policy, encounter, _ in ITEMS]
LACKING = [
    pytest.param(policy, encounter, note, missing, id=f"{policy} {encounter['code']} without {missing}")
    for policy, encounter, note in ITEMS
    for missing in note
    if missing
]


@pytest.fixture(scope="module")
def scribe() -> Scribe:
    return Scribe()


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
