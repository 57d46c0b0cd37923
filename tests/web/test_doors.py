from __future__ import annotations

import datetime as dt
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from websockets.exceptions import InvalidStatus

from scribe.errors import SettingError
from scribe.web.auth import new_token
from scribe.web.doors import check_binding, is_loopback
from scribe.web.settings import ServiceSettings, load_service_settings

ANN, ANN_DIGEST = new_token()
BOB, BOB_DIGEST = new_token()
TOKENS = f"ann={ANN_DIGEST}, bob={BOB_DIGEST}"


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def refused(server, **options) -> int:
    with pytest.raises(InvalidStatus) as caught, server.dial(**options):
        pass
    response = caught.value.response
    assert response.headers["content-type"] == "application/problem+json"
    assert json.loads(response.body)["status"] == response.status_code
    return response.status_code


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.8.9.1"])
def test_loopback_is_loopback(host):
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "example.org", ""])
def test_listening_to_the_world_without_authentication_is_refused(host):
    with pytest.raises(SettingError, match="SCRIBE_TOKENS or SCRIBE_OIDC_ISSUER"):
        check_binding(ServiceSettings(_env_file=None, host=host))


@pytest.mark.parametrize("settings", [{"tokens": TOKENS}, {"oidc_issuer": "https://issuer", "oidc_audience": "scribe"}])
def test_listening_to_the_world_with_authentication_is_allowed(settings):
    check_binding(ServiceSettings(_env_file=None, host="0.0.0.0", **settings))


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example"])
def test_other_hosts_are_refused(server, host):
    assert refused(server, name=host) == 403
    with server.http() as http:
        assert http.get("/healthz", headers={"Host": host}).status_code == 403


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:1"])
def test_other_origins_are_refused(server, origin):
    assert refused(server, origin=origin) == 403
    with server.http() as http:
        assert http.get("/healthz", headers={"Origin": origin}).status_code == 403


def test_the_pages_own_origin_is_welcome(server):
    with server.dial(origin=f"http://127.0.0.1:{server.port}") as client:
        client.start()


def test_hosts_and_origins_of_the_settings_are_welcome(serving):
    server = serving(allowed_hosts="scribe.example", allowed_origins="https://clinic.example")
    with server.dial(name="scribe.example", origin="https://clinic.example") as client:
        client.start()


@pytest.fixture
def guarded(serving):
    return serving(tokens=TOKENS)


@pytest.mark.parametrize(
    "headers",
    [{}, bearer("wrong"), {"Authorization": "Basic x"}, bearer(ANN[:-1]), {"Authorization": "Bearer"}],
)
def test_without_a_known_token_nobody_comes_in(guarded, headers):
    assert refused(guarded, additional_headers=headers) == 401
    with guarded.http(headers=headers) as http:
        response = http.get("/v1/policies")
        assert (response.status_code, response.headers["www-authenticate"]) == (401, "Bearer")
        assert http.get("/healthz").status_code == 200


def test_a_dictation_is_its_owners_alone(guarded):
    with guarded.dial(additional_headers=bearer(ANN)) as client:
        session = client.start()
    with guarded.dial(additional_headers=bearer(BOB)) as other:
        other.send("start", session=session, after=0)
        assert other.until("error")["code"] == "unknown_session"
    with guarded.http() as http:
        assert http.delete(f"/v1/sessions/{session}", headers=bearer(BOB)).status_code == 404
        assert http.delete(f"/v1/sessions/{session}", headers=bearer(ANN)).status_code == 204


def test_a_ticket_opens_one_websocket(guarded):
    with guarded.http(headers=bearer(ANN)) as http:
        response = http.post("/v1/tickets")
    assert response.status_code == 201
    ticket = response.json()["ticket"]
    with guarded.dial(ticket=ticket) as client:
        client.start()
    assert refused(guarded, ticket=ticket) == 401
    assert refused(guarded, ticket="made-up") == 401


@pytest.mark.parametrize("tokens", ["ann", "ann=short", f"={ANN_DIGEST}", f"ann={ANN_DIGEST};bob={BOB_DIGEST}"])
def test_tokens_of_the_wrong_form_are_refused_at_start(serving, tokens):
    with pytest.raises(SettingError, match="SCRIBE_TOKENS"):
        serving(tokens=tokens)


