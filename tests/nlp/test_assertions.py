"""Which assertion wins, what sections and boxes do, and whom the words are about from one sentence to the next."""

from __future__ import annotations

from typing import Any

import pytest
import spacy
from medspacy.context import ConTextRule
from medspacy.target_matcher import TargetRule

from scribe.nlp.assertions import Assertions
from scribe.nlp.frames import Frame, Match
from scribe.nlp.matching import CompiledMatcher
from scribe.nlp.persons import Subject
from scribe.nlp.sentence import Sentence, Target
from scribe.nlp.tokens import Cutter
from scribe.paths import resource
from scribe.text.statement import Carry, Reading, Statement
from scribe.types import Assertion

from .conftest import Hear

ASSERTIONS = Assertions(resource("patterns"))
WORDS = {
    "hers": "OTHER_PERSON",
    "iffy": "HYPOTHETICAL",
    "maybeonce": "SOFT_HYPOTHETICAL",
    "bygone": "HISTORICAL",
    "coming": "PENDING",
    "perhaps": "UNCERTAIN",
    "never": "NEGATED",
    "skip": "IGNORE",
}


def _matcher() -> CompiledMatcher:
    targets = [TargetRule("ink", "INK", metadata={"id": "ink", "layer": "ink"})]
    context = [
        ConTextRule(word, category, direction="FORWARD", metadata={"id": word}) for word, category in WORDS.items()
    ]
    return CompiledMatcher(spacy.blank("en"), targets, context)


MATCHER = _matcher()


def decide(text: str, *, section: str | None = None, box: bool | None = None, **parts: Any) -> Assertion | None:
    """What is said of the ink in a text."""
    row = {"id": "f", "kind": "threshold", "head": ["INK"], **parts}
    frame = Frame.read(row, where="ink.yaml", labels=tuple)
    sentence = MATCHER(text)
    statement = Statement(0, len(text), Reading(text, 0), Carry(), section, box)
    match = Match(frame, sentence.mentions[0], None, ())
    return ASSERTIONS.decide(match, sentence, statement, Subject(), False)[0]


@pytest.mark.parametrize(
    ("text", "assertion"),
    [
        ("ink", "affirmed"),
        ("never ink", "negated"),
        ("perhaps ink", "uncertain"),
        ("coming ink", "pending"),
        ("bygone ink", "historical"),
        ("iffy ink", "hypothetical"),
        ("maybeonce ink", "hypothetical"),
        ("hers ink", "other_person"),
        # Whose it is, then whether it is real, then when it was, then what is said of it.
        ("never perhaps ink", "uncertain"),
        ("perhaps never coming ink", "pending"),
        ("coming bygone never ink", "historical"),
        ("bygone iffy coming ink", "hypothetical"),
        ("iffy hers bygone ink", "other_person"),
    ],
)
def test_the_weightiest_word_decides(text: str, assertion: str) -> None:
    assert decide(text) == assertion


def test_a_word_that_says_ignore_leaves_no_evidence() -> None:
    assert decide("skip never ink") is None


def test_a_frame_passes_over_what_it_ignores() -> None:
    assert decide("never ink", ignore=["NEGATED"]) is Assertion.AFFIRMED
    assert decide("maybeonce ink", ignore=["SOFT_HYPOTHETICAL"]) is Assertion.AFFIRMED
    assert decide("iffy ink", ignore=["SOFT_HYPOTHETICAL"]) is Assertion.HYPOTHETICAL


@pytest.mark.parametrize("start", ["pending", "negated"])
def test_doubt_does_not_soften_what_is_open_or_denied(start: str) -> None:
    assert decide("perhaps ink", assertion=start) == start


def test_a_frame_may_start_from_another_assertion() -> None:
    assert decide("ink", assertion="pending") is Assertion.PENDING
    assert decide("never ink", assertion="pending") is Assertion.NEGATED


@pytest.mark.parametrize(
    ("section", "assertion"),
    [
        (None, "affirmed"),
        ("plan", "affirmed"),
        ("prior_episode", "historical"),
        ("family_history", "other_person"),
        ("template", "hypothetical"),
    ],
)
def test_some_sections_change_what_is_meant(section: str | None, assertion: str) -> None:
    assert decide("ink", section=section) == assertion


@pytest.mark.parametrize(
    ("text", "box", "assertion"),
    [
        ("ink", True, "affirmed"),
        ("ink", False, "negated"),
        ("coming ink", False, "negated"),
        ("iffy ink", False, "hypothetical"),
        ("coming ink", True, "pending"),
    ],
)
def test_an_empty_box_denies(text: str, box: bool, assertion: str) -> None:
    assert decide(text, box=box) == assertion


def test_the_words_that_decided_are_told() -> None:
    text = "never perhaps ink"
    frame = Frame.read({"id": "f", "kind": "threshold", "head": ["INK"]}, where="ink.yaml", labels=tuple)
    sentence = MATCHER(text)
    statement = Statement(0, len(text), Reading(text, 0), Carry())
    _, told = ASSERTIONS.decide(Match(frame, sentence.mentions[0], None, ()), sentence, statement, Subject(), False)
    assert [(one.text, one.category) for one in told] == [("never", "negated"), ("perhaps", "uncertain")]


