from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest
from jsonschema import Draft202012Validator

ENCOUNTER = {
    "date_of_service": "2026-03-12",
    "discipline": "PT",
    "therapy_ytd": {"pt_slp": 2470.0},
    "claim_lines": [{"line": 1, "code": "97110", "modifiers": ["GP"], "units": 2, "allowed": 58.12}],
}
NOTE = "The plan of care was signed by Dr. Osei on March 2, 2026.\n\nScratch that. Gait speed is 0.8 m/s."
JSON = {"content-type": "application/json"}


@pytest.fixture
def http(server):
    with server.http() as http:
        yield http


def deaf(_statement, context, _encounter):
    return [], context


def problem(response, status: int) -> dict:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    found = response.json()
    assert found["status"] == status
    return found


@pytest.mark.parametrize("encounter", [ENCOUNTER, {}, None])
def test_a_review_has_the_bytes_of_the_batch_review(http, scribe_engine, encounter):
    response = http.post("/v1/reviews", json={"text": NOTE, "encounter": encounter})
    assert response.status_code == 200
    assert response.text == scribe_engine.review(NOTE, encounter).to_json()


def test_a_long_note_is_read_in_steps_to_the_same_bytes(http, scribe_engine):
    note = "\n".join(f"Visit {number}. {NOTE}" for number in range(60))
    response = http.post("/v1/reviews", json={"text": note, "encounter": ENCOUNTER})
    assert response.text == scribe_engine.review(note, ENCOUNTER).to_json()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"", None),
        (b"nonsense", None),
        (b"[]", None),
        (b"null", None),
        (b"{}", "text"),
        (b'{"text": 1}', "text"),
        (b'{"text": ""}', None),
        (b'{"text": " \\n "}', None),
        (b'{"text": "a\\u0000b"}', None),
        (b'{"text": "\\ud800"}', None),
        (b'{"text": "x", "note": "y"}', "body"),
        (b"\xff", None),
        (b"[" * 100_000, None),
        (b'{"text": "x", "encounter": []}', None),
        (b'{"text": "x", "encounter": {"payer": 1}}', "payer"),
        (b'{"text": "x", "encounter": {"date_of_service": "2026-02-31"}}', "date_of_service"),
        (b'{"text": "x", "encounter": {"dos": "2026-02-01"}}', "dos"),
        (b'{"text": "x", "encounter": {"therapy_ytd": {"ot": NaN}}}', None),
        (b'{"text": "x", "text": "y"}', None),
        (
            b'{"text": "x", "encounter": {"claim_lines": [{"line": 1, "code": "97110", "units": 1e400}]}}',
            "claim_lines[0].units",
        ),
    ],
)
def test_bad_input_is_a_problem_that_names_the_field(http, body, field):
    assert problem(http.post("/v1/reviews", content=body, headers=JSON), 422).get("field") == field


def test_a_problem_never_repeats_what_was_sent(http):
    body = {"text": "x", "encounter": {"payer": "canary", "patient": {"sex": "canary"}}}
    assert "canary" not in http.post("/v1/reviews", json=body).text


def test_a_note_too_large_is_413(serving):
    with serving(max_note_bytes=1000).http() as http:
        assert problem(http.post("/v1/reviews", json={"text": "x" * 1001}), 413)
        assert problem(http.post("/v1/reviews", content=b" " * 300_000, headers=JSON), 413)


@pytest.mark.parametrize("kind", [None, "text/plain", "application/x-www-form-urlencoded"])
def test_a_body_not_declared_as_json_is_415(http, kind):
    headers = {"content-type": kind} if kind else {}
    problem(http.post("/v1/reviews", content=b'{"text": "x"}', headers=headers), 415)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/v1/reviews", 405), ("POST", "/healthz", 405), ("GET", "/nowhere", 404), ("GET", "/v1/dictation", 404)],
)
def test_what_is_not_there_is_a_problem(http, method, path, status):
    problem(http.request(method, path), status)


def test_the_policies_are_listed_with_their_dates(http):
    listed = {policy["id"]: policy for policy in http.get("/v1/policies", params={"on": "2026-03-12"}).json()}
    assert listed["therapy-threshold"]["from"] <= "2026-03-12"
    assert "plan_of_care_signature" in listed["therapy-threshold"]["requirements"]


def test_a_policy_is_shown_as_it_stands_on_a_day(http):
    shown = http.get("/v1/policies/therapy-threshold", params={"on": "2024-12-31"}).json()
    assert {"attests", "citations", "not_modeled"} <= shown.keys()
    assert all(requirement["prompt"].endswith("?") for requirement in shown["requirements"])


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("nothing", 404),
        ("therapy-threshold?on=1990-01-01", 404),
        ("therapy-threshold?on=yesterday", 422),
        ("x?on=2026-02-31", 422),
    ],
)
def test_a_policy_that_is_not_there_is_a_problem(http, path, status):
    problem(http.get(f"/v1/policies/{path}"), status)


def test_health_and_readiness(http):
    assert http.get("/healthz").json() == {"status": "ok"}
    assert http.get("/readyz").json() == {"status": "ready"}


def test_a_service_without_its_store_is_not_ready(serving, tmp_path):
    server = serving()
    with closing(sqlite3.connect(tmp_path / "data" / "scribe.sqlite3")) as raw:
        raw.execute("DROP TABLE entries")
        raw.execute("DROP TABLE sessions")
    with server.http() as http:
        assert "store-unavailable" in problem(http.get("/readyz"), 503)["type"]


def test_a_service_whose_engine_reads_wrongly_is_not_ready(server, http, monkeypatch):
    monkeypatch.setattr(server.service.ear.scribe, "hear", deaf)
    problem(http.get("/readyz"), 503)


def test_metrics_are_numbers_without_names(server, http):
    with server.dial() as client:
        client.start()
        client.say(1, "The canary sang.")
        client.finish()
    text = http.get("/metrics").text
    assert 'scribe_messages_total{type="text"}' in text
    assert "canary" not in text


@pytest.mark.parametrize("name", ["encounter", "review"])
def test_the_schemas_are_served_and_sound(http, name):
    Draft202012Validator.check_schema(http.get(f"/v1/schemas/{name}.json").json())


def test_the_review_schema_describes_reviews(http):
    review = http.post("/v1/reviews", json={"text": NOTE, "encounter": ENCOUNTER}).json()
    Draft202012Validator(http.get("/v1/schemas/review.json").json()).validate(review)


def test_the_encounter_schema_describes_encounters(http):
    validator = Draft202012Validator(http.get("/v1/schemas/encounter.json").json())
    validator.validate(ENCOUNTER)
    assert not validator.is_valid({"dos": "2026-01-01"})


def test_every_answer_has_an_id_and_guards(http):
    one, other = http.get("/healthz"), http.get("/nowhere")
    assert one.headers["x-request-id"] != other.headers["x-request-id"]
    for answer in (one, other):
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_openapi_document_names_every_route(http):
    document = http.get("/openapi.json").json()
    assert {
        "/v1/reviews",
        "/v1/policies",
        "/v1/policies/{policy}",
        "/v1/tickets",
        "/v1/sessions/{session}",
        "/healthz",
        "/readyz",
        "/metrics",
    } <= document["paths"].keys()
    references = set(json.dumps(document).split('"#/components/schemas/')[1:])
    assert {reference.split('"')[0] for reference in references} <= document["components"]["schemas"].keys()
