"""Text to statements."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scribe.paths import resource
from scribe.text.reader import LOOKAHEAD, Reader
from scribe.text.statement import Statement

PATTERNS = resource("patterns")
READER = Reader(PATTERNS)


class Alternating:
    """A segmenter that has a sentence begin at every word with a hyphen, and looks at one word on each side."""

    def scores(self, words: Sequence[str], *, before: Sequence[str] = ()) -> list[float]:
        return [3.0 if "-" in word else -1.0 for word in words]


SPLITTING = Reader(PATTERNS, segmenter=Alternating())

WORDS = st.sampled_from(
    [
        "Plan:",
        "P:",
        "LTG:",
        "Goals:",
        "plan",
        "of",
        "care",
        "signed",
        "by",
        "Dr.",
        "Adams",
        "Mr.",
        "e.g.",
        "Berg",
        "40/56",
        "1.",
        "2.",
        "[x]",
        "[",
        "]",
        "•",
        "-",
        "\n",
        "\n\n",
        ".",
        ",",
        ";",
        "?",
        "period",
        "comma",
        "scratch",
        "that",
        "correction",
        "new",
        "paragraph",
        "heading",
        "plan",
        "x-ray",
        "re-check",
        "well-known",
        "walks",
        "and",
        "the",
        "He",
        "she",
        "3.5",
        "twenty",
        "two",
    ]
)
TEXTS = st.lists(WORDS, max_size=60).map(" ".join)


# A busy machine is slow; how long an example takes is not what is tested.
steady = settings(deadline=None)


def plain(statements: list[Statement]) -> list[tuple[object, ...]]:
    return [(s.start, s.end, s.reading, s.section, s.box, s.withdraws, s.corrects, s.carry) for s in statements]


@pytest.mark.parametrize("reader", [READER, SPLITTING], ids=["rules", "segmenter"])
class TestProperties:
    @steady
    @given(text=TEXTS)
    def test_statements_are_ordered_and_do_not_overlap(self, reader: Reader, text: str) -> None:
        at = 0
        for statement in reader.statements(text):
            assert at <= statement.start < statement.end <= len(text)
            at = statement.end

    @steady
    @given(text=TEXTS)
    def test_no_word_is_lost(self, reader: Reader, text: str) -> None:
        covered = [False] * len(text)
        for statement in reader.statements(text):
            covered[statement.start : statement.end] = [True] * (statement.end - statement.start)
        left = "".join(" " if inside else character for inside, character in zip(covered, text, strict=True))
        assert not set(left.lower().split()) & {"berg", "signed", "plan:", "walks", "she", "[x]", "adams", "3.5"}

    @steady
    @given(text=TEXTS)
    def test_reading_goes_on_from_any_statement(self, reader: Reader, text: str) -> None:
        whole = list(reader.statements(text))
        for number, statement in enumerate(whole):
            rest = list(reader.statements(text, begin=statement.end, carry=statement.carry))
            assert plain(rest) == plain(whole[number + 1 :])

    @steady
    @given(text=TEXTS, more=TEXTS)
    def test_later_text_changes_only_the_end(self, reader: Reader, text: str, more: str) -> None:
        before = [s for s in reader.statements(text) if len(text[s.end :].split()) > LOOKAHEAD]
        after = list(reader.statements(f"{text} {more}"))
        assert plain(before) == plain(after[: len(before)])


@pytest.mark.parametrize(
    ("text", "box"),
    [
        ("[x] Plan signed", True),
        ("[X] Plan signed", True),
        ("[ ] Plan signed", False),
        ("[] Plan signed", False),
        ("☑ Plan signed", True),
        ("☒ Plan signed", True),
        ("☐ Plan signed", False),
        ("(x) Plan signed", True),
        ("( ) Plan signed", False),
        ("- [ ] Plan signed", False),
        ("1. [x] Plan signed", True),
        ("Plan signed [x]", True),
        ("Plan signed [ ]", False),
        ("Plan signed: [x] yes [ ] no", True),
        ("Plan signed: [ ] yes [x] no", False),
        ("Plan signed: ☐ Yes ☑ No", False),
        ("Plan signed", None),
        ("Plan (unsigned)", None),
    ],
)
def test_a_box_has_a_state(text: str, box: bool | None) -> None:
    (statement,) = READER.statements(text)
    assert statement.box is box
    assert statement.reading.text.rstrip(": ").lower().removesuffix(" (unsigned)") in ("plan signed", "plan")


@pytest.mark.parametrize(
    "text", ["- Berg 40/56", "• Berg 40/56", "* Berg 40/56", "3. Berg 40/56", "(2) Berg 40/56", "b) Berg 40/56"]
)
def test_a_reading_begins_after_the_bullet(text: str) -> None:
    (statement,) = READER.statements(text)
    assert statement.reading.text == "Berg 40/56"
    assert statement.reading.raw_span(0, 4) == (len(text) - 10, len(text) - 6)


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("The plan was signed. Scratch that. He walks well.", ["The plan was signed.", None, "He walks well."]),
        (
            "the plan was signed period scratch that period he walks well",
            ["the plan was signed.", None, "he walks well"],
        ),
        ("The call was today. No, scratch that, it is tomorrow.", ["The call was today.", "it is tomorrow."]),
    ],
)
def test_a_command_withdraws_the_sentence_before(text: str, readings: list[str | None]) -> None:
    statements = list(READER.statements(text))
    withdrawing = [statement for statement in statements if statement.withdraws]
    assert len(withdrawing) == 1
    assert [None if s.withdraws and not s.reading.text.strip(". ") else s.reading.text for s in statements] == readings


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Correction: Dr. Adams signed on 3/4/26.", "correction"),
        ("Addendum, 2:15 pm: the order came in.", "addendum"),
        ("addendum colon the plan was signed", "addendum"),
        ("Berg is 41, correction, 42.", None),
        ("She needs a correction of posture.", None),
    ],
)
def test_a_sentence_may_open_with_a_correction(text: str, kind: str | None) -> None:
    assert next(READER.statements(text)).corrects == kind


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("walks well period new paragraph plan signed", ["walks well period", "plan signed"]),
        ("walks well question mark yes", ["walks well question mark", "yes"]),
        ("walks well new line plan signed", ["walks well", "plan signed"]),
        ("a six week period of rest", ["a six week period of rest"]),
    ],
)
def test_spoken_marks_end_sentences(text: str, expected: list[str]) -> None:
    assert [text[s.start : s.end] for s in READER.statements(text)] == expected


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("one two three four five six re-check seven eight nine ten eleven", 2),
        ("One two three four five six re-check seven eight nine ten eleven.", 1),
        ("one two three re-check", 1),
        ("one two three four, five six re-check seven eight nine ten eleven", 2),
        ("one two three four five six so re-check seven eight nine ten eleven", 1),
        ("one two three four five six doctor re-check seven eight nine ten eleven", 1),
        ("one two three doctor four five signed the re-check seven eight nine ten", 2),
    ],
)
def test_only_words_without_punctuation_are_split(text: str, count: int) -> None:
    assert len(list(SPLITTING.statements(text))) == count


@pytest.mark.parametrize("text", ["", "   \n\n ", "-----", "...", "—"])
def test_text_without_words_has_no_statements(text: str) -> None:
    assert list(READER.statements(text)) == []
