"""The service described to programs: JSON Schemas, and the AsyncAPI document of the websocket.

Owns these documents, made from the same types that the service validates with.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from scribe import __version__
from scribe.types import Encounter, Review
from scribe.web.messages import CLIENT_MESSAGES, SERVER_MESSAGES, NewEncounter, Start

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_REF = "#/components/schemas/{model}"
_MESSAGES = "#/channels/dictation/messages/"


@cache
def encounter_schema() -> dict[str, Any]:
    """The JSON Schema of Encounter, as it is taken in."""
    return {"$schema": _DIALECT, **Encounter.model_json_schema(mode="validation")}


@cache
def review_schema() -> dict[str, Any]:
    """The JSON Schema of Review, as it is given out."""
    return {"$schema": _DIALECT, **Review.model_json_schema(mode="serialization")}


@cache
def asyncapi() -> dict[str, Any]:
    """The AsyncAPI 3.0 document of /v1/dictation."""
    messages = CLIENT_MESSAGES + SERVER_MESSAGES
    shared: tuple[type[BaseModel], ...] = (Encounter,)
    inward: list[tuple[type[BaseModel], Any]] = [(model, "validation") for model in CLIENT_MESSAGES + shared]
    outward: list[tuple[type[BaseModel], Any]] = [(model, "serialization") for model in SERVER_MESSAGES]
    names, definitions = models_json_schema([*inward, *outward], ref_template=_REF)
    schemas = definitions["$defs"]
    encounter: Any = names[Encounter, "validation"]
    for model in (Start, NewEncounter):
        schemas[model.__name__]["properties"]["encounter"] = {"anyOf": [encounter, {"type": "null"}]}
    named = {model: names[model, mode]["$ref"] for model, mode in (*inward, *outward)}
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Scribe dictation", "version": __version__, "description": _DESCRIPTION},
        "defaultContentType": "application/json",
        "channels": {
            "dictation": {
                "address": "/v1/dictation",
                "description": "One dictation: JSON in text frames.",
                "messages": {model.__name__: {"$ref": f"#/components/messages/{model.__name__}"} for model in messages},
                "bindings": {"ws": {"method": "GET"}},
            }
        },
        "operations": {
            "hear": _operation("receive", CLIENT_MESSAGES, "What the client may say."),
            "tell": _operation("send", SERVER_MESSAGES, "What the server says."),
        },
        "components": {
            "messages": {model.__name__: _message(model, named[model]) for model in messages},
            "schemas": schemas,
        },
    }


def _operation(action: str, models: tuple[type[BaseModel], ...], summary: str) -> dict[str, Any]:
    return {
        "action": action,
        "summary": summary,
        "channel": {"$ref": "#/channels/dictation"},
        "messages": [{"$ref": _MESSAGES + model.__name__} for model in models],
    }


def _message(model: type[BaseModel], ref: str) -> dict[str, Any]:
    told = (model.__doc__ or "").strip()
    return {"name": _type_of(model), "title": model.__name__, "summary": told, "payload": {"$ref": ref}}


def _type_of(model: type[BaseModel]) -> str:
    (name,) = model.model_fields["type"].annotation.__args__  # type: ignore[union-attr]
    return str(name)


_DESCRIPTION = (
    "Dictation in, evidence and flags out while the clinician speaks, the review at the end. Events are numbered by "
    "`n`; added up in their order they give the lists of the Review."
)
