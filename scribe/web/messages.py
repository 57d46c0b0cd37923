"""The messages of the websocket, as types: what the client may say, and what the server says.

Owns their form. Validation, the AsyncAPI document and the tests all rest on these types.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from scribe.session import EvidenceEvent, FlagEvent, LineEvent, RequirementEvent, SentenceEvent, View
from scribe.types import Evidence, Review
from scribe.web.errors import BadMessageError

Seq = Annotated[int, Field(ge=1, strict=True, description="Rises by one with every text message.")]
# Read by scribe.encounter, whose errors name the field; the AsyncAPI document tells its schema.
_EncounterData = Any


class _FromClient(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Start(_FromClient):
    """Open a dictation, or resume one after the server event numbered `after`."""

    type: Literal["start"]
    encounter: _EncounterData = None
    session: Annotated[str, Field(max_length=64)] | None = None
    after: Annotated[int, Field(ge=0, strict=True)] = 0


class Text(_FromClient):
    """Words: an interim hypothesis, or a final text that joins the transcript."""

    type: Literal["text"]
    seq: Seq
    text: str
    final: Annotated[bool, Field(strict=True)]
    segment: Annotated[str, Field(max_length=200)] | None = None


class NewEncounter(_FromClient):
    """What is known besides the text has changed."""

    type: Literal["encounter"]
    encounter: _EncounterData


class Finish(_FromClient):
    """The dictation ends; the review is asked for."""

    type: Literal["finish"]


class Ping(_FromClient):
    """Are you there?"""

    type: Literal["ping"]


class Authorize(_FromClient):
    """A new token, before the old one runs out."""

    type: Literal["authorize"]
    token: Annotated[str, Field(max_length=16_384)]


FromClient = Start | Text | NewEncounter | Finish | Ping | Authorize
_CLIENT: TypeAdapter[FromClient] = TypeAdapter(Annotated[FromClient, Field(discriminator="type")])


def read_message(raw: str) -> FromClient:
    """The message that `raw` holds.

    Raises:
        BadMessageError: it holds none; the error names the field, never its value.
    """
    try:
        return _CLIENT.validate_json(raw)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        field = str(first["loc"][-1]) if len(first["loc"]) > 1 else None
        raise BadMessageError(_told(first["type"], first["loc"]), field=field) from None


def _told(kind: str, place: tuple[int | str, ...]) -> str:
    if kind == "json_invalid":
        return "expected a JSON object"
    if kind.startswith("union_tag"):
        return "type: expected start, text, encounter, finish, ping or authorize"
    field = str(place[-1]) if len(place) > 1 else "message"
    return f"{field}: {_REASONS.get(kind, 'not of the expected type')}"


_REASONS = {
    "missing": "is required",
    "bool_type": "expected true or false",
    "int_type": "expected a whole number",
    "string_type": "expected a string",
    "string_too_long": "too long",
    "greater_than_equal": "too small",
    "int_parsing_size": "too large",
    "model_type": "expected an object",
    "model_attributes_type": "expected an object",
    "dict_type": "expected an object",
}


class _FromServer(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Started(_FromServer):
    """The dictation is open; `seq` is the highest final held durably, send again what came after it."""

    type: Literal["started"] = "started"
    n: int
    session: str
    seq: int
    resumed: bool


class Ack(_FromServer):
    """That final text is durable: it survives the death of the server."""

    type: Literal["ack"] = "ack"
    seq: int


class Preview(_FromServer):
    """What an interim, or the unfinished last sentence, seems to hold; never kept."""

    type: Literal["preview"] = "preview"
    evidence: tuple[Evidence, ...]


class ReviewMessage(_FromServer):
    """The review of the whole transcript; the connection closes after it with 1000."""

    type: Literal["review"] = "review"
    n: int
    review: Review


class Snapshot(View):
    """Everything told so far, in place of events that a slow reader or a late resumption did not get."""

    type: Literal["snapshot"] = "snapshot"


class Pong(_FromServer):
    """I am here."""

    type: Literal["pong"] = "pong"


class ErrorMessage(_FromServer):
    """A message was refused; the dictation goes on unless `fatal`."""

    type: Literal["error"] = "error"
    code: str
    message: str
    fatal: bool | None = None
    seq: int | None = None
    field: str | None = None
    session: str | None = None
    after: int | None = None
    retry_after: float | None = None

    def to_json(self) -> str:
        """As it goes out: without what is not known."""
        return self.model_dump_json(exclude_none=True)


CLIENT_MESSAGES: tuple[type[BaseModel], ...] = (Start, Text, NewEncounter, Finish, Ping, Authorize)
SERVER_MESSAGES: tuple[type[BaseModel], ...] = (
    Started,
    Ack,
    SentenceEvent,
    EvidenceEvent,
    RequirementEvent,
    LineEvent,
    FlagEvent,
    Preview,
    Snapshot,
    ReviewMessage,
    Pong,
    ErrorMessage,
)
