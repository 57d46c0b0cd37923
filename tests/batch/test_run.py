"""Answers come in the order of the lines, whatever happens to any of them."""

import io
import json
import os
from collections.abc import Mapping
from typing import Any

import pytest

from scribe.batch.run import answers, read_lines
from scribe.errors import PatternError
from scribe.types import EngineInfo, Review

LIMIT = 1_000


class Engine:
    """Breaks down on one word, dies on another, and finds nothing else."""

    def review(self, text: str, encounter: Mapping[str, Any] | object = None) -> Review:
        if text == "break":
            raise ZeroDivisionError
        if text == "die":
            os._exit(3)
        return Review.model_validate(
            {
                "schema": "scribe.review/1",
                "text": text,
                "text_sha256": "0",
                "engine": EngineInfo(version="0", patterns_sha256="0"),
                "sentences": (),
                "evidence": (),
                "requirements": (),
                "lines": (),
                "flags": (),
            }
        )


def _lines(*texts: str) -> list[tuple[int, bytes]]:
    return [(number, json.dumps({"id": number, "text": text}).encode()) for number, text in enumerate(texts, 1)]


def _told(lines: list[tuple[int, bytes]], *, workers: int = 1) -> list[tuple[int, str]]:
    rows = [json.loads(found.line) for found in answers(lines, load=Engine, limit=LIMIT, workers=workers)]
    return [(row["id"], row["error"]["code"] if "error" in row else "review") for row in rows]


@pytest.mark.parametrize("workers", [1, 2])
def test_order_is_kept_and_no_line_is_lost(workers: int) -> None:
    texts = ["fine", "", "break", *["fine"] * 30]
    wanted = [(1, "review"), (2, "bad-text"), (3, "internal-error"), *((n, "review") for n in range(4, 34))]
    assert _told(_lines(*texts), workers=workers) == wanted


def test_a_worker_that_dies_loses_no_line() -> None:
    told = _told(_lines("die", *["fine"] * 20), workers=2)
    assert [number for number, _ in told] == list(range(1, 22))
    assert told[0] == (1, "internal-error")


def _broken() -> Engine:
    raise PatternError("papers.yaml, line 3: unknown key")


def test_an_engine_that_cannot_be_made_is_told_once() -> None:
    with pytest.raises(PatternError, match="line 3"):
        list(answers(_lines("fine"), load=_broken, limit=LIMIT))


def test_blank_lines_are_no_cases_but_count_as_lines() -> None:
    source = io.BytesIO(b'\n{"id": 1}\r\n   \n{"id": 2}')
    assert list(read_lines(source, limit=LIMIT)) == [(2, b'{"id": 1}\r\n'), (4, b'{"id": 2}')]


def test_of_an_endless_line_only_the_beginning_is_held() -> None:
    source = io.BytesIO(b"x" * 3_000_000 + b'\n{"id": 2}\n')
    first, second = read_lines(source, limit=LIMIT)
    assert len(first[1]) < 1_100_000
    assert second == (2, b'{"id": 2}\n')
