"""Statements heard one after another: what is carried, what is joined, what is left alone."""

from __future__ import annotations

import pytest

from scribe.nlp.context import Context
from scribe.nlp.found import Trace
from scribe.nlp.listener import Listener
from scribe.text.statement import Carry, Reading, Statement
from scribe.types import ClaimLine, Encounter

from .conftest import DAY, Hear

SIGNATURE = "plan_of_care_signature"


def statement(text: str) -> Statement:
    return Statement(0, len(text), Reading(text, 0), Carry())


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("The plan of care was faxed to Dr. Marsh. He signed it on 2/24.", {"affirmed"}),
        ("The plan of care was faxed to Dr. Marsh. It is unsigned.", {"negated"}),
        ("The order was faxed to Dr. Marsh. He signed it on 2/24.", set()),
        # Nobody knows who "she" is.
        ("The plan of care was reviewed. She signed it.", {"uncertain"}),
        ("The plan of care was faxed to Dr. Marsh. She is well. It rains. We walk. He signed it.", set()),
        ("The plan of care was faxed to Dr. Marsh. The consent was signed.", set()),
    ],
)
def test_a_paper_serves_the_sentences_after_it(hear: Hear, text: str, kinds: set[str]) -> None:
    assert {item.assertion.value for item in hear(text, SIGNATURE)} == kinds


def test_a_checkbox_borrows_no_paper(hear: Hear) -> None:
    assert hear("Plan of care faxed to Dr. Marsh.\n[x] signed by Dr. Marsh", SIGNATURE) == []


def test_a_topic_once_named_stays(hear: Hear) -> None:
    assert hear("Certification is on file.", SIGNATURE, codes=()) == []
    assert hear("Physical therapy visit. Certification is on file.", SIGNATURE, codes=()) != []


def test_the_claims_codes_bring_a_topic(ear: Listener) -> None:
    lines = (ClaimLine(line=1, code="97110"),)
    assert "THERAPY_TOPIC" in ear.opening(Encounter(claim_lines=lines)).topics
    assert ear.opening(Encounter()).topics == frozenset()


def test_one_statement_of_one_thing_is_one_item(hear: Hear) -> None:
    found = hear("The plan of care is signed, signed and dated by Dr. Marsh.", SIGNATURE)
    assert len(found) == 1


def test_values_stay_apart(hear: Hear) -> None:
    found = hear("Berg 44/56, TUG 14 seconds.", "functional_measure")
    assert [item.attributes["measure"] for item in found] == ["berg", "tug"]


def test_different_assertions_stay_apart(hear: Hear) -> None:
    text = "The initial plan of care was signed by Dr. Marsh; the updated plan of care is unsigned."
    assert {item.assertion.value for item in hear(text, SIGNATURE)} == {"affirmed", "negated"}


def test_a_statement_that_names_nothing_is_passed_over(ear: Listener) -> None:
    before = Context(paper="POC", clinician="PHYSICIAN")
    found, after = ear.hear(statement("The sun is out."), before, on=DAY)
    assert found == []
    assert (after.paper, after.paper_age) == ("POC", 1)


def test_what_was_named_is_forgotten_after_two_statements(ear: Listener) -> None:
    context = Context(paper="POC", clinician="PHYSICIAN")
    for _ in range(3):
        _, context = ear.hear(statement("The sun is out."), context, on=DAY)
    assert context.lent() == ()


def test_hearing_leaves_the_context_before_as_it_was(ear: Listener) -> None:
    before = Context()
    ear.hear(statement("Plan of care signed by Dr. Marsh."), before, on=DAY)
    assert before == Context()


def test_the_same_statement_gives_the_same(ear: Listener) -> None:
    said = statement("PT 2x/week for 8 weeks, plan of care signed by Dr. Marsh 3/2/26.")
    assert ear.hear(said, Context(), on=DAY) == ear.hear(said, Context(), on=DAY)


def test_a_trace_tells_what_matched_and_what_acted(ear: Listener) -> None:
    trace = Trace()
    ear.hear(statement("The plan of care was never signed by Dr. Marsh."), Context(), on=DAY, trace=trace)
    assert "POC" in {mention.label for mention in trace.mentions}
    assert ("was never", "NEGATED") in {(words, category) for words, category, _, _ in trace.modifiers}
    assert any(kind == SIGNATURE and matched for _, kind, _, matched in trace.frames)


def test_offsets_are_those_of_the_raw_text(hear: Hear) -> None:
    text = "p o c signed by doctor marsh on march second"
    (found,) = hear(text, SIGNATURE)
    assert text[found.start : found.end] == text
