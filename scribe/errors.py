"""Every error Scribe raises on purpose, as one tree.

Each class has a `slug` (a heading in docs/errors.md) and the three codes by which drivers tell it on: an exit
status, an HTTP status and a websocket close code. A message names the place and what was expected; it never holds
dictated text.
"""

from __future__ import annotations


class ScribeError(Exception):
    """The root: something Scribe can name went wrong."""

    slug = "error"
    exit_status = 2
    http_status = 500
    close_code = 1011


class InputError(ScribeError):
    """What came in cannot be used; the message names the field or place and what was expected."""

    slug = "bad-input"
    http_status = 422
    close_code = 1007

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class TextError(InputError):
    """The note is empty, binary, or not UTF-8."""

    slug = "bad-text"


class TooLargeError(InputError):
    """The text exceeds the limit of the settings."""

    slug = "too-large"
    http_status = 413
    close_code = 1009


class EncounterError(InputError):
    """A field of the encounter is unknown, of the wrong type or impossible."""

    slug = "bad-encounter"


class JsonError(InputError):
    """What should be JSON is not, or is JSON that cannot be trusted; the message gives line and column."""

    slug = "bad-json"


class CaseError(InputError):
    """A case of a batch or a gold file lacks a field or holds one of the wrong type."""

    slug = "bad-case"


class FileError(InputError):
    """A file named on the command line cannot be read or written."""

    slug = "bad-file"


class SettingError(ScribeError):
    """A setting has a value that cannot be used."""

    slug = "bad-setting"


class NotInstalledError(ScribeError):
    """The command needs an extra that is not installed; the message names it."""

    slug = "not-installed"


class PatternError(ScribeError):
    """A pattern or policy file has a mistake; the message gives file, place and what is wrong."""

    slug = "bad-pattern"


class UnknownPolicyError(InputError):
    """No policy has this id, or none is in force on that date."""

    slug = "unknown-policy"
    http_status = 404
