from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scribe.session import Event, Segment, Session, View
from scribe.text.statement import Carry
from scribe.types import ClaimLine, Encounter

PLAIN = Encounter()
LINES = Encounter(claim_lines=(ClaimLine(line=1, code="97110"), ClaimLine(line=2, code="97116")))
DATED = LINES.model_copy(update={"date_of_service": dt.date(2026, 3, 12)})

FRAGMENTS = (
    "ORDER",
    "VISIT",
    "PLAN",
    "no ",
    " signed",
    ".",
    ". ",
    "? ",
    "\n",
    "\n\n",
    "Plan: ",
    "Dr.",
    " Dr. Lee",
    "Scratch that.",
    "Scratch ",
    "that",
    " ",
    "  ",
    "We met",
    "Today",
    " lower",
    "é",
    "𝒳",
    "",
)
_PART = 2
texts = st.lists(st.sampled_from(FRAGMENTS), max_size=8).map("".join)


@dataclass(frozen=True)
class Put:
    text: str
    name: str | None


@dataclass(frozen=True)
class Interim:
    text: str


@dataclass(frozen=True)
class Consider:
    encounter: Encounter


@dataclass(frozen=True)
class Reconnect:
    pass


Step = Put | Interim | Consider | Reconnect
puts = st.builds(Put, texts, st.sampled_from((None, None, "a", "b", "c")))
steps = st.lists(
    st.one_of(
        puts,
        puts,
        puts,
        st.builds(Interim, texts),
        st.builds(Consider, st.sampled_from((PLAIN, LINES, DATED))),
        st.just(Reconnect()),
    ),
    max_size=30,
)


def play(engine, script: Sequence[Step], *, pace: int = 10**9) -> tuple[Session, list[Event], Encounter]:
    """Play a script; a reconnect builds the session anew from the durable steps and must give the same events."""
    encounter, durable = LINES, []
    session = Session(engine, LINES)
    events = list(session.events())
    for step in script:
        match step:
            case Put(text, name):
                durable.append(step)
                session.put(Segment(text, name))
                while not session.advance(pace):
                    pass
                while part := session.tell_part(_PART):
                    events += part
                events += session.events()
            case Interim(text):
                session.preview(text)
            case Consider(encounter=new):
                durable.append(step)
                encounter = new
                session.consider(new)
                events += session.events()
            case Reconnect():
                session, again, _ = play(engine, durable)
                assert again == events
    return session, events, encounter


def added(events: Sequence[Event]) -> View:
    view = View()
    for event in events:
        view.add(event)
    return view


@settings(max_examples=300, deadline=None)
@given(script=steps, pace=st.sampled_from((1, 2, 10**9)))
def test_any_cutting_and_revision_ends_in_the_bytes_of_the_batch_review(toy, script, pace):
    session, _, encounter = play(toy(), script, pace=pace)
    session.finish()
    assert session.review().to_json() == toy().review(session.text, encounter).to_json()


@settings(max_examples=300, deadline=None)
@given(script=steps)
def test_adding_up_the_events_gives_the_lists_of_the_review(toy, script):
    session, events, encounter = play(toy(), script)
    view = added([*events, *session.finish()])
    review = toy().review(session.text, encounter)
    assert view.sentences == list(review.sentences)
    assert view.evidence == list(review.evidence)
    assert view.requirements == list(review.requirements)
    assert view.lines == list(review.lines)
    assert view.flags == list(review.flags)
    assert view == session.snapshot()


@settings(max_examples=200, deadline=None)
@given(script=steps)
def test_events_add_up_to_a_review_of_the_settled_text_at_any_time(toy, script):
    session, events, encounter = play(toy(), script)
    view = added(events)
    end = view.sentences[-1].end if view.sentences else 0
    review = toy().review(session.text[:end], encounter)
    assert view.evidence == list(review.evidence)
    assert view.flags == list(review.flags)


