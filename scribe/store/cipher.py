"""Seals what is written to the database, when the operator gives a key.

Owns the sealed form: AES-256-GCM, bound to the place (session and position) so that rows cannot be exchanged. Knows
nothing of what it seals. The first of several keys seals; all of them open, so that a key can be replaced.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from scribe.errors import SettingError
from scribe.store.errors import StoreKeyError

_PLAIN, _SEALED = b"\x00", b"\x01"
_KEY_BYTES, _NAME_BYTES, _NONCE_BYTES = 32, 4, 12


class Cipher:
    """Seals and opens bytes; without keys it passes them through.

    Raises:
        SettingError: a key is not 32 bytes in URL-safe base64.
    """

    def __init__(self, keys: Sequence[str] = ()) -> None:
        decoded = [_decoded(key) for key in keys]
        self._keys = {_name(key): AESGCM(key) for key in decoded}
        self._first = _name(decoded[0]) if decoded else None

    def seal(self, body: bytes, place: str) -> bytes:
        """The form in which `body` is kept at `place`."""
        if self._first is None:
            return _PLAIN + body
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = self._keys[self._first].encrypt(nonce, body, place.encode())
        return _SEALED + self._first + nonce + sealed

    def open(self, kept: bytes, place: str) -> bytes:
        """What was sealed at `place`.

        Raises:
            StoreKeyError: sealed by a key not given here, or altered, or moved.
        """
        if kept[:1] == _PLAIN:
            return kept[1:]
        name, rest = kept[1 : 1 + _NAME_BYTES], kept[1 + _NAME_BYTES :]
        if name not in self._keys:
            raise StoreKeyError("a kept text was sealed by a key that SCRIBE_STORE_KEYS does not hold")
        try:
            return self._keys[name].decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], place.encode())
        except InvalidTag:
            raise StoreKeyError("a kept text was altered or moved since it was sealed") from None


def _decoded(key: str) -> bytes:
    try:
        raw = base64.b64decode(key.encode(), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != _KEY_BYTES:
        raise SettingError("SCRIBE_STORE_KEYS: expected keys of 32 bytes in URL-safe base64, separated by commas")
    return raw


def _name(key: bytes) -> bytes:
    return hashlib.sha256(b"scribe store key " + key).digest()[:_NAME_BYTES]
