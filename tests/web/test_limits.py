from __future__ import annotations

import socket
import threading
from contextlib import ExitStack, suppress

import pytest
from websockets.exceptions import ConnectionClosed

from scribe.web.http import HttpProtocol

SIGNED = "The plan of care was signed by Dr. Osei on March 2, 2026."


@pytest.mark.parametrize(
    ("settings", "code", "close"),
    [
        ({"start_seconds": 0.1}, "idle", 1008),
    ],
)
def test_a_connection_that_starts_nothing_is_ended(serving, settings, code, close):
    with serving(**settings).dial() as client:
        assert client.until("error")["code"] == code
        assert client.closed() == (close, code)


@pytest.mark.parametrize(
    ("settings", "code"), [({"idle_seconds": 0.1}, "idle"), ({"session_seconds": 0.1}, "session_time")]
)
def test_a_dictation_ends_when_its_time_has_come_and_can_be_resumed(serving, settings, code):
    server = serving(**settings)
    with server.dial() as first:
        session = first.start()
        first.say(1, SIGNED)
        error = first.until("error")
        assert (error["code"], error["session"], error["fatal"]) == (code, session, True)
        assert first.closed() == (1008, code.replace("_", "-"))
    with server.dial() as second:
        second.send("start", session=session, after=first.view.n)
        assert second.until("started")["seq"] == 1


def test_too_many_messages_a_second_end_with_1008_and_leave_others_untouched(serving):
    server = serving(max_messages_per_second=5)
    with server.dial() as other, server.dial() as flood:
        other.start()
        flood.start()
        with suppress(ConnectionClosed):
            for seq in range(1, 60):
                flood.say(seq, "x", final=False)
        assert flood.until("error")["code"] == "rate_limit"
        assert flood.closed() == (1008, "rate-limit")
        other.say(1, SIGNED)
        assert other.finish()["review"]["text"] == SIGNED


def test_of_long_texts_no_commit_holds_more_than_one_of_a_client(serving, monkeypatch):
    server = serving()
    apply, sizes = server.service.store.apply, []

    def watched(changes, **more):
        sizes.append(len(changes))
        return apply(changes, **more)

    with server.dial() as client:
        client.start()
        monkeypatch.setattr(server.service.store, "apply", watched)
        for seq in range(1, 6):
            client.say(seq, f"{SIGNED} " * 100)
        client.until("ack", seq=5)
    assert set(sizes) == {1}


def test_too_much_text_ends_with_1009(serving):
    with serving(max_session_characters=100).dial() as client:
        client.start()
        client.say(1, SIGNED)
        client.say(2, SIGNED)
        assert client.until("error")["code"] == "text_limit"
        assert client.closed() == (1009, "text-limit")


def test_too_many_bad_messages_end_with_1008(serving):
    with serving(max_errors=3).dial() as client:
        for _ in range(3):
            client.connection.send("nonsense")
        assert client.closed() == (1008, "too-many-errors")
        assert [message["code"] for message in client.told] == ["bad_message"] * 3 + ["too_many_errors"]


@pytest.mark.parametrize(
    ("settings", "code", "close"),
    [({"max_sessions": 2}, "server_full", 1013), ({"max_sessions_per_user": 2}, "too_many_sessions", 1008)],
)
def test_more_dictations_than_allowed_are_refused_until_one_ends(serving, settings, code, close):
    server = serving(**settings)
    with server.dial() as first, server.dial() as second, server.dial() as third:
        first.start()
        second.start()
        third.send("start")
        assert third.until("error")["code"] == code
        assert third.closed() == (close, code.replace("_", "-"))
        first.say(1, SIGNED)
        first.finish()
        first.closed()
        with server.dial() as fourth:
            fourth.start()


def test_a_message_may_not_exceed_the_setting(serving):
    with serving(max_message_bytes=1024).dial() as client:
        client.start()
        client.say(1, "x" * 2000)
        assert client.closed()[0] == 1009


def test_a_slow_reader_gets_the_newest_snapshot_in_place_of_what_it_missed(serving):
    server = serving(slow_seconds=0.05, send_buffer=16_384)
    narrow = socket.create_connection(("127.0.0.1", server.port))
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
    with narrow, server.dial(sock=narrow, max_queue=1) as client:
        client.start()
        note = " ".join(f"{SIGNED} Her gait speed is 0.{number} meters per second." for number in range(10, 30))
        for seq in range(1, 11):
            client.say(seq, note)
        for _ in range(1000):  # the client reads nothing until the server can send no more
            if not all(each.writable.is_set() for each in list(server.server.server_state.connections)):
                break
            threading.Event().wait(0.02)
        threading.Event().wait(0.1)
        review = client.finish()["review"]
    kinds = [message["type"] for message in client.told]
    assert "snapshot" in kinds
    assert [message["seq"] for message in client.told if message["type"] == "ack"] == list(range(1, 11))
    assert [item.id for item in client.view.evidence] == [item["id"] for item in review["evidence"]]
    assert client.view.n == client.told[-1]["n"] - 1


def test_many_connects_and_drops_leave_nothing_behind(serving):
    server = serving()
    for _ in range(20):
        with ExitStack() as stack:
            clients = [stack.enter_context(server.dial()) for _ in range(10)]
            for client in clients[:5]:
                client.start()
            for client in clients:
                client.connection.socket.shutdown(socket.SHUT_RDWR)
    with server.dial() as client:
        client.start()
        client.say(1, SIGNED)
        client.finish()
        client.closed()
    for _ in range(100):
        if not server.service.open_connections:
            break
        threading.Event().wait(0.02)
    assert server.service.open_connections == 0


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"GET /healthz HT",
        b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Half: ",
        b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET /he",
        b"POST /v1/reviews HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b"Content-Length: 99\r\n\r\n{",
        b"GET /v1/dictation HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConn",
    ],
)
def test_a_request_that_does_not_come_to_its_end_is_ended(serving, monkeypatch, begun):
    monkeypatch.setattr(HttpProtocol, "seconds", 0.2)
    with socket.create_connection(("127.0.0.1", serving().port), timeout=20) as slow:
        slow.sendall(begun)
        while slow.recv(4096):
            pass


def test_a_head_without_end_is_refused(server):
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as client:
        client.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n")
        with suppress(OSError):
            for number in range(100_000):
                client.sendall(b"X-%d: %s\r\n" % (number, b"x" * 500))
        with suppress(ConnectionResetError):
            assert client.recv(4096).startswith(b"HTTP/1.1 400")
    with server.http() as http:
        assert http.get("/healthz").status_code == 200


def test_a_websocket_stays_when_its_handshake_is_over(serving, monkeypatch):
    monkeypatch.setattr(HttpProtocol, "seconds", 0.2)
    with serving().dial() as client:
        client.start()
        threading.Event().wait(0.5)
        client.say(1, SIGNED)
        assert client.finish()["review"]["text"] == SIGNED


def test_a_start_that_the_service_takes_long_for_is_in_time(serving, monkeypatch):
    server = serving(start_seconds=0.2)
    with server.dial() as first:
        session = first.start()
        first.say(1, SIGNED)
        first.until("ack")
    resume = server.service.store.resume

    def slowly(*given, **more):
        threading.Event().wait(1)
        return resume(*given, **more)

    monkeypatch.setattr(server.service.store, "resume", slowly)
    with server.dial() as second:
        second.send("start", session=session, after=first.view.n)
        assert second.until("started")["seq"] == 1
