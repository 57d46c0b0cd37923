"""Measures in sentences: every example beside the patterns holds, and the rules between them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from scribe.nlp.measures import Measurement, Measures, Name
from scribe.nlp.measures.examples import MeasureExample, failures, load_measure_examples, told
from scribe.paths import resource
from scribe.text.dates import Dates

FOLDER = resource("patterns") / "measures"
EXAMPLES = load_measure_examples(FOLDER)


@pytest.fixture(scope="module")
def measures() -> Measures:
    return Measures(FOLDER, dates=Dates(resource("patterns")))


def one(measures: Measures, text: str) -> Measurement:
    (found,) = measures.examine(text).measurements
    return found


@pytest.mark.parametrize("example", EXAMPLES, ids=[f"{example.place}: {example.text}" for example in EXAMPLES])
def test_example(example: MeasureExample, measures: Measures) -> None:
    assert list(failures([example], measures)) == []


def test_there_are_enough_examples() -> None:
    assert len(EXAMPLES) >= 300
    assert sum(not example.find for example in EXAMPLES) >= 80


@pytest.mark.parametrize("example", [example for example in EXAMPLES if example.find][::3], ids=str)
def test_spans_lie_in_the_sentence_and_hold_the_value(example: MeasureExample, measures: Measures) -> None:
    for found in measures.examine(example.text, on=example.date).measurements:
        words = example.text[found.start : found.end]
        assert words == words.strip()
        if found.value and found.value[0].isdigit() and any(mark.isdigit() for mark in words):
            assert found.value.split("-")[0].removeprefix("0") in words.replace(",", "")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Right knee flexion is 112 degrees today.", "Right knee flexion is 112 degrees"),
        ("She has min assist for lower body dressing.", "min assist for lower body dressing"),
        ("Balance work, then TUG with a cane took 14.1 seconds.", "TUG with a cane took 14.1 seconds"),
        ("L quad 4-/5, no pain.", "L quad 4-/5"),
    ],
)
def test_a_span_runs_from_the_name_through_the_value(text: str, words: str, measures: Measures) -> None:
    found = one(measures, text)
    assert text[found.start : found.end] == words


def test_an_earlier_value_has_a_span_of_its_own(measures: Measures) -> None:
    text = "Grip R 30 lb, was 19 lb at evaluation."
    _, prior = measures.examine(text).measurements
    assert text[prior.start : prior.end] == "19 lb at evaluation"


@pytest.mark.parametrize(
    ("text", "measure", "reason"),
    [
        ("Berg 60/56.", "berg", "out_of_range"),
        ("Berg 42/28.", "berg", "wrong_denominator"),
        ("LEFS 91/80.", "lefs", "out_of_range"),
        ("Quad strength 6/5.", "mmt", "out_of_range"),
        ("Gait speed 14 m/s.", "gait_speed", "out_of_range"),
    ],
)
def test_an_impossible_value_is_refused_and_said_so(text: str, measure: str, reason: str, measures: Measures) -> None:
    examined = measures.examine(text)
    assert not examined.measurements
    assert [(refusal.measure, refusal.reason) for refusal in examined.refusals] == [(measure, reason)]


def test_a_date_is_carried_by_its_value(measures: Measures) -> None:
    found = measures.examine("Berg 44/56, was 36/56 on May 4.", on=dt.date(2026, 6, 12)).measurements
    assert [(item.value, item.role, item.date) for item in found] == [
        ("44", "current", None),
        ("36", "prior", dt.date(2026, 5, 4)),
    ]


def test_a_value_of_the_day_itself_is_current(measures: Measures) -> None:
    found = measures.examine("On June 12 TUG was 14.0 seconds.", on=dt.date(2026, 6, 12)).measurements
    assert [item.role for item in found] == ["current"]


def test_an_empty_box_negates(measures: Measures) -> None:
    (found,) = measures.examine("6MWT performed", box=False).measurements
    assert (found.measure, found.assertion, found.value) == ("six_mwt", "negated", None)


def test_a_checked_box_is_no_value(measures: Measures) -> None:
    assert not measures.examine("6MWT performed", box=True).measurements


def test_in_goals_a_value_is_a_goal_unless_it_is_said_to_be_todays(measures: Measures) -> None:
    found = measures.examine("Berg 50/56, currently 41/56", section="goals").measurements
    assert [item.role for item in found] == ["goal", "current"]


def test_without_names_and_carry_nothing_is_read(measures: Measures) -> None:
    assert measures.read("Berg 42/56.", []) == ([], None)


def test_names_and_carry_go_through_read(measures: Measures) -> None:
    first, carry = measures.read("Berg 42/56.", [Name(0, 4, "berg")])
    second, _ = measures.read("At evaluation it was 31.", [], carry=carry)
    assert [told(item) for item in (*first, *second)] == ["berg 42", "berg 31 prior"]


def test_carry_ends_with_a_sentence_about_another_measure(measures: Measures) -> None:
    carry = measures.examine("Berg 42/56.").carry
    carry = measures.examine("TUG 14.0 s.", carry=carry).carry
    assert carry is not None
    assert carry.measures == ("tug",)


def test_names_are_found_without_a_matcher(measures: Measures) -> None:
    text = "Six-minute walk and Berg today."
    assert [text[name.start : name.end] for name in measures.names(text)] == ["Six-minute walk", "Berg"]


def test_phrases_are_lower_case_and_name_functional_measures(measures: Measures) -> None:
    assert all(phrase == phrase.lower() for phrase in measures.phrases)
    assert {name for ids in measures.phrases.values() for name in ids} <= {
        measure.id for measure in measures.catalogue.values() if measure.functional
    }


@pytest.mark.parametrize(
    "phrase", ["6-minute walk", "6 minute walk", "sit-to-stand", "single-leg stance", "mini bestest"]
)
def test_phrases_have_forms_with_and_without_hyphens(phrase: str, measures: Measures) -> None:
    assert phrase in measures.phrases


@pytest.mark.parametrize(
    "measure",
    [
        "reflex_grade",
        "pitting_edema",
        "spo2",
        "ahi",
        "ejection_fraction",
        "cobb_angle",
        "vitals_exertional",
        "bmi_weight",
        "hba1c",
        "weight_bearing_status",
        "rehab_dosage_negative",
        "home_measure_environment",
        "kellgren_lawrence",
    ],
)
def test_what_is_no_function_is_never_reported(measure: str, measures: Measures) -> None:
    assert not measures.catalogue[measure].functional


def test_a_sentence_is_read_the_same_twice(measures: Measures) -> None:
    text = "Cervical rotation R 55, L 60; NDI 30%."
    assert measures.examine(text) == measures.examine(text)


def test_the_catalogue_beside_the_checkout_is_covered(measures: Measures) -> None:
    shared = Path(__file__).resolve().parents[3] / "shared" / "measures.yaml"
    if not shared.is_file():
        pytest.skip("the reference catalogue is not beside the checkout")
    ids = {line.split(":", 1)[1].strip() for line in shared.read_text().splitlines() if line.startswith("- id:")}
    assert ids
    assert ids <= set(measures.catalogue)


def test_a_test_named_without_a_value_is_carried_to_its_value(measures: Measures) -> None:
    _, carry = measures.read(
        "A six-minute walk test was performed this morning.", [Name(2, 22, "six-minute walk test")]
    )
    found, _ = measures.read("He completed 640 feet.", [], carry=carry)
    assert [told(item) for item in found] == ["six_mwt 640"]


def test_a_sentence_without_value_or_test_carries_nothing(measures: Measures) -> None:
    names = [Name(11, 15, "knee")]
    assert measures.read("The swollen knee was iced after the session ended.", names) == ([], None)


def test_every_measure_has_its_place_in_the_document(measures: Measures) -> None:
    page = Path(__file__).resolve().parents[2] / "docs" / "measures.md"
    text = page.read_text(encoding="utf-8")
    assert [name for name in measures.catalogue if f"`{name}`" not in text] == []


def test_every_functional_measure_has_an_example(measures: Measures) -> None:
    shown = {find.split()[0] for example in EXAMPLES for find in example.find}
    lacking = {name for name, measure in measures.catalogue.items() if measure.functional} - shown
    assert lacking == set()
