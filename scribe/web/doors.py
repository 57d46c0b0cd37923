"""Which hosts and origins the service answers to: no other site may speak through a visitor's browser.

Owns the check of Host and Origin. Knows nothing of who the visitor is.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers

from scribe.errors import SettingError
from scribe.web.errors import ForbiddenError
from scribe.web.settings import ServiceSettings

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def is_loopback(host: str) -> bool:
    """Whether an address to listen at can be reached from this machine alone."""
    if host in _LOOPBACK:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_binding(settings: ServiceSettings) -> None:
    """Refuse to listen to the world without knowing who calls.

    Raises:
        SettingError: the address is not loopback and nothing tells users apart.
    """
    if not is_loopback(settings.host) and not settings.has_authentication:
        raise SettingError(
            "SCRIBE_HOST: listening beyond this machine needs authentication; set SCRIBE_TOKENS or SCRIBE_OIDC_ISSUER"
        )


class Doors:
    """Host and Origin of every request and handshake, checked."""

    def __init__(self, settings: ServiceSettings) -> None:
        names = {*settings.allowed_hosts, settings.host}
        self._hosts = frozenset(name.lower() for name in names) | _LOOPBACK
        self._origins = frozenset(origin.lower().rstrip("/") for origin in settings.allowed_origins)

    def check(self, headers: Headers) -> None:
        """Raise ForbiddenError unless the Host is ours and the Origin, if any, is the page's own or allowed."""
        host = _host_name(headers.getlist("host"))
        if host not in self._hosts:
            raise ForbiddenError("this name is not among SCRIBE_ALLOWED_HOSTS")
        origins = headers.getlist("origin")
        if origins and not self._is_ours(origins, headers["host"]):
            raise ForbiddenError("this origin is not among SCRIBE_ALLOWED_ORIGINS")

    def _is_ours(self, origins: list[str], host: str) -> bool:
        if len(origins) != 1:
            return False
        origin = origins[0].lower().rstrip("/")
        own = origin.partition("://")
        return origin in self._origins or (own[0] in ("http", "https") and own[2] == host.lower())


def _host_name(values: Iterable[str]) -> str | None:
    hosts = list(values)
    if len(hosts) != 1:
        return None
    try:
        return urlsplit(f"//{hosts[0]}").hostname
    except ValueError:
        return None