def test_an_issuer_without_audience_is_refused_at_start(serving):
    with pytest.raises(SettingError, match="SCRIBE_OIDC_AUDIENCE"):
        serving(oidc_issuer="https://issuer.example")


def test_a_setting_of_the_wrong_form_is_named(monkeypatch):
    monkeypatch.setenv("SCRIBE_MAX_SESSIONS", "many")
    with pytest.raises(SettingError, match=r"SCRIBE_MAX_SESSIONS: .*integer") as caught:
        load_service_settings()
    assert "many" not in str(caught.value)


# ── OIDC ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


class Issuer:
    """An identity provider on a port of its own."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.url = ""
        self.fetches = 0

    def token(self, *, key=None, algorithm="RS256", kid="k1", **claims) -> str:
        now = dt.datetime.now(dt.UTC)
        known = {"iss": self.url, "aud": "scribe", "sub": "ann", "exp": now + dt.timedelta(minutes=5), **claims}
        return jwt.encode(
            {name: value for name, value in known.items() if value is not None},
            key or self.key,
            algorithm,
            headers={"kid": kid},
        )

    def documents(self, path: str) -> dict:
        if path == "/.well-known/openid-configuration":
            return {"issuer": self.url, "jwks_uri": f"{self.url}/keys"}
        self.fetches += 1
        key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**key, "kid": "k1", "use": "sig", "alg": "RS256"}]}


@pytest.fixture(scope="module")
def issuer() -> Iterator[Issuer]:
    made = Issuer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(made.documents(self.path)).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        made.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield made
        server.shutdown()
        thread.join()


@pytest.fixture
def federated(serving, issuer):
    return serving(oidc_issuer=issuer.url, oidc_audience="scribe")


def test_a_jwt_of_the_issuer_comes_in(federated, issuer):
    with federated.dial(additional_headers=bearer(issuer.token())) as client:
        client.start()


LATE = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "other"},
        {"iss": "https://evil.example"},
        {"exp": LATE},
        {"exp": None},
        {"sub": None},
        {"aud": None},
        {"kid": "k2"},
        {"nbf": dt.datetime(2100, 1, 1, tzinfo=dt.UTC)},
    ],
)
def test_a_jwt_with_a_wrong_claim_is_refused(federated, issuer, claims):
    assert refused(federated, additional_headers=bearer(issuer.token(**claims))) == 401


@pytest.mark.parametrize("algorithm", ["RS256", "HS256", "ES256", "none"])
def test_a_jwt_signed_by_another_key_is_refused(federated, issuer, algorithm):
    keys = {
        "RS256": rsa.generate_private_key(public_exponent=65537, key_size=2048),
        "HS256": "x" * 64,
        "ES256": ec.generate_private_key(ec.SECP256R1()),
        "none": None,
    }
    token = (
        issuer.token(key=keys[algorithm], algorithm=algorithm)
        if algorithm != "none"
        else jwt.encode({"sub": "ann"}, None, "none")
    )
    assert refused(federated, additional_headers=bearer(token)) == 401


def test_made_up_key_names_do_not_make_the_issuer_work(federated, issuer):
    before = issuer.fetches
    for number in range(10):
        refused(federated, additional_headers=bearer(issuer.token(kid=f"x{number}")))
    assert issuer.fetches - before == 1


def soon() -> dt.datetime:
    """The next full second but one, as `exp` counts seconds."""
    return dt.datetime.fromtimestamp(int(time.time()) + 1, dt.UTC)


def test_a_dictation_ends_when_its_token_runs_out(federated, issuer):
    with federated.dial(additional_headers=bearer(issuer.token(exp=soon()))) as client:
        client.start()
        assert client.until("error")["code"] == "credentials_expired"
        assert client.closed() == (1008, "credentials-expired")


def test_a_new_token_keeps_the_dictation_going(federated, issuer):
    with federated.dial(additional_headers=bearer(issuer.token(exp=soon()))) as client:
        client.start()
        client.send("authorize", token=issuer.token())
        threading.Event().wait(1.5)
        client.say(1, "All is well.")
        assert client.finish()["review"]["text"] == "All is well."


def test_another_users_token_ends_the_dictation(federated, issuer):
    with federated.dial(additional_headers=bearer(issuer.token())) as client:
        client.start()
        client.send("authorize", token=issuer.token(sub="bob"))
        assert client.closed() == (1008, "unauthorized")
