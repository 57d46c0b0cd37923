"""Labelled cases against reviews, file against file.

Owns which review belongs to which line, and what becomes of a line that cannot be scored. The definitions are those of
scribe.batch.score.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import BinaryIO

from scribe.batch.cases import CaseId
from scribe.batch.run import read_lines
from scribe.batch.score import Review, Score
from scribe.encounter import read_json
from scribe.errors import CaseError, JsonError, ScribeError


def score_lines(lines: Sequence[tuple[int, bytes]], reviews: Iterable[Review | None]) -> tuple[Score, list[str]]:
    """The score of a gold file, and a message for each line that could not be scored.

    Args:
        lines: the gold file's lines with their numbers.
        reviews: for each line its review, or None where there is none.
    """
    score = Score()
    refused = []
    for (number, raw), review in zip(lines, reviews, strict=True):
        try:
            case = read_json(raw, what=f"line {number}", one_line=True)
            score.add(case, review)
        except JsonError as error:
            refused.append(str(error))
        except ScribeError as error:
            refused.append(f"line {number}: {error}")
    return score, refused


def read_reviews(source: BinaryIO, *, limit: int) -> dict[CaseId, Review]:
    """The reviews that a batch wrote, by the id of their case; cases that failed are left out.

    Raises:
        JsonError: a line is not JSON.
        CaseError: a line is not an answer of a batch.
    """
    found: dict[CaseId, Review] = {}
    for number, raw in read_lines(source, limit=limit):
        row = read_json(raw, what=f"line {number}", one_line=True)
        if not isinstance(row, dict) or "id" not in row:
            raise CaseError(f'line {number}: expected an object with "id" and "review"')
        if isinstance(row.get("review"), dict):
            found[row["id"]] = row["review"]
    return found
