from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from scribe.errors import ScribeError
from scribe.web import errors
from scribe.web.documents import asyncapi
from scribe.web.messages import CLIENT_MESSAGES, SERVER_MESSAGES
from scribe.web.settings import ServiceSettings

DOCS = Path(__file__).absolute().parents[2] / "docs"
ENCOUNTER = {
    "therapy_ytd": {"pt_slp": 2470.0},
    "date_of_service": "2026-03-12",
    "claim_lines": [{"line": 1, "code": "97110", "modifiers": ["GP"], "allowed": 58.12}],
}


def payload(name: str) -> Draft202012Validator:
    document = asyncapi()
    registry = Registry().with_resource("urn:asyncapi", Resource(contents=document, specification=DRAFT202012))
    reference = document["components"]["messages"][name]["payload"]["$ref"]
    return Draft202012Validator({"$ref": f"urn:asyncapi{reference}"}, registry=registry)


def headings(name: str) -> set[str]:
    return set(re.findall(r"^#+ `?([\w-]+)`?", (DOCS / name).read_text("utf-8"), re.MULTILINE))


def test_the_asyncapi_document_has_every_message_once():
    document = asyncapi()
    assert document["asyncapi"] == "3.0.0"
    names = {model.__name__ for model in CLIENT_MESSAGES + SERVER_MESSAGES}
    assert document["components"]["messages"].keys() == names
    assert document["channels"]["dictation"]["messages"].keys() == names


def test_the_asyncapi_document_has_no_loose_end():
    document = asyncapi()
    for reference in re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(document)):
        place = document
        for step in reference.split("/"):
            place = place[step]


def test_every_message_of_a_dictation_is_as_the_document_says(client):
    client.start(ENCOUNTER)
    client.say(1, "the plan of care was signed", final=False)
    client.until("preview")
    client.say(2, "The plan of care was signed by Dr. Osei.")
    client.say(9, "Too far.")
    client.send("ping")
    client.finish()
    names = {model.model_fields["type"].default: model.__name__ for model in SERVER_MESSAGES}
    validators = {kind: payload(name) for kind, name in names.items()}
    for message in client.told:
        validators[message["type"]].validate(message)
    assert {message["type"] for message in client.told} == names.keys() - {"snapshot"}


@pytest.mark.parametrize(
    ("name", "message", "valid"),
    [
        ("Start", {"type": "start", "encounter": ENCOUNTER}, True),
        ("Start", {"type": "start", "after": -1}, False),
        ("Text", {"type": "text", "seq": 1, "text": "x", "final": True, "segment": "a7"}, True),
        ("Text", {"type": "text", "seq": 0, "text": "x", "final": True}, False),
        ("Start", {"type": "start", "encounter": {"dos": "x"}}, False),
        ("Ping", {"type": "ping"}, True),
    ],
)
def test_the_document_tells_good_client_messages_from_bad(name, message, valid):
    assert payload(name).is_valid(message) is valid


@pytest.mark.parametrize("model", CLIENT_MESSAGES + SERVER_MESSAGES)
def test_every_message_has_a_heading(model):
    (kind,) = model.model_fields["type"].annotation.__args__
    assert kind in headings("events.md")


@pytest.mark.parametrize("name", ServiceSettings.model_fields)
def test_every_setting_has_a_heading(name):
    assert f"SCRIBE_{name.upper()}" in headings("service-settings.md") | headings("settings.md")


@pytest.mark.parametrize(
    "slug",
    sorted(
        {
            each.slug
            for each in vars(errors).values()
            if isinstance(each, type) and issubclass(each, ScribeError) and each.__module__ == errors.__name__
        }
    ),
)
def test_every_error_has_a_heading(slug):
    assert slug in headings("live.md")
