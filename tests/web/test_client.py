from __future__ import annotations

import asyncio
import io
import json
import socket
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from typer.testing import CliRunner

from scribe.cli import app
from scribe.web.auth import new_token
from scribe.web.client import Player, ServiceRefusedError, utterances
from scribe.web.screen import Screen, picture

NOTE = (
    "The plan of care was signed by Dr. Osei on March 2, 2026.\n\n  Gait speed is 0.8 m/s. Scratch that.\n"
    "Skilled therapy remains medically necessary\n"
)
ENCOUNTER = {
    "date_of_service": "2026-03-12",
    "discipline": "PT",
    "therapy_ytd": {"pt_slp": 2470.0},
    "claim_lines": [{"line": 1, "code": "97110", "modifiers": ["GP"], "units": 2, "allowed": 58.12}],
}


def play(url: str, note: str = NOTE, **options) -> Player:
    player = Player(url, note, ENCOUNTER, show=options.pop("show", silent), **options)
    asyncio.run(player.play())
    return player


def silent(_raw: str, _message: dict) -> None:
    pass


@given(st.text("ab .?!\n\r\t", max_size=60))
def test_utterances_put_together_are_the_text(text):
    assert "".join(utterances(text)) == text


def test_a_long_utterance_is_cut():
    assert max(map(len, utterances("word " * 2_000))) <= 2_000


@pytest.mark.parametrize("speed", [0, 400])
def test_a_note_is_played_to_the_review_of_that_note(server, scribe_engine, speed):
    player = play(server.url, speed=speed)
    assert player.review == scribe_engine.review(NOTE, ENCOUNTER).to_dict()
    assert player.view.model_dump(mode="json")["evidence"] == player.review["evidence"]
    assert player.breaks == 0


def test_a_break_is_survived(server, scribe_engine):
    """The connection is cut by the test after the third acknowledgement, and by a takeover later."""
    relay = Relay(server.port, cut_after=3)
    player = play(relay.url, NOTE * 5, speed=0)
    relay.close()
    assert player.breaks == 1
    assert player.review == scribe_engine.review(NOTE * 5, ENCOUNTER).to_dict()


class Relay:
    """Passes bytes on to the server, and cuts the first connection after so many acknowledgements."""

    def __init__(self, port: int, *, cut_after: int) -> None:
        self._port, self._left = port, cut_after
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"ws://127.0.0.1:{self._listener.getsockname()[1]}/v1/dictation"
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def close(self) -> None:
        for thread in self._threads:
            thread.join(20)
        self._listener.close()

    def _accept(self) -> None:
        for _ in range(2):
            near, _ = self._listener.accept()
            far = socket.create_connection(("127.0.0.1", self._port))
            for one, other in ((near, far), (far, near)):
                self._threads.append(threading.Thread(target=self._pass, args=(one, other)))
                self._threads[-1].start()

    def _pass(self, source: socket.socket, target: socket.socket) -> None:
        while data := _received(source):
            self._left -= data.count(b'"ack"')
            try:
                target.sendall(data)
            except OSError:
                break
            if self._left <= 0:
                self._left = 10**9
                break
        for each in (source, target):
            _shut(each)


def _received(source: socket.socket) -> bytes:
    try:
        return source.recv(65_536)
    except OSError:
        return b""


def _shut(each: socket.socket) -> None:
    try:
        each.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
    finally:
        each.close()


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "nonsense"])
def test_what_is_no_websocket_url_is_refused(url):
    with pytest.raises(ServiceRefusedError, match="expected ws://"):
        play(url)


def test_a_connection_that_lasted_as_long_as_is_allowed_is_followed_by_the_next(serving, scribe_engine):
    player = play(serving(session_seconds=1).url, NOTE * 4, speed=20)
    assert player.review == scribe_engine.review(NOTE * 4, ENCOUNTER).to_dict()
    assert player.breaks >= 1


def test_a_service_that_is_not_there_is_told():
    with pytest.raises(ServiceRefusedError, match="cannot be reached"):
        play("ws://127.0.0.1:1/v1/dictation", tries=0)


def test_a_service_that_wants_a_token_gets_it(serving):
    token, digest = new_token()
    server = serving(tokens=f"ann={digest}")
    assert play(server.url, speed=0, token=token).review
    with pytest.raises(ServiceRefusedError, match="expected Authorization"):
        play(server.url, speed=0)


def test_a_bad_encounter_is_told(server):
    player = Player(server.url, NOTE, {"payer": "nobody"}, show=silent)
    with pytest.raises(ServiceRefusedError, match="payer: expected"):
        asyncio.run(player.play())


def test_the_screen_shows_sentences_evidence_checklist_lines_and_flags(server):
    told = io.StringIO()
    with Screen(Console(file=told, width=120, force_terminal=True)) as screen:

        def show(_raw, _message):
            screen.show(player.view, NOTE)

        player = Player(server.url, NOTE, ENCOUNTER, show=show, speed=0)
        asyncio.run(player.play())
        screen.close(player.view, NOTE)
    text = told.getvalue()
    for words in ("signed by Dr. Osei", "plan of care signature", "✓", "97110", "KX_WITHHELD"):
        assert words in text


def test_a_dictated_mark_up_is_shown_as_words(server):
    note = "[bold]Gait speed is 0.8 m/s.[/bold] The plan of care was signed."
    told = io.StringIO()
    Console(file=told, width=120).print(picture(play(server.url, note, speed=0).view, note))
    assert "[bold]Gait speed" in told.getvalue()


def test_the_command_prints_each_message_as_a_line(server, tmp_path):
    (tmp_path / "note.txt").write_text(NOTE)
    (tmp_path / "visit.json").write_text(json.dumps(ENCOUNTER))
    command = [
        "dictate",
        str(tmp_path / "note.txt"),
        "--encounter",
        str(tmp_path / "visit.json"),
        "--url",
        server.url,
        "--speed",
        "0",
        "--format",
        "jsonl",
    ]
    result = CliRunner().invoke(app, command)
    kinds = [json.loads(line)["type"] for line in result.stdout.splitlines()]
    assert (kinds[0], kinds[-1], result.exit_code) == ("started", "review", 0)


def test_the_command_shows_the_end_where_there_is_no_terminal(server, tmp_path):
    (tmp_path / "note.txt").write_text(NOTE)
    result = CliRunner().invoke(app, ["dictate", str(tmp_path / "note.txt"), "--url", server.url, "--speed", "0"])
    assert result.exit_code == 0
    assert "plan of care signature" in result.stdout


def test_a_new_token_fits_its_digest():
    lines = CliRunner().invoke(app, ["token", "ann"]).stdout.splitlines()
    assert lines[0].startswith("scribe_")
    assert lines[1].startswith("ann=")