@settings(max_examples=200, deadline=None)
@given(script=steps)
def test_events_of_one_object_never_repeat_what_stands(toy, script):
    _, events, _ = play(toy(), script)
    standing: dict[str, object] = {}
    for event in events:
        if event.type in ("evidence", "flag"):
            item = getattr(event, event.type)
            if event.state in ("removed", "cleared"):
                assert standing.pop(item.id) == item
            else:
                assert item.id not in standing
                standing[item.id] = item


def test_a_finished_sentence_is_told_at_once(toy):
    session = Session(toy(), LINES)
    session.events()
    kinds = [(event.type, event.state) for event in session.hear("ORDER signed today.")]
    assert kinds == [
        ("sentence", "added"),
        ("evidence", "added"),
        ("requirement", "changed"),
        ("line", "changed"),
        ("line", "changed"),
        ("flag", "cleared"),
        ("flag", "cleared"),
    ]


@pytest.mark.parametrize("text", ["ORDER signed", "ORDER signed by Dr."])
def test_an_unfinished_sentence_is_a_preview_only(toy, text):
    session = Session(toy(), LINES)
    session.events()
    assert session.hear(text) == []
    assert [item.kind for item in session.preview()] == ["ORDER"]


def test_an_interim_is_a_preview_at_its_place_in_the_transcript(toy):
    session = Session(toy(), LINES)
    session.hear("ORDER signed today.")
    (item,) = session.preview("VISIT done")
    assert (item.kind, item.start, item.sentence) == ("VISIT", 20, 1)
    assert session.hear("") == []


def test_a_retraction_takes_back_what_rested_on_the_sentence(toy):
    session = Session(toy(), LINES)
    events = session.events() + session.hear("ORDER signed today.") + session.hear("Scratch that.")
    view = added(events)
    assert [sentence.retracted for sentence in view.sentences] == [True, False]
    assert view.evidence == []
    assert view.requirements == list(toy().review("Nothing.", LINES).requirements)


def test_a_revised_segment_replaces_its_text_in_place(toy):
    session = Session(toy(), LINES)
    session.hear("VISIT done.", "a")
    session.hear("PLAN made.")
    session.hear("No VISIT.", "a")
    assert session.text == "No VISIT. PLAN made."


def test_finals_are_joined_by_one_space_unless_a_side_has_white_space(toy):
    session = Session(toy())
    for text in ("One.", "Two.\n", "Three.", " Four.", "", "Five."):
        session.hear(text)
    assert session.text == "One. Two.\nThree. Four. Five."


@pytest.mark.parametrize("place", [0, 20, 199])
def test_a_revision_rereads_only_what_it_can_touch(toy, place):
    engine = toy()
    session = Session(engine, LINES)
    for number in range(200):
        session.hear(f"Sentence number {number} of a long note about nothing.", str(number))
    before = engine.heard
    session.hear("Another sentence in its place.", str(place))
    assert engine.heard - before <= 2
    session.finish()
    assert session.review() == toy().review(session.text, LINES)


def test_hearing_the_next_sentence_never_hears_the_earlier_ones_again(toy):
    engine = toy()
    session = Session(engine, LINES)
    for number in range(300):
        session.hear(f"Sentence {number} and ORDER of it.")
    assert engine.heard == 300


def test_the_view_refuses_an_event_out_of_turn(toy):
    session = Session(toy(), LINES)
    events = session.events()
    view = View()
    with pytest.raises(ValueError, match="event 1 expected, not 2"):
        view.add(events[1])


def test_the_end_is_read_once_more_in_one_piece(toy):
    class Hasty(toy):
        """Sees the seam in long texts only, as no engine should."""

        def statements(self, text, *, begin=0, carry=Carry()):
            for statement in super().statements(text, begin=begin, carry=carry):
                if len(text) < 500 and "seam" in statement.reading.text:
                    continue
                yield statement

    engine = Hasty()
    session = Session(engine, LINES)
    for number in range(40):
        session.hear("At the seam ORDER." if number == 3 else f"Sentence {number} is of no importance.")
    events = session.finish()
    assert session.review() == engine.review(session.text, LINES)
    assert [event.state for event in events if event.type == "evidence"] == ["added"]
