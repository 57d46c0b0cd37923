"""Frames over hand-made mentions: slots, links, what is carried, and names of the same person."""

from __future__ import annotations

from typing import Any

import pytest

from scribe.nlp.frames import Frame, Match
from scribe.nlp.sentence import Mention
from scribe.nlp.view import View
from scribe.types import Assertion

LABELS = {
    "plan": "POC",
    "order": "ORDER",
    "consent": "CONSENT",
    "signed": "SIGNED",
    "faxed": "SEND",
    "doctor": "PHYSICIAN",
    "podiatrist": "PODIATRIST",
    "it": "IT",
    "blank": "BLANK",
}


def view(text: str, *, carried: tuple[str, ...] = ()) -> View:
    """The words of a text, each a token; the words of LABELS are mentions, "but" and ";" end a clause."""
    words = text.split()
    mentions, first = [], 0
    for index, word in enumerate(words):
        if word in LABELS:
            mentions.append(Mention(LABELS[word], index, index + 1, first, first + len(word), word))
        first += len(word) + 1
    return View(mentions, words, [i for i, word in enumerate(words) if word in ("but", ";")], carried=carried)


def frame(**parts: Any) -> Frame:
    row = {"id": "f", "kind": "signature", "head": ["SIGNED"], **parts}
    return Frame.read(row, where="ink.yaml", labels=lambda value: (value,) if isinstance(value, str) else tuple(value))


def match(one: Frame, seen: View, head: str = "SIGNED") -> Match | None:
    """The frame's match with the first mention of the head's label."""
    return one.match(next(item for item in seen.mentions if item.label == head), seen)


LINKED = frame(link={"to": ["POC"], "rivals": ["ORDER", "CONSENT"], "carry": ["IT", "PHYSICIAN"]})


# ── slots ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("slot", "text", "holds"),
    [
        ({"any": ["PHYSICIAN"]}, "signed by doctor", True),
        ({"any": ["PHYSICIAN"]}, "doctor signed", True),
        ({"any": ["PHYSICIAN"]}, "signed", False),
        ({"any": ["PHYSICIAN"], "side": "after"}, "doctor signed", False),
        ({"any": ["PHYSICIAN"], "side": "after"}, "signed by doctor", True),
        ({"any": ["PHYSICIAN"], "side": "before"}, "signed by doctor", False),
        ({"any": ["PHYSICIAN"], "within": 1}, "signed by doctor", True),
        ({"any": ["PHYSICIAN"], "within": 0}, "signed by doctor", False),
        ({"any": ["PHYSICIAN"], "within": 3}, "signed last week by our doctor", False),
        ({"any": ["PHYSICIAN"], "clause": True}, "signed but doctor", False),
        ({"any": ["PHYSICIAN"]}, "signed but doctor", True),
        ("PHYSICIAN", "signed by doctor", True),
        (["PHYSICIAN", "PODIATRIST"], "signed by podiatrist", True),
    ],
)
def test_a_needed_slot_stands_where_it_says(slot: object, text: str, holds: bool) -> None:
    assert (match(frame(need=[slot]), view(text)) is not None) is holds


def test_all_needed_slots_must_stand() -> None:
    both = frame(need=[{"any": ["PHYSICIAN"]}, {"any": ["POC"]}])
    assert match(both, view("doctor signed the plan")) is not None
    assert match(both, view("doctor signed")) is None


def test_a_blocking_slot_forbids() -> None:
    one = frame(block=[{"any": ["BLANK"], "within": 2}])
    assert match(one, view("signed or left blank")) is None
    assert match(one, view("signed and dated and never left blank")) is not None


def test_a_block_may_be_measured_from_the_linked_mention() -> None:
    one = frame(link={"to": ["POC"]}, block=[{"any": ["BLANK"], "within": 0, "of": "link"}])
    assert match(one, view("blank plan was lately signed")) is None
    assert match(one, view("plan was signed blank")) is not None


def test_the_nearest_fitting_mention_fills_a_slot() -> None:
    found = match(frame(need=[{"any": ["PHYSICIAN"]}]), view("doctor who was here earlier signed as doctor"))
    assert found is not None
    assert found.slots[0].start == 7


def test_a_maybe_slot_joins_the_span_when_it_is_there() -> None:
    one = frame(maybe=[{"any": ["PHYSICIAN"]}])
    with_one, without = match(one, view("signed by doctor")), match(one, view("signed"))
    assert with_one is not None
    assert without is not None
    assert (len(with_one.mentions()), len(without.mentions())) == (2, 1)


def test_a_slot_that_is_no_part_of_the_span_is_left_out() -> None:
    found = match(frame(need=[{"any": ["PHYSICIAN"], "span": False}]), view("signed by doctor"))
    assert found is not None
    assert found.mentions() == [found.head]


def test_a_carried_slot_takes_an_earlier_sentence() -> None:
    one = frame(need=[{"any": ["PHYSICIAN"], "carried": True}])
    assert match(one, view("it was signed", carried=("POC", "PHYSICIAN"))) is not None
    assert match(one, view("it was signed", carried=("POC",))) is None
    assert match(frame(need=["PHYSICIAN"]), view("it was signed", carried=("PHYSICIAN",))) is None


