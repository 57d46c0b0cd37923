"""How the service refuses: each class has its slug, its HTTP status and its close code.

On the websocket the slug is the error's `code`, with underscores. No message holds dictated text.
"""

from __future__ import annotations

from scribe.errors import InputError, ScribeError

_RETRY_SECONDS = 1.0


class BadMessageError(InputError):
    """A websocket message is not JSON, of unknown type, or has a field of the wrong type."""

    slug = "bad-message"
    http_status = 400


class SeqExpectedError(InputError):
    """A text message left out a number."""

    slug = "seq-expected"
    http_status = 409

    def __init__(self, awaited: int) -> None:
        super().__init__(f"seq {awaited} is awaited; send again everything from there on", field="seq")
        self.awaited = awaited


class StartExpectedError(InputError):
    """A message came before the dictation was started, or a second start."""

    slug = "start-expected"
    close_code = 1008


class BinaryMessageError(InputError):
    """A binary message; the service speaks JSON in text messages."""

    slug = "binary-message"
    close_code = 1003


class RefusedError(ScribeError):
    """The client may not go on."""

    slug = "refused"
    http_status = 403
    close_code = 1008


class UnauthorizedError(RefusedError):
    """No valid token, JWT or ticket."""

    slug = "unauthorized"
    http_status = 401


class ForbiddenError(RefusedError):
    """The Host or Origin is not one of this service."""

    slug = "forbidden"


class CredentialsExpiredError(RefusedError):
    """The token ran out while the connection stood."""

    slug = "credentials-expired"
    http_status = 401


class UnknownSessionError(RefusedError):
    """No such dictation of this user; it was finished, ran out, or never was."""

    slug = "unknown-session"
    http_status = 404


class TextLimitError(RefusedError):
    """The dictation has as much text as is allowed."""

    slug = "text-limit"
    http_status = 413
    close_code = 1009


class RateLimitError(RefusedError):
    """Too many messages a second."""

    slug = "rate-limit"
    http_status = 429


class TooManyErrorsError(RefusedError):
    """Too many messages had to be refused."""

    slug = "too-many-errors"
    http_status = 429


class TooManySessionsError(RefusedError):
    """This user has as many dictations open as is allowed."""

    slug = "too-many-sessions"
    http_status = 429


class ServerFullError(RefusedError):
    """This process has as many dictations as it takes."""

    slug = "server-full"
    http_status = 503
    close_code = 1013


class IdleError(RefusedError):
    """The client said nothing for too long."""

    slug = "idle"
    http_status = 408


class SessionTimeError(RefusedError):
    """The connection lasted as long as is allowed."""

    slug = "session-time"
    http_status = 408


class GoingAwayError(RefusedError):
    """This process shuts down; the dictation can be resumed on the next."""

    slug = "going-away"
    http_status = 503
    close_code = 1013


class NotReadyError(ScribeError):
    """The self-test's note was not reviewed as it should be."""

    slug = "not-ready"
    http_status = 503


class InternalError(ScribeError):
    """Something failed that should not; it was logged, and the dictation can be resumed."""

    slug = "internal"


class MediaTypeError(InputError):
    """The request's body is not declared as JSON."""

    slug = "media-type"
    http_status = 415


def retry_after(error: ScribeError) -> float | None:
    """After how many seconds the dictation can be resumed, if the error leaves that open."""
    again = error.close_code in (1011, 1013) or isinstance(error, IdleError | SessionTimeError)
    return _RETRY_SECONDS if again else None
