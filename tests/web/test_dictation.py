from __future__ import annotations

import json

import pytest

from scribe.types import Review

ENCOUNTER = {
    "date_of_service": "2026-03-12",
    "discipline": "PT",
    "therapy_ytd": {"pt_slp": 2470.0},
    "claim_lines": [{"line": 1, "code": "97110", "modifiers": ["GP"], "units": 2, "allowed": 58.12}],
}
SENTENCES = (
    "The plan of care was signed by Dr. Osei on March 2, 2026.",
    "Her gait speed is 0.8 meters per second.",
    "No written order is on file.",
    "Scratch that.",
    "Skilled therapy remains medically necessary for balance.",
)


def test_the_review_has_the_bytes_of_the_batch_review(client, scribe_engine):
    client.start()
    for seq, sentence in enumerate(SENTENCES, 1):
        client.say(seq, sentence)
    client.send("finish")
    while '"type":"review"' not in (raw := client.connection.recv(timeout=20))[:20]:
        pass
    expected = scribe_engine.review(" ".join(SENTENCES), ENCOUNTER).to_json()
    assert raw.partition('"review":')[2] == expected + "}"


def test_adding_up_the_events_gives_the_lists_of_the_review(client):
    client.start()
    for seq, sentence in enumerate(SENTENCES, 1):
        client.say(seq, sentence)
    review = Review.model_validate(client.finish()["review"])
    for name in ("sentences", "evidence", "requirements", "lines", "flags"):
        assert getattr(client.view, name) == list(getattr(review, name)), name


def test_after_the_review_the_connection_closes_with_1000(client):
    client.start()
    client.say(1, SENTENCES[0])
    client.finish()
    assert client.closed() == (1000, "")


def test_every_final_text_is_acknowledged_before_its_events(client):
    client.start()
    client.say(1, SENTENCES[0])
    client.settle()
    kinds = [message["type"] for message in client.told]
    assert kinds.index("ack") < kinds.index("sentence") < kinds.index("evidence")


def test_interims_raise_nothing_and_are_shown_as_a_preview(client):
    client.start()
    client.say(1, "Hello.")
    client.say(2, "the plan of care was signed", final=False)
    preview = client.until("preview")
    assert {item["kind"] for item in preview["evidence"]} == {"plan_of_care", "plan_of_care_signature"}
    client.settle()
    assert [message for message in client.told if message["type"] == "evidence"] == []


def test_a_repeated_number_is_acknowledged_and_changes_nothing(client):
    client.start()
    client.say(1, "One.")
    client.say(1, "Two.")
    assert client.until("ack", seq=1)
    assert client.until("ack", seq=1)
    assert client.finish()["review"]["text"] == "One."


def test_a_gap_is_answered_by_the_number_awaited(client):
    client.start()
    client.say(1, "One.")
    client.say(3, "Three.")
    assert client.until("error")["code"] == "seq_expected"
    assert client.told[-1]["seq"] == 2
    client.say(2, "Two.")
    assert client.finish()["review"]["text"] == "One. Two."


def test_a_later_final_of_the_same_segment_replaces_the_text_in_place(client):
    client.start()
    client.say(1, "No order is on file.", segment="a7")
    client.say(2, "She walks well.")
    client.say(3, "The order is signed.", segment="a7")
    review = client.finish()["review"]
    assert review["text"] == "The order is signed. She walks well."
    assert [item.text for item in client.view.evidence] == [item["text"] for item in review["evidence"]]


def test_a_new_encounter_is_judged_at_once(client):
    client.start({})
    client.say(1, SENTENCES[0])
    client.send("encounter", encounter=ENCOUNTER)
    line = client.until("line")["line"]
    assert (line["line"], line["kx"]) == (1, "withhold")
    assert client.finish()["review"]["lines"][0]["kx"] == "withhold"


def test_a_ping_is_answered(client):
    client.send("ping")
    assert client.next() == {"type": "pong"}


@pytest.mark.parametrize(
    ("raw", "code", "field"),
    [
        ("", "bad_message", None),
        ("nonsense", "bad_message", None),
        ("[]", "bad_message", None),
        ("null", "bad_message", None),
        ("{}", "bad_message", None),
        ('{"type":"shout"}', "bad_message", None),
        ('{"type":"text","text":"x","final":true}', "bad_message", "seq"),
        ('{"type":"text","seq":"1","text":"x","final":true}', "bad_message", "seq"),
        ('{"type":"text","seq":0,"text":"x","final":true}', "bad_message", "seq"),
        ('{"type":"text","seq":1,"text":1,"final":true}', "bad_message", "text"),
        ('{"type":"text","seq":1,"text":"x","final":"yes"}', "bad_message", "final"),
        ('{"type":"text","seq":1,"text":"\\ud800","final":true}', "bad_message", None),
        ('{"type":"text","seq":1,"text":"a\\u0000b","final":true}', "bad_text", None),
        ("[" * 60_000, "bad_message", None),
        ('{"type":' * 8_000, "bad_message", None),
        ('{"type":"encounter","encounter":[]}', "bad_encounter", None),
        ('{"type":"encounter","encounter":{"payer":"x"}}', "bad_encounter", "payer"),
        ('{"type":"encounter","encounter":{"therapy_ytd":{"ot":-1}}}', "bad_encounter", "therapy_ytd.ot"),
        ('{"type":"start"}', "start_expected", None),
        ('{"type":"finish"}', "bad_text", None),
    ],
)
def test_a_bad_message_is_refused_and_the_dictation_goes_on(client, raw, code, field):
    client.start()
    client.connection.send(raw)
    error = client.until("error")
    assert (error["code"], error.get("field"), error.get("fatal")) == (code, field, None)
    client.say(2 if code == "bad_text" and "seq" in raw else 1, "All is well.")
    assert client.finish()["review"]["text"] == "All is well."


def test_an_error_never_repeats_what_was_said(client):
    client.start()
    client.connection.send('{"type":"text","seq":"canary","text":"canary","final":"canary","canary":1}')
    assert "canary" not in json.dumps(client.until("error"))


@pytest.mark.parametrize("kind", ["text", "encounter", "finish"])
def test_nothing_is_taken_before_the_start(client, kind):
    client.send(kind, seq=1, text="x", final=True, encounter={})
    assert client.next()["code"] == "start_expected"


def test_a_start_with_a_bad_encounter_may_be_mended(client):
    client.send("start", encounter={"date_of_service": "2026-02-31"})
    assert client.next()["code"] == "bad_encounter"
    client.start()


def test_nothing_more_is_taken_after_the_finish(client):
    client.start()
    client.say(1, "One.")
    client.send("finish")
    client.say(2, "Two.")
    assert client.until("review")["review"]["text"] == "One."


def test_a_binary_message_ends_with_1003(client):
    client.start()
    client.connection.send(b"\x00")
    assert client.until("error")["fatal"]
    assert client.closed() == (1003, "binary-message")


def test_text_that_is_not_utf8_ends_with_1007(client):
    client.start()
    client.connection.send(b"\xff\xfe", text=True)
    assert client.closed()[0] == 1007


def test_a_message_too_large_ends_with_1009(client):
    client.start()
    client.connection.send("x" * 70_000)
    assert client.closed()[0] == 1009


def test_one_dictation_does_not_hear_another(server):
    with server.dial() as one, server.dial() as other:
        one.start()
        other.start()
        one.say(1, "One.")
        other.say(1, "Other.")
        assert one.finish()["review"]["text"] == "One."
        assert other.finish()["review"]["text"] == "Other."
