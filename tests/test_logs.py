"""Log lines hold ids and counts, never dictated text."""

import io
import json
import threading
import time

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


class Slow(io.StringIO):
    """A stream whose reader does not read until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.free, self.asked = threading.Event(), threading.Event()

    def write(self, text: str) -> int:
        self.asked.set()
        assert self.free.wait(10)
        return super().write(text)


def test_who_logs_never_waits_for_who_reads() -> None:
    stream = Slow()
    lines = logs.LineWriter(stream, most=3)
    logs.configure(form="json", stream=lines)
    log = structlog.get_logger()
    log.info("heard", number=0)
    assert stream.asked.wait(10)
    for number in range(1, 9):
        log.info("heard", number=number)
    stream.free.set()
    assert lines.drain(10)
    log.info("heard", number=9)
    until = time.monotonic() + 10
    while "log_lines_dropped" not in stream.getvalue() and time.monotonic() < until:
        time.sleep(0.01)
    assert lines.drain(10)
    told = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [line["number"] for line in told if line["event"] == "heard"] == [0, 1, 2, 3, 9]
    assert [line["count"] for line in told if line["event"] == "log_lines_dropped"] == [5]


def test_a_log_that_nobody_reads_any_more_ends_nothing() -> None:
    stream = io.StringIO()
    stream.close()
    lines = logs.LineWriter(stream)
    lines.write("heard\n")
    lines.drain(10)
    lines.write("heard\n")
    assert lines.drain(10)
