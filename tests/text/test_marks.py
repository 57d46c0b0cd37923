"""Spoken marks: each rule's own examples, touching marks, and the way back into a text."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from scribe.paths import resource
from scribe.text.marks import KINDS, Mark, Marks

MARKS = Marks(resource("patterns"))
RULES = yaml.safe_load((resource("patterns") / "speech" / "marks.yaml").read_text(encoding="utf-8"))["marks"]
PLAIN = [(rule["id"], text) for rule in RULES for text in rule["plain"]]
SAID = [(rule["id"], rule["kind"], text) for rule in RULES for text in rule["mark"]]


def kinds(text: str) -> list[str]:
    return [mark.kind for mark in MARKS.find(text)]


@pytest.mark.parametrize(("rule", "kind", "text"), SAID)
def test_a_rule_finds_its_mark(rule: str, kind: str, text: str) -> None:
    assert kind in kinds(text)


@pytest.mark.parametrize(("rule", "text"), PLAIN)
def test_a_rule_leaves_ordinary_words(rule: str, text: str) -> None:
    assert MARKS.find(text) == []


def test_every_kind_has_a_rule() -> None:
    assert {rule["kind"] for rule in RULES} == KINDS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("he walks well period new paragraph plan colon continue", ["stop", "new_paragraph", "colon"]),
        ("two visits a week period recheck in one week period", ["stop", "stop"]),
        ("twice a day period", ["stop"]),
        ("this is her last visit of the month period", ["stop"]),
        ("after a six week period of rest period", ["stop"]),
        ("new line number one pain new line number two gait", ["new_line", "number", "new_line", "number"]),
        ("tooth number five comma decayed", ["comma"]),
        ("open paren right close paren", ["open", "close"]),
        ("seventeen pounds comma correction comma fourteen", ["comma", "correction", "comma"]),
        ("period correction colon doctor benning saw her", ["stop", "correction", "colon"]),
        ("new paragraph addendum colon signed today", ["new_paragraph", "addendum", "colon"]),
        ("heading assessment new line better", ["heading", "new_line"]),
    ],
)
def test_marks_in_order(text: str, expected: list[str]) -> None:
    assert kinds(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The colon, spleen and liver are normal.",
        "Total sleep period was 7 hours; rest periods were short.",
        "Heel strike that comes late on the left.",
        "He has colon cancer and a 10-minute period of rest.",
        "Correction of the hammertoe was planned. Posture correction drills.",
        "The QuickDASH (quick dash) and the dash were repeated.",
        "She may make that appointment. I mean to call him.",
        "Next visit Friday. See bullet wound note. Open reduction.",
    ],
)
def test_typed_text_holds_no_marks(text: str) -> None:
    assert MARKS.find(text) == []


def test_offsets_and_signs_refer_to_the_text_as_received() -> None:
    assert MARKS.find("İ stands Period") == [Mark(9, 15, "stop", ".")]


def test_a_correction_set_off_by_commas_surely_takes_words_back() -> None:
    sure = MARKS.find("signed june second comma correction comma june tenth")[1]
    weak = MARKS.find("signed may fifth correction may tenth")[0]
    assert (sure.kind, sure.written) == ("correction", "")
    assert (weak.kind, weak.written) == ("correction", "correction")


_WORDS = [
    "he",
    "walks",
    "period",
    "comma",
    "new",
    "line",
    "paragraph",
    "number",
    "one",
    "two",
    "correction",
    "scratch",
    "that",
    "next",
    "bullet",
    "colon",
    "of",
    "rest",
    "a",
    "six",
    "week",
    "addendum",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(_WORDS), max_size=25), st.integers(0, 25))
def test_marks_are_the_same_from_any_mark_on(words: list[str], pick: int) -> None:
    text = " ".join(words)
    marks = MARKS.find(text)
    for begin in {mark.end for mark in marks[pick : pick + 2]}:
        assert MARKS.find(text, begin) == [mark for mark in marks if mark.start >= begin]
