"""Bytes to the text of a note."""

import pytest

from scribe.errors import TextError, TooLargeError
from scribe.note import check_note, decode_note

LIMIT = 5_000


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"Plan of care signed.", "Plan of care signed."),
        ("Señora Núñez, 90° flexion\r\n\tBerg 42/56\f".encode(), "Señora Núñez, 90° flexion\r\n\tBerg 42/56\f"),
        (b"\xef\xbb\xbfBerg 42/56", "Berg 42/56"),
    ],
)
def test_text_comes_as_it_was_written(raw: bytes, text: str) -> None:
    assert decode_note(raw, limit=LIMIT) == text


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"Plan of care \xff signed", "not UTF-8 at byte 13 (0xff); expected UTF-8 text"),
        ("Berg 42/56".encode("utf-16"), "not UTF-8 at byte 0: this looks like UTF-16; save the note as UTF-8 text"),
        (b"%PDF-1.7 stuff", "this is a PDF, not plain text; save the note as UTF-8 text"),
        (b"PK\x03\x04 stuff", "this is a ZIP or Word document, not plain text; save the note as UTF-8 text"),
        (b"Plan\x00of care", "binary: control character 0x00 at character 4; expected plain text"),
        (b"\x1b[31mPlan", "binary: control character 0x1b at character 0; expected plain text"),
        (
            b"Scan: " + b"x" * 4_001,
            "a word of more than 4,000 characters at character 6; expected plain text, without files in it",
        ),
        (b"", "the note is empty"),
        (b" \r\n\t ", "the note is empty"),
        (b"\xef\xbb\xbf", "the note is empty"),
    ],
)
def test_what_is_no_note_is_refused_with_its_place(raw: bytes, message: str) -> None:
    with pytest.raises(TextError) as told:
        decode_note(raw, limit=LIMIT)
    assert str(told.value) == message


def test_the_limit_itself_is_allowed() -> None:
    assert len(decode_note(b"a " * (LIMIT // 2), limit=LIMIT)) == LIMIT


@pytest.mark.parametrize("raw", [b"a" * (LIMIT + 1), "é".encode() * (LIMIT // 2 + 1)])
def test_more_than_the_limit_is_refused(raw: bytes) -> None:
    with pytest.raises(TooLargeError, match="more than 5,000 bytes"):
        decode_note(raw, limit=LIMIT)


def test_text_is_measured_in_bytes() -> None:
    with pytest.raises(TooLargeError):
        check_note("é" * (LIMIT // 2 + 1), limit=LIMIT)


def test_half_a_character_is_refused() -> None:
    with pytest.raises(TextError, match=r"lone surrogate.* at character 5"):
        check_note("Berg \ud83d 42", limit=LIMIT)
