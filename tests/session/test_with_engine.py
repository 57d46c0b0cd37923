"""The same promises with the real engine: any cutting, interims and revisions end in the bytes of its review."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scribe.encounter import read_encounter
from scribe.engine import Scribe
from scribe.session import Session, View

LINES = {
    "date_of_service": "2026-03-12",
    "discipline": "PT",
    "therapy_ytd": {"pt_slp": 2470.0},
    "claim_lines": [
        {"line": 1, "code": "97110", "modifiers": ["GP"], "units": 2, "allowed": 58.12},
        {"line": 2, "code": "A5500", "allowed": 140.0},
    ],
}
ENCOUNTERS = tuple(read_encounter(data) for data in ({}, LINES, LINES | {"date_of_service": "2026-05-01"}))
WORDS = (
    "The plan of care was signed by Dr. Osei on March 2, 2026.",
    "No written order is on file.",
    "Scratch that.",
    "Gait speed is 0.8 m/s, was 0.6 m/s at evaluation.",
    "Correction, the order is signed.",
    "Goals:\n- walk 9 feet\n",
    "[ ] Face-to-face visit\n[x] Certification signed\n",
    "Past medical history: type 2 diabetes.",
    "approx. 5 min",
    "Addendum: plan of care is now signed.",
    "\n\n",
    "He is fine",
    " ",
    "awaiting the signed order",
    "Dr.",
    "3+/5",
    "the plan of care was sent to doctor lee for signature period",
    "scratch that",
    "berg forty two out of fifty six",
    "Correction, it was January 9, 2026.",
    "Actually, that was May 3, 2026.",
    "Correction, not yet.",
    "new paragraph",
    "no wait",
    "she walks two hundred feet with a cane and needs skilled therapy",
    "comma",
    "and then",
    "patient states that her balance is better and she did her exercises at home every day this week",
    "i mean",
)
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)


@pytest.fixture(scope="module")
def engine() -> Scribe:
    return Scribe()


def agrees(view: View, review) -> bool:
    names = ("sentences", "evidence", "requirements", "lines", "flags")
    return all(getattr(view, name) == list(getattr(review, name)) for name in names)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    script=st.lists(
        st.one_of(
            st.tuples(texts, st.sampled_from((None, None, None, "a", "b"))),
            st.sampled_from(ENCOUNTERS),
            texts.map(lambda text: (text,)),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_any_dictation_ends_in_the_bytes_of_the_batch_review(engine, script):
    session, view, encounter = Session(engine, ENCOUNTERS[1]), View(), ENCOUNTERS[1]
    events = session.events()
    for step in script:
        match step:
            case (text, name):
                events += session.hear(text, name)
            case (interim,):
                session.preview(interim)
            case _:
                encounter = step
                session.consider(step)
                events += session.events()
    events += session.finish()
    for event in events:
        view.add(event)
    review = session.review()
    assert agrees(view, review)
    if session.text.strip():
        assert review.to_json() == engine.review(session.text, encounter).to_json()


@settings(max_examples=12, deadline=None)
@given(words=st.lists(st.sampled_from(WORDS), min_size=3, max_size=10), cuts=st.randoms(use_true_random=False))
def test_any_cutting_between_words_gives_the_same_review(engine, words, cuts: random.Random):
    text = " ".join(words)
    session = Session(engine, ENCOUNTERS[1])
    place = 0
    while place < len(text):
        end = cuts.randint(place + 1, len(text))
        while end < len(text) and not text[end].isspace():
            end += 1
        session.hear(text[place:end])
        place = end
    session.finish()
    assert session.text == text
    if text.strip():
        assert session.review().to_json() == engine.review(text, ENCOUNTERS[1]).to_json()


def test_evidence_and_flags_keep_their_ids_as_the_dictation_goes_on(engine):
    session = Session(engine, ENCOUNTERS[1])
    session.hear("The plan of care was signed by Dr. Osei on March 2, 2026.")
    before = {item.id: item for item in session.snapshot().evidence}
    for event in session.hear("He is fine today.") + session.hear("Gait speed is 0.8 m/s."):
        assert event.type != "evidence" or event.evidence.id not in before
    assert before.items() <= {item.id: item for item in session.snapshot().evidence}.items()


def test_the_next_sentence_costs_the_same_early_and_late(engine):
    """Of a dictation in which one sentence in twenty holds something; conclusions cost more the more was found."""
    session = Session(engine, ENCOUNTERS[1])
    sentences = [f"She walked to the garden and back with her son on day {number}." for number in range(3000)]
    sentences[::20] = ["Gait speed is 0.8 meters per second."] * 150
    session.hear(" ".join(sentences[:100]))
    early = _cost(session, sentences[101:141])
    session.hear(" ".join(sentences[141:2950]))
    late = _cost(session, sentences[2951:2991])
    assert late < early * 1.5


def _cost(session: Session, sentences: list[str]) -> float:
    """The typical time of a sentence that holds nothing."""
    times = []
    for sentence in sentences:
        began = time.thread_time()
        session.hear(sentence)
        if "Gait" not in sentence:
            times.append(time.thread_time() - began)
    return sorted(times)[len(times) // 2]