# ── links ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("plan was signed", True),
        ("signed the plan", True),
        ("order was signed", False),
        ("signed the order , plan reviewed", False),
        ("signed the consent with the plan", False),
        ("plan reviewed ; order signed", False),
        ("order reviewed ; plan signed", True),
        ("signed the plan after the order", True),
        # A paper with a verb of its own is not listed with the one before.
        ("signed the order and the plan is blank", False),
        ("signed the order and the plan discussed", False),
        ("signed the order and the plan dated monday", True),
        ("signed the order , the consent and the plan", True),
        # What stands right after the verb is its object.
        ("order sent and doctor signed plan", True),
        # After an "and" it is not.
        ("consent signed and plan followed", False),
        ("signed", False),
    ],
)
def test_a_link_takes_the_nearest_paper(text: str, holds: bool) -> None:
    assert (match(LINKED, view(text)) is not None) is holds


@pytest.mark.parametrize("text", ["plan and order signed", "order and plan signed", "signed the order and the plan"])
def test_papers_listed_together_share_what_happens_to_them(text: str) -> None:
    assert match(LINKED, view(text)) is not None


def test_a_listed_paper_far_away_shares_nothing() -> None:
    assert match(LINKED, view("signed the order after we had lunch and read the plan")) is None


def test_a_possessor_is_no_rival() -> None:
    words = ["order", "'s", "plan", "signed"]
    mentions = [
        Mention("ORDER", 0, 1, 0, 5, "order"),
        Mention("POC", 2, 3, 8, 12, "plan"),
        Mention("SIGNED", 3, 4, 13, 19, "signed"),
    ]
    assert LINKED.match(mentions[2], View(mentions, words, [])) is not None


@pytest.mark.parametrize(
    ("text", "carried", "holds"),
    [
        ("it was signed", ("POC",), True),
        ("doctor signed", ("POC",), True),
        ("it was signed", ("ORDER",), False),
        ("it was signed", ("PHYSICIAN", "POC"), True),
        ("it was signed", (), False),
        # No word that could mean the earlier paper.
        ("was signed", ("POC",), False),
        # A paper named here is meant, not the earlier one.
        ("it says order was signed", ("POC",), False),
    ],
)
def test_an_earlier_paper_serves_a_word_that_may_mean_it(text: str, carried: tuple[str, ...], holds: bool) -> None:
    assert (match(LINKED, view(text, carried=carried)) is not None) is holds


def test_an_optional_link_may_be_missing() -> None:
    one = frame(link={"to": ["POC"], "rivals": ["ORDER"], "optional": True})
    assert match(one, view("signed")) is not None
    assert match(one, view("order signed")) is None


# ── ready, tail, topics ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("parts", "labels", "topics", "section", "ready"),
    [
        ({}, {"SIGNED"}, set(), None, True),
        ({"need": ["POC"]}, {"SIGNED"}, set(), None, False),
        ({"need": [{"any": ["POC"], "carried": True}]}, {"SIGNED"}, set(), None, True),
        ({"link": {"to": ["POC"]}}, {"SIGNED"}, set(), None, False),
        ({"link": {"to": ["POC"], "carry": ["IT"]}}, {"SIGNED"}, set(), None, True),
        ({"link": {"to": ["POC"], "optional": True}}, {"SIGNED"}, set(), None, True),
        ({"topic": ["THERAPY"]}, {"SIGNED"}, set(), None, False),
        ({"topic": ["THERAPY"]}, {"SIGNED"}, {"THERAPY"}, None, True),
        ({"not_topic": ["SHOES"]}, {"SIGNED"}, {"SHOES"}, None, False),
        ({"sections": ["plan"]}, {"SIGNED"}, set(), None, False),
        ({"sections": ["plan"]}, {"SIGNED"}, set(), "plan", True),
        ({"not_sections": ["plan"]}, {"SIGNED"}, set(), "plan", False),
    ],
)
def test_the_cheap_test_before_matching(
    parts: dict[str, Any], labels: set[str], topics: set[str], section: str | None, ready: bool
) -> None:
    assert frame(**parts).ready(labels, frozenset(topics), section) is ready


def test_a_tail_asks_for_words_after_the_head() -> None:
    one = frame(tail=2)
    assert match(one, view("signed . ,")) is None
    assert match(one, view("signed on monday")) is not None


def test_a_lead_lets_few_words_stand_before_the_head() -> None:
    one = frame(lead=1)
    assert match(one, view("- today signed")) is not None
    assert match(one, view("the other one signed")) is None


def test_a_frame_names_all_labels_it_speaks_of() -> None:
    one = frame(need=["A"], maybe=["B"], block=["C"], link={"to": ["D"], "rivals": ["E"], "carry": ["F"]})
    assert one.labels() == {"SIGNED", "A", "B", "C", "D", "E", "F"}


def test_the_assertion_is_read() -> None:
    assert frame(assertion="pending").assertion is Assertion.PENDING
