"""docs/dictation.md: every row of its tables of what is heard and written is true."""

from __future__ import annotations

from pathlib import Path

import pytest

from scribe.paths import resource
from scribe.text.marks import Marks
from scribe.text.written import Writer

MARKS = Marks(resource("patterns"))
WRITER = Writer(resource("patterns"))
DOC = Path(__file__).parents[2] / "docs" / "dictation.md"


def rows() -> list[tuple[str, str]]:
    """Heard and written of every table whose head says so; a table may have two pairs side by side."""
    found: list[tuple[str, str]] = []
    heads: list[str] = []
    for line in DOC.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if not cells:
            heads = []
        elif not heads:
            heads = cells
        elif not line.startswith("|---"):
            pairs = [at for at, head in enumerate(heads) if head == "heard"]
            found.extend((cells[at], cells[at + 1]) for at in pairs)
    return found


ROWS = rows()


def test_the_document_has_its_tables() -> None:
    assert len(ROWS) > 60


@pytest.mark.parametrize(("heard", "written"), ROWS, ids=[row[0] for row in ROWS])
def test_a_row_of_the_document_is_true(heard: str, written: str) -> None:
    assert WRITER.write(heard, 0, len(heard), MARKS.find(heard)).text == written
