"""From bytes to the text of a note, or a clear error.

Owns what counts as a readable note: UTF-8, not empty, not binary, not over the limit. Knows nothing of what the words
mean. No message repeats a word of the note.
"""

from __future__ import annotations

import re

from scribe.errors import TextError, TooLargeError

_BOM = "\ufeff"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_KNOWN = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP or Word document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip file"),
)
# Control characters that no text editor or dictation system writes; tab, line ends and form feed are text.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
# No address of a page is longer, and a sentence has a greatest length only if its words have one.
_LONGEST_WORD = 4_000
_OVERLONG = re.compile(rf"(?<!\S)\S{{{_LONGEST_WORD + 1}}}")


def decode_note(raw: bytes, *, limit: int) -> str:
    """The note that `raw` holds as UTF-8, letter for letter; only a byte order mark at its start is left out.

    Args:
        raw: the bytes as they came.
        limit: the most bytes a note may have.

    Raises:
        TooLargeError: more than `limit` bytes.
        TextError: not UTF-8 (with the byte offset), binary, or empty.
    """
    _refuse_long(len(raw), limit=limit)
    for magic, name in _KNOWN:
        if raw.startswith(magic):
            raise TextError(f"this is {name}, not plain text; save the note as UTF-8 text")
    if raw.startswith(_UTF16):
        raise TextError("not UTF-8 at byte 0: this looks like UTF-16; save the note as UTF-8 text")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise TextError(f"not UTF-8 at byte {error.start} (0x{raw[error.start]:02x}); expected UTF-8 text") from None
    return check_note(text.removeprefix(_BOM), limit=limit)


def check_note(text: str, *, limit: int) -> str:
    """The text itself, once it is known to be a readable note.

    Args:
        text: a note that is text already, as from a JSON field.
        limit: the most bytes it may have as UTF-8.

    Raises:
        TooLargeError: more than `limit` bytes.
        TextError: binary, half a character (a lone surrogate), a word of more than 4,000 characters, or empty.
    """
    if half := _SURROGATE.search(text):
        raise TextError(f"half a character (a lone surrogate) at character {half.start()}; expected Unicode text")
    if len(text) * 4 > limit:
        _refuse_long(len(text.encode("utf-8")), limit=limit)
    if control := _CONTROL.search(text):
        raise TextError(
            f"binary: control character 0x{ord(control[0]):02x} at character {control.start()}; expected plain text"
        )
    if word := _OVERLONG.search(text):
        raise TextError(
            f"a word of more than {_LONGEST_WORD:,} characters at character {word.start()}; expected plain text, "
            "without files in it"
        )
    if not text.strip():
        raise TextError("the note is empty")
    return text


def _refuse_long(size: int, *, limit: int) -> None:
    if size > limit:
        raise TooLargeError(f"the note has more than {limit:,} bytes, the limit (SCRIBE_MAX_NOTE_BYTES)")
