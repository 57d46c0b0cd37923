from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from scribe.store.tables import sessions
from scribe.types import Review
from scribe.web.client import Player

ENCOUNTER = {
    "date_of_service": "2026-03-12",
    "discipline": "PT",
    "therapy_ytd": {"pt_slp": 2470.0},
    "claim_lines": [{"line": 1, "code": "97110", "modifiers": ["GP"], "units": 2, "allowed": 58.12}],
}
SIGNED = "The plan of care was signed by Dr. Osei on March 2, 2026."
NEEDED = "Skilled therapy remains medically necessary."


def resume(client, session, after):
    client.send("start", session=session, after=after)
    return client.until("started")


def is_gone(server, session) -> bool:
    threading.Event().wait(0.02)
    with server.service.store._transaction() as connection:
        return connection.execute(select(sessions).where(sessions.c.id == session)).one_or_none() is None


def agrees(view, review) -> bool:
    known = Review.model_validate(review)
    return all(
        getattr(view, name) == list(getattr(known, name))
        for name in ("sentences", "evidence", "requirements", "lines", "flags")
    )


def test_a_client_that_was_cut_off_goes_on_where_it_was(server):
    with server.dial() as first:
        session = first.start()
        first.say(1, SIGNED)
        first.settle()
    with server.dial() as second:
        second.view = first.view
        started = resume(second, session, first.view.n)
        assert (started["seq"], started["resumed"], started["n"]) == (1, True, first.view.n)
        second.say(2, NEEDED)
        review = second.finish()["review"]
        assert review["text"] == f"{SIGNED} {NEEDED}"
        assert agrees(second.view, review)


@pytest.mark.parametrize("missed", [0, 5, 13])
def test_events_that_were_missed_are_told_again_under_their_numbers(server, missed):
    with server.dial() as first:
        session = first.start()
        first.say(1, SIGNED)
        first.settle()
    events = [message for message in first.told if "n" in message and message["type"] != "started"]
    with server.dial() as second:
        resume(second, session, missed)
        second.view.n = missed
        again = [second.connection.recv(timeout=20) for _ in events[missed:]]
    assert [json.loads(raw) for raw in again] == events[missed:]


def test_interims_are_not_held_and_numbers_go_on_from_the_last_final(server):
    with server.dial() as first:
        session = first.start()
        first.say(1, SIGNED)
        first.settle()
        first.say(2, "skilled", final=False)
        first.say(3, "skilled therapy", final=False)
    with server.dial() as second:
        resume(second, session, 0)
        second.say(4, NEEDED)
        assert second.until("error")["seq"] == 2
        second.say(2, NEEDED)
        assert second.finish()["review"]["text"] == f"{SIGNED} {NEEDED}"


def test_a_retraction_and_a_revision_survive_a_break(server):
    with server.dial() as first:
        session = first.start()
        first.say(1, "No order is on file.", segment="a")
        first.say(2, SIGNED)
        first.say(3, "Scratch that.")
        first.say(4, "The order is signed.", segment="a")
        first.settle()
    with server.dial() as second:
        resume(second, session, 0)
        review = second.finish()["review"]
    assert review["text"] == f"The order is signed. {SIGNED} Scratch that."
    assert [sentence["retracted"] for sentence in review["sentences"]] == [False, True, False]
    assert agrees(second.view, review)


def test_a_changed_encounter_survives_a_break(server):
    with server.dial() as first:
        session = first.start({})
        first.say(1, SIGNED)
        first.send("encounter", encounter=ENCOUNTER)
        first.until("line")
    with server.dial() as second:
        resume(second, session, 0)
        assert second.finish()["review"]["lines"][0]["kx"] == "withhold"


def test_whoever_resumes_takes_over(server):
    with server.dial() as first, server.dial() as second:
        session = first.start()
        first.say(1, SIGNED)
        first.settle()
        resume(second, session, 0)
        assert first.until("error")["code"] == "taken_over"
        assert first.closed() == (1008, "taken-over")
        second.say(2, NEEDED)
        assert second.finish()["review"]["text"] == f"{SIGNED} {NEEDED}"


