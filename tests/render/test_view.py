"""How a review is arranged."""

import pytest

from scribe.render import words
from scribe.render.view import Names, View, money, one_line, pieces, view
from scribe.types import Assertion, ClaimType, Flag, Payer, Review, Severity, Status, Verdict


@pytest.mark.parametrize(
    ("table", "values"),
    [
        (words.VERDICTS, Verdict),
        (words.STATUSES, Status),
        (words.ASSERTIONS, Assertion),
        (words.SEVERITIES, Severity),
        (words.PAYERS, Payer),
        (words.CLAIM_TYPES, ClaimType),
    ],
)
def test_every_value_has_its_word(table: dict[str, object], values: type) -> None:
    assert set(table) == set(values)


@pytest.mark.parametrize("table", [words.VERDICTS, words.STATUSES, words.ASSERTIONS, words.SEVERITIES])
def test_words_and_signs_tell_values_apart(table: dict[str, words.Word]) -> None:
    for part in ("word", "sign", "ascii"):
        assert len({getattr(word, part) for word in table.values()}) == len(table)


def test_lines_stand_in_their_order(shown: View) -> None:
    assert [line.line for line in shown.lines] == [1, 2, 3]


def test_flags_stand_gravest_first(shown: View) -> None:
    assert [notice.severity for notice in shown.notices] == ["warning", "info"]


def test_requirements_stand_under_their_policy_with_their_names(shown: View) -> None:
    (checklist,) = shown.checklists
    assert checklist.name == "Therapy above the annual threshold"
    assert [row.name for row in checklist.rows] == [
        "Plan of care",
        "Plan of care signature",
        "Objective measure of function",
        "Medical necessity",
    ]
    assert checklist.met == 2


def test_a_source_stands_once_and_is_referred_to(shown: View) -> None:
    (checklist,) = shown.checklists
    assert len(checklist.citations) == 1
    assert [row.sources for row in checklist.rows] == [(1,), (1,), (), ()]


def test_a_quote_has_its_place_in_the_note(shown: View) -> None:
    (quote,) = shown.checklists[0].rows[1].quotes
    assert (quote.line, quote.column) == (4, 5)
    assert quote.because == "“awaiting”"


@pytest.mark.parametrize(("end", "line"), [("\n", 3), ("\r\n", 3), ("\r", 3), (" ", 1)])
def test_lines_are_counted_for_every_line_end(review: Review, end: str, line: int) -> None:
    text = f"One.{end}Two.{end}Berg."
    start = text.index("Berg")
    evidence = review.evidence[1].model_copy(update={"start": start, "end": start + 4, "text": "Berg"})
    moved = review.model_copy(update={"text": text, "evidence": (evidence,), "requirements": ()})
    assert view(moved).apart[0].line == line


def test_what_no_requirement_rests_on_stands_apart(shown: View) -> None:
    assert [quote.evidence.id for quote in shown.apart] == ["e-sent"]


def test_an_id_without_a_name_reads_as_words() -> None:
    assert Names().policy("dme-therapeutic-shoes") == "Dme therapeutic shoes"


def test_the_pieces_are_the_whole_text(review: Review) -> None:
    assert "".join(piece.text for piece in pieces(review)) == review.text


def test_overlapping_evidence_is_in_every_piece_it_covers(review: Review) -> None:
    covered = {
        item.id: "".join(piece.text for piece in pieces(review) if item in piece.evidence) for item in review.evidence
    }
    assert covered == {item.id: item.text for item in review.evidence}


def test_each_evidence_begins_once(review: Review) -> None:
    begun = [item.id for piece in pieces(review) for item in piece.begins]
    assert sorted(begun) == sorted(item.id for item in review.evidence)


def test_a_retracted_sentence_is_marked(review: Review) -> None:
    assert "".join(piece.text for piece in pieces(review) if piece.retracted) == "Scratch this line."


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a\n  b\tc", "a b c"), ("a\x1b[31mb", "a [31mb"), ("a\u202eb", "a b"), ("a\x9bb", "a b")],
)
def test_quotes_stand_on_one_line_and_cannot_change_what_is_around(text: str, shown: str) -> None:
    assert one_line(text) == shown


def test_money() -> None:
    assert (money(2480), money(None)) == ("$2,480.00", "")


def test_what_only_a_flag_says_is_not_left_out(review: Review) -> None:
    asked = {"policy": "therapy-threshold", "requirement": "plan_of_care", "severity": "info"}
    flags = (
        Flag(id="f-a", code="RETAIN_DOCUMENTATION", message="Keep the reasons on file.", **asked),
        Flag(id="f-b", code="DOCUMENTATION_MISSING", message="Plan of care: not heard.", **asked),
    )
    notices = view(review.model_copy(update={"flags": flags})).notices
    assert {notice.code: notice.message for notice in notices} == {
        "RETAIN_DOCUMENTATION": "Keep the reasons on file.",
        "DOCUMENTATION_MISSING": "",
    }
