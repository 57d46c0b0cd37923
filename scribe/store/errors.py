"""What can go wrong with the store, told without a word of what it holds."""

from __future__ import annotations

from scribe.errors import ScribeError


class StoreError(ScribeError):
    """The database cannot be reached or refused the work; nothing of it was kept."""

    slug = "store-unavailable"
    http_status = 503
    close_code = 1011


class StoreKeyError(ScribeError):
    """The key that sealed a text is not among the keys given, or the text was altered."""

    slug = "store-key"
    http_status = 503
    close_code = 1011


class TakenOverError(ScribeError):
    """Another connection resumed this session, or it was removed; this one may write no more."""

    slug = "taken-over"
    http_status = 409
    close_code = 1008
