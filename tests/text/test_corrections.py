"""Corrections inside a sentence: what each command withdraws, and what it leaves."""

from __future__ import annotations

import pytest

from scribe.paths import resource
from scribe.text.marks import Marks
from scribe.text.written import Writer

MARKS = Marks(resource("patterns"))
WRITER = Writer(resource("patterns"))


def write(text: str) -> str:
    return WRITER.write(text, 0, len(text), MARKS.find(text)).text


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Tinetti is 21, scratch that, 17 out of 28.", "Tinetti is 17/28."),
        ("grip was 30 pounds, correction, 20 pounds today", "grip was 20 pounds today"),
        ("grip was thirty pounds correction twenty", "grip was 20 pounds"),
        ("48 pounds on the right scratch that 38 pounds", "38 pounds on the right"),
        ("flexion 95 on the left scratch that 105 on the right", "flexion 105 on the right"),
        ("flexion zero to ninety strike that zero to one hundred five", "flexion 0 to 105"),
        ("flexion zero to ninety scratch that ninety five", "flexion 0 to 95"),
        ("strength three plus out of five make that four minus out of five", "strength 4-/5"),
        ("signed june second comma correction comma june twelfth by doctor kim", "signed june 12 by doctor kim"),
        ("Signed June 2, 2026, correction, June 12, 2026, by Dr. Kim.", "Signed June 12, 2026, by Dr. Kim."),
        ("Signed 6/2/26, scratch that, 6/12/26.", "Signed 6/12/26."),
        ("signed on monday no wait tuesday", "signed on tuesday"),
        ("signed by Dr. Lee, correction, Dr. Kim, on May 5", "signed by Dr. Kim, on May 5"),
        ("the left knee i mean the right knee is sore", "the right knee is sore"),
        ("seen for the left, no, scratch that, right knee", "seen for the right knee"),
        ("min assist scratch that mod assist for transfers", "mod assist for transfers"),
        ("three times a week make that two times a week", "2 times a week"),
        ("once a week make that twice a week", "twice a week"),
        ("over two thousand dollars correction over three thousand dollars", "over $3000"),
        ("eight weeks scratch that it's nine weeks", "9 weeks"),
        ("forty scratch that forty one scratch that forty two out of fifty six", "42/56"),
    ],
)
def test_a_corrected_value_replaces_only_that_value(said: str, meant: str) -> None:
    assert write(said) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (
            "she is over the cap and the plan was signed scratch that the plan was not signed",
            "she is over the cap and the plan was not signed",
        ),
        ("he walked 180 feet scratch that he walked 120 feet with a cane", "he walked 120 feet with a cane"),
    ],
)
def test_repeated_words_say_where_the_speaker_starts_again(said: str, meant: str) -> None:
    assert write(said) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("the plan was signed on may fifth scratch that it is still out", "it is still out"),
        ("the plan was signed by dr lee scratch that dr kim has the plan", "dr kim has the plan"),
        ("signed yesterday scratch that today she will sign", "today she will sign"),
        ("the plan is signed let me rephrase we wait for it", "we wait for it"),
        ("the plan is signed, correction, we wait for it", "we wait for it"),
        ("the plan is signed scratch that", ""),
        ("grip was nineteen four scratch that thirty pounds", "30 pounds"),
    ],
)
def test_else_the_words_before_are_withdrawn(said: str, meant: str) -> None:
    assert write(said) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Scratch that.", "."),
        ("No, scratch that, the letter goes out today.", "the letter goes out today."),
        ("scratch that he walked", "he walked"),
        ("Correction: the plan was signed.", "Correction: the plan was signed."),
        ("correction doctor benning saw her", "correction doctor benning saw her"),
        ("Addendum: signed today.", "Addendum: signed today."),
    ],
)
def test_a_command_at_the_start_is_for_the_reader_of_sentences(said: str, meant: str) -> None:
    assert write(said) == meant


@pytest.mark.parametrize(
    "ordinary",
    [
        "what i mean is that he rests",
        "we make that splint here",
        "there was no wait for the bus",
        "the correction of the deformity holds",
        "he is sorry right now",
        "she is here i mean left alone at home",
        "flexion was good correction of posture was needed",
        "a scratch that bled",
    ],
)
def test_weak_commands_without_a_value_to_correct_are_ordinary_words(ordinary: str) -> None:
    assert write(ordinary) == ordinary


def test_a_weak_command_reaches_no_far_value() -> None:
    said = "knee 90 degrees and he told me a long story about his dog and the lake sorry 80 degrees"
    assert write(said) == said


def test_the_new_value_stands_for_all_its_words_when_it_is_moved() -> None:
    text = "48 pounds on the right scratch that 38 pounds"
    reading = WRITER.write(text, 0, len(text), MARKS.find(text))
    assert text[slice(*reading.raw_span(0, 9))] == text
