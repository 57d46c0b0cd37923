"""The written form: the table of spoken forms, exact edits, typed text untouched."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scribe.paths import resource
from scribe.text.dates import Dates
from scribe.text.lexicon import load
from scribe.text.marks import Marks
from scribe.text.statement import Reading
from scribe.text.written import Writer

MARKS = Marks(resource("patterns"))
WRITER = Writer(resource("patterns"))
DATES = Dates(resource("patterns"))
TABLE = yaml.safe_load((Path(__file__).parent / "spoken_forms.yaml").read_text(encoding="utf-8"))
FORMS = [
    (group, *(form.split(" -> ") if " -> " in form else (form, form)))
    for group, forms in TABLE.items()
    for form in forms
]
# A correction or a mark hangs on where its sentence begins and ends.
INSIDE = [form for form in FORMS if form[0] != "marks_and_corrections"]


def write(text: str) -> Reading:
    return WRITER.write(text, 0, len(text), MARKS.find(text))


def test_the_table_is_large_enough_and_has_no_form_twice() -> None:
    heard = [form[1] for form in FORMS]
    assert len(heard) >= 400
    assert len(set(heard)) == len(heard)


@pytest.mark.parametrize(("group", "heard", "meant"), FORMS, ids=[form[1] for form in FORMS])
def test_spoken_form(group: str, heard: str, meant: str) -> None:
    assert write(heard).text == meant


@pytest.mark.parametrize(("group", "heard", "meant"), INSIDE, ids=[form[1] for form in INSIDE])
def test_spoken_form_is_read_the_same_inside_a_sentence(group: str, heard: str, meant: str) -> None:
    text = f"the note says {heard}, and she agrees"
    assert write(text).text == f"the note says {meant}, and she agrees"


@pytest.mark.parametrize(
    "typed",
    [
        "Left elbow active motion is 12 to 128 degrees; in March it was 25 to 110.",
        "L ankle DF 6°, PF 39°. Pinch L 11#, had 7# on 3/2. 5xSTS 16.4 s.",
        "Plan of care signed by Dr. Dunmore 5/21/26, $2,518.30 of $2,480.",
        "P: Resume POC 3x/wk x 4 wks. STG: FGA >= 22/30.",
        "Her 2025 total is over this year's limit. Append KX.",
        "Quad 4-/5 and 3+/5; 5-0-140; L 4/5, R 4/5.",
        "Closed with 4-0 silk, teeth 14 and 31, vitamin C q.d.",
        "Take 17 g p.o. and vitamin E 1000 IU.",
        "She asked for a second opinion on the first visit.",
        "",
    ],
)
def test_typed_text_stays_letter_for_letter(typed: str) -> None:
    assert write(typed) == Reading(typed, 0)


def test_a_sentence_inside_a_note_keeps_its_offsets() -> None:
    text = "He is well. Berg is forty six out of fifty six. Gait next."
    start, end = 12, 47
    reading = WRITER.write(text, start, end)
    assert reading.text == "Berg is 46/56."
    assert text[slice(*reading.raw_span(8, 13))] == "forty six out of fifty six"
    assert text[slice(*reading.raw_span(0, 4))] == "Berg"
    assert text[slice(*reading.raw_span(0, 14))] == text[start:end]


def test_marks_outside_the_sentence_are_left_alone() -> None:
    text = "he walks period she sits period"
    marks = MARKS.find(text)
    assert WRITER.write(text, 0, 15, marks).text == "he walks."
    assert WRITER.write(text, 16, len(text), marks).text == "she sits."


def test_withdrawn_words_lie_behind_no_word_of_the_reading() -> None:
    text = "pinch is seventeen pounds comma correction comma fourteen pounds period"
    reading = write(text)
    at = reading.text.index("14")
    assert text[slice(*reading.raw_span(at, at + 9))] == "fourteen pounds"


@pytest.mark.parametrize(
    "sound", load(resource("patterns")).sounds, ids=[sound.id for sound in load(resource("patterns")).sounds]
)
def test_sound_alike_examples(sound: object) -> None:
    assert sound.examples  # type: ignore[attr-defined]
    for heard, meant in sound.examples.items():  # type: ignore[attr-defined]
        assert write(heard).text == meant
    for ordinary in sound.keep:  # type: ignore[attr-defined]
        assert write(ordinary).text == ordinary


_WORDS = sorted(
    {word for _, heard, _ in FORMS for word in heard.split()}
    | {"berg", "the", "is", "Dr.", "3/5", "$2,480", "é", "İ", "—", "\n", "41", "scratch", "that"}
)


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.sampled_from(_WORDS), max_size=14),
    st.sampled_from([" ", "  ", ", "]),
    st.integers(0, 6),
    st.integers(0, 6),
)
@example(["double", "zero", "week"], " ", 0, 0)
def test_edits_are_exact(words: list[str], space: str, before: int, behind: int) -> None:
    text = space.join(words)
    start, end = min(before, len(text)), max(min(before, len(text)), len(text) - behind)
    reading = WRITER.write(text, start, end, MARKS.find(text))
    at, raw = 0, start
    for edit in reading.edits:
        assert edit.raw_start >= raw
        assert edit.start >= at
        assert edit.end >= edit.start
        assert edit.raw_end > edit.raw_start
        assert reading.text[at : edit.start] == text[raw : edit.raw_start]
        assert text[edit.raw_start : edit.raw_end] != reading.text[edit.start : edit.end]
        at, raw = edit.end, edit.raw_end
    assert reading.text[at:] == text[raw:end]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(_WORDS), min_size=1, max_size=12), st.data())
def test_every_reading_span_lies_inside_the_sentence(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    reading = write(text)
    start = data.draw(st.integers(0, len(reading.text)))
    end = data.draw(st.integers(start, len(reading.text)))
    first, last = reading.raw_span(start, end)
    assert 0 <= first <= len(text)
    assert last <= len(text)
    if end > start:
        assert first < last
        untouched = reading.text[start:end]
        if all(edit.end <= start or edit.start >= end for edit in reading.edits):
            assert text[first:last] == untouched


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_written_and_searched_without_an_error(text: str) -> None:
    reading = write(text)
    for when in DATES.find(reading.text, on=date(2026, 7, 14)):
        assert 0 <= when.start < when.end <= len(reading.text)
