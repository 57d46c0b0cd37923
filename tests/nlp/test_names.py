"""Doctors' roles as their names are told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from scribe.nlp.listener import Listener
from scribe.nlp.names import Named
from scribe.paths import resource

Heard = Callable[..., list[str]]


@pytest.fixture(scope="module")
def heard() -> Heard:
    listener = Listener(resource("patterns"))

    def hear(*texts: str) -> list[str]:
        """The labels of the clinicians in the last text."""
        named: Named = ()
        labels: list[str] = []
        for text in texts:
            sentence = listener.matcher(text)
            named = listener.names.settle(sentence, named)
            labels = [item.label for item in sentence.mentions if item.label in listener.book.groups["CLINICIANS"]]
        return labels

    return hear


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Dr. Benning, DPM, saw her.", "PODIATRIST"),
        ("Her podiatrist, Dr. Benning, saw her.", "PODIATRIST"),
        ("her podiatrist doctor benning saw her", "PODIATRIST"),
        ("doctor benning the podiatrist saw her", "PODIATRIST"),
        ("Dr. Carmen Benning-Hart (podiatry) saw her.", "PODIATRIST"),
        ("Dr. Moss, her dentist, saw her.", "DENTIST"),
        ("Dr. Moss, who is a podiatrist, saw her.", "PODIATRIST"),
        ("Dr. Pruitt's nurse practitioner saw her.", "NONPHYSICIAN"),
        ("Dr. Pruitt saw her.", "PHYSICIAN"),
        ("Dr. Pruitt sent her to the podiatrist.", "PHYSICIAN"),
        ("We told the podiatrist; Dr. Pruitt saw her.", "PHYSICIAN"),
    ],
)
def test_a_role_beside_the_name_is_the_doctors(heard: Heard, text: str, label: str) -> None:
    assert label in heard(text)
    assert label == "PHYSICIAN" or "PHYSICIAN" not in heard(text)


@pytest.mark.parametrize(
    "text",
    [
        "Dr. Moss, DPT, signed it.",
        "Dr. Moss, PT, DPT, signed it.",
        "Dr. Lee, DC, signed it.",
        "doctor moss pt dpt signed it",
    ],
)
def test_a_doctor_of_another_field_is_no_physician(heard: Heard, text: str) -> None:
    assert "PHYSICIAN" not in heard(text)


def test_a_credential_belongs_to_the_name_before_it(heard: Heard) -> None:
    assert "PHYSICIAN" in heard("Ann Moss, DPT, Dr. Lee signed it.")


@pytest.mark.parametrize(
    "earlier", ["Carmen Quintana, DPM, trimmed the nails.", "Her podiatrist, Dr. Quintana, trimmed the nails."]
)
def test_a_role_is_kept_for_later_sentences(heard: Heard, earlier: str) -> None:
    assert heard(earlier, "Nothing else.", "Dr. Quintana signed it.") == ["PODIATRIST"]


def test_another_doctor_stays_a_physician(heard: Heard) -> None:
    assert heard("Her podiatrist, Dr. Quintana, trimmed the nails.", "Dr. Pruitt signed it.") == ["PHYSICIAN"]


def test_the_nurse_does_not_make_the_doctor_one(heard: Heard) -> None:
    assert heard("Dr. Pruitt's nurse called.", "Dr. Pruitt signed it.") == ["PHYSICIAN"]


def test_a_role_left_hanging_waits_for_its_name(heard: Heard) -> None:
    assert heard("her podiatrist", "doctor benning saw her") == ["PODIATRIST"]
