"""What the operator of the service can set, from the environment, a `.env` file or options of `scribe serve`.

Owns names, defaults and limits of the service. Knows nothing of who uses them. Every setting has a heading in
docs/service-settings.md.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import NoDecode

from scribe.errors import SettingError
from scribe.settings import Settings

Words = Annotated[tuple[str, ...], NoDecode]


class ServiceSettings(Settings):
    """The settings of `scribe serve`; each is read from SCRIBE_ and its name in capitals."""

    host: Annotated[str, Field(description="the address to listen at; other than loopback needs authentication")] = (
        "127.0.0.1"
    )
    port: Annotated[int, Field(ge=0, le=65535, description="the port to listen at; 0 takes a free one")] = 8000
    tls_certificate: Annotated[
        Path | None, Field(description="certificate chain (PEM); with it the service is https and wss")
    ] = None
    tls_key: Annotated[Path | None, Field(description="private key (PEM) of the certificate")] = None
    trusted_proxies: Annotated[
        Words, Field(description="addresses of proxies whose X-Forwarded headers are believed")
    ] = ()
    allowed_hosts: Annotated[
        Words, Field(description="names under which the service may be addressed, besides loopback")
    ] = ()
    allowed_origins: Annotated[Words, Field(description="web origins that may connect, besides the service's own")] = ()

    tokens: Annotated[
        SecretStr, Field(description="who may come in: name=sha256 of the token, separated by commas")
    ] = SecretStr("")
    oidc_issuer: Annotated[str | None, Field(description="issuer of JWTs that may come in")] = None
    oidc_audience: Annotated[str | None, Field(description="audience that those JWTs must name")] = None
    oidc_jwks_url: Annotated[
        str | None, Field(description="where the issuer's keys are; default: as its discovery document says")
    ] = None
    ticket_seconds: Annotated[
        int, Field(ge=1, description="how long a browser's ticket may wait for its handshake")
    ] = 30

    store_keys: Annotated[
        SecretStr, Field(description="keys that seal text at rest, the first for new text, separated by commas")
    ] = SecretStr("")
    keep_unfinished_seconds: Annotated[
        int,
        Field(ge=1, description="how long a dictation without a client, or whose review was not acknowledged, is kept"),
    ] = 3600
    keep_finished_seconds: Annotated[
        int, Field(ge=0, description="how long a finished and acknowledged dictation is kept; 0: deleted at once")
    ] = 0

    max_message_bytes: Annotated[int, Field(ge=1024, description="the most bytes of one websocket message")] = 65_536
    max_session_characters: Annotated[int, Field(ge=1, description="the most text of one dictation")] = 1_000_000
    max_messages_per_second: Annotated[
        float, Field(gt=0, description="messages of one connection a second, on average over ten")
    ] = 200
    max_errors: Annotated[
        int, Field(ge=1, description="messages of one connection that may be refused before it is closed")
    ] = 20
    max_sessions_per_user: Annotated[int, Field(ge=1, description="dictations of one user at a time")] = 200
    max_sessions: Annotated[int, Field(ge=1, description="dictations of this process at a time")] = 2000
    start_seconds: Annotated[
        float, Field(gt=0, description="how long a connection may wait before it starts or resumes a dictation")
    ] = 10
    idle_seconds: Annotated[float, Field(gt=0, description="how long a client may say nothing")] = 900
    session_seconds: Annotated[float, Field(gt=0, description="how long one connection may last")] = 14_400
    slow_seconds: Annotated[
        float,
        Field(
            gt=0,
            description="how long one message may wait for a slow reader before a snapshot replaces what is queued",
        ),
    ] = 2
    drain_seconds: Annotated[float, Field(ge=0, description="how long a shutdown waits for connections to close")] = 10

    @field_validator("trusted_proxies", "allowed_hosts", "allowed_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(word.strip() for word in value.split(",") if word.strip()) if isinstance(value, str) else value

    @property
    def has_authentication(self) -> bool:
        """Whether anything tells users apart."""
        return bool(self.tokens.get_secret_value().strip()) or self.oidc_issuer is not None


def load_service_settings(**options: Any) -> ServiceSettings:
    """The settings; `options` that are not None go before the environment.

    Raises:
        SettingError: a value cannot be used; the message names the setting and what was expected, not the value.
    """
    try:
        return ServiceSettings(**{name: value for name, value in options.items() if value is not None})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = "SCRIBE_" + "_".join(str(step) for step in first["loc"]).upper()
        raise SettingError(f"{name}: {first['msg'][:1].lower()}{first['msg'][1:]}") from None
