"""Log lines hold ids and counts, never dictated text."""

import io
import json

import pytest
import structlog

from scribe import logs


@pytest.fixture
def lines() -> io.StringIO:
    stream = io.StringIO()
    logs.configure(form="json", stream=stream)
    return stream


def _last(stream: io.StringIO) -> dict[str, object]:
    return dict(json.loads(stream.getvalue().splitlines()[-1]))


def test_ids_and_counts_are_logged(lines: io.StringIO) -> None:
    structlog.get_logger().info("review_made", session="s-1", sentences=12, seconds=0.4, resumed=False)
    told = _last(lines)
    assert (told["event"], told["session"], told["sentences"], told["resumed"]) == ("review_made", "s-1", 12, False)


@pytest.mark.parametrize("value", ["canary was signed", ["canary"], {"text": "canary"}, "canary" * 40, b"canary"])
def test_text_is_withheld(lines: io.StringIO, value: object) -> None:
    structlog.get_logger().info("review_made", text=value)
    assert _last(lines)["text"] == "[withheld]"
    assert "canary" not in lines.getvalue()


def test_an_error_is_told_by_type_and_place(lines: io.StringIO) -> None:
    try:
        raise ValueError("canary")
    except ValueError:
        structlog.get_logger().exception("review_failed")
    told = _last(lines)
    assert told["error"] == "ValueError"
    assert str(told["at"]).startswith("test_logs.py:")
    assert "canary" not in lines.getvalue()


def test_lesser_levels_are_left_out() -> None:
    stream = io.StringIO()
    logs.configure(level="warning", stream=stream)
    structlog.get_logger().info("quiet")
    structlog.get_logger().warning("loud")
    assert "loud" in stream.getvalue()
    assert "quiet" not in stream.getvalue()