@pytest.mark.parametrize("session", ["0" * 32, "", "x" * 64, "'; DROP TABLE sessions; --"])
def test_an_unknown_dictation_is_refused(server, session):
    with server.dial() as client:
        client.send("start", session=session, after=0)
        assert client.until("error")["code"] == "unknown_session"
        assert client.closed() == (1008, "unknown-session")


def test_a_finished_dictation_gives_its_review_until_it_is_acknowledged(server):
    with server.dial() as first:
        session = first.start()
        first.say(1, SIGNED)
        first.settle()
        first.send("finish")
        first.connection.socket.shutdown(2)  # cut before the review
    with server.dial() as second:
        resume(second, session, 0)
        second.send("finish")
        assert second.until("review")["review"]["text"] == SIGNED
        assert second.closed()[0] == 1000
    assert any(is_gone(server, session) for _ in range(50))


def test_a_finished_dictation_is_kept_as_long_as_the_settings_say(serving):
    server = serving(keep_finished_seconds=3600)
    with server.dial() as first:
        session = first.start()
        first.say(1, SIGNED)
        first.finish()
        first.closed()
    with server.dial() as second:
        resume(second, session, 0)
        assert second.until("review")["review"]["text"] == SIGNED


def test_a_server_that_stops_tells_where_to_resume_and_the_next_goes_on(serving, database_url):
    one = serving(database_url=database_url)
    with one.dial() as first:
        session = first.start()
        first.say(1, SIGNED)
        first.settle()
        one.server.should_exit = True
        error = first.until("error")
        assert (error["code"], error["session"], error["seq"], error["fatal"]) == ("going_away", session, 1, True)
        assert first.closed() == (1013, "going-away")
    other = serving(database_url=database_url)
    with other.dial() as second:
        second.view = first.view
        assert resume(second, session, first.view.n)["seq"] == 1
        second.say(2, NEEDED)
        assert agrees(second.view, second.finish()["review"])


def test_a_dictation_of_another_engine_is_resumed_by_a_snapshot(server):
    with server.dial() as first:
        session = first.start()
        first.say(1, SIGNED)
        first.settle()
    server.service.engine_name, name = "another", server.service.engine_name
    try:
        with server.dial() as second:
            resume(second, session, 3)
            snapshot = second.until("snapshot")
            assert snapshot["n"] == first.view.n
            assert agrees(second.view, second.finish()["review"])
    finally:
        server.service.engine_name = name


def test_more_events_than_were_ever_told_are_answered_by_a_snapshot(server):
    with server.dial() as first:
        session = first.start()
        first.say(1, SIGNED)
        first.settle()
    with server.dial() as second:
        resume(second, session, 10_000)
        assert second.until("snapshot")["n"] == first.view.n


@contextmanager
def processes(database_url: str) -> Iterator[list[tuple[subprocess.Popen[str], str]]]:
    """Two server processes of one database, and their URLs."""
    command = [sys.executable, "-m", "scribe", "serve", "--port", "0", "--log-format", "json"]
    environment = os.environ | {"SCRIBE_DATABASE_URL": database_url}
    root = Path(__file__).absolute().parents[2]
    with ExitStack() as stack:
        running = [
            stack.enter_context(subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment, cwd=root))
            for _ in range(2)
        ]
        for each in running:
            stack.callback(each.kill)
        ports = [json.loads(each.stderr.readline())["port"] for each in running]
        yield [(each, f"ws://127.0.0.1:{port}/v1/dictation") for each, port in zip(running, ports, strict=True)]


@pytest.mark.slow
def test_kill_9_loses_no_acknowledged_word(database_url, scribe_engine):
    text = "\n".join(f"Sentence {number} of a note. {SIGNED} {NEEDED}" for number in range(20))
    expected = scribe_engine.review(text, ENCOUNTER).to_dict()
    acknowledged = threading.Event()

    def show(raw, message):
        if message["type"] == "ack" and message["seq"] > 5:
            acknowledged.set()

    with processes(database_url) as ((first, url), (_, other)):
        player = Player(url, text, ENCOUNTER, show=show, speed=0)

        def kill():
            assert acknowledged.wait(20)
            first.send_signal(signal.SIGKILL)
            player.move(other)

        killer = threading.Thread(target=kill)
        killer.start()
        asyncio.run(player.play())
        killer.join()
    assert player.breaks == 1
    assert player.review == expected
    assert agrees(player.view, player.review)
