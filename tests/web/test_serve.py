from __future__ import annotations

import io
import json
import logging
import socket
import ssl
import subprocess

import pytest

from scribe.errors import SettingError
from scribe.logs import configure
from scribe.web import serve as serving_module
from scribe.web.serve import LibraryLines, listen
from scribe.web.settings import ServiceSettings, load_service_settings

CANARY = "canarybird"


@pytest.fixture
def lines():
    stream = io.StringIO()
    configure(form="json", level="debug", stream=stream)
    yield stream
    configure(level="error")


def test_a_dictation_leaves_no_word_in_the_logs(serving, lines):
    server = serving()
    with server.dial() as client:
        client.start({"patient": {"id": CANARY}})
        client.say(1, f"The {CANARY} sang in seq one.", segment=CANARY)
        client.say(5, CANARY)
        client.connection.send(f'{{"type":"{CANARY}"}}')
        client.connection.send(f"{CANARY}")
        client.finish()
        client.closed()
    with server.http() as http:
        http.post("/v1/reviews", json={"text": f"The {CANARY} sang.", "encounter": {CANARY: CANARY}})
        http.post("/v1/reviews", json={"text": f"The {CANARY} sang."})
        http.get(f"/{CANARY}?{CANARY}")
        http.get(f"/v1/policies/{CANARY}")
    told = lines.getvalue()
    assert '"request"' in told
    assert '"dictation_ended"' in told
    assert CANARY not in told


def test_an_engine_that_fails_ends_its_dictation_alone_and_tells_no_word(serving, lines, monkeypatch):
    server = serving()
    engine = server.service.ear.scribe
    hear = engine.hear

    def fail(statement, context, encounter):
        if CANARY in statement.reading.text:
            raise ValueError(statement.reading.text)
        return hear(statement, context, encounter)

    monkeypatch.setattr(engine, "hear", fail)
    with server.dial() as other, server.dial() as client:
        other.start()
        client.start()
        client.say(1, f"The {CANARY} sang.")
        assert client.until("error")["code"] == "internal"
        assert client.closed() == (1011, "internal")
        other.say(1, "All is well.")
        assert other.finish()["review"]["text"] == "All is well."
    with server.http() as http:
        assert http.post("/v1/reviews", json={"text": f"The {CANARY} sang."}).status_code == 500
    told = lines.getvalue()
    assert '"ValueError"' in told
    assert CANARY not in told


def test_a_library_that_logs_is_told_by_place_only(lines):
    logger = logging.Logger("library")
    logger.addHandler(LibraryLines())
    logger.warning("the %s sang", CANARY)
    line = json.loads(lines.getvalue())
    assert (line["event"], line["logger"], line["level"]) == ("library_log", "library", "warning")
    assert CANARY not in lines.getvalue()


def test_the_world_is_not_served_without_authentication():
    with pytest.raises(SettingError, match="SCRIBE_HOST"):
        serving_module.serve(ServiceSettings(_env_file=None, host="0.0.0.0"))


def test_a_port_that_is_taken_is_told():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = ServiceSettings(_env_file=None, port=taken.getsockname()[1])
        with pytest.raises(SettingError, match=r"cannot listen at 127\.0\.0\.1 port"):
            listen(settings)


def test_options_go_before_the_environment(monkeypatch):
    monkeypatch.setenv("SCRIBE_PORT", "1")
    monkeypatch.setenv("SCRIBE_ALLOWED_HOSTS", "one.example, two.example,")
    settings = load_service_settings(port=2, host=None)
    assert (settings.port, settings.host) == (2, "127.0.0.1")
    assert settings.allowed_hosts == ("one.example", "two.example")


def test_secrets_do_not_show():
    settings = ServiceSettings(_env_file=None, tokens=f"ann={'a' * 64}", store_keys="hidden")
    assert "hidden" not in repr(settings)
    assert "aaaa" not in repr(settings)


def test_tls_makes_the_service_https_and_wss(serving, tmp_path):
    key, certificate = tmp_path / "key.pem", tmp_path / "chain.pem"
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            key,
            "-out",
            certificate,
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=IP:127.0.0.1",
        ],
        check=True,
        capture_output=True,
    )
    server = serving(tls_certificate=certificate, tls_key=key)
    trust = ssl.create_default_context(cafile=certificate)
    with server.dial(scheme="wss", ssl=trust) as client:
        client.start()
        client.say(1, "All is well.")
        assert client.finish()["review"]["text"] == "All is well."
