"""Sentence ends in typed text."""

from __future__ import annotations

import pytest

from scribe.errors import PatternError
from scribe.paths import resource
from scribe.text.reader import Reader
from scribe.text.sentences import Sentences

READER = Reader(resource("patterns"))


def split(text: str) -> list[str]:
    return [text[statement.start : statement.end] for statement in READER.statements(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Seen by Dr. Adams today.",
        "Mrs. Bell and Mr. Cole came along.",
        "Signed by Dr. J. Q. Public on 3/4/26.",
        "Dr. Lane, Ph.D., wrote the order.",
        "Progressing approx. 5 degrees a week.",
        "Walks 200 ft. with a cane.",
        "Metoprolol 50 mg b.i.d. with meals.",
        "Uses a walker, e.g. Sunday at church.",
        "Right vs. left, no change.",
        "Exercise No. 4 added.",
        "Seen Jan. 5 and Feb. 9.",
        "Wrist ext. 40, flex. 55.",
        "Berg 44.5 of 56 at 3.25 weeks.",
        "Toradol 10 mg q.6h. p.r.n. for pain.",
        "Pt. reports less pain.",
        "J. Marsh, PT, DPT",
        "POC est. 2/1/26 and signed.",
        "He walked ... then rested.",
        "Version 2.1.3 of the form.",
        "Return at 9 a.m. on Monday.",
    ],
)
def test_these_are_one_sentence(text: str) -> None:
    assert split(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gait is better. She walks alone.", ["Gait is better.", "She walks alone."]),
        ("LB dressing min A. UB dressing mod I. Good day.", ["LB dressing min A.", "UB dressing mod I.", "Good day."]),
        ("Had 7# in May. 5xSTS 16 s.", ["Had 7# in May.", "5xSTS 16 s."]),
        ("Home at 4 p.m. She rested.", ["Home at 4 p.m.", "She rested."]),
        ("Pain is 3. Berg is 40.", ["Pain is 3.", "Berg is 40."]),
        ("Any falls? None since May.", ["Any falls?", "None since May."]),
        ('She said "much better." Then she left.', ['She said "much better."', "Then she left."]),
        ("Seen with Dr. K. He agreed.", ["Seen with Dr. K.", "He agreed."]),
        ("Strength 4/5.) Gait steady.", ["Strength 4/5.)", "Gait steady."]),
        ("walks well. sleeps well.", ["walks well.", "sleeps well."]),
        ("He walks safely.The plan goes on.", ["He walks safely.", "The plan goes on."]),
        ("we saw her . she is well .", ["we saw her .", "she is well ."]),
        ("1. Pain. 2. Weakness.", ["1. Pain.", "2. Weakness."]),
        ("1. Berg 40/56 2. TUG 14 s", ["1. Berg 40/56", "2. TUG 14 s"]),
        ("S: doing well O: Berg 40/56 A: needs skilled PT", ["S: doing well", "O: Berg 40/56", "A: needs skilled PT"]),
        ("Signed; not dated. Sent back.", ["Signed; not dated.", "Sent back."]),
        ("[x] Signed [ ] Dated", ["[x] Signed", "[ ] Dated"]),
        ("• Berg 40 • TUG 12", ["• Berg 40", "• TUG 12"]),
    ],
)
def test_sentences_end(text: str, expected: list[str]) -> None:
    assert split(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "He still leans toward his left side while cooking at the stove and\nreaches for the counter on every pass.",
        "The plan of care that was written at the first visit was signed by Dr.\nAdams on the ninth.",
        "The plan of care was written at the first visit and it was signed by the\nReferring doctor.",
    ],
)
def test_wrapped_prose_is_one_sentence(text: str) -> None:
    assert split(text) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "Berg 40/56\nTUG 12 s",
        "amb 200 ft\nberg 40/56",
        "Plan of care signed by Dr. Adams on the ninth of March this year\nBerg 40/56",
        "She walks better than last week and keeps to the home program well\n- Berg 40/56",
        "Walks 200 ft with a cane\r\nBerg 40/56",
        "Walks 200 ft with a cane\n\nno falls",
    ],
)
def test_a_line_end_is_a_sentence_end(text: str) -> None:
    assert len(split(text)) == 2


def test_a_wrapped_paragraph_goes_on_before_a_capital() -> None:
    text = (
        "The plan of care was reviewed with her and with her daughter who will\n"
        "help with the program at home, and then it was faxed to the office of\n"
        "Whitman and Sons."
    )
    assert split(text) == [text]


def test_a_list_word_that_yaml_reads_as_truth_is_refused(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "speech").mkdir()
    (tmp_path / "speech" / "abbreviations.yaml").write_text("before_name: [dr]\nalways: [no]\n")
    with pytest.raises(PatternError, match="always"):
        Sentences(tmp_path)
