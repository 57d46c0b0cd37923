"""Who comes in: bearer tokens, OIDC JWTs, single-use tickets for browsers.

Owns the proof of identity. Knows nothing of sessions or messages. Tokens are kept and compared as SHA-256 digests only;
they are random and long, so that a slow hash would add nothing.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
import jwt

from scribe.errors import SettingError
from scribe.store import Store
from scribe.web.errors import UnauthorizedError
from scribe.web.settings import ServiceSettings

_TOKEN = re.compile(r"(?P<name>[\w.@-]{1,100})=(?P<digest>[0-9a-f]{64})")
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
_LEEWAY_SECONDS = 10
_LONGEST = 16_384
_JWKS_SECONDS = 600
_FETCH_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Principal:
    """Who is there, and until when (milliseconds since 1970; None: without end)."""

    owner: str
    until: int | None = None


LOCAL = Principal("local")
"""Whoever reaches the loopback address of a service without authentication."""


def new_token() -> tuple[str, str]:
    """A new bearer token and the digest under which it is kept."""
    token = "scribe_" + secrets.token_urlsafe(32)
    return token, _digest(token)


class Gatekeeper:
    """Tells who a token, JWT or ticket belongs to.

    Raises:
        SettingError: the settings for it are incomplete.
    """

    def __init__(self, settings: ServiceSettings, store: Store, *, clock: Callable[[], int]) -> None:
        self._store, self._clock = store, clock
        self._tokens = _read_tokens(settings.tokens.get_secret_value())
        self._ticket_ms = settings.ticket_seconds * 1000
        self._open = not settings.has_authentication
        self._oidc = _Oidc(settings) if settings.oidc_issuer else None

    async def bearer(self, authorization: str | None) -> Principal:
        """The principal of an Authorization header.

        Raises:
            UnauthorizedError: it proves nothing.
        """
        if self._open:
            return LOCAL
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise UnauthorizedError("expected Authorization: Bearer and a token")
        return await self.token(token.strip())

    async def token(self, token: str) -> Principal:
        """The principal of a bearer token or JWT.

        Raises:
            UnauthorizedError: it is neither.
        """
        if len(token) > _LONGEST:
            raise UnauthorizedError("the token is too long")
        digest = _digest(token)
        names = [name for known, name in self._tokens if hmac.compare_digest(known, digest)]
        if names:
            return Principal(names[0])
        if self._oidc and token.count(".") == 2:
            return await self._oidc.principal(token)
        raise UnauthorizedError("the token is not known")

    async def issue_ticket(self, principal: Principal) -> str:
        """A ticket with which a browser may open one websocket within a short time."""
        ticket = secrets.token_urlsafe(32)
        expires = self._clock() + self._ticket_ms
        await asyncio.to_thread(
            self._store.add_ticket, _digest(ticket), principal.owner, valid_until=principal.until, expires_at=expires
        )
        return ticket

    async def redeem(self, ticket: str) -> Principal:
        """The principal of a ticket, which is used up.

        Raises:
            UnauthorizedError: unknown, used or run out.
        """
        found = await asyncio.to_thread(self._store.redeem_ticket, _digest(ticket), now=self._clock())
        if found is None:
            raise UnauthorizedError("the ticket is unknown, used or run out")
        return Principal(*found)


class _Oidc:
    """JWTs of one issuer, proved by the keys that it publishes."""

    def __init__(self, settings: ServiceSettings) -> None:
        if not settings.oidc_audience:
            raise SettingError("SCRIBE_OIDC_AUDIENCE: is required with SCRIBE_OIDC_ISSUER")
        self._issuer, self._audience = str(settings.oidc_issuer), settings.oidc_audience
        self._jwks_url = settings.oidc_jwks_url
        self._keys: dict[str | None, Any] = {}
        self._fetched: float | None = None
        self._lock = asyncio.Lock()

    async def principal(self, token: str) -> Principal:
        try:
            header = jwt.get_unverified_header(token)
            key = await self._key(header.get("kid"))
            claims = jwt.decode(
                token,
                key,
                algorithms=_ALGORITHMS,
                audience=self._audience,
                issuer=self._issuer,
                leeway=_LEEWAY_SECONDS,
                options={"require": ["exp", "iss", "aud", "sub"]},
            )
        except jwt.PyJWTError as error:
            raise UnauthorizedError(f"the JWT is not valid ({type(error).__name__})") from None
        return Principal(f"{self._issuer}|{claims['sub']}"[:200], int(claims["exp"] * 1000))

    async def _key(self, kid: str | None) -> Any:
        async with self._lock:
            now = asyncio.get_running_loop().time()
            age = now - self._fetched if self._fetched is not None else None
            # An unknown key may be a new one; but not every made-up name is worth a fetch.
            if age is None or age > _JWKS_SECONDS or (kid not in self._keys and age > _FETCH_SECONDS):
                self._keys, self._fetched = await self._fetch(), now
        if kid not in self._keys:
            raise UnauthorizedError("the JWT is signed by a key that the issuer does not publish")
        return self._keys[kid]

    async def _fetch(self) -> dict[str | None, Any]:
        try:
            async with httpx.AsyncClient(timeout=_FETCH_SECONDS, follow_redirects=False) as client:
                if self._jwks_url is None:
                    place = self._issuer.rstrip("/") + "/.well-known/openid-configuration"
                    self._jwks_url = str((await client.get(place)).raise_for_status().json()["jwks_uri"])
                data = (await client.get(self._jwks_url)).raise_for_status().json()
            keys = jwt.PyJWKSet.from_dict(data).keys
        except (httpx.HTTPError, ValueError, KeyError, TypeError, jwt.PyJWTError) as error:
            raise UnauthorizedError(f"the issuer's keys cannot be had now ({type(error).__name__})") from None
        return {key.key_id: key for key in keys}


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _read_tokens(setting: str) -> tuple[tuple[str, str], ...]:
    tokens = []
    for part in filter(None, (part.strip() for part in setting.split(","))):
        match = _TOKEN.fullmatch(part)
        if match is None:
            raise SettingError("SCRIBE_TOKENS: expected name=digest pairs as `scribe token NAME` prints them")
        tokens.append((match["digest"], match["name"]))
    return tuple(tokens)
