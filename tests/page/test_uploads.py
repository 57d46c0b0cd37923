"""Notes saved as files."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from pypdf import PdfWriter

from scribe.errors import TextError, TooLargeError
from scribe.web.uploads import read_upload

LIMIT = 10_000
_OBJECTS = (
    "<</Type/Catalog/Pages 2 0 R>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
    "<</Length 64>>stream\nBT /F 12 Tf 20 100 Td (Gait speed is 0.8 meters per second.) Tj ET\nendstream",
    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
)


def _pdf() -> bytes:
    text, places = "%PDF-1.4\n", []
    for number, body in enumerate(_OBJECTS, 1):
        places.append(len(text))
        text += f"{number} 0 obj{body}endobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"trailer<</Root 1 0 R/Size 6>>\nstartxref\n{len(text)}\n%%EOF\n"
    return f"{text}xref\n0 6\n0000000000 65535 f \n{table}{end}".encode()


def _docx(*paragraphs: str) -> bytes:
    made = docx.Document()
    for text in paragraphs:
        made.add_paragraph(text)
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def test_plain_text_is_kept_letter_for_letter() -> None:
    assert read_upload(b"Gait speed 0.8 m/s.\r\nStable.", "text/plain", limit=LIMIT) == "Gait speed 0.8 m/s.\r\nStable."


def test_a_word_document_gives_its_paragraphs_as_lines() -> None:
    assert read_upload(_docx("Subjective", "No falls."), "", limit=LIMIT) == "Subjective\nNo falls."


def test_a_pdf_gives_its_words() -> None:
    assert "Gait speed is 0.8 meters per second." in read_upload(_pdf(), "application/pdf", limit=LIMIT)


def test_a_pdf_without_words_is_refused() -> None:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    kept = io.BytesIO()
    writer.write(kept)
    with pytest.raises(TextError, match="pictures"):
        read_upload(kept.getvalue(), "application/pdf", limit=LIMIT)


def _zip(size: int) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * size)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("raw", "kind", "error"),
    [
        (b"%PDF-1.7 torn", "application/pdf", TextError),
        (b"PK\x03\x04 torn", "", TextError),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 torn", "application/msword", TextError),
        (_zip(10), "", TextError),
        (_zip(61_000_000), "", TooLargeError),
        (b"\x89PNG", "image/png", TextError),
        (b"\xff\xfe\x00", "text/plain", TextError),
        (_docx("long " * LIMIT), "", TooLargeError),
    ],
)
def test_what_is_no_note_is_refused(raw: bytes, kind: str, error: type[Exception]) -> None:
    with pytest.raises(error) as caught:
        read_upload(raw, kind, limit=LIMIT)
    assert "torn" not in str(caught.value)
