"""The text of a note that was saved as a file: plain text, a Word document, a PDF.

Owns what is taken in and how large. Knows nothing of requests. No message repeats a word of the note.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from scribe.errors import NotInstalledError, TextError, TooLargeError
from scribe.note import check_note, decode_note

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table
    from docx.text.paragraph import Paragraph

LARGEST_UPLOAD = 10_000_000
"""The most bytes of an uploaded file."""
_LARGEST_UNPACKED = 60_000_000
_MOST_PAGES = 500
_PDF, _ZIP, _OLD_WORD = b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def read_upload(raw: bytes, content_type: str, *, limit: int) -> str:
    """The words of the file, told by its first bytes rather than by what it is called.

    Args:
        raw: the file.
        content_type: what the browser takes it for; used only to name what was not understood.
        limit: the most bytes of text a note may have.

    Raises:
        TextError: no text can be read from it.
        TooLargeError: it is larger than may be, packed or unpacked.
        NotInstalledError: the extra that reads such files is not installed.
    """
    if raw.startswith(_PDF):
        return check_note(_pdf(raw, limit=limit), limit=limit)
    if raw.startswith(_ZIP):
        return check_note(_docx(raw, limit=limit), limit=limit)
    if raw.startswith(_OLD_WORD):
        raise TextError("this is an old Word document (.doc); save it as .docx or as a PDF")
    if content_type.startswith(("image/", "audio/", "video/")):
        raise TextError("this is not a note; expected a text file, a Word document (.docx) or a PDF")
    return decode_note(raw, limit=limit)


def _docx(raw: bytes, *, limit: int) -> str:
    try:
        import docx
        from docx.opc.exceptions import PackageNotFoundError
    except ImportError:
        raise NotInstalledError("reading Word documents needs the extra `documents`") from None
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            if sum(item.file_size for item in archive.infolist()) > _LARGEST_UNPACKED:
                raise TooLargeError(f"the document unpacks to more than {_LARGEST_UNPACKED:,} bytes")
        document = docx.Document(io.BytesIO(raw))
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError, SyntaxError):
        raise TextError("this is not a Word document (.docx) that can be read") from None
    return _bounded(_paragraphs(document), limit=limit)


def _paragraphs(document: Document) -> Iterator[str]:
    for part in document.iter_inner_content():
        yield from _lines(part)


def _lines(part: Paragraph | Table) -> Iterator[str]:
    rows = getattr(part, "rows", None)
    if rows is None:
        yield part.text  # type: ignore[union-attr]
        return
    for row in rows:
        # A merged cell stands once for each column it spans.
        yield " ".join(dict.fromkeys(cell.text.strip() for cell in row.cells if cell.text.strip()))


def _pdf(raw: bytes, *, limit: int) -> str:
    try:
        import pypdf
        from pypdf.errors import PyPdfError
    except ImportError:
        raise NotInstalledError("reading PDF files needs the extra `documents`") from None
    try:
        reader = pypdf.PdfReader(io.BytesIO(raw))
        if reader.is_encrypted and not reader.decrypt(""):
            raise TextError("the PDF is protected by a password; save it without one")
        if len(reader.pages) > _MOST_PAGES:
            raise TooLargeError(f"the PDF has more than {_MOST_PAGES} pages")
        text = _bounded((page.extract_text() for page in reader.pages), limit=limit)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        raise TextError("this PDF cannot be read; save it anew, or paste its text") from None
    if not text.strip():
        raise TextError("the PDF holds pictures of text, no text; paste the words instead")
    return text


def _bounded(parts: Iterator[str], *, limit: int) -> str:
    """The parts on lines of their own, read no further than a note may be long."""
    kept: list[str] = []
    room = limit
    for part in parts:
        kept.append(part)
        room -= len(part)
        if room < 0:
            raise TooLargeError(f"the note has more than {limit:,} bytes")
    return "\n".join(kept).replace("\x00", "")
