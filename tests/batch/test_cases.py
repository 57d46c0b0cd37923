"""One line of a batch and the line that answers it."""

import json
from typing import Any

import pytest

from scribe.batch.cases import answer, case_id, failure
from scribe.types import EngineInfo, Review


class Echo:
    """An engine that finds nothing and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Any]] = []

    def review(self, text: str, encounter: Any = None) -> Review:
        self.asked.append((text, encounter))
        return Review(
            text=text,
            text_sha256="0",
            engine=EngineInfo(version="0", patterns_sha256="0"),
            sentences=(),
            evidence=(),
            requirements=(),
            lines=(),
            flags=(),
        )


def _answer(raw: bytes, number: int = 3) -> dict[str, Any]:
    return dict(json.loads(answer(raw, number, reviewer=Echo(), limit=100).line))


def test_a_case_is_answered_with_its_review() -> None:
    got = _answer(b'{"id": "a", "text": "Berg 42/56", "encounter": {"discipline": "PT"}}')
    assert (got["id"], got["review"]["text"], got["review"]["schema"]) == ("a", "Berg 42/56", "scribe.review/1")


def test_the_encounter_is_handed_on() -> None:
    engine = Echo()
    answer(b'{"id": 1, "text": "Berg", "encounter": {"discipline": "OT"}}', 1, reviewer=engine, limit=100)
    assert engine.asked[0][1].discipline == "OT"


def test_fields_of_other_programs_are_left_alone() -> None:
    assert "review" in _answer(b'{"id": 1, "text": "Berg", "style": "typed", "expect": {}}')


@pytest.mark.parametrize(
    ("raw", "identifier", "code", "message"),
    [
        (b'{"id": "a", "text": }', None, "bad-json", "line 3: not JSON at column 21: expecting value"),
        (b"\xff", None, "bad-json", "line 3: not UTF-8 at byte 0; expected JSON as UTF-8"),
        (b"[1]", None, "bad-case", 'line 3: expected an object with "id", "text" and "encounter"'),
        (b'{"text": "x"}', None, "bad-case", "line 3: id: is required"),
        (b'{"id": true, "text": "x"}', None, "bad-case", "line 3: id: expected a string or a whole number"),
        (b'{"id": "a"}', "a", "bad-case", "line 3: text: is required"),
        (b'{"id": "a", "text": 7}', "a", "bad-case", "line 3: text: expected a string"),
        (b'{"id": "a", "text": " "}', "a", "bad-text", "line 3: the note is empty"),
        (b'{"id": "a", "text": "' + b"x" * 101 + b'"}', "a", "too-large", "line 3: the note has more than 100 bytes"),
        (b'{"id": "a", "text": "\\ud800"}', "a", "bad-text", "line 3: half a character"),
        (b'{"id": 7, "text": "x", "encounter": []}', 7, "bad-encounter", "line 3: encounter: expected an object"),
        (b'{"id": 7, "text": "x", "encounter": {"a": 1}}', 7, "bad-encounter", "line 3: encounter: a: unknown field"),
    ],
)
def test_a_mistake_is_an_answer(raw: bytes, identifier: object, code: str, message: str) -> None:
    got = _answer(raw)
    assert got["id"] == identifier
    assert got["error"]["code"] == code
    assert got["error"]["message"].startswith(message)


def test_a_breakdown_tells_where_but_not_with_what_words() -> None:
    try:
        raise ValueError("canary")
    except ValueError as error:
        got = json.loads(failure(b'{"id": "a", "text": "canary"}', 9, error).line)
    assert got["id"] == "a"
    assert got["error"]["code"] == "internal-error"
    assert got["error"]["message"].startswith("line 9: the review broke down: ValueError at test_cases.py:")


def test_no_answer_repeats_the_text() -> None:
    raw = b'{"id": "a", "text": "canary \\u0000", "encounter": {"date_of_service": "canary", "payer": "canary"}}'
    assert "canary" not in answer(raw, 1, reviewer=Echo(), limit=100).line


def test_an_id_that_cannot_be_read_is_none() -> None:
    assert case_id(b"{", 1) is None