# ── whom the words are about ──────────────────────────────────────────────────────────────────────────────────────────


def subject(labels: list[str], before: Subject = Subject(), sex: str | None = None) -> tuple[Subject, bool]:  # noqa: B008
    tokens = Cutter(spacy.blank("en").tokenizer)(" ".join(labels))
    matches = [(Target(label, label, label), index, index + 1) for index, label in enumerate(labels)]
    return ASSERTIONS.persons.subject(Sentence(tokens, matches), before, sex)


def test_a_title_tells_the_patients_gender() -> None:
    assert subject(["TITLE_F"])[0].patient == "F"


def test_the_recorded_sex_serves_where_no_title_was_heard() -> None:
    assert subject([], sex="M")[0].patient == "M"


def test_the_gender_once_heard_stays() -> None:
    after, _ = subject(["TITLE_F"])
    assert subject(["PRONOUN_M"], after, "M")[0].patient == "F"


def test_a_pronoun_after_another_person_is_that_person() -> None:
    after, now = subject(["KIN_M"], Subject(patient="F"))
    assert not now
    assert subject(["PRONOUN_M"], after)[1]


@pytest.mark.parametrize("labels", [["PRONOUN_F"], ["PATIENT", "PRONOUN_M"], ["PHYSICIAN", "PRONOUN_M"], []])
def test_other_words_are_not_about_that_person(labels: list[str]) -> None:
    after, _ = subject(["KIN_M"], Subject(patient="F"))
    assert not subject(labels, after)[1]


def test_a_pronoun_is_the_patients_own_where_both_have_one_gender() -> None:
    after, _ = subject(["KIN_F"], Subject(patient="F"))
    assert not subject(["PRONOUN_F"], after)[1]


def test_in_talk_with_the_patient_no_pronoun_is_the_patients() -> None:
    spoken, _ = subject(["my", "KIN_M"])
    told, _ = subject(["his", "KIN_M"])
    assert subject(["PRONOUN_M"], spoken)[1]
    assert not subject(["PRONOUN_M"], told)[1]


def test_a_bare_echo_goes_on_about_the_relative() -> None:
    after, _ = subject(["your", "KIN_F"])
    assert subject(["DIABETES"], after)[1]
    assert not subject(["i", "have", "DIABETES"], after)[1]
    assert not subject(["yes", "since", "many", "long", "years", "DIABETES"], after)[1]


def test_another_person_is_forgotten_after_a_while() -> None:
    after, _ = subject(["KIN_M"], Subject(patient="F"))
    for _ in range(4):
        after, _ = subject([], after)
    assert after.other is None
    assert not subject(["PRONOUN_M"], after)[1]


def test_a_pronoun_before_a_thing_may_be_another_persons() -> None:
    after, _ = subject(["KIN_M"], Subject(patient="F"))
    assert after.foreign("PRONOUN_M")
    assert not after.foreign("PRONOUN_F")
    assert not Subject(patient="M").foreign("PRONOUN_M")


@pytest.mark.parametrize(
    ("text", "assertion"),
    [
        ("Her husband came along. His plan of care was signed by Dr. Marsh.", "other_person"),
        ("Her husband came along. Her plan of care was signed by Dr. Marsh.", "affirmed"),
        ("Her husband came along. The patient's plan of care was signed by Dr. Marsh.", "affirmed"),
        ("Her husband's plan of care was signed by Dr. Marsh.", "other_person"),
        ("Her brother has a plan of care. He has it signed by Dr. Marsh.", "other_person"),
        ("Dr. Marsh called. He signed the plan of care.", "affirmed"),
        ("Mrs. Ames walks better. Mrs. Bell's plan of care was signed by Dr. Marsh.", "other_person"),
        ("Mrs. Ames walks better. The plan of care for Mrs. Bell was signed by Dr. Marsh.", "other_person"),
        ("Mrs. Ames walks better. Mrs. Ames's plan of care was signed by Dr. Marsh.", "affirmed"),
        ("Mrs. Ines Ames walks better. The plan of care for Ms. Ames was signed by Dr. Marsh.", "affirmed"),
        ("mrs ames walks better. mrs aims's plan of care was signed by dr marsh.", "affirmed"),
    ],
)
def test_persons_over_sentences(hear: Hear, text: str, assertion: str) -> None:
    found = hear(text, "plan_of_care_signature", sex="F")
    assert {item.assertion for item in found} == {assertion}


def test_another_persons_measure_is_not_the_patients(hear: Hear) -> None:
    found = hear("Her neighbor walked 300 feet and has a Berg of 38.", "functional_measure", sex="F")
    assert {item.assertion for item in found} == {"other_person"}


def test_a_measure_of_another_name_is_not_the_patients(hear: Hear) -> None:
    found = hear("Mr. Ames scored 45/56 on the Berg. Mr. Bell's Berg is 38/56.", "functional_measure", sex="M")
    assert [item.assertion for item in found] == ["affirmed", "other_person"]
